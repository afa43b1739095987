/* Versions out of programs' own texts. */
#include "unit.h"

#include "facts/sniff.h"

extern const struct sniffer sniffer_versions;

#define ELF "\177ELF" "0123456789012345678901234567890123456789012345678901234567890123\0"
#define PROGRAM(text) { (const unsigned char *)(ELF text), sizeof(ELF text) }

static const struct { const char *about, *path; struct bytes content; const char *name, *version; } cases[] = {
	{ "the portable release, and not the peers it knows", "usr/sbin/sshd",
	  PROGRAM("OpenSSH_2.5.0p1*,OpenSSH_2.5.1p1*\0OpenSSH_6.6.1*\0OpenSSH_7.4*\0OpenSSH_9.2\0OpenSSH_9.2p1 Debian-2\0OpenSSH_9.2p1"),
	  "openssh", "9.2p1" },
	{ "only the peers it knows", "usr/sbin/sshd", PROGRAM("OpenSSH_7.4*\0OpenSSH_6.6.1*"), NULL, NULL },
	{ "two releases in one file", "usr/sbin/sshd", PROGRAM("OpenSSH_9.2p1\0OpenSSH_7.4p1"), NULL, NULL },
	{ "dropbear's greeting", "usr/sbin/dropbear", PROGRAM("SSH-2.0-dropbear_2022.83\r\n"), "dropbear", "2022.83" },
	{ "all of dropbear in one", "usr/sbin/dropbearmulti", PROGRAM("SSH-2.0-dropbear_0.52\r\n"), "dropbear", "0.52" },
	{ "a greeting without a version", "usr/sbin/dropbear", PROGRAM("SSH-2.0-dropbear\r\n\0Dropbear v%s\n\0" "2019.78"),
	  "dropbear", "2019.78" },
	{ "a number beside no such words", "usr/sbin/dropbear", PROGRAM("2019.78"), NULL, NULL },
	{ "busybox", "bin/busybox", PROGRAM("BusyBox v1.36.1 (2024-01-01 00:00:00 UTC)\0syslogd started: BusyBox v1.36.1"),
	  "busybox", "1.36.1" },
	{ "a version that goes on", "bin/busybox", PROGRAM("BusyBox v1.36.1.9"), NULL, NULL },
	{ "a release in the making", "bin/busybox", PROGRAM("BusyBox v1.36.0rc1"), NULL, NULL },
	{ "cut at the end", "bin/busybox", PROGRAM("BusyBox v1.36."), NULL, NULL },
	{ "nginx, and folders of its name", "usr/sbin/nginx", PROGRAM("/etc/nginx/nginx.conf\0nginx/1.22.1"), "nginx", "1.22.1" },
	{ "lighttpd", "usr/sbin/lighttpd", PROGRAM("server started (lighttpd/1.4.69)"), "lighttpd", "1.4.69" },
	{ "apache", "usr/sbin/apache2", PROGRAM("Apache/2\0Apache/2.4\0Apache/2.4.57 (Debian)"), "apache", "2.4.57" },
	{ "dnsmasq", "usr/sbin/dnsmasq", PROGRAM("dnsmasq-2.90"), "dnsmasq", "2.90" },
	{ "vsftpd", "usr/sbin/vsftpd", PROGRAM("(vsFTPd 3.0.3)"), "vsftpd", "3.0.3" },
	{ "a text of its own", "usr/sbin/mosquitto", PROGRAM("mosquitto version %s running\0" "2.0.11\0" "4.1.6-"), "mosquitto", "2.0.11" },
	{ "two such texts", "usr/sbin/mosquitto", PROGRAM("mosquitto version %s running\0" "2.0.11\0" "4.1.6"), NULL, NULL },
	{ "hostapd", "usr/sbin/hostapd", PROGRAM("hostapd v%s\0" "2.10"), "hostapd", "2.10" },
	{ "both in one", "usr/sbin/wpad", PROGRAM("hostapd v%s\0wpa_supplicant v%s\0" "2.10"), "hostapd", "2.10" },
	{ "wpa_supplicant", "usr/sbin/wpa_supplicant", PROGRAM("wpa_supplicant v%s\0" "2.9"), "wpa_supplicant", "2.9" },
	{ "samba", "usr/sbin/smbd", PROGRAM("smbd version %s started.\n\0" "3.6.25"), "samba", "3.6.25" },
	{ "miniupnpd", "usr/sbin/miniupnpd", PROGRAM("miniupnpd 1.9.20141209 Dec 21 2014"), "miniupnpd", "1.9.20141209" },
	{ "a letter", "usr/lib/libcrypto.so.1.1", PROGRAM("OpenSSL 1.1.1w  11 Sep 2023"), "openssl", "1.1.1w" },
	{ "and none", "usr/lib/libcrypto.so.3", PROGRAM("OpenSSL 3.0.11 19 Sep 2023"), "openssl", "3.0.11" },
	{ "no program", "usr/sbin/nginx", { (const unsigned char *)"#!/bin/sh\nexec nginx/1.22.1\n" "0123456789012345678901234567890123456789", 68 }, NULL, NULL },
	{ "another program", "usr/bin/curl", PROGRAM("nginx/1.22.1"), NULL, NULL },
};

static void test_versions(void **state)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct reader content = { .size = cases[i].content.n, .all = cases[i].content };
		struct node n = { .path = cases[i].path, .name = strrchr(cases[i].path, '/') + 1, .size = content.size };
		struct arena mem = { 0 };
		struct facts facts;
		struct sniff sniff = { &facts, &mem };

		print_message("#  %s\n", cases[i].about);
		facts_init(&facts);
		if (sniffer_versions.want(&n))
			sniffer_versions.look(&sniff, &n, &content);
		assert_int_equal(FACT_COUNT(&facts, binary_version), cases[i].version != NULL);
		if (cases[i].version) {
			assert_string_equal(FACT_AT(&facts, binary_version, 0)->name, cases[i].name);
			assert_string_equal(FACT_AT(&facts, binary_version, 0)->version, cases[i].version);
		}
		facts_free(&facts);
		arena_free(&mem);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_versions) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
