/*
 * facet.h - by what items can be narrowed down. A facet's name is its parameter
 * in a query, and most have paths too ("/faq/verdict/no"), so that static files
 * have them.
 *
 * To add one: its row in facet.c.
 */
#ifndef CRADLE_WEB_FACET_H
#define CRADLE_WEB_FACET_H

#include "web/route.h"

struct facet {
	const char *name, *title, *about;
	bool path;				/* /faq/NAME/VALUE is a page */
	bool (*fits)(const struct site *site, const struct faq_item *item, const char *value);
	/* The i-th value and its words; NULL: there are no more. */
	const char *(*value)(const struct site *site, size_t i);
	const char *(*words)(const struct site *site, const char *value);
};

extern const struct facet facets[];		/* ends with a NULL name */

const struct facet *facet_find(const char *name);

/* Is it one of its values? (A provision that exists, for that.) */
bool facet_has(const struct site *site, const struct facet *facet, const char *value);

/* How many items fit. */
size_t facet_count(const struct site *site, const struct facet *facet, const char *value);

/* Does any item fit? */
bool facet_any(const struct site *site, const struct facet *facet, const char *value);

/* The names of all facets as a route's 'asks' has them. */
#define FACETS_ASKED "module verdict role weight source jurisdiction provision"

#endif
