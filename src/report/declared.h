/*
 * declared.h - what product.yaml says, as the dossier holds it.
 *
 *	const char *where = declared_value(&r, "", "updates.optout.where");
 *
 *	for (int64_t i = 0; i < declared_entries(&r, "", "risks"); i++)
 *		puts(declared_entry(&r, "", "risks", i, "threat", 0));
 *
 * 'part' is "" for the product itself. Nothing is said where NULL comes back;
 * nobody fills in a default.
 */
#ifndef CRADLE_REPORT_DECLARED_H
#define CRADLE_REPORT_DECLARED_H

#include "report/report.h"

struct result_declared {
	const char *part, *section, *key, *value;	/* key NULL: the list is said to be empty */
	const char *path;		/* of the declaration */
	int64_t item;			/* number of the entry in a list; -1 outside lists */
	int64_t line;
};

/* The value of a key outside lists, by its whole name; of a key with several the first. */
const struct result_declared *declared_find(const struct results *r, const char *part, const char *name);
const char *declared_value(const struct results *r, const char *part, const char *name);

/* How many entries the list has: 0 too where nothing is said of it. */
int64_t declared_entries(const struct results *r, const char *part, const char *list);

/* The n-th value of an entry's key, or NULL. */
const char *declared_entry(const struct results *r, const char *part, const char *list, int64_t item, const char *key,
			   size_t n);

/*
 * Each entry of the lists of this name, of the product and of its parts, found
 * in one pass; they live in the arena. Returns how many:
 *
 *	size_t n = declared_items(&r, &mem, "risks", &risks);
 *
 *	for (size_t i = 0; i < n; i++)
 *		puts(declared_item_value(&risks[i], "threat", 0));
 */
struct declared_item {
	const char *part;
	int64_t item;
	const struct result_declared *rows;
	size_t count;
};

size_t declared_items(const struct results *r, struct arena *mem, const char *list, struct declared_item **out);

/* The n-th value of the entry's key, or NULL. */
const char *declared_item_value(const struct declared_item *entry, const char *key, size_t n);

/*
 * The first value of the list's next entry after the one that 'after' begins
 * (NULL: of its first entry), or NULL past the last. Entries stand together:
 * going through a list this way reads the declaration once.
 */
const struct result_declared *declared_next(const struct results *r, const char *part, const char *list,
					    const struct result_declared *after);

/* The n-th value of a key of the entry that begins there, or NULL. */
const struct result_declared *declared_of(const struct results *r, const struct result_declared *entry, const char *key,
					  size_t n);

/* Does the entry's 'limb' name what the verdict is about, or what sums it up ("I.2.c" for I.2.c.auto)? Of the same part. */
bool declared_concerns(const struct declared_item *entry, const struct result_verdict *v);

/* Ids of the parts, in the order of the declaration, after "" which is the product itself; NULL past the last. */
const char *declared_part(const struct results *r, size_t n);

#endif
