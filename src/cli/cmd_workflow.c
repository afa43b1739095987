#include <string.h>

#include "base/auto.h"
#include "cli/cli.h"
#include "faq/plan.h"
#include "judge/decide.h"
#include "pipeline/pipeline.h"
#include "report/report.h"

/* What one run of the command works with. */
struct planning {
	const struct call *call;
	struct law law;
	struct faq faq;
	struct schema schema;
	struct decision_tables tables;
	struct product product;
	struct decisions decisions;
	struct results results;		/* of --for */
	bool declared, has_results;
	struct plan plan;
};

/* --- what the declaration and the dossier show --- */

static bool good(const char *verdict)
{
	return verdict_rank(verdict) > verdict_rank("NEEDS-INPUT");
}

/* The worst that is known of a limb, of the whole product: from the dossier, else from the declaration; NULL: nothing. */
static const char *verdict_of(const struct planning *p, const char *limb)
{
	for (size_t i = 0; p->has_results && i < p->results.verdict_count; i++)
		if (strcmp(p->results.verdicts[i].key, limb) == 0)
			return p->results.verdicts[i].verdict;
	for (size_t i = 0; p->declared && i < p->decisions.count; i++)
		if (strcmp(p->decisions.list[i].key, limb) == 0)
			return p->decisions.list[i].verdict;
	return NULL;
}

/* Is something said under this key, list or section, in any part? */
static bool said(const struct product *product, const char *key)
{
	size_t n = strcspn(key, "[");

	for (size_t i = 0; i < product->part_count; i++) {
		const struct part *part = &product->parts[i];

		for (size_t k = 0; k < part->fact_count; k++)
			if (strncmp(part->facts[k].key->name, key, n) == 0 && strchr(".[", part->facts[k].key->name[n]))
				return true;
		for (size_t k = 0; k < part->entry_count; k++)
			if (strncmp(part->entries[k].list->name, key, n) == 0 && part->entries[k].list->name[n] == '\0')
				return true;
	}
	return false;
}

/* An entry of 'evidence' that has the task's id, and is kept. */
static bool kept(const struct product *product, const char *id)
{
	for (size_t i = 0; i < product->part_count; i++)
		for (size_t k = 0; k < product->parts[i].entry_count; k++) {
			const struct entry *entry = &product->parts[i].entries[k];
			const struct fact *own = entry_fact(entry, "id", 0);

			if (strcmp(entry->list->name, "evidence") == 0 && own && strcmp(own->value, id) == 0)
				return entry_fact(entry, "path", 0) && !entry_planned(entry);
		}
	return false;
}

static void missing_add(struct text *out, const char *what, const char *name, const char *verdict)
{
	text_printf(out, "%s%s%s%s%s", out->n ? ", " : "", what, name, verdict ? " is " : "", verdict ? verdict : "");
}

/* What keeps the task from being shown; nothing when it is. */
static void task_missing(const struct planning *p, const struct plan_task *t, struct text *out)
{
	for (size_t i = 0; i < t->task->limb_count; i++) {
		const char *verdict = verdict_of(p, t->task->limbs[i]->key);

		if (!verdict || !good(verdict))
			missing_add(out, "", t->task->limbs[i]->key, verdict ? verdict : "not decided");
	}
	for (size_t i = 0; p->declared && i < t->task->key_count; i++)
		if (!said(&p->product, t->task->keys[i]))
			missing_add(out, "nothing is said of ", t->task->keys[i], NULL);
	if (t->task->limb_count == 0 && t->task->key_count == 0)
		missing_add(out, "no entry of 'evidence' keeps ", t->id, NULL);
}

static void task_hold(const struct planning *p, struct plan_task *t, struct arena *mem)
{
	struct text missing = { 0 };

	if (p->declared && kept(&p->product, t->id)) {
		t->state = PLAN_SHOWN;
		t->why = "its evidence is kept";
		return;
	}
	task_missing(p, t, &missing);
	t->state = missing.n ? PLAN_OPEN : PLAN_SHOWN;
	t->why = missing.n ? arena_text(mem, missing.at, missing.n) : "by what is declared and decided";
	text_free(&missing);
}

/* --- reading them --- */

static int declaration_read(struct planning *p, struct err *err)
{
	if (!p->call->product)
		return 0;
	if (schema_load(&p->schema, &p->law, err) != 0 || tables_load(&p->tables, &p->schema, &p->law, err) != 0 ||
	    pipeline_declaration(&p->product, &p->schema, &p->law, p->call->product, err) != 0 ||
	    decide(&p->decisions, &p->tables, &p->product, NULL, err) != 0)
		return -1;
	p->declared = true;
	return 0;
}

static int dossier_read_in(struct planning *p, struct err *err)
{
	struct dossier d;
	int code;

	if (!p->call->for_dossier)
		return 0;
	if (dossier_open(&d, p->call->for_dossier, err) != 0)
		return -1;
	code = results_read(&p->results, &d, &p->law, err);
	dossier_close(&d);
	p->has_results = code == 0;
	return code;
}

static const char *product_name(struct planning *p)
{
	const struct fact *name = NULL, *version = NULL;

	if (p->declared) {
		name = part_fact(&p->product.parts[0], schema_find(&p->schema, "product.name"));
		version = part_fact(&p->product.parts[0], schema_find(&p->schema, "product.version"));
	}
	if (name)
		return arena_printf(&p->law.mem, "%s%s%s", name->value, version ? " " : "", version ? version->value : "");
	if (p->has_results)
		return p->results.product ? p->results.product : p->results.image;
	return path_last(p->call->product);
}

static int plan_write(struct planning *p, const struct plan_format *format, const struct faq_module *module, struct err *err)
{
	struct text out = { 0 };
	int code;

	plan_make(&p->plan, &p->law.mem, &p->faq, module);
	if (p->declared || p->has_results) {
		p->plan.product = product_name(p);
		for (size_t i = 0; i < p->plan.count; i++)
			task_hold(p, &p->plan.tasks[i], &p->law.mem);
	}
	format->write(&p->plan, &out);
	code = text_write(&out, p->call->output, err);
	text_free(&out);
	return code;
}

static int plan_run(struct planning *p, const struct plan_format *format, struct err *err)
{
	const char *id = p->call->count == 1 ? p->call->args[0] : NULL;
	const struct faq_module *module;

	if (!id)
		return err_set(err, ERR_USAGE, "workflow needs one module; 'cradle faq list' names them");
	if (law_load(&p->law, err) != 0 || faq_open(&p->faq, &p->law, faq_builtin(), err) != 0)
		return -1;
	module = faq_module(&p->faq, bytes_of(id));
	if (!module)
		return err_set(err, ERR_USAGE, "no module '%s'; 'cradle faq list' names them", id);
	if (declaration_read(p, err) != 0 || dossier_read_in(p, err) != 0)
		return -1;
	return plan_write(p, format, module, err);
}

static int workflow_run(const struct call *call, struct err *err)
{
	const struct plan_format *format = plan_format_find(call->format ? call->format : "yaml");
	struct planning p = { .call = call };
	int code;

	if (!format)
		return err_set(err, ERR_USAGE, "no format '%s' for a plan: yaml, md, csv or json", call->format);
	code = plan_run(&p, format, err);
	if (p.has_results)
		results_free(&p.results);
	decisions_free(&p.decisions);
	product_free(&p.product);
	tables_free(&p.tables);
	schema_free(&p.schema);
	faq_close(&p.faq);
	law_free(&p.law);
	return code;
}

const struct command command_workflow = {
	.name = "workflow",
	.usage = "workflow MODULE [-p FILE] [OPTION...]",
	.about = "Turns a module of the knowledge base into a cited list of tasks",
	.detail = "Each task has a role, an output, its evidence, a test of being done and the provisions it rests on.\n"
		  "With -p or --for, what the declaration or the dossier shows already is ticked. As YAML (the default)\n"
		  "it is a declaration of planned evidence; also md, csv and json.",
	.options = (const char *const[]){ "--product", "--for", "--format", "--json", "--output", NULL },
	.formats = "yaml (the default), md, json or csv",
	.run = workflow_run,
};
