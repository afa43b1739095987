/*
 * lock.h - locks this process into its room. There is no way back.
 *
 * lock_process() applies, in this order: closing of all descriptors but standard
 * error and the two given; no new privileges, no core dumps; rlimits; Landlock
 * (landlock(7)); a seccomp filter (seccomp(2)). What the kernel lacks is named in
 * 'lacks' and left out; the rest holds.
 */
#ifndef CRADLE_CONTAIN_LOCK_H
#define CRADLE_CONTAIN_LOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct lock {
	int image_fd, pipe_fd;		/* 3 or more */
	bool directory;
	unsigned cpu_seconds;
};

/* Missing kernel features are named in 'lacks' (size bytes, may be empty afterwards). */
int lock_process(const struct lock *lock, char *lacks, size_t size, struct err *err);

/*
 * For a thread of a server, when all it needs is open: it may read and write that,
 * and accept connections. No file is opened, nothing connected to, started or
 * bound any more. Each thread calls it for itself.
 */
int lock_serving(char *lacks, size_t size, struct err *err);

#endif
