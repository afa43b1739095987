/*
 * LDAP: where slapd listens without TLS, and clients that bind in the clear.
 */
#include "facts/keyed.h"

#include <string.h>

#include "facts/conf.h"

static const struct grammar shell = { .syntax = SYNTAX_SHELL }, words = { .syntax = SYNTAX_WORDS }, colon = { .syntax = SYNTAX_COLON };

static const struct key slapd_keys[] = { { "SLAPD_SERVICES", .option = "-h" }, { "olcSecurity" }, { "security" }, { 0 } };
static const struct key nslcd_keys[] = {
	{ "uri" }, { "ssl", .spelling = AS_LOWER }, { "binddn" }, { "bindpw", .secret = "password" }, { 0 }
};

/* "ldap:/// ldapi:///": ldaps is encrypted, ldapi a socket of this machine */
static void slapd_more(struct entries *all)
{
	const struct entry *e = entries_find(all, "", "SLAPD_SERVICES");
	struct bytes rest = bytes_of(e && *e->value ? e->value : "ldap:///"), url, host;
	long port;

	while (bytes_word(&rest, &url)) {
		bool tls = bytes_begin(url, "ldaps://");

		if (!tls && !bytes_begin(url, "ldap://"))
			continue;
		url = bytes_skip(url, tls ? 8 : 7);
		url = bytes_first(url, strcspn(look_str(all->look, url), "/"));
		conf_hostport(url, &host, &port);
		keyed_listens(all->look, "slapd", "tcp", look_str(all->look, host), port < 0 ? (tls ? 636 : 389) : port,
			      e, FLAG_OF(tls));
	}
}

static const struct keyed slapd = {
	.name = "slapd", .grammar = &shell, .keys = slapd_keys, .more = slapd_more,
	.files = (const char *const[]){ "etc/default/slapd", NULL },
};
static const struct keyed nslcd = {
	.name = "nslcd", .grammar = &words, .keys = nslcd_keys,
	.files = (const char *const[]){ "etc/nslcd.conf", NULL },
};

static void slapd_run(struct look *look)
{
	struct entries all = { .look = look, .keys = slapd_keys };

	keyed_read(&all, &slapd);
	entries_read(&all, &colon, "etc/ldap/slapd.d/cn=config.ldif");
	entries_read(&all, &words, "etc/ldap/slapd.conf");
	keyed_say(&all, &slapd);
	keyed_run(look, &nslcd);
}

const struct probe probe_slapd = {
	.name = "slapd",
	.about = "whether the directory is asked and answers in the clear",
	.reads = (const char *const[]){ "etc/default/slapd", "etc/ldap/slapd.d/*", "etc/ldap/slapd.conf", "etc/nslcd.conf", NULL },
	.run = slapd_run,
};
