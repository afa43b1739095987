/*
 * rsyncd.conf(5): what stands before the first [module] is the default of all
 * modules. A module without "auth users" is for everybody.
 */
#include "facts/keyed.h"

#include <string.h>

static const struct grammar rsyncd_conf = { .syntax = SYNTAX_INI, .include = "&include &merge" };

static const struct key rsyncd_keys[] = {
	{ "path" }, { "auth users" }, { "hosts allow" }, { "hosts deny" },
	{ "read only", .spelling = AS_BOOL }, { "write only", .spelling = AS_BOOL },
	{ "address", "" }, { "port", "" }, { "secrets file" },
	{ 0 }
};

static const struct entry *of_module(const struct entries *all, const char *module, const char *key)
{
	const struct entry *e = entries_find(all, module, key);

	return e ? e : entries_find(all, "", key);
}

static void module_say(struct entries *all, const struct entry *path)
{
	const struct entry *users = of_module(all, path->scope, "auth users"), *ro = of_module(all, path->scope, "read only");
	const struct entry *hosts = of_module(all, path->scope, "hosts allow");

	if (users && *users->value)
		return;
	keyed_setting(all->look, "rsyncd", path->scope, "anonymous",
		      ro && strcmp(ro->value, "no") == 0 ? "write" : "read", path);
	if (hosts && !entries_find(all, path->scope, "hosts allow"))
		keyed_setting(all->look, "rsyncd", path->scope, "hosts allow", hosts->value, hosts);
}

static void rsyncd_more(struct entries *all)
{
	const struct entry *address = entries_find(all, "", "address");

	for (const struct entry *e = NULL; (e = entries_next(all, NULL, "path", e));)
		if (*e->scope)
			module_say(all, e);
	keyed_listens(all->look, "rsyncd", "tcp", address ? address->value : NULL,
		      number_of(entries_value(all, "", "port", NULL), 873), address, FLAG_NO);
}

static const struct keyed rsyncd = {
	.name = "rsyncd", .grammar = &rsyncd_conf, .keys = rsyncd_keys, .config_option = "--config", .more = rsyncd_more,
	.files = (const char *const[]){ "etc/rsyncd.conf", NULL },
};

KEYED_PROBE(rsyncd, "rsyncd", rsyncd, "modules of the rsync daemon that need no name", "etc/rsyncd.conf", "etc/rsyncd.d/*")
