/* The clocks of Article 14: what is due when, what does not run, what contradicts itself. */
#include "unit.h"

#include "law/clock.h"
#include "report/clock_formats.h"

#define V CLOCK_VULNERABILITY
#define I CLOCK_INCIDENT
#define T "2026-11-22T10:00Z"

/* NULL is not said. */
struct said {
	enum clock_kind kind;
	const char *aware, *early, *notified, *measure, *final, *at;
	bool steward, small;
};

static struct clock_facts facts_of(const struct said *s)
{
	const char *const texts[CLOCK_FACTS] = {
		[CLOCK_AWARE] = s->aware, [CLOCK_EARLY] = s->early, [CLOCK_NOTIFIED] = s->notified,
		[CLOCK_MEASURE] = s->measure, [CLOCK_FINAL] = s->final, [CLOCK_AT] = s->at,
	};
	struct clock_facts f = { .kind = s->kind, .steward = s->steward, .small = s->small };
	struct err err = { 0 };

	for (int i = 0; i < CLOCK_FACTS; i++)
		if (texts[i])
			assert_int_equal(moment_parse(&f.when[i], texts[i], &err), 0);
	return f;
}

static struct clock clock_of(const struct said *s)
{
	struct clock_facts f = facts_of(s);
	struct clock c;
	struct err err = { 0 };

	if (clock_run(&c, &f, &err) != 0)
		fail_msg("%s", err.text);
	return c;
}

static void assert_moment(struct moment m, const char *expect)
{
	char buf[MOMENT_TEXT];

	assert_int_equal(m.known, expect != NULL);
	if (expect)
		assert_string_equal(moment_text(m, 0, MOMENT_RFC3339, buf), expect);
}

/* --- by when --- */

static const struct {
	const char *about;
	struct said said;
	const char *early, *notification, *final, *latest;
} dues[] = {
	{ "a vulnerability", { V, T }, "2026-11-23T10:00:00Z", "2026-11-25T10:00:00Z", NULL, NULL },
	{ "with a measure, over the year", { V, T, .measure = "2026-12-20T10:00Z" },
	  "2026-11-23T10:00:00Z", "2026-11-25T10:00:00Z", "2027-01-03T10:00:00Z", NULL },
	{ "a leap day between", { V, "2028-02-20T00:00Z", .measure = "2028-02-27T23:59:59Z" },
	  "2028-02-21T00:00:00Z", "2028-02-23T00:00:00Z", "2028-03-12T23:59:59Z", NULL },
	{ "an offset changes no moment", { V, "2026-11-22T11:00+01:00", .measure = "2026-12-20T15:30+05:30" },
	  "2026-11-23T10:00:00Z", "2026-11-25T10:00:00Z", "2027-01-03T10:00:00Z", NULL },
	{ "summer time between changes no hours", { V, "2027-03-27T12:00+01:00" },
	  "2027-03-28T11:00:00Z", "2027-03-30T11:00:00Z", NULL, NULL },
	{ "a measure as one became aware", { V, T, .measure = T },
	  "2026-11-23T10:00:00Z", "2026-11-25T10:00:00Z", "2026-12-06T10:00:00Z", NULL },
	{ "a measure ten days before", { V, T, .measure = "2026-11-12T10:00Z" },
	  "2026-11-23T10:00:00Z", "2026-11-25T10:00:00Z", "2026-11-26T10:00:00Z", NULL },
	{ "a measure years before: not due before the notification", { V, T, .measure = "2024-01-01T00:00Z" },
	  "2026-11-23T10:00:00Z", "2026-11-25T10:00:00Z", "2026-11-25T10:00:00Z", NULL },
	{ "a notification starts nothing for a vulnerability", { V, T, .notified = "2026-11-24T10:00Z" },
	  "2026-11-23T10:00:00Z", "2026-11-25T10:00:00Z", NULL, NULL },

	{ "an incident", { I, T }, "2026-11-23T10:00:00Z", "2026-11-25T10:00:00Z", NULL, "2026-12-25T10:00:00Z" },
	{ "notified", { I, T, .notified = "2026-11-23T09:00Z" },
	  "2026-11-23T10:00:00Z", "2026-11-25T10:00:00Z", "2026-12-23T09:00:00Z", NULL },
	{ "notified too late: the month runs from then", { I, T, .notified = "2026-12-01T09:00Z" },
	  "2026-11-23T10:00:00Z", "2026-11-25T10:00:00Z", "2027-01-01T09:00:00Z", NULL },
	{ "notified on 31 January", { I, "2027-01-30T10:00Z", .notified = "2027-01-31T12:00Z" },
	  "2027-01-31T10:00:00Z", "2027-02-02T10:00:00Z", "2027-02-28T12:00:00Z", NULL },
	{ "notified on 31 January of a leap year", { I, "2028-01-30T10:00Z", .notified = "2028-01-31T12:00Z" },
	  "2028-01-31T10:00:00Z", "2028-02-02T10:00:00Z", "2028-02-29T12:00:00Z", NULL },
	{ "the 31st there, the 30th in UTC: the sooner end",
	  { I, "2027-01-30T10:00Z", .notified = "2027-01-31T00:30+02:00" },
	  "2027-01-31T10:00:00Z", "2027-02-02T10:00:00Z", "2027-02-27T22:30:00Z", NULL },
	{ "1 March there, 28 February in UTC: the sooner end",
	  { I, "2027-02-28T10:00Z", .notified = "2027-03-01T01:00+02:00" },
	  "2027-03-01T10:00:00Z", "2027-03-03T10:00:00Z", "2027-03-28T23:00:00Z", NULL },
	{ "28 February there, 1 March in UTC: the sooner end",
	  { I, "2027-02-28T10:00Z", .notified = "2027-02-28T22:00-05:00" },
	  "2027-03-01T10:00:00Z", "2027-03-03T10:00:00Z", "2027-03-29T03:00:00Z", NULL },
	{ "the last month to be had, at the end of February", { I, "2027-01-28T10:00Z" },
	  "2027-01-29T10:00:00Z", "2027-01-31T10:00:00Z", NULL, "2027-02-28T10:00:00Z" },
};

static void test_due(void **state)
{
	for (size_t i = 0; i < COUNT(dues); i++) {
		struct clock c = clock_of(&dues[i].said);

		print_message("#  %s\n", dues[i].about);
		assert_true(c.applies);
		assert_moment(c.steps[0].due, dues[i].early);
		assert_moment(c.steps[1].due, dues[i].notification);
		assert_moment(c.steps[2].due, dues[i].final);
		assert_moment(c.steps[2].latest, dues[i].latest);
	}
}

/* --- done, late, left --- */

static const struct { const char *about; struct said said; const char *states; bool late; } states[] = {
	{ "nobody asks", { V, T }, "due due waiting", false },
	{ "at once", { V, T, .at = T }, "open open waiting", false },
	{ "on the second", { V, T, .at = "2026-11-23T10:00:00Z" }, "open open waiting", false },
	{ "a second after", { V, T, .at = "2026-11-23T10:00:01Z" }, "overdue open waiting", true },
	{ "all over", { V, T, .at = "2027-11-23T10:00Z" }, "overdue overdue waiting", true },
	{ "submitted on the second", { V, T, .early = "2026-11-23T10:00Z" }, "done due waiting", false },
	{ "a second late, in another zone", { V, T, .early = "2026-11-23T11:00:01+01:00" }, "late due waiting", true },
	{ "late, however small", { V, T, .early = "2026-11-24T10:00Z", .small = true }, "late due waiting", true },
	{ "two done, no measure", { V, T, .early = T, .notified = "2026-11-24T10:00Z", .at = "2027-11-23T10:00Z" },
	  "done done waiting", false },
	{ "one for both", { V, T, .early = T, .notified = T }, "done done waiting", false },
	{ "a notification says nothing of the warning", { V, T, .notified = T, .at = "2026-11-23T10:01Z" },
	  "overdue done waiting", true },
	{ "the final report, in time", { V, T, .measure = T, .final = "2026-12-06T10:00Z" }, "due due done", false },
	{ "and late", { V, T, .measure = T, .final = "2026-12-06T10:01Z" }, "due due late", true },
	{ "before its time ran", { V, T, .final = "2026-12-06T10:00Z" }, "due due done", false },
	{ "an incident's month is over", { I, T, .early = T, .notified = T, .at = "2026-12-22T10:00:01Z" },
	  "done done overdue", true },
};

static void test_states(void **state)
{
	for (size_t i = 0; i < COUNT(states); i++) {
		struct clock c = clock_of(&states[i].said);
		char got[64];

		print_message("#  %s\n", states[i].about);
		snprintf(got, sizeof(got), "%s %s %s", clock_state_name(c.steps[0].state),
			 clock_state_name(c.steps[1].state), clock_state_name(c.steps[2].state));
		assert_string_equal(got, states[i].states);
		assert_int_equal(c.late, states[i].late);
	}
}

/* --- since when there is a duty --- */

static const struct { const char *about; struct said said; bool applies; } spans[] = {
	{ "the last second before", { V, "2026-09-10T23:59:59Z" }, false },
	{ "the first", { V, "2026-09-11T00:00Z" }, true },
	{ "the first, east of it", { V, "2026-09-11T00:00+02:00" }, true },
	{ "the last before, east of it", { V, "2026-09-10T23:59+02:00" }, false },
	{ "the 10th in the west, but the 11th in UTC", { V, "2026-09-10T20:00-04:00" }, true },
	{ "an incident before", { I, "2026-06-11T00:00Z" }, false },
	{ "a steward", { V, T, .steward = true }, false },
	{ "a steward, the last second before", { I, "2027-12-10T23:59:59Z", .steward = true }, false },
	{ "a steward, the first", { I, "2027-12-11T00:00Z", .steward = true }, true },
};

static void test_applies(void **state)
{
	for (size_t i = 0; i < COUNT(spans); i++) {
		struct clock c = clock_of(&spans[i].said);

		print_message("#  %s\n", spans[i].about);
		assert_int_equal(c.applies, spans[i].applies);
		assert_true(spans[i].applies || (!c.late && !c.steps[0].info && strstr(c.notes[0]->text, "did not apply")));
	}
}

/* --- what cannot be --- */

static const struct { const char *about; struct said said; const char *one, *other; } wrongs[] = {
	{ "no kind", { 0, T }, "vulnerability", "incident" },
	{ "nobody was aware", { V, NULL }, "'aware'", "when" },
	{ "warned before aware", { V, T, .early = "2026-11-22T09:59Z" }, "'early'", "'aware'" },
	{ "notified before aware", { V, T, .notified = "2026-11-22T10:59+01:00" }, "'notified'", "'aware'" },
	{ "ended before aware", { V, T, .final = "2025-11-22T10:00Z" }, "'final'", "'aware'" },
	{ "notified before warned", { I, T, "2026-11-23T09:00Z", "2026-11-23T08:00Z" }, "'notified'", "'early'" },
	{ "ended before warned", { I, T, "2026-11-23T09:00Z", .final = "2026-11-23T08:00Z" }, "'final'", "'early'" },
	{ "ended before notified", { I, T, .notified = "2026-11-23T09:00Z", .final = "2026-11-23T08:00Z" },
	  "'final'", "'notified'" },
	{ "ended before measure", { V, T, .measure = "2026-12-23T09:00Z", .final = "2026-12-23T08:00Z" },
	  "'final'", "'measure'" },
	{ "asked before aware", { V, T, .at = "2026-11-22T09:00Z" }, "'at'", "'aware'" },
	{ "asked before warned", { V, T, .early = "2026-11-23T09:00Z", .at = T }, "'at'", "'early'" },
	{ "asked before notified", { V, T, .notified = "2026-11-23T09:00Z", .at = T }, "'at'", "'notified'" },
	{ "asked before measure", { V, T, .measure = "2026-11-23T09:00Z", .at = T }, "'at'", "'measure'" },
	{ "asked before ended", { V, T, .final = "2026-11-23T09:00Z", .at = T }, "'at'", "'final'" },
	{ "a measure of an incident", { I, T, .measure = T }, "'measure'", "incident" },
	{ "a small steward", { V, T, .steward = true, .small = true }, "'small'", "'steward'" },
};

static void test_wrong(void **state)
{
	for (size_t i = 0; i < COUNT(wrongs); i++) {
		struct clock_facts f = facts_of(&wrongs[i].said);
		struct err err = { 0 };
		struct clock c;

		print_message("#  %s\n", wrongs[i].about);
		assert_int_equal(clock_run(&c, &f, &err), -1);
		assert_int_equal(err_exit(&err), 2);
		assert_non_null(strstr(err.text, wrongs[i].one));
		assert_non_null(strstr(err.text, wrongs[i].other));
	}
}

/* --- what is said beside it --- */

static const struct { const char *about; struct said said; const char *cites; bool said_so; } beside[] = {
	{ "small", { V, T, .small = true }, "art-64-10-a", true },
	{ "not small", { V, T }, "art-64-10-a", false },
	{ "not retroactive", { V, "2026-01-01T00:00Z" }, "guidance-217", true },
	{ "nothing retroactive about it", { V, T }, "guidance-217", false },
	{ "what severe is", { I, T }, "art-14-5", true },
	{ "what exploited is", { V, T }, "art-3-42", true },
	{ "old products too", { V, T }, "art-69-3", true },
	{ "not for stewards", { V, "2028-01-01T00:00Z", .steward = true }, "art-69-3", false },
	{ "how far stewards go", { V, "2028-01-01T00:00Z", .steward = true }, "art-24-3", true },
	{ "stewards are not fined", { V, "2028-01-01T00:00Z", .steward = true }, "art-64-10-b", true },
	{ "users", { I, T }, "art-14-8", true },
	{ "the platform", { I, T }, "art-16-1", true },
};

static void test_notes(void **state)
{
	for (size_t i = 0; i < COUNT(beside); i++) {
		struct clock c = clock_of(&beside[i].said);
		bool found = false;

		print_message("#  %s\n", beside[i].about);
		for (size_t n = 0; n < c.note_count; n++)
			for (size_t k = 0; k < CLOCK_CITES && c.notes[n]->cites[k].weight; k++)
				found = found || (c.notes[n]->cites[k].id &&
						  strcmp(c.notes[n]->cites[k].id, beside[i].cites) == 0);
		assert_int_equal(found, beside[i].said_so);
	}
}

static void cites_are_known(const struct law *law, const struct clock_cite *cites)
{
	assert_non_null(cites[0].weight);
	for (size_t i = 0; i < CLOCK_CITES && cites[i].weight; i++) {
		const struct provision *p = cites[i].id ? law_provision(law, cites[i].id) : NULL;

		assert_int_equal(cites[i].id == NULL, strcmp(cites[i].weight, "our reading") == 0);
		if (cites[i].id && !p)
			fail_msg("no provision '%s'", cites[i].id);
		if (p)
			assert_string_equal(p->weight, cites[i].weight);
	}
}

/* Every kind, for everybody, on both sides of both dates: all that is cited is in the index, with that weight. */
static void test_cited(void **state)
{
	static const char *const aware[] = { "2026-01-01T00:00Z", T, "2028-01-01T00:00Z" };
	struct law law;
	struct err err = { 0 };

	assert_int_equal(law_load(&law, &err), 0);
	for (size_t i = 0; i < 3 * 2 * 3; i++) {
		struct said said = { i % 2 ? V : I, aware[i / 6], .notified = aware[i / 6],
				     .measure = i % 2 ? "2025-01-01T00:00Z" : NULL };
		struct clock c;

		said.steward = i / 2 % 3 == 1;
		said.small = i / 2 % 3 == 2;
		c = clock_of(&said);
		assert_true(c.note_count > 0 && c.note_count < CLOCK_NOTES);
		for (size_t k = 0; k < c.note_count; k++)
			cites_are_known(&law, c.notes[k]->cites);
		for (size_t k = 0; c.applies && k < CLOCK_STEPS; k++)
			cites_are_known(&law, c.steps[k].info->cites);
	}
	law_free(&law);
}

static void test_span(void **state)
{
	static const struct { int64_t seconds; const char *expect; } spans_of[] = {
		{ 0, "less than 1 min" }, { 59, "less than 1 min" }, { 60, "1 min" }, { -3599, "59 min" }, { 3600, "1 h" },
		{ 7500, "2 h 5 min" }, { 86399, "23 h 59 min" }, { 86400, "1 day" }, { 172800, "2 days" },
		{ 100800, "1 day 4 h" }, { -1209600, "14 days" },
	};
	char buf[48];

	for (size_t i = 0; i < COUNT(spans_of); i++)
		assert_string_equal(clock_span(spans_of[i].seconds, buf), spans_of[i].expect);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_due), cmocka_unit_test(test_states), cmocka_unit_test(test_applies),
		cmocka_unit_test(test_wrong), cmocka_unit_test(test_notes), cmocka_unit_test(test_cited),
		cmocka_unit_test(test_span),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
