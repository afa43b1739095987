/*
 * unit_conditions.h - Condition...= and Assert...= as far as an image decides them.
 *
 *	if (unit_conditions(&units, u, &why, &at) == HOLDS_NO)
 *		... it does not start, and 'why' names the condition
 *
 * What looks at the running machine (its kernel, processor, virtualisation, or
 * a path below /run, /proc, /sys, /dev, /tmp) is HOLDS_UNKNOWN: the unit is
 * taken to start, and 'why' says on what that rests.
 */
#ifndef CRADLE_FACTS_UNIT_CONDITIONS_H
#define CRADLE_FACTS_UNIT_CONDITIONS_H

#include "facts/holds.h"
#include "facts/unit.h"

/* All of a unit's conditions together; *why and *at name the one that decides, NULL when there is none. */
enum holds unit_conditions(struct units *units, const struct unit *u, const char **why, struct place *at);

/* True when this is the first boot: machine-id(5), FIRST BOOT SEMANTICS. */
bool first_boot(struct look *look);

#endif
