#include "product/schema.h"

#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/embedded.h"
#include "base/names.h"
#include "base/yaml.h"
#include "product/contradiction.h"

static const struct type_info { const char *name, *expected; enum value_type type; } types[] = {
	{ "text", "a text", VALUE_TEXT },
	{ "yesno", "yes or no", VALUE_YESNO },
	{ "date", "a day as YYYY-MM-DD", VALUE_DATE },
	{ "month", "a month as YYYY-MM", VALUE_MONTH },
	{ "number", "a number of 0 or more, decimals with a point", VALUE_NUMBER },
	{ "sha256", "a SHA-256 of 64 hexadecimal digits", VALUE_SHA256 },
	{ "rule", "the id of a rule, as D-SSH-ROOT", VALUE_RULE },
	{ "limb", "a requirement, as I.2.c or I.2.c.auto", VALUE_LIMB },
};

/* Where the keys of one section come from while they are read. */
struct loader {
	struct schema *schema;
	const struct law *law;
	struct err *err;
};

static int only_keys(const struct yaml *map, const char *const *keys, struct err *err)
{
	for (const struct yaml *at = map->child; at; at = at->next) {
		size_t i = 0;

		while (keys[i] && at->key && strcmp(keys[i], at->key) != 0)
			i++;
		if (!keys[i] || !at->key)
			return yaml_error(err, at, "the vocabulary has no '%s' here", at->key ? at->key : "");
	}
	return 0;
}

static int read_flag(const struct yaml *map, const char *name, const char *yes, bool *out, struct err *err)
{
	const struct yaml *at = yaml_get(map, name);

	*out = at != NULL;
	if (at && (!at->text || strcmp(at->text, yes) != 0))
		return yaml_error(err, at, "'%s' is '%s' or left out", name, yes);
	return 0;
}

static int read_type(struct loader *l, struct schema_key *key, const struct yaml *map)
{
	const struct yaml *at = yaml_get(map, "type");
	const char *name = at ? at->text : "text";

	if (name && strncmp(name, "ref:", 4) == 0) {
		key->type = VALUE_REF;
		key->refers_to = name + 4;
		return 0;
	}
	for (size_t i = 0; name && i < COUNT(types); i++)
		if (strcmp(types[i].name, name) == 0)
			key->type = types[i].type;
	return key->type ? 0 : yaml_error(l->err, at, "no type '%s'", name ? name : "");
}

static int read_words(struct loader *l, struct schema_key *key, const struct yaml *map)
{
	const struct yaml *list = yaml_get(map, "words");
	const char **words;

	if (!list)
		return 0;
	if (list->kind != YAML_LIST || list->count == 0 || key->type != VALUE_TEXT)
		return yaml_error(l->err, list, "'words' is a list, of a key without another type");
	words = arena_alloc(&l->schema->mem, list->count * sizeof(*words));
	for (const struct yaml *at = list->child; at; at = at->next) {
		if (!at->text || !*at->text || strcmp(at->text, "unknown") == 0)
			return yaml_error(l->err, at, "a word is a text other than 'unknown'");
		words[key->word_count++] = at->text;
	}
	key->type = VALUE_WORD;
	key->words = words;
	return 0;
}

static int read_cites(struct loader *l, const struct yaml *list, const struct provision *const **out, size_t *count)
{
	const struct provision **cites;

	if (list->kind != YAML_LIST || list->count == 0)
		return yaml_error(l->err, list, "'cites' is a list of provisions");
	cites = arena_alloc(&l->schema->mem, list->count * sizeof(*cites));
	for (const struct yaml *at = list->child; at; at = at->next) {
		cites[*count] = at->text ? law_provision(l->law, at->text) : NULL;
		if (!cites[(*count)++])
			return yaml_error(l->err, at, "no such provision: '%s'", at->text ? at->text : "");
	}
	*out = cites;
	return 0;
}

static int read_key(struct loader *l, const struct schema_section *section, struct schema_key *key,
		    const struct yaml *map)
{
	static const char *const known[] = { "type", "words", "many", "ask", "cites", NULL };

	if (map->kind != YAML_MAP)
		return yaml_error(l->err, map, "a key is a map with 'ask'");
	key->section = section;
	key->last = map->key;
	key->name = arena_printf(&l->schema->mem, "%s%s.%s", section->name, section->list ? "[]" : "", map->key);
	key->ask = yaml_text(map, "ask");
	if (!key->ask)
		return yaml_error(l->err, map, "'%s' asks nothing: 'ask' is missing", key->name);
	if (only_keys(map, known, l->err) != 0 || read_type(l, key, map) != 0 || read_words(l, key, map) != 0 ||
	    read_flag(map, "many", "yes", &key->many, l->err) != 0)
		return -1;
	key->cites = section->cites;
	key->cite_count = section->cite_count;
	if (!yaml_get(map, "cites"))
		return 0;
	key->cite_count = 0;
	return read_cites(l, yaml_get(map, "cites"), &key->cites, &key->cite_count);
}

static int read_section(struct loader *l, const struct yaml *map)
{
	static const char *const known[] = { "section", "list", "of", "about", "cites", "keys", NULL };
	struct schema_section *section = &l->schema->sections[l->schema->section_count];
	const struct yaml *keys = yaml_get(map, "keys"), *cites = yaml_get(map, "cites");

	section->index = l->schema->section_count++;
	section->list = yaml_get(map, "list") != NULL;
	section->name = yaml_text(map, section->list ? "list" : "section");
	section->about = yaml_text(map, "about");
	if (!section->name || !section->about || !cites || !keys || keys->kind != YAML_MAP)
		return yaml_error(l->err, map, "a section has 'section' or 'list', 'about', 'cites' and 'keys'");
	if (only_keys(map, known, l->err) != 0 || read_flag(map, "of", "part", &section->of_part, l->err) != 0 ||
	    read_cites(l, cites, &section->cites, &section->cite_count) != 0)
		return -1;
	section->keys = &l->schema->keys[l->schema->key_count];
	section->key_count = keys->count;
	for (const struct yaml *at = keys->child; at; at = at->next) {
		struct schema_key *key = &l->schema->keys[l->schema->key_count];

		key->index = l->schema->key_count++;
		key->yaml = at;
		if (read_key(l, section, key, at) != 0)
			return -1;
	}
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp((*(const struct schema_key *const *)a)->name, (*(const struct schema_key *const *)b)->name);
}

/* Doubled names, and names that are also the beginning of another: "a" and "a.b" cannot both hold a value. */
static int check_names(struct loader *l)
{
	struct schema *schema = l->schema;

	schema->sorted = arena_alloc(&schema->mem, (schema->key_count + 1) * sizeof(*schema->sorted));
	for (size_t i = 0; i < schema->key_count; i++)
		schema->sorted[i] = &schema->keys[i];
	qsort(schema->sorted, schema->key_count, sizeof(*schema->sorted), by_name);
	for (size_t i = 1; i < schema->key_count; i++) {
		const struct schema_key *a = schema->sorted[i - 1], *b = schema->sorted[i];
		size_t n = strlen(a->name);

		if (strncmp(a->name, b->name, n) == 0 && (b->name[n] == '\0' || b->name[n] == '.'))
			return yaml_error(l->err, b->yaml, "'%s' stands here beside '%s' of line %ld", b->name, a->name,
					  a->yaml->line);
	}
	return 0;
}

static int check_refs(struct loader *l)
{
	char name[100];

	for (size_t i = 0; i < l->schema->key_count; i++) {
		const struct schema_key *key = &l->schema->keys[i];

		if (key->type != VALUE_REF)
			continue;
		snprintf(name, sizeof(name), "%s[].id", key->refers_to);
		if (!schema_find(l->schema, name))
			return yaml_error(l->err, key->yaml, "'%s' refers to '%s', which is no list with an 'id'", key->name,
					  key->refers_to);
	}
	return 0;
}

static int read_first(struct loader *l, const struct yaml *list)
{
	struct schema *schema = l->schema;

	schema->first = arena_alloc(&schema->mem, (list ? list->count + 1 : 1) * sizeof(*schema->first));
	for (const struct yaml *at = list ? list->child : NULL; at; at = at->next) {
		schema->first[schema->first_count] = at->text ? schema_find(schema, at->text) : NULL;
		if (!schema->first[schema->first_count++])
			return yaml_error(l->err, at, "no key '%s'", at->text ? at->text : "");
	}
	return 0;
}

static int load(struct loader *l, const struct yaml *doc)
{
	struct schema *schema = l->schema;
	const struct yaml *list = yaml_get(doc, "sections");
	size_t keys = 0;

	if (!doc)
		return -1;
	if (!list || list->kind != YAML_LIST)
		return yaml_error(l->err, doc, "expected the list 'sections'");
	for (const struct yaml *at = list->child; at; at = at->next)
		keys += yaml_get(at, "keys") ? yaml_get(at, "keys")->count : 0;
	schema->sections = arena_alloc(&schema->mem, (list->count + 1) * sizeof(*schema->sections));
	schema->keys = arena_alloc(&schema->mem, (keys + 1) * sizeof(*schema->keys));
	for (const struct yaml *at = list->child; at; at = at->next)
		if (read_section(l, at) != 0)
			return -1;
	if (check_names(l) != 0 || check_refs(l) != 0)
		return -1;
	return read_first(l, yaml_get(doc, "first"));
}

int schema_read(struct schema *schema, const struct law *law, const char *name, struct bytes text, struct err *err)
{
	struct loader l = { .schema = schema, .law = law, .err = err };
	int code;

	*schema = (struct schema){ .mem = { .about = "the vocabulary of declarations" } };
	code = load(&l, yaml_load(&schema->mem, name, text, err));
	if (code != 0)
		schema_free(schema);
	return code;
}

int schema_load(struct schema *schema, const struct law *law, struct err *err)
{
	struct loader l = { .schema = schema, .law = law, .err = err };

	*schema = (struct schema){ .mem = { .about = "the vocabulary of declarations" } };
	if (load(&l, embedded_yaml(&schema->mem, "product/schema.yaml", err)) == 0 &&
	    contradictions_load(schema, embedded_yaml(&schema->mem, "product/contradictions.yaml", err), err) == 0)
		return 0;
	schema_free(schema);
	return -1;
}

void schema_free(struct schema *schema)
{
	arena_free(&schema->mem);
	*schema = (struct schema){ 0 };
}

/* The first key, in the order of names, that is not before 'name'. */
static size_t sorted_from(const struct schema *schema, const char *name)
{
	size_t low = 0, high = schema->key_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(schema->sorted[middle]->name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct schema_key *schema_find(const struct schema *schema, const char *name)
{
	size_t i = sorted_from(schema, name);

	return i < schema->key_count && strcmp(schema->sorted[i]->name, name) == 0 ? schema->sorted[i] : NULL;
}

bool schema_begins(const struct schema *schema, const char *name)
{
	size_t n = strlen(name), i = sorted_from(schema, name);

	/* "a", "a-b", "a.c": what begins with "a." need not come first */
	for (; i < schema->key_count && strncmp(schema->sorted[i]->name, name, n) == 0; i++)
		if (schema->sorted[i]->name[n] == '.')
			return true;
	return false;
}

const struct schema_section *schema_section(const struct schema *schema, const char *name)
{
	for (size_t i = 0; i < schema->section_count; i++)
		if (strcmp(schema->sections[i].name, name) == 0)
			return &schema->sections[i];
	return NULL;
}

const char *value_expected(struct arena *mem, const struct schema_key *key)
{
	const char *out = "";

	if (key->type == VALUE_REF)
		return arena_printf(mem, "the 'id' of an entry of '%s'", key->refers_to);
	for (size_t i = 0; i < COUNT(types); i++)
		if (types[i].type == key->type)
			return types[i].expected;
	for (size_t i = 0; i < key->word_count; i++)
		out = arena_printf(mem, "%s%s%s", out, i == 0 ? "" : i + 1 < key->word_count ? ", " : " or ",
				   key->words[i]);
	return out;
}
