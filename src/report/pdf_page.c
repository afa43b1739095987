#include "report/pdf_page.h"

#ifdef HAVE_PANGOCAIRO

#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/utf8.h"

/* DejaVu is what Debian installs with fontconfig; the rest is for machines without it. */
static const char sans[] = "DejaVu Sans, Noto Sans, Liberation Sans, sans-serif";
static const char mono[] = "DejaVu Sans Mono, Noto Sans Mono, Liberation Mono, monospace";

enum {
	MARKS = 3,			/* accents on one letter that are shown; more would run into the lines around */
	RUN = 400,			/* bytes of a word; Pango would take half a minute for 10,000 */
};

const struct pdf_font_style pdf_fonts[PDF_FONTS] = {
	[PDF_TITLE] = { .size = 21, .leading = 26, .bold = true },
	[PDF_SUBTITLE] = { .size = 11.5, .leading = 16, .color = { 0.25, 0.25, 0.25 } },
	[PDF_H1] = { .size = 14.5, .leading = 19, .bold = true },
	[PDF_H2] = { .size = 11, .leading = 15, .bold = true },
	[PDF_H3] = { .size = 9.5, .leading = 13, .bold = true, .color = { 0.15, 0.15, 0.15 } },
	[PDF_BODY] = { .size = 9.2, .leading = 13.4 },
	[PDF_STRONG] = { .size = 9.2, .leading = 13.4, .bold = true },
	[PDF_NOTE] = { .size = 7.8, .leading = 11, .color = { 0.3, 0.3, 0.3 } },
	[PDF_SMALL_CODE] = { .size = 8, .leading = 11.6, .code = true },
	[PDF_DIGEST] = { .size = 8, .leading = 13.4, .drop = 0.2, .code = true },
	[PDF_CAPTION] = { .size = 8.6, .leading = 12, .bold = true },
	[PDF_HEAD] = { .size = 7.4, .leading = 10.4, .drop = 0.07, .bold = true },
	[PDF_CELL] = { .size = 7.6, .leading = 10.4 },
	[PDF_CODE] = { .size = 7.2, .leading = 10.4, .drop = 0.15, .code = true },
	[PDF_FURNITURE] = { .size = 7.4, .leading = 10, .color = { 0.3, 0.3, 0.3 } },
	[PDF_MARK] = { .size = 7.6, .leading = 10.4, .bold = true },
};

static const struct { const char *name; double color[3]; } styles[] = {
	{ "bad", { 0.62, 0.05, 0.05 } }, { "warn", { 0.5, 0.3, 0 } }, { "good", { 0.05, 0.36, 0.14 } },
	{ "quiet", { 0.35, 0.35, 0.35 } },
};

const double *pdf_color(const char *style)
{
	for (size_t i = 0; style && i < COUNT(styles); i++)
		if (strcmp(style, styles[i].name) == 0)
			return styles[i].color;
	return NULL;
}

/* --- opening --- */

static void fonts_make(struct pdf *p)
{
	const struct pdf_lib *lib = p->lib;
	cairo_font_options_t *options = lib->cairo_font_options_create();

	p->map = lib->pango_cairo_font_map_new();
	lib->pango_cairo_font_map_set_resolution((PangoCairoFontMap *)p->map, 72);
	p->context = lib->pango_font_map_create_context(p->map);
	lib->pango_context_set_language(p->context, lib->pango_language_from_string("en"));
	lib->pango_context_set_base_dir(p->context, PANGO_DIRECTION_LTR);
	/* shapes are placed where they belong, not on the pixels of a screen */
	lib->pango_context_set_round_glyph_positions(p->context, FALSE);
	lib->cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	lib->cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	lib->cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	lib->pango_cairo_context_set_font_options(p->context, options);
	lib->cairo_font_options_destroy(options);

	for (int i = 0; i < PDF_FONTS; i++) {
		p->fonts[i] = lib->pango_font_description_new();
		lib->pango_font_description_set_family(p->fonts[i], pdf_fonts[i].code ? mono : sans);
		lib->pango_font_description_set_weight(p->fonts[i],
						       pdf_fonts[i].bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
		lib->pango_font_description_set_absolute_size(p->fonts[i], pdf_fonts[i].size * PANGO_SCALE);
	}
}

static void layouts_make(struct pdf *p)
{
	const struct pdf_lib *lib = p->lib;

	p->attributes = lib->pango_attr_list_new();
	/* a path that is broken must not seem to have a hyphen; "fi" as one shape is not found by a search for it */
	lib->pango_attr_list_insert(p->attributes, lib->pango_attr_insert_hyphens_new(FALSE));
	lib->pango_attr_list_insert(p->attributes, lib->pango_attr_font_features_new("liga 0, clig 0, dlig 0"));
	for (int i = 0; i < PDF_SLOTS; i++) {
		p->layouts[i] = lib->pango_layout_new(p->context);
		p->set[i] = PDF_FONTS;
		lib->pango_layout_set_attributes(p->layouts[i], p->attributes);
		lib->pango_layout_set_auto_dir(p->layouts[i], FALSE);
		lib->pango_layout_set_wrap(p->layouts[i], PANGO_WRAP_WORD_CHAR);
	}
}

/* Without a font Pango would draw boxes; it always names some families, so it is asked for a letter. */
static int fonts_check(struct pdf *p, struct err *err)
{
	pdf_set(p, 0, PDF_BODY, "A", PDF_WIDTH);
	if (p->lib->pango_layout_get_unknown_glyphs_count(p->layouts[0]) > 0)
		return err_set(err, ERR_SYSTEM, "a PDF needs a font, and this machine has none: apt-get install fonts-dejavu-core");
	return 0;
}

int pdf_open(struct pdf *p, struct err *err)
{
	p->lib = pdf_lib(err);
	if (!p->lib)
		return -1;
	p->mem.about = "a PDF";
	fonts_make(p);
	layouts_make(p);
	return fonts_check(p, err);
}

static void pass_free(struct pdf *p)
{
	if (p->cr)
		p->lib->cairo_destroy(p->cr);
	if (p->surface)
		p->lib->cairo_surface_destroy(p->surface);
	p->cr = NULL;
	p->surface = NULL;
}

void pdf_close(struct pdf *p)
{
	if (!p->lib)
		return;
	pass_free(p);
	for (int i = 0; i < PDF_SLOTS; i++)
		p->lib->g_object_unref(p->layouts[i]);
	for (int i = 0; i < PDF_FONTS; i++)
		p->lib->pango_font_description_free(p->fonts[i]);
	p->lib->pango_attr_list_unref(p->attributes);
	p->lib->g_object_unref(p->context);
	p->lib->g_object_unref(p->map);
	text_free(&p->clean);
	text_free(&p->broken);
	arena_free(&p->mem);
}

/* --- a pass --- */

static cairo_status_t keep(void *closure, const unsigned char *data, unsigned int n)
{
	struct text *out = closure;

	text_add_bytes(out, data, n);
	return out->failed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static void metadata_set(struct pdf *p, cairo_pdf_metadata_t which, const char *text)
{
	p->lib->cairo_pdf_surface_set_metadata(p->surface, which, text && *text ? pdf_clean(p, text) : NULL);
}

/* Cairo would write the time of day; the date of the document is said, or none. */
static void metadata(struct pdf *p)
{
	char date[40] = "";

	if (p->doc->date)
		snprintf(date, sizeof(date), "%.10sT00:00:00Z", p->doc->date);
	metadata_set(p, CAIRO_PDF_METADATA_TITLE, p->doc->title);
	metadata_set(p, CAIRO_PDF_METADATA_SUBJECT, p->doc->subtitle);
	metadata_set(p, CAIRO_PDF_METADATA_CREATOR, "cradle " CRADLE_VERSION);
	metadata_set(p, CAIRO_PDF_METADATA_CREATE_DATE, date);
	metadata_set(p, CAIRO_PDF_METADATA_MOD_DATE, date);
}

static void furniture(struct pdf *p);

int pdf_pass(struct pdf *p, struct text *out, struct err *err)
{
	p->page = 1;
	p->y = PDF_TOP;
	for (int i = 0; i < PDF_TARGETS; i++)
		p->targets[i].count = 0;
	if (!out)
		return 0;
	p->surface = p->lib->cairo_pdf_surface_create_for_stream(keep, out, PDF_PAGE_WIDTH, PDF_PAGE_HEIGHT);
	/* newer ones would write the cross-references in a form that pdf_tail() does not read */
	p->lib->cairo_pdf_surface_restrict_to_version(p->surface, CAIRO_PDF_VERSION_1_5);
	p->cr = p->lib->cairo_create(p->surface);
	if (p->lib->cairo_status(p->cr) != CAIRO_STATUS_SUCCESS)
		return err_set(err, ERR_SYSTEM, "no PDF: %s", p->lib->cairo_status_to_string(p->lib->cairo_status(p->cr)));
	metadata(p);
	furniture(p);
	return 0;
}

int pdf_pass_end(struct pdf *p, struct err *err)
{
	cairo_status_t status;

	p->pages = p->page;
	if (!p->cr)
		return 0;
	p->lib->cairo_show_page(p->cr);
	status = p->lib->cairo_status(p->cr);
	p->lib->cairo_surface_finish(p->surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = p->lib->cairo_surface_status(p->surface);
	pass_free(p);
	if (status != CAIRO_STATUS_SUCCESS)
		return err_set(err, ERR_SYSTEM, "the PDF was not finished: %s", p->lib->cairo_status_to_string(status));
	return 0;
}

/* --- the page --- */

/* Text in the head or foot: as many lines, and an ellipsis where it is longer. */
static void furniture_text(struct pdf *p, enum pdf_font font, double y, double width, int lines, const char *text)
{
	size_t n;

	pdf_lines_most(p, PDF_FURNITURE_SLOT, lines);
	n = pdf_set(p, PDF_FURNITURE_SLOT, font, text, width);
	for (size_t i = 0; i < n; i++)
		pdf_line(p, PDF_FURNITURE_SLOT, i, PDF_LEFT, y + (double)i * pdf_fonts[font].leading);
}

static void furniture_right(struct pdf *p, enum pdf_font font, double y, const char *text)
{
	pdf_lines_most(p, PDF_FURNITURE_SLOT, 0);
	pdf_set(p, PDF_FURNITURE_SLOT, font, text, PDF_WIDTH);
	pdf_line(p, PDF_FURNITURE_SLOT, 0, PDF_RIGHT - pdf_line_width(p, PDF_FURNITURE_SLOT, 0), y);
}

/* Drawn first on each page, so that no element is open that it would become a part of. */
static void furniture(struct pdf *p)
{
	double foot = PDF_PAGE_HEIGHT - 56;
	char number[64];

	snprintf(number, sizeof(number), "Page %d of %d", p->page, p->pages);
	if (p->doc->title && p->page > 1)
		furniture_text(p, PDF_FURNITURE, 44, PDF_WIDTH - 70, 1, p->doc->title);
	if (p->doc->draft)
		furniture_right(p, PDF_MARK, 44, "DRAFT");
	if (p->page > 1 || p->doc->draft)
		pdf_rule(p, PDF_LEFT, 57, PDF_WIDTH, 0.5, 0.55);
	pdf_rule(p, PDF_LEFT, foot - 5, PDF_WIDTH, 0.5, 0.55);
	if (p->doc->footer)
		furniture_text(p, PDF_FURNITURE, foot, PDF_WIDTH - 90, 2, p->doc->footer);
	furniture_right(p, PDF_FURNITURE, foot, number);
}

double pdf_room(const struct pdf *p)
{
	return PDF_BOTTOM - p->y;
}

void pdf_next_page(struct pdf *p)
{
	p->page++;
	p->y = PDF_TOP;
	if (!p->cr)
		return;
	p->lib->cairo_show_page(p->cr);
	furniture(p);
}

void pdf_need(struct pdf *p, double height)
{
	if (height > pdf_room(p) && p->y > PDF_TOP)
		pdf_next_page(p);
}

void pdf_space(struct pdf *p, double height)
{
	if (p->y > PDF_TOP)
		p->y += height;
}

/* --- text --- */

/* Leaves out accents beyond the first ones on a letter. */
static size_t marks_limit(const struct pdf *p, char *s, size_t n)
{
	size_t to = 0, marks = 0;

	for (size_t i = 0, size; i < n; i += size) {
		size = utf8_length((const unsigned char *)s + i, n - i);
		size = size ? size : 1;
		marks = size > 1 && p->lib->g_unichar_ismark(p->lib->g_utf8_get_char(s + i)) ? marks + 1 : 0;
		if (marks > MARKS)
			continue;
		memmove(s + to, s + i, size);
		to += size;
	}
	s[to] = '\0';
	return to;
}

/* Printable ASCII; and the longest word of the text. */
static bool plain(const char *text, size_t *run)
{
	bool is = true;
	size_t since = 0;

	for (*run = 0; *text; text++) {
		is = is && *text >= PDF_FIRST && *text <= PDF_LAST;
		since = *text == ' ' ? 0 : since + 1;
		if (since > *run)
			*run = since;
	}
	return is;
}

static const char *long_words(struct pdf *p, const char *text)
{
	size_t since = 0;

	p->broken.n = 0;
	for (; *text; text++) {
		bool begins = (*text & 0xC0) != 0x80;

		if (since >= RUN && begins) {
			text_char(&p->broken, '\n');
			since = 0;
		}
		since = *text == ' ' || *text == '\n' ? 0 : since + 1;
		text_char(&p->broken, *text);
	}
	return p->broken.at;
}

const char *pdf_clean(struct pdf *p, const char *text)
{
	size_t run;
	bool is_plain = plain(text, &run);
	const char *from = text;

	p->clean.n = 0;
	while (!is_plain && *from) {
		size_t n = strcspn(from, "\n\t"), size = 4 * n + 1;
		AUTO(auto_free) char *clean = malloc(size);

		if (!clean)
			return "";
		from += n;
		n = utf8_clean(clean, size, from - n, n);
		text_add_bytes(&p->clean, clean, marks_limit(p, clean, n));
		if (*from)
			text_char(&p->clean, *from++ == '\n' ? '\n' : ' ');
	}
	if (!is_plain)
		text = p->clean.at ? p->clean.at : "";
	return run > RUN ? long_words(p, text) : text;
}

size_t pdf_set(struct pdf *p, int slot, enum pdf_font font, const char *text, double width)
{
	return pdf_set_aside(p, slot, font, text, NULL, width);
}

static void attribute(struct pdf *p, PangoAttrList *list, PangoAttribute *a, size_t from)
{
	a->start_index = (guint)from;
	p->lib->pango_attr_list_insert(list, a);
}

/* The attributes of text whose remark begins at this byte. */
static PangoAttrList *aside_attributes(struct pdf *p, size_t from)
{
	const struct pdf_font_style *note = &pdf_fonts[PDF_NOTE];
	PangoAttrList *list = p->lib->pango_attr_list_copy(p->attributes);
	guint16 gray = (guint16)(note->color[0] * 65535);

	attribute(p, list, p->lib->pango_attr_foreground_new(gray, gray, gray), from);
	attribute(p, list, p->lib->pango_attr_size_new_absolute((int)(note->size * PANGO_SCALE)), from);
	return list;
}

size_t pdf_set_aside(struct pdf *p, int slot, enum pdf_font font, const char *text, const char *aside, double width)
{
	PangoLayout *layout = p->layouts[slot];
	PangoAttrList *list = NULL;
	int n;

	if (p->set[slot] != font)
		p->lib->pango_layout_set_font_description(layout, p->fonts[font]);
	p->set[slot] = font;
	p->lib->pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
	if (aside) {
		text = arena_printf(&p->mem, "%s   ", pdf_clean(p, text));
		list = aside_attributes(p, strlen(text));
		text = arena_printf(&p->mem, "%s%s", text, pdf_clean(p, aside));
		p->lib->pango_layout_set_text(layout, text, -1);
	} else {
		p->lib->pango_layout_set_text(layout, pdf_clean(p, text), -1);
	}
	p->lib->pango_layout_set_attributes(layout, list ? list : p->attributes);
	if (list)
		p->lib->pango_attr_list_unref(list);
	n = p->lib->pango_layout_get_line_count(layout);
	return n > 0 ? (size_t)n : 1;
}

void pdf_lines_most(struct pdf *p, int slot, int lines)
{
	p->lib->pango_layout_set_height(p->layouts[slot], -(lines ? lines : 1));
	p->lib->pango_layout_set_ellipsize(p->layouts[slot], lines ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
}

double pdf_line_width(struct pdf *p, int slot, size_t line)
{
	PangoLayoutLine *at = p->lib->pango_layout_get_line_readonly(p->layouts[slot], (int)line);
	PangoRectangle logical = { 0 };

	if (at)
		p->lib->pango_layout_line_get_extents(at, NULL, &logical);
	return (double)logical.width / PANGO_SCALE;
}

void pdf_color_line(struct pdf *p, int slot, size_t line, double x, double y, const double color[3])
{
	const struct pdf_font_style *font = &pdf_fonts[p->set[slot]];
	PangoLayoutLine *at;

	if (!p->cr)
		return;
	at = p->lib->pango_layout_get_line_readonly(p->layouts[slot], (int)line);
	if (!at)
		return;
	if (!color)
		color = font->color;
	p->lib->cairo_set_source_rgb(p->cr, color[0], color[1], color[2]);
	/* capital letters in the middle of the line: they are 0.73 of the size in DejaVu */
	p->lib->cairo_move_to(p->cr, x, y + font->leading / 2 + font->size * 0.365 + font->drop);
	p->lib->pango_cairo_show_layout_line(p->cr, at);
}

void pdf_line(struct pdf *p, int slot, size_t line, double x, double y)
{
	pdf_color_line(p, slot, line, x, y, NULL);
}

static void advances_learn(struct pdf *p, enum pdf_font font)
{
	for (char c = PDF_FIRST; c <= PDF_LAST; c++) {
		pdf_set(p, 0, font, (char[]){ c, '\0' }, PDF_WIDTH);
		p->advances[font][c - PDF_FIRST] = pdf_line_width(p, 0, 0);
	}
}

double pdf_measure(struct pdf *p, enum pdf_font font, const char *text, const char *ends, double *word)
{
	double width = 0, since = 0;

	if (p->advances[font][0] == 0)
		advances_learn(p, font);
	*word = 0;
	for (; *text; text++) {
		/* what is not ASCII counts one em a character, which Chinese takes */
		double wide = *text >= PDF_FIRST && *text <= PDF_LAST ? p->advances[font][*text - PDF_FIRST] :
			      (*text & 0xC0) == 0x80 ? 0 : pdf_fonts[font].size;

		width += wide;
		since += wide;
		if (since > *word)
			*word = since;
		if (strchr(ends, *text))
			since = 0;
	}
	return width;
}

size_t pdf_fitting(const struct pdf *p, enum pdf_font font, size_t left)
{
	size_t n = pdf_room(p) > 0 ? (size_t)(pdf_room(p) / pdf_fonts[font].leading + 0.001) : 0;

	if (n >= left)
		return left;
	if (n > 0 && left - n < 2)
		n--;
	if (n < 2 && p->y > PDF_TOP)
		return 0;
	return n > 0 ? n : 1;
}

void pdf_ready(struct pdf *p, enum pdf_font font, size_t lines)
{
	if (pdf_fitting(p, font, lines) == 0)
		pdf_next_page(p);
}

void pdf_flow(struct pdf *p, int slot, enum pdf_font font, double x, size_t lines, const char *tag, const double color[3])
{
	bool whole;

	if (lines == 0)
		return;
	pdf_ready(p, font, lines);
	whole = pdf_fitting(p, font, lines) == lines;
	pdf_tag_begin(p, tag);
	for (size_t at = 0, n; at < lines; at += n) {
		n = pdf_fitting(p, font, lines - at);
		if (n == 0 || at > 0) {
			pdf_next_page(p);
			n = pdf_fitting(p, font, lines - at);
		}
		if (!whole)
			pdf_tag_begin(p, "Span");
		for (size_t i = at; i < at + n; i++, p->y += pdf_fonts[font].leading)
			pdf_color_line(p, slot, i, x, p->y, color);
		if (!whole)
			pdf_tag_end(p, "Span");
	}
	pdf_tag_end(p, tag);
}

/* --- structure and shapes --- */

void pdf_tag_begin(struct pdf *p, const char *tag)
{
	if (p->cr)
		p->lib->cairo_tag_begin(p->cr, tag, NULL);
}

void pdf_tag_end(struct pdf *p, const char *tag)
{
	if (p->cr)
		p->lib->cairo_tag_end(p->cr, tag);
}

/* Names are ours, so nothing of a document gets into the list of attributes. */
static void name_of(char name[40], const char *attribute, enum pdf_target kind, size_t number)
{
	snprintf(name, 40, "%s='%s-%zu'", attribute, kind == PDF_GAP ? "gap" : "heading", number + 1);
}

void pdf_tag_link(struct pdf *p, enum pdf_target kind, size_t number)
{
	char attributes[40];

	name_of(attributes, "dest", kind, number);
	if (p->cr)
		p->lib->cairo_tag_begin(p->cr, CAIRO_TAG_LINK, attributes);
}

size_t pdf_target(struct pdf *p, enum pdf_target kind)
{
	struct pdf_pages *pages = &p->targets[kind];
	char attributes[40];

	name_of(attributes, "name", kind, pages->count);
	if (p->cr)
		p->lib->cairo_tag_begin(p->cr, CAIRO_TAG_DEST, attributes);
	ARENA_ROOM(&p->mem, pages->list, pages->count, pages->room);
	pages->list[pages->count] = p->page;
	return pages->count++;
}

/* parents[level]: the entry that stands open there; [0] is the root */
void pdf_outline(struct pdf *p, int *parents, size_t heading, int level, const char *text)
{
	char attributes[40];
	int id;

	if (!p->cr)
		return;
	name_of(attributes, "dest", PDF_HEADING, heading);
	id = p->lib->cairo_pdf_surface_add_outline(p->surface, parents[level - 1], pdf_clean(p, text), attributes,
						   level == 1 ? CAIRO_PDF_OUTLINE_FLAG_OPEN : 0);
	for (int i = level; i < 4; i++)
		parents[i] = id;
}

void pdf_rule(struct pdf *p, double x, double y, double width, double thick, double gray)
{
	if (!p->cr)
		return;
	p->lib->cairo_set_source_rgb(p->cr, gray, gray, gray);
	p->lib->cairo_set_line_width(p->cr, thick);
	p->lib->cairo_move_to(p->cr, x, y);
	p->lib->cairo_line_to(p->cr, x + width, y);
	p->lib->cairo_stroke(p->cr);
}

void pdf_box(struct pdf *p, double x, double y, double width, double height, double gray)
{
	if (!p->cr)
		return;
	p->lib->cairo_set_source_rgb(p->cr, gray, gray, gray);
	p->lib->cairo_rectangle(p->cr, x, y, width, height);
	p->lib->cairo_fill(p->cr);
}

void pdf_dots(struct pdf *p, double from, double to, double y)
{
	if (!p->cr || from >= to)
		return;
	p->lib->cairo_save(p->cr);
	p->lib->cairo_set_source_rgb(p->cr, 0.35, 0.35, 0.35);
	p->lib->cairo_set_line_width(p->cr, 0.8);
	p->lib->cairo_set_line_cap(p->cr, CAIRO_LINE_CAP_ROUND);
	p->lib->cairo_set_dash(p->cr, (const double[]){ 0, 4 }, 2, 0);
	/* from the right, so that the dots of all lines stand below each other */
	p->lib->cairo_move_to(p->cr, to, y);
	p->lib->cairo_line_to(p->cr, from, y);
	p->lib->cairo_stroke(p->cr);
	p->lib->cairo_restore(p->cr);
}

#endif
