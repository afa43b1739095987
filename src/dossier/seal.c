#include "dossier/seal.h"

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/utf8.h"

enum { PIECE = 64 * 1024, COLUMNS = 64 };

struct seal {
	struct sha256 *sum;
	struct text piece;		/* what goes into the sum next */
	struct seal_flaw *flaw;
};

static void piece_flush(struct seal *s)
{
	sha256_add(s->sum, s->piece.at, s->piece.n);
	s->piece.n = 0;
}

static void put(struct seal *s, const void *at, size_t n)
{
	if (s->piece.n + n >= PIECE)
		piece_flush(s);
	if (n >= PIECE)
		sha256_add(s->sum, at, n);
	else
		text_add_bytes(&s->piece, at, n);
}

static void put_length(struct seal *s, size_t n)
{
	char digits[24], *p = digits + sizeof(digits);

	*--p = ':';
	do
		*--p = (char)('0' + n % 10);
	while (n /= 10);
	put(s, p, (size_t)(digits + sizeof(digits) - p));
}

/* Lines and tabs are ours; all else that utf8_clean() would change never gets in. */
static bool text_is_clean(struct bytes s)
{
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++)
		if (s.at[i] == '\n' || s.at[i] == '\t') {
			if (!utf8_is_clean(s.at + from, i - from))
				return false;
			from = i + 1;
		}
	return utf8_is_clean(s.at + from, s.n - from);
}

static const char *value_flaw(int type, bool text, struct bytes value)
{
	if (type != (text ? SQLITE_TEXT : SQLITE_INTEGER))
		return text ? "no text" : "no whole number";
	return !text || text_is_clean(value) ? NULL : "bytes that are no UTF-8, or control characters";
}

/* 'text': the column is declared as text; the others are whole numbers. */
static void put_value(struct seal *s, sqlite3_stmt *st, int i, bool text, const char *table)
{
	/* the type is asked before the text is: that may change it */
	int type = sqlite3_column_type(st, i);
	struct bytes value;
	const char *what;

	if (type == SQLITE_NULL) {
		put(s, "-,", 2);
		return;
	}
	value.at = type == SQLITE_BLOB ? sqlite3_column_blob(st, i) : sqlite3_column_text(st, i);
	value.n = value.at ? (size_t)sqlite3_column_bytes(st, i) : 0;
	what = s->flaw->what ? NULL : value_flaw(type, text, value);
	if (what) {
		s->flaw->what = what;
		snprintf(s->flaw->column, sizeof(s->flaw->column), "%s.%s", table, sqlite3_column_name(st, i));
	}
	put_length(s, value.n);
	put(s, value.at, value.n);
	put(s, ",", 1);
}

/* Which columns are text: asked once, for a table has many rows. */
static void text_columns(sqlite3_stmt *st, bool text[COLUMNS], int n)
{
	for (int i = 0; i < n; i++) {
		const char *declared = sqlite3_column_decltype(st, i);

		text[i] = declared && strcmp(declared, "TEXT") == 0;
	}
}

static int add_table(struct dossier *d, struct seal *s, const char *table, struct err *err)
{
	bool meta = strcmp(table, "meta") == 0, text[COLUMNS];
	sqlite3_stmt *st = NULL;
	char sql[160];
	int code, n;

	snprintf(sql, sizeof(sql), "SELECT * FROM \"%s\" %s", table, meta ? "WHERE key <> 'digest' ORDER BY key" : "ORDER BY rowid");
	put(s, table, strlen(table));
	put(s, "\n", 1);
	code = sqlite3_prepare_v2(d->db, sql, -1, &st, NULL);
	n = st ? sqlite3_column_count(st) : 0;
	n = n < COLUMNS ? n : COLUMNS;
	text_columns(st, text, n);
	if (code == SQLITE_OK) {
		while ((code = sqlite3_step(st)) == SQLITE_ROW) {
			for (int i = 0; i < n; i++)
				put_value(s, st, i, text[i], table);
			put(s, "\n", 1);
		}
	}
	sqlite3_finalize(st);
	if (code == SQLITE_TOOBIG)
		return err_set(err, ERR_DAMAGED, "a value in the table '%s' is longer than %llu MiB", table,
			       LIMIT_DOSSIER_VALUE / MIB);
	return code == SQLITE_DONE ? 0 : err_set(err, ERR_DAMAGED, "table '%s': %s", table, sqlite3_errmsg(d->db));
}

static int add_tables(struct dossier *d, struct seal *s, struct err *err)
{
	sqlite3_stmt *st = NULL;
	int code = sqlite3_prepare_v2(d->db, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", -1, &st, NULL);
	int failed = 0;

	if (code == SQLITE_OK)
		while (!failed && (code = sqlite3_step(st)) == SQLITE_ROW)
			failed = add_table(d, s, (const char *)sqlite3_column_text(st, 0), err);
	sqlite3_finalize(st);
	if (!failed && code != SQLITE_DONE)
		return err_set(err, ERR_DAMAGED, "%s", sqlite3_errmsg(d->db));
	return failed;
}

int seal_take(struct dossier *d, char hex[SHA256_HEX], struct seal_flaw *flaw, struct err *err)
{
	struct seal s = { .sum = sha256_new(), .flaw = flaw };
	int code;

	*flaw = (struct seal_flaw){ 0 };
	code = add_tables(d, &s, err);
	piece_flush(&s);
	sha256_end(s.sum, hex);
	text_free(&s.piece);
	return code;
}
