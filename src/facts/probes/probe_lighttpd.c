/*
 * lighttpd: "key = value" with strings, numbers, arrays and sums of them, inside
 * conditions (redmine.lighttpd.net, "Configuration: File Syntax"). Of the
 * conditions only $SERVER["socket"] is decided when it starts: it opens a
 * listener. What include_shell would print is not known, but for Debian's own
 * scripts, whose output follows from the image.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "facts/conf.h"
#include "facts/directive.h"
#include "facts/openssl.h"

/* --- tokens --- */

enum token_kind { TOKEN_NONE = 0, TOKEN_NAME, TOKEN_STRING, TOKEN_MARK, TOKEN_LINE };

struct tokens {
	struct bytes rest;
	long now, line;			/* of the reader; of the token */
	enum token_kind kind;
	struct bytes text;
};

static void token_take(struct tokens *t, enum token_kind kind, size_t n)
{
	t->kind = kind;
	t->text = bytes_first(t->rest, n);
	t->rest = bytes_skip(t->rest, n);
}

static void token_string(struct tokens *t)
{
	size_t n = 1;

	while (n < t->rest.n && t->rest.at[n] != '"') {
		n += t->rest.at[n] == '\\' && n + 1 < t->rest.n;
		t->now += t->rest.at[n] == '\n';
		n++;
	}
	token_take(t, TOKEN_STRING, n < t->rest.n ? n + 1 : n);
	t->text = bytes_skip(bytes_first(t->text, n), 1);
}

static bool in_name(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
	       c == '-' || c == '$';
}

static void token_blank(struct tokens *t)
{
	while (t->rest.n) {
		unsigned char c = t->rest.at[0];

		if (c == '#') {
			const unsigned char *end = memchr(t->rest.at, '\n', t->rest.n);

			t->rest = bytes_skip(t->rest, end ? (size_t)(end - t->rest.at) : t->rest.n);
		} else if (c == ' ' || c == '\t' || c == '\r') {
			t->rest = bytes_skip(t->rest, 1);
		} else {
			return;
		}
	}
}

static bool token_next(struct tokens *t)
{
	static const char *const marks[] = { "+=", ":=", "=>", "==", "!=", "=~", "!~", "=^", "=$" };
	size_t n = 0;

	token_blank(t);
	t->line = t->now;
	if (t->rest.n == 0)
		return false;
	if (t->rest.at[0] == '\n') {
		t->now++;
		token_take(t, TOKEN_LINE, 1);
		return true;
	}
	if (t->rest.at[0] == '"') {
		token_string(t);
		return true;
	}
	while (n < t->rest.n && in_name(t->rest.at[n]))
		n++;
	if (n) {
		token_take(t, TOKEN_NAME, n);
		return true;
	}
	for (size_t i = 0; i < COUNT(marks); i++)
		if (bytes_begin(t->rest, marks[i]))
			n = 2;
	token_take(t, TOKEN_MARK, n ? n : 1);
	return true;
}

static bool is_mark(const struct tokens *t, const char *mark)
{
	return t->kind == TOKEN_MARK && bytes_are(t->text, mark);
}

/* --- statements --- */

enum { WORDS = 512, VARIABLES = 64, SOCKETS = 64 };

struct statement {
	struct bytes words[WORDS];	/* name, operator, values; arrays flat, with "=>" between key and value */
	size_t count;
	bool dropped;
};

struct lighttpd {
	struct directives conf;		/* first: the reader of includes gets it back from there */
	struct look *look;
	struct openssl ssl;
	struct { struct bytes name, value; } variables[VARIABLES];
	size_t variable_count;
	struct statement statement;	/* the one being read */
};

static struct statement *statement_new(struct lighttpd *lt)
{
	lt->statement.count = 0;
	lt->statement.dropped = false;
	return &lt->statement;
}

static void word_add(struct statement *s, struct bytes word)
{
	if (s->count < WORDS)
		s->words[s->count++] = word;
	else
		s->dropped = true;
}

/* A name in a value is what it was set to before; unknown ones stay as they are. */
static struct bytes variable_value(const struct lighttpd *lt, struct bytes name)
{
	for (size_t i = lt->variable_count; i-- > 0; )
		if (bytes_same(lt->variables[i].name, name))
			return lt->variables[i].value;
	return name;
}

/* Only what files use to build others: var.* and server.* */
static void variable_set(struct lighttpd *lt, const struct statement *s)
{
	if (s->count != 3 || !(bytes_begin(s->words[0], "var.") || bytes_begin(s->words[0], "server.")))
		return;
	if (lt->variable_count == VARIABLES)
		return;
	lt->variables[lt->variable_count].name = s->words[0];
	lt->variables[lt->variable_count++].value = s->words[2];
}

static struct bytes joined(struct lighttpd *lt, struct bytes a, struct bytes b)
{
	char *to;

	if (a.n + b.n > LIMIT_VALUE)
		return a;
	to = arena_alloc(lt->look->mem, a.n + b.n + 1);
	memcpy(to, a.at ? a.at : (const unsigned char *)"", a.n);
	memcpy(to + a.n, b.at ? b.at : (const unsigned char *)"", b.n);
	return (struct bytes){ (const unsigned char *)to, a.n + b.n };
}

/* The value of an assignment, up to the line end outside of parentheses. */
static void value_read(struct lighttpd *lt, struct tokens *t, struct statement *s)
{
	int depth = 0;
	bool plus = false;

	while (token_next(t)) {
		struct bytes word = t->text;

		if (t->kind == TOKEN_LINE) {
			if (depth == 0 && !plus)
				return;
			continue;
		}
		if (is_mark(t, "(") || is_mark(t, ")")) {
			depth += is_mark(t, "(") ? 1 : -1;
			plus = false;
		} else if (is_mark(t, "+")) {
			plus = true;
		} else if (is_mark(t, "}") && depth <= 0) {
			t->rest = (struct bytes){ t->text.at, t->rest.n + 1 };
			return;
		} else if (t->kind != TOKEN_MARK || is_mark(t, "=>")) {
			if (t->kind == TOKEN_NAME)
				word = variable_value(lt, word);
			if (plus && s->count > 2)
				s->words[s->count - 1] = joined(lt, s->words[s->count - 1], word);
			else
				word_add(s, word);
			plus = false;
		}
	}
}

static void lighttpd_read(struct directives *conf, const char *path, struct bytes file);

/* Debian's scripts print what the image already says; of others nothing is known. */
static void include_shell(struct lighttpd *lt, const char *path, long line, const struct statement *s)
{
	struct bytes command = s->count > 2 ? s->words[2] : (struct bytes){ 0 }, words[3];
	const char *name = look_str(lt->look, command);

	if (bytes_have(command, "include-conf-enabled.pl")) {
		directive_include(&lt->conf, "conf-enabled/*.conf", true, lighttpd_read);
	} else if (bytes_have(command, "use-ipv6.pl")) {
		struct bytes rest = command, word, port = BYTES("80");

		while (bytes_word(&rest, &word))
			port = word;
		words[0] = BYTES("$SERVER");
		words[1] = BYTES("==");
		words[2] = joined(lt, BYTES("[::]:"), bytes_end(port, ".pl") ? BYTES("80") : port);
		directive_add(&lt->conf, words, 3, place_line(path, line), true);
		directive_close(&lt->conf);
	} else if (!bytes_have(command, "create-mime.")) {
		look_unreadable(lt->look, path, look_fmt(lt->look, "line %ld includes what '%s' prints at run time", line, name));
	}
}

/* $SERVER["socket"] == ":443" {   as the words $SERVER, socket, ==, :443 */
static void condition_read(struct lighttpd *lt, struct tokens *t, const char *path, struct bytes first)
{
	struct statement *s = statement_new(lt);
	struct place at = place_line(path, t->line);

	word_add(s, first);
	while (token_next(t) && !is_mark(t, "{"))
		if (t->kind != TOKEN_LINE && !is_mark(t, "[") && !is_mark(t, "]") && s->count < 16)
			word_add(s, t->text);
	/* "$SERVER", "socket", "==", ":443" -> "$SERVER", "==", ":443" */
	if (bytes_are(first, "$SERVER") && s->count == 4 && bytes_are(s->words[1], "socket")) {
		s->words[1] = s->words[2];
		s->words[2] = s->words[3];
		s->count = 3;
	}
	directive_add(&lt->conf, s->words, s->count, at, true);
}

static void statement_read(struct lighttpd *lt, struct tokens *t, const char *path)
{
	struct statement *s = statement_new(lt);
	struct place at = place_line(path, t->line);
	struct bytes name = t->text;

	word_add(s, name);
	if (bytes_begin(name, "include")) {
		word_add(s, BYTES("="));
		value_read(lt, t, s);
		if (bytes_are(name, "include_shell"))
			include_shell(lt, path, at.line, s);
		else if (s->count > 2)
			directive_include(&lt->conf, look_str(lt->look, s->words[2]), false, lighttpd_read);
		return;
	}
	if (!token_next(t) || t->kind != TOKEN_MARK)
		return;
	word_add(s, t->text);
	value_read(lt, t, s);
	if (s->dropped)
		look_unreadable(lt->look, path, "has a list of more values than we read");
	variable_set(lt, s);
	directive_add(&lt->conf, s->words, s->count, at, false);
}

static void lighttpd_read(struct directives *conf, const char *path, struct bytes file)
{
	struct lighttpd *lt = (struct lighttpd *)conf;
	struct tokens t = { .rest = file, .now = 1 };
	int blocks = conf->blocks;

	while (!conf->failed && token_next(&t)) {
		if (is_mark(&t, "}") && conf->blocks > blocks)
			directive_close(conf);
		else if (t.kind == TOKEN_NAME && (t.text.at[0] == '$' || bytes_are(t.text, "else") || bytes_are(t.text, "elseif") ||
						  bytes_are(t.text, "global")))
			condition_read(lt, &t, path, t.text);
		else if (t.kind == TOKEN_NAME)
			statement_read(lt, &t, path);
	}
	if (!conf->failed && conf->blocks != blocks) {
		look_unreadable(conf->look, path, "ends inside a block");
		conf->failed = true;
	}
}

/* --- what it means --- */

static const struct key { const char *name, *otherwise; } keys[] = {
	{ "server.port", "80" }, { "server.bind", NULL }, { "server.username", NULL }, { "server.document-root", NULL },
	{ "server.tag", NULL }, { "dir-listing.activate", "disable" }, { "server.dir-listing", NULL },
	{ "ssl.engine", "disable" }, { "ssl.openssl.ssl-conf-cmd", NULL }, { "ssl.cipher-list", NULL },
	{ "ssl.use-sslv2", NULL }, { "ssl.use-sslv3", NULL }, { "server.modules", NULL }, { "auth.require", NULL },
	{ "status.status-url", NULL }, { "status.config-url", NULL }, { "status.statistics-url", NULL },
	{ "webdav.activate", NULL }, { "cgi.assign", NULL }, { "server.max-read-idle", "60" },
	{ "server.max-connections", NULL }, { "userdir.path", NULL },
	{ "auth.backend.plain.userfile", NULL }, { "auth.backend.htpasswd.userfile", NULL },
};

/* The last directive of this name in a block, conditions inside it left out. */
static const struct directive *last_of(const struct directive *block, const char *name)
{
	const struct directive *hit = NULL;

	for (const struct directive *d = block ? block->child : NULL; d; d = d->next)
		if (!d->block && directive_is(d, name))
			hit = d;
	return hit;
}

static bool is_switched(const struct directive *block, const char *name, const char *word)
{
	const struct directive *d = last_of(block, name);

	return d && bytes_are_nocase(directive_word(d, 2), word);
}

/* Is this word in any of the values of 'name' in the block (= and += alike)? */
static bool has_value(const struct directive *block, const char *name, const char *word)
{
	for (const struct directive *d = block->child; d; d = d->next)
		for (size_t i = 2; !d->block && directive_is(d, name) && i < d->count; i++)
			if (bytes_are(d->words[i], word))
				return true;
	return false;
}

/* From 1.4.53 on TLS is a module that must be named; without it ssl.engine is an unknown word. */
static bool tls_module(const struct lighttpd *lt)
{
	static const char *const names[] = { "mod_openssl", "mod_gnutls", "mod_mbedtls", "mod_wolfssl", "mod_nss" };

	if (look_daemon(lt->look, "lighttpd")->version && look_version(lt->look, "lighttpd", "1.4.53") < 0)
		return true;
	for (size_t i = 0; i < COUNT(names); i++)
		if (has_value(&lt->conf.root, "server.modules", names[i]))
			return true;
	return false;
}

static bool is_socket(const struct directive *d)
{
	return d->block && directive_is(d, "$SERVER") && d->count == 3 && bytes_are(d->words[1], "==");
}

/* A setting of the socket, else the global one: it inherits what it does not set. */
static const struct directive *in_force(const struct lighttpd *lt, const struct directive *socket, const char *name)
{
	const struct directive *d = last_of(socket, name);

	return d ? d : last_of(&lt->conf.root, name);
}

static const char *pair_value(struct look *look, const struct directive *d, const char *key)
{
	for (size_t i = 2; d && i + 2 < d->count; i++)
		if (bytes_are_nocase(d->words[i], key) && bytes_are(d->words[i + 1], "=>"))
			return look_str(look, d->words[i + 2]);
	return NULL;
}

/* "-ALL, TLSv1.2", "ALL -SSLv3": SSL_CONF_cmd(3), Protocol */
static const char *protocol_list_weak(struct look *look, const char *value)
{
	static const char *const names[] = { "SSLv3", "TLSv1", "TLSv1.1" };
	struct bytes rest = bytes_of(value), part;
	bool on[COUNT(names)] = { true, true, true };
	const char *out = NULL;

	while (bytes_field(&rest, ',', &part)) {
		struct bytes word = bytes_trim(part);
		bool off = bytes_begin(word, "-");

		if (off || bytes_begin(word, "+"))
			word = bytes_skip(word, 1);
		for (size_t i = 0; i < COUNT(names); i++)
			if (bytes_are_nocase(word, names[i]) || bytes_are_nocase(word, "ALL"))
				on[i] = !off;
	}
	for (size_t i = 0; i < COUNT(names); i++)
		if (on[i])
			out = out ? look_fmt(look, "%s %s", out, names[i]) : names[i];
	return out;
}

/* 1.4.56 sets MinProtocol TLSv1.2 itself; before, the library's own floor holds. */
static void protocol_say(struct lighttpd *lt, const struct directive *socket, struct place at, long level)
{
	struct look *look = lt->look;
	const struct directive *d = in_force(lt, socket, "ssl.openssl.ssl-conf-cmd");
	const char *min = pair_value(look, d, "MinProtocol"), *list = pair_value(look, d, "Protocol");
	bool known = look_daemon(look, "lighttpd")->version != NULL;
	bool modern = known && look_version(look, "lighttpd", "1.4.56") >= 0;
	struct tls_setting s = { .program = "lighttpd", .what = "protocol", .at = d ? d->at : at, .level = level };

	if (min) {
		s.value = look_fmt(look, "MinProtocol %s", min);
		s.weak = min_protocol_weak(bytes_of(min));
	} else if (list && !modern) {
		s.value = look_fmt(look, "Protocol %s", list);
		s.weak = protocol_list_weak(look, list);
	} else if (modern) {
		s = (struct tls_setting){ .program = "lighttpd", .what = "protocol", .value = "MinProtocol TLSv1.2", .at = at,
					  .is_default = true };
	} else if (known) {
		s.value = "no MinProtocol";
		s.weak = "TLSv1 TLSv1.1";
		s.at = at;
		s.is_default = true;
	} else {
		FACT(look->facts, crypto, .at = at, .program = "lighttpd", .what = "protocol", .state = "default",
		     .why = "the default depends on a version that is not known");
		return;
	}
	if (!min && lt->ssl.min_protocol && !min_protocol_weak(bytes_of(lt->ssl.min_protocol)) && s.weak)
		s.idle = look_fmt(look, "openssl.cnf sets MinProtocol %s", lt->ssl.min_protocol);
	crypto_say(look, &lt->ssl, &s);
}

static void tls_say(struct lighttpd *lt, const struct directive *socket, struct place at)
{
	struct look *look = lt->look;
	const struct directive *list = in_force(lt, socket, "ssl.cipher-list");
	const struct directive *command = in_force(lt, socket, "ssl.openssl.ssl-conf-cmd");
	const char *ciphers = pair_value(look, command, "CipherString");
	struct tls_setting s = { .program = "lighttpd", .what = "cipher" };

	if (!ciphers && list)
		ciphers = look_str(look, directive_word(list, 2));
	s.level = ciphers ? ciphers_level(bytes_of(ciphers)) : -1;
	protocol_say(lt, socket, at, s.level);
	if (!ciphers)
		return;
	s.value = ciphers;
	s.weak = ciphers_weak(look, bytes_of(ciphers));
	s.at = list ? list->at : command->at;
	crypto_say(look, &lt->ssl, &s);
}

/* --- listeners and what they give out --- */

static bool is_any(struct bytes pattern)
{
	static const char *const all[] = { "", ".*", "^.*", "(.*)", "^(.*)", "^(.*)$", "^/(.*)", "^/(.*)$", "^/" };

	for (size_t i = 0; i < COUNT(all); i++)
		if (bytes_are(pattern, all[i]))
			return true;
	return false;
}

/* $HTTP["scheme"] == "http" and $HTTP["host"] =~ ".*" leave out nothing of what comes in clear */
static bool is_clear(const struct directive *d)
{
	struct bytes what = directive_word(d, 1);

	return d->block && directive_is(d, "$HTTP") &&
	       (bytes_are(what, "scheme") || (bytes_are(what, "host") && is_any(directive_word(d, 3))));
}

static bool redirects_in(const struct directive *block)
{
	for (const struct directive *d = block ? block->child : NULL; d; d = d->next) {
		if (is_clear(d) && redirects_in(d))
			return true;
		for (size_t i = 2; directive_is(d, "url.redirect") && i + 2 < d->count; i++)
			if (is_any(d->words[i]) && bytes_are(d->words[i + 1], "=>") && bytes_begin(d->words[i + 2], "https://"))
				return true;
	}
	return false;
}

static bool redirects(const struct lighttpd *lt, const struct directive *socket)
{
	return has_value(&lt->conf.root, "server.modules", "mod_redirect") &&
	       (redirects_in(&lt->conf.root) || redirects_in(socket));
}

static bool uses(const struct directive *block, const char *const *names, int depth)
{
	for (const struct directive *d = block ? block->child : NULL; d; d = d->next) {
		if (d->block && depth < LIMIT_INCLUDE_DEPTH && uses(d, names, depth + 1))
			return true;
		for (size_t i = 0; !d->block && names[i]; i++)
			if (directive_is(d, names[i]))
				return true;
	}
	return false;
}

static enum flag auth_of(const struct lighttpd *lt, const struct directive *socket)
{
	static const char *const words[] = { "auth.require", NULL };
	const struct directive *d = in_force(lt, socket, "auth.require");

	if (!has_value(&lt->conf.root, "server.modules", "mod_auth"))
		return FLAG_NO;
	if (d && d->count > 3 && (d->words[2].n == 0 || bytes_are(d->words[2], "/")))
		return FLAG_YES;
	return uses(&lt->conf.root, words, 0) ? FLAG_UNKNOWN : FLAG_NO;
}

static void listener_say(struct lighttpd *lt, const struct directive *socket, struct bytes host, long port,
			 struct place at, const char *source)
{
	static const char *const programs[] = { "cgi.assign", "fastcgi.server", "scgi.server", "proxy.server", NULL };
	struct look *look = lt->look;
	const struct directive *engine = in_force(lt, socket, "ssl.engine"), *root = in_force(lt, socket, "server.document-root");
	bool tls = engine && bytes_are_nocase(directive_word(engine, 2), "enable") && tls_module(lt);
	const char *address = bytes_are(host, "0.0.0.0") ? "0.0.0.0" : look_str(look, host);

	look_listens(look, "lighttpd", "tcp", address, port, at, source, FLAG_OF(tls));
	FACT(look->facts, site, .at = at, .daemon = "lighttpd", .name = "", .address = *address ? address : "*",
	     .port = port, .tls = FLAG_OF(tls), .auth = auth_of(lt, socket),
	     .redirects = FLAG_OF(!tls && redirects(lt, socket)),
	     .serves = uses(&lt->conf.root, programs, 0) ? "application" : "files",
	     .root = root ? look_str(look, directive_word(root, 2)) : NULL);
	if (tls)
		tls_say(lt, socket, engine->at);
}

static void main_listener(struct lighttpd *lt)
{
	const struct directive *port = last_of(&lt->conf.root, "server.port"), *bind = last_of(&lt->conf.root, "server.bind");
	struct bytes host = bind ? bytes_unquote(directive_word(bind, 2)) : (struct bytes){ 0 };
	long n = is_switched(&lt->conf.root, "ssl.engine", "enable") && tls_module(lt) ? 443 : 80;
	struct place at = port ? port->at : bind ? bind->at : lt->conf.root.at;

	if (bytes_begin(host, "/"))
		return;
	if (host.n > 1 && host.at[0] == '[')
		host = (struct bytes){ host.at + 1, host.n - 2 };
	if (port && !bytes_number(directive_word(port, 2), &n)) {
		look_unreadable(lt->look, port->at.path, "has a server.port that is made at run time");
		return;
	}
	listener_say(lt, NULL, host, n, at, port ? "file" : "compiled");
}

static void sockets_say(struct lighttpd *lt)
{
	int left = SOCKETS;

	for (const struct directive *d = lt->conf.root.child; d; d = d->next) {
		struct bytes host;
		long port;

		if (!is_socket(d) || bytes_begin(d->words[2], "/"))
			continue;
		if (left-- == 0) {
			look_unreadable(lt->look, d->at.path, "opens more sockets than we read");
			return;
		}
		conf_hostport(d->words[2], &host, &port);
		listener_say(lt, d, host, port < 0 ? 80 : port, d->at, "file");
	}
}

/* --- settings --- */

static const char *condition_text(struct look *look, const struct directive *block)
{
	if (block->count == 0)
		return "";
	return look_fmt(look, "%s %s", look_str(look, block->words[0]), directive_value(look, block));
}

static const char *value_text(struct look *look, const struct directive *d)
{
	const char *all = directive_value(look, d), *blank = strchr(all, ' ');

	return blank ? blank + 1 : "";
}

static void settings_say(struct lighttpd *lt, const struct directive *block)
{
	for (const struct directive *d = block->child; d; d = d->next) {
		if (d->block) {
			settings_say(lt, d);
			continue;
		}
		for (size_t k = 0; k < COUNT(keys); k++)
			if (directive_is(d, keys[k].name))
				FACT(lt->look->facts, setting, .at = d->at, .daemon = "lighttpd",
				     .scope = condition_text(lt->look, block), .key = keys[k].name,
				     .value = value_text(lt->look, d), .state = "effective", .source = "file");
	}
}

static void defaults_say(struct lighttpd *lt)
{
	for (size_t k = 0; k < COUNT(keys); k++)
		if (keys[k].otherwise && !last_of(&lt->conf.root, keys[k].name))
			look_default(lt->look, "lighttpd", keys[k].name, keys[k].otherwise);
}

static const char *conf_path(struct look *look)
{
	const struct fact_service *s = look_service(look, "lighttpd", true, NULL);
	struct bytes value;

	if (s && look_option(look, s->exec, "-f", &value) && value.n)
		return look_str(look, value.at[0] == '/' ? bytes_skip(value, 1) : value);
	if (!look_exists(look, "etc/lighttpd/lighttpd.conf") && look_exists(look, "etc/lighttpd.conf"))
		return "etc/lighttpd.conf";
	return "etc/lighttpd/lighttpd.conf";
}

static void lighttpd_run(struct look *look)
{
	struct facts_mark mark = facts_mark(look->facts);
	struct lighttpd *lt = ARENA_NEW(look->mem, struct lighttpd);
	const char *path = conf_path(look), *slash = strrchr(path, '/');
	struct bytes file;

	if (!look_text(look, path, &file)) {
		if (look_service(look, "lighttpd", true, NULL) && !look_exists(look, path))
			look_unreadable(look, path, "is what lighttpd is started with, and is not in the image");
		return;
	}
	lt->look = lt->conf.look = look;
	lt->conf.root.at = place_file(path);
	lt->conf.base = look_str(look, (struct bytes){ (const unsigned char *)path, slash ? (size_t)(slash - path) : 0 });
	lighttpd_read(&lt->conf, path, file);
	if (!lt->conf.failed) {
		openssl_read(look, &lt->ssl);
		main_listener(lt);
		sockets_say(lt);
		settings_say(lt, &lt->conf.root);
		defaults_say(lt);
	} else {
		facts_rollback(look->facts, &mark);
	}
}

const struct probe probe_lighttpd = {
	.name = "lighttpd",
	.about = "lighttpd's listeners and settings",
	.reads = (const char *const[]){ "etc/lighttpd/**", "etc/lighttpd.conf", "etc/ssl/openssl.cnf",
					"etc/pki/tls/openssl.cnf", NULL },
	.run = lighttpd_run,
};
