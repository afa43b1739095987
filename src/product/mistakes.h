/*
 * mistakes.h - everything that is wrong with a declaration, not only the first.
 *
 *	struct mistakes m = { .mem = mem };
 *
 *	mistake_add(&m, at->line, at->column, "no key '%s'", mistake_quote(&m, at->key));
 *	...
 *	mistakes_sort(&m);
 */
#ifndef CRADLE_PRODUCT_MISTAKES_H
#define CRADLE_PRODUCT_MISTAKES_H

#include "base/arena.h"
#include "base/text.h"

enum {
	MISTAKES_SHOWN = 20,
	MISTAKES_KEPT = 500,		/* the rest is counted: a file can hold a hundred thousand */
};

struct mistake {
	long line, column;
	const char *text;
};

struct mistakes {
	struct arena *mem;
	struct mistake *list;
	size_t kept, room;
	size_t count;			/* all of them */
};

void mistake_add(struct mistakes *m, long line, long column, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Is the next one still going to be read? Suggestions cost time. */
bool mistakes_shown(const struct mistakes *m);

/* What somebody wrote, fit for a line of a message: printable, and cut where it is long. */
const char *mistake_quote(const struct mistakes *m, const char *written);

/* By line and column. */
void mistakes_sort(struct mistakes *m);

/* A line "NAME:LINE:COLUMN: what" each, MISTAKES_SHOWN at most, then "and N more". */
void mistakes_print(const struct mistakes *m, const char *name, struct text *out);

#endif
