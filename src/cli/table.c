#include "cli/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/utf8.h"

enum { COLUMNS = 64, WIDEST = 60 };

struct grid {
	struct arena mem;
	const char **cells;		/* row by row; the names first */
	size_t count, room;
	int columns;
	struct json json;
};

/* JSON has its own way to write control characters, and none to write what is no UTF-8. */
static bool utf8_is_sound(const char *s)
{
	size_t left = strlen(s), n;

	for (; left; s += n, left -= n)
		if ((n = utf8_length((const unsigned char *)s, left)) == 0)
			return false;
	return true;
}

static void cell_add(struct grid *t, const char *s)
{
	ARENA_ROOM(&t->mem, t->cells, t->count, t->room);
	t->cells[t->count++] = s ? arena_clean(&t->mem, s) : "";
}

static int on_row(void *self, const struct query_row *r, struct err *err)
{
	struct grid *t = self;
	bool first = t->count == 0;

	(void)err;
	for (int i = 0; first && i < r->count; i++)
		cell_add(t, r->names[i]);
	t->columns = r->count;
	for (int i = 0; i < r->count; i++)
		cell_add(t, r->values[i]);
	return 0;
}

static int on_json(void *self, const struct query_row *r, struct err *err)
{
	struct grid *t = self;
	struct json *j = &t->json;

	(void)err;
	json_open(j, NULL, '{');
	for (int i = 0; i < r->count; i++) {
		if (r->types[i] == SQLITE_NULL)
			json_null(j, r->names[i]);
		else if (r->types[i] == SQLITE_INTEGER)
			json_int(j, r->names[i], strtoll(r->values[i], NULL, 10));
		else if (r->types[i] == SQLITE_FLOAT)
			json_real(j, r->names[i], strtod(r->values[i], NULL));
		else if (utf8_is_sound(r->values[i]))
			json_text(j, r->names[i], r->values[i]);
		else
			json_text(j, r->names[i], arena_clean(&t->mem, r->values[i]));
	}
	json_close(j);
	return 0;
}

static void table_lay(const struct grid *t, struct text *out)
{
	size_t width[COLUMNS] = { 0 };

	for (size_t i = 0; i < t->count; i++) {
		size_t w = text_width(t->cells[i]), c = i % (size_t)t->columns;

		if (w > width[c])
			width[c] = w < WIDEST ? w : WIDEST;
	}
	for (size_t i = 0; i < t->count; i++) {
		size_t c = i % (size_t)t->columns, w = text_width(t->cells[i]);

		text_add(out, t->cells[i]);
		if (c + 1 == (size_t)t->columns)
			text_char(out, '\n');
		else
			text_fill(out, ' ', (w < width[c] ? width[c] - w : 0) + 2);
	}
}

int table_print(struct dossier *d, const char *sql, bool json, struct text *out, struct err *err)
{
	struct grid t = { .mem = { .about = "the table" }, .json = { .out = out } };
	int code;

	if (json) {
		json_open(&t.json, NULL, '[');
		code = dossier_query(d, sql, on_json, &t, err);
		json_close(&t.json);
		arena_free(&t.mem);
		return code;
	}
	code = dossier_query(d, sql, on_row, &t, err);
	if (code == 0 && t.columns > 0 && t.columns <= COLUMNS)
		table_lay(&t, out);
	arena_free(&t.mem);
	return code;
}
