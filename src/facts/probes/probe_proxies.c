/*
 * Proxies and relays: whose connections they carry.
 */
#include "facts/keyed.h"

#include <string.h>

#include "facts/conf.h"

static const struct grammar words = { .syntax = SYNTAX_WORDS, .tail = true, .include = "include" };

/* squid: the first http_access line that matches decides; when none does, the opposite of the last one */
static const struct key squid_keys[] = { { "http_access", .wins = WINS_EACH }, { "http_port", .wins = WINS_EACH }, { 0 } };

static void squid_more(struct entries *all)
{
	const struct entry *e = NULL;
	const char *decides = NULL;

	while (!decides && (e = entries_next(all, "", "http_access", e)))
		if (strcmp(e->value, "allow all") == 0 || strcmp(e->value, "deny all") == 0)
			decides = strcmp(e->value, "allow all") == 0 ? "everybody" : "named";
	keyed_setting(all->look, "squid", "", "serves", decides ? decides : "named", e);
	for (e = NULL; (e = entries_next(all, "", "http_port", e));) {
		struct bytes rest = bytes_of(e->value), first, host;
		long port;

		if (!bytes_word(&rest, &first))
			continue;
		conf_hostport(first, &host, &port);
		keyed_listens(all->look, "squid", "tcp", look_str(all->look, host), port < 0 ? 3128 : port, e, FLAG_NO);
	}
}

static const struct keyed squid = {
	.name = "squid", .grammar = &words, .keys = squid_keys, .config_option = "-f", .more = squid_more,
	.files = (const char *const[]){ "etc/squid/squid.conf", "etc/squid.conf", NULL },
};

KEYED_PROBE(squid, "squid", squid, "whose connections Squid carries", "etc/squid/**", "etc/squid.conf")

/* tinyproxy: without any Allow or Deny line everybody is served */
static const struct key tinyproxy_keys[] = {
	{ "Port", .otherwise = "8888" }, { "Listen", .wins = WINS_EACH }, { "Allow", .wins = WINS_EACH },
	{ "Deny", .wins = WINS_EACH }, { "BasicAuth", .wins = WINS_EACH, .secret = "password" }, { 0 }
};

static void tinyproxy_more(struct entries *all)
{
	const struct entry *allow = entries_find(all, "", "Allow"), *listen = entries_find(all, "", "Listen"), *wide = NULL;

	for (const struct entry *e = NULL; (e = entries_next(all, "", "Allow", e));)
		if (bytes_end(bytes_of(e->value), "/0"))
			wide = e;
	keyed_setting(all->look, "tinyproxy", "", "serves",
		      (wide || (!allow && !entries_find(all, "", "Deny"))) && !entries_find(all, "", "BasicAuth") ? "everybody" : "named",
		      wide ? wide : allow);
	keyed_listens(all->look, "tinyproxy", "tcp", listen ? listen->value : NULL,
		      number_of(entries_value(all, "", "Port", NULL), 8888), listen, FLAG_NO);
}

static const struct keyed tinyproxy = {
	.name = "tinyproxy", .grammar = &words, .keys = tinyproxy_keys, .config_option = "-c", .more = tinyproxy_more,
	.files = (const char *const[]){ "etc/tinyproxy/tinyproxy.conf", "etc/tinyproxy.conf", NULL },
};

KEYED_PROBE(tinyproxy, "tinyproxy", tinyproxy, "whose connections Tinyproxy carries", "etc/tinyproxy/*", "etc/tinyproxy.conf")

/* coturn: relays for anybody unless one of the two mechanisms is named */
static const struct key coturn_keys[] = {
	{ "lt-cred-mech", .spelling = AS_BOOL, .option = "--lt-cred-mech" }, { "use-auth-secret", .spelling = AS_BOOL },
	{ "static-auth-secret", .secret = "secret", .known = "north" }, { "user", .wins = WINS_EACH, .secret = "password" },
	{ "no-auth", .spelling = AS_BOOL }, { "listening-port", .otherwise = "3478" }, { "listening-ip", .wins = WINS_EACH },
	{ "cli-password", .secret = "password", .known = "qwerty" }, { 0 }
};

static void coturn_more(struct entries *all)
{
	const struct entry *ip = entries_find(all, "", "listening-ip"), *no = entries_find(all, "", "no-auth");
	bool asks = entries_bool(all, "", "lt-cred-mech", false) || entries_bool(all, "", "use-auth-secret", false);

	if (no && strcmp(no->value, "yes") == 0)
		asks = false;
	keyed_setting(all->look, "coturn", "", "serves", asks ? "named" : "everybody", no);
	keyed_listens(all->look, "coturn", "udp", ip ? ip->value : NULL,
		      number_of(entries_value(all, "", "listening-port", NULL), 3478), ip, FLAG_NO);
}

static const struct keyed coturn = {
	.name = "coturn", .grammar = &words, .keys = coturn_keys, .config_option = "-c", .more = coturn_more,
	.files = (const char *const[]){ "etc/turnserver.conf", NULL },
};

KEYED_PROBE(coturn, "coturn", coturn, "for whom the TURN server relays", "etc/turnserver.conf")
