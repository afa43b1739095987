/* The coverage: each path once for a probe, however many there are. */
#include "unit.h"

#include <stdio.h>
#include <unistd.h>

#include "facts/facts.h"

static void test_looked_once(void **state)
{
	static const struct { const char *probe, *path; size_t rows; } looks[] = {
		{ "sshd",	"etc/passwd",	1 },
		{ "sshd",	"etc/passwd",	1 },
		{ "accounts",	"etc/passwd",	2 },
		{ "sshd",	"etc/shadow",	3 },
		{ "accounts",	"etc/passwd",	3 },
		{ "accounts",	"etc/m\xe4rz",	4 },
		{ "accounts",	"etc/m\xe4rz",	4 },
	};
	struct facts facts;

	facts_init(&facts);
	for (size_t i = 0; i < COUNT(looks); i++) {
		struct facts_mark mark = facts_mark(&facts);

		facts_looked(&facts, looks[i].probe, looks[i].path, "read");
		facts_rollback(&facts, &mark);	/* what was looked at stays */
		assert_int_equal(FACT_COUNT(&facts, coverage), looks[i].rows);
	}
	facts_clear(&facts);
	facts_looked(&facts, "sshd", "etc/passwd", "absent");
	assert_int_equal(FACT_COUNT(&facts, coverage), 1);
	assert_string_equal(FACT_AT(&facts, coverage, 0)->state, "absent");
	facts_free(&facts);
}

/* To compare each with all before would be 20 thousand million comparisons. */
static void test_looked_often(void **state)
{
	enum { MANY = 200000 };
	struct facts facts;
	char path[32];

	facts_init(&facts);
	alarm(40);
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < MANY; i++) {
			snprintf(path, sizeof(path), "var/lib/dpkg/status.d/%d", i);
			facts_looked(&facts, "packages", path, "read");
		}
	alarm(0);
	assert_int_equal(FACT_COUNT(&facts, coverage), MANY);
	facts_free(&facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_looked_once),
		cmocka_unit_test(test_looked_often),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
