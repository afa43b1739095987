/*
 * inventory.h - a table of an inventory as the pages of a product show it.
 *
 *	const struct inventory *t = inventory_asked(v, d);
 *
 *	if (inventory_declares(&d->side.results, t))
 *		puts(inventory_reason(&d->side.results, t, &t->rows[0]));
 */
#ifndef CRADLE_WEB_INVENTORY_H
#define CRADLE_WEB_INVENTORY_H

#include "web/product.h"

enum { INVENTORY_SHOWN = 100 };

/* The table that the path names, or NULL. */
const struct inventory *inventory_asked(const struct visit *v, const struct site_dossier *d);

/* Does the declaration list things of this kind, with reasons? */
bool inventory_declares(const struct results *r, const struct inventory *t);

/* Why the declaration says that this default is right, or NULL: it does not name it, or gives no reason. */
const char *inventory_reason(const struct results *r, const struct inventory *t, const struct inventory_row *row);

#endif
