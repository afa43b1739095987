/*
 * findings.h - which findings of a product a query asks for.
 *
 *	struct finding_choice c;
 *
 *	if (finding_choice_fill(&c, v, &d->side.results))	(else: no such page)
 *		while (finding_choice_next(&c, &d->side.results))
 *			puts(c.finding->rule);
 *	finding_choice_free(&c);
 */
#ifndef CRADLE_WEB_FINDINGS_H
#define CRADLE_WEB_FINDINGS_H

#include "web/product.h"

enum { FINDING_FIELDS = 4, FINDINGS_SHOWN = 50 };

struct finding_choice {
	const char *values[FINDING_FIELDS];	/* state, severity, limb, rule; NULL: any */
	const char *words;			/* in path, rule, title or detail; NULL: any */
	bool *worded;				/* which findings have the words; NULL: all */
	size_t count;				/* that fit */
	struct pager pager;
	const struct result_finding *finding;	/* the one finding_choice_next() has come to */
	size_t next, met;
};

bool finding_choice_fill(struct finding_choice *c, const struct visit *v, const struct results *r);

void finding_choice_free(struct finding_choice *c);

/* The next on this page; false: there is none. */
bool finding_choice_next(struct finding_choice *c, const struct results *r);

/* "state", as the query has it. */
const char *finding_choice_name(size_t field);

#define FINDINGS_ASKED "state severity limb rule q page"

#endif
