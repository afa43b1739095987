/*
 * index.h - the tables that the search asks.
 *
 *	words		FTS5: question, asks, answer, law (citations and what they support) of each item
 *	clauses		FTS5: citation, heading and description of each provision
 *	clause		their ids
 *	term		every stem, with the number of items that have it; also those of concepts only
 *	surface		words as they are written, each with its stem's number: what a misspelt one is held against
 *	form		per item the ways in which it is asked, as stems; and the lengths that BM25 needs
 *	latent		vectors of stems and items (latent.h)
 *	exact		a hash of each way of asking, sorted, with its item (index_hash())
 *	concept		phrases of data/faq/concepts.yaml, as stems and as written
 */
#ifndef CRADLE_FAQ_INDEX_H
#define CRADLE_FAQ_INDEX_H

#include <stdint.h>

#include "base/yaml.h"
#include "faq/faq.h"

enum {
	INDEX_COLUMNS = 4,		/* of 'words' */
	PHRASE_STEMS = 6,		/* words that a phrase of a concept may have */
};

enum phrase_kind {
	PHRASE_NONE = 0,
	PHRASE_LAW,			/* of the words that the law and the answers use */
	PHRASE_SAID,			/* of those that people use for it */
	PHRASE_ELSEWHERE,		/* the name of another law or subject */
};

/* A way of asking, whole, that leads to its item. */
struct exact {
	uint64_t hash;
	uint32_t item;
	uint32_t form;			/* 0: its question, else an ask */
};

/* FNV-1a over the numbers of its stems. */
uint64_t index_hash(const uint32_t *stems, size_t n);

/* Is this stem one of a word like "the", which says nothing about what is asked for? */
bool terms_little(const char *stem);

/* Adds the tables to a database that is being written. 'concepts' may be NULL. */
int index_write(sqlite3 *db, const struct faq *faq, const struct yaml *concepts, struct err *err);

#endif
