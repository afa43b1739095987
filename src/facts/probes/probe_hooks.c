/*
 * What starts programs beside the start systems: job tables, rc.local, login
 * profiles, interface and device hooks.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "facts/shell.h"

static bool is_started(struct look *look, const char *daemon)
{
	for (const char *const *f = look->forced; f && *f; f++)
		if (strcmp(*f, daemon) == 0)
			return true;
	return look_service(look, daemon, true, NULL) != NULL;
}

/* --- cron --- */

/* Rows for one command of a table; what it runs may be a script that is followed. */
static void job_add(struct look *look, struct bytes text, const char *user, struct place at, bool runs)
{
	struct fact_service row = {
		.at = at, .manager = "cron", .user = user, .name = look_fmt(look, "%s:%ld", at.path, (long)at.line),
		.state = runs ? "enabled" : "disabled", .starts = FLAG_OF(runs), .because_path = at.path,
		.because_line = at.line, .why = runs ? "a line of a job table" : "nothing starts cron",
	};
	struct shell s;
	struct step step;

	/* the last command of the line is the one that stays: "test -x X && X" */
	shell_init(&s, look, at.path, text, NULL);
	while (shell_next(&s, &step)) {
		row.program = row.daemon = row.exec = NULL;
		start_fill(look, &step.cmd, &row);
	}
	if (row.exec)
		facts_add(look->facts, TABLE_service, &row);
}

/* crontab(5): five fields or @reboot, a user in the system's tables, the command */
static void table_read(struct look *look, struct node *n, bool has_user, bool runs)
{
	struct bytes rest, line, word, user = { 0 };
	struct place at = place_file(n->path);

	if (n->type != NODE_FILE || !look_text_node(look, n, &rest))
		return;
	while (bytes_line(&rest, &line)) {
		size_t fields = 5;

		at.line++;
		line = bytes_trim(line);
		if (!line.n || line.at[0] == '#' || (line.at[0] != '@' && line.at[0] != '*' &&
						    (line.at[0] < '0' || line.at[0] > '9')))
			continue;
		if (line.at[0] == '@')
			fields = 1;
		while (fields && bytes_word(&line, &word))
			fields--;
		if (has_user && !bytes_word(&line, &user))
			continue;
		line = bytes_trim(line);
		if (line.n)
			job_add(look, line, has_user ? look_str(look, user) : n->name, at, runs);
	}
}

static void cron_run(struct look *look)
{
	static const struct { const char *pattern; bool has_user; } jobs[] = {
		{ "etc/crontab", true }, { "etc/cron.d/*", true }, { "etc/crontabs/*", false },
		{ "var/spool/cron/crontabs/*", false }, { "var/spool/cron/*", false },
	};
	bool runs = is_started(look, "crond");

	for (size_t i = 0; i < COUNT(jobs); i++)
		for (struct node **list = look_glob(look, jobs[i].pattern); *list; list++) {
			struct node *n = tree_resolve(look->tree, (*list)->path);

			if (n)
				table_read(look, n, jobs[i].has_user, runs);
		}
}

/* --- scripts --- */

static const struct hook {
	const char *pattern, *manager, *why;
	bool executable;		/* only when it may be run */
} hooks[] = {
	{ "etc/rc.local", "rc.local", "run at the end of the boot", true },
	{ "etc/rc.d/rc.local", "rc.local", "run at the end of the boot", true },
	{ "etc/cron.hourly/*", "cron", "run by cron every hour", true },
	{ "etc/cron.daily/*", "cron", "run by cron every day", true },
	{ "etc/cron.weekly/*", "cron", "run by cron every week", true },
	{ "etc/cron.monthly/*", "cron", "run by cron every month", true },
	{ "etc/periodic/*/*", "cron", "run by cron", true },
	{ "etc/profile", "profile", "run when somebody logs in", false },
	{ "etc/profile.d/*.sh", "profile", "run when somebody logs in", false },
	{ "root/.profile", "profile", "run when root logs in", false },
	{ "etc/network/if-pre-up.d/*", "ifupdown", "run when an interface comes up", true },
	{ "etc/network/if-up.d/*", "ifupdown", "run when an interface comes up", true },
	{ "etc/hotplug.d/*/*", "udev", "run when a device appears", false },
};

static void hooks_walk(struct look *look)
{
	bool cron = is_started(look, "crond");

	for (size_t i = 0; i < COUNT(hooks); i++)
		for (struct node **list = look_glob(look, hooks[i].pattern); *list; list++) {
			struct node *n = tree_resolve(look->tree, (*list)->path);
			bool may = n && (!hooks[i].executable || look->tree->no_modes || (n->mode & 0111));
			bool runs = may && (cron || strcmp(hooks[i].manager, "cron") != 0);
			struct fact_service base = {
				.name = (*list)->name, .manager = hooks[i].manager, .starts = FLAG_OF(runs),
				.state = runs ? "enabled" : "disabled",
				.why = runs ? hooks[i].why : may ? "nothing starts cron" : "the script is not executable",
			};

			if (n && n->type == NODE_FILE)
				shell_services(look, n, &base);
		}
}

/* --- RUN+="..." of udev(7) --- */

static void rule_line(struct look *look, struct bytes line, struct place at)
{
	struct fact_service row = {
		.at = at, .manager = "udev", .name = look_fmt(look, "%s:%ld", at.path, (long)at.line), .state = "enabled",
		.starts = FLAG_YES, .why = "run by udev when its device appears", .because_path = at.path,
		.because_line = at.line,
	};
	long found = bytes_find(line, "RUN");
	struct bytes before, after;
	struct command cmd;

	line = found < 0 ? (struct bytes){ 0 } : bytes_skip(line, (size_t)found);
	if (!bytes_cut(line, '"', &before, &after) || bytes_have(before, "builtin") || !bytes_cut(after, '"', &after, &before))
		return;
	command_split(look->mem, after, &cmd);
	start_fill(look, &cmd, &row);
	if (row.program || row.daemon)
		facts_add(look->facts, TABLE_service, &row);
}

static void udev_run(struct look *look)
{
	static const char *const patterns[] = { "etc/udev/rules.d/*.rules", "usr/lib/udev/rules.d/*.rules" };
	struct bytes rest, line;

	for (size_t i = 0; i < COUNT(patterns); i++)
		for (struct node **list = look_glob(look, patterns[i]); *list; list++) {
			struct place at = place_file((*list)->path);

			if ((*list)->type != NODE_FILE || !look_text_node(look, *list, &rest))
				continue;
			while (bytes_line(&rest, &line)) {
				at.line++;
				line = bytes_trim(line);
				if (line.n && line.at[0] != '#')
					rule_line(look, line, at);
			}
		}
}

static void hooks_run(struct look *look)
{
	facts_looked(look->facts, look->probe, "etc", look_exists(look, "etc") ? "read" : "absent");
	cron_run(look);
	hooks_walk(look);
	udev_run(look);
}

const struct probe probe_hooks = {
	.name = "hooks",
	.about = "what job tables, rc.local, profiles and device hooks start",
	.reads = (const char *const[]){
		"etc/crontab", "etc/cron.*/*", "etc/crontabs/*", "var/spool/cron/**", "etc/rc.local", "etc/rc.d/rc.local",
		"etc/periodic/*/*", "etc/profile", "etc/profile.d/*", "root/.profile", "etc/network/if-*.d/*",
		"etc/hotplug.d/*/*", "etc/udev/rules.d/*", "usr/lib/udev/rules.d/*", NULL },
	.run = hooks_run,
};
