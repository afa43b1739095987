#include "evidence/manifest.h"

#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "base/utf8.h"

bool manifest_path(const char *path)
{
	/* a backslash would make sha256sum write the line in another way */
	if (!folder_path(path) || strchr(path, '\\') || !utf8_is_clean(path, strlen(path)))
		return false;
	return strcmp(path, MANIFEST) != 0 && strcmp(path, MANIFEST_SIGNATURE) != 0;
}

void manifest_add(struct manifest *m, const char *path, const char sha256[SHA256_HEX])
{
	struct manifest_file *f;

	m->mem.about = "a manifest";
	ARENA_ROOM(&m->mem, m->files, m->count, m->room);
	f = &m->files[m->count++];
	f->path = arena_text(&m->mem, path, strlen(path));
	memcpy(f->sha256, sha256, SHA256_HEX);
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct manifest_file *)a)->path, ((const struct manifest_file *)b)->path);
}

void manifest_sort(struct manifest *m)
{
	if (m->count)
		qsort(m->files, m->count, sizeof(*m->files), by_path);
}

void manifest_write(const struct manifest *m, struct text *out)
{
	for (size_t i = 0; i < m->count; i++)
		text_printf(out, "%s  %s\n", m->files[i].sha256, m->files[i].path);
}

/* What is wrong with the line, or NULL: then its file is added. */
static const char *line_read(struct manifest *m, struct bytes line)
{
	enum { DIGITS = SHA256_HEX - 1 };
	char hex[SHA256_HEX], path[4096];

	if (line.n < DIGITS + 3 || line.n - DIGITS - 2 >= sizeof(path))
		return "is no digest with a path";
	for (size_t i = 0; i < DIGITS; i++)
		if (!strchr("0123456789abcdef", line.at[i]) || line.at[i] == '\0')
			return "does not begin with a SHA-256 digest in small letters";
	if (line.at[DIGITS] != ' ' || line.at[DIGITS + 1] != ' ')
		return "has no two blanks behind its digest";
	memcpy(hex, line.at, DIGITS);
	hex[DIGITS] = '\0';
	line = bytes_skip(line, DIGITS + 2);
	if (memchr(line.at, '\0', line.n))
		return "holds a NUL";
	memcpy(path, line.at, line.n);
	path[line.n] = '\0';
	if (!manifest_path(path))
		return "has a path that no evidence folder has";
	if (m->count && strcmp(m->files[m->count - 1].path, path) >= 0)
		return "is not in the order of paths, or there twice";
	manifest_add(m, path, hex);
	return NULL;
}

static void flaw_add(struct manifest *m, long line, const char *what)
{
	ARENA_ROOM(&m->mem, m->flaws, m->flaw_count, m->flaw_room);
	m->flaws[m->flaw_count++] = (struct manifest_flaw){ line, what };
}

void manifest_read(struct manifest *m, struct bytes text)
{
	long n = 0;

	*m = (struct manifest){ .mem = { .about = "a manifest" } };
	if (text.n == 0)
		flaw_add(m, 1, "is not there: the list is empty");
	while (text.n) {
		const unsigned char *end = memchr(text.at, '\n', text.n);
		struct bytes line = { text.at, end ? (size_t)(end - text.at) : text.n };
		const char *what = line_read(m, line);

		n++;
		if (!what && !end)
			what = "does not end with a newline";
		if (what)
			flaw_add(m, n, what);
		text = bytes_skip(text, line.n + (end ? 1 : 0));
	}
}

const struct manifest_file *manifest_find(const struct manifest *m, const char *path)
{
	struct manifest_file key = { .path = path };

	return m->count ? bsearch(&key, m->files, m->count, sizeof(*m->files), by_path) : NULL;
}

void manifest_free(struct manifest *m)
{
	arena_free(&m->mem);
	*m = (struct manifest){ 0 };
}
