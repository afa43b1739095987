/*
 * card.h - an item as a card. The same text everywhere, from one source: whole
 * in its module and alone, its answer in short in lists.
 */
#ifndef CRADLE_WEB_CARD_H
#define CRADLE_WEB_CARD_H

#include "web/frame.h"

/* On its module's page: the anchor is its slug. */
void card_whole(struct visit *v, const struct faq_item *item);

/* In the index of all items: module, verdict, answer in short, citations. */
void card_short(struct visit *v, const struct faq_item *item);

/* What stands below its question when it is whole: verdict, answer, citations, what rests on it, see-also, date, link. */
void card_answer(struct visit *v, const struct faq_item *item);

#endif
