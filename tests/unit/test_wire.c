/* Facts on their way out of the contained child: the parent believes nothing. */
#include "unit.h"

#include "base/limits.h"
#include "facts/facts.h"

static void some_facts(struct facts *facts)
{
	facts_init(facts);
	FACT(facts, setting, .at = place_line("etc/ssh/sshd_config", 32), .daemon = "sshd", .key = "Port",
	     .value = "22", .state = "effective");
	FACT(facts, account, .at = place_file("etc/passwd"), .name = "root\033[2J", .uid = 0, .gid = INT_UNKNOWN,
	     .interactive = FLAG_YES, .changed = INT_UNKNOWN);
	facts_unreadable(facts, "sshd", "etc/x", "because");
}

static void test_there_and_back(void **state)
{
	struct facts out, in;
	struct text wire = { 0 };
	struct err err = { 0 };

	some_facts(&out);
	facts_write(&out, &wire);
	facts_init(&in);
	assert_int_equal(facts_read(&in, (struct bytes){ (unsigned char *)wire.at, wire.n }, &err), 0);
	assert_int_equal(FACT_COUNT(&in, setting), 1);
	assert_string_equal(FACT_AT(&in, setting, 0)->at.path, "etc/ssh/sshd_config");
	assert_int_equal(FACT_AT(&in, setting, 0)->at.line, 32);
	assert_null(FACT_AT(&in, setting, 0)->scope);
	assert_string_equal(FACT_AT(&in, account, 0)->name, "root\\x1b[2J");
	assert_true(FACT_AT(&in, account, 0)->gid == INT_UNKNOWN);
	assert_int_equal(FACT_AT(&in, account, 0)->interactive, FLAG_YES);
	assert_int_equal(FACT_AT(&in, account, 0)->hash_in_passwd, FLAG_UNKNOWN);
	text_free(&wire);
	facts_free(&in);
	facts_free(&out);
}

/* Cut anywhere, it is refused, or it ends between two rows; it is never read past its end. */
static void test_cut(void **state)
{
	struct facts out, in;
	struct text wire = { 0 };
	size_t whole = 0;

	some_facts(&out);
	facts_write(&out, &wire);
	for (size_t n = 0; n < wire.n; n++) {
		unsigned char *copy = malloc(n ? n : 1);
		struct err err = { 0 };

		memcpy(copy, wire.at, n);
		facts_init(&in);
		if (facts_read(&in, (struct bytes){ copy, n }, &err) == 0)
			whole++;
		else
			assert_int_equal(err.kind, ERR_DAMAGED);
		facts_free(&in);
		free(copy);
	}
	assert_int_equal(whole, 3);	/* nothing, one row, two rows */
	text_free(&wire);
	facts_free(&out);
}

/* Each byte changed to each of some values: refused or read, and what is read is clean. */
static void test_flipped(void **state)
{
	static const unsigned char values[] = { 0, 1, 0x1b, 0x7f, 0x80, 0xff };
	struct facts out, in;
	struct text wire = { 0 };

	some_facts(&out);
	facts_write(&out, &wire);
	for (size_t i = 0; i < wire.n * COUNT(values); i++) {
		char old = wire.at[i / COUNT(values)];
		struct err err = { 0 };

		wire.at[i / COUNT(values)] = (char)values[i % COUNT(values)];
		facts_init(&in);
		if (facts_read(&in, (struct bytes){ (unsigned char *)wire.at, wire.n }, &err) == 0)
			FACT_EACH(&in, account, a)
				assert_null(a->name ? strchr(a->name, '\033') : NULL);
		facts_free(&in);
		wire.at[i / COUNT(values)] = old;
	}
	text_free(&wire);
	facts_free(&out);
}

static void test_long_text(void **state)
{
	struct facts facts;
	char *text = calloc(1, 3 * LIMIT_VALUE);
	const char *kept;

	facts_init(&facts);
	memset(text, 'x', 3 * LIMIT_VALUE - 1);
	text[LIMIT_VALUE - 1] = '\xc3';
	text[LIMIT_VALUE] = '\xa9';
	kept = FACT(&facts, setting, .value = text)->value;
	assert_int_equal(strlen(kept), LIMIT_VALUE - 1 + 3);
	assert_string_equal(kept + LIMIT_VALUE - 1, "\xe2\x80\xa6");
	free(text);
	facts_free(&facts);
}

/* "Half a file is not half a verdict": what was concluded goes, what was looked at stays. */
static void test_rollback(void **state)
{
	struct facts_mark mark;
	struct facts facts;

	some_facts(&facts);
	mark = facts_mark(&facts);
	FACT(&facts, setting, .daemon = "nginx");
	facts_looked(&facts, "nginx", "etc/nginx/nginx.conf", "read");
	facts_unreadable(&facts, "nginx", "etc/nginx/nginx.conf", "a brace is not closed");
	facts_rollback(&facts, &mark);
	assert_int_equal(FACT_COUNT(&facts, setting), 1);
	assert_int_equal(FACT_COUNT(&facts, coverage), 1);
	assert_int_equal(FACT_COUNT(&facts, unreadable), 2);
	facts_free(&facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back), cmocka_unit_test(test_cut),	cmocka_unit_test(test_flipped),
		cmocka_unit_test(test_long_text),      cmocka_unit_test(test_rollback),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
