/*
 * query.h - a question as the search understands it: groups of words, each with
 * the ways in which the same thing may be said.
 *
 *	"can the customer turn off OTA?"
 *	   customer | user 0.7 | ...
 *	   turn off | opt-out 0.7 | deactivate 0.4 ...
 *	   ota | security update 0.7 | firmware 0.4 ...
 *
 * A group is one word, or several that make up a phrase of a concept. Of its
 * alternatives the best one counts. Citations are taken out and kept as ids.
 */
#ifndef CRADLE_FAQ_QUERY_H
#define CRADLE_FAQ_QUERY_H

#include "base/text.h"
#include "faq/model.h"
#include "faq/tokens.h"
#include "law/citation.h"

enum { QUERY_GROUPS = 20, QUERY_ALTERNATIVES = 28, QUERY_WORDS = 64, QUERY_IDS = 16 };

struct alternative {
	char text[80];			/* for FTS5, without quotes */
	uint32_t stems[PHRASE_STEMS];
	uint8_t n;
	float weight;			/* 1: as it was asked; less: said otherwise */
	float idf;
};

struct group {
	struct alternative list[QUERY_ALTERNATIVES];
	size_t count;
	float weight;			/* what it would give if all of it were found */
	bool must;			/* it names another law or subject: an answer has to name it, too */
};

struct query {
	struct group groups[QUERY_GROUPS];
	size_t count;
	float weight;			/* of all groups */
	float strange;			/* the share of its words that nothing has; misspelt ones in part */
	char ids[QUERY_IDS][CITATION_ID];	/* provisions that are cited in it */
	size_t id_count;
	struct latent_vector place;	/* where it is in the latent space, and how far out */
	float length;
	uint32_t stems[QUERY_WORDS];	/* all its words in their order, to know the exact question; TERM_NONE: nothing has it */
	size_t stem_count;
	char corrected[512];		/* as it was understood, "" where every word was known */
};

/* 'typing': the last word may be the beginning of one. */
void query_read(struct query *q, const struct model *m, struct tokens *tokens, struct bytes text, bool typing);

/* As an expression of FTS5: the words it was asked by, with OR. False when there is none. */
bool query_match(const struct query *q, struct text *out);

#endif
