/* Annex VII, points 4 to 8, and how the file as a whole is kept. */
#include "report/techdoc.h"

#include <string.h>

/* --- 4 --- */

static const struct asked support[] = {
	{ "Expected use, years", "support.expected_use", "art-13-8", false },
	{ "Support from placing on, years", "support.years", "art-13-8", false },
	{ "Support ends", "support.ends", "art-13-19", false },
	{ "Criteria of the support period", "support.criteria", "annex-7-4", false },
	{ "Why the support period is that long", "support.reasons", "annex-7-4", false },
	{ "End of support is shown when it is bought", "support.told_at_purchase", "art-13-19", false },
	{ "Users are told when support has ended", "support.notice_at_end", "art-13-19", false },
	{ "Vulnerabilities of all components are handled until support ends", "support.handled_until_end", "art-13-8", false },
	{ "Looked at again after a substantial modification", "support.reassessed_after_modification", "art-13-8", true },
	{ 0 }
};

void techdoc_support(struct techdoc *t)
{
	techdoc_asked(t, "", support);
	techdoc_verdict(t, "SUPPORT");
	techdoc_verdict(t, "ART13.8");
	techdoc_evidence(t, NULL, "ANX-VII.4");
}

/* --- 5 --- */

static const char *first(struct techdoc *t, const struct result_declared *e, const char *key)
{
	const struct result_declared *d = declared_of(t->r, e, key, 0);

	return d ? d->value : NULL;
}

static void part1_solutions(struct techdoc *t)
{
	static const struct doc_column columns[] = {
		{ "Requirement", 3, true, false }, { "Solution", 9, false, false }, { "Carried by", 3, false, false },
		{ "Evidence", 3, false, false }, { "From", 4, true, false }, { 0 },
	};
	bool begun = false;
	const char *part;

	for (size_t n = 0; (part = declared_part(t->r, n)); n++) {
		const struct result_declared *e = NULL;

		while ((e = declared_next(t->r, part, "essential", e))) {
			if (!begun)
				doc_table(t->doc, "Solutions adopted, Annex I, Part I", columns);
			begun = true;
			doc_row(t->doc, (const char *[]){ *part ? arena_printf(&t->doc->mem, "%s:%s", part, first(t, e, "limb") ?
				first(t, e, "limb") : "") : first(t, e, "limb"), first(t, e, "measure"), first(t, e, "by"),
				techdoc_values(t, e, "evidence"), techdoc_from(t, e) });
		}
	}
	if (!begun)
		techdoc_gap(t, "essential[].measure", "annex-7-5", "Solutions adopted for Annex I, Part I");
}

static void part2_solutions(struct techdoc *t)
{
	static const struct { const char *limb, *keys[4]; } rows[] = {
		{ "II.1", { "handling.sbom", "handling.sbom_depth", "handling.identified" } },
		{ "II.2", { "handling.remedied", "handling.remedies", "handling.separate" } },
		{ "II.3", { "handling.tested" } }, { "II.4", { "handling.disclosed", "handling.disclosure_content" } },
		{ "II.5", { "handling.policy", "handling.policy_at" } }, { "II.6", { "handling.contact", "handling.sharing" } },
		{ "II.7", { "handling.distribution", "handling.distribution_automatic", "updates.mechanism" } },
		{ "II.8", { "handling.dissemination", "handling.price", "handling.advisory" } },
	};
	static const struct doc_column columns[] = {
		{ "Requirement", 3, true, false }, { "Solution", 12, false, false }, { "From", 4, true, false }, { 0 },
	};
	bool begun = false;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *all = NULL, *from = NULL;

		for (size_t k = 0; k < 4 && rows[i].keys[k]; k++) {
			const char *value = techdoc_value(t, "", rows[i].keys[k]);

			if (!value)
				continue;
			all = arena_printf(&t->doc->mem, "%s%s%s: %s", all ? all : "", all ? "; " : "", rows[i].keys[k], value);
			from = from ? from : techdoc_from(t, declared_find(t->r, "", rows[i].keys[k]));
		}
		if (!all)
			continue;
		if (!begun)
			doc_table(t->doc, "Solutions adopted, Annex I, Part II", columns);
		begun = true;
		doc_row(t->doc, (const char *[]){ rows[i].limb, all, from });
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (!techdoc_value(t, "", rows[i].keys[0]))
			techdoc_gap(t, rows[i].keys[0], "annex-7-5", "Solution adopted for Annex I, Part II: %s", rows[i].limb);
}

void techdoc_standards(struct techdoc *t)
{
	const char *applied = techdoc_value(t, "", "class.standards");
	size_t kept;

	techdoc_asked(t, "", (const struct asked[]){
		{ "Standards, common specifications or schemes applied", "class.standards", "annex-7-5", false },
		{ "Which standards, common specifications or schemes, and which parts", "class.standards_applied", "annex-7-5",
		  !techdoc_is(applied, "full") && !techdoc_is(applied, "partial") }, { 0 } });
	kept = techdoc_evidence(t, NULL, "ANX-VII.5");
	if (techdoc_is(applied, "full"))
		return;
	doc_text(t->doc, applied ? "Where none was applied, this is what was done instead, as declared."
				 : "It is not said whether any was applied; this is what is declared to be done.");
	part1_solutions(t);
	part2_solutions(t);
	if (kept == 0)
		doc_note(t->doc, "Point 5 also asks for a list of other technical specifications, where any were applied. No evidence "
				 "names such a list (requirement ANX-VII.5).");
}

/* --- 6 --- */

static void tests_of(struct techdoc *t, const char *part)
{
	const struct result_declared *e = NULL;

	while ((e = declared_next(t->r, part, "essential", e))) {
		const char *limb = first(t, e, "limb"), *tested = first(t, e, "tested");

		if (!techdoc_is(tested, "passed"))
			techdoc_gap(t, "essential[].tested", "annex-7-6", "%s%s%s: a test that passed%s%s", part, *part ? ":" : "",
				    limb ? limb : "", tested ? "; it is said: " : "", tested ? tested : "");
	}
}

static void test_rows(struct techdoc *t)
{
	static const struct doc_column columns[] = {
		{ "Requirement", 3, true, false }, { "Tested", 3, false, false }, { "Report", 9, false, false },
		{ "From", 4, true, false }, { 0 },
	};
	bool begun = false;
	const char *part;

	for (size_t n = 0; (part = declared_part(t->r, n)); n++) {
		const struct result_declared *e = NULL;

		while ((e = declared_next(t->r, part, "essential", e))) {
			if (!begun)
				doc_table(t->doc, "Tests against Annex I, Part I", columns);
			begun = true;
			doc_row(t->doc, (const char *[]){ first(t, e, "limb"), first(t, e, "tested"), techdoc_values(t, e, "evidence"),
				techdoc_from(t, e) });
		}
	}
	if (!begun)
		techdoc_gap(t, "essential[].tested", "annex-7-6", "Tests against Annex I, Part I");
}

/* How the rules that looked at the image came out. */
static void image_tests(struct techdoc *t)
{
	size_t fail = 0, pass = 0, unknown = 0;

	if (!t->r->image)
		return;
	for (size_t i = 0; i < t->r->finding_count; i++) {
		const char *state = t->r->findings[i].state;

		fail += strcmp(state, "fail") == 0;
		pass += strcmp(state, "pass") == 0;
		unknown += strcmp(state, "unknown") == 0 || strcmp(state, "contended") == 0;
	}
	doc_fact_from(t->doc, "Rules on the image", arena_printf(&t->doc->mem,
		      "%zu findings, %zu rules that found nothing, %zu not known; Appendix D", fail, pass, unknown), t->r->image);
	doc_note(t->doc, "This looks at the image as it is stored. It is no test of the running product.");
}

/* Does evidence that is kept name one of its requirements? What it is stands in Appendix C. */
static bool reports_on(struct techdoc *t, const char *limb)
{
	const char *part, *all = NULL;

	for (size_t n = 0; (part = declared_part(t->r, n)); n++) {
		const struct result_declared *e = NULL;

		while ((e = declared_next(t->r, part, "evidence", e)))
			if (techdoc_concerns(t, e, limb) && !techdoc_planned(t, e))
				all = arena_printf(&t->doc->mem, "%s%s%s", all ? all : "", all ? ", " : "",
						   first(t, e, "id") ? first(t, e, "id") : techdoc_from(t, e));
	}
	doc_fact(t->doc, strcmp(limb, "II") == 0 ? "Reports on Part II" : "Reports on Part I", all);
	return all;
}

void techdoc_tests(struct techdoc *t)
{
	const char *part;

	techdoc_asked(t, "", (const struct asked[]){
		{ "The file holds test reports", "techdoc.6", "annex-7-6", false },
		{ "Security is tested and reviewed", "handling.tested", "annex-1-part-2-3", false }, { 0 } });
	techdoc_evidence(t, NULL, "ANX-VII.6");
	if (!reports_on(t, "I.2"))
		techdoc_gap(t, "evidence[].limb", "annex-7-6", "Test reports: no evidence names a requirement of Annex I, Part I, point (2)");
	if (!reports_on(t, "II"))
		techdoc_gap(t, "evidence[].limb", "annex-7-6", "Test reports: no evidence names a requirement of Annex I, Part II");
	image_tests(t);
	test_rows(t);
	for (size_t n = 0; (part = declared_part(t->r, n)); n++)
		tests_of(t, part);
}

/* --- 7, 8 --- */

void techdoc_declaration(struct techdoc *t)
{
	techdoc_asked(t, "", (const struct asked[]){
		{ "The file holds a copy of the declaration", "techdoc.7", "annex-7-7", false },
		{ "Declaration that goes with the product", "information.declaration", "art-13-20", false },
		{ "Internet address", "information.declaration_at", "annex-2-6", true }, { 0 } });
	if (techdoc_evidence(t, NULL, "ANX-VII.7") == 0)
		techdoc_gap(t, "evidence[].path", "annex-7-7", "The signed copy: no evidence names it (requirement ANX-VII.7)");
	if (t->r->not_met)
		doc_text(t->doc, "No draft is written while something speaks against the product: %zu points.", t->r->not_met);
	else
		doc_text(t->doc, "A draft with blank signature: cradle report DOSSIER --format declaration.");
}

void techdoc_sbom(struct techdoc *t)
{
	const char *asked = techdoc_value(t, "", "techdoc.8");

	techdoc_asked(t, "", (const struct asked[]){
		{ "Bill of materials in the file, where an authority asked for it", "techdoc.8", "annex-7-8", false },
		{ "Bill of materials", "handling.sbom", "annex-1-part-2-1", false }, { 0 } });
	doc_text(t->doc, "Point 2(b) lists the bill of materials without any request; the file itself is looked for there.");
	if (techdoc_evidence(t, NULL, "ANX-VII.8") == 0 && techdoc_is(asked, "yes"))
		techdoc_gap(t, "evidence[].path", "annex-7-8", "The bill of materials: no evidence names it (requirement ANX-VII.8)");
}

/* --- the file as a whole --- */

static const struct asked kept[] = {
	{ "The file was drawn up before placing", "techdoc.before_placing", "art-31-2", false },
	{ "The file is kept up to date", "techdoc.updated", "art-31-2", false },
	{ "The file is kept from placing on, years", "techdoc.kept_years", "art-13-13", false },
	{ "The file is kept until support ends", "techdoc.kept_until_support_ends", "art-13-13", false },
	{ "Conformity assessment procedure", "class.route", "art-32-1", false },
	{ 0 }
};

void techdoc_kept(struct techdoc *t)
{
	techdoc_asked(t, "", kept);
	techdoc_verdict(t, "ROUTE");
	techdoc_verdict(t, "ART13.4");
	techdoc_evidence(t, NULL, "ART31");
}
