#include "law/clause.h"

#include <string.h>

#include "base/auto.h"
#include "base/text.h"

enum { MARK = 8 };

struct block {
	enum level level;
	char mark[MARK];		/* "8", "b", "3.1"; of a part "1" */
	const char *shown;		/* "(8)", or "" */
	const char *text;
};

/* Where the last article, annex or recital ends. */
static const char *const closers[] = {
	"HAVE ADOPTED THIS", "This Regulation shall be binding", "Done at ", "A statement has been made",
};

static const char *const roman[] = { "", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X" };

/* --- writing clauses --- */

static const char *roman_of(long n)
{
	return n > 0 && n < (long)COUNT(roman) ? roman[n] : "";
}

/* The clause of the blocks from 'from' up to 'to'; 'own': the first one's number is the clause's. */
static void emit(struct clauses *c, const char *id, const char *first, size_t from, size_t to, bool own)
{
	struct clause *k = ARENA_NEW(c->mem, struct clause);
	struct text out = { 0 };

	if (first)
		text_add(&out, first);
	for (size_t i = from; i < to; i++) {
		const struct block *b = &c->blocks[i];

		if (out.n)
			text_char(&out, '\n');
		if (b->shown[0] && !(own && i == from))
			text_printf(&out, "%s%s", b->shown, b->text[0] ? " " : "");
		text_add(&out, b->text);
	}
	k->id = id;
	k->text = arena_text(c->mem, out.n ? out.at : "", out.n);
	text_free(&out);
	if (!c->last)
		c->last = &c->first;
	*c->last = k;
	c->last = &k->next;
}

/* The first block from i on (itself not) that is of one of these levels, or 'to'. */
static size_t until(const struct clauses *c, size_t i, size_t to, unsigned levels)
{
	while (++i < to && !(levels & (1u << c->blocks[i].level)))
		;
	return i < to ? i : to;
}

#define LEVEL(name) (1u << LEVEL_##name)

/* --- articles --- */

static void points(struct clauses *c, const char *base, size_t from, size_t to)
{
	const char *letter = base;

	for (size_t i = from; i < to; i++) {
		const struct block *b = &c->blocks[i];

		if (b->level == LEVEL_LETTER) {
			letter = arena_printf(c->mem, "%s-%s", base, b->mark);
			emit(c, letter, NULL, i, until(c, i, to, LEVEL(LETTER)), true);
		} else if (b->level == LEVEL_ROMAN) {
			emit(c, arena_printf(c->mem, "%s-%s", letter, b->mark), NULL, i, i + 1, true);
		}
	}
}

/* A block without a number opens a subparagraph, unless it goes on with the sentence above. */
static bool opens_sub(const struct block *b)
{
	return b->level == LEVEL_TEXT && !(b->text[0] >= 'a' && b->text[0] <= 'z');
}

static size_t sub_end(const struct clauses *c, size_t i, size_t to)
{
	while (++i < to && !opens_sub(&c->blocks[i]))
		;
	return i < to ? i : to;
}

static void paragraph(struct clauses *c, const char *id, size_t from, size_t to)
{
	bool several = sub_end(c, from, to) < to;
	int n = 1;

	for (size_t i = from; i < to; i = sub_end(c, i, to), n++) {
		size_t end = sub_end(c, i, to);

		if (several)
			emit(c, arena_printf(c->mem, "%s-sub-%d", id, n), NULL, i, end, i == from && c->blocks[i].level);
		points(c, id, i, end);
	}
}

static void article(struct clauses *c)
{
	const char *base = arena_printf(c->mem, "art-%ld", c->number);

	emit(c, base, NULL, 0, c->count, false);
	for (size_t i = 0, end; i < c->count; i = end) {
		const char *id = base;

		end = until(c, i, c->count, LEVEL(NUMBER));
		if (c->blocks[i].level == LEVEL_NUMBER) {
			id = arena_printf(c->mem, "%s-%s", base, c->blocks[i].mark);
			emit(c, id, NULL, i, end, true);
		}
		paragraph(c, id, i, end);
	}
}

/* --- annexes --- */

/* What ends a point. */
#define POINTS (LEVEL(PART) | LEVEL(CLASS) | LEVEL(NUMBER) | LEVEL(DOTTED))

static const char *dashed(struct clauses *c, const char *base, const char *mark)
{
	char *id = arena_printf(c->mem, "%s-%s", base, mark);

	for (char *dot = id; (dot = strchr(dot, '.')) != NULL;)
		*dot = '-';
	return id;
}

/* Point 3 holds 3.1 and 3.2. */
static size_t point_end(const struct clauses *c, size_t i)
{
	const char *mark = c->blocks[i].mark;
	size_t end = until(c, i, c->count, POINTS), n = strlen(mark);

	while (end < c->count && strncmp(c->blocks[end].mark, mark, n) == 0 && c->blocks[end].mark[n] == '.')
		end = until(c, end, c->count, POINTS);
	return end;
}

static void annex(struct clauses *c)
{
	const char *base = arena_printf(c->mem, "annex-%ld", c->number), *top = base, *annex_id = base;

	emit(c, base, arena_printf(c->mem, "Annex %s \xe2\x80\x94 %s", roman_of(c->number), c->heading), 0, c->count,
	     false);
	for (size_t i = 0; i < c->count; i++) {
		const struct block *b = &c->blocks[i];

		if (b->level == LEVEL_PART || b->level == LEVEL_CLASS) {
			top = base = arena_printf(c->mem, "%s-%s-%s", annex_id, b->level == LEVEL_PART ? "part" : "class",
						  b->mark);
			emit(c, base, NULL, i, until(c, i, c->count, LEVEL(PART) | LEVEL(CLASS)), false);
		} else if (b->level == LEVEL_NUMBER || b->level == LEVEL_DOTTED) {
			top = dashed(c, base, b->mark);
			emit(c, top, NULL, i, point_end(c, i), true);
		} else if (b->level == LEVEL_LETTER) {
			emit(c, dashed(c, top, b->mark), NULL, i, until(c, i, c->count, POINTS | LEVEL(LETTER)), true);
		}
	}
}

/* --- what the readers call --- */

void clauses_end(struct clauses *c)
{
	switch (c->unit) {
	case UNIT_CHAPTER:
		emit(c, arena_printf(c->mem, "chapter-%ld", c->number),
		     arena_printf(c->mem, "Chapter %s \xe2\x80\x94 %s", roman_of(c->number), c->heading), 0, 0, false);
		break;
	case UNIT_RECITAL:
		emit(c, arena_printf(c->mem, "recital-%ld", c->number), NULL, 0, c->count, true);
		break;
	case UNIT_ARTICLE: article(c); break;
	case UNIT_ANNEX: annex(c); break;
	case UNIT_NONE: break;
	}
	c->unit = UNIT_NONE;
}

void clauses_unit(struct clauses *c, enum unit unit, long number)
{
	clauses_end(c);
	c->unit = unit;
	c->number = number;
	c->heading = "";
	c->count = 0;
	c->closed = unit == UNIT_NONE;
}

static const char *kept(struct clauses *c, struct bytes s)
{
	return arena_text(c->mem, s.at, s.n);
}

void clauses_heading(struct clauses *c, struct bytes heading)
{
	c->heading = kept(c, bytes_trim(heading));
}

/* An amendment of another act begins: a quotation mark alone, or before a number. */
static bool quotes_act(struct bytes text)
{
	return bytes_begin(text, "\xe2\x80\x98") && (text.n == 3 || (text.at[3] >= '0' && text.at[3] <= '9'));
}

static const char *shown_mark(struct clauses *c, enum level level, struct bytes mark)
{
	long n = 0;

	switch (level) {
	case LEVEL_TEXT: return "";
	case LEVEL_DOTTED: return arena_printf(c->mem, "%.*s.", (int)mark.n, (const char *)mark.at);
	case LEVEL_PART:
	case LEVEL_CLASS:
		bytes_number(mark, &n);
		return arena_printf(c->mem, "%s %s", level == LEVEL_PART ? "Part" : "Class", roman_of(n));
	default: return arena_printf(c->mem, "(%.*s)", (int)mark.n, (const char *)mark.at);
	}
}

void clauses_block(struct clauses *c, enum level level, struct bytes mark, struct bytes text)
{
	struct block *b;

	text = bytes_trim(text);
	for (size_t i = 0; i < COUNT(closers); i++)
		c->closed = c->closed || bytes_begin(text, closers[i]);
	c->closed = c->closed || (c->unit == UNIT_ARTICLE && quotes_act(text));
	if (c->closed || mark.n >= MARK || (text.n == 0 && level == LEVEL_TEXT))
		return;
	if (c->count == c->room) {
		size_t room = c->room ? 2 * c->room : 256;
		struct block *blocks = arena_alloc(c->mem, room * sizeof(*blocks));

		if (c->count)
			memcpy(blocks, c->blocks, c->count * sizeof(*blocks));
		c->blocks = blocks;
		c->room = room;
	}
	b = &c->blocks[c->count++];
	*b = (struct block){ .level = level, .shown = shown_mark(c, level, mark), .text = kept(c, text) };
	/* "Part I — Title": the title is set off as in the annex's own heading */
	if ((level == LEVEL_PART || level == LEVEL_CLASS) && text.n)
		b->text = arena_printf(c->mem, "\xe2\x80\x94 %s", b->text);
	memcpy(b->mark, mark.at ? (const void *)mark.at : "", mark.n);
}
