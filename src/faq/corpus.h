/*
 * corpus.h - the knowledge base as it is written: a folder of modules.
 *
 *	struct faq_problems problems = { .out = &text };
 *
 *	if (faq_read(&faq, &law, "data/faq", &problems, err) != 0 || problems.count > 0)
 *		fputs(text.at, stderr);
 *	faq_close(&faq);
 *
 * docs/faq.md says what is in the folder. Everything that is wrong is told, one
 * line each, "FILE:LINE:COLUMN: why"; lint.h has what is asked of texts that
 * can be read.
 */
#ifndef CRADLE_FAQ_CORPUS_H
#define CRADLE_FAQ_CORPUS_H

#include "base/yaml.h"
#include "faq/faq.h"

struct faq_problems {
	struct text *out;
	size_t count;
};

void faq_problem(struct faq_problems *problems, const char *file, long line, long column, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/*
 * Fills in 'faq' from the folder. -1 only where the folder itself cannot be
 * read; what is wrong in it is counted in 'problems' and left out.
 */
int faq_read(struct faq *faq, const struct law *law, const char *dir, struct faq_problems *problems,
	     struct err *err);

/*
 * One item from its text, 'path' ends in "SLUG.md": what stands in it, not yet what it leads to.
 * False with the problem told where it is no item.
 */
bool faq_item_read(struct faq *faq, const struct faq_module *module, const char *path, struct bytes file,
		   struct faq_problems *problems, struct faq_item *item);

/* Says that the item with this id explains a rule (or a limb); false: there is no such item. */
bool faq_rest_add(struct faq *faq, const char *id, const struct faq_rest *rest);

/* SHA-256 of what a reader of the item is told: question, verdict, answer, citations. */
void faq_hash(const struct faq_item *item, char hex[65]);

#endif
