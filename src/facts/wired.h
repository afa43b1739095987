/*
 * wired.h - does the image start this by itself?
 *
 *	struct wired timer = wired_unit(look, "apt-daily-upgrade.timer");
 *
 *	if (timer.on == FLAG_YES)
 *		... because of timer.at, in words timer.why
 *
 * Asks the service facts first. Units that no service fact speaks of (timers,
 * targets) are looked for in systemd's folders: a mask, or a link in some
 * .wants or .requires.
 */
#ifndef CRADLE_FACTS_WIRED_H
#define CRADLE_FACTS_WIRED_H

#include "facts/look.h"

struct wired {
	enum flag on;			/* FLAG_UNKNOWN without a why: there is no such unit; with one: it cannot be seen */
	struct place at;
	const char *why;
};

struct wired wired_unit(struct look *look, const char *unit);

/* For a fact's flag: where there is no such unit nothing starts it, and what cannot be seen stays unknown. */
enum flag wired_on(struct wired w);

/* As a daemon of daemons.def, or a service of this name in any start system. */
struct wired wired_daemon(struct look *look, const char *daemon);

/* The first of the NULL-terminated units that is on; else the first that exists. */
struct wired wired_first(struct look *look, const char *const *units);

/* A script: a service's own, rcS, rc.local, or linked from an rc folder. FLAG_NO: nobody is seen to start it. */
struct wired wired_script(struct look *look, const char *path);

/* Is the path where the service is written down, its program, or named on its command line? */
bool wired_runs(const struct fact_service *s, const char *path);

/* Does a boot script run or source this one? FLAG_UNKNOWN: none does. */
struct wired wired_call(struct look *look, const char *path);

/* The unit's file, etc before usr; NULL when there is none. */
struct node *wired_file(struct look *look, const char *unit);

/* RandomizedDelaySec= of a timer and its drop-ins. FLAG_UNKNOWN: no such timer. */
enum flag wired_jitter(struct look *look, const char *timer);

#endif
