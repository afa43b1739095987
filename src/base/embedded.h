/*
 * embedded.h - the files of data/ that are part of the program.
 *
 * tools/embed.py writes the table at build time, sorted by path.
 */
#ifndef CRADLE_BASE_EMBEDDED_H
#define CRADLE_BASE_EMBEDDED_H

#include "base/bytes.h"

struct embedded {
	const char *path;		/* below data/: "rules/ssh/D-SSH-ROOT.yaml" */
	struct bytes text;
};

extern const struct embedded embedded_files[];	/* ends with a NULL path */

/* The file, or an empty view. */
struct bytes embedded_find(const char *path);

#endif
