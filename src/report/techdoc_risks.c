/*
 * Annex VII, point 3: the risk assessment, and for each requirement of Annex I,
 * Part I whether and how it applies.
 */
#include "report/techdoc.h"

#include <string.h>

static const struct asked model[] = {
	{ "Intended purpose", "purpose.intended", "art-13-3", false },
	{ "Foreseeable use", "purpose.foreseeable_use", "art-13-3", false },
	{ "Foreseeable misuse", "purpose.misuse", "annex-2-5", false },
	{ "Environment", "purpose.environment", "art-13-3", false },
	{ "Users", "purpose.users", "art-13-3", false },
	{ "What its security takes for granted", "purpose.assumptions", "art-13-3", false },
	{ 0 }
};

static const struct asked assessment[] = {
	{ "A risk assessment was carried out", "assessment.done", "art-13-2", false },
	{ "Document of the risk assessment", "assessment.document", "art-13-4", false },
	{ "It starts from purpose, foreseeable use and conditions of use", "assessment.basis", "art-13-3", false },
	{ "It says whether and how each requirement applies", "assessment.applicability", "art-13-3", false },
	{ "Its outcome is used from planning to maintenance", "assessment.phases", "art-13-2", false },
	{ "What remains of the risks is", "assessment.overall", "annex-1-part-1-1", false },
	{ "Risks that no requirement names are treated", "assessment.gaps_covered", "annex-1-part-1-1", false },
	{ "The risk assessment was brought up to date", "assessment.updated", "art-13-3", false },
	{ 0 }
};

static const char *said(struct techdoc *t, const struct result_declared *entry, const char *key)
{
	const struct result_declared *d = declared_of(t->r, entry, key, 0);

	return d ? d->value : NULL;
}

/* What an entry does not say; 'about' names it. */
static void entry_gaps(struct techdoc *t, const struct result_declared *e, const char *about, const struct asked *asked)
{
	for (; asked->label; asked++) {
		const char *last = strrchr(asked->key, '.') + 1;

		if (!declared_of(t->r, e, last, 0))
			techdoc_gap(t, asked->key, asked->cites, "%s: %s", about, asked->label);
	}
}

/* --- the register of risks --- */

static const struct asked risk_keys[] = {
	{ "what can happen", "risks[].threat", "art-13-2", false },
	{ "which requirements it concerns", "risks[].limb", "art-13-3", false },
	{ "how large it is before treatment", "risks[].risk", "art-13-2", false },
	{ "how it is treated", "risks[].treatment", "art-13-2", false },
	{ "how large what remains is", "risks[].residual", "art-13-2", false },
	{ 0 }
};

static const char *treatment(struct techdoc *t, const struct result_declared *e)
{
	const char *how = said(t, e, "treatment"), *ground = said(t, e, "ground"), *measure = said(t, e, "measure");

	if (!how && !measure)
		return NULL;
	return arena_printf(&t->doc->mem, "%s%s%s%s%s%s", how ? how : "", ground ? " (" : "", ground ? ground : "",
			    ground ? ")" : "", measure && how ? ": " : "", measure ? measure : "");
}

static void register_of(struct techdoc *t, const char *part)
{
	static const struct doc_column columns[] = {
		{ "Risk", 2, false, false }, { "What can happen", 7, false, false }, { "Requirements", 4, true, false },
		{ "Before", 2, false, true }, { "Treated", 8, false, false }, { "Remains", 2, false, false },
		{ "From", 4, true, false }, { 0 },
	};
	const struct result_declared *e = NULL;

	if (!declared_next(t->r, part, "risks", NULL)) {
		techdoc_gap(t, "risks", "art-13-2", "Entries of the risk assessment%s%s", *part ? ", part " : "", part);
		return;
	}
	doc_table(t->doc, NULL, columns);
	while ((e = declared_next(t->r, part, "risks", e)))
		doc_row(t->doc, (const char *[]){ said(t, e, "id"), said(t, e, "threat"), techdoc_values(t, e, "limb"),
			said(t, e, "risk"), treatment(t, e), said(t, e, "residual"), techdoc_from(t, e) });
	while ((e = declared_next(t->r, part, "risks", e)))
		entry_gaps(t, e, arena_printf(&t->doc->mem, "Risk %s", said(t, e, "id") ? said(t, e, "id") : techdoc_from(t, e)),
			   risk_keys);
}

/* --- one requirement --- */

static const struct { const char *limb, *id, *title; } requirements[] = {
	{ "I.1", "i-1", "Point (1): security appropriate to the risks" },
	{ "I.2.a", "i-2-a", "Point (2)(a): no known exploitable vulnerabilities" },
	{ "I.2.b", "i-2-b", "Point (2)(b): secure by default, and back to it" },
	{ "I.2.c", "i-2-c", "Point (2)(c): security updates" },
	{ "I.2.d", "i-2-d", "Point (2)(d): no access without right" },
	{ "I.2.e", "i-2-e", "Point (2)(e): confidentiality" },
	{ "I.2.f", "i-2-f", "Point (2)(f): integrity" },
	{ "I.2.g", "i-2-g", "Point (2)(g): no more data than needed" },
	{ "I.2.h", "i-2-h", "Point (2)(h): availability" },
	{ "I.2.i", "i-2-i", "Point (2)(i): no harm to others" },
	{ "I.2.j", "i-2-j", "Point (2)(j): few doors" },
	{ "I.2.k", "i-2-k", "Point (2)(k): small consequences" },
	{ "I.2.l", "i-2-l", "Point (2)(l): records of security events" },
	{ "I.2.m", "i-2-m", "Point (2)(m): data can be erased" },
};

static const struct asked essential_keys[] = {
	{ "whether it applies", "essential[].applies", "art-13-3", false },
	{ "which property of the product meets it", "essential[].measure", "art-13-3", false },
	{ "what carries the measure", "essential[].by", "art-13-3", false },
	{ "whether the measure was tested", "essential[].tested", "annex-7-6", false },
	{ 0 }
};

/* Evidence that the entry names and that does not name its requirement: that one stands below by itself. */
static void evidence_named(struct techdoc *t, const struct result_declared *e, const char *limb, const char *from)
{
	const struct result_declared *id, *file = NULL;

	for (size_t n = 0; (id = declared_of(t->r, e, "evidence", n)); n++) {
		while ((file = declared_next(t->r, e->part, "evidence", file)))
			if (techdoc_is(said(t, file, "id"), id->value))
				break;
		if (!file || !limb || !techdoc_concerns(t, file, limb))
			doc_fact_from(t->doc, "Evidence named", id->value, from);
	}
}

static void essential(struct techdoc *t, const struct result_declared *e, const char *about)
{
	const char *measure = said(t, e, "measure"), *by = said(t, e, "by"), *from = techdoc_from(t, e);

	doc_fact_from(t->doc, arena_printf(&t->doc->mem, "%s applies", about), said(t, e, "applies"), from);
	doc_fact_from(t->doc, "Met by", measure && by ? arena_printf(&t->doc->mem, "%s (carried by: %s)", measure, by) :
		      measure ? measure : by, from);
	doc_fact_from(t->doc, "Tested", said(t, e, "tested"), from);
	evidence_named(t, e, about, from);
}

/* Entries of 'essential' about it; returns whether one says that it applies, or none says that it does not. */
static bool applies(struct techdoc *t, const char *part, const char *limb)
{
	const struct result_declared *e = NULL;
	bool any = false, no = false;

	while ((e = declared_next(t->r, part, "essential", e))) {
		const char *about = said(t, e, "limb");

		if (!techdoc_concerns(t, e, limb))
			continue;
		essential(t, e, about);
		any = true;
		no = no || techdoc_is(said(t, e, "applies"), "no");
	}
	while (any && (e = declared_next(t->r, part, "essential", e)))
		if (techdoc_concerns(t, e, limb))
			entry_gaps(t, e, said(t, e, "limb"), essential_keys);
	if (!any && strcmp(limb, "I.1") != 0)
		techdoc_gap(t, "essential", "art-13-3", "%s: whether and how it applies%s%s", limb, *part ? ", part " : "", part);
	return !no;
}

static void risks_of(struct techdoc *t, const char *part, const char *limb, bool owed)
{
	const struct result_declared *e = NULL;
	const char *all = NULL;

	while ((e = declared_next(t->r, part, "risks", e))) {
		const char *id = said(t, e, "id"), *risk = said(t, e, "risk"), *rest = said(t, e, "residual");

		if (techdoc_concerns(t, e, limb))
			all = arena_printf(&t->doc->mem, "%s%s%s (%s before, %s after)", all ? all : "", all ? "; " : "",
					   id ? id : techdoc_from(t, e), risk ? risk : "not said", rest ? rest : "not said");
	}
	doc_fact(t->doc, "Risks", all);
	if (!all && owed && strcmp(limb, "I.1") != 0)
		techdoc_gap(t, "risks[].limb", "art-13-3", "%s: no entry of the risk assessment names it%s%s", limb,
			    *part ? ", part " : "", part);
}

static bool under(const char *limb, const char *below)
{
	size_t n = strlen(limb);

	return below && strncmp(below, limb, n) == 0 && (below[n] == '\0' || below[n] == '.');
}

/* What the image says against it: the worst first. */
static void findings_of(struct techdoc *t, const char *limb)
{
	enum { MOST = 12 };
	static const struct doc_column columns[] = {
		{ "Severity", 2, false, true }, { "Found in the image", 8, false, false }, { "Where", 6, true, false },
		{ "Rule", 4, true, false }, { 0 },
	};
	size_t n = 0;

	for (size_t i = 0; i < t->r->finding_count; i++) {
		const struct result_finding *f = &t->r->findings[i];

		if (strcmp(f->state, "fail") != 0 || !under(limb, f->limb) || n++ >= MOST)
			continue;
		if (n == 1)
			doc_table(t->doc, NULL, columns);
		doc_row(t->doc, (const char *[]){ f->severity, f->title, techdoc_place(t, f->path, f->line), f->rule });
	}
	if (n > MOST)
		doc_note(t->doc, "%zu more stand in Appendix D.", n - MOST);
}

static void requirement(struct techdoc *t, const char *part, size_t i)
{
	const char *limb = requirements[i].limb;
	bool owed = applies(t, part, limb);

	risks_of(t, part, limb, owed);
	if (techdoc_evidence(t, part, limb) == 0)
		techdoc_gap(t, "evidence[].limb", "annex-7-6", "%s: no evidence names it%s%s", limb, *part ? ", part " : "", part);
}

static void by_requirement(struct techdoc *t)
{
	const char *part;

	for (size_t i = 0; i < sizeof(requirements) / sizeof(requirements[0]); i++) {
		const char *limb = requirements[i].limb;

		doc_heading(t->doc, 3, requirements[i].id, "%s", requirements[i].title);
		for (size_t n = 0; (part = techdoc_each(t, n)); n++) {
			if (*part)
				doc_text(t->doc, "Part %s", part);
			requirement(t, part, i);
		}
		techdoc_verdicts(t, limb);
		findings_of(t, limb);
	}
}

/* --- what is claimed not to apply, and what was agreed otherwise --- */

static const struct { const char *label, *key; bool may_lack; } claim_keys[] = {
	{ "Ground", "ground", false }, { "Justification", "justification", false }, { "Deals with the risk itself", "addresses_risk", false },
	{ "The risk assessment says so", "assessed", false }, { "It stands in the file", "documented", false },
	{ "What remains", "residual", false }, { "Treated by another measure", "other_measures", false },
	{ "Users are told", "users_informed", false }, { "Secure variant", "secure_variant", true },
	{ "Last reviewed", "reviewed", false }, { "Covers", "covers", true },
}, agreement_keys[] = {
	{ "User", "user", false }, { "A business", "business", false }, { "Fitted", "fitted", false },
	{ "Particular purpose", "purpose", false }, { "Agreement", "agreement", false }, { "It names this very point", "on_point", false },
	{ "Evidence", "evidence", false }, { "Covers", "covers", true },
};

/* An entry as facts, its gaps behind; keys are looked up as "claims[].ground" by their last name. */
#define RECORD(t, e, list, keys, cites, about) do { \
		for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++) { \
			const char *value_ = techdoc_values(t, e, keys[k].key); \
			doc_fact_from((t)->doc, keys[k].label, value_, techdoc_from(t, declared_of((t)->r, e, keys[k].key, 0))); \
		} \
		for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++) \
			if (!keys[k].may_lack && !declared_of((t)->r, e, keys[k].key, 0)) \
				techdoc_gap(t, arena_printf(&(t)->doc->mem, list "[].%s", keys[k].key), cites, "%s: %s", about, \
					    keys[k].label); \
	} while (0)

/* Is the list there, though empty? Then that is an answer. */
static const struct result_declared *said_empty(struct techdoc *t, const char *part, const char *list)
{
	for (size_t i = 0; i < t->r->declared_count; i++) {
		const struct result_declared *d = &t->r->declared[i];

		if (!d->key && strcmp(d->part, part) == 0 && strcmp(d->section, list) == 0)
			return d;
	}
	return NULL;
}

static void verdict_on(struct techdoc *t, const char *part, const char *limb)
{
	for (size_t i = 0; i < t->r->verdict_count; i++) {
		const struct result_verdict *v = &t->r->verdicts[i];

		if (!v->sum && strcmp(v->part, part) == 0 && under(limb, result_limb(v)))
			techdoc_verdict(t, v->key);
	}
}

static void claims_of(struct techdoc *t, const char *part)
{
	const struct result_declared *e = NULL, *empty = said_empty(t, part, "claims");
	size_t n = 0;

	for (; (e = declared_next(t->r, part, "claims", e)); n++) {
		const char *limb = said(t, e, "limb") ? said(t, e, "limb") : "a requirement that is not named";

		doc_heading(t->doc, 3, arena_printf(&t->doc->mem, "claim-%s-%zu", part, n + 1), "%s is claimed not to apply%s%s", limb,
			    *part ? ", part " : "", part);
		RECORD(t, e, "claims", claim_keys, "art-13-4", limb);
		verdict_on(t, part, limb);
	}
	if (n == 0 && empty)
		doc_fact_from(t->doc, "Claimed not to apply", "nothing", techdoc_from(t, empty));
	else if (n == 0)
		techdoc_gap(t, "claims", "art-13-4", "Whether a requirement is claimed not to apply%s%s", *part ? ", part " : "", part);
}

static void agreements_of(struct techdoc *t, const char *part)
{
	const struct result_declared *e = NULL, *empty = said_empty(t, part, "tailor_made");
	size_t n = 0;

	for (; (e = declared_next(t->r, part, "tailor_made", e)); n++) {
		const char *limbs = techdoc_values(t, e, "limb");

		doc_heading(t->doc, 3, arena_printf(&t->doc->mem, "agreement-%s-%zu", part, n + 1), "Other terms on %s%s%s",
			    limbs ? limbs : "a requirement that is not named", *part ? ", part " : "", part);
		RECORD(t, e, "tailor_made", agreement_keys, "recital-64", limbs ? limbs : "These terms");
		for (size_t i = 0; declared_of(t->r, e, "limb", i); i++)
			verdict_on(t, part, declared_of(t->r, e, "limb", i)->value);
		doc_fact(t->doc, "All other requirements", arena_printf(&t->doc->mem,
			 "%zu of %zu points are not met, %zu need input; each stands above and in point 2", t->r->not_met,
			 t->r->points, t->r->needs_input));
	}
	if (n == 0 && empty)
		doc_fact_from(t->doc, "Agreed otherwise with a business user", "nothing", techdoc_from(t, empty));
	else if (n == 0)
		techdoc_gap(t, "tailor_made", "annex-1-part-1-2-b", "Whether other terms were agreed with a business user%s%s",
			    *part ? ", part " : "", part);
}

/* --- accepted, contradicting --- */

static void accepted(struct techdoc *t)
{
	static const struct doc_column columns[] = {
		{ "Rule", 4, true, false }, { "File", 4, true, false }, { "Reason", 7, false, false }, { "Risk", 2, false, false },
		{ "Until", 3, false, false }, { "From", 4, true, false }, { 0 },
	};
	bool begun = false;
	const char *part;

	for (size_t n = 0; (part = declared_part(t->r, n)); n++) {
		const struct result_declared *e = NULL;

		while ((e = declared_next(t->r, part, "accepted", e))) {
			if (!begun)
				doc_table(t->doc, "Findings accepted for a time", columns);
			begun = true;
			doc_row(t->doc, (const char *[]){ said(t, e, "rule"), said(t, e, "path"), said(t, e, "reason"), said(t, e, "risk"),
				said(t, e, "until"), techdoc_from(t, e) });
		}
	}
	if (begun)
		doc_note(t->doc, "Of these, %zu findings are accepted on the day of assessment%s%s. After its date each counts again.",
			 t->r->accepted, t->doc->date ? ", " : ", which is not given", t->doc->date ? t->doc->date : "");
	else
		doc_text(t->doc, "No finding is accepted for a time.");
}

static void contradictions(struct techdoc *t)
{
	static const struct doc_column columns[] = {
		{ "Contradiction", 5, false, false }, { "Requirement", 3, true, false }, { "What is declared and what is there", 9, false, false },
		{ "Where", 5, true, false }, { 0 },
	};

	if (!t->r->image || !t->r->declaration)
		return;
	if (t->r->contradictions == 0) {
		doc_text(t->doc, "Nothing was found in the image that contradicts the declaration.");
		return;
	}
	doc_table(t->doc, "The image contradicts the declaration", columns);
	for (size_t i = 0; i < t->r->finding_count; i++) {
		const struct result_finding *f = &t->r->findings[i];

		if (result_contradicts(f))
			doc_row(t->doc, (const char *[]){ f->title, f->limb, f->detail, techdoc_place(t, f->path, f->line) });
	}
}

/* --- all --- */

typedef void each_fn(struct techdoc *t, const char *part);

static void for_parts(struct techdoc *t, const char *section, each_fn *write)
{
	const char *part;

	for (size_t n = 0; (part = techdoc_each(t, n)); n++) {
		techdoc_name_part(t, section, n);
		write(t, part);
	}
}

static void assessment_of(struct techdoc *t, const char *part)
{
	techdoc_asked(t, part, assessment);
}

void techdoc_risks(struct techdoc *t)
{
	doc_heading(t->doc, 2, "threat-model", "3.1 Purpose, use and what is taken for granted");
	techdoc_asked(t, "", model);
	doc_heading(t->doc, 2, "assessment", "3.2 The risk assessment");
	for_parts(t, "assessment", assessment_of);
	doc_heading(t->doc, 2, "risk-register", "3.3 Risks");
	for_parts(t, "risks", register_of);
	doc_heading(t->doc, 2, "requirements", "3.4 Annex I, Part I: requirement by requirement");
	doc_text(t->doc, "How the manufacturer applies Part II stands in point 2(b); Article 13(3) asks the risk assessment for that, "
			 "too.");
	by_requirement(t);
	doc_heading(t->doc, 2, "claims", "3.5 Requirements claimed not to apply");
	for_parts(t, "claims", claims_of);
	techdoc_verdict(t, "ART13.4");
	doc_heading(t->doc, 2, "tailor-made", "3.6 Products made for one business user");
	doc_text(t->doc, "Only two points of the law leave room for other terms: the secure default configuration (%s) and the "
			 "price of security updates (%s). Recital 64 says when they may be agreed. The reset to the original state stays owed, in our reading.",
		 techdoc_cite(t, "annex-1-part-1-2-b"), techdoc_cite(t, "annex-1-part-2-8"));
	for_parts(t, "tailor-made", agreements_of);
	doc_heading(t->doc, 2, "accepted", "3.7 Accepted findings and contradictions");
	accepted(t);
	contradictions(t);
}
