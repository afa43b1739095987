/*
 * index.h - the tables that the search asks.
 *
 *	words		FTS5: question, asks, answer, law (citations and what they support) of each item
 *	clauses		FTS5: citation, heading and description of each provision
 *	clause		their ids
 *	term		every stem, with the number of items that have it; also those of concepts only
 *	surface		words as they are written, each with its stem's number: what a misspelt one is held against
 *	form		per item the ways in which it is asked, as stems; and the lengths that BM25 needs
 *	concept		phrases of data/faq/concepts.yaml, as stems and as written
 */
#ifndef CRADLE_FAQ_INDEX_H
#define CRADLE_FAQ_INDEX_H

#include "base/yaml.h"
#include "faq/faq.h"

enum { INDEX_COLUMNS = 4 };		/* of 'words' */

/* Adds the tables to a database that is being written. 'concepts' may be NULL. */
int index_write(sqlite3 *db, const struct faq *faq, const struct yaml *concepts, struct err *err);

#endif
