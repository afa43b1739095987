#include "facts/look.h"

#include <stdint.h>
#include <string.h>

#include "base/names.h"

#define PROBES \
	PROBE(os) \
	PROBE(packages) \
	PROBE(systemd) \
	PROBE(sysv) \
	PROBE(inittab) \
	PROBE(openwrt) \
	PROBE(hooks) \
	PROBE(inetd) \
	PROBE(xinetd) \
	PROBE(consoles) \
	PROBE(accounts) \
	PROBE(trust) \
	PROBE(sudo) \
	PROBE(pam) \
	PROBE(ssh) \
	PROBE(boot) \
	PROBE(daemons) \
	PROBE(sshd) \
	PROBE(cloudinit) \
	PROBE(dropbear) \
	PROBE(telnetd) \
	PROBE(rshd) \
	PROBE(vsftpd) \
	PROBE(proftpd) \
	PROBE(pureftpd) \
	PROBE(ftpd) \
	PROBE(tftpd) \
	PROBE(crypto) \
	PROBE(nginx) \
	PROBE(apache) \
	PROBE(snmpd) \
	PROBE(mosquitto) \
	PROBE(redis) \
	PROBE(memcached) \
	PROBE(mysql) \
	PROBE(lighttpd) \
	PROBE(uhttpd) \
	PROBE(httpd) \
	PROBE(boa) \
	PROBE(postgresql) \
	PROBE(mongodb) \
	PROBE(influxdb) \
	PROBE(samba) \
	PROBE(nfs) \
	PROBE(rsyncd) \
	PROBE(dnsmasq) \
	PROBE(named) \
	PROBE(unbound) \
	PROBE(resolved) \
	PROBE(avahi) \
	PROBE(miniupnpd) \
	PROBE(minidlna) \
	PROBE(cups) \
	PROBE(ntpd) \
	PROBE(chrony) \
	PROBE(timesyncd) \
	PROBE(hostapd) \
	PROBE(wpa_supplicant) \
	PROBE(wifi) \
	PROBE(openvpn) \
	PROBE(strongswan) \
	PROBE(pppd) \
	PROBE(x11vnc) \
	PROBE(xorg) \
	PROBE(docker) \
	PROBE(adbd) \
	PROBE(bluetoothd) \
	PROBE(cwmp) \
	PROBE(keys) \
	PROBE(postfix) \
	PROBE(exim) \
	PROBE(dovecot) \
	PROBE(squid) \
	PROBE(tinyproxy) \
	PROBE(coturn) \
	PROBE(default_secrets) \
	PROBE(journald) \
	PROBE(rsyslog) \
	PROBE(syslogd) \
	PROBE(slapd) \
	PROBE(rpcbind) \
	PROBE(client_secrets) \
	PROBE(identity) \
	PROBE(scripts) \
	PROBE(updates_apt) \
	PROBE(updates_packages) \
	PROBE(updates_rauc) \
	PROBE(updates_swupdate) \
	PROBE(updates_mender) \
	PROBE(updates_trees) \
	PROBE(kernel) \
	PROBE(firewall) \
	PROBE(mounts) \
	PROBE(reset) \
	PROBE(debug) \
	PROBE(firstboot) \
	PROBE(samples) \
	PROBE(verify) \
	PROBE(web_secrets) \
	PROBE(php) \
	PROBE(listeners) \
	PROBE(elf)

#define PROBE(name) extern const struct probe probe_##name;
PROBES
#undef PROBE

/*
 * The order matters in three steps: what the image is and what starts; which
 * daemons that makes (daemons); what each of them does; who listens (listeners).
 */
const struct probe *const probes[] = {
#define PROBE(name) &probe_##name,
	PROBES
#undef PROBE
	NULL
};

void probes_run(struct look *look)
{
	struct names called = { .mem = look->mem };

	look->called = &called;
	look->programs = NULL;		/* an earlier round's went with its arena */
	look->expanded = 0;
	for (size_t i = 0; probes[i]; i++) {
		look->probe = probes[i]->name;
		probes[i]->run(look);
	}
	look->called = NULL;
}

/*
 * Every file of an image is held against every pattern, so the patterns are
 * kept by their first bytes: most begin with a folder's name, and most files
 * lie in folders that no pattern names.
 */
enum { PREFIX = 6, SHELVES = 256, PATTERNS = 4096 };

static struct {
	const char *pattern[PATTERNS];
	uint16_t next[PATTERNS];		/* on the same shelf; 0 ends it */
	uint16_t shelf[SHELVES + 1];		/* the last one: a wildcard comes too early */
	uint16_t count;				/* [0] stays empty */
} library;

static size_t shelf_of(const char *text, const char *wild)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < PREFIX; i++) {
		if (!text[i] || strchr(wild, text[i]))
			return SHELVES;
		h = (h ^ (unsigned char)text[i]) * 16777619u;
	}
	return (h ^ h >> 15) % SHELVES;
}

static void library_fill(void)
{
	for (size_t i = 0; probes[i]; i++)
		for (const char *const *p = probes[i]->reads; p && *p && library.count + 1 < PATTERNS; p++) {
			uint16_t n = ++library.count, *shelf = &library.shelf[shelf_of(*p, "*?[")];

			library.pattern[n] = *p;
			library.next[n] = *shelf;
			*shelf = n;
		}
}

static bool shelf_has(size_t shelf, const char *path)
{
	for (uint16_t i = library.shelf[shelf]; i; i = library.next[i])
		if (path_match(library.pattern[i], path))
			return true;
	return false;
}

bool probes_want(const char *path)
{
	size_t shelf;

	if (library.count == 0)
		library_fill();
	shelf = shelf_of(path, "");
	return shelf_has(SHELVES, path) || (shelf != SHELVES && shelf_has(shelf, path));
}
