/*
 * A document as one self-contained page: no script, nothing loaded from
 * elsewhere; prints, and follows the reader's light or dark setting. On a
 * narrow screen the rows of a table become blocks whose cells carry the titles
 * of their columns (data/web/doc.css).
 */
#include "report/doc.h"

#include <string.h>

#include "base/bytes.h"
#include "base/embedded.h"
#include "report/report.h"

struct page {
	const struct doc *doc;
	struct text *out;
	size_t gaps;			/* printed so far */
};

static void add_css(struct text *out, const char *name)
{
	struct bytes css = embedded_find(name);

	text_add_bytes(out, css.at, css.n);
}

/* <tag class="style">text</tag> */
static void element(struct text *out, const char *tag, const char *style, const char *text)
{
	text_printf(out, "<%s", tag);
	if (style)
		text_printf(out, " class=\"%s\"", style);
	text_add(out, ">");
	text_html(out, text);
	text_printf(out, "</%s>", tag);
}

/* --- lists that are made here --- */

static void link_to(struct text *out, const struct doc_block *heading)
{
	text_printf(out, "<a href=\"#%s\">", heading->id);
	text_html(out, heading->text);
	text_add(out, "</a>");
}

static void contents(struct page *p)
{
	int open = 0;			/* lists that are open: 0, 1, 2 */

	text_add(p->out, "<nav class=\"contents\" aria-label=\"Contents\">\n<h2 class=\"plain\">Contents</h2>\n");
	for (size_t i = 0; i < p->doc->count; i++) {
		const struct doc_block *b = &p->doc->blocks[i];

		if (b->kind != DOC_HEADING || b->level > 2 || (b->level == 2 && open == 0))
			continue;
		if (open == 2 && b->level == 1)
			text_add(p->out, "</li>\n</ul>");
		if (open < b->level)
			text_add(p->out, open ? "\n<ul>\n<li>" : "<ul>\n<li>");
		else
			text_add(p->out, "</li>\n<li>");
		open = b->level;
		link_to(p->out, b);
	}
	for (; open > 0; open--)
		text_add(p->out, "</li>\n</ul>");
	text_add(p->out, "\n</nav>\n");
}

/* Gaps up to the next heading of level 1. */
static size_t gaps_under(const struct doc *doc, size_t at)
{
	size_t n = 0;

	for (size_t i = at + 1; i < doc->count && !(doc->blocks[i].kind == DOC_HEADING && doc->blocks[i].level == 1); i++)
		n += doc->blocks[i].kind == DOC_GAP;
	return n;
}

static void gap_text(struct text *out, const struct doc_block *b)
{
	text_html(out, b->text);
	if (b->label) {
		text_add(out, " ");
		element(out, "code", NULL, b->label);
	}
}

/* Under the headings of level 1; what stands before the first of these has no gaps (techdoc.c sees to it). */
static void gap_list(struct page *p)
{
	enum { FEW = 15 };
	bool open = false, few = doc_gaps(p->doc) <= FEW;
	size_t n = doc_gaps(p->doc);

	if (n == 0)
		text_add(p->out, "<p class=\"good\">Gaps: none that this document can tell.</p>\n");
	else
		text_printf(p->out, "<p class=\"warn\">Gaps: %zu. What is missing, by part:</p>\n<div class=\"gaps\">\n", n);
	n = 0;
	for (size_t i = 0; i < p->doc->count; i++) {
		const struct doc_block *b = &p->doc->blocks[i];
		size_t under = b->kind == DOC_HEADING && b->level == 1 ? gaps_under(p->doc, i) : 0;

		if (under) {
			text_add(p->out, open ? "</ul></details>\n" : "");
			text_add(p->out, few ? "<details open><summary>" : "<details><summary>");
			text_html(p->out, b->text);
			text_printf(p->out, " <span class=\"warn\">%zu</span></summary><ul>\n", under);
			open = true;
		}
		if (b->kind != DOC_GAP || !open)
			continue;
		n++;
		text_printf(p->out, "<li><a href=\"#gap-%zu\">Gap %zu</a> ", n, n);
		gap_text(p->out, b);
		text_add(p->out, "</li>\n");
	}
	text_add(p->out, open ? "</ul></details>\n</div>\n" : "");
}

/* --- blocks --- */

static void heading(struct page *p, const struct doc_block *b)
{
	int level = b->level < 1 ? 2 : b->level > 3 ? 4 : b->level + 1;

	text_printf(p->out, "<h%d id=\"%s\">", level, b->id);
	text_html(p->out, b->text);
	text_printf(p->out, "</h%d>\n", level);
}

static void paragraph(struct page *p, const struct doc_block *b)
{
	element(p->out, "p", b->style, b->text);
	text_add(p->out, "\n");
}

static void note(struct page *p, const struct doc_block *b)
{
	element(p->out, "p", "note", b->text);
	text_add(p->out, "\n");
}

static void item(struct page *p, const struct doc_block *b)
{
	element(p->out, "li", b->style, b->text);
	text_add(p->out, "\n");
}

static void fact(struct page *p, const struct doc_block *b)
{
	element(p->out, "dt", NULL, b->label);
	text_add(p->out, "<dd>");
	if (b->style)
		element(p->out, "span", b->style, b->text);
	else
		text_html(p->out, b->text);
	if (b->cites) {
		text_add(p->out, " ");
		element(p->out, "span", "from", b->cites);
	}
	text_add(p->out, "</dd>\n");
}

static void gap(struct page *p, const struct doc_block *b)
{
	p->gaps++;
	text_printf(p->out, "<p class=\"gap\" id=\"gap-%zu\"><strong>Gap %zu</strong> ", p->gaps, p->gaps);
	gap_text(p->out, b);
	if (b->cites) {
		text_add(p->out, " ");
		element(p->out, "span", "from", b->cites);
	}
	text_add(p->out, "</p>\n");
}

static void cell(struct text *out, const struct doc_column *c, const char *s)
{
	text_add(out, "<td data-title=\"");
	text_html(out, c->title);
	text_add(out, c->word && s ? "\" class=\"word " : "\"");
	if (c->word && s)
		text_printf(out, "%s\"", result_style(s));
	text_add(out, ">");
	if (!s)
		text_add(out, "<span class=\"quiet\" title=\"not known\">–</span>");
	else if (c->code && *s)
		element(out, "code", NULL, s);
	else
		text_html(out, s);
	text_add(out, "</td>");
}

static void widths(struct text *out, const struct doc_block *b)
{
	int sum = 0;

	for (size_t i = 0; i < b->column_count; i++)
		sum += b->columns[i].weight > 0 ? b->columns[i].weight : 1;
	text_add(out, "<colgroup>");
	for (size_t i = 0; i < b->column_count; i++)
		text_printf(out, "<col style=\"width:%d%%\">", 100 * (b->columns[i].weight > 0 ? b->columns[i].weight : 1) / sum);
	text_add(out, "</colgroup>\n");
}

static void table(struct page *p, const struct doc_block *b)
{
	text_add(p->out, "<table class=\"doc\">\n");
	if (b->text) {
		element(p->out, "caption", NULL, b->text);
		text_add(p->out, "\n");
	}
	widths(p->out, b);
	text_add(p->out, "<thead><tr>");
	for (size_t i = 0; i < b->column_count; i++)
		element(p->out, "th", NULL, b->columns[i].title);
	text_add(p->out, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < b->row_count; i++) {
		text_add(p->out, "<tr>");
		for (size_t j = 0; j < b->column_count; j++)
			cell(p->out, &b->columns[j], b->rows[i].cells[j]);
		text_add(p->out, "</tr>\n");
	}
	text_add(p->out, "</tbody>\n</table>\n");
}

static const struct {
	void (*print)(struct page *p, const struct doc_block *b);
	const char *open, *close;	/* around blocks of this kind in a row */
} kinds[] = {
	[DOC_HEADING] = { heading, NULL, NULL },
	[DOC_TEXT] = { paragraph, NULL, NULL },
	[DOC_NOTE] = { note, NULL, NULL },
	[DOC_ITEM] = { item, "<ul>\n", "</ul>\n" },
	[DOC_FACT] = { fact, "<dl>\n", "</dl>\n" },
	[DOC_TABLE] = { table, NULL, NULL },
	[DOC_GAP] = { gap, NULL, NULL },
};

static void body(struct page *p)
{
	enum doc_kind last = DOC_NONE;

	for (size_t i = 0; i < p->doc->count; i++) {
		const struct doc_block *b = &p->doc->blocks[i];

		if (b->kind != last && last <= DOC_GAP && kinds[last].close)
			text_add(p->out, kinds[last].close);
		if (b->kind != last && b->kind <= DOC_GAP && kinds[b->kind].open)
			text_add(p->out, kinds[b->kind].open);
		if (b->kind == DOC_CONTENTS)
			contents(p);
		else if (b->kind == DOC_GAPS)
			gap_list(p);
		else if (kinds[b->kind].print)
			kinds[b->kind].print(p, b);
		last = b->kind;
	}
	if (last <= DOC_GAP && kinds[last].close)
		text_add(p->out, kinds[last].close);
}

int doc_html(const struct doc *doc, struct text *out, struct err *err)
{
	struct page p = { .doc = doc, .out = out };

	(void)err;
	text_add(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
	text_add(out, "<title>");
	text_html(out, doc->title);
	text_add(out, ": ");
	text_html(out, doc->subtitle ? doc->subtitle : "");
	text_add(out, "</title>\n<style>\n");
	add_css(out, "web/report.css");
	add_css(out, "web/doc.css");
	text_add(out, "</style>\n</head>\n<body>\n");
	if (doc->draft)
		text_add(out, "<p class=\"draft\">DRAFT</p>\n");
	text_add(out, "<header>\n<h1>");
	text_html(out, doc->title);
	text_add(out, "</h1>\n");
	element(out, "p", "subtitle", doc->subtitle ? doc->subtitle : "");
	text_add(out, "\n</header>\n<main>\n");
	body(&p);
	text_add(out, "</main>\n<footer class=\"notice\"><p>");
	text_html(out, doc->footer ? doc->footer : "");
	text_add(out, "</p></footer>\n</body>\n</html>\n");
	return 0;
}
