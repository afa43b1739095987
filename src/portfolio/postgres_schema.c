/*
 * The schema 'cradle': made from that of a dossier, so there is nothing to keep
 * in step. What a database lacks is added; nothing is ever taken away.
 */
#include "portfolio/postgres.h"

#include <stdlib.h>
#include <string.h>

struct found {
	struct names columns;		/* "table.column" */
	bool schema;
	long version;			/* 0: none */
};

static void on_column(void *self, const char *const *values)
{
	struct found *found = self;

	*names_at(&found->columns, bytes_of(arena_printf(found->columns.mem, "%s.%s", values[0], values[1]))) = found;
}

static void on_schema(void *self, const char *const *values)
{
	(void)values;
	((struct found *)self)->schema = true;
}

static void on_version(void *self, const char *const *values)
{
	((struct found *)self)->version = values[0] ? strtol(values[0], NULL, 10) : 0;
}

static bool has(const struct found *found, const char *table, const char *column)
{
	return names_find(&found->columns, bytes_of(arena_printf(found->columns.mem, "%s.%s", table, column)));
}

static int look(struct pq *pq, struct found *found, struct err *err)
{
	if (pq_rows(pq, "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = 'cradle'", on_schema, found, err) != 0 ||
	    pq_rows(pq, "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'cradle'",
		    on_column, found, err) != 0)
		return -1;
	if (!has(found, "schema_version", "version"))
		return 0;
	return pq_rows(pq, "SELECT max(version) FROM cradle.schema_version", on_version, found, err);
}

/* --- what is lacking, as SQL --- */

static void add_frame(struct text *sql, const struct found *found)
{
	if (!found->schema)
		text_add(sql, "CREATE SCHEMA IF NOT EXISTS cradle;\n");
	if (!has(found, "schema_version", "version"))
		text_add(sql, "CREATE TABLE cradle.schema_version(version BIGINT PRIMARY KEY);\n");
	if (found->version == 0)
		text_printf(sql, "INSERT INTO cradle.schema_version VALUES(%d);\n", LOAD_SCHEMA);
	if (!has(found, "dossier", "id"))
		text_add(sql, "CREATE TABLE cradle.dossier(id BIGINT PRIMARY KEY, identity TEXT NOT NULL UNIQUE,"
			      " content TEXT NOT NULL, file TEXT NOT NULL);\n");
	for (size_t i = 0; rows_meta[i]; i++)
		if (!has(found, "dossier", rows_meta[i]))
			text_printf(sql, "ALTER TABLE cradle.dossier ADD COLUMN %s TEXT;\n", rows_meta[i]);
}

static const char *type_of(const struct dossier_column *c)
{
	return c->integer ? "BIGINT" : "TEXT";
}

static void add_table(struct text *sql, const struct found *found, const struct dossier_table *t)
{
	if (has(found, t->name, "dossier_id")) {
		for (size_t c = 0; c < t->column_count; c++)
			if (!has(found, t->name, t->columns[c].name))
				text_printf(sql, "ALTER TABLE cradle.\"%s\" ADD COLUMN \"%s\" %s;\n", t->name, t->columns[c].name,
					    type_of(&t->columns[c]));
		return;
	}
	text_printf(sql, "CREATE TABLE cradle.\"%s\"(dossier_id BIGINT NOT NULL, row_no BIGINT NOT NULL", t->name);
	for (size_t c = 0; c < t->column_count; c++)
		text_printf(sql, ", \"%s\" %s", t->columns[c].name, type_of(&t->columns[c]));
	text_add(sql, ", PRIMARY KEY(dossier_id, row_no));\n");
}

/* As a dossier's own views, of one dossier each: those of a fact, and what is declared for the part looked at. */
static void add_view(struct text *sql, const struct dossier_table *t)
{
	const char *name = strncmp(t->name, "fact_", 5) == 0 ? t->name + 5 : NULL, *join = name ? dossier_join(name) : NULL;

	if (!name)
		return;
	text_printf(sql, "DROP VIEW IF EXISTS cradle.\"%s\";\nCREATE VIEW cradle.\"%s\" AS ", name, name);
	if (join)
		text_printf(sql, "SELECT f.*, d.enabled AS daemon_enabled, d.state AS daemon_state, d.version AS daemon_version"
				 " FROM cradle.\"%s\" f LEFT JOIN cradle.fact_daemon d"
				 " ON d.dossier_id = f.dossier_id AND d.name = f.\"%s\";\n", t->name, join);
	else
		text_printf(sql, "SELECT * FROM cradle.\"%s\";\n", t->name);
}

static const char declaration_view[] =
	"DROP VIEW IF EXISTS cradle.declaration;\n"
	"CREATE VIEW cradle.declaration AS SELECT d.* FROM cradle.declared d WHERE d.part = '' OR d.part ="
	" (SELECT o.part FROM cradle.dossier o WHERE o.id = d.dossier_id);\n";

static int bring_up(struct pq *pq, const struct dossier_table *tables_of, size_t count, struct err *err)
{
	struct arena mem = { .about = "the database's columns" };
	struct found found = { .columns = { .mem = &mem } };
	struct text sql = { 0 };
	int code = look(pq, &found, err);

	if (code == 0 && found.version > LOAD_SCHEMA)
		code = err_set(err, ERR_UNSUPPORTED, "the database has tables of format %ld; this program writes format %d:"
			       " load with the newer program that made them", found.version, LOAD_SCHEMA);
	if (code == 0) {
		text_add(&sql, "BEGIN;\n");
		add_frame(&sql, &found);
		for (size_t t = 0; t < count; t++)
			add_table(&sql, &found, &tables_of[t]);
		if (strcmp(sql.at, "BEGIN;\n") != 0) {
			for (size_t t = 0; t < count; t++)
				add_view(&sql, &tables_of[t]);
			text_add(&sql, declaration_view);
			text_add(&sql, "COMMIT;\n");
			code = pq_run(pq, sql.at, err);
		}
	}
	text_free(&sql);
	arena_free(&mem);
	return code;
}

int load_schema(struct pq *pq, const struct dossier_table *tables_of, size_t count, struct err *err)
{
	enum { TRIES = 6 };
	struct err ignored = { 0 };
	int code;

	for (int tries = 1; (code = bring_up(pq, tables_of, count, err)) != 0; tries++) {
		bool again = pq_again(pq) && tries < TRIES;

		pq_run(pq, "ROLLBACK", &ignored);
		if (!again)
			return err_wrap(err, "the schema 'cradle'");
	}
	return code;
}
