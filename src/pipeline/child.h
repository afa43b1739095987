/*
 * child.h - what the locked child does: an open image in, facts as bytes out.
 */
#ifndef CRADLE_PIPELINE_CHILD_H
#define CRADLE_PIPELINE_CHILD_H

#include "contain/contain.h"

struct child_job {
	int fd;
	const char *as_of;
	bool no_password_check, list_tree;
};

/* For struct contain; self is a struct child_job. */
int child_run(void *self, struct text *out, struct contain_progress *progress, struct err *err);

#endif
