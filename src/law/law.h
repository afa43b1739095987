/*
 * law.h - the law index: provisions, what is said about them, the sources, and
 * the limbs that are decided.
 *
 *	const struct limb *l = law_limb(law, "I.2.b.config");
 *	const struct provision *p = law_provision(law, "annex-1-part-1-2-b");
 *
 * Read once from data/law/: provisions.tsv, commission.tsv, acts.tsv,
 * changes.tsv, sources.yaml and requirements.yaml. An entry that names what
 * does not exist is an error with file and line. Every provision knows its
 * source, and that source knows its version and whether it is still the one to
 * cite: whoever shows a provision shows law_note() with it.
 *
 * The text of the law is no part of the program. law_text() has it once the
 * user imported it (import.h), each clause checked against its hash.
 */
#ifndef CRADLE_LAW_LAW_H
#define CRADLE_LAW_LAW_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/names.h"

struct law_source {
	const char *id, *citation, *title, *version, *date, *licence, *about;
	const char *weight;		/* law faq guidance standard none */
	const char *status;		/* in force, adopted, published, superseded, draft, proposal */
	const struct law_source *superseded_by;	/* or NULL */
	bool current;			/* neither superseded nor a draft or proposal */
	bool secondary;			/* only known from what others say of it */
};

struct provision {
	const char *id, *citation, *about;
	const char *heading;		/* "" where it has none */
	const char *weight;		/* law recital faq guidance standard none */
	const char *hash;		/* SHA-256 of the clause's normal form, or NULL */
	const char *from, *until;	/* YYYY-MM-DD, or NULL: since and until when it can be cited */
	const char *rests_on;		/* ids of provisions, blanks between; "" if none */
	const struct law_source *source;
};

/* A corrigendum or an amendment of one provision. */
struct change {
	const struct provision *provision, *act;
	const char *from, *was, *about;	/* was: the hash before, or NULL */
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
	const char *faq;		/* id of the item that explains it, or NULL */
	long line;			/* where it stands in requirements.yaml */
};

struct law_texts;

struct law {
	struct arena mem;
	struct law_source *sources;
	size_t source_count;
	struct provision *provisions;	/* in the order of the law, then the Commission's papers, acts and sources */
	size_t provision_count;
	struct names by_id;
	struct change *changes;
	size_t change_count;
	struct limb *limbs;
	size_t limb_count;
	const char *as_of;		/* state of knowledge, YYYY-MM-DD */
	bool no_texts;			/* law_text() has none: what is written must be the same on every machine */
	struct law_texts *texts;	/* what law_text() has read; NULL before */
};

int law_load(struct law *law, struct err *err);
void law_free(struct law *law);

const struct limb *law_limb(const struct law *law, const char *key);
const struct provision *law_provision(const struct law *law, const char *id);
const struct law_source *law_source_find(const struct law *law, const char *id);

/* The provision it is part of ("art-13-8" of "art-13-8-sub-2"), or NULL. */
const struct provision *law_parent(const struct law *law, const struct provision *p);

/*
 * What must be said wherever the provision is shown, or "": that its source is
 * a draft, a proposal or superseded, or that it does not apply on 'day'
 * (YYYY-MM-DD; NULL: the index's own date).
 */
const char *law_note(struct law *law, const struct provision *p, const char *day);

/*
 * The imported text of the clause, its own number left out and lines between
 * its blocks, or NULL: nothing was imported, or what is stored does not have
 * the clause's hash. Lives as long as the index.
 */
const char *law_text(struct law *law, const char *id);

#endif
