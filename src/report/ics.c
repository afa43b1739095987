#include "report/ics.h"

#include <string.h>

#include "base/utf8.h"

enum { LINE = 75 };		/* octets of a line without its CRLF, section 3.1 */

/* A content line, folded where a character ends. */
static void line(struct text *out, const struct text *content)
{
	const unsigned char *s = (const unsigned char *)content->at;
	size_t n = content->n, used = 0, width;

	for (; n; s += width, n -= width, used += width) {
		width = utf8_length(s, n);
		width = width ? width : 1;
		if (used + width > LINE) {
			text_add(out, "\r\n ");
			used = 1;
		}
		text_add_bytes(out, s, width);
	}
	text_add(out, "\r\n");
}

/* A line break in a value is no line of the calendar. */
static void text_escape(struct text *out, const char *s)
{
	for (; *s; s++) {
		if (strchr("\\;,\n", *s))
			text_char(out, '\\');
		text_char(out, *s == '\n' ? 'n' : (unsigned char)*s < ' ' || *s == 0x7f ? ' ' : *s);
	}
}

void ics_text(struct text *out, const char *name, const char *const *values, const char *between)
{
	struct text content = { 0 };

	text_printf(&content, "%s:", name);
	for (size_t i = 0; values[i]; i++) {
		if (i)
			text_add(&content, between);
		text_escape(&content, values[i]);
	}
	line(out, &content);
	text_free(&content);
}

void ics_open(struct text *out, const char *part)
{
	text_printf(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//cradle//%s " CRADLE_VERSION "//EN\r\n"
			 "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n", part);
}

void ics_close(struct text *out)
{
	text_add(out, "END:VCALENDAR\r\n");
}
