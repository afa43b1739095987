/*
 * product.h - what a manufacturer declares: product.yaml as facts.
 *
 *	struct product p;
 *
 *	if (product_load(&p, &schema, &law, "product.yaml", err) != 0) {
 *		product_mistakes(&p, err, &out);	// FILE:LINE:COLUMN: what, a line each
 *		product_free(&p);
 *		return -1;
 *	}
 *	const struct fact *f = part_fact(&p.parts[0], schema_find(&schema, "time.placed"));
 *
 * parts[0] is the product itself, with id ""; those of 'parts:' follow. What a
 * part does not say about the product as a whole (schema: not of 'part'), it
 * has from parts[0], unless it says 'unknown'. A value that is missing, or
 * 'unknown', is no fact: there is no default for anything.
 *
 * Checked while reading: YAML (no aliases, no doubled keys, LIMIT_DECLARATION
 * bytes), keys (with the nearest one that exists), types, dates that exist,
 * references, limbs, evidence files and their digests, parts that go round in
 * circles, the same limb claimed twice, facts that exclude each other
 * (contradiction.h). Not checked here: that a rule exists (judge/accept.h).
 */
#ifndef CRADLE_PRODUCT_PRODUCT_H
#define CRADLE_PRODUCT_PRODUCT_H

#include "base/sha256.h"
#include "base/yaml.h"
#include "product/mistakes.h"
#include "product/schema.h"

struct fact {
	const struct schema_key *key;
	const char *value;
	long line, column;		/* in product.path, from 1 */
};

/* An entry of a list: facts[0 .. count), a key with several values several times. */
struct entry {
	const struct schema_section *list;
	size_t index;			/* from 0: risks[2] */
	long line, column;
	const struct fact *facts;
	size_t count;
};

struct part {
	const char *id;			/* "" is the product itself */
	const char *kind, *within, *image;	/* NULL: not said */
	long line;
	const struct part *whole;	/* NULL in parts[0] */
	const struct fact **said;	/* [schema.key_count]: the first value, or NULL; not for lists */
	bool *unknown;			/* [schema.key_count]: said to be unknown, in so many words */
	const struct fact *facts;	/* all that is outside lists, in the order of the file */
	size_t fact_count;
	const struct entry *entries;	/* in the order of the file */
	size_t entry_count;
	bool *list_said;		/* [schema.section_count]: the list is there, though maybe empty */
};

struct product {
	struct arena mem;
	const char *path;
	char digest[SHA256_HEX];	/* SHA-256 of the file; "" where it was none */
	const struct schema *schema;
	struct part *parts;
	size_t part_count;
	struct mistakes mistakes;
};

/*
 * Reads the file at 'path' ("-" is standard input); evidence files are looked
 * for beside it. When it fails, *err holds the first mistake and *product all
 * of them and nothing else: it is given back as ever.
 */
int product_load(struct product *product, const struct schema *schema, const struct law *law, const char *path,
		 struct err *err);

/* As product_load() from bytes; evidence files are looked for in 'folder', not at all when it is NULL. */
int product_read(struct product *product, const struct schema *schema, const struct law *law, const char *name,
		 struct bytes text, const char *folder, struct err *err);
void product_free(struct product *product);

/* The same from YAML that is read already, as examples in tables hold it; it must outlive the product. */
int product_build(struct product *product, const struct schema *schema, const struct law *law, const struct yaml *doc,
		  const char *folder, struct err *err);

/* After a failure: all that is wrong, a line each. */
void product_mistakes(const struct product *product, const struct err *err, struct text *out);

/* -1 with the first mistake in *err when there is one: for who knows more than the reader and added some. */
int product_refuse(struct product *product, struct err *err);

/* A declaration in which nothing is said. */
int product_empty(struct product *product, const struct schema *schema, struct err *err);

/* What the part says, else what the whole says where that holds for its parts; NULL: unknown. */
const struct fact *part_fact(const struct part *part, const struct schema_key *key);

/* The entry's value for a key's last name ("limb"), or NULL; the n-th of several. */
const struct fact *entry_fact(const struct entry *entry, const char *last, size_t n);

/* Does an entry of 'evidence' say of itself that its file is only planned? It shows nothing yet. */
bool entry_planned(const struct entry *entry);

/* Does this entry's 'limb' name that key, or the beginning of it (I.2.c for I.2.c.auto)? */
bool entry_concerns(const struct entry *entry, const char *limb);

/* The part of this id, "" for the product itself; or NULL. */
const struct part *product_part(const struct product *product, const char *id);

#endif
