/*
 * unit.h - systemd's unit files as systemd would load them (systemd.unit(5)).
 *
 *	struct units units;
 *	struct unit *u;
 *
 *	units_init(&units, look);
 *	u = units_get(&units, "ssh.service");
 *	if (u->load == UNIT_LOADED)
 *		value = unit_last(u, "Service", "User", &at);
 *
 * A file in etc replaces the one in run, usr/local/lib, usr/lib and lib as a
 * whole; drop-ins of all those folders are laid over it, sorted by name; a link
 * to /dev/null or an empty file masks; a link to a unit of another name is an
 * alias and gives that unit; foo@x.service comes from foo@.service. Units and
 * everything in them live in look->mem.
 */
#ifndef CRADLE_FACTS_UNIT_H
#define CRADLE_FACTS_UNIT_H

#include "base/names.h"
#include "facts/look.h"

/* One "Key=value" with its lines joined; value is trimmed, quotes stay. */
struct unit_entry {
	struct bytes section, key, value;
	struct place at;
};

struct unit_file {
	struct unit_entry *entries;
	size_t count, room;
};

enum unit_load {
	UNIT_UNKNOWN = 0,
	UNIT_ABSENT,			/* no such file */
	UNIT_MASKED,
	UNIT_UNREADABLE,
	UNIT_LOADED,
};

/* Why a unit is started, strongest first. */
enum unit_pull { PULL_NONE = 0, PULL_LINK, PULL_WANTED, PULL_GENERATED, PULL_TIMER, PULL_PATH, PULL_SOCKET };

struct unit {
	const char *name;		/* its own, not an alias */
	enum unit_load load;
	struct node *source;		/* the file, link or template found first, as it lies in the folder */
	const char *path;		/* of the file that was read, or of 'source' */
	const struct unit_file **files;	/* the unit's own, then its drop-ins */
	size_t file_count;
	struct unit *next;		/* of units.first, in the order they were loaded */

	/* the walk from default.target (probe_systemd.c) */
	enum unit_pull pull;
	const char *why;
	struct place because;
	struct unit *waiting;		/* next in the queue */
};

struct units {
	struct look *look;
	struct names sources;		/* file name -> struct node * */
	struct names folders;		/* "X.wants", "X.d" -> struct unit_folder *, by precedence */
	struct names loaded;		/* name -> struct unit * */
	struct names parsed;		/* path -> struct unit_file * */
	struct names enabled;		/* unit name -> struct node *: a link in etc or run that enables it */
	struct unit *first, **last;
	size_t count;
	bool any;			/* some unit folder is in the image */
};

struct unit_folder {
	struct node *dir;
	struct unit_folder *next;
};

void units_init(struct units *units, struct look *look);

/* Never NULL: what isn't there has .load UNIT_ABSENT. */
struct unit *units_get(struct units *units, const char *name);

/* Loads every unit the folders hold (templates too). */
void units_load_all(struct units *units);

/* The last value of a key, empty when there is none or it was reset; *at may be NULL. */
struct bytes unit_last(const struct unit *u, const char *section, const char *key, struct place *at);

/* All values of a key that are left after the last empty one; NULL-terminated, in look->mem. */
const struct unit_entry **unit_all(struct units *units, const struct unit *u, const char *section, const char *key);

/* Goes through all entries in the order they are laid over each other: pass NULL first. */
const struct unit_entry *unit_next(const struct unit *u, size_t *file, size_t *entry);

bool unit_bool(const struct unit *u, const char *section, const char *key, bool otherwise);
bool unit_is(const struct unit *u, const char *suffix);		/* ".service" */

/* %i, %n and the others of systemd.unit(5), SPECIFIERS, as far as they are known offline. */
const char *unit_specifiers(struct units *units, const struct unit *u, struct bytes s);

/* "foo@x.service" -> "foo@.service"; NULL for a name without an instance. */
const char *unit_template(struct look *look, const char *name);
bool unit_is_template(const char *name);		/* "foo@.service" */

#endif
