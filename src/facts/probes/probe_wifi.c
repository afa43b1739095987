/*
 * Wireless networks the device opens or joins: hostapd.conf, wpa_supplicant.conf,
 * OpenWrt's /etc/config/wireless and the RT2860AP.dat of Ralink's driver. What
 * no daemon of ours reads goes by the name "wifi"; a radio that is off there is
 * written as 'unreachable'.
 */
#include "facts/keyed.h"

#include <string.h>

#include "base/auto.h"
#include "base/sha256.h"

static const struct grammar words = { .syntax = SYNTAX_WORDS }, braces = { .syntax = SYNTAX_BRACES }, uci = { .syntax = SYNTAX_UCI };

/* A network as all of them describe it. */
struct network {
	const char *daemon, *name;
	const char *security;		/* open, wep, wpa1, tkip, wpa2 or better */
	const struct entry *from, *secret;
	bool in_force;
};

static void network_say(struct look *look, const struct network *n)
{
	char hex[SHA256_HEX];

	FACT(look->facts, setting, .at = entry_place(n->from), .daemon = n->daemon, .scope = n->name, .key = "security",
	     .value = n->security, .state = n->in_force ? "effective" : "unreachable", .source = n->from->source);
	if (!n->secret || !*n->secret->value)
		return;
	sha256_of(n->secret->value, strlen(n->secret->value), hex);
	hex[16] = '\0';
	FACT(look->facts, credential, .at = n->secret->at, .kind = "psk", .program = n->daemon, .user = n->name,
	     .form = "psk", .digest = hex, .in_use = FLAG_OF(n->in_force));
}

/* --- hostapd.conf: wpa is a set of bits, 1 WPA, 2 RSN; 0 and nothing else is an open network --- */

static const struct key hostapd_keys[] = {
	{ "ssid" }, { "wpa", .otherwise = "0" }, { "wpa_key_mgmt" }, { "wpa_pairwise", .otherwise = "TKIP" }, { "rsn_pairwise" },
	{ "wpa_passphrase", .secret = "" }, { "wpa_psk", .secret = "" }, { "wep_key0", .secret = "" },
	{ "auth_algs", .otherwise = "3" }, { "ieee80211w", .otherwise = "0" }, { "ieee8021x" },
	{ "wps_state", .otherwise = "0" }, { "ap_pin", .secret = "" }, { "wps_pin_requests" }, { "ap_setup_locked" },
	{ 0 }
};

static const char *hostapd_security(const struct entries *all)
{
	long wpa = number_of(entries_value(all, "", "wpa", NULL), 0);
	const char *pairwise = entries_value(all, "", "rsn_pairwise", NULL);

	if (wpa == 0)
		return entries_find(all, "", "wep_key0") ? "wep" : "open";
	if (wpa & 1)
		return "wpa1";
	if (!pairwise)
		pairwise = entries_value(all, "", "wpa_pairwise", "TKIP");
	return strstr(pairwise, "TKIP") ? "tkip" : "wpa2";
}

static void wps_say(struct look *look, const char *daemon, const char *name, const struct entry *state,
		    const struct entry *pin, bool in_force)
{
	if (!state || strcmp(state->value, "0") == 0)
		return;
	FACT(look->facts, setting, .at = state->at, .daemon = daemon, .scope = name, .key = "wps",
	     .value = pin ? "with a fixed PIN" : "push button", .state = in_force ? "effective" : "unreachable",
	     .source = state->source);
}

static void hostapd_file(struct look *look, struct node *file)
{
	struct entries all = { .look = look, .keys = hostapd_keys };
	struct network n = { .daemon = "hostapd" };

	entries_read_node(&all, &words, file);
	n.from = entries_find(&all, "", "wpa");
	if (!n.from)
		n.from = entries_find(&all, "", "ssid");
	if (!n.from)
		return;
	n.name = entries_value(&all, "", "ssid", file->name);
	n.security = hostapd_security(&all);
	n.secret = entries_find(&all, "", "wpa_passphrase");
	if (!n.secret)
		n.secret = entries_find(&all, "", "wpa_psk");
	if (!n.secret)
		n.secret = entries_find(&all, "", "wep_key0");
	n.in_force = look_daemon(look, "hostapd")->enabled == FLAG_YES;
	network_say(look, &n);
	wps_say(look, "hostapd", n.name, entries_find(&all, "", "wps_state"), entries_find(&all, "", "ap_pin"), n.in_force);
}

static void hostapd_run(struct look *look)
{
	static const char *const places[] = { "etc/hostapd/*.conf", "etc/hostapd.conf", "etc/hostapd*.conf" };
	struct node *last = NULL;

	for (size_t i = 0; i < COUNT(places); i++)
		for (struct node **n = look_glob(look, places[i]); *n; n++) {
			struct node *file = look_find(look, (*n)->path);

			if (file && file->type == NODE_FILE && file != last)
				hostapd_file(look, file);
			last = file;
		}
	facts_looked(look->facts, look->probe, "etc/hostapd", look_exists(look, "etc/hostapd") ? "read" : "absent");
}

const struct probe probe_hostapd = {
	.name = "hostapd",
	.about = "how hostapd's networks are protected, and secrets that are the same everywhere",
	.reads = (const char *const[]){ "etc/hostapd/*", "etc/hostapd*.conf", NULL },
	.run = hostapd_run,
};

/* --- wpa_supplicant: networks the device joins --- */

static const struct key supplicant_keys[] = {
	{ "psk", "network", .secret = "psk" }, { "password", "network", .secret = "password" },
	{ "wep_key0", "network", .secret = "psk" }, { "key_mgmt", "network" },
	{ 0 }
};
static const struct keyed supplicant = {
	.name = "wpa_supplicant", .grammar = &braces, .keys = supplicant_keys, .config_option = "-c",
	.files = (const char *const[]){ "etc/wpa_supplicant.conf", "etc/wpa_supplicant/*.conf", NULL },
};

KEYED_PROBE(wpa_supplicant, "wpa_supplicant", supplicant, "secrets of networks the device joins",
	    "etc/wpa_supplicant.conf", "etc/wpa_supplicant/*")

/* --- OpenWrt --- */

static const struct key wireless_keys[] = {
	{ "encryption", "wifi-iface *" }, { "key", "wifi-iface *", .secret = "" }, { "ssid", "wifi-iface *" },
	{ "mode", "wifi-iface *" }, { "device", "wifi-iface *" }, { "disabled", NULL, .spelling = AS_BOOL },
	{ "wps_pushbutton", "wifi-iface *" }, { "wps_pin", "wifi-iface *", .secret = "" },
	{ 0 }
};

static const char *uci_security(const char *encryption)
{
	struct bytes e = bytes_of(encryption);

	if (bytes_are(e, "none") || bytes_are(e, "owe") || e.n == 0)
		return bytes_are(e, "owe") ? "owe" : "open";
	if (bytes_begin(e, "wep"))
		return "wep";
	if (bytes_are(e, "psk") || bytes_begin(e, "psk+") || bytes_begin(e, "psk-mixed") || bytes_are(e, "wpa") ||
	    bytes_begin(e, "wpa-mixed"))
		return "wpa1";
	return bytes_have(e, "tkip") ? "tkip" : "wpa2";
}

static bool is_off(const struct entries *all, const struct entry *iface)
{
	const char *device = entries_value(all, iface->scope, "device", "");

	return entries_bool(all, iface->scope, "disabled", false) ||
	       entries_bool(all, look_fmt(all->look, "wifi-device %s", device), "disabled", false);
}

static void uci_network(const struct entries *all, const struct entry *mode)
{
	const struct entry *encryption = entries_find(all, mode->scope, "encryption");
	const struct entry *key = entries_find(all, mode->scope, "key");
	struct network n = {
		.daemon = "wifi", .name = entries_value(all, mode->scope, "ssid", mode->scope),
		.security = uci_security(encryption ? encryption->value : "none"), .from = encryption ? encryption : mode,
		.in_force = !is_off(all, mode),
	};

	/* with "wep" key is the number of the key in use; with 802.1X none of it is a shared secret */
	n.secret = key && strcmp(n.security, "open") != 0 ? key : NULL;
	network_say(all->look, &n);
	wps_say(all->look, "wifi", n.name, entries_find(all, mode->scope, "wps_pushbutton"),
		entries_find(all, mode->scope, "wps_pin"), n.in_force);
}

/* --- RT2860AP.dat: a value for each network, with ';' between; the driver reads it when it is loaded --- */

static const struct key ralink_keys[] = {
	{ "SSID1" }, { "AuthMode" }, { "EncrypType" }, { "WPAPSK1", .secret = "" }, { "WPAPSK", .as = "WPAPSK1", .secret = "" },
	{ "Key1Str1", .secret = "" }, { "WscConfMode" }, { 0 }
};

static const char *ralink_security(const struct entries *all)
{
	struct bytes auth = bytes_of(entries_value(all, "", "AuthMode", "OPEN")), mode = auth;
	struct bytes cipher = bytes_of(entries_value(all, "", "EncrypType", "NONE")), first = cipher;

	bytes_field(&auth, ';', &mode);
	bytes_field(&cipher, ';', &first);
	if (bytes_are(mode, "OPEN") || bytes_are(mode, "SHARED") || bytes_are(mode, "WEPAUTO"))
		return bytes_are(first, "WEP") ? "wep" : "open";
	if (bytes_begin(mode, "WPAPSK") || bytes_are(mode, "WPA"))
		return "wpa1";
	return bytes_have(first, "TKIP") ? "tkip" : "wpa2";
}

static void ralink_file(struct look *look, struct node *file)
{
	struct entries all = { .look = look, .keys = ralink_keys };
	struct network n = { .daemon = "wifi", .in_force = true };

	entries_read_node(&all, &words, file);
	n.from = entries_find(&all, "", "AuthMode");
	if (!n.from)
		return;
	n.name = entries_value(&all, "", "SSID1", file->name);
	n.security = ralink_security(&all);
	n.secret = strcmp(n.security, "wep") == 0 ? entries_find(&all, "", "Key1Str1")
		 : strcmp(n.security, "open") == 0 ? NULL : entries_find(&all, "", "WPAPSK1");
	network_say(look, &n);
	wps_say(look, "wifi", n.name, entries_find(&all, "", "WscConfMode"), NULL, true);
}

static void wifi_run(struct look *look)
{
	static const char *const places[] = {
		"etc/Wireless/RT*.dat", "etc/Wireless/*/RT*.dat", "etc/wireless/*.dat", "etc/wireless/*/*.dat", "etc_ro/Wireless/*/*.dat",
	};
	struct entries all = { .look = look, .keys = wireless_keys };

	if (entries_read(&all, &uci, "etc/config/wireless"))
		for (const struct entry *e = NULL; (e = entries_next(&all, NULL, "mode", e));)
			if (strcmp(e->value, "ap") == 0 && e == entries_find(&all, e->scope, "mode"))
				uci_network(&all, e);
	for (size_t i = 0; i < COUNT(places); i++)
		for (struct node **n = look_glob(look, places[i]); *n; n++)
			if ((*n)->type == NODE_FILE)
				ralink_file(look, *n);
}

const struct probe probe_wifi = {
	.name = "wifi",
	.about = "wireless networks that a vendor's scripts set up",
	.reads = (const char *const[]){ "etc/config/wireless", "etc/Wireless/**", "etc/wireless/**", "etc_ro/Wireless/**", NULL },
	.run = wifi_run,
};
