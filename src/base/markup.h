/*
 * markup.h - texts of others in somebody's markup, so that they are shown and do nothing.
 *
 *	text_csv(&out, finding->path);		"'=cmd|' /C calc'!A0"
 *	text_markdown(&out, rule->title);	a \*star\*, @&#8203;everyone
 *
 * HTML is in text.h (text_html), JSON in json.h (json_string).
 */
#ifndef CRADLE_BASE_MARKUP_H
#define CRADLE_BASE_MARKUP_H

#include "base/text.h"

/*
 * A cell of CSV in quotes (RFC 4180). One that a spreadsheet would take for a
 * formula (it begins with = + - @ or a control character) gets an apostrophe
 * before it, as OWASP advises.
 */
void text_csv(struct text *out, const char *value);

/* Text of XML 1.0 or inside a quoted attribute; what XML cannot hold (2.2, Char) is U+FFFD. */
void text_xml(struct text *out, const char *s);

/*
 * Prose within a line of GitHub's or GitLab's Markdown, in a table's cell too:
 * markup is escaped, and what these sites make links of (mentions, issues,
 * labels, addresses) is broken by a space without width.
 */
void text_markdown(struct text *out, const char *s);

/* A code span that holds s, whatever backticks it has. Not for a table's cell, where a "|" would end it. */
void text_markdown_code(struct text *out, const char *s);

#endif
