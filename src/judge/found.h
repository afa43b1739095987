/*
 * found.h - what the findings of an image say about each limb.
 *
 *	struct found *limbs = found_read(&mem, &dossier, &rules, &law, err);
 *
 *	if (limbs && limbs[law_limb(&law, "I.2.d") - law.limbs].fails) ...
 *
 * Only findings that decide count as fails: medium or higher, of a rule that
 * does not only advise. One that the declaration accepts (accept.h) is counted
 * apart, and one whose acceptance has run out is a fail again.
 */
#ifndef CRADLE_JUDGE_FOUND_H
#define CRADLE_JUDGE_FOUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

struct dossier;
struct rules;
struct law;

struct found_place {
	const char *rule, *path;	/* path may be NULL */
	int64_t line;			/* 0: none */
};

/* About one limb. All zero: there is no image. */
struct found {
	bool image;
	const struct found_place *places;	/* of the fails that nobody accepted, worst first */
	size_t fails;
	size_t unknown, accepted;
	size_t expired;			/* among the fails: accepted until a day that has passed */
	size_t undated;			/* accepted, but no date was given to hold it against */
	const char *worst;		/* "Telnet is on (etc/inetd.conf:3) and 2 more", or NULL */
	const char *open;		/* the first that could not be decided, or NULL */
};

/* [law.limb_count], or NULL with *err set. */
struct found *found_read(struct arena *mem, struct dossier *d, const struct rules *rules, const struct law *law,
			 struct err *err);

#endif
