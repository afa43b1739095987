/* Conditions of decision tables: true, false or unknown, what they ask for, and which are no conditions. */
#include "unit.h"

#include "judge/condition.h"

static struct law law;
static struct schema schema;

static int set_up(void **state)
{
	struct err err = { 0 };

	if (law_load(&law, &err) != 0 || schema_load(&schema, &law, &err) != 0) {
		print_error("%s\n", err.text);
		return -1;
	}
	return 0;
}

static int tear_down(void **state)
{
	schema_free(&schema);
	law_free(&law);
	return 0;
}

/* Verdicts on other limbs: two that are settled, one that something is missing for. */
static const char *verdict_of(void *self, const struct limb *limb, const char **needs)
{
	*needs = strcmp(limb->key, "TIME") == 0 ? "time.placed" : NULL;
	if (strcmp(limb->key, "I.2.c.auto") == 0)
		return "MET";
	return strcmp(limb->key, "ROLE") == 0 ? "STEWARD" : NULL;
}

#define T TRUTH_TRUE
#define F TRUTH_FALSE
#define U TRUTH_UNKNOWN

struct asking {
	const char *about, *when, *declared;
	enum truth want;
	const char *missing;		/* for U: what is asked for; NULL: a verdict that no key would decide */
};

static void ask(const struct asking *c, const struct found *found)
{
	struct arena mem = { .about = "a test" };
	const struct condition_reader reader = { &mem, &schema, &law, NULL };
	struct product product;
	struct asked asked = { 0 };
	struct err err = { 0 };
	const struct yaml *when = yaml_load(&mem, "when", bytes_of(c->when), &err);
	const struct condition *condition = when ? condition_read(&reader, when, &err) : NULL;

	print_message("# %s\n", c->about);
	if (!condition || product_read(&product, &schema, &law, "p", bytes_of(c->declared), NULL, &err) != 0)
		fail_msg("%s: %s", c->about, err.text);
	const struct scene scene = {
		.part = &product.parts[product.part_count - 1], .limb = law_limb(&law, "I.2.c.auto"), .found = found,
		.verdict = verdict_of,
	};
	if (condition_holds(condition, &scene, &asked) != c->want)
		fail_msg("%s: it is not %s", c->about, c->want == T ? "true" : c->want == F ? "false" : "unknown");
	if (c->want != U)
		assert_null(asked.missing);
	else if (c->missing)
		assert_string_equal(asked.missing, c->missing);
	else
		assert_true(!asked.missing && asked.missing_limb);
	product_free(&product);
	arena_free(&mem);
}

/* --- what is declared --- */

#define SIGNED "{ updates.signed: yes }"
#define NOTHING "{ product.name: x }"
#define RISK(...) "{ risks: [{ id: R1, " __VA_ARGS__ " }] }"
#define RISKS(one, other) "{ risks: [{ id: R1, " one " }, { id: R2, " other " }] }"

static const struct asking askings[] = {
	{ "nothing is asked", "{}", NOTHING, T, NULL },

	/* a value */
	{ "it is that", SIGNED, SIGNED, T, NULL },
	{ "it is another", SIGNED, "{ updates.signed: no }", F, NULL },
	{ "it is not said", SIGNED, NOTHING, U, "updates.signed" },
	{ "it is said to be unknown", SIGNED, "{ updates.signed: unknown }", U, "updates.signed" },
	{ "one of several", "{ updates.channel: [https, physical] }", "{ updates.channel: physical }", T, NULL },
	{ "none of several", "{ updates.channel: [https, physical] }", "{ updates.channel: http }", F, NULL },
	{ "one of several, not said", "{ updates.channel: [https, physical] }", NOTHING, U, "updates.channel" },
	{ "another than", "{ scope.excluded: { not: none } }", "{ scope.excluded: medical }", T, NULL },
	{ "not another than", "{ scope.excluded: { not: none } }", "{ scope.excluded: none }", F, NULL },
	{ "another than what is not said", "{ scope.excluded: { not: none } }", NOTHING, U, "scope.excluded" },
	{ "none of these", "{ scope.excluded: { not: [none, marine] } }", "{ scope.excluded: medical }", T, NULL },
	{ "one of these after all", "{ scope.excluded: { not: [none, marine] } }", "{ scope.excluded: marine }", F, NULL },
	{ "something is said", "{ support.reasons: { said: yes } }", "{ support.reasons: file 4 }", T, NULL },
	{ "'none' is said", "{ support.reasons: { said: yes } }", "{ support.reasons: none }", F, NULL },
	{ "nothing is said", "{ support.reasons: { said: yes } }", NOTHING, U, "support.reasons" },

	/* dates */
	{ "the day before", "{ time.placed: { before: 2027-12-11 } }", "{ time.placed: 2027-12-10 }", T, NULL },
	{ "that day is not before", "{ time.placed: { before: 2027-12-11 } }", "{ time.placed: 2027-12-11 }", F, NULL },
	{ "that day is from", "{ time.placed: { from: 2027-12-11 } }", "{ time.placed: 2027-12-11 }", T, NULL },
	{ "the day before is not from", "{ time.placed: { from: 2027-12-11 } }", "{ time.placed: 2027-12-10 }", F, NULL },
	{ "no day", "{ time.placed: { from: 2027-12-11 } }", NOTHING, U, "time.placed" },
	{ "another key's day", "{ known_vulnerabilities.checked: { from: time.placed } }",
	  "{ known_vulnerabilities.checked: 2028-01-02, time.placed: 2028-01-02 }", T, NULL },
	{ "before another key's day", "{ known_vulnerabilities.checked: { from: time.placed } }",
	  "{ known_vulnerabilities.checked: 2028-01-01, time.placed: 2028-01-02 }", F, NULL },
	{ "another key's day is not said", "{ known_vulnerabilities.checked: { from: time.placed } }",
	  "{ known_vulnerabilities.checked: 2028-01-01 }", U, "time.placed" },
	{ "a month's day", "{ support.ends: { before: 2032-02-15 } }", "{ support.ends: 2032-01 }", T, NULL },

	/* numbers */
	{ "as many", "{ support.years: { at_least: 5 } }", "{ support.years: 5 }", T, NULL },
	{ "nearly as many", "{ support.years: { at_least: 5 } }", "{ support.years: 4.99 }", F, NULL },
	{ "numbers, not texts", "{ support.years: { at_least: 5 } }", "{ support.years: 10 }", T, NULL },
	{ "no number", "{ support.years: { at_least: 5 } }", NOTHING, U, "support.years" },
	{ "fewer", "{ updates.optout.steps: { below: 6 } }", "{ updates.optout.steps: 5 }", T, NULL },
	{ "not fewer", "{ updates.optout.steps: { below: 6 } }", "{ updates.optout.steps: 6 }", F, NULL },
	{ "fewer than nobody said", "{ updates.optout.steps: { below: 6 } }", NOTHING, U, "updates.optout.steps" },
	{ "another key's number", "{ support.years: { at_least: support.expected_use } }",
	  "{ support.years: 7, support.expected_use: 7 }", T, NULL },
	{ "less than another key's", "{ support.years: { at_least: support.expected_use } }",
	  "{ support.years: 6, support.expected_use: 7 }", F, NULL },
	{ "another key's number is not said", "{ support.years: { at_least: support.expected_use } }",
	  "{ support.years: 6 }", U, "support.expected_use" },

	/* several values */
	{ "has it, first", "{ purpose.environment: { has: home } }", "{ purpose.environment: [home, office] }", T, NULL },
	{ "has it, last", "{ purpose.environment: { has: office } }", "{ purpose.environment: [home, office] }", T, NULL },
	{ "hasn't it", "{ purpose.environment: { has: public } }", "{ purpose.environment: [home, office] }", F, NULL },
	{ "has one of these", "{ purpose.environment: { has: [public, office] } }",
	  "{ purpose.environment: [home, office] }", T, NULL },
	{ "has nobody knows what", "{ purpose.environment: { has: home } }", NOTHING, U, "purpose.environment" },

	/* the entry for this limb */
	{ "a claim", "{ claim: made }", "{ claims: [{ limb: I.2.c.auto }] }", T, NULL },
	{ "a claim on another", "{ claim: made }", "{ claims: [{ limb: I.2.e }] }", F, NULL },
	{ "a claim beside one on another", "{ claim: made }", "{ claims: [{ limb: I.2.c.auto }, { limb: I.2.e }] }", T, NULL },
	{ "no claim: nobody claims", "{ claim: none }", NOTHING, T, NULL },
	{ "a claim on nobody knows what", "{ claim: none }", "{ claims: [{ ground: cost }] }", U, "claims[].limb" },
	{ "a claim on nobody knows what, beside one on this", "{ claim: made }",
	  "{ claims: [{ ground: cost }, { limb: I.2.c.auto }] }", T, NULL },
	{ "a claim's ground", "{ claim.ground: cost }", "{ claims: [{ limb: I.2.c.auto, ground: cost }] }", T, NULL },
	{ "a claim's other ground", "{ claim.ground: cost }", "{ claims: [{ limb: I.2.c.auto, ground: no-risk }] }", F, NULL },
	{ "a claim without ground", "{ claim.ground: cost }", "{ claims: [{ limb: I.2.c.auto }] }", U, "claims[].ground" },
	{ "no claim, no ground", "{ claim.ground: cost }", NOTHING, U, "claims[].ground" },
	{ "the ground of one that may be about another", "{ claim.ground: { not: cost } }",
	  "{ claims: [{ ground: no-risk }] }", U, "claims[].limb" },
	{ "terms", "{ tailor_made: made, tailor_made.business: yes }",
	  "{ tailor_made: [{ limb: [I.2.b.config], business: yes }] }", F, NULL },
	{ "no terms", "{ tailor_made: none }", NOTHING, T, NULL },
	{ "how it is met", "{ essential.by: product }", "{ essential: [{ limb: I.2.c.auto, by: product }] }", T, NULL },
	{ "how the whole point is met", "{ essential.by: product }", "{ essential: [{ limb: I.2.c, by: product }] }", T, NULL },
	{ "the closest one is meant", "{ essential.by: product }",
	  "{ essential: [{ limb: I.2.c, by: product }, { limb: I.2.c.auto, by: none }] }", F, NULL },
	{ "the closest one doesn't say", "{ essential.by: product }",
	  "{ essential: [{ limb: I.2.c, by: product }, { limb: I.2.c.auto }] }", U, "essential[].by" },
	{ "one that may be closer", "{ essential.by: product }",
	  "{ essential: [{ limb: I.2.c, by: product }, { by: none }] }", U, "essential[].limb" },
	{ "none can be closer", "{ essential.by: product }",
	  "{ essential: [{ limb: I.2.c.auto, by: product }, { by: none }] }", T, NULL },
	{ "nobody said how any is met", "{ essential: none }", NOTHING, U, "essential" },
	{ "it is said how others are met", "{ essential: none }", "{ essential: [{ limb: I.2.e }] }", T, NULL },

	/* another verdict */
	{ "met", "{ I.2.c.auto: MET }", NOTHING, T, NULL },
	{ "not another", "{ I.2.c.auto: N/A-OK }", NOTHING, F, NULL },
	{ "other than", "{ I.2.c.auto: { not: [N/A-OK, N/A-REJECTED] } }", NOTHING, T, NULL },
	{ "words of its own", "{ ROLE: [MANUFACTURER, STEWARD] }", NOTHING, T, NULL },
	{ "open, for want of something", "{ TIME: APPLIES }", NOTHING, U, "time.placed" },
	{ "open", "{ SCOPE: IN-SCOPE }", NOTHING, U, NULL },
	{ "other than what is open", "{ SCOPE: { not: OUT-OF-SCOPE } }", NOTHING, U, NULL },

	/* entries */
	{ "one of them", "{ some: { of: risks, when: { treatment: accepted } } }",
	  RISKS("treatment: mitigated", "treatment: accepted"), T, NULL },
	{ "one of them, another open", "{ some: { of: risks, when: { treatment: accepted } } }",
	  RISKS("threat: x", "treatment: accepted"), T, NULL },
	{ "none of them", "{ some: { of: risks, when: { treatment: accepted } } }",
	  RISKS("treatment: mitigated", "treatment: avoided"), F, NULL },
	{ "maybe one of them", "{ some: { of: risks, when: { treatment: accepted } } }",
	  RISKS("treatment: mitigated", "threat: x"), U, "risks[].treatment" },
	{ "one of no list", "{ some: { of: risks, when: { treatment: accepted } } }", NOTHING, U, "risks" },
	{ "one of an empty list", "{ some: { of: risks, when: { treatment: accepted } } }", "{ risks: [] }", F, NULL },
	{ "any entry at all", "{ some: { of: risks } }", RISK("threat: x"), T, NULL },
	{ "both things in one entry", "{ some: { of: risks, when: { treatment: accepted, ground: cost } } }",
	  RISKS("treatment: accepted, ground: residual-below-threshold", "treatment: mitigated, ground: cost"), F, NULL },
	{ "all of them", "{ every: { of: risks, when: { treatment: mitigated } } }",
	  RISKS("treatment: mitigated", "treatment: mitigated"), T, NULL },
	{ "not all of them", "{ every: { of: risks, when: { treatment: mitigated } } }",
	  RISKS("threat: x", "treatment: accepted"), F, NULL },
	{ "maybe all of them", "{ every: { of: risks, when: { treatment: mitigated } } }",
	  RISKS("treatment: mitigated", "threat: x"), U, "risks[].treatment" },
	{ "all of none", "{ every: { of: risks, when: { treatment: mitigated } } }", "{ risks: [] }", F, NULL },
	{ "all of no list", "{ every: { of: risks, when: { treatment: mitigated } } }", NOTHING, U, "risks" },
	{ "not one", "{ none: { of: risks, when: { treatment: accepted } } }",
	  RISKS("treatment: mitigated", "treatment: avoided"), T, NULL },
	{ "but one", "{ none: { of: risks, when: { treatment: accepted } } }",
	  RISKS("threat: x", "treatment: accepted"), F, NULL },
	{ "maybe not one", "{ none: { of: risks, when: { treatment: accepted } } }",
	  RISKS("treatment: avoided", "threat: x"), U, "risks[].treatment" },
	{ "not one of an empty list", "{ none: { of: risks, when: { treatment: accepted } } }", "{ risks: [] }", T, NULL },
	{ "not one of no list", "{ none: { of: risks, when: { treatment: accepted } } }", NOTHING, U, "risks" },
	{ "a day of the same entry", "{ some: { of: releases, when: { ready: { before: date } } } }",
	  "{ releases: [{ id: 1, date: 2028-01-02, ready: 2028-01-01 }] }", T, NULL },
	{ "no day in the same entry", "{ some: { of: releases, when: { ready: { before: date } } } }",
	  "{ releases: [{ id: 1, ready: 2028-01-01 }, { id: 2, date: 2028-02-02 }] }", U, "releases[].date" },

	/* entries about this limb */
	{ "one about this", "{ some: { of: risks, limb: this, when: { treatment: accepted } } }",
	  RISK("limb: [I.2.e, I.2.c.auto], treatment: accepted"), T, NULL },
	{ "one about what this is part of", "{ some: { of: risks, limb: this, when: { treatment: accepted } } }",
	  RISK("limb: [I.2], treatment: accepted"), T, NULL },
	{ "one about another", "{ some: { of: risks, limb: this, when: { treatment: accepted } } }",
	  RISK("limb: [I.2.e], treatment: accepted"), F, NULL },
	{ "one about nobody knows what", "{ some: { of: risks, limb: this, when: { treatment: accepted } } }",
	  RISK("treatment: accepted"), U, "risks[].limb" },
	{ "nobody knows what, but not that", "{ some: { of: risks, limb: this, when: { treatment: accepted } } }",
	  RISK("treatment: mitigated"), F, NULL },
	{ "all about this", "{ every: { of: risks, limb: this, when: { treatment: mitigated } } }",
	  RISKS("limb: [I.2.c.auto], treatment: mitigated", "limb: [I.2.e], treatment: accepted"), T, NULL },
	{ "all about this, and one that may be", "{ every: { of: risks, limb: this, when: { treatment: mitigated } } }",
	  RISKS("limb: [I.2.c.auto], treatment: mitigated", "treatment: accepted"), U, "risks[].limb" },
	{ "one that may be about this, and would do", "{ every: { of: risks, limb: this, when: { treatment: mitigated } } }",
	  RISKS("limb: [I.2.c.auto], treatment: mitigated", "treatment: mitigated"), T, NULL },
	{ "only one, that may be about this", "{ every: { of: risks, limb: this, when: { treatment: mitigated } } }",
	  RISK("treatment: mitigated"), U, "risks[].limb" },
	{ "not one about this", "{ none: { of: risks, limb: this, when: { treatment: accepted } } }",
	  RISK("limb: [I.2.e], treatment: accepted"), T, NULL },
	{ "not one about this, but maybe", "{ none: { of: risks, limb: this, when: { treatment: accepted } } }",
	  RISK("treatment: accepted"), U, "risks[].limb" },
	{ "not one about this, whatever it is about", "{ none: { of: risks, limb: this, when: { treatment: accepted } } }",
	  RISK("treatment: avoided"), T, NULL },

	/* together */
	{ "both", "{ updates.signed: yes, updates.possible: yes }", "{ updates: { signed: yes, possible: yes } }", T, NULL },
	{ "one is false, one open", "{ updates.signed: yes, updates.possible: yes }", "{ updates.possible: no }", F, NULL },
	{ "one is true, one open", "{ updates.signed: yes, updates.possible: yes }", SIGNED, U, "updates.possible" },
	{ "either", "{ any: [{ updates.signed: yes }, { updates.possible: yes }] }", "{ updates.possible: yes }", T, NULL },
	{ "neither", "{ any: [{ updates.signed: yes }, { updates.possible: yes }] }",
	  "{ updates: { signed: no, possible: no } }", F, NULL },
	{ "maybe either", "{ any: [{ updates.signed: yes }, { updates.possible: yes }] }", "{ updates.possible: no }", U,
	  "updates.signed" },
	{ "not", "{ not: { updates.signed: yes } }", "{ updates.signed: no }", T, NULL },
	{ "not not", "{ not: { not: { updates.signed: yes } } }", SIGNED, T, NULL },
	{ "not what is open", "{ not: { updates.signed: yes } }", NOTHING, U, "updates.signed" },
	{ "not both", "{ not: { updates.signed: yes, updates.possible: yes } }", "{ updates.possible: no }", T, NULL },
	{ "what is known all the same asks for nothing",
	  "{ any: [{ updates.signed: yes }, { updates.possible: yes }], updates.channel: https }", "{ updates.possible: yes }",
	  U, "updates.channel" },
	{ "nor does an entry that doesn't matter",
	  "{ some: { of: risks, when: { treatment: accepted } }, updates.channel: https }",
	  RISKS("threat: x", "treatment: accepted"), U, "updates.channel" },

	/* parts */
	{ "said of the whole, asked of a part", "{ handling.policy: enforced }",
	  "{ handling.policy: enforced, parts: [{ id: A }] }", T, NULL },
	{ "the part says otherwise", "{ handling.policy: enforced }",
	  "{ handling.policy: enforced, parts: [{ id: A, handling.policy: none }] }", F, NULL },
	{ "of the part it is unknown", "{ handling.policy: enforced }",
	  "{ handling.policy: enforced, parts: [{ id: A, handling.policy: unknown }] }", U, "handling.policy" },
	{ "a thing's property is the part's", "{ updates.signed: yes }", "{ parts: [{ id: A }] }", U, "updates.signed" },
};

static void test_declared(void **state)
{
	static const struct found nothing;

	for (size_t i = 0; i < COUNT(askings); i++)
		ask(&askings[i], &nothing);
}

/* --- what was found --- */

static const struct found_place places[] = { { "D-SSH-ROOT", "etc/ssh/sshd_config", 3 }, { "E-TELNET-ON", NULL, 0 } };

static const struct {
	struct asking ask;
	struct found found;
} finds[] = {
	{ { "an image", "{ found.image: yes }", NOTHING, T, NULL }, { .image = true } },
	{ { "no image", "{ found.image: yes }", NOTHING, F, NULL }, { 0 } },
	{ { "fails", "{ found.fails: { at_least: 2 } }", NOTHING, T, NULL }, { .image = true, .places = places, .fails = 2 } },
	{ { "no fails", "{ found.fails: { at_least: 1 } }", NOTHING, F, NULL }, { .image = true } },
	{ { "just as many", "{ found.fails: 2 }", NOTHING, T, NULL }, { .image = true, .places = places, .fails = 2 } },
	{ { "open ones", "{ found.unknown: { at_least: 1 } }", NOTHING, T, NULL }, { .image = true, .unknown = 1 } },
	{ { "accepted ones", "{ found.accepted: { at_least: 1 } }", NOTHING, T, NULL }, { .image = true, .accepted = 1 } },
	{ { "expired ones", "{ found.expired: { at_least: 1 } }", NOTHING, T, NULL }, { .image = true, .expired = 1 } },
	{ { "undated ones", "{ found.undated: { below: 1 } }", NOTHING, F, NULL }, { .image = true, .undated = 1 } },
	{ { "all uncovered", "{ found.uncovered: 2 }", NOTHING, T, NULL }, { .image = true, .places = places, .fails = 2 } },
	{ { "one is covered", "{ found.uncovered: 1 }", "{ claims: [{ limb: I.2.c.auto, covers: [A, D-SSH-ROOT] }] }", T, NULL },
	  { .image = true, .places = places, .fails = 2 } },
	{ { "a claim on another limb covers none", "{ found.uncovered: 2 }",
	    "{ claims: [{ limb: I.2.e, covers: [D-SSH-ROOT] }] }", T, NULL },
	  { .image = true, .places = places, .fails = 2 } },
};

static void test_found(void **state)
{
	for (size_t i = 0; i < COUNT(finds); i++)
		ask(&finds[i].ask, &finds[i].found);
}

/* --- what is no condition --- */

static const struct { const char *about, *when, *says; } mistaken[] = {
	{ "a word", "yes", "1:1: a condition is a map of which all must hold" },
	{ "no such key", "{ updates.sigend: yes }", "1:19: no key, limb or count is called 'updates.sigend'" },
	{ "a list's key outside", "{ \"risks[].risk\": low }", "1:19: no key, limb or count is called 'risks[].risk'" },
	{ "no such key of an entry", "{ claim.grounds: cost }", "1:18: no key, limb or count is called 'claim.grounds'" },
	{ "no value", "{ updates.signed: }", "1:19: 'updates.signed' is never ''" },
	{ "no values", "{ updates.signed: [] }", "1:19: expected a word" },
	{ "a word it never has", "{ updates.channel: [https, carrier] }", "1:20: 'updates.channel' is never 'carrier'" },
	{ "unknown is no value", "{ updates.signed: unknown }", "1:19: 'updates.signed' is never 'unknown'" },
	{ "nor is it one to exclude", "{ updates.signed: { not: unknown } }", "1:26: 'updates.signed' is never 'unknown'" },
	{ "open is no verdict", "{ I.2.c.auto: NEEDS-INPUT }", "1:15: 'I.2.c.auto' is never 'NEEDS-INPUT'" },
	{ "a verdict of another limb", "{ SCOPE: MET }", "1:10: 'SCOPE' is never 'MET'" },
	{ "silence is nothing to build on", "{ updates.signed: { said: no } }",
	  "1:27: of a key one can ask { said: yes }; what is not said is unknown" },
	{ "a verdict is not said", "{ I.2.c.auto: { said: yes } }",
	  "1:23: of a key one can ask { said: yes }; what is not said is unknown" },
	{ "no such test", "{ updates.signed: { is: yes } }",
	  "1:19: expected one of not, said, before, from, at_least, below, has" },
	{ "two tests", "{ support.years: { at_least: 1, below: 3 } }",
	  "1:18: expected one of not, said, before, from, at_least, below, has" },
	{ "two bounds", "{ support.years: { at_least: [1, 2] } }", "1:30: expected one date, number or key" },
	{ "a bound that is a word", "{ support.years: { at_least: many } }", "1:30: expected one date, number or key" },
	{ "a bound that is no number", "{ support.years: { at_least: 2028-01-01 } }", "1:30: expected one date, number or key" },
	{ "a bound that is another kind of key", "{ support.years: { at_least: time.placed } }",
	  "1:30: 'time.placed' is no number" },
	{ "a day that is another kind of key", "{ time.placed: { before: support.years } }", "1:26: 'support.years' is no date" },
	{ "a word is no number", "{ updates.signed: { at_least: 1 } }", "1:31: 'updates.signed' is no number" },
	{ "a text is no date", "{ product.name: { before: 2028-01-01 } }", "1:27: 'product.name' is no date" },
	{ "a claim is no number", "{ claim: { at_least: 1 } }", "1:22: 'claim' is no number" },
	{ "a claim is no date", "{ claim: { before: 2028-01-01 } }", "1:20: 'claim' is no date" },
	{ "a verdict is no number", "{ I.2.c.auto: { below: 1 } }", "1:24: 'I.2.c.auto' is no number" },
	{ "a claim is made or not", "{ claim: yes }", "1:10: 'claim' is never 'yes'" },
	{ "a count is a number", "{ found.fails: yes }", "1:16: 'found.fails' is never 'yes'" },
	{ "the image is no number", "{ found.image: { at_least: 1 } }", "1:28: 'found.image' is no number" },
	{ "the first of several is none in particular", "{ purpose.environment: home }",
	  "1:24: 'purpose.environment' has several values: { has: WORD }" },
	{ "one value has none", "{ updates.channel: { has: https } }", "1:27: 'updates.channel' has one value" },
	{ "nor has a verdict", "{ I.2.c.auto: { has: MET } }", "1:22: 'I.2.c.auto' has one value" },
	{ "any of nothing", "{ any: [] }", "1:8: expected a list of conditions" },
	{ "any of a map", "{ any: { updates.signed: yes } }", "1:8: expected a list of conditions" },
	{ "not a list", "{ not: [{ updates.signed: yes }] }", "1:8: a condition is a map of which all must hold" },
	{ "some of nothing", "{ some: { when: { risk: low } } }", "1:9: expected 'of: LIST'" },
	{ "some of a section", "{ some: { of: updates } }", "1:9: expected 'of: LIST'" },
	{ "some of another limb", "{ some: { of: risks, limb: I.2.c.auto } }", "1:9: the limb can only be 'this'" },
	{ "entries that name no limb", "{ some: { of: releases, limb: this } }", "1:9: entries of 'releases' name no limb" },
	{ "a slip beside them", "{ some: { of: risks, limbs: this } }", "1:29: expected 'of', 'limb' or 'when'" },
	{ "a key of no entry", "{ some: { of: risks, when: { updates.signed: yes } } }",
	  "1:46: no key, limb or count is called 'updates.signed'" },
	{ "a verdict in an entry", "{ some: { of: risks, when: { I.2.c.auto: MET } } }",
	  "1:42: no key, limb or count is called 'I.2.c.auto'" },
};

static void test_mistaken(void **state)
{
	for (size_t i = 0; i < COUNT(mistaken); i++) {
		struct arena mem = { .about = "a test" };
		const struct condition_reader reader = { &mem, &schema, &law, NULL };
		struct err err = { 0 };
		const struct yaml *when = yaml_load(&mem, "t", bytes_of(mistaken[i].when), &err);

		print_message("# %s\n", mistaken[i].about);
		assert_non_null(when);
		assert_null(condition_read(&reader, when, &err));
		assert_string_equal(err.text + 2, mistaken[i].says);
		arena_free(&mem);
	}
}

/* --- the sentence --- */

static const struct { const char *about, *because, *declared, *says; } sentences[] = {
	{ "as it is", "It is so.", NOTHING, "It is so." },
	{ "a value", "It comes by {updates.channel}.", "{ updates.channel: http }", "It comes by http." },
	{ "a claim's", "On ground {claim.ground}!", "{ claims: [{ limb: I.2.c.auto, ground: cost }] }", "On ground cost!" },
	{ "not said: its name", "{support.years} years", NOTHING, "support.years years" },
	{ "a brace that does not close", "a {b", NOTHING, "a {b" },
	{ "a value with braces is not read again", "{support.reasons}", "{ support.reasons: \"{updates.channel}\" }",
	  "{updates.channel}" },
};

static void test_sentence(void **state)
{
	static const struct found nothing;

	for (size_t i = 0; i < COUNT(sentences); i++) {
		struct arena mem = { .about = "a test" };
		struct product product;
		struct err err = { 0 };

		print_message("# %s\n", sentences[i].about);
		assert_int_equal(product_read(&product, &schema, &law, "p", bytes_of(sentences[i].declared), NULL, &err), 0);
		const struct scene scene = {
			.part = &product.parts[0], .limb = law_limb(&law, "I.2.c.auto"), .found = &nothing, .verdict = verdict_of,
		};
		assert_string_equal(condition_text(&mem, &schema, sentences[i].because, &scene), sentences[i].says);
		product_free(&product);
		arena_free(&mem);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_declared), cmocka_unit_test(test_found),
		cmocka_unit_test(test_mistaken), cmocka_unit_test(test_sentence),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
