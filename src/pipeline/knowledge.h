/*
 * knowledge.h - the knowledge base as it is written, with all that refers to
 * it: limbs and rules lead to items, tasks to keys of product.yaml.
 *
 *	struct faq_problems problems = { .out = &text };
 *	struct knowledge k;
 *
 *	if (knowledge_read(&k, "data/faq", &problems, err) == 0 && problems.count == 0)
 *		...
 *	knowledge_free(&k);
 */
#ifndef CRADLE_PIPELINE_KNOWLEDGE_H
#define CRADLE_PIPELINE_KNOWLEDGE_H

#include "faq/corpus.h"
#include "judge/rule.h"
#include "product/schema.h"

struct knowledge {
	struct law law;
	struct schema schema;
	struct rules rules;
	struct faq faq;
	const struct yaml *concepts;
};

/* -1 only where the folder cannot be read; what is wrong in it is told in 'problems'. */
int knowledge_read(struct knowledge *k, const char *dir, struct faq_problems *problems, struct err *err);
void knowledge_free(struct knowledge *k);

#endif
