/*
 * rank.h - how well an item answers a query.
 *
 * rank_bm25() is a function inside FTS5 (sqlite.org/fts5.html, 7.1): BM25F
 * (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 3.2) over
 * the four columns, except that of the alternatives of one group only the best
 * counts: an item that says the same in five ways is no better an answer.
 *
 * rank_form() holds the query against each single way of asking for the item,
 * and gives the best: 1 where they say the same and nothing else.
 */
#ifndef CRADLE_FAQ_RANK_H
#define CRADLE_FAQ_RANK_H

#include "faq/query.h"

struct ranking {
	const struct model *m;
	const struct query *q;
	const struct alternative *phrases[QUERY_GROUPS * QUERY_ALTERNATIVES];	/* in the order of the expression */
	unsigned char group[QUERY_GROUPS * QUERY_ALTERNATIVES];
	uint32_t *seen, serial;		/* by term: the number of the form that was last seen to have it */
	float found[QUERY_GROUPS];	/* of the last rank_form(): what each group gave */
};

/* Registers "rank_bm25(words)" on the connection. */
int rank_open(struct ranking *r, const struct model *m, sqlite3 *db, struct err *err);
void rank_close(struct ranking *r);

void rank_query(struct ranking *r, const struct query *q);

/* 'covered': the share of the query's weight that the best form has, 0 to 1. */
float rank_form(struct ranking *r, size_t item, float *covered);

#endif
