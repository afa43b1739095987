/*
 * check.h - what the facts of a declaration say together: references that
 * lead nowhere, names taken twice, requirements that nobody can claim away,
 * parts in circles. The second half of product_read().
 */
#ifndef CRADLE_PRODUCT_CHECK_H
#define CRADLE_PRODUCT_CHECK_H

#include "product/product.h"

/* What is wrong becomes mistakes of the product. */
void check_product(struct product *product, const struct law *law);

#endif
