/*
 * SWUpdate: swupdate.cfg, the shell fragments of conf.d that its start script
 * reads, and the command line that starts it (SWUpdate documentation, "Running
 * SWUpdate"). The command line comes before the file.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "facts/conf.h"
#include "facts/libconfig.h"
#include "facts/script.h"
#include "facts/url.h"
#include "facts/wired.h"

/* what a fact is called, in the file and on the command line */
static const struct known { const char *section, *key, *name; bool secret; } known[] = {
	{ "globals", "public-key-file", "public-key-file", false },
	{ "globals", "no-downgrading", "no-downgrading", false },
	{ "globals", "no-reinstalling", "no-reinstalling", false },
	{ "webserver", "document-root", "webserver", false },
	{ "webserver", "port", "webserver-port", false },
	{ "webserver", "global-auth-file", "webserver-auth", false },
	{ "webserver", "auth-domain", "webserver-auth-domain", false },
	{ "webserver", "ssl-certificate", "webserver-tls", false },
	{ "webserver", "ssl_cert", "webserver-tls", false },
	{ "suricatta", "url", "suricatta-url", false },
	{ "suricatta", "nocheckcert", "suricatta-nocheckcert", false },
	{ "suricatta", "polldelay", "suricatta-polldelay", false },
	{ "suricatta", "gatewaytoken", "suricatta-gatewaytoken", true },
	{ "suricatta", "targettoken", "suricatta-targettoken", true },
	{ "suricatta", "cafile", "suricatta-cafile", false },
};

struct swu {
	struct look *look;
	struct place key_at, url_at, any_at, web_at;	/* web_at: what asks for the web server */
	const char *key, *url, *interval;
	long web_port;
};

static void say(struct swu *s, const char *name, struct bytes value, bool secret, struct place at, const char *source)
{
	const char *text = look_str(s->look, value);

	if (strcmp(name, "public-key-file") == 0) {
		s->key = text;
		s->key_at = at;
	} else if (strcmp(name, "suricatta-url") == 0) {
		text = s->url = url_clean(s->look->mem, value);
		s->url_at = at;
	} else if (strcmp(name, "suricatta-polldelay") == 0) {
		s->interval = look_fmt(s->look, "polldelay %s", text);
	} else if (strcmp(name, "webserver-port") == 0) {
		bytes_number(value, &s->web_port);
	}
	s->any_at = s->any_at.path ? s->any_at : at;
	look_setting(s->look, "swupdate", name, secret ? "set" : text, at, source);
}

static void read_cfg(struct swu *s, const char *path)
{
	struct libconfig c = { 0 };

	if (!look_text(s->look, path, &c.rest))
		return;
	s->any_at = place_file(path);
	while (libconfig_next(&c))
		for (size_t i = 0; i < COUNT(known); i++)
			if (bytes_are(c.section, known[i].section) && bytes_are(c.key, known[i].key))
				say(s, known[i].name, c.value, known[i].secret, place_line(path, c.line), "file");
}

/* -w and -u take one word with the options of that part of the program */
static const struct option { const char *group, *option, *name; bool secret; } options[] = {
	{ NULL, "-k", "public-key-file", false }, { NULL, "--key", "public-key-file", false },
	{ NULL, "-N", "no-downgrading", false }, { NULL, "--no-downgrading", "no-downgrading", false },
	{ "SWUPDATE_SURICATTA_ARGS", "-u", "suricatta-url", false },
	{ "SWUPDATE_SURICATTA_ARGS", "--url", "suricatta-url", false },
	{ "SWUPDATE_SURICATTA_ARGS", "-x", "suricatta-nocheckcert", false },
	{ "SWUPDATE_SURICATTA_ARGS", "--nocheckcert", "suricatta-nocheckcert", false },
	{ "SWUPDATE_SURICATTA_ARGS", "-p", "suricatta-polldelay", false },
	{ "SWUPDATE_SURICATTA_ARGS", "-g", "suricatta-gatewaytoken", true },
	{ "SWUPDATE_SURICATTA_ARGS", "-k", "suricatta-targettoken", true },
	{ "SWUPDATE_WEBSERVER_ARGS", "-r", "webserver", false },
	{ "SWUPDATE_WEBSERVER_ARGS", "-p", "webserver-port", false },
	{ "SWUPDATE_WEBSERVER_ARGS", "--port", "webserver-port", false },
	{ "SWUPDATE_WEBSERVER_ARGS", "--document-root", "webserver", false },
	{ "SWUPDATE_WEBSERVER_ARGS", "--global-auth-file", "webserver-auth", false },
	{ "SWUPDATE_WEBSERVER_ARGS", "--auth-domain", "webserver-auth-domain", false },
	{ "SWUPDATE_WEBSERVER_ARGS", "-C", "webserver-tls", false },
};

static void read_args(struct swu *s, const char *group, const char *args, struct place at)
{
	if (group && strcmp(group, "SWUPDATE_WEBSERVER_ARGS") == 0) {
		s->web_at = at;
		look_setting(s->look, "swupdate", "webserver-args", script_clean(s->look->mem, bytes_of(args)), at, "argv");
	}
	for (size_t i = 0; i < COUNT(options); i++) {
		struct bytes value = { 0 };

		if ((group == NULL) != (options[i].group == NULL) ||
		    (group && strcmp(group, options[i].group) != 0))
			continue;
		if (look_option(s->look, args, options[i].option, &value))
			say(s, options[i].name, value.n ? value : BYTES("yes"), options[i].secret, at, "argv");
	}
}

/* SWUPDATE_ARGS="-v -k /etc/key.pem"; those of webserver and suricatta have their own */
static void read_shell(struct swu *s, struct node *n)
{
	static const char *const groups[] = { "SWUPDATE_WEBSERVER_ARGS", "SWUPDATE_SURICATTA_ARGS" };
	struct conf_line l = { 0 };

	if (!look_text_node(s->look, n, &l.rest))
		return;
	while (conf_shell(&l)) {
		struct place at = place_line(n->path, l.line);
		const char *args = look_str(s->look, l.value);

		if (bytes_are(l.key, "SWUPDATE_ARGS"))
			read_args(s, NULL, args, at);
		for (size_t i = 0; i < COUNT(groups); i++)
			if (l.value.n && bytes_are(l.key, groups[i]))
				read_args(s, groups[i], args, at);
	}
}

static bool is_number(struct bytes rest)
{
	struct bytes word;
	long n;

	return bytes_word(&rest, &word) && bytes_number(word, &n);
}

/*
 * What stands behind -w or -u in quotes belongs to that part of the program.
 * The quotes are gone from a service's command line: a part ends where the next
 * one begins, and -k with a path is the key wherever it stands, for suricatta's
 * own -k is a token.
 */
static void read_exec(struct swu *s, const struct fact_service *service)
{
	static const struct { const char *option, *group; } parts[] = {
		{ "-w", "SWUPDATE_WEBSERVER_ARGS" }, { "--webserver", "SWUPDATE_WEBSERVER_ARGS" },
		{ "-u", "SWUPDATE_SURICATTA_ARGS" }, { "--suricatta", "SWUPDATE_SURICATTA_ARGS" },
	};
	struct bytes rest = bytes_of(service->exec ? service->exec : ""), from = rest, word, key;
	const char *group = NULL;

	while (bytes_word(&rest, &word))
		for (size_t i = 0; i < COUNT(parts); i++) {
			/* suricatta's own -u is the server's address, its own -w a number of seconds */
			if (!bytes_are(word, parts[i].option) || (group && strcmp(group, parts[i].group) == 0) ||
			    is_number(rest))
				continue;
			read_args(s, group, look_str(s->look, bytes_first(from, (size_t)(word.at - from.at))), service->at);
			group = parts[i].group;
			from = rest;
		}
	read_args(s, group, look_str(s->look, from), service->at);
	if (!s->key && look_option(s->look, service->exec, "-k", &key) && bytes_begin(key, "/"))
		say(s, "public-key-file", key, false, service->at, "argv");
}

static void read_all(struct swu *s)
{
	static const char *const shells[] = { "usr/lib/swupdate/conf.d/*", "etc/swupdate/conf.d/*", "etc/default/swupdate" };
	const struct fact_service *service = NULL;

	read_cfg(s, "etc/swupdate.cfg");
	if (look_exists(s->look, "etc/swupdate/swupdate.cfg"))
		read_cfg(s, "etc/swupdate/swupdate.cfg");
	for (size_t i = 0; i < COUNT(shells); i++)
		for (struct node **part = look_glob(s->look, shells[i]); *part; part++) {
			struct node *n = look_find(s->look, (*part)->path);

			if (n && n->type == NODE_FILE)
				read_shell(s, n);
		}
	while ((service = look_service(s->look, "swupdate", false, service)))
		read_exec(s, service);
}

static void updates_swupdate_run(struct look *look)
{
	struct swu s = { .look = look, .web_port = 8080 };	/* SWUpdate's own */
	struct wired w = wired_daemon(look, "swupdate");
	struct node *program = look_program(look, "swupdate");
	struct fact_updater u = { .mechanism = "swupdate", .automatic = FLAG_NO, .enabled = FLAG_NO };

	read_all(&s);
	if (!program && !s.any_at.path && w.on == FLAG_UNKNOWN)
		return;
	if (!s.key)
		look_default(look, "swupdate", "public-key-file", "");
	u.at = s.url ? s.url_at : s.any_at.path ? s.any_at : program ? place_file(program->path) : w.at;
	u.source = s.url;
	u.transport = s.url ? url_transport(bytes_of(s.url)) : NULL;
	u.interval = s.interval;
	u.automatic = FLAG_OF(s.url != NULL);
	u.enabled = s.url ? wired_on(w) : FLAG_NO;
	u.enabled_why = !s.url ? "no server is configured: it installs what it is given" :
			u.enabled == FLAG_YES ? "it asks its server, and it is started" :
			u.enabled == FLAG_NO ? "nothing starts swupdate" : w.why;
	u.trigger = w.on == FLAG_YES ? w.at.path : NULL;
	if (s.web_at.path)
		look_listens(look, "swupdate", "tcp", "*", s.web_port, s.web_at, "argv", FLAG_UNKNOWN);
	u.authentic = FLAG_OF(s.key != NULL);
	u.authentic_why = s.key ? look_fmt(look, "images are verified with %s (%s:%lld)", s.key, s.key_at.path,
					   (long long)s.key_at.line) : "neither -k nor public-key-file";
	facts_add(look->facts, TABLE_updater, &u);
}

const struct probe probe_updates_swupdate = {
	.name = "updates-swupdate",
	.about = "SWUpdate's key, web server and hawkBit client",
	.reads = (const char *const[]){
		"etc/swupdate.cfg", "etc/swupdate/**", "usr/lib/swupdate/conf.d/*", "etc/default/swupdate", NULL
	},
	.run = updates_swupdate_run,
};
