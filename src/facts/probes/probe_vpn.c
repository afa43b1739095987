/*
 * Tunnels: shared secrets that lie in the image, servers that ask for no
 * certificate, and ciphers of the past.
 */
#include "facts/keyed.h"

#include <string.h>

#include "base/auto.h"

static const struct grammar words = { .syntax = SYNTAX_WORDS, .tail = true };
static const struct grammar ipsec_conf = { .syntax = SYNTAX_INDENTED, .tail = true, .include = "include" };
static const struct grammar swanctl = { .syntax = SYNTAX_BRACES, .tail = true, .include = "include" };

/* --- OpenVPN: only instances that start count --- */

static const struct key openvpn_keys[] = {
	{ "verify-client-cert" }, { "client-cert-not-required", .spelling = AS_BOOL }, { "secret" },
	{ "cipher", .spelling = AS_LOWER }, { "data-ciphers", .spelling = AS_LOWER }, { "auth", .spelling = AS_LOWER },
	{ "server" }, { "port", .otherwise = NULL }, { "proto" }, { "local" }, { "management" },
	{ "auth-user-pass-verify" }, { 0 }
};

static bool instance_starts(struct look *look, const char *name)
{
	const struct fact_service *s = NULL;
	const char *file = look_fmt(look, "%s.conf", name), *at = look_fmt(look, "@%s", name);

	while ((s = look_service(look, "openvpn", true, s)))
		if ((s->exec && strstr(s->exec, file)) || (s->name && strstr(s->name, at)) ||
		    (s->manager && strcmp(s->manager, "systemd") != 0))
			return true;
	/* an example of a rule: nobody starts it, but it is taken as started */
	return !look_service(look, "openvpn", false, NULL) && look_daemon(look, "openvpn")->enabled == FLAG_YES;
}

static void instance_say(struct look *look, struct node *file)
{
	struct entries all = { .look = look, .keys = openvpn_keys };
	const char *name = look_str(look, bytes_first(bytes_of(file->name), strlen(file->name) - strlen(".conf")));
	bool starts = instance_starts(look, name);

	entries_read_node(&all, &words, file);
	for (size_t i = 0; i < all.count; i++) {
		const struct entry *e = &all.list[i];

		if (*e->scope || e != entries_find(&all, "", e->key))
			continue;
		FACT(look->facts, setting, .at = e->at, .daemon = "openvpn", .scope = name, .key = e->key, .value = e->value,
		     .state = starts ? "effective" : "unreachable", .source = "file");
	}
	if (starts && entries_find(&all, "", "server")) {
		const char *proto = entries_value(&all, "", "proto", "udp");

		keyed_listens(look, "openvpn", strncmp(proto, "tcp", 3) == 0 ? "tcp" : "udp",
			      entries_value(&all, "", "local", NULL), number_of(entries_value(&all, "", "port", NULL), 1194),
			      entries_find(&all, "", "server"), FLAG_YES);
	}
}

static void openvpn_run(struct look *look)
{
	static const char *const places[] = { "etc/openvpn/*.conf", "etc/openvpn/server/*.conf", "etc/openvpn/client/*.conf" };

	for (size_t i = 0; i < COUNT(places); i++)
		for (struct node **n = look_glob(look, places[i]); *n; n++)
			if ((*n)->type == NODE_FILE)
				instance_say(look, *n);
	facts_looked(look->facts, look->probe, "etc/openvpn", look_exists(look, "etc/openvpn") ? "read" : "absent");
}

const struct probe probe_openvpn = {
	.name = "openvpn",
	.about = "whether OpenVPN asks clients for a certificate, and how it encrypts",
	.reads = (const char *const[]){ "etc/openvpn/**", NULL },
	.run = openvpn_run,
};

/* --- IPsec --- */

static const struct key ipsec_keys[] = {
	{ "ike", "conn *" }, { "esp", "conn *" }, { "authby", "conn *" }, { "leftauth", "conn *" }, { "auto", "conn *" }, { 0 }
};
static const struct key swanctl_keys[] = {
	{ "secret", "secrets *", .secret = "psk" }, { "proposals", "connections *" }, { "esp_proposals", "connections *" }, { 0 }
};

/* ipsec.secrets(5): SELECTORS : KIND "SECRET" */
static void secret_line(struct look *look, struct place at, struct bytes line)
{
	long colon = bytes_find(line, ":");
	struct bytes rest, kind;

	/* an IPv6 selector holds colons as well: the one with a blank or nothing before it counts */
	while (colon > 0 && line.at[colon - 1] != ' ' && line.at[colon - 1] != '\t') {
		long next = bytes_find(bytes_skip(line, (size_t)colon + 1), ":");

		if (next < 0)
			return;
		colon += 1 + next;
	}
	if (colon < 0)
		return;
	rest = bytes_skip(line, (size_t)colon + 1);
	if (!bytes_word(&rest, &kind) || !(bytes_are_nocase(kind, "PSK") || bytes_are_nocase(kind, "EAP") ||
					   bytes_are_nocase(kind, "XAUTH") || bytes_are_nocase(kind, "NTLM")))
		return;
	rest = bytes_unquote(bytes_trim(rest));
	if (rest.n)
		credential_add(look, "strongswan", bytes_are_nocase(kind, "PSK") ? "psk" : "password",
			       look_str(look, bytes_trim(bytes_first(line, (size_t)colon))), rest, NULL, at);
}

static void secrets_file(struct look *look, const char *path, void (*line_fn)(struct look *, struct place, struct bytes))
{
	struct bytes file, line;

	if (!look_text(look, path, &file))
		return;
	for (long now = 1; bytes_line(&file, &line); now++) {
		line = bytes_trim(line);
		if (line.n && line.at[0] != '#')
			line_fn(look, place_line(path, now), line);
	}
}

static const struct keyed strongswan = { .name = "strongswan", .grammar = &swanctl, .keys = swanctl_keys,
	.files = (const char *const[]){ "etc/swanctl/swanctl.conf", "etc/swanctl/conf.d/*.conf", NULL } };
static const struct keyed starter = { .name = "strongswan", .grammar = &ipsec_conf, .keys = ipsec_keys,
	.files = (const char *const[]){ "etc/ipsec.conf", NULL } };

/* racoon's psk.txt: PEER SECRET */
static void racoon_line(struct look *look, struct place at, struct bytes line)
{
	struct bytes peer;

	if (bytes_word(&line, &peer) && bytes_trim(line).n)
		credential_add(look, "strongswan", "psk", look_str(look, peer), bytes_trim(line), NULL, at);
}

static void strongswan_run(struct look *look)
{
	keyed_run(look, &starter);
	keyed_run(look, &strongswan);
	secrets_file(look, "etc/ipsec.secrets", secret_line);
	for (struct node **n = look_glob(look, "etc/ipsec.d/*.secrets"); *n; n++)
		secrets_file(look, (*n)->path, secret_line);
	secrets_file(look, "etc/racoon/psk.txt", racoon_line);
}

const struct probe probe_strongswan = {
	.name = "strongswan",
	.about = "shared secrets and ciphers of IPsec",
	.reads = (const char *const[]){ "etc/ipsec.conf", "etc/ipsec.secrets", "etc/ipsec.d/*", "etc/swanctl/**", "etc/racoon/psk.txt", NULL },
	.run = strongswan_run,
};

/* --- PPP, and the tunnels that use it --- */

static const char *ppp_user(struct look *look)
{
	static const char *const users[] = { "l2tp", "pptpd", "pppd" };

	for (size_t i = 0; i < COUNT(users); i++)
		if (look_daemon(look, users[i])->enabled == FLAG_YES)
			return users[i];
	return "pppd";
}

/* pppd(8): CLIENT SERVER SECRET ADDRESSES; "-" as address lets nobody in, "@FILE" is read at run time */
static void ppp_line(struct look *look, struct place at, struct bytes line)
{
	struct bytes client, server, secret, addresses = { 0 };

	if (!bytes_word(&line, &client) || !bytes_word(&line, &server) || !bytes_word(&line, &secret))
		return;
	bytes_word(&line, &addresses);
	secret = bytes_unquote(secret);
	if (secret.n && secret.at[0] != '@' && !bytes_are(addresses, "-"))
		credential_add(look, ppp_user(look), "secret", look_str(look, bytes_unquote(client)), secret, NULL, at);
}

static const struct key ppp_keys[] = {
	{ "debug", .spelling = AS_BOOL }, { "show-password", .spelling = AS_BOOL }, { "hide-password", .spelling = AS_BOOL },
	{ "auth", .spelling = AS_BOOL }, { "noauth", .spelling = AS_BOOL }, { "refuse-mschap-v2", .spelling = AS_BOOL }, { 0 }
};
static const struct keyed pppd = { .name = "pppd", .grammar = &words, .keys = ppp_keys,
	.files = (const char *const[]){ "etc/ppp/options", "etc/ppp/options.*", "etc/ppp/peers/*", NULL } };

static void pppd_run(struct look *look)
{
	keyed_run(look, &pppd);
	secrets_file(look, "etc/ppp/chap-secrets", ppp_line);
	secrets_file(look, "etc/ppp/pap-secrets", ppp_line);
	if (keyed_present(look, "pptpd"))
		look_listens(look, "pptpd", "tcp", "*", 1723, (struct place){ 0 }, "compiled", FLAG_NO);
	if (keyed_present(look, "l2tp"))
		look_listens(look, "l2tp", "udp", "*", 1701, (struct place){ 0 }, "compiled", FLAG_NO);
}

const struct probe probe_pppd = {
	.name = "pppd",
	.about = "secrets of dialled and tunnelled lines",
	.reads = (const char *const[]){ "etc/ppp/**", NULL },
	.run = pppd_run,
};
