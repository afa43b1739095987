/*
 * directive.h - a web server's configuration as a tree, over all the files it includes.
 *
 *	struct directives conf = { .look = look, .base = "etc/nginx" };
 *
 *	directive_add(&conf, words, count, place_line(path, 3), true);	# http {
 *	directive_add(&conf, words, count, place_line(path, 4), false);	# server_tokens off;
 *	directive_close(&conf);						# }
 *
 * The reader of each server's syntax builds it; what a directive means and how
 * it is inherited is the probe's business. Everything lives in look->mem.
 */
#ifndef CRADLE_FACTS_DIRECTIVE_H
#define CRADLE_FACTS_DIRECTIVE_H

#include "facts/look.h"

struct directive {
	struct directive *parent;	/* the block it stands in */
	struct directive *child, *last;	/* of a block, in the order they were read */
	struct directive *next;
	struct bytes *words;		/* words[0] is the name */
	size_t count;
	struct place at;
	bool block;
	bool used;			/* the probe's own: something is governed by it */
	const char *label;		/* the probe's own: what to call a block, NULL is its words */
};

struct directives {
	struct look *look;
	const char *base;		/* folder that relative includes start from, without a slash at the end */
	struct directive root;		/* its children are the outermost directives */
	struct directive *open;		/* the block being read; NULL is the root */
	int blocks;			/* how many are open */
	int depth;			/* of the include being read */
	size_t files;			/* read so far */
	bool failed;			/* something was unreadable: nothing may be concluded */
};

struct directive *directive_add(struct directives *conf, const struct bytes *words, size_t count,
				struct place at, bool block);

/* Ends the innermost open block; a close too many is passed over. */
void directive_close(struct directives *conf);

/* words[i], or an empty view. */
struct bytes directive_word(const struct directive *d, size_t i);
bool directive_is(const struct directive *d, const char *name);		/* any case */

/* The words from the second on, one blank between them. */
const char *directive_value(struct look *look, const struct directive *d);

/*
 * Reads what an include names: an absolute or relative path or pattern, in byte
 * order, each file through read(). Files and depth are bounded by LIMIT_INCLUDES
 * and LIMIT_INCLUDE_DEPTH, which ends loops too. A path without a wildcard must
 * be there unless 'optional'. What goes wrong is noted as unreadable and sets
 * .failed.
 */
typedef void read_file(struct directives *conf, const char *path, struct bytes file);
void directive_include(struct directives *conf, const char *pattern, bool optional, read_file *read);

#endif
