/*
 * postgres.h - dossiers into PostgreSQL, for what one machine is too small for.
 *
 *	struct load load;
 *
 *	if (load_begin(&load, "postgresql://loader@db.example/cra", err) != 0)
 *		...
 *	for (...)
 *		if (load_add(&load, file, &why, err) < 0)
 *			...		(*err: the database; else *why: this file)
 *	load_finish(&load, err);
 *	load_free(&load);
 *
 * The schema 'cradle' has the tables of a dossier, each with the columns
 * dossier_id and row_no before its own, and views of the same names; the table
 * 'dossier' has a row for each (docs/portfolio.md). Plain tables, views and
 * COPY, so that engines that speak PostgreSQL's protocol can take them.
 *
 * A dossier is there as a whole or not at all. Loading it again changes nothing;
 * another one about the same (rows.h) takes its place in one transaction.
 * Several are loaded by one transaction; who ends the program in the middle
 * loses that one. Two programs may load at once.
 */
#ifndef CRADLE_PORTFOLIO_POSTGRES_H
#define CRADLE_PORTFOLIO_POSTGRES_H

#include "base/names.h"
#include "portfolio/pq.h"
#include "portfolio/rows.h"

enum { LOAD_SCHEMA = 1 };		/* table schema_version; a database with a later one is left alone */

struct load {
	struct pq pq;
	struct arena mem;
	struct rows rows;		/* that are read and not yet sent */
	struct names seen;		/* identities of this run: the file that had it first */
	size_t loaded, unchanged, replaced, lines;
};

/* Connects; makes the schema where there is none, and tables and columns that it lacks. */
int load_begin(struct load *load, const char *url, struct err *err);

/*
 * Reads a dossier and sends it, with others. 1: the file will not do, *why says
 * so, and the others go on. -1: the database will not do.
 */
int load_add(struct load *load, const char *file, struct err *why, struct err *err);

/* Sends what is left. */
int load_finish(struct load *load, struct err *err);
void load_free(struct load *load);

/* Makes the schema, or brings it up to date; part of load_begin(). */
int load_schema(struct pq *pq, const struct dossier_table *tables, size_t count, struct err *err);

#endif
