/*
 * Dropbear has no configuration file: what it does stands on its command line,
 * which OpenWrt makes from etc/config/dropbear and Debian and Yocto from
 * etc/default/dropbear. dropbear(8).
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "facts/conf.h"
#include "facts/logins.h"
#include "facts/starts.h"

enum { INSTANCES = 16, PORTS = 10 };	/* dropbear takes ten -p (sysoptions.h) */

struct dropbear {
	struct look *look;
	const char *scope;		/* the section's name or number, "" for the first */
	const char *source;		/* "argv" or "uci" */
	struct place at;		/* what stands for all that is not written */
	enum flag enabled;
	bool openwrt;			/* patched: an empty password of root is let in without -B */
	bool inetd;			/* -i */
	struct option { const char *value; struct place at; } said[16];	/* by place in options[]; NULL: nothing said */
	struct { struct bytes text; struct place at; } ports[PORTS];
	size_t port_count;
	const char *interface;
};

/* What a flag makes of a setting, what OpenWrt's option is called, and what holds without both. */
static const struct {
	unsigned char flag;
	bool takes;			/* a value follows */
	const char *key, *set, *silent, *uci;
} options[] = {
	{ 's', false, "PasswordAuth", "no", "yes", "PasswordAuth" },
	{ 'g', false, "RootPasswordAuth", "no", "yes", "RootPasswordAuth" },
	{ 'w', false, "RootLogin", "no", "yes", "RootLogin" },
	{ 'B', false, "BlankPasswords", "yes", "no", NULL },
	{ 'a', false, "GatewayPorts", "yes", "no", "GatewayPorts" },
	{ 'j', false, "LocalPortForward", "no", "yes", "LocalPortForward" },
	{ 'k', false, "RemotePortForward", "no", "yes", "RemotePortForward" },
	{ 'T', true, "MaxAuthTries", NULL, "10", "MaxAuthTries" },
	{ 'c', true, "ForceCommand", NULL, NULL, "ForceCommand" },
};

static void say(struct dropbear *d, size_t option, const char *value, struct place at)
{
	d->said[option] = (struct option){ value, at };
}

static const char *value_of(const struct dropbear *d, const char *key)
{
	for (size_t i = 0; i < COUNT(options); i++)
		if (strcmp(options[i].key, key) == 0)
			return d->said[i].value ? d->said[i].value : options[i].silent;
	return NULL;
}

static bool is_yes(const struct dropbear *d, const char *key)
{
	const char *value = value_of(d, key);

	return value && strcmp(value, "yes") == 0;
}

static void port_add(struct dropbear *d, struct bytes text, struct place at)
{
	if (d->port_count < PORTS) {
		d->ports[d->port_count].text = text;
		d->ports[d->port_count++].at = at;
	}
}

/* --- the command line --- */

static void letter(struct dropbear *d, unsigned char flag, const char *value, struct place at)
{
	for (size_t i = 0; i < COUNT(options); i++)
		if (options[i].flag == flag)
			say(d, i, options[i].takes ? value : options[i].set, at);
	if (flag == 'p')
		port_add(d, bytes_of(value), at);
	else if (flag == 'l')
		d->interface = value;
	else if (flag == 'i')
		d->inetd = true;
}

/* dropbear takes each flag as a word of its own; a value may be glued to it */
static void arguments(struct dropbear *d, const char *exec, struct place at)
{
	struct command cmd;

	command_split(d->look->mem, bytes_of(exec ? exec : ""), &cmd);
	for (size_t i = 0; i < cmd.count; i++) {
		const char *word = cmd.words[i], *value = "";

		if (word[0] != '-' || !word[1])
			continue;
		if (strchr("bdDrpPlWKITcAm", word[1])) {
			value = word[2] ? word + 2 : i + 1 < cmd.count ? cmd.words[++i] : "";
			letter(d, (unsigned char)word[1], value, at);
			continue;
		}
		for (const char *p = word + 1; *p; p++)
			letter(d, (unsigned char)*p, "", at);
	}
}

/* DROPBEAR_PORT and DROPBEAR_EXTRA_ARGS: what Debian's and Yocto's scripts put behind it */
static void defaults_file(struct dropbear *d)
{
	struct conf_line l = { 0 };
	const char *path = "etc/default/dropbear";

	if (!look_text(d->look, path, &l.rest))
		return;
	while (conf_shell(&l)) {
		struct place at = place_line(path, l.line);

		if (bytes_are(l.key, "DROPBEAR_EXTRA_ARGS"))
			arguments(d, look_str(d->look, l.value), at);
		else if (bytes_are(l.key, "DROPBEAR_PORT") && l.value.n && d->port_count == 0)
			port_add(d, l.value, at);
	}
}

/* --- saying it --- */

static void settings_add(struct dropbear *d)
{
	for (size_t i = 0; i < COUNT(options); i++) {
		const struct option *o = &d->said[i];
		const char *value = o->value ? o->value : options[i].silent;

		if (value)
			FACT(d->look->facts, setting, .at = o->value ? o->at : d->at, .daemon = "dropbear",
			     .scope = d->scope, .key = options[i].key, .value = value,
			     .state = o->value ? "effective" : "default", .source = o->value ? d->source : "compiled");
	}
}

static void listen_at(struct dropbear *d, struct bytes text, struct place at, const char *source)
{
	struct bytes host = { 0 };
	long port = 22;

	conf_hostport(text, &host, &port);
	if (port < 0)
		return;
	FACT(d->look->facts, listener, .at = at, .daemon = "dropbear", .proto = "tcp",
	     .address = host.n ? look_str(d->look, host) : "*", .port = port, .source = source, .tls = FLAG_NO,
	     .interface = d->interface, .state = d->enabled == FLAG_NO ? "off" : NULL,
	     .why = d->enabled == FLAG_NO ? "its section says enable 0, or nothing starts it" : NULL);
}

static void listens_add(struct dropbear *d)
{
	if (d->inetd)
		return;
	for (size_t i = 0; i < d->port_count; i++)
		listen_at(d, d->ports[i].text, d->ports[i].at, d->source);
	if (d->port_count == 0)
		listen_at(d, BYTES("22"), d->at, "compiled");
}

/* OpenWrt's patch lets an empty password in for root alone. */
static bool lets(void *self, const struct fact_account *a)
{
	const struct dropbear *d = self;

	return strcmp(a->password, "empty") != 0 || a->uid == 0 || is_yes(d, "BlankPasswords");
}

static void logins_add(struct dropbear *d)
{
	bool root = is_yes(d, "RootLogin");
	struct login_way way = {
		.via = "ssh-password", .program = "dropbear", .at = d->at, .enabled = d->enabled,
		.root = root && is_yes(d, "RootPasswordAuth"), .empty = is_yes(d, "BlankPasswords") || d->openwrt,
		.lets = lets, .self = d,
		.detail = is_yes(d, "BlankPasswords") ? "dropbear -B"
			  : d->openwrt ? "dropbear takes passwords, and OpenWrt's an empty one of root"
				       : "dropbear takes passwords",
	};

	if (is_yes(d, "PasswordAuth"))
		logins_password(d->look, &way);
	FACT_EACH(d->look->facts, grant, g)
		if (strcmp(g->kind, "authorized-key") == 0 && g->user && (root || strcmp(g->user, "root") != 0))
			FACT(d->look->facts, login, .at = g->at, .via = "ssh-key", .program = "dropbear", .user = g->user,
			     .password = "none", .enabled = d->enabled, .detail = g->detail);
}

static void instance_add(struct dropbear *d)
{
	settings_add(d);
	listens_add(d);
	logins_add(d);
}

/* --- OpenWrt: one instance a section, each option 1 unless it says 0 --- */

static void uci_option(struct dropbear *d, const struct conf_uci *u, struct place at)
{
	const char *value = look_str(d->look, u->value);

	for (size_t i = 0; i < COUNT(options); i++)
		if (options[i].uci && bytes_are(u->key, options[i].uci))
			say(d, i, options[i].takes ? value : conf_bool(u->value, true) ? "yes" : "no", at);
	if (bytes_are(u->key, "enable") && !conf_bool(u->value, true))
		d->enabled = FLAG_NO;
	if (bytes_are(u->key, "Port")) {
		d->port_count = 0;
		port_add(d, u->value, at);
	}
	if (bytes_are(u->key, "DirectInterface") || (bytes_are(u->key, "Interface") && !d->interface))
		d->interface = u->value.n ? value : NULL;
}

static bool uci_all(struct look *look, const struct dropbear *base)
{
	const char *path = "etc/config/dropbear";
	struct dropbear d = *base;
	struct conf_uci u = { 0 };
	int instances = 0;
	bool open = false;

	if (!look_exists(look, path) || !look_text(look, path, &u.rest))
		return false;
	while (conf_uci(&u)) {
		if (u.is_section) {
			if (open)
				instance_add(&d);
			open = bytes_are(u.type, "dropbear") && instances < INSTANCES;
			d = *base;
			d.source = "uci";
			d.at = place_line(path, u.section_line);
			d.scope = instances == 0 ? "" : u.name.n ? look_str(look, u.name) : look_fmt(look, "%d", instances);
			instances += open;
		} else if (open) {
			uci_option(&d, &u, place_line(path, u.line));
		}
	}
	if (open)
		instance_add(&d);
	return instances > 0;
}

static bool is_openwrt(struct look *look)
{
	FACT_EACH(look->facts, os, o)
		if (o->kind && strcmp(o->kind, "openwrt") == 0)
			return true;
	return look_exists(look, "etc/openwrt_release");
}

static void dropbear_run(struct look *look)
{
	const struct fact_daemon *daemon = look_daemon(look, "dropbear");
	struct dropbear d = {
		.look = look, .scope = "", .source = "argv", .at = daemon->at, .enabled = daemon->enabled,
		.openwrt = is_openwrt(look),
	};
	const struct fact_service *s = NULL;
	size_t seen = 0;

	if (strcmp(daemon->state, "absent") == 0) {
		facts_looked(look->facts, look->probe, "usr/sbin/dropbear", "absent");
		return;
	}
	facts_looked(look->facts, look->probe, d.at.path ? d.at.path : "usr/sbin/dropbear", "read");
	if (uci_all(look, &d))
		return;
	while (seen < INSTANCES && (s = look_service(look, "dropbear", daemon->enabled == FLAG_YES, s)) != NULL) {
		struct dropbear one = d;

		one.scope = seen++ ? s->name : "";
		one.at = s->at;
		arguments(&one, s->exec, s->at);
		defaults_file(&one);
		instance_add(&one);
	}
	if (seen == 0) {
		defaults_file(&d);
		instance_add(&d);
	}
}

const struct probe probe_dropbear = {
	.name = "dropbear",
	.about = "Dropbear: who can log in, and where it listens",
	.reads = (const char *const[]){ "etc/config/dropbear", "etc/default/dropbear", "etc/openwrt_release", NULL },
	.run = dropbear_run,
};
