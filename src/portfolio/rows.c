#include "portfolio/rows.h"

#include <inttypes.h>
#include <string.h>

#include "base/utf8.h"

const char *const rows_meta[] = {
	"product", "product_version", "part", "image", "image_sha256", "gate", "as_of", "tool", "rules", "decisions",
	"declaration", NULL,
};

/* --- one value (https://www.postgresql.org/docs/current/sql-copy.html, "Text Format") --- */

static void copy_text(struct text *out, const char *s, size_t n)
{
	size_t from = 0;

	for (size_t i = 0; i < n; i++) {
		const char *escaped = s[i] == '\\' ? "\\\\" : s[i] == '\t' ? "\\t" : s[i] == '\n' ? "\\n" : s[i] == '\r' ? "\\r" : NULL;

		if (!escaped)
			continue;
		text_add_bytes(out, s + from, i - from);
		text_add(out, escaped);
		from = i + 1;
	}
	text_add_bytes(out, s + from, n - from);
}

static void copy_value(struct text *out, const char *s)
{
	if (s)
		copy_text(out, s, strlen(s));
	else
		text_add(out, "\\N");
}

/* What PostgreSQL's text cannot hold: a NUL, and what is no UTF-8. */
static const char *mistake_in(const char *s, size_t n)
{
	const unsigned char *at = (const unsigned char *)s;

	for (size_t i = 0; i < n; ) {
		size_t length = at[i] < 0x80 ? 1 : utf8_length(at + i, n - i);

		if (at[i] == '\0')
			return "holds a NUL byte";
		if (!length)
			return "is no valid UTF-8";
		i += length;
	}
	return NULL;
}

static const char *mistake(const struct query_row *r, int i, bool integer)
{
	static const char *const kinds[] = {
		[SQLITE_INTEGER] = "is a number, not a text", [SQLITE_FLOAT] = "is a broken number, not a whole one",
		[SQLITE_TEXT] = "is a text, not a number", [SQLITE_BLOB] = "is a blob",
	};

	if (r->types[i] == SQLITE_NULL)
		return NULL;
	if (r->types[i] != (integer ? SQLITE_INTEGER : SQLITE_TEXT))
		return kinds[r->types[i]];
	return integer ? NULL : mistake_in(r->values[i], r->sizes[i]);
}

/* --- the rows of a table --- */

struct reading {
	struct rows *rows;
	const struct dossier_table *table;
	struct text *out;
	int64_t id, line;
	int places[64];			/* of the table's columns in the dossier's rows; -1: it has none such */
};

/* A dossier of an older program may lack a column; one with more is of a newer program. */
static int find_columns(struct reading *reading, const struct query_row *r, struct err *err)
{
	const struct dossier_table *t = reading->table;
	int found = 0;

	if (t->column_count > sizeof(reading->places) / sizeof(reading->places[0]))
		return err_set(err, ERR_LIMIT, "table %s: too many columns", t->name);
	for (size_t c = 0; c < t->column_count; c++) {
		reading->places[c] = -1;
		for (int i = 0; i < r->count; i++)
			if (strcmp(r->names[i], t->columns[c].name) == 0)
				reading->places[c] = i;
		found += reading->places[c] >= 0;
	}
	if (found != r->count)
		return err_set(err, ERR_UNSUPPORTED, "table %s has columns that this program does not know", t->name);
	return 0;
}

static int on_row(void *self, const struct query_row *r, struct err *err)
{
	struct reading *reading = self;
	const struct dossier_table *t = reading->table;

	if (reading->line == 0 && find_columns(reading, r, err) != 0)
		return -1;
	text_printf(reading->out, "%" PRId64 "\t%" PRId64, reading->id, ++reading->line);
	for (size_t c = 0; c < t->column_count; c++) {
		int i = reading->places[c];
		const char *why = i < 0 ? NULL : mistake(r, i, t->columns[c].integer);

		if (why)
			return err_set(err, ERR_DAMAGED, "table %s, column %s, row %" PRId64 " %s", t->name, t->columns[c].name,
				       reading->line, why);
		text_char(reading->out, '\t');
		if (i < 0 || r->types[i] == SQLITE_NULL)
			text_add(reading->out, "\\N");
		else
			copy_text(reading->out, r->values[i], r->sizes[i]);
	}
	text_char(reading->out, '\n');
	if (reading->out->failed)
		return err_set(err, ERR_LIMIT, "table %s is larger than can be loaded", t->name);
	return 0;
}

static const struct dossier_table *table_of(const struct dossier_table *list, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i].name, name) == 0)
			return &list[i];
	return NULL;
}

static int known_tables(const struct rows *rows, const struct dossier_table *own, size_t count, struct err *err)
{
	for (size_t i = 0; i < count; i++)
		if (!table_of(rows->tables, rows->table_count, own[i].name))
			return err_set(err, ERR_UNSUPPORTED, "table '%.60s' is none that this program knows: a newer one made it",
				       own[i].name);
	return 0;
}

static int read_table(struct rows *rows, struct dossier *d, struct rows_dossier *to, size_t t, struct err *err)
{
	struct reading reading = { .rows = rows, .table = &rows->tables[t], .out = &rows->texts[t], .id = to->id };
	struct arena mem = { 0 };
	int code;

	to->pieces[t].from = rows->texts[t].n;
	code = dossier_query(d, arena_printf(&mem, "SELECT * FROM \"%s\"", reading.table->name), on_row, &reading, err);
	to->pieces[t].to = rows->texts[t].n;
	rows->lines += (size_t)reading.line;
	arena_free(&mem);
	return code;
}

/* --- one dossier --- */

/* Which one it is: not two of the same in one database. */
static int identify(struct rows_dossier *to, struct dossier *d, struct arena *mem, struct err *err)
{
	const char *image = dossier_meta(d, mem, "image_sha256"), *product = dossier_meta(d, mem, "product");
	const char *version = dossier_meta(d, mem, "product_version"), *part = dossier_meta(d, mem, "part");
	const char *const words[] = {
		image ? "image" : "declared", image ? image : version ? version : "", product ? product : "", part ? part : "",
	};
	struct sha256 *sum = sha256_new();
	uint64_t id = 0;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		sha256_add(sum, words[i], strlen(words[i]) + 1);
	sha256_end(sum, to->identity);
	for (size_t i = 0; i < 16; i++)
		id = id << 4 | (uint64_t)(to->identity[i] <= '9' ? to->identity[i] - '0' : to->identity[i] - 'a' + 10);
	to->id = (int64_t)(id >> 1);
	if (!image && !(product && *product))
		return err_set(err, ERR_USAGE, "it has neither an image nor the product's name, so nothing tells it from others;"
			       " product.name in product.yaml does");
	return 0;
}

static int add_own_row(struct rows *rows, struct rows_dossier *to, struct dossier *d, struct err *err)
{
	struct text *out = &rows->dossiers;
	struct arena mem = { 0 };
	const char *why = mistake_in(to->file, strlen(to->file));

	to->own.from = out->n;
	text_printf(out, "%" PRId64 "\t%s\t%s\t", to->id, to->identity, to->content);
	copy_value(out, to->file);
	for (size_t i = 0; rows_meta[i]; i++) {
		text_char(out, '\t');
		copy_value(out, dossier_meta(d, &mem, rows_meta[i]));
	}
	text_char(out, '\n');
	to->own.to = out->n;
	arena_free(&mem);
	return why ? err_set(err, ERR_USAGE, "the file's name %s", why) : 0;
}

/* The name and the rows of each table that has some. */
static void digest(const struct rows *rows, struct rows_dossier *to)
{
	struct sha256 *sum = sha256_new();

	for (size_t t = 0; t < rows->table_count; t++) {
		const struct rows_piece *piece = &to->pieces[t];

		if (piece->to == piece->from)
			continue;
		sha256_add(sum, rows->tables[t].name, strlen(rows->tables[t].name) + 1);
		sha256_add(sum, rows->texts[t].at + piece->from, piece->to - piece->from);
	}
	sha256_end(sum, to->content);
}

static int read_dossier(struct rows *rows, struct rows_dossier *to, struct dossier *d, struct err *err)
{
	const struct dossier_table *own;
	struct arena mem = { 0 };
	size_t count;
	int code = identify(to, d, &mem, err);

	if (code == 0)
		code = dossier_tables(d, &mem, &own, &count, err);
	if (code == 0)
		code = known_tables(rows, own, count, err);
	for (size_t t = 0; code == 0 && t < rows->table_count; t++) {
		to->pieces[t].from = to->pieces[t].to = rows->texts[t].n;
		if (table_of(own, count, rows->tables[t].name))
			code = read_table(rows, d, to, t, err);
	}
	arena_free(&mem);
	if (code != 0)
		return -1;
	digest(rows, to);
	return add_own_row(rows, to, d, err);
}

static size_t bytes_of_rows(const struct rows *rows)
{
	size_t n = rows->dossiers.n;

	for (size_t t = 0; t < rows->table_count; t++)
		n += rows->texts[t].n;
	return n;
}

static void cut(struct text *text, size_t n)
{
	if (text->n > n)
		text->n = n;
	text->failed = false;
}

int rows_add(struct rows *rows, struct dossier *d, const char *file, struct err *err)
{
	struct rows_dossier *to = &rows->list[rows->count];
	size_t *before, lines = rows->lines, own = rows->dossiers.n;

	if (!rows->texts)
		rows->texts = arena_alloc(&rows->mem, rows->table_count * sizeof(*rows->texts));
	before = arena_alloc(&rows->mem, rows->table_count * sizeof(*before));
	*to = (struct rows_dossier){
		.file = arena_text(&rows->mem, file, strlen(file)),
		.pieces = arena_alloc(&rows->mem, rows->table_count * sizeof(*to->pieces)),
	};
	for (size_t t = 0; t < rows->table_count; t++)
		before[t] = rows->texts[t].n;
	if (read_dossier(rows, to, d, err) == 0) {
		rows->count++;
		rows->bytes = bytes_of_rows(rows);
		return 0;
	}
	for (size_t t = 0; t < rows->table_count; t++)
		cut(&rows->texts[t], before[t]);
	cut(&rows->dossiers, own);
	rows->lines = lines;
	return err_wrap(err, "'%s'", file);
}

void rows_clear(struct rows *rows)
{
	for (size_t t = 0; rows->texts && t < rows->table_count; t++)
		cut(&rows->texts[t], 0);
	cut(&rows->dossiers, 0);
	rows->count = rows->bytes = rows->lines = 0;
}

void rows_free(struct rows *rows)
{
	for (size_t t = 0; rows->texts && t < rows->table_count; t++)
		text_free(&rows->texts[t]);
	text_free(&rows->dossiers);
	arena_free(&rows->mem);
	*rows = (struct rows){ 0 };
}
