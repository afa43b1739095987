#include "facts/script.h"

#include <stdint.h>
#include <string.h>

#include "base/auto.h"
#include "base/limits.h"

static bool is_part(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/* The next place behind 'from' where the words stand alone; its .at is NULL when there is none. */
static struct bytes next_after(struct bytes line, struct bytes from, const char *words)
{
	size_t n = strlen(words);
	long at;

	while ((at = bytes_find(from, words)) >= 0) {
		const unsigned char *start = from.at + at, *end = start + n;

		from = bytes_skip(from, (size_t)at + n);
		if ((start == line.at || !is_part(start[-1]) || !is_part(start[0])) &&
		    (from.n == 0 || !is_part(end[0]) || !is_part(end[-1])))
			return (struct bytes){ end, from.n };
	}
	return (struct bytes){ 0 };
}

struct bytes script_after(struct bytes line, const char *words)
{
	struct bytes rest = next_after(line, line, words);

	return rest.at ? bytes_trim(rest) : rest;
}

/* words after which a command begins */
static const char *const openers[] = {
	"then", "do", "else", "if", "elif", "while", "until", "exec", "sudo", "nice", "ionice", "env", "nohup", "time",
	"root", "busybox", "export", "-c", "&", "command", "@reboot", "@daily", "@hourly", "@weekly", "@monthly",
};

static bool opens_command(struct bytes before)
{
	struct bytes word = before;
	bool times = true;

	if (before.n == 0 || strchr(";&|(){}`!\"'", before.at[before.n - 1]))
		return true;
	for (size_t n = before.n; n > 0 && before.at[n - 1] != ' ' && before.at[n - 1] != '\t'; n--)
		word = bytes_skip(before, n - 1);
	for (size_t i = 0; i < COUNT(openers); i++)
		if (bytes_are(word, openers[i]))
			return true;
	for (size_t i = 0; i < word.n; i++)
		times = times && strchr("0123456789*/,-", word.at[i] ? word.at[i] : 'x');
	return times;
}

struct bytes script_command(struct bytes line, const char *words)
{
	struct bytes rest = line;

	while ((rest = next_after(line, rest, words)).at) {
		struct bytes before = bytes_first(line, (size_t)(rest.at - line.at) - strlen(words));

		if (before.n && before.at[before.n - 1] == '/')
			while (before.n && before.at[before.n - 1] != ' ' && !strchr("(;&|`\"", before.at[before.n - 1]))
				before.n--;
		if (opens_command(bytes_trim(before)))
			return bytes_trim(rest);
	}
	return rest;
}

bool script_word(struct bytes line, const char *words)
{
	return script_after(line, words).at != NULL;
}

struct bytes script_url(struct bytes line)
{
	static const char *const schemes[] = { "https://", "http://", "ftp://", "tftp://" };

	for (size_t i = 0; i < COUNT(schemes); i++) {
		long at = bytes_find(line, schemes[i]);
		struct bytes url;
		size_t n = 0;

		if (at < 0)
			continue;
		url = bytes_skip(line, (size_t)at);
		while (n < url.n && !strchr(" \t\"';|&<>)`", url.at[n] ? url.at[n] : ' '))
			n++;
		return bytes_first(url, n);
	}
	return (struct bytes){ 0 };
}

/* --- showing a line --- */

/* options whose next word, or what follows their '=', is nobody's business */
static const char *const secret_options[] = {
	"-u", "--user", "--password", "--http-password", "--http-user", "--ftp-password", "--proxy-user",
	"--pass", "--passwd", "--token", "--header", "-H",
};

static bool hides_next(struct bytes word, bool *here)
{
	for (size_t i = 0; i < COUNT(secret_options); i++) {
		size_t n = strlen(secret_options[i]);

		if (!bytes_begin(word, secret_options[i]))
			continue;
		*here = word.n > n && (word.at[n] == '=' || secret_options[i][1] != '-');
		if (word.n == n || *here)
			return true;
	}
	return false;
}

static bool is_secret_name(struct bytes word)
{
	static const char *const names[] = { "pass", "token", "secret", "psk", "key=" };
	long at = bytes_find(word, "=");

	for (size_t i = 0; at > 0 && i < COUNT(names); i++)
		for (long k = 0; k < at; k++)
			if (bytes_begin_nocase(bytes_skip(word, (size_t)k), names[i]))
				return true;
	return false;
}

static bool has_user(struct bytes word)
{
	long at = bytes_find(word, "://");
	struct bytes host = at < 0 ? (struct bytes){ 0 } : bytes_skip(word, (size_t)at + 3);
	long user = bytes_find(host, "@"), slash = bytes_find(host, "/");

	return user >= 0 && (slash < 0 || user < slash);
}

const char *script_clean(struct arena *mem, struct bytes line)
{
	struct text out = { .limit = 4096 };
	struct bytes rest = bytes_first(line, 300), word;
	bool hide = false;
	const char *clean;

	while (bytes_word(&rest, &word)) {
		bool here = false, next = hides_next(word, &here);

		if (out.n)
			text_char(&out, ' ');
		if (hide || here || is_secret_name(word) || has_user(word))
			text_add(&out, "...");
		else
			text_add_bytes(&out, word.at, word.n);
		hide = next && !here;
	}
	clean = arena_text(mem, out.at, out.n);
	text_free(&out);
	return clean;
}

/* --- what a line does --- */

static const char *const fetchers[] = { "wget", "curl", "uclient-fetch", "tftp", "ftpget", "axel", "aria2c" };

const char *script_fetcher(struct bytes word)
{
	const unsigned char *slash = word.n ? memrchr(word.at, '/', word.n) : NULL;

	if (slash)
		word = bytes_skip(word, (size_t)(slash - word.at) + 1);
	for (size_t i = 0; i < COUNT(fetchers); i++)
		if (bytes_are(word, fetchers[i]))
			return fetchers[i];
	return NULL;
}

static bool fetches(struct bytes line)
{
	for (size_t i = 0; i < COUNT(fetchers); i++)
		if (script_command(line, fetchers[i]).n)
			return true;
	return false;
}

static bool skips_signature(struct bytes line)
{
	static const struct { const char *command, *option; } skips[] = {
		{ "apk", "--allow-untrusted" }, { "apt-get", "--allow-unauthenticated" }, { "apt-get", "--force-yes" },
		{ "apt", "--allow-unauthenticated" }, { "dnf", "--nogpgcheck" }, { "yum", "--nogpgcheck" },
		{ "zypper", "--no-gpg-checks" }, { "rpm", "--nosignature" }, { "opkg", "--force-signature" },
		{ "opkg", "--no-check-certificate" }, { "sysupgrade", "-F" }, { "sysupgrade", "--force" },
	};

	for (size_t i = 0; i < COUNT(skips); i++)
		if (script_word(script_command(line, skips[i].command), skips[i].option))
			return true;
	return false;
}

/* "umask 000": others may write what is made from now on */
static bool opens_umask(struct bytes line)
{
	struct bytes after = script_command(line, "umask"), word;
	long n;

	return bytes_word(&after, &word) && bytes_number(word, &n) && n >= 0 && !(n % 10 & 2);
}

static bool sets_sysctl(struct bytes line)
{
	return script_command(line, "sysctl").n || bytes_have(line, "> /proc/sys/") || bytes_have(line, ">/proc/sys/");
}

static bool world_writable(struct bytes line)
{
	static const char *const words[] = {
		"chmod 777", "chmod 0777", "chmod -R 777", "chmod -R 0777", "mkdir -m 0777", "mkdir -m 777",
		"mkdir -p -m 0777", "mkdir -p -m 777", "chmod a+rwx", "chmod o+w", "chmod a+w",
	};

	for (size_t i = 0; i < COUNT(words); i++)
		if (script_command(line, words[i]).n)
			return true;
	return false;
}

/* PATH with a folder that depends on where one stands, or that everybody may write */
static bool opens_path(struct bytes line)
{
	struct bytes value = script_command(line, "PATH"), rest, part;

	if (!bytes_begin(value, "=") || bytes_have(value, "${"))
		return false;
	rest = bytes_skip(value, 1);
	if (!bytes_word(&rest, &value))
		return false;
	value = bytes_unquote(value);
	if (value.n == 0 || value.at[0] == '$')
		value = bytes_find(value, ":") < 0 ? (struct bytes){ 0 } : value;
	if (value.n && value.at[value.n - 1] == ':')
		return true;
	while (bytes_field(&value, ':', &part))
		if (part.n == 0 || bytes_are(part, ".") || bytes_begin(part, "./") || bytes_are(part, "/tmp") ||
		    bytes_begin(part, "/tmp/") || bytes_are(part, "/var/tmp"))
			return true;
	return false;
}

static bool preloads(struct bytes line)
{
	return bytes_begin(script_command(line, "LD_PRELOAD"), "=") ||
	       bytes_begin(script_command(line, "LD_LIBRARY_PATH"), "=");
}

/* copies something secret out of the way, before a wipe or into a backup */
static bool keeps_secret(struct bytes line)
{
	static const char *const tools[] = { "cp", "tar", "mv", "rsync" };
	static const char *const secrets[] = { "shadow", "passwd", "dropbear", "etc/ssh", "wireless", "wpa_supplicant", "/log" };

	for (size_t i = 0; i < COUNT(tools); i++)
		for (size_t k = 0; k < COUNT(secrets); k++)
			if (bytes_have(script_command(line, tools[i]), secrets[k]))
				return true;
	return false;
}

static const struct act {
	const char *does;
	const char *command;		/* with a function: one of these words must stand in the line to ask it */
	bool (*match)(struct bytes line);
} acts[] = {
	{ "fetch", "wget curl uclient-fetch tftp ftpget axel aria2c", fetches },
	{ "upgrade", "sysupgrade", NULL }, { "upgrade", "mtd write", NULL }, { "upgrade", "mtd -r write", NULL },
	{ "upgrade", "rauc install", NULL }, { "upgrade", "swupdate -i", NULL }, { "upgrade", "flashcp", NULL },
	{ "upgrade", "nandwrite", NULL }, { "upgrade", "opkg upgrade", NULL }, { "upgrade", "opkg install", NULL },
	{ "upgrade", "apk upgrade", NULL }, { "upgrade", "apk add", NULL }, { "upgrade", "mender install", NULL },
	{ "upgrade", "mtd_write", NULL }, { "upgrade", "fw_update", NULL }, { "upgrade", "mender-update install", NULL },
	{ "untrusted", "--allow-un --force --no -F", skips_signature },
	{ "reset", "firstboot", NULL }, { "reset", "jffs2reset", NULL }, { "reset", "jffs2mark", NULL },
	{ "reset", "factory_reset", NULL }, { "reset", "factory-reset", NULL }, { "reset", "factoryreset", NULL },
	{ "reset", "restore_default", NULL }, { "reset", "restore_defaults", NULL }, { "reset", "nvram erase", NULL },
	{ "reset", "nvram default", NULL }, { "reset", "nvram_set default", NULL },
	{ "wipe", "mtd erase", NULL }, { "wipe", "mtd -r erase", NULL }, { "wipe", "blkdiscard", NULL },
	{ "wipe", "shred", NULL }, { "wipe", "ubiformat", NULL }, { "wipe", "flash_erase", NULL },
	{ "wipe", "flash_eraseall", NULL }, { "wipe", "wipefs", NULL }, { "wipe", "mkfs", NULL },
	{ "wipe", "mkfs.ext4", NULL }, { "wipe", "mke2fs", NULL }, { "wipe", "cryptsetup luksErase", NULL },
	{ "wipe", "cryptsetup erase", NULL },
	{ "delete", "rm -rf", NULL }, { "delete", "rm -fr", NULL }, { "delete", "rm -r -f", NULL },
	{ "keep", "cp tar mv rsync", keeps_secret },
	{ "mount", "mount", NULL },
	{ "umask", "umask", opens_umask },
	{ "path", "PATH", opens_path },
	{ "preload", "LD_", preloads },
	{ "firewall", "iptables", NULL }, { "firewall", "ip6tables", NULL }, { "firewall", "nft", NULL },
	{ "firewall", "iptables-restore", NULL },
	{ "sysctl", "sysctl /proc/sys/", sets_sysctl },
	{ "watchdog", "watchdog", NULL }, { "watchdog", "watchdogd", NULL },
	{ "world-writable", "chmod mkdir", world_writable },
	{ "fwsetenv", "fw_setenv", NULL },
};

/*
 * Which pairs of neighbouring bytes a text has, hashed into 256 bits: a word
 * whose pairs are not all in a line's is not in the line. A hundred words are
 * looked for in every line of every script, and nearly none is ever there.
 */
struct pairs { uint64_t bits[4]; };

static struct pairs pairs_of(struct bytes s)
{
	struct pairs p = { 0 };

	for (size_t i = 0; i + 1 < s.n; i++) {
		unsigned char h = (unsigned char)(s.at[i] * 31 + s.at[i + 1] * 7);

		p.bits[h >> 6] |= 1ull << (h & 63);
	}
	return p;
}

static bool pairs_within(const struct pairs *word, const struct pairs *line)
{
	uint64_t missing = 0;

	for (size_t i = 0; i < COUNT(word->bits); i++)
		missing |= word->bits[i] & ~line->bits[i];
	return missing == 0;
}

/* the words of each act: first[i] to first[i + 1] */
struct hints {
	struct pairs pairs[4 * COUNT(acts)];
	size_t first[COUNT(acts) + 1];
};

static void hints_init(struct hints *hints)
{
	size_t n = 0;

	for (size_t i = 0; i < COUNT(acts); i++) {
		struct bytes rest = bytes_of(acts[i].command), word;

		hints->first[i] = n;
		while (acts[i].match && n < COUNT(hints->pairs) && bytes_word(&rest, &word))
			hints->pairs[n++] = pairs_of(word);
		if (!acts[i].match && n < COUNT(hints->pairs))
			hints->pairs[n++] = pairs_of(rest);
	}
	hints->first[COUNT(acts)] = n;
}

/* False: the line cannot do it, none of the act's words is in it. */
static bool may_do(const struct hints *hints, size_t act, const struct pairs *line)
{
	for (size_t i = hints->first[act]; i < hints->first[act + 1]; i++)
		if (pairs_within(&hints->pairs[i], line))
			return true;
	return false;
}

static size_t line_facts(struct facts *facts, struct arena *mem, const struct hints *hints, struct place at,
			 struct bytes line)
{
	const struct pairs pairs = pairs_of(line);
	const char *last = "", *text = NULL;
	size_t rows = 0;

	for (size_t i = 0; i < COUNT(acts); i++) {
		const struct act *a = &acts[i];

		if (!may_do(hints, i, &pairs) || strcmp(a->does, last) == 0 ||
		    !(a->match ? a->match(line) : script_command(line, a->command).at != NULL))
			continue;
		last = a->does;
		text = text ? text : script_clean(mem, line);
		FACT(facts, script, .at = at, .does = a->does, .text = text);
		rows++;
	}
	return rows;
}

void script_facts(struct facts *facts, struct arena *mem, const char *path, struct bytes text)
{
	struct hints hints;
	struct bytes line;
	size_t rows = 0;

	hints_init(&hints);
	for (long number = 1; rows < LIMIT_SCRIPT_LINES && bytes_line(&text, &line); number++) {
		line = bytes_first(bytes_trim(line), 1024);
		if (line.n && line.at[0] != '#')
			rows += line_facts(facts, mem, &hints, place_line(path, number), line);
	}
}
