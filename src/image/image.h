/*
 * image.h - opens an image without mounting, unpacking or root.
 *
 *	struct image img;
 *
 *	if (image_scan(&img, fd, &scan, &err) != 0)
 *		...
 *	... use scan.tree, whose source reads from img ...
 *	image_close(&img);
 *
 * The format is found by content, never by name: each row of formats[] bids on
 * the first bytes and the highest bid gets the job. Containers nest (.gz around
 * a disk around a squashfs) up to LIMIT_NEST. 'fd' is a directory or a regular
 * file (or a block device) and stays the caller's.
 *
 * To add a format: a file format_<name>.c with a bid and a scan function, and
 * its row in formats.c.
 */
#ifndef CRADLE_IMAGE_IMAGE_H
#define CRADLE_IMAGE_IMAGE_H

#include "base/err.h"
#include "tree/scan.h"

struct image {
	char chain[128];		/* "gzip > disk (GPT) > squashfs (zstd)" */
	uint64_t size;			/* of the file; 0 for a directory */
	bool stream;			/* contents cannot be read again without a new scan */
	char note[1024];		/* what a reader of the report should know; "" is none */
	void *parts;			/* inputs and readers that the tree's source needs */
};

/* Fills scan->tree (initialised, empty) and calls tree_finish() on it. */
int image_scan(struct image *img, int fd, struct scan *scan, struct err *err);

/* A second pass over a stream: only files with CONTENT_LATE are kept. */
int image_fetch_late(struct image *img, int fd, struct scan *scan, struct err *err);

void image_close(struct image *img);

/* The names of all formats, in the order of the table; NULL past the last. */
const char *image_format_name(size_t i);

#endif
