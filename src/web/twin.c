#include "web/twin.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct json twin_json(struct visit *v, const char *kind, const char *title)
{
	struct json j = { .out = &v->page->body };

	json_open(&j, NULL, '{');
	json_text(&j, "kind", kind);
	json_text(&j, "path", v->path);
	json_text(&j, "title", title);
	return j;
}

bool twin_end(struct visit *v, struct json *j)
{
	json_open(j, "made_from", '{');
	json_text(j, "knowledge", v->site->faq.digest);
	json_text(j, "updated", v->site->faq.updated);
	json_text(j, "law_as_of", v->site->law.as_of);
	json_close(j);
	json_close(j);
	return true;
}

void twin_path(struct json *j, const char *key, const char *format, ...)
{
	char path[VISIT_PATH];
	va_list args;

	va_start(args, format);
	vsnprintf(path, sizeof(path), format, args);
	va_end(args);
	json_text(j, key, path);
}

void twin_item(struct json *j, const char *key, const struct faq_item *item)
{
	if (!item) {
		json_null(j, key);
		return;
	}
	json_open(j, key, '{');
	json_text(j, "id", item->id);
	json_text(j, "question", item->question);
	json_text(j, "verdict", item->verdict);
	twin_path(j, "path", "/faq/%s", item->id);
	json_close(j);
}

void twin_items(struct json *j, const char *key, const struct faq_item *const *list, size_t count)
{
	json_open(j, key, '[');
	for (size_t i = 0; i < count; i++)
		twin_item(j, NULL, list[i]);
	json_close(j);
}

void twin_provision(struct json *j, const char *key, const struct provision *p)
{
	if (!p) {
		json_null(j, key);
		return;
	}
	json_open(j, key, '{');
	json_text(j, "id", p->id);
	json_text(j, "citation", p->citation);
	json_text(j, "about", p->about);
	json_text(j, "weight", p->weight);
	twin_path(j, "path", "/law/%s", p->id);
	json_close(j);
}

void twin_limbs(struct json *j, const char *key, const struct limb *const *limbs, size_t count)
{
	json_open(j, key, '[');
	for (size_t i = 0; i < count; i++) {
		json_open(j, NULL, '{');
		json_text(j, "key", limbs[i]->key);
		json_text(j, "title", limbs[i]->title);
		twin_path(j, "path", "/limb/%s", limbs[i]->key);
		json_close(j);
	}
	json_close(j);
}

static void rule_json(struct json *j, const struct faq_rest *rule)
{
	json_open(j, NULL, '{');
	json_text(j, "id", rule->key);
	json_text(j, "title", rule->title);
	json_text(j, "severity", rule->severity);
	json_text(j, "limb", rule->limb ? rule->limb->key : NULL);
	json_close(j);
}

void twin_rules(struct json *j, const char *key, const struct faq_rest *const *rules, size_t count)
{
	json_open(j, key, '[');
	for (size_t i = 0; i < count; i++)
		rule_json(j, rules[i]);
	json_close(j);
}

/* --- how products stand --- */

static bool rests_on(const struct result_verdict *v, const struct provision *p)
{
	for (size_t i = 0; i < v->source_count; i++)
		if (v->sources[i].provision == p)
			return true;
	return false;
}

static void verdict_json(struct json *j, const struct site_dossier *d, const struct result_verdict *v)
{
	json_open(j, NULL, '{');
	json_int(j, "dossier", (int64_t)d->number);
	json_text(j, "name", d->name);
	json_text(j, "key", v->key);
	json_text(j, "verdict", v->verdict);
	json_text(j, "reason", v->reason);
	json_text(j, "needs", v->needs);
	json_close(j);
}

void twin_verdicts(struct json *j, const struct site *site, const char *limb, const struct provision *p)
{
	json_open(j, "verdicts", '[');
	for (size_t i = 0; i < site->dossier_count; i++) {
		const struct site_dossier *d = &site->dossiers[i];

		for (size_t k = 0; k < d->side.results.verdict_count; k++) {
			const struct result_verdict *v = &d->side.results.verdicts[k];

			if (limb ? strcmp(result_limb(v), limb) == 0 : rests_on(v, p))
				verdict_json(j, d, v);
		}
	}
	json_close(j);
}

/* --- Markdown --- */

void twin_top(struct text *out, const struct visit *v)
{
	for (const char *at = v->path + 1; *at; at++)
		if (*at == '/')
			text_add(out, "../");
}

void twin_front(struct visit *v, const char *id, const char *title)
{
	text_add(&v->page->body, "---\n");
	front_text(v, "id", id);
	front_text(v, "title", title);
}

/* A JSON string is a YAML one. */
void front_text(struct visit *v, const char *key, const char *value)
{
	text_printf(&v->page->body, "%s: ", key);
	json_string(&v->page->body, value);
	text_char(&v->page->body, '\n');
}

void front_cites(struct visit *v, const struct faq_cite *cites, size_t count)
{
	struct text *out = &v->page->body;

	text_add(out, count ? "citations:\n" : "citations: []\n");
	for (size_t i = 0; i < count; i++) {
		text_printf(out, "  - { id: %s, weight: %s, source: %s, citation: ", cites[i].provision->id, cites[i].weight,
			    cites[i].provision->source->id);
		json_string(out, cites[i].provision->citation);
		text_add(out, ", version: ");
		json_string(out, cites[i].provision->source->version);
		text_add(out, " }\n");
	}
}

void front_end(struct visit *v)
{
	text_add(&v->page->body, "---\n\n");
}

void twin_plain(struct text *out, const char *s)
{
	for (; *s; s++) {
		if (strchr("\\`*_[]<>&#|", *s))
			text_char(out, '\\');
		text_char(out, *s == '\n' ? ' ' : *s);
	}
}

void twin_line(struct text *out, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	text_printf(out, "- %s: ", name);
	twin_plain(out, value);
	text_char(out, '\n');
}

void twin_answer(struct visit *v, const char *markdown)
{
	static const struct { const char *kind, *folder; } links[] = { { "](law:", "law/" }, { "](faq:", "faq/" } };
	struct text *out = &v->page->body;

	while (*markdown) {
		size_t i = 0, n;

		while (i < 2 && strncmp(markdown, links[i].kind, 6) != 0)
			i++;
		if (i == 2) {
			text_char(out, *markdown++);
			continue;
		}
		n = strcspn(markdown += 6, ")");
		text_add(out, "](");
		twin_top(out, v);
		text_add(out, links[i].folder);
		text_add_bytes(out, markdown, n);
		text_add(out, ".md");
		markdown += n;
	}
	text_char(out, '\n');
}

void twin_cite_lines(struct visit *v, const struct faq_cite *cites, size_t count)
{
	struct text *out = &v->page->body;

	for (size_t i = 0; i < count; i++) {
		const struct provision *p = cites[i].provision;
		const char *note = law_note(&v->site->law, p, NULL);

		text_add(out, "- [");
		twin_plain(out, p->citation);
		text_add(out, "](");
		twin_top(out, v);
		text_printf(out, "law/%s.md) (%s)", p->id, result_weight(cites[i].weight));
		if (*cites[i].supports) {
			text_add(out, ": ");
			twin_plain(out, cites[i].supports);
		}
		if (*note) {
			text_add(out, " (");
			twin_plain(out, note);
			text_char(out, ')');
		}
		text_char(out, '\n');
	}
}

void twin_item_line(struct visit *v, const struct faq_item *item)
{
	struct text *out = &v->page->body;

	text_add(out, "- [");
	twin_plain(out, item->question);
	text_add(out, "](");
	twin_top(out, v);
	text_printf(out, "faq/%s.md) %s\n", item->id, faq_verdict_text(item->verdict));
}
