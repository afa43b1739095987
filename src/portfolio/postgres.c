#include "portfolio/postgres.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { TRIES = 6, BATCH_BYTES = 16 << 20 };

/* --- what is there already --- */

struct stored {
	struct rows *rows;
	enum { STORED_NOT = 0, STORED_OTHER, STORED_SAME } state[ROWS_DOSSIERS];
	bool collision;
};

static void on_stored(void *self, const char *const *values)
{
	struct stored *stored = self;

	for (size_t i = 0; i < stored->rows->count; i++) {
		const struct rows_dossier *d = &stored->rows->list[i];
		char id[24];

		snprintf(id, sizeof(id), "%" PRId64, d->id);
		if (strcmp(id, values[0] ? values[0] : "") != 0)
			continue;
		stored->collision |= strcmp(d->identity, values[1] ? values[1] : "") != 0;
		stored->state[i] = strcmp(d->content, values[2] ? values[2] : "") == 0 ? STORED_SAME : STORED_OTHER;
	}
}

/* "(1,2,3)": ids of those in this state, or of all; false: there are none */
static bool add_ids(struct text *sql, const struct rows *rows, const struct stored *only)
{
	bool any = false;

	for (size_t i = 0; i < rows->count; i++)
		if (!only || only->state[i] == STORED_OTHER) {
			text_printf(sql, "%s%" PRId64, any ? "," : "(", rows->list[i].id);
			any = true;
		}
	text_add(sql, any ? ")" : "");
	return any;
}

/* Those that are there are held until the transaction ends, in one order for all: who replaces the same waits. */
static int look_up(struct load *load, struct stored *stored, struct err *err)
{
	struct text sql = { 0 };
	int code;

	text_add(&sql, "SELECT id, identity, content FROM cradle.dossier WHERE id IN ");
	add_ids(&sql, stored->rows, NULL);
	text_add(&sql, " ORDER BY id FOR UPDATE");
	code = pq_rows(&load->pq, sql.at, on_stored, stored, err);
	text_free(&sql);
	if (code == 0 && stored->collision)
		return err_set(err, ERR_SYSTEM, "the database has another dossier with the id of one of these");
	return code;
}

/* --- writing --- */

static int delete_from(struct load *load, const char *table, const char *column, const struct stored *stored,
		       struct err *err)
{
	struct text sql = { 0 };
	int code;

	text_printf(&sql, "DELETE FROM cradle.\"%s\" WHERE %s IN ", table, column);
	code = add_ids(&sql, stored->rows, stored) ? pq_run(&load->pq, sql.at, err) : 0;
	text_free(&sql);
	return code;
}

static int delete_replaced(struct load *load, const struct stored *stored, struct err *err)
{
	for (size_t t = 0; t < load->rows.table_count; t++)
		if (delete_from(load, load->rows.tables[t].name, "dossier_id", stored, err) != 0)
			return -1;
	return delete_from(load, "dossier", "id", stored, err);
}

static int copy_pieces(struct load *load, const struct stored *stored, const struct text *text, size_t t, struct err *err)
{
	const struct rows *rows = stored->rows;

	for (size_t i = 0; i < rows->count; i++) {
		const struct rows_piece *piece = t < rows->table_count ? &rows->list[i].pieces[t] : &rows->list[i].own;
		struct bytes bytes = { (const unsigned char *)text->at + piece->from, piece->to - piece->from };

		if (stored->state[i] != STORED_SAME && bytes.n && pq_copy_rows(&load->pq, bytes, err) != 0)
			return -1;
	}
	return pq_copied(&load->pq, err);
}

static bool has_rows(const struct stored *stored, size_t t)
{
	for (size_t i = 0; i < stored->rows->count; i++)
		if (stored->state[i] != STORED_SAME && stored->rows->list[i].pieces[t].to > stored->rows->list[i].pieces[t].from)
			return true;
	return false;
}

static int copy_table(struct load *load, const struct stored *stored, size_t t, struct err *err)
{
	const struct dossier_table *table = &load->rows.tables[t];
	struct text sql = { 0 };
	int code;

	if (!has_rows(stored, t))
		return 0;
	text_printf(&sql, "COPY cradle.\"%s\"(dossier_id,row_no", table->name);
	for (size_t c = 0; c < table->column_count; c++)
		text_printf(&sql, ",\"%s\"", table->columns[c].name);
	text_add(&sql, ") FROM STDIN");
	code = pq_copy(&load->pq, sql.at, err);
	text_free(&sql);
	if (code == 0)
		code = copy_pieces(load, stored, &load->rows.texts[t], t, err);
	return code == 0 ? 0 : err_wrap(err, "table %s", table->name);
}

/* First of all, so that who loads the same at the same time finds out before it sends the rest. */
static int copy_dossiers(struct load *load, const struct stored *stored, struct err *err)
{
	struct text sql = { 0 };
	int code;

	text_add(&sql, "COPY cradle.dossier(id,identity,content,file");
	for (size_t i = 0; rows_meta[i]; i++)
		text_printf(&sql, ",%s", rows_meta[i]);
	text_add(&sql, ") FROM STDIN");
	code = pq_copy(&load->pq, sql.at, err);
	text_free(&sql);
	return code == 0 ? copy_pieces(load, stored, &load->rows.dossiers, load->rows.table_count, err) : -1;
}

static int write_batch(struct load *load, struct stored *stored, struct err *err)
{
	size_t same = 0;

	if (pq_run(&load->pq, "BEGIN", err) != 0 || look_up(load, stored, err) != 0)
		return -1;
	for (size_t i = 0; i < stored->rows->count; i++)
		same += stored->state[i] == STORED_SAME;
	if (same < stored->rows->count) {
		if (delete_replaced(load, stored, err) != 0 || copy_dossiers(load, stored, err) != 0)
			return -1;
		for (size_t t = 0; t < load->rows.table_count; t++)
			if (copy_table(load, stored, t, err) != 0)
				return -1;
	}
	return pq_run(&load->pq, "COMMIT", err);
}

static int flush(struct load *load, struct err *err)
{
	struct stored stored = { .rows = &load->rows };
	struct err ignored = { 0 };

	if (load->rows.count == 0)
		return 0;
	for (int tries = 1; write_batch(load, &stored, err) != 0; tries++) {
		bool again = pq_again(&load->pq) && tries < TRIES;

		pq_run(&load->pq, "ROLLBACK", &ignored);
		if (!again)
			return -1;
		stored = (struct stored){ .rows = &load->rows };
	}
	for (size_t i = 0; i < load->rows.count; i++) {
		load->loaded += stored.state[i] == STORED_NOT;
		load->replaced += stored.state[i] == STORED_OTHER;
		load->unchanged += stored.state[i] == STORED_SAME;
	}
	load->lines += load->rows.lines;
	rows_clear(&load->rows);
	return 0;
}

/* --- dossiers --- */

/* Two files about the same in one run: each would take the other's place, every time. */
struct seen { const char *file; char content[SHA256_HEX]; };

static int twice(struct load *load, const struct rows_dossier *d, struct err *why)
{
	void **at = names_at(&load->seen, bytes_of(d->identity));
	struct seen *seen = *at;

	if (seen && strcmp(seen->content, d->content) == 0)
		return 1;
	if (seen)
		return err_set(why, ERR_USAGE, "'%s' is about the same product and image as '%s', with other content: only the"
			       " first was loaded", d->file, seen->file);
	seen = ARENA_NEW(&load->mem, struct seen);
	seen->file = arena_text(&load->mem, d->file, strlen(d->file));
	memcpy(seen->content, d->content, sizeof(seen->content));
	*at = seen;
	return 0;
}

/* Takes the dossier that was read last out again. */
static void drop_last(struct rows *rows)
{
	struct rows_dossier *d = &rows->list[--rows->count];

	for (size_t t = 0; t < rows->table_count; t++)
		rows->texts[t].n = d->pieces[t].from;
	rows->dossiers.n = d->own.from;
}

int load_add(struct load *load, const char *file, struct err *why, struct err *err)
{
	struct dossier d;
	int code;

	if (dossier_open(&d, file, why) != 0)
		return 1;
	code = rows_add(&load->rows, &d, file, why);
	dossier_close(&d);
	if (code != 0)
		return 1;
	code = twice(load, &load->rows.list[load->rows.count - 1], why);
	if (code != 0)
		drop_last(&load->rows);
	if (code < 0)
		return 1;
	load->unchanged += code > 0;
	if (load->rows.count == ROWS_DOSSIERS || load->rows.bytes >= BATCH_BYTES)
		return flush(load, err);
	return 0;
}

int load_begin(struct load *load, const char *url, struct err *err)
{
	struct dossier d;
	int code;

	*load = (struct load){ .mem = { .about = "what is loaded" } };
	load->seen.mem = &load->mem;
	load->rows.mem.about = "dossiers to load";
	/* the schema of a new dossier is what the database must have */
	if (dossier_create(&d, err) != 0)
		return -1;
	code = dossier_tables(&d, &load->mem, &load->rows.tables, &load->rows.table_count, err);
	dossier_close(&d);
	if (code == 0)
		code = pq_open(&load->pq, url, err);
	if (code == 0)
		code = load_schema(&load->pq, load->rows.tables, load->rows.table_count, err);
	return code;
}

int load_finish(struct load *load, struct err *err)
{
	return flush(load, err);
}

void load_free(struct load *load)
{
	pq_close(&load->pq);
	rows_free(&load->rows);
	arena_free(&load->mem);
	*load = (struct load){ 0 };
}
