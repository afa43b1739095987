#include "facts/look.h"

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
	for (size_t i = 0; probes[i]; i++) {
		look->probe = probes[i]->name;
		probes[i]->run(look);
	}
	look->called = NULL;
}

bool probes_want(const char *path)
{
	for (size_t i = 0; probes[i]; i++)
		for (const char *const *p = probes[i]->reads; p && *p; p++)
			if (path_match(*p, path))
				return true;
	return false;
}
