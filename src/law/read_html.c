/*
 * The law as EUR-Lex prints it: the Official Journal's page ("oj-ti-art",
 * "oj-normal", points as rows of tables) and the consolidated one
 * ("title-article-norm", points as grids). libxml2 reads the HTML; here its
 * elements become headings and blocks.
 *
 * A block is the text between two block elements. One that is nothing but a
 * number ("(a)", "3.1.") is the number of the next; how deep its table or grid
 * stands tells a letter (i) from a roman one.
 *
 * libxml2 is looked for when a page is read: with it come ICU and the C++
 * runtime, which took a third of every start of the program.
 */
#include "law/clause.h"

#include <dlfcn.h>
#include <libxml/HTMLparser.h>
#include <string.h>

#include "base/auto.h"
#include "base/text.h"
#include "law/token.h"

enum { NUMBERS = 16 };

struct page {
	struct clauses *out;
	struct text text;		/* of the block being read */
	const xmlNode *block;		/* the element it stands in */
	enum level pending;		/* the number read for the next block */
	char mark[8];
	enum level numbers[NUMBERS];	/* by depth: of the row that is open */
	bool wants_heading;
};

/* Elements that begin and end a block. All others stand in the line. */
static const char *const blocks[] = {
	"p", "div", "table", "tbody", "tr", "td", "th", "ul", "ol", "li", "hr", "body", "html", "article", "section",
	"h1", "h2", "h3", "h4", "dl", "dt", "dd", "blockquote", "colgroup", "col", "thead",
};
static const char *const ignored[] = { "head", "script", "style", "nav", "button", "title" };
/* Classes whose text is not the law's: footnotes, and the signs of what was amended when. */
static const char *const notes[] = { "note-tag", "super", "superscript" };
static const char *const aside[] = { "note", "modref", "arrow", "disclaimer", "hd-uniq", "hd-date" };

enum heading { HEADING_NONE, HEADING_ARTICLE, HEADING_CHAPTER, HEADING_ANNEX, HEADING_PART, HEADING_TITLE };

/* Classes of headings, without the "oj-" that newer pages put before them. */
static const struct { const char *class; enum heading heading; } headings[] = {
	{ "ti-art", HEADING_ARTICLE },	       { "title-article-norm", HEADING_ARTICLE },
	{ "sti-art", HEADING_TITLE },	       { "stitle-article-norm", HEADING_TITLE },
	{ "ti-section-1", HEADING_CHAPTER },   { "title-division-1", HEADING_CHAPTER },
	{ "ti-section-2", HEADING_TITLE },     { "title-division-2", HEADING_TITLE },
	{ "doc-ti", HEADING_ANNEX },	       { "title-annex-1", HEADING_ANNEX },
	{ "title-annex-2", HEADING_TITLE },    { "ti-grseq-1", HEADING_PART },
	{ "title-gr-seq-level-1", HEADING_PART },
};

static bool named(const xmlNode *n, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp((const char *)n->name, list[i]) == 0)
			return true;
	return false;
}

static struct bytes attribute(const xmlNode *n, const char *name)
{
	for (const xmlAttr *a = n->properties; a; a = a->next)
		if (strcmp((const char *)a->name, name) == 0 && a->children && a->children->content)
			return bytes_of((const char *)a->children->content);
	return (struct bytes){ 0 };
}

/* True when one of the element's classes is this, with or without "oj-". */
static bool has_class(const xmlNode *n, const char *class)
{
	struct bytes rest = attribute(n, "class"), word;

	while (bytes_word(&rest, &word)) {
		if (bytes_begin(word, "oj-"))
			word = bytes_skip(word, 3);
		if (bytes_are(word, class))
			return true;
	}
	return false;
}

static bool is_aside(const xmlNode *n)
{
	for (size_t i = 0; i < COUNT(aside); i++)
		if (has_class(n, aside[i]))
			return true;
	return named(n, ignored, COUNT(ignored));
}

/* A footnote mark: <a>(<span class="oj-note-tag">5</span>)</a>, "superscript" in consolidated pages. */
static bool is_note(const xmlNode *n)
{
	if (strcmp((const char *)n->name, "a") != 0)
		return false;
	for (const xmlNode *k = n->children; k; k = k->next)
		for (size_t i = 0; k->type == XML_ELEMENT_NODE && i < COUNT(notes); i++)
			if (has_class(k, notes[i]))
				return true;
	return false;
}

/* --- blocks --- */

static size_t depth_of(const xmlNode *n)
{
	size_t depth = 0;

	for (; n && n->type == XML_ELEMENT_NODE && depth + 1 < NUMBERS; n = n->parent)
		depth += strcmp((const char *)n->name, "table") == 0 || has_class(n, "grid-list");
	return depth;
}

/* The number a block begins with, and what stands behind it; LEVEL_TEXT if none. */
static enum level number_of(const struct page *p, struct bytes text, size_t depth, struct bytes *mark,
			    struct bytes *rest)
{
	struct cursor c = { .s = text };
	struct token t = token_next(&c);
	bool digit = t.text.n && t.text.at[0] >= '0' && t.text.at[0] <= '9';

	*mark = t.text;
	*rest = bytes_skip(text, t.to);
	if (t.kind == TOKEN_GROUP && digit)
		return LEVEL_NUMBER;
	if (t.kind == TOKEN_GROUP && (t.text.n == 1 || roman_value(t.text)))
		return depth > 0 && p->numbers[depth - 1] == LEVEL_LETTER ? LEVEL_ROMAN : LEVEL_LETTER;
	if ((t.kind == TOKEN_NUMBER || t.kind == TOKEN_DOTTED) && bytes_begin(*rest, ".")) {
		*rest = bytes_skip(*rest, 1);
		return p->out->unit == UNIT_ARTICLE ? LEVEL_NUMBER : LEVEL_DOTTED;
	}
	return LEVEL_TEXT;
}

static void number_keep(struct page *p, enum level level, struct bytes mark, size_t depth)
{
	p->pending = level;
	snprintf(p->mark, sizeof(p->mark), "%.*s", (int)mark.n, (const char *)mark.at);
	if (depth < NUMBERS)
		p->numbers[depth] = level;
}

static void body_block(struct page *p, struct bytes text)
{
	struct bytes mark = { 0 }, rest = text;
	size_t depth = depth_of(p->block);
	enum level level = number_of(p, text, depth, &mark, &rest);
	bool alone = level != LEVEL_TEXT && bytes_trim(rest).n == 0;

	/* only a paragraph of an article has its number in the line: "1.   Products ..." */
	if (alone || (level == LEVEL_NUMBER && p->out->unit == UNIT_ARTICLE && depth == 0 && text.at[0] != '(')) {
		number_keep(p, level, mark, depth);
		text = bytes_trim(rest);
	}
	if (text.n == 0)
		return;
	clauses_block(p->out, p->pending, bytes_of(p->pending ? p->mark : ""), text);
	p->pending = LEVEL_TEXT;
}

/* --- headings --- */

static enum heading heading_of(const xmlNode *n)
{
	for (size_t i = 0; n && i < COUNT(headings); i++)
		if (has_class(n, headings[i].class))
			return headings[i].heading;
	return HEADING_NONE;
}

/* "Article 13", "CHAPTER II", "ANNEX I": the number behind the word, or 0 */
static long unit_number(struct bytes text, enum word word)
{
	struct cursor c = { .s = text };
	long n = 0;

	if (!token_take_word(&c, word))
		return 0;
	text = token_next(&c).text;
	return bytes_number(text, &n) ? n : roman_value(text);
}

/* "Part I Title" */
static void part_block(struct page *p, struct bytes text)
{
	struct cursor c = { .s = text };
	struct token word = token_next(&c), number = token_next(&c);
	int n = roman_value(number.text);
	unsigned char digit = (unsigned char)('0' + n);

	if (p->out->unit != UNIT_ANNEX || n < 1 || n > 9 || (word.word != WORD_PART && word.word != WORD_CLASS))
		return;
	clauses_block(p->out, word.word == WORD_PART ? LEVEL_PART : LEVEL_CLASS, (struct bytes){ &digit, 1 },
		      bytes_trim(bytes_skip(text, c.at)));
}

static void unit_begin(struct page *p, enum unit unit, long n)
{
	clauses_unit(p->out, unit, n);
	memset(p->numbers, 0, sizeof(p->numbers));
	p->pending = LEVEL_TEXT;
	p->wants_heading = n > 0 && unit != UNIT_RECITAL;
}

static void heading_block(struct page *p, enum heading heading, struct bytes text)
{
	static const struct { enum heading heading; enum word word; enum unit unit; } kinds[] = {
		{ HEADING_ARTICLE, WORD_ARTICLE, UNIT_ARTICLE }, { HEADING_CHAPTER, WORD_CHAPTER, UNIT_CHAPTER },
		{ HEADING_ANNEX, WORD_ANNEX, UNIT_ANNEX },
	};

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (heading == kinds[i].heading && unit_number(text, kinds[i].word) > 0) {
			unit_begin(p, kinds[i].unit, unit_number(text, kinds[i].word));
			return;
		}
	if (heading == HEADING_PART && p->out->unit == UNIT_ANNEX && !p->wants_heading)
		part_block(p, text);
	else if (p->wants_heading)
		clauses_heading(p->out, text);
	p->wants_heading = false;
}

static void block_end(struct page *p)
{
	struct bytes text = bytes_trim((struct bytes){ (const unsigned char *)p->text.at, p->text.n });
	enum heading heading = p->block ? heading_of(p->block) : HEADING_NONE;

	if (text.n && heading)
		heading_block(p, heading, text);
	else if (text.n)
		body_block(p, text);
	text_free(&p->text);
}

/* --- the walk --- */

/* Line ends and no-break spaces of the source are blanks; runs of them one. */
static void text_take(struct page *p, const char *s)
{
	for (; *s; s++) {
		bool wide = strncmp(s, "\xc2\xa0", 2) == 0;

		s += wide;
		if (!wide && *s != ' ' && *s != '\n' && *s != '\t' && *s != '\r')
			text_char(&p->text, *s);
		else if (p->text.n && p->text.at[p->text.n - 1] != ' ')
			text_char(&p->text, ' ');
	}
}

static void element_begin(struct page *p, const xmlNode *n)
{
	struct bytes id = attribute(n, "id");
	long number;

	if (!named(n, blocks, COUNT(blocks)))
		return;
	block_end(p);
	p->block = n;
	if (bytes_begin(id, "rct_") && bytes_number(bytes_skip(id, 4), &number))
		unit_begin(p, UNIT_RECITAL, number);
	else if (bytes_begin(id, "fnp_") || bytes_begin(id, "anx_"))
		unit_begin(p, UNIT_NONE, 0);
}

static void element_end(struct page *p, const xmlNode *n)
{
	if (!named(n, blocks, COUNT(blocks)))
		return;
	block_end(p);
	p->block = n->parent;
}

/* Takes in what is no element, or is left out as a whole. True: go on behind it, not into it. */
static bool leaf(struct page *p, const xmlNode *n)
{
	if (n->type == XML_TEXT_NODE || n->type == XML_ENTITY_REF_NODE || n->type == XML_CDATA_SECTION_NODE) {
		if (n->content)
			text_take(p, (const char *)n->content);
		return true;
	}
	if (n->type != XML_ELEMENT_NODE || is_aside(n))
		return true;
	if (is_note(n)) {
		text_add(&p->text, "[^1]");
		return true;
	}
	return false;
}

/* In document order, without recursion: pages may be nested as deep as libxml2 lets them. */
static void walk(struct page *p, const xmlNode *root)
{
	const xmlNode *n = root;

	while (n) {
		if (!leaf(p, n)) {
			element_begin(p, n);
			if (n->children) {
				n = n->children;
				continue;
			}
			element_end(p, n);
		}
		while (n != root && !n->next) {
			n = n->parent;
			element_end(p, n);
		}
		n = n == root ? NULL : n->next;
	}
}

/* What is used of libxml2. */
static struct {
	__typeof__(htmlReadMemory) *read;
	__typeof__(xmlDocGetRootElement) *root;
	__typeof__(xmlFreeDoc) *free;
} xml;

bool html_ready(void)
{
	void *library = xml.read ? NULL : dlopen("libxml2.so.2", RTLD_NOW | RTLD_LOCAL);

	if (!library)
		return xml.read != NULL;
	xml.root = (__typeof__(xml.root))dlsym(library, "xmlDocGetRootElement");
	xml.free = (__typeof__(xml.free))dlsym(library, "xmlFreeDoc");
	if (xml.root && xml.free)
		xml.read = (__typeof__(xml.read))dlsym(library, "htmlReadMemory");
	return xml.read != NULL;
}

void html_read(struct clauses *c, struct bytes file)
{
	struct page p = { .out = c };
	htmlDocPtr doc = html_ready() ? xml.read((const char *)file.at, (int)file.n, NULL, "UTF-8",
						 HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
						 HTML_PARSE_NONET) : NULL;

	if (!doc)
		return;
	walk(&p, xml.root(doc));
	block_end(&p);
	clauses_end(c);
	text_free(&p.text);
	xml.free(doc);
}
