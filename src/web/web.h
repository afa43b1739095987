/*
 * web.h - the site: a target goes in, a page comes out.
 *
 *	struct site site;
 *	struct page page = { 0 };
 *
 *	if (site_open(&site, &options, err) != 0)
 *		...
 *	site_answer(&site, bytes_of("/faq/secure-by-default?q=reset"), &page);
 *	page_free(&page);
 *	site_close(&site);
 *
 * The same function answers a request (serve.h) and writes the static files
 * (export.h), so both have the same content. A site is read-only; each thread
 * opens its own. Routes are rows in routes.c: to add a page, a function that
 * writes it and its row there.
 */
#ifndef CRADLE_WEB_WEB_H
#define CRADLE_WEB_WEB_H

#include "base/bytes.h"
#include "base/err.h"
#include "base/text.h"
#include "faq/faq.h"
#include "faq/search.h"

enum { SITE_DOSSIERS = 64 };

struct site_options {
	const char *const *dossiers;	/* paths of dossiers to show beside the answers */
	size_t dossier_count;
	const char *origin;		/* "https://example.org": for what must be absolute (sitemap, feed); NULL: none */
	bool files;			/* for static files: links lead to index.html's folder, search runs in the browser */
};

struct site {
	struct arena mem;
	struct site_options options;
	struct law law;
	struct faq faq;
	struct search search;
	struct site_dossier *dossiers;	/* route.h */
	size_t dossier_count;
	struct portfolio *portfolio;	/* all of them; releases in the order of products and versions */
	struct site_index *index;	/* what is worked out once (route.h) */
};

int site_open(struct site *site, const struct site_options *options, struct err *err);
void site_close(struct site *site);

/* What becomes of a target. Everything but the body is a literal or lives in the page. */
struct page {
	int status;			/* 200 301 400 404 414 */
	const char *type;		/* "text/html; charset=utf-8" */
	char location[512];		/* of a 301, else "" */
	char save_as[80];		/* the name of a file to keep it in, plain ASCII; "": it is to be shown */
	char etag[40];			/* quoted, from the body's content; "" where there is none */
	bool fixed;			/* the same for as long as the site is open, whatever its query: may be kept in memory */
	struct text body;
};

/*
 * Answers an origin-form target (RFC 9112, 3.2.1): a path and perhaps a query,
 * percent-encoded as it came. What is wrong with it is a page, too: always a
 * plain 4xx, never an error.
 */
void site_answer(struct site *site, struct bytes target, struct page *page);
void page_free(struct page *page);

/* Calls back with the path of each fixed page there is ("/faq/secure-by-default", "/faq.json"), sorted. */
int site_each(struct site *site, int (*path)(void *self, const char *path, struct err *err), void *self,
	      struct err *err);

#endif
