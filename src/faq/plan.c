#include "faq/plan.h"

#include <string.h>

#include "base/json.h"
#include "base/markup.h"

void plan_make(struct plan *plan, struct arena *mem, const struct faq *faq, const struct faq_module *module)
{
	*plan = (struct plan){ .module = module, .knowledge = faq->digest, .as_of = module->updated, .count = module->task_count };
	plan->tasks = arena_alloc(mem, (plan->count + 1) * sizeof(*plan->tasks));
	for (size_t i = 0; i < plan->count; i++) {
		const struct faq_task *t = &module->tasks[i];

		plan->tasks[i] = (struct plan_task){ .task = t, .id = arena_printf(mem, "%s.%s", module->id, t->id),
						     .path = arena_printf(mem, "evidence/%s/%s", module->id, t->evidence) };
	}
}

size_t plan_shown(const struct plan *plan)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->count; i++)
		n += plan->tasks[i].state == PLAN_SHOWN;
	return n;
}

/* What tells one version of a source from another: its date, where it is known. */
static const char *version_of(const struct faq_cite *c)
{
	return *c->provision->source->date ? c->provision->source->date : c->provision->source->version;
}

/* "annex-1-part-1-2-b (law, 2024-11-20)" */
static void source_add(struct text *out, const struct faq_cite *c)
{
	text_printf(out, "%s (%s, %s)", c->provision->id, c->weight, version_of(c));
}

static bool cited_before(const struct plan *plan, size_t task, size_t cite)
{
	const struct law_source *source = plan->tasks[task].task->cites[cite].provision->source;

	for (size_t i = 0; i <= task; i++)
		for (size_t k = 0; k < (i == task ? cite : plan->tasks[i].task->cite_count); k++)
			if (plan->tasks[i].task->cites[k].provision->source == source)
				return true;
	return false;
}

/* Each source of the plan once, with its whole version. */
static void sources_list(const struct plan *plan, const char *before, struct text *out)
{
	for (size_t i = 0; i < plan->count; i++)
		for (size_t k = 0; k < plan->tasks[i].task->cite_count; k++) {
			const struct law_source *s = plan->tasks[i].task->cites[k].provision->source;

			if (!cited_before(plan, i, k))
				text_printf(out, "%s%s, %s: %s\n", before, s->citation, s->title, s->version);
		}
}

static void source_string(struct text *out, const struct faq_cite *c)
{
	struct text source = { 0 };

	source_add(&source, c);
	json_string(out, source.at);
	text_free(&source);
}

/* --- YAML --- */

static void yaml_field(struct text *out, const char *name, const char *value)
{
	text_printf(out, "    %s: ", name);
	json_string(out, value);
	text_char(out, '\n');
}

/* In a comment, which a line break would end. */
static void yaml_remark(struct text *out, const char *what, const char *text)
{
	text_printf(out, "  # %s: ", what);
	for (; *text; text++)
		text_char(out, (unsigned char)*text < 0x20 || *text == 0x7f ? ' ' : *text);
	text_char(out, '\n');
}

static void yaml_task(const struct plan_task *p, struct text *out)
{
	const struct faq_task *t = p->task;

	if (p->why)
		yaml_remark(out, p->state == PLAN_SHOWN ? "shown" : "open", p->why);
	for (size_t i = 0; i < t->item_count; i++)
		text_printf(out, "  # explained by: cradle faq show %s\n", t->items[i]->id);
	for (size_t i = 0; i < t->key_count; i++)
		text_printf(out, "%s%s%s", i ? ", " : "  # answered in product.yaml by: ", t->keys[i],
			    i + 1 == t->key_count ? "\n" : "");
	text_printf(out, "  - id: %s\n    state: planned\n    path: %s\n", p->id, p->path);
	text_printf(out, "    role: %s\n", t->role);
	yaml_field(out, "title", t->title);
	yaml_field(out, "about", t->output);
	yaml_field(out, "done", t->done);
	for (size_t i = 0; i < t->limb_count; i++)
		text_printf(out, "%s%s%s", i ? ", " : "    limb: [", t->limbs[i]->key, i + 1 == t->limb_count ? "]\n" : "");
	text_add(out, "    sources:\n");
	for (size_t i = 0; i < t->cite_count; i++) {
		text_add(out, "      - ");
		source_string(out, &t->cites[i]);
		text_char(out, '\n');
	}
}

static void plan_yaml(const struct plan *plan, struct text *out)
{
	text_printf(out, "# %s: what to do, in order, with what to show for it.\n"
			 "#\n"
			 "# A declaration of planned evidence: 'cradle decide -p' reads this file, and its entries go into the\n"
			 "# list 'evidence' of your product.yaml as they are. When a task is done and its file is kept, put\n"
			 "# 'state: kept' and the file's sha256; until then it shows nothing.\n"
			 "#\n"
			 "# Knowledge base of %s, %.16s. Make it again for another product: cradle workflow %s -p product.yaml\n",
		    plan->module->title, plan->as_of, plan->knowledge, plan->module->id);
	if (plan->product) {
		struct text name = { 0 };

		json_string(&name, plan->product);
		text_printf(out, "# Held against %s: %zu of %zu tasks are shown.\n", name.at, plan_shown(plan), plan->count);
		text_free(&name);
	}
	text_add(out, "#\n");
	sources_list(plan, "# ", out);
	text_add(out, "\nevidence:\n");
	for (size_t i = 0; i < plan->count; i++)
		yaml_task(&plan->tasks[i], out);
}

/* --- Markdown --- */

/* Text in a line of Markdown: what would be markup is not. */
static void markdown_text(struct text *out, const char *s)
{
	for (; *s; s++) {
		if (strchr("\\`*_[]<>|#", *s))
			text_char(out, '\\');
		text_char(out, *s == '\n' ? ' ' : *s);
	}
}

static void markdown_task(const struct plan_task *p, size_t number, struct text *out)
{
	const struct faq_task *t = p->task;

	text_printf(out, "%zu. [%c] **", number, p->state == PLAN_SHOWN ? 'x' : ' ');
	markdown_text(out, t->title);
	text_printf(out, "** (%s)\n   - Output: ", t->role);
	markdown_text(out, t->output);
	text_printf(out, "\n   - Evidence: `%s`\n   - Done when: ", p->path);
	markdown_text(out, t->done);
	text_add(out, "\n   - Rests on: ");
	for (size_t i = 0; i < t->cite_count; i++) {
		text_add(out, i ? "; " : "");
		markdown_text(out, t->cites[i].provision->citation);
		text_printf(out, " (%s, %s)", t->cites[i].weight, version_of(&t->cites[i]));
	}
	text_char(out, '\n');
	for (size_t i = 0; i < t->limb_count; i++)
		text_printf(out, "%s%s%s", i ? ", " : "   - Requirements: ", t->limbs[i]->key, i + 1 == t->limb_count ? "\n" : "");
	for (size_t i = 0; i < t->item_count; i++)
		text_printf(out, "%s`%s`%s", i ? ", " : "   - Explained by: ", t->items[i]->id, i + 1 == t->item_count ? "\n" : "");
	if (p->why) {
		text_printf(out, "   - %s: ", p->state == PLAN_SHOWN ? "Shown" : "Open");
		markdown_text(out, p->why);
		text_char(out, '\n');
	}
}

static void plan_markdown(const struct plan *plan, struct text *out)
{
	text_add(out, "# ");
	markdown_text(out, plan->module->title);
	text_add(out, ": workflow\n\n");
	if (plan->product) {
		text_add(out, "For ");
		markdown_text(out, plan->product);
		text_printf(out, ": %zu of %zu tasks are shown. ", plan_shown(plan), plan->count);
	}
	text_printf(out, "Knowledge base of %s (%.16s).\n\n", plan->as_of, plan->knowledge);
	for (size_t i = 0; i < plan->count; i++)
		markdown_task(&plan->tasks[i], i + 1, out);
	text_add(out, "\nSources:\n\n");
	sources_list(plan, "- ", out);
}

/* --- CSV (RFC 4180) --- */

static void csv_cell(struct text *out, const char *value, bool last)
{
	text_csv(out, value);
	text_add(out, last ? "\r\n" : ",");
}

static const char *state_word(enum plan_state state)
{
	return state == PLAN_SHOWN ? "shown" : state == PLAN_OPEN ? "open" : "planned";
}

static void csv_task(const struct plan_task *p, struct text *out)
{
	const struct faq_task *t = p->task;
	struct text sources = { 0 }, limbs = { 0 };

	for (size_t i = 0; i < t->cite_count; i++) {
		text_add(&sources, i ? "; " : "");
		source_add(&sources, &t->cites[i]);
	}
	for (size_t i = 0; i < t->limb_count; i++)
		text_printf(&limbs, "%s%s", i ? " " : "", t->limbs[i]->key);
	csv_cell(out, p->id, false);
	csv_cell(out, state_word(p->state), false);
	csv_cell(out, t->role, false);
	csv_cell(out, t->title, false);
	csv_cell(out, t->output, false);
	csv_cell(out, p->path, false);
	csv_cell(out, t->done, false);
	csv_cell(out, limbs.at ? limbs.at : "", false);
	csv_cell(out, sources.at ? sources.at : "", false);
	csv_cell(out, p->why ? p->why : "", true);
	text_free(&sources);
	text_free(&limbs);
}

static void plan_csv(const struct plan *plan, struct text *out)
{
	text_add(out, "task,state,role,title,output,evidence,done,requirements,sources,why\r\n");
	for (size_t i = 0; i < plan->count; i++)
		csv_task(&plan->tasks[i], out);
}

/* --- JSON --- */

static void json_task(struct json *j, const struct plan_task *p)
{
	const struct faq_task *t = p->task;

	json_open(j, NULL, '{');
	json_text(j, "id", p->id);
	json_text(j, "state", state_word(p->state));
	json_text(j, "why", p->why);
	json_text(j, "role", t->role);
	json_text(j, "title", t->title);
	json_text(j, "output", t->output);
	json_text(j, "evidence", p->path);
	json_text(j, "done", t->done);
	json_open(j, "limbs", '[');
	for (size_t i = 0; i < t->limb_count; i++)
		json_text(j, NULL, t->limbs[i]->key);
	json_close(j);
	json_open(j, "keys", '[');
	for (size_t i = 0; i < t->key_count; i++)
		json_text(j, NULL, t->keys[i]);
	json_close(j);
	json_open(j, "items", '[');
	for (size_t i = 0; i < t->item_count; i++)
		json_text(j, NULL, t->items[i]->id);
	json_close(j);
	json_open(j, "sources", '[');
	for (size_t i = 0; i < t->cite_count; i++) {
		json_open(j, NULL, '{');
		json_text(j, "id", t->cites[i].provision->id);
		json_text(j, "citation", t->cites[i].provision->citation);
		json_text(j, "weight", t->cites[i].weight);
		json_text(j, "version", t->cites[i].provision->source->version);
		json_close(j);
	}
	json_close(j);
	json_close(j);
}

static void plan_json(const struct plan *plan, struct text *out)
{
	struct json j = { .out = out };

	json_open(&j, NULL, '{');
	json_text(&j, "module", plan->module->id);
	json_text(&j, "title", plan->module->title);
	json_text(&j, "product", plan->product);
	json_text(&j, "as_of", plan->as_of);
	json_text(&j, "knowledge", plan->knowledge);
	json_int(&j, "shown", (int64_t)plan_shown(plan));
	json_open(&j, "tasks", '[');
	for (size_t i = 0; i < plan->count; i++)
		json_task(&j, &plan->tasks[i]);
	json_close(&j);
	json_close(&j);
	text_char(out, '\n');
}

const struct plan_format plan_formats[] = {
	{ "yaml", "a declaration of planned evidence", plan_yaml },
	{ "md", "a list with boxes to tick", plan_markdown },
	{ "csv", "a table", plan_csv },
	{ "json", "for programs", plan_json },
	{ 0 },
};

const struct plan_format *plan_format_find(const char *name)
{
	for (const struct plan_format *f = plan_formats; f->name; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}
