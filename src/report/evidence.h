/*
 * evidence.h - which findings a verdict rests on.
 *
 *	struct evidence e;
 *
 *	evidence_index(&e, &mem, r);
 *	for (size_t f = evidence_first(&e, fact); f != EVIDENCE_NONE; f = evidence_next(&e, f))
 *		use(&r->findings[f]);
 *
 * A verdict's fact names a rule and a place; the findings of that rule at that
 * place are found by one look into a table, however many there are.
 */
#ifndef CRADLE_REPORT_EVIDENCE_H
#define CRADLE_REPORT_EVIDENCE_H

#include "base/names.h"
#include "report/report.h"

#define EVIDENCE_NONE ((size_t)-1)

struct evidence {
	const struct results *results;
	struct arena *mem;
	struct names places;		/* rule, path and line: the first finding there */
	size_t *next;			/* [finding_count] */
	size_t *of;			/* [finding_count]: for evidence_of_verdict() */
	size_t round;
};

void evidence_index(struct evidence *e, struct arena *mem, const struct results *r);

/* Numbers of findings: the first that the fact names, or EVIDENCE_NONE, and the one after 'finding'. */
size_t evidence_first(struct evidence *e, const struct result_fact *fact);
size_t evidence_next(const struct evidence *e, size_t finding);

/*
 * All findings of the verdict's facts, each once, in the order of the facts.
 * Returns how many; the list lives in the arena.
 */
size_t evidence_of_verdict(struct evidence *e, const struct result_verdict *v, const size_t **list);

#endif
