/*
 * utf8.h - bytes of others made safe to store and to show.
 *
 * What is valid UTF-8 (RFC 3629: no surrogates, no overlong forms) and not a
 * control character stays as it is. Every other byte becomes \xNN, and so do
 * the characters that reorder or hide text (U+200E/F, U+202A..202E,
 * U+2066..2069, U+FEFF). A backslash stays a backslash: the form is for
 * people, it is not meant to be turned back.
 */
#ifndef CRADLE_BASE_UTF8_H
#define CRADLE_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Writes the clean form of n bytes and a NUL into 'out' (size bytes, at least
 * 1) and returns its length. What does not fit is left out. 4 * n + 1 always fits.
 */
size_t utf8_clean(char *out, size_t size, const void *from, size_t n);

/* True when utf8_clean() would change nothing. */
bool utf8_is_clean(const void *from, size_t n);

/* Length in bytes of the well-formed character at s, 0 when there is none. */
size_t utf8_length(const unsigned char *s, size_t n);

#endif
