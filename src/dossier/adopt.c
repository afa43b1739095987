/*
 * A dossier of another build: its tables may have other columns, or be others.
 * Its rows are taken into tables of ours, column by column as both have them, so
 * that our own views and queries answer; what only one side knows is NULL, not
 * known, or left out.
 */
#include "dossier/adopt.h"

#include <string.h>

#include "base/text.h"

static void name_add(struct text *sql, const char *name)
{
	text_char(sql, '"');
	for (; *name; name++) {
		if (*name == '"')
			text_char(sql, '"');
		text_char(sql, *name);
	}
	text_char(sql, '"');
}

/* The names of our columns that theirs has too, for SELECT and INSERT; returns how many. */
static int common(struct text *names, struct text *marks, sqlite3 *theirs, sqlite3_stmt *ours, const char *table)
{
	int n = 0;

	for (int i = 0; i < sqlite3_column_count(ours); i++) {
		const char *column = sqlite3_column_name(ours, i);

		if (sqlite3_table_column_metadata(theirs, "main", table, column, NULL, NULL, NULL, NULL, NULL) != SQLITE_OK)
			continue;
		text_add(names, n ? "," : "");
		name_add(names, column);
		text_add(marks, n++ ? ",?" : "?");
	}
	return n;
}

static int copy_rows(sqlite3_stmt *from, sqlite3_stmt *to)
{
	int code;

	while ((code = sqlite3_step(from)) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(from); i++)
			sqlite3_bind_value(to, i + 1, sqlite3_column_value(from, i));
		if (sqlite3_step(to) != SQLITE_DONE)
			return -1;
		sqlite3_reset(to);
	}
	return code == SQLITE_DONE ? 0 : -1;
}

static int copy_common(sqlite3 *theirs, sqlite3 *ours, const char *table, const struct text *names, const struct text *marks)
{
	struct text sql = { 0 };
	sqlite3_stmt *from = NULL, *to = NULL;
	int code;

	text_printf(&sql, "SELECT %s FROM ", names->at);
	name_add(&sql, table);
	text_add(&sql, strcmp(table, "meta") == 0 ? " ORDER BY key" : " ORDER BY rowid");
	code = sqlite3_prepare_v2(theirs, sql.at, -1, &from, NULL);
	sql.n = 0;
	text_add(&sql, "INSERT INTO ");
	name_add(&sql, table);
	text_printf(&sql, "(%s) VALUES(%s)", names->at, marks->at);
	if (code == SQLITE_OK)
		code = sqlite3_prepare_v2(ours, sql.at, -1, &to, NULL);
	code = code == SQLITE_OK ? copy_rows(from, to) : -1;
	sqlite3_finalize(from);
	sqlite3_finalize(to);
	text_free(&sql);
	return code;
}

static int copy_table(sqlite3 *theirs, sqlite3 *ours, const char *table)
{
	struct text sql = { 0 }, names = { 0 }, marks = { 0 };
	sqlite3_stmt *st = NULL;
	int code = 0;

	text_add(&sql, "SELECT * FROM ");
	name_add(&sql, table);
	if (sqlite3_prepare_v2(ours, sql.at, -1, &st, NULL) != SQLITE_OK)
		code = -1;
	else if (common(&names, &marks, theirs, st, table))
		code = copy_common(theirs, ours, table, &names, &marks);
	sqlite3_finalize(st);
	text_free(&sql);
	text_free(&names);
	text_free(&marks);
	return code;
}

/* Virtual tables would run code of their own; all that cradle ever wrote are tables, their indexes, and views. */
static bool plain(sqlite3 *theirs)
{
	sqlite3_stmt *st = NULL;
	bool odd = true;

	if (sqlite3_prepare_v2(theirs, "SELECT 1 FROM sqlite_schema WHERE NOT (type = 'view' OR (type = 'index' AND sql IS NULL)"
				       " OR (type = 'table' AND sql LIKE 'CREATE TABLE %'))", -1, &st, NULL) == SQLITE_OK)
		odd = sqlite3_step(st) != SQLITE_DONE;
	sqlite3_finalize(st);
	return !odd;
}

bool adopt_may(struct dossier *d)
{
	struct arena mem = { .about = "a dossier's version" };
	const char *tool = dossier_meta(d, &mem, "tool");
	bool may = tool && strcmp(tool, CRADLE_VERSION) != 0 && plain(d->db);

	arena_free(&mem);
	return may;
}

static int copy_tables(sqlite3 *theirs, sqlite3 *ours)
{
	sqlite3_stmt *st = NULL;
	int code = sqlite3_prepare_v2(ours, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", -1, &st, NULL);

	code = code == SQLITE_OK ? 0 : -1;
	while (code == 0) {
		int step = sqlite3_step(st);

		if (step != SQLITE_ROW) {
			code = step == SQLITE_DONE ? 0 : -1;
			break;
		}
		code = copy_table(theirs, ours, (const char *)sqlite3_column_text(st, 0));
	}
	sqlite3_finalize(st);
	return code;
}

int adopt(struct dossier *d, const char *path, struct err *err)
{
	struct dossier fresh;

	if (dossier_create(&fresh, err) != 0)
		return -1;
	if (dossier_begin(&fresh, err) != 0 || copy_tables(d->db, fresh.db) != 0 || dossier_commit(&fresh, err) != 0) {
		dossier_close(&fresh);
		return err_set(err, ERR_DAMAGED, "'%s' is of another version of cradle, and its rows do not fit the tables of this one", path);
	}
	sqlite3_exec(fresh.db, "PRAGMA query_only = ON", NULL, NULL, NULL);
	dossier_close(d);
	*d = fresh;
	return 0;
}
