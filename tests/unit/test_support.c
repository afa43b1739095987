#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/auto.h"
#include "facts/support.h"

static const struct { const char *about, *distribution, *version, *end; } cases[] = {
	{ "the release itself",             "debian",  "12",              "2028-06-30" },
	{ "a point release",                "debian",  "12.4",            "2028-06-30" },
	{ "two parts, not one",             "ubuntu",  "22.04.3",         "2027-04-30" },
	{ "3.1 is not 3.10",                "alpine",  "3.10.2",          "2021-05-01" },
	{ "a kernel's release",             "linux",   "6.1.0-56-amd64",  "2027-12-31" },
	{ "an old vendor kernel",           "linux",   "2.6.36",          "2016-03-12" },
	{ "5.1 is not 5.10",                "linux",   "5.1.3",           NULL },
	{ "a snapshot has no end",          "openwrt", "SNAPSHOT",        NULL },
	{ "a code name",                    "yocto",   "dunfell",         "2024-05-03" },
	{ "another distribution's release", "acme",    "12",              NULL },
	{ "no version",                     "debian",  "",                NULL },
};

static void test_end(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *end = support_end(cases[i].distribution, bytes_of(cases[i].version));

		print_message("# %s\n", cases[i].about);
		if (cases[i].end)
			assert_string_equal(end, cases[i].end);
		else
			assert_null(end);
	}
}

static void test_runs(void **state)
{
	(void)state;
	assert_int_equal(support_runs("2026-08-31", "2026-08-31"), FLAG_YES);
	assert_int_equal(support_runs("2026-08-31", "2026-09-01"), FLAG_NO);
	assert_int_equal(support_runs(NULL, "2026-09-01"), FLAG_UNKNOWN);
	assert_int_equal(support_runs("2026-08-31", ""), FLAG_UNKNOWN);
	assert_int_equal(support_runs("2026-08-31", NULL), FLAG_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_end), cmocka_unit_test(test_runs) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
