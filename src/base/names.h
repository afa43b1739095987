/*
 * names.h - a table of names, each with a pointer: find and set in one step each.
 *
 *	struct names units = { .mem = mem };
 *	void **at = names_at(&units, bytes_of("ssh.service"));
 *
 *	if (!*at)
 *		*at = unit_new(...);
 *
 * Names are copied into the arena; nothing is ever taken out. A zero struct
 * with its arena is an empty table. Names that collide on purpose cannot be
 * prepared (hash.h).
 */
#ifndef CRADLE_BASE_NAMES_H
#define CRADLE_BASE_NAMES_H

#include "base/arena.h"
#include "base/bytes.h"

struct name;

struct names {
	struct arena *mem;
	struct name **buckets;
	size_t count, room;
};

/* What the name points to, or NULL. */
void *names_find(const struct names *names, struct bytes name);

/* Where its pointer is kept; a new name points to NULL. Valid until the arena goes. */
void **names_at(struct names *names, struct bytes name);

#endif
