/*
 * folder.h - files below one folder, and nowhere else: no link is followed, no
 * path leads out.
 *
 *	struct folder root = { .name = "public", .fd = fd, .inner = -1 };
 *	int at = folder_of(&root, "faq/x/index.html", true, &name, err);
 *	...
 *	folder_close(&root);
 *
 * Paths are relative ("faq/x/index.html"); one that folder_path() does not like
 * is never opened. Who replaces files writes them whole in a folder aside first.
 */
#ifndef CRADLE_BASE_FOLDER_H
#define CRADLE_BASE_FOLDER_H

#include <stdbool.h>

#include "base/err.h"
#include "base/text.h"

struct folder {
	const char *name;		/* as the user calls it, for messages */
	int fd;
	int inner;			/* the folder asked for last, -1: none; files come in the order of their paths */
	char where[4096];		/* its path */
};

/* An existing folder; a link at the end of 'name' is followed. */
int folder_open(struct folder *root, const char *name, struct err *err);
void folder_close(struct folder *root);

/* Relative, no "", "." or ".." between its slashes, and none of our own names. */
bool folder_path(const char *path);

/*
 * The folder a file stands in; 'make' makes it and those above. *last is the
 * file's own name. Ours to close, and open until the next call here.
 */
int folder_of(struct folder *root, const char *path, bool make, const char **last, struct err *err);

/* Does a regular file of this content stand there? -1 where something else stands there. */
int folder_same(struct folder *root, const char *path, const struct text *content, struct err *err);

/* A new, empty file 'name' right in the folder behind 'fd', to be written to and closed; and more of its content. */
int folder_create(const struct folder *root, int fd, const char *name, struct err *err);
int folder_fill(const struct folder *root, int file, const char *at, size_t n, struct err *err);

/* Both at once. */
int folder_write(const struct folder *root, int fd, const char *name, const char *at, size_t n, struct err *err);

/* All of a file that stands right in it; 1: there is none. 'out->limit' bounds it. */
int folder_read(const struct folder *root, const char *name, struct text *out, struct err *err);

/* Takes a regular file away, and the folders above it that are empty then. True where it did. */
bool folder_remove(struct folder *root, const char *path);

/* Takes folders away that are empty, from this one upwards. */
void folder_prune(struct folder *root, const char *path);

#endif
