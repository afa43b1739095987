/*
 * purl.h - package URLs (github.com/package-url/purl-spec).
 *
 *	struct purl p = { .type = "deb", .space = "debian", .name = "libstdc++6",
 *			  .version = "12.2.0-14", .qualifiers = { { "arch", "amd64" } } };
 *
 *	purl_text(&mem, &p)	"pkg:deb/debian/libstdc%2B%2B6@12.2.0-14?arch=amd64"
 */
#ifndef CRADLE_FACTS_PURL_H
#define CRADLE_FACTS_PURL_H

#include "base/arena.h"

struct qualifier { const char *key, *value; };	/* no value: it is left out */

struct purl {
	const char *type;		/* deb, apk, rpm, generic, ... */
	const char *space;		/* the distribution; NULL is none */
	const char *name, *version;	/* version may be NULL */
	struct qualifier qualifiers[3];	/* in order of their keys */
};

const char *purl_text(struct arena *mem, const struct purl *purl);

#endif
