/* Licences in SPDX's words, and what only looks like them. */
#include "unit.h"

#include "report/spdx.h"

static const struct { const char *text; bool valid; } cases[] = {
	{ "MIT", true },
	{ "GPL-2.0-or-later", true },
	{ "GPL-2.0", true },			/* deprecated, still on the list */
	{ "GPL-2.0+", true },
	{ "Apache-2.0+", true },
	{ "MIT AND BSD-3-Clause", true },
	{ "(MIT OR Apache-2.0) AND Zlib", true },
	{ "GPL-2.0-only WITH Classpath-exception-2.0", true },
	{ "GPL-2.0-only WITH Classpath-exception-2.0 OR MIT", true },
	{ "((MIT))", true },
	{ "", false },
	{ " ", false },
	{ "mit", false },
	{ "GPLv2+", false },			/* RPM's words before 2023 */
	{ "GPL-2.0-only & bzip2-1.0.6", false },	/* Yocto's */
	{ "GPL-2.0, MIT", false },		/* Buildroot's */
	{ "MIT AND", false },
	{ "AND MIT", false },
	{ "MIT MIT", false },
	{ "MIT and Zlib", false },
	{ "(MIT", false },
	{ "MIT)", false },
	{ "()", false },
	{ "MIT WITH", false },
	{ "MIT WITH MIT", false },
	{ "(MIT) WITH LLVM-exception", false },
	{ "MIT OR WITH LLVM-exception", false },
	{ "MIT WITH LLVM-exception WITH LLVM-exception", false },
	{ "+", false },
	{ "LicenseRef-vendor", false },		/* it would have to be explained in the document */
	{ "NOASSERTION", false },
	{ "MIT\x1b", false },
};

static void test_expressions(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		print_message("#  '%s'\n", cases[i].text);
		assert_int_equal(spdx_expression(cases[i].text), cases[i].valid);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_expressions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
