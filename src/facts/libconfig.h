/*
 * libconfig.h - libconfig's files (swupdate.cfg), one setting after the other.
 *
 *	struct libconfig c = { .rest = file };
 *
 *	while (libconfig_next(&c))
 *		if (bytes_are(c.section, "globals") && bytes_are(c.key, "public-key-file"))
 *			... c.value, c.line
 *
 * The section is the outermost group; settings in groups below it are given
 * under it. Of a list only the first value is given.
 */
#ifndef CRADLE_FACTS_LIBCONFIG_H
#define CRADLE_FACTS_LIBCONFIG_H

#include <stdbool.h>

#include "base/bytes.h"

struct libconfig {
	struct bytes rest;
	struct bytes section, key, value;
	long line;			/* of the setting */
	long now;			/* the reader's own: lines passed */
	int depth;
};

bool libconfig_next(struct libconfig *c);

#endif
