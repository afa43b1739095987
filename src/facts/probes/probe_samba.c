/*
 * smb.conf(5): names of keys without case and blanks, several with synonyms,
 * the last one wins. OpenWrt makes it at start from /etc/config/samba.
 */
#include "facts/keyed.h"

#include <string.h>

#include "facts/conf.h"

static const struct grammar smb_conf = { .syntax = SYNTAX_INI, .include = "include" }, smb_uci = { .syntax = SYNTAX_UCI };

static const struct key samba_keys[] = {
	{ "server min protocol", "global", .otherwise = "SMB2_02", .from = "4.11" },
	{ "server min protocol", "global", .otherwise = "LANMAN1", .below = "4.11" },
	{ "min protocol", "global", .as = "server min protocol" },
	{ "client min protocol", "global", .otherwise = "SMB2_02", .from = "4.11" },
	{ "client min protocol", "global", .otherwise = "CORE", .below = "4.11" },
	{ "ntlm auth", "global", .spelling = AS_LOWER, .otherwise = "ntlmv2-only", .from = "4.5" },
	{ "ntlm auth", "global", .spelling = AS_LOWER, .otherwise = "yes", .below = "4.5" },
	{ "lanman auth", "global", .spelling = AS_BOOL, .otherwise = "no" },
	{ "server signing", "global", .spelling = AS_LOWER, .otherwise = "default" },
	{ "map to guest", "global", .spelling = AS_LOWER, .otherwise = "never" },
	{ "null passwords", "global", .spelling = AS_BOOL, .otherwise = "no" },
	{ "usershare allow guests", "global", .spelling = AS_BOOL, .otherwise = "no" },
	{ "interfaces", "global" },
	{ "bind interfaces only", "global", .spelling = AS_BOOL, .otherwise = "no" },
	{ "smb ports", "global", .otherwise = "445 139" },
	{ "log level", "global", .otherwise = "0" },
	{ "path" },
	{ "guest ok", .spelling = AS_BOOL }, { "public", .as = "guest ok", .spelling = AS_BOOL },
	{ "guest_ok", .as = "guest ok", .spelling = AS_BOOL }, { "read_only", .as = "read only", .spelling = AS_BOOL },
	{ "read only", .spelling = AS_BOOL },
	{ "writable", .as = "read only", .spelling = AS_NOT }, { "writeable", .as = "read only", .spelling = AS_NOT },
	{ "write ok", .as = "read only", .spelling = AS_NOT },
	{ "hosts allow" }, { "allow hosts", .as = "hosts allow" },
	{ 0 }
};

/* A key of a share; what [global] says is the default of all. */
static const struct entry *of_share(const struct entries *all, const char *share, const char *key)
{
	const struct entry *e = entries_find(all, share, key);

	return e ? e : entries_find(all, "global", key);
}

static void share_say(struct entries *all, const char *share)
{
	const struct entry *guest = of_share(all, share, "guest ok"), *ro = of_share(all, share, "read only");

	if (guest && strcmp(guest->value, "yes") == 0)
		keyed_setting(all->look, "samba", share, "guest-access",
			      ro && strcmp(ro->value, "no") == 0 ? "write" : "read", guest);
}

static void samba_listens(struct entries *all)
{
	const struct entry *interfaces = entries_find(all, "global", "interfaces");
	struct bytes ports = bytes_of(entries_value(all, "global", "smb ports", "445 139")), port;
	bool only = interfaces && entries_bool(all, "global", "bind interfaces only", false);

	while (bytes_word(&ports, &port))
		keyed_listens(all->look, "samba", "tcp", only ? interfaces->value : "*",
			      number_of(look_str(all->look, port), 445), only ? interfaces : NULL, FLAG_NO);
}

/* names and browsing are another program's, which may be left out */
static void nmbd_listens(struct look *look)
{
	const struct fact_service *s = NULL;

	while ((s = look_service(look, "samba", true, s)))
		if (s->exec && strstr(s->exec, "nmbd")) {
			look_listens(look, "samba", "udp", "*", 137, s->at, "compiled", FLAG_NO);
			look_listens(look, "samba", "udp", "*", 138, s->at, "compiled", FLAG_NO);
			return;
		}
}

static void samba_more(struct entries *all)
{
	/* a share is a section with a path; were it written twice, the last one stands for it */
	for (const struct entry *e = NULL; (e = entries_next(all, NULL, "path", e));)
		if (strcmp(e->scope, "global") != 0 && entries_next(all, e->scope, "path", e) == NULL)
			share_say(all, e->scope);
	samba_listens(all);
	nmbd_listens(all->look);
}

static const struct keyed samba = {
	.name = "samba", .grammar = &smb_conf, .keys = samba_keys, .more = samba_more,
	.files = (const char *const[]){ "etc/samba/smb.conf", "etc/samba/smb.conf.template", "etc/smb.conf", NULL },
};

/* [Global] is [global]; nobody else's section has that name */
static void global_fold(struct entries *all)
{
	for (size_t i = 0; i < all->count; i++)
		if (bytes_are_nocase(bytes_of(all->list[i].scope), "global"))
			all->list[i].scope = "global";
}

static void samba_run(struct look *look)
{
	struct entries all = { .look = look, .keys = samba_keys };

	keyed_read(&all, &samba);
	entries_read(&all, &smb_uci, "etc/config/samba");
	entries_read(&all, &smb_uci, "etc/config/samba4");
	global_fold(&all);
	keyed_say(&all, &samba);
}

const struct probe probe_samba = {
	.name = "samba",
	.about = "shares that need no name, and the oldest protocol that is spoken",
	.reads = (const char *const[]){ "etc/samba/**", "etc/smb.conf", "etc/config/samba*", NULL },
	.run = samba_run,
};
