/*
 * aptconf.h - apt.conf(5) as apt puts it together.
 *
 *	struct aptconf conf = { .mem = look->mem };
 *
 *	aptconf_read(&conf, file, "etc/apt/apt.conf.d/20auto-upgrades");
 *	...
 *	e = aptconf_find(&conf, "APT::Periodic::Unattended-Upgrade");
 *	if (e && strcmp(e->value, "0") != 0)
 *		...
 *
 * Files are read in the order apt reads them; the last assignment wins, a list
 * ("A::B::" or a text without a name inside "A::B { }") collects, and "#clear"
 * takes back what came before it. Names are compared without regard to case.
 * Texts live in mem, paths are the caller's.
 */
#ifndef CRADLE_FACTS_APTCONF_H
#define CRADLE_FACTS_APTCONF_H

#include "facts/facts.h"

struct aptconf_entry {
	const char *name;		/* APT::Periodic::Enable; lists end in "::" */
	const char *value;
	struct place at;
	bool cleared;			/* taken back by a later #clear */
};

struct aptconf {
	struct arena *mem;
	struct aptconf_entry *list;
	size_t n, room;
};

/* False when the file holds more than LIMIT_APTCONF entries in all: what it says is then not known. */
bool aptconf_read(struct aptconf *conf, struct bytes file, const char *path);

/* The entry in force, or NULL. */
const struct aptconf_entry *aptconf_find(const struct aptconf *conf, const char *name);

/* The entries of a list in order: pass NULL first. */
const struct aptconf_entry *aptconf_each(const struct aptconf *conf, const char *name,
					 const struct aptconf_entry *after);

/* apt's own idea of a truth: yes true with on enable and every number but 0. */
bool aptconf_true(const char *value);

#endif
