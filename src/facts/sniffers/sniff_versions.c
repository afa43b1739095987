/*
 * Which version a program says it is, from its own text: images without a
 * package database name no other. Programs also hold versions of others (the
 * peers OpenSSH makes allowance for, the libraries), so each row asks for the
 * words around its version, and two answers in one file are none.
 */
#include "facts/sniff.h"

#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/limits.h"

/* In a shape '#' is a number and '@' small letters; all else stands for itself. */
static const struct mark {
	const char *file;		/* pattern of the program's name */
	const char *name;		/* of the software */
	const char *before;		/* what stands before the version; NULL: it is a text of its own, */
	const char *beside;		/* and this stands somewhere in the file */
	const char *shape;
} marks[] = {
	/* version.h: a portable release has its "pN"; the patterns of compat.c end with '*' */
	{ "sshd",		"openssh",	"OpenSSH_",		NULL,			"#.#p#" },
	{ "sshd",		"openssh",	"OpenSSH_",		NULL,			"#.#.#p#" },
	{ "sshd-session",	"openssh",	"OpenSSH_",		NULL,			"#.#p#" },
	{ "ssh",		"openssh",	"OpenSSH_",		NULL,			"#.#p#" },
	{ "ssh",		"openssh",	"OpenSSH_",		NULL,			"#.#.#p#" },
	/* OpenWrt takes the version out of the greeting; it stays in what -V prints */
	{ "dropbear*",		"dropbear",	"SSH-2.0-dropbear_",	NULL,			"#.#" },
	{ "dropbear*",		"dropbear",	NULL,			"Dropbear v%s",		"20#.#" },
	{ "busybox*",		"busybox",	"BusyBox v",		NULL,			"#.#.#" },
	{ "nginx",		"nginx",	"nginx/",		NULL,			"#.#.#" },
	{ "lighttpd",		"lighttpd",	"lighttpd/",		NULL,			"#.#.#" },
	{ "apache2",		"apache",	"Apache/",		NULL,			"#.#.#" },
	{ "httpd",		"apache",	"Apache/",		NULL,			"#.#.#" },
	{ "squid",		"squid",	"squid/",		NULL,			"#.#" },
	{ "dnsmasq",		"dnsmasq",	"dnsmasq-",		NULL,			"#.#" },
	{ "dnsmasq",		"dnsmasq",	NULL,			"dnsmasq-%s",		"2.#" },
	{ "vsftpd",		"vsftpd",	"(vsFTPd ",		NULL,			"#.#.#" },
	{ "mosquitto",		"mosquitto",	NULL,			"mosquitto version %s",	"#.#.#" },
	{ "hostapd",		"hostapd",	NULL,			"hostapd v%s",		"#.#" },
	{ "wpad",		"hostapd",	NULL,			"hostapd v%s",		"#.#" },
	{ "wpa_supplicant",	"wpa_supplicant", NULL,			"wpa_supplicant v%s",	"#.#" },
	{ "smbd",		"samba",	NULL,			"smbd version %s",	"3.#.#" },
	{ "smbd",		"samba",	NULL,			"smbd version %s",	"4.#.#" },
	{ "miniupnpd",		"miniupnpd",	"miniupnpd ",		NULL,			"#.#.#" },
	{ "miniupnpd",		"miniupnpd",	"miniupnpd ",		NULL,			"#.#" },
	{ "miniupnpd",		"miniupnpd",	"MiniUPnPd/",		NULL,			"#.#.#" },
	{ "miniupnpd",		"miniupnpd",	"MiniUPnPd/",		NULL,			"#.#" },
	{ "libcrypto.so*",	"openssl",	"OpenSSL ",		NULL,			"#.#.#" },
	{ "libcrypto.so*",	"openssl",	"OpenSSL ",		NULL,			"#.#.#@" },
	{ "libssl.so*",		"openssl",	"OpenSSL ",		NULL,			"#.#.#" },
	{ "libssl.so*",		"openssl",	"OpenSSL ",		NULL,			"#.#.#@" },
};

enum { VERSION_MAX = 24 };

struct heard {
	struct bytes version;		/* empty: none yet */
	bool differ;
};

static bool is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The run at the beginning of s that one character of a shape stands for. */
static size_t run_of(struct bytes s, char of)
{
	size_t n = 0;

	if (of != '#' && of != '@')
		return s.n && s.at[0] == (unsigned char)of;
	while (n < s.n && (of == '#' ? is_digit(s.at[n]) : is_letter(s.at[n])))
		n++;
	return n;
}

/* How long the version at the beginning of s is; 0 when it goes on in another way, or is none. */
static size_t version_length(struct bytes s, const char *shape)
{
	size_t n = 0;

	s = bytes_first(s, VERSION_MAX + 2);
	for (; *shape; shape++) {
		size_t run = run_of(bytes_skip(s, n), *shape);

		if (run == 0)
			return 0;
		n += run;
	}
	if (n > VERSION_MAX)
		return 0;
	s = bytes_skip(s, n);
	if (s.n && (is_digit(s.at[0]) || is_letter(s.at[0]) || s.at[0] == '*'))
		return 0;
	return s.n > 1 && s.at[0] == '.' && is_digit(s.at[1]) ? 0 : n;
}

static void hear(struct heard *heard, struct bytes version)
{
	if (version.n == 0)
		return;
	heard->differ = heard->differ || (heard->version.n && !bytes_same(heard->version, version));
	heard->version = version;
}

static void hear_after(struct heard *heard, struct bytes file, const struct mark *m)
{
	long at;

	while ((at = bytes_find(file, m->before)) >= 0) {
		file = bytes_skip(file, (size_t)at + strlen(m->before));
		hear(heard, bytes_first(file, version_length(file, m->shape)));
	}
}

/* Each text of a program ends with a NUL, and another one stands before it. */
static void hear_alone(struct heard *heard, struct bytes file, const struct mark *m)
{
	struct bytes text;

	if (!bytes_have(file, m->beside))
		return;
	while (bytes_field(&file, '\0', &text))
		if (text.n && text.n <= VERSION_MAX && version_length(text, m->shape) == text.n)
			hear(heard, text);
}

static bool want(const struct node *n)
{
	if (n->size < 64 || n->size > LIMIT_VERSION_FILE)
		return false;
	for (size_t i = 0; i < COUNT(marks); i++)
		if (path_match(marks[i].file, n->name))
			return true;
	return false;
}

static void look_for_version(struct sniff *sniff, const struct node *n, struct bytes file)
{
	struct heard heard = { .differ = false };
	const char *name = NULL;

	for (size_t i = 0; i < COUNT(marks); i++) {
		const struct mark *m = &marks[i];

		if (!path_match(m->file, n->name))
			continue;
		if (m->before)
			hear_after(&heard, file, m);
		else
			hear_alone(&heard, file, m);
		name = m->name;
	}
	if (heard.version.n && !heard.differ)
		FACT(sniff->facts, binary_version, .at = place_file(n->path), .name = name,
		     .version = arena_text(sniff->mem, heard.version.at, heard.version.n));
}

static void look(struct sniff *sniff, struct node *n, struct reader *content)
{
	AUTO(auto_free) unsigned char *room = NULL;
	unsigned char magic[4];

	if (reader_at(content, 0, magic, 4) != 4 || memcmp(magic, "\177ELF", 4) != 0)
		return;
	room = malloc(n->size);
	if (!room || reader_at(content, 0, room, n->size) != n->size) {
		facts_unreadable(sniff->facts, "versions", n->path, "could not be read");
		return;
	}
	look_for_version(sniff, n, (struct bytes){ room, n->size });
}

const struct sniffer sniffer_versions = { .name = "versions", .want = want, .look = look };
