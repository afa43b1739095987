/*
 * store.h - the knowledge base as one SQLite database: what faq_open() reads.
 *
 *	faq_save(&faq, concepts, "faq.db", err);
 *
 * Texts stand in plain tables (module, section, item, cite, see, task ...);
 * index.h adds the ones that the search asks. Same input, same bytes.
 */
#ifndef CRADLE_FAQ_STORE_H
#define CRADLE_FAQ_STORE_H

#include "faq/faq.h"

/* Writes the database, complete or not at all. 'concepts' is data/faq/concepts.yaml, or NULL. */
int faq_save(const struct faq *faq, const struct yaml *concepts, const char *path, struct err *err);

#endif
