/*
 * rows.h - the rows of dossiers as PostgreSQL's COPY takes them.
 *
 *	struct rows rows = { .tables = tables, .table_count = n };
 *
 *	if (rows_add(&rows, &dossier, file, err) != 0)
 *		...			(nothing of it was added)
 *
 * Each row is one line of COPY's text format: the dossier's id, the row's number
 * in its table, the columns. A table's rows of all dossiers added are one text,
 * in which each dossier has its piece.
 *
 * A dossier is known by what it is about: the digest of its image, the product's
 * name and the part; without an image by the product's name, its version and the
 * part. Its id is made of that, so it is the same in every database.
 */
#ifndef CRADLE_PORTFOLIO_ROWS_H
#define CRADLE_PORTFOLIO_ROWS_H

#include "base/arena.h"
#include "base/sha256.h"
#include "base/text.h"
#include "dossier/dossier.h"

enum { ROWS_DOSSIERS = 64 };		/* of one batch */

struct rows_piece {
	size_t from, to;
};

struct rows_dossier {
	const char *file;		/* its name, clean (utf8.h) */
	int64_t id;
	char identity[SHA256_HEX];
	char content[SHA256_HEX];	/* the digest of its rows that it carries (dossier/seal.h) */
	struct rows_piece *pieces;	/* [table_count] */
	struct rows_piece own;		/* of 'dossiers' */
};

struct rows {
	struct arena mem, batch;	/* the second for what rows_clear() forgets */
	const struct dossier_table *tables;	/* of this program's schema, by name */
	size_t table_count;
	struct text *texts;		/* [table_count] */
	struct text dossiers;		/* rows of the table 'dossier' */
	struct rows_dossier list[ROWS_DOSSIERS];
	size_t count;
	size_t bytes, lines;		/* of all texts */
};

/* The columns of the table 'dossier' behind id, identity, content and file; each is a text from 'meta'. */
extern const char *const rows_meta[];	/* ends with NULL */

/* Reads a dossier's rows; -1 where nothing tells it from others, or it is too large: then nothing of it was added. */
int rows_add(struct rows *rows, struct dossier *d, const char *file, struct err *err);

/* Forgets all dossiers added. */
void rows_clear(struct rows *rows);
void rows_free(struct rows *rows);

#endif
