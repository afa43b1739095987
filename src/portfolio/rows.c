#include "portfolio/rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>


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

/* --- the rows of a table --- */

struct reading {
	const struct dossier_table *table;
	struct text *out;
	int64_t id, line;
};

/* dossier_open() has seen to it that columns and values are what the table says: numbers, and clean texts. */
static int on_row(void *self, const struct query_row *r, struct err *err)
{
	struct reading *reading = self;

	if ((size_t)r->count != reading->table->column_count)
		return err_set(err, ERR_DAMAGED, "table %s has %d columns, not %zu", reading->table->name, r->count,
			       reading->table->column_count);
	text_printf(reading->out, "%" PRId64 "\t%" PRId64, reading->id, ++reading->line);
	for (int i = 0; i < r->count; i++) {
		text_char(reading->out, '\t');
		copy_value(reading->out, r->values[i]);
	}
	text_char(reading->out, '\n');
	if (reading->out->failed)
		return err_set(err, ERR_LIMIT, "table %s is larger than can be loaded", reading->table->name);
	return 0;
}

static int read_table(struct rows *rows, struct dossier *d, struct rows_dossier *to, size_t t, struct err *err)
{
	struct reading reading = { .table = &rows->tables[t], .out = &rows->texts[t], .id = to->id };
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
	const char *digest = dossier_meta(d, mem, "digest");
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
	snprintf(to->content, sizeof(to->content), "%s", digest ? digest : "");
	if (!image && !(product && *product))
		return err_set(err, ERR_USAGE, "it has neither an image nor the product's name, so nothing tells it from others;"
			       " product.name in product.yaml does");
	return 0;
}

static void add_own_row(struct rows *rows, struct rows_dossier *to, struct dossier *d)
{
	struct text *out = &rows->dossiers;
	struct arena mem = { 0 };

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
}

static int read_dossier(struct rows *rows, struct rows_dossier *to, struct dossier *d, struct err *err)
{
	struct arena mem = { 0 };
	int code = identify(to, d, &mem, err);

	for (size_t t = 0; code == 0 && t < rows->table_count; t++)
		code = read_table(rows, d, to, t, err);
	arena_free(&mem);
	if (code == 0)
		add_own_row(rows, to, d);
	return code;
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
	before = arena_alloc(&rows->batch, rows->table_count * sizeof(*before));
	*to = (struct rows_dossier){
		.file = arena_clean(&rows->batch, file),
		.pieces = arena_alloc(&rows->batch, rows->table_count * sizeof(*to->pieces)),
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
	arena_free(&rows->batch);
	rows->count = rows->bytes = rows->lines = 0;
}

void rows_free(struct rows *rows)
{
	for (size_t t = 0; rows->texts && t < rows->table_count; t++)
		text_free(&rows->texts[t]);
	text_free(&rows->dossiers);
	arena_free(&rows->batch);
	arena_free(&rows->mem);
	*rows = (struct rows){ 0 };
}
