#include "dossier/dossier.h"

#include <string.h>

static const char *kept(struct arena *mem, sqlite3_stmt *st, int column)
{
	const char *s = (const char *)sqlite3_column_text(st, column);

	return s ? arena_text(mem, s, strlen(s)) : "";
}

/* One row for each column of each table, those of a table together. */
static void take(struct arena *mem, sqlite3_stmt *st, struct dossier_table **list, size_t *count, size_t *room)
{
	struct dossier_column *columns = NULL;
	size_t column_room = 0;

	while (sqlite3_step(st) == SQLITE_ROW) {
		const char *name = kept(mem, st, 0);
		struct dossier_table *t;

		if (*count == 0 || strcmp((*list)[*count - 1].name, name) != 0) {
			ARENA_ROOM(mem, *list, *count, *room);
			(*list)[(*count)++] = (struct dossier_table){ .name = name };
			columns = NULL;
			column_room = 0;
		}
		t = &(*list)[*count - 1];
		ARENA_ROOM(mem, columns, t->column_count, column_room);
		columns[t->column_count++] = (struct dossier_column){
			.name = kept(mem, st, 1), .integer = strcmp(kept(mem, st, 2), "INTEGER") == 0,
		};
		t->columns = columns;
	}
}

int dossier_tables(struct dossier *d, struct arena *mem, const struct dossier_table **list, size_t *count,
		   struct err *err)
{
	struct dossier_table *tables_of = NULL;
	sqlite3_stmt *st = NULL;
	size_t room = 0;
	int code;

	*count = 0;
	code = sqlite3_prepare_v2(d->db, "SELECT m.name, c.name, c.type FROM sqlite_schema m, pragma_table_info(m.name) c"
				  " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.name, c.cid",
				  -1, &st, NULL);
	if (code == SQLITE_OK)
		take(mem, st, &tables_of, count, &room);
	if (code == SQLITE_OK)
		code = sqlite3_reset(st);
	sqlite3_finalize(st);
	*list = tables_of;
	return code == SQLITE_OK ? 0 : err_set(err, ERR_DAMAGED, "%s", sqlite3_errmsg(d->db));
}
