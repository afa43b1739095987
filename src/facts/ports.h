/*
 * ports.h - the port of a service's name: etc/services, else the usual ones.
 */
#ifndef CRADLE_FACTS_PORTS_H
#define CRADLE_FACTS_PORTS_H

#include "base/names.h"
#include "facts/look.h"

struct ports {
	struct look *look;
	struct names known;		/* "telnet/tcp" -> const long * */
};

/* Reads etc/services, when there is one. */
void ports_init(struct ports *ports, struct look *look);

/* "telnet" or "23" -> 23; -1 when it is not known. */
long port_of(const struct ports *ports, struct bytes name, const char *proto);

#endif
