/*
 * product.h - what the pages of a product share: the way from one to the next,
 * its gate, a place in its image, pages of long lists.
 *
 *	/dossier/1			the answer: gate, what is against it, what to answer next
 *	/dossier/1/verdicts		every limb with reason and citation
 *	/dossier/1/findings		what the rules found; narrowed down by a query
 *	/dossier/1/inventory		what it ships with, table by table
 *	/dossier/1/report/NAME.SUFFIX	its documents, to keep
 *
 * Everything that comes from an image or a declaration goes through markup().
 */
#ifndef CRADLE_WEB_PRODUCT_H
#define CRADLE_WEB_PRODUCT_H

#include "web/frame.h"

enum product_page {
	PRODUCT_OVERVIEW,
	PRODUCT_VERDICTS,
	PRODUCT_FINDINGS,
	PRODUCT_INVENTORY,
	PRODUCT_PAGES,
};

/* The two that /compare/{}/{} names, before and after; false: there are no such two. */
bool product_pair(const struct visit *v, const struct site_dossier **before, const struct site_dossier **after);

/* A link to how this one differs from the release before it. */
void product_compare(struct visit *v, const struct site_dossier *before, const struct site_dossier *after, const char *text);

/* The frame, the heading "NAME: about" and the way to the other pages; 'about' may be NULL. frame_close() ends it. */
void product_open(struct visit *v, const struct site_dossier *d, enum product_page page, const char *about);

/* The gate with its counts, as a box. */
void product_gate(struct visit *v, const struct results *r);

/* The word of a verdict, a gate or a severity, in its colour. */
void product_word(struct text *out, const char *word);

/* <code>path:line</code>; nothing without a path. */
void product_place(struct text *out, const char *path, int64_t line);

/* A link to a page of this product: "/dossier/1" and 'below' ("/findings"), with a query and an anchor or NULL. */
void product_link(struct visit *v, const struct site_dossier *d, const char *below, const char *query, const char *fragment,
		  const char *text);

/* The item of the knowledge base that explains a rule or a limb, or NULL. */
const struct faq_item *product_rule_item(const struct site *site, const char *rule);
const struct faq_item *product_limb_item(const struct site *site, const struct limb *limb);

/* The rule's name, leading to where it stands on its limb's page, if there is one. */
void product_rule(struct visit *v, const char *rule);

/* The reports that can be had as files, and why the others cannot (page_download.c). */
void product_downloads(struct visit *v, const struct site_dossier *d);

/* --- lists on several pages --- */

struct pager {
	const char *path;		/* of the first page; the others stand at PATH/page/2 ..., or have page=2 in their query */
	const char *query;		/* "state=fail&q=a", escaped as a query is, or NULL */
	size_t page, pages;
};

/* Sets page and pages from what the path or the query says (NULL: the first) and how many there are; false: no such page. */
bool pager_fill(struct pager *p, const char *page, size_t count, size_t on_page);

/* "1 ... 4 5 6 ... 27"; nothing where there is one page only. */
void pager_write(struct visit *v, const struct pager *p);

#endif
