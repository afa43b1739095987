/*
 * contain.h - the locked room: a child that may read one image and write one
 * pipe, and nothing else.
 *
 *	struct contain room = { .run = read_image, .self = &job, .seconds = 120 };
 *
 *	if (contain_run(&room, &out, err) != 0)
 *		... err: "the image could not be read: it took longer than 120 s" ...
 *
 * The child: no new privileges, core dumps off, rlimits (limits.h), Landlock (reads
 * below one folder at most) and a seccomp list that answers EPERM to all that
 * parsing does not need. A child that crashes, hangs or eats its limit is one
 * sentence in *err, never a result.
 */
#ifndef CRADLE_CONTAIN_CONTAIN_H
#define CRADLE_CONTAIN_CONTAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

struct contain_progress {
	volatile uint64_t done, all;	/* written by the child, read by the parent */
};

struct contain {
	/* In the child: writes its result to 'out'. Non-zero: *err is what the parent's caller gets. */
	int (*run)(void *self, struct text *out, struct contain_progress *progress, struct err *err);
	void *self;
	int image_fd;			/* stays open in the child; all others are closed */
	bool directory;			/* image_fd is a folder: opening files below it stays allowed */
	unsigned seconds;		/* wall clock; 0 is LIMIT_CHILD_SECONDS */
	/*
	 * In the parent, while it waits: does a piece of other work and returns true
	 * while there is more. May be NULL.
	 */
	bool (*meanwhile)(void *self);
	void *meanwhile_self;
	void (*progress)(void *self, uint64_t done, uint64_t all, double seconds);	/* may be NULL */
	void *progress_self;
	void (*warn)(const char *text);	/* what this kernel lacks; may be NULL */
};

int contain_run(struct contain *room, struct text *out, struct err *err);

#endif
