/*
 * uhttpd, OpenWrt's web server: the sections of etc/config/uhttpd, which its
 * start script turns into options, or the options themselves where a product
 * starts it another way. It opens nothing that it was not told to.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "facts/conf.h"
#include "facts/logins.h"
#include "facts/web_secrets.h"

enum { LISTENS = 32 };

struct instance {
	struct look *look;
	const char *name, *source;
	struct { struct bytes address; struct place at; bool tls; } listens[LISTENS];
	size_t count;
	bool off, redirects, application;
	struct bytes root, config;
};

static void listen_add(struct instance *in, struct bytes address, bool tls, struct place at)
{
	if (address.n == 0)
		return;
	if (in->count == LISTENS) {
		look_unreadable(in->look, at.path, "has more addresses than we read");
		return;
	}
	in->listens[in->count].address = address;
	in->listens[in->count].tls = tls;
	in->listens[in->count++].at = at;
}

/* TLS is a library of its own; the start script and the program go on without it. */
static bool has_tls(struct look *look)
{
	return look_glob(look, "lib/libustream-ssl.so*")[0] || look_glob(look, "usr/lib/libustream-ssl.so*")[0];
}

static void listen_say(const struct instance *in, size_t i, enum flag auth, bool https)
{
	struct look *look = in->look;
	bool tls = in->listens[i].tls;
	struct bytes host;
	long port;

	conf_hostport(in->listens[i].address, &host, &port);
	if (port < 0)
		port = tls ? 443 : 80;
	look_listens(look, "uhttpd", "tcp", look_str(look, host), port, in->listens[i].at, in->source, FLAG_OF(tls));
	FACT(look->facts, site, .at = in->listens[i].at, .daemon = "uhttpd", .name = "",
	     .address = host.n ? look_str(look, host) : "*", .port = port, .tls = FLAG_OF(tls),
	     .redirects = FLAG_OF(!tls && https && in->redirects), .auth = auth,
	     .serves = in->application ? "application" : "files", .root = in->root.n ? look_str(look, in->root) : NULL);
}

/* The login of LuCI is the application's: only what uhttpd itself asks for counts as auth. */
static void instance_say(const struct instance *in)
{
	struct bytes config = in->config.n ? in->config : BYTES("etc/httpd.conf");
	const char *path = look_str(in->look, config.at[0] == '/' ? bytes_skip(config, 1) : config);
	enum flag auth = httpd_conf_read(in->look, "uhttpd", path);
	bool tls = has_tls(in->look), https = false;

	for (size_t i = 0; i < in->count; i++)
		https = https || (in->listens[i].tls && tls);
	for (size_t i = 0; i < in->count && !in->off; i++)
		if (!in->listens[i].tls || tls)
			listen_say(in, i, auth, https);
}

/* --- UCI --- */

static const char *const programs[] = { "lua_prefix", "lua_handler", "ucode_prefix", "ubus_prefix", "cgi_prefix", "interpreter" };

static void option_read(struct instance *in, const struct conf_uci *u, struct place at)
{
	struct bytes rest = u->value, word;
	bool tls = bytes_are(u->key, "listen_https");

	FACT(in->look->facts, setting, .at = at, .daemon = "uhttpd", .scope = in->name, .key = look_str(in->look, u->key),
	     .value = look_str(in->look, u->value), .state = in->off ? "unreachable" : "effective", .source = "uci");
	if (tls || bytes_are(u->key, "listen_http"))
		while (bytes_word(&rest, &word))
			listen_add(in, word, tls, at);
	else if (bytes_are(u->key, "redirect_https"))
		in->redirects = conf_bool(u->value, false);
	else if (bytes_are(u->key, "enabled"))
		in->off = !conf_bool(u->value, true);
	else if (bytes_are(u->key, "home"))
		in->root = u->value;
	else if (bytes_are(u->key, "config"))
		in->config = u->value;
	for (size_t i = 0; i < COUNT(programs); i++)
		in->application = in->application || (u->value.n && bytes_are(u->key, programs[i]));
}

static bool uci_read(struct look *look)
{
	static const char path[] = "etc/config/uhttpd";
	struct instance in = { .look = look };
	struct conf_uci u = { 0 };

	if (!look_text(look, path, &u.rest))
		return look_exists(look, path);
	while (conf_uci(&u)) {
		if (u.is_section) {
			instance_say(&in);
			in = (struct instance){ .look = look, .source = "uci", .name = look_str(look, u.name) };
		} else if (bytes_are(u.type, "uhttpd")) {
			option_read(&in, &u, place_line(path, u.line));
		}
	}
	instance_say(&in);
	return true;
}

/* --- options: uhttpd -p [address:]port -s [address:]port -h home -q --- */

static void exec_read(struct look *look, const struct fact_service *s)
{
	struct instance in = { .look = look, .source = "argv" };
	struct bytes rest = bytes_of(s->exec ? s->exec : ""), word, value;

	while (bytes_word(&rest, &word)) {
		char option = word.n > 1 && word.at[0] == '-' ? (char)word.at[1] : 0;

		if (option == 'q')
			in.redirects = true;
		if (!option || !strchr("pshcxlLuo", option))
			continue;
		value = bytes_skip(word, 2);
		if (value.n == 0 && !bytes_word(&rest, &value))
			break;
		value = bytes_unquote(value);
		if (option == 'p' || option == 's')
			listen_add(&in, value, option == 's', s->at);
		else if (option == 'h')
			in.root = value;
		else if (option == 'c')
			in.config = value;
		else
			in.application = true;
	}
	instance_say(&in);
}

/* --- who may log in: rpcd asks for the web interface --- */

static bool is_user(void *self, const struct fact_account *a)
{
	return bytes_are(*(const struct bytes *)self, a->name);
}

/* "$p$root" is root's own password of shadow; an empty one there lets everybody in (rpcd, session.c). */
static void rpcd_password(struct look *look, struct bytes user, struct bytes word, struct place at)
{
	struct bytes account = bytes_skip(word, 3);
	struct login_way way = {
		.via = "web", .program = "rpcd", .at = at, .self = &account, .enabled = look_daemon(look, "uhttpd")->enabled,
		.root = true, .empty = true, .any_shell = true, .lets = is_user, .detail = "rpcd's login of the web interface",
	};

	if (bytes_begin(word, "$p$"))
		logins_password(look, &way);
	else if (word.n)
		web_secret_say(look, &(struct web_secret){ .program = "uhttpd", .user = user, .word = word, .at = at });
}

static void rpcd_read(struct look *look)
{
	static const char path[] = "etc/config/rpcd";
	struct bytes user = { 0 }, word = { 0 };
	struct place at = { 0 };
	struct conf_uci u = { 0 };

	if (!look_exists(look, path) || !look_text(look, path, &u.rest))
		return;
	while (conf_uci(&u)) {
		if (u.is_section) {
			if (at.path)
				rpcd_password(look, user, word, at);
			user = word = (struct bytes){ 0 };
			at = (struct place){ 0 };
		} else if (bytes_are(u.type, "login") && bytes_are(u.key, "username")) {
			user = u.value;
		} else if (bytes_are(u.type, "login") && bytes_are(u.key, "password")) {
			word = u.value;
			at = place_line(path, u.line);
		}
	}
	if (at.path)
		rpcd_password(look, user, word, at);
}

static void uhttpd_run(struct look *look)
{
	const struct fact_service *s = NULL;

	if (!uci_read(look))
		while ((s = look_service(look, "uhttpd", false, s)))
			exec_read(look, s);
	rpcd_read(look);
}

const struct probe probe_uhttpd = {
	.name = "uhttpd",
	.about = "uhttpd's listeners, its redirect and the logins of OpenWrt's web interface",
	.reads = (const char *const[]){ "etc/config/uhttpd", "etc/config/rpcd", "etc/httpd.conf", NULL },
	.run = uhttpd_run,
};
