/*
 * unit_boot.h - which units a boot pulls in, from default.target on.
 *
 * Follows Wants=, Requires=, BindsTo=, Upholds=, the .wants and .requires
 * folders, what sockets, timers and paths trigger, what generators add (getty,
 * rc.local, postgresql, postfix, openvpn), and on a first boot the presets.
 * Afterwards .pull, .why and .because of each unit say why it is started.
 */
#ifndef CRADLE_FACTS_UNIT_BOOT_H
#define CRADLE_FACTS_UNIT_BOOT_H

#include "facts/unit.h"

void units_boot(struct units *units);

/* The unit that a socket, timer or path starts. */
const char *unit_triggered(struct units *units, const struct unit *u);

#endif
