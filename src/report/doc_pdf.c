/*
 * A document as PDF: title, contents with page numbers, blocks. What a page is
 * and how text gets on it is in pdf_page.h, tables in pdf_table.c.
 *
 * The bytes depend on the document, on the fonts that fontconfig finds for
 * "DejaVu Sans" and "DejaVu Sans Mono", and on the versions of Pango and Cairo;
 * on nothing else: no clock, locale, time zone or file name goes in.
 */
#include "report/doc.h"

#ifndef HAVE_PANGOCAIRO

int doc_pdf(const struct doc *doc, struct text *out, struct err *err)
{
	return err_set(err, ERR_UNSUPPORTED, "this cradle was built without PDF (the build needs libpango1.0-dev); "
		       "'--format techdoc -o FILE.html' writes a page that a browser can print");
}

#else

#include <string.h>

#include "report/pdf_page.h"

static const double INDENT = 14;	/* of items, of deeper entries of the contents */
static const double BAR = 3;		/* at the side of a gap */
static const char bullet[] = "\xe2\x80\xa2";

/* --- headings --- */

static const struct { enum pdf_font font; double above, below; const char *tag; } levels[] = {
	{ PDF_H1, 24, 7, "H1" }, { PDF_H2, 16, 4, "H2" }, { PDF_H3, 12, 2, "H3" },
};

static int level_of(const struct doc_block *b)
{
	return b->level < 1 ? 1 : b->level > 3 ? 3 : b->level;
}

/* What must stand on the page that a heading is on: the lines after it, or the head and first row of a table. */
static double first_height(struct pdf *p, size_t at)
{
	const struct doc_block *b = at < p->doc->count ? &p->doc->blocks[at] : NULL;
	double body = pdf_fonts[PDF_BODY].leading;
	int level;

	if (!b)
		return 0;
	level = level_of(b) - 1;
	switch (b->kind) {
	case DOC_HEADING:
		return levels[level].above + pdf_fonts[levels[level].font].leading + levels[level].below +
		       first_height(p, at + 1);
	case DOC_TABLE:
		return 8 + pdf_table_first(p, at);
	case DOC_GAP:
		return 8 + 4 * body;
	case DOC_NOTE:
		return 4 + 3 * pdf_fonts[PDF_NOTE].leading;
	default:
		return 6 + 3 * body;
	}
}

static void heading(struct pdf *p, size_t at, int *parents)
{
	const struct doc_block *b = &p->doc->blocks[at];
	int level = level_of(b) - 1;
	enum pdf_font font = levels[level].font;
	size_t n = pdf_set(p, 0, font, b->text, PDF_WIDTH);
	double most = (PDF_BOTTOM - PDF_TOP) / 2, keep = (double)n * pdf_fonts[font].leading + levels[level].below;
	double next = first_height(p, at + 1);

	pdf_space(p, levels[level].above);
	pdf_need(p, keep + (next < most ? next : most));
	/* what follows may have been set to measure it */
	pdf_set(p, 0, font, b->text, PDF_WIDTH);
	pdf_outline(p, parents, pdf_target(p, PDF_HEADING), level + 1, b->text);
	pdf_flow(p, 0, font, PDF_LEFT, n, levels[level].tag, NULL);
	pdf_tag_end(p, CAIRO_TAG_DEST);
	p->y += levels[level].below;
}

/* --- lists that are made here: pages were learned in the first pass --- */

static const double NUMBER_WIDTH = 34;

/* A line or two with a page number at the end; both are a link. */
static void entry(struct pdf *p, double x, enum pdf_font font, const char *text, enum pdf_target kind, size_t number)
{
	double leading = pdf_fonts[font].leading;
	size_t n;
	char page[16];

	pdf_lines_most(p, 0, 2);
	n = pdf_set(p, 0, font, text, PDF_RIGHT - x - NUMBER_WIDTH);
	/* the first pass does not know yet, and needs no more than the height */
	snprintf(page, sizeof(page), "%d", p->cr ? p->targets[kind].list[number] : 0);
	pdf_set(p, 1, font, page, NUMBER_WIDTH);
	pdf_need(p, (double)n * leading);
	pdf_dots(p, x + pdf_line_width(p, 0, n - 1) + 6, PDF_RIGHT - pdf_line_width(p, 1, 0) - 6,
		 p->y + (double)n * leading - leading / 2 + 2.6);
	pdf_tag_begin(p, "TOCI");
	pdf_tag_link(p, kind, number);
	for (size_t i = 0; i < n; i++, p->y += leading)
		pdf_line(p, 0, i, x, p->y);
	pdf_line(p, 1, 0, PDF_RIGHT - pdf_line_width(p, 1, 0), p->y - leading);
	pdf_tag_end(p, CAIRO_TAG_LINK);
	pdf_tag_end(p, "TOCI");
	pdf_lines_most(p, 0, 0);
}

static bool any(const struct doc *doc, enum doc_kind kind)
{
	for (size_t i = 0; i < doc->count; i++)
		if (doc->blocks[i].kind == kind)
			return true;
	return false;
}

static bool chapter(const struct doc *doc, size_t at)
{
	return at < doc->count && doc->blocks[at].kind == DOC_HEADING && level_of(&doc->blocks[at]) == 1;
}

/* A chapter after the list of contents begins on a page of its own. */
static void contents(struct pdf *p, size_t at)
{
	size_t number = 0;

	if (!any(p->doc, DOC_HEADING))
		return;
	pdf_space(p, levels[0].above);
	pdf_need(p, 100);
	pdf_flow(p, 0, PDF_H1, PDF_LEFT, pdf_set(p, 0, PDF_H1, "Contents", PDF_WIDTH), "P", NULL);
	p->y += 2;
	pdf_tag_begin(p, "TOC");
	for (size_t i = 0; i < p->doc->count; i++) {
		const struct doc_block *b = &p->doc->blocks[i];
		int level = level_of(b);

		if (b->kind != DOC_HEADING)
			continue;
		pdf_space(p, level == 1 ? 5 : 0);
		if (level <= 2)
			entry(p, PDF_LEFT + (level - 1) * INDENT, level == 1 ? PDF_STRONG : PDF_BODY, b->text, PDF_HEADING, number);
		number++;
	}
	pdf_tag_end(p, "TOC");
	if (chapter(p->doc, at + 1))
		pdf_next_page(p);
}

static void gap_list(struct pdf *p)
{
	const struct doc_block *under = NULL;
	size_t number = 0;

	if (!any(p->doc, DOC_GAP))
		return;
	pdf_space(p, 4);
	pdf_need(p, 3 * pdf_fonts[PDF_BODY].leading);
	pdf_tag_begin(p, "TOC");
	for (size_t i = 0; i < p->doc->count; i++) {
		const struct doc_block *b = &p->doc->blocks[i];

		if (chapter(p->doc, i))
			under = b;
		if (b->kind != DOC_GAP)
			continue;
		if (under) {
			pdf_space(p, 6);
			pdf_need(p, 3 * pdf_fonts[PDF_BODY].leading);
			pdf_flow(p, 0, PDF_STRONG, PDF_LEFT, pdf_set(p, 0, PDF_STRONG, under->text, PDF_WIDTH), "Caption", NULL);
			under = NULL;
		}
		entry(p, PDF_LEFT + INDENT, PDF_BODY,
		      b->label ? arena_printf(&p->mem, "Gap %zu (%s): %s", number + 1, b->label, b->text)
			       : arena_printf(&p->mem, "Gap %zu: %s", number + 1, b->text), PDF_GAP, number);
		number++;
	}
	pdf_tag_end(p, "TOC");
}

/* --- blocks --- */

static void paragraph(struct pdf *p, const struct doc_block *b)
{
	enum pdf_font font = b->kind == DOC_NOTE ? PDF_NOTE : PDF_BODY;
	size_t n = pdf_set(p, 0, font, b->text, PDF_WIDTH);

	pdf_space(p, b->kind == DOC_NOTE ? 4 : 6);
	pdf_flow(p, 0, font, PDF_LEFT, n, "P", pdf_color(b->style));
}

static bool begins(const struct doc *doc, size_t at)
{
	return at == 0 || doc->blocks[at - 1].kind != doc->blocks[at].kind;
}

static bool ends(const struct doc *doc, size_t at)
{
	return at + 1 >= doc->count || doc->blocks[at + 1].kind != doc->blocks[at].kind;
}

/* A digest, which had better stand on one line. */
static bool digest(const char *s)
{
	size_t n = strspn(s, "0123456789abcdef");

	return n >= 40 && s[n] == '\0';
}

/* A list's label and what stands to the right of it; both begin on the same page. */
static void labelled(struct pdf *p, size_t at, enum pdf_font label_font, const char *label, double indent, double x)
{
	const struct doc_block *b = &p->doc->blocks[at];
	enum pdf_font font = digest(b->text) ? PDF_DIGEST : PDF_BODY;
	size_t labels = pdf_set(p, 1, label_font, label, x - PDF_LEFT - indent - 6);
	size_t n = pdf_set_aside(p, 0, font, b->text, b->cites, PDF_RIGHT - x);
	double leading = pdf_fonts[PDF_BODY].leading, end;
	int page;

	pdf_space(p, begins(p->doc, at) ? 6 : 2);
	pdf_need(p, (double)labels * leading);
	pdf_ready(p, font, n);
	page = p->page;
	end = p->y + (double)labels * leading;
	if (begins(p->doc, at))
		pdf_tag_begin(p, "L");
	pdf_tag_begin(p, "LI");
	pdf_tag_begin(p, "Lbl");
	for (size_t i = 0; i < labels; i++)
		pdf_line(p, 1, i, PDF_LEFT + indent, p->y + (double)i * leading);
	pdf_tag_end(p, "Lbl");
	pdf_flow(p, 0, font, x, n, "LBody", pdf_color(b->style));
	pdf_tag_end(p, "LI");
	if (ends(p->doc, at))
		pdf_tag_end(p, "L");
	if (p->page == page && p->y < end)
		p->y = end;
}

/*
 * Something the document must hold and does not: in a box with a bar at its
 * side, which print in black shows as well. More than a page of it: no box.
 */
static void gap(struct pdf *p, const struct doc_block *b)
{
	double leading = pdf_fonts[PDF_BODY].leading, small = pdf_fonts[PDF_SMALL_CODE].leading, height, top;
	double x = PDF_LEFT + BAR + 9, shift = x + 56, width = PDF_RIGHT - shift - 8;
	size_t n = pdf_set(p, 0, PDF_BODY, b->text, width);
	size_t keys = b->label ? pdf_set(p, 1, PDF_SMALL_CODE, b->label, width) : 0;
	size_t cites = b->cites ? pdf_set(p, 2, PDF_NOTE, b->cites, width) : 0;

	height = (double)n * leading + (double)(keys + cites) * small + 11;
	if (height < 2 * leading + 11)
		height = 2 * leading + 11;
	pdf_space(p, 6);
	pdf_need(p, height);
	pdf_set(p, 3, PDF_STRONG, arena_printf(&p->mem, "Gap %zu", pdf_target(p, PDF_GAP) + 1), PDF_WIDTH);
	if (height > pdf_room(p)) {
		pdf_flow(p, 3, PDF_STRONG, x, 1, "P", pdf_color("bad"));
		pdf_flow(p, 0, PDF_BODY, shift, n, "P", NULL);
		pdf_flow(p, 1, PDF_SMALL_CODE, shift, keys, "P", NULL);
		pdf_flow(p, 2, PDF_NOTE, shift, cites, "P", NULL);
		pdf_tag_end(p, CAIRO_TAG_DEST);
		return;
	}
	pdf_box(p, PDF_LEFT, p->y, PDF_WIDTH, height, 0.94);
	pdf_box(p, PDF_LEFT, p->y, BAR, height, 0.25);
	top = p->y;
	p->y += 5;
	pdf_tag_begin(p, "P");
	pdf_color_line(p, 3, 0, x, p->y, pdf_color("bad"));
	pdf_set(p, 3, PDF_NOTE, "MISSING", PDF_WIDTH);
	pdf_color_line(p, 3, 0, x, p->y + leading, pdf_color("bad"));
	for (size_t i = 0; i < n; i++, p->y += leading)
		pdf_line(p, 0, i, shift, p->y);
	for (size_t i = 0; i < keys; i++, p->y += small)
		pdf_line(p, 1, i, shift, p->y);
	for (size_t i = 0; i < cites; i++, p->y += small)
		pdf_line(p, 2, i, shift, p->y);
	pdf_tag_end(p, "P");
	pdf_tag_end(p, CAIRO_TAG_DEST);
	p->y = top + height;
}

static void block(struct pdf *p, size_t at, int *parents)
{
	const struct doc_block *b = &p->doc->blocks[at];

	switch (b->kind) {
	case DOC_HEADING:
		heading(p, at, parents);
		break;
	case DOC_TEXT:
	case DOC_NOTE:
		paragraph(p, b);
		break;
	case DOC_ITEM:
		labelled(p, at, PDF_BODY, bullet, 3, PDF_LEFT + INDENT);
		break;
	case DOC_FACT:
		labelled(p, at, PDF_STRONG, b->label ? b->label : "", 0, PDF_LEFT + PDF_WIDTH * 0.29);
		break;
	case DOC_TABLE:
		pdf_space(p, 8);
		pdf_table(p, at);
		break;
	case DOC_GAP:
		gap(p, b);
		break;
	case DOC_CONTENTS:
		contents(p, at);
		break;
	case DOC_GAPS:
		gap_list(p);
		break;
	case DOC_NONE:
		break;
	}
}

/* --- the whole --- */

static void line_of(struct pdf *p, enum pdf_font font, const char *text)
{
	if (text && *text)
		pdf_flow(p, 0, font, PDF_LEFT, pdf_set(p, 0, font, text, PDF_WIDTH), "P", NULL);
}

static void title(struct pdf *p)
{
	p->y += 14;
	line_of(p, PDF_TITLE, p->doc->title);
	p->y += 4;
	line_of(p, PDF_SUBTITLE, p->doc->subtitle);
	p->y += 10;
	pdf_rule(p, PDF_LEFT, p->y, PDF_WIDTH, 1.2, 0.2);
	p->y += 8;
}

static int pass(struct pdf *p, struct text *out, struct err *err)
{
	int parents[4] = { CAIRO_PDF_OUTLINE_ROOT };

	if (pdf_pass(p, out, err) != 0)
		return -1;
	pdf_tag_begin(p, "Document");
	title(p);
	for (size_t i = 0; i < p->doc->count; i++)
		block(p, i, parents);
	pdf_tag_end(p, "Document");
	return pdf_pass_end(p, err);
}

int doc_pdf(const struct doc *doc, struct text *out, struct err *err)
{
	struct pdf p = { .doc = doc };
	size_t start = out->n;
	int code = pdf_open(&p, err);

	if (code == 0)
		code = pass(&p, NULL, err);
	if (code == 0)
		code = pass(&p, out, err);
	if (code == 0)
		pdf_tail(out, start);
	else
		out->n = start;
	pdf_close(&p);
	return code;
}

#endif
