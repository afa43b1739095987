/*
 * embedded.h - the files of data/ that are part of the program.
 *
 * tools/embed.py writes the table at build time, sorted by path.
 */
#ifndef CRADLE_BASE_EMBEDDED_H
#define CRADLE_BASE_EMBEDDED_H

#include "base/bytes.h"
#include "base/yaml.h"

struct embedded {
	const char *path;		/* below data/: "rules/ssh/D-SSH-ROOT.yaml" */
	struct bytes text;
	const struct yaml *tree;	/* where the build has parsed it, else NULL */
};

extern const struct embedded embedded_files[];	/* ends with a NULL path */

/* SHA-256 over names and contents below data/decisions/, in order: the tables' version. */
extern const char embedded_decisions_sha256[];

/* The same of data/law/: the law index's version. */
extern const char embedded_law_sha256[];

/* The file, or an empty view. */
struct bytes embedded_find(const char *path);

/* The file as YAML: parsed at build time, else now. NULL with *err set where it is none, or not there. */
const struct yaml *embedded_yaml(struct arena *mem, const char *path, struct err *err);

#endif
