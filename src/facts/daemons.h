/*
 * daemons.h - the programs we know by name, from daemons.def.
 */
#ifndef CRADLE_FACTS_DAEMONS_H
#define CRADLE_FACTS_DAEMONS_H

#include "base/bytes.h"

struct daemon_info {
	const char *name, *programs, *packages;
};

extern const struct daemon_info daemons[];	/* ends with a NULL name */

/* Our name for a program's file name ("in.telnetd" -> "telnetd"), or NULL. */
const char *daemon_of_program(struct bytes name);

#endif
