/*
 * evidence.h - the files that a declaration names as evidence: are they there,
 * and are they the same?
 *
 * Looked for below the folder of the declaration and nowhere else: a path that
 * is absolute, climbs with "..", or goes over a symbolic link is a mistake, so
 * that a declaration from somebody else cannot ask about files beside it.
 */
#ifndef CRADLE_PRODUCT_EVIDENCE_H
#define CRADLE_PRODUCT_EVIDENCE_H

#include "product/product.h"

/* What is wrong becomes mistakes of the product; -1 when the folder itself cannot be opened. */
int evidence_check(struct product *product, const char *folder, struct err *err);

/*
 * The file behind such a path, opened to be read; -1 with *why in words where it
 * is not to be had: "is not there".
 */
int evidence_open(int folder, const char *path, const char **why);

#endif
