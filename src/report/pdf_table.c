/*
 * Tables: how wide each column is, which rows go on a page, the head anew on
 * each. The first pass learns widths and heights, and most cells need no more
 * than a sum of widths for that: text of one line is not set twice.
 */
#include "report/pdf_page.h"

#ifdef HAVE_PANGOCAIRO

#include <string.h>

#include "report/report.h"

static const double PAD_X = 4, PAD_Y = 2.6;
static const double NARROW = 30;	/* no column that has text is narrower, if there is room at all */
static const double SLACK = 1.04;	/* a sum of widths against what Pango makes of it */
static const char unknown[] = "\xe2\x80\x93";

struct pdf_table {
	double widths[DOC_COLUMNS];	/* with their margins */
	size_t head;			/* lines */
	size_t caption;
	size_t *lines;			/* of each row */
};

static enum pdf_font font_of(const struct doc_block *b, size_t column)
{
	return b->columns[column].code ? PDF_CODE : b->columns[column].word ? PDF_HEAD : PDF_CELL;
}

static const char *cell_of(const struct doc_row *row, size_t column)
{
	return row->cells[column] ? row->cells[column] : unknown;
}

/* --- widths --- */

struct want {
	double head;			/* the widest word of its title */
	double least, most;		/* its widest word, its widest text */
	bool given;
};

static void want_add(struct pdf *p, struct want *w, enum pdf_font font, const char *text)
{
	/* a verdict or a rule's id had better stand on one line, other words may break at a hyphen */
	const char *ends = font == PDF_HEAD ? " " : font == PDF_CODE ? " /" : " /-";
	double word, all = pdf_measure(p, font, text, ends, &word) * SLACK + 2 * PAD_X;

	word = word * SLACK + 2 * PAD_X;
	if (all > w->most)
		w->most = all;
	/* paths and digests may break anywhere, and a word that takes a fifth of the page has to */
	if (font == PDF_CODE && word > 3 * NARROW)
		word = 3 * NARROW;
	if (word > PDF_WIDTH / 5)
		word = PDF_WIDTH / 5;
	if (word > w->least)
		w->least = word;
}

/* How much a column can do without, and still have room for its title. */
static double spare(const struct want *w)
{
	double least = w->head > 2 * NARROW ? w->head : 2 * NARROW;

	return w->least > least ? w->least - least : 0;
}

/* Where all those words do not fit beside each other, those of paths give way, then the others; titles last. */
static void give_way(const struct doc_block *b, struct want *wants)
{
	for (int all = 0; all < 2; all++) {
		double over = -PDF_WIDTH, spares = 0;

		for (size_t i = 0; i < b->column_count; i++) {
			over += wants[i].least;
			spares += all || b->columns[i].code ? spare(&wants[i]) : 0;
		}
		for (size_t i = 0; i < b->column_count && over > 0 && spares > 0; i++)
			if (all || b->columns[i].code)
				wants[i].least -= spare(&wants[i]) * (over < spares ? over / spares : 1);
	}
}

static double weight_of(const struct doc_block *b, size_t i)
{
	return b->columns[i].weight > 0 ? b->columns[i].weight : 1;
}

/*
 * Shares out by weight; a column whose share is less than its widest word gets
 * that, one whose share is more than all its text gets only so much, and the
 * others share what is left.
 */
static void share_out(const struct doc_block *b, struct want *wants, double *widths)
{
	double room = PDF_WIDTH, weights = 0;
	bool changed = true;

	for (size_t i = 0; i < b->column_count; i++)
		weights += weight_of(b, i);
	for (int wide = 0; wide < 2; wide++, changed = true) {
		while (changed) {
			changed = false;
			for (size_t i = 0; i < b->column_count; i++) {
				double share = room * weight_of(b, i) / weights;
				double fixed = wide ? wants[i].most : wants[i].least;

				if (wants[i].given || (wide ? share <= fixed : share >= fixed))
					continue;
				widths[i] = fixed;
				wants[i].given = changed = true;
				room -= fixed;
				weights -= weight_of(b, i);
			}
		}
	}
	for (size_t i = 0; i < b->column_count; i++)
		if (!wants[i].given)
			widths[i] = room * weight_of(b, i) / weights;
}

/* Makes their sum the width of the page. */
static void stretch(const struct doc_block *b, double *widths)
{
	double sum = 0;

	for (size_t i = 0; i < b->column_count; i++)
		sum += widths[i];
	for (size_t i = 0; i < b->column_count; i++)
		widths[i] *= PDF_WIDTH / sum;
}

static void widths_find(struct pdf *p, const struct doc_block *b, double *widths)
{
	struct want wants[DOC_COLUMNS] = { 0 };

	for (size_t i = 0; i < b->column_count; i++) {
		wants[i].least = wants[i].most = NARROW;
		want_add(p, &wants[i], PDF_HEAD, b->columns[i].title);
		wants[i].head = wants[i].least;
		for (size_t k = 0; k < b->row_count; k++)
			want_add(p, &wants[i], font_of(b, i), cell_of(&b->rows[k], i));
	}
	give_way(b, wants);
	share_out(b, wants, widths);
	stretch(b, widths);
}

/* --- heights --- */

static size_t cell_lines(struct pdf *p, enum pdf_font font, int slot, const char *text, double width)
{
	double word, all = pdf_measure(p, font, text, " ", &word) * SLACK;

	if (all <= width && !strchr(text, '\n'))
		return 1;
	return pdf_set(p, slot, font, text, width);
}

static struct pdf_table *learn(struct pdf *p, const struct doc_block *b)
{
	struct pdf_table *t = ARENA_NEW(&p->mem, struct pdf_table);

	widths_find(p, b, t->widths);
	t->lines = arena_alloc(&p->mem, (b->row_count + 1) * sizeof(*t->lines));
	t->caption = b->text ? pdf_set(p, 0, PDF_CAPTION, b->text, PDF_WIDTH) : 0;
	for (size_t i = 0; i < b->column_count; i++) {
		size_t n = pdf_set(p, 0, PDF_HEAD, b->columns[i].title, t->widths[i] - 2 * PAD_X);

		t->head = n > t->head ? n : t->head;
	}
	for (size_t k = 0; k < b->row_count; k++)
		for (size_t i = 0; i < b->column_count; i++) {
			size_t n = cell_lines(p, font_of(b, i), 0, cell_of(&b->rows[k], i), t->widths[i] - 2 * PAD_X);

			t->lines[k] = n > t->lines[k] ? n : t->lines[k];
		}
	return t;
}

static const struct pdf_table *table_of(struct pdf *p, size_t block)
{
	if (!p->tables)
		p->tables = arena_alloc(&p->mem, (p->doc->count + 1) * sizeof(struct pdf_table *));
	if (!p->tables[block])
		p->tables[block] = learn(p, &p->doc->blocks[block]);
	return p->tables[block];
}

static double head_height(const struct pdf_table *t)
{
	return (double)t->head * pdf_fonts[PDF_HEAD].leading + 2 * PAD_Y + 1;
}

static double lines_height(size_t lines)
{
	return (double)lines * pdf_fonts[PDF_CELL].leading + 2 * PAD_Y;
}

double pdf_table_first(struct pdf *p, size_t block)
{
	const struct pdf_table *t = table_of(p, block);
	double row = p->doc->blocks[block].row_count ? lines_height(t->lines[0]) : lines_height(1);
	double most = (PDF_BOTTOM - PDF_TOP) / 2;

	return (double)t->caption * pdf_fonts[PDF_CAPTION].leading + 3 + head_height(t) + (row < most ? row : most);
}

/* --- drawing --- */

/* Lines 'from' to 'to' of each cell, as one row. */
static void row_draw(struct pdf *p, const struct doc_block *b, const struct pdf_table *t, size_t row, size_t from, size_t to)
{
	double x = PDF_LEFT, leading = pdf_fonts[PDF_CELL].leading;

	pdf_tag_begin(p, "TR");
	for (size_t i = 0; i < b->column_count; x += t->widths[i++]) {
		size_t n = p->cr ? pdf_set(p, (int)i, font_of(b, i), cell_of(&b->rows[row], i), t->widths[i] - 2 * PAD_X) : 0;

		pdf_tag_begin(p, "TD");
		for (size_t k = from; k < to && k < n; k++)
			pdf_color_line(p, (int)i, k, x + PAD_X, p->y + PAD_Y + (double)(k - from) * leading,
				       b->columns[i].word ? pdf_color(result_style(cell_of(&b->rows[row], i))) : NULL);
		pdf_tag_end(p, "TD");
	}
	pdf_tag_end(p, "TR");
	p->y += lines_height(to - from);
	pdf_rule(p, PDF_LEFT, p->y, PDF_WIDTH, 0.35, 0.7);
}

/* The head is part of the structure once; where it is printed again, it is part of the page. */
static void head_draw(struct pdf *p, const struct doc_block *b, const struct pdf_table *t, bool first)
{
	double x = PDF_LEFT;

	pdf_box(p, PDF_LEFT, p->y, PDF_WIDTH, head_height(t), 0.91);
	if (first)
		pdf_tag_begin(p, "TR");
	for (size_t i = 0; i < b->column_count; x += t->widths[i++]) {
		size_t n = pdf_set(p, (int)i, PDF_HEAD, b->columns[i].title, t->widths[i] - 2 * PAD_X);

		if (first)
			pdf_tag_begin(p, "TH");
		for (size_t k = 0; k < n; k++)
			pdf_line(p, (int)i, k, x + PAD_X, p->y + PAD_Y + (double)k * pdf_fonts[PDF_HEAD].leading);
		if (first)
			pdf_tag_end(p, "TH");
	}
	if (first)
		pdf_tag_end(p, "TR");
	p->y += head_height(t);
	pdf_rule(p, PDF_LEFT, p->y - 0.4, PDF_WIDTH, 0.8, 0.3);
}

/* A row taller than a page: as much of it as there is room for, again and again. */
static void row_split(struct pdf *p, const struct doc_block *b, const struct pdf_table *t, size_t row)
{
	for (size_t from = 0, n; from < t->lines[row]; from += n) {
		double room = (pdf_room(p) - 2 * PAD_Y) / pdf_fonts[PDF_CELL].leading;

		if (room < 3 && p->y > PDF_TOP + head_height(t)) {
			pdf_next_page(p);
			head_draw(p, b, t, false);
			n = 0;
			continue;
		}
		n = room > 1 ? (size_t)room : 1;
		n = n < t->lines[row] - from ? n : t->lines[row] - from;
		row_draw(p, b, t, row, from, from + n);
	}
}

static void row_place(struct pdf *p, const struct doc_block *b, const struct pdf_table *t, size_t row)
{
	double height = lines_height(t->lines[row]);

	if (height > PDF_BOTTOM - PDF_TOP - head_height(t)) {
		row_split(p, b, t, row);
		return;
	}
	if (height > pdf_room(p)) {
		pdf_next_page(p);
		head_draw(p, b, t, false);
	}
	row_draw(p, b, t, row, 0, t->lines[row]);
}

void pdf_table(struct pdf *p, size_t block)
{
	const struct doc_block *b = &p->doc->blocks[block];
	const struct pdf_table *t = table_of(p, block);

	pdf_need(p, pdf_table_first(p, block));
	pdf_tag_begin(p, "Table");
	if (b->text) {
		pdf_set(p, 0, PDF_CAPTION, b->text, PDF_WIDTH);
		pdf_flow(p, 0, PDF_CAPTION, PDF_LEFT, t->caption, "Caption", NULL);
		p->y += 3;
	}
	head_draw(p, b, t, true);
	for (size_t k = 0; k < b->row_count; k++)
		row_place(p, b, t, k);
	pdf_tag_end(p, "Table");
}

#endif
