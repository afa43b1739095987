/*
 * Scripts that turn the validation of certificates off, or fetch software: what
 * a line says is taken down here, who starts the script is joined later (the
 * 'verify' probe). Only the folders a product's own scripts live in are read, and
 * shell scripts in the bin folders: libraries in the others offer these switches
 * without using them.
 */
#include "facts/sniff.h"

#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "facts/script.h"
#include "facts/url.h"

enum { COMPACT = 512, VARIABLES = 16 };

struct script {
	struct sniff *sniff;
	const char *path;
	struct bytes text;
	long line;
	int switches, fetches;		/* told so far */
	enum flag is_signed;	/* somewhere in it a signature is checked */
	struct { struct bytes name, value; } variables[VARIABLES];
	size_t variable_count;
};

/* --- which files --- */

static bool begins_any(struct bytes path, const char *const *prefixes)
{
	for (; *prefixes; prefixes++)
		if (bytes_begin(path, *prefixes))
			return true;
	return false;
}

/* "#!/bin/sh" at the beginning: what else lies in a bin folder is not the product's own */
static bool is_shell_script(struct reader *content)
{
	char first[64];
	struct bytes line, rest = { (const unsigned char *)first, reader_at(content, 0, first, sizeof(first)) };

	return bytes_line(&rest, &line) && bytes_begin(line, "#!") && bytes_have(line, "sh");
}

static bool in_bin(struct bytes path)
{
	static const char *const folders[] = { "bin/", "sbin/", "usr/bin/", "usr/sbin/", "usr/libexec/", NULL };

	return begins_any(path, folders);
}

static bool script_want(const struct node *n)
{
	static const char *const folders[] = {
		"etc/", "usr/local/", "opt/", "srv/", "www/", "var/www/", "usr/lib/lua/", "usr/lib/cgi-bin/", "root/", "home/", NULL,
	};
	static const char *const no_code[] = { ".md", ".txt", ".rst", ".html", ".css", ".po", ".pem", ".crt", ".svg", ".json", ".map" };
	static const char *const not_own[] = {
		"/doc/", "/docs/", "/man/", "/examples/", "/test/", "/tests/", "/dist-packages/", "/site-packages/", "/node_modules/",
	};
	/* assignments there are the environment's: the 'verify' probe reads them */
	static const char *const environment[] = {
		"etc/environment", "etc/profile", "etc/default/", "etc/sysconfig/", "etc/systemd/", NULL,
	};
	struct bytes path = bytes_of(n->path);

	if (n->size == 0 || n->size > LIMIT_SCRIPT || !(begins_any(path, folders) || in_bin(path)) ||
	    begins_any(path, environment))
		return false;
	for (size_t i = 0; i < COUNT(no_code); i++)
		if (bytes_end(path, no_code[i]))
			return false;
	for (size_t i = 0; i < COUNT(not_own); i++)
		if (bytes_have(path, not_own[i]))
			return false;
	return true;
}

/* --- switches in code: compared without blanks, in lower case --- */

static const struct pattern { const char *words, *tool; } patterns[] = {
	{ "verify=false", "python" },               { "cert_none", "python" },
	{ "_create_unverified_context", "python" }, { "rejectunauthorized:false", "node" },
	{ "insecureskipverify:true", "go" },        { "insecureskipverify=true", "go" },
	{ "curlopt_ssl_verifypeer,0", "libcurl" },  { "curlopt_ssl_verifypeer,false", "libcurl" },
	{ "curlopt_ssl_verifypeer=>0", "libcurl" }, { "curlopt_ssl_verifypeer=>false", "libcurl" },
	{ "ssl_verifypeer,0", "libcurl" },          { "ssl_verifypeer,false", "libcurl" },
	{ "ssl_verify_none", "perl" },              { "openssl::ssl::verify_none", "ruby" },
	{ "verify=\"none\"", "lua" },               { "verify='none'", "lua" },
	{ "verify_hostname=>0", "perl" },           { "'verify_peer'=>false", "php" },
	{ "\"verify_peer\"=>false", "php" },        { "http.sslverify=false", "git" },
	{ "git_ssl_no_verify=1", "git" },           { "git_ssl_no_verify=true", "git" },
	{ "pythonhttpsverify=0", "python" },        { "node_tls_reject_unauthorized=0", "node" },
	{ "node_tls_reject_unauthorized=\"0\"", "node" }, { "node_tls_reject_unauthorized='0'", "node" },
	{ "node_tls_reject_unauthorized\"]=\"0\"", "node" }, { "node_tls_reject_unauthorized']='0'", "node" },
	{ "--trusted-host", "pip" },
};

static size_t compact(struct bytes line, char out[COMPACT])
{
	size_t n = 0;

	for (size_t i = 0; i < line.n && n + 1 < COMPACT; i++) {
		unsigned char c = line.at[i];

		if (c != ' ' && c != '\t')
			out[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	out[n] = 0;
	return n;
}

static bool in_word(char c)
{
	return c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* "signature_verify=false" is another word */
static bool is_there(const char *line, const char *words)
{
	for (const char *at = strstr(line, words); at; at = strstr(at + 1, words))
		if (at == line || !in_word(at[-1]) || !in_word(words[0]))
			return true;
	return false;
}

static const struct pattern *pattern_in(struct bytes line)
{
	char text[COMPACT];

	compact(line, text);
	for (size_t i = 0; i < COUNT(patterns); i++)
		if (is_there(text, patterns[i].words))
			return &patterns[i];
	return NULL;
}

/* --- commands --- */

struct command_seen {
	const char *tool;
	bool insecure, piped;		/* certificate not checked; into a shell */
	struct bytes url, name;		/* what looks like an address; a word that ends like software */
};

/* "-k", "-sk", "-fsSLk": letters of curl that take no value, one of them k */
static bool has_k(struct bytes word)
{
	bool k = false;

	if (word.n < 2 || word.at[0] != '-' || word.at[1] == '-')
		return false;
	for (size_t i = 1; i < word.n; i++) {
		if (!strchr("fsSLgIijlnNpqRvk#0123456", word.at[i]))
			return false;
		k = k || word.at[i] == 'k';
	}
	return k;
}

static bool is_insecure(const char *tool, struct bytes word)
{
	if (strcmp(tool, "curl") == 0)
		return bytes_are(word, "--insecure") || has_k(word);
	return bytes_begin(word, "--no-check-cert") || bytes_are(word, "--check-certificate=false");
}

static bool is_address(struct bytes word)
{
	return bytes_begin(word, "http://") || bytes_begin(word, "https://") || bytes_begin(word, "ftp://") ||
	       bytes_begin(word, "tftp://");
}

static bool is_software(struct bytes word)
{
	static const char *const ends[] = {
		".bin", ".img", ".tar", ".tgz", ".tar.gz", ".img.gz", ".tar.xz", ".tar.bz2", ".zip", ".ipk", ".deb", ".rpm", ".apk",
		".sh", ".swu", ".raucb", ".itb", ".trx", ".chk", ".run", ".mender", ".squashfs", ".ko",
	};
	const unsigned char *query = word.n ? memchr(word.at, '?', word.n) : NULL;

	if (query)
		word.n = (size_t)(query - word.at);
	for (size_t i = 0; i < COUNT(ends); i++)
		if (bytes_end(word, ends[i]))
			return true;
	return false;
}

/* a word of a shell line without the quotes and brackets that stand around it */
static struct bytes bare(struct bytes word)
{
	while (word.n && strchr("\"'`$(;", word.at[0]) && !(word.at[0] == '$' && word.n > 1 && word.at[1] != '('))
		word = bytes_skip(word, 1);
	while (word.n && strchr("\"'`);", word.at[word.n - 1]))
		word.n--;
	return word;
}

/* $NAME or ${NAME} at the beginning of a word, as this script set it before */
static struct bytes resolved(struct script *s, struct bytes word)
{
	struct bytes name = word;
	size_t n = 0;
	bool brace;

	if (!bytes_begin(word, "$"))
		return word;
	brace = bytes_begin(word, "${");
	name = bytes_skip(word, brace ? 2 : 1);
	while (n < name.n && (in_word((char)(name.at[n] | 32)) || name.at[n] == '_'))
		n++;
	for (size_t i = s->variable_count; i-- > 0; )
		if (bytes_same(s->variables[i].name, bytes_first(name, n))) {
			struct bytes value = s->variables[i].value, rest = bytes_skip(name, brace ? n + 1 : n);

			return bytes_of(arena_printf(s->sniff->mem, "%.*s%.*s", (int)value.n, (const char *)value.at, (int)rest.n,
						     (const char *)rest.at));
		}
	return word;
}

static bool ends_command(struct bytes word)
{
	return bytes_end(word, ";") || bytes_are(word, "|") || bytes_are(word, "||") || bytes_are(word, "&&") ||
	       bytes_are(word, "&");
}

static bool is_shell(struct bytes word)
{
	static const char *const names[] = { "sh", "bash", "ash", "/bin/sh", "/bin/bash", "/bin/ash" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (bytes_are(word, names[i]))
			return true;
	return false;
}

/* Takes the next command that fetches off the line, up to what ends it. */
static bool command_next(struct script *s, struct bytes *rest, struct command_seen *seen)
{
	struct bytes word, peek;

	*seen = (struct command_seen){ 0 };
	while (bytes_word(rest, &word)) {
		struct bytes w = bare(word);

		if (!seen->tool) {
			seen->tool = script_fetcher(w);
			continue;
		}
		peek = *rest;
		if (bytes_are(word, "|") && bytes_word(&peek, &w))
			seen->piped = is_shell(bare(w));
		if (ends_command(word) && !bytes_end(word, ";"))
			break;
		seen->insecure = seen->insecure || is_insecure(seen->tool, w);
		w = resolved(s, w);
		if (!seen->url.n && is_address(w))
			seen->url = w;
		if (!seen->name.n && is_software(w))
			seen->name = w;
		if (ends_command(word))
			break;
	}
	return seen->tool != NULL;
}

static void variable_note(struct script *s, struct bytes line)
{
	struct bytes name, value;

	if (bytes_begin(line, "export "))
		line = bytes_skip(line, 7);
	if (s->variable_count == VARIABLES || !bytes_cut(line, '=', &name, &value) || name.n == 0 || name.n > 64)
		return;
	value = bytes_unquote(value);
	if (!is_address(value) || value.n > 512)
		return;
	s->variables[s->variable_count].name = name;
	s->variables[s->variable_count++].value = value;
}

/* --- facts --- */

static const char *transport_of(const struct command_seen *seen)
{
	if (seen->url.n)
		return url_transport(seen->url);
	if (strcmp(seen->tool, "tftp") == 0)
		return "tftp";
	return strcmp(seen->tool, "ftpget") == 0 ? "ftp" : NULL;
}

static bool is_this_host(struct bytes url)
{
	return bytes_have(url, "://localhost") || bytes_have(url, "://127.") || bytes_have(url, "://[::1]");
}

static void fetch_say(struct script *s, const struct command_seen *seen)
{
	struct bytes what = seen->url.n ? seen->url : seen->name;

	if ((!seen->piped && !seen->name.n) || is_this_host(seen->url) || s->fetches++ >= LIMIT_SCRIPT_HITS)
		return;
	/* curl -T, wget --post-file: that it sends is rarely on a line with software's name */
	FACT(s->sniff->facts, fetch, .at = place_line(s->path, s->line), .tool = seen->tool, .url = url_clean(s->sniff->mem, what),
	     .transport = transport_of(seen), .validates = FLAG_OF(!seen->insecure), .signature = s->is_signed, .reach = "script");
}

static void switch_say(struct script *s, const char *tool, const char *words)
{
	if (s->switches++ >= LIMIT_SCRIPT_HITS)
		return;
	FACT(s->sniff->facts, verify, .at = place_line(s->path, s->line), .tool = tool, .switch_text = words,
	     .reach = "script");
}

static bool is_comment(struct bytes line)
{
	/* the first line of cron and shell files may be "#!": no switch there either */
	return line.n == 0 || line.at[0] == '#' || line.at[0] == '*' || bytes_begin(line, "//") || bytes_begin(line, "--") ||
	       bytes_begin(line, "/*");
}

static void line_read(struct script *s, struct bytes line)
{
	struct bytes rest = line;
	const struct pattern *hit;
	struct command_seen seen;

	variable_note(s, line);
	while (command_next(s, &rest, &seen)) {
		if (seen.insecure)
			switch_say(s, seen.tool, strcmp(seen.tool, "curl") == 0 ? "--insecure" : "--no-check-certificate");
		fetch_say(s, &seen);
	}
	hit = pattern_in(line);
	if (hit)
		switch_say(s, hit->tool, hit->words);
}

/* What else than TLS makes a download trustworthy. A checksum fetched along with it does not. */
static enum flag checks_signature(struct bytes text)
{
	static const char *const words[] = {
		"gpg --verify", "gpgv ", "dgst -verify", "-verify ", "cms -verify", "smime -verify", "usign -V", "signify -V",
		"signify-openbsd -V", "minisign -V", "ucert -V", "rauc install", "swupdate ", "mender install", "cosign verify",
	};

	for (size_t i = 0; i < COUNT(words); i++)
		if (bytes_have(text, words[i]))
			return FLAG_YES;
	return FLAG_NO;
}

static void script_look(struct sniff *sniff, struct node *n, struct reader *content)
{
	struct bytes rest = content->all, line;
	struct script *s;

	if (in_bin(bytes_of(n->path)) && !is_shell_script(content))
		return;
	s = ARENA_NEW(sniff->mem, struct script);
	if (!rest.n) {
		unsigned char *to = arena_alloc(sniff->mem, (size_t)n->size);

		rest = (struct bytes){ to, reader_at(content, 0, to, (size_t)n->size) };
	}
	if (rest.n == 0 || memchr(rest.at, 0, rest.n < 1024 ? rest.n : 1024))
		return;
	s->sniff = sniff;
	s->path = n->path;
	s->text = rest;
	s->is_signed = checks_signature(rest);
	while (bytes_line(&rest, &line)) {
		s->line++;
		line = bytes_trim(line);
		if (!is_comment(line))
			line_read(s, line);
	}
}

const struct sniffer sniffer_switches = { .name = "switches", .want = script_want, .look = script_look };
