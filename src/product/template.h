/*
 * template.h - a declaration to begin with: what is known filled in, all other
 * keys as comments with their question, their words and where the law asks.
 *
 *	struct filled known[] = {
 *		{ schema_find(&schema, "updates.signed"), 0, "yes", "etc/rauc/system.conf:4", false },
 *	};
 *
 *	template_write(&schema, questions, COUNT(questions), known, COUNT(known), &out);
 *
 * Taking "# " away before a key and putting a value behind the colon is all
 * there is to do. As it is written it is read without mistakes, and says what
 * was filled in and nothing else.
 */
#ifndef CRADLE_PRODUCT_TEMPLATE_H
#define CRADLE_PRODUCT_TEMPLATE_H

#include "base/text.h"
#include "product/schema.h"

struct filled {
	const struct schema_key *key;
	size_t entry;			/* of a list: which one, from 0; entries come in order */
	const char *value;
	const char *source;		/* where it was seen, for the comment behind it; or NULL */
	bool hint;			/* put into the comment only: it is close to the answer, but not it */
};

/* The questions stand on top, in their order, as far as they are open. */
void template_write(const struct schema *schema, const struct schema_key *const *questions, size_t question_count,
		    const struct filled *filled, size_t count, struct text *out);

#endif
