/*
 * weigh.h - is a change of a default one for the worse?
 *
 *	struct weighing w = { .table = t, .was = old_row, .now = new_row, .seen_before = true, .seen_after = true };
 *
 *	weigh(&w, cells);
 *	if (w.direction == DIFF_WORSE)
 *		puts(w.why);
 *
 * A table of scales (weigh.c) orders the values of a column from the safest to
 * the most exposed, with the place of "not there" among them. A row that is not
 * in force counts as not there. A value that is on no scale, or not known, is
 * never better than one that is; known to be exposed and not known before is worse.
 *
 * To judge another column: a row in scales[].
 */
#ifndef CRADLE_DIFF_WEIGH_H
#define CRADLE_DIFF_WEIGH_H

#include "diff/diff.h"

struct weighing {
	const struct inventory *table;
	const struct inventory_row *was, *now;	/* NULL: not there */
	bool seen_before, seen_after;	/* the place of a row that is not there could be read */
	bool replaced;			/* another of its kind came or went along with it */
	/* out */
	enum diff_direction direction;
	const char *why;		/* of the decisive scale, or NULL */
	const char *limb;		/* of the decisive scale, or the table's */
	bool starts;			/* it is in force now and was not, or was not known to be */
};

/* cells[table->column_count] get their directions; their other fields are left alone. */
void weigh(struct weighing *w, struct diff_cell *cells);

#endif
