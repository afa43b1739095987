/*
 * law.h - the limbs that are decided, and the provisions they rest on.
 *
 *	const struct limb *l = law_limb(law, "I.2.b.config");
 *
 * Read once from data/law/requirements.yaml and provisions.tsv. An entry that
 * names a provision that does not exist is an error with file and line.
 */
#ifndef CRADLE_LAW_LAW_H
#define CRADLE_LAW_LAW_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"

struct provision {
	const char *id, *citation, *about;
};

struct source_ref {
	const struct provision *provision;
	const char *weight;		/* law recital faq guidance standard */
};

struct limb {
	const char *key, *title, *missing;
	struct source_ref refs[8];
	size_t ref_count;
	bool from_image;		/* findings of rules can speak about it */
	bool of_part;			/* decided for each part of a product and for the whole */
	const char *const *sums;	/* keys it is the worst of */
	size_t sum_count;
	const char *const *answers;	/* its own verdicts instead of MET, NOT-MET ... */
	size_t answer_count;
};

struct law {
	struct arena mem;
	struct provision *provisions;
	size_t provision_count;
	struct limb *limbs;
	size_t limb_count;
};

int law_load(struct law *law, struct err *err);
void law_free(struct law *law);

const struct limb *law_limb(const struct law *law, const char *key);
const struct provision *law_provision(const struct law *law, const char *id);


#endif
