/*
 * input.h - bytes that can be read at random: a file, a slice of one (a
 * partition), or memory (something that was unpacked).
 *
 *	struct input part = input_slice(&disk, first * 512, count * 512);
 *
 * And a stream: bytes that can only be read forwards. A format says which of
 * the two it needs (struct format).
 */
#ifndef CRADLE_IMAGE_INPUT_H
#define CRADLE_IMAGE_INPUT_H

#include <stdint.h>

#include "image/image.h"

struct input {
	int fd;				/* -1: memory */
	const unsigned char *memory;
	uint64_t start, size;
};

/* The number of bytes read (short only at the end), or -1 with *err set. */
long input_read(const struct input *in, uint64_t offset, void *to, size_t n, struct err *err);
struct input input_slice(const struct input *in, uint64_t start, uint64_t size);

/*
 * The first four are the maker's; readers use the functions of stream.h, which
 * also let them look ahead.
 */
struct stream {
	void *self;
	/* Points *at to the next bytes (valid until the next call) and returns how many; 0 at the end, -1 failed. */
	long (*read)(struct stream *s, const void **at, struct err *err);
	/* Skips forwards; returns bytes skipped (fewer at the end) or -1. NULL: read and drop. */
	int64_t (*skip)(struct stream *s, uint64_t n, struct err *err);
	void (*close)(struct stream *s);
	uint64_t at;			/* bytes taken by the reader so far: where it stands */
	struct bytes ahead, block;	/* looked at and not taken; what is left of the maker's bytes */
	unsigned char *peeked;		/* where .ahead lives */
};

/*
 * What a format gets to work with. Exactly one of .input and .stream is what
 * the caller had; a format with needs_input gets the other by spooling into
 * memory (LIMIT_SPOOL).
 */
struct job {
	struct image *img;
	struct scan *scan;
	const struct input *input;	/* NULL: only a stream */
	struct stream *stream;		/* NULL: make one from input */
	int depth;			/* containers around this one */
	bool late;			/* second pass: nodes are there, fetch CONTENT_LATE only */
	const char *below;		/* a folder of the tree to put a file system at; NULL: it is the tree */
};

struct format {
	const char *name;
	/* How sure, in bits of evidence seen in the first bytes; 0: not mine. size 0: not known. */
	int (*bid)(struct bytes head, uint64_t size);
	int (*scan)(struct job *job, struct err *err);
	bool needs_input;		/* must read at random */
	bool filesystem;		/* may fill a partition; its scan obeys job.below */
};

enum { HEAD = 4096 };			/* bytes that bids see */

extern const struct format formats[];	/* ends with a NULL name */

/* Finds the format of what the job holds and scans it: for containers around others. */
int job_run(struct job *job, struct err *err);

/* Appends " > name" (or "name") to the image's chain. */
void image_chain(struct image *img, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds a sentence to what a reader of the report should know; "; " goes between two. */
void image_note(struct image *img, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Memory that lives until image_close(); the function is called then. */
void image_hold(struct image *img, void *part, void (*free_part)(void *));

#endif
