#include "facts/sniff.h"

#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "facts/keys.h"

/* Where a product's own files are: every small one is opened. Elsewhere names decide. */
static const char *const own[] = { "etc/", "root/", "home/", "opt/", "srv/", "var/", "www/", "usr/local/", "data/" };
static const char *const not_own[] = { "var/lib/dpkg/", "var/lib/ucf/", "var/cache/", "var/log/", "var/lib/apt/" };
static const char *const names[] = {
	"*.pem", "*.key", "*.crt", "*.cer", "*.cert", "*.der", "*.ovpn", "*.asc", "*.priv", "id_[rde]*", "*_host_*key*",
};

static bool begins_with_one(struct bytes path, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (bytes_begin(path, list[i]))
			return true;
	return false;
}

static bool is_own(const struct node *n)
{
	struct bytes path = bytes_of(n->path);

	return begins_with_one(path, own, COUNT(own)) && !begins_with_one(path, not_own, COUNT(not_own));
}

static bool is_named(const struct node *n)
{
	for (size_t i = 0; i < COUNT(names); i++)
		if (path_match(names[i], n->name))
			return true;
	return false;
}

static bool want(const struct node *n)
{
	return n->size >= 32 && n->size <= LIMIT_KEY_FILE && (is_own(n) || is_named(n));
}

/* --- what a path says about a key --- */

static const struct { const char *pattern, *purpose; } purposes[] = {
	{ "etc/ssh/*",			"ssh-host" },
	{ "**/ssh_host_*_key",		"ssh-host" },
	{ "**/dropbear*host_key*",	"ssh-host" },
	{ "etc/dropbear/*",		"ssh-host" },
	{ "**/.ssh/*",			"ssh-user" },
	{ "**/openvpn/**",		"vpn" },
	{ "**/wireguard/**",		"vpn" },
	{ "**/ipsec.d/**",		"vpn" },
	{ "**/swanctl/**",		"vpn" },
	{ "etc/systemd/network/*",	"vpn" },
	{ "**/rauc/**",			"update" },
	{ "**/swupdate*/**",		"update" },
	{ "**/mender/**",		"update" },
	{ "**/ssl/**",			"tls" },
	{ "**/tls/**",			"tls" },
	{ "**/pki/**",			"tls" },
	{ "**/nginx/**",		"tls" },
	{ "**/apache2/**",		"tls" },
	{ "**/lighttpd/**",		"tls" },
	{ "etc/uhttpd.*",		"tls" },
	{ "**/mosquitto/**",		"tls" },
	{ "**/postfix/**",		"tls" },
	{ "**/dovecot/**",		"tls" },
};

static const char *purpose_of(const char *path)
{
	for (size_t i = 0; i < COUNT(purposes); i++)
		if (path_match(purposes[i].pattern, path))
			return purposes[i].purpose;
	return "unknown";
}

/* Below usr only: what lies in etc is read by somebody, whatever its folder is called. */
static bool is_sample(const char *path)
{
	static const char *const places[] = { "usr/share/doc/**", "usr/share/gtk-doc/**", "usr/**/example*/**",
					      "usr/**/sample*/**", "usr/**/test/**", "usr/**/tests/**", "usr/**/demo*/**" };

	for (size_t i = 0; i < COUNT(places); i++)
		if (path_match(places[i], path))
			return true;
	return false;
}

static bool is_trusted(const char *path)
{
	static const char *const stores[] = { "etc/ssl/certs/", "etc/ssl/cert.pem", "usr/share/ca-certificates/",
					      "usr/local/share/ca-certificates/", "etc/pki/ca-trust/", "etc/pki/tls/certs/",
					      "usr/share/pki/", "etc/ca-certificates/" };

	return begins_with_one(bytes_of(path), stores, COUNT(stores));
}

/* --- facts --- */

struct target { struct facts *facts; const struct node *n; };

static void on_key(void *self, const struct found_key *k)
{
	struct target *t = self;

	FACT(t->facts, key, .at = place_line(t->n->path, k->line), .kind = k->kind, .format = k->format,
	     .algorithm = k->algorithm, .bits = k->bits, .spki = k->spki[0] ? k->spki : NULL, .encrypted = k->encrypted,
	     .purpose = purpose_of(t->n->path), .known = keys_known(k->spki), .mode = t->n->mode,
	     .sample = FLAG_OF(is_sample(t->n->path)));
}

static void on_certificate(void *self, const struct found_certificate *c)
{
	struct target *t = self;

	FACT(t->facts, certificate, .at = place_line(t->n->path, c->line), .subject = c->subject, .issuer = c->issuer,
	     .not_before = c->not_before[0] ? c->not_before : NULL, .not_after = c->not_after[0] ? c->not_after : NULL,
	     .signature = c->signature, .algorithm = c->algorithm, .bits = c->bits, .spki = c->spki[0] ? c->spki : NULL,
	     .ca = FLAG_OF(c->ca), .self_signed = FLAG_OF(c->self_signed), .trusted = FLAG_OF(is_trusted(t->n->path)),
	     .sample = FLAG_OF(is_sample(t->n->path)));
}

/*
 * A text that shows no heading in its first 4 KiB is let go, unless its name
 * promises a key: configuration with a key inside (OpenVPN) is among the named.
 */
static bool worth_reading(const struct node *n, const unsigned char *head, size_t got)
{
	struct bytes begin = { head, got };

	if (is_named(n) || bytes_have(begin, "-----BEGIN ") || bytes_have(begin, "PrivateKey"))
		return true;
	/* DER's SEQUENCE with a long length; a Dropbear key's type after its length */
	return (got > 4 && head[0] == 0x30 && head[1] >= 0x81 && head[1] <= 0x83) ||
	       (got > 8 && head[0] == 0 && head[1] == 0 && head[2] == 0 && (memcmp(head + 4, "ssh-", 4) == 0 ||
									      memcmp(head + 4, "ecds", 4) == 0));
}

static void look(struct sniff *sniff, struct node *n, struct reader *content)
{
	struct target target = { sniff->facts, n };
	const struct keys_sink sink = { &target, on_key, on_certificate };
	AUTO(auto_free) unsigned char *room = NULL;
	unsigned char head[4096];
	struct bytes file = { .n = (size_t)content->size };
	size_t got = reader_at(content, 0, head, sizeof(head));

	if (!worth_reading(n, head, got))
		return;
	room = malloc(file.n + 1);
	if (!room || reader_at(content, 0, room, file.n) != file.n) {
		facts_unreadable(sniff->facts, "keys", n->path, "could not be read");
		return;
	}
	file.at = room;
	keys_find(file, &sink);
	if (bytes_have(file, "PrivateKey") && !memchr(file.at, 0, file.n))
		keys_find_wireguard(file, &sink);
}

const struct sniffer sniffer_keys = { .name = "keys", .want = want, .look = look };
