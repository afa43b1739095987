/*
 * decide.h - a declaration through the decision tables: one verdict per key.
 *
 *	struct decisions out;
 *
 *	if (decide(&out, &tables, &product, NULL, err) != 0)
 *		return -1;
 *	for (size_t i = 0; i < out.count; i++)
 *		printf("%s %s\n", out.list[i].key, out.list[i].verdict);
 *	decisions_free(&out);
 *
 * In the order of requirements.yaml: the whole product's keys, then those of
 * each part ("LIB:I.2.d"). The verdict on a product of several parts is the
 * worst of theirs, the verdict on a key that 'sums' others the worst of those.
 * A key that is decided once, for the product, is still the worst of what the
 * whole and the parts say: a part that says otherwise is not passed over.
 * The same declaration and findings give the same bytes.
 */
#ifndef CRADLE_JUDGE_DECIDE_H
#define CRADLE_JUDGE_DECIDE_H

#include "judge/table.h"

/* Something a verdict rests on: a declared fact with its place, or another verdict. */
struct decision_fact {
	const char *name, *value;	/* "updates.optout.where", "none"; "I.2.c.auto", "MET" */
	long line;			/* in product.yaml; 0: it is a verdict */
};

struct decision {
	const char *key;		/* "I.2.d", "LIB:I.2.d" */
	const struct limb *limb;
	const struct part *part;
	const char *verdict, *reason;
	const char *row;		/* "optout/manual-only": which row decided, or NULL */
	const char *needs;		/* NEEDS-INPUT: the question, else NULL */
	const char *needs_key;		/* and the key of product.yaml that answers it; NULL: no single one */
	bool exempt_open;		/* against the product only as long as an exemption is not shown */
	const char *exempt_key;		/* and the key that would show it; or NULL */
	const struct provision *const *cites;	/* beside the limb's */
	size_t cite_count;
	const struct decision_fact *facts;
	size_t fact_count;
};

struct decisions {
	struct arena mem;
	struct decision *list;
	size_t count;
};

/* What the image showed, for the part it belongs to: limbs[law.limb_count]. */
struct found_image {
	const struct part *part;
	const struct found *limbs;
};

int decide(struct decisions *out, const struct decision_tables *tables, const struct product *product,
	   const struct found_image *image, struct err *err);
void decisions_free(struct decisions *out);

/* From worst to best: 0 is NOT-MET; words that are no verdict on a limb come last. */
int verdict_rank(const char *verdict);

/* The table's row that decides for this part and limb, with verdicts given from outside: for examples. */
int decide_one(struct decision *out, struct arena *mem, const struct decision_table *table, const struct scene *scene,
	       const struct schema *schema);

/* Runs every row's example; *ran is how many. The first that fails is the error. */
int tables_check(const struct decision_tables *tables, size_t *ran, struct err *err);

#endif
