#include "web/twin.h"

#include <string.h>

/* --- provisions --- */

static const struct site_provision *provision_of(const struct visit *v)
{
	const struct provision *p = law_provision(&v->site->law, v->parts[0]);

	return p ? site_provision(v->site, p) : NULL;
}

bool law_json(struct visit *v)
{
	const struct site *site = v->site;
	struct json j = twin_json(v, "law", "Provisions");

	json_int(&j, "total", (int64_t)site->law.provision_count);
	json_open(&j, "provisions", '[');
	for (size_t i = 0; i < site->law.provision_count; i++) {
		const struct site_provision *at = &site->index->provisions[i];

		json_open(&j, NULL, '{');
		json_text(&j, "id", at->provision->id);
		json_text(&j, "citation", at->provision->citation);
		json_text(&j, "heading", *at->provision->heading ? at->provision->heading : NULL);
		json_text(&j, "about", at->provision->about);
		json_text(&j, "weight", at->provision->weight);
		json_text(&j, "source", at->provision->source->id);
		json_int(&j, "items", (int64_t)at->item_count);
		json_int(&j, "items_with_parts", (int64_t)at->inner);
		twin_path(&j, "path", "/law/%s", at->provision->id);
		json_close(&j);
	}
	json_close(&j);
	return twin_end(v, &j);
}

static void source_fields(struct json *j, const struct law_source *s)
{
	json_text(j, "id", s->id);
	json_text(j, "citation", s->citation);
	json_text(j, "title", s->title);
	json_text(j, "version", s->version);
	json_text(j, "date", s->date);
	json_text(j, "licence", s->licence);
	json_text(j, "about", s->about);
	json_text(j, "weight", s->weight);
	json_text(j, "status", s->status);
	json_bool(j, "current", s->current);
	json_text(j, "superseded_by", s->superseded_by ? s->superseded_by->id : NULL);
}

/* "art-13-2 art-13-3" as the provisions they are. */
static void named_json(struct json *j, const char *key, const struct law *law, const char *ids)
{
	struct bytes rest = bytes_of(ids), id;

	json_open(j, key, '[');
	while (bytes_word(&rest, &id)) {
		char name[128];

		if (id.n >= sizeof(name))
			continue;
		memcpy(name, id.at, id.n);
		name[id.n] = '\0';
		if (law_provision(law, name))
			twin_provision(j, NULL, law_provision(law, name));
	}
	json_close(j);
}

static void provision_fields(struct json *j, const struct site *site, const struct site_provision *at)
{
	const struct provision *p = at->provision;
	struct text official = { 0 };

	json_text(j, "id", p->id);
	json_text(j, "citation", p->citation);
	json_text(j, "heading", *p->heading ? p->heading : NULL);
	json_text(j, "about", p->about);
	json_text(j, "weight", p->weight);
	json_text(j, "note", *at->note ? at->note : NULL);
	json_text(j, "official", provision_official(&official, p) ? official.at : NULL);
	json_text(j, "text", at->text);
	json_text(j, "hash", p->hash);
	json_text(j, "from", p->from);
	json_text(j, "until", p->until);
	json_open(j, "source", '{');
	source_fields(j, p->source);
	json_close(j);
	twin_provision(j, "part_of", at->parent);
	json_open(j, "parts", '[');
	for (size_t i = 0; i < at->part_count; i++)
		twin_provision(j, NULL, at->parts[i]);
	json_close(j);
	named_json(j, "rests_on", &site->law, p->rests_on);
	text_free(&official);
}

static void tasks_json(struct json *j, const struct site_provision *at)
{
	json_open(j, "tasks", '[');
	for (size_t i = 0; i < at->task_count; i++) {
		json_open(j, NULL, '{');
		json_text(j, "id", at->tasks[i]->id);
		json_text(j, "title", at->tasks[i]->title);
		json_text(j, "role", at->tasks[i]->role);
		json_close(j);
	}
	json_close(j);
}

bool provision_json(struct visit *v)
{
	const struct site_provision *at = provision_of(v);
	struct json j;

	if (!at)
		return false;
	j = twin_json(v, "provision", at->provision->citation);
	provision_fields(&j, v->site, at);
	twin_items(&j, "items", at->items, at->item_count);
	json_int(&j, "items_with_parts", (int64_t)at->inner);
	twin_limbs(&j, "limbs", at->limbs, at->limb_count);
	twin_rules(&j, "rules", at->rules, at->rule_count);
	tasks_json(&j, at);
	twin_verdicts(&j, v->site, NULL, at->provision);
	return twin_end(v, &j);
}

static void provision_line(struct visit *v, const struct provision *p)
{
	struct text *out = &v->page->body;

	text_add(out, "- [");
	twin_plain(out, p->citation);
	text_add(out, "](");
	twin_top(out, v);
	text_printf(out, "law/%s.md): ", p->id);
	twin_plain(out, p->about);
	text_char(out, '\n');
}

static void limb_line(struct visit *v, const struct limb *limb)
{
	struct text *out = &v->page->body;

	text_printf(out, "- [%s](", limb->key);
	twin_top(out, v);
	text_printf(out, "limb/%s.md): ", limb->key);
	twin_plain(out, limb->title);
	text_char(out, '\n');
}

static void provision_front(struct visit *v, const struct site_provision *at)
{
	const struct provision *p = at->provision;
	struct text official = { 0 };

	twin_front(v, p->id, p->citation);
	front_text(v, "weight", p->weight);
	front_text(v, "source", p->source->id);
	front_text(v, "version", p->source->version);
	if (*at->note)
		front_text(v, "note", at->note);
	if (provision_official(&official, p))
		front_text(v, "official", official.at);
	front_text(v, "as_of", v->site->law.as_of);
	front_end(v);
	text_free(&official);
}

bool provision_markdown(struct visit *v)
{
	const struct site_provision *at = provision_of(v);
	struct text *out = &v->page->body;

	if (!at)
		return false;
	provision_front(v, at);
	text_add(out, "# ");
	twin_plain(out, at->provision->citation);
	text_add(out, "\n\n");
	twin_plain(out, at->provision->about);
	text_add(out, "\n");
	if (at->part_count)
		text_add(out, "\n## Its parts\n\n");
	for (size_t i = 0; i < at->part_count; i++)
		provision_line(v, at->parts[i]);
	if (at->item_count)
		text_add(out, "\n## Items that cite it\n\n");
	for (size_t i = 0; i < at->item_count; i++)
		twin_item_line(v, at->items[i]);
	if (at->limb_count)
		text_add(out, "\n## What is decided by it\n\n");
	for (size_t i = 0; i < at->limb_count; i++)
		limb_line(v, at->limbs[i]);
	for (size_t i = 0; i < at->rule_count; i++) {
		text_printf(out, "- `%s` ", at->rules[i]->key);
		twin_plain(out, at->rules[i]->title);
		text_char(out, '\n');
	}
	return true;
}

/* --- limbs and rules --- */

static size_t limb_rules(const struct site *site, const struct limb *limb, const struct faq_rest **out, size_t room)
{
	size_t count = 0;

	for (size_t i = 0; i < site->index->rule_count && count < room; i++)
		if (site->index->rules[i].rest->limb == limb)
			out[count++] = site->index->rules[i].rest;
	return count;
}

bool limbs_json(struct visit *v)
{
	const struct law *law = &v->site->law;
	struct json j = twin_json(v, "limbs", "Requirements");

	json_int(&j, "total", (int64_t)law->limb_count);
	json_open(&j, "limbs", '[');
	for (size_t i = 0; i < law->limb_count; i++) {
		json_open(&j, NULL, '{');
		json_text(&j, "key", law->limbs[i].key);
		json_text(&j, "title", law->limbs[i].title);
		json_text(&j, "item", law->limbs[i].faq);
		twin_path(&j, "path", "/limb/%s", law->limbs[i].key);
		json_close(&j);
	}
	json_close(&j);
	return twin_end(v, &j);
}

static void limb_fields(struct json *j, const struct site *site, const struct limb *limb)
{
	json_text(j, "key", limb->key);
	json_text(j, "missing", limb->missing);
	json_open(j, "provisions", '[');
	for (size_t i = 0; i < limb->ref_count; i++)
		twin_provision(j, NULL, limb->refs[i].provision);
	json_close(j);
	json_bool(j, "from_image", limb->from_image);
	json_bool(j, "of_part", limb->of_part);
	faq_texts_json(j, "sums", limb->sums, limb->sum_count);
	faq_texts_json(j, "answers", limb->answers, limb->answer_count);
	twin_item(j, "item", limb->faq ? faq_item(&site->faq, bytes_of(limb->faq)) : NULL);
}

enum { RULES = 1024 };

bool limb_json(struct visit *v)
{
	const struct limb *limb = law_limb(&v->site->law, v->parts[0]);
	const struct faq_rest *rules[RULES];
	struct json j;

	if (!limb)
		return false;
	j = twin_json(v, "limb", limb->title);
	limb_fields(&j, v->site, limb);
	twin_rules(&j, "rules", rules, limb_rules(v->site, limb, rules, RULES));
	twin_verdicts(&j, v->site, limb->key, NULL);
	return twin_end(v, &j);
}

bool limb_markdown(struct visit *v)
{
	const struct limb *limb = law_limb(&v->site->law, v->parts[0]);
	const struct faq_item *item = limb && limb->faq ? faq_item(&v->site->faq, bytes_of(limb->faq)) : NULL;
	const struct faq_rest *rules[RULES];
	struct text *out = &v->page->body;
	struct faq_cite cites[8];
	size_t count;

	if (!limb)
		return false;
	for (size_t i = 0; i < limb->ref_count; i++)
		cites[i] = (struct faq_cite){ limb->refs[i].provision, limb->refs[i].weight, "", 0 };
	twin_front(v, limb->key, limb->title);
	front_text(v, "as_of", v->site->law.as_of);
	front_cites(v, cites, limb->ref_count);
	front_end(v);
	text_printf(out, "# %s ", limb->key);
	twin_plain(out, limb->title);
	text_add(out, "\n\n## Rests on\n\n");
	twin_cite_lines(v, cites, limb->ref_count);
	if (item)
		text_add(out, "\n## Explained by\n\n"), twin_item_line(v, item);
	count = limb_rules(v->site, limb, rules, RULES);
	if (count)
		text_add(out, "\n## Rules that look at it\n\n");
	for (size_t i = 0; i < count; i++) {
		text_printf(out, "- `%s` %s: ", rules[i]->key, rules[i]->severity);
		twin_plain(out, rules[i]->title);
		text_char(out, '\n');
	}
	return true;
}

/* --- sources --- */

bool sources_json(struct visit *v)
{
	const struct site *site = v->site;
	struct json j = twin_json(v, "sources", "Sources");

	json_int(&j, "total", (int64_t)site->law.source_count);
	json_open(&j, "sources", '[');
	for (size_t i = 0; i < site->law.source_count; i++) {
		json_open(&j, NULL, '{');
		source_fields(&j, &site->law.sources[i]);
		json_int(&j, "uses", (int64_t)site->index->sources[i].uses);
		json_close(&j);
	}
	json_close(&j);
	return twin_end(v, &j);
}

bool sources_markdown(struct visit *v)
{
	const struct site *site = v->site;
	struct text *out = &v->page->body;

	twin_front(v, "sources", "Sources");
	front_text(v, "as_of", site->law.as_of);
	front_end(v);
	text_add(out, "# Sources\n");
	for (size_t i = 0; i < site->law.source_count; i++) {
		const struct law_source *s = &site->law.sources[i];

		text_add(out, "\n## ");
		twin_plain(out, s->title);
		text_add(out, "\n\n");
		twin_plain(out, s->about);
		text_add(out, "\n\n");
		twin_line(out, "Id", s->id);
		twin_line(out, "Cited as", s->citation);
		twin_line(out, "Weight", result_weight(s->weight));
		twin_line(out, "Version", s->version);
		twin_line(out, "Date", s->date);
		twin_line(out, "Status", s->status);
		twin_line(out, "Licence", s->licence);
		text_printf(out, "- Citations of it: %zu\n", site->index->sources[i].uses);
	}
	return true;
}
