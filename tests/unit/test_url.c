/* What an address says, and what of it may be shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/auto.h"
#include "facts/url.h"

static const struct { const char *about, *url, *transport, *shown; } cases[] = {
	{ "nobody's name",         "https://a/b",           "https", "https://a/b" },
	{ "user and password",     "http://me:word@a/b",    "http",  "http://...@a/b" },
	{ "a password with an @",  "http://me:w@rd@a/b",    "http",  "http://...@a/b" },
	{ "an @ in the path",      "ftp://a/b@c",           "ftp",   "ftp://a/b@c" },
	{ "no path",               "tftp://me@a",           "tftp",  "tftp://...@a" },
	{ "capitals",              "HTTP://a",              "http",  "HTTP://a" },
	{ "a scheme of apt",       "tor+http://a",          "http",  "tor+http://a" },
	{ "one we do not know",    "gopher://me@a",         "other", "gopher://...@a" },
	{ "no address",            "fw.bin",                "",      "fw.bin" },
	{ "nothing",               "",                      "",      "" },
};

static void test_urls(void **state)
{
	struct arena mem = { .about = "test" };

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *transport = url_transport(bytes_of(cases[i].url));

		print_message("#  %s\n", cases[i].about);
		assert_string_equal(transport ? transport : "", cases[i].transport);
		assert_string_equal(url_clean(&mem, bytes_of(cases[i].url)), cases[i].shown);
	}
	arena_free(&mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_urls) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
