/*
 * apt_sources.h - where apt fetches from: sources.list(5), both formats.
 *
 *	struct apt_source s;
 *	struct apt_sources list = { .rest = file, .deb822 = bytes_end(path, ".sources") };
 *
 *	while (apt_source_next(&list, &s))
 *		... s.uris, s.trusted, s.line
 *
 * Sources that are switched off ("Enabled: no") and sources of source code
 * alone are not given. Views point into the file.
 */
#ifndef CRADLE_FACTS_APT_SOURCES_H
#define CRADLE_FACTS_APT_SOURCES_H

#include <stdbool.h>

#include "base/bytes.h"

struct apt_source {
	long line;			/* of the source: its line, or its first field */
	struct bytes uris;		/* one or more, blank-separated */
	struct bytes suites;
	bool trusted;			/* signatures are not asked for */
	bool insecure;			/* an unsigned repository is allowed */
	long switch_line;		/* the line of the last of these two switches */
};

struct apt_sources {
	struct bytes rest;
	bool deb822;
	long line;
};

bool apt_source_next(struct apt_sources *list, struct apt_source *out);

#endif
