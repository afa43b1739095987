/*
 * screen.h - text for a terminal: words in colour, columns, lines that wrap.
 *
 *	struct screen s = screen_on(out, options);
 *
 *	screen_heading(&s, "What the image cannot say");
 *	screen_column(&s, "bold", key, 18);
 *	screen_wrap(&s, 18, 18, needs);
 *
 * Styles are "bad", "warn", "good", "bold", "quiet" and "off"; without colour
 * they change nothing.
 */
#ifndef CRADLE_REPORT_SCREEN_H
#define CRADLE_REPORT_SCREEN_H

#include "report/report.h"

struct screen {
	struct text *out;
	const struct report_options *options;
	size_t columns;
};

struct screen screen_on(struct text *out, const struct report_options *options);

void screen_style(struct screen *s, const char *name);
void screen_word(struct screen *s, const char *name, const char *word);

/* A column: the word in its colour, filled up to 'width'. */
void screen_column(struct screen *s, const char *name, const char *word, size_t width);

/*
 * Adds words to a line that begins at column 'at', going on at column 'indent'
 * of the next line when they don't fit; returns where the last line ends. A
 * word longer than a line is not cut: a path must stay one that can be copied.
 * A line break in the text is one on the screen, too.
 */
size_t screen_wrap(struct screen *s, size_t at, size_t indent, const char *text);

/* A word of a list that fills lines from column 'indent' on; returns where it ends. */
size_t screen_item(struct screen *s, size_t at, size_t indent, const char *style, const char *word);

void screen_paragraph(struct screen *s, size_t indent, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* A line of its own, with an empty one before and after it. */
void screen_heading(struct screen *s, const char *text);

#endif
