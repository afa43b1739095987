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

enum { CHOSEN = 8, PAGE_ITEMS = 20 };	/* facets at once, at most; items on a page of them */

extern const struct facet facets[];		/* ends with a NULL name */

const struct facet *facet_find(const char *name);

/* Is it one of its values? (A provision that exists, for that.) */
bool facet_has(const struct site *site, const struct facet *facet, const char *value);

/* What a query says of it, or NULL. A provision may be written as people cite it: "13(8)" is "art-13-8". */
const char *facet_asked(const struct visit *v, const struct facet *facet);

/* The same where it is one of its values, else NULL: what isn't known narrows no search. */
const char *facet_known(const struct visit *v, const char *name);

/* What a query narrows a search by. */
struct search_filter facet_filter(const struct visit *v);

/* How many items fit. */
size_t facet_count(const struct site *site, const struct facet *facet, const char *value);

/* Does any item fit? */
bool facet_any(const struct site *site, const struct facet *facet, const char *value);

/* The names of all facets as a route's 'asks' has them. */
#define FACETS_ASKED "module verdict role weight source jurisdiction provision"

#endif
