/*
 * Services and sockets of systemd: what each unit is, whether a boot starts it,
 * and which link or line decides that.
 */
#include "facts/look.h"

#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "facts/conf.h"
#include "facts/daemons.h"
#include "facts/shell.h"
#include "facts/starts.h"
#include "facts/unit.h"
#include "facts/unit_boot.h"
#include "facts/unit_conditions.h"

struct systemd {
	struct look *look;
	struct units units;
	const char *not_init;		/* why none of it runs, or NULL */
};

/* --- command lines --- */

/* Environment= and EnvironmentFile=, files last as systemd does it (systemd.exec(5)). */
static void environment(struct systemd *s, const struct unit *u, struct names *vars)
{
	const struct unit_entry **all = unit_all(&s->units, u, "Service", "Environment");
	struct command words;

	for (; *all; all++) {
		command_split(s->look->mem, bytes_of(unit_specifiers(&s->units, u, (*all)->value)), &words);
		for (size_t i = 0; i < words.count; i++) {
			struct bytes key, value;

			if (bytes_cut(bytes_of(words.words[i]), '=', &key, &value))
				*names_at(vars, key) = arena_text(s->look->mem, value.at, value.n);
		}
	}
	for (all = unit_all(&s->units, u, "Service", "EnvironmentFile"); *all; all++) {
		const char *path = unit_specifiers(&s->units, u, (*all)->value);

		path += *path == '-';
		if (look_exists(s->look, path))
			vars_read(s->look, *path == '/' ? path + 1 : path, vars);
	}
}

/* A line of ExecStart= and its likes, its prefixes taken off and what is known filled in. */
static bool exec_line(struct systemd *s, const struct unit *u, const struct unit_entry *e, struct command *cmd,
		      bool *optional)
{
	struct names vars = { .mem = s->look->mem };
	struct bytes line;
	bool argv0 = false, expand = true;

	*optional = false;
	for (line = e->value; line.n && strchr("@-:+!|", line.at[0]); line = bytes_skip(line, 1)) {
		argv0 = argv0 || line.at[0] == '@';
		*optional = *optional || line.at[0] == '-';
		expand = expand && line.at[0] != ':';
	}
	line = bytes_of(unit_specifiers(&s->units, u, line));
	if (expand && bytes_have(line, "$")) {
		environment(s, u, &vars);
		line = bytes_of(vars_expand(s->look, &vars, line));
	}
	command_split(s->look->mem, line, cmd);
	if (argv0 && cmd->count > 1) {
		cmd->count--;
		memmove(cmd->words + 1, cmd->words + 2, cmd->count * sizeof(cmd->words[0]));
	}
	return cmd->count != 0;
}

/* The first ExecStart= is the service itself. */
static bool exec_of(struct systemd *s, const struct unit *u, struct command *cmd, struct place *at, bool *optional)
{
	const struct unit_entry **all = unit_all(&s->units, u, "Service", "ExecStart");

	if (!*all)
		return false;
	*at = (*all)->at;
	return exec_line(s, u, *all, cmd, optional);
}

/* --- columns --- */

static const char *const sandbox_keys[] = {
	"NoNewPrivileges", "ProtectSystem", "ProtectHome", "PrivateTmp", "PrivateDevices", "PrivateNetwork",
	"PrivateUsers", "ProtectKernelTunables", "ProtectKernelModules", "ProtectKernelLogs",
	"ProtectControlGroups", "ProtectClock", "ProtectHostname", "ProtectProc", "CapabilityBoundingSet",
	"AmbientCapabilities", "SystemCallFilter", "SystemCallArchitectures", "RestrictAddressFamilies",
	"RestrictNamespaces", "RestrictRealtime", "RestrictSUIDSGID", "LockPersonality",
	"MemoryDenyWriteExecute", "DynamicUser", "IPAddressDeny", "RootDirectory", "RootImage",
};

/* "NoNewPrivileges=yes ProtectSystem=strict ...": what is set and not set to no. */
static const char *sandbox_of(struct systemd *s, const struct unit *u)
{
	struct text out = { 0 };
	const char *result = NULL;

	for (size_t i = 0; i < COUNT(sandbox_keys); i++) {
		struct place at = { 0 };
		struct bytes value = unit_last(u, "Service", sandbox_keys[i], &at), word = { 0 };
		struct bytes rest = value;

		if (!at.path || (value.n && !conf_bool(value, true)))
			continue;
		/* an empty set is the strictest for capabilities, and nothing elsewhere */
		if (!value.n && strcmp(sandbox_keys[i], "CapabilityBoundingSet") != 0)
			continue;
		bytes_word(&rest, &word);
		text_printf(&out, "%s%s=%.*s", out.n ? " " : "", sandbox_keys[i], (int)word.n,
			    word.n ? (const char *)word.at : "");
		if (bytes_trim(rest).n)
			text_add(&out, ",...");
	}
	if (out.n)
		result = arena_text(s->look->mem, out.at, out.n);
	text_free(&out);
	return result;
}

static const char *user_of(struct systemd *s, const struct unit *u)
{
	struct bytes user = unit_last(u, "Service", "User", NULL);

	if (user.n)
		return unit_specifiers(&s->units, u, user);
	return unit_bool(u, "Service", "DynamicUser", false) ? "dynamic" : NULL;
}

static bool has_install(const struct unit *u)
{
	static const char *const keys[] = { "WantedBy", "RequiredBy", "UpheldBy", "Alias", "Also", "DefaultInstance" };

	for (size_t i = 0; i < COUNT(keys); i++)
		if (unit_last(u, "Install", keys[i], NULL).n)
			return true;
	return false;
}

static struct node *enabled_link(struct systemd *s, const struct unit *u)
{
	return names_find(&s->units.enabled, bytes_of(u->name));
}

/* --- states --- */

struct decision {
	const char *state, *why;
	struct place because;
	bool starts;
};

/* Nothing pulls it in: is that because it is off, or because what enables it is off itself? */
static struct decision idle_decision(struct systemd *s, const struct unit *u)
{
	struct node *link = enabled_link(s, u);

	if (link && strchr(link->parent->name, '.'))
		return (struct decision){ "enabled", look_fmt(s->look, "enabled by a link, but nothing starts %s",
							      link->parent->name), place_file(link->path), false };
	if (link)
		return (struct decision){ "enabled", "only an alias leads to it, and nothing wants that",
					  place_file(link->path), false };
	if (unit_is_template(u->name))
		return (struct decision){ has_install(u) ? "disabled" : "static", "a template; no instance is started",
					  place_file(u->path), false };
	if (has_install(u))
		return (struct decision){ "disabled", "no link enables it", place_file(u->path), false };
	return (struct decision){ "static", "nothing that starts wants it", place_file(u->path), false };
}

static const char *started_state(struct systemd *s, const struct unit *u)
{
	if (u->pull == PULL_SOCKET)
		return "socket";
	if (u->pull == PULL_GENERATED)
		return "generated";
	return enabled_link(s, u) || bytes_begin(bytes_of(u->why), "first boot") ? "enabled" : "static";
}

/* Another unit that starts and that this one cannot run beside (Conflicts=, either way is enough). */
static const char *conflict_of(struct systemd *s, const struct unit *u)
{
	const struct unit_entry **all = unit_all(&s->units, u, "Unit", "Conflicts");

	for (; *all; all++) {
		struct bytes rest = (*all)->value, word;

		while (bytes_word(&rest, &word)) {
			struct unit *other = units_get(&s->units, unit_specifiers(&s->units, u, word));

			if (other != u && other->pull != PULL_NONE && unit_is(other, ".service"))
				return other->name;
		}
	}
	return NULL;
}

/* Debian's samba-ad-dc.service asks a script that asks smb.conf: is this to be a domain controller? */
static bool is_no_controller(struct look *look, struct bytes condition)
{
	struct conf_line l = { 0 };

	if (!bytes_end(condition, "/samba/is-configured samba"))
		return false;
	if (!look_text(look, "etc/samba/smb.conf", &l.rest))
		return !look_exists(look, "etc/samba/smb.conf");
	while (conf_ini(&l))
		if (bytes_are_nocase(l.key, "server role") || bytes_are_nocase(l.key, "serverrole"))
			return !bytes_begin_nocase(l.value, "active directory") && !bytes_are_nocase(l.value, "dc");
	return true;
}

static struct decision decide(struct systemd *s, const struct unit *u)
{
	struct decision d = { .because = u->because, .why = u->why, .starts = true };
	const char *condition, *conflict;
	struct place at = { 0 };
	enum holds holds;

	if (u->load == UNIT_MASKED)
		return (struct decision){ "masked", u->source->type == NODE_LINK ? "masked by a link to /dev/null" :
					  "masked by an empty file", place_file(u->source->path), false };
	if (u->pull == PULL_NONE)
		return idle_decision(s, u);
	d.state = started_state(s, u);
	holds = unit_conditions(&s->units, u, &condition, &at);
	if (holds == HOLDS_NO)
		return (struct decision){ "condition", condition, at, false };
	if (condition)
		d.why = look_fmt(s->look, "%s; %s", u->why, condition);
	conflict = conflict_of(s, u);
	if (conflict) {
		d.state = "conflicting";
		d.why = look_fmt(s->look, "%s, but conflicts with %s, which is started too", u->why, conflict);
	}
	if (is_no_controller(s->look, unit_last(u, "Service", "ExecCondition", &at)))
		return (struct decision){ "condition", "smb.conf makes it no domain controller", at, false };
	if (unit_last(u, "Service", "ExecCondition", NULL).n)
		d.why = look_fmt(s->look, "%s; ExecCondition= is decided on the device", d.why);
	return d;
}

/* rescue and emergency ask for root's password, unless this variable is set (systemd-sulogin-shell) */
static void sulogin_note(struct systemd *s, const struct unit *u)
{
	const struct unit_entry **all = unit_all(&s->units, u, "Service", "Environment");
	struct command words;

	if (strcmp(u->name, "rescue.service") != 0 && strcmp(u->name, "emergency.service") != 0)
		return;
	for (; *all; all++) {
		command_split(s->look->mem, (*all)->value, &words);
		for (size_t i = 0; i < words.count; i++)
			if (strncmp(words.words[i], "SYSTEMD_SULOGIN_FORCE=", 22) == 0)
				FACT(s->look->facts, setting, .at = (*all)->at, .daemon = "sulogin", .scope = u->name,
				     .key = "SYSTEMD_SULOGIN_FORCE", .value = words.words[i] + 22,
				     .state = "effective", .source = "env");
	}
}

/* A shell script that the unit runs may start more than the one daemon that it stands for. */
static void scripts_more(struct systemd *s, const char *program, const struct fact_service *base)
{
	struct node *n = program ? look_find(s->look, program) : NULL;
	struct bytes text;

	if (n && shell_text(s->look, n, &text))
		shell_services(s->look, n, base);
}

/* What the unit runs beside its first ExecStart=: a oneshot may have many. */
static void execs_more(struct systemd *s, const struct unit *u, const struct fact_service *base)
{
	static const char *const keys[] = { "ExecStartPre", "ExecStart", "ExecStartPost" };

	for (size_t i = 0; i < COUNT(keys); i++) {
		const struct unit_entry **all = unit_all(&s->units, u, "Service", keys[i]);

		for (all += i == 1 && *all; *all; all++) {
			struct fact_service row = *base;
			struct command cmd;
			bool optional;

			row.at = (*all)->at;
			row.name = look_fmt(s->look, "%s:%lld", row.at.path, (long long)row.at.line);
			row.program = row.daemon = row.exec = NULL;
			if (!exec_line(s, u, *all, &cmd, &optional))
				continue;
			start_fill(s->look, &cmd, &row);
			start_missing(s->look, &row);
			if (!row.daemon)
				scripts_more(s, row.program, base);
			else if (!base->daemon || strcmp(row.daemon, base->daemon) != 0)
				facts_add(s->look->facts, TABLE_service, &row);
		}
	}
}

static void service_add(struct systemd *s, const struct unit *u)
{
	struct fact_service row = { .at = place_file(u->path), .name = u->name, .manager = "systemd" };
	struct decision d = decide(s, u);
	const char *program = NULL;	/* of the first ExecStart=, where it is none that we know */
	bool optional = false, there = true;
	struct command cmd;

	if (u->load == UNIT_LOADED) {
		sulogin_note(s, u);
		row.user = user_of(s, u);
		row.sandbox = sandbox_of(s, u);
		row.restart = look_str(s->look, unit_last(u, "Service", "Restart", NULL));
		if (exec_of(s, u, &cmd, &row.at, &optional)) {
			there = start_fill(s->look, &cmd, &row);
			program = row.daemon ? NULL : row.program;
			shell_look_through(s->look, &cmd, &row);
		}
	}
	if (u->load == UNIT_MASKED)
		row.daemon = daemon_of_program(bytes_first(bytes_of(u->name), strcspn(u->name, "@.")));
	if (d.starts && !there)
		d = (struct decision){ "missing", look_fmt(s->look, "%s is not in the image", cmd.words[0]),
				       row.at, false };
	if (d.starts && s->not_init) {
		d.starts = false;
		d.why = s->not_init;
	}
	row.state = d.state;
	row.why = d.why;
	row.starts = FLAG_OF(d.starts);
	row.because_path = d.because.path;
	row.because_line = d.because.line;
	if (row.restart && !*row.restart)
		row.restart = NULL;
	facts_add(s->look->facts, TABLE_service, &row);
	if (u->load == UNIT_LOADED) {
		scripts_more(s, program, &row);
		execs_more(s, u, &row);
	}
}

/* --- sockets --- */

static const struct { const char *key, *proto; } listens[] = {
	{ "ListenStream", "tcp" }, { "ListenDatagram", "udp" }, { "ListenSequentialPacket", "other" },
	{ "ListenFIFO", "other" }, { "ListenSpecial", "other" }, { "ListenNetlink", "other" },
	{ "ListenMessageQueue", "other" }, { "ListenUSBFunction", "other" },
};

static void socket_address(struct systemd *s, struct fact_socket *row, const char *value)
{
	struct bytes host;
	long port;

	row->address = value;
	row->port = 0;
	if (strcmp(row->proto, "other") == 0)
		return;
	if (*value == '/' || *value == '@') {
		row->proto = "unix";
		return;
	}
	conf_hostport(bytes_of(value), &host, &port);
	if (port < 0 || bytes_begin(bytes_of(value), "vsock:")) {
		row->proto = "other";
		return;
	}
	row->address = host.n ? look_str(s->look, host) : "*";
	row->port = port;
}

static void socket_add(struct systemd *s, const struct unit *u)
{
	struct unit *service = units_get(&s->units, unit_triggered(&s->units, u));
	struct decision d = decide(s, u);
	bool opened = d.starts && !s->not_init;

	for (size_t i = 0; i < COUNT(listens); i++) {
		const struct unit_entry **all = unit_all(&s->units, u, "Socket", listens[i].key);

		for (; *all; all++) {
			struct fact_socket row = {
				.at = (*all)->at, .service = service->name, .name = u->name, .state = d.state,
				.proto = listens[i].proto, .starts = FLAG_OF(opened), .why = d.why,
				.because_path = d.because.path, .because_line = d.because.line,
				.accept = FLAG_OF(unit_bool(u, "Socket", "Accept", false)),
			};
			struct bytes device = unit_last(u, "Socket", "BindToDevice", NULL);

			if (device.n)
				row.interface = look_str(s->look, device);
			socket_address(s, &row, unit_specifiers(&s->units, u, (*all)->value));
			facts_add(s->look->facts, TABLE_socket, &row);
		}
	}
}

/* --- all of it --- */

static int by_name(const void *a, const void *b)
{
	return strcmp((*(struct unit *const *)a)->name, (*(struct unit *const *)b)->name);
}

static void rows_add(struct systemd *s)
{
	struct unit **list = arena_alloc(s->look->mem, (s->units.count + 1) * sizeof(*list));
	size_t n = 0;

	for (struct unit *u = s->units.first; u; u = u->next)
		if (u->load > UNIT_ABSENT)
			list[n++] = u;
	if (n)
		qsort(list, n, sizeof(*list), by_name);
	for (size_t i = 0; i < n; i++) {
		if (unit_is(list[i], ".service"))
			service_add(s, list[i]);
		else if (unit_is(list[i], ".socket"))
			socket_add(s, list[i]);
	}
}

static void systemd_run(struct look *look)
{
	struct systemd s = { .look = look };
	enum init init = start_init(look);

	units_init(&s.units, look);
	facts_looked(look->facts, look->probe, "etc/systemd/system",
		     look_exists(look, "etc/systemd/system") ? "read" : "absent");
	if (!s.units.any)
		return;
	if (init != INIT_SYSTEMD && init != INIT_UNKNOWN)
		s.not_init = look_fmt(look, "systemd does not run here: the init is %s", init_name(init));
	units_load_all(&s.units);
	units_boot(&s.units);
	rows_add(&s);
}

const struct probe probe_systemd = {
	.name = "systemd",
	.about = "systemd's services and sockets, and what starts them",
	.reads = (const char *const[]){
		"etc/systemd/**", "run/systemd/**", "usr/local/lib/systemd/system/**", "usr/lib/systemd/system/**",
		"lib/systemd/system/**", "usr/lib/systemd/system-preset/*", "lib/systemd/system-preset/*",
		"etc/machine-id", "etc/default/*", "etc/sysconfig/*", "etc/kernel/cmdline", "usr/lib/kernel/cmdline",
		"boot/cmdline.txt", "boot/firmware/cmdline.txt", "boot/extlinux/extlinux.conf", "boot/grub/grub.cfg",
		"boot/loader/entries/*", "etc/postgresql/*/*/start.conf", NULL },
	.run = systemd_run,
};
