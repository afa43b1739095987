/*
 * The catalog: what is decided, as controls in groups. It is the same for every
 * product. The law's text is no part of it; each control says in our words what
 * it is about, and cites.
 */
#include "report/formats.h"

#include <string.h>

#include "report/oscal.h"

static const char *group_of(const struct limb *limb)
{
	return result_group(&(struct result_verdict){ .key = limb->key, .part = "" });
}

static bool sums_up(const struct limb *sum, const struct limb *limb)
{
	for (size_t i = 0; i < sum->sum_count; i++)
		if (strcmp(sum->sums[i], limb->key) == 0)
			return true;
	return false;
}

/* Is it part of another limb ("I.2.b.reset" of "I.2.b")? Then it is a control of that control. */
static bool is_part(const struct law *law, const struct limb *limb)
{
	for (size_t i = 0; i < law->limb_count; i++)
		if (sums_up(&law->limbs[i], limb))
			return true;
	return false;
}

static void props(struct oscal *o, const struct limb *limb)
{
	json_open(&o->j, "props", '[');
	oscal_prop(o, "key", limb->key);
	for (size_t i = 0; i < limb->ref_count; i++)
		oscal_prop_of(o, "citation", limb->refs[i].provision->citation, limb->refs[i].weight,
			      law_note(o->r->law, limb->refs[i].provision, NULL));
	for (size_t i = 0; i < limb->answer_count; i++)
		oscal_prop(o, "answer", limb->answers[i]);
	oscal_prop(o, "speaks", limb->from_image ? "image and declaration" : "declaration");
	json_close(&o->j);
}

static const char *resource(struct oscal *o, const struct provision *p)
{
	return oscal_id_common(o, "provision", p->id);
}

static void links(struct oscal *o, const struct limb *limb)
{
	if (!limb->ref_count)
		return;
	json_open(&o->j, "links", '[');
	for (size_t i = 0; i < limb->ref_count; i++)
		oscal_link(o, oscal_to(o, resource(o, limb->refs[i].provision)), "reference");
	json_close(&o->j);
}

static void part(struct oscal *o, const struct limb *limb, const char *suffix, const char *name, const char *prose)
{
	json_open(&o->j, NULL, '{');
	json_text(&o->j, "id", oscal_part_id(o, limb->key, suffix));
	json_text(&o->j, "name", name);
	oscal_markup(o, "prose", prose);
	json_close(&o->j);
}

static void control(struct oscal *o, const struct limb *limb)
{
	const struct law *law = o->r->law;

	json_open(&o->j, NULL, '{');
	json_text(&o->j, "id", oscal_token(o, limb->key));
	json_text(&o->j, "class", limb->answer_count ? "question" : "requirement");
	oscal_markup(o, "title", limb->title);
	props(o, limb);
	links(o, limb);
	json_open(&o->j, "parts", '[');
	part(o, limb, "smt", "statement", limb->title);
	part(o, limb, "obj", "assessment-objective", limb->missing);
	json_close(&o->j);
	if (limb->sum_count) {
		json_open(&o->j, "controls", '[');
		for (size_t i = 0; i < law->limb_count; i++)
			if (sums_up(limb, &law->limbs[i]))
				control(o, &law->limbs[i]);
		json_close(&o->j);
	}
	json_close(&o->j);
}

static void groups(struct oscal *o)
{
	const struct law *law = o->r->law;
	size_t end;

	json_open(&o->j, "groups", '[');
	for (size_t i = 0; i < law->limb_count; i = end) {
		const char *title = group_of(&law->limbs[i]);

		json_open(&o->j, NULL, '{');
		json_text(&o->j, "id", oscal_token(o, title));
		json_text(&o->j, "title", title);
		json_open(&o->j, "controls", '[');
		for (end = i; end < law->limb_count && strcmp(group_of(&law->limbs[end]), title) == 0; end++)
			if (!is_part(law, &law->limbs[end]))
				control(o, &law->limbs[end]);
		json_close(&o->j);
		json_close(&o->j);
	}
	json_close(&o->j);
}

static bool is_cited(const struct law *law, const struct provision *p)
{
	for (size_t i = 0; i < law->limb_count; i++)
		for (size_t k = 0; k < law->limbs[i].ref_count; k++)
			if (law->limbs[i].refs[k].provision == p)
				return true;
	return false;
}

static void provision(struct oscal *o, const struct provision *p)
{
	json_open(&o->j, NULL, '{');
	json_text(&o->j, "uuid", resource(o, p));
	oscal_markup(o, "title", p->citation);
	oscal_markup(o, "description", p->about);
	json_open(&o->j, "props", '[');
	oscal_prop(o, "provision", p->id);
	oscal_prop(o, "source-version", p->source->version);
	json_close(&o->j);
	json_open(&o->j, "citation", '{');
	oscal_markup_printf(o, "text", "%s (%s, %s)", p->citation, p->source->citation, result_weight(p->weight));
	json_close(&o->j);
	if (strcmp(p->source->id, "cra-2024-2847") == 0) {
		json_open(&o->j, "rlinks", '[');
		json_open(&o->j, NULL, '{');
		json_text(&o->j, "href", "http://data.europa.eu/eli/reg/2024/2847/oj");
		json_close(&o->j);
		json_close(&o->j);
	}
	json_close(&o->j);
}

int report_oscal_catalog(const struct results *r, const struct report_options *options, struct text *out, struct err *err)
{
	struct oscal o;

	(void)options;
	(void)err;
	oscal_begin(&o, r, out, "catalog", "Cyber Resilience Act: what cradle decides, in its own words", r->law->as_of);
	groups(&o);
	oscal_back_matter(&o);
	for (size_t i = 0; i < r->law->provision_count; i++)
		if (is_cited(r->law, &r->law->provisions[i]))
			provision(&o, &r->law->provisions[i]);
	json_close(&o.j);
	json_close(&o.j);
	oscal_end(&o);
	return 0;
}
