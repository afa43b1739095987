#include "dossier/dossier.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "dossier/check.h"
#include "dossier/seal.h"
#include "dossier/sql.h"

static int db_fail(struct dossier *d, struct err *err, const char *what)
{
	return err_set(err, ERR_SYSTEM, "%s: %s", what, sqlite3_errmsg(d->db));
}

static int db_exec(struct dossier *d, const char *sql, struct err *err)
{
	if (sqlite3_exec(d->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return db_fail(d, err, "dossier");
	return 0;
}

static int db_open(struct dossier *d, const char *path, int flags, struct err *err)
{
	*d = (struct dossier){ 0 };
	if (sqlite3_open_v2(path, &d->db, flags, NULL) != SQLITE_OK) {
		err_set(err, ERR_SYSTEM, "cannot open '%s': %s", path,
			d->db ? sqlite3_errmsg(d->db) : "out of memory");
		dossier_close(d);
		return -1;
	}
	sqlite3_db_config(d->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(d->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(d->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_limit(d->db, SQLITE_LIMIT_ATTACHED, 1);
	if (sql_functions(d->db) != SQLITE_OK)
		return db_fail(d, err, "dossier");
	return 0;
}

static int create(struct dossier *d, void (*write)(struct text *out), struct err *err)
{
	struct text schema = { 0 };
	int code;

	if (db_open(d, ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err) != 0)
		return -1;
	text_printf(&schema, "PRAGMA application_id=%d; PRAGMA user_version=%d;\nBEGIN;\n", DOSSIER_APPLICATION,
		    DOSSIER_VERSION);
	write(&schema);
	text_add(&schema, "COMMIT;\n");
	code = db_exec(d, schema.at, err);
	text_free(&schema);
	return code;
}

int dossier_create(struct dossier *d, struct err *err)
{
	return create(d, dossier_schema, err);
}

int dossier_create_bare(struct dossier *d, struct err *err)
{
	return create(d, dossier_schema_bare, err);
}

/*
 * The path as a URI that says of the file that nobody writes to it: journals that
 * lie beside it are not looked at, so that what was checked is what is read.
 */
static char *immutable_uri(const char *path)
{
	struct text uri = { 0 };

	text_add(&uri, "file:");
	/* "//x" would be a host */
	if (*path == '/')
		text_add(&uri, "//");
	for (const unsigned char *p = (const unsigned char *)path; *p; p++)
		if (*p == '?' || *p == '#' || *p == '%')
			text_printf(&uri, "%%%02X", *p);
		else
			text_char(&uri, (char)*p);
	text_add(&uri, "?immutable=1");
	return uri.at;
}

int dossier_open(struct dossier *d, const char *path, struct err *err)
{
	AUTO(auto_free) char *uri = immutable_uri(path);
	struct err why;

	if (check_file(path, err) != 0)
		return -1;
	if (!uri)
		return err_set(err, ERR_SYSTEM, "out of memory");
	if (db_open(d, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, &why) != 0)
		return err_set(err, ERR_SYSTEM, "cannot open '%s'", path);
	if (check_dossier(d, path, err) != 0) {
		dossier_close(d);
		return -1;
	}
	return 0;
}

void dossier_close(struct dossier *d)
{
	for (size_t i = 0; i < COUNT(d->inserts); i++)
		sqlite3_finalize(d->inserts[i].statement);
	sqlite3_close(d->db);
	*d = (struct dossier){ 0 };
}

int dossier_begin(struct dossier *d, struct err *err)
{
	return db_exec(d, "SAVEPOINT step", err);
}

int dossier_commit(struct dossier *d, struct err *err)
{
	return db_exec(d, "RELEASE step", err);
}

int dossier_rollback(struct dossier *d, struct err *err)
{
	return db_exec(d, "ROLLBACK TO step; RELEASE step", err);
}

static sqlite3_stmt *insert_prepare(struct dossier *d, const struct table_info *info)
{
	struct text sql = { 0 };
	sqlite3_stmt *st = NULL;

	text_printf(&sql, "INSERT INTO fact_%s VALUES(?,?", info->name);
	for (const struct column_info *c = info->columns; c->name; c++)
		text_add(&sql, ",?");
	text_add(&sql, ")");
	sqlite3_prepare_v2(d->db, sql.at, -1, &st, NULL);
	text_free(&sql);
	return st;
}

static void bind_place(sqlite3_stmt *st, int i, struct place at)
{
	sqlite3_bind_text(st, i, at.path, -1, SQLITE_STATIC);
	if (at.line > 0)
		sqlite3_bind_int64(st, i + 1, at.line);
	else
		sqlite3_bind_null(st, i + 1);
}

static int insert_row(sqlite3_stmt *st, const struct table_info *info, const char *row)
{
	int i = 3;

	bind_place(st, 1, *(const struct place *)(const void *)row);
	for (const struct column_info *c = info->columns; c->name; c++, i++) {
		const void *value = row + c->offset;
		int64_t n = c->type == COLUMN_INT ? *(const int64_t *)value : 0;
		enum flag flag = c->type == COLUMN_FLAG ? *(const enum flag *)value : FLAG_UNKNOWN;

		if (c->type == COLUMN_TEXT)
			sqlite3_bind_text(st, i, *(const char *const *)value, -1, SQLITE_STATIC);
		else if (c->type == COLUMN_INT && n != INT_UNKNOWN)
			sqlite3_bind_int64(st, i, n);
		else if (flag != FLAG_UNKNOWN)
			sqlite3_bind_int(st, i, flag == FLAG_YES);
		else
			sqlite3_bind_null(st, i);
	}
	if (sqlite3_step(st) != SQLITE_DONE)
		return -1;
	return sqlite3_reset(st) == SQLITE_OK ? 0 : -1;
}

static int add_table(struct dossier *d, const struct facts *facts, int t, struct err *err)
{
	const struct fact_list *list = &facts->list[t];
	sqlite3_stmt *st;
	int code = 0;

	if (list->count == 0)
		return 0;
	st = insert_prepare(d, &tables[t]);
	for (size_t i = 0; st && code == 0 && i < list->count; i++)
		code = insert_row(st, &tables[t], list->rows[i]);
	if (!st || code != 0)
		code = db_fail(d, err, "dossier");
	sqlite3_finalize(st);
	return code;
}

int dossier_add_facts(struct dossier *d, const struct facts *facts, struct err *err)
{
	if (dossier_begin(d, err) != 0)
		return -1;
	for (int t = 1; t < TABLE_COUNT; t++)
		if (add_table(d, facts, t, err) != 0)
			return -1;
	return dossier_commit(d, err);
}

/* The statement of this literal, ready to be bound; NULL when it does not compile. */
static sqlite3_stmt *insert_of(struct dossier *d, const char *sql)
{
	size_t i = 0;

	while (i + 1 < COUNT(d->inserts) && d->inserts[i].sql && d->inserts[i].sql != sql)
		i++;
	if (d->inserts[i].sql == sql)
		return d->inserts[i].statement;
	sqlite3_finalize(d->inserts[i].statement);
	d->inserts[i] = (struct dossier_insert){ 0 };
	if (sqlite3_prepare_v2(d->db, sql, -1, &d->inserts[i].statement, NULL) == SQLITE_OK)
		d->inserts[i].sql = sql;
	return d->inserts[i].statement;
}

/* One row of texts and a place; NULL texts are NULL. 'sql' is a literal. */
static int add_texts(struct dossier *d, const char *sql, const char *const *texts, int n,
		     const struct place *at, struct err *err)
{
	sqlite3_stmt *st = insert_of(d, sql);
	int code = 0;

	if (!st)
		return db_fail(d, err, "dossier");
	for (int i = 0; i < n; i++)
		sqlite3_bind_text(st, i + 1, texts[i], -1, SQLITE_STATIC);
	if (at)
		bind_place(st, n + 1, *at);
	if (sqlite3_step(st) != SQLITE_DONE)
		code = db_fail(d, err, "dossier");
	/* what was bound belongs to the caller */
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
	return code;
}

int dossier_set_meta(struct dossier *d, const char *key, const char *value, struct err *err)
{
	return add_texts(d, "INSERT OR REPLACE INTO meta VALUES(?,?)", (const char *const[]){ key, value }, 2,
			 NULL, err);
}

const char *dossier_meta(struct dossier *d, struct arena *mem, const char *key)
{
	sqlite3_stmt *st = NULL;
	const char *out = NULL, *value;

	if (sqlite3_prepare_v2(d->db, "SELECT value FROM meta WHERE key=?", -1, &st, NULL) == SQLITE_OK) {
		sqlite3_bind_text(st, 1, key, -1, SQLITE_STATIC);
		if (sqlite3_step(st) == SQLITE_ROW && (value = (const char *)sqlite3_column_text(st, 0)))
			out = arena_text(mem, value, strlen(value));
	}
	sqlite3_finalize(st);
	return out;
}

int dossier_add_finding(struct dossier *d, const struct finding *f, struct err *err)
{
	return add_texts(d,
			 "INSERT INTO finding(rule,title,limb,severity,state,detail,fix,path,line)"
			 " VALUES(?,?,?,?,?,?,?,?,?)",
			 (const char *const[]){ f->rule, f->title, f->limb, f->severity, f->state, f->detail, f->fix },
			 7, &f->at, err);
}

int dossier_add_verdict(struct dossier *d, const struct verdict *v, struct err *err)
{
	return add_texts(d,
			 "INSERT INTO verdict(key,title,verdict,reason,part,row,needs,needs_key) VALUES(?,?,?,?,?,?,?,?)",
			 (const char *const[]){ v->key, v->title, v->verdict, v->reason, v->part, v->row, v->needs,
						v->needs_key }, 8, NULL, err);
}

int dossier_add_verdict_fact(struct dossier *d, const struct verdict_fact *f, struct err *err)
{
	return add_texts(d, "INSERT INTO verdict_fact(key,rule,name,value,path,line) VALUES(?,?,?,?,?,?)",
			 (const char *const[]){ f->key, f->rule, f->name, f->value }, 4, &f->at, err);
}

int dossier_add_verdict_source(struct dossier *d, const char *key, const char *provision, const char *weight,
			       struct err *err)
{
	return add_texts(d, "INSERT INTO verdict_source VALUES(?,?,?)",
			 (const char *const[]){ key, provision, weight }, 3, NULL, err);
}

int dossier_add_declared(struct dossier *d, const struct declared *f, struct err *err)
{
	char item[24];

	snprintf(item, sizeof(item), "%lld", (long long)f->item);
	/* the column's type makes a number of it */
	return add_texts(d, "INSERT INTO declared(part,section,item,key,value,path,line) VALUES(?,?,?,?,?,?,?)",
			 (const char *const[]){ f->part, f->section, f->item < 0 ? NULL : item, f->key, f->value }, 5,
			 &f->at, err);
}

int dossier_accept(struct dossier *d, const char *rule, const char *path, const char *state, const char *until,
		   struct err *err)
{
	return add_texts(d,
			 "UPDATE finding SET accepted=?1, until=?2 WHERE rule=?3 AND state IN ('fail','unknown')"
			 " AND (?4='any' OR path=?4)",
			 (const char *const[]){ state, until, rule, path }, 4, NULL, err);
}

int dossier_bytes(struct dossier *d, struct text *out, struct err *err)
{
	struct seal_flaw flaw;
	sqlite3_int64 size = 0;
	unsigned char *image;
	char hex[SHA256_HEX];

	if (seal_take(d, hex, &flaw, err) != 0 || dossier_set_meta(d, "digest", hex, err) != 0)
		return -1;
	image = sqlite3_serialize(d->db, "main", &size, 0);
	if (!image)
		return err_set(err, ERR_SYSTEM, "out of memory");
	text_add_bytes(out, image, (size_t)size);
	sqlite3_free(image);
	return 0;
}

int dossier_save(struct dossier *d, const char *path, struct err *err)
{
	struct text out = { .limit = LIMIT_DOSSIER };
	int code = dossier_bytes(d, &out, err);

	if (code == 0)
		code = text_write(&out, path, err);
	text_free(&out);
	return code;
}

/* --- queries that may only read --- */

static int only_reads(void *self, int action, const char *a, const char *b, const char *c, const char *d)
{
	(void)self, (void)a, (void)c, (void)d;
	if (action == SQLITE_FUNCTION && b && strcmp(b, "load_extension") == 0)
		return SQLITE_DENY;
	return action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_FUNCTION ||
	       action == SQLITE_RECURSIVE ? SQLITE_OK : SQLITE_DENY;
}

struct budget { long left; };

static int budget_spent(void *self)
{
	struct budget *budget = self;

	budget->left -= 10000;
	return budget->left < 0;
}

static void read_only(struct dossier *d, struct budget *budget)
{
	sqlite3_set_authorizer(d->db, budget ? only_reads : NULL, NULL);
	sqlite3_progress_handler(d->db, budget ? 10000 : 0, budget ? budget_spent : NULL, budget);
}

static sqlite3_stmt *query_prepare(struct dossier *d, const char *sql, struct err *err)
{
	sqlite3_stmt *st = NULL;
	const char *rest = NULL;
	int code = sqlite3_prepare_v2(d->db, sql, -1, &st, &rest);

	if (code == SQLITE_AUTH) {
		err_set(err, ERR_USAGE, "the query may only read: %s", sqlite3_errmsg(d->db));
	} else if (code != SQLITE_OK) {
		int at = sqlite3_error_offset(d->db);

		err_set(err, ERR_USAGE, "%s%s%.30s%s", sqlite3_errmsg(d->db), at >= 0 ? ", near '" : "",
			at >= 0 ? sql + at : "", at >= 0 ? "'" : "");
	} else if (!st) {
		err_set(err, ERR_USAGE, "the query is empty");
	} else if (bytes_trim(bytes_of(rest)).n) {
		err_set(err, ERR_USAGE, "one query at a time: something follows the first ';'");
	} else {
		return st;
	}
	sqlite3_finalize(st);
	return NULL;
}

enum { COLUMNS = 64 };

static int query_rows(struct dossier *d, sqlite3_stmt *st,
		      int (*row)(void *, const struct query_row *, struct err *), void *self, struct err *err)
{
	const char *names[COLUMNS], *values[COLUMNS];
	int types[COLUMNS], n = sqlite3_column_count(st), code;
	struct query_row r = { n, names, values, types };

	if (n > COLUMNS)
		return err_set(err, ERR_USAGE, "more than %d columns", COLUMNS);
	for (int i = 0; i < n; i++)
		names[i] = sqlite3_column_name(st, i);
	while ((code = sqlite3_step(st)) == SQLITE_ROW) {
		for (int i = 0; i < n; i++) {
			types[i] = sqlite3_column_type(st, i);
			values[i] = (const char *)sqlite3_column_text(st, i);
		}
		if (row(self, &r, err) != 0)
			return -1;
	}
	if (code == SQLITE_INTERRUPT)
		return err_set(err, ERR_LIMIT, "the query took more than %d steps and was stopped", LIMIT_RULE_STEPS);
	if (code != SQLITE_DONE)
		return err_set(err, ERR_USAGE, "%s", sqlite3_errmsg(d->db));
	return 0;
}

int dossier_query(struct dossier *d, const char *sql,
		  int (*row)(void *, const struct query_row *, struct err *), void *self, struct err *err)
{
	struct budget budget = { LIMIT_RULE_STEPS };
	sqlite3_stmt *st;
	int code = -1;

	read_only(d, &budget);
	st = query_prepare(d, sql, err);
	/* it is compiled as a reading one; row() may write elsewhere */
	sqlite3_set_authorizer(d->db, NULL, NULL);
	if (st)
		code = query_rows(d, st, row, self, err);
	sqlite3_finalize(st);
	read_only(d, NULL);
	return code;
}

int dossier_check_query(struct dossier *d, const char *sql, int *columns, struct err *err)
{
	struct budget budget = { LIMIT_RULE_STEPS };
	sqlite3_stmt *st;

	read_only(d, &budget);
	st = query_prepare(d, sql, err);
	*columns = st ? sqlite3_column_count(st) : 0;
	sqlite3_finalize(st);
	read_only(d, NULL);
	return st ? 0 : -1;
}
