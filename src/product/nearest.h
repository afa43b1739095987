/*
 * nearest.h - "did you mean": which known name is closest to a mistyped one.
 *
 *	nearest_word("aks-first", words, count)		"asks-first"
 *	nearest_key(mem, &schema, NULL, "updates.defualt")	"updates.automatic.default"
 *
 * Close is the optimal string alignment distance: letters left out, put in,
 * replaced, or two swapped. Names longer than NEAREST_LENGTH are not compared:
 * the cost grows with the product of both lengths.
 */
#ifndef CRADLE_PRODUCT_NEAREST_H
#define CRADLE_PRODUCT_NEAREST_H

#include <stddef.h>

#include "product/schema.h"

enum { NEAREST_LENGTH = 64 };

/* How many slips lead from one to the other; NEAREST_LENGTH when one of them is too long. */
size_t nearest_distance(const char *a, const char *b);

/* The closest, or NULL when none is close. */
const char *nearest_word(const char *word, const char *const *words, size_t count);

/*
 * The name of a section or key, also of one that ends in the same way in
 * another section; of a key of 'list' ("limb") when that is not NULL. NULL
 * when none is close.
 */
const char *nearest_key(struct arena *mem, const struct schema *schema, const struct schema_section *list,
			const char *name);

#endif
