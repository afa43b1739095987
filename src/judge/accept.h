/*
 * accept.h - findings that the declaration accepts for a time.
 *
 *	accept_findings(&dossier, part, "2026-11-22", err);
 *
 * Reads accepted[]: a finding is accepted where rule and path fit ("any" for
 * every file), a reason and an entry of the risk assessment are given, and the
 * day of assessment is not after 'until'. It stays a finding, marked 'accepted';
 * after that day it is 'expired' and counts again. Without a day of assessment
 * nothing can be held against the date: 'undated'. An entry that leaves out
 * any of these accepts nothing. What could not be decided is accepted in the
 * same way: somebody looked, and says so. The rule DECL-ACCEPT-STALE tells of
 * an entry that accepts nothing.
 */
#ifndef CRADLE_JUDGE_ACCEPT_H
#define CRADLE_JUDGE_ACCEPT_H

#include "dossier/dossier.h"
#include "judge/rule.h"
#include "product/product.h"

/* as_of: YYYY-MM-DD, or NULL. */
int accept_findings(struct dossier *d, const struct part *part, const char *as_of, struct err *err);

/*
 * Does each rule that the declaration names exist? One that does not is a
 * mistake, with its place and the nearest id: the reader knows no rules.
 */
int accept_check(struct product *product, const struct rules *rules, struct err *err);

/* Everything that is declared into the table 'declared'; 'seen' is the part whose image was read, or NULL. */
int store_declared(struct dossier *d, const struct product *product, const struct part *seen, struct err *err);

#endif
