/*
 * Risks of the assessment-results, in three kinds (property "kind"):
 *
 *	finding		a requirement that is not met, with what would mend it
 *	accepted	a finding that the declaration accepts until a day
 *	declared	an entry of the risk assessment, with what is said to remain
 *
 * A risk is "deviation-approved" only while the acceptance runs, and "closed"
 * only where the declaration says that nothing remains; else it is "open".
 */
#include "report/oscal_results.h"

#include <string.h>

static bool is_against(const struct result_verdict *v)
{
	return strcmp(v->verdict, "NOT-MET") == 0 || strstr(v->verdict, "-REJECTED");
}

bool oscal_has_risk(const struct result_verdict *v)
{
	return is_against(v) && !v->sum && !oscal_answer(v);
}

void oscal_observed(struct assessment *a, const size_t *findings, size_t count, const char *more)
{
	struct oscal *o = &a->o;
	struct oscal_list list = { "related-observations" };

	for (size_t i = 0; i < count + 1; i++) {
		const char *id = i < count ? a->observations[findings[i]] : more;

		if (!id)
			continue;
		oscal_item(o, &list);
		json_text(&o->j, "observation-uuid", id);
		json_close(&o->j);
	}
	oscal_list_end(o, &list);
}

static void response(struct oscal *o, const char *about, const char *title, const char *fix)
{
	json_open(&o->j, NULL, '{');
	json_text(&o->j, "uuid", oscal_id(o, "response", about));
	json_text(&o->j, "lifecycle", "recommendation");
	oscal_markup(o, "title", title);
	oscal_markup(o, "description", fix);
	json_close(&o->j);
}

/* What would mend it: what each rule among its findings says, once. */
static void remediations(struct assessment *a, const struct result_verdict *v, const size_t *findings, size_t count)
{
	struct oscal *o = &a->o;
	struct names seen = { .mem = &o->mem };
	struct oscal_list open = { "remediations" };

	for (size_t i = 0; i < count; i++) {
		const struct result_finding *f = &o->r->findings[findings[i]];
		void **at = names_at(&seen, bytes_of(f->rule));

		if (*at || !f->fix || !*f->fix)
			continue;
		*at = (void *)(uintptr_t)1;
		if (!open.open)
			json_open(&o->j, open.key, '[');
		open.open = true;
		response(o, arena_printf(&o->mem, "%s %s", v->key, f->rule), f->title, f->fix);
	}
	oscal_list_end(o, &open);
}

static void of_verdict(struct assessment *a, const struct result_verdict *v)
{
	struct oscal *o = &a->o;
	const size_t *findings;
	size_t count = evidence_of_verdict(&a->evidence, v, &findings);

	json_text(&o->j, "uuid", oscal_id(o, "risk of a verdict", v->key));
	oscal_markup(o, "title", v->title);
	oscal_markup(o, "description", v->reason);
	oscal_markup_printf(o, "statement", "%s is not met.", v->key);
	json_open(&o->j, "props", '[');
	oscal_prop(o, "kind", "finding");
	oscal_prop(o, "key", v->key);
	oscal_prop(o, "verdict", v->verdict);
	json_close(&o->j);
	json_text(&o->j, "status", "open");
	remediations(a, v, findings, count);
	oscal_observed(a, findings, count, NULL);
}

/* Why a finding is accepted, in the words of the declaration; NULL where they cannot be found. */
static const char *why_accepted(struct assessment *a, const struct result_finding *f)
{
	for (size_t i = 0; i < a->accepted_count; i++) {
		const char *rule = declared_item_value(&a->accepted[i], "rule", 0);
		const char *path = declared_item_value(&a->accepted[i], "path", 0);

		if (rule && strcmp(rule, f->rule) == 0 && (!path || strcmp(path, "any") == 0 || (f->path && strcmp(path, f->path) == 0)))
			return declared_item_value(&a->accepted[i], "reason", 0);
	}
	return NULL;
}

static void of_acceptance(struct assessment *a, const struct result_finding *f, const char *observation)
{
	struct oscal *o = &a->o;
	bool runs = strcmp(f->accepted, "accepted") == 0;
	const char *why = why_accepted(a, f), *deadline = oscal_time(o, f->until);

	json_text(&o->j, "uuid", oscal_id(o, "risk of an acceptance", observation));
	oscal_markup(o, "title", f->title);
	oscal_markup_printf(o, "description", "%s%s%s", f->detail ? f->detail : f->title, f->path ? " in " : "",
			    result_place(&o->mem, f->path, f->line));
	oscal_markup_printf(o, "statement", "%s: %s %s", runs ? "The declaration accepts it for a time" : "It counts as before",
			    result_accepted(f) ? result_accepted(f) : f->accepted, f->until ? f->until : "no date");
	json_open(&o->j, "props", '[');
	oscal_prop(o, "kind", "accepted");
	oscal_prop(o, "rule", f->rule);
	oscal_prop(o, "acceptance", f->accepted);
	oscal_prop(o, "reason", why);
	json_close(&o->j);
	json_text(&o->j, "status", runs ? "deviation-approved" : "open");
	json_text(&o->j, "deadline", deadline ? deadline : o->when);
	if (f->fix && *f->fix) {
		json_open(&o->j, "remediations", '[');
		response(o, arena_printf(&o->mem, "accepted %s", observation), f->title, f->fix);
		json_close(&o->j);
	}
	oscal_observed(a, NULL, 0, observation);
}

const char *oscal_declared_risk(struct assessment *a, const struct declared_item *risk)
{
	return oscal_id(&a->o, "declared risk", arena_printf(&a->o.mem, "%s %lld", risk->part, (long long)risk->item));
}

static void of_declaration(struct assessment *a, const struct declared_item *risk)
{
	static const char *const shown[] = { "risk", "treatment", "ground", "residual", "residual_treated", "document" };
	struct oscal *o = &a->o;
	const char *id = declared_item_value(risk, "id", 0), *threat = declared_item_value(risk, "threat", 0);
	const char *residual = declared_item_value(risk, "residual", 0), *measure = declared_item_value(risk, "measure", 0);
	const char *limb;

	json_text(&o->j, "uuid", oscal_declared_risk(a, risk));
	oscal_markup(o, "title", id ? id : "A risk without an id");
	oscal_markup(o, "description", threat ? threat : "What can happen is not said");
	oscal_markup_printf(o, "statement", "What is said to remain after treatment: %s", residual ? residual : "not said");
	json_open(&o->j, "props", '[');
	oscal_prop(o, "kind", "declared");
	oscal_prop(o, "part", risk->part);
	for (size_t i = 0; i < COUNT(shown); i++)
		oscal_prop(o, shown[i], declared_item_value(risk, shown[i], 0));
	for (size_t i = 0; (limb = declared_item_value(risk, "limb", i)); i++)
		oscal_prop(o, "limb", limb);
	json_close(&o->j);
	json_text(&o->j, "status", residual && strcmp(residual, "none") == 0 ? "closed" : "open");
	if (!measure)
		return;
	json_open(&o->j, "mitigating-factors", '[');
	json_open(&o->j, NULL, '{');
	json_text(&o->j, "uuid", oscal_id(o, "mitigation", oscal_declared_risk(a, risk)));
	oscal_markup(o, "description", measure);
	json_close(&o->j);
	json_close(&o->j);
}

void oscal_risks(struct assessment *a)
{
	struct oscal *o = &a->o;
	const struct results *r = o->r;
	struct oscal_list risks = { "risks" };

	for (size_t i = 0; i < r->verdict_count; i++)
		if (oscal_has_risk(&r->verdicts[i])) {
			oscal_item(o, &risks);
			of_verdict(a, &r->verdicts[i]);
			json_close(&o->j);
		}
	for (size_t i = 0; i < r->finding_count; i++)
		if (r->findings[i].accepted && a->observations[i]) {
			oscal_item(o, &risks);
			of_acceptance(a, &r->findings[i], a->observations[i]);
			json_close(&o->j);
		}
	for (size_t i = 0; i < a->risk_count; i++) {
		oscal_item(o, &risks);
		of_declaration(a, &a->risks[i]);
		json_close(&o->j);
	}
	oscal_list_end(o, &risks);
}
