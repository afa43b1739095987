/*
 * reply.h - a page as the bytes of an answer (RFC 9110), and the answers that are kept.
 *
 *	const struct reply *kept = replies_find(replies, target);
 *	struct text lines = { 0 };
 *
 *	if (!kept && page.fixed)
 *		kept = replies_keep(replies, target, &page);
 *	reply_lines(&lines, &page, page.etag, page.body.n, false);
 *
 * Every answer carries the same lines that make a browser careful (careful[] in
 * reply.c); none is without them. What stays the same as long as the site is
 * open (page.fixed: whatever its query) is kept ready-made, plain and by gzip,
 * under its path. Paths with escapes are not kept, so that nobody can fill the
 * room with names for the same thing; when it is full, nothing more is kept, and
 * a kept answer never goes: a connection may point into it for as long as it likes.
 * All threads share them: there are 7,000 pages, and a crawler asks for each.
 */
#ifndef CRADLE_WEB_REPLY_H
#define CRADLE_WEB_REPLY_H

#include <pthread.h>

#include "base/names.h"
#include "web/web.h"

enum { REPLY_ETAG = 48 };

/* One form of a page. */
struct form {
	struct bytes lines;		/* all after the date, with the empty line that ends them */
	struct bytes body;
	char etag[REPLY_ETAG];
};

struct reply {
	int status;
	struct form plain, gzip;	/* gzip.body is empty where it would not be smaller */
};

struct replies {
	pthread_rwlock_t lock;		/* of all below; what is found needs none */
	struct arena mem;
	struct names names;
	size_t count;
};

void replies_open(struct replies *replies);

/* NULL: it is not kept, or there is a query: ask the site. */
const struct reply *replies_find(struct replies *replies, struct bytes target);

/* A fixed page; NULL: there is no room. */
const struct reply *replies_keep(struct replies *replies, struct bytes target, const struct page *page);
void replies_close(struct replies *replies);

/* The lines after the date, for a body of n bytes. */
void reply_lines(struct text *out, const struct page *page, const char *etag, size_t n, bool gzip);

/* Those of a 304: what the client has is still good. */
void reply_unchanged(struct text *out, const char *etag);

/* "200 OK" */
const char *reply_status(int status);

#endif
