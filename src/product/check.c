#include "product/check.h"

#include <stdint.h>
#include <string.h>

#include "base/auto.h"
#include "base/names.h"
#include "product/value.h"

struct check {
	struct product *product;
	const struct law *law;
	struct mistakes *mistakes;
	struct names *ids;		/* [part_count]: "risks\tR1" to its entry */
};

static void wrong(const struct check *c, const struct fact *f, const char *why)
{
	mistake_add(c->mistakes, f->line, f->column, "%s: '%s' %s", f->key->name, mistake_quote(c->mistakes, f->value), why);
}

/* --- ids and references --- */

static const char *id_name(const struct check *c, const char *list, const char *id)
{
	return arena_printf(c->mistakes->mem, "%s\t%s", list, id);
}

static void check_id(const struct check *c, size_t part, const struct entry *entry)
{
	const struct fact *id = entry_fact(entry, "id", 0);
	void **at;

	if (!id)
		return;
	at = names_at(&c->ids[part], bytes_of(id_name(c, entry->list->name, id->value)));
	if (*at)
		wrong(c, id, arena_printf(c->mistakes->mem, "is taken by the entry on line %ld", entry_fact(*at, "id", 0)->line));
	else
		*at = (void *)(uintptr_t)entry;
}

static void check_ref(const struct check *c, size_t part, const struct fact *f)
{
	const struct entry *entry;
	struct bytes name;

	if (f->key->type != VALUE_REF)
		return;
	name = bytes_of(id_name(c, f->key->refers_to, f->value));
	entry = names_find(&c->ids[part], name);
	if (!entry)
		entry = names_find(&c->ids[0], name);
	if (!entry)
		wrong(c, f, arena_printf(c->mistakes->mem, "is the id of no entry of '%s'", f->key->refers_to));
	else if (entry_planned(entry))
		wrong(c, f, "is only planned: it shows nothing until its file is kept");
}

/* --- requirements that a list may name --- */

/* Beginnings of limbs; what begins with none of them is refused, with the reason. */
static const struct reach {
	const char *list;
	const char *limbs[3];
	const char *why;
} reaches[] = {
	{ "claims", { "I.2" },
	  "cannot be claimed not to apply: only the requirements of Annex I, Part I, point (2) can (Article 13(4))" },
	{ "tailor_made", { "I.2.b", "II.8" },
	  "cannot be departed from: tailor-made terms reach the default configuration (I.2.b.config) and the price of"
	  " updates (II.8.free), nothing else (recital 64)" },
	{ "essential", { "I" }, "is no requirement of Annex I, Part I; this list is about those" },
};

/* Part II is the limb people most often try to claim away. */
static const char part_two[] = "is of Annex I, Part II, which has no \"not applicable\": it binds for every product";

static const struct reach *reach_of(const char *list)
{
	for (size_t i = 0; i < COUNT(reaches); i++)
		if (strcmp(reaches[i].list, list) == 0)
			return &reaches[i];
	return NULL;
}

static void check_reach(const struct check *c, const struct reach *reach, const struct fact *f)
{
	bool claim = strcmp(reach->list, "claims") == 0, single = claim || strcmp(reach->list, "essential") == 0;

	for (size_t i = 0; i < COUNT(reach->limbs) && reach->limbs[i]; i++)
		if (limb_reaches(reach->limbs[i], f->value) && !(single && limb_reaches(f->value, "I.2")))
			return;
	if (claim && limb_reaches("II", f->value))
		wrong(c, f, part_two);
	else if (single && limb_reaches(f->value, "I.2"))
		wrong(c, f, "is more than one requirement: name each by itself, with what is so about it");
	else
		wrong(c, f, reach->why);
}

/* In claims, tailor_made and essential a limb has one entry: two could say the opposite of each other. */
static void check_limbs(const struct check *c, struct names *taken, const struct entry *entry)
{
	const struct reach *reach = reach_of(entry->list->name);
	const struct fact *f;

	for (size_t i = 0; reach && i < entry->count; i++) {
		void **at;

		f = &entry->facts[i];
		if (f->key->type != VALUE_LIMB)
			continue;
		check_reach(c, reach, f);
		at = names_at(taken, bytes_of(id_name(c, entry->list->name, f->value)));
		if (*at)
			wrong(c, f, arena_printf(c->mistakes->mem, "has an entry already, on line %ld",
						 ((const struct fact *)*at)->line));
		else
			*at = (void *)(uintptr_t)f;
	}
}

/*
 * The same finding accepted twice could have two dates. One without a rule
 * accepts nothing, and whoever wrote it believes otherwise. (A claim on nobody
 * knows what is another matter: it makes unknown what it could be about.)
 */
static void check_accepted(const struct check *c, struct names *taken, const struct entry *entry)
{
	const struct fact *rule = entry_fact(entry, "rule", 0), *path = entry_fact(entry, "path", 0);
	void **at;

	if (strcmp(entry->list->name, "accepted") != 0)
		return;
	if (!rule) {
		mistake_add(c->mistakes, entry->line, entry->column, "accepted: an entry needs 'rule': whose finding is it?");
		return;
	}
	at = names_at(taken, bytes_of(arena_printf(c->mistakes->mem, "accepted\t%s\t%s", rule->value,
						   path ? path->value : "")));
	if (*at)
		wrong(c, rule, arena_printf(c->mistakes->mem, "is accepted already, on line %ld",
					    ((const struct fact *)*at)->line));
	else
		*at = (void *)(uintptr_t)rule;
}

/* --- parts --- */

/* It stands before a colon in the keys of verdicts. */
static bool part_id_fits(const char *id)
{
	size_t n = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

	return id[n] == '\0' && n <= 40;
}

static void check_part_id(const struct check *c, const struct entry *entry)
{
	const struct fact *id = entry_fact(entry, "id", 0);

	if (!id)
		mistake_add(c->mistakes, entry->line, entry->column,
			    "parts: a part needs an 'id': it stands before the keys of its verdicts (LIB:I.2.d)");
	else if (!part_id_fits(id->value))
		wrong(c, id, "is no name for a part: 1 to 40 letters, digits, '-' and '_'");
}

/* Follows 'within' as many steps as there are parts; who is not out by then goes round. */
static void check_circle(const struct check *c, const struct entry *entry, size_t part)
{
	const struct product *product = c->product;
	const struct part *at = &product->parts[part];
	const struct fact *within = entry_fact(entry, "within", 0);

	if (!within || !at->id)
		return;
	for (size_t steps = 0; at && at->within && steps <= product->part_count; steps++) {
		at = product_part(product, at->within);
		if (at == &product->parts[part]) {
			wrong(c, within, "goes round in a circle: the part would be in itself");
			return;
		}
	}
}

static void check_parts(const struct check *c)
{
	const struct part *whole = &c->product->parts[0];
	size_t part = 0;

	for (size_t i = 0; i < whole->entry_count; i++) {
		const struct entry *entry = &whole->entries[i];

		if (strcmp(entry->list->name, "parts") != 0)
			continue;
		check_part_id(c, entry);
		check_circle(c, entry, ++part);
	}
}

static void move_it(const struct check *c, const struct schema_section *section, long line, long column)
{
	mistake_add(c->mistakes, line, column,
		    "%s: in a product of several parts this is said in the part it is true of: move it below 'parts'",
		    section->name);
}

/* What is a property of a thing does not stand above the things. */
static void check_whole(const struct check *c)
{
	const struct part *whole = &c->product->parts[0];
	bool *said = arena_alloc(c->mistakes->mem, c->product->schema->section_count * sizeof(*said));

	for (size_t i = 0; i < whole->fact_count; i++) {
		const struct schema_section *section = whole->facts[i].key->section;

		if (section->of_part && !said[section->index])
			move_it(c, section, whole->facts[i].line, whole->facts[i].column);
		said[section->index] = true;
	}
	for (size_t i = 0; i < whole->entry_count; i++) {
		const struct schema_section *section = whole->entries[i].list;

		if (section->of_part && !said[section->index])
			move_it(c, section, whole->entries[i].line, whole->entries[i].column);
		said[section->index] = true;
	}
}

void check_product(struct product *product, const struct law *law)
{
	struct arena *mem = &product->mem;
	struct check c = {
		.product = product, .law = law, .mistakes = &product->mistakes,
		.ids = arena_alloc(mem, product->part_count * sizeof(*c.ids)),
	};

	for (size_t p = 0; p < product->part_count; p++) {
		struct names taken = { .mem = mem };

		c.ids[p].mem = mem;
		for (size_t i = 0; i < product->parts[p].entry_count; i++) {
			check_id(&c, p, &product->parts[p].entries[i]);
			check_limbs(&c, &taken, &product->parts[p].entries[i]);
			check_accepted(&c, &taken, &product->parts[p].entries[i]);
		}
	}
	for (size_t p = 0; p < product->part_count; p++) {
		const struct part *part = &product->parts[p];

		for (size_t i = 0; i < part->fact_count; i++)
			check_ref(&c, p, &part->facts[i]);
		for (size_t i = 0; i < part->entry_count; i++)
			for (size_t k = 0; k < part->entries[i].count; k++)
				check_ref(&c, p, &part->entries[i].facts[k]);
	}
	check_parts(&c);
	if (product->part_count > 1)
		check_whole(&c);
}
