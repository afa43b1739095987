#include "diff/tables.h"

#include <stdlib.h>
#include <string.h>

#include "report/declared.h"

static const struct inventory_kind finding_kind = {
	"finding", "Findings", NULL, 3, { "rule", "path", "detail", "severity" }, NULL,
};

static const struct inventory_kind verdict_kind = {
	"verdict", "Verdicts", NULL, 1, { "key", "verdict" }, NULL,
};

static const struct inventory_kind declared_kind = {
	"declared", "Declared", NULL, 3, { "part", "name", "entry", "value" }, NULL,
};

static struct inventory_row *begin(struct inventory *t, struct arena *mem, const struct inventory_kind *kind, size_t most)
{
	struct inventory_row *rows = arena_alloc(mem, (most + 1) * sizeof(*rows));

	*t = (struct inventory){ .kind = kind, .rows = rows };
	while (kind->columns[t->column_count])
		t->column_count++;
	return rows;
}

static const char *const *cells_of(struct arena *mem, const char *a, const char *b, const char *c, const char *d)
{
	return arena_copy(mem, (const char *[]){ a, b, c, d }, 4 * sizeof(const char *));
}

void table_findings(struct inventory *t, struct arena *mem, const struct results *r, bool declared)
{
	struct inventory_row *rows = begin(t, mem, &finding_kind, r->finding_count);

	for (size_t i = 0; i < r->finding_count; i++) {
		const struct result_finding *f = &r->findings[i];

		if (strcmp(f->state, "fail") == 0 && (declared || !result_of_declaration(f)))
			rows[t->count++] = (struct inventory_row){ cells_of(mem, f->rule, f->path, f->detail, f->severity),
								   f->path, f->line };
	}
}

void table_verdicts(struct inventory *t, struct arena *mem, const struct results *r)
{
	struct inventory_row *rows = begin(t, mem, &verdict_kind, r->verdict_count);

	for (size_t i = 0; i < r->verdict_count; i++)
		if (!r->verdicts[i].sum)
			rows[t->count++].cells = cells_of(mem, r->verdicts[i].key, r->verdicts[i].verdict, NULL, NULL);
}

void table_declared(struct inventory *t, struct arena *mem, const struct results *r)
{
	struct inventory_row *rows = begin(t, mem, &declared_kind, r->declared_count);

	for (size_t i = 0; i < r->declared_count; i++) {
		const struct result_declared *d = &r->declared[i];
		const char *name = arena_printf(mem, "%s%s%s", d->section, *d->section && d->key ? "." : "", d->key ? d->key : "");

		rows[t->count++] = (struct inventory_row){
			cells_of(mem, d->part, name, d->item >= 0 ? d->value : NULL, d->key ? d->value : "none"), d->path, d->line,
		};
	}
}

/* --- rules --- */

static int by_rule(const void *a, const void *b)
{
	const struct result_finding *x = *(const struct result_finding *const *)a, *y = *(const struct result_finding *const *)b;

	return strcmp(x->rule, y->rule);
}

static void state_add(struct rule_state *s, const char *state)
{
	if (strcmp(state, "fail") == 0)
		s->fails = true;
	else if (strcmp(state, "unknown") == 0 || strcmp(state, "contended") == 0)
		s->open = true;
	else
		s->holds = true;
}

void rule_states_make(struct rule_states *out, struct arena *mem, const struct results *r)
{
	const struct result_finding **list = arena_alloc(mem, (r->finding_count + 1) * sizeof(*list));

	*out = (struct rule_states){ .list = arena_alloc(mem, (r->finding_count + 1) * sizeof(*out->list)) };
	for (size_t i = 0; i < r->finding_count; i++)
		list[i] = &r->findings[i];
	qsort(list, r->finding_count, sizeof(*list), by_rule);
	for (size_t i = 0; i < r->finding_count; i++) {
		if (i == 0 || strcmp(list[i - 1]->rule, list[i]->rule) != 0)
			out->list[out->count++] = (struct rule_state){ .rule = list[i]->rule, .any = list[i] };
		state_add(&out->list[out->count - 1], list[i]->state);
	}
}

static int by_name(const void *key, const void *state)
{
	return strcmp(key, ((const struct rule_state *)state)->rule);
}

const struct rule_state *rule_states_find(const struct rule_states *states, const char *rule)
{
	return bsearch(rule, states->list, states->count, sizeof(*states->list), by_name);
}
