/*
 * foreign.h - file systems and containers of firmware that cradle knows by
 * sight and does not read.
 *
 *	const struct foreign *f = foreign_find(head);
 *
 *	if (f)
 *		return foreign_refuse(f, err);
 *
 * Naming them is what keeps a report honest: a partition that was not read is
 * not a partition without findings.
 */
#ifndef CRADLE_IMAGE_FOREIGN_H
#define CRADLE_IMAGE_FOREIGN_H

#include "base/bytes.h"
#include "base/err.h"

enum { FOREIGN_HEAD = 66 * 1024 };	/* bytes to look at; fewer miss those that begin late */

struct foreign {
	unsigned at;			/* where its magic stands */
	unsigned n;
	const char *magic;
	const char *name;		/* "UBI" */
	const char *about;		/* "a UBI image" */
};

/* The row whose magic is there, or NULL. */
const struct foreign *foreign_find(struct bytes head);

/* Sets "is a UBI image; cradle does not read UBI yet" (ERR_UNSUPPORTED) and returns -1. */
int foreign_refuse(const struct foreign *f, struct err *err);

#endif
