/*
 * token.h - prose cut into what citations are made of.
 *
 *	struct cursor c = { .s = text };
 *	struct token t = token_next(&c);	("Article")
 *	t = token_next(&c);			("13")
 *
 * A cursor is small and copied to look ahead: struct cursor back = c. Blanks,
 * no-break spaces and one line end separate; an empty line is a token of its
 * own, so that no citation reaches over it.
 */
#ifndef CRADLE_LAW_TOKEN_H
#define CRADLE_LAW_TOKEN_H

#include <stdbool.h>

#include "base/bytes.h"

enum token_kind {
	TOKEN_END = 0,
	TOKEN_WORD,		/* letters, with hyphens inside: "sub-paragraph"; also "4th" */
	TOKEN_NUMBER,		/* "13", and "5a", "2c": one letter may follow */
	TOKEN_DOTTED,		/* "4.2.5" */
	TOKEN_GROUP,		/* "(2)", "(b)", "(iv)": .text is what stands inside, at most six letters or digits */
	TOKEN_COMMA,
	TOKEN_DASH,
	TOKEN_GAP,		/* an empty line */
	TOKEN_OTHER,		/* one other character */
};

/* What a word means in a citation. */
enum word {
	WORD_NONE = 0,
	WORD_ARTICLE, WORD_RECITAL, WORD_ANNEX, WORD_CHAPTER, WORD_PART, WORD_CLASS, WORD_POINT, WORD_PARAGRAPH,
	WORD_SUB, WORD_SENTENCE, WORD_SECTION, WORD_VERSION, WORD_EXAMPLE, WORD_FOOTNOTE, WORD_FAQ, WORD_GUIDANCE,
	WORD_DRAFT, WORD_OF, WORD_THE, WORD_AND, WORD_TO, WORD_THIS, WORD_THAT, WORD_FILLER,
};

struct token {
	enum token_kind kind;
	enum word word;			/* of a TOKEN_WORD */
	bool plural;			/* "Articles" */
	struct bytes text;
	size_t from, to;		/* where it stands */
};

struct cursor {
	struct bytes s;
	size_t at;
};

struct token token_next(struct cursor *c);
struct token token_peek(const struct cursor *c);

/* Takes the next token if it is this; leaves the cursor where it is otherwise. */
bool token_take(struct cursor *c, enum token_kind kind, struct token *t);
bool token_take_word(struct cursor *c, enum word word);

/* 1 to 39 for "I" to "XXXIX" in either case, or 0. */
int roman_value(struct bytes s);

/* 1 to 9 for "first" or "1st", or 0. */
int ordinal_value(struct bytes s);

#endif
