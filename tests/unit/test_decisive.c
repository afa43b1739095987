/* How many verdicts an answer decides. */
#include "unit.h"

#include "judge/decisive.h"

/* Each decides more than the next. */
static const char *const falling[] = {
	"scope.kind", "time.placed", "assessment.done", "updates.automatic.expected", "handling.price", "product.name",
};

static void test_falling(void **state)
{
	struct arena mem = { .about = "a test" };
	struct err err = { 0 };
	struct decision_tables decisions;
	struct schema schema;
	struct law law;
	size_t *count, before = SIZE_MAX;

	assert_int_equal(law_load(&law, &err), 0);
	assert_int_equal(schema_load(&schema, &law, &err), 0);
	assert_int_equal(tables_load(&decisions, &schema, &law, &err), 0);
	count = decisive_count(&mem, &decisions);
	for (size_t i = 0; i < COUNT(falling); i++) {
		size_t n = count[schema_find(&schema, falling[i])->index];

		print_message("#  %s: %zu\n", falling[i], n);
		assert_true(n < before);
		before = n;
	}
	assert_int_equal(before, 0);
	tables_free(&decisions);
	schema_free(&schema);
	law_free(&law);
	arena_free(&mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_falling) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
