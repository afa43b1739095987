#include "judge/decisive.h"

struct count {
	const struct decision_tables *tables;
	bool *limbs;			/* [limb_count]: seen on the way from one limb */
	bool *keys;			/* [key_count]: asked for on that way */
};

static void visit_limb(struct count *c, const struct limb *limb);

/* What a condition asks for are names of its maps, however deep. */
static void visit_condition(struct count *c, const struct yaml *when)
{
	for (const struct yaml *at = when ? when->child : NULL; at; at = at->next) {
		const struct schema_key *key = at->key ? schema_find(c->tables->schema, at->key) : NULL;
		const struct limb *limb = at->key && !key ? law_limb(c->tables->law, at->key) : NULL;

		if (key)
			c->keys[key->index] = true;
		if (limb)
			visit_limb(c, limb);
		visit_condition(c, at);
	}
}

static void visit_limb(struct count *c, const struct limb *limb)
{
	size_t i = (size_t)(limb - c->tables->law->limbs);
	const struct decision_table *table = c->tables->of_limb[i];

	if (c->limbs[i])
		return;
	c->limbs[i] = true;
	for (size_t k = 0; table && k < table->row_count; k++)
		visit_condition(c, yaml_get(table->rows[k]->doc, "when"));
}

size_t *decisive_count(struct arena *mem, const struct decision_tables *tables)
{
	const struct law *law = tables->law;
	size_t keys = tables->schema->key_count, *out = arena_alloc(mem, keys * sizeof(*out));

	for (size_t i = 0; i < law->limb_count; i++) {
		struct count c = {
			tables, arena_alloc(mem, law->limb_count * sizeof(bool)), arena_alloc(mem, keys * sizeof(bool)),
		};

		visit_limb(&c, &law->limbs[i]);
		for (size_t k = 0; k < keys; k++)
			out[k] += c.keys[k];
	}
	return out;
}
