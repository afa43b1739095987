/*
 * reader.h - the keys and values of a declaration into facts and entries.
 *
 * The first half of product_read(): what stands where, and is it a value of
 * its key? What the facts say together is asked afterwards (check.h).
 */
#ifndef CRADLE_PRODUCT_READER_H
#define CRADLE_PRODUCT_READER_H

#include "base/yaml.h"
#include "product/product.h"

/* Fills in product->parts; what is wrong becomes mistakes of the product. */
void reader_read(struct product *product, const struct law *law, const struct yaml *doc);

#endif
