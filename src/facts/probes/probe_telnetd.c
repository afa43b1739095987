/*
 * telnetd: what it runs for whoever connects. busybox: -l PROGRAM instead of
 * /bin/login; inetutils: -E PROGRAM; utelnetd: -l.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
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

/* --- does that program ask for a password? --- */

static bool is_shell(const char *name)
{
	static const char *const shells[] = { "sh", "ash", "bash", "dash", "hush", "msh", "zsh", "ksh", "busybox" };

	for (size_t i = 0; i < COUNT(shells); i++)
		if (strcmp(name, shells[i]) == 0)
			return true;
	return false;
}

static bool root_is_open(struct look *look)
{
	FACT_EACH(look->facts, account, a)
		if (a->uid == 0 && (!a->password || strcmp(a->password, "empty") == 0))
			return true;
	return false;
}

enum asks { ASKS_UNKNOWN = 0, ASKS_YES, ASKS_NOBODY, ASKS_UNLESS_SET };

/* OpenWrt's login.sh opens a shell as long as root has no password; other scripts that end in a shell always do. */
static enum asks script_asks(struct look *look, struct bytes file)
{
	struct bytes line;
	bool shell = false;

	bytes_line(&file, &line);
	if (!bytes_begin(line, "#!"))
		return ASKS_UNKNOWN;
	if (bytes_have(file, "^root:"))
		return ASKS_UNLESS_SET;
	while (bytes_line(&file, &line)) {
		line = bytes_trim(line);
		if (line.n == 0 || line.at[0] == '#')
			continue;
		if (bytes_have(line, "/bin/login") || bytes_begin(line, "login") || bytes_have(line, "passw"))
			return ASKS_UNKNOWN;
		shell |= bytes_have(line, "/bin/sh") || bytes_have(line, "/bin/ash") || bytes_have(line, "/bin/bash");
	}
	(void)look;
	return shell ? ASKS_NOBODY : ASKS_UNKNOWN;
}

static enum asks program_asks(struct look *look, const char *login)
{
	struct bytes rest = bytes_of(login), path, file = { 0 };
	const char *name, *slash;
	struct node *n;

	if (!bytes_word(&rest, &path))
		return ASKS_YES;
	slash = strrchr(look_str(look, path), '/');
	name = slash ? slash + 1 : look_str(look, path);
	if (strcmp(name, "login") == 0)
		return bytes_have(rest, "-f") ? ASKS_NOBODY : ASKS_YES;
	if (is_shell(name))
		return ASKS_NOBODY;
	n = look_find(look, look_str(look, path));
	if (!n || n->type != NODE_FILE || n->size > 64 * 1024 || !look_read_node(look, n, &file))
		return ASKS_UNKNOWN;
	return script_asks(look, file);
}

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
	enum asks asks = program_asks(t->look, t->login);
	struct login_way way = {
		.via = "telnet", .program = "telnetd", .at = t->at, .enabled = t->enabled,
		.root = logins_root_on_pty(t->look), .detail = look_fmt(t->look, "telnetd runs %s", t->login),
		.empty = !look_exists(t->look, "etc/pam.d/login") || logins_pam_empty(t->look, "login"),
	};

	if (asks == ASKS_UNLESS_SET)
		asks = root_is_open(t->look) ? ASKS_NOBODY : ASKS_YES;
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
