/*
 * The assessment-results: what was looked at, what was found, what each verdict
 * says and which risks are left.
 *
 * A status is "satisfied" for MET and for nothing else. OSCAL has two states and
 * no third for what does not apply or is not known, so those are "not-satisfied"
 * for the reason "other", with words and with the property "verdict", which is
 * what to count. A requirement that does not apply also has the implementation
 * status "not-applicable", agreed other terms have "alternative".
 *
 * Answers to the questions before all (scope, role, time, class) are no findings:
 * they are observations with the property "verdict".
 */
#include "report/formats.h"

#include <string.h>

#include "report/oscal_results.h"

/* --- what is referred to --- */

static const char *plan_id(struct oscal *o)
{
	return oscal_id(o, "resource", "plan");
}

static const char *tool_id(struct oscal *o)
{
	return oscal_id_common(o, "component", "cradle");
}

static void local_component(struct oscal *o, const char *id, const char *type, const char *title, const char *about,
			    const char *state, const char *version)
{
	json_open(&o->j, NULL, '{');
	json_text(&o->j, "uuid", id);
	json_text(&o->j, "type", type);
	oscal_markup(o, "title", title);
	oscal_markup(o, "description", about);
	if (version && *version) {
		json_open(&o->j, "props", '[');
		oscal_prop(o, "version", version);
		json_close(&o->j);
	}
	json_open(&o->j, "status", '{');
	json_text(&o->j, "state", state);
	json_close(&o->j);
	json_close(&o->j);
}

static void local_definitions(struct oscal *o)
{
	const struct results *r = o->r;
	const char *part;

	json_open(&o->j, "local-definitions", '{');
	json_open(&o->j, "components", '[');
	for (size_t i = 0; (part = declared_part(r, i)); i++)
		local_component(o, oscal_component(o, part), oscal_component_type(r, part), oscal_component_title(r, part),
				*part ? "A part of the product" : "The product", "other", *part ? NULL : r->product_version);
	json_close(&o->j);
	json_open(&o->j, "assessment-assets", '{');
	json_open(&o->j, "components", '[');
	local_component(o, tool_id(o), "software", "cradle", "Reads a firmware image and a declaration, and decides limb by limb",
			"operational", r->tool);
	json_close(&o->j);
	json_open(&o->j, "assessment-platforms", '[');
	json_open(&o->j, NULL, '{');
	json_text(&o->j, "uuid", oscal_id_common(o, "platform", "cradle"));
	json_text(&o->j, "title", "A machine that runs cradle");
	json_open(&o->j, "uses-components", '[');
	json_open(&o->j, NULL, '{');
	json_text(&o->j, "component-uuid", tool_id(o));
	json_close(&o->j);
	json_close(&o->j);
	json_close(&o->j);
	json_close(&o->j);
	json_close(&o->j);
	json_close(&o->j);
}

/* Which limbs of the law index have a verdict, of the product or of a part. */
static bool is_decided(const struct results *r, const struct limb *limb)
{
	for (size_t i = 0; i < r->verdict_count; i++)
		if (r->verdicts[i].limb == limb)
			return true;
	return false;
}

static void selection(struct oscal *o, const char *list, const char *member, const char *suffix, bool decided)
{
	const struct law *law = o->r->law;
	struct oscal_list open = { list };

	for (size_t i = 0; i < law->limb_count; i++) {
		const char *key = law->limbs[i].key;

		if (is_decided(o->r, &law->limbs[i]) != decided)
			continue;
		oscal_item(o, &open);
		json_text(&o->j, member, suffix ? oscal_part_id(o, key, suffix) : oscal_token(o, key));
		json_close(&o->j);
	}
	oscal_list_end(o, &open);
}

static void reviewed(struct oscal *o)
{
	json_open(&o->j, "reviewed-controls", '{');
	json_text(&o->j, "description", "Included is what was decided. Nothing was decided about what is excluded: there was no declaration.");
	json_open(&o->j, "links", '[');
	oscal_link(o, oscal_to(o, oscal_catalog_resource(o)), "reference");
	json_close(&o->j);
	json_open(&o->j, "control-selections", '[');
	json_open(&o->j, NULL, '{');
	selection(o, "include-controls", "control-id", NULL, true);
	selection(o, "exclude-controls", "control-id", NULL, false);
	json_close(&o->j);
	json_close(&o->j);
	json_open(&o->j, "control-objective-selections", '[');
	json_open(&o->j, NULL, '{');
	selection(o, "include-objectives", "objective-id", "obj", true);
	json_close(&o->j);
	json_close(&o->j);
	json_close(&o->j);
}

/* --- findings --- */

static const struct status { const char *verdict, *state, *reason, *words; } statuses[] = {
	{ "MET", "satisfied", "pass", NULL },
	{ "NOT-MET", "not-satisfied", "fail", "Not met." },
	{ "N/A-REJECTED", "not-satisfied", "fail", "Claimed not to apply, and the claim does not hold." },
	{ "DEVIATION-REJECTED", "not-satisfied", "fail", "Other terms are claimed, and the claim does not hold." },
	{ "N/A-OK", "not-satisfied", "other", "It does not apply, so it is neither satisfied nor failed." },
	{ "DEVIATION-OK", "not-satisfied", "other", "Other terms were agreed, so it is neither satisfied nor failed." },
	{ "NEEDS-INPUT", "not-satisfied", "other", "Not known: something must be said first." },
};

/* A word that is not in the table is not known to be satisfied. */
static const struct status *status_of(const struct result_verdict *v)
{
	static const struct status unknown = { "", "not-satisfied", "other", "Not known." };

	for (size_t i = 0; i < COUNT(statuses); i++)
		if (strcmp(statuses[i].verdict, v->verdict) == 0)
			return &statuses[i];
	return &unknown;
}

static void target(struct oscal *o, const struct result_verdict *v)
{
	const struct status *s = status_of(v);
	const char *implementation = oscal_implementation(v);

	json_open(&o->j, "target", '{');
	json_text(&o->j, "type", "objective-id");
	json_text(&o->j, "target-id", oscal_part_id(o, result_limb(v), "obj"));
	json_open(&o->j, "status", '{');
	json_text(&o->j, "state", s->state);
	json_text(&o->j, "reason", s->reason);
	if (s->words)
		oscal_markup_printf(o, "remarks", "%s: %s%s%s", v->verdict, s->words, v->needs ? " " : "", v->needs ? v->needs : "");
	json_close(&o->j);
	if (implementation) {
		json_open(&o->j, "implementation-status", '{');
		json_text(&o->j, "state", implementation);
		json_close(&o->j);
	}
	json_close(&o->j);
}

static void origin(struct oscal *o)
{
	json_open(&o->j, "origins", '[');
	json_open(&o->j, NULL, '{');
	json_open(&o->j, "actors", '[');
	json_open(&o->j, NULL, '{');
	json_text(&o->j, "type", "tool");
	json_text(&o->j, "actor-uuid", tool_id(o));
	json_close(&o->j);
	json_close(&o->j);
	json_close(&o->j);
	json_close(&o->j);
}

static void observed(struct assessment *a, const struct result_verdict *v)
{
	const size_t *findings;
	size_t count = evidence_of_verdict(&a->evidence, v, &findings);

	oscal_observed(a, findings, count, oscal_rests_on(a, v));
}

static void risk(struct oscal *o, struct oscal_list *list, const char *id)
{
	oscal_item(o, list);
	json_text(&o->j, "risk-uuid", id);
	json_close(&o->j);
}

static void at_risk(struct assessment *a, const struct result_verdict *v)
{
	struct oscal *o = &a->o;
	struct oscal_list list = { "related-risks" };

	if (oscal_has_risk(v))
		risk(o, &list, oscal_id(o, "risk of a verdict", v->key));
	for (size_t i = 0; i < a->risk_count; i++)
		if (declared_concerns(&a->risks[i], v))
			risk(o, &list, oscal_declared_risk(a, &a->risks[i]));
	oscal_list_end(o, &list);
}

static void finding(struct assessment *a, const struct result_verdict *v)
{
	struct oscal *o = &a->o;

	json_text(&o->j, "uuid", oscal_id(o, "finding", v->key));
	oscal_markup_printf(o, "title", "%s %s", v->key, v->title);
	oscal_markup(o, "description", v->reason && *v->reason ? v->reason : v->verdict);
	json_open(&o->j, "props", '[');
	oscal_prop(o, "key", v->key);
	oscal_prop(o, "verdict", v->verdict);
	if (v->sum)
		oscal_prop(o, "sum", "yes");
	oscal_prop(o, "part", v->part);
	oscal_prop(o, "decided-by", v->row);
	oscal_prop(o, "needs-key", v->needs_key);
	for (size_t i = 0; i < v->source_count; i++)
		oscal_prop_of(o, "citation", v->sources[i].provision->citation, v->sources[i].weight, v->sources[i].note);
	json_close(&o->j);
	origin(o);
	target(o, v);
	observed(a, v);
	at_risk(a, v);
}

static void findings(struct assessment *a)
{
	struct oscal *o = &a->o;
	struct oscal_list list = { "findings" };

	for (size_t i = 0; i < o->r->verdict_count; i++) {
		if (oscal_answer(&o->r->verdicts[i]))
			continue;
		oscal_item(o, &list);
		finding(a, &o->r->verdicts[i]);
		json_close(&o->j);
	}
	oscal_list_end(o, &list);
}

/* --- the document --- */

static void counts(struct oscal *o)
{
	const struct results *r = o->r;

	json_open(&o->j, "props", '[');
	oscal_prop(o, "gate", r->gate);
	oscal_prop_count(o, "points", r->points);
	oscal_prop_count(o, "not-met", r->not_met);
	oscal_prop_count(o, "needs-input", r->needs_input);
	oscal_prop_count(o, "met", r->met);
	oscal_prop_count(o, "not-owed", r->exempt);
	oscal_prop_count(o, "accepted", r->accepted);
	json_close(&o->j);
}

/* There is no plan as a document; what stands for it says what was run on what. */
static void plan(struct oscal *o)
{
	const struct results *r = o->r;

	json_open(&o->j, NULL, '{');
	json_text(&o->j, "uuid", plan_id(o));
	json_text(&o->j, "title", "How it was assessed");
	oscal_markup_printf(o, "description", "cradle %s, 'cradle %s%s%s%s'. Image: %s%s%s. Rules: %s. Decision tables: %s.",
			    r->tool ? r->tool : "", r->image ? "check " : "decide", r->image ? r->image : "",
			    r->declaration ? " -p " : "", r->declaration ? r->declaration : "", r->image ? r->image : "none",
			    r->image_sha256 ? ", SHA-256 " : "", r->image_sha256 ? r->image_sha256 : "",
			    r->rules ? r->rules : "none", r->decisions ? r->decisions : "none");
	json_close(&o->j);
}

/* The path as part of an address: all but letters, digits and what is harmless is written as %XX. */
static const char *href_of(struct oscal *o, const char *path)
{
	o->line.n = 0;
	for (const char *c = path; *c; c++)
		if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/", *c))
			text_char(&o->line, *c);
		else
			text_printf(&o->line, "%%%02X", (unsigned char)*c);
	return arena_text(&o->mem, o->line.at, o->line.n);
}

/* Files of evidence that the declaration names, with their digests. */
static void evidence_files(struct oscal *o)
{
	struct declared_item *files;
	size_t count = declared_items(o->r, &o->mem, "evidence", &files);

	for (size_t i = 0; i < count; i++) {
		const char *path = declared_item_value(&files[i], "path", 0), *sum = declared_item_value(&files[i], "sha256", 0);
		const char *id = declared_item_value(&files[i], "id", 0), *about = declared_item_value(&files[i], "about", 0);

		json_open(&o->j, NULL, '{');
		json_text(&o->j, "uuid", oscal_id(o, "evidence", arena_printf(&o->mem, "%s %lld", files[i].part, (long long)files[i].item)));
		oscal_markup(o, "title", id ? id : path ? path : "evidence");
		oscal_markup(o, "description", about);
		if (path) {
			json_open(&o->j, "rlinks", '[');
			json_open(&o->j, NULL, '{');
			json_text(&o->j, "href", href_of(o, path));
			if (sum) {
				json_open(&o->j, "hashes", '[');
				json_open(&o->j, NULL, '{');
				json_text(&o->j, "algorithm", "SHA-256");
				oscal_string(o, "value", sum);
				json_close(&o->j);
				json_close(&o->j);
			}
			json_close(&o->j);
			json_close(&o->j);
		}
		json_close(&o->j);
	}
}

static void result(struct assessment *a)
{
	struct oscal *o = &a->o;

	json_open(&o->j, NULL, '{');
	json_text(&o->j, "uuid", oscal_id(o, "result", ""));
	oscal_markup_printf(o, "title", "Gate: %s", o->r->gate ? o->r->gate : "none");
	json_text(&o->j, "description",
		  "Only MET is satisfied. What does not apply and what is not known is not-satisfied for the reason other; the property verdict tells which.");
	json_text(&o->j, "start", o->when);
	counts(o);
	local_definitions(o);
	reviewed(o);
	oscal_observations(a);
	oscal_risks(a);
	findings(a);
	json_close(&o->j);
}

int report_oscal(const struct results *r, const struct report_options *options, struct text *out, struct err *err)
{
	struct assessment a = { 0 };
	struct oscal *o = &a.o;

	(void)options;
	(void)err;
	oscal_begin(o, r, out, "assessment-results", "Cyber Resilience Act: results, limb by limb", NULL);
	evidence_index(&a.evidence, &o->mem, r);
	a.risk_count = declared_items(r, &o->mem, "risks", &a.risks);
	a.accepted_count = declared_items(r, &o->mem, "accepted", &a.accepted);
	json_open(&o->j, "import-ap", '{');
	json_text(&o->j, "href", oscal_to(o, plan_id(o)));
	json_close(&o->j);
	json_open(&o->j, "results", '[');
	result(&a);
	json_close(&o->j);
	oscal_back_matter(o);
	oscal_resource_file(o, oscal_catalog_resource(o), "The catalog of requirements (cradle report --format oscal-catalog)",
			    "oscal-catalog.json");
	plan(o);
	evidence_files(o);
	json_close(&o->j);
	json_close(&o->j);
	oscal_end(o);
	return 0;
}
