/*
 * The component-definition: the product and its parts, and for each requirement
 * that was decided what is said of how it is met. What is not said is said to be
 * missing.
 */
#include "report/formats.h"

#include <string.h>

#include "report/declared.h"
#include "report/oscal.h"

struct component {
	struct oscal o;
	struct declared_item *essential, *claims;
	size_t essential_count, claim_count;
};

/* Values of an entry's key about this limb: what carries it, why it is claimed not to apply. */
static const char *said_of(const struct declared_item *items, size_t count, const struct result_verdict *v, const char *key)
{
	for (size_t i = 0; i < count; i++) {
		const char *limb = declared_item_value(&items[i], "limb", 0);

		if (limb && strcmp(limb, result_limb(v)) == 0 && strcmp(items[i].part, v->part) == 0)
			return declared_item_value(&items[i], key, 0);
	}
	return NULL;
}

/* Why it is said not to apply, else what is declared as the measure, else what is missing. */
static const char *in_words(struct component *c, const struct result_verdict *v)
{
	const char *measure = said_of(c->essential, c->essential_count, v, "measure");
	const char *justification = said_of(c->claims, c->claim_count, v, "justification");

	if (justification && result_exempts(v))
		return arena_printf(&c->o.mem, "Declared not to apply: %s", justification);
	if (measure)
		return arena_printf(&c->o.mem, "Declared: %s", measure);
	if (v->needs)
		return arena_printf(&c->o.mem, "Not said. %s", v->needs);
	return v->reason;
}

/* The reason and the facts: "... updates.signed: yes (product.yaml:12); ..." */
static const char *facts(struct component *c, const struct result_verdict *v)
{
	struct text text = { 0 };
	const char *kept;

	text_add(&text, v->reason);
	for (size_t i = 0; i < v->fact_count; i++) {
		const struct result_fact *f = &v->facts[i];

		text_printf(&text, "%s %s%s%s", i ? ";" : "", f->rule ? f->rule : f->name, f->value ? ": " : "", f->value ? f->value : "");
		if (f->path)
			text_printf(&text, " (%s)", result_place(&c->o.mem, f->path, f->line));
	}
	kept = arena_text(&c->o.mem, text.at, text.n);
	text_free(&text);
	return kept;
}

static void requirement(struct component *c, const struct result_verdict *v)
{
	struct oscal *o = &c->o;
	const char *status = oscal_implementation(v);

	json_open(&o->j, NULL, '{');
	json_text(&o->j, "uuid", oscal_id(o, "requirement", v->key));
	json_text(&o->j, "control-id", oscal_token(o, result_limb(v)));
	oscal_markup(o, "description", in_words(c, v));
	json_open(&o->j, "props", '[');
	oscal_prop(o, "key", v->key);
	oscal_prop(o, "verdict", v->verdict);
	if (v->sum)
		oscal_prop(o, "sum", "yes");
	oscal_prop(o, "tested", said_of(c->essential, c->essential_count, v, "tested"));
	if (status && !oscal_answer(v)) {		/* of the core namespace, so without ours */
		json_open(&o->j, NULL, '{');
		json_text(&o->j, "name", "implementation-status");
		json_text(&o->j, "value", status);
		json_close(&o->j);
	}
	json_close(&o->j);
	json_open(&o->j, "statements", '[');
	json_open(&o->j, NULL, '{');
	json_text(&o->j, "statement-id", oscal_part_id(o, result_limb(v), "smt"));
	json_text(&o->j, "uuid", oscal_id(o, "statement", v->key));
	oscal_markup(o, "description", facts(c, v));
	json_close(&o->j);
	json_close(&o->j);
	json_close(&o->j);
}

static void implementation(struct component *c, const char *part)
{
	struct oscal *o = &c->o;
	const struct results *r = o->r;
	struct oscal_list open = { "control-implementations" };
	bool any = false;

	for (size_t i = 0; i < r->verdict_count; i++) {
		if (strcmp(r->verdicts[i].part, part) != 0)
			continue;
		if (!any) {
			oscal_item(o, &open);
			json_text(&o->j, "uuid", oscal_id(o, "implementation", part));
			json_text(&o->j, "source", oscal_to(o, oscal_catalog_resource(o)));
			json_text(&o->j, "description", "What the product's declaration and image say of each requirement that was decided");
			json_open(&o->j, "implemented-requirements", '[');
			any = true;
		}
		requirement(c, &r->verdicts[i]);
	}
	if (!any)
		return;
	json_close(&o->j);
	json_close(&o->j);
	oscal_list_end(o, &open);
}

static void component(struct component *c, const char *part)
{
	struct oscal *o = &c->o;
	const struct results *r = o->r;
	const char *about = declared_value(r, part, "purpose.intended");

	json_open(&o->j, NULL, '{');
	json_text(&o->j, "uuid", oscal_component(o, part));
	json_text(&o->j, "type", oscal_component_type(r, part));
	oscal_markup(o, "title", oscal_component_title(r, part));
	oscal_markup(o, "description", about ? about : "What it is intended for is not declared");
	json_open(&o->j, "props", '[');
	oscal_prop(o, "kind", *part ? "part" : "product");
	if (!*part) {
		oscal_prop(o, "version", r->product_version);
		oscal_prop(o, "model", declared_value(r, "", "product.model"));
		oscal_prop(o, "image", r->image);
		oscal_prop(o, "image-sha256", r->image_sha256);
		oscal_prop(o, "operating-system", r->os);
	}
	json_close(&o->j);
	implementation(c, part);
	json_close(&o->j);
}

int report_oscal_component(const struct results *r, const struct report_options *options, struct text *out, struct err *err)
{
	struct component c = { 0 };
	struct oscal *o = &c.o;
	const char *part;

	(void)options;
	(void)err;
	oscal_begin(o, r, out, "component-definition", "How the requirements of the Cyber Resilience Act are met", NULL);
	c.essential_count = declared_items(r, &o->mem, "essential", &c.essential);
	c.claim_count = declared_items(r, &o->mem, "claims", &c.claims);
	json_open(&o->j, "components", '[');
	for (size_t i = 0; (part = declared_part(r, i)); i++)
		component(&c, part);
	json_close(&o->j);
	oscal_back_matter(o);
	oscal_resource_file(o, oscal_catalog_resource(o), "The catalog of requirements (cradle report --format oscal-catalog)",
			    "oscal-catalog.json");
	json_close(&o->j);
	json_close(&o->j);
	oscal_end(o);
	return 0;
}
