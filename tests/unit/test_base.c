/* What everything stands on: views, clean text, JSON, YAML, versions, arenas. */
#include "unit.h"

#include <time.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/sha256.h"
#include "base/text.h"
#include "base/utf8.h"
#include "base/yaml.h"
#include "facts/version.h"

static const struct { const char *about, *in, *out; } cleaned[] = {
	{ "plain", "etc/passwd", "etc/passwd" },
	{ "an escape sequence", "\033[31mred", "\\x1b[31mred" },
	{ "a newline and a tab", "a\nb\tc", "a\\x0ab\\x09c" },
	{ "two, three and four bytes", "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x94\x92", "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x94\x92" },
	{ "Latin-1", "caf\xe9", "caf\\xe9" },
	{ "overlong", "\xc0\xaf", "\\xc0\\xaf" },
	{ "a surrogate", "\xed\xa0\x80", "\\xed\\xa0\\x80" },
	{ "past U+10FFFF", "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" },
	{ "cut", "\xe2\x82", "\\xe2\\x82" },
	{ "C1 control", "\xc2\x9b" "1m", "\\xc2\\x9b1m" },
	{ "right-to-left override", "a\xe2\x80\xae" "b", "a\\xe2\\x80\\xaeb" },
	{ "a byte order mark", "\xef\xbb\xbf" "x", "\\xef\\xbb\\xbfx" },
	{ "delete", "\x7f", "\\x7f" },
	{ "a backslash stays", "a\\x2db", "a\\x2db" },
};

static void test_utf8(void **state)
{
	for (size_t i = 0; i < COUNT(cleaned); i++) {
		char out[100];

		print_message("#  %s\n", cleaned[i].about);
		utf8_clean(out, sizeof(out), cleaned[i].in, strlen(cleaned[i].in));
		assert_string_equal(out, cleaned[i].out);
		assert_int_equal(utf8_is_clean(cleaned[i].in, strlen(cleaned[i].in)),
				 strcmp(cleaned[i].in, cleaned[i].out) == 0);
	}
}

static void test_utf8_room(void **state)
{
	char out[6];

	assert_int_equal(utf8_clean(out, sizeof(out), "\n\n", 2), 4);
	assert_string_equal(out, "\\x0a");
	assert_int_equal(utf8_clean(out, 1, "abc", 3), 0);
	assert_string_equal(out, "");
}

static void test_lines(void **state)
{
	static const char *const expect[] = { "a", "", "b", "c" };
	struct bytes rest = BYTES("a\n\nb\r\nc"), line;
	size_t i = 0;

	while (bytes_line(&rest, &line))
		assert_true(bytes_are(line, expect[i++]));
	assert_int_equal(i, COUNT(expect));
	rest = (struct bytes){ 0 };
	assert_false(bytes_line(&rest, &line));
}

static const struct { const char *text; bool good; long n; } numbers[] = {
	{ "0", true, 0 }, { "22", true, 22 }, { "-1", true, -1 }, { "", false, 0 }, { "-", false, 0 },
	{ "2x", false, 0 }, { " 2", false, 0 }, { "99999999999999999999", false, 0 },
};

static void test_numbers(void **state)
{
	for (size_t i = 0; i < COUNT(numbers); i++) {
		long n = 0;

		assert_int_equal(bytes_number(bytes_of(numbers[i].text), &n), numbers[i].good);
		assert_int_equal(n, numbers[i].n);
	}
}

static void test_bytes(void **state)
{
	struct bytes a, b, none = { 0 };

	assert_true(bytes_cut(BYTES("key = a = b"), '=', &a, &b));
	assert_true(bytes_are(a, "key") && bytes_are(b, "a = b"));
	assert_false(bytes_cut(none, '=', &a, &b));
	assert_true(bytes_are(bytes_unquote(BYTES(" \"x y\" ")), "x y"));
	assert_true(bytes_are(bytes_unquote(BYTES("\"x")), "\"x"));
	assert_true(bytes_end(BYTES("a.conf"), ".conf") && !bytes_end(BYTES("conf"), ".conf"));
	assert_int_equal(bytes_find(BYTES("abcabc"), "ca"), 2);
	assert_int_equal(bytes_find(none, "x"), -1);
	assert_true(bytes_are(bytes_skip(BYTES("ab"), 5), ""));
	assert_true(bytes_begin_nocase(BYTES("PermitRoot"), "permit"));
	assert_int_equal(bytes_compare(BYTES("a"), BYTES("ab")), -1);
}

static void test_json(void **state)
{
	struct text out = { 0 };
	struct json j = { .out = &out };

	json_open(&j, NULL, '{');
	json_text(&j, "a", "\"\\\n\x01</x>");
	json_text(&j, "b", NULL);
	json_open(&j, "c", '[');
	json_int(&j, NULL, -1);
	json_bool(&j, NULL, true);
	json_close(&j);
	json_open(&j, "d", '[');
	json_close(&j);
	json_close(&j);
	assert_string_equal(out.at, "{\n  \"a\": \"\\\"\\\\\\n\\u0001</x>\",\n  \"b\": null,\n  \"c\": [\n    -1,\n"
				    "    true\n  ],\n  \"d\": []\n}\n");
	text_free(&out);
}

static void test_text_ceiling(void **state)
{
	struct text out = { .limit = 10 };
	struct err err = { 0 };

	text_add(&out, "12345678");
	assert_false(out.failed);
	text_add(&out, "9012");
	assert_true(out.failed);
	assert_int_equal(text_write(&out, "-", &err), -1);
	assert_int_equal(err.kind, ERR_LIMIT);
	text_free(&out);
}

static void test_html(void **state)
{
	struct text out = { 0 };

	text_html(&out, "<b a='1' c=\"2\">&");
	assert_string_equal(out.at, "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;");
	text_free(&out);
}

static const struct { const char *about, *text, *says; } bad_yaml[] = {
	{ "empty", "", "the file is empty" },
	{ "a key twice", "a: 1\na: 2\n", "f:2:1: the key 'a' stands here twice" },
	{ "an alias", "a: &x 1\nb: *x\n", "f:2:4: aliases" },
	{ "a bomb of aliases", "a: &a [x,x]\nb: &b [*a,*a]\n", "aliases" },
	{ "a tab", "a:\n\t- b\n", "f:2:1" },
	{ "an open quote", "a: \"b\n", "f:" },
	{ "a key that is a list", "[a]: b\n", "f:1:1: a key must be" },
	{ "too deep", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "nested too deep" },
	{ "a NUL", "a: \"x\\0y\"\n", "f:1:4: a NUL" },
	{ "a tag", "a: !!str 1\n", "f:1:4: tags" },
	{ "a list's tag", "a: !x [1]\n", "f:1:4: tags" },
	{ "a second document", "a: 1\n---\na: 2\n", "f:2:1: one document" },
	{ "an error after the document", "a: 1\n...\n%x\n", "f:" },
};

static void test_yaml_bad(void **state)
{
	for (size_t i = 0; i < COUNT(bad_yaml); i++) {
		struct arena mem = { 0 };
		struct err err = { 0 };

		print_message("#  %s\n", bad_yaml[i].about);
		assert_null(yaml_load(&mem, "f", bytes_of(bad_yaml[i].text), &err));
		assert_int_equal(err.kind, ERR_USAGE);
		assert_non_null(strstr(err.text, bad_yaml[i].says));
		arena_free(&mem);
	}
}

/* a map as large as a file of the image can make it; each key against all others would take a minute */
static void test_yaml_wide(void **state)
{
	enum { KEYS = 150000 };
	struct text text = { 0 };
	struct arena mem = { 0 };
	struct err err = { 0 };
	clock_t start = clock();
	struct yaml *doc;

	for (int i = 0; i < KEYS; i++)
		text_printf(&text, "k%d: v\n", i);
	doc = yaml_load(&mem, "f", bytes_of(text.at), &err);
	assert_non_null(doc);
	assert_int_equal(doc->count, KEYS);
	assert_true(clock() - start < 10 * CLOCKS_PER_SEC);
	text_free(&text);
	arena_free(&mem);
}

static void test_yaml(void **state)
{
	struct arena mem = { 0 };
	struct err err = { 0 };
	struct yaml *doc = yaml_load(&mem, "f", BYTES("a: b\nlist: [1, \"2\"]\nmap: {x: y}\n"), &err);
	const struct yaml *list = yaml_get(doc, "list");

	assert_string_equal(yaml_text(doc, "a"), "b");
	assert_int_equal(list->count, 2);
	assert_int_equal(list->line, 2);
	assert_true(list->child->plain && !list->child->next->plain);
	assert_string_equal(yaml_text(yaml_get(doc, "map"), "x"), "y");
	assert_null(yaml_get(doc, "none"));
	assert_null(yaml_text(list, "a"));
	arena_free(&mem);
}

static const struct { const char *a, *b; int sign; } versions[] = {
	{ "1.0", "1.0", 0 }, { "1.0", "1.1", -1 }, { "1.10", "1.9", 1 }, { "1:0.1", "9", 1 },
	{ "1.0~rc1", "1.0", -1 }, { "1.0-1", "1.0-2", -1 }, { "1.0a", "1.0", 1 }, { "9.2p1", "9.2", 1 },
	{ "6.6.1", "7.0", -1 }, { "1.0-1+deb12u3", "1.0-1", 1 }, { "", "0", 0 }, { "2.0.11", "2.0.9", 1 },
};

static void test_versions(void **state)
{
	for (size_t i = 0; i < COUNT(versions); i++) {
		int c = version_compare(versions[i].a, versions[i].b);

		print_message("#  %s and %s\n", versions[i].a, versions[i].b);
		assert_int_equal((c > 0) - (c < 0), versions[i].sign);
		c = version_compare(versions[i].b, versions[i].a);
		assert_int_equal((c < 0) - (c > 0), versions[i].sign);
	}
	assert_true(bytes_are(version_upstream(BYTES("1:9.2p1-2+deb12u3")), "9.2p1"));
}

static void test_arena(void **state)
{
	struct arena mem = { 0 };
	char *a = arena_alloc(&mem, 3), *big, *b;

	big = arena_alloc(&mem, 10 * MIB);
	b = arena_alloc(&mem, 3);
	assert_int_equal((uintptr_t)a % _Alignof(max_align_t), 0);
	assert_int_equal((uintptr_t)b % _Alignof(max_align_t), 0);
	assert_int_equal(big[10 * MIB - 1], 0);
	memset(big, 1, 10 * MIB);
	assert_int_equal(b[0], 0);
	assert_string_equal(arena_printf(&mem, "%d-%s", 7, "x"), "7-x");
	arena_free(&mem);
	assert_int_equal(mem.used, 0);
}

static void test_among(void **state)
{
	static const struct { const char *word, *words; bool is, is_nocase; } cases[] = {
		{ "b", "a b c", true, true }, { "B", "a b c", false, true }, { "", "a b", false, false },
		{ "a b", "a b", false, false }, { "ab", "a b abc", false, false }, { "a", "", false, false },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(bytes_among(bytes_of(cases[i].word), cases[i].words), cases[i].is);
		assert_int_equal(bytes_among_nocase(bytes_of(cases[i].word), cases[i].words), cases[i].is_nocase);
	}
}

static void test_arena_room(void **state)
{
	struct arena mem = { 0 };
	size_t *list = NULL, count = 0, room = 0;

	while (count < 1000) {
		ARENA_ROOM(&mem, list, count, room);
		list[count] = count;
		count++;
	}
	for (size_t i = 0; i < count; i++)
		assert_int_equal(list[i], i);
	assert_true(room >= count && room <= 2 * count);
	arena_free(&mem);
}

static void test_sha256(void **state)
{
	char hex[SHA256_HEX];

	sha256_of("abc", 3, hex);	/* FIPS 180-4's example */
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_utf8),	cmocka_unit_test(test_utf8_room),    cmocka_unit_test(test_lines),
		cmocka_unit_test(test_numbers), cmocka_unit_test(test_bytes),	     cmocka_unit_test(test_json),
		cmocka_unit_test(test_html),	cmocka_unit_test(test_text_ceiling), cmocka_unit_test(test_yaml_bad), cmocka_unit_test(test_yaml_wide),
		cmocka_unit_test(test_yaml),	cmocka_unit_test(test_versions),     cmocka_unit_test(test_arena),
		cmocka_unit_test(test_sha256),	cmocka_unit_test(test_arena_room),	cmocka_unit_test(test_among),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
