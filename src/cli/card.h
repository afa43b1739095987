/*
 * card.h - an item of the knowledge base on a terminal and as JSON.
 */
#ifndef CRADLE_CLI_CARD_H
#define CRADLE_CLI_CARD_H

#include "base/json.h"
#include "faq/faq.h"
#include "report/screen.h"

/* The whole card: verdict, answer, what it rests on, what rests on it, see also, its permalink. */
void card_show(struct screen *s, struct law *law, const struct faq_item *item);

/* One line, or two where the question is long: its verdict, question and id. */
void card_title(struct screen *s, const struct faq_item *item);

/* How a product stands on it: verdicts of the limbs that the item is about (faq_on_limb()), findings of its rules. */
void card_product(struct screen *s, const struct faq_item *item, const struct results *results);

/* The same of a product, as the object "product". */
void card_product_json(struct json *j, const struct faq_item *item, const struct results *results);

#endif
