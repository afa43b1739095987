#include "diff/match.h"

#include <stdlib.h>
#include <string.h>

#include "base/auto.h"

/* Columns that explain others, or follow from them. */
static const struct { const char *table, *column; } follows[] = {
	{ "service", "why" }, { "updater", "why" }, { "package", "purl" },
};

/* Key columns that may change while it is still the same thing; tried one after the other. */
static const struct { const char *table, *column, *other; } loose[] = {
	{ "service", "manager", NULL }, { "listener", "address", NULL }, { "listener", "port", NULL },
	{ "listener", "address", "port" }, { "login", "user", NULL }, { "login", "program", NULL }, { "updater", "source", NULL },
	{ "reset", "trigger", NULL }, { "log", "target", NULL }, { "log", "what", NULL }, { "crypto", "value", NULL },
	{ "key", "file", NULL }, { "key", "spki", NULL }, { "certificate", "file", NULL }, { "certificate", "subject", NULL },
	{ "credential", "digest", NULL }, { "finding", "detail", NULL }, { "finding", "path", NULL },
	{ "finding", "path", "detail" },
};

bool match_follows(const char *table, const char *column)
{
	for (size_t i = 0; i < COUNT(follows); i++)
		if (strcmp(follows[i].table, table) == 0 && strcmp(follows[i].column, column) == 0)
			return true;
	return false;
}

int match_cell(const char *a, const char *b)
{
	if (!a || !b)
		return !!a - !!b;
	return strcmp(a, b);
}

/* What is compared, and in which order; qsort_r() carries it. */
struct by {
	const struct inventory *table;
	size_t without, other;		/* key columns that are left out; column_count: none */
};

static int by_keys(const struct by *by, const struct inventory_row *a, const struct inventory_row *b)
{
	for (size_t i = 0; i < by->table->kind->keys; i++) {
		int order = i == by->without || i == by->other ? 0 : match_cell(a->cells[i], b->cells[i]);

		if (order)
			return order;
	}
	return 0;
}

static int by_cells(const struct by *by, const struct inventory_row *a, const struct inventory_row *b)
{
	const struct inventory_kind *kind = by->table->kind;

	for (size_t i = 0; i < by->table->column_count; i++) {
		int order = match_follows(kind->name, kind->columns[i]) ? 0 : match_cell(a->cells[i], b->cells[i]);

		if (order)
			return order;
	}
	return 0;
}

static int by_all(const void *x, const void *y, void *self)
{
	const struct inventory_row *a = *(const struct inventory_row *const *)x, *b = *(const struct inventory_row *const *)y;
	int order = by_keys(self, a, b);

	if (order == 0)
		order = by_cells(self, a, b);
	if (order == 0)
		order = match_cell(a->path, b->path);
	return order ? order : (a->line > b->line) - (a->line < b->line);
}

struct list {
	const struct inventory_row **rows;
	size_t count, room;
};

static void list_add(struct list *list, struct arena *mem, const struct inventory_row *row)
{
	ARENA_ROOM(mem, list->rows, list->count, list->room);
	list->rows[list->count++] = row;
}

static void list_sort(struct list *list, struct by *by)
{
	if (list->count)
		qsort_r(list->rows, list->count, sizeof(*list->rows), by_all, by);
}

static void pair_add(struct matched *out, struct arena *mem, const struct inventory_row *was, const struct inventory_row *now)
{
	ARENA_ROOM(mem, out->list, out->count, out->room);
	out->list[out->count++] = (struct pair){ was, now };
}

/* Ends of the group of rows with the same keys that begins at 'at'. */
static size_t group_end(const struct list *list, size_t at, const struct by *by)
{
	size_t end = at;

	while (end < list->count && by_keys(by, list->rows[at], list->rows[end]) == 0)
		end++;
	return end;
}

struct match {
	struct arena *mem;
	struct matched *out;
	struct list was, now;		/* left of each table */
};

/* One thing's rows on both sides: those alike are no change, the others are paired in their order. */
static void match_group(struct match *m, const struct by *by, struct list was, struct list now)
{
	struct list a = { 0 }, b = { 0 };
	size_t i = 0, k = 0;

	while (i < was.count || k < now.count) {
		int order = i == was.count ? 1 : k == now.count ? -1 : by_cells(by, was.rows[i], now.rows[k]);

		if (order < 0)
			list_add(&a, m->mem, was.rows[i]);
		else if (order > 0)
			list_add(&b, m->mem, now.rows[k]);
		i += order <= 0;
		k += order >= 0;
	}
	for (i = 0; i < a.count && i < b.count; i++)
		pair_add(m->out, m->mem, a.rows[i], b.rows[i]);
	for (k = i; k < a.count; k++)
		list_add(&m->was, m->mem, a.rows[k]);
	for (k = i; k < b.count; k++)
		list_add(&m->now, m->mem, b.rows[k]);
}

/* Goes through both lists by their keys; what is on one side only is a group, too. */
static void match_lists(struct match *m, struct by *by, struct list was, struct list now,
			void (*group)(struct match *m, const struct by *by, struct list was, struct list now))
{
	size_t i = 0, k = 0;

	list_sort(&was, by);
	list_sort(&now, by);
	while (i < was.count || k < now.count) {
		int order = i == was.count ? 1 : k == now.count ? -1 : by_keys(by, was.rows[i], now.rows[k]);
		size_t i_end = order <= 0 ? group_end(&was, i, by) : i, k_end = order >= 0 ? group_end(&now, k, by) : k;

		group(m, by, (struct list){ was.count ? was.rows + i : NULL, i_end - i, 0 },
		      (struct list){ now.count ? now.rows + k : NULL, k_end - k, 0 });
		i = i_end;
		k = k_end;
	}
}

/* Of what is left: the same thing only where there is one of it on each side. */
static void match_loosely(struct match *m, const struct by *by, struct list was, struct list now)
{
	(void)by;
	if (was.count == 1 && now.count == 1) {
		pair_add(m->out, m->mem, was.rows[0], now.rows[0]);
		return;
	}
	for (size_t i = 0; i < was.count; i++)
		list_add(&m->was, m->mem, was.rows[i]);
	for (size_t i = 0; i < now.count; i++)
		list_add(&m->now, m->mem, now.rows[i]);
}

static struct list list_of(struct arena *mem, const struct inventory *t)
{
	struct list list = { 0 };

	for (size_t i = 0; i < t->count; i++)
		list_add(&list, mem, &t->rows[i]);
	return list;
}

void match_rows(struct matched *out, struct arena *mem, const struct inventory *before, const struct inventory *after)
{
	struct by by = { before, before->column_count, before->column_count };
	struct match m = { mem, out, { 0 }, { 0 } };

	match_lists(&m, &by, list_of(mem, before), list_of(mem, after), match_group);
	for (size_t i = 0; i < COUNT(loose); i++) {
		struct list was = m.was, now = m.now;

		if (strcmp(loose[i].table, before->kind->name) != 0)
			continue;
		by.without = inventory_column(before, loose[i].column);
		by.other = loose[i].other ? inventory_column(before, loose[i].other) : before->column_count;
		m.was = m.now = (struct list){ 0 };
		match_lists(&m, &by, was, now, match_loosely);
	}
	for (size_t i = 0; i < m.was.count; i++)
		pair_add(out, mem, m.was.rows[i], NULL);
	for (size_t i = 0; i < m.now.count; i++)
		pair_add(out, mem, NULL, m.now.rows[i]);
}
