/*
 * search.h - questions in people's own words to the items that answer them.
 *
 *	struct search search;
 *	struct search_result found;
 *
 *	search_open(&search, &faq, err);
 *	search_ask(&search, bytes_of("can the customer switch off OTA?"), NULL, &found, err);
 *	for (size_t i = 0; i < found.count; i++)
 *		show(found.hits[i].item);
 *	search_close(&search);
 *
 * SQLite's FTS5 finds what has one of the words, its concept (data/faq/
 * concepts.yaml: what people say, what the law says) or, where nothing has the
 * word, one that is spelt nearly so. It is ranked by BM25 in which the
 * spellings of one word count once (rank.h), by how near the item is in a space
 * learnt from our own texts (latent.h), then by how much of the question one
 * single way of asking covers. Who asks in just the words of a card gets it
 * first, and of cards that fit alike the general one. A citation in the query finds the items
 * that cite that provision. Where too little of a query is supported by
 * anything, there is no answer, and the nearest provisions are named instead.
 *
 * One 'struct search', on a 'struct faq' of its own, for each thread; the same
 * query gives the same result.
 */
#ifndef CRADLE_FAQ_SEARCH_H
#define CRADLE_FAQ_SEARCH_H

#include "faq/faq.h"

enum { SEARCH_HITS = 50, SEARCH_NEAR = 5, SEARCH_MARKS = 64 };

/* What the items must be; NULL is any. Several are "and". */
struct search_filter {
	const char *module, *provision, *weight, *verdict, *role;
	size_t limit;			/* hits that are wanted, at most SEARCH_HITS; 0: ten */
	bool typing;			/* the last word may be the beginning of one */
};

struct search_hit {
	const struct faq_item *item;
	double score;
};

struct search_result {
	struct search_hit hits[SEARCH_HITS];	/* best first */
	size_t count;
	size_t total;			/* all that have anything of it, also past the limit */
	bool supported;			/* false: "no answer"; hits are empty then */
	const struct provision *near[SEARCH_NEAR];	/* without an answer, or for a citation: provisions */
	size_t near_count;
	const char *corrected;		/* the query as it was understood, where a word was misspelt; else NULL */
	char text[512];			/* holds 'corrected' */
};

struct search;

/* A query of more than LIMIT_QUERY bytes is an error; any other text is a query. */
int search_ask(struct search *s, struct bytes query, const struct search_filter *filter,
	       struct search_result *out, struct err *err);

/* Where words of the last query stand in a text: pairs from, to. Returns how many pairs. */
size_t search_marks(struct search *s, const char *text, size_t marks[SEARCH_MARKS][2]);

struct search_internals;
struct search {
	const struct faq *faq;
	struct search_internals *in;
};

int search_open(struct search *s, const struct faq *faq, struct err *err);
void search_close(struct search *s);

#endif
