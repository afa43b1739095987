#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/auto.h"
#include "facts/rpm.h"

/* index entries: tag, type, offset, count; then the store */
#define ENTRY(tag, type, offset) 0, 0, (tag) >> 8, (tag) & 255, 0, 0, 0, type, 0, 0, 0, offset, 0, 0, 0, 1
#define COUNTS(entries, store) 0, 0, 0, entries, 0, 0, 0, store

static const unsigned char good[] = {
	COUNTS(3, 12), ENTRY(1000, 6, 0), ENTRY(1001, 6, 2), ENTRY(1003, 4, 8),
	'a', 0, '1', '.', '2', 0, 0, 0, 0, 0, 0, 7,
};
static const unsigned char open_ended[] = { COUNTS(1, 2), ENTRY(1000, 6, 0), 'a', 'b' };
static const unsigned char outside[] = { COUNTS(1, 2), ENTRY(1000, 6, 9), 'a', 0 };
static const unsigned char epoch_outside[] = { COUNTS(1, 2), ENTRY(1003, 4, 0), 'a', 0 };
static const unsigned char lying[] = { COUNTS(200, 2), ENTRY(1000, 6, 0), 'a', 0 };
static const unsigned char nameless[] = { COUNTS(1, 2), ENTRY(1001, 6, 0), '1', 0 };

static void test_header(void **state)
{
	static const struct { const char *about; const unsigned char *at; size_t n; } bad[] = {
		{ "a text that does not end", open_ended, sizeof(open_ended) },
		{ "an offset outside the store", outside, sizeof(outside) },
		{ "a number outside the store", epoch_outside, sizeof(epoch_outside) },
		{ "more entries than bytes", lying, sizeof(lying) },
		{ "no name", nameless, sizeof(nameless) },
		{ "nothing", good, 0 },
		{ "cut", good, sizeof(good) - 1 },
	};
	struct arena mem = { 0 };
	struct rpm_package p;

	(void)state;
	assert_true(rpm_header(&mem, (struct bytes){ good, sizeof(good) }, &p));
	assert_string_equal(p.name, "a");
	assert_string_equal(p.version, "1.2");
	assert_int_equal(p.epoch, 7);
	assert_null(p.release);
	for (size_t i = 0; i < COUNT(bad); i++) {
		print_message("# %s\n", bad[i].about);
		assert_false(rpm_header(&mem, (struct bytes){ bad[i].at, bad[i].n }, &p));
	}
	arena_free(&mem);
}

static void count(void *self, const struct rpm_package *package)
{
	(void)package;
	++*(int *)self;
}

static void test_database(void **state)
{
	static const unsigned char zeros[4096] = { 0 };
	struct arena mem = { 0 };
	int n = 0;

	(void)state;
	assert_non_null(rpm_database(&mem, (struct bytes){ zeros, sizeof(zeros) }, count, &n));
	assert_non_null(rpm_database(&mem, (struct bytes){ zeros, 5 }, count, &n));
	assert_int_equal(n, 0);
	arena_free(&mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_header), cmocka_unit_test(test_database) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
