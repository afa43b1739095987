/* The examples of decision tables: each row is shown to decide. */
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/text.h"
#include "judge/decide.h"

/* What one example says, as a part of a product. */
struct example {
	const struct decision_tables *tables;
	const struct row *row;
	const struct limb *limb;
	struct arena mem;
	struct part part;
	struct entry *entries;		/* part.entries, to be filled */
	struct found found;
	const char **verdicts;		/* [limb_count] */
};

static const struct fact *fact_new(struct example *x, const struct schema_key *key, const struct yaml *at)
{
	struct fact *fact = ARENA_NEW(&x->mem, struct fact);

	*fact = (struct fact){ key, at->text, at->line, at->column };
	return fact;
}

static bool fits(const struct schema_key *key, const char *value)
{
	if (key->type == VALUE_YESNO)
		return strcmp(value, "yes") == 0 || strcmp(value, "no") == 0;
	for (size_t i = 0; i < key->word_count; i++)
		if (strcmp(key->words[i], value) == 0)
			return true;
	return key->type != VALUE_WORD;
}

/* Adds the values of one key: a text, or a list of texts. */
static int add_values(struct example *x, const struct schema_key *key, const struct yaml *at, struct fact *facts,
		      size_t *count, struct err *err)
{
	const struct yaml *value = at->kind == YAML_LIST ? at->child : at;

	for (; value; value = at->kind == YAML_LIST ? value->next : NULL) {
		if (!value->text || !fits(key, value->text))
			return yaml_error(err, value, "'%s' is never that", key->name);
		facts[(*count)++] = *fact_new(x, key, value);
	}
	return 0;
}

static size_t count_values(const struct yaml *map)
{
	size_t count = 0;

	for (const struct yaml *at = map->child; at; at = at->next)
		count += at->kind == YAML_LIST ? at->count : 1;
	return count;
}

static int add_entry(struct example *x, const struct schema_section *list, const struct yaml *map, struct err *err)
{
	struct entry *e = &x->entries[x->part.entry_count];
	struct fact *facts;

	if (map->kind != YAML_MAP)
		return yaml_error(err, map, "an entry is a map");
	facts = arena_alloc(&x->mem, (count_values(map) + 2) * sizeof(*facts));
	*e = (struct entry){ .list = list, .index = x->part.entry_count, .line = map->line, .facts = facts };
	for (const struct yaml *at = map->child; at; at = at->next) {
		const struct schema_key *key = schema_find(x->tables->schema,
				arena_printf(&x->mem, "%s[].%s", list->name, at->key));

		if (!key)
			return yaml_error(err, at, "entries of '%s' have no '%s'", list->name, at->key);
		if (add_values(x, key, at, facts, &e->count, err) != 0)
			return -1;
		/* 'this' is the limb that the example is about */
		for (size_t i = 0; i < e->count; i++)
			if (key->type == VALUE_LIMB && strcmp(facts[i].value, "this") == 0)
				facts[i].value = x->limb->key;
	}
	x->part.entry_count++;
	return 0;
}

static int add_list(struct example *x, const struct schema_section *list, const struct yaml *at, struct err *err)
{
	if (at->kind != YAML_LIST)
		return yaml_error(err, at, "'%s' is a list of entries", list->name);
	x->part.list_said[list->index] = true;
	for (const struct yaml *map = at->child; map; map = map->next)
		if (add_entry(x, list, map, err) != 0)
			return -1;
	return 0;
}

/* found.fails: 2, or the rules: found.fails: [D-TELNET] */
static bool add_found(struct example *x, const struct yaml *at)
{
	const struct { const char *name; size_t *to; } counts[] = {
		{ "found.unknown", &x->found.unknown }, { "found.accepted", &x->found.accepted },
		{ "found.expired", &x->found.expired }, { "found.undated", &x->found.undated },
	};
	struct found_place *places;

	x->found.image = true;
	for (size_t i = 0; i < COUNT(counts); i++)
		if (strcmp(at->key, counts[i].name) == 0 && at->text) {
			*counts[i].to = strtoul(at->text, NULL, 10);
			return true;
		}
	if (strcmp(at->key, "found.image") == 0 && at->text) {
		x->found.image = strcmp(at->text, "yes") == 0;
		return true;
	}
	if (strcmp(at->key, "found.fails") != 0)
		return false;
	x->found.fails = at->text ? strtoul(at->text, NULL, 10) : at->count;
	places = arena_alloc(&x->mem, (x->found.fails + 1) * sizeof(*places));
	x->found.places = places;
	for (size_t i = 0; i < x->found.fails; i++)
		places[i].rule = "A-RULE";
	for (const struct yaml *rule = at->child; rule; rule = rule->next)
		(places++)->rule = rule->text;
	return true;
}

static int add_one(struct example *x, const struct yaml *at, struct fact *facts, struct err *err)
{
	const struct limb *limb = law_limb(x->tables->law, at->key);
	const struct schema_section *section = schema_section(x->tables->schema, at->key);
	const struct schema_key *key = schema_find(x->tables->schema, at->key);
	size_t before = x->part.fact_count;

	if (strcmp(at->key, "limb") == 0 || add_found(x, at))
		return 0;
	if (limb && at->text) {
		x->verdicts[limb - x->tables->law->limbs] = at->text;
		return 0;
	}
	if (section && section->list)
		return add_list(x, section, at, err);
	if (!key || key->section->list)
		return yaml_error(err, at, "no key, limb, list or count is called '%s'", at->key);
	if (add_values(x, key, at, facts, &x->part.fact_count, err) != 0)
		return -1;
	if (x->part.fact_count > before)
		x->part.said[key->index] = &facts[before];
	return 0;
}

static size_t count_entries(const struct yaml *map)
{
	size_t count = 0;

	for (const struct yaml *at = map->child; at; at = at->next)
		count += at->kind == YAML_LIST ? at->count : 0;
	return count;
}

/* Those that every limb asks for first; an example that is not about them need not repeat them. */
static void usual_verdicts(struct example *x)
{
	static const struct { const char *key, *verdict; } usual[] = {
		{ "SCOPE", "IN-SCOPE" }, { "ROLE", "MANUFACTURER" }, { "TIME", "APPLIES" },
	};

	for (size_t i = 0; i < COUNT(usual); i++)
		x->verdicts[law_limb(x->tables->law, usual[i].key) - x->tables->law->limbs] = usual[i].verdict;
}

static int example_read(struct example *x, const struct yaml *map, struct err *err)
{
	const struct schema *schema = x->tables->schema;
	struct fact *facts = arena_alloc(&x->mem, (count_values(map) + 1) * sizeof(*facts));

	x->verdicts = arena_alloc(&x->mem, x->tables->law->limb_count * sizeof(*x->verdicts));
	usual_verdicts(x);
	x->entries = arena_alloc(&x->mem, (count_entries(map) + 1) * sizeof(*x->entries));
	x->part = (struct part){
		.id = "", .facts = facts, .said = arena_alloc(&x->mem, (schema->key_count + 1) * sizeof(*x->part.said)),
		.entries = x->entries,
		.list_said = arena_alloc(&x->mem, (schema->section_count + 1) * sizeof(bool)),
	};
	for (const struct yaml *at = map->child; at; at = at->next)
		if (add_one(x, at, facts, err) != 0)
			return -1;
	return 0;
}

static const char *verdict_of(void *self, const struct limb *limb, const char **needs)
{
	struct example *x = self;

	*needs = NULL;
	return x->verdicts[limb - x->tables->law->limbs];
}

/* The table the row is tried in: its own, or the first that shares it. */
static const struct decision_table *table_for(const struct decision_tables *tables, const struct row *row)
{
	if (row->table->limb_count)
		return row->table;
	for (size_t i = 0; i < tables->count; i++)
		for (size_t r = 0; tables->list[i].limb_count && r < tables->list[i].row_count; r++)
			if (tables->list[i].rows[r] == row)
				return &tables->list[i];
	return NULL;
}

static int example_run(struct example *x, const struct decision_table *table, struct err *err)
{
	const struct yaml *map = yaml_get(x->row->doc, "example");
	const char *limb = yaml_text(map, "limb");
	const struct scene scene = {
		.part = &x->part, .found = &x->found, .verdict = verdict_of, .self = x,
		.limb = x->limb = limb ? law_limb(x->tables->law, limb) : table->limbs[0],
	};
	struct decision got;
	const char *want;

	if (!x->limb)
		return yaml_error(err, map, "no limb '%s'", limb);
	if (example_read(x, map, err) != 0)
		return -1;
	decide_one(&got, &x->mem, table, &scene, x->tables->schema);
	want = arena_printf(&x->mem, "%s/%s", x->row->table->name, x->row->id);
	if (!got.row || strcmp(got.row, want) != 0)
		return yaml_error(err, map, "row '%s' does not decide its example: %s%s%s (%s)", x->row->id, got.verdict,
				  got.row ? " by " : "", got.row ? got.row : "", got.reason);
	return 0;
}

int tables_check(const struct decision_tables *tables, size_t *ran, struct err *err)
{
	*ran = 0;
	for (size_t i = 0; i < tables->count; i++) {
		const struct decision_table *own = &tables->list[i];

		for (size_t r = 0; r < own->own_count; r++, ++*ran) {
			struct example x = { .tables = tables, .row = &own->own[r] };
			const struct decision_table *table = table_for(tables, x.row);
			int code = table ? example_run(&x, table, err)
					 : yaml_error(err, own->doc, "no table shares '%s'", own->name);

			arena_free(&x.mem);
			if (code != 0)
				return -1;
		}
	}
	for (size_t i = 0; i < tables->law->limb_count; i++)
		if (!tables->law->limbs[i].sum_count && !tables->of_limb[i])
			return err_set(err, ERR_USAGE, "data/decisions: no table decides '%s'", tables->law->limbs[i].key);
	return 0;
}
