/*
 * starts.h - what all start systems share: command lines and the programs in them.
 *
 *	struct command cmd;
 *	struct fact_service s = { .at = at, .name = "telnet", .manager = "inetd" };
 *
 *	command_split(look->mem, line, &cmd);
 *	start_fill(look, &cmd, &s);		# program, exec, daemon, user
 *	FACT(...)
 *
 * start_fill() looks through what merely starts another program (env, nice,
 * chroot, sh SCRIPT, start-stop-daemon --exec, busybox APPLET, tcpd), so that
 * the daemon is the one that stays.
 */
#ifndef CRADLE_FACTS_STARTS_H
#define CRADLE_FACTS_STARTS_H

#include "facts/look.h"

enum { COMMAND_WORDS = 64 };		/* words of one command line; more are dropped */

struct command {
	const char *words[COMMAND_WORDS + 1];	/* quotes taken off; ends with NULL */
	size_t count;
	struct bytes whole;		/* as it was given, trimmed */
};

/* Splits a command line as a shell or systemd would: quotes and backslashes, nothing expanded. */
void command_split(struct arena *mem, struct bytes line, struct command *out);

/* The words from the nth on, with a blank between. */
const char *command_join(struct arena *mem, const struct command *cmd, size_t from);

/*
 * Fills .exec (the daemon's own words, wrappers taken off), .program followed), .daemon
 * and, where a wrapper says so, .user of the service; fields that are set already stay. False when the
 * program is named by a path and is not in the image.
 */
bool start_fill(struct look *look, const struct command *cmd, struct fact_service *s);

/* A service that would start, but whose program is named by a path that leads nowhere: 'missing'. */
bool start_missing(struct look *look, struct fact_service *s);

/* The init program that runs, from sbin/init and, failing that, from what is configured. */
enum init { INIT_UNKNOWN = 0, INIT_SYSTEMD, INIT_SYSV, INIT_BUSYBOX, INIT_OPENRC, INIT_PROCD, INIT_VENDOR };
enum init start_init(struct look *look);
const char *init_name(enum init init);

/* True when n is busybox or toybox: one program whose name as called decides. */
bool is_multicall(const struct node *n);

/*
 * NAME=value of an environment file (etc/default/X, EnvironmentFile=) into
 * 'vars', the last one wins; the values are C strings. True when it was read.
 */
struct names;
bool vars_read(struct look *look, const char *path, struct names *vars);

/*
 * ${NAME}, $NAME, ${NAME:-word} and ${NAME:+word} in s replaced where NAME is known; others stay as they are,
 * and so does everything once look->expanded is past LIMIT_EXPANDED.
 */
const char *vars_expand(struct look *look, const struct names *vars, struct bytes s);

#endif
