/*
 * version.h - which of two versions is newer, as dpkg does it (deb-version(7)):
 * epoch, upstream, revision; digits as numbers, '~' before the end.
 */
#ifndef CRADLE_FACTS_VERSION_H
#define CRADLE_FACTS_VERSION_H

#include "base/bytes.h"

int version_compare(const char *a, const char *b);		/* <0, 0, >0 */

/* "1:9.2p1-2+deb12u3" -> "9.2p1": without epoch and revision. */
struct bytes version_upstream(struct bytes version);

#endif
