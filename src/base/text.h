/*
 * text.h - a text that grows, up to a ceiling given when it is made.
 *
 *	struct text out = { .limit = LIMIT_REPORT };
 *
 *	text_add(&out, "gate: ");
 *	text_printf(&out, "%d open", n);
 *	...
 *	text_free(&out);
 *
 * Going over the ceiling (or out of memory) sets .failed and drops what
 * follows; ask once at the end. .at is always NUL-terminated once something
 * was added.
 */
#ifndef CRADLE_BASE_TEXT_H
#define CRADLE_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct text {
	char *at;
	size_t n, room;
	size_t limit;			/* 0: LIMIT_REPORT */
	bool failed;
};

void text_add(struct text *out, const char *s);
void text_add_bytes(struct text *out, const void *s, size_t n);
void text_char(struct text *out, char c);
void text_fill(struct text *out, char c, size_t times);
void text_printf(struct text *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_free(struct text *out);

/* What stands behind the last slash of a path; the path itself where nothing does. */
const char *path_last(const char *path);

/* s as HTML text or inside a quoted attribute: & < > " ' are written as entities. */
void text_html(struct text *out, const char *s);

/* Columns that s takes on a terminal (combining marks 0, wide characters 2). */
size_t text_width(const char *s);

/*
 * Writes the text to 'path' by way of a temporary file beside it that is
 * renamed when complete; "-" or NULL is standard output. Nothing half-written
 * remains.
 */
int text_write(const struct text *out, const char *path, struct err *err);

#endif
