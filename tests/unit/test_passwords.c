#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/auto.h"
#include "facts/look.h"

#define SYSTEM PASSWORD_SYSTEM
#define WEB PASSWORD_HTPASSWD
#define MQTT PASSWORD_MOSQUITTO

/* 'why' is a part of the unreadable fact that says what was not tried; all of the words "toor" but where it says */
static const struct {
	const char *about;
	enum password_kind kind;
	const char *user, *hash, *algorithm, *how, *why;
} cases[] = {
	{ "des", SYSTEM, "u", "abhKo2urtNdfg", "des", "list #9", NULL },
	{ "bsdi", SYSTEM, "u", "_/...abcdez8sz.iP0X2", "bsdi", "list #9", NULL },
	{ "md5 with an empty salt", SYSTEM, "u", "$1$$ICYQ3.ksM1b9yEOZQz03V.", "md5", "list #9", NULL },
	{ "sha256", SYSTEM, "u", "$5$salt$Y8mOziTgUjdIfwccPbp0ATgI66HkfwS53WL2ejaNzI9", "sha256", "list #9", NULL },
	{ "sha512 with rounds", SYSTEM, "u", "$6$rounds=1000$salt$hTMZS3cXFbIfpqvdDsms9XV5Eh8eHubMR8F4mzvYZ4YUv2KKbB4g"
	  "usKBSbolgK4YKRSHULxrITBcfP.hopNzc.", "sha512", "list #9", NULL },
	{ "bcrypt", SYSTEM, "u", "$2b$05$abcdefghijklmnopqrstuuKK//tU9ZoWIT8FZ6GP.WCpXGP1XELcO", "bcrypt", "list #9", NULL },
	{ "yescrypt", SYSTEM, "u", "$y$j9T$abcdefghijkl$AyqwiskT4a2Z61/o25FBijC9okzePxDsaipgv3/k6hA", "yescrypt",
	  "list #9", NULL },
	{ "scrypt", SYSTEM, "u", "$7$C6..../....abcdef$NT8y.HM0S8ZFYHCWgkZ8irDhMp0JNLjYEYnuvmCuZR2", "scrypt",
	  "list #9", NULL },
	{ "apr1", WEB, "u", "$apr1$abcdefgh$yxb.YfNNqrXY9jygcUPOs1", "apr1", "list #9", NULL },
	{ "sha1", WEB, "u", "{SHA}Q1tBBo6GZVE6IAcMAzsIucZuQzI=", "sha1", "list #9", NULL },
	{ "mosquitto, sha512", MQTT, "u", "$6$MTIzNDU2Nzg5MDEy$C/me69KNrVINfzIDwlf5Ryim0m10+BOfGXgmHbsS9QpyuCslk99zh5U4WJMY"
	  "9t2ppU45Q775BEXa7a2j0ULLYQ==", "sha512", "list #9", NULL },
	{ "mosquitto, pbkdf2", MQTT, "u", "$7$101$MTIzNDU2Nzg5MDEy$EXr0O4EGyPQc3A84eC8TfLtgTzR699efaBH40kXVTbFnQF1KtNYGZZ+F"
	  "mKd1xCMG0+Vht1QmkFs+LJxFdKRjNA==", "pbkdf2", "list #9", NULL },
	{ "the user's own name", SYSTEM, "toor", "abhKo2urtNdfg", "des", "is the user name", NULL },
	{ "no word of ours", SYSTEM, "u", "abjvVnK8zYJXU", "des", NULL, NULL },
	{ "too many rounds", SYSTEM, "u", "$6$rounds=999999999$salt$x", "sha512", NULL, "one guess costs more" },
	{ "rounds that are no number", SYSTEM, "u", "$6$rounds=$salt$xxxxxxxx", "sha512", NULL, "one guess costs more" },
	{ "bcrypt too dear", SYSTEM, "u", "$2b$31$abcdefghijklmnopqrstuuKK//tU9ZoWIT8FZ6GP.WCpXGP1XELcO", "bcrypt", NULL,
	  "one guess costs more" },
	{ "bcrypt cut short", SYSTEM, "u", "$2b$05$abc", "bcrypt", NULL, "of a kind" },
	{ "yescrypt too dear", SYSTEM, "u", "$y$jFT$abcdefghijkl$x", "yescrypt", NULL, "one guess costs more" },
	{ "scrypt too dear", SYSTEM, "u", "$7$J6..../....abcdef$NT8y", "scrypt", NULL, "one guess costs more" },
	{ "pbkdf2 too dear", MQTT, "u", "$7$99999999$MTIz$EXr0", "pbkdf2", NULL, "one guess costs more" },
	{ "a kind we do not know", SYSTEM, "u", "$argon2id$v=19$x", "other", NULL, "of a kind" },
	{ "locked", SYSTEM, "u", "!", NULL, NULL, NULL },
	{ "locked, hash kept", SYSTEM, "u", "!$1$$ICYQ3.ksM1b9yEOZQz03V.", NULL, NULL, NULL },
	{ "thirteen bytes that are no DES", SYSTEM, "u", "*************", NULL, NULL, NULL },
	{ "apr1 is nothing to crypt", SYSTEM, "u", "$apr1$abcdefgh$yxb.YfNNqrXY9jygcUPOs1", "other", NULL, "of a kind" },
};

static void test_guess(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct bytes hash = bytes_of(cases[i].hash);
		struct arena mem = { .about = "test" };
		struct facts facts;
		struct tree tree;
		struct look look = { .tree = &tree, .facts = &facts, .mem = &mem, .probe = "test" };
		struct password p = { cases[i].kind, hash, bytes_of(cases[i].user), place_line("etc/shadow", 1) };
		const char *algorithm = password_algorithm(cases[i].kind, hash), *how;

		print_message("#  %s\n", cases[i].about);
		tree_init(&tree);
		tree_finish(&tree);
		facts_init(&facts);
		how = password_guess(&look, &p);
		assert_string_equal(algorithm ? algorithm : "none", cases[i].algorithm ? cases[i].algorithm : "none");
		assert_string_equal(how ? how : "none", cases[i].how ? cases[i].how : "none");
		assert_int_equal(FACT_COUNT(&facts, unreadable), cases[i].why ? 1 : 0);
		if (cases[i].why)
			assert_non_null(strstr(FACT_AT(&facts, unreadable, 0)->why, cases[i].why));
		facts_free(&facts);
		tree_free(&tree);
		arena_free(&mem);
	}
}

/* Asking again costs nothing, and more hashes than the limit are not tried. */
static void test_budget(void **state)
{
	struct arena mem = { .about = "test" };
	struct facts facts;
	struct tree tree;
	struct look look = { .tree = &tree, .facts = &facts, .mem = &mem, .probe = "test" };
	char user[16];
	long spent = 0;

	(void)state;
	tree_init(&tree);
	tree_finish(&tree);
	facts_init(&facts);
	for (int i = 0; i < LIMIT_HASHES + 2; i++) {
		struct password p = { PASSWORD_SYSTEM, BYTES("abjvVnK8zYJXU"), { 0 }, place_line("etc/shadow", i + 1) };

		snprintf(user, sizeof(user), "u%d", i / 2);
		p.user = bytes_of(user);
		assert_null(password_guess(&look, &p));
		if (i % 2)
			assert_int_equal(look.guesses.spent, spent);
		spent = look.guesses.spent;
	}
	assert_int_equal(look.guesses.count, LIMIT_HASHES / 2 + 1);
	assert_int_equal(FACT_COUNT(&facts, unreadable), 0);
	look.no_password_check = true;
	assert_null(password_guess(&look, &(struct password){ PASSWORD_SYSTEM, BYTES("abhKo2urtNdfg"), BYTES("u"),
							      place_line("etc/shadow", 1) }));
	assert_int_equal(FACT_COUNT(&facts, unreadable), 1);
	facts_free(&facts);
	tree_free(&tree);
	arena_free(&mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_guess), cmocka_unit_test(test_budget) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
