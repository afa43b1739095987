#include "report/formats.h"

#include "base/json.h"
#include "report/declared.h"

static void place(struct json *j, const char *path, int64_t line)
{
	json_text(j, "path", path);
	if (line > 0)
		json_int(j, "line", line);
	else
		json_null(j, "line");
}

static void product(struct json *j, const struct results *r)
{
	if (!r->declaration) {
		json_null(j, "product");
		return;
	}
	json_open(j, "product", '{');
	json_text(j, "name", r->product);
	json_text(j, "version", r->product_version);
	json_text(j, "declaration", r->declaration);
	json_close(j);
}

static void image(struct json *j, const struct results *r)
{
	if (!r->image) {
		json_null(j, "image");
		return;
	}
	json_open(j, "image", '{');
	json_text(j, "name", r->image);
	json_text(j, "sha256", r->image_sha256);
	json_text(j, "format", r->format);
	json_int(j, "size", r->size);
	json_int(j, "entries", r->entries);
	json_int(j, "refused", r->refused);
	json_text(j, "os", r->os);
	json_text(j, "note", r->note);
	json_close(j);
}

/* A finding has a rule, what was declared or decided a name and a value. */
static void fact(struct json *j, const struct result_fact *f)
{
	json_open(j, NULL, '{');
	json_text(j, "rule", f->rule);
	json_text(j, "name", f->name);
	json_text(j, "value", f->value);
	place(j, f->path, f->line);
	json_close(j);
}

static void verdict(struct json *j, const struct result_verdict *v)
{
	json_open(j, NULL, '{');
	json_text(j, "key", v->key);
	json_text(j, "title", v->title);
	json_text(j, "verdict", v->verdict);
	json_bool(j, "sum", v->sum);
	json_open(j, "provisions", '[');
	for (size_t i = 0; i < v->source_count; i++) {
		json_open(j, NULL, '{');
		json_text(j, "id", v->sources[i].provision->id);
		json_text(j, "citation", v->sources[i].provision->citation);
		json_text(j, "weight", v->sources[i].weight);
		json_text(j, "note", *v->sources[i].note ? v->sources[i].note : NULL);
		json_text(j, "text", v->sources[i].text);
		json_close(j);
	}
	json_close(j);
	json_text(j, "reason", v->reason);
	json_text(j, "decided_by", v->row);
	json_open(j, "facts", '[');
	for (size_t i = 0; i < v->fact_count; i++)
		fact(j, &v->facts[i]);
	json_close(j);
	json_text(j, "needs", v->needs);
	json_text(j, "needs_key", v->needs_key);
	json_text(j, "faq", v->limb ? v->limb->faq : NULL);
	json_close(j);
}

static void question(struct json *j, const struct result_question *q)
{
	json_open(j, NULL, '{');
	json_text(j, "key", q->key);
	json_text(j, "question", q->ask);
	json_open(j, "decides", '[');
	for (size_t i = 0; i < q->count; i++)
		json_text(j, NULL, q->verdicts[i]->key);
	json_close(j);
	json_close(j);
}

static void finding(struct json *j, const struct result_finding *f)
{
	json_open(j, NULL, '{');
	json_text(j, "rule", f->rule);
	json_text(j, "title", f->title);
	json_text(j, "state", f->state);
	json_text(j, "severity", f->severity);
	json_text(j, "limb", f->limb);
	place(j, f->path, f->line);
	json_text(j, "detail", f->detail);
	json_text(j, "fix", f->fix);
	json_text(j, "accepted", f->accepted);
	json_text(j, "until", f->until);
	json_text(j, "because", f->because);
	json_close(j);
}

static void declared(struct json *j, const struct result_declared *d)
{
	json_open(j, NULL, '{');
	json_text(j, "part", d->part);
	json_text(j, "section", d->section);
	if (d->item >= 0)
		json_int(j, "item", d->item);
	else
		json_null(j, "item");
	json_text(j, "key", d->key);
	json_text(j, "value", d->key ? d->value : NULL);
	place(j, d->path, d->line);
	json_close(j);
}

/* A list of those findings that are meant; they stand among all of them, too. */
static void findings(struct json *j, const struct results *r, const char *key, bool (*meant)(const struct result_finding *f))
{
	json_open(j, key, '[');
	for (size_t i = 0; i < r->finding_count; i++)
		if (!meant || meant(&r->findings[i]))
			finding(j, &r->findings[i]);
	json_close(j);
}

static void listener(struct json *j, const struct result_listener *l)
{
	json_open(j, NULL, '{');
	json_text(j, "program", l->program);
	json_text(j, "protocol", l->protocol);
	json_text(j, "address", l->address);
	json_int(j, "port", l->port);
	json_text(j, "reach", l->reach);
	json_text(j, "state", l->state);
	json_text(j, "service", l->service);
	place(j, l->path, l->line);
	json_open(j, "because", '{');
	place(j, l->because_path, l->because_line);
	json_close(j);
	json_close(j);
}

int report_json(const struct results *r, const struct report_options *o, struct text *out, struct err *err)
{
	struct json j = { .out = out };

	(void)o;
	json_open(&j, NULL, '{');
	json_text(&j, "gate", r->gate);
	product(&j, r);
	image(&j, r);
	json_open(&j, "verdicts", '[');
	for (size_t i = 0; i < r->verdict_count; i++)
		verdict(&j, &r->verdicts[i]);
	json_close(&j);
	json_open(&j, "questions", '[');
	for (size_t i = 0; i < r->question_count; i++)
		question(&j, &r->questions[i]);
	json_close(&j);
	findings(&j, r, "findings", NULL);
	findings(&j, r, "contradictions", result_contradicts);
	findings(&j, r, "accepted", result_accepts);
	json_open(&j, "declared", '[');
	for (size_t i = 0; i < r->declared_count; i++)
		declared(&j, &r->declared[i]);
	json_close(&j);
	json_open(&j, "listeners", '[');
	for (size_t i = 0; i < r->listener_count; i++)
		listener(&j, &r->listeners[i]);
	json_close(&j);
	json_open(&j, "versions", '{');
	json_text(&j, "cradle", r->tool);
	json_text(&j, "rules", r->rules);
	json_text(&j, "decisions", r->decisions);
	json_text(&j, "as_of", r->as_of && *r->as_of ? r->as_of : NULL);
	json_close(&j);
	json_text(&j, "notice", result_notice);
	json_close(&j);
	return 0;
}
