/*
 * support.h - until when a release gets security fixes (support.def).
 *
 *	support_end("debian", BYTES("12.4"))		"2028-06-30"
 *	support_end("linux", BYTES("6.1.0-56-amd64"))	"2027-12-31"
 */
#ifndef CRADLE_FACTS_SUPPORT_H
#define CRADLE_FACTS_SUPPORT_H

#include "base/bytes.h"
#include "facts/facts.h"

/*
 * The last day, YYYY-MM-DD, or NULL when our table does not know the release.
 * A longer version is one of its branch's: 22.04.3 is 22.04, 12.4 is 12.
 */
const char *support_end(const char *distribution, struct bytes version);

/* The row's own spelling of the release: "6.1" for "6.1.0-56-amd64"; NULL as above. */
const char *support_branch(const char *distribution, struct bytes version);

/* Is 'date' still covered? Unknown when one of them is not known. */
enum flag support_runs(const char *end, const char *date);

#endif
