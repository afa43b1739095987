#include "product/schema_json.h"

#include <string.h>

#include "base/auto.h"
#include "base/json.h"

struct writer {
	struct json json;
	struct arena mem;
	const struct schema *schema;
	const struct law *law;
};

static bool is_flag(const char *word)
{
	static const char *const flags[] = { "yes", "no", "on", "off" };

	for (size_t i = 0; i < COUNT(flags); i++)
		if (strcmp(flags[i], word) == 0)
			return true;
	return false;
}

/* --- one value --- */

static void write_types(struct json *j, const char *a, const char *b, const char *c)
{
	json_open(j, "type", '[');
	json_text(j, NULL, a);
	if (b)
		json_text(j, NULL, b);
	if (c)
		json_text(j, NULL, c);
	json_close(j);
}

/* 'unknown' and nothing behind the colon say the same; among several values neither stands. */
static void write_words(struct json *j, const char *const *words, size_t count, bool single)
{
	bool flags = false;

	json_open(j, "enum", '[');
	for (size_t i = 0; i < count; i++) {
		json_text(j, NULL, words[i]);
		flags = flags || is_flag(words[i]);
	}
	if (flags) {
		json_bool(j, NULL, true);
		json_bool(j, NULL, false);
	}
	if (single) {
		json_text(j, NULL, "unknown");
		json_null(j, NULL);
	}
	json_close(j);
}

/* Types whose values have a form: the whole text, or 'unknown'. */
static const struct form { enum value_type type; const char *pattern; } forms[] = {
	{ VALUE_DATE, "[0-9]{4}-[0-9]{2}-[0-9]{2}" },
	{ VALUE_MONTH, "[0-9]{4}-[0-9]{2}" },
	{ VALUE_SHA256, "[0-9A-Fa-f]{64}" },
	{ VALUE_RULE, "[0-9A-Za-z-]{1,40}" },
	{ VALUE_NUMBER, "(0|[1-9][0-9]*)([.][0-9]+)?" },
};

static void write_pattern(struct writer *w, const char *pattern, bool single)
{
	json_text(&w->json, "pattern", arena_printf(&w->mem, "^(%s%s)$", pattern, single ? "|unknown" : ""));
}

static void write_value(struct writer *w, const struct schema_key *key, bool single)
{
	static const char *const yesno[] = { "yes", "no" };
	struct json *j = &w->json;

	if (key->type == VALUE_WORD)
		write_words(j, key->words, key->word_count, single);
	else if (key->type == VALUE_YESNO)
		write_words(j, yesno, COUNT(yesno), single);
	else if (key->type == VALUE_LIMB)
		json_text(j, "$ref", single ? "#/$defs/limb" : "#/$defs/one-limb");
	else if (key->type == VALUE_NUMBER)
		write_types(j, "number", "string", single ? "null" : NULL);
	else if (key->type == VALUE_TEXT || key->type == VALUE_REF)
		write_types(j, "string", "number", single ? "null" : NULL);
	else
		write_types(j, "string", single ? "null" : NULL, NULL);
	if (key->type == VALUE_NUMBER)
		json_int(j, "minimum", 0);
	for (size_t i = 0; i < COUNT(forms); i++)
		if (forms[i].type == key->type)
			write_pattern(w, forms[i].pattern, single);
}

static const char *citations(struct writer *w, const struct provision *const *cites, size_t count)
{
	const char *out = "";

	for (size_t i = 0; i < count; i++)
		out = arena_printf(&w->mem, "%s%s%s", out, i ? "; " : "", cites[i]->citation);
	return out;
}

static void write_key(struct writer *w, const char *name, const struct schema_key *key)
{
	struct json *j = &w->json;

	json_open(j, name, '{');
	json_text(j, "description", key->ask);
	json_text(j, "$comment", citations(w, key->cites, key->cite_count));
	if (!key->many) {
		write_value(w, key, true);
		json_close(j);
		return;
	}
	json_open(j, "anyOf", '[');
	json_open(j, NULL, '{');
	write_value(w, key, true);
	json_close(j);
	json_open(j, NULL, '{');
	json_text(j, "type", "array");
	json_bool(j, "uniqueItems", true);
	json_open(j, "items", '{');
	write_value(w, key, false);
	json_close(j);
	json_close(j);
	json_close(j);
	json_close(j);
}

/* --- keys and sections --- */

/* Does 'name' stand below 'above'; its next part goes into 'part'. */
static const char *next_part(struct arena *mem, const char *name, const char *above)
{
	size_t n = strlen(above);

	if (strncmp(name, above, n) != 0)
		return NULL;
	return arena_text(mem, name + n, strcspn(name + n, "."));
}

static bool came_before(struct writer *w, const struct schema_key *keys, size_t i, const char *above, const char *part)
{
	for (size_t k = 0; k < i; k++) {
		const char *other = next_part(&w->mem, keys[k].last, above);

		if (other && strcmp(other, part) == 0)
			return true;
	}
	return false;
}

static void open_map(struct json *j, const char *name, const char *title)
{
	json_open(j, name, '{');
	if (title)
		json_text(j, "title", title);
	write_types(j, "object", "null", NULL);
	json_bool(j, "additionalProperties", false);
	json_open(j, "properties", '{');
}

/* "automatic.default" and its like become maps in maps, at the place of the first of them. */
static void write_keys(struct writer *w, const struct schema_section *section, const char *above)
{
	for (size_t i = 0; i < section->key_count; i++) {
		const struct schema_key *key = &section->keys[i];
		const char *part = next_part(&w->mem, key->last, above);

		if (!part || came_before(w, section->keys, i, above, part))
			continue;
		if (strlen(above) + strlen(part) == strlen(key->last)) {
			write_key(w, part, key);
			continue;
		}
		open_map(&w->json, part, NULL);
		write_keys(w, section, arena_printf(&w->mem, "%s%s.", above, part));
		json_close(&w->json);
		json_close(&w->json);
	}
}

static void write_refs(struct writer *w, bool part);

static void write_list(struct writer *w, const struct schema_section *section)
{
	struct json *j = &w->json;
	bool parts = strcmp(section->name, "parts") == 0;

	json_open(j, section->name, '{');
	json_text(j, "title", section->about);
	json_text(j, "$comment", citations(w, section->cites, section->cite_count));
	json_open(j, "anyOf", '[');
	json_open(j, NULL, '{');
	write_words(j, (const char *const[]){ "none" }, 1, true);
	json_close(j);
	json_open(j, NULL, '{');
	json_text(j, "type", "array");
	json_open(j, "items", '{');
	json_text(j, "type", "object");
	json_int(j, "minProperties", 1);
	if (parts) {
		json_open(j, "required", '[');
		json_text(j, NULL, "id");
		json_close(j);
	}
	json_bool(j, "additionalProperties", false);
	json_open(j, "properties", '{');
	write_keys(w, section, "");
	if (parts)
		write_refs(w, true);
	for (int i = 0; i < 5; i++)
		json_close(j);
}

static void write_section(struct writer *w, const struct schema_section *section)
{
	open_map(&w->json, section->name, section->about);
	write_keys(w, section, "");
	json_close(&w->json);
	json_text(&w->json, "$comment", citations(w, section->cites, section->cite_count));
	json_close(&w->json);
}

static void write_ref(struct writer *w, const char *part, const char *name)
{
	json_open(&w->json, part, '{');
	json_text(&w->json, "$ref", arena_printf(&w->mem, "#/$defs/%s", name));
	json_close(&w->json);
}

/* Every section by its name; those with a dot ("inventory.services") in a map of their own. */
static void write_refs(struct writer *w, bool part)
{
	const struct schema *schema = w->schema;
	const char *open = "";

	for (size_t i = 0; i < schema->section_count; i++) {
		const char *name = schema->sections[i].name, *dot = strchr(name, '.');
		const char *group = dot ? arena_text(&w->mem, name, (size_t)(dot - name)) : "";

		if (part && strcmp(name, "parts") == 0)
			continue;
		if (*open && strcmp(open, group) != 0) {
			json_close(&w->json);
			json_close(&w->json);
		}
		if (*group && strcmp(open, group) != 0)
			open_map(&w->json, group, NULL);
		open = group;
		write_ref(w, dot ? dot + 1 : name, name);
	}
	if (*open) {
		json_close(&w->json);
		json_close(&w->json);
	}
}

/* All limbs with what they begin with: "I.2.c.auto", "I.2.c", "I.2", "I". */
static void write_limbs(struct writer *w, const char *name, bool single)
{
	struct json *j = &w->json;
	const char *before = "";

	json_open(j, name, '{');
	json_open(j, "enum", '[');
	for (size_t i = 0; i < w->law->limb_count; i++) {
		const char *key = w->law->limbs[i].key;

		for (const char *dot = strchr(key, '.'); dot; dot = strchr(dot + 1, '.')) {
			char *part = arena_text(&w->mem, key, (size_t)(dot - key));

			/* what the one before began with, or is a key itself, stands there already */
			if (!law_limb(w->law, part) && strncmp(before, key, (size_t)(dot - key) + 1) != 0)
				json_text(j, NULL, part);
		}
		json_text(j, NULL, key);
		before = key;
	}
	if (single) {
		json_text(j, NULL, "unknown");
		json_null(j, NULL);
	}
	json_close(j);
	json_close(j);
}

void schema_json(const struct schema *schema, const struct law *law, struct text *out)
{
	struct writer w = { .json = { .out = out }, .mem = { .about = "a JSON Schema" }, .schema = schema, .law = law };
	struct json *j = &w.json;

	json_open(j, NULL, '{');
	json_text(j, "$schema", "https://json-schema.org/draft/2020-12/schema");
	json_text(j, "title", "product.yaml");
	json_text(j, "description", "What a manufacturer declares about a product for cradle. What is not said is unknown.");
	write_types(j, "object", NULL, NULL);
	json_bool(j, "additionalProperties", false);
	json_open(j, "properties", '{');
	write_refs(&w, false);
	json_close(j);
	json_open(j, "$defs", '{');
	for (size_t i = 0; i < schema->section_count; i++)
		if (schema->sections[i].list)
			write_list(&w, &schema->sections[i]);
		else
			write_section(&w, &schema->sections[i]);
	write_limbs(&w, "limb", true);
	write_limbs(&w, "one-limb", false);
	json_close(j);
	json_close(j);
	arena_free(&w.mem);
}
