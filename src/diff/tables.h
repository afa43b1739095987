/*
 * tables.h - findings, verdicts and what was declared as tables, so that they
 * are matched as the inventory is (match.h).
 */
#ifndef CRADLE_DIFF_TABLES_H
#define CRADLE_DIFF_TABLES_H

#include "report/report.h"

/* Fails: rule, path, detail; severity. Without those about the declaration where 'declared' is not set. */
void table_findings(struct inventory *t, struct arena *mem, const struct results *r, bool declared);

/* Those that are no sums: key; verdict. */
void table_verdicts(struct inventory *t, struct arena *mem, const struct results *r);

/* part, name, entry (the value, of what stands in a list); value. */
void table_declared(struct inventory *t, struct arena *mem, const struct results *r);

/* What became of a rule as a whole. All zero: it was not run. */
struct rule_state {
	const char *rule;
	const struct result_finding *any;
	bool fails, open, holds;	/* open: unknown or contended; holds: passed, or not about this image */
};

struct rule_states {
	struct rule_state *list;	/* sorted by rule */
	size_t count;
};

void rule_states_make(struct rule_states *out, struct arena *mem, const struct results *r);
const struct rule_state *rule_states_find(const struct rule_states *states, const char *rule);	/* NULL: not run */

#endif
