#include "product/contradiction.h"

#include <stdlib.h>
#include <string.h>

#include "base/yaml.h"
#include "product/value.h"

enum { TESTS = 4 };

enum relation { ONE_OF = 1, SAID, BEFORE, ABOVE, BELOW };

struct test {
	const struct schema_key *key;
	enum relation relation;
	const struct yaml *words;	/* of ONE_OF: a text or a list of texts */
	const struct schema_key *other;	/* what it is compared with ... */
	const char *number;		/* ... or this, where it is no key */
	const struct schema_key *years;	/* added to 'other'; or NULL */
};

struct contradiction {
	struct test tests[TESTS];
	size_t test_count;
	const struct schema_section *list;	/* of its keys that belong to entries */
	const char *says;
	const struct yaml *example;
};

struct contradictions {
	struct contradiction *rows;
	size_t count;
};

/* --- reading the table --- */

static bool word_known(const struct schema_key *key, const char *word)
{
	if (key->type == VALUE_YESNO)
		return strcmp(word, "yes") == 0 || strcmp(word, "no") == 0;
	for (size_t i = 0; i < key->word_count; i++)
		if (strcmp(key->words[i], word) == 0)
			return true;
	return key->type == VALUE_TEXT;
}

static int read_words(struct test *t, const struct yaml *at, struct err *err)
{
	const struct yaml *word = at->kind == YAML_LIST ? at->child : at;

	t->relation = ONE_OF;
	t->words = at;
	for (; word; word = at->kind == YAML_LIST ? word->next : NULL)
		if (!word->text || !word_known(t->key, word->text))
			return yaml_error(err, word, "'%s' has no such value", t->key->name);
	return 0;
}

static bool is_day(const struct schema_key *key)
{
	return key && (key->type == VALUE_DATE || key->type == VALUE_MONTH);
}

static int read_comparison(const struct schema *schema, struct test *t, const struct yaml *at, struct err *err)
{
	const char *before = yaml_text(at, "before"), *above = yaml_text(at, "above"), *below = yaml_text(at, "below");
	const char *other = before ? before : above ? above : below, *years = yaml_text(at, "years");

	if (yaml_text(at, "said") && at->count == 1) {
		t->relation = SAID;
		return 0;
	}
	t->relation = before ? BEFORE : above ? ABOVE : BELOW;
	if (!other || at->count != (years ? 2u : 1u))
		return yaml_error(err, at, "expected said, before (with years, or without), above or below");
	t->other = schema_find(schema, other);
	t->number = t->other ? NULL : other;
	t->years = years ? schema_find(schema, years) : NULL;
	if (before && (!is_day(t->key) || !is_day(t->other)))
		return yaml_error(err, at, "'before' compares the days of two keys");
	if (!before && (t->key->type != VALUE_NUMBER || (t->other && t->other->type != VALUE_NUMBER)))
		return yaml_error(err, at, "'above' and 'below' compare numbers");
	if (years && (!before || !t->years || t->years->type != VALUE_NUMBER))
		return yaml_error(err, at, "'years' names a key that holds a number, beside 'before'");
	return 0;
}

static int read_test(const struct schema *schema, struct contradiction *row, const struct yaml *at, struct err *err)
{
	struct test *t = &row->tests[row->test_count];

	if (row->test_count++ == TESTS)
		return yaml_error(err, at, "more than %d facts", TESTS);
	t->key = schema_find(schema, at->key);
	if (!t->key || t->key->many)
		return yaml_error(err, at, "no key '%s' with one value", at->key);
	if (t->key->section->list && row->list && row->list != t->key->section)
		return yaml_error(err, at, "keys of two lists do not speak about one entry");
	if (t->key->section->list)
		row->list = t->key->section;
	return at->kind == YAML_MAP ? read_comparison(schema, t, at, err) : read_words(t, at, err);
}

static int read_row(const struct schema *schema, struct contradiction *row, const struct yaml *at, struct err *err)
{
	const struct yaml *when = yaml_get(at, "when");

	row->says = yaml_text(at, "says");
	row->example = yaml_get(at, "example");
	if (!when || when->kind != YAML_MAP || !row->says || !row->example || at->count != 3)
		return yaml_error(err, at, "a row has 'when', 'says' and 'example'");
	for (const struct yaml *test = when->child; test; test = test->next)
		if (read_test(schema, row, test, err) != 0)
			return -1;
	return 0;
}

int contradictions_load(struct schema *schema, const struct yaml *doc, struct err *err)
{
	struct contradictions *all = ARENA_NEW(&schema->mem, struct contradictions);

	if (!doc)
		return -1;
	if (doc->kind != YAML_LIST)
		return yaml_error(err, doc, "expected a list of rows");
	all->rows = arena_alloc(&schema->mem, (doc->count + 1) * sizeof(*all->rows));
	for (const struct yaml *at = doc->child; at; at = at->next)
		if (read_row(schema, &all->rows[all->count++], at, err) != 0)
			return -1;
	schema->contradictions = all;
	return 0;
}

const struct yaml *contradiction_example(const struct schema *schema, size_t i, const char **says)
{
	const struct contradictions *all = schema->contradictions;

	if (!all || i >= all->count)
		return NULL;
	*says = all->rows[i].says;
	return all->rows[i].example;
}

/* --- holding it against what was said --- */

struct scene {
	const struct part *part;
	const struct entry *entry;	/* NULL for rows about no list */
};

static const struct fact *fact_of(const struct scene *s, const struct schema_key *key)
{
	if (key->section->list)
		return s->entry && s->entry->list == key->section ? entry_fact(s->entry, key->last, 0) : NULL;
	return part_fact(s->part, key);
}

static bool is_one_of(const struct yaml *words, const char *value)
{
	if (words->text)
		return strcmp(words->text, value) == 0;
	for (const struct yaml *at = words->child; at; at = at->next)
		if (strcmp(at->text, value) == 0)
			return true;
	return false;
}

static bool is_before(const struct scene *s, const struct test *t, const char *value)
{
	const struct fact *other = fact_of(s, t->other), *years = t->years ? fact_of(s, t->years) : NULL;

	if (!other || (t->years && !years))
		return false;
	/* a month counts as its last day, so a day of the same month is never before it by rounding */
	return value_days(value) < value_days(other->value) + (long)(years ? 365 * strtod(years->value, NULL) : 0);
}

static bool test_holds(const struct scene *s, const struct test *t, const struct fact *fact)
{
	const struct fact *other = t->other ? fact_of(s, t->other) : NULL;
	const char *number = other ? other->value : t->number;
	double a, b;

	if (t->relation == ONE_OF)
		return is_one_of(t->words, fact->value);
	if (t->relation == SAID)
		return true;
	if (t->relation == BEFORE)
		return is_before(s, t, fact->value);
	if (!number)
		return false;
	a = strtod(fact->value, NULL);
	b = strtod(number, NULL);
	return t->relation == ABOVE ? a > b : a < b;
}

/* Is it of this part itself? What the whole says was held against the table there. */
static bool is_own(const struct scene *s, const struct fact *fact)
{
	return fact && (fact->key->section->list || s->part->said[fact->key->index] == fact);
}

/* The facts of the tests, then those they are compared with. */
static size_t row_facts(const struct scene *s, const struct contradiction *row, const struct fact *facts[3 * TESTS])
{
	size_t n = 0;

	for (size_t i = 0; i < row->test_count; i++) {
		const struct fact *fact = fact_of(s, row->tests[i].key);

		if (!fact || !test_holds(s, &row->tests[i], fact))
			return 0;
		facts[n++] = fact;
	}
	for (size_t i = 0; i < row->test_count; i++) {
		if (row->tests[i].other)
			facts[n++] = fact_of(s, row->tests[i].other);
		if (row->tests[i].years)
			facts[n++] = fact_of(s, row->tests[i].years);
	}
	return n;
}

static void hold_against(const struct scene *s, const struct contradiction *row, struct mistakes *m)
{
	const struct fact *facts[3 * TESTS];
	size_t n = row_facts(s, row, facts);
	const char *with = "";
	bool own = false;

	for (size_t i = 0; i < n; i++)
		own = own || is_own(s, facts[i]);
	if (!own)
		return;
	for (size_t i = 1; i < n; i++)
		with = arena_printf(m->mem, "%s%s%s: %s (line %ld)", with, i == 1 ? " with " : " and ", facts[i]->key->name,
				    mistake_quote(m, facts[i]->value), facts[i]->line);
	mistake_add(m, facts[0]->line, facts[0]->column, "%s: %s %s%s: %s", facts[0]->key->name,
		    mistake_quote(m, facts[0]->value), n > 1 ? "does not go" : "cannot be", with, row->says);
}

void contradictions_find(const struct product *product, struct mistakes *mistakes)
{
	const struct contradictions *all = product->schema->contradictions;

	for (size_t p = 0; all && p < product->part_count; p++) {
		const struct part *part = &product->parts[p];

		for (size_t i = 0; i < all->count; i++) {
			const struct contradiction *row = &all->rows[i];

			if (!row->list)
				hold_against(&(struct scene){ part, NULL }, row, mistakes);
			for (size_t e = 0; row->list && e < part->entry_count; e++)
				if (part->entries[e].list == row->list)
					hold_against(&(struct scene){ part, &part->entries[e] }, row, mistakes);
		}
	}
}
