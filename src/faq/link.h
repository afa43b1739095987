/*
 * link.h - what both readers of the knowledge base share: from lists to what is
 * looked up.
 */
#ifndef CRADLE_FAQ_LINK_H
#define CRADLE_FAQ_LINK_H

#include "faq/faq.h"

/* Items by id and by the ids they had; false for the first id that stands twice (*twice names it). */
bool faq_link_ids(struct faq *faq, const struct faq_item **twice);

/* Provisions to the items that cite them; dates and the corpus' digest. After the ids. */
void faq_link(struct faq *faq);

#endif
