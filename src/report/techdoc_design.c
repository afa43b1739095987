/* Annex VII, point 2: how it is designed and made, and how vulnerabilities are handled. */
#include "report/techdoc.h"

#include <string.h>

static const struct asked bill[] = {
	{ "Bill of materials", "handling.sbom", "annex-7-2-b", false },
	{ "How far the bill of materials reaches", "handling.sbom_depth", "annex-1-part-2-1", false },
	{ 0 }
};

static const struct asked process[] = {
	{ "Vulnerabilities and components are recorded", "handling.identified", "annex-1-part-2-1", false },
	{ "Vulnerabilities are remedied", "handling.remedied", "annex-1-part-2-2", false },
	{ "Remedies", "handling.remedies", "annex-1-part-2-2", false },
	{ "Remedies are chosen by risk", "handling.chosen_by_risk", "annex-1-part-2-2", false },
	{ "Security updates come apart from functionality", "handling.separate", "annex-1-part-2-2", false },
	{ "Security is tested and reviewed", "handling.tested", "annex-1-part-2-3", false },
	{ "Fixed vulnerabilities are made public", "handling.disclosed", "annex-1-part-2-4", false },
	{ "That says what users need to know", "handling.disclosure_content", "annex-1-part-2-4", false },
	{ "Policy on coordinated disclosure", "handling.policy", "annex-7-2-b", false },
	{ "Where the policy on coordinated disclosure is", "handling.policy_at", "annex-2-2", false },
	{ "Contact for reports", "handling.contact", "annex-7-2-b", false },
	{ "Information on vulnerabilities is shared", "handling.sharing", "annex-1-part-2-6", false },
	{ "Reports of exploited vulnerabilities and severe incidents", "reporting.process", "art-14-1", false },
	{ "Coordinator that they go to", "reporting.coordinator", "art-14-7", false },
	{ 0 }
};

static const struct asked distribution[] = {
	{ "Updates are distributed", "handling.distribution", "annex-7-2-b", false },
	{ "Security updates are distributed automatically", "handling.distribution_automatic", "annex-1-part-2-7", false },
	{ "An update that is ready goes out", "handling.dissemination", "annex-1-part-2-8", false },
	{ "Price of security updates", "handling.price", "annex-1-part-2-8", false },
	{ "Advisory messages", "handling.advisory", "annex-1-part-2-8", false },
	{ 0 }
};

static const struct asked channel[] = {
	{ "Update mechanism", "updates.mechanism", "annex-7-2-b", false },
	{ "Signatures are checked before installation", "updates.signed", "annex-7-2-b", false },
	{ "Channel of updates", "updates.channel", "annex-7-2-b", false },
	{ "Each update stays available, years", "updates.kept_years", "art-13-9", false },
	{ "Updates stay available until support ends", "updates.kept_until_support_ends", "art-13-9", false },
	{ 0 }
};

static const struct asked components[] = {
	{ "Due diligence on components of others", "integration.due_diligence", "art-13-5", false },
	{ "Flaws are reported to whoever maintains them", "integration.flaws_reported_upstream", "art-13-6", false },
	{ 0 }
};

/* --- 2(a) --- */

static void architecture(struct techdoc *t)
{
	const struct results *r = t->r;
	struct arena *mem = &t->doc->mem;
	const char *part;

	doc_heading(t->doc, 2, "annex-7-2-a", "2(a) Design, development and architecture");
	techdoc_asked(t, "", (const struct asked[]){
		{ "The file describes design and architecture", "techdoc.2a", "annex-7-2-a", false }, { 0 } });
	for (size_t n = 1; (part = declared_part(r, n)); n++)
		doc_fact(t->doc, "Part", part);
	if (r->image) {
		doc_fact_from(t->doc, "Services in the image", arena_printf(mem, "%zu, of which %zu start by default",
			      r->counted.services, r->counted.starting), r->image);
		doc_fact_from(t->doc, "Listeners in the image", arena_printf(mem, "%zu, of which %zu are open beyond loopback",
			      r->counted.listeners, r->counted.open), r->image);
		doc_note(t->doc, "What runs, what listens and how it is set as delivered is listed in Appendix B. How the parts "
				 "build on each other no image tells.");
	}
	techdoc_asked(t, "", components);
	if (techdoc_evidence(t, NULL, "ANX-VII.2") == 0)
		techdoc_gap(t, "evidence[].path", "annex-7-2-a",
			    "The description of design and architecture: no evidence names it (requirement ANX-VII.2)");
}

/* --- 2(b) --- */

static void vulnerabilities(struct techdoc *t)
{
	static const struct asked known[] = {
		{ "Components last compared with databases", "known_vulnerabilities.checked", "annex-1-part-1-2-a", false },
		{ "Known and exploitable", "known_vulnerabilities.exploitable", "annex-1-part-1-2-a", false },
		{ "Known and not exploitable: recorded in", "known_vulnerabilities.document", "annex-1-part-1-2-a", false },
		{ 0 }
	};
	const char *part;

	for (size_t n = 0; (part = techdoc_each(t, n)); n++) {
		techdoc_name_part(t, "known", n);
		techdoc_asked(t, part, known);
	}
}

static void releases(struct techdoc *t)
{
	static const struct doc_column columns[] = {
		{ "Update", 2, false, false }, { "Ready", 2, false, false }, { "Released", 2, false, false },
		{ "Holds", 3, false, false }, { "Waited for", 3, false, false }, { "Price", 2, false, false },
		{ "Advisory", 2, false, false }, { "From", 3, true, false }, { 0 },
	};
	const struct result_declared *e = NULL;
	bool begun = false;

	while ((e = declared_next(t->r, "", "releases", e))) {
		if (!begun)
			doc_table(t->doc, "Updates released so far", columns);
		begun = true;
		doc_row(t->doc, (const char *[]){ techdoc_values(t, e, "id"), techdoc_values(t, e, "ready"),
			techdoc_values(t, e, "date"), techdoc_values(t, e, "holds"), techdoc_values(t, e, "waited_for"),
			techdoc_values(t, e, "price"), techdoc_values(t, e, "advisory"), techdoc_from(t, e) });
	}
}

/*
 * Point 2(b) lists the bill of materials itself, whether or not an authority asks (point 8). That one
 * exists is declared; a file that is one names II.1, or ANX-VII.8.
 */
static void bill_itself(struct techdoc *t)
{
	const char *part;

	for (size_t n = 0; (part = declared_part(t->r, n)); n++) {
		const struct result_declared *e = NULL;

		while ((e = declared_next(t->r, part, "evidence", e)))
			if (!techdoc_planned(t, e) && (techdoc_concerns(t, e, "II.1") || techdoc_concerns(t, e, "ANX-VII.8")))
				return;
	}
	techdoc_gap(t, "evidence[].path", "annex-7-2-b", "The bill of materials itself: no evidence names it (requirement II.1)");
}

static void handling(struct techdoc *t)
{
	const char *part;

	doc_heading(t->doc, 2, "annex-7-2-b", "2(b) Handling of vulnerabilities and secure distribution of updates");
	techdoc_asked(t, "", (const struct asked[]){
		{ "The file describes the handling of vulnerabilities", "techdoc.2b", "annex-7-2-b", false }, { 0 } });
	techdoc_asked(t, "", bill);
	bill_itself(t);
	if (t->r->image)
		doc_fact_from(t->doc, "Packages that the image shows", arena_printf(&t->doc->mem, "%zu", t->r->counted.packages),
			      t->r->image);
	techdoc_asked(t, "", process);
	techdoc_asked(t, "", distribution);
	for (size_t n = 0; (part = techdoc_each(t, n)); n++) {
		techdoc_name_part(t, "channel", n);
		techdoc_asked(t, part, channel);
	}
	vulnerabilities(t);
	techdoc_evidence(t, NULL, "II");
	releases(t);
	techdoc_verdicts(t, "II");
}

void techdoc_design(struct techdoc *t)
{
	architecture(t);
	handling(t);
	doc_heading(t->doc, 2, "annex-7-2-c", "2(c) Production and monitoring, and their validation");
	techdoc_asked(t, "", (const struct asked[]){
		{ "The file describes production and monitoring", "techdoc.2c", "annex-7-2-c", false }, { 0 } });
	if (techdoc_evidence(t, NULL, "ANX-VII.2") == 0)
		techdoc_gap(t, "evidence[].path", "annex-7-2-c",
			    "The description of production and monitoring: no evidence names it (requirement ANX-VII.2)");
}
