/*
 * files.h - files that stand out by their mode or type, from the tree alone.
 */
#ifndef CRADLE_FACTS_FILES_H
#define CRADLE_FACTS_FILES_H

#include "facts/facts.h"
#include "tree/tree.h"

/* Adds to the table 'file'; with 'all', every node and not only those with a mark. */
void files_add(struct facts *facts, const struct tree *tree, bool all);

#endif
