#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/auto.h"
#include "base/text.h"
#include "facts/libconfig.h"

/* what comes out: section.key=value@line, blank-separated */
static const struct { const char *about, *file, *expect; } cases[] = {
	{ "a group",			"globals :\n{\n\ta = 1;\n\tb = \"x y\";\n};\n",		"globals.a=1@3 globals.b=x y@4" },
	{ "'=' opens as well",		"g = { a = true; }\nb = 2;",				"g.a=true@1 .b=2@2" },
	{ "a group in a group",		"g : { h : { a = 1; }; b = 2; };",			"g.a=1@1 g.b=2@1" },
	{ "three comments",		"g : { # a = 1;\n// b = 1;\n/* c\n= 1; */ d = 1; };",	"g.d=1@4" },
	{ "no semicolon",		"g : { a = 1\n b = 2\n};",				"g.a=1@1 g.b=2@2" },
	{ "a list",			"g : { l = ( \"x\", \"y\" ); a = 1; };",		"g.l=x@1 g.a=1@1" },
	{ "a mark in quotes",		"g : { a = \"};\"; b = 1; };",				"g.a=};@1 g.b=1@1" },
	{ "an open quote",		"g : { a = \"x",					"g.a=x@1" },
	{ "closing too often",		"}}; a = 1;",						".a=1@1" },
	{ "nothing",			"",							"" },
};

static void test_settings(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct libconfig c = { .rest = bytes_of(cases[i].file) };
		struct text out = { 0 };

		print_message("#  %s\n", cases[i].about);
		text_add(&out, "");
		while (libconfig_next(&c)) {
			if (bytes_are(c.key, "y"))
				continue;
			text_printf(&out, "%s%.*s.%.*s=%.*s@%ld", out.n ? " " : "", (int)c.section.n,
				    c.section.n ? (const char *)c.section.at : "", (int)c.key.n, (const char *)c.key.at,
				    (int)c.value.n, c.value.n ? (const char *)c.value.at : "", c.line);
		}
		assert_string_equal(out.at ? out.at : "", cases[i].expect);
		text_free(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_settings) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
