/*
 * Where the validation of certificates is switched off: in the files clients
 * read, in the environment, and (from the scripts sniffed before) in code, with
 * who starts it.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "facts/aptconf.h"
#include "facts/conf.h"
#include "facts/wired.h"

static void verify_say(struct look *look, const char *tool, const char *words, const char *reach, struct place at)
{
	FACT(look->facts, verify, .at = at, .tool = tool, .switch_text = words, .reach = reach);
}

/* --- one line in a file --- */

enum shape { SHAPE_NONE = 0, SHAPE_WORDS, SHAPE_INI };

/*
 * 'values' are blank-separated, any case; "*" is any, "-" is a key alone or any
 * value that is not a no. A section is compared up to its first blank:
 * [http "https://host/"].
 */
static const struct line_switch {
	const char *tool, *paths;
	enum shape shape;
	const char *section, *keys, *values;
} switches[] = {
	{ "curl", "root/.curlrc home/*/.curlrc root/.config/curlrc etc/skel/.curlrc", SHAPE_WORDS, NULL,
	  "insecure --insecure -k proxy-insecure", "-" },
	{ "wget", "etc/wgetrc usr/local/etc/wgetrc root/.wgetrc home/*/.wgetrc etc/skel/.wgetrc", SHAPE_WORDS, NULL,
	  "check_certificate check-certificate checkcertificate", "off no 0 false" },
	{ "git", "etc/gitconfig root/.gitconfig home/*/.gitconfig root/.config/git/config", SHAPE_INI, "http", "sslverify",
	  "false no off 0" },
	{ "pip", "etc/pip.conf etc/xdg/pip/pip.conf root/.pip/pip.conf root/.config/pip/pip.conf home/*/.config/pip/pip.conf",
	  SHAPE_INI, NULL, "trusted-host", "*" },
	{ "npm", "etc/npmrc usr/etc/npmrc root/.npmrc home/*/.npmrc", SHAPE_WORDS, NULL, "strict-ssl", "false" },
	{ "dnf", "etc/dnf/dnf.conf etc/yum.conf etc/yum.repos.d/*.repo", SHAPE_INI, NULL, "sslverify", "0 false no" },
	{ "ldap", "etc/ldap/ldap.conf etc/openldap/ldap.conf etc/ldap.conf etc/nslcd.conf root/.ldaprc", SHAPE_WORDS, NULL,
	  "tls_reqcert", "never allow" },
	{ "sssd", "etc/sssd/sssd.conf etc/sssd/conf.d/*.conf", SHAPE_INI, NULL, "ldap_tls_reqcert", "never allow" },
	{ "msmtp", "etc/msmtprc root/.msmtprc home/*/.msmtprc", SHAPE_WORDS, NULL, "tls_certcheck", "off" },
	{ "mosquitto", "etc/mosquitto/mosquitto.conf etc/mosquitto/conf.d/*.conf", SHAPE_WORDS, NULL, "bridge_insecure", "true" },
	{ "hawkbit", "etc/rauc-hawkbit-updater/config.conf etc/rauc-hawkbit-updater.conf", SHAPE_INI, NULL, "ssl_verify",
	  "false no 0" },
	{ "fetchmail", "etc/fetchmailrc root/.fetchmailrc", SHAPE_WORDS, NULL, "no", "sslcertck" },
};

static bool section_is(struct bytes section, const char *name)
{
	struct bytes word;

	return !name || (bytes_word(&section, &word) && bytes_are_nocase(word, name));
}

static bool switched_off(const struct line_switch *s, const struct conf_line *l)
{
	if (!section_is(l->section, s->section) || !bytes_among_nocase(l->key, s->keys))
		return false;
	if (strcmp(s->values, "*") == 0)
		return l->value.n != 0;
	if (strcmp(s->values, "-") == 0)
		return conf_bool(l->value, true);
	return bytes_among_nocase(l->value, s->values);
}

static void switch_file(struct look *look, const struct line_switch *s, struct node *n)
{
	struct conf_line l = { 0 };

	if (!look_text(look, n->path, &l.rest))
		return;
	while (s->shape == SHAPE_INI ? conf_ini(&l) : conf_words(&l))
		if (switched_off(s, &l))
			verify_say(look, s->tool, look_str(look, l.whole), "config", place_line(n->path, l.line));
}

static void switches_read(struct look *look)
{
	for (size_t i = 0; i < COUNT(switches); i++) {
		struct bytes rest = bytes_of(switches[i].paths), path;

		while (bytes_word(&rest, &path))
			for (struct node **n = look_glob(look, look_str(look, path)); *n; n++)
				switch_file(look, &switches[i], *n);
	}
}

/* --- apt, opkg --- */

static void apt_read(struct look *look)
{
	static const char *const names[] = {
		"Acquire::https::Verify-Peer", "Acquire::https::Verify-Host",
	};
	struct aptconf conf = { .mem = look->mem };
	struct bytes file;

	for (struct node **n = look_glob(look, "etc/apt/apt.conf.d/*"); *n; n++)
		if (look_text(look, (*n)->path, &file) && !aptconf_read(&conf, file, (*n)->path))
			look_unreadable(look, (*n)->path, "holds too many settings");
	if (look_exists(look, "etc/apt/apt.conf") && look_text(look, "etc/apt/apt.conf", &file))
		aptconf_read(&conf, file, "etc/apt/apt.conf");
	for (size_t i = 0; i < COUNT(names); i++) {
		const struct aptconf_entry *e = aptconf_find(&conf, names[i]);

		if (e && !aptconf_true(e->value))
			verify_say(look, "apt", look_fmt(look, "%s \"%s\"", names[i], e->value), "config", e->at);
	}
}

static void opkg_file(struct look *look, const char *path)
{
	struct conf_line l = { 0 };
	struct bytes name, rest;

	if (!look_text(look, path, &l.rest))
		return;
	while (conf_words(&l)) {
		rest = l.value;
		if (bytes_are(l.key, "option") && bytes_word(&rest, &name) && bytes_are(name, "no_check_certificate") &&
		    conf_bool(bytes_trim(rest), true))
			verify_say(look, "opkg", look_str(look, l.whole), "config", place_line(path, l.line));
	}
}

static void opkg_read(struct look *look)
{
	for (struct node **n = look_glob(look, "etc/opkg/*.conf"); *n; n++)
		opkg_file(look, (*n)->path);
	for (struct node **n = look_glob(look, "etc/opkg.conf"); *n; n++)
		opkg_file(look, (*n)->path);
}

/* --- who is trusted must be said: a section without it trusts everybody --- */

/* A section of a file: it asks for TLS or EAP, and does it say whom it trusts? */
struct section {
	struct place at;
	bool asks, trusts;
};

static void section_say(struct look *look, const struct section *s, const char *tool, const char *words)
{
	if (s->asks && !s->trusts)
		verify_say(look, tool, words, "config", s->at);
}

/* network={ ... }: wpa_supplicant.conf(5), without ca_cert no server is refused */
static void wpa_file(struct look *look, const char *path)
{
	static const char words[] = "802.1X without ca_cert";
	struct conf_line l = { 0 };
	struct section now = { 0 };

	if (!look_text(look, path, &l.rest))
		return;
	while (conf_words(&l)) {
		if (bytes_begin(l.whole, "network={"))
			now = (struct section){ .at = place_line(path, l.line) };
		if (bytes_are(l.key, "}"))
			section_say(look, &now, "wpa_supplicant", words);
		if (bytes_are(l.key, "}"))
			now = (struct section){ 0 };
		now.asks = now.asks || (bytes_are(l.key, "key_mgmt") && (bytes_have(l.value, "EAP") || bytes_have(l.value, "IEEE8021X"))) ||
			   (bytes_are(l.key, "eap") && !bytes_have(l.value, "PWD"));
		now.trusts = now.trusts || (bytes_begin(l.key, "ca_cert") && l.value.n) || (bytes_are(l.key, "ca_path") && l.value.n);
	}
}

/* nm-settings(5), 802-1x: ca-cert, ca-path or system-ca-certs */
static void nm_file(struct look *look, const char *path)
{
	struct conf_line l = { 0 };
	struct section now = { 0 };

	if (!look_text(look, path, &l.rest))
		return;
	while (conf_ini(&l)) {
		if (!bytes_are(l.section, "802-1x"))
			continue;
		if (bytes_are(l.key, "eap") && !bytes_have(l.value, "pwd"))
			now = (struct section){ .at = place_line(path, l.line), .asks = true, .trusts = now.trusts };
		now.trusts = now.trusts || ((bytes_are(l.key, "ca-cert") || bytes_are(l.key, "ca-path")) && l.value.n) ||
			     (bytes_are(l.key, "system-ca-certs") && conf_bool(l.value, false));
	}
	section_say(look, &now, "NetworkManager", "802.1X without ca-cert");
}

/*
 * stunnel(8): verifyChain, verifyPeer (and verify before 5.32) are off unless a
 * service says so; what stands before the first [service] holds for all.
 */
static bool stunnel_trusts(const struct conf_line *l)
{
	return ((bytes_are_nocase(l->key, "verifyChain") || bytes_are_nocase(l->key, "verifyPeer")) && conf_bool(l->value, false)) ||
	       (bytes_are_nocase(l->key, "verify") && l->value.n && l->value.at[0] >= '2' && l->value.at[0] <= '4') ||
	       bytes_are_nocase(l->key, "PSKsecrets");
}

static void stunnel_file(struct look *look, const char *path)
{
	struct conf_line l = { 0 };
	struct section all = { 0 }, now = { 0 };
	struct bytes section = { 0 };

	if (!look_text(look, path, &l.rest))
		return;
	while (conf_ini(&l)) {
		struct section *s = l.section.n ? &now : &all;

		if (!bytes_same(l.section, section)) {
			section_say(look, &now, "stunnel", "client without verifyChain or verifyPeer");
			now = all;
			section = l.section;
			now.at = place_line(path, l.line);
		}
		if (bytes_are_nocase(l.key, "client"))
			s->asks = conf_bool(l.value, false);
		s->trusts = s->trusts || stunnel_trusts(&l);
	}
	section_say(look, &now, "stunnel", "client without verifyChain or verifyPeer");
}

static const struct { const char *paths; void (*read)(struct look *look, const char *path); } trusting[] = {
	{ "etc/wpa_supplicant/*.conf", wpa_file },           { "etc/wpa_supplicant.conf", wpa_file },
	{ "etc/wpa_supplicant-*.conf", wpa_file },           { "etc/NetworkManager/system-connections/*", nm_file },
	{ "etc/stunnel/*.conf", stunnel_file },              { "etc/stunnel/conf.d/*.conf", stunnel_file },
};

static void trusting_read(struct look *look)
{
	for (size_t i = 0; i < COUNT(trusting); i++)
		for (struct node **n = look_glob(look, trusting[i].paths); *n; n++)
			trusting[i].read(look, (*n)->path);
}

/* --- the environment --- */

static const struct { const char *name, *values, *tool; } variables[] = {
	{ "PYTHONHTTPSVERIFY", "0", "python" },
	{ "NODE_TLS_REJECT_UNAUTHORIZED", "0", "node" },
	{ "GIT_SSL_NO_VERIFY", "1 true yes on", "git" },
	{ "SSL_CERT_FILE", "/dev/null", "openssl" },
	{ "CURL_CA_BUNDLE", "/dev/null", "curl" },
	{ "REQUESTS_CA_BUNDLE", "/dev/null", "python" },
	{ "PERL_LWP_SSL_VERIFY_HOSTNAME", "0", "perl" },
	{ "LDAPTLS_REQCERT", "never allow", "ldap" },
	{ "npm_config_strict_ssl", "false", "npm" },
	{ "NPM_CONFIG_STRICT_SSL", "false", "npm" },
	{ "PIP_TRUSTED_HOST", "*", "pip" },
	{ "WGET_CHECK_CERTIFICATE", "off no 0", "wget" },
};

static void variable_say(struct look *look, struct bytes name, struct bytes value, struct place at)
{
	for (size_t i = 0; i < COUNT(variables); i++)
		if (bytes_are(name, variables[i].name) &&
		    (bytes_among_nocase(value, variables[i].values) || (strcmp(variables[i].values, "*") == 0 && value.n)))
			verify_say(look, variables[i].tool, look_fmt(look, "%s=%s", variables[i].name, look_str(look, value)), "env", at);
}

static void environment_file(struct look *look, const char *path)
{
	struct conf_line l = { 0 };

	if (!look_text(look, path, &l.rest))
		return;
	while (conf_shell(&l))
		variable_say(look, l.key, l.value, place_line(path, l.line));
}

/* Environment="A=1" B=2: systemd.exec(5) */
static void unit_file(struct look *look, const char *path)
{
	struct conf_line l = { 0 };
	struct bytes word, name, value;

	if (!look_text(look, path, &l.rest))
		return;
	while (conf_ini(&l)) {
		struct bytes rest = l.value;

		if (!bytes_are(l.key, "Environment") && !bytes_are(l.key, "DefaultEnvironment"))
			continue;
		while (bytes_word(&rest, &word)) {
			while (word.n && strchr("\"'", word.at[0]))
				word = bytes_skip(word, 1);
			while (word.n && strchr("\"'", word.at[word.n - 1]))
				word.n--;
			if (bytes_cut(word, '=', &name, &value))
				variable_say(look, name, bytes_unquote(value), place_line(path, l.line));
		}
	}
}

static const struct { const char *paths; void (*read)(struct look *look, const char *path); } environments[] = {
	{ "etc/environment", environment_file },          { "etc/environment.d/*", environment_file },
	{ "etc/profile", environment_file },              { "etc/profile.d/*", environment_file },
	{ "etc/bash.bashrc", environment_file },          { "etc/default/*", environment_file },
	{ "etc/sysconfig/*", environment_file },          { "root/.profile", environment_file },
	{ "root/.bashrc", environment_file },             { "home/*/.profile", environment_file },
	{ "etc/systemd/system/*.service", unit_file },    { "etc/systemd/system/*.service.d/*.conf", unit_file },
	{ "usr/lib/systemd/system/*.service", unit_file }, { "lib/systemd/system/*.service", unit_file },
	{ "etc/systemd/system.conf", unit_file },
};

static void environments_read(struct look *look)
{
	for (size_t i = 0; i < COUNT(environments); i++)
		for (struct node **n = look_glob(look, environments[i].paths); *n; n++) {
			struct node *file = tree_resolve(look->tree, (*n)->path);

			if (file && file->type == NODE_FILE)
				environments[i].read(look, (*n)->path);
		}
}

/* --- who starts a script --- */

/* A web server that is started, or whose start cannot be seen, gives something out. */
static bool web_served(struct look *look)
{
	static const char *const servers[] = { "nginx", "apache", "lighttpd", "uhttpd", "httpd", "boa" };

	for (size_t i = 0; FACT_COUNT(look->facts, site) && i < COUNT(servers); i++)
		if (look_daemon(look, servers[i])->enabled != FLAG_NO)
			return true;
	return false;
}

static const char *reach_by_path(struct look *look, const char *path)
{
	struct bytes p = bytes_of(path);

	if (bytes_begin(p, "etc/cron") && look_daemon(look, "crond")->enabled == FLAG_YES)
		return "cron";
	if ((bytes_begin(p, "www/") || bytes_begin(p, "var/www/") || bytes_begin(p, "srv/www/") ||
	     bytes_begin(p, "usr/lib/cgi-bin/")) && web_served(look))
		return "web";
	return "script";
}

static const char *reach_of(struct look *look, const char *path)
{
	FACT_EACH(look->facts, service, s)
		if (s->starts == FLAG_YES && wired_runs(s, path))
			return s->manager && strcmp(s->manager, "cron") == 0 ? "cron" : "boot";
	return wired_call(look, path).on == FLAG_YES ? "boot" : reach_by_path(look, path);
}

/* The sniffer could not know; rows of one file stand together, so its answer is kept. */
static void reach_join(struct look *look)
{
	const char *path = NULL, *reach = NULL;

	FACT_EACH(look->facts, verify, v) {
		if (!v->reach || strcmp(v->reach, "script") != 0 || !v->at.path)
			continue;
		if (!path || strcmp(path, v->at.path) != 0)
			reach = reach_of(look, path = v->at.path);
		v->reach = reach;
	}
	FACT_EACH(look->facts, fetch, f) {
		if (!f->at.path)
			continue;
		if (!path || strcmp(path, f->at.path) != 0)
			reach = reach_of(look, path = f->at.path);
		f->reach = reach;
	}
}

static void verify_run(struct look *look)
{
	switches_read(look);
	apt_read(look);
	opkg_read(look);
	trusting_read(look);
	environments_read(look);
	reach_join(look);
	facts_looked(look->facts, look->probe, "etc", look_exists(look, "etc") ? "read" : "absent");
}

const struct probe probe_verify = {
	.name = "verify",
	.about = "switches that turn off the validation of certificates",
	.reads = (const char *const[]){
		"root/.*rc", "home/*/.*rc", "etc/skel/.*rc", "root/.config/*", "root/.config/*/*", "root/.pip/*", "etc/wgetrc",
		"etc/gitconfig", "root/.gitconfig", "home/*/.gitconfig", "etc/pip.conf", "etc/xdg/pip/*", "etc/npmrc", "usr/etc/npmrc",
		"etc/dnf/*", "etc/yum.conf", "etc/yum.repos.d/*", "etc/ldap/*", "etc/openldap/*", "etc/ldap.conf", "etc/nslcd.conf",
		"etc/sssd/**", "etc/msmtprc", "etc/mosquitto/**", "etc/rauc-hawkbit-updater/*", "etc/rauc-hawkbit-updater.conf",
		"etc/fetchmailrc", "etc/apt/apt.conf", "etc/apt/apt.conf.d/*", "etc/opkg.conf", "etc/opkg/*", "etc/wpa_supplicant*",
		"etc/wpa_supplicant/*", "etc/NetworkManager/system-connections/*", "etc/stunnel/**", "etc/environment",
		"etc/environment.d/*", "etc/profile", "etc/profile.d/*", "etc/bash.bashrc", "etc/default/*", "etc/sysconfig/*",
		"root/.profile", "home/*/.profile", "usr/local/etc/wgetrc", "home/*/.config/pip/*", "etc/systemd/system/*.service",
		"etc/systemd/system/*.service.d/*", "usr/lib/systemd/system/*.service", "lib/systemd/system/*.service",
		"etc/systemd/system.conf", NULL },
	.run = verify_run,
};
