/*
 * Observations of the assessment-results: each finding of a rule that applies,
 * and for each verdict what else it rests on (declared, or decided elsewhere).
 *
 * The method is always EXAMINE (NIST SP 800-53A): files were read, and a
 * declaration. Nothing was run, so nothing is a TEST.
 */
#include "report/oscal_results.h"

#include <string.h>

static void began(struct oscal *o, const char *id, const char *title, const char *description)
{
	json_text(&o->j, "uuid", id);
	oscal_markup(o, "title", title);
	oscal_markup(o, "description", description);
}

static void method(struct oscal *o, const char *type)
{
	json_open(&o->j, "methods", '[');
	json_text(&o->j, NULL, "EXAMINE");
	json_close(&o->j);
	json_open(&o->j, "types", '[');
	json_text(&o->j, NULL, type);
	json_close(&o->j);
}

static void subject(struct oscal *o, const char *part)
{
	json_open(&o->j, "subjects", '[');
	json_open(&o->j, NULL, '{');
	json_text(&o->j, "subject-uuid", oscal_component(o, part));
	json_text(&o->j, "type", "component");
	json_close(&o->j);
	json_close(&o->j);
}

static void of_finding(struct oscal *o, const struct result_finding *f, const char *id)
{
	const char *place = result_place(&o->mem, f->path, f->line);

	began(o, id, f->title, f->detail && *f->detail ? f->detail : f->title);
	json_open(&o->j, "props", '[');
	oscal_prop(o, "rule", f->rule);
	oscal_prop(o, "state", f->state);
	oscal_prop(o, "severity", f->severity);
	oscal_prop(o, "limb", f->limb);
	oscal_prop(o, "acceptance", f->accepted);
	json_close(&o->j);
	method(o, "finding");
	subject(o, "");
	if (*place) {
		json_open(&o->j, "relevant-evidence", '[');
		json_open(&o->j, NULL, '{');
		oscal_markup(o, "description", place);
		json_close(&o->j);
		json_close(&o->j);
	}
	json_text(&o->j, "collected", o->when);
}

/* Findings that agree in all that names them are told apart by a number. */
static const char *finding_id(struct oscal *o, struct names *seen, const struct result_finding *f)
{
	const char *name = arena_printf(&o->mem, "%s\n%s\n%s\n%s", f->rule, result_place(&o->mem, f->path, f->line),
					f->limb ? f->limb : "", f->detail ? f->detail : "");
	void **times = names_at(seen, bytes_of(name));
	uintptr_t n = (uintptr_t)*times;

	*times = (void *)(n + 1);
	return oscal_id(o, "observation", n ? arena_printf(&o->mem, "%s\n%zu", name, (size_t)n) : name);
}

static bool is_else(struct assessment *a, const struct result_fact *f)
{
	return evidence_first(&a->evidence, f) == EVIDENCE_NONE;
}

const char *oscal_rests_on(struct assessment *a, const struct result_verdict *v)
{
	for (size_t i = 0; i < v->fact_count; i++)
		if (is_else(a, &v->facts[i]))
			return oscal_id(&a->o, "rests on", v->key);
	return oscal_answer(v) ? oscal_id(&a->o, "rests on", v->key) : NULL;
}

static void of_verdict(struct assessment *a, const struct result_verdict *v, const char *id)
{
	struct oscal *o = &a->o;
	struct oscal_list evidence = { "relevant-evidence" };

	began(o, id, v->title, v->reason);
	json_open(&o->j, "props", '[');
	oscal_prop(o, "key", v->key);
	if (oscal_answer(v))
		oscal_prop(o, "verdict", v->verdict);
	json_close(&o->j);
	method(o, "control-objective");
	subject(o, v->part);
	for (size_t i = 0; i < v->fact_count; i++) {
		const struct result_fact *f = &v->facts[i];

		if (!is_else(a, f))
			continue;
		oscal_item(o, &evidence);
		oscal_markup_printf(o, "description", "%s%s%s%s%s%s", f->rule ? f->rule : f->name, f->value ? ": " : "",
				    f->value ? f->value : "", f->path ? " (" : "", result_place(&o->mem, f->path, f->line),
				    f->path ? ")" : "");
		json_close(&o->j);
	}
	oscal_list_end(o, &evidence);
	json_text(&o->j, "collected", o->when);
}

void oscal_observations(struct assessment *a)
{
	struct oscal *o = &a->o;
	const struct results *r = o->r;
	struct names seen = { .mem = &o->mem };
	struct oscal_list list = { "observations" };

	a->observations = arena_alloc(&o->mem, (r->finding_count + 1) * sizeof(*a->observations));
	for (size_t i = 0; i < r->finding_count; i++) {
		if (strcmp(r->findings[i].state, "not_applicable") == 0)
			continue;
		a->observations[i] = finding_id(o, &seen, &r->findings[i]);
		oscal_item(o, &list);
		of_finding(o, &r->findings[i], a->observations[i]);
		json_close(&o->j);
	}
	for (size_t i = 0; i < r->verdict_count; i++) {
		const char *id = oscal_rests_on(a, &r->verdicts[i]);

		if (!id)
			continue;
		oscal_item(o, &list);
		of_verdict(a, &r->verdicts[i], id);
		json_close(&o->j);
	}
	oscal_list_end(o, &list);
}
