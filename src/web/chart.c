#include "web/chart.h"

#include <string.h>

/* Pixels of a bar's row, and of the field that lines are drawn in. */
enum { ROW = 46, BAR_TOP = 20, BAR = 18, FIELD_TOP = 18, FIELD = 130, FIELD_ROOM = 176 };

/* Shares are written with two digits after the point, from whole numbers: the same bytes everywhere. */
enum { WHOLE = 10000, LEGIBLE = 900 };

static void share_write(struct text *out, size_t share)
{
	text_printf(out, "%zu.%02zu%%", share / 100, share % 100);
}

static size_t row_sum(const struct chart *c, size_t row)
{
	size_t sum = 0;

	for (size_t i = 0; i < c->series_count; i++)
		sum += c->rows[row].values[i];
	return sum;
}

static size_t series_sum(const struct chart *c, size_t series)
{
	size_t sum = 0;

	for (size_t i = 0; i < c->row_count; i++)
		sum += c->rows[i].values[series];
	return sum;
}

/* --- what all have --- */

/* How many numbers there are to be seen. */
static size_t numbers(const struct chart *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->row_count; i++)
		for (size_t k = 0; k < c->series_count; k++)
			n += c->rows[i].values[k] > 0;
	return n;
}

/* "Annex I, Part I: 3 not met, 8 met. Annex II: 1 not met, 2 met." */
static void description_write(struct text *out, const struct chart *c)
{
	for (size_t i = 0; i < c->row_count; i++) {
		size_t n = 0;

		text_add(out, i ? " " : "");
		text_html(out, c->rows[i].label);
		text_add(out, ":");
		for (size_t k = 0; k < c->series_count; k++)
			if (c->rows[i].values[k]) {
				text_printf(out, "%s %zu ", n++ ? "," : "", c->rows[i].values[k]);
				text_html(out, c->series[k].name);
			}
		text_add(out, n ? "." : " none.");
	}
}

static void chart_open(struct text *out, const struct chart *c, size_t height)
{
	text_printf(out, "<figure class=\"chart\" id=\"%s\"><figcaption>", c->id);
	text_html(out, c->title);
	text_printf(out, "</figcaption>\n<svg role=\"img\" aria-labelledby=\"%s-t %s-d\" width=\"100%%\" height=\"%zu\">"
			 "<title id=\"%s-t\">", c->id, c->id, height, c->id);
	text_html(out, c->title);
	text_printf(out, "</title><desc id=\"%s-d\">", c->id);
	if (c->unit) {
		text_html(out, c->unit);
		text_add(out, ". ");
	}
	description_write(out, c);
	text_add(out, "</desc>\n");
}

/* --- bars --- */

/* What tells a bar from the next besides its colour; a style without one is plain. */
static const struct { const char *style, *inner; } patterns[] = {
	{ "warn", "<path d=\"M0 8L8 0M-2 2L2 -2M6 10L10 6\"/>" },
	{ "good", "<circle cx=\"2\" cy=\"2\" r=\"1\"/><circle cx=\"6\" cy=\"6\" r=\"1\"/>" },
	{ "calm", "<path d=\"M0 4H8\"/>" },
};

static bool has_pattern(const char *style)
{
	for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++)
		if (strcmp(patterns[i].style, style) == 0)
			return true;
	return false;
}

static void patterns_write(struct text *out, const struct chart *c)
{
	text_add(out, "<defs>");
	for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++)
		for (size_t k = 0; k < c->series_count; k++)
			if (strcmp(c->series[k].style, patterns[i].style) == 0) {
				text_printf(out, "<pattern id=\"%s-%s\" class=\"%s\" width=\"8\" height=\"8\" "
						 "patternUnits=\"userSpaceOnUse\">%s</pattern>", c->id, patterns[i].style,
					    patterns[i].style, patterns[i].inner);
				break;
			}
	text_add(out, "</defs>\n");
}

/* The rest of a rectangle of this style, twice where a pattern lies over the colour. */
static void rect_write(struct text *out, const struct chart *c, const char *style, const char *place)
{
	text_printf(out, "<rect class=\"%s\" %s/>", style, place);
	if (has_pattern(style))
		text_printf(out, "<rect fill=\"url(#%s-%s)\" %s/>", c->id, style, place);
}

static void bar_write(struct text *out, const struct chart *c, size_t row, size_t most)
{
	size_t y = row * ROW, at = 0;

	text_printf(out, "<text x=\"0\" y=\"%zu\">", y + 14);
	text_html(out, c->rows[row].label);
	text_printf(out, "</text><text class=\"sum\" x=\"100%%\" y=\"%zu\">%zu</text>\n", y + 14, row_sum(c, row));
	for (size_t i = 0; i < c->series_count; i++) {
		struct text place = { 0 };
		size_t value = c->rows[row].values[i], from = at * WHOLE / most, share;

		at += value;
		share = at * WHOLE / most - from;
		if (value == 0)
			continue;
		text_add(&place, "x=\"");
		share_write(&place, from);
		text_add(&place, "\" width=\"");
		share_write(&place, share);
		text_printf(&place, "\" y=\"%zu\" height=\"%d\"", y + BAR_TOP, BAR);
		rect_write(out, c, c->series[i].style, place.at);
		text_free(&place);
		if (share < LEGIBLE)
			continue;
		text_printf(out, "<text class=\"in %s\" x=\"", c->series[i].style);
		share_write(out, from + share / 2);
		text_printf(out, "\" y=\"%zu\">%zu</text>", y + BAR_TOP + 14, value);
	}
	text_add(out, "\n");
}

static void bar_key(struct text *out, const struct chart *c)
{
	text_add(out, "<ul class=\"key\">\n");
	for (size_t i = 0; i < c->series_count; i++) {
		size_t sum = series_sum(c, i);

		if (sum == 0)
			continue;
		text_add(out, "<li><svg aria-hidden=\"true\" width=\"14\" height=\"14\">");
		rect_write(out, c, c->series[i].style, "x=\"1\" y=\"1\" width=\"12\" height=\"12\"");
		text_add(out, "</svg> ");
		text_html(out, c->series[i].name);
		text_printf(out, " <b>%zu</b>\n", sum);
	}
	text_add(out, "</ul></figure>\n");
}

bool chart_bars(struct text *out, const struct chart *c)
{
	size_t most = 0;

	for (size_t i = 0; i < c->row_count; i++)
		most = row_sum(c, i) > most ? row_sum(c, i) : most;
	if (numbers(c) < 2)
		return false;
	chart_open(out, c, c->row_count * ROW);
	patterns_write(out, c);
	for (size_t i = 0; i < c->row_count; i++)
		bar_write(out, c, i, most);
	text_add(out, "</svg>\n");
	bar_key(out, c);
	return true;
}

/* --- lines --- */

/* Each line has dots of a shape of its own. */
static const char *const shapes[] = {
	"<circle r=\"4.5\"/>", "<rect x=\"-4\" y=\"-4\" width=\"8\" height=\"8\"/>", "<path d=\"M0 -6L6 5H-6Z\"/>",
	"<path d=\"M0 -6L6 0L0 6L-6 0Z\"/>", "<path d=\"M0 6L6 -5H-6Z\"/>", "<rect x=\"-6\" y=\"-2\" width=\"12\" height=\"4\"/>",
};

static size_t point_x(const struct chart *c, size_t row)
{
	return (2 * row + 1) * WHOLE / (2 * c->row_count);
}

static size_t point_y(size_t value, size_t most)
{
	return FIELD_TOP + FIELD - value * FIELD / most;
}

static void line_write(struct text *out, const struct chart *c, size_t series, size_t most)
{
	const char *style = c->series[series].style;

	for (size_t i = 1; i < c->row_count; i++) {
		text_printf(out, "<line class=\"%s d%zu\" x1=\"", style, series);
		share_write(out, point_x(c, i - 1));
		text_printf(out, "\" y1=\"%zu\" x2=\"", point_y(c->rows[i - 1].values[series], most));
		share_write(out, point_x(c, i));
		text_printf(out, "\" y2=\"%zu\"/>", point_y(c->rows[i].values[series], most));
	}
	for (size_t i = 0; i < c->row_count; i++) {
		text_add(out, "<svg overflow=\"visible\" x=\"");
		share_write(out, point_x(c, i));
		text_printf(out, "\" y=\"%zu\"><g class=\"%s\">%s</g></svg>", point_y(c->rows[i].values[series], most), style,
			    shapes[series]);
	}
	text_add(out, "\n");
}

/* Would the number lie on one that was written at this point? */
static bool is_taken(const struct chart *c, size_t row, size_t series, size_t most)
{
	size_t y = point_y(c->rows[row].values[series], most);

	for (size_t i = 0; i < series; i++) {
		size_t other = point_y(c->rows[row].values[i], most);

		if ((y > other ? y - other : other - y) < 16)
			return true;
	}
	return false;
}

static void values_write(struct text *out, const struct chart *c, size_t most)
{
	for (size_t i = 0; i < c->row_count; i++) {
		for (size_t k = 0; k < c->series_count; k++) {
			if (is_taken(c, i, k, most))
				continue;
			text_printf(out, "<text class=\"at %s\" x=\"", c->series[k].style);
			share_write(out, point_x(c, i));
			text_printf(out, "\" y=\"%zu\">%zu</text>", point_y(c->rows[i].values[k], most) - 8, c->rows[i].values[k]);
		}
		text_add(out, "<text class=\"time\" x=\"");
		share_write(out, point_x(c, i));
		text_printf(out, "\" y=\"%d\">", FIELD_ROOM - 4);
		text_html(out, c->rows[i].label);
		text_add(out, "</text>\n");
	}
}

static void line_key(struct text *out, const struct chart *c)
{
	text_add(out, "<ul class=\"key\">\n");
	for (size_t i = 0; i < c->series_count; i++) {
		text_printf(out, "<li><svg aria-hidden=\"true\" width=\"34\" height=\"14\"><line class=\"%s d%zu\" x1=\"0\" y1=\"7\" "
				 "x2=\"34\" y2=\"7\"/><svg overflow=\"visible\" x=\"17\" y=\"7\"><g class=\"%s\">%s</g></svg></svg> ",
			    c->series[i].style, i, c->series[i].style, shapes[i]);
		text_html(out, c->series[i].name);
		text_add(out, "\n");
	}
	text_add(out, "</ul></figure>\n");
}

bool chart_lines(struct text *out, const struct chart *c)
{
	size_t most = 1;

	for (size_t i = 0; i < c->row_count; i++)
		for (size_t k = 0; k < c->series_count; k++)
			most = c->rows[i].values[k] > most ? c->rows[i].values[k] : most;
	if (c->row_count < 2)
		return false;
	chart_open(out, c, FIELD_ROOM);
	text_printf(out, "<line class=\"base\" x1=\"0\" y1=\"%d\" x2=\"100%%\" y2=\"%d\"/>\n", FIELD_TOP + FIELD, FIELD_TOP + FIELD);
	for (size_t i = 0; i < c->series_count; i++)
		line_write(out, c, i, most);
	values_write(out, c, most);
	text_add(out, "</svg>\n");
	line_key(out, c);
	return true;
}
