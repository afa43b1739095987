/*
 * pdf_page.h - pages of A4 that lines of text and ruled things are put on, from
 * the top to the bottom.
 *
 *	struct pdf p = { .doc = doc };
 *
 *	pdf_open(&p, err);
 *	for each of the two passes:
 *		pdf_pass(&p, draw, &out, err);
 *		lines = pdf_set(&p, 0, PDF_BODY, text, PDF_WIDTH);
 *		pdf_flow(&p, 0, PDF_BODY, PDF_LEFT, lines, "P");
 *		pdf_pass_end(&p, err);
 *	pdf_close(&p);
 *
 * A document is set twice: once to learn on which page what stands, and once to
 * draw. Both passes run the same code; in the first nothing is drawn (p->cr is
 * NULL). All sizes are points (1/72 inch), from the upper left corner.
 *
 * Text is set by Pango as it is, never as markup. Each line is drawn by itself
 * at a fixed distance from the one above, so that a paragraph or a row can be
 * broken between any two and no odd font makes a page uneven.
 *
 * Structure (ISO 32000-1, 14.8) is told by pdf_tag_begin() and _end(). Cairo
 * marks what is drawn in an element without children, so an element that others
 * go into must get the first of them on the page on which it was begun; what is
 * drawn between elements (head and foot of a page, rules) is no part of the
 * structure, as it should be.
 */
#ifndef CRADLE_REPORT_PDF_PAGE_H
#define CRADLE_REPORT_PDF_PAGE_H

#ifdef HAVE_PANGOCAIRO

#include "report/doc.h"
#include "report/pdf_lib.h"

/* A4, and what is written on of it */
#define PDF_PAGE_WIDTH 595.28
#define PDF_PAGE_HEIGHT 841.89
#define PDF_LEFT 62.0
#define PDF_RIGHT (PDF_PAGE_WIDTH - 62.0)
#define PDF_WIDTH (PDF_RIGHT - PDF_LEFT)
#define PDF_TOP 78.0
#define PDF_BOTTOM (PDF_PAGE_HEIGHT - 76.0)

enum pdf_font {
	PDF_TITLE, PDF_SUBTITLE, PDF_H1, PDF_H2, PDF_H3, PDF_BODY, PDF_STRONG, PDF_NOTE, PDF_SMALL_CODE, PDF_DIGEST, PDF_CAPTION,
	PDF_HEAD, PDF_CELL, PDF_CODE, PDF_FURNITURE, PDF_MARK, PDF_FONTS
};

struct pdf_font_style {
	bool code, bold;
	double size, leading;		/* leading: from one line to the next */
	double drop;			/* so that it stands on one line with the font beside it */
	double color[3];
};
extern const struct pdf_font_style pdf_fonts[PDF_FONTS];

enum { PDF_FIRST = 32, PDF_LAST = 126 };	/* of printable ASCII */

enum { PDF_FURNITURE_SLOT = DOC_COLUMNS, PDF_SLOTS };

/* What is linked to: headings and gaps, by number; and the pages they were on in the first pass. */
enum pdf_target { PDF_HEADING, PDF_GAP, PDF_TARGETS };

struct pdf_pages {
	int *list;
	size_t count, room;
};

struct pdf_table;			/* what the first pass learned of one (pdf_table.c) */

struct pdf {
	const struct doc *doc;
	const struct pdf_lib *lib;
	struct arena mem;
	PangoFontMap *map;
	PangoContext *context;
	PangoAttrList *attributes;
	PangoFontDescription *fonts[PDF_FONTS];
	PangoLayout *layouts[PDF_SLOTS];	/* of a table's columns; all else uses the first ones */
	enum pdf_font set[PDF_SLOTS];		/* the font each was set in last; PDF_FONTS: none yet */
	double advances[PDF_FONTS][PDF_LAST - PDF_FIRST + 1];
	struct text clean, broken;
	cairo_surface_t *surface;		/* both NULL in the pass that only measures */
	cairo_t *cr;
	double y;				/* where the next thing goes */
	int page, pages;			/* pages: known in the second pass */
	struct pdf_pages targets[PDF_TARGETS];
	struct pdf_table **tables;		/* by block */
};

int pdf_open(struct pdf *p, struct err *err);
void pdf_close(struct pdf *p);

/* Begins a pass with its first page; 'out' is where the second one writes to, NULL in the first. */
int pdf_pass(struct pdf *p, struct text *out, struct err *err);
int pdf_pass_end(struct pdf *p, struct err *err);

/* --- the page --- */
double pdf_room(const struct pdf *p);			/* what is left of it */
void pdf_next_page(struct pdf *p);
void pdf_need(struct pdf *p, double height);		/* goes to the next one unless there is that much room */
void pdf_space(struct pdf *p, double height);		/* nothing at the top of a page */

/* --- text --- */

/*
 * The text as it may be shown: no control characters, nothing that reorders
 * lines, no towers of accents, and words of many lines with a line's end in
 * them (Pango's time grows with the square of a word's length).
 */
const char *pdf_clean(struct pdf *p, const char *text);

/* Sets a text in a slot, at most this wide, and returns how many lines that makes. */
size_t pdf_set(struct pdf *p, int slot, enum pdf_font font, const char *text, double width);

/* The same with a remark behind it, small and gray; NULL: none. */
size_t pdf_set_aside(struct pdf *p, int slot, enum pdf_font font, const char *text, const char *aside, double width);
double pdf_line_width(struct pdf *p, int slot, size_t line);

/* What is set in the slot from now on ends in an ellipsis where it needs more lines; 0: may be as long as it is. */
void pdf_lines_most(struct pdf *p, int slot, int lines);

/* "bad", "warn", "good", "quiet"; NULL for all else. All are dark enough to be read in black and white. */
const double *pdf_color(const char *style);

/* Draws a line of what was set, its top at y. */
void pdf_line(struct pdf *p, int slot, size_t line, double x, double y);
void pdf_color_line(struct pdf *p, int slot, size_t line, double x, double y, const double color[3]);

/*
 * How wide plain text is at most, and its widest word, where words end at these
 * characters; quick, and not exact outside ASCII.
 */
double pdf_measure(struct pdf *p, enum pdf_font font, const char *text, const char *ends, double *word);

/* How many of 'left' lines go on this page: no single line is left behind or taken over alone. 0: none. */
size_t pdf_fitting(const struct pdf *p, enum pdf_font font, size_t left);

/* Makes sure that the first of that many lines go on this page. */
void pdf_ready(struct pdf *p, enum pdf_font font, size_t lines);

/* Lines of what was set in the slot, over as many pages as it takes; 'tag' is the element they are. */
void pdf_flow(struct pdf *p, int slot, enum pdf_font font, double x, size_t lines, const char *tag, const double color[3]);

/* --- structure and shapes --- */
void pdf_tag_begin(struct pdf *p, const char *tag);
void pdf_tag_link(struct pdf *p, enum pdf_target kind, size_t number);

/* The next of its kind: what is drawn before pdf_tag_end(p, CAIRO_TAG_DEST) can be linked to. Returns its number. */
size_t pdf_target(struct pdf *p, enum pdf_target kind);
void pdf_tag_end(struct pdf *p, const char *tag);
void pdf_outline(struct pdf *p, int *parents, size_t heading, int level, const char *text);
void pdf_rule(struct pdf *p, double x, double y, double width, double thick, double gray);
void pdf_box(struct pdf *p, double x, double y, double width, double height, double gray);
void pdf_dots(struct pdf *p, double from, double to, double y);

/* --- tables (pdf_table.c) --- */
double pdf_table_first(struct pdf *p, size_t block);	/* height of its head and first row */
void pdf_table(struct pdf *p, size_t block);

/*
 * What Cairo leaves out (pdf_tail.c): the language, and that a window shows the
 * title, are written into the catalog of the file that 'out' ends with, from
 * 'start' on. Leaves a file of unknown make as it is.
 */
void pdf_tail(struct text *out, size_t start);

#endif
#endif
