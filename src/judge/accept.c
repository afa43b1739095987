#include "judge/accept.h"

#include <string.h>

#include "base/text.h"
#include "product/nearest.h"

static void check_fact(struct product *product, const struct fact *fact, const struct rules *rules, const char **ids)
{
	struct mistakes *m = &product->mistakes;
	const char *near;

	if (fact->key->type != VALUE_RULE || strcmp(fact->value, "none") == 0 || rules_find(rules, fact->value))
		return;
	near = mistakes_shown(m) ? nearest_word(fact->value, ids, rules->count) : NULL;
	mistake_add(m, fact->line, fact->column, "%s: no rule '%s'%s%s%s", fact->key->name, fact->value,
		    near ? "; did you mean '" : "; 'cradle rules list' names them", near ? near : "", near ? "'?" : "");
}

int accept_check(struct product *product, const struct rules *rules, struct err *err)
{
	const char **ids = arena_alloc(&product->mem, (rules->count + 1) * sizeof(*ids));

	for (size_t i = 0; i < rules->count; i++)
		ids[i] = rules->list[i].id;
	for (size_t p = 0; p < product->part_count; p++)
		for (size_t e = 0; e < product->parts[p].entry_count; e++)
			for (size_t f = 0; f < product->parts[p].entries[e].count; f++)
				check_fact(product, &product->parts[p].entries[e].facts[f], rules, ids);
	return product_refuse(product, err);
}

static const char *value(const struct entry *e, const char *last)
{
	const struct fact *fact = entry_fact(e, last, 0);

	return fact && strcmp(fact->value, "none") != 0 ? fact->value : NULL;
}

static int accept_one(struct dossier *d, const struct entry *e, const char *as_of, struct err *err)
{
	const char *rule = value(e, "rule"), *path = value(e, "path"), *until = value(e, "until");
	const char *state = "accepted";

	if (!rule || !path || !until || !value(e, "reason") || !value(e, "risk"))
		return 0;
	if (!as_of || !*as_of)
		state = "undated";
	else if (strcmp(as_of, until) > 0)
		state = "expired";
	return dossier_accept(d, rule, path, state, until, err);
}

int accept_findings(struct dossier *d, const struct part *part, const char *as_of, struct err *err)
{
	for (size_t i = 0; i < part->entry_count; i++)
		if (strcmp(part->entries[i].list->name, "accepted") == 0 &&
		    accept_one(d, &part->entries[i], as_of, err) != 0)
			return -1;
	return 0;
}

static int store_fact(struct dossier *d, const struct part *part, const char *section, int64_t item,
		      const struct fact *f, const char *path, struct err *err)
{
	const struct declared row = {
		.part = part->id, .section = section, .item = item, .key = f->key->last, .value = f->value,
		.at = { path, f->line },
	};

	return dossier_add_declared(d, &row, err);
}

/* A list that is said to be empty: 'nothing listens' is not the same as silence. */
static int store_empty(struct dossier *d, const struct part *part, const struct schema *schema, const char *path,
		       struct err *err)
{
	for (size_t s = 0; s < schema->section_count; s++) {
		const struct schema_section *list = &schema->sections[s];
		struct declared row = { .part = part->id, .section = list->name, .item = -1, .value = "none", .at = { path, 0 } };
		size_t i = 0;

		while (i < part->entry_count && part->entries[i].list != list)
			i++;
		if (list->list && part->list_said[s] && i == part->entry_count && dossier_add_declared(d, &row, err) != 0)
			return -1;
	}
	return 0;
}

static int store_part(struct dossier *d, const struct product *product, const struct part *part, struct err *err)
{
	const char *path = path_last(product->path);

	for (size_t i = 0; i < part->fact_count; i++)
		if (store_fact(d, part, part->facts[i].key->section->name, -1, &part->facts[i], path, err) != 0)
			return -1;
	for (size_t i = 0; i < part->entry_count; i++) {
		const struct entry *e = &part->entries[i];

		for (size_t f = 0; f < e->count; f++)
			if (store_fact(d, part, e->list->name, (int64_t)e->index, &e->facts[f], path, err) != 0)
				return -1;
	}
	return store_empty(d, part, product->schema, path, err);
}

int store_declared(struct dossier *d, const struct product *product, const struct part *seen, struct err *err)
{
	if (dossier_begin(d, err) != 0)
		return -1;
	for (size_t i = 0; i < product->part_count; i++)
		if (store_part(d, product, &product->parts[i], err) != 0)
			return -1;
	if (seen && dossier_set_meta(d, "part", seen->id, err) != 0)
		return -1;
	return dossier_commit(d, err);
}
