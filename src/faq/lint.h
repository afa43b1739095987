/*
 * lint.h - what is asked of the knowledge base once it can be read.
 *
 * The rules stand in docs/faq.md under "What stops the build"; each is a
 * function in lint.c and a row there.
 */
#ifndef CRADLE_FAQ_LINT_H
#define CRADLE_FAQ_LINT_H

#include "faq/corpus.h"

void lint(const struct faq *faq, struct faq_problems *problems);

/*
 * Reads the record behind the dates (history.tsv) into faq->changes, and holds
 * the items against it: whose content changed must have a later date.
 */
void lint_history(struct faq *faq, const char *path, struct faq_problems *problems);

/* Appends to 'out' the lines that the record lacks; returns how many. */
size_t lint_stamp(const struct faq *faq, struct text *out);

/* How alike two questions are, 0 to 1: the words they share of all they have, endings and little words aside. */
double lint_alike(const char *a, const char *b);

#endif
