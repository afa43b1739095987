/*
 * chart.h - small pictures of numbers: bars and lines as inline SVG.
 *
 *	static const struct chart_series series[] = { { "not met", "bad" }, { "met", "good" } };
 *	struct chart_row rows[] = { { "Annex I, Part I", { 3, 8 } }, { "Annex II", { 1, 2 } } };
 *
 *	chart_bars(out, &(struct chart){ .id = "limbs", .title = "Limbs by verdict", .series = series, .series_count = 2,
 *					 .rows = rows, .row_count = 2 });
 *
 * A picture has a title, and a description that says every number in words. Its
 * labels are text. What a colour says, a pattern (of bars) or a shape (of lines)
 * says too, and the legend; colours are those of site.css, so they follow the
 * colour scheme and the printer. Widths are shares of the page's, so that text
 * keeps its size at 320 pixels. Nothing is drawn of fewer than two numbers: the
 * caller has said them.
 */
#ifndef CRADLE_WEB_CHART_H
#define CRADLE_WEB_CHART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

enum { CHART_SERIES = 6 };

struct chart_series {
	const char *name;
	const char *style;		/* bad, warn, good, quiet, calm: as words of verdicts have it */
};

struct chart_row {
	const char *label;		/* any text: it is escaped here */
	size_t values[CHART_SERIES];
};

struct chart {
	const char *id;			/* unique on its page: an id and the beginning of others */
	const char *title;
	const char *unit;		/* "limbs": what is counted, for the description */
	const struct chart_series *series;
	size_t series_count;
	const struct chart_row *rows;
	size_t row_count;
};

/* A stacked bar for each row, as long as its sum. True where something was drawn. */
bool chart_bars(struct text *out, const struct chart *chart);

/* A line for each series through the rows, which are points in time. */
bool chart_lines(struct text *out, const struct chart *chart);

#endif
