/*
 * store.h - the knowledge base as one SQLite database: what faq_open() reads.
 *
 *	faq_save(&faq, "data/faq/concepts.yaml", "faq.db", err);
 *
 * Texts stand in plain tables (module, section, item, cite, see, task ...);
 * index.h adds the ones that the search asks. Same input, same bytes.
 */
#ifndef CRADLE_FAQ_STORE_H
#define CRADLE_FAQ_STORE_H

#include "faq/faq.h"

#define STORE_VERSION 1			/* PRAGMA user_version */

/* Writes the database, complete or not at all. */
int faq_save(const struct faq *faq, const struct yaml *concepts, const char *path, struct err *err);

#endif
