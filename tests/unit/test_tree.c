/* The tree: which names it takes, where links lead, what patterns match. */
#include "unit.h"

#include <time.h>

#include "base/limits.h"
#include "tree/tree.h"

static const struct { const char *about, *path, *becomes; } names[] = {
	{ "plain", "etc/passwd", "etc/passwd" },
	{ "as tar writes it", "./etc/passwd", "etc/passwd" },
	{ "absolute", "/etc/passwd", "etc/passwd" },
	{ "doubled and trailing slashes", "//etc///passwd/", "etc/passwd" },
	{ "a dot inside", "etc/./passwd", "etc/passwd" },
	{ "up and out", "../etc/passwd", NULL },
	{ "up inside", "usr/../etc/passwd", NULL },
	{ "three dots are a name", "etc/...", "etc/..." },
	{ "a newline is a name", "etc/a\nb", "etc/a\nb" },
	{ "the root is no file", "./", NULL },
};

static void test_names(void **state)
{
	for (size_t i = 0; i < COUNT(names); i++) {
		struct tree tree;
		struct err err = { 0 };
		struct node *n;

		print_message("#  %s\n", names[i].about);
		tree_init(&tree);
		n = tree_add(&tree, bytes_of(names[i].path), NODE_FILE, &err);
		assert_int_equal(err.kind, ERR_NONE);
		if (names[i].becomes) {
			assert_non_null(n);
			assert_string_equal(n->path, names[i].becomes);
			assert_ptr_equal(tree_find(&tree, names[i].becomes), n);
		} else {
			assert_null(n);
			assert_int_equal(tree.refused, 1);
		}
		tree_free(&tree);
	}
}

static void test_too_long_or_deep(void **state)
{
	char path[2 * LIMIT_DEPTH + 600], name[LIMIT_PATH + 10];
	struct err err = { 0 };
	struct tree tree;

	tree_init(&tree);
	for (size_t i = 0; i < LIMIT_DEPTH + 1; i++)
		memcpy(path + 2 * i, "d/", 3);
	assert_null(tree_add(&tree, bytes_of(path), NODE_DIR, &err));
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	assert_null(tree_add(&tree, bytes_of(name), NODE_FILE, &err));
	assert_null(tree_add(&tree, (struct bytes){ (const unsigned char *)"a\0b", 3 }, NODE_FILE, &err));
	assert_int_equal(tree.refused, 3);
	assert_int_equal(err.kind, ERR_NONE);
	tree_free(&tree);
}

/* A name below a link or a file would be written through it by a careless unpacker. */
static void test_below_a_link(void **state)
{
	struct err err = { 0 };
	struct tree tree;
	struct node *n;

	tree_init(&tree);
	n = tree_add(&tree, BYTES("out"), NODE_LINK, &err);
	n->link = "/etc";
	assert_null(tree_add(&tree, BYTES("out/passwd"), NODE_FILE, &err));
	tree_add(&tree, BYTES("file"), NODE_FILE, &err);
	assert_null(tree_add(&tree, BYTES("file/below"), NODE_FILE, &err));
	tree_add(&tree, BYTES("dir/below"), NODE_FILE, &err);
	assert_null(tree_add(&tree, BYTES("dir"), NODE_LINK, &err));
	assert_int_equal(tree.refused, 3);
	tree_free(&tree);
}

static const struct { const char *path, *link; } entries[] = {
	{ "etc/passwd", NULL }, { "usr/lib/os-release", NULL }, { "etc/os-release", "../usr/lib/os-release" },
	{ "lib", "usr/lib" }, { "etc/abs", "/etc/passwd" }, { "etc/out", "../../../../etc/passwd" },
	{ "etc/a", "b" }, { "etc/b", "a" }, { "etc/self", "self" }, { "etc/gone", "nowhere" },
	{ "etc/dir", "/lib" }, { "etc/empty", "" }, { "etc/through", "passwd/x" },
	{ "etc/1", "2" }, { "etc/2", "3" }, { "etc/3", "passwd" },
};

static const struct { const char *about, *path, *leads; } links[] = {
	{ "no link", "etc/passwd", "etc/passwd" },
	{ "a leading slash", "/etc/passwd", "etc/passwd" },
	{ "relative", "etc/os-release", "usr/lib/os-release" },
	{ "absolute is from the image's root", "etc/abs", "etc/passwd" },
	{ "up past the root stays at the root", "etc/out", "etc/passwd" },
	{ "a folder in the way", "lib/os-release", "usr/lib/os-release" },
	{ "two links in the way", "etc/dir/os-release", "usr/lib/os-release" },
	{ "a chain", "etc/1", "etc/passwd" },
	{ "a loop of two", "etc/a", NULL },
	{ "itself", "etc/self", NULL },
	{ "dangling", "etc/gone", NULL },
	{ "an empty target", "etc/empty", "etc" },
	{ "through a file", "etc/through", NULL },
	{ "dots in the path", "etc/../lib/./os-release", "usr/lib/os-release" },
};

static void test_links(void **state)
{
	struct err err = { 0 };
	struct tree tree;

	tree_init(&tree);
	for (size_t i = 0; i < COUNT(entries); i++)
		tree_add(&tree, bytes_of(entries[i].path), entries[i].link ? NODE_LINK : NODE_FILE, &err)->link =
			entries[i].link;
	tree_finish(&tree);
	for (size_t i = 0; i < COUNT(links); i++) {
		struct node *n = tree_resolve(&tree, links[i].path);

		print_message("#  %s\n", links[i].about);
		if (links[i].leads)
			assert_string_equal(n ? n->path : "nowhere", links[i].leads);
		else
			assert_null(n);
	}
	tree_free(&tree);
}

/* Nested links double the work at each step; the hops are counted over the whole walk. */
static void test_links_multiply(void **state)
{
	struct err err = { 0 };
	struct tree tree;
	char name[16], target[32];

	tree_init(&tree);
	for (int i = 0; i < 60; i++) {
		snprintf(name, sizeof(name), "l%d", i);
		snprintf(target, sizeof(target), "l%d/../l%d", i + 1, i + 1);
		tree_add(&tree, bytes_of(name), NODE_LINK, &err)->link = tree_text(&tree, target, strlen(target));
	}
	tree_finish(&tree);
	assert_null(tree_resolve(&tree, "l0"));
	tree_free(&tree);
}

static void test_sorted(void **state)
{
	static const char *const order[] = { "a", "a/x", "b", "b.d", "b.d/1", "b.d/2", "c" };
	struct err err = { 0 };
	struct tree tree;
	struct node *n;
	size_t i = 0;

	tree_init(&tree);
	for (size_t k = COUNT(order); k-- > 0;)
		tree_add(&tree, bytes_of(order[k]), NODE_DIR, &err);
	tree_finish(&tree);
	for (n = tree.root->child; n; n = tree_next(n))
		assert_string_equal(n->path, order[i++]);
	assert_int_equal(i, COUNT(order));
	tree_free(&tree);
}

static long short_read(void *self, const struct node *n, uint64_t offset, void *to, size_t size, struct err *err)
{
	memset(to, 'x', size);
	return n->uid == 1 ? err_set(err, ERR_DAMAGED, "block 7 is damaged") : (long)size - (n->uid == 2);
}

static void test_read(void **state)
{
	struct err err = { 0 };
	struct bytes out;
	struct tree tree;
	struct node *n;
	const char *why;

	tree_init(&tree);
	n = tree_add(&tree, BYTES("f"), NODE_FILE, &err);
	n->size = 10;
	assert_int_equal(tree_read(&tree, n, 100, &out, &why), READ_LATE);
	assert_int_equal(tree.late, 1);
	tree.source.read_at = short_read;
	n->content = CONTENT_UNKNOWN;
	assert_int_equal(tree_read(&tree, n, 9, &out, &why), READ_FAILED);
	assert_int_equal(tree_read(&tree, n, 10, &out, &why), READ_OK);
	assert_int_equal(out.n, 10);
	n = tree_add(&tree, BYTES("damaged"), NODE_FILE, &err);
	n->size = 10;
	n->uid = 1;
	assert_int_equal(tree_read(&tree, n, 100, &out, &why), READ_FAILED);
	assert_string_equal(why, "block 7 is damaged");
	n = tree_add(&tree, BYTES("short"), NODE_FILE, &err);
	n->size = 10;
	n->uid = 2;
	assert_int_equal(tree_read(&tree, n, 100, &out, &why), READ_FAILED);
	n = tree_add(&tree, BYTES("fifo"), NODE_FIFO, &err);
	assert_int_equal(tree_read(&tree, n, 100, &out, &why), READ_FAILED);
	tree_free(&tree);
}

static const struct { const char *pattern, *path; bool hit; } patterns[] = {
	{ "etc/passwd", "etc/passwd", true },	  { "etc/passwd", "etc/passwd-", false },
	{ "etc/*.conf", "etc/a.conf", true },	  { "etc/*.conf", "etc/x/a.conf", false },
	{ "etc/**", "etc/x/a.conf", true },	  { "etc/**", "etc", false },
	{ "**/a.conf", "etc/x/a.conf", true },	  { "**/a.conf", "a.conf", true },
	{ "**/a.conf", "xa.conf", false },	  { "etc/**/a*z", "etc/1/2/abcz", true },
	{ "etc/**/a*z", "etc/abcz", true },	  { "etc/**/a*z", "etc/1/ab/cz", false },
	{ "*.d/*", "rc.d/S1", true },		  { "?", "/", false },
	{ "[a-c]x", "bx", true },		  { "[!a-c]x", "bx", false },
	{ "[]x]", "]", true },			  { "[a", "a", true },
	{ "*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false },
	{ "**/**/**/**/x", "a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a", false },
	{ "", "", true },			  { "*", "", true },
};

static void test_patterns(void **state)
{
	for (size_t i = 0; i < COUNT(patterns); i++) {
		print_message("#  %s against %s\n", patterns[i].pattern, patterns[i].path);
		assert_int_equal(path_match(patterns[i].pattern, patterns[i].path), patterns[i].hit);
	}
}

/* --- names that were made to collide --- */

enum { PAIRS = 16, WORD = 5, NAMES = 1 << PAIRS };

static uint32_t fnv(uint32_t h, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 16777619u;
	return h;
}

/* five letters for 20 bits */
static void word_of(uint32_t n, char word[WORD])
{
	for (int i = 0; i < WORD; i++, n >>= 4)
		word[i] = (char)('a' + (n & 15));
}

/*
 * Joux: two words that lead FNV-1a from one state to the same 18 bits, and so on
 * from there: PAIRS pairs give 2^PAIRS names of one bucket.
 */
static void words_collide(char words[PAIRS][2][WORD])
{
	static int32_t seen[1 << 18];
	uint32_t h = 2166136261u, low = (1u << 18) - 1;

	for (int p = 0; p < PAIRS; p++) {
		memset(seen, -1, sizeof(seen));
		for (int32_t i = 0;; i++) {
			char word[WORD];
			uint32_t to;

			word_of((uint32_t)i, word);
			to = fnv(h, word, WORD) & low;
			if (seen[to] < 0) {
				seen[to] = i;
				continue;
			}
			word_of((uint32_t)seen[to], words[p][0]);
			memcpy(words[p][1], word, WORD);
			h = to;
			break;
		}
	}
}

static void test_collisions(void **state)
{
	char words[PAIRS][2][WORD], path[PAIRS * WORD];
	struct err err = { 0 };
	struct tree tree;
	clock_t start;

	words_collide(words);
	tree_init(&tree);
	start = clock();
	for (unsigned i = 0; i < NAMES; i++) {
		for (int p = 0; p < PAIRS; p++)
			memcpy(path + p * WORD, words[p][i >> p & 1], WORD);
		assert_non_null(tree_add(&tree, (struct bytes){ (unsigned char *)path, sizeof(path) }, NODE_FILE, &err));
	}
	assert_int_equal(tree.count, NAMES);
	assert_true(clock() - start < CLOCKS_PER_SEC);
	tree_free(&tree);
}

static void test_long_link(void **state)
{
	char target[2 * LIMIT_PATH];
	struct err err = { 0 };
	struct tree tree;

	memset(target, '/', sizeof(target));
	memcpy(target + sizeof(target) - 2, "f", 2);
	tree_init(&tree);
	tree_add(&tree, BYTES("f"), NODE_FILE, &err);
	tree_add(&tree, BYTES("short"), NODE_LINK, &err)->link = target + LIMIT_PATH + 1;
	tree_add(&tree, BYTES("long"), NODE_LINK, &err)->link = target;
	assert_ptr_equal(tree_resolve(&tree, "short"), tree_find(&tree, "f"));
	assert_null(tree_resolve(&tree, "long"));
	tree_free(&tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),	      cmocka_unit_test(test_too_long_or_deep),
		cmocka_unit_test(test_below_a_link),  cmocka_unit_test(test_links),
		cmocka_unit_test(test_links_multiply), cmocka_unit_test(test_sorted),
		cmocka_unit_test(test_read),	      cmocka_unit_test(test_patterns),
		cmocka_unit_test(test_collisions),    cmocka_unit_test(test_long_link),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
