#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "cli/cli.h"
#include "judge/decide.h"

/* A condition as it is written, on one line. */
static void flow(struct text *out, const struct yaml *at)
{
	if (at->text) {
		text_add(out, at->text);
		return;
	}
	text_char(out, at->kind == YAML_LIST ? '[' : '{');
	for (const struct yaml *child = at->child; child; child = child->next) {
		if (child->key)
			text_printf(out, "%s: ", child->key);
		flow(out, child);
		text_add(out, child->next ? ", " : "");
	}
	text_char(out, at->kind == YAML_LIST ? ']' : '}');
}

static void row_show(struct text *out, const struct row *row, const struct limb *limb, size_t number)
{
	const struct yaml *when = yaml_get(row->doc, "when");

	text_printf(out, "\n%2zu. %s  (%s/%s)\n", number, row->verdict, row->table->name, row->id);
	for (const struct yaml *at = when ? when->child : NULL; at; at = at->next) {
		text_printf(out, "    %-4s%s: ", at == when->child ? "if" : "and", at->key);
		flow(out, at);
		text_char(out, '\n');
	}
	if (!when)
		text_add(out, "    otherwise\n");
	text_printf(out, "    %s\n    ", row->because);
	for (size_t i = 0; i < limb->ref_count; i++)
		text_printf(out, "%s%s (%s)", i ? ", " : "", limb->refs[i].provision->id, limb->refs[i].weight);
	for (size_t i = 0; i < row->cite_count; i++)
		if (!limb_cites(limb, row->cites[i]))
			text_printf(out, ", %s (%s)", row->cites[i]->id, row->cites[i]->weight);
	text_char(out, '\n');
}

static int table_show(const struct decision_tables *tables, const char *key, struct text *out, struct err *err)
{
	const struct limb *limb = law_limb(tables->law, key);
	const struct decision_table *table;

	if (!limb)
		return err_set(err, ERR_USAGE, "no key '%s'; 'cradle decisions list' names them", key);
	text_printf(out, "%s  %s\n", limb->key, limb->title);
	if (limb->sum_count) {
		text_add(out, "the worst of:");
		for (size_t i = 0; i < limb->sum_count; i++)
			text_printf(out, " %s", limb->sums[i]);
		text_char(out, '\n');
		return 0;
	}
	text_add(out, "The first row that holds decides; while one before it is open: NEEDS-INPUT.\n");
	table = tables->of_limb[limb - tables->law->limbs];
	for (size_t i = 0; table && i < table->row_count; i++)
		row_show(out, table->rows[i], limb, i + 1);
	return 0;
}

static void list(const struct decision_tables *tables, struct text *out)
{
	for (size_t i = 0; i < tables->law->limb_count; i++) {
		const struct limb *limb = &tables->law->limbs[i];
		const struct decision_table *table = tables->of_limb[i];

		if (table)
			text_printf(out, "%-18s%3zu rows  %s\n", limb->key, table->row_count, limb->title);
		else
			text_printf(out, "%-18s%8s  %s\n", limb->key, "sum", limb->title);
	}
}

static int say(const struct call *call, const struct decision_tables *tables, struct text *out, struct err *err)
{
	const char *what = call->count ? call->args[0] : "list";
	size_t rows;

	if (strcmp(what, "list") == 0 && call->count <= 1) {
		list(tables, out);
		return 0;
	}
	if (strcmp(what, "check") == 0 && call->count == 1) {
		if (tables_check(tables, &rows, err) != 0)
			return -1;
		text_printf(out, "%zu decision tables are well formed, each of their %zu rows decides its example\n",
			    tables->count, rows);
		return 0;
	}
	if (strcmp(what, "show") != 0 || call->count != 2)
		return err_set(err, ERR_USAGE, "decisions takes one of: list, show KEY, check");
	return table_show(tables, call->args[1], out, err);
}

static int decisions_run(const struct call *call, struct err *err)
{
	struct decision_tables tables = { 0 };
	struct schema schema = { 0 };
	struct text out = { 0 };
	struct law law;
	int code = law_load(&law, err);

	if (code == 0)
		code = schema_load(&schema, &law, err);
	if (code == 0)
		code = tables_load(&tables, &schema, &law, err);
	if (code == 0)
		code = say(call, &tables, &out, err);
	if (code == 0)
		code = text_write(&out, call->output, err);
	text_free(&out);
	tables_free(&tables);
	schema_free(&schema);
	law_free(&law);
	return code;
}

const struct command command_decisions = {
	.name = "decisions",
	.usage = "decisions [list | show KEY | check]",
	.about = "Shows by which rows each limb is decided, and tests them",
	.detail = "A row holds, does not hold, or is open while something it asks for is not said.",
	.options = (const char *const[]){ "--output", NULL },
	.run = decisions_run,
};
