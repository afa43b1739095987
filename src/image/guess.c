#include "image/guess.h"

#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "base/utf8.h"
#include "image/foreign.h"
#include "image/image.h"

/* What people hand over by mistake, and images that others can turn into something we read. */
static const struct { const char *magic; size_t n; const char *is; } known[] = {
#define MAGIC(text, is) { text, sizeof(text) - 1, is }
	MAGIC("\x7f" "ELF",            "is an ELF program, not an image"),
	MAGIC("%PDF-",                 "is a PDF document, not an image"),
	MAGIC("MZ",                    "is a Windows or UEFI program, not an image"),
	MAGIC("\x89PNG",               "is a picture, not a firmware image"),
	MAGIC("\xff\xd8\xff",          "is a picture, not a firmware image"),
	MAGIC("GIF8",                  "is a picture, not a firmware image"),
	MAGIC("SQLite format 3",       "is an SQLite database, not an image"),
	MAGIC("Salted__",              "is encrypted (openssl enc); give the image before it is encrypted"),
	MAGIC("age-encryption.org",    "is encrypted (age); give the image before it is encrypted"),
	MAGIC("!<arch>\n",           "is an ar archive without a package in it: a static library?"),
	MAGIC("7z\xbc\xaf\x27\x1c",    "is a 7z archive; unpack it first"),
	MAGIC("Rar!",                  "is a RAR archive; unpack it first"),
	MAGIC("\x89LZO\0",             "is compressed with lzop; unpack it first"),
	MAGIC("LZIP",                  "is compressed with lzip; unpack it first"),
	MAGIC("\xc7\x71",              "is a cpio archive of the old binary kind; write it with 'cpio -H newc'"),
	MAGIC("\x71\xc7",              "is a cpio archive of the old binary kind; write it with 'cpio -H newc'"),
	MAGIC("\xed\xab\xee\xdb",      "is an RPM package; turn it into a cpio with rpm2cpio"),
	MAGIC("\x3a\xff\x26\xed",      "is an Android sparse image; turn it into a raw one with simg2img"),
	MAGIC("QFI\xfb",               "is a qcow2 disk; turn it into a raw one with qemu-img"),
	MAGIC("KDMV",                  "is a VMware disk; turn it into a raw one with qemu-img"),
#undef MAGIC
};

static bool all_are(struct bytes head, unsigned char c)
{
	for (size_t i = 0; i < head.n; i++)
		if (head.at[i] != c)
			return false;
	return true;
}

static bool is_text(struct bytes head)
{
	size_t n;

	for (size_t i = 0; i < head.n; i += n) {
		n = utf8_length(head.at + i, head.n - i);
		if (n == 0 && head.n - i < 4)
			return true;	/* a character that goes on past what we see */
		if (n == 0 || (head.at[i] < ' ' && !strchr("\t\n\r\f", head.at[i])) || head.at[i] == 0)
			return false;
	}
	return true;
}

static const char *guess(struct bytes head)
{
	if (head.n == 0)
		return "is empty";
	if (all_are(head, 0x00))
		return "begins with nothing but zeros: it is blank, or the image starts further in";
	if (all_are(head, 0xff))
		return "begins with nothing but 0xFF: erased flash, or the image starts further in";
	for (size_t i = 0; i < COUNT(known); i++)
		if (head.n >= known[i].n && memcmp(head.at, known[i].magic, known[i].n) == 0)
			return known[i].is;
	if (is_text(head))
		return "is a text file, not an image";
	return "is of a kind that cradle does not know, or is encrypted";
}

int guess_unsupported(struct bytes head, struct err *err)
{
	const struct foreign *foreign = foreign_find(head);
	char readable[400] = "folders";
	size_t n = strlen(readable);
	const char *name;

	if (foreign)
		return foreign_refuse(foreign, err);
	for (size_t i = 0; (name = image_format_name(i)) && n < sizeof(readable); i++)
		n += (size_t)snprintf(readable + n, sizeof(readable) - n, ", %s", name);
	return err_set(err, ERR_UNSUPPORTED, "%s; cradle reads %s", guess(head), readable);
}
