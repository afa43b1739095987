/* Which weak suites a cipher string leaves in force, and what the library makes of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/auto.h"
#include "facts/openssl.h"

static const struct { const char *about, *list, *weak; } ciphers[] = {
	{ "the usual",                "HIGH:!aNULL:!MD5",                 NULL },
	{ "HIGH has anonymous ones",  "HIGH",                             "aNULL" },
	{ "named suites",             "ECDHE-RSA-AES128-GCM-SHA256:AES256-SHA", NULL },
	{ "a named weak one",         "AES256-SHA:DES-CBC3-SHA",          "3DES" },
	{ "everything",               "ALL",                              "EXPORT RC4 DES 3DES MD5 aNULL" },
	{ "everything and NULL",      "ALL:COMPLEMENTOFALL",              "NULL EXPORT RC4 DES 3DES MD5 aNULL" },
	{ "Apache of old",            "ALL:!ADH:!EXPORT:!SSLv2:RC4+RSA:+HIGH:+MEDIUM:+LOW", "RC4 DES 3DES MD5 aNULL" },
	{ "'!' is for ever",          "!RC4:RC4-SHA",                     NULL },
	{ "'-' may come back",        "MEDIUM:-RC4:RC4-SHA:!3DES:!aNULL", "RC4" },
	{ "'-' takes away",           "MEDIUM:!3DES:!aNULL:-RC4",         NULL },
	{ "'+' moves, adds nothing",  "HIGH:!aNULL:+RC4:+3DES",           NULL },
	{ "both parts must fit",      "kRSA+3DES",                        "3DES" },
	{ "parts that fit nothing",   "AES+3DES",                         NULL },
	{ "DEFAULT has none",         "DEFAULT:@SECLEVEL=1",              NULL },
	{ "NULL by name",             "NULL-SHA256",                      "NULL" },
	{ "eNULL",                    "HIGH:eNULL:!aNULL:!MD5",           "NULL" },
	{ "commas and blanks",        "HIGH, !aNULL RC4-SHA",             "RC4" },
	{ "nothing",                  "",                                 NULL },
	{ "marks alone",              "!:-:+:@",                          NULL },
};

static void test_ciphers(void **state)
{
	struct look look = { .mem = &(struct arena){ 0 } };

	for (size_t i = 0; i < COUNT(ciphers); i++) {
		const char *weak = ciphers_weak(&look, bytes_of(ciphers[i].list));

		print_message("# %s\n", ciphers[i].about);
		if (ciphers[i].weak) {
			assert_non_null(weak);
			assert_string_equal(weak, ciphers[i].weak);
		} else {
			assert_null(weak);
		}
	}
	arena_free(look.mem);
}

static void test_level(void **state)
{
	assert_int_equal(ciphers_level(bytes_of("DEFAULT@SECLEVEL=0")), 0);
	assert_int_equal(ciphers_level(bytes_of("HIGH:@SECLEVEL=2:!aNULL")), 2);
	assert_int_equal(ciphers_level(bytes_of("HIGH")), -1);
	assert_int_equal(ciphers_level(bytes_of("@SECLEVEL=99")), -1);
}

static void test_protocols(void **state)
{
	struct look look = { .mem = &(struct arena){ 0 } };

	assert_string_equal(protocols_weak(&look, bytes_of("SSLv3 TLSv1 TLSv1.2")), "SSLv3 TLSv1");
	assert_null(protocols_weak(&look, bytes_of("TLSv1.2 TLSv1.3")));
	assert_string_equal(min_protocol_weak(bytes_of("TLSv1")), "TLSv1 TLSv1.1");
	assert_null(min_protocol_weak(bytes_of("TLSv1.2")));
	arena_free(look.mem);
}

static const struct { const char *about, *version; long level, own; const char *weak; bool refuses; } floors[] = {
	{ "3 at 1",                       "3",      1, -1, "TLSv1 TLSv1.1", true },
	{ "3 at 0",                       "3.0.17", 0, -1, "TLSv1",         false },
	{ "3 at 2, the program asks for 0", "3",    2, 0,  "TLSv1",         false },
	{ "1.1 still speaks it",          "1.1.1w", 2, -1, "TLSv1",         false },
	{ "1.1 has no RC4",               "1.1.1w", 1, -1, "RC4 3DES",      true },
	{ "1.1 has RC4 no more, but TLS 1.0", "1.1.1w", 1, -1, "SSLv3 TLSv1", false },
	{ "1.0 has everything",           "1.0.2u", 0, -1, "RC4",           false },
	{ "anonymous at level 1",         "3",      1, -1, "aNULL",         true },
	{ "anonymous at level 0",         "3",      0, -1, "aNULL",         false },
	{ "no library seen",              NULL,    -1, -1, "TLSv1",         false },
	{ "a word we do not know",        "3",      2, -1, "TLSv0",         false },
};

static void test_floor(void **state)
{
	struct look look = { .mem = &(struct arena){ 0 } };

	for (size_t i = 0; i < COUNT(floors); i++) {
		struct openssl ssl = { .version = floors[i].version, .level = floors[i].level };

		print_message("# %s\n", floors[i].about);
		assert_int_equal(openssl_refuses(&look, &ssl, floors[i].own, floors[i].weak) != NULL, floors[i].refuses);
	}
	arena_free(look.mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ciphers), cmocka_unit_test(test_level),
		cmocka_unit_test(test_protocols), cmocka_unit_test(test_floor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
