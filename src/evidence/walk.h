/*
 * walk.h - what stands in a folder that may be anybody's: nothing is opened but
 * folders, and no link is followed.
 *
 *	struct walk w;
 *
 *	if (walk_folder(&w, fd, "evidence", err) == 0)
 *		for (size_t i = 0; i < w.count; i++)
 *			...
 *	walk_free(&w);
 */
#ifndef CRADLE_EVIDENCE_WALK_H
#define CRADLE_EVIDENCE_WALK_H

#include "base/arena.h"
#include "base/err.h"

struct walk_entry {
	const char *path;		/* relative, any bytes */
	const char *odd;		/* what it is where it is no regular file: "a symbolic link"; NULL: it is one */
};

struct walk {
	struct arena mem;
	struct walk_entry *list;	/* files and odd things, sorted by path; folders only where they are too deep */
	size_t count, room;
};

/* All but a '.git' right in it, where the folder is a repository of its own. 'name' is for messages. */
int walk_folder(struct walk *w, int fd, const char *name, struct err *err);
void walk_free(struct walk *w);

#endif
