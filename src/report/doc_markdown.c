/*
 * A document as Markdown: CommonMark with the tables of GitHub Flavored
 * Markdown (spec 0.29). Texts are escaped so that they mean nothing but
 * themselves: what could begin a block, a link, an emphasis, a cell or HTML.
 * Unlike text_markdown(), which is for comments on a site, nothing is put into
 * them: an address that is copied from the file must be the address.
 * Anchors are written as HTML, since renderers disagree on those of headings.
 */
#include "report/doc.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/markup.h"

struct paper {
	const struct doc *doc;
	struct text *out;
	size_t gaps;			/* printed so far */
};

static bool word_char(char c)
{
	return isalnum((unsigned char)c) || (c & 0x80);
}

/* Would these characters at the start of a line begin a block? */
static bool begins_block(const char *s)
{
	size_t digits = strspn(s, "0123456789");

	return strchr("#+-=>:", *s) || (digits && strchr(".)", s[digits]));
}

/* One character that may mean something where it stands. */
static void escape(struct text *out, const char *s, size_t at)
{
	switch (s[at]) {
	case '&':
		text_add(out, "&amp;");
		return;
	case '<':
		text_add(out, "&lt;");
		return;
	case '>':
		text_add(out, "&gt;");
		return;
	case '_':		/* inside a word it is no emphasis */
		if (at == 0 || !word_char(s[at - 1]) || !word_char(s[at + 1]))
			text_char(out, '\\');
		break;
	case ':':		/* a bare address would become a link */
		if (s[at + 1] == '/' && s[at + 2] == '/')
			text_char(out, '\\');
		break;
	case '.':
		if (at >= 3 && strncasecmp(s + at - 3, "www", 3) == 0)
			text_char(out, '\\');
		break;
	case '\\': case '`': case '*': case '[': case ']': case '|': case '~': case '$':
		text_char(out, '\\');
		break;
	default:
		break;
	}
	text_char(out, s[at]);
}

static void inline_text(struct text *out, const char *s)
{
	for (size_t i = 0; s[i]; i++)
		escape(out, s, i);
}

/* The same where a line begins. */
static void line_text(struct text *out, const char *s)
{
	size_t digits;

	s += strspn(s, " ");
	digits = strspn(s, "0123456789");
	if (*s && begins_block(s)) {
		text_add_bytes(out, s, digits);
		s += digits;
		if (*s != '>') {
			text_char(out, '\\');
			text_char(out, *s++);
		}
	}
	inline_text(out, s);
}

/* A code span; in a cell a bar would end it, so there it is prose. */
static void code(struct text *out, const char *s, bool cell)
{
	if (cell && strchr(s, '|'))
		inline_text(out, s);
	else
		text_markdown_code(out, s);
}

/* --- lists that are made here --- */

static void contents(struct paper *p)
{
	text_add(p->out, "**Contents**\n\n");
	for (size_t i = 0; i < p->doc->count; i++) {
		const struct doc_block *b = &p->doc->blocks[i];

		if (b->kind != DOC_HEADING || b->level > 2)
			continue;
		text_add(p->out, b->level == 2 ? "  - [" : "- [");
		inline_text(p->out, b->text);
		text_printf(p->out, "](#%s)\n", b->id);
	}
	text_char(p->out, '\n');
}

static void gap_text(struct text *out, const struct doc_block *b)
{
	inline_text(out, b->text);
	if (!b->label)
		return;
	text_char(out, ' ');
	code(out, b->label, false);
}

static void gap_list(struct paper *p)
{
	const struct doc_block *under = NULL;
	size_t n = doc_gaps(p->doc);

	if (n == 0)
		text_add(p->out, "**Gaps: none that this document can tell.**\n\n");
	else
		text_printf(p->out, "**Gaps: %zu. What is missing, by part:**\n\n", n);
	n = 0;
	for (size_t i = 0; i < p->doc->count; i++) {
		const struct doc_block *b = &p->doc->blocks[i];

		if (b->kind == DOC_HEADING && b->level == 1)
			under = b;
		if (b->kind != DOC_GAP)
			continue;
		if (under) {
			text_add(p->out, "- [");
			inline_text(p->out, under->text);
			text_printf(p->out, "](#%s)\n", under->id);
			under = NULL;
		}
		n++;
		text_printf(p->out, "  - [Gap %zu](#gap-%zu) ", n, n);
		gap_text(p->out, b);
		text_char(p->out, '\n');
	}
	if (n)
		text_char(p->out, '\n');
}

/* --- blocks --- */

static void heading(struct paper *p, const struct doc_block *b)
{
	text_printf(p->out, "<a id=\"%s\"></a>\n\n", b->id);
	text_fill(p->out, '#', b->level < 1 ? 2 : (size_t)b->level + 1);
	text_char(p->out, ' ');
	inline_text(p->out, b->text);
	text_add(p->out, "\n\n");
}

static void paragraph(struct paper *p, const struct doc_block *b)
{
	if (b->style) {
		text_add(p->out, "**");
		inline_text(p->out, b->text);
		text_add(p->out, "**");
	} else {
		line_text(p->out, b->text);
	}
	text_add(p->out, "\n\n");
}

static void note(struct paper *p, const struct doc_block *b)
{
	text_add(p->out, "*");
	inline_text(p->out, b->text);
	text_add(p->out, "*\n\n");
}

static void item(struct paper *p, const struct doc_block *b)
{
	text_add(p->out, "* ");		/* not the bullet of facts, so that the two are two lists */
	line_text(p->out, b->text);
	text_add(p->out, "\n");
}

static void from(struct text *out, const char *cites)
{
	if (!cites)
		return;
	text_add(out, " (");
	inline_text(out, cites);
	text_add(out, ")");
}

static void fact(struct paper *p, const struct doc_block *b)
{
	text_add(p->out, "- **");
	inline_text(p->out, b->label);
	text_add(p->out, ":** ");
	inline_text(p->out, b->text);
	from(p->out, b->cites);
	text_add(p->out, "\n");
}

static void gap(struct paper *p, const struct doc_block *b)
{
	p->gaps++;
	text_printf(p->out, "> <a id=\"gap-%zu\"></a>**GAP %zu:** ", p->gaps, p->gaps);
	gap_text(p->out, b);
	from(p->out, b->cites);
	text_add(p->out, "\n\n");
}

static void cell(struct text *out, const struct doc_column *c, const char *s)
{
	text_add(out, " ");
	if (!s)
		text_add(out, "–");
	else if (c->code && *s)
		code(out, s, true);
	else
		inline_text(out, s);
	text_add(out, " |");
}

static void table(struct paper *p, const struct doc_block *b)
{
	if (b->text) {
		text_add(p->out, "**");
		inline_text(p->out, b->text);
		text_add(p->out, "**\n\n");
	}
	text_char(p->out, '|');
	for (size_t i = 0; i < b->column_count; i++) {
		text_char(p->out, ' ');
		inline_text(p->out, b->columns[i].title);
		text_add(p->out, " |");
	}
	text_add(p->out, "\n|");
	for (size_t i = 0; i < b->column_count; i++)
		text_add(p->out, "---|");
	text_char(p->out, '\n');
	for (size_t i = 0; i < b->row_count; i++) {
		text_char(p->out, '|');
		for (size_t j = 0; j < b->column_count; j++)
			cell(p->out, &b->columns[j], b->rows[i].cells[j]);
		text_char(p->out, '\n');
	}
	text_char(p->out, '\n');
}

static void list(struct paper *p, const struct doc_block *b)
{
	if (b->kind == DOC_CONTENTS)
		contents(p);
	else
		gap_list(p);
}

static void (*const print[])(struct paper *p, const struct doc_block *b) = {
	[DOC_HEADING] = heading, [DOC_TEXT] = paragraph, [DOC_NOTE] = note, [DOC_ITEM] = item, [DOC_FACT] = fact,
	[DOC_TABLE] = table, [DOC_GAP] = gap, [DOC_CONTENTS] = list, [DOC_GAPS] = list,
};

/* Items and facts are lists: an empty line ends them. */
static bool in_list(enum doc_kind kind)
{
	return kind == DOC_ITEM || kind == DOC_FACT;
}

int doc_markdown(const struct doc *doc, struct text *out, struct err *err)
{
	struct paper p = { .doc = doc, .out = out };
	enum doc_kind last = DOC_NONE;

	(void)err;
	text_add(out, "# ");
	inline_text(out, doc->title);
	text_add(out, "\n\n");
	if (doc->draft)
		text_add(out, "**DRAFT**\n\n");
	if (doc->subtitle) {
		line_text(out, doc->subtitle);
		text_add(out, "\n\n");
	}
	for (size_t i = 0; i < doc->count; i++) {
		const struct doc_block *b = &doc->blocks[i];

		if (in_list(last) && b->kind != last)
			text_char(out, '\n');
		if (print[b->kind])
			print[b->kind](&p, b);
		last = b->kind;
	}
	if (in_list(last))
		text_char(out, '\n');
	if (doc->footer) {
		text_add(out, "---\n\n");
		line_text(out, doc->footer);
		text_char(out, '\n');
	}
	return 0;
}
