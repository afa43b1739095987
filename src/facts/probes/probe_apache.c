/*
 * Apache httpd: what its configuration comes to when it is read in order, as
 * the server does: IfModule by the modules loaded so far, IfDefine by what was
 * defined, ${NAME} by Define and by Debian's envvars
 * (httpd.apache.org/docs/2.4/configuring.html).
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "facts/conf.h"
#include "facts/directive.h"
#include "facts/openssl.h"
#include "facts/version.h"

enum { NAMES = 256, LISTENS = 64, SITES = 256, WORDS = 32 };

struct names {
	struct bytes name[NAMES], value[NAMES];
	size_t count;
};

struct apache {
	struct directives conf;		/* first: the reader of includes gets it back from there */
	struct look *look;
	struct openssl ssl;
	struct names modules, defines;	/* "ssl_module" -> "mod_ssl.so"; NAME -> value */
	int skip;			/* blocks open inside a condition that is false */
	size_t sites;			/* said so far */
	bool protocol_default;		/* some TLS host sets no SSLProtocol */
	struct place tls_at;
};

static void name_set(struct names *names, struct bytes name, struct bytes value)
{
	for (size_t i = 0; i < names->count; i++)
		if (bytes_same(names->name[i], name)) {
			names->value[i] = value;
			return;
		}
	if (names->count == NAMES)
		return;
	names->name[names->count] = name;
	names->value[names->count++] = value;
}

static const struct bytes *name_find(const struct names *names, struct bytes name)
{
	for (size_t i = 0; i < names->count; i++)
		if (bytes_same(names->name[i], name))
			return &names->value[i];
	return NULL;
}

/* --- lines --- */

/* One logical line: a backslash at its end goes on, the line number is the first one's. */
static bool line_next(struct apache *ap, struct bytes *rest, long *now, long *first, struct bytes *out)
{
	struct bytes line, more;

	if (!bytes_line(rest, &line))
		return false;
	*first = ++*now;
	*out = line;
	while (bytes_end(*out, "\\") && bytes_line(rest, &more)) {
		++*now;
		if (out->n + more.n > LIMIT_LINE)
			continue;
		*out = bytes_of(look_fmt(ap->look, "%.*s %.*s", (int)(out->n - 1), (const char *)out->at, (int)more.n,
					 (const char *)more.at));
	}
	*out = bytes_trim(*out);
	return true;
}

/* ${NAME} filled in; a name that nobody defined stays as it is. */
static struct bytes filled(struct apache *ap, struct bytes s)
{
	long at = bytes_find(s, "${");
	struct bytes rest;
	const unsigned char *end;
	const struct bytes *value;

	if (at < 0)
		return s;
	rest = bytes_skip(s, (size_t)at + 2);
	end = rest.n ? memchr(rest.at, '}', rest.n) : NULL;
	if (!end)
		return s;
	value = name_find(&ap->defines, bytes_first(rest, (size_t)(end - rest.at)));
	if (!value)
		return s;
	rest = bytes_skip(rest, (size_t)(end - rest.at) + 1);
	return bytes_of(look_fmt(ap->look, "%.*s%.*s%.*s", (int)at, (const char *)s.at, (int)value->n,
				 (const char *)value->at, (int)rest.n, (const char *)rest.at));
}

static size_t line_words(struct apache *ap, struct bytes line, struct bytes *words)
{
	size_t count = 0, n;

	for (line = bytes_trim(line); line.n && count < WORDS; line = bytes_trim(line)) {
		unsigned char quote = line.at[0];

		if (quote == '"' || quote == '\'') {
			for (n = 1; n < line.n && line.at[n] != quote; n++)
				n += line.at[n] == '\\' && n + 1 < line.n;
			words[count++] = filled(ap, bytes_skip(bytes_first(line, n), 1));
			line = bytes_skip(line, n + 1);
			continue;
		}
		bytes_word(&line, &words[count]);
		words[count] = filled(ap, words[count]);
		count++;
	}
	return count;
}

/* --- conditions --- */

/* IfModule takes "ssl_module" or "mod_ssl.c" */
static bool module_loaded(const struct apache *ap, struct bytes name)
{
	static const char *const built_in[] = {
		"core.c", "core_module", "mod_so.c", "so_module", "http_core.c", "http_module", "mod_log_config.c",
		"log_config_module", "mod_logio.c", "logio_module", "mod_unixd.c", "unixd_module", "mod_version.c",
		"version_module", "mod_watchdog.c", "watchdog_module",
	};

	for (size_t i = 0; i < COUNT(built_in); i++)
		if (bytes_are(name, built_in[i]))
			return true;
	for (size_t i = 0; i < ap->modules.count; i++) {
		struct bytes file = ap->modules.value[i];

		if (bytes_same(ap->modules.name[i], name))
			return true;
		/* "mod_ssl.so" for "mod_ssl.c" */
		if (bytes_end(name, ".c") && bytes_end(file, ".so") &&
		    bytes_same(bytes_first(name, name.n - 2), bytes_first(file, file.n - 3)))
			return true;
	}
	return false;
}

static bool has_module(const struct apache *ap, const char *name)
{
	return module_loaded(ap, bytes_of(name));
}

static bool version_holds(struct apache *ap, const struct bytes *words, size_t count)
{
	const char *version = look_daemon(ap->look, "apache")->version;
	struct bytes op = count > 2 ? words[1] : BYTES("="), want = count > 1 ? words[count - 1] : BYTES("");
	int order;

	if (!version)
		return true;	/* nearly all of them ask for what every release in use is: >= 2.4 */
	order = version_compare(version, look_str(ap->look, want));
	if (bytes_are(op, ">="))
		return order >= 0;
	if (bytes_are(op, "<="))
		return order <= 0;
	if (bytes_are(op, ">"))
		return order > 0;
	if (bytes_are(op, "<"))
		return order < 0;
	return order == 0 || bytes_begin(bytes_of(version), look_str(ap->look, want));
}

/* Blocks that are decided while reading, and are then as if not written. */
static bool is_decided(struct bytes name)
{
	return bytes_are_nocase(name, "IfModule") || bytes_are_nocase(name, "IfDefine") ||
	       bytes_are_nocase(name, "IfVersion") || bytes_are_nocase(name, "IfFile") ||
	       bytes_are_nocase(name, "IfDirective") || bytes_are_nocase(name, "IfSection");
}

static bool condition_holds(struct apache *ap, const struct bytes *words, size_t count)
{
	struct bytes what = count > 1 ? words[1] : (struct bytes){ 0 };
	bool not = bytes_begin(what, "!"), holds = true;

	if (not)
		what = bytes_skip(what, 1);
	if (bytes_are_nocase(words[0], "IfModule"))
		holds = module_loaded(ap, what);
	else if (bytes_are_nocase(words[0], "IfDefine"))
		holds = name_find(&ap->defines, what) != NULL;
	else if (bytes_are_nocase(words[0], "IfFile"))
		holds = look_exists(ap->look, look_str(ap->look, what));
	else if (bytes_are_nocase(words[0], "IfVersion"))
		holds = version_holds(ap, words, count);
	return holds != not;
}

/* --- reading --- */

static void apache_read(struct directives *conf, const char *path, struct bytes file);

static void folder_include(struct apache *ap, const char *path, bool optional)
{
	const char *from = *path == '/' ? path + 1 : look_fmt(ap->look, "%s/%s", ap->conf.base, path);
	struct node *n = strpbrk(from, "*?[") ? NULL : look_find(ap->look, from);

	if (n && n->type == NODE_DIR)
		directive_include(&ap->conf, look_fmt(ap->look, "/%s/*", n->path), true, apache_read);
	else
		directive_include(&ap->conf, path, optional, apache_read);
}

static void simple_read(struct apache *ap, struct bytes *words, size_t count, struct place at)
{
	struct bytes name = words[0], second = count > 1 ? words[1] : (struct bytes){ 0 }, third = { 0 };

	if (count > 2)
		third = words[2];
	if (bytes_are_nocase(name, "Include") || bytes_are_nocase(name, "IncludeOptional")) {
		folder_include(ap, look_str(ap->look, second), bytes_are_nocase(name, "IncludeOptional"));
		return;
	}
	if (bytes_are_nocase(name, "LoadModule")) {
		const unsigned char *slash = third.n ? memrchr(third.at, '/', third.n) : NULL;

		name_set(&ap->modules, second, slash ? bytes_skip(third, (size_t)(slash - third.at) + 1) : third);
	} else if (bytes_are_nocase(name, "Define")) {
		name_set(&ap->defines, second, third);
	} else if (bytes_are_nocase(name, "ServerRoot") && second.n > 1) {
		ap->conf.base = look_str(ap->look, bytes_skip(second, second.at[0] == '/'));
	}
	directive_add(&ap->conf, words, count, at, false);
}

/* "<Directory /var/www>" without its brackets */
static void block_read(struct apache *ap, struct bytes line, struct place at)
{
	struct bytes words[WORDS];
	bool ends = bytes_begin(line, "</");
	size_t count;

	line = bytes_skip(line, ends ? 2 : 1);
	if (bytes_end(line, ">"))
		line.n--;
	count = line_words(ap, line, words);
	if (count == 0)
		return;
	if (ap->skip)
		ap->skip += ends ? -1 : 1;
	else if (is_decided(words[0]))
		ap->skip = !ends && !condition_holds(ap, words, count);
	else if (ends)
		directive_close(&ap->conf);
	else
		directive_add(&ap->conf, words, count, at, true);
}

static void apache_read(struct directives *conf, const char *path, struct bytes file)
{
	struct apache *ap = (struct apache *)conf;
	struct bytes rest = file, line, words[WORDS];
	long now = 0, first;
	int blocks = conf->blocks;
	size_t count;

	while (!conf->failed && line_next(ap, &rest, &now, &first, &line)) {
		if (line.n == 0 || line.at[0] == '#')
			continue;
		if (line.at[0] == '<') {
			block_read(ap, line, place_line(path, first));
			continue;
		}
		count = ap->skip ? 0 : line_words(ap, line, words);
		if (count)
			simple_read(ap, words, count, place_line(path, first));
	}
	if (!conf->failed && (conf->blocks != blocks || ap->skip)) {
		look_unreadable(conf->look, path, "ends inside a block");
		conf->failed = true;
	}
}

/* --- what holds where --- */

static struct directive *last_of(const struct directive *block, const char *name)
{
	struct directive *hit = NULL;

	for (struct directive *d = block ? block->child : NULL; d; d = d->next)
		if (!d->block && directive_is(d, name))
			hit = d;
	return hit;
}

static struct directive *in_force(const struct apache *ap, const struct directive *host, const char *name)
{
	struct directive *d = last_of(host, name);

	return d ? d : last_of(&ap->conf.root, name);
}

static bool engine_on(const struct apache *ap, const struct directive *host)
{
	const struct directive *d = in_force(ap, host, "SSLEngine");

	return d && bytes_are_nocase(directive_word(d, 1), "on") && has_module(ap, "ssl_module");
}

/* "all -SSLv3 +TLSv1.2": a bare word sets, '+' and '-' change (mod_ssl, SSLProtocol) */
static const char *protocol_list_weak(struct look *look, const struct directive *d)
{
	static const char *const names[] = { "SSLv3", "TLSv1", "TLSv1.1" };
	bool on[COUNT(names)] = { false };
	const char *out = NULL;

	for (size_t w = 1; w < d->count; w++) {
		struct bytes word = d->words[w];
		bool off = bytes_begin(word, "-"), change = off || bytes_begin(word, "+");

		if (change)
			word = bytes_skip(word, 1);
		for (size_t i = 0; i < COUNT(names); i++) {
			if (bytes_are_nocase(word, names[i]) || bytes_are_nocase(word, "all"))
				on[i] = !off;
			else if (!change)
				on[i] = false;
		}
	}
	for (size_t i = 0; i < COUNT(names); i++)
		if (on[i])
			out = out ? look_fmt(look, "%s %s", out, names[i]) : names[i];
	return out;
}

static void tls_use(struct apache *ap, const struct directive *host, struct place at)
{
	struct directive *protocol = in_force(ap, host, "SSLProtocol"), *ciphers = in_force(ap, host, "SSLCipherSuite");

	if (!ap->tls_at.path)
		ap->tls_at = at;
	if (protocol)
		protocol->used = true;
	else
		ap->protocol_default = true;
	if (ciphers)
		ciphers->used = true;
}

/* --- hosts --- */

static bool host_takes(const struct directive *host, long port)
{
	for (size_t i = 1; i < host->count; i++) {
		struct bytes name;
		long own;

		conf_hostport(host->words[i], &name, &own);
		if (own == port || own < 0)
			return true;
	}
	return false;
}

static bool is_all_paths(struct bytes pattern)
{
	static const char *const all[] = {
		"/", "^", "^/", ".*", "(.*)", "^(.*)$", "^(.*)", "^.*$", "^/(.*)", "^/(.*)$", "^/?(.*)", "^/?(.*)$", "^/.*$",
	};

	for (size_t i = 0; i < COUNT(all); i++)
		if (bytes_are(pattern, all[i]))
			return true;
	return false;
}

/* Redirect [status] / https://..., RewriteRule ^(.*)$ https://... */
static bool redirects(const struct directive *host)
{
	for (const struct directive *d = host->child; d; d = d->next) {
		size_t from = d->count > 3 && !directive_is(d, "RewriteRule") ? 2 : 1;

		if (!(directive_is(d, "Redirect") || directive_is(d, "RedirectMatch") || directive_is(d, "RedirectPermanent") ||
		      directive_is(d, "RewriteRule")))
			continue;
		if (is_all_paths(directive_word(d, from)) && bytes_begin_nocase(directive_word(d, from + 1), "https://"))
			return true;
	}
	return false;
}

/* A login for everything: AuthType in the host itself, its root's Directory or Location / */
static bool block_covers(const struct directive *block, struct bytes root)
{
	struct bytes what = directive_word(block, 1);

	while (what.n > 1 && what.at[what.n - 1] == '/')
		what.n--;
	return (directive_is(block, "Location") && bytes_are(what, "/")) ||
	       (directive_is(block, "Directory") && (bytes_are(what, "/") || (root.n && bytes_same(what, root))));
}

static bool asks_login(const struct directive *block)
{
	const struct directive *type = last_of(block, "AuthType");

	return type && !bytes_are_nocase(directive_word(type, 1), "None") && last_of(block, "Require");
}

static enum flag auth_in(const struct directive *block, struct bytes root)
{
	enum flag out = asks_login(block) ? FLAG_YES : FLAG_NO;

	for (const struct directive *d = block->child; d && out != FLAG_YES; d = d->next)
		if (d->block && !directive_is(d, "VirtualHost") && asks_login(d))
			out = block_covers(d, root) ? FLAG_YES : FLAG_UNKNOWN;
	return out;
}

static bool is_application(const struct directive *block)
{
	static const char *const names[] = {
		"ProxyPass", "ProxyPassMatch", "ScriptAlias", "ScriptAliasMatch", "WSGIScriptAlias", "FcgidWrapper", "SetHandler",
	};

	for (const struct directive *d = block->child; d; d = d->next)
		for (size_t i = 0; !d->block && i < COUNT(names); i++)
			if (directive_is(d, names[i]))
				return true;
	return false;
}

static void site_say(struct apache *ap, const struct directive *host, const struct directive *listen, long port,
		     struct bytes address, bool tls)
{
	const struct directive *root = in_force(ap, host, "DocumentRoot"), *name = last_of(host, "ServerName");
	struct bytes folder = root ? directive_word(root, 1) : (struct bytes){ 0 };
	enum flag auth = host->count ? auth_in(host, folder) : FLAG_NO, outer = auth_in(&ap->conf.root, folder);

	FACT(ap->look->facts, site, .at = host->count ? host->at : listen->at, .daemon = "apache",
	     .name = name ? look_str(ap->look, directive_word(name, 1)) : "",
	     .address = address.n ? look_str(ap->look, address) : "*", .port = port, .tls = FLAG_OF(tls),
	     .redirects = FLAG_OF(!tls && redirects(host)),
	     .auth = auth == FLAG_YES || outer == FLAG_YES ? FLAG_YES :
		     auth == FLAG_UNKNOWN || outer == FLAG_UNKNOWN ? FLAG_UNKNOWN : FLAG_NO,
	     .serves = is_application(host) || is_application(&ap->conf.root) ? "application" : "files",
	     .root = root ? look_str(ap->look, folder) : NULL);
}

/* A listener and the hosts that answer on its port; the main server where none does. */
static void listen_say(struct apache *ap, const struct directive *listen)
{
	struct bytes address;
	long port;
	bool tls = false, taken = false;

	conf_hostport(directive_word(listen, 1), &address, &port);
	if (port < 0) {
		look_unreadable(ap->look, listen->at.path, "has a Listen whose port is not known");
		return;
	}
	for (const struct directive *d = ap->conf.root.child; d && ap->sites < SITES; d = d->next) {
		if (!d->block || !directive_is(d, "VirtualHost") || !host_takes(d, port))
			continue;
		taken = true;
		ap->sites++;
		tls = tls || engine_on(ap, d);
		if (engine_on(ap, d))
			tls_use(ap, d, d->at);
		site_say(ap, d, listen, port, address, engine_on(ap, d));
	}
	if (!taken) {
		tls = engine_on(ap, &ap->conf.root);
		if (tls)
			tls_use(ap, NULL, listen->at);
		site_say(ap, &ap->conf.root, listen, port, address, tls);
	}
	look_listens(ap->look, "apache", "tcp", look_str(ap->look, address), port, listen->at, "file", FLAG_OF(tls));
}

static void listens_say(struct apache *ap)
{
	int left = LISTENS;

	for (const struct directive *d = ap->conf.root.child; d; d = d->next) {
		if (d->block || !directive_is(d, "Listen"))
			continue;
		if (left-- == 0) {
			look_unreadable(ap->look, d->at.path, "has more Listen lines than we read");
			return;
		}
		listen_say(ap, d);
	}
}

/* --- settings --- */

static const struct key { const char *name, *otherwise; bool one; } keys[] = {
	{ "ServerTokens", "Full", true }, { "ServerSignature", "Off", true }, { "TraceEnable", "on", true },
	{ "Timeout", "60", true }, { "RequestReadTimeout", NULL, false }, { "SSLEngine", NULL, true },
	{ "SSLProtocol", NULL, true }, { "SSLCipherSuite", NULL, true }, { "Options", NULL, false },
	{ "LoadModule", NULL, false }, { "Dav", NULL, true }, { "UserDir", NULL, false }, { "SetHandler", NULL, false },
	{ "AuthType", NULL, true }, { "DocumentRoot", NULL, true }, { "ScriptAlias", NULL, false }, { "User", NULL, true },
	{ "SSLProxyVerify", NULL, true }, { "Require", NULL, false },
	{ "AuthUserFile", NULL, true },
};

static void crypto_of(struct apache *ap, const struct directive *d)
{
	bool ciphers = directive_is(d, "SSLCipherSuite");
	struct bytes list = directive_word(d, d->count > 2 ? 2 : 1);
	struct tls_setting s = {
		.program = "apache", .what = ciphers ? "cipher" : "protocol", .value = directive_value(ap->look, d), .at = d->at,
		.level = ciphers ? ciphers_level(list) : -1,
		.idle = d->used ? NULL : "no host that it applies to has SSLEngine on",
	};

	if (ciphers && bytes_are_nocase(directive_word(d, 1), "TLSv1.3"))
		return;
	s.weak = ciphers ? ciphers_weak(ap->look, list) : protocol_list_weak(ap->look, d);
	crypto_say(ap->look, &ap->ssl, &s);
}

static void key_say(struct apache *ap, const struct directive *block, const struct directive *d, size_t k, bool last)
{
	bool tls = directive_is(d, "SSLProtocol") || directive_is(d, "SSLCipherSuite");
	const char *scope = block->count ? look_fmt(ap->look, "%s %s", look_str(ap->look, block->words[0]),
						    directive_value(ap->look, block)) : "";

	FACT(ap->look->facts, setting, .at = d->at, .daemon = "apache", .scope = scope, .key = keys[k].name,
	     .value = directive_value(ap->look, d), .source = "file",
	     .state = tls && !d->used ? "unreachable" : !keys[k].one || last ? "effective" : "overridden");
	if (tls)
		crypto_of(ap, d);
}

/* Of a key that takes one value the last line of a block wins. */
static void settings_say(struct apache *ap, const struct directive *block)
{
	const struct directive *last[COUNT(keys)] = { 0 };

	for (const struct directive *d = block->child; d; d = d->next)
		for (size_t k = 0; !d->block && k < COUNT(keys); k++)
			if (directive_is(d, keys[k].name))
				last[k] = d;
	for (const struct directive *d = block->child; d; d = d->next) {
		if (d->block)
			settings_say(ap, d);
		for (size_t k = 0; !d->block && k < COUNT(keys); k++)
			if (directive_is(d, keys[k].name))
				key_say(ap, block, d, k, last[k] == d);
	}
}

static void defaults_say(struct apache *ap)
{
	struct tls_setting s = {
		.program = "apache", .what = "protocol", .value = "all -SSLv3", .weak = "TLSv1 TLSv1.1", .at = ap->tls_at,
		.is_default = true, .level = -1,
	};

	for (size_t k = 0; k < COUNT(keys); k++)
		if (keys[k].otherwise && !last_of(&ap->conf.root, keys[k].name))
			look_default(ap->look, "apache", keys[k].name, keys[k].otherwise);
	if (!ap->protocol_default)
		return;
	if (ap->ssl.min_protocol && !min_protocol_weak(bytes_of(ap->ssl.min_protocol)))
		s.idle = look_fmt(ap->look, "openssl.cnf sets MinProtocol %s", ap->ssl.min_protocol);
	crypto_say(ap->look, &ap->ssl, &s);
}

/* --- where it begins --- */

static const struct { const char *path, *base; } starts[] = {
	{ "etc/apache2/apache2.conf", "etc/apache2" }, { "etc/apache2/httpd.conf", "etc/apache2" },
	{ "etc/httpd/conf/httpd.conf", "etc/httpd" }, { "etc/apache/httpd.conf", "etc/apache" },
	{ "usr/local/apache2/conf/httpd.conf", "usr/local/apache2" },
};

/* Debian's apache2ctl reads envvars before it starts the server. */
static void envvars_read(struct apache *ap)
{
	struct conf_line l = { 0 };

	if (!look_exists(ap->look, "etc/apache2/envvars") || !look_text(ap->look, "etc/apache2/envvars", &l.rest))
		return;
	while (conf_shell(&l)) {
		/* $SUFFIX is empty unless the configuration folder is another */
		long at = bytes_find(l.value, "$");

		name_set(&ap->defines, l.key, at < 0 ? l.value : bytes_first(l.value, (size_t)at));
	}
}

static void apache_start(struct apache *ap, const char *path, const char *base)
{
	struct facts_mark mark = facts_mark(ap->look->facts);
	struct bytes file;

	if (!look_text(ap->look, path, &file))
		return;
	ap->conf.base = base;
	envvars_read(ap);
	apache_read(&ap->conf, path, file);
	if (!ap->conf.failed) {
		openssl_read(ap->look, &ap->ssl);
		listens_say(ap);
		settings_say(ap, &ap->conf.root);
		defaults_say(ap);
	} else {
		facts_rollback(ap->look->facts, &mark);
	}
}

static void apache_run(struct look *look)
{
	struct apache *ap = ARENA_NEW(look->mem, struct apache);

	ap->look = ap->conf.look = look;
	for (size_t i = 0; i < COUNT(starts); i++)
		if (look_exists(look, starts[i].path)) {
			apache_start(ap, starts[i].path, starts[i].base);
			return;
		}
	facts_looked(look->facts, look->probe, starts[0].path, "absent");
}

const struct probe probe_apache = {
	.name = "apache",
	.about = "Apache httpd's listeners, hosts and settings",
	.reads = (const char *const[]){ "etc/apache2/**", "etc/httpd/**", "etc/apache/**", "usr/local/apache2/conf/**",
					"etc/ssl/openssl.cnf", "etc/pki/tls/openssl.cnf", NULL },
	.run = apache_run,
};
