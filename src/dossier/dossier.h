/*
 * dossier.h - the one store: a SQLite file with facts, findings and verdicts.
 *
 *	struct dossier d;
 *
 *	if (dossier_create(&d, err) != 0 || dossier_add_facts(&d, &facts, err) != 0)
 *		...
 *	dossier_save(&d, "gw-2.1.cradle", err);
 *	dossier_close(&d);
 *
 * Facts stand in tables fact_<name>; the views <name> add what follows from two
 * tables together and are what rules and users ask (docs/dossier.md). It is
 * built in memory and written once, to a temporary file that is then renamed.
 */
#ifndef CRADLE_DOSSIER_DOSSIER_H
#define CRADLE_DOSSIER_DOSSIER_H

#include <sqlite3.h>

#include "base/err.h"
#include "facts/facts.h"

#define DOSSIER_VERSION 1		/* PRAGMA user_version */
#define DOSSIER_APPLICATION 0x43524144	/* "CRAD", PRAGMA application_id */

struct dossier {
	sqlite3 *db;
	struct dossier_insert {
		const char *sql;	/* a literal, known by its address */
		sqlite3_stmt *statement;
	} inserts[12];			/* prepared once; a run makes thousands of rows */
};

/* A new, empty dossier in memory. */
int dossier_create(struct dossier *d, struct err *err);

/* One without tables of facts, for what is decided without an image and not kept. */
int dossier_create_bare(struct dossier *d, struct err *err);

/*
 * Opens an existing file, read-only, after it was checked from end to end
 * (check.h): ERR_DAMAGED when it is none of ours, ends early, is damaged, or was
 * changed after it was written; ERR_UNSUPPORTED when it is newer.
 */
int dossier_open(struct dossier *d, const char *path, struct err *err);
void dossier_close(struct dossier *d);

/* Is it a SQLite file, so that dossier_open() says what of it is wrong? For who takes images, too. */
bool dossier_likely(const char *path);

/* Many inserts at once are one step; steps nest. A step is kept or undone as a whole. */
int dossier_begin(struct dossier *d, struct err *err);
int dossier_commit(struct dossier *d, struct err *err);
int dossier_rollback(struct dossier *d, struct err *err);

int dossier_add_facts(struct dossier *d, const struct facts *facts, struct err *err);
int dossier_set_meta(struct dossier *d, const char *key, const char *value, struct err *err);
const char *dossier_meta(struct dossier *d, struct arena *mem, const char *key);	/* NULL: none */

struct finding {
	const char *rule, *title, *limb, *severity, *fix;
	const char *state;		/* fail pass not_effective contended not_applicable unknown */
	struct place at;
	const char *detail;
};

struct verdict {
	const char *key, *title, *verdict, *reason;
	const char *part;		/* "" is the product itself */
	const char *row;		/* the row of a decision table, or NULL */
	const char *needs, *needs_key;	/* NULL unless NEEDS-INPUT; the question, and what of product.yaml answers it */
};

/* Something a verdict rests on: a finding, something declared, or another verdict. */
struct verdict_fact {
	const char *key;
	const char *rule;		/* of a finding */
	const char *name, *value;	/* of what was declared or decided */
	struct place at;
};

int dossier_add_finding(struct dossier *d, const struct finding *f, struct err *err);
int dossier_add_verdict(struct dossier *d, const struct verdict *v, struct err *err);
int dossier_add_verdict_fact(struct dossier *d, const struct verdict_fact *f, struct err *err);
int dossier_add_verdict_source(struct dossier *d, const char *key, const char *provision, const char *weight,
			       struct err *err);

/* A value of the declaration; 'item' is the entry's number in a list, -1 outside lists. */
struct declared {
	const char *part, *section, *key, *value;
	int64_t item;
	struct place at;
};

int dossier_add_declared(struct dossier *d, const struct declared *f, struct err *err);

/* Marks the fails of this rule in this file ("any": in all) as 'accepted', 'expired' or 'undated'. */
int dossier_accept(struct dossier *d, const char *rule, const char *path, const char *state, const char *until,
		   struct err *err);

/* All of it as the bytes of a file, with the digest of its rows (seal.h) as meta 'digest'. */
int dossier_bytes(struct dossier *d, struct text *out, struct err *err);

/* Writes these to 'path', complete or not at all. */
int dossier_save(struct dossier *d, const char *path, struct err *err);

/*
 * Runs one query that may only read. 'row' is called with the texts of each row
 * (NULL for NULL); columns' names come with the first. Stops after
 * LIMIT_RULE_STEPS. A non-zero result of row() ends it and is an error with
 * *err set by it.
 */
struct query_row {
	int count;
	const char *const *names;
	const char *const *values;
	const int *types;		/* SQLITE_INTEGER ... SQLITE_NULL */
};
int dossier_query(struct dossier *d, const char *sql,
		  int (*row)(void *self, const struct query_row *r, struct err *err), void *self,
		  struct err *err);

/* Compiles 'sql' as a query that may only read, without running it; its rows have *columns. */
int dossier_check_query(struct dossier *d, const char *sql, int *columns, struct err *err);

/* The whole schema as SQL, tables and views. */
void dossier_schema(struct text *out);

/* The tables of a dossier as they are in its file, by name: what the schema of this program's is, or of an older one. */
struct dossier_table {
	const char *name;
	const struct dossier_column { const char *name; bool integer; } *columns;
	size_t column_count;
};
int dossier_tables(struct dossier *d, struct arena *mem, const struct dossier_table **list, size_t *count,
		   struct err *err);

/* The column of fact_<table> that holds a daemon's name, where the view <table> adds that daemon's state; else NULL. */
const char *dossier_join(const char *table);

/* The part of it that is no fact. */
void dossier_schema_bare(struct text *out);

#endif
