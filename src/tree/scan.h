/*
 * scan.h - the question an image asks while it goes by: is this file wanted?
 *
 * image/ calls want() once for each regular file. WANT_KEEP: put the whole
 * content into the node (a source that can read at random may ignore this).
 * WANT_LOOK: call look() with a reader over the content, now; it is not kept.
 * Contents are offered in whatever order is cheapest for the format.
 */
#ifndef CRADLE_TREE_SCAN_H
#define CRADLE_TREE_SCAN_H

#include "tree/tree.h"

enum want { WANT_NOTHING = 0, WANT_KEEP, WANT_LOOK };

/* A file's content while it is at hand. */
struct reader {
	uint64_t size;
	struct bytes all;		/* the whole content where it is in memory, else empty */
	void *self;
	long (*read_at)(void *self, uint64_t offset, void *to, size_t size);	/* used when .all is empty */
};

/* Up to n bytes at offset into 'to'; the number read, 0 past the end or on failure. */
size_t reader_at(struct reader *r, uint64_t offset, void *to, size_t n);

struct scan {
	struct tree *tree;
	void *self;
	enum want (*want)(void *self, const struct node *n);
	void (*look)(void *self, struct node *n, struct reader *content);
	void (*progress)(void *progress_self, uint64_t done, uint64_t all);	/* bytes; may be NULL */
	void *progress_self;
};

/* Stores a whole content in a node; over LIMIT_KEPT in all it is CONTENT_UNREADABLE. */
void scan_keep(struct scan *scan, struct node *n, struct bytes content);
void scan_unreadable(struct scan *scan, struct node *n, const char *why);

#endif
