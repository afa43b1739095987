#include "product/reader.h"

#include <stdint.h>
#include <string.h>

#include "base/limits.h"
#include "product/nearest.h"
#include "product/value.h"

/* A list of facts that grows. */
struct heap {
	struct fact *facts;
	size_t count, room;
};

struct reader {
	struct product *product;
	const struct schema *schema;
	const struct law *law;
	struct mistakes *mistakes;
	struct arena *mem;
};

/* What is being read: the declaration itself, a part, or an entry of another list. */
struct scope {
	struct reader *reader;
	struct part *part;
	const struct schema_section *list;	/* whose keys may stand here besides sections: 'parts' in a part */
	bool entry;				/* no sections here */
	struct heap heap;			/* what belongs to the part */
	struct heap own;			/* what belongs to the entry */
	size_t entry_room;
	const struct yaml **seen;		/* [schema.key_count]: where it was said */
	const struct yaml **seen_list;		/* [schema.section_count] */
};

static void walk(struct scope *s, const struct yaml *map, const char *above);

/* --- values --- */

static void heap_add(struct reader *r, struct heap *heap, const struct schema_key *key, const struct yaml *at,
		     const char *value)
{
	for (size_t i = heap->count; key->many && i > 0 && heap->facts[i - 1].key == key; i--)
		if (strcmp(heap->facts[i - 1].value, value) == 0) {
			mistake_add(r->mistakes, at->line, at->column, "%s: '%s' stands here twice", key->name,
				    mistake_quote(r->mistakes, value));
			return;
		}
	ARENA_ROOM(r->mem, heap->facts, heap->count, heap->room);
	heap->facts[heap->count++] = (struct fact){ key, value, at->line, at->column };
}

static void take_one(struct scope *s, const struct schema_key *key, const struct yaml *at)
{
	const char *value = value_read(key, at, s->reader->law, s->reader->mistakes);

	if (value)
		heap_add(s->reader, key->section->list ? &s->own : &s->heap, key, at, value);
	else if (!key->section->list)
		s->part->unknown[key->index] = true;
}

static void take_value(struct scope *s, const struct schema_key *key, const struct yaml *at)
{
	struct mistakes *m = s->reader->mistakes;
	const struct yaml **seen = &s->seen[key->index];

	if (*seen) {
		mistake_add(m, at->key_line, at->key_column, "%s: said twice, first on line %ld", key->name,
			    (*seen)->key_line);
		return;
	}
	*seen = at;
	if (!key->many || at->kind != YAML_LIST) {
		take_one(s, key, at);
		return;
	}
	if (at->count > LIMIT_VALUES) {
		mistake_add(m, at->line, at->column, "%s: more than %d values", key->name, LIMIT_VALUES);
		return;
	}
	for (const struct yaml *one = at->child; one; one = one->next)
		if (value_unsaid(one))
			mistake_add(m, one->line, one->column, "%s: what is unknown does not stand among other values", key->name);
		else
			take_one(s, key, one);
}

/* --- lists of entries --- */

static void part_read(struct scope *above, const struct schema_section *list, const struct yaml *at, size_t index);

static void entry_add(struct scope *s, const struct schema_section *list, size_t index, const struct yaml *at,
		      const struct heap *own)
{
	struct part *part = s->part;
	struct entry *entries = (struct entry *)(uintptr_t)part->entries;

	ARENA_ROOM(s->reader->mem, entries, part->entry_count, s->entry_room);
	entries[part->entry_count++] = (struct entry){ list, index, at->line, at->column, own->facts, own->count };
	part->entries = entries;
}

static void entry_read(struct scope *s, const struct schema_section *list, const struct yaml *at, size_t index)
{
	struct scope inside = {
		.reader = s->reader, .part = s->part, .list = list, .entry = true, .seen = s->seen,
	};

	/* entries of a list have its keys to themselves, so one array serves them all */
	memset(&inside.seen[list->keys[0].index], 0, list->key_count * sizeof(*inside.seen));
	walk(&inside, at, "");
	entry_add(s, list, index, at, &inside.own);
}

static void take_entries(struct scope *s, const struct schema_section *list, const struct yaml *at)
{
	struct mistakes *m = s->reader->mistakes;
	bool parts = strcmp(list->name, "parts") == 0;
	size_t index = 0;

	for (const struct yaml *one = at->child; one; one = one->next, index++)
		if (one->kind != YAML_MAP || one->count == 0)
			mistake_add(m, one->line, one->column, "%s: an entry is a map of keys: - %s: ...", list->name,
				    list->keys[0].last);
		else if (parts)
			part_read(s, list, one, index);
		else
			entry_read(s, list, one, index);
}

static void take_list(struct scope *s, const struct schema_section *list, const struct yaml *at)
{
	struct mistakes *m = s->reader->mistakes;
	const struct yaml **seen = &s->seen_list[list->index];

	if (*seen) {
		mistake_add(m, at->key_line, at->key_column, "%s: said twice, first on line %ld", list->name,
			    (*seen)->key_line);
		return;
	}
	*seen = at;
	if (s->part->whole && strcmp(list->name, "parts") == 0) {
		mistake_add(m, at->key_line, at->key_column,
			    "parts: parts stand side by side; one that is in another says so with 'within'");
		return;
	}
	if (value_unsaid(at))
		return;
	if (at->kind != YAML_LIST && !(at->text && strcmp(at->text, "none") == 0)) {
		mistake_add(m, at->line, at->column, "%s: expected a list of entries, each beginning with '- '", list->name);
		return;
	}
	if (strcmp(list->name, "parts") == 0 && at->count > LIMIT_PARTS) {
		mistake_add(m, at->line, at->column, "parts: more than %d", LIMIT_PARTS);
		return;
	}
	s->part->list_said[list->index] = true;
	take_entries(s, list, at);
}

/* --- keys --- */

static void unknown_key(struct scope *s, const struct yaml *at, const char *name)
{
	struct mistakes *m = s->reader->mistakes;
	const char *near = NULL, *where = "";

	if (mistakes_shown(m) && s->list)
		near = nearest_key(m->mem, s->reader->schema, s->list, name);
	if (mistakes_shown(m) && !s->entry && !near)
		near = nearest_key(m->mem, s->reader->schema, NULL, name);
	if (s->entry)
		where = arena_printf(m->mem, " in an entry of '%s'", s->list->name);
	mistake_add(m, at->key_line, at->key_column, near ? "no key '%s'%s; did you mean '%s'?" : "no key '%s'%s",
		    mistake_quote(m, name), where, near);
}

/* The key of that name that may stand here. */
static const struct schema_key *key_here(const struct scope *s, const char *name)
{
	const struct schema_key *key;

	if (s->list) {
		key = schema_find(s->reader->schema, arena_printf(s->reader->mem, "%s[].%s", s->list->name, name));
		if (key || s->entry)
			return key;
	}
	key = schema_find(s->reader->schema, name);
	return key && !key->section->list ? key : NULL;
}

static void take_key(struct scope *s, const struct yaml *at, const char *name)
{
	const struct schema *schema = s->reader->schema;
	const struct schema_key *key = key_here(s, name);
	const struct schema_section *list = key || s->entry ? NULL : schema_section(schema, name);

	if (key)
		take_value(s, key, at);
	else if (list && list->list)
		take_list(s, list, at);
	else if (s->entry || !schema_begins(schema, name))
		unknown_key(s, at, name);
	else if (at->kind == YAML_MAP)
		walk(s, at, name);
	else if (!value_unsaid(at))
		mistake_add(s->reader->mistakes, at->line, at->column, "%s: expected keys below it, not a %s", name,
			    at->kind == YAML_LIST ? "list" : "value");
}

/* Keys may be written in one ("updates.automatic.default: on") or as maps in maps. */
static void walk(struct scope *s, const struct yaml *map, const char *above)
{
	for (const struct yaml *at = map->child; at; at = at->next)
		take_key(s, at, *above ? arena_printf(s->reader->mem, "%s.%s", above, at->key) : at->key);
}

/* --- parts --- */

static struct scope part_open(struct reader *r, const struct yaml *at)
{
	struct product *product = r->product;
	struct part *part = &product->parts[product->part_count];

	part->id = "";
	part->line = at->line;
	part->whole = product->part_count++ ? &product->parts[0] : NULL;
	part->unknown = arena_alloc(r->mem, (r->schema->key_count + 1) * sizeof(*part->unknown));
	part->list_said = arena_alloc(r->mem, r->schema->section_count * sizeof(*part->list_said));
	return (struct scope){
		.reader = r, .part = part,
		.seen = arena_alloc(r->mem, r->schema->key_count * sizeof(const struct yaml *)),
		.seen_list = arena_alloc(r->mem, r->schema->section_count * sizeof(const struct yaml *)),
	};
}

static void part_close(struct scope *s)
{
	struct part *part = s->part;

	part->facts = s->heap.facts;
	part->fact_count = s->heap.count;
	part->said = arena_alloc(s->reader->mem, s->reader->schema->key_count * sizeof(*part->said));
	for (size_t i = part->fact_count; i > 0; i--)
		part->said[part->facts[i - 1].key->index] = &part->facts[i - 1];
}

static const char *own_value(const struct scope *s, const char *last)
{
	for (size_t i = 0; i < s->own.count; i++)
		if (strcmp(s->own.facts[i].key->last, last) == 0)
			return s->own.facts[i].value;
	return NULL;
}

static void part_read(struct scope *above, const struct schema_section *list, const struct yaml *at, size_t index)
{
	struct scope s = part_open(above->reader, at);

	s.list = list;
	walk(&s, at, "");
	part_close(&s);
	s.part->id = own_value(&s, "id");
	s.part->kind = own_value(&s, "kind");
	s.part->within = own_value(&s, "within");
	s.part->image = own_value(&s, "image");
	entry_add(above, list, index, at, &s.own);
}

void reader_read(struct product *product, const struct law *law, const struct yaml *doc)
{
	const struct yaml *parts = yaml_get(doc, "parts");
	struct reader r = {
		.product = product, .schema = product->schema, .law = law, .mistakes = &product->mistakes,
		.mem = &product->mem,
	};
	struct scope s;

	product->parts = arena_alloc(r.mem, (1 + (parts ? parts->count : 0)) * sizeof(*product->parts));
	s = part_open(&r, doc);
	if (doc->kind == YAML_MAP)
		walk(&s, doc, "");
	else
		mistake_add(r.mistakes, doc->line, doc->column,
			    "a declaration is a map of sections (product:, scope:, updates: ...), not a %s",
			    doc->kind == YAML_LIST ? "list" : "text");
	part_close(&s);
}
