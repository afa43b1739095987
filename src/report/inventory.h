/*
 * inventory.h - what a product ships with, as tables: the default configuration.
 *
 *	for (size_t i = 0; i < INVENTORY_TABLES; i++) {
 *		const struct inventory *t = &results.inventory[i];
 *
 *		printf("%s: %zu\n", t->kind->title, t->count);
 *	}
 *
 * One list (inventory.c) for the documents, for the bill of materials, for what
 * is compared between two releases and for the pages: to add a table, add its
 * row there. The first 'keys' columns say which thing a row is about, the
 * others in which state it is; a cell is NULL where that is not known. Rows are
 * sorted by all their cells.
 */
#ifndef CRADLE_REPORT_INVENTORY_H
#define CRADLE_REPORT_INVENTORY_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "dossier/dossier.h"

enum { INVENTORY_COLUMNS = 16 };

struct inventory_kind {
	const char *name, *title;
	const char *limb;		/* that these defaults bear on first: "I.2.d" */
	size_t keys;
	const char *columns[INVENTORY_COLUMNS];	/* ends with NULL; "yes" and "no" in cells of flags */
	const char *sql;		/* the columns, then path and line */
};

struct inventory_row {
	const char *const *cells;	/* [column_count] */
	const char *path;
	int64_t line;			/* 0: none */
};

struct inventory {
	const struct inventory_kind *kind;
	size_t column_count;
	const struct inventory_row *rows;
	size_t count;
};

extern const struct inventory_kind inventory_kinds[];	/* ends with a NULL name */

enum { INVENTORY_TABLES = 17 };

/* All tables into list[INVENTORY_TABLES]; texts live in mem. The dossier must be one of an image. */
int inventory_read(struct inventory *list, struct arena *mem, struct dossier *d, struct err *err);

/* The table of this name, or NULL. */
const struct inventory *inventory_find(const struct inventory *list, const char *name);

/* Which column of the table has this name; column_count: none has. */
size_t inventory_column(const struct inventory *t, const char *column);

/* The row's cell in the column of this name, or NULL. */
const char *inventory_cell(const struct inventory *t, const struct inventory_row *row, const char *column);

#endif
