/*
 * schema.h - the vocabulary of product.yaml, read from data/product/schema.yaml.
 *
 *	const struct schema_key *k = schema_find(&schema, "updates.automatic.default");
 *
 *	printf("%s (%s)\n", k->ask, k->cites[0]->citation);
 *
 * One list for the reader of declarations, the JSON Schema, `cradle init` and
 * the decision tables: to add a key, add it to schema.yaml, nothing else.
 */
#ifndef CRADLE_PRODUCT_SCHEMA_H
#define CRADLE_PRODUCT_SCHEMA_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "law/law.h"

enum value_type {
	VALUE_NONE = 0,
	VALUE_TEXT,
	VALUE_YESNO,
	VALUE_WORD,			/* one of words[] */
	VALUE_DATE,			/* YYYY-MM-DD */
	VALUE_MONTH,			/* YYYY-MM */
	VALUE_NUMBER,			/* 0 or more, decimals with a point */
	VALUE_SHA256,			/* 64 hexadecimal digits */
	VALUE_RULE,			/* a rule's id */
	VALUE_LIMB,			/* a key of requirements.yaml, or the beginning of one */
	VALUE_REF,			/* the 'id' of an entry of the list 'refers_to' */
};

struct contradictions;
struct schema_section;
struct yaml;

struct schema_key {
	const char *name;		/* whole: "updates.automatic.default", "risks[].limb" */
	const char *last;		/* below its section: "automatic.default", "limb" */
	enum value_type type;
	const char *const *words;
	size_t word_count;
	const char *refers_to;		/* of VALUE_REF: "risks" */
	bool many;			/* a list of values */
	const char *ask;
	const struct provision *const *cites;
	size_t cite_count;
	const struct schema_section *section;
	size_t index;			/* in schema.keys */
	const struct yaml *yaml;	/* where it stands in schema.yaml */
};

struct schema_section {
	const char *name;		/* "updates"; of a list "risks" */
	const char *about;
	bool list;
	bool of_part;			/* in a product of several parts it is said in the part */
	const struct provision *const *cites;
	size_t cite_count;
	const struct schema_key *keys;	/* in the order of the file */
	size_t key_count;
	size_t index;			/* in schema.sections */
};

struct schema {
	struct arena mem;
	struct schema_section *sections;
	size_t section_count;
	struct schema_key *keys;
	size_t key_count;
	const struct schema_key **sorted;	/* by name */
	const struct schema_key **first;	/* questions for the first screen of a new declaration */
	size_t first_count;
	const struct contradictions *contradictions;	/* facts that exclude each other */
};

int schema_load(struct schema *schema, const struct law *law, struct err *err);
void schema_free(struct schema *schema);

/* As schema_load() from other bytes, without contradictions; tests read bad ones. */
int schema_read(struct schema *schema, const struct law *law, const char *name, struct bytes text, struct err *err);

/* The key of this whole name, or NULL. */
const struct schema_key *schema_find(const struct schema *schema, const char *name);

/* Does any key stand below this name: "updates", "updates.automatic"? */
bool schema_begins(const struct schema *schema, const char *name);

/* The section or list of this name, or NULL. */
const struct schema_section *schema_section(const struct schema *schema, const char *name);

/* What a value must be, for messages: "yes or no", "on, off or asks-first", "a day as YYYY-MM-DD". */
const char *value_expected(struct arena *mem, const struct schema_key *key);

#endif
