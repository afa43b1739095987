/*
 * look.h - what a probe works with: an image's files in, facts out.
 *
 *	static void sshd_run(struct look *look)
 *	{
 *		struct bytes file;
 *
 *		if (!look_read(look, "etc/ssh/sshd_config", &file))
 *			return;
 *		...
 *		FACT(look->facts, setting, .at = place_line("etc/ssh/sshd_config", line), ...);
 *	}
 *
 * A probe opens nothing and prints nothing. Paths are followed inside the image
 * only. look_read() writes the coverage: 'read', 'absent' or 'unreadable' for
 * every path it is asked for, so that a rule can prove that somebody looked.
 * Absence is not evidence: ask for a file by name rather than not to ask.
 *
 * To add a probe: a file probes/probe_<noun>.c that ends with its struct probe, and its
 * name in probes.c. Its files must be in .reads, so that a stream keeps them
 * when they go by.
 */
#ifndef CRADLE_FACTS_LOOK_H
#define CRADLE_FACTS_LOOK_H

#include "facts/facts.h"
#include "facts/passwords.h"
#include "tree/tree.h"

struct names;

struct look {
	struct tree *tree;
	struct facts *facts;
	struct arena *mem;		/* for the probe's own use; given back after the run */
	const char *probe;		/* the name under which coverage is written */
	const char *as_of;		/* date of assessment, YYYY-MM-DD */
	bool no_password_check;
	struct guesses guesses;		/* passwords.c's memory: kept over the passes */
	struct names *programs;		/* look_program()'s memory; it makes it itself */
	size_t expanded;		/* vars_expand()'s memory: bytes it gave back, for LIMIT_EXPANDED */
	struct names *called;		/* scripts that a boot script runs or sources, each with its fact_service; NULL: nobody asks */
	size_t service_at;		/* the place of look_service()'s last answer */
	const char *const *forced;	/* daemons taken as enabled (examples of rules), NULL-terminated or NULL */
};

struct probe {
	const char *name;		/* in coverage and in rules: 'probes: [sshd]' */
	const char *about;
	const char *const *reads;	/* patterns of path_match(), NULL-terminated: kept from a stream */
	void (*run)(struct look *look);
};

extern const struct probe *const probes[];	/* in the order they run, NULL-terminated */

/* Runs all probes over the tree. Facts are added to look->facts. */
void probes_run(struct look *look);

/* True when some probe's .reads matches this path. */
bool probes_want(const char *path);

/*
 * The whole file at 'path' (links followed inside the image), at most LIMIT_TEXT
 * bytes. False when it is absent, unreadable or comes with the next pass. A NUL
 * byte in a text is the caller's to notice (look_text()).
 */
bool look_read(struct look *look, const char *path, struct bytes *out);
bool look_read_node(struct look *look, struct node *n, struct bytes *out);

/* As look_read(), with another bound than LIMIT_TEXT: for databases. */
bool look_read_upto(struct look *look, const char *path, uint64_t limit, struct bytes *out);

/* As look_read(), and unreadable when the file holds a NUL byte: for configuration files. */
bool look_text(struct look *look, const char *path, struct bytes *out);
bool look_text_node(struct look *look, struct node *n, struct bytes *out);

/* The node 'path' leads to, links followed, or NULL. Writes no coverage. */
struct node *look_find(struct look *look, const char *path);
bool look_exists(struct look *look, const char *path);

/*
 * All nodes whose path matches, in byte order: what glob(3) would give inside
 * the image; a link in a literal part of the pattern is followed. The list is
 * NULL-terminated and lives in look->mem. Writes no coverage.
 */
struct node **look_glob(struct look *look, const char *pattern);

/* The entries of a folder (links followed), sorted, NULL-terminated; empty when there is none. */
struct node **look_folder(struct look *look, const char *path);

/* The program of this name (no path) in the first of the usual bin and sbin folders that holds one, or NULL. */
struct node *look_program(struct look *look, const char *name);

/* s as a C string in look->mem, for the texts of facts. */
const char *look_str(struct look *look, struct bytes s);
const char *look_fmt(struct look *look, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What the file says could not be understood: facts_unreadable() under this probe's name. */
void look_unreadable(struct look *look, const char *path, const char *why);

/* --- daemons: valid once the 'daemons' probe has run, that is for every daemon's own probe --- */

/* Never NULL: a daemon that is not in the image has state "absent". */
const struct fact_daemon *look_daemon(struct look *look, const char *name);

/*
 * The services that run this daemon, one after the other: pass NULL first.
 * Only those that start come when 'starting' is set.
 */
const struct fact_service *look_service(struct look *look, const char *daemon, bool starting,
					const struct fact_service *after);

/*
 * The value of a command line's option in exec: look_option(look, "dropbear -p 22 -w", "-p", &v)
 * gives "22". For a flag alone v is empty. Long options take "--opt=x" and
 * "--opt x". Repeated: the last one.
 */
bool look_option(struct look *look, const char *exec, const char *option, struct bytes *value);

/* Debian's, OpenWrt's or upstream's version of a daemon compared: <0, 0, >0; INT_MIN when not known. */
int look_version(struct look *look, const char *daemon, const char *version);

/* --- saying it --- */

/* A setting in force. source: "file", "argv", "uci"... */
void look_setting(struct look *look, const char *daemon, const char *key, const char *value,
		  struct place at, const char *source);

/* A setting nobody wrote: what this version does by itself. */
void look_default(struct look *look, const char *daemon, const char *key, const char *value);

/*
 * daemon listens on address:port. 'at' is the line that says so, or a zero place for a
 * compiled-in address (then the place is what starts the daemon). address: "*"
 * and "" are all. state, reach and who starts it are filled in by the 'listeners' probe.
 */
void look_listens(struct look *look, const char *daemon, const char *proto, const char *address,
		  long port, struct place at, const char *source, enum flag tls);

#endif
