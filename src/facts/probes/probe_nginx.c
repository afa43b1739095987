/*
 * nginx: http, stream and mail with their servers. A directive holds in its
 * block and in all blocks inside that do not set it themselves
 * (nginx.org/en/docs, "Context" of each directive).
 */
#include "facts/look.h"

#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "facts/conf.h"
#include "facts/directive.h"
#include "facts/openssl.h"

enum {
	KEY_PROTOCOLS, KEY_CIPHERS, KEY_SSL, KEY_AUTOINDEX, KEY_TOKENS, KEY_AUTH, KEY_BODY_TIMEOUT,
	KEY_HEADER_TIMEOUT, KEY_ROOT, KEY_DAV, KEY_STATUS,
	KEY_AUTH_REQUEST, KEY_CLIENT, KEY_AUTH_FILE, KEY_COUNT
};

/* what is inherited and told; 'otherwise' is what nginx does when nobody says */
static const struct key { const char *name, *otherwise; bool tls; } keys[KEY_COUNT] = {
	[KEY_PROTOCOLS] =      { "ssl_protocols", NULL, true },
	[KEY_CIPHERS] =        { "ssl_ciphers", "HIGH:!aNULL:!MD5", true },
	[KEY_SSL] =            { "ssl", NULL, false },
	[KEY_AUTOINDEX] =      { "autoindex", "off", false },
	[KEY_TOKENS] =         { "server_tokens", "on", false },
	[KEY_AUTH] =           { "auth_basic", "off", false },
	[KEY_AUTH_FILE] =      { "auth_basic_user_file", NULL, false },
	[KEY_BODY_TIMEOUT] =   { "client_body_timeout", "60s", false },
	[KEY_HEADER_TIMEOUT] = { "client_header_timeout", "60s", false },
	[KEY_ROOT] =           { "root", "html", false },
	[KEY_DAV] =            { "dav_methods", "off", false },
	[KEY_STATUS] =         { "stub_status", NULL, false },
	[KEY_AUTH_REQUEST] =   { "auth_request", NULL, false },
	[KEY_CLIENT] =         { "ssl_verify_client", NULL, true },
};

/* the directives in force in a block */
struct force { struct directive *of[KEY_COUNT]; };

/* one 'listen', to be joined with those of other servers on the same address */
struct listen { const char *proto, *address; long port; bool tls; struct place at; const char *source; };

struct server {
	const char *name;
	struct place at;
	bool http;			/* else stream or mail: only TLS settings concern it */
	bool tls;			/* on some listener */
	bool redirects, closed, application;
	bool auth, auth_in_parts;
	const char *root;
};

struct nginx {
	struct look *look;
	struct directives conf;
	struct openssl ssl;
	struct listen *listens;
	size_t listen_count, listen_room;
	struct place server, tls_server;	/* the first that relies on a default */
	bool defaults[KEY_COUNT];
};

/* --- reading --- */

static void nginx_read(struct directives *conf, const char *path, struct bytes file)
{
	struct conf_block b = { .rest = file };
	int blocks = conf->blocks;

	while (!conf->failed && conf_block(&b)) {
		if (b.kind == BLOCK_CLOSE) {
			/* an include cannot close what it has not opened */
			if (conf->blocks > blocks)
				directive_close(conf);
		} else if (b.kind == BLOCK_SIMPLE && b.count > 1 && bytes_are(b.words[0], "include")) {
			directive_include(conf, look_str(conf->look, b.words[1]), false, nginx_read);
		} else {
			directive_add(conf, b.words, b.count, place_line(path, b.line), b.kind == BLOCK_OPEN);
		}
	}
	if (!conf->failed && conf->blocks != blocks) {
		look_unreadable(conf->look, path, "ends inside a block");
		conf->failed = true;
	}
}

/* --- what holds where --- */

/* "http server{example.org} location{/x}"; blocks further out than four are not told */
static const char *scope_of(struct look *look, const struct directive *block)
{
	const char *out = "";

	for (int i = 0; i < 4 && block && block->count; i++, block = block->parent) {
		const char *args = block->label ? block->label : directive_value(look, block);

		out = look_fmt(look, "%s%s%s%s%s%s", look_str(look, block->words[0]), *args ? "{" : "", args,
			       *args ? "}" : "", *out ? " " : "", out);
	}
	return out;
}

static void force_take(struct force *force, struct directive *block)
{
	for (struct directive *d = block->child; d; d = d->next)
		for (size_t k = 0; !d->block && k < KEY_COUNT; k++)
			if (directive_is(d, keys[k].name))
				force->of[k] = d;
}

static bool is_on(const struct force *force, int key)
{
	return force->of[key] && !bytes_are(directive_word(force->of[key], 1), "off");
}

static bool asks_login(const struct force *force)
{
	return is_on(force, KEY_AUTH) || is_on(force, KEY_AUTH_REQUEST) ||
	       (force->of[KEY_CLIENT] && bytes_are(directive_word(force->of[KEY_CLIENT], 1), "on"));
}

/* What applies to the files of a block is used; TLS settings are where TLS is spoken. */
static void force_use(struct nginx *ng, const struct force *force, const struct server *server)
{
	for (size_t k = 0; k < KEY_COUNT; k++) {
		if (keys[k].tls ? !server->tls : !server->http)
			continue;
		if (force->of[k]) {
			force->of[k]->used = true;
			continue;
		}
		ng->defaults[k] = true;
		if (!ng->server.path)
			ng->server = server->at;
		if (keys[k].tls && !ng->tls_server.path)
			ng->tls_server = server->at;
	}
}

/* --- listeners --- */

static void listen_add(struct nginx *ng, struct listen l)
{
	ARENA_ROOM(ng->look->mem, ng->listens, ng->listen_count, ng->listen_room);
	ng->listens[ng->listen_count++] = l;
}

/* "80", "*:80", "[::1]:8080", "localhost", "127.0.0.1:8000-8010"; false for a unix socket */
static bool listen_parse(struct nginx *ng, const struct directive *d, struct listen *l, long *last)
{
	struct bytes where = directive_word(d, 1), host, from = where, to = { 0 };
	long port;

	if (bytes_begin(where, "unix:"))
		return false;
	conf_hostport(where, &host, &port);
	if (port < 0 && memrchr(where.at, '-', where.n)) {
		const unsigned char *dash = memrchr(where.at, '-', where.n);

		from = bytes_first(where, (size_t)(dash - where.at));
		to = bytes_skip(where, (size_t)(dash - where.at) + 1);
		if (bytes_number(to, last))
			conf_hostport(from, &host, &port);
	}
	l->address = look_str(ng->look, host);
	l->port = port < 0 ? 80 : port;
	if (port < 0 || *last < l->port || *last > l->port + 64)
		*last = l->port;
	return true;
}

static void server_listen(struct nginx *ng, const struct directive *d, struct server *server, bool all_tls)
{
	struct listen l = { .proto = "tcp", .at = d->at, .source = "file", .tls = all_tls };
	long last = -1;

	for (size_t i = 2; i < d->count; i++) {
		l.tls = l.tls || bytes_are(d->words[i], "ssl") || bytes_are(d->words[i], "quic");
		if (bytes_are(d->words[i], "udp") || bytes_are(d->words[i], "quic"))
			l.proto = "udp";
	}
	server->tls = server->tls || l.tls;
	if (!listen_parse(ng, d, &l, &last))
		return;
	for (; l.port <= last; l.port++)
		listen_add(ng, l);
}

static int listen_order(const void *pa, const void *pb)
{
	const struct listen *a = pa, *b = pb;
	int order = strcmp(a->address, b->address);

	if (order == 0)
		order = a->port < b->port ? -1 : a->port > b->port;
	if (order == 0)
		order = strcmp(a->proto, b->proto);
	if (order == 0)
		order = a->tls == b->tls ? 0 : a->tls ? -1 : 1;
	if (order == 0)
		order = strcmp(a->at.path, b->at.path);
	return order ? order : a->at.line < b->at.line ? -1 : a->at.line > b->at.line;
}

/* Many servers share a socket; it speaks TLS when one of them says so. */
static void listens_say(struct nginx *ng)
{
	const struct listen *before = NULL;

	if (ng->listen_count)
		qsort(ng->listens, ng->listen_count, sizeof(*ng->listens), listen_order);
	for (size_t i = 0; i < ng->listen_count; before = &ng->listens[i++]) {
		const struct listen *l = &ng->listens[i];

		if (before && strcmp(before->address, l->address) == 0 && before->port == l->port &&
		    strcmp(before->proto, l->proto) == 0)
			continue;
		look_listens(ng->look, "nginx", l->proto, l->address, l->port, l->at, l->source, FLAG_OF(l->tls));
	}
}

/* --- servers --- */

static bool to_https(const struct directive *d)
{
	struct bytes target = directive_word(d, d->count - 1);

	return (directive_is(d, "return") || directive_is(d, "rewrite")) && bytes_begin(target, "https://");
}

static bool refuses(const struct directive *d)
{
	struct bytes code = directive_word(d, 1);

	return directive_is(d, "return") && (bytes_are(code, "444") || bytes_begin(code, "40"));
}

static bool is_passed_on(const struct directive *d)
{
	static const char *const names[] = { "proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (directive_is(d, names[i]))
			return true;
	return false;
}

/* "location /" and nothing more: what it says is said of every path no other location takes */
static bool is_everything(const struct directive *block)
{
	return directive_is(block, "location") && block->count == 2 && bytes_are(block->words[1], "/");
}

static void block_read(struct nginx *ng, struct directive *block, struct force force, struct server *server)
{
	bool whole = directive_is(block, "server") || is_everything(block);

	force_take(&force, block);
	if (asks_login(&force) && whole)
		server->auth = true;
	if (asks_login(&force) != server->auth)
		server->auth_in_parts = true;
	for (struct directive *d = block->child; d; d = d->next) {
		if (d->block)
			continue;
		server->application = server->application || is_passed_on(d);
		server->redirects = server->redirects || (whole && to_https(d));
		server->closed = server->closed || (whole && refuses(d));
	}
	force_use(ng, &force, server);
	for (struct directive *d = block->child; d; d = d->next)
		if (d->block)
			block_read(ng, d, force, server);
}

static void site_say(struct nginx *ng, const struct server *s, const struct listen *l)
{
	FACT(ng->look->facts, site, .at = l->at, .daemon = "nginx", .name = s->name,
	     .address = *l->address ? l->address : "*", .port = l->port, .tls = FLAG_OF(l->tls),
	     .redirects = FLAG_OF(s->redirects), .auth = s->auth_in_parts ? FLAG_UNKNOWN : FLAG_OF(s->auth),
	     .serves = s->closed ? "nothing" : s->application ? "application" : "files", .root = s->root);
}

static void server_read(struct nginx *ng, struct directive *block, struct force force, const char *kind)
{
	struct server server = { .name = "", .at = block->at, .http = strcmp(kind, "http") == 0 };
	size_t first = ng->listen_count;

	force_take(&force, block);
	for (struct directive *d = block->child; d; d = d->next)
		if (directive_is(d, "server_name"))
			server.name = block->label = directive_value(ng->look, d);
	for (struct directive *d = block->child; d; d = d->next)
		if (directive_is(d, "listen"))
			server_listen(ng, d, &server, is_on(&force, KEY_SSL));
	/* "If the directive is not present then either *:80 is used", by a master that is root */
	if (server.http && ng->listen_count == first)
		listen_add(ng, (struct listen){ .proto = "tcp", .address = "", .port = 80, .at = block->at,
						.source = "compiled" });
	server.root = force.of[KEY_ROOT] ? directive_value(ng->look, force.of[KEY_ROOT]) : NULL;
	block_read(ng, block, force, &server);
	for (size_t i = first; server.http && i < ng->listen_count; i++)
		site_say(ng, &server, &ng->listens[i]);
}

/* --- saying it --- */

static void crypto_of(struct nginx *ng, int key, struct bytes value, struct place at, const char *idle, long level)
{
	struct tls_setting s = {
		.program = "nginx", .what = key == KEY_PROTOCOLS ? "protocol" : "cipher",
		.value = look_str(ng->look, value), .at = at, .idle = idle, .level = level,
	};

	s.weak = key == KEY_PROTOCOLS ? protocols_weak(ng->look, value) : ciphers_weak(ng->look, value);
	if (key == KEY_CIPHERS)
		s.level = ciphers_level(value);
	crypto_say(ng->look, &ng->ssl, &s);
}

/* one directive of keys[]: in force, overridden everywhere, or without a TLS listener */
static void directive_say(struct nginx *ng, const struct directive *d, size_t k, long level)
{
	const char *value = directive_value(ng->look, d);
	bool no_tls = keys[k].tls && !d->used && !ng->tls_server.path;
	const char *idle = d->used ? NULL : "no server that it applies to listens with ssl";

	if (k == KEY_PROTOCOLS || k == KEY_CIPHERS)
		crypto_of(ng, (int)k, bytes_of(value), d->at, idle, level);
	FACT(ng->look->facts, setting, .at = d->at, .daemon = "nginx", .scope = scope_of(ng->look, d->parent),
	     .key = keys[k].name, .value = value, .source = "file",
	     .state = d->used ? "effective" : no_tls ? "unreachable" : "overridden");
}

/* The level that a cipher string sets goes for the protocols too: the last one seen that is in use. */
static long level_in_use(struct directive *block)
{
	long level = -1, inner;

	for (struct directive *d = block->child; d; d = d->next) {
		inner = d->block ? level_in_use(d) :
			d->used && directive_is(d, "ssl_ciphers") ? ciphers_level(directive_word(d, 1)) : -1;
		/* the lowest is what some listener has */
		if (inner >= 0 && (level < 0 || inner < level))
			level = inner;
	}
	return level;
}

static void block_say(struct nginx *ng, const struct directive *block, long level)
{
	for (const struct directive *d = block->child; d; d = d->next) {
		if (d->block) {
			block_say(ng, d, level);
			continue;
		}
		for (size_t k = 0; k < KEY_COUNT; k++)
			if (directive_is(d, keys[k].name))
				directive_say(ng, d, k, level);
	}
}

/* Changes of nginx: 1.9.1 dropped SSLv3, 1.23.4 added TLSv1.3, 1.27.3 dropped TLSv1 and TLSv1.1. */
static const char *protocols_default(struct look *look)
{
	static const struct { const char *from, *value; } rows[] = {
		{ "1.27.3", "TLSv1.2 TLSv1.3" }, { "1.23.4", "TLSv1 TLSv1.1 TLSv1.2 TLSv1.3" },
		{ "1.9.1", "TLSv1 TLSv1.1 TLSv1.2" }, { "0", "SSLv3 TLSv1 TLSv1.1 TLSv1.2" },
	};

	if (!look_daemon(look, "nginx")->version)
		return NULL;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (look_version(look, "nginx", rows[i].from) >= 0)
			return rows[i].value;
	return NULL;
}

static void defaults_say(struct nginx *ng)
{
	struct look *look = ng->look;

	for (size_t k = 0; k < KEY_COUNT; k++) {
		const char *value = k == KEY_PROTOCOLS ? protocols_default(look) : keys[k].otherwise;
		struct place at = keys[k].tls ? ng->tls_server : ng->server;

		if (!ng->defaults[k] || !value)
			continue;
		FACT(look->facts, setting, .at = at, .daemon = "nginx", .scope = "", .key = keys[k].name,
		     .value = value, .state = "default", .source = "compiled");
		if (keys[k].tls) {
			struct tls_setting s = {
				.program = "nginx", .what = k == KEY_PROTOCOLS ? "protocol" : "cipher", .value = value,
				.at = at, .is_default = true, .level = level_in_use(&ng->conf.root),
			};

			s.weak = k == KEY_PROTOCOLS ? protocols_weak(look, bytes_of(value)) : NULL;
			crypto_say(look, &ng->ssl, &s);
		}
	}
	if (ng->defaults[KEY_PROTOCOLS] && !protocols_default(look))
		FACT(look->facts, crypto, .at = ng->tls_server, .program = "nginx", .what = "protocol", .state = "default",
		     .why = "the default depends on a version that is not known");
}

static void nginx_say(struct nginx *ng)
{
	for (struct directive *part = ng->conf.root.child; part; part = part->next) {
		struct force force = { 0 };

		if (!part->block || !(directive_is(part, "http") || directive_is(part, "stream") || directive_is(part, "mail")))
			continue;
		force_take(&force, part);
		for (struct directive *d = part->child; d; d = d->next)
			if (d->block && directive_is(d, "server"))
				server_read(ng, d, force, look_str(ng->look, part->words[0]));
	}
	block_say(ng, &ng->conf.root, level_in_use(&ng->conf.root));
	defaults_say(ng);
	listens_say(ng);
}

/* -c of the service that starts it, else what distributions compile in */
static const char *conf_path(struct look *look)
{
	const struct fact_service *s = look_service(look, "nginx", true, NULL);
	struct bytes value;

	if (s && look_option(look, s->exec, "-c", &value) && value.n)
		return look_str(look, value.at[0] == '/' ? bytes_skip(value, 1) : value);
	if (!look_exists(look, "etc/nginx/nginx.conf") && look_exists(look, "usr/local/nginx/conf/nginx.conf"))
		return "usr/local/nginx/conf/nginx.conf";
	return "etc/nginx/nginx.conf";
}

static void nginx_run(struct look *look)
{
	struct facts_mark mark = facts_mark(look->facts);
	struct nginx ng = { .look = look };
	const char *path = conf_path(look), *slash = strrchr(path, '/');
	struct bytes file;

	if (!look_text(look, path, &file)) {
		if (look_service(look, "nginx", true, NULL) && !look_exists(look, path))
			look_unreadable(look, path, "is what nginx is started with, and is not in the image");
		return;
	}
	ng.conf = (struct directives){ .look = look };
	/* includes are relative to the folder of nginx.conf (ngx_conf_full_name) */
	ng.conf.base = slash ? look_str(look, (struct bytes){ (const unsigned char *)path, (size_t)(slash - path) }) : "";
	nginx_read(&ng.conf, path, file);
	if (!ng.conf.failed) {
		openssl_read(look, &ng.ssl);
		nginx_say(&ng);
	}
	if (ng.conf.failed)
		facts_rollback(look->facts, &mark);
}

const struct probe probe_nginx = {
	.name = "nginx",
	.about = "nginx's servers, listeners and settings in force",
	.reads = (const char *const[]){ "etc/nginx/**", "usr/local/nginx/conf/**", "var/lib/nginx/*.conf",
					"etc/ssl/openssl.cnf", "etc/pki/tls/openssl.cnf", NULL },
	.run = nginx_run,
};
