/* A product of several parts: what the whole says, what a part says otherwise, and which of them counts. */
#include "unit.h"

#include "judge/decide.h"

static struct law law;
static struct schema schema;
static struct decision_tables tables;

static int set_up(void **state)
{
	struct err err = { 0 };

	if (law_load(&law, &err) != 0 || schema_load(&schema, &law, &err) != 0 ||
	    tables_load(&tables, &schema, &law, &err) != 0) {
		print_error("%s\n", err.text);
		return -1;
	}
	return 0;
}

static int tear_down(void **state)
{
	tables_free(&tables);
	schema_free(&schema);
	law_free(&law);
	return 0;
}

#define IN_SCOPE \
	"scope: { kind: hardware, union_market: yes, commercial: paid, data_connection: direct, excluded: none," \
	" test_release: 'no' }\n" \
	"role: { is: manufacturer, own_brand: yes, modifies: no }\n" \
	"time: { placed: 2028-01-10, modified: 'no' }\n"
#define HANDLED \
	"handling: { separate: always-where-feasible, price: free, advisory: with-actions, dissemination: without-delay," \
	" policy: enforced, distribution: secure, distribution_automatic: 'yes' }\n"
#define CHARGED "[{ id: '2.1', holds: fix-only, price: charged }]"
#define BUNDLED "[{ id: '2.1', holds: fix-and-functions, separable: yes }]"
#define DEVICE(...) "{ id: DEV, kind: device, " __VA_ARGS__ " }"
#define LIBRARY(...) "{ id: LIB, kind: library, " __VA_ARGS__ " }"
#define PARTS(one, other) "parts: [" one ", " other "]\n"
#define PLAIN PARTS(DEVICE("within: LIB"), LIBRARY("image: x"))

static const struct { const char *about, *declared, *key, *want; } cases[] = {
	{ "what was released is said once for all parts", HANDLED "releases: []\n" PLAIN, "LIB:II.8.free", "MET" },
	{ "and so is the verdict on the whole", HANDLED "releases: []\n" PLAIN, "II.8.free", "MET" },
	{ "nobody says what was released", HANDLED PLAIN, "LIB:II.8.free", "NEEDS-INPUT" },
	{ "a fix of the whole cost something", HANDLED "releases: " CHARGED "\n" PLAIN, "DEV:II.8.free", "NOT-MET" },
	{ "also where a part has a list of its own",
	  HANDLED "releases: " CHARGED "\n" PARTS(DEVICE("releases: []"), LIBRARY("releases: []")), "II.8.free", "NOT-MET" },
	{ "a fix of one part cost something",
	  HANDLED "releases: []\n" PARTS(DEVICE("releases: " CHARGED), LIBRARY("image: x")), "II.8.free", "NOT-MET" },
	{ "the other part is as it was",
	  HANDLED "releases: []\n" PARTS(DEVICE("releases: " CHARGED), LIBRARY("image: x")), "LIB:II.8.free", "MET" },
	{ "a key that is decided once, and a part that was bundled",
	  HANDLED "releases: []\n" PARTS(DEVICE("image: x"), LIBRARY("releases: " BUNDLED)), "II.2.separate", "NOT-MET" },
	{ "all parts as the whole says", HANDLED "releases: []\n" PLAIN, "II.5", "MET" },
	{ "a part says otherwise", HANDLED PARTS(DEVICE("image: x"), LIBRARY("handling: { policy: none }")), "II.5", "NOT-MET" },
	{ "a part does not know", HANDLED PARTS(DEVICE("image: x"), LIBRARY("handling: { policy: unknown }")), "II.5",
	  "NEEDS-INPUT" },
	{ "a part does not change what the product is", HANDLED PARTS(DEVICE("image: x"), LIBRARY("time: { placed: 2027-01-10 }")),
	  "TIME", "APPLIES" },
	{ "terms on the delay, agreed for a part",
	  HANDLED "releases: []\n" PARTS(DEVICE("image: x"), LIBRARY("tailor_made: [{ limb: II.8.delay, user: ACME }]")),
	  "II.8.delay", "DEVIATION-REJECTED" },
	{ "terms on the advisories, agreed for a part",
	  HANDLED "releases: []\n" PARTS(DEVICE("image: x"), LIBRARY("tailor_made: [{ limb: II.8.advisory, user: ACME }]")),
	  "II.8.advisory", "DEVIATION-REJECTED" },
	{ "a part is updated over plain HTTP",
	  HANDLED PARTS(DEVICE("updates: { channel: https }"), LIBRARY("updates: { channel: http, signed: no }")), "II.7",
	  "NOT-MET" },
	{ "a part is made to be built in", PARTS(DEVICE("integration: { primarily: no }"),
						  LIBRARY("integration: { primarily: yes }")), "ANX-II.8f", "NEEDS-INPUT" },
	{ "no part is", "integration: { primarily: no }\n" PLAIN, "ANX-II.8f", "N/A-OK" },
};

static void test_parts(void **state)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena mem = { .about = "a test" };
		struct product product;
		struct decisions out;
		struct err err = { 0 };
		const char *text = arena_printf(&mem, IN_SCOPE "%s", cases[i].declared), *got = NULL;

		print_message("# %s\n", cases[i].about);
		if (product_read(&product, &schema, &law, "p", bytes_of(text), NULL, &err) != 0 ||
		    decide(&out, &tables, &product, NULL, &err) != 0)
			fail_msg("%s: %s", cases[i].about, err.text);
		for (size_t k = 0; k < out.count; k++)
			if (strcmp(out.list[k].key, cases[i].key) == 0)
				got = out.list[k].verdict;
		assert_string_equal(got ? got : "no such key", cases[i].want);
		decisions_free(&out);
		product_free(&product);
		arena_free(&mem);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_parts) };

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
