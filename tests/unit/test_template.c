/* A declaration to begin with, filled in with what a hostile image may hold. */
#include "unit.h"

#include "product/product.h"
#include "product/template.h"

static const struct { const char *about, *value, *source; } hostile[] = {
	{ "plain", "rauc", "etc/rauc/system.conf:3" },
	{ "a word of YAML", "no", "etc/x" },
	{ "a list", "[a, b]", "etc/x" },
	{ "a comment", "a # b", "etc/#x" },
	{ "quotes", "\"a\" and 'b' \\", "etc/\"x\"" },
	{ "a line separator", "role", "etc/x\xe2\x80\xa8role: { is: none }" },
	{ "a paragraph separator", "role", "etc/x\xe2\x80\xa9role: { is: none }" },
	{ "a next line", "role", "etc/x\xc2\x85role: { is: none }" },
	{ "a newline", "a\nrole: { is: none }", "etc/x\nrole: { is: none }" },
	{ "a dash", "- a", "- etc/x" },
	{ "the end of a document", "...", "..." },
	{ "a key", "a: b", "a: b" },
	{ "a number", "007", NULL },
};

/* The one fact that was filled in, and no other. */
static void read_one(const struct schema *schema, const struct law *law, const struct filled *filled, size_t count,
		     const char *expect)
{
	const struct schema_key *first[] = { schema_find(schema, "role.is"), filled[0].key };
	struct text out = { 0 };
	struct err err = { 0 };
	struct product p;

	template_write(schema, first, COUNT(first), filled, count, &out);
	if (product_read(&p, schema, law, "f", bytes_of(out.at), NULL, &err) != 0)
		fail_msg("%s", err.text);
	assert_int_equal(p.parts[0].fact_count, expect ? 1 : 0);
	assert_int_equal(p.parts[0].entry_count, 0);
	if (expect) {
		assert_ptr_equal(p.parts[0].facts[0].key, filled[0].key);
		assert_string_equal(p.parts[0].facts[0].value, expect);
	}
	product_free(&p);
	text_free(&out);
}

static void test_hostile(void **state)
{
	struct err err = { 0 };
	struct schema schema;
	struct law law;

	assert_int_equal(law_load(&law, &err), 0);
	assert_int_equal(schema_load(&schema, &law, &err), 0);
	for (size_t i = 0; i < COUNT(hostile); i++) {
		struct filled f = { schema_find(&schema, "updates.mechanism"), 0, hostile[i].value, hostile[i].source, false };

		print_message("#  %s\n", hostile[i].about);
		read_one(&schema, &law, &f, 1, hostile[i].value);
		f.hint = true;
		read_one(&schema, &law, &f, 1, NULL);
	}
	schema_free(&schema);
	law_free(&law);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_hostile) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
