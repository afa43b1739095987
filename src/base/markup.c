#include "base/markup.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"

void text_csv(struct text *out, const char *value)
{
	text_char(out, '"');
	if (*value && (strchr("=+-@", *value) || (unsigned char)*value < 0x20))
		text_char(out, '\'');
	for (; *value; value++) {
		if (*value == '"')
			text_char(out, '"');
		text_char(out, *value);
	}
	text_char(out, '"');
}

/* Is this well-formed character of n bytes one of XML 1.0 (2.2, Char)? U+FFFE and U+FFFF are none. */
static bool xml_holds(const unsigned char *s, size_t n)
{
	if (n == 1)
		return *s >= 0x20 || *s == '\t' || *s == '\n';
	return n > 1 && !(n == 3 && s[0] == 0xef && s[1] == 0xbf && s[2] >= 0xbe);
}

void text_xml(struct text *out, const char *s)
{
	size_t left = strlen(s);

	while (left) {
		size_t n = utf8_length((const unsigned char *)s, left);

		if (!xml_holds((const unsigned char *)s, n))
			text_add(out, "\xef\xbf\xbd");
		else if (n == 1 && strchr("&<>\"'\n\t", *s))
			text_printf(out, "&#%d;", *s);
		else
			text_add_bytes(out, s, n);
		n = n ? n : 1;
		s += n;
		left -= n;
	}
}

/* --- Markdown (GFM 0.29; GitLab's has more references) --- */

/* A site makes a link of this character and what follows: @name #1 !1 ~label %milestone $1 &1 ^alert */
static bool is_reference(const char *s)
{
	return strchr("@#!~%$&^", *s) && (isalnum((unsigned char)s[1]) || (s[1] && strchr("_\"[", s[1])));
}

void text_markdown(struct text *out, const char *s)
{
	static const char nothing[] = "&#8203;";	/* a space without width */

	for (; *s; s++) {
		if (*s == '|')
			text_add(out, "&#124;");
		else if (*s == '&')
			text_add(out, "&amp;");
		else if ((unsigned char)*s < 0x20 || *s == 0x7f)
			text_char(out, ' ');
		else if (strchr("\\`*_[]<>#~$^", *s))
			text_printf(out, "\\%c", *s);
		else
			text_char(out, *s);
		if (is_reference(s) || strncmp(s, "://", 3) == 0 || strncasecmp(s, "www.", 4) == 0)
			text_add(out, nothing);
	}
}

void text_markdown_code(struct text *out, const char *s)
{
	size_t run = 0, longest = 0;
	bool pad = *s == '`' || *s == ' ';

	for (const char *c = s; *c; c++) {
		run = *c == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
		pad = pad || (!c[1] && (*c == '`' || *c == ' '));
	}
	if (!*s)
		return;
	text_fill(out, '`', longest + 1);
	text_add(out, pad ? " " : "");
	for (; *s; s++)
		text_char(out, (unsigned char)*s < 0x20 || *s == 0x7f ? ' ' : *s);
	text_add(out, pad ? " " : "");
	text_fill(out, '`', longest + 1);
}
