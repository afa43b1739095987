#include "judge/decide.h"

#include <string.h>

#include "base/auto.h"

/* --- one table --- */

/*
 * From worst to best. What stands above NEEDS-INPUT speaks against the product;
 * the last ones say that something need not be met.
 */
static const char *const ranks[] = {
	"NOT-MET", "N/A-REJECTED", "DEVIATION-REJECTED", "NEEDS-INPUT", "DEVIATION-OK", "MET", "N/A-OK",
};

int verdict_rank(const char *verdict)
{
	for (size_t i = 0; i < COUNT(ranks); i++)
		if (strcmp(verdict, ranks[i]) == 0)
			return (int)i;
	return (int)COUNT(ranks);
}

static bool speaks_against(const char *verdict)
{
	return verdict_rank(verdict) < verdict_rank("NEEDS-INPUT");
}

static bool exempts(const char *verdict)
{
	return strcmp(verdict, "N/A-OK") == 0 || strcmp(verdict, "DEVIATION-OK") == 0;
}

/* What going through the rows showed. */
struct outcome {
	const struct row *row;		/* the one that surely holds, or NULL */
	const struct row *open;		/* the first before it that may hold; one that exempts only if no other may */
	const char *other;		/* what all that may hold and don't exempt say; NULL: there are none */
	bool agree, mixed;		/* all that may hold say the same; those of 'other' don't */
	struct asked certain, missing;
};

static void note_open(struct outcome *o, const struct row *row, const struct asked *asked)
{
	if (!o->open || (exempts(o->open->verdict) && !exempts(row->verdict))) {
		o->open = row;
		o->missing = *asked;
	}
	if (exempts(row->verdict))
		return;
	o->mixed = o->mixed || (o->other && strcmp(o->other, row->verdict) != 0);
	o->other = row->verdict;
}

static void go_through(struct outcome *o, const struct decision_table *table, const struct scene *scene)
{
	*o = (struct outcome){ .agree = true };
	const char *said = NULL;

	for (size_t i = 0; i < table->row_count && !o->row; i++) {
		const struct row *row = table->rows[i];
		struct asked asked = { 0 };
		enum truth holds = condition_holds(row->when, scene, &asked);

		if (holds == TRUTH_FALSE)
			continue;
		o->agree = o->agree && (!said || strcmp(said, row->verdict) == 0);
		said = row->verdict;
		if (holds == TRUTH_TRUE) {
			o->row = row;
			o->certain = asked;
		} else {
			note_open(o, row, &asked);
		}
	}
}

/* Is the row that holds the verdict, whatever becomes of those that may hold? */
static bool stands(const struct outcome *o)
{
	if (!o->row || !o->open || o->agree)
		return o->row != NULL;
	return speaks_against(o->row->verdict) && !o->mixed && (!o->other || strcmp(o->other, o->row->verdict) == 0);
}

static void take_facts(struct decision *out, struct arena *mem, const struct asked *asked, const struct scene *scene)
{
	struct decision_fact *facts = arena_alloc(mem, (asked->fact_count + asked->limb_count + 1) * sizeof(*facts));

	for (size_t i = 0; i < asked->fact_count; i++)
		facts[out->fact_count++] = (struct decision_fact){
			asked->facts[i]->key->name, asked->facts[i]->value, asked->facts[i]->line,
		};
	for (size_t i = 0; i < asked->limb_count; i++)
		facts[out->fact_count++] = (struct decision_fact){
			asked->limbs[i]->key, scene->verdict(scene->self, asked->limbs[i], &(const char *){ NULL }), 0,
		};
	out->facts = facts;
}

static void take_needs(struct decision *out, const char *name, const struct schema_key *key,
		       const struct schema *schema, const struct scene *scene)
{
	const struct schema_section *section = key || !name ? NULL : schema_section(schema, name);

	if (!key && name)
		key = schema_find(schema, name);
	out->needs_key = name;
	out->needs = key ? key->ask : section ? section->about : scene->limb->missing;
}

static const char *what_is_open(struct arena *mem, const struct asked *asked)
{
	if (asked->missing_limb)
		return arena_printf(mem, "It rests on %s, which is open.", asked->missing_limb->key);
	if (asked->missing)
		return arena_printf(mem, "Nothing is said about %s.", asked->missing);
	return "What is said does not decide it.";
}

int decide_one(struct decision *out, struct arena *mem, const struct decision_table *table, const struct scene *scene,
	       const struct schema *schema)
{
	struct outcome o;

	go_through(&o, table, scene);
	*out = (struct decision){ .limb = scene->limb, .part = scene->part, .verdict = "NEEDS-INPUT" };
	if (stands(&o)) {
		out->verdict = o.row->verdict;
		out->row = arena_printf(mem, "%s/%s", o.row->table->name, o.row->id);
		out->reason = condition_text(mem, schema, o.row->because, scene);
		out->cites = (const struct provision *const *)o.row->cites;
		out->cite_count = o.row->cite_count;
		out->exempt_open = o.open && !o.agree;
		out->exempt_key = out->exempt_open ? o.missing.missing : NULL;
		take_facts(out, mem, &o.certain, scene);
		if (o.row->needs)
			take_needs(out, o.row->needs, NULL, schema, scene);
		return 0;
	}
	if (o.open) {
		take_needs(out, o.missing.missing, o.missing.missing_key, schema, scene);
		out->reason = what_is_open(mem, &o.missing);
		return 0;
	}
	out->needs = scene->limb->missing;
	out->reason = "What is said fits none of the cases that decide it.";
	return 0;
}

/* --- all of them --- */

struct cell {
	bool busy, done;
	struct decision decision;
};

struct deciding {
	const struct decision_tables *tables;
	const struct product *product;
	const struct found_image *image;
	struct arena *mem;
	struct cell *cells;		/* [part_count][limb_count] */
};

/* A part as seen by the conditions that are asked about it. */
struct view {
	struct deciding *all;
	const struct part *part;
};

static const struct decision *decision_of(struct deciding *all, const struct part *part, const struct limb *limb);

static const char *verdict_of(void *self, const struct limb *limb, const char **needs)
{
	struct view *view = self;
	const struct decision *d = decision_of(view->all, limb->of_part ? view->part : view->all->product->parts, limb);

	*needs = d->exempt_open ? d->exempt_key : d->needs_key;
	return strcmp(d->verdict, "NEEDS-INPUT") == 0 || d->exempt_open ? NULL : d->verdict;
}

/* The worse of the two; the first where they are alike. */
static void worse(struct decision *out, const struct decision *other, const char *name, struct arena *mem)
{
	bool open = out->exempt_open || other->exempt_open;
	const char *key = out->exempt_key ? out->exempt_key : other->exempt_key;

	if (!out->verdict || verdict_rank(other->verdict) < verdict_rank(out->verdict)) {
		out->verdict = other->verdict;
		out->reason = arena_printf(mem, "%s: %s", name, other->reason);
		out->row = other->row;
		out->needs = other->needs;
		out->needs_key = other->needs_key;
		out->facts = other->facts;
		out->fact_count = other->fact_count;
		out->cites = other->cites;
		out->cite_count = other->cite_count;
	}
	out->exempt_open = open;
	out->exempt_key = key;
}

static void decide_sum(struct deciding *all, const struct part *part, struct decision *out)
{
	const struct limb *limb = out->limb;

	for (size_t i = 0; i < limb->sum_count; i++)
		worse(out, decision_of(all, part, law_limb(all->tables->law, limb->sums[i])), limb->sums[i], all->mem);
}

static void decide_whole(struct deciding *all, struct decision *out)
{
	for (size_t i = 1; i < all->product->part_count; i++) {
		const struct part *part = &all->product->parts[i];

		worse(out, decision_of(all, part, out->limb), part->id, all->mem);
	}
}

static void decide_table(struct deciding *all, const struct part *part, struct decision *out)
{
	static const struct found nothing;
	size_t index = (size_t)(out->limb - all->tables->law->limbs);
	struct view view = { all, part };
	bool seen = all->image && all->image->part == part;
	const struct scene scene = {
		.part = part, .limb = out->limb, .found = seen ? &all->image->limbs[index] : &nothing,
		.verdict = verdict_of, .self = &view,
	};

	if (all->tables->of_limb[index])
		decide_one(out, all->mem, all->tables->of_limb[index], &scene, all->tables->schema);
	else
		*out = (struct decision){
			.limb = out->limb, .part = part, .verdict = "NEEDS-INPUT", .reason = "Nothing decides it yet.",
			.needs = out->limb->missing,
		};
}

/* Decided once. Where a part says otherwise than the whole, the worst of them counts. */
static void decide_once(struct deciding *all, struct decision *out)
{
	decide_table(all, all->product->parts, out);
	for (size_t i = 1; i < all->product->part_count && !out->limb->answer_count; i++) {
		const struct part *part = &all->product->parts[i];
		struct decision own = { .limb = out->limb, .part = part };

		decide_table(all, part, &own);
		worse(out, &own, part->id, all->mem);
	}
}

static const struct decision *decision_of(struct deciding *all, const struct part *part, const struct limb *limb)
{
	static const struct decision circle = { .verdict = "NEEDS-INPUT", .reason = "It rests on itself." };
	size_t index = (size_t)(limb - all->tables->law->limbs);
	struct cell *cell = &all->cells[(size_t)(part - all->product->parts) * all->tables->law->limb_count + index];
	struct decision *out = &cell->decision;

	if (cell->busy)
		return &circle;
	if (cell->done)
		return out;
	cell->busy = true;
	*out = (struct decision){ .limb = limb, .part = part };
	if (limb->sum_count)
		decide_sum(all, part, out);
	else if (limb->of_part && !part->whole && all->product->part_count > 1)
		decide_whole(all, out);
	else if (limb->of_part)
		decide_table(all, part, out);
	else
		decide_once(all, out);
	out->key = part->whole ? arena_printf(all->mem, "%s:%s", part->id, limb->key) : limb->key;
	cell->busy = false;
	cell->done = true;
	return out;
}

int decide(struct decisions *out, const struct decision_tables *tables, const struct product *product,
	   const struct found_image *image, struct err *err)
{
	size_t limbs = tables->law->limb_count;
	struct deciding all = { .tables = tables, .product = product, .image = image, .mem = &out->mem };

	(void)err;
	*out = (struct decisions){ .mem = { .about = "the verdicts" } };
	all.cells = arena_alloc(&out->mem, product->part_count * limbs * sizeof(*all.cells));
	out->list = arena_alloc(&out->mem, product->part_count * limbs * sizeof(*out->list));
	for (size_t p = 0; p < product->part_count; p++)
		for (size_t i = 0; i < limbs; i++)
			if (p == 0 || tables->law->limbs[i].of_part)
				out->list[out->count++] = *decision_of(&all, &product->parts[p], &tables->law->limbs[i]);
	return 0;
}

void decisions_free(struct decisions *out)
{
	arena_free(&out->mem);
	*out = (struct decisions){ 0 };
}
