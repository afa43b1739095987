#include "web/twin.h"

#include <stdio.h>

static const struct faq_module *module_of(const struct visit *v)
{
	return faq_module(&v->site->faq, bytes_of(v->parts[0]));
}

/* --- the module --- */

static void sources_json_of(struct json *j, const struct site_module *m)
{
	json_open(j, "sources", '[');
	for (size_t i = 0; i < m->source_count; i++) {
		json_open(j, NULL, '{');
		json_text(j, "id", m->sources[i].source->id);
		json_text(j, "citation", m->sources[i].source->citation);
		json_text(j, "weight", m->sources[i].source->weight);
		json_int(j, "uses", (int64_t)m->sources[i].uses);
		json_close(j);
	}
	json_close(j);
}

static void section_json(struct json *j, struct law *law, const struct faq_section *section)
{
	json_open(j, NULL, '{');
	json_text(j, "title", section->title);
	json_open(j, "items", '[');
	for (size_t i = 0; i < section->item_count; i++) {
		json_open(j, NULL, '{');
		twin_item_fields(j, law, section->items[i]);
		json_close(j);
	}
	json_close(j);
	json_close(j);
}

static void module_fields(struct json *j, const struct visit *v, const struct faq_module *m)
{
	const struct site_module *in = site_module(v->site, m);

	json_text(j, "id", m->id);
	json_text(j, "label", m->label);
	json_text(j, "lead", m->lead);
	json_text(j, "use", m->use);
	json_text(j, "overview", m->overview);
	faq_cites_json(j, "citations", &v->site->law, m->cites, m->cite_count);
	faq_texts_json(j, "roles", m->roles, m->role_count);
	json_text(j, "published", m->published);
	json_text(j, "as_of", m->updated);
	json_int(j, "item_count", (int64_t)m->item_count);
	json_int(j, "section_count", (int64_t)m->section_count);
	json_int(j, "primary_sources", (int64_t)in->primary);
	sources_json_of(j, in);
	json_open(j, "provisions", '[');
	for (size_t i = 0; i < in->provision_count; i++)
		json_text(j, NULL, in->provisions[i]->id);
	json_close(j);
	json_open(j, "related", '[');
	for (size_t i = 0; i < m->related_count; i++)
		json_text(j, NULL, m->related[i]->id);
	json_close(j);
	json_int(j, "tasks", (int64_t)m->task_count);
	json_int(j, "parts", (int64_t)in->part_count);
}

static bool sections_json(struct visit *v, const struct faq_module *m, size_t first, size_t count)
{
	struct json j = twin_json(v, "module", m->title);

	module_fields(&j, v, m);
	json_open(&j, "sections", '[');
	for (size_t i = first; i < first + count; i++)
		section_json(&j, &v->site->law, &m->sections[i]);
	json_close(&j);
	return twin_end(v, &j);
}

bool module_json(struct visit *v)
{
	const struct faq_module *m = module_of(v);

	return m && sections_json(v, m, 0, m->section_count);
}

bool part_json(struct visit *v)
{
	const struct faq_module *m = module_of(v);
	size_t n = visit_number(v->parts[1]);
	const struct site_part *part;

	if (!m || n < 2 || n > site_module(v->site, m)->part_count)
		return false;
	part = &site_module(v->site, m)->parts[n - 1];
	return sections_json(v, m, part->first, part->count);
}

static void words(struct text *out, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		text_printf(out, "%s%s", i ? ", " : "", list[i]);
}

static void module_line(struct visit *v, const struct faq_module *m)
{
	struct text *out = &v->page->body;

	text_add(out, "- [");
	twin_plain(out, m->title);
	text_add(out, "](");
	twin_top(out, v);
	text_printf(out, "faq/%s.md): ", m->id);
	twin_plain(out, m->use);
	text_char(out, '\n');
}

static void module_front(struct visit *v, const struct faq_module *m)
{
	struct text *out = &v->page->body;

	twin_front(v, m->id, m->title);
	text_printf(out, "items: %zu\nroles: [", m->item_count);
	words(out, m->roles, m->role_count);
	text_add(out, "]\n");
	front_text(v, "published", m->published);
	front_text(v, "as_of", m->updated);
	front_cites(v, m->cites, m->cite_count);
	front_end(v);
}

bool module_markdown(struct visit *v)
{
	const struct faq_module *m = module_of(v);
	struct text *out = &v->page->body;

	if (!m)
		return false;
	module_front(v, m);
	text_add(out, "# ");
	twin_plain(out, m->title);
	text_add(out, "\n\n");
	twin_plain(out, m->lead);
	text_add(out, "\n\n");
	twin_answer(v, m->overview);
	for (size_t i = 0; i < m->section_count; i++) {
		text_add(out, "\n## ");
		twin_plain(out, m->sections[i].title);
		text_char(out, '\n');
		for (size_t k = 0; k < m->sections[i].item_count; k++) {
			const struct faq_item *item = m->sections[i].items[k];

			text_add(out, "\n### ");
			twin_plain(out, item->question);
			text_printf(out, "\n\n**%s** (as of %s)\n\n", faq_verdict_text(item->verdict), item->as_of);
			twin_answer(v, item->answer);
			text_char(out, '\n');
			twin_cite_lines(v, item->cites, item->cite_count);
		}
	}
	if (m->related_count)
		text_add(out, "\n## Related\n\n");
	for (size_t i = 0; i < m->related_count; i++)
		module_line(v, m->related[i]);
	return true;
}

/* --- its workflow --- */

static void task_json(struct json *j, struct law *law, const struct faq_task *task)
{
	json_open(j, NULL, '{');
	json_text(j, "id", task->id);
	json_text(j, "title", task->title);
	json_text(j, "role", task->role);
	json_text(j, "output", task->output);
	json_text(j, "evidence", task->evidence);
	json_text(j, "done", task->done);
	twin_items(j, "items", task->items, task->item_count);
	faq_cites_json(j, "citations", law, task->cites, task->cite_count);
	twin_limbs(j, "limbs", task->limbs, task->limb_count);
	faq_texts_json(j, "keys", task->keys, task->key_count);
	json_close(j);
}

bool workflow_json(struct visit *v)
{
	const struct faq_module *m = module_of(v);
	struct json j;

	if (!m || m->task_count == 0)
		return false;
	j = twin_json(v, "workflow", m->title);
	json_text(&j, "id", m->id);
	json_text(&j, "as_of", m->updated);
	json_open(&j, "tasks", '[');
	for (size_t i = 0; i < m->task_count; i++)
		task_json(&j, &v->site->law, &m->tasks[i]);
	json_close(&j);
	return twin_end(v, &j);
}

static void task_markdown(struct visit *v, const struct faq_task *task, size_t number)
{
	struct text *out = &v->page->body;

	text_printf(out, "\n## %zu. ", number);
	twin_plain(out, task->title);
	text_add(out, "\n\n");
	twin_line(out, "Who", task->role);
	twin_line(out, "Output", task->output);
	twin_line(out, "Kept as", task->evidence);
	twin_line(out, "Done when", task->done);
	text_add(out, "\nRests on:\n\n");
	twin_cite_lines(v, task->cites, task->cite_count);
	if (task->item_count)
		text_add(out, "\nExplained by:\n\n");
	for (size_t i = 0; i < task->item_count; i++)
		twin_item_line(v, task->items[i]);
}

/* What all tasks cite, each once, in their order. */
static size_t tasks_cites(const struct faq_module *m, struct faq_cite *out, size_t room)
{
	size_t count = 0;

	for (size_t i = 0; i < m->task_count; i++)
		for (size_t k = 0; k < m->tasks[i].cite_count; k++) {
			size_t at = 0;

			while (at < count && out[at].provision != m->tasks[i].cites[k].provision)
				at++;
			if (at == count && count < room)
				out[count++] = m->tasks[i].cites[k];
		}
	return count;
}

bool workflow_markdown(struct visit *v)
{
	const struct faq_module *m = module_of(v);
	struct faq_cite cites[256];
	char title[256];

	if (!m || m->task_count == 0)
		return false;
	snprintf(title, sizeof(title), "Workflow: %s", m->title);
	twin_front(v, m->id, title);
	text_printf(&v->page->body, "tasks: %zu\n", m->task_count);
	front_text(v, "as_of", m->updated);
	front_cites(v, cites, tasks_cites(m, cites, sizeof(cites) / sizeof(*cites)));
	front_end(v);
	text_printf(&v->page->body, "# %s\n", title);
	for (size_t i = 0; i < m->task_count; i++)
		task_markdown(v, &m->tasks[i], i + 1);
	return true;
}

/* --- the front page --- */

bool home_json(struct visit *v)
{
	const struct site *site = v->site;
	struct json j = twin_json(v, "home", "cradle");

	json_text(&j, "tool", site->index->tool);
	json_int(&j, "total", (int64_t)site->faq.item_count);
	json_open(&j, "modules", '[');
	for (size_t i = 0; i < site->faq.module_count; i++) {
		const struct faq_module *m = &site->faq.modules[i];

		json_open(&j, NULL, '{');
		json_text(&j, "id", m->id);
		json_text(&j, "title", m->title);
		json_text(&j, "use", m->use);
		json_int(&j, "items", (int64_t)m->item_count);
		json_text(&j, "as_of", m->updated);
		twin_path(&j, "path", "/faq/%s", m->id);
		json_close(&j);
	}
	json_close(&j);
	json_open(&j, "dossiers", '[');
	for (size_t i = 0; i < site->dossier_count; i++)
		twin_path(&j, NULL, "/dossier/%zu", site->dossiers[i].number);
	json_close(&j);
	return twin_end(v, &j);
}

bool about_json(struct visit *v)
{
	const struct site *site = v->site;
	struct json j = twin_json(v, "about", "About");

	json_text(&j, "tool", site->index->tool);
	json_int(&j, "items", (int64_t)site->faq.item_count);
	json_int(&j, "modules", (int64_t)site->faq.module_count);
	json_int(&j, "provisions", (int64_t)site->law.provision_count);
	json_int(&j, "limbs", (int64_t)site->law.limb_count);
	json_int(&j, "rules", (int64_t)site->index->rule_count);
	json_int(&j, "sources", (int64_t)site->law.source_count);
	json_text(&j, "schema", "/schema.json");
	json_text(&j, "notice", "Answers are our reading of the sources named. Nothing here is legal advice.");
	return twin_end(v, &j);
}
