#include "faq/markdown.h"

#include <md4c.h>
#include <string.h>

/* One pass over a text: what it writes, and where it is. */
struct pass {
	struct text *out;
	const struct markdown_links *links;
	bool (*link)(void *self, const char *target);
	void *self;
	const char *wrong;		/* the first thing an answer may not have */
	unsigned number[8];		/* of the next entry, by depth of list; 0: a bullet */
	int depth;
	bool started, tight;
};

static void attribute(const MD_ATTRIBUTE *from, char *to, size_t room)
{
	size_t n = from->size < room - 1 ? from->size : room - 1;

	memcpy(to, from->text ? from->text : "", from->text ? n : 0);
	to[from->text ? n : 0] = '\0';
}

static int run(const char *markdown, unsigned flags, struct pass *pass, int (*enter_block)(MD_BLOCKTYPE, void *, void *),
	       int (*leave_block)(MD_BLOCKTYPE, void *, void *), int (*enter_span)(MD_SPANTYPE, void *, void *),
	       int (*leave_span)(MD_SPANTYPE, void *, void *),
	       int (*text)(MD_TEXTTYPE, const MD_CHAR *, MD_SIZE, void *))
{
	const MD_PARSER parser = {
		.flags = flags, .enter_block = enter_block, .leave_block = leave_block,
		.enter_span = enter_span, .leave_span = leave_span, .text = text,
	};

	return md_parse(markdown, (MD_SIZE)strlen(markdown), &parser, pass);
}

/* --- as HTML --- */

static const struct { MD_BLOCKTYPE type; const char *open, *close; } html_blocks[] = {
	{ MD_BLOCK_P, "<p>", "</p>\n" },	{ MD_BLOCK_UL, "<ul>\n", "</ul>\n" },
	{ MD_BLOCK_OL, "<ol>\n", "</ol>\n" },	{ MD_BLOCK_LI, "<li>", "</li>\n" },
	{ MD_BLOCK_CODE, "<pre><code>", "</code></pre>\n" },
};

static const struct { MD_SPANTYPE type; const char *open, *close; } html_spans[] = {
	{ MD_SPAN_EM, "<em>", "</em>" }, { MD_SPAN_STRONG, "<strong>", "</strong>" },
	{ MD_SPAN_CODE, "<code>", "</code>" }, { MD_SPAN_A, "", "</a>" },
};

static int html_block(MD_BLOCKTYPE type, void *detail, void *self)
{
	(void)detail;
	for (size_t i = 0; i < sizeof(html_blocks) / sizeof(*html_blocks); i++)
		if (html_blocks[i].type == type)
			text_add(((struct pass *)self)->out, html_blocks[i].open);
	return 0;
}

static int html_block_end(MD_BLOCKTYPE type, void *detail, void *self)
{
	(void)detail;
	for (size_t i = 0; i < sizeof(html_blocks) / sizeof(*html_blocks); i++)
		if (html_blocks[i].type == type)
			text_add(((struct pass *)self)->out, html_blocks[i].close);
	return 0;
}

static int html_span(MD_SPANTYPE type, void *detail, void *self)
{
	struct pass *pass = self;
	char target[512];

	for (size_t i = 0; i < sizeof(html_spans) / sizeof(*html_spans); i++)
		if (html_spans[i].type == type)
			text_add(pass->out, html_spans[i].open);
	if (type == MD_SPAN_A) {
		struct text href = { 0 };

		attribute(&((MD_SPAN_A_DETAIL *)detail)->href, target, sizeof(target));
		pass->links->href(pass->links->self, target, &href);
		text_add(pass->out, "<a href=\"");
		text_html(pass->out, href.at ? href.at : "");
		text_add(pass->out, "\">");
		text_free(&href);
	}
	return 0;
}

static int html_span_end(MD_SPANTYPE type, void *detail, void *self)
{
	(void)detail;
	for (size_t i = 0; i < sizeof(html_spans) / sizeof(*html_spans); i++)
		if (html_spans[i].type == type)
			text_add(((struct pass *)self)->out, html_spans[i].close);
	return 0;
}

/* An entity stays one: it is the only thing that is not escaped again. */
static int html_text(MD_TEXTTYPE type, const MD_CHAR *s, MD_SIZE n, void *self)
{
	struct text *out = ((struct pass *)self)->out;
	char part[256];

	if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR) {
		text_add(out, type == MD_TEXT_BR ? "<br>\n" : "\n");
		return 0;
	}
	if (type == MD_TEXT_ENTITY) {
		text_add_bytes(out, s, n);
		return 0;
	}
	for (MD_SIZE at = 0; at < n; at += sizeof(part) - 1) {
		MD_SIZE some = n - at < sizeof(part) - 1 ? n - at : sizeof(part) - 1;

		memcpy(part, s + at, some);
		part[some] = '\0';
		text_html(out, part);
	}
	return 0;
}

void markdown_html(struct text *out, const char *markdown, const struct markdown_links *links)
{
	struct pass pass = { .out = out, .links = links };

	run(markdown, MD_FLAG_NOHTML, &pass, html_block, html_block_end, html_span, html_span_end, html_text);
}

/* --- as plain text --- */

static void plain_gap(struct pass *pass)
{
	if (pass->started)
		text_add(pass->out, pass->tight ? "\n" : "\n\n");
	pass->started = true;
	pass->tight = false;
}

static int plain_block(MD_BLOCKTYPE type, void *detail, void *self)
{
	struct pass *pass = self;

	if (type == MD_BLOCK_UL || type == MD_BLOCK_OL) {
		pass->depth += pass->depth < 7;
		pass->number[pass->depth] = type == MD_BLOCK_OL ? ((MD_BLOCK_OL_DETAIL *)detail)->start : 0;
		pass->tight = pass->depth > 1;
		pass->started = pass->started || pass->depth > 1;
	} else if (type == MD_BLOCK_LI) {
		plain_gap(pass);
		text_fill(pass->out, ' ', (size_t)(pass->depth > 1 ? (pass->depth - 1) * 2 : 0));
		if (pass->number[pass->depth])
			text_printf(pass->out, "%u. ", pass->number[pass->depth]++);
		else
			text_add(pass->out, "- ");
		pass->started = false;
	} else if (type == MD_BLOCK_P || type == MD_BLOCK_CODE) {
		plain_gap(pass);
	}
	return 0;
}

static int plain_block_end(MD_BLOCKTYPE type, void *detail, void *self)
{
	struct pass *pass = self;

	(void)detail;
	if (type == MD_BLOCK_LI)
		pass->tight = pass->started = true;
	if (type == MD_BLOCK_UL || type == MD_BLOCK_OL) {
		pass->depth -= pass->depth > 0;
		pass->tight = pass->depth > 0;
	}
	return 0;
}

static int plain_span(MD_SPANTYPE type, void *detail, void *self)
{
	(void)type;
	(void)detail;
	(void)self;
	return 0;
}

static const struct { const char *name, *text; } entities[] = {
	{ "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&nbsp;", " " },
};

static int plain_text(MD_TEXTTYPE type, const MD_CHAR *s, MD_SIZE n, void *self)
{
	struct text *out = ((struct pass *)self)->out;

	if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR) {
		text_char(out, ' ');
		return 0;
	}
	for (size_t i = 0; type == MD_TEXT_ENTITY && i < sizeof(entities) / sizeof(*entities); i++)
		if (strlen(entities[i].name) == n && memcmp(entities[i].name, s, n) == 0) {
			text_add(out, entities[i].text);
			return 0;
		}
	text_add_bytes(out, s, n);
	return 0;
}

void markdown_plain(struct text *out, const char *markdown)
{
	struct pass pass = { .out = out };

	run(markdown, MD_FLAG_NOHTML, &pass, plain_block, plain_block_end, plain_span, plain_span, plain_text);
}

/* --- what is in it --- */

static int check_block(MD_BLOCKTYPE type, void *detail, void *self)
{
	static const struct { MD_BLOCKTYPE type; const char *name; } refused[] = {
		{ MD_BLOCK_H, "a heading" }, { MD_BLOCK_HR, "a rule" }, { MD_BLOCK_QUOTE, "a quotation" },
		{ MD_BLOCK_HTML, "HTML" },   { MD_BLOCK_TABLE, "a table" },
	};
	struct pass *pass = self;

	(void)detail;
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
		if (refused[i].type == type && !pass->wrong)
			pass->wrong = refused[i].name;
	return 0;
}

static int check_span(MD_SPANTYPE type, void *detail, void *self)
{
	struct pass *pass = self;
	char target[512];

	if (type == MD_SPAN_IMG && !pass->wrong)
		pass->wrong = "a picture";
	if (type != MD_SPAN_A || !pass->link)
		return 0;
	attribute(&((MD_SPAN_A_DETAIL *)detail)->href, target, sizeof(target));
	return pass->link(pass->self, target) ? 0 : -1;
}

static int check_text(MD_TEXTTYPE type, const MD_CHAR *s, MD_SIZE n, void *self)
{
	struct pass *pass = self;

	if (type == MD_TEXT_HTML && !pass->wrong)
		pass->wrong = "HTML";
	return 0;
}

int markdown_each_link(const char *markdown, bool (*link)(void *self, const char *target), void *self)
{
	struct pass pass = { .link = link, .self = self };

	return run(markdown, MD_FLAG_NOHTML, &pass, check_block, check_block, check_span, plain_span, check_text);
}

int markdown_check(const char *markdown, struct err *err)
{
	struct pass pass = { 0 };

	/* HTML and tables have to be known to be refused */
	if (run(markdown, MD_FLAG_TABLES, &pass, check_block, check_block, check_span, plain_span, check_text) != 0)
		return err_set(err, ERR_DAMAGED, "this is no Markdown that can be read");
	if (pass.wrong)
		return err_set(err, ERR_USAGE, "an answer has no place for %s", pass.wrong);
	return 0;
}
