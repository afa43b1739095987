#include "base/bytes.h"

#include <limits.h>
#include <string.h>
#include <strings.h>

static bool blank(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f';
}

struct bytes bytes_of(const char *text)
{
	return (struct bytes){ (const unsigned char *)text, text ? strlen(text) : 0 };
}

bool bytes_are(struct bytes s, const char *text)
{
	return bytes_same(s, bytes_of(text));
}

bool bytes_are_nocase(struct bytes s, const char *text)
{
	return s.n == strlen(text) && strncasecmp((const char *)s.at, text, s.n) == 0;
}

bool bytes_same(struct bytes a, struct bytes b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.at, b.at, a.n) == 0);
}

bool bytes_begin(struct bytes s, const char *prefix)
{
	size_t n = strlen(prefix);

	return s.n >= n && (n == 0 || memcmp(s.at, prefix, n) == 0);
}

bool bytes_begin_nocase(struct bytes s, const char *prefix)
{
	return s.n >= strlen(prefix) && bytes_are_nocase(bytes_first(s, strlen(prefix)), prefix);
}

bool bytes_end(struct bytes s, const char *suffix)
{
	size_t n = strlen(suffix);

	return s.n >= n && bytes_are(bytes_skip(s, s.n - n), suffix);
}

long bytes_find(struct bytes s, const char *text)
{
	const void *hit;

	if (s.n == 0)
		return *text ? -1 : 0;
	hit = memmem(s.at, s.n, text, strlen(text));
	return hit ? (const unsigned char *)hit - s.at : -1;
}

bool bytes_have(struct bytes s, const char *text)
{
	return bytes_find(s, text) >= 0;
}

struct bytes bytes_skip(struct bytes s, size_t n)
{
	if (n == 0)
		return s;
	if (n >= s.n)
		return (struct bytes){ 0 };
	return (struct bytes){ s.at + n, s.n - n };
}

struct bytes bytes_first(struct bytes s, size_t n)
{
	return (struct bytes){ s.at, n < s.n ? n : s.n };
}

struct bytes bytes_trim(struct bytes s)
{
	while (s.n && blank(s.at[0]))
		s = bytes_skip(s, 1);
	while (s.n && blank(s.at[s.n - 1]))
		s.n--;
	return s;
}

struct bytes bytes_unquote(struct bytes s)
{
	s = bytes_trim(s);
	if (s.n >= 2 && (s.at[0] == '"' || s.at[0] == '\'') && s.at[s.n - 1] == s.at[0])
		return (struct bytes){ s.at + 1, s.n - 2 };
	return s;
}

bool bytes_line(struct bytes *rest, struct bytes *line)
{
	if (!bytes_field(rest, '\n', line))
		return false;
	if (line->n && line->at[line->n - 1] == '\r')
		line->n--;
	return true;
}

bool bytes_word(struct bytes *rest, struct bytes *word)
{
	size_t n = 0;

	while (rest->n && blank(rest->at[0]))
		*rest = bytes_skip(*rest, 1);
	if (rest->n == 0)
		return false;
	while (n < rest->n && !blank(rest->at[n]))
		n++;
	*word = bytes_first(*rest, n);
	*rest = bytes_skip(*rest, n);
	return true;
}

bool bytes_among(struct bytes s, const char *words)
{
	struct bytes rest = bytes_of(words), one;

	while (bytes_word(&rest, &one))
		if (bytes_same(s, one))
			return true;
	return false;
}

bool bytes_among_nocase(struct bytes s, const char *words)
{
	struct bytes rest = bytes_of(words), one;

	while (bytes_word(&rest, &one))
		if (s.n == one.n && strncasecmp((const char *)s.at, (const char *)one.at, s.n) == 0)
			return true;
	return false;
}

bool bytes_field(struct bytes *rest, char at, struct bytes *field)
{
	const unsigned char *hit;

	if (rest->n == 0)
		return false;
	hit = memchr(rest->at, at, rest->n);
	if (!hit) {
		*field = *rest;
		*rest = (struct bytes){ 0 };
		return true;
	}
	*field = (struct bytes){ rest->at, (size_t)(hit - rest->at) };
	*rest = bytes_skip(*rest, field->n + 1);
	return true;
}

bool bytes_cut(struct bytes s, char at, struct bytes *before, struct bytes *after)
{
	const unsigned char *hit = s.n ? memchr(s.at, at, s.n) : NULL;

	if (!hit)
		return false;
	*after = bytes_trim(bytes_skip(s, (size_t)(hit - s.at) + 1));
	*before = bytes_trim((struct bytes){ s.at, (size_t)(hit - s.at) });
	return true;
}

bool bytes_number(struct bytes s, long *out)
{
	bool minus = s.n && s.at[0] == '-';
	long value = 0;

	if (minus)
		s = bytes_skip(s, 1);
	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.at[i] < '0' || s.at[i] > '9' || value > (LONG_MAX - 9) / 10)
			return false;
		value = value * 10 + (s.at[i] - '0');
	}
	*out = minus ? -value : value;
	return true;
}

int bytes_compare(struct bytes a, struct bytes b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.at, b.at, n) : 0;

	return c ? c : (a.n > b.n) - (a.n < b.n);
}
