/*
 * bytes.h - a view of bytes that are not ours: a start and a length, no NUL.
 *
 *	struct bytes rest = file, line, key, value;
 *
 *	while (bytes_line(&rest, &line))
 *		if (bytes_cut(line, '=', &key, &value))
 *			...
 *
 * A view owns nothing and stays valid as long as what it looks at. Everything
 * here is bounded by the length; a zero struct is an empty view.
 */
#ifndef CRADLE_BASE_BYTES_H
#define CRADLE_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>

struct bytes {
	const unsigned char *at;
	size_t n;
};

/* For literals (sizeof) and for C strings (strlen). */
#define BYTES(literal) ((struct bytes){ (const unsigned char *)(literal), sizeof(literal) - 1 })
struct bytes bytes_of(const char *text);

bool bytes_are(struct bytes s, const char *text);
bool bytes_are_nocase(struct bytes s, const char *text);	/* ASCII only */
bool bytes_same(struct bytes a, struct bytes b);
bool bytes_begin(struct bytes s, const char *prefix);
bool bytes_begin_nocase(struct bytes s, const char *prefix);
bool bytes_end(struct bytes s, const char *suffix);

/* Where 'text' stands first in s, or -1. */
long bytes_find(struct bytes s, const char *text);
bool bytes_have(struct bytes s, const char *text);

/* s without its first n bytes; empty when there are fewer. */
struct bytes bytes_skip(struct bytes s, size_t n);
struct bytes bytes_first(struct bytes s, size_t n);
struct bytes bytes_trim(struct bytes s);			/* blanks at both ends */
struct bytes bytes_unquote(struct bytes s);			/* one pair of '' or "" */

/* Is s one of the blank-separated words? */
bool bytes_among(struct bytes s, const char *words);
bool bytes_among_nocase(struct bytes s, const char *words);

/*
 * Takes the next line off 'rest' (without its LF or CRLF). False at the end.
 * A last line without a newline is a line.
 */
bool bytes_line(struct bytes *rest, struct bytes *line);

/* Takes the next word between blanks off 'rest'. False when there is none. */
bool bytes_word(struct bytes *rest, struct bytes *word);

/* Takes what stands before the next 'at' (or the rest) off 'rest'. False at the end. */
bool bytes_field(struct bytes *rest, char at, struct bytes *field);

/* Splits at the first 'at'; both halves trimmed. False when there is none. */
bool bytes_cut(struct bytes s, char at, struct bytes *before, struct bytes *after);

/* A whole decimal number that fits; false otherwise, *out untouched. */
bool bytes_number(struct bytes s, long *out);

int bytes_compare(struct bytes a, struct bytes b);		/* as memcmp, shorter first */

#endif
