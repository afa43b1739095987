#include "judge/condition.h"

#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/text.h"

enum kind { KIND_ALL = 0, KIND_ANY, KIND_NOT, KIND_TEST, KIND_SOME, KIND_EVERY, KIND_NONE };
enum subject { SUBJECT_NONE = 0, SUBJECT_FACT, SUBJECT_ENTRY, SUBJECT_FOR_LIMB, SUBJECT_MADE, SUBJECT_VERDICT, SUBJECT_FOUND };
enum test { TEST_IS = 0, TEST_NOT, TEST_SAID, TEST_BEFORE, TEST_FROM, TEST_AT_LEAST, TEST_BELOW, TEST_HAS };
enum count { COUNT_IMAGE = 0, COUNT_FAILS, COUNT_UNKNOWN, COUNT_ACCEPTED, COUNT_EXPIRED, COUNT_UNDATED, COUNT_UNCOVERED };

struct condition {
	enum kind kind;
	struct condition *child, *next;
	/* KIND_TEST */
	enum subject subject;
	const char *name;		/* as written */
	const struct schema_key *key;
	const char *list;		/* SUBJECT_FOR_LIMB, SUBJECT_MADE: "claims" */
	const struct schema_key *limb_key;	/* "claims[].limb"; of KIND_SOME ...: "risks[].limb" */
	const struct limb *limb;	/* SUBJECT_VERDICT */
	enum count count;		/* SUBJECT_FOUND */
	enum test test;
	const char *const *words;
	size_t word_count;
	const struct schema_key *other;	/* stands for words[0] */
	/* KIND_SOME, KIND_EVERY, KIND_NONE */
	const struct schema_section *section;
	bool this_limb;
};

/* entries that a condition can name as the one for this limb */
static const struct { const char *name, *list; } for_limb[] = {
	{ "claim", "claims" }, { "tailor_made", "tailor_made" }, { "essential", "essential" },
};

static const char *const counts[] = {
	"found.image", "found.fails", "found.unknown", "found.accepted", "found.expired", "found.undated",
	"found.uncovered",
};

/* --- reading --- */

static struct condition *read_all(const struct condition_reader *r, const struct yaml *map, struct err *err);

static const struct { const char *word; enum test test; } tests[] = {
	{ "not", TEST_NOT }, { "said", TEST_SAID }, { "before", TEST_BEFORE }, { "from", TEST_FROM },
	{ "at_least", TEST_AT_LEAST }, { "below", TEST_BELOW }, { "has", TEST_HAS },
};

static bool among(const char *word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(word, words[i]) == 0)
			return true;
	return false;
}

static const char *const verdicts[] = {
	"MET", "NOT-MET", "N/A-OK", "N/A-REJECTED", "DEVIATION-OK", "DEVIATION-REJECTED",
};

/* Can the subject have this value at all? A word that never comes is a mistake in the table. */
static bool possible(const struct condition *c, const char *word)
{
	static const char *const yesno[] = { "yes", "no" }, *const made[] = { "made", "none" };

	switch (c->subject) {
	case SUBJECT_VERDICT:
		return c->limb->answer_count ? among(word, c->limb->answers, c->limb->answer_count)
					     : among(word, verdicts, COUNT(verdicts));
	case SUBJECT_MADE:
		return among(word, made, COUNT(made));
	case SUBJECT_FOUND:
		return c->count == COUNT_IMAGE ? among(word, yesno, COUNT(yesno)) : word[strspn(word, "0123456789")] == '\0';
	default:
		if (c->key->type == VALUE_YESNO)
			return among(word, yesno, COUNT(yesno));
		return c->key->type != VALUE_WORD || among(word, c->key->words, c->key->word_count);
	}
}

static int read_words(const struct condition_reader *r, struct condition *c, const struct yaml *value, struct err *err)
{
	size_t count = value->kind == YAML_LIST ? value->count : 1;
	const char **words = arena_alloc(r->mem, (count + 1) * sizeof(*words));
	const struct yaml *at = value->kind == YAML_LIST ? value->child : value;

	if (count == 0)
		return yaml_error(err, value, "expected a word");
	for (; at && c->word_count < count; at = at->next) {
		if (!at->text)
			return yaml_error(err, at, "expected a word");
		words[c->word_count++] = at->text;
	}
	c->words = words;
	return 0;
}

static const struct schema_key *find_in(const struct schema *schema, const char *list, const char *last)
{
	char name[128];

	snprintf(name, sizeof(name), "%s[].%s", list, last);
	return schema_find(schema, name);
}

/* The key whose date or number is meant: inside a list one of the same entry, else one of the product. */
static const struct schema_key *read_other(const struct condition_reader *r, const char *name)
{
	const struct schema_key *key = r->list ? find_in(r->schema, r->list->name, name) : NULL;

	if (!key)
		key = schema_find(r->schema, name);
	return key && key->section->list && key->section != r->list ? NULL : key;
}

static bool is_date(const struct schema_key *key)
{
	return key && (key->type == VALUE_DATE || key->type == VALUE_MONTH);
}

static bool is_number(const struct schema_key *key)
{
	return key && key->type == VALUE_NUMBER;
}

/* { before: 2027-12-11 }, { at_least: support.years }: both sides are dates, or both are numbers. */
static int check_measure(const struct condition_reader *r, struct condition *c, const struct yaml *at, struct err *err)
{
	bool dates = c->test == TEST_BEFORE || c->test == TEST_FROM;
	bool counts_found = c->subject == SUBJECT_FOUND && c->count != COUNT_IMAGE;
	const char *word = c->words[0];

	if (dates ? !is_date(c->key) : !is_number(c->key) && !counts_found)
		return yaml_error(err, at, "'%s' is no %s", c->name, dates ? "date" : "number");
	c->other = c->word_count == 1 && !counts_found ? read_other(r, word) : NULL;
	if (c->other)
		return (dates ? is_date(c->other) : is_number(c->other))
			       ? 0 : yaml_error(err, at, "'%s' is no %s", word, dates ? "date" : "number");
	if (c->word_count != 1 || word[strspn(word, dates ? "0123456789-" : "0123456789.")] != '\0')
		return yaml_error(err, at, "expected one date, number or key");
	return 0;
}

/* Words as values must be ones that can come; a date or number may be another key's. */
static int check_words(const struct condition_reader *r, struct condition *c, const struct yaml *at, struct err *err)
{
	if (c->test == TEST_BEFORE || c->test == TEST_FROM || c->test == TEST_AT_LEAST || c->test == TEST_BELOW)
		return check_measure(r, c, at, err);
	if (c->test == TEST_SAID)
		return c->key && c->word_count == 1 && strcmp(c->words[0], "yes") == 0
			       ? 0 : yaml_error(err, at, "of a key one can ask { said: yes }; what is not said is unknown");
	/* the first of several values is no more than the others */
	if (c->key && c->key->many != (c->test == TEST_HAS))
		return yaml_error(err, at, c->key->many ? "'%s' has several values: { has: WORD }" : "'%s' has one value",
				  c->name);
	if (!c->key && c->test == TEST_HAS)
		return yaml_error(err, at, "'%s' has one value", c->name);
	for (size_t i = 0; i < c->word_count; i++)
		if (!possible(c, c->words[i]))
			return yaml_error(err, at, "'%s' is never '%s'", c->name, c->words[i]);
	return 0;
}

static int read_test(const struct condition_reader *r, struct condition *c, const struct yaml *value, struct err *err)
{
	if (value->kind == YAML_MAP) {
		for (size_t i = 0; i < COUNT(tests); i++) {
			if (value->count != 1 || strcmp(value->child->key, tests[i].word) != 0)
				continue;
			c->test = tests[i].test;
			return read_words(r, c, value->child, err) != 0 ? -1 : check_words(r, c, value->child, err);
		}
		return yaml_error(err, value, "expected one of not, said, before, from, at_least, below, has");
	}
	if (value->kind == YAML_NONE)
		return yaml_error(err, value, "expected a value");
	return read_words(r, c, value, err) != 0 ? -1 : check_words(r, c, value, err);
}

static bool name_is_for_limb(const struct condition_reader *r, struct condition *c, const char *name)
{
	for (size_t i = 0; i < COUNT(for_limb); i++) {
		size_t n = strlen(for_limb[i].name);

		if (strncmp(name, for_limb[i].name, n) != 0 || (name[n] && name[n] != '.'))
			continue;
		c->list = for_limb[i].list;
		c->subject = name[n] ? SUBJECT_FOR_LIMB : SUBJECT_MADE;
		c->key = name[n] ? find_in(r->schema, c->list, name + n + 1) : NULL;
		c->limb_key = find_in(r->schema, c->list, "limb");
		return c->key || !name[n];
	}
	return false;
}

/* What is it that the test is about? */
static bool read_subject(const struct condition_reader *r, struct condition *c, const char *name)
{
	for (size_t i = 0; i < COUNT(counts); i++) {
		if (strcmp(name, counts[i]) == 0) {
			c->subject = SUBJECT_FOUND;
			c->count = (enum count)i;
			return true;
		}
	}
	if (r->list) {
		c->subject = SUBJECT_ENTRY;
		c->key = find_in(r->schema, r->list->name, name);
		return c->key != NULL;
	}
	c->limb = law_limb(r->law, name);
	if (c->limb) {
		c->subject = SUBJECT_VERDICT;
		return true;
	}
	c->key = schema_find(r->schema, name);
	if (c->key) {
		c->subject = SUBJECT_FACT;
		return !c->key->section->list;
	}
	return name_is_for_limb(r, c, name);
}

static int read_quantified(const struct condition_reader *r, struct condition *c, const struct yaml *at, struct err *err)
{
	const char *of = yaml_text(at, "of"), *limb = yaml_text(at, "limb");
	static const char *const known[] = { "of", "limb", "when" };
	struct condition_reader inside = *r;

	for (const struct yaml *one = at->kind == YAML_MAP ? at->child : NULL; one; one = one->next)
		if (!among(one->key, known, COUNT(known)))
			return yaml_error(err, one, "expected 'of', 'limb' or 'when'");
	c->section = of ? schema_section(r->schema, of) : NULL;
	if (!c->section || !c->section->list)
		return yaml_error(err, at, "expected 'of: LIST'");
	if (limb && strcmp(limb, "this") != 0)
		return yaml_error(err, at, "the limb can only be 'this'");
	c->this_limb = limb != NULL;
	c->limb_key = find_in(r->schema, of, "limb");
	if (limb && !c->limb_key)
		return yaml_error(err, at, "entries of '%s' name no limb", of);
	inside.list = c->section;
	if (!yaml_get(at, "when"))
		return 0;
	c->child = read_all(&inside, yaml_get(at, "when"), err);
	return c->child ? 0 : -1;
}

/* any: [ {...}, {...} ] */
static int read_any(const struct condition_reader *r, struct condition *c, const struct yaml *list, struct err *err)
{
	struct condition **end = &c->child;

	if (list->kind != YAML_LIST || list->count == 0)
		return yaml_error(err, list, "expected a list of conditions");
	for (const struct yaml *at = list->child; at; at = at->next, end = &(*end)->next) {
		*end = read_all(r, at, err);
		if (!*end)
			return -1;
	}
	return 0;
}

static int read_one(const struct condition_reader *r, struct condition *c, const struct yaml *at, struct err *err)
{
	static const struct { const char *word; enum kind kind; } kinds[] = {
		{ "any", KIND_ANY }, { "not", KIND_NOT }, { "some", KIND_SOME }, { "every", KIND_EVERY }, { "none", KIND_NONE },
	};

	c->kind = KIND_TEST;
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strcmp(at->key, kinds[i].word) == 0)
			c->kind = kinds[i].kind;
	if (c->kind == KIND_ANY)
		return read_any(r, c, at, err);
	if (c->kind == KIND_NOT) {
		c->child = read_all(r, at, err);
		return c->child ? 0 : -1;
	}
	if (c->kind != KIND_TEST)
		return read_quantified(r, c, at, err);
	c->name = at->key;
	if (!read_subject(r, c, at->key))
		return yaml_error(err, at, "no key, limb or count is called '%s'", at->key);
	return read_test(r, c, at, err);
}

static struct condition *read_all(const struct condition_reader *r, const struct yaml *map, struct err *err)
{
	struct condition *all = ARENA_NEW(r->mem, struct condition), **end = &all->child;

	if (map->kind != YAML_MAP) {
		yaml_error(err, map, "a condition is a map of which all must hold");
		return NULL;
	}
	for (const struct yaml *at = map->child; at; at = at->next, end = &(*end)->next) {
		*end = ARENA_NEW(r->mem, struct condition);
		if (read_one(r, *end, at, err) != 0)
			return NULL;
	}
	return all;
}

struct condition *condition_read(const struct condition_reader *reader, const struct yaml *when, struct err *err)
{
	return read_all(reader, when, err);
}

/* --- holding --- */

static void note_fact(struct asked *asked, const struct fact *fact)
{
	for (size_t i = 0; i < asked->fact_count; i++)
		if (asked->facts[i] == fact)
			return;
	if (asked->fact_count < COUNT(asked->facts))
		asked->facts[asked->fact_count++] = fact;
}

static void note_limb(struct asked *asked, const struct limb *limb)
{
	for (size_t i = 0; i < asked->limb_count; i++)
		if (asked->limbs[i] == limb)
			return;
	if (asked->limb_count < COUNT(asked->limbs))
		asked->limbs[asked->limb_count++] = limb;
}

static enum truth unknown(struct asked *asked, const char *name, const struct schema_key *key)
{
	if (!asked->missing && !asked->missing_limb) {
		asked->missing = name;
		asked->missing_key = key;
	}
	return TRUTH_UNKNOWN;
}

static enum truth truth(bool holds)
{
	return holds ? TRUTH_TRUE : TRUTH_FALSE;
}

const struct entry *part_entry_for(const struct part *part, const char *list, const char *limb)
{
	const struct entry *best = NULL;
	size_t length = 0;

	for (size_t i = 0; i < part->entry_count; i++) {
		const struct entry *e = &part->entries[i];

		if (strcmp(e->list->name, list) != 0 || !entry_concerns(e, limb))
			continue;
		for (size_t n = 0; entry_fact(e, "limb", n); n++) {
			const char *named = entry_fact(e, "limb", n)->value;

			if (strncmp(named, limb, strlen(named)) == 0 && strlen(named) > length) {
				best = e;
				length = strlen(named);
			}
		}
	}
	return best;
}

/*
 * The entry for this limb, into *entry; false: it may be another. One that does
 * not say its limb may be about any, save one that has an entry of its own name:
 * nobody can have two (product/check.c).
 */
static bool entry_for(const struct scene *scene, const char *list, const struct entry **entry)
{
	const struct part *part = scene->part;

	*entry = part_entry_for(part, list, scene->limb->key);
	for (size_t n = 0; *entry && entry_fact(*entry, "limb", n); n++)
		if (strcmp(entry_fact(*entry, "limb", n)->value, scene->limb->key) == 0)
			return true;
	for (size_t i = 0; i < part->entry_count; i++)
		if (strcmp(part->entries[i].list->name, list) == 0 && !entry_fact(&part->entries[i], "limb", 0))
			return false;
	return true;
}

/* A later date, month or larger number: < 0, 0, > 0. A month is compared with the month of a date. */
static int compare(const char *a, const char *b, enum test test)
{
	size_t n = strlen(a) < strlen(b) ? strlen(a) : strlen(b);

	if (test == TEST_BEFORE || test == TEST_FROM)
		return strncmp(a, b, n);
	return strtod(a, NULL) < strtod(b, NULL) ? -1 : strtod(a, NULL) > strtod(b, NULL);
}

static enum truth test_value(const struct condition *c, const char *value, const char *other)
{
	switch (c->test) {
	case TEST_NOT:
		return truth(!among(value, c->words, c->word_count));
	case TEST_SAID:
		return truth(strcmp(value, "none") != 0);
	case TEST_BEFORE:
	case TEST_BELOW:
		return truth(compare(value, other, c->test) < 0);
	case TEST_FROM:
	case TEST_AT_LEAST:
		return truth(compare(value, other, c->test) >= 0);
	default:
		return truth(among(value, c->words, c->word_count));
	}
}

/* The n-th value said for the test's key. */
static const struct fact *said(const struct condition *c, const struct scene *scene, size_t n)
{
	const struct entry *entry = scene->entry;

	if (c->subject == SUBJECT_FOR_LIMB)
		entry = part_entry_for(scene->part, c->list, scene->limb->key);
	if (c->subject != SUBJECT_FACT)
		return entry ? entry_fact(entry, c->key->last, n) : NULL;
	if (n == 0)
		return part_fact(scene->part, c->key);
	/* further values of the same key stand with the first */
	for (const struct part *part = scene->part; part; part = part->whole)
		for (size_t i = 0, seen = 0; i < part->fact_count; i++)
			if (part->facts[i].key == c->key && seen++ == n)
				return &part->facts[i];
	return NULL;
}

static enum truth test_fact(const struct condition *c, const struct scene *scene, struct asked *asked)
{
	const struct fact *fact = said(c, scene, 0), *other = NULL;
	const struct entry *entry;
	enum truth result;

	if (c->subject == SUBJECT_FOR_LIMB && !entry_for(scene, c->list, &entry))
		return unknown(asked, c->limb_key->name, c->limb_key);
	if (!fact)
		return unknown(asked, c->key->name, c->key);
	note_fact(asked, fact);
	if (c->other) {
		other = c->other->section->list ? entry_fact(scene->entry, c->other->last, 0)
						: part_fact(scene->part, c->other);
		if (!other)
			return unknown(asked, c->other->name, c->other);
		note_fact(asked, other);
	}
	result = test_value(c, fact->value, other ? other->value : c->words[0]);
	for (size_t n = 1; c->test == TEST_HAS && result == TRUTH_FALSE && (fact = said(c, scene, n)); n++)
		result = test_value(c, fact->value, c->words[0]);
	return result;
}

static enum truth test_verdict(const struct condition *c, const struct scene *scene, struct asked *asked)
{
	const char *needs = NULL, *verdict = scene->verdict(scene->self, c->limb, &needs);

	if (!verdict) {
		if (!asked->missing && !asked->missing_limb) {
			asked->missing = needs;
			asked->missing_limb = c->limb;
		}
		return TRUTH_UNKNOWN;
	}
	note_limb(asked, c->limb);
	return test_value(c, verdict, c->words[0]);
}

/* Fails that neither the claim nor the agreement names. */
static size_t uncovered(const struct scene *scene)
{
	size_t count = 0;

	for (size_t i = 0; i < scene->found->fails; i++) {
		bool covered = false;

		for (size_t l = 0; l < 2; l++) {
			const struct entry *e = part_entry_for(scene->part, for_limb[l].list, scene->limb->key);

			for (size_t n = 0; e && entry_fact(e, "covers", n); n++)
				covered = covered || strcmp(entry_fact(e, "covers", n)->value, scene->found->places[i].rule) == 0;
		}
		count += !covered;
	}
	return count;
}

static enum truth test_found(const struct condition *c, const struct scene *scene)
{
	const struct found *f = scene->found;
	const size_t values[] = { f->image, f->fails, f->unknown, f->accepted, f->expired, f->undated };
	char text[32];

	if (c->count == COUNT_IMAGE)
		return test_value(c, f->image ? "yes" : "no", c->words[0]);
	snprintf(text, sizeof(text), "%zu", c->count == COUNT_UNCOVERED ? uncovered(scene) : values[c->count]);
	return test_value(c, text, c->words[0]);
}

/*
 * Who claims nothing and agreed on nothing has done neither. How a requirement
 * is met is no act of that kind: a list that is not there leaves it open.
 */
static enum truth test_made(const struct condition *c, const struct scene *scene, struct asked *asked)
{
	const struct schema_section *list = c->limb_key->section;
	const struct entry *entry;

	if (strcmp(list->name, "essential") == 0 && !scene->part->list_said[list->index])
		return unknown(asked, list->name, NULL);
	if (!entry_for(scene, c->list, &entry))
		return unknown(asked, c->limb_key->name, c->limb_key);
	return test_value(c, entry ? "made" : "none", NULL);
}

static enum truth hold_test(const struct condition *c, const struct scene *scene, struct asked *asked)
{
	switch (c->subject) {
	case SUBJECT_VERDICT:
		return test_verdict(c, scene, asked);
	case SUBJECT_FOUND:
		return test_found(c, scene);
	case SUBJECT_MADE:
		return test_made(c, scene, asked);
	default:
		return test_fact(c, scene, asked);
	}
}

/* An entry that does not say which limb it is about may be about any. */
static enum truth concerned(const struct entry *e, const struct limb *limb)
{
	if (!entry_fact(e, "limb", 0))
		return TRUTH_UNKNOWN;
	return truth(entry_concerns(e, limb->key));
}

struct tally {
	size_t seen, holds, fails;
	bool maybe;			/* one that does not say its limb, and would not break 'every' */
};

static void tally_entry(struct tally *t, const struct condition *c, const struct entry *e, const struct scene *scene,
			struct asked *asked)
{
	enum truth one, concerns = c->this_limb ? concerned(e, scene->limb) : TRUTH_TRUE;
	struct scene inside = *scene;

	if (e->list != c->section || concerns == TRUTH_FALSE)
		return;
	inside.entry = e;
	one = condition_holds(c->child, &inside, asked);
	if (concerns == TRUTH_UNKNOWN) {
		/* were it about this limb, would it matter? */
		t->maybe = t->maybe || (c->kind == KIND_EVERY && one == TRUTH_TRUE);
		if (one == (c->kind == KIND_EVERY ? TRUTH_TRUE : TRUTH_FALSE))
			return;
		one = unknown(asked, c->limb_key->name, c->limb_key);
	}
	t->seen++;
	t->holds += one == TRUTH_TRUE;
	t->fails += one == TRUTH_FALSE;
}

/*
 * some: one entry for which it holds; every: all and at least one; none: not
 * one. What is listed for the whole product is listed for each of its parts,
 * unless it is about the properties of a thing.
 */
static enum truth hold_quantified(const struct condition *c, const struct scene *scene, struct asked *asked)
{
	struct tally t = { 0 };
	bool said = false;

	for (const struct part *p = scene->part; p; p = c->section->of_part ? NULL : p->whole) {
		said = said || p->list_said[c->section->index];
		for (size_t i = 0; i < p->entry_count; i++)
			tally_entry(&t, c, &p->entries[i], scene, asked);
	}
	if (!said)
		return unknown(asked, c->section->name, NULL);
	if (c->kind == KIND_EVERY && t.seen == 0 && t.maybe)
		return unknown(asked, c->limb_key->name, c->limb_key);
	if (c->kind == KIND_EVERY)
		return t.fails || t.seen == 0 ? TRUTH_FALSE : t.holds == t.seen ? TRUTH_TRUE : TRUTH_UNKNOWN;
	if (c->kind == KIND_SOME)
		return t.holds ? TRUTH_TRUE : t.fails == t.seen ? TRUTH_FALSE : TRUTH_UNKNOWN;
	return t.holds ? TRUTH_FALSE : t.fails == t.seen ? TRUTH_TRUE : TRUTH_UNKNOWN;
}

static enum truth hold_list(const struct condition *c, const struct scene *scene, struct asked *asked)
{
	enum truth decisive = c->kind == KIND_ANY ? TRUTH_TRUE : TRUTH_FALSE;
	enum truth result = c->kind == KIND_ANY ? TRUTH_FALSE : TRUTH_TRUE;

	for (const struct condition *at = c->child; at; at = at->next) {
		enum truth one = condition_holds(at, scene, asked);

		if (one == decisive)
			return decisive;
		if (one == TRUTH_UNKNOWN)
			result = TRUTH_UNKNOWN;
	}
	return result;
}

static enum truth holds(const struct condition *when, const struct scene *scene, struct asked *asked)
{
	static const enum truth not[] = {
		[TRUTH_UNKNOWN] = TRUTH_UNKNOWN, [TRUTH_FALSE] = TRUTH_TRUE, [TRUTH_TRUE] = TRUTH_FALSE,
	};

	switch (when->kind) {
	case KIND_TEST:
		return hold_test(when, scene, asked);
	case KIND_NOT:
		return not[condition_holds(when->child, scene, asked)];
	case KIND_SOME:
	case KIND_EVERY:
	case KIND_NONE:
		return hold_quantified(when, scene, asked);
	default:
		return hold_list(when, scene, asked);
	}
}

enum truth condition_holds(const struct condition *when, const struct scene *scene, struct asked *asked)
{
	const char *missing = asked->missing;
	const struct schema_key *missing_key = asked->missing_key;
	const struct limb *missing_limb = asked->missing_limb;
	enum truth result = when ? holds(when, scene, asked) : TRUTH_TRUE;

	/* what is known all the same asks for nothing */
	if (result != TRUTH_UNKNOWN) {
		asked->missing = missing;
		asked->missing_key = missing_key;
		asked->missing_limb = missing_limb;
	}
	return result;
}

void condition_limbs(const struct condition *when, void (*use)(void *self, const struct limb *limb), void *self)
{
	if (when && when->kind == KIND_TEST && when->subject == SUBJECT_VERDICT)
		use(self, when->limb);
	for (const struct condition *at = when ? when->child : NULL; at; at = at->next)
		condition_limbs(at, use, self);
}

/* --- the sentence --- */

/* What {name} stands for, into *c. */
static bool stands_for(const struct schema *schema, const char *name, struct condition *c)
{
	const struct condition_reader reader = { .schema = schema };

	c->key = schema_find(schema, name);
	if (c->key)
		c->subject = SUBJECT_FACT;
	return c->key ? !c->key->section->list : name_is_for_limb(&reader, c, name) && c->key;
}

/* The value that {name} stands for, or NULL. */
static const char *value_of(const struct schema *schema, const char *name, const struct scene *scene)
{
	struct condition c = { .test = TEST_SAID };
	const struct fact *fact;

	if (strcmp(name, "found.worst") == 0)
		return scene->found->worst;
	if (strcmp(name, "found.open") == 0)
		return scene->found->open;
	fact = stands_for(schema, name, &c) ? said(&c, scene, 0) : NULL;
	return fact ? fact->value : NULL;
}

int condition_text_check(const struct condition_reader *reader, const struct yaml *because, struct err *err)
{
	for (const char *at = strchr(because->text, '{'); at; at = strchr(at + 1, '{')) {
		size_t n = strcspn(at, "}");
		const char *name = arena_text(reader->mem, at + 1, n - 1);

		if (strcmp(name, "found.worst") != 0 && strcmp(name, "found.open") != 0 &&
		    !stands_for(reader->schema, name, &(struct condition){ 0 }))
			return yaml_error(err, because, "no key or count is called '{%s}'", name);
	}
	return 0;
}

const char *condition_text(struct arena *mem, const struct schema *schema, const char *because,
			   const struct scene *scene)
{
	struct text out = { 0 };
	const char *kept;

	for (const char *at = because; *at; at++) {
		const char *end = *at == '{' ? strchr(at, '}') : NULL;
		const char *name = end ? arena_text(mem, at + 1, (size_t)(end - at) - 1) : NULL;
		const char *value = name ? value_of(schema, name, scene) : NULL;

		if (!end) {
			text_char(&out, *at);
			continue;
		}
		text_add(&out, value ? value : name);
		at = end;
	}
	kept = arena_text(mem, out.at ? out.at : "", out.n);
	text_free(&out);
	return kept;
}
