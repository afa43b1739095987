/*
 * contradiction.h - facts that cannot both be true, as rows of
 * data/product/contradictions.yaml:
 *
 *	- when: { updates.automatic.default: "on", updates.possible: "no" }
 *	  says: without updates nothing can be installed automatically
 *	  example: { updates.automatic.default: "on", updates.possible: "no" }
 *
 * A row holds when all its facts are said. Its values are a word, a list of
 * words, or one of these:
 *
 *	{ said: yes }					anything
 *	{ before: time.placed, years: support.years }	a day or month, before that one (so many years later)
 *	{ above: 36500 }  { below: postpone.days }	a number; a key's name may stand for it
 *
 * Keys of a list ("releases[].price") speak about one and the same entry. The
 * example is a declaration of which this row is the only mistake; a test
 * reads them all.
 */
#ifndef CRADLE_PRODUCT_CONTRADICTION_H
#define CRADLE_PRODUCT_CONTRADICTION_H

#include "base/yaml.h"
#include "product/mistakes.h"
#include "product/product.h"

/* Fills in schema->contradictions; what is wrong is said with line and column. doc NULL: *err is set already. */
int contradictions_load(struct schema *schema, const struct yaml *doc, struct err *err);

/* Adds a mistake for each row that holds in a part. */
void contradictions_find(const struct product *product, struct mistakes *mistakes);

/* The i-th row's example and sentence; NULL after the last. */
const struct yaml *contradiction_example(const struct schema *schema, size_t i, const char **says);

#endif
