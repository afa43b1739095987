/*
 * What OpenWrt's first boot opens: scripts in etc/uci-defaults run once and are
 * removed, so that the values they write are the defaults a user meets, not
 * those in etc/config. (base-files: uci_apply_defaults in lib/functions/uci-defaults.sh)
 *
 * Rows of 'script' that do 'opens'. A later value of the same option wins; a
 * guard that is decided on the device leaves open whether it is in force.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "facts/shell.h"

/* 'option' is a pattern of config.section.option; "*" is any value that does not vary from unit to unit, and is not shown. */
static const struct opening { const char *option, *values, *says; } openings[] = {
	{ "wireless.*.encryption",	"none open wep wep-open wep-shared",	"the wireless network is open, or as good as" },
	{ "wireless.*.key",		"*",			"every unit has the same wireless key" },
	{ "firewall.*wan*.input",	"accept",		"the internet may reach every service" },
	{ "firewall.@zone?1?.input",	"accept",		"the internet may reach every service" },
	{ "firewall.@defaults?0?.input", "accept",		"what no zone speaks of is let in" },
	{ "upnpd.config.enable*",	"1 on yes true",	"any program inside may open ports to the internet" },
	{ "upnpd.config.secure_mode",	"0 off no false",	"ports may be opened towards other machines" },
	{ "dhcp.*.localservice",	"0 off no false",	"names are resolved for everybody" },
	{ "dropbear.*.GatewayPorts",	"1 on yes true",	"forwarded ports are open to everybody" },
	{ "samba*.*.guest_ok",		"1 on yes true",	"shares need no password" },
	{ "ttyd.*.command",		"/bin/sh /bin/ash /bin/bash", "a shell in the browser asks for no login" },
	{ "init.d/telnet*",		"enable start",		"telnet starts" },
	{ "init.d/firewall",		"disable stop",		"the firewall does not start" },
	{ "passwd",			"removed",		"the account is left without a password" },
	{ "passwd",			"*",			"every unit has the same password" },
};

struct first_boot {
	struct look *look;
	const char *path;
	struct bytes rest;		/* of its text, behind 'line' */
	long line;
	struct names set;		/* option -> the last struct fact_script about it, or NULL */
	long echoed_line;		/* of the last echo or printf with nothing in it that varies */
	bool radio_on;
};

static const struct opening *opening_of(const char *option, struct bytes value)
{
	bool varies = !value.n || memchr(value.at, '$', value.n) || memchr(value.at, '`', value.n);

	for (size_t i = 0; i < COUNT(openings); i++)
		if (path_match(openings[i].option, option) &&
		    (strcmp(openings[i].values, "*") == 0 ? !varies : bytes_among_nocase(value, openings[i].values)))
			return &openings[i];
	return NULL;
}

static void option_set(struct first_boot *f, struct bytes option, struct bytes value, long line, enum holds holds)
{
	static const enum flag in_force[] = { [HOLDS_UNKNOWN] = FLAG_UNKNOWN, [HOLDS_NO] = FLAG_NO, [HOLDS_YES] = FLAG_YES };
	const char *name = look_str(f->look, option);
	const struct opening *o = opening_of(name, value);
	void **at = names_at(&f->set, option);
	struct fact_script *before = *at;

	if (before && holds == HOLDS_YES) {
		before->enabled = FLAG_NO;
		before->enabled_why = arena_printf(&f->look->facts->mem, "%s:%ld sets it anew", f->path, line);
	}
	if (before && holds != HOLDS_NO)
		*at = NULL;
	if (!o)
		return;
	*at = FACT(f->look->facts, script, .at = place_line(f->path, line), .does = "opens", .enabled = in_force[holds],
		   .enabled_why = holds == HOLDS_YES ? "run on the first boot" : "run on the first boot, behind a guard",
		   .text = strcmp(o->values, "*") == 0 ? look_fmt(f->look, "%s: %s", name, o->says) :
			   look_fmt(f->look, "%s=%s: %s", name, look_str(f->look, value), o->says));
}

/* network.lan.proto='static' */
static void assignment(struct first_boot *f, struct bytes words, long line, enum holds holds)
{
	struct bytes option, value;

	if (!bytes_cut(words, '=', &option, &value))
		return;
	value = bytes_unquote(value);
	f->radio_on = f->radio_on || (holds == HOLDS_YES && bytes_begin(option, "wireless.") && bytes_end(option, ".disabled") &&
				      bytes_are(value, "0"));
	option_set(f, option, value, line, holds);
}

/* passwd -d USER; echo WORD | passwd, where the word is the same on every unit */
static void password_set(struct first_boot *f, const struct step *step)
{
	bool removes = false;

	for (size_t i = 1; i < step->cmd.count; i++)
		removes = removes || strcmp(step->cmd.words[i], "-d") == 0;
	if (removes || f->echoed_line == step->line)
		option_set(f, BYTES("passwd"), bytes_of(removes ? "removed" : "fixed"), step->line, step->holds);
}

/*
 * uci batch <<EOF: lines of its own, "set network.lan.proto='static'". The text is
 * gone through once: 'rest' stays where the last batch ended.
 */
static void batch_read(struct first_boot *f, long from, enum holds holds)
{
	struct bytes line, word, end = { 0 };

	while (bytes_line(&f->rest, &line)) {
		f->line++;
		line = bytes_trim(line);
		if (f->line == from && bytes_have(line, "<<")) {
			line = bytes_skip(line, (size_t)bytes_find(line, "<<") + 2);
			line = bytes_begin(line, "-") ? bytes_skip(line, 1) : line;
			end = bytes_word(&line, &word) ? bytes_unquote(word) : end;
		}
		if (f->line >= from && (!end.n || bytes_same(line, end)))
			return;
		if (f->line > from && bytes_word(&line, &word) && bytes_are(word, "set"))
			assignment(f, bytes_trim(line), f->line, holds);
	}
}

static void uci_read(struct first_boot *f, const struct step *step)
{
	const struct command *cmd = &step->cmd;
	size_t i = 1;

	while (i < cmd->count && cmd->words[i][0] == '-')
		i++;
	if (i + 1 < cmd->count && strcmp(cmd->words[i], "set") == 0)
		assignment(f, bytes_of(cmd->words[i + 1]), step->line, step->holds);
	else if (i < cmd->count && strcmp(cmd->words[i], "batch") == 0 && step->line > f->line)
		batch_read(f, step->line, step->holds);
}

static void step_read(struct first_boot *f, const struct step *step)
{
	const struct command *cmd = &step->cmd;
	const char *name = path_name(cmd->words[0]);

	if (strcmp(name, "uci") == 0)
		uci_read(f, step);
	else if (bytes_among(bytes_of(name), "passwd chpasswd"))
		password_set(f, step);
	else if (strstr(cmd->words[0], "/init.d/") && cmd->count > 1)
		option_set(f, bytes_of(look_fmt(f->look, "init.d/%s", name)), bytes_of(cmd->words[1]), step->line, step->holds);
	else if (bytes_among(bytes_of(name), "echo printf") && !strpbrk(look_str(f->look, cmd->whole), "$`"))
		f->echoed_line = step->line;
}

static void script_read(struct first_boot *f, struct node *n)
{
	struct shell s;
	struct step step;

	if (n->type != NODE_FILE || !look_text_node(f->look, n, &f->rest))
		return;
	f->path = n->path;
	f->line = f->echoed_line = 0;
	shell_init(&s, f->look, f->path, f->rest, NULL);
	while (shell_next(&s, &step)) {
		if ((step.label || step.function) && step.holds == HOLDS_YES)
			step.holds = HOLDS_UNKNOWN;	/* of a case or a function: who knows */
		step_read(f, &step);
	}
}

/* OpenWrt's radios are off until somebody turns them on. */
static void radio_off(struct look *look)
{
	FACT_EACH(look->facts, script, s)
		if (strcmp(s->does, "opens") == 0 && bytes_begin(bytes_of(s->text), "wireless.") && s->enabled == FLAG_YES) {
			s->enabled = FLAG_UNKNOWN;
			s->enabled_why = "no first-boot script turns the radio on; whether it is depends on what made etc/config/wireless";
		}
}

static void firstboot_run(struct look *look)
{
	struct first_boot f = { .look = look, .set.mem = look->mem };

	facts_looked(look->facts, look->probe, "etc/uci-defaults", look_exists(look, "etc/uci-defaults") ? "read" : "absent");
	if (start_init(look) != INIT_PROCD)
		return;
	for (struct node **n = look_glob(look, "etc/uci-defaults/*"); *n; n++)
		script_read(&f, *n);
	if (!f.radio_on)
		radio_off(look);
}

const struct probe probe_firstboot = {
	.name = "firstboot",
	.about = "what OpenWrt's first-boot scripts open",
	.reads = (const char *const[]){ "etc/uci-defaults/*", NULL },
	.run = firstboot_run,
};
