/*
 * Annex II as it must reach users: what is told, filled from what is declared.
 * The instruction to turn automatic updates off is put together from four
 * facts; where one is missing, so is the instruction.
 */
#include "report/techdoc.h"

#include <string.h>

static const struct asked maker[] = {
	{ "Manufacturer", "product.manufacturer", "annex-2-1", false },
	{ "Postal address of the manufacturer", "product.address", "annex-2-1", false },
	{ "Electronic contact of the manufacturer", "product.contact", "annex-2-1", false },
	{ "Users are told who makes it", "information.1", "annex-2-1", false },
	{ 0 }
};

static const struct asked told[] = {
	{ "Vulnerabilities are reported to", "handling.contact", "annex-2-2", false },
	{ "Policy on coordinated disclosure", "handling.policy_at", "annex-2-2", false },
	{ "Users are told where to report vulnerabilities", "information.2", "annex-2-2", false },
	{ 0 }
};

static const struct asked identity[] = {
	{ "Name of the product", "product.name", "annex-2-3", false },
	{ "Version of the product", "product.version", "annex-2-3", false },
	{ "Type and what identifies it", "product.model", "annex-2-3", false },
	{ "Users are told which product it is", "information.3", "annex-2-3", false },
	{ 0 }
};

static const struct asked purpose[] = {
	{ "Intended purpose", "purpose.intended", "annex-2-4", false },
	{ "Security environment", "purpose.assumptions", "annex-2-4", false },
	{ "Users are told purpose and security properties", "information.4", "annex-2-4", false },
	{ 0 }
};

static const struct asked functions[] = {
	{ "Essential functions", "resilience.essential_functions", "annex-2-4", false },
	{ "Authentication", "access.authentication", "annex-2-4", true },
	{ "Stored data", "data.at_rest", "annex-2-4", true },
	{ "Data on its way", "data.in_transit", "annex-2-4", true },
	{ "Programs verified at start", "data.boot_verified", "annex-2-4", true },
	{ 0 }
};

static const struct asked circumstances[] = {
	{ "Foreseeable use", "purpose.foreseeable_use", "annex-2-5", false },
	{ "Foreseeable misuse", "purpose.misuse", "annex-2-5", false },
	{ "Users are told when it may bring risks", "information.5", "annex-2-5", false },
	{ 0 }
};

static const struct asked declaration[] = {
	{ "Address of the declaration of conformity", "information.declaration_at", "annex-2-6", false },
	{ "Users are told where the declaration is", "information.6", "annex-2-6", false },
	{ 0 }
};

static const struct asked support[] = {
	{ "Support that is offered", "support.kind", "annex-2-7", false },
	{ "Support ends", "support.ends", "annex-2-7", false },
	{ "Users are told which support there is and until when", "information.7", "annex-2-7", false },
	{ 0 }
};

static const struct asked instructions[] = {
	{ "Detailed instructions", "information.instructions_at", "annex-2-8", false },
	{ "Instructions are clear, and in a language that users understand", "information.language", "art-13-18", false },
	{ "Instructions are kept available, years", "information.kept_years", "art-13-18", false },
	{ "Instructions are kept until support ends", "information.kept_until_support_ends", "art-13-18", false },
	{ 0 }
};

static const struct asked commissioning[] = {
	{ "Users are told how to commission and use it securely", "information.8a", "annex-2-8-a", false }, { 0 }
};
static const struct asked changes[] = {
	{ "Users are told how changes bear on the security of data", "information.8b", "annex-2-8-b", false }, { 0 }
};
static const struct asked installing[] = {
	{ "Users are told how security updates are installed", "information.8c", "annex-2-8-c", false }, { 0 }
};
static const struct asked installing_facts[] = {
	{ "Update mechanism", "updates.mechanism", "annex-2-8-c", false },
	{ "Automatic installation as delivered", "updates.automatic.default", "annex-2-8-c", false },
	{ "Users learn of an update by", "updates.notice.how", "annex-2-8-c", false },
	{ 0 }
};
static const struct asked removal[] = {
	{ "Users are told how to take it out of use and remove their data", "information.8d", "annex-2-8-d", false }, { 0 }
};
static const struct asked removal_facts[] = {
	{ "Reset by", "reset.how", "annex-2-8-d", false },
	{ "The reset erases what users stored", "reset.erases_user_data", "annex-2-8-d", false },
	{ "What a user can erase", "data.erase", "annex-2-8-d", false },
	{ 0 }
};
static const struct asked off[] = {
	{ "Users are told how to turn automatic updates off", "information.8e", "annex-2-8-e", false }, { 0 }
};
static const struct asked integrators[] = {
	{ "Integrators are told what they need", "information.8f", "annex-2-8-f", false }, { 0 }
};
static const struct asked bill[] = {
	{ "Users are told where the bill of materials is", "information.9", "annex-2-9", false },
	{ "Bill of materials", "information.sbom_at", "annex-2-9", true },
	{ 0 }
};

/* --- turning automatic updates off --- */

static const struct { const char *word, *place; } places[] = {
	{ "product", "in the product itself" }, { "app", "in the app" }, { "web-account", "in the account on the web" },
	{ "manual-only", "nowhere; only the manual speaks of it" }, { "on-request", "by asking the manufacturer" },
};

static const char *place_of(const char *where)
{
	for (size_t i = 0; where && i < sizeof(places) / sizeof(places[0]); i++)
		if (strcmp(places[i].word, where) == 0)
			return places[i].place;
	return where;
}

static void gaps_of(struct techdoc *t, const char *part)
{
	static const struct { const char *key, *what; } facts[] = {
		{ "updates.optout.where", "where automatic updates are turned off" },
		{ "updates.optout.how", "by which steps" },
		{ "updates.optout.who", "who may do it" },
	};

	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
		if (!techdoc_value(t, part, facts[i].key))
			techdoc_gap(t, facts[i].key, "annex-2-8-e", "The instruction lacks: %s%s%s%s", facts[i].what,
				    *part ? " (part " : "", part, *part ? ")" : "");
}

/* No instruction is owed where nothing installs itself. */
static bool nothing_installs(const char *set)
{
	return techdoc_is(set, "off") || techdoc_is(set, "not-offered") || techdoc_is(set, "asks-first") ||
	       techdoc_is(set, "download-only");
}

static void switch_off(struct techdoc *t, const char *part)
{
	const char *where = techdoc_value(t, part, "updates.optout.where"), *how = techdoc_value(t, part, "updates.optout.how");
	const char *who = techdoc_value(t, part, "updates.optout.who"), *steps = techdoc_value(t, part, "updates.optout.steps");
	const char *set = techdoc_value(t, part, "updates.automatic.default");

	if (nothing_installs(set)) {
		doc_fact_from(t->doc, "Automatic installation as delivered", set,
			      techdoc_from(t, declared_find(t->r, part, "updates.automatic.default")));
		return;
	}
	if (where && how && who) {
		doc_fact_from(t->doc, "To turn automatic updates off",
			      arena_printf(&t->doc->mem, "%s, %s%s%s%s. Who may do it: %s.", place_of(where), how,
					   steps ? " (" : "", steps ? steps : "", steps ? " steps)" : "", who),
			      techdoc_from(t, declared_find(t->r, part, "updates.optout.how")));
		return;
	}
	doc_fact_from(t->doc, "Turned off", where ? place_of(where) : NULL,
		      techdoc_from(t, declared_find(t->r, part, "updates.optout.where")));
	doc_fact(t->doc, "Steps", how ? how : steps);
	doc_fact(t->doc, "Who may do it", who);
	gaps_of(t, part);
}

static void updates_off(struct techdoc *t)
{
	const char *part;

	doc_heading(t->doc, 2, "annex-2-8-e", "8(e) Turning automatic security updates off");
	for (size_t n = 0; (part = techdoc_each(t, n)); n++) {
		techdoc_name_part(t, "annex-2-8-e", n);
		switch_off(t, part);
	}
	/* asked only where there is something to turn off, and where a verdict does not say that it is not owed */
	part = techdoc_each(t, 0);
	if (!(part && nothing_installs(techdoc_value(t, part, "updates.automatic.default"))))
		techdoc_asked(t, "", off);
	techdoc_verdict(t, "ANX-II.8e");
}

/* --- the points --- */

struct point {
	const char *id, *title, *limb;
	const struct asked *asked;
	const struct asked *of_part;	/* properties of a thing, or NULL */
	const char *unless, *is;	/* not owed where this key says so */
};

static const struct point before_8e[] = {
	{ "annex-2-1", "1. Who makes it", "ANX-II.1", maker, NULL, NULL, NULL },
	{ "annex-2-2", "2. Where vulnerabilities are reported", "ANX-II.2", told, NULL, NULL, NULL },
	{ "annex-2-3", "3. Which product it is", "ANX-II.3", identity, NULL, NULL, NULL },
	{ "annex-2-4", "4. What it is for, and what its security is", "ANX-II.4", purpose, functions, NULL, NULL },
	{ "annex-2-5", "5. When it may bring risks", "ANX-II.5", circumstances, NULL, NULL, NULL },
	{ "annex-2-6", "6. Where the declaration of conformity is", "ANX-II.6", declaration, NULL, "information.6", "not-applicable" },
	{ "annex-2-7", "7. Support and its end", "ANX-II.7", support, NULL, NULL, NULL },
	{ "annex-2-8", "8. Instructions", NULL, instructions, NULL, NULL, NULL },
	{ "annex-2-8-a", "8(a) Secure use, from the first day on", "ANX-II.8a", commissioning, NULL, NULL, NULL },
	{ "annex-2-8-b", "8(b) Changes and the security of data", "ANX-II.8b", changes, NULL, NULL, NULL },
	{ "annex-2-8-c", "8(c) Installing security updates", "ANX-II.8c", installing, installing_facts, NULL, NULL },
	{ "annex-2-8-d", "8(d) Taking it out of use, removing data", "ANX-II.8d", removal, removal_facts, NULL, NULL },
};

static const struct point after_8e[] = {
	{ "annex-2-8-f", "8(f) For those who build it into other products", "ANX-II.8f", integrators, NULL, "integration.primarily",
	  "no" },
	{ "annex-2-9", "9. Where the bill of materials is", "ANX-II.9", bill, NULL, "information.9", "not-shared" },
};

static void point(struct techdoc *t, const struct point *p)
{
	const char *part;

	doc_heading(t->doc, 2, p->id, "%s", p->title);
	if (p->unless && techdoc_is(techdoc_value(t, "", p->unless), p->is))
		doc_fact_from(t->doc, "Not owed", arena_printf(&t->doc->mem, "%s: %s", p->unless, p->is),
			      techdoc_from(t, declared_find(t->r, "", p->unless)));
	else
		techdoc_asked(t, "", p->asked);
	for (size_t n = 0; p->of_part && (part = techdoc_each(t, n)); n++) {
		techdoc_name_part(t, p->id, n);
		techdoc_asked(t, part, p->of_part);
	}
	if (!p->limb)
		return;
	techdoc_verdict(t, p->limb);
	techdoc_evidence(t, NULL, p->limb);
}

void techdoc_user(struct techdoc *t)
{
	for (size_t i = 0; i < sizeof(before_8e) / sizeof(before_8e[0]); i++)
		point(t, &before_8e[i]);
	updates_off(t);
	for (size_t i = 0; i < sizeof(after_8e) / sizeof(after_8e[0]); i++)
		point(t, &after_8e[i]);
}
