/*
 * telnetd: what it runs for whoever connects. busybox: -l PROGRAM instead of
 * /bin/login; inetutils: -E PROGRAM; utelnetd: -l.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "facts/asks.h"
#include "facts/conf.h"
#include "facts/logins.h"
#include "facts/starts.h"

struct telnetd {
	struct look *look;
	const struct fact_service *service;
	struct place at;
	enum flag enabled;
	const char *login;		/* the program, with what follows it */
	const char *port;		/* -p */
	const char *bind;		/* -b ADDRESS[:PORT] */
	bool inetd;			/* somebody else listens */
};

static void arguments(struct telnetd *t, const char *exec)
{
	struct command cmd;

	command_split(t->look->mem, bytes_of(exec ? exec : ""), &cmd);
	for (size_t i = 0; i < cmd.count; i++) {
		const char *word = cmd.words[i], *value;

		if (word[0] == '-' && word[1] == '-') {
			if (strncmp(word, "--exec-login=", 13) == 0)
				t->login = word + 13;
			continue;
		}
		if (word[0] != '-' || !word[1])
			continue;
		t->inetd |= word[1] == 'i' && !word[2];
		if (!strchr("lEpbfwP", word[1]))
			continue;
		value = word[2] ? word + 2 : i + 1 < cmd.count ? cmd.words[++i] : "";
		if (word[1] == 'l' || word[1] == 'E')
			t->login = value;
		else if (word[1] == 'p')
			t->port = value;
		else if (word[1] == 'b')
			t->bind = value;
	}
}

/* --- who asks for a password --- */

/* OpenWrt starts telnetd only while root has no password: the script looks for itself. */
static bool is_guarded(struct telnetd *t)
{
	const char *path = t->service && t->service->at.path ? t->service->at.path : "etc/init.d/telnet";
	struct bytes file;

	return bytes_begin(bytes_of(path), "etc/init.d/") && look_exists(t->look, path) &&
	       look_text(t->look, path, &file) && bytes_have(file, "has_root_pwd") && !root_is_open(t->look);
}

static void logins_add(struct telnetd *t)
{
	enum asks asks = asks_of(t->look, t->login);
	struct login_way way = {
		.via = "telnet", .program = "telnetd", .at = t->at, .enabled = t->enabled,
		.root = logins_root_on_pty(t->look), .detail = look_fmt(t->look, "telnetd runs %s", t->login),
		.empty = !look_exists(t->look, "etc/pam.d/login") || logins_pam_empty(t->look, "login"),
	};

	if (asks == ASKS_UNKNOWN)
		look_unreadable(t->look, t->at.path,
				look_fmt(t->look, "telnetd runs %s: whether that asks for a password is not known", t->login));
	if (asks == ASKS_NOBODY)
		FACT(t->look->facts, login, .at = t->at, .via = "telnet", .program = "telnetd", .user = "root",
		     .password = "none", .enabled = t->enabled, .detail = way.detail);
	else
		logins_password(t->look, &way);
}

static void listens_add(struct telnetd *t)
{
	struct bytes host = { 0 };
	long port = 23, bound = -1;

	if (t->inetd)
		return;
	if (t->port && !bytes_number(bytes_of(t->port), &port))
		port = 0;
	if (t->bind)
		conf_hostport(bytes_of(t->bind), &host, &bound);
	look_listens(t->look, "telnetd", "tcp", look_str(t->look, host), bound > 0 ? bound : port,
		     t->port || t->bind ? t->at : (struct place){ 0 }, t->port || t->bind ? "argv" : "compiled", FLAG_NO);
}

static void instance(struct look *look, const struct fact_service *s)
{
	struct telnetd t = {
		.look = look, .service = s, .login = "/bin/login", .at = s ? s->at : look_daemon(look, "telnetd")->at,
		.enabled = s ? s->starts : look_daemon(look, "telnetd")->enabled,
	};

	if (s) {
		t.inetd = s->manager && (strcmp(s->manager, "inetd") == 0 || strcmp(s->manager, "xinetd") == 0 ||
					 (s->state && strcmp(s->state, "socket") == 0));
		arguments(&t, s->exec);
	}
	if (is_guarded(&t))
		t.enabled = FLAG_NO;
	FACT(look->facts, setting, .at = t.at, .daemon = "telnetd", .scope = "", .key = "login", .value = t.login,
	     .state = strcmp(t.login, "/bin/login") == 0 ? "default" : "effective",
	     .source = strcmp(t.login, "/bin/login") == 0 ? "compiled" : "argv");
	listens_add(&t);
	logins_add(&t);
}

static void telnetd_run(struct look *look)
{
	const struct fact_daemon *d = look_daemon(look, "telnetd");
	const struct fact_service *s = NULL;
	size_t seen = 0;

	if (strcmp(d->state, "absent") == 0) {
		facts_looked(look->facts, look->probe, "usr/sbin/telnetd", "absent");
		return;
	}
	facts_looked(look->facts, look->probe, d->at.path ? d->at.path : "usr/sbin/telnetd", "read");
	while (seen < 16 && (s = look_service(look, "telnetd", d->enabled == FLAG_YES, s)) != NULL) {
		seen++;
		instance(look, s);
	}
	if (seen == 0 && d->enabled == FLAG_YES)
		instance(look, NULL);
}

const struct probe probe_telnetd = {
	.name = "telnetd",
	.about = "telnetd: what it runs for whoever connects",
	.reads = (const char *const[]){ "etc/init.d/telnet*", "bin/login.sh", "usr/bin/login.sh", "bin/*login*.sh", NULL },
	.run = telnetd_run,
};
