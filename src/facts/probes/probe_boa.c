/*
 * Small web servers of devices: boa, thttpd, mini_httpd, Appweb, GoAhead. Which
 * of them it is says the program's name.
 */
#include "facts/keyed.h"

#include <string.h>

#include "base/auto.h"
#include "facts/conf.h"

static const struct grammar words = { .syntax = SYNTAX_WORDS };

/* What they call the same; 'tls' is a port of its own, or on for the only one. */
static const struct key boa_keys[] = {
	{ "Port", .as = "port" }, { "Listen", .as = "address" }, { "DocumentRoot", .as = "root" },
	{ "ScriptAlias", .as = "cgi" }, { "CGIPath", .as = "cgipath" }, { "User", .as = "user" }, { 0 }
};
static const struct key thttpd_keys[] = {
	{ "port", .option = "-p" }, { "host", .as = "address", .option = "-h" }, { "dir", .as = "root", .option = "-d" },
	{ "cgipat", .as = "cgi", .option = "-c" }, { "user", .option = "-u" }, { 0 }
};
static const struct key mini_keys[] = {
	{ "port", .option = "-p" }, { "host", .as = "address", .option = "-h" }, { "dir", .as = "root", .option = "-d" },
	{ "cgipat", .as = "cgi", .option = "-c" }, { "user", .option = "-u" },
	{ "ssl", .as = "tls", .spelling = AS_BOOL, .option = "-S" }, { 0 }
};
static const struct key appweb_keys[] = {
	{ "Listen", .as = "listen", .wins = WINS_EACH }, { "ListenSecure", .as = "listen-secure", .wins = WINS_EACH },
	{ "DocumentRoot", .as = "root" }, { "Documents", .as = "root" }, { "Redirect", .as = "redirect", .wins = WINS_EACH },
	{ 0 }
};

/* thttpd and mini_httpd ask for what a .htpasswd in the folder says. */
static enum flag auth_of(struct look *look, const char *root)
{
	if (!root)
		return FLAG_UNKNOWN;
	while (*root == '/')
		root++;
	return look_exists(look, look_fmt(look, "%s/.htpasswd", root)) ||
	       look_glob(look, look_fmt(look, "%s/*/.htpasswd", root))[0] ? FLAG_UNKNOWN : FLAG_NO;
}

struct opened {
	const char *address;
	long port;
	enum flag tls, redirects;
	const char *serves;
	const struct entry *from;
};

static void opened_say(struct entries *all, const struct opened *o)
{
	struct look *look = all->look;
	const char *root = entries_value(all, NULL, "root", NULL);
	struct place at = entry_place(o->from);
	const struct fact_service *s = look_service(look, "boa", true, NULL);

	look_listens(look, "boa", "tcp", o->address, o->port, at, o->from ? o->from->source : "compiled", o->tls);
	FACT(look->facts, site, .at = at.path ? at : s ? s->at : at, .daemon = "boa", .name = "",
	     .address = o->address && *o->address ? o->address : "*", .port = o->port, .tls = o->tls,
	     .redirects = o->redirects, .auth = auth_of(look, root), .serves = o->serves, .root = root);
}

/* one port, TLS on it or not */
static void single_more(struct entries *all)
{
	bool tls = entries_bool(all, "", "tls", false);
	const struct entry *port = entries_find(all, "", "port"), *address = entries_find(all, "", "address");
	struct opened o = {
		.address = address ? address->value : NULL, .from = port ? port : address, .tls = FLAG_OF(tls),
		.port = number_of(port ? port->value : NULL, tls ? 443 : 80), .redirects = FLAG_NO,
		.serves = entries_find(all, NULL, "cgi") ? "application" : "files",
	};

	opened_say(all, &o);
}

static void appweb_listens(struct entries *all, const char *key, enum flag tls, enum flag redirects)
{
	const struct entry *e = NULL;

	while ((e = entries_next(all, NULL, key, e))) {
		struct opened o = { .tls = tls, .redirects = redirects, .from = e };
		struct bytes host;

		conf_hostport(bytes_of(e->value), &host, &o.port);
		o.address = look_str(all->look, host);
		if (o.port >= 0)
			opened_say(all, &o);
	}
}

static void appweb_more(struct entries *all)
{
	const struct entry *e = NULL;
	bool redirects = false;

	while ((e = entries_next(all, NULL, "redirect", e)))
		redirects = redirects || strcmp(e->value, "secure") == 0;
	appweb_listens(all, "listen", FLAG_NO, FLAG_OF(redirects && entries_find(all, NULL, "listen-secure")));
	appweb_listens(all, "listen-secure", FLAG_YES, FLAG_NO);
}

/* "goahead [home] [address][:port]...": else what was compiled in, with or without HTTPS */
static void goahead_say(struct look *look, const struct fact_service *s)
{
	struct bytes rest = bytes_of(s->exec ? s->exec : ""), word, host;
	long port = -1, n;
	const char *address = "*";

	bytes_word(&rest, &word);
	while (bytes_word(&rest, &word)) {
		if (bytes_begin(word, "-") || bytes_begin(word, "/") || bytes_begin(word, "https:"))
			continue;
		conf_hostport(bytes_begin(word, "http://") ? bytes_skip(word, 7) : word, &host, &n);
		if (n > 0 && port < 0) {
			port = n;
			address = host.n ? look_str(look, host) : "*";
		}
	}
	look_listens(look, "boa", "tcp", address, port < 0 ? 80 : port, s->at, port < 0 ? "compiled" : "argv", FLAG_NO);
	FACT(look->facts, site, .at = s->at, .daemon = "boa", .name = "", .address = address, .port = port < 0 ? 80 : port,
	     .tls = FLAG_NO, .serves = "application");
}

static const struct flavour { const char *program; struct keyed conf; } flavours[] = {
	{ "boa", { "boa", &words, boa_keys, (const char *const[]){ "etc/boa/boa.conf", "etc/boa.conf", NULL }, "-f", single_more } },
	{ "thttpd", { "boa", &words, thttpd_keys,
		      (const char *const[]){ "etc/thttpd/thttpd.conf", "etc/thttpd.conf", NULL }, "-C", single_more } },
	{ "mini_httpd", { "boa", &words, mini_keys,
			  (const char *const[]){ "etc/mini-httpd.conf", "etc/mini_httpd.conf", "etc/mini_httpd/mini_httpd.conf", NULL },
			  "-C", single_more } },
	{ "appweb", { "boa", &words, appweb_keys,
		      (const char *const[]){ "etc/appweb/appweb.conf", "etc/appweb.conf", NULL }, "--config", appweb_more } },
};

static const char *program_name(struct look *look)
{
	const struct fact_service *s = look_service(look, "boa", true, NULL);
	const char *program = s && s->program ? s->program : look_daemon(look, "boa")->program;
	const char *slash = program ? strrchr(program, '/') : NULL;

	return slash ? slash + 1 : program ? program : "";
}

static void boa_run(struct look *look)
{
	const char *name = program_name(look);
	const struct fact_service *s = NULL;

	for (size_t i = 0; i < COUNT(flavours); i++)
		if (strcmp(flavours[i].program, name) == 0)
			keyed_run(look, &flavours[i].conf);
	if (strcmp(name, "goahead") == 0 || strcmp(name, "webs") == 0)
		while ((s = look_service(look, "boa", false, s)))
			goahead_say(look, s);
}

const struct probe probe_boa = {
	.name = "boa",
	.about = "boa, thttpd, mini_httpd, Appweb and GoAhead: address, TLS and programs",
	.reads = (const char *const[]){ "etc/boa/*", "etc/boa.conf", "etc/thttpd/*", "etc/thttpd.conf", "etc/mini-httpd.conf",
					"etc/mini_httpd*", "etc/mini_httpd/*", "etc/appweb/*", "etc/appweb.conf", NULL },
	.run = boa_run,
};
