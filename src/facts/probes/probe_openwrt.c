/*
 * OpenWrt: a link in rc.d enables a script, then the script's own UCI option
 * (enable, enabled, disabled) decides, and a script may start nothing at all.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "facts/conf.h"
#include "facts/shell.h"

/* An option by which a section of etc/config turns its service off. */
static const struct { const char *key; bool off_when; } switches[] = {
	{ "enable", false }, { "enabled", false }, { "disabled", true }, { "disable", true },
};

/* The sections of one type: how many there are, and how many are off. */
struct uci_type { long sections, off; };

struct uci_switch {
	struct names types;
	bool off;			/* every section that could be off is */
	struct place at;
	const char *why;
};

static bool mentions(struct bytes script, const char *option)
{
	long at = bytes_find(script, option);
	size_t n = strlen(option);

	/* 'enabled' does not mention 'enable' */
	while (at >= 0) {
		struct bytes behind = bytes_skip(script, (size_t)at + n);

		if (!behind.n || strchr(" \t\"':;\n)", behind.at[0]))
			return true;
		script = behind;
		at = bytes_find(script, option);
	}
	return false;
}

static void option_read(struct look *look, const struct conf_uci *u, const char *path, struct bytes script,
			struct uci_switch *out, struct uci_type *type)
{
	for (size_t i = 0; i < COUNT(switches); i++) {
		if (!bytes_are(u->key, switches[i].key) || !mentions(script, switches[i].key) ||
		    conf_bool(u->value, !switches[i].off_when) != switches[i].off_when)
			continue;
		type->off++;
		out->at = place_line(path, u->line);
		out->why = look_fmt(look, "option %s '%.*s'", switches[i].key, (int)u->value.n, (const char *)u->value.at);
	}
}

/*
 * Sections count one by one: one that is on, or says nothing, starts the
 * service. Only when all of a type that can be off are, it is.
 */
static void uci_read(struct look *look, const char *config, struct bytes script, struct uci_switch *out)
{
	const char *path = look_fmt(look, "etc/config/%s", config);
	struct uci_type *type = NULL;
	struct conf_uci u = { 0 };
	bool any_on = false;

	out->types.mem = look->mem;
	if (!look_exists(look, path) || !look_text(look, path, &u.rest))
		return;
	while (conf_uci(&u)) {
		void **at = names_at(&out->types, u.type);

		type = *at = *at ? *at : ARENA_NEW(look->mem, struct uci_type);
		if (u.is_section)
			type->sections++;
		else
			option_read(look, &u, path, script, out, type);
	}
	u = (struct conf_uci){ 0 };
	if (!out->why || !look_text(look, path, &u.rest))
		return;
	while (conf_uci(&u)) {
		type = names_find(&out->types, u.type);
		any_on = any_on || (type && type->off && type->off < type->sections);
	}
	out->off = !any_on;
}

/* procd_set_param command PROGRAM ARG... and procd_append_param command ARG... (procd.sh), instance by instance */
struct procd {
	struct shell shell;
	struct command next;		/* of the instance that the last look ran into */
	struct place next_at;
	const char *user;
};

static void words_add(struct command *to, const struct command *from)
{
	for (size_t i = 2; i < from->count && to->count < COMMAND_WORDS; i++)
		to->words[to->count++] = from->words[i];
}

static bool procd_next(struct procd *p, struct command *out, struct place *at)
{
	struct step step;

	*out = p->next;
	*at = p->next_at;
	p->next.count = 0;
	while (shell_next(&p->shell, &step)) {
		const struct command *c = &step.cmd;
		struct place here = place_line(p->shell.path, step.line);

		if (c->count < 3 || step_stops(&step) || strncmp(c->words[0], "procd_", 6) != 0)
			continue;
		if (strcmp(c->words[1], "user") == 0 && !p->user)
			p->user = c->words[2];
		if (strcmp(c->words[1], "command") != 0)
			continue;
		if (out->count && strcmp(c->words[0], "procd_set_param") == 0) {
			words_add(&p->next, c);
			p->next_at = here;
			return true;
		}
		*at = out->count ? *at : here;
		words_add(out, c);
	}
	return out->count != 0;
}

static bool procd_command(struct look *look, struct node *n, struct bytes text, struct fact_service *row)
{
	struct procd p = { .user = row->user };
	struct command cmd;

	shell_init(&p.shell, look, n->path, text, NULL);
	if (!procd_next(&p, &cmd, &row->at))
		return false;
	row->user = p.user;
	start_fill(look, &cmd, row);
	return true;
}

/* The daemons that the script starts beside the one it stands for: more instances, and plain commands. */
static void more_rows(struct look *look, struct node *n, struct bytes text, const struct fact_service *base)
{
	struct procd p = { .next.count = 0 };
	struct command cmd;
	struct place at;

	shell_init(&p.shell, look, n->path, text, NULL);
	while (procd_next(&p, &cmd, &at)) {
		struct fact_service row = *base;

		row.at = at;
		row.name = look_fmt(look, "%s:%lld", at.path, (long long)at.line);
		row.program = row.daemon = row.exec = NULL;
		start_fill(look, &cmd, &row);
		start_missing(look, &row);
		if (row.daemon && (!base->daemon || strcmp(row.daemon, base->daemon) != 0))
			facts_add(look->facts, TABLE_service, &row);
	}
	shell_services(look, n, base);
}

static void state_set(struct fact_service *row, const char *state, const char *why, struct place at)
{
	row->state = state;
	row->starts = FLAG_NO;
	row->why = why;
	row->because_path = at.path;
	row->because_line = at.line;
}

/*
 * A script whose command we do not see (a vendor's helper builds it) still says
 * which program it is about: PROG=/usr/sbin/dropbear, UHTTPD_BIN=..., or the name
 * of the script. Only programs we know: a wrong guess must not invent one.
 */
static bool program_named(struct look *look, struct node *n, struct bytes text, struct fact_service *row)
{
	struct conf_line l = { .rest = text };
	struct fact_service named = { 0 };
	struct node *program = NULL;
	struct command cmd;
	long line = 0;

	while (!program && conf_shell(&l)) {
		size_t k = l.key.n;

		if (!bytes_begin(l.value, "/") || (!bytes_are(l.key, "PROG") && !bytes_are(l.key, "DAEMON") &&
		    !bytes_are(l.key, "BIN") && !(k > 4 && memcmp(l.key.at + k - 4, "_BIN", 4) == 0)))
			continue;
		program = look_find(look, look_str(look, l.value));
		line = l.line;
	}
	program = program ? program : look_program(look, n->name);
	if (!program)
		return false;
	command_split(look->mem, bytes_of(look_fmt(look, "/%s", program->path)), &cmd);
	start_fill(look, &cmd, &named);
	if (!named.daemon)
		return false;
	row->at = place_line(n->path, line);
	row->daemon = named.daemon;
	row->program = named.program;
	row->exec = named.exec;
	return true;
}

static void script_row(struct look *look, struct node *n, struct node *link)
{
	struct fact_service row = {
		.at = place_file(n->path), .name = n->name, .manager = "openwrt", .state = "enabled",
		.starts = FLAG_YES,
	};
	struct uci_switch uci = { 0 };
	struct place off_at = { 0 };
	const char *off = NULL;
	struct bytes text;
	bool found;

	if (!shell_text(look, n, &text))
		return;
	found = procd_command(look, n, text, &row) || shell_daemon(look, n, &row, &off, &off_at) ||
		program_named(look, n, text, &row);
	uci_read(look, n->name, text, &uci);
	if (!link) {
		state_set(&row, "disabled", "no start link in rc.d", place_file(n->path));
	} else if (uci.off) {
		state_set(&row, "disabled", uci.why, uci.at);
	} else if (off) {
		state_set(&row, "condition", look_fmt(look, "the script ends before it starts anything: %s", off), off_at);
	} else {
		row.why = look_fmt(look, "start link %s", link->name);
		row.because_path = link->path;
	}
	start_missing(look, &row);
	if (!found && row.starts == FLAG_YES)
		row.why = look_fmt(look, "%s; it starts no program that we could see", row.why);
	facts_add(look->facts, TABLE_service, &row);
	if (row.starts == FLAG_YES)
		more_rows(look, n, text, &row);
}

/* The S links by the script they lead to. */
static void links_read(struct look *look, struct names *links)
{
	for (struct node **list = look_glob(look, "etc/rc.d/S[0-9]*"); *list; list++) {
		struct node *to = tree_resolve(look->tree, (*list)->path);
		const char *name = (*list)->name + 1;

		name += strspn(name, "0123456789");
		*names_at(links, bytes_of(to ? to->name : name)) = *list;
	}
}

/* Run once, on the first boot, and then removed: what they start counts as started. */
static void uci_defaults(struct look *look)
{
	for (struct node **list = look_glob(look, "etc/uci-defaults/*"); *list; list++) {
		struct fact_service base = {
			.name = (*list)->name, .manager = "openwrt", .state = "enabled", .starts = FLAG_YES,
			.why = "run on the first boot",
		};

		if ((*list)->type == NODE_FILE)
			shell_services(look, *list, &base);
	}
}

static void openwrt_run(struct look *look)
{
	struct names links = { .mem = look->mem };

	facts_looked(look->facts, look->probe, "etc/rc.common",
		     look_exists(look, "etc/rc.common") ? "read" : "absent");
	if (start_init(look) != INIT_PROCD)
		return;
	links_read(look, &links);
	for (struct node **list = look_folder(look, "etc/init.d"); *list; list++)
		if ((*list)->type == NODE_FILE)
			script_row(look, *list, names_find(&links, bytes_of((*list)->name)));
	uci_defaults(look);
}

const struct probe probe_openwrt = {
	.name = "openwrt",
	.about = "OpenWrt's start scripts, their links and the UCI options that decide",
	.reads = (const char *const[]){ "etc/init.d/*", "etc/config/*", "etc/uci-defaults/*", "etc/rc.common", NULL },
	.run = openwrt_run,
};
