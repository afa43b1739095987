/* Decision tables: which row decides, what is left open, sums and parts; and which are no tables. */
#include "unit.h"

#include "judge/decide.h"

static struct law law;
static struct schema schema;

static int set_up(void **state)
{
	struct err err = { 0 };

	if (law_load(&law, &err) != 0 || schema_load(&schema, &law, &err) != 0) {
		print_error("%s\n", err.text);
		return -1;
	}
	return 0;
}

static int tear_down(void **state)
{
	schema_free(&schema);
	law_free(&law);
	return 0;
}

#define KEYS(key) "keys: [" key "]\nrows:\n"
#define ROW(id, when, verdict) "  - { id: " id ", when: " when ", verdict: " verdict ", because: b, example: {} }\n"
#define ASK(id, when, key) "  - { id: " id ", when: " when ", verdict: NEEDS-INPUT, because: b, needs: " key ", example: {} }\n"

#define A "{ updates.signed: yes }"
#define B "{ updates.possible: yes }"
#define C "{ updates.channel: https }"
#define SAY(...) "{ product.name: x, " __VA_ARGS__ " }"
#define NOTHING "{ product.name: x }"

static int tables_of(struct decision_tables *tables, const char *const *texts, struct err *err)
{
	static const char *const names[] = { "decisions/a.yaml", "decisions/b.yaml", "decisions/c.yaml" };
	struct embedded files[COUNT(names)];
	size_t count = 0;

	for (; count < COUNT(names) && texts[count]; count++)
		files[count] = (struct embedded){ .path = names[count], .text = bytes_of(texts[count]) };
	return tables_read(tables, &schema, &law, files, count, err);
}

static const struct decision *decision_find(const struct decisions *all, const char *key)
{
	for (size_t i = 0; i < all->count; i++)
		if (strcmp(all->list[i].key, key) == 0)
			return &all->list[i];
	fail_msg("no key %s", key);
	return NULL;
}

static void assert_text(const char *got, const char *want)
{
	if (!want)
		assert_null(got);
	else if (!got || strcmp(got, want) != 0)
		fail_msg("'%s' is not '%s'", got ? got : "(null)", want);
}

/* --- which row decides --- */

static const struct {
	const char *about, *tables[4], *declared, *key;
	const char *verdict, *row, *needs_key;
	bool exempt_open;
} cases[] = {
	{ "the first row that holds", { KEYS("I.2.d") ROW("a", A, "NOT-MET") ROW("b", B, "MET") },
	  SAY("updates: { signed: yes, possible: yes }"), "I.2.d", "NOT-MET", "a/a", NULL, false },
	{ "one that does not is passed over", { KEYS("I.2.d") ROW("a", A, "NOT-MET") ROW("b", B, "MET") },
	  SAY("updates: { signed: no, possible: yes }"), "I.2.d", "MET", "a/b", NULL, false },
	{ "one that is open is not", { KEYS("I.2.d") ROW("a", A, "NOT-MET") ROW("b", B, "MET") },
	  SAY("updates: { possible: yes }"), "I.2.d", "NEEDS-INPUT", NULL, "updates.signed", false },
	{ "nor when it is the better one", { KEYS("I.2.d") ROW("a", A, "MET") ROW("b", B, "NOT-MET") },
	  SAY("updates: { possible: yes }"), "I.2.d", "NEEDS-INPUT", NULL, "updates.signed", false },
	{ "what is open after it does not matter", { KEYS("I.2.d") ROW("a", A, "MET") ROW("b", B, "NOT-MET") },
	  SAY("updates: { signed: yes }"), "I.2.d", "MET", "a/a", NULL, false },
	{ "open, and says the same", { KEYS("I.2.d") ROW("a", A, "MET") ROW("b", B, "MET") },
	  SAY("updates: { possible: yes }"), "I.2.d", "MET", "a/b", NULL, false },
	{ "all open, all say the same", { KEYS("I.2.d") ROW("a", A, "MET") ROW("b", B, "MET") },
	  NOTHING, "I.2.d", "NEEDS-INPUT", NULL, "updates.signed", false },
	{ "none holds", { KEYS("I.2.d") ROW("a", A, "MET") ROW("b", B, "NOT-MET") },
	  SAY("updates: { signed: no, possible: no }"), "I.2.d", "NEEDS-INPUT", NULL, NULL, false },
	{ "one without condition", { KEYS("I.2.d") "  - { id: a, verdict: NOT-MET, because: b, example: {} }\n" },
	  NOTHING, "I.2.d", "NOT-MET", "a/a", NULL, false },
	{ "one that asks", { KEYS("I.2.d") ASK("a", A, "updates.channel") ROW("b", B, "MET") },
	  SAY("updates: { signed: yes, possible: yes }"), "I.2.d", "NEEDS-INPUT", "a/a", "updates.channel", false },
	{ "one that would ask, open before what speaks against it",
	  { KEYS("I.2.d") ASK("a", A, "updates.channel") ROW("b", B, "NOT-MET") },
	  SAY("updates: { possible: yes }"), "I.2.d", "NEEDS-INPUT", NULL, "updates.signed", false },
	{ "no table", { KEYS("I.2.d") ROW("a", A, "MET") }, NOTHING, "I.2.e", "NEEDS-INPUT", NULL, NULL, false },

	/* while an exemption is open */
	{ "an exemption open, and it speaks against", { KEYS("I.2.d") ROW("a", A, "N/A-OK") ROW("b", B, "NOT-MET") },
	  SAY("updates: { possible: yes }"), "I.2.d", "NOT-MET", "a/b", NULL, true },
	{ "other terms open, and it speaks against", { KEYS("I.2.d") ROW("a", A, "DEVIATION-OK") ROW("b", B, "NOT-MET") },
	  SAY("updates: { possible: yes }"), "I.2.d", "NOT-MET", "a/b", NULL, true },
	{ "an exemption open, and it would be met", { KEYS("I.2.d") ROW("a", A, "N/A-OK") ROW("b", B, "MET") },
	  SAY("updates: { possible: yes }"), "I.2.d", "NEEDS-INPUT", NULL, "updates.signed", false },
	{ "an exemption open, and one that agrees with what speaks against it",
	  { KEYS("I.2.d") ROW("a", A, "N/A-OK") ROW("b", B, "NOT-MET") ROW("c", C, "NOT-MET") },
	  SAY("updates: { channel: https }"), "I.2.d", "NOT-MET", "a/c", NULL, true },
	{ "an exemption open, and one that says otherwise: that one is asked for",
	  { KEYS("I.2.d") ROW("a", A, "N/A-OK") ROW("b", B, "MET") ROW("c", C, "NOT-MET") },
	  SAY("updates: { channel: https }"), "I.2.d", "NEEDS-INPUT", NULL, "updates.possible", false },
	{ "two kinds of against are not one",
	  { KEYS("I.2.d") ROW("a", A, "N/A-REJECTED") ROW("b", B, "NOT-MET") },
	  SAY("updates: { possible: yes }"), "I.2.d", "NEEDS-INPUT", NULL, "updates.signed", false },
	{ "nor are they under an exemption", { KEYS("I.2.d") ROW("x", "{ updates.mechanism: x }", "N/A-OK")
	  ROW("a", A, "N/A-REJECTED") ROW("b", B, "NOT-MET") },
	  SAY("updates: { possible: yes }"), "I.2.d", "NEEDS-INPUT", NULL, "updates.signed", false },
	{ "the exemption is shown", { KEYS("I.2.d") ROW("a", A, "N/A-OK") ROW("b", B, "NOT-MET") },
	  SAY("updates: { signed: yes, possible: yes }"), "I.2.d", "N/A-OK", "a/a", NULL, false },
	{ "the exemption is shown not to be", { KEYS("I.2.d") ROW("a", A, "N/A-OK") ROW("b", B, "NOT-MET") },
	  SAY("updates: { signed: no, possible: yes }"), "I.2.d", "NOT-MET", "a/b", NULL, false },

	/* verdicts that rest on others */
	{ "on one that is settled", { KEYS("I.2.d") ROW("a", A, "NOT-MET"),
	  KEYS("I.2.e") ROW("a", "{ I.2.d: NOT-MET }", "MET") },
	  SAY("updates: { signed: yes }"), "I.2.e", "MET", "b/a", NULL, false },
	{ "on one that is open: what that one needs", { KEYS("I.2.d") ROW("a", A, "NOT-MET"),
	  KEYS("I.2.e") ROW("a", "{ I.2.d: NOT-MET }", "MET") },
	  NOTHING, "I.2.e", "NEEDS-INPUT", NULL, "updates.signed", false },
	{ "on one that could yet be exempt: what would exempt that", { KEYS("I.2.d") ROW("a", A, "N/A-OK") ROW("b", B, "NOT-MET"),
	  KEYS("I.2.e") ROW("a", "{ I.2.d: NOT-MET }", "MET") ROW("b", "{ I.2.d: N/A-OK }", "NOT-MET") },
	  SAY("updates: { possible: yes }"), "I.2.e", "NEEDS-INPUT", NULL, "updates.signed", false },
	{ "on one that no row fits: no key would decide it", { KEYS("I.2.d") ROW("a", A, "NOT-MET"),
	  KEYS("I.2.e") ROW("a", "{ I.2.d: NOT-MET }", "MET") },
	  SAY("updates: { signed: no }"), "I.2.e", "NEEDS-INPUT", NULL, NULL, false },

	/* sums */
	{ "the worst of them", { KEYS("I.2.b.config") ROW("a", A, "MET"), KEYS("I.2.b.reset") ROW("a", A, "NOT-MET") },
	  SAY("updates: { signed: yes }"), "I.2.b", "NOT-MET", "b/a", NULL, false },
	{ "against is worse than open", { KEYS("I.2.b.config") ROW("a", B, "MET"), KEYS("I.2.b.reset") ROW("a", A, "NOT-MET") },
	  SAY("updates: { signed: yes }"), "I.2.b", "NOT-MET", "b/a", NULL, false },
	{ "open is worse than met", { KEYS("I.2.b.config") ROW("a", A, "MET"), KEYS("I.2.b.reset") ROW("a", B, "MET") },
	  SAY("updates: { signed: yes }"), "I.2.b", "NEEDS-INPUT", NULL, "updates.possible", false },
	{ "met is worse than exempt", { KEYS("I.2.b.config") ROW("a", A, "N/A-OK"), KEYS("I.2.b.reset") ROW("a", A, "MET") },
	  SAY("updates: { signed: yes }"), "I.2.b", "MET", "b/a", NULL, false },
	{ "on other terms is worse than met", { KEYS("I.2.b.config") ROW("a", A, "DEVIATION-OK"),
	  KEYS("I.2.b.reset") ROW("a", A, "MET") },
	  SAY("updates: { signed: yes }"), "I.2.b", "DEVIATION-OK", "a/a", NULL, false },
	{ "one could yet be exempt", { KEYS("I.2.b.config") ROW("a", A, "MET"),
	  KEYS("I.2.b.reset") ROW("a", B, "N/A-OK") ROW("b", A, "NOT-MET"), KEYS("I.1") ROW("a", "{ I.2.b: NOT-MET }", "NOT-MET") },
	  SAY("updates: { signed: yes }"), "I.2.b", "NOT-MET", "b/b", NULL, true },
	{ "and what rests on the sum is open", { KEYS("I.2.b.config") ROW("a", A, "MET"),
	  KEYS("I.2.b.reset") ROW("a", B, "N/A-OK") ROW("b", A, "NOT-MET"), KEYS("I.1") ROW("a", "{ I.2.b: NOT-MET }", "NOT-MET") },
	  SAY("updates: { signed: yes }"), "I.1", "NEEDS-INPUT", NULL, "updates.possible", false },

	/* parts */
	{ "a part by itself", { KEYS("I.2.d") ROW("a", A, "MET") ROW("b", B, "NOT-MET") },
	  SAY("parts: [{ id: X, updates.signed: yes }, { id: Y, updates: { signed: no, possible: yes } }]"),
	  "X:I.2.d", "MET", "a/a", NULL, false },
	{ "the whole is its worst part", { KEYS("I.2.d") ROW("a", A, "MET") ROW("b", B, "NOT-MET") },
	  SAY("parts: [{ id: X, updates.signed: yes }, { id: Y, updates: { signed: no, possible: yes } }]"),
	  "I.2.d", "NOT-MET", "a/b", NULL, false },
	{ "one part is open", { KEYS("I.2.d") ROW("a", A, "MET") ROW("b", B, "NOT-MET") },
	  SAY("parts: [{ id: X, updates.signed: yes }, { id: Y, updates: { possible: yes } }]"),
	  "I.2.d", "NEEDS-INPUT", NULL, "updates.signed", false },
	{ "a part rests on the part's verdicts", { KEYS("I.2.d") ROW("a", A, "MET") ROW("b", B, "NOT-MET"),
	  KEYS("I.2.e") ROW("a", "{ I.2.d: MET }", "MET") ROW("b", "{ I.2.d: NOT-MET }", "NOT-MET") },
	  SAY("parts: [{ id: X, updates.signed: yes }, { id: Y, updates: { signed: no, possible: yes } }]"),
	  "X:I.2.e", "MET", "b/a", NULL, false },
	{ "what is decided once rests on the whole", { KEYS("I.2.d") ROW("a", A, "MET") ROW("b", B, "NOT-MET"),
	  KEYS("II.5") ROW("a", "{ I.2.d: MET }", "MET") ROW("b", "{ I.2.d: NOT-MET }", "NOT-MET") },
	  SAY("parts: [{ id: X, updates.signed: yes }, { id: Y, updates: { signed: no, possible: yes } }]"),
	  "II.5", "NOT-MET", "b/b", NULL, false },

	/* rows that are shared */
	{ "those it begins with come first", { KEYS("I.2.d") ROW("a", A, "MET") "begins: [b]\n", "rows:\n" ROW("s", B, "NOT-MET") },
	  SAY("updates: { signed: yes, possible: yes }"), "I.2.d", "NOT-MET", "b/s", NULL, false },
	{ "those that come then, after what speaks against it",
	  { KEYS("I.2.d") ROW("a", A, "NOT-MET") ROW("b", A, "MET") "then: [b]\n", "rows:\n" ROW("s", B, "NEEDS-INPUT, needs: updates") },
	  SAY("updates: { signed: yes, possible: yes }"), "I.2.d", "NOT-MET", "a/a", NULL, false },
	{ "those that come then, before what satisfies",
	  { KEYS("I.2.d") ROW("a", C, "NOT-MET") ROW("b", A, "MET") "then: [b]\n", "rows:\n" ROW("s", B, "NEEDS-INPUT, needs: updates") },
	  SAY("updates: { signed: yes, possible: yes, channel: http }"), "I.2.d", "NEEDS-INPUT", "b/s", "updates", false },
};

static void test_cases(void **state)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct decision_tables tables;
		struct product product;
		struct decisions out;
		struct err err = { 0 };
		const struct decision *d;

		print_message("# %s\n", cases[i].about);
		if (tables_of(&tables, cases[i].tables, &err) != 0 ||
		    product_read(&product, &schema, &law, "p", bytes_of(cases[i].declared), NULL, &err) != 0 ||
		    decide(&out, &tables, &product, NULL, &err) != 0)
			fail_msg("%s", err.text);
		d = decision_find(&out, cases[i].key);
		assert_text(d->verdict, cases[i].verdict);
		assert_text(d->row, cases[i].row);
		assert_text(d->needs_key, cases[i].needs_key);
		assert_int_equal(d->needs != NULL, strcmp(d->verdict, "NEEDS-INPUT") == 0);
		assert_int_equal(d->exempt_open, cases[i].exempt_open);
		assert_non_null(d->reason);
		decisions_free(&out);
		product_free(&product);
		tables_free(&tables);
	}
}

/* --- what is no table --- */

#define GOOD "{ id: a, verdict: MET, because: b, example: {} }"

static const struct { const char *about, *tables[4], *says; } mistaken[] = {
	{ "no YAML", { "rows: [" }, "a.yaml:2:1: did not find expected node content" },
	{ "no rows", { "keys: [I.2.d]\n" }, "a.yaml:1:1: expected the list 'rows'" },
	{ "a list", { "- rows\n" }, "a.yaml:1:1: expected the list 'rows'" },
	{ "rows in a map", { "rows: { a: b }\n" }, "a.yaml:1:1: expected the list 'rows'" },
	{ "a slip in the table", { "key: [I.2.d]\nrows: []\n" }, "a.yaml:1:6: a table has no 'key'" },
	{ "a slip in a row", { "rows:\n- { id: a, if: {}, verdict: MET }\n" }, "a.yaml:2:16: a row has no 'if'" },
	{ "a row that is a word", { "rows: [a]\n" }, "a.yaml:1:8: a row has 'id', 'verdict' and 'because'" },
	{ "no id", { "rows:\n- { verdict: MET, because: b, example: {} }\n" },
	  "a.yaml:2:3: a row has 'id', 'verdict' and 'because'" },
	{ "no verdict", { "rows:\n- { id: a, because: b, example: {} }\n" },
	  "a.yaml:2:3: a row has 'id', 'verdict' and 'because'" },
	{ "no reason", { "rows:\n- { id: a, verdict: MET, example: {} }\n" },
	  "a.yaml:2:3: a row has 'id', 'verdict' and 'because'" },
	{ "no example", { "rows:\n- { id: a, verdict: MET, because: b }\n" }, "a.yaml:2:3: row 'a' has no example" },
	{ "an example that is no map", { "rows:\n- { id: a, verdict: MET, because: b, example: [] }\n" },
	  "a.yaml:2:3: row 'a' has no example" },
	{ "a second row of that name", { "rows: [" GOOD ", " GOOD "]\n" }, "a.yaml:1:58: a second row 'a'" },
	{ "no verdict that there is", { KEYS("I.2.d") ROW("a", A, "PASSED") }, "a.yaml:3:54: no verdict of this table: 'PASSED'" },
	{ "a verdict of another key", { KEYS("SCOPE") ROW("a", A, "MET") }, "a.yaml:3:54: no verdict of this table: 'MET'" },
	{ "N/A in Part II", { KEYS("II.5") ROW("a", A, "N/A-OK") },
	  "a.yaml:3:54: nothing in Part II can be not applicable" },
	{ "N/A rejected in Part II", { KEYS("II.8.free") ROW("a", A, "N/A-REJECTED") },
	  "a.yaml:3:54: nothing in Part II can be not applicable" },
	{ "a condition that is none", { KEYS("I.2.d") ROW("a", "{ updates.signed: maybe }", "MET") },
	  "a.yaml:3:38: 'updates.signed' is never 'maybe'" },
	{ "no such provision", { "rows:\n- { id: a, verdict: MET, because: b, cites: [art-99], example: {} }\n" },
	  "a.yaml:2:46: no such provision: 'art-99'" },
	{ "NEEDS-INPUT needs nothing", { KEYS("I.2.d") ROW("a", A, "NEEDS-INPUT") },
	  "a.yaml:3:5: NEEDS-INPUT says which key it 'needs'" },
	{ "MET needs something", { KEYS("I.2.d") ROW("a", A, "MET, needs: updates.signed") },
	  "a.yaml:3:5: only NEEDS-INPUT 'needs' a key" },
	{ "it needs no key that there is", { KEYS("I.2.d") ASK("a", A, "updates.sigend") },
	  "a.yaml:3:86: the declaration has no key 'updates.sigend'" },
	{ "a reason that names no key", { KEYS("I.2.d") "  - { id: a, verdict: MET, because: \"{updates.sigend}\", example: {} }\n" },
	  "a.yaml:3:37: no key or count is called '{updates.sigend}'" },
	{ "it decides no key that there is", { KEYS("I.2.z") "  - " GOOD "\n" },
	  "a.yaml:1:8: no limb that a table decides: 'I.2.z'" },
	{ "it decides a sum", { KEYS("I.2.c") "  - " GOOD "\n" }, "a.yaml:1:8: no limb that a table decides: 'I.2.c'" },
	{ "two decide the same", { KEYS("I.2.d") "  - " GOOD "\n", KEYS("I.2.d") "  - " GOOD "\n" },
	  "b.yaml:1:8: 'I.2.d' is decided in decisions/a.yaml" },
	{ "it begins with none", { KEYS("I.2.d") "  - " GOOD "\nbegins: [z]\n" }, "a.yaml:4:10: no table to share: 'z'" },
	{ "it begins with one that decides", { KEYS("I.2.d") "  - " GOOD "\nbegins: [b]\n", KEYS("I.2.e") "  - " GOOD "\n" },
	  "a.yaml:4:10: no table to share: 'b'" },
	{ "it begins with one that begins", { KEYS("I.2.d") "  - " GOOD "\nbegins: [b]\n", "begins: [c]\nrows: [" GOOD "]\n",
	  "rows: [" GOOD "]\n" }, "a.yaml:4:10: no table to share: 'b'" },
	{ "a verdict on itself", { KEYS("I.2.d") ROW("a", "{ I.2.d: MET }", "MET") },
	  "data/decisions: the verdict on 'I.2.d' rests on itself" },
	{ "in a circle", { KEYS("I.2.d") ROW("a", "{ I.2.e: MET }", "MET"), KEYS("I.2.e") ROW("a", "{ not: { I.2.d: MET } }", "MET") },
	  "data/decisions: the verdict on 'I.2.d' rests on itself" },
	{ "in a circle through a sum", { KEYS("I.2.b.config") ROW("a", "{ I.2.b: MET }", "MET") },
	  "data/decisions: the verdict on 'I.2.b' rests on itself" },
	{ "in a circle through shared rows", { KEYS("I.2.d") "  - " GOOD "\nbegins: [b]\n",
	  "rows:\n" ROW("a", "{ any: [{ I.2.d: MET }] }", "MET") }, "data/decisions: the verdict on 'I.2.d' rests on itself" },
};

static void test_mistaken(void **state)
{
	for (size_t i = 0; i < COUNT(mistaken); i++) {
		struct decision_tables tables;
		struct err err = { 0 };
		const char *text = err.text;

		print_message("# %s\n", mistaken[i].about);
		assert_int_equal(tables_of(&tables, mistaken[i].tables, &err), -1);
		if (strncmp(text, "decisions/", strlen("decisions/")) == 0)
			text += strlen("decisions/");
		assert_string_equal(text, mistaken[i].says);
	}
}

/* --- rows that don't decide their example --- */

#define SHOWN(id, when, verdict, example) \
	"  - { id: " id ", when: " when ", verdict: " verdict ", because: b, example: " example " }\n"

static const struct { const char *about, *table, *says; } examples[] = {
	{ "another row decides it", KEYS("I.2.d") SHOWN("a", A, "NOT-MET", A) SHOWN("b", B, "MET",
	  "{ updates.signed: yes, updates.possible: yes }"),
	  "a.yaml:4:82: row 'b' does not decide its example: NOT-MET by a/a (b)" },
	{ "it is open", KEYS("I.2.d") SHOWN("a", A, "NOT-MET", A) SHOWN("b", B, "MET", B),
	  "a.yaml:4:82: row 'b' does not decide its example: NEEDS-INPUT (Nothing is said about updates.signed.)" },
	{ "no row does", KEYS("I.2.d") SHOWN("a", A, "NOT-MET", "{ updates.signed: no }"),
	  "a.yaml:3:84: row 'a' does not decide its example: NEEDS-INPUT (What is said fits none of the cases that decide it.)" },
	{ "an example of no key", KEYS("I.2.d") SHOWN("a", A, "NOT-MET", "{ updates.sigend: yes }"),
	  "a.yaml:3:102: no key, limb, list or count is called 'updates.sigend'" },
	{ "an example of a word it never has", KEYS("I.2.d") SHOWN("a", A, "NOT-MET", "{ updates.signed: maybe }"),
	  "a.yaml:3:102: 'updates.signed' is never that" },
	{ "nobody shares it", "rows:\n" SHOWN("a", A, "NOT-MET", A), "a.yaml:1:1: no table shares 'a'" },
	{ "some keys have no table", KEYS("I.2.d") SHOWN("a", A, "NOT-MET", A),
	  "data/decisions: no table decides 'SCOPE'" },
};

static void test_examples(void **state)
{
	for (size_t i = 0; i < COUNT(examples); i++) {
		const char *const texts[] = { examples[i].table, NULL };
		struct decision_tables tables;
		struct err err = { 0 };
		const char *text = err.text;
		size_t ran;

		print_message("# %s\n", examples[i].about);
		if (tables_of(&tables, texts, &err) != 0)
			fail_msg("%s", err.text);
		assert_int_equal(tables_check(&tables, &ran, &err), -1);
		if (strncmp(text, "decisions/", strlen("decisions/")) == 0)
			text += strlen("decisions/");
		assert_string_equal(text, examples[i].says);
		tables_free(&tables);
	}
}

/* --- those of the program --- */

/* Nothing said: nothing met, nothing against it, and all that is open asks something. */
static void test_silence(void **state)
{
	struct decision_tables tables;
	struct product product;
	struct decisions out;
	struct err err = { 0 };

	if (tables_load(&tables, &schema, &law, &err) != 0 || product_empty(&product, &schema, &err) != 0 ||
	    decide(&out, &tables, &product, NULL, &err) != 0)
		fail_msg("%s", err.text);
	assert_int_equal(out.count, law.limb_count);
	for (size_t i = 0; i < out.count; i++) {
		assert_text(out.list[i].verdict, "NEEDS-INPUT");
		assert_non_null(out.list[i].needs);
	}
	decisions_free(&out);
	product_free(&product);
	tables_free(&tables);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases), cmocka_unit_test(test_mistaken),
		cmocka_unit_test(test_examples), cmocka_unit_test(test_silence),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
