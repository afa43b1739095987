/*
 * model.h - what the search keeps in memory of its index (index.h): stems with
 * the number of items that have them, the ways in which each item is asked, the
 * phrases of concepts, and words to hold a misspelt one against.
 */
#ifndef CRADLE_FAQ_MODEL_H
#define CRADLE_FAQ_MODEL_H

#include <stdint.h>

#include "faq/faq.h"
#include "faq/index.h"
#include "faq/latent.h"

enum { TERM_NONE = 0xffffffff };

struct term {
	const char *stem;
	uint32_t number, items;
	float idf;			/* ln(1 + (N - n + 0.5) / (n + 0.5)); 0 where no item has it */
	bool little;			/* a word like "the": it decides nothing */
	bool concept;			/* stands in a phrase of a concept */
};

/* A phrase of a concept. */
struct phrase {
	const char *text;		/* as it is written */
	uint32_t stems[PHRASE_STEMS];
	uint8_t n;
	enum phrase_kind kind;
};

struct concept {
	const struct phrase *phrases;
	size_t count;
};

/* The concepts that a phrase belongs to; found by its stems with blanks between. */
struct concept_list {
	uint32_t *concepts;
	size_t count, room;
};

struct surface {
	const char *word;
	uint8_t n;
	uint32_t letters;		/* a bit for each letter that is in it */
	uint32_t term;
};

/* One way to ask for an item: its question, then its asks. */
struct form {
	const uint32_t *stems;
	uint32_t n;
	float weight;			/* sum of idf of its stems */
};

struct forms {
	const struct form *list;
	size_t count;
	float lengths[INDEX_COLUMNS];
	float known;			/* how general it is: how many other items, and whether a requirement, lead to it */
};

struct model {
	struct arena mem;
	const struct faq *faq;
	struct names by_stem;		/* struct term */
	struct term *terms;
	size_t term_count;
	struct forms *forms;		/* one for each item */
	float average[INDEX_COLUMNS];	/* words of a column */
	struct concept *concepts;
	size_t concept_count;
	struct names by_phrase;		/* struct concept_list */
	const struct latent_vector *latent_terms, *latent_items;
	const struct exact *exact;	/* sorted by hash */
	size_t exact_count;
	struct surface *surfaces;
	size_t surface_count;
};

int model_load(struct model *m, const struct faq *faq, struct err *err);
void model_free(struct model *m);

const struct term *model_term(const struct model *m, const char *stem);

/* The word that is nearest to one that nothing has, or NULL: one mistake from four letters on, two from eight on. */
const struct surface *model_nearest(const struct model *m, struct bytes word, int *mistakes);

#endif
