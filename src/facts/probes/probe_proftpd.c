/*
 * proftpd.conf: directives and <Blocks>; <Anonymous> is a server inside the
 * server, where everything the file system allows may be written unless a
 * <Limit WRITE> denies it.
 */
#include "facts/keyed.h"

#include <string.h>

#include "facts/logins.h"

static const struct grammar grammar = {
	.syntax = SYNTAX_WORDS, .include = "Include", .suffix = ".conf",
};

static const struct key keys[] = {
	{ "Port", .otherwise = "21" },
	{ "DefaultAddress", .otherwise = NULL },
	{ "ServerType", .spelling = AS_LOWER, .otherwise = "standalone" },
	{ "RootLogin", .spelling = AS_BOOL, .otherwise = "no" },
	{ "TLSEngine", .spelling = AS_BOOL, .otherwise = "no" },
	{ "TLSRequired", .spelling = AS_LOWER, .otherwise = "off" },
	{ "AnonRequirePassword", .spelling = AS_BOOL },
	{ "User", .scope = "*Anonymous*" },
	{ "DenyAll", .scope = "**" }, { "AllowAll", .scope = "**" },
	{ 0 }
};

/* What a <Limit> inside <Anonymous> says about writing; the reader has no entry for an empty block. */
static bool denies_write(const struct entries *all)
{
	const struct entry *e = NULL;

	while ((e = entries_next(all, NULL, "DenyAll", e)))
		if (strstr(e->scope, "Anonymous") && strstr(e->scope, "Limit") &&
		    (strstr(e->scope, "WRITE") || strstr(e->scope, "STOR") || strstr(e->scope, "ALL")))
			return true;
	return false;
}

/* The first entry of an <Anonymous> block: it has one at least, User. */
static const struct entry *anonymous(const struct entries *all)
{
	for (size_t i = 0; i < all->count; i++)
		if (bytes_begin(bytes_of(all->list[i].scope), "Anonymous") || strstr(all->list[i].scope, " Anonymous"))
			return &all->list[i];
	return NULL;
}

static void more(struct entries *all)
{
	const struct entry *anon = anonymous(all), *port = entries_find(all, "", "Port");
	struct place at = look_daemon(all->look, "proftpd")->at;

	keyed_setting(all->look, "proftpd", "", "Anonymous", anon ? "yes" : "no", anon);
	keyed_setting(all->look, "proftpd", "", "AnonymousWrite", anon && !denies_write(all) ? "yes" : "no", anon);
	if (strcmp(entries_value(all, "", "ServerType", "standalone"), "inetd") != 0)
		keyed_listens(all->look, "proftpd", "tcp", entries_value(all, "", "DefaultAddress", "*"),
			      number_of(entries_value(all, "", "Port", "21"), 21), port, FLAG_NO);
	logins_ftp(all->look, "proftpd", at, "proftpd lets local users in");
}

static const struct keyed proftpd = {
	.name = "proftpd", .grammar = &grammar, .keys = keys, .config_option = "-c", .more = more,
	.files = (const char *const[]){ "etc/proftpd/proftpd.conf", "etc/proftpd.conf", "usr/local/etc/proftpd.conf", NULL },
};

KEYED_PROBE(proftpd, "proftpd", proftpd, "ProFTPD: anonymous access, writing, TLS",
	    "etc/proftpd/**", "etc/proftpd.conf", "usr/local/etc/proftpd.conf", "etc/ftpusers")
