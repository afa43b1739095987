/*
 * The law as Markdown: "## Article 13 - Title", "(8) paragraph", "- (a) point",
 * "  - (i) sub-point", "3.1. point of an annex", an empty line between blocks.
 */
#include "law/clause.h"

#include "base/auto.h"
#include "law/token.h"

static const struct { const char *name; enum unit unit; } units[] = {
	{ "Chapter", UNIT_CHAPTER }, { "Recital", UNIT_RECITAL }, { "Article", UNIT_ARTICLE }, { "Annex", UNIT_ANNEX },
};

static long number_of(struct bytes s)
{
	long n = 0;

	return bytes_number(s, &n) ? n : roman_value(s);
}

/* What stands behind the dash, or nothing. */
static struct bytes title_of(struct cursor c)
{
	struct token t;

	return token_take(&c, TOKEN_DASH, &t) ? bytes_trim(bytes_skip(c.s, c.at)) : (struct bytes){ 0 };
}

/* "## Annex I - TITLE", "### Annex I, Part I - Title" */
static void head_line(struct clauses *out, struct bytes line)
{
	struct cursor c = { .s = line };
	struct token name, number, part;

	while (c.at < line.n && line.at[c.at] == '#')
		c.at++;
	name = token_next(&c);
	number = token_next(&c);
	if (token_take(&c, TOKEN_COMMA, NULL)) {
		unsigned char digit;
		long n;

		part = token_next(&c);
		n = number_of(token_next(&c).text);
		if (out->unit != UNIT_ANNEX || n < 1 || n > 9 || (part.word != WORD_PART && part.word != WORD_CLASS))
			return;
		digit = (unsigned char)('0' + n);
		clauses_block(out, part.word == WORD_PART ? LEVEL_PART : LEVEL_CLASS, (struct bytes){ &digit, 1 },
			      title_of(c));
		return;
	}
	for (size_t i = 0; i < COUNT(units); i++)
		if (bytes_are(name.text, units[i].name) && number_of(number.text) > 0) {
			clauses_unit(out, units[i].unit, number_of(number.text));
			clauses_heading(out, title_of(c));
			return;
		}
	clauses_unit(out, UNIT_NONE, 0);
}

/* "(8) ", "- (a) ", "3.1. ": the number and what stands behind it */
static enum level block_level(struct bytes block, struct bytes *mark, struct bytes *text)
{
	bool item = bytes_begin(block, "- "), deep = bytes_begin(block, "  - ");
	struct cursor c = { .s = bytes_skip(block, deep ? 4 : item ? 2 : 0) };
	struct token t = token_next(&c);
	bool digit = t.text.n && t.text.at[0] >= '0' && t.text.at[0] <= '9';

	*mark = t.text;
	*text = bytes_skip(c.s, c.at);
	if (t.from == 0 && t.kind == TOKEN_GROUP && digit && !item && !deep)
		return LEVEL_NUMBER;
	if (t.from == 0 && t.kind == TOKEN_GROUP && !digit && (item || deep))
		return deep ? LEVEL_ROMAN : LEVEL_LETTER;
	if (t.from == 0 && (t.kind == TOKEN_NUMBER || t.kind == TOKEN_DOTTED) && bytes_begin(*text, ". ")) {
		*text = bytes_skip(*text, 2);
		return LEVEL_DOTTED;
	}
	*mark = (struct bytes){ 0 };
	*text = block;
	return LEVEL_TEXT;
}

/* Takes the lines up to the next empty one. */
static bool block_next(struct bytes *rest, struct bytes *block)
{
	struct bytes line, before;

	*block = (struct bytes){ 0 };
	for (before = *rest; bytes_line(rest, &line); before = *rest) {
		if (bytes_trim(line).n == 0) {
			if (block->n)
				return true;
			continue;
		}
		/* a heading is a block of its own */
		if (block->n && line.at[0] == '#') {
			*rest = before;
			return true;
		}
		if (block->n == 0)
			block->at = line.at;
		block->n = (size_t)(line.at + line.n - block->at);
		if (block->at == line.at && line.at[0] == '#')
			return true;
	}
	return block->n > 0;
}

void markdown_read(struct clauses *c, struct bytes file)
{
	struct bytes block, mark, text;

	while (block_next(&file, &block)) {
		if (bytes_begin(block, "#")) {
			head_line(c, block);
		} else if (!bytes_begin(block, "<!--") && !bytes_begin(block, ">")) {
			enum level level = block_level(block, &mark, &text);

			clauses_block(c, level, mark, text);
		}
	}
	clauses_end(c);
}
