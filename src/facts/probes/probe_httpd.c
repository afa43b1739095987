/*
 * busybox httpd: what the command line and httpd.conf say. It speaks no TLS and
 * sends nobody elsewhere. A vendor's own program of the same name tells us
 * nothing but that it listens.
 */
#include "facts/look.h"

#include <string.h>

#include "facts/conf.h"
#include "facts/web_secrets.h"

struct httpd {
	struct look *look;
	const struct fact_service *service;
	struct bytes home;
	enum flag auth;
	bool application;
};

static const char *inside(struct look *look, struct bytes path)
{
	while (bytes_begin(path, "/"))
		path = bytes_skip(path, 1);
	return look_str(look, path);
}

/* "*.php:/usr/bin/php-cgi": what runs files of that name */
static bool has_interpreter(struct look *look, const char *path)
{
	struct bytes file, line;

	if (look_exists(look, path) && look_text(look, path, &file))
		while (bytes_line(&file, &line))
			if (bytes_begin(line, "*."))
				return true;
	return false;
}

/* The folder's own httpd.conf adds to the first one, for what lies in it. */
static void config_read(struct httpd *h)
{
	struct look *look = h->look;
	struct bytes value;
	bool named = look_option(look, h->service->exec, "-c", &value) && value.n;
	const char *path = named ? inside(look, value) : "etc/httpd.conf";

	if (look_option(look, h->service->exec, "-h", &value))
		h->home = value;
	if (named && !look_exists(look, path))
		look_unreadable(look, path, "is what httpd is started with, and is not in the image");
	h->auth = httpd_conf_read(look, "httpd", path);
	h->application = has_interpreter(look, path);
	if (!h->home.n)
		return;
	h->application = h->application || look_folder(look, look_fmt(look, "%s/cgi-bin", inside(look, h->home)))[0];
	if (h->auth == FLAG_NO && look_glob(look, look_fmt(look, "%s/*/httpd.conf", inside(look, h->home)))[0])
		h->auth = FLAG_UNKNOWN;
}

static void site_say(const struct httpd *h, const char *address, long port)
{
	FACT(h->look->facts, site, .at = h->service->at, .daemon = "httpd", .name = "", .address = address, .port = port,
	     .tls = FLAG_NO, .redirects = FLAG_NO, .auth = h->auth, .serves = h->application ? "application" : "files",
	     .root = h->home.n ? look_str(h->look, h->home) : NULL);
}

/* inetd's and systemd's sockets hand it their connections. */
static void sockets_say(const struct httpd *h)
{
	FACT_EACH(h->look->facts, socket, k)
		if (k->service && h->service->name && strcmp(k->service, h->service->name) == 0)
			site_say(h, k->address, k->port);
}

static void busybox_say(struct look *look, const struct fact_service *s)
{
	struct httpd h = { .look = look, .service = s };
	struct bytes value, host = { 0 };
	const char *address = "*";
	bool said;
	long port = 80, n;

	config_read(&h);
	if (look_option(look, s->exec, "-i", &value) || strcmp(s->manager, "inetd") == 0) {
		sockets_say(&h);
		return;
	}
	said = look_option(look, s->exec, "-p", &value) && value.n;
	if (said) {
		conf_hostport(value, &host, &n);
		port = n >= 0 ? n : port;
		address = host.n && n >= 0 ? look_str(look, host) : address;
	}
	look_listens(look, "httpd", "tcp", address, port, s->at, said ? "argv" : "compiled", FLAG_NO);
	site_say(&h, address, port);
}

/* The listener is the 'listeners' probe's: the usual port, or what "-p" says. */
static void vendor_say(struct look *look, const struct fact_service *s)
{
	struct bytes value;
	long port = 80;

	if (look_option(look, s->exec, "-p", &value) && !bytes_number(value, &port))
		port = 80;
	FACT(look->facts, site, .at = s->at, .daemon = "httpd", .name = "", .address = "*", .port = port, .tls = FLAG_NO,
	     .serves = "application");
}

static void httpd_run(struct look *look)
{
	const struct fact_service *s = NULL;

	while ((s = look_service(look, "httpd", false, s))) {
		struct bytes program = bytes_of(s->program ? s->program : "");

		if (bytes_end(program, "busybox"))
			busybox_say(look, s);
		else if (!look_exists(look, "etc/httpd/conf/httpd.conf"))
			vendor_say(look, s);
	}
}

const struct probe probe_httpd = {
	.name = "httpd",
	.about = "busybox httpd's address, logins and programs",
	.reads = (const char *const[]){ "etc/httpd.conf", "**/httpd.conf", NULL },
	.run = httpd_run,
};
