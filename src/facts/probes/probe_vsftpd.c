/*
 * vsftpd.conf(5): NAME=VALUE, the last one wins. Upstream lets anonymous users
 * in when nothing is written, Debian's build does not (tunables.c, and the
 * patch that changes it).
 */
#include "facts/keyed.h"

#include <string.h>

#include "facts/logins.h"

#define KEYS(anonymous) \
	{ "anonymous_enable", .spelling = AS_BOOL, .otherwise = (anonymous) }, \
	{ "local_enable", .spelling = AS_BOOL, .otherwise = "no" }, \
	{ "write_enable", .spelling = AS_BOOL, .otherwise = "no" }, \
	{ "anon_upload_enable", .spelling = AS_BOOL, .otherwise = "no" }, \
	{ "anon_mkdir_write_enable", .spelling = AS_BOOL, .otherwise = "no" }, \
	{ "anon_other_write_enable", .spelling = AS_BOOL, .otherwise = "no" }, \
	{ "no_anon_password", .spelling = AS_BOOL, .otherwise = "no" }, \
	{ "ssl_enable", .spelling = AS_BOOL, .otherwise = "no" }, \
	{ "force_local_logins_ssl", .spelling = AS_BOOL, .otherwise = "yes" }, \
	{ "force_local_data_ssl", .spelling = AS_BOOL, .otherwise = "yes" }, \
	{ "chroot_local_user", .spelling = AS_BOOL, .otherwise = "no" }, \
	{ "xferlog_enable", .spelling = AS_BOOL, .otherwise = "no" }, \
	{ "listen", .spelling = AS_BOOL, .otherwise = "yes" }, \
	{ "listen_ipv6", .spelling = AS_BOOL, .otherwise = "no" }, \
	{ "listen_port", .otherwise = "21" }, \
	{ "listen_address", .otherwise = NULL }, \
	{ "listen_address6", .otherwise = NULL }, \
	{ "anon_root", .otherwise = NULL }, \
	{ 0 }

static const struct key upstream[] = { KEYS("yes") };
static const struct key debian[] = { KEYS("no") };

static const struct grammar grammar = { .syntax = SYNTAX_SHELL };

static const char *const files[] = { "etc/vsftpd.conf", "etc/vsftpd/vsftpd.conf", "usr/local/etc/vsftpd.conf", NULL };

static void more(struct entries *all)
{
	const struct entry *local = entries_find(all, "", "local_enable"), *v6 = entries_find(all, "", "listen_ipv6");
	const struct entry *port = entries_find(all, "", "listen_port");
	long number = number_of(entries_value(all, "", "listen_port", "21"), 21);

	/* with listen_ipv6 one socket takes both, and listen must be off (vsftpd.conf(5)) */
	if (v6 && entries_bool(all, "", "listen_ipv6", false))
		keyed_listens(all->look, "vsftpd", "tcp", entries_value(all, "", "listen_address6", "*"), number,
			      port ? port : v6, FLAG_NO);
	else if (entries_bool(all, "", "listen", true))
		keyed_listens(all->look, "vsftpd", "tcp", entries_value(all, "", "listen_address", "0.0.0.0"), number,
			      port ? port : entries_find(all, "", "listen"), FLAG_NO);
	if (local && entries_bool(all, "", "local_enable", false))
		logins_ftp(all->look, "vsftpd", local->at, "local_enable YES");
}

static const struct keyed upstream_build = {
	.name = "vsftpd", .grammar = &grammar, .keys = upstream, .files = files, .config_option = "/", .more = more,
};
static const struct keyed debian_build = {
	.name = "vsftpd", .grammar = &grammar, .keys = debian, .files = files, .config_option = "/", .more = more,
};

static bool is_debian(struct look *look)
{
	FACT_EACH(look->facts, package, p)
		if (p->manager && strcmp(p->manager, "dpkg") == 0 && strncmp(p->name, "vsftpd", 6) == 0)
			return true;
	return false;
}

static void vsftpd_run(struct look *look)
{
	keyed_run(look, is_debian(look) ? &debian_build : &upstream_build);
}

const struct probe probe_vsftpd = {
	.name = "vsftpd",
	.about = "vsftpd: anonymous access, writing, TLS",
	.reads = (const char *const[]){ "etc/vsftpd.conf", "etc/vsftpd/*", "usr/local/etc/vsftpd.conf", "etc/ftpusers", NULL },
	.run = vsftpd_run,
};
