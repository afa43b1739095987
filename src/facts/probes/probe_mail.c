/*
 * Mail: for whom it is passed on, and whether a password may come in the clear.
 */
#include "facts/keyed.h"

#include <string.h>

static const struct grammar main_cf = { .syntax = SYNTAX_FOLDED }, shell = { .syntax = SYNTAX_SHELL };
static const struct grammar dovecot_conf = { .syntax = SYNTAX_BRACES, .include = "!include !include_try" };

/* postconf(5); the defaults are those of 3.x */
static const struct key postfix_keys[] = {
	{ "inet_interfaces", .otherwise = "all" }, { "mynetworks" }, { "mynetworks_style" },
	{ "smtpd_relay_restrictions", .otherwise = "permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination" },
	{ "smtpd_recipient_restrictions" },
	{ "smtpd_tls_security_level" }, { "smtpd_use_tls", .spelling = AS_BOOL },
	{ "smtpd_tls_auth_only", .spelling = AS_BOOL, .otherwise = "no" },
	{ "smtpd_sasl_auth_enable", .spelling = AS_BOOL, .otherwise = "no" },
	{ 0 }
};

static void postfix_more(struct entries *all)
{
	const struct entry *e = entries_find(all, "", "inet_interfaces");
	const char *value = e ? e->value : "all";

	if (strcmp(value, "all") == 0)
		value = "*";
	else if (strcmp(value, "loopback-only") == 0)
		value = "127.0.0.1";
	/* a name or list: what of it is not loopback is another address of this machine */
	keyed_listens(all->look, "postfix", "tcp", strstr(value, "$myhostname") ? "*" : value, 25, e, FLAG_NO);
}

static const struct keyed postfix = {
	.name = "postfix", .grammar = &main_cf, .keys = postfix_keys, .more = postfix_more,
	.files = (const char *const[]){ "etc/postfix/main.cf", NULL },
};

KEYED_PROBE(postfix, "postfix", postfix, "for whom Postfix passes mail on", "etc/postfix/main.cf")

/* Debian writes exim's configuration from these */
static const struct key exim_keys[] = {
	{ "dc_eximconfig_configtype" }, { "dc_local_interfaces" }, { "dc_relay_nets" }, { 0 }
};

static void exim_more(struct entries *all)
{
	const struct entry *e = entries_find(all, "", "dc_local_interfaces");
	struct bytes rest = bytes_of(e ? e->value : ""), one;
	bool any = false;

	while (bytes_field(&rest, ';', &one))
		if ((one = bytes_trim(one)).n) {
			look_listens(all->look, "exim", "tcp", look_str(all->look, one), 25, e->at, "file", FLAG_NO);
			any = true;
		}
	if (!any)
		keyed_listens(all->look, "exim", "tcp", NULL, 25, e, FLAG_NO);
}

static const struct keyed exim = {
	.name = "exim", .grammar = &shell, .keys = exim_keys, .more = exim_more,
	.files = (const char *const[]){ "etc/exim4/update-exim4.conf.conf", NULL },
};

KEYED_PROBE(exim, "exim", exim, "for whom Exim passes mail on", "etc/exim4/update-exim4.conf.conf")

static const struct key dovecot_keys[] = {
	{ "disable_plaintext_auth", "", .spelling = AS_BOOL, .otherwise = "yes" },
	{ "auth_allow_cleartext", "", .as = "disable_plaintext_auth", .spelling = AS_NOT },
	{ "ssl", "", .spelling = AS_LOWER, .otherwise = "yes" }, { "listen", "", .otherwise = "*, ::" },
	{ "protocols", "" }, { 0 }
};

static void dovecot_more(struct entries *all)
{
	const struct entry *e = entries_find(all, "", "listen");

	keyed_listens(all->look, "dovecot", "tcp", e ? e->value : "*", 143, e, FLAG_NO);
}

static const struct keyed dovecot = {
	.name = "dovecot", .grammar = &dovecot_conf, .keys = dovecot_keys, .more = dovecot_more,
	.files = (const char *const[]){ "etc/dovecot/dovecot.conf", NULL },
};

KEYED_PROBE(dovecot, "dovecot", dovecot, "whether mailboxes take a password in the clear", "etc/dovecot/**")
