/*
 * For programs; docs/portfolio.schema.json says what is where.
 */
#include "portfolio/formats.h"

#include "base/json.h"

static void counts(struct json *j, const struct portfolio *p)
{
	json_open(j, "products", '{');
	json_int(j, "count", (int64_t)p->product_count);
	json_int(j, "fail", (int64_t)p->fail);
	json_int(j, "incomplete", (int64_t)p->incomplete);
	json_int(j, "pass", (int64_t)p->pass);
	json_int(j, "undeclared", (int64_t)p->undeclared);
	json_close(j);
	json_open(j, "older_releases", '{');
	json_int(j, "count", (int64_t)p->older);
	json_int(j, "fail", (int64_t)p->older_fail);
	json_close(j);
}

static void verdicts(struct json *j, const struct portfolio *p, const struct release *r)
{
	json_open(j, "verdicts", '{');
	for (size_t i = 0; i < p->limb_count; i++)
		if (portfolio_verdict(r, &p->limbs[i]))
			json_text(j, p->limbs[i].key, portfolio_verdict(r, &p->limbs[i]));
	json_close(j);
}

static void release(struct json *j, const struct portfolio *p, const struct release *r, size_t number)
{
	static const char *const severities[] = { "other", "low", "medium", "high", "critical" };

	json_open(j, NULL, '{');
	json_int(j, "number", (int64_t)number);
	json_text(j, "product", r->name);
	json_text(j, "version", *r->version ? r->version : NULL);
	json_text(j, "part", *r->part ? r->part : NULL);
	json_bool(j, "latest", r->latest);
	json_bool(j, "declared", r->declared);
	json_text(j, "gate", r->gate);
	json_text(j, "dossier", r->file);
	json_text(j, "image", r->image);
	json_text(j, "image_sha256", r->image_sha256);
	json_text(j, "tool", r->tool);
	json_text(j, "rules", r->rules);
	json_text(j, "as_of", r->as_of && *r->as_of ? r->as_of : NULL);
	json_int(j, "points", (int64_t)r->points);
	json_int(j, "not_met", (int64_t)r->not_met);
	json_int(j, "needs_input", (int64_t)r->needs_input);
	json_int(j, "met", (int64_t)r->met);
	json_int(j, "exempt", (int64_t)r->exempt);
	json_open(j, "findings", '{');
	for (size_t i = 5; i-- > 0; )
		if (i || r->fails[0])
			json_int(j, severities[i], (int64_t)r->fails[i]);
	json_close(j);
	verdicts(j, p, r);
	json_close(j);
}

static void limb(struct json *j, const struct portfolio_limb *l)
{
	json_open(j, NULL, '{');
	json_text(j, "key", l->key);
	json_text(j, "title", l->title);
	json_text(j, "group", l->group);
	json_bool(j, "sum", l->sum);
	json_int(j, "against", (int64_t)l->against);
	json_int(j, "open", (int64_t)l->open);
	json_int(j, "met", (int64_t)l->met);
	json_int(j, "exempt", (int64_t)l->exempt);
	json_int(j, "answered", (int64_t)l->answered);
	json_int(j, "not_decided", (int64_t)l->none);
	json_close(j);
}

static void numbers(struct json *j, const size_t *list, size_t count)
{
	json_open(j, "releases", '[');
	for (size_t i = 0; i < count; i++)
		json_int(j, NULL, (int64_t)list[i] + 1);
	json_close(j);
}

static void finding(struct json *j, const struct portfolio_finding *f)
{
	json_open(j, NULL, '{');
	json_text(j, "rule", f->rule);
	json_text(j, "title", f->title);
	json_text(j, "limb", f->limb);
	json_text(j, "severity", f->severity);
	json_int(j, "products", (int64_t)f->products);
	numbers(j, f->releases, f->count);
	json_int(j, "places", (int64_t)f->places);
	json_int(j, "accepted", (int64_t)f->accepted);
	json_text(j, "dossier", f->file);
	json_text(j, "path", f->path);
	if (f->line > 0)
		json_int(j, "line", f->line);
	else
		json_null(j, "line");
	json_close(j);
}

static void key(struct json *j, const struct portfolio_key *k)
{
	json_open(j, NULL, '{');
	json_text(j, "key", k->key);
	json_text(j, "question", k->ask);
	json_int(j, "products", (int64_t)k->products);
	numbers(j, k->releases, k->count);
	json_int(j, "verdicts", (int64_t)k->verdicts);
	json_close(j);
}

static void lists(struct json *j, const struct portfolio *p)
{
	json_open(j, "releases", '[');
	for (size_t i = 0; i < p->count; i++)
		release(j, p, &p->releases[i], i + 1);
	json_close(j);
	json_open(j, "limbs", '[');
	for (size_t i = 0; i < p->limb_count; i++)
		limb(j, &p->limbs[i]);
	json_close(j);
	json_open(j, "findings", '[');
	for (size_t i = 0; i < p->finding_count; i++)
		finding(j, &p->findings[i]);
	json_close(j);
	json_open(j, "keys", '[');
	for (size_t i = 0; i < p->key_count; i++)
		key(j, &p->keys[i]);
	json_close(j);
	json_open(j, "unread", '[');
	for (size_t i = 0; i < p->unread_count; i++) {
		json_open(j, NULL, '{');
		json_text(j, "file", p->unread[i].file);
		json_text(j, "why", p->unread[i].why);
		json_close(j);
	}
	json_close(j);
}

int portfolio_json(const struct portfolio *p, const struct portfolio_options *o, struct text *out, struct err *err)
{
	struct json j = { .out = out };

	(void)o, (void)err;
	json_open(&j, NULL, '{');
	json_int(&j, "portfolio", 1);
	counts(&j, p);
	lists(&j, p);
	json_text(&j, "notice", "A pass is not conformity, and nothing here is legal advice.");
	json_close(&j);
	text_char(out, '\n');
	return 0;
}
