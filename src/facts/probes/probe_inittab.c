/*
 * etc/inittab of sysvinit and busybox (whose built-in table applies without
 * one), and the boot scripts it runs: rcS, rc.local, init.d/S??*.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "facts/shell.h"

struct inittab {
	struct look *look;
	enum init init;
	bool busybox;			/* the first field is a terminal, runlevels mean nothing */
	char runlevel;
	bool scripts_run;		/* something runs init.d/S??* */
};

struct init_line {
	struct bytes id, levels, action, process;
	struct place at;
};

/* init_main() of busybox, when /etc/inittab is not there */
static const char builtin[] =
	"::sysinit:/etc/init.d/rcS\n"
	"::askfirst:-/bin/sh\n"
	"tty2::askfirst:-/bin/sh\n"
	"tty3::askfirst:-/bin/sh\n"
	"tty4::askfirst:-/bin/sh\n";

static const char *const actions[] = {
	"sysinit", "boot", "bootwait", "wait", "once", "respawn", "askfirst", "initdefault", "off",
	"askconsole", "askconsolelate", "respawnlate",	/* procd */
};

static const char *action_of(const struct init_line *l)
{
	for (size_t i = 0; i < COUNT(actions); i++)
		if (bytes_are(l->action, actions[i]))
			return actions[i];
	return NULL;
}

static bool line_split(struct bytes line, struct init_line *l)
{
	line = bytes_trim(line);
	if (!line.n || line.at[0] == '#' || !bytes_field(&line, ':', &l->id) || !bytes_field(&line, ':', &l->levels) ||
	    !bytes_field(&line, ':', &l->action))
		return false;
	l->process = bytes_trim(line);
	return true;
}

/* sysvinit enters one runlevel; sysinit and boot come before any (inittab(5)) */
static bool is_entered(const struct inittab *t, const struct init_line *l, const char *action)
{
	if (t->busybox || strcmp(action, "sysinit") == 0 || strncmp(action, "boot", 4) == 0)
		return true;
	return !l->levels.n || memchr(l->levels.at, t->runlevel, l->levels.n);
}

/* Scripts that run all of init.d/S??*, as buildroot's rcS does. */
static void start_scripts(struct inittab *t, struct node *rcs, const struct fact_service *base)
{
	struct bytes text, line;
	struct place at = place_file(rcs->path);

	if (!shell_text(t->look, rcs, &text) || t->scripts_run)
		return;
	while (bytes_line(&text, &line) && !t->scripts_run) {
		at.line++;
		line = bytes_trim(line);
		t->scripts_run = line.n && line.at[0] != '#' && bytes_have(line, "/S") &&
				 (bytes_have(line, "S??*") || bytes_have(line, "S[0-9]") || bytes_have(line, "/S*"));
		if (t->scripts_run)
			break;
	}
	for (struct node **list = look_glob(t->look, "etc/init.d/S??*"); *list && t->scripts_run; list++) {
		struct node *n = tree_resolve(t->look->tree, (*list)->path);
		struct fact_service row = {
			.name = (*list)->name, .manager = "sysv", .starts = base->starts, .state = base->state,
			.why = look_fmt(t->look, "run by %s", rcs->path), .because_path = at.path,
			.because_line = at.line,
		};
		struct place off_at = { 0 };
		const char *off;

		if (!n || n->type != NODE_FILE)
			continue;
		row.at = place_file(n->path);
		shell_daemon(t->look, n, &row, &off, &off_at);
		if (!t->look->tree->no_modes && !(n->mode & 0111)) {
			row.state = "disabled";
			row.starts = FLAG_NO;
			row.why = "the script is not executable";
		} else if (off) {
			row.state = "condition";
			row.starts = FLAG_NO;
			row.why = look_fmt(t->look, "the script ends before it starts anything: %s", off);
		}
		start_missing(t->look, &row);
		facts_add(t->look->facts, TABLE_service, &row);
	}
}

/* What a line runs: a boot script is followed, all else is a row of its own. */
static void line_run(struct inittab *t, const struct init_line *l, const char *action)
{
	struct fact_service row = { .at = l->at, .manager = "inittab", .because_path = l->at.path,
				    .because_line = l->at.line };
	bool runs = is_entered(t, l, action) && strcmp(action, "off") != 0;
	struct command cmd;
	struct node *n;
	struct bytes text;

	command_split(t->look->mem, l->process.n && l->process.at[0] == '-' ? bytes_skip(l->process, 1) : l->process,
		      &cmd);
	/* procd's rcS is built in: the openwrt probe */
	if (!cmd.count || (t->init == INIT_PROCD && strcmp(action, "sysinit") == 0))
		return;
	row.name = l->id.n ? look_str(t->look, l->id) : action;
	row.starts = FLAG_OF(runs);
	row.state = runs ? "enabled" : "disabled";
	row.why = !runs ? look_fmt(t->look, "not in runlevel %c", t->runlevel) :
		  look_fmt(t->look, "'%s' of %s", action, l->at.line ? "inittab" : "the table that applies without an inittab");
	start_fill(t->look, &cmd, &row);
	start_missing(t->look, &row);
	facts_add(t->look->facts, TABLE_service, &row);
	n = row.program ? look_find(t->look, row.program) : NULL;
	/* etc/init.d/rc runs the runlevel's links: the sysv probe */
	if (!n || strcmp(n->name, "rc") == 0 || row.daemon || !shell_text(t->look, n, &text))
		return;
	shell_services(t->look, n, &row);
	start_scripts(t, n, &row);
}

/* Without a path it is the built-in table: then the place is the program that has it. */
static void table_run(struct inittab *t, struct bytes rest, const char *path)
{
	struct init_line l = { .at.path = path ? path : look_exists(t->look, "sbin/init") ? "sbin/init" : "bin/busybox" };
	struct bytes line;

	while (bytes_line(&rest, &line)) {
		const char *action;

		l.at.line += path != NULL;
		if (!line_split(line, &l))
			continue;
		action = action_of(&l);
		if (action && strcmp(action, "initdefault") == 0)
			t->runlevel = l.levels.n ? (char)l.levels.at[0] : t->runlevel;
		else if (action)
			line_run(t, &l, action);
	}
}

/* Where nothing says who the init is: sysvinit's table has runlevels, busybox's has none. */
static bool looks_like_busybox(struct bytes rest)
{
	struct init_line l = { 0 };
	struct bytes line;

	while (bytes_line(&rest, &line))
		if (line_split(line, &l) && (bytes_are(l.action, "initdefault") || l.levels.n))
			return false;
	return true;
}

/* A vendor's init or none that we know: the scripts that are run by convention. */
static void boot_scripts(struct inittab *t)
{
	static const char *const paths[] = { "etc/init.d/rcS", "etc/rc.d/rcS", "etc/rcS", "etc/rc", "etc/rc.sysinit",
					     "init", "linuxrc" };

	for (size_t i = 0; i < COUNT(paths); i++) {
		struct node *n = look_find(t->look, paths[i]);
		struct fact_service base = {
			.name = paths[i], .manager = "inittab", .state = "enabled", .starts = FLAG_YES,
			.why = "run at boot by convention",
		};
		struct bytes text;

		if (!n || n->type != NODE_FILE || is_multicall(n) || !shell_text(t->look, n, &text))
			continue;
		shell_services(t->look, n, &base);
		start_scripts(t, n, &base);
	}
}

static void inittab_run(struct look *look)
{
	struct inittab t = { .look = look, .init = start_init(look), .runlevel = '2' };
	struct bytes text;

	if (t.init == INIT_SYSTEMD) {
		facts_looked(look->facts, look->probe, "etc/inittab", "absent");
		return;
	}
	t.busybox = t.init == INIT_BUSYBOX || t.init == INIT_PROCD;
	if (look_exists(look, "etc/inittab") || tree_find(look->tree, "etc/inittab")) {
		if (!look_text(look, "etc/inittab", &text))
			return;
		t.busybox = t.busybox || (t.init != INIT_SYSV && looks_like_busybox(text));
		table_run(&t, text, "etc/inittab");
	} else if (t.init == INIT_BUSYBOX) {
		facts_looked(look->facts, look->probe, "etc/inittab", "absent");
		table_run(&t, bytes_of(builtin), NULL);
	} else {
		facts_looked(look->facts, look->probe, "etc/inittab", "absent");
		if (t.init == INIT_VENDOR || t.init == INIT_UNKNOWN)
			boot_scripts(&t);
	}
}

const struct probe probe_inittab = {
	.name = "inittab",
	.about = "what init starts, from inittab or busybox's built-in table, and the boot scripts it runs",
	.reads = (const char *const[]){ "etc/inittab", "etc/init.d/*", "etc/rc.d/*", "etc/rcS", "etc/rc", "etc/rc.sysinit",
					"init", "linuxrc", "etc/rc.local", "usr/etc/rcS", "etc_ro/rcS", NULL },
	.run = inittab_run,
};
