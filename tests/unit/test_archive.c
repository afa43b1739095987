/*
 * Archives written by libarchive, in every format and compression, read by us:
 * the tree and the contents must be what was put in.
 */
#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/text.h"
#include "image/image.h"

enum { ROOM = 8 * 1024 * 1024 };

#define LONG "a-name-that-is-much-longer-than-the-hundred-bytes-a-plain-tar-header-has-room-for/" \
	     "and-goes-on-in-a-second-part-which-is-long-as-well/and-in-a-third-one/" \
	     "and-ends-after-more-than-two-hundred-and-fifty-five-bytes-so-that-the-prefix-is-no-help-either/file"

static const struct made {
	const char *path;
	unsigned mode;
	const char *content;		/* or the target of a link */
	bool hard;
} made[] = {
	{ "etc/",                AE_IFDIR | 0755, NULL },
	{ "etc/passwd",          AE_IFREG | 0644, "root:x:0:0::/root:/bin/sh\n" },
	{ "etc/empty",           AE_IFREG | 0600, "" },
	{ "etc/alias",           AE_IFLNK | 0777, "../etc/passwd" },
	{ "usr/bin/su",          AE_IFREG | 04755, "\x7f" "ELF not really" },
	{ "etc/latin-\xe9",      AE_IFREG | 0644, "a name that is not UTF-8" },
	{ "etc/m\xc3\xa4rz",     AE_IFREG | 0644, "a name that is" },
	{ LONG,                  AE_IFREG | 0640, "long" },
	{ "etc/passwd-",         AE_IFREG | 0644, "etc/passwd", true },
};

/* --- writing --- */

static void put(struct archive *a, const struct made *m)
{
	struct archive_entry *e = archive_entry_new();
	size_t n = m->content && !m->hard ? strlen(m->content) : 0;

	archive_entry_set_pathname(e, m->path);
	archive_entry_set_mode(e, m->mode);
	archive_entry_set_uid(e, 7);
	archive_entry_set_gid(e, 8);
	archive_entry_set_mtime(e, 1700000000, 0);
	archive_entry_set_nlink(e, 1);
	if (m->hard)
		archive_entry_set_hardlink(e, m->content);
	else if ((m->mode & AE_IFMT) == AE_IFLNK)
		archive_entry_set_symlink(e, m->content);
	archive_entry_set_size(e, (m->mode & AE_IFMT) == AE_IFREG ? (int64_t)n : 0);
	if (archive_write_header(a, e) < ARCHIVE_WARN)
		fail_msg("%s: %s", m->path, archive_error_string(a));
	if ((m->mode & AE_IFMT) == AE_IFREG && n)
		assert_int_equal(archive_write_data(a, m->content, n), n);
	archive_entry_free(e);
}

static size_t make(unsigned char *to, int (*format)(struct archive *), int filter, bool links)
{
	struct archive *a = archive_write_new();
	size_t n = 0;

	assert_int_equal(format(a), ARCHIVE_OK);
	if (filter >= 0)
		assert_true(archive_write_add_filter(a, filter) >= ARCHIVE_WARN);
	assert_int_equal(archive_write_open_memory(a, to, ROOM, &n), ARCHIVE_OK);
	for (size_t i = 0; i < COUNT(made); i++)
		if ((links || !made[i].hard) && (made[i].path[0] != 'a' || format != archive_write_set_format_ustar))
			put(a, &made[i]);
	assert_int_equal(archive_write_close(a), ARCHIVE_OK);
	archive_write_free(a);
	return n;
}

/* --- reading --- */

static enum want keep(void *self, const struct node *n)
{
	(void)self;
	return n->content == CONTENT_LATE || strncmp(n->path, "etc", 3) == 0 ? WANT_KEEP : WANT_LOOK;
}

static void look(void *self, struct node *n, struct reader *content)
{
	unsigned char last;

	/* in a plain archive at random, in a compressed one from memory */
	assert_int_equal(reader_at(content, content->size - 1, &last, 1), content->size != 0);
	text_printf(self, "looked at %s: %d\n", n->name, (int)content->size);
}

/* What an image holds, one line for each node, and the error when there is one. */
static void listing(struct text *out, const unsigned char *image, size_t n)
{
	int fd = memfd_create("test", MFD_CLOEXEC);
	struct text looked = { 0 };
	struct tree tree;
	struct scan scan = { .tree = &tree, .self = &looked, .want = keep, .look = look };
	struct image img;
	struct err err = { 0 };

	out->n = 0;
	text_add(out, "");
	tree_init(&tree);
	assert_int_equal(write(fd, image, n), n);
	if (image_scan(&img, fd, &scan, &err) != 0) {
		text_printf(out, "error: %s\n", err.text);
	} else {
		text_printf(out, "%s%s%s\n", img.chain, tree.no_modes ? ", no modes" : "",
			    tree.no_owners ? ", no owners" : "");
		for (struct node *node = tree.root->child; node; node = tree_next(node)) {
			struct bytes content = { 0 };
			const char *why = NULL;

			text_printf(out, "%s %o", node->name, node->mode);
			if (node->link)
				text_printf(out, " -> %s", node->link);
			if (node->type == NODE_FILE && tree_read(&tree, node, 1024, &content, &why) == READ_LATE) {
				assert_int_equal(image_fetch_late(&img, fd, &scan, &err), 0);
				assert_int_equal(tree_read(&tree, node, 1024, &content, &why), READ_OK);
			}
			if (node->type == NODE_FILE)
				text_printf(out, " %s '%.*s'", why ? why : "", (int)content.n, (const char *)content.at);
			text_char(out, '\n');
		}
		image_close(&img);
	}
	tree_free(&tree);
	text_free(&looked);
	close(fd);
}

/* --- every format, every compression --- */

static const struct { const char *about; int (*format)(struct archive *); int filter; const char *expect; } kinds[] = {
	{ "pax",          archive_write_set_format_pax,            -1, "tar" },
	{ "ustar",        archive_write_set_format_ustar,          -1, "tar" },
	{ "GNU tar",      archive_write_set_format_gnutar,         -1, "tar" },
	{ "newc",         archive_write_set_format_cpio_newc,      -1, "cpio" },
	{ "odc",          archive_write_set_format_cpio_odc,       -1, "cpio" },
	{ "zip",          archive_write_set_format_zip,            -1, "zip, no owners" },
	{ "pax, gzip",    archive_write_set_format_pax,            ARCHIVE_FILTER_GZIP, "gzip > tar" },
	{ "pax, bzip2",   archive_write_set_format_pax,            ARCHIVE_FILTER_BZIP2, "bzip2 > tar" },
	{ "pax, xz",      archive_write_set_format_pax,            ARCHIVE_FILTER_XZ, "xz > tar" },
	{ "pax, lzma",    archive_write_set_format_pax,            ARCHIVE_FILTER_LZMA, "lzma > tar" },
	{ "pax, zstd",    archive_write_set_format_pax,            ARCHIVE_FILTER_ZSTD, "zstd > tar" },
	{ "pax, lz4",     archive_write_set_format_pax,            ARCHIVE_FILTER_LZ4, "lz4 > tar" },
	{ "newc, gzip",   archive_write_set_format_cpio_newc,      ARCHIVE_FILTER_GZIP, "gzip > cpio" },
	{ "newc, zstd",   archive_write_set_format_cpio_newc,      ARCHIVE_FILTER_ZSTD, "zstd > cpio" },
	{ "zip, gzip",    archive_write_set_format_zip,            ARCHIVE_FILTER_GZIP, "gzip > zip, no owners" },
};

static const char *const expected[] = {
	"passwd 644  'root:x:0:0::/root:/bin/sh\n'\n", "empty 600  ''\n", "alias 777 -> ../etc/passwd\n",
	("su 4755  '\x7f" "ELF not really'\n"), "latin-\xe9 644  'a name that is not UTF-8'\n",
	"m\xc3\xa4rz 644  'a name that is'\n",
};

static void test_formats(void **state)
{
	unsigned char *image = malloc(ROOM);
	struct text out = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(kinds); i++) {
		bool tar = strstr(kinds[i].expect, "tar") != NULL;
		size_t n = make(image, kinds[i].format, kinds[i].filter, tar);

		print_message("#  %s\n", kinds[i].about);
		listing(&out, image, n);
		assert_true(bytes_begin(bytes_of(out.at), kinds[i].expect));
		for (size_t k = 0; k < COUNT(expected); k++)
			assert_non_null(strstr(out.at, expected[k]));
		if (tar)
			assert_non_null(strstr(out.at, "passwd- 644  'root:x:0:0::/root:/bin/sh\n'\n"));
		if (kinds[i].format != archive_write_set_format_ustar)
			assert_non_null(strstr(out.at, "file 640  'long'\n"));
	}
	text_free(&out);
	free(image);
}

/* Wherever an archive is cut, that is an error: never a shorter tree. */
static void test_cut(void **state)
{
	unsigned char *image = malloc(ROOM);
	struct text out = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(kinds); i++) {
		size_t n = make(image, kinds[i].format, kinds[i].filter, false), step = n / 61 | 1;
		bool plain_tar = strstr(kinds[i].expect, " ") == NULL && kinds[i].expect[0] == 't';

		print_message("#  %s, %zu bytes\n", kinds[i].about, n);
		/* a tar is filled up to 10,240 bytes, and what fills it up may be missing */
		while (plain_tar && n > 1024 && memcmp(image + n - 1024, image + n - 512, 512) == 0)
			n -= 512;
		/* so may the zeros at the end of a cpio, which is filled up to 512 */
		while (!plain_tar && n > 512 && image[n - 1] == 0)
			n--;
		for (size_t cut = 0; cut < n; cut += step) {
			listing(&out, image, cut);
			if (!bytes_begin(bytes_of(out.at), "error: "))
				fail_msg("cut at byte %zu of %zu: %s", cut, n, out.at);
		}
	}
	text_free(&out);
	free(image);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_cut),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests_name("archive", tests, NULL, NULL);
}
