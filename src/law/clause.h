/*
 * clause.h - the text of the law, cut into clauses.
 *
 *	struct clauses c = { .mem = &mem };
 *
 *	clauses_unit(&c, UNIT_ARTICLE, 13, "Obligations of manufacturers");
 *	clauses_block(&c, LEVEL_NUMBER, "8", "Manufacturers shall ...");
 *	clauses_block(&c, LEVEL_LETTER, "a", "...");
 *	clauses_end(&c);
 *	for (struct clause *k = c.first; k; k = k->next) ...	"art-13", "art-13-8", "art-13-8-a"
 *
 * What reads a file (read_html.c, read_markdown.c) hands over headings and
 * blocks in document order; which clauses they make is decided here. A clause
 * holds all that is inside it, one line a block, each with its number; its own
 * number is left out. An article's heading is no part of it; headings of
 * annexes and parts are the first line of theirs. Amendments of other acts,
 * which Articles 66 to 68 quote, are left out.
 *
 * The normal form is what is hashed: one line, blanks as one space, plain
 * quotes and dashes, without the numbers at the beginning of lines and without
 * footnote marks ("[^36]"). So a page of EUR-Lex and a Markdown file of the
 * same words have the same hash.
 */
#ifndef CRADLE_LAW_CLAUSE_H
#define CRADLE_LAW_CLAUSE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "base/sha256.h"

enum unit { UNIT_NONE = 0, UNIT_CHAPTER, UNIT_RECITAL, UNIT_ARTICLE, UNIT_ANNEX };

enum level {
	LEVEL_TEXT = 0,			/* no number */
	LEVEL_NUMBER,			/* "(8)", or "8." of a paragraph */
	LEVEL_DOTTED,			/* "3." and "3.1." of an annex */
	LEVEL_LETTER,			/* "(b)" */
	LEVEL_ROMAN,			/* "(ii)" below a letter */
	LEVEL_PART, LEVEL_CLASS,	/* of an annex; mark is "1" for I */
};

struct clause {
	const char *id, *text;
	struct clause *next;
};

struct block;

struct clauses {
	struct arena *mem;
	struct clause *first, **last;
	enum unit unit;
	long number;
	bool closed;			/* what follows is no part of the unit */
	const char *heading;
	struct block *blocks;
	size_t count, room;
};

/* Begins a unit, and ends the one before. UNIT_NONE: what follows belongs to none. */
void clauses_unit(struct clauses *c, enum unit unit, long number);
void clauses_heading(struct clauses *c, struct bytes heading);
void clauses_block(struct clauses *c, enum level level, struct bytes mark, struct bytes text);
void clauses_end(struct clauses *c);

/* The readers. Neither fails: what is not the law has no clauses. */
void html_read(struct clauses *c, struct bytes file);

/* Is libxml2 there? Without it html_read() finds nothing. */
bool html_ready(void);
void markdown_read(struct clauses *c, struct bytes file);

/* The normal form of a clause's text, and its hash. */
const char *clause_normal(struct arena *mem, struct bytes text);
void clause_hash(struct arena *mem, struct bytes text, char hex[SHA256_HEX]);

/* The text as people read it: without footnote marks. */
const char *clause_shown(struct arena *mem, struct bytes text);

#endif
