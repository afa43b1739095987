#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/auto.h"
#include "facts/apt_sources.h"
#include "facts/aptconf.h"

static const struct { const char *about, *file, *name, *expect; long line; } cases[] = {
	{ "a plain assignment",		"A::B \"1\";\n",				"A::B", "1", 1 },
	{ "without quotes",		"A::B 1;\n",					"A::B", "1", 1 },
	{ "names have no case",		"apt::b \"1\";\n",				"APT::B", "1", 1 },
	{ "the last one wins",		"A::B \"1\";\nA::B \"0\";\n",			"A::B", "0", 2 },
	{ "blocks",			"A\n{\n  B\n  {\n    C \"x\";\n  };\n};\n",	"A::B::C", "x", 5 },
	{ "after a block",		"A { B \"1\"; };\nC \"2\";\n",			"C", "2", 2 },
	{ "a block without ';'",	"A { B \"1\"; }\nC \"2\";\n",			"C", "2", 2 },
	{ "a comment to the end",	"A::B \"1\"; // A::B \"0\";\n",			"A::B", "1", 1 },
	{ "a comment over lines",	"/* A::B \"0\";\n */ A::B \"1\";\n",		"A::B", "1", 2 },
	{ "a comment in a block",	"A {\n# B \"0\";\nB \"1\"; };\n",		"A::B", "1", 3 },
	{ "a mark in quotes",		"A::B \"x;{}\";\n",				"A::B", "x;{}", 1 },
	{ "cleared",			"A::B \"1\";\n#clear A::B;\n",			"A::B", NULL, 0 },
	{ "cleared with all below",	"A::B::C \"1\";\n#clear A::B;\n",		"A::B::C", NULL, 0 },
	{ "cleared, not its neighbour",	"A::BC \"1\";\n#clear A::B;\n",			"A::BC", "1", 1 },
	{ "set again after a clear",	"A \"1\";\n#clear A;\nA \"2\";\n",		"A", "2", 3 },
	{ "an item of a list",		"A::B { \"x\"; };\n",				"A::B::", "x", 1 },
	{ "an open quote",		"A::B \"x",					"A::B", "x", 1 },
	{ "an open block",		"A { B \"1\"",					"A::B", "1", 1 },
	{ "closing what is not open",	"}}; A \"1\";\n",				"A", "1", 1 },
	{ "not set",			"",						"A", NULL, 0 },
};

static void test_entries(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena mem = { .about = "test" };
		struct aptconf conf = { .mem = &mem };
		const struct aptconf_entry *e;

		print_message("#  %s\n", cases[i].about);
		assert_true(aptconf_read(&conf, bytes_of(cases[i].file), "f"));
		e = aptconf_find(&conf, cases[i].name);
		if (cases[i].expect) {
			assert_non_null(e);
			assert_string_equal(e->value, cases[i].expect);
			assert_int_equal(e->at.line, cases[i].line);
		} else {
			assert_null(e);
		}
		arena_free(&mem);
	}
}

static const struct {
	const char *about, *file;
	bool deb822;
	const char *uris;		/* of all sources, with ' ' between words and '|' between sources */
	bool trusted;			/* the last one */
	long line;			/* of the last one */
} sources[] = {
	{ "one line",		"deb http://a/ x main\n",			false, "http://a/", false, 1 },
	{ "source code",	"deb-src http://a/ x main\n",			false, "", false, 0 },
	{ "an option",		"deb [trusted=yes] http://a/ ./\n",		false, "http://a/", true, 1 },
	{ "blanks in brackets",	"deb [ arch=a trusted=yes ] http://a/ ./\n",	false, "http://a/", true, 1 },
	{ "trusted=no",		"deb [trusted=no] http://a/ ./\n",		false, "http://a/", false, 1 },
	{ "brackets left open",	"deb [trusted=yes http://a/ ./\n",		false, "", false, 0 },
	{ "comment behind",	"\ndeb http://a/ x # [trusted=yes]\n",		false, "http://a/", false, 2 },
	{ "no suite",		"deb http://a/\n",				false, "", false, 0 },
	{ "a stanza",		"Types: deb\nURIs: http://a/\nSuites: x\n",	true, "http://a/", false, 2 },
	{ "two stanzas",	"Types: deb\nURIs: http://a/\n\n\nTypes: deb\nURIs: http://b/\nTrusted: yes\n",
								true, "http://a/|http://b/", true, 6 },
	{ "over lines",		"Types: deb deb-src\nURIs:\n http://a/\n\thttp://b/\nTrusted: yes\n",
								true, "http://a/ http://b/", true, 2 },
	{ "switched off",	"Types: deb\nURIs: http://a/\nEnabled: no\n",	true, "", false, 0 },
	{ "source stanza",	"Types: deb-src\nURIs: http://a/\n",		true, "", false, 0 },
	{ "no types",		"URIs: http://a/\n",				true, "", false, 0 },
};

static void test_sources(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(sources); i++) {
		struct apt_sources list = { .rest = bytes_of(sources[i].file), .deb822 = sources[i].deb822 };
		struct apt_source s = { 0 }, last = { 0 };
		char seen[256] = "";

		print_message("#  %s\n", sources[i].about);
		while (apt_source_next(&list, &s)) {
			struct bytes uri;

			strcat(seen, *seen ? "|" : "");
			for (bool first = true; bytes_word(&s.uris, &uri); first = false) {
				strcat(seen, first ? "" : " ");
				strncat(seen, (const char *)uri.at, uri.n);
			}
			last = s;
		}
		assert_string_equal(seen, sources[i].uris);
		assert_int_equal(last.trusted, sources[i].trusted);
		assert_int_equal(last.line, sources[i].line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_entries), cmocka_unit_test(test_sources) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
