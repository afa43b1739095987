/*
 * match.h - which row of one table is which row of the other.
 *
 *	struct matched pairs = { 0 };
 *
 *	match_rows(&pairs, &mem, &before, &after);
 *	for (size_t i = 0; i < pairs.count; i++)
 *		if (!pairs.list[i].was)
 *			...				the row was added
 *
 * Rows that are alike in all that is compared are left out. The others are one
 * thing when their key columns are alike; then, among those that are left, when
 * they are alike but for a key column that may change (the port of a listener)
 * and nothing else is.  Turning the two tables round turns each pair round.
 */
#ifndef CRADLE_DIFF_MATCH_H
#define CRADLE_DIFF_MATCH_H

#include <stdbool.h>

#include "report/inventory.h"

struct pair {
	const struct inventory_row *was, *now;	/* NULL: not there */
};

struct matched {
	struct pair *list;
	size_t count, room;
};

/* Both have the same kind; the list lives in mem. */
void match_rows(struct matched *out, struct arena *mem, const struct inventory *before, const struct inventory *after);

/* NULL, which comes first, or text. */
int match_cell(const char *a, const char *b);

/* Does a change of this column alone say nothing: an explanation, or what follows from another column? */
bool match_follows(const char *table, const char *column);

#endif
