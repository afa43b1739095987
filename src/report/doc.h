/*
 * doc.h - a document as blocks: what is written once and printed as HTML,
 * Markdown and PDF.
 *
 *	struct doc doc = { 0 };
 *
 *	doc_begin(&doc, "Technical documentation", "Acme Gateway 2.1");
 *	doc_heading(&doc, 1, "annex-7-1", "1. General description");
 *	doc_text(&doc, "Image: SHA-256 %s", digest);
 *	doc_table(&doc, "Listeners", columns);
 *	doc_row(&doc, (const char *[]){ "sshd", "22" });
 *	doc_gap(&doc, "Pictures of the outside", "techdoc.1c", "Annex VII, point 1(c)");
 *	doc_html(&doc, &out, err);
 *	doc_free(&doc);
 *
 * All texts are copied into the document's arena, as plain text on one line
 * (utf8_clean(); newlines and tabs become blanks): what marks up HTML, Markdown
 * or PDF is escaped by whoever prints. A gap is something that
 * the document must hold and does not: it is shown as such in every medium.
 */
#ifndef CRADLE_REPORT_DOC_H
#define CRADLE_REPORT_DOC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/text.h"

enum { DOC_COLUMNS = 8 };

enum doc_kind {
	DOC_NONE = 0,
	DOC_HEADING,			/* level, id, text */
	DOC_TEXT,			/* a paragraph */
	DOC_NOTE,			/* a remark, smaller: whose view a sentence is, how something was counted */
	DOC_ITEM,			/* of a list; items in a row are one list */
	DOC_FACT,			/* label and text; cites: where that comes from, or NULL; facts in a row are one list of terms */
	DOC_TABLE,			/* its rows follow in rows[] */
	DOC_GAP,			/* what is missing: text; label: the key of product.yaml that would fill it, or NULL;
					 * cites: the provision that asks for it, or NULL. Printed with its number, counted
					 * from 1 through the document ("Gap 3"), and in HTML and Markdown the anchor gap-3 */
	DOC_CONTENTS,			/* here stands the list of headings of level 1 and 2, with links or pages */
	DOC_GAPS,			/* here stands how many gaps there are, and the list of them by heading of level 1 */
};

struct doc_column {
	const char *title;		/* NULL ends the list */
	int weight;			/* its share of the width; 0 counts as 1 */
	bool code;			/* paths, settings, digests: fixed width, may break anywhere */
	bool word;			/* verdicts, states, severities: shown in the style result_style() gives them */
};

struct doc_row {
	const char *const *cells;	/* [column_count]; NULL is printed as "not known" would be: a dash */
};

struct doc_block {
	enum doc_kind kind;
	int level;			/* of a heading: 1, 2, 3 */
	const char *id;			/* of a heading: an anchor, unique in the document: a-z, 0-9, '-' and '.' */
	const char *label, *text, *cites;
	const char *style;		/* of a fact or text: "bad", "warn", "good", "quiet", or NULL */
	struct doc_column columns[DOC_COLUMNS];
	size_t column_count;
	struct doc_row *rows;
	size_t row_count, row_room;
};

struct doc {
	struct arena mem;
	const char *title, *subtitle;
	const char *footer;		/* on each page: product and digest of the image */
	const char *date;		/* YYYY-MM-DD, or NULL: no date was given */
	bool draft;			/* printed as a draft on each page */
	struct doc_block *blocks;
	size_t count, room;
};

void doc_begin(struct doc *doc, const char *title, const char *subtitle);
void doc_free(struct doc *doc);
void doc_footer(struct doc *doc, const char *footer);

void doc_heading(struct doc *doc, int level, const char *id, const char *format, ...) __attribute__((format(printf, 4, 5)));
void doc_text(struct doc *doc, const char *format, ...) __attribute__((format(printf, 2, 3)));
void doc_note(struct doc *doc, const char *format, ...) __attribute__((format(printf, 2, 3)));
void doc_item(struct doc *doc, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Nothing without a value. 'from' is where it comes from ("product.yaml:12"), or NULL. */
void doc_fact(struct doc *doc, const char *label, const char *value);
void doc_fact_from(struct doc *doc, const char *label, const char *value, const char *from);

/* The style of the fact, text or item added last: "bad", "warn", "good", "quiet". */
void doc_style(struct doc *doc, const char *style);

void doc_contents(struct doc *doc);
void doc_gap_list(struct doc *doc);
void doc_gap(struct doc *doc, const char *what, const char *key, const char *cites);

/* Begins a table; 'columns' ends with a NULL title. Its caption may be NULL. */
void doc_table(struct doc *doc, const char *caption, const struct doc_column *columns);

/* A row of the table begun last: as many cells as it has columns; NULL: not known. */
void doc_row(struct doc *doc, const char *const *cells);

/* How many gaps it has. */
size_t doc_gaps(const struct doc *doc);

/* --- print; 0, or -1 with *err: this build or this machine cannot --- */
int doc_html(const struct doc *doc, struct text *out, struct err *err);
int doc_markdown(const struct doc *doc, struct text *out, struct err *err);
int doc_pdf(const struct doc *doc, struct text *out, struct err *err);

#endif
