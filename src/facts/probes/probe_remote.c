/*
 * Doors to the screen, the containers, the debugger and the maker: VNC, X11,
 * Docker, adb, Bluetooth, TR-069.
 */
#include "facts/keyed.h"

#include <string.h>

#include "base/auto.h"
#include "facts/conf.h"

static const struct grammar yaml = { .syntax = SYNTAX_YAML }, ini = { .syntax = SYNTAX_INI, .tail = true };
static const struct grammar words = { .syntax = SYNTAX_WORDS }, uci = { .syntax = SYNTAX_UCI };

static bool has_option(struct look *look, const struct fact_service *s, const char *option)
{
	struct bytes rest = bytes_of(s->exec ? s->exec : ""), word;

	(void)look;
	while (bytes_word(&rest, &word))
		if (bytes_are(word, option))
			return true;
	return false;
}

/* --- VNC: x11vnc(1) and Xvnc(1) are told on their command line --- */

static void vnc_say(struct look *look, const struct fact_service *s)
{
	static const char *const proofs[] = { "-rfbauth", "-passwd", "-passwdfile", "-usepw", "-unixpw", "-PasswordFile", "-sslverify" };
	struct bytes value = { 0 };
	const char *asked = "none";
	bool loopback = has_option(look, s, "-localhost");

	/* Xvnc asks for a password unless SecurityTypes says None */
	if (!strstr(s->exec ? s->exec : "", "x11vnc") && !(look_option(look, s->exec, "-SecurityTypes", &value) && bytes_are(value, "None")))
		asked = "password";
	for (size_t i = 0; i < COUNT(proofs); i++)
		if (has_option(look, s, proofs[i]))
			asked = "password";
	if (has_option(look, s, "-nopw"))
		asked = "none";
	FACT(look->facts, setting, .at = s->at, .daemon = "x11vnc", .scope = s->name, .key = "authentication", .value = asked,
	     .state = "effective", .source = "argv");
	look_listens(look, "x11vnc", "tcp", loopback ? "127.0.0.1" : "*",
		     look_option(look, s->exec, "-rfbport", &value) ? number_of(look_str(look, value), 5900) : 5900, s->at, "argv", FLAG_NO);
}

static void x11vnc_run(struct look *look)
{
	const struct fact_service *s = NULL;

	while ((s = look_service(look, "x11vnc", true, s)))
		vnc_say(look, s);
	facts_looked(look->facts, look->probe, "usr/bin/x11vnc", look_exists(look, "usr/bin/x11vnc") ? "read" : "absent");
}

const struct probe probe_x11vnc = {
	.name = "x11vnc", .about = "whether the screen can be seen and used from the network without a password",
	.run = x11vnc_run,
};

/* --- X11 --- */

static void xhost_look(struct look *look, struct node *n)
{
	struct bytes text, line;

	if (n->type != NODE_FILE || !look_text_node(look, n, &text))
		return;
	for (long now = 1; bytes_line(&text, &line); now++) {
		line = bytes_trim(line);
		if (bytes_begin(line, "#") || !bytes_have(line, "xhost +"))
			continue;
		line = bytes_skip(line, (size_t)bytes_find(line, "xhost +") + 7);
		/* "xhost +si:localuser:x" lets in one user of this machine */
		if (line.n == 0 || line.at[0] == ' ' || line.at[0] == ';' || line.at[0] == '&')
			FACT(look->facts, setting, .at = place_line(n->path, now), .daemon = "xorg", .scope = "", .key = "xhost",
			     .value = "+", .state = "effective", .source = "file");
	}
}

static void xorg_run(struct look *look)
{
	static const char *const scripts[] = { "etc/X11/xinit/xinitrc", "etc/X11/Xsession.d/*", "etc/X11/xinit/xinitrc.d/*", "root/.xinitrc", "root/.xsession" };
	const struct fact_service *s = NULL;
	struct bytes value;

	while ((s = look_service(look, "xorg", true, s))) {
		if (look_option(look, s->exec, "-listen", &value) && bytes_are(value, "tcp")) {
			look_listens(look, "xorg", "tcp", "*", 6000, s->at, "argv", FLAG_NO);
			FACT(look->facts, setting, .at = s->at, .daemon = "xorg", .scope = "", .key = "listen", .value = "tcp",
			     .state = "effective", .source = "argv");
		}
		if (has_option(look, s, "-ac"))
			FACT(look->facts, setting, .at = s->at, .daemon = "xorg", .scope = "", .key = "access-control", .value = "off",
			     .state = "effective", .source = "argv");
	}
	for (size_t i = 0; i < COUNT(scripts); i++)
		for (struct node **n = look_glob(look, scripts[i]); *n; n++)
			xhost_look(look, *n);
	facts_looked(look->facts, look->probe, "etc/X11", look_exists(look, "etc/X11") ? "read" : "absent");
}

const struct probe probe_xorg = {
	.name = "xorg", .about = "whether the X server is open to others",
	.reads = (const char *const[]){ "etc/X11/**", "root/.xinitrc", "root/.xsession", NULL }, .run = xorg_run,
};

/* --- Docker: daemon.json, and -H as often as one likes --- */

static const struct key docker_keys[] = {
	{ "hosts", .wins = WINS_EACH }, { "tlsverify", .spelling = AS_BOOL, .otherwise = "no" },
	{ "insecure-registries", .wins = WINS_EACH }, { 0 }
};

static void docker_host(struct entries *all, const char *host, const struct entry *from)
{
	struct bytes s = bytes_of(host), address;
	long port;

	if (!bytes_begin(s, "tcp://"))
		return;
	conf_hostport(bytes_skip(s, 6), &address, &port);
	keyed_listens(all->look, "docker", "tcp", look_str(all->look, address), port < 0 ? 2375 : port, from,
		      FLAG_OF(entries_bool(all, "", "tlsverify", false)));
}

static void docker_argv(struct entries *all, const struct fact_service *s)
{
	struct bytes rest = bytes_of(s->exec ? s->exec : ""), word;
	bool next = false;

	while (bytes_word(&rest, &word)) {
		if (next || bytes_begin(word, "--host=") || bytes_begin(word, "-H=") || bytes_begin(word, "-Htcp"))
			entries_add(all, "", BYTES("hosts"), bytes_skip(word, next ? 0 : bytes_begin(word, "--") ? 7 : bytes_begin(word, "-H=") ? 3 : 2), s->at, "argv");
		if (bytes_are(word, "--tlsverify"))
			entries_add(all, "", BYTES("tlsverify"), BYTES("yes"), s->at, "argv");
		next = bytes_are(word, "-H") || bytes_are(word, "--host");
	}
}

static void docker_more(struct entries *all)
{
	for (const struct entry *e = NULL; (e = entries_next(all, "", "hosts", e));)
		docker_host(all, e->value, e);
}

static const struct keyed docker = {
	.name = "docker", .grammar = &yaml, .keys = docker_keys, .more = docker_more, .config_option = "--config-file",
	.files = (const char *const[]){ "etc/docker/daemon.json", NULL },
};

static const struct key registries_keys[] = { { "insecure", .wins = WINS_EACH, .spelling = AS_BOOL }, { 0 } };
static const struct keyed registries = {
	.name = "podman", .grammar = &ini, .keys = registries_keys,
	.files = (const char *const[]){ "etc/containers/registries.conf", "etc/containers/registries.conf.d/*.conf", NULL },
};

static void docker_run(struct look *look)
{
	struct entries all = { .look = look, .keys = docker_keys };
	const struct fact_service *s = NULL;

	keyed_read(&all, &docker);
	while ((s = look_service(look, "docker", true, s)))
		docker_argv(&all, s);
	keyed_say(&all, &docker);
	keyed_run(look, &registries);
}

const struct probe probe_docker = {
	.name = "docker", .about = "who may command the container engine, and from where it takes images unchecked",
	.reads = (const char *const[]){ "etc/docker/daemon.json", "etc/containers/**", NULL }, .run = docker_run,
};

/* --- adb: properties, the last file wins --- */

static const struct key adb_keys[] = {
	{ "ro.adb.secure", .otherwise = "0" }, { "ro.debuggable" }, { "service.adb.tcp.port" }, { "persist.adb.tcp.port", .as = "service.adb.tcp.port" }, { 0 }
};

static void adbd_more(struct entries *all)
{
	const struct entry *port = entries_find(all, "", "service.adb.tcp.port");

	if (port && number_of(port->value, -1) > 0)
		keyed_listens(all->look, "adbd", "tcp", NULL, number_of(port->value, 5555), port, FLAG_NO);
}

static const struct keyed adbd = {
	.name = "adbd", .grammar = &words, .keys = adb_keys, .more = adbd_more,
	.files = (const char *const[]){ "default.prop", "prop.default", "etc/prop.default", "system/build.prop", "build.prop", NULL },
};

KEYED_PROBE(adbd, "adbd", adbd, "whether the Android debugger asks for a key", "default.prop", "prop.default", "etc/prop.default", "system/build.prop", "build.prop")

/* --- Bluetooth --- */

static const struct key bluetooth_keys[] = {
	{ "DiscoverableTimeout", "General", .otherwise = "180" }, { "AlwaysPairable", "General", .spelling = AS_BOOL, .otherwise = "no" },
	{ "JustWorksRepairing", "General", .spelling = AS_LOWER, .otherwise = "never" },
	{ "AutoEnable", "Policy", .spelling = AS_BOOL, .otherwise = "yes", .from = "5.65" },
	{ "AutoEnable", "Policy", .spelling = AS_BOOL, .otherwise = "no", .below = "5.65" }, { 0 }
};
static const struct keyed bluetooth = {
	.name = "bluetoothd", .grammar = &ini, .keys = bluetooth_keys,
	.files = (const char *const[]){ "etc/bluetooth/main.conf", NULL },
};

KEYED_PROBE(bluetoothd, "bluetoothd", bluetooth, "who may see the device and pair with it", "etc/bluetooth/main.conf")

/* --- TR-069: OpenWrt's clients, and whatever a vendor calls tr069 or cwmp --- */

#define KNOWN_ACS "admin password acs easycwmp freecwmp cwmp tr069 telecomadmin 12345678 1234 user"
static const struct key cwmp_keys[] = {
	{ "url" }, { "acs_url", .as = "url" }, { "ManagementServerURL", .as = "url" },
	{ "password", .secret = "password", .known = KNOWN_ACS }, { "passwd", .secret = "password", .known = KNOWN_ACS },
	{ "port" }, { "ssl_verify", .spelling = AS_BOOL }, { 0 }
};

/* "http://name:word@host/" without the name and the word */
static const char *without_user(struct look *look, struct bytes url)
{
	long start = bytes_find(url, "://"), at = bytes_find(url, "@");

	if (start < 0 || at < start)
		return look_str(look, url);
	return look_fmt(look, "%s%s", look_str(look, bytes_first(url, (size_t)start + 3)),
			look_str(look, bytes_skip(url, (size_t)at + 1)));
}

static void vendor_file(struct look *look, struct node *n)
{
	struct bytes text, line;

	if (n->type != NODE_FILE || !look_text_node(look, n, &text))
		return;
	for (long now = 1; bytes_line(&text, &line); now++) {
		long at = bytes_find(line, "http");
		struct bytes url;
		size_t end = 0;

		if (at < 0 || !(bytes_have(line, "URL") || bytes_have(line, "Url") || bytes_have(line, "url")))
			continue;
		url = bytes_skip(line, (size_t)at);
		if (!bytes_begin(url, "http://") && !bytes_begin(url, "https://"))
			continue;
		while (end < url.n && !strchr(" \t\"'<>", url.at[end] ? url.at[end] : ' '))
			end++;
		FACT(look->facts, setting, .at = place_line(n->path, now), .daemon = "cwmp", .scope = "", .key = "url",
		     .value = without_user(look, bytes_first(url, end)), .state = "effective", .source = "file");
	}
}

static void cwmp_run(struct look *look)
{
	static const char *const sections[] = { "etc/config/easycwmp", "etc/config/cwmp", "etc/config/freecwmp", "etc/config/tr069", "etc/config/icwmp" };
	static const char *const vendor[] = { "etc/*tr069*.xml", "etc/*cwmp*.xml", "etc/*/*tr069*.xml", "etc/*tr069*.conf", "etc/*cwmp*.conf", "etc/*/*tr069*.conf" };
	static const struct keyed cwmp = { .name = "cwmp", .grammar = &uci, .keys = cwmp_keys };
	struct entries all = { .look = look, .keys = cwmp_keys };
	const struct entry *port;

	for (size_t i = 0; i < COUNT(sections); i++)
		entries_read(&all, &uci, sections[i]);
	for (size_t i = 0; i < all.count; i++)
		if (strcmp(all.list[i].key, "url") == 0)
			all.list[i].value = without_user(look, bytes_of(all.list[i].value));
	keyed_say(&all, &cwmp);
	for (size_t i = 0; i < COUNT(vendor); i++)
		for (struct node **n = look_glob(look, vendor[i]); *n; n++)
			vendor_file(look, *n);
	port = entries_find(&all, NULL, "port");
	if (keyed_present(look, "cwmp"))
		keyed_listens(look, "cwmp", "tcp", NULL, number_of(port ? port->value : NULL, 7547), port, FLAG_NO);
}

const struct probe probe_cwmp = {
	.name = "cwmp", .about = "who manages the device from afar, and how that is protected",
	.reads = (const char *const[]){ "etc/config/easycwmp", "etc/config/cwmp", "etc/config/freecwmp", "etc/config/tr069", "etc/config/icwmp",
					"etc/*tr069*", "etc/*cwmp*", "etc/*/*tr069*", NULL },
	.run = cwmp_run,
};
