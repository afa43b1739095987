/*
 * rpm.h - the packages of an rpm database in SQLite format (rpm 4.16 and later).
 *
 * Each row of its table Packages is a header: a count of index entries and of
 * bytes, the entries (tag, type, offset, count; big endian), then the bytes.
 */
#ifndef CRADLE_FACTS_RPM_H
#define CRADLE_FACTS_RPM_H

#include "base/arena.h"
#include "base/bytes.h"

struct rpm_package {
	const char *name, *version, *release, *arch;
	const char *vendor, *packager, *license, *source;	/* source: file name of the source rpm */
	long epoch;			/* -1 is none */
};

/* False when the header contradicts itself. Texts are copied into the arena. */
bool rpm_header(struct arena *mem, struct bytes header, struct rpm_package *out);

/*
 * Calls 'each' for every package of the database. Returns NULL, or why the
 * database could not be read; what 'each' got until then is then to be dropped.
 */
const char *rpm_database(struct arena *mem, struct bytes file,
			 void (*each)(void *self, const struct rpm_package *package), void *self);

#endif
