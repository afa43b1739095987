/*
 * judge.h - facts in a dossier become findings, findings become verdicts.
 *
 *	judge_rules(&dossier, &rules, err)	fills 'finding'
 *	judge_limbs(&dossier, &rules, &law, err)	fills 'verdict' and 'verdict_fact'
 *	judge_gate(&dossier, ...)		FAIL, INCOMPLETE or PASS
 *
 * A finding can make a limb NOT-MET; none can make one MET. Without a
 * declaration every other limb is NEEDS-INPUT with the missing fact named;
 * with one, judge_declared() takes the place of judge_limbs().
 */
#ifndef CRADLE_JUDGE_JUDGE_H
#define CRADLE_JUDGE_JUDGE_H

#include "dossier/dossier.h"
#include "judge/decide.h"
#include "judge/rule.h"
#include "law/law.h"

int judge_rules(struct dossier *d, const struct rules *rules, struct err *err);

/* As judge_rules() for one rule; *fails is the number of its 'fail' findings. */
int judge_rule(struct dossier *d, const struct rule *rule, size_t *fails, struct err *err);

int judge_limbs(struct dossier *d, const struct rules *rules, const struct law *law, struct err *err);

/*
 * With a declaration: every key. 'part' is the one whose image the findings are
 * about; 'rules' NULL means that no image was read.
 */
int judge_declared(struct dossier *d, const struct rules *rules, const struct decision_tables *decisions,
		   const struct product *product, const struct part *part, struct err *err);

enum gate { GATE_UNKNOWN = 0, GATE_PASS, GATE_INCOMPLETE, GATE_FAIL };

/* From the verdicts in the dossier; also stored as meta 'gate'. */
int judge_gate(struct dossier *d, enum gate *gate, struct err *err);
const char *gate_name(enum gate gate);

/* The gate when this verdict is added to what it was: the worst wins. */
enum gate gate_after(enum gate gate, const char *verdict);

#endif
