/*
 * Daemons that tell the network who is there: systemd-resolved (LLMNR, mDNS),
 * Avahi, the UPnP gateway, the media server and the printing system.
 */
#include "facts/keyed.h"

#include <string.h>

#include "facts/conf.h"

static const struct grammar ini = { .syntax = SYNTAX_INI }, words = { .syntax = SYNTAX_WORDS }, uci = { .syntax = SYNTAX_UCI };

/* --- systemd-resolved: drop-ins come after the file --- */

static const struct key resolved_keys[] = {
	{ "LLMNR", "Resolve", .spelling = AS_LOWER }, { "MulticastDNS", "Resolve", .spelling = AS_LOWER },
	{ "DNSStubListener", "Resolve", .spelling = AS_LOWER }, { "DNSStubListenerExtra", "Resolve", .wins = WINS_EACH },
	{ 0 }
};

/* "yes", "resolve" (asks, but does not answer) or "no" */
static const char *multicast(struct entries *all, const char *key, long port)
{
	const struct entry *e = entries_find(all, "Resolve", key);
	const char *value = e ? e->value : commented_default(all->look, "etc/systemd/resolved.conf", key);

	if (!value)
		value = commented_default(all->look, "usr/lib/systemd/resolved.conf", key);
	if (!value)
		value = "yes";		/* upstream's default; a distribution that changed it ships the file */
	if (!e)
		keyed_setting(all->look, "resolved", "Resolve", key, value, NULL);
	/* it opens the port for asking as well */
	if (conf_bool(bytes_of(value), true))
		keyed_listens_on(all->look, "resolved", "udp", port, NULL, NULL, e);
	return value;
}

static void resolved_more(struct entries *all)
{
	const struct entry *extra = NULL;

	multicast(all, "LLMNR", 5355);
	multicast(all, "MulticastDNS", 5353);
	if (strcmp(entries_value(all, "Resolve", "DNSStubListener", "yes"), "no") != 0)
		look_listens(all->look, "resolved", "udp", "127.0.0.53", 53, (struct place){ 0 }, "compiled", FLAG_NO);
	while ((extra = entries_next(all, "Resolve", "DNSStubListenerExtra", extra))) {
		struct bytes host;
		long port;

		conf_hostport(bytes_of(extra->value), &host, &port);
		keyed_listens(all->look, "resolved", "udp", look_str(all->look, host), port < 0 ? 53 : port, extra, FLAG_NO);
	}
}

static const struct keyed resolved = {
	.name = "resolved", .grammar = &ini, .keys = resolved_keys, .more = resolved_more,
	.files = (const char *const[]){ "usr/lib/systemd/resolved.conf", "etc/systemd/resolved.conf",
		"usr/lib/systemd/resolved.conf.d/*.conf", "etc/systemd/resolved.conf.d/*.conf", NULL },
};

KEYED_PROBE(resolved, "resolved", resolved, "whether the resolver answers by multicast",
	    "usr/lib/systemd/resolved.conf", "usr/lib/systemd/resolved.conf.d/*", "etc/systemd/resolved.conf",
	    "etc/systemd/resolved.conf.d/*")

/* --- Avahi --- */

static const struct key avahi_keys[] = {
	{ "allow-interfaces", "server" }, { "deny-interfaces", "server" },
	{ "disable-publishing", "publish", .spelling = AS_BOOL, .otherwise = "no" },
	{ "publish-hinfo", "publish", .spelling = AS_BOOL, .otherwise = "no", .from = "0.8" },
	{ "publish-hinfo", "publish", .spelling = AS_BOOL, .otherwise = "yes", .below = "0.8" },
	{ "publish-workstation", "publish", .spelling = AS_BOOL, .otherwise = "no", .from = "0.8" },
	{ "publish-workstation", "publish", .spelling = AS_BOOL, .otherwise = "yes", .below = "0.8" },
	{ "publish-addresses", "publish", .spelling = AS_BOOL, .otherwise = "yes" },
	{ "enable-reflector", "reflector", .spelling = AS_BOOL, .otherwise = "no" },
	{ 0 }
};

static void avahi_more(struct entries *all)
{
	const struct entry *allow = entries_find(all, "server", "allow-interfaces");
	struct bytes rest = bytes_of(allow ? allow->value : ""), one;

	if (rest.n == 0)
		keyed_listens_on(all->look, "avahi", "udp", 5353, NULL, NULL, NULL);
	while (bytes_field(&rest, ',', &one))
		keyed_listens_on(all->look, "avahi", "udp", 5353, look_str(all->look, bytes_trim(one)), NULL, allow);
}

static const struct keyed avahi = {
	.name = "avahi", .grammar = &ini, .keys = avahi_keys, .more = avahi_more,
	.files = (const char *const[]){ "etc/avahi/avahi-daemon.conf", NULL },
};

KEYED_PROBE(avahi, "avahi", avahi, "what Avahi tells about the device, and where", "etc/avahi/avahi-daemon.conf")

/* --- miniupnpd: from 2.2 on a client opens ports to itself only, unless told otherwise --- */

static const struct key miniupnpd_keys[] = {
	{ "secure_mode", .spelling = AS_BOOL, .otherwise = "yes", .from = "2.2" },
	{ "secure_mode", .spelling = AS_BOOL, .otherwise = "no", .below = "2.1" },
	{ "allow", .wins = WINS_EACH }, { "deny", .wins = WINS_EACH },
	{ "listening_ip", .wins = WINS_EACH }, { "port", .otherwise = "0" },
	{ "enable_upnp", .spelling = AS_BOOL, .otherwise = "yes" },
	{ 0 }
};
static const struct key upnpd_keys[] = {
	{ "secure_mode", "upnpd *", .spelling = AS_BOOL },
	{ "enabled", "upnpd *", .spelling = AS_BOOL }, { "internal_iface", "upnpd *" }, { "port", "upnpd *" },
	{ "action", "perm_rule *" }, { "ext_ports", "perm_rule *" }, { "int_addr", "perm_rule *" },
	{ "int_ports", "perm_rule *" },
	{ 0 }
};

static void perm_rule(const struct entries *in, struct entries *all, const struct entry *action)
{
	const char *s = action->scope;

	entries_add(all, "", bytes_of(action->value),
		    bytes_of(look_fmt(all->look, "%s %s %s", entries_value(in, s, "ext_ports", "0-65535"),
				      entries_value(in, s, "int_addr", "0.0.0.0/0"),
				      entries_value(in, s, "int_ports", "0-65535"))), action->at, "uci");
}

/* OpenWrt's init script: secure_mode is on unless the option says 0 */
static void upnpd_uci(struct entries *all)
{
	struct entries in = { .look = all->look, .keys = upnpd_keys };
	const struct entry *e;

	if (!entries_read(&in, &uci, "etc/config/upnpd"))
		return;
	e = entries_find(&in, NULL, "secure_mode");
	entries_add(all, "", BYTES("secure_mode"), bytes_of(e ? e->value : "yes"),
		    e ? e->at : place_file("etc/config/upnpd"), "uci");
	e = entries_find(&in, NULL, "enabled");
	if (e)
		entries_add(all, "", BYTES("enable_upnp"), bytes_of(e->value), e->at, "uci");
	e = entries_find(&in, NULL, "internal_iface");
	if (e)
		entries_add(all, "", BYTES("listening_ip"), bytes_of(e->value), e->at, "uci");
	for (e = NULL; (e = entries_next(&in, NULL, "action", e));)
		perm_rule(&in, all, e);
}

static void miniupnpd_more(struct entries *all)
{
	const struct entry *ip = NULL;
	bool any = false;

	if (!entries_bool(all, "", "enable_upnp", true))
		return;
	while ((ip = entries_next(all, "", "listening_ip", ip))) {
		bool is_address = strchr(ip->value, '.') && ip->value[0] >= '0' && ip->value[0] <= '9';

		any = true;
		if (is_address)
			keyed_listens(all->look, "miniupnpd", "udp", look_str(all->look,
				      bytes_first(bytes_of(ip->value), strcspn(ip->value, "/"))), 1900, ip, FLAG_NO);
		else
			keyed_listens_on(all->look, "miniupnpd", "udp", 1900, ip->value, NULL, ip);
	}
	/* without an address it does not start, unless the command line names one (-a) */
	if (!any && look_service(all->look, "miniupnpd", true, NULL))
		keyed_listens_on(all->look, "miniupnpd", "udp", 1900, NULL, NULL, NULL);
}

static const struct keyed miniupnpd = {
	.name = "miniupnpd", .grammar = &words, .keys = miniupnpd_keys, .config_option = "-f", .more = miniupnpd_more,
	.files = (const char *const[]){ "etc/miniupnpd/miniupnpd.conf", "etc/miniupnpd.conf", NULL },
};

static void miniupnpd_run(struct look *look)
{
	struct entries all = { .look = look, .keys = miniupnpd_keys };

	keyed_read(&all, &miniupnpd);
	upnpd_uci(&all);
	keyed_say(&all, &miniupnpd);
}

const struct probe probe_miniupnpd = {
	.name = "miniupnpd",
	.about = "who may open ports in the gateway",
	.reads = (const char *const[]){ "etc/miniupnpd/*", "etc/miniupnpd.conf", "etc/config/upnpd", NULL },
	.run = miniupnpd_run,
};

/* --- MiniDLNA --- */

static const struct key minidlna_keys[] = { { "network_interface" }, { "port", .otherwise = "8200" }, { "media_dir", .wins = WINS_EACH }, { 0 } };

static void minidlna_more(struct entries *all)
{
	const struct entry *on = entries_find(all, "", "network_interface");
	const char *interface = on && *on->value ? on->value : NULL;

	keyed_listens_on(all->look, "minidlna", "tcp", number_of(entries_value(all, "", "port", NULL), 8200), interface, NULL, on);
	keyed_listens_on(all->look, "minidlna", "udp", 1900, interface, NULL, on);
}

static const struct keyed minidlna = {
	.name = "minidlna", .grammar = &words, .keys = minidlna_keys, .config_option = "-f", .more = minidlna_more,
	.files = (const char *const[]){ "etc/minidlna.conf", NULL },
};

KEYED_PROBE(minidlna, "minidlna", minidlna, "where the media server can be seen", "etc/minidlna.conf")

/* --- CUPS --- */

static const struct key cups_keys[] = {
	{ "Listen", "", .wins = WINS_EACH }, { "Port", "", .wins = WINS_EACH }, { "SSLListen", "", .wins = WINS_EACH },
	{ "Browsing", "", .spelling = AS_BOOL }, { "WebInterface", "", .spelling = AS_BOOL },
	{ "DefaultAuthType", "" }, { "DefaultEncryption", "" },
	{ 0 }
};

static void cups_listen(struct entries *all, const struct entry *e, enum flag tls)
{
	struct bytes host;
	long port;

	if (e->value[0] == '/')
		return;
	conf_hostport(bytes_of(e->value), &host, &port);
	keyed_listens(all->look, "cups", "tcp", look_str(all->look, host), port < 0 ? 631 : port, e, tls);
}

static void cups_more(struct entries *all)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct entry *e = &all->list[i];

		if (strcmp(e->key, "Listen") == 0 || strcmp(e->key, "Port") == 0)
			cups_listen(all, e, FLAG_NO);
		else if (strcmp(e->key, "SSLListen") == 0)
			cups_listen(all, e, FLAG_YES);
	}
}

static const struct keyed cups = {
	.name = "cups", .grammar = &words, .keys = cups_keys, .config_option = "-c", .more = cups_more,
	.files = (const char *const[]){ "etc/cups/cupsd.conf", NULL },
};

KEYED_PROBE(cups, "cups", cups, "whether printing is open to the network", "etc/cups/cupsd.conf")
