/*
 * rank.h - how well each item answers a query.
 *
 *	rank_query(&rank, &query, err);			asks FTS5
 *	rank_words(&rank, item);			how much of it the item has; 0: nothing
 *	rank_form(&rank, item, &covered);		how like one of its ways to be asked
 *
 * The first is BM25F (Robertson and Zaragoza, "The Probabilistic Relevance
 * Framework", 3.2) over the four columns of the index, except that of the
 * alternatives of one group only the best counts: an item that says the same in
 * five ways is no better an answer. FTS5 is asked once for each word or phrase,
 * and what it finds is kept: a ranking inside FTS5 (its auxiliary functions)
 * took several times as long for questions with many alternatives.
 *
 * The second holds the query against each single way of asking for the item,
 * and gives the best: 1 where they say the same and nothing else.
 */
#ifndef CRADLE_FAQ_RANK_H
#define CRADLE_FAQ_RANK_H

#include "faq/query.h"

/* The items that have a word or phrase, and how much, weighted by column and length. */
struct posting {
	uint32_t item;
	float frequency;
};

struct postings {
	const struct posting *list;
	size_t count;
};

/* What a stem is worth to the query: a group's alternative that begins with it. */
struct worth {
	uint16_t group, alternative;
	uint16_t next;			/* of the same stem; 0: none, else its index + 1 */
};

struct ranking {
	const struct model *m;
	const struct query *q;
	struct arena mem;		/* of what FTS5 said */
	const struct postings **of_word;	/* by stem; NULL: not asked for yet */
	struct names of_phrase;		/* struct postings by its stems; no more than there are phrases of concepts */
	sqlite3_stmt *match;
	/* by item, valid where 'asked' has the query's number */
	float *score, *best;
	uint32_t *asked, *grouped;	/* grouped: the group, from 1, that 'best' is of */
	uint32_t serial;
	/* by stem, valid where 'noted' has the query's number; 'marked' has it for what was asked by nearly these words */
	uint16_t *first;
	uint32_t *noted, *marked;
	struct worth worths[QUERY_GROUPS * QUERY_ALTERNATIVES + 1];
	size_t worth_count;
};

int rank_open(struct ranking *r, const struct model *m, struct err *err);
void rank_close(struct ranking *r);

int rank_query(struct ranking *r, const struct query *q, struct err *err);
float rank_words(const struct ranking *r, size_t item);

/* Is this a word of the query, or one that says the same? */
bool rank_marks(const struct ranking *r, const struct term *t);

/* Does the item have all that the query says it must? */
bool rank_musts(struct ranking *r, size_t item);

/* 'covered': the share of the query's weight that the best form has, 0 to 1. */
float rank_form(const struct ranking *r, size_t item, float *covered);

#endif
