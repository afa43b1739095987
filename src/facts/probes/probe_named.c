/*
 * BIND 9: who may ask for recursion is allow-recursion, else allow-query-cache,
 * else allow-query, else the own networks (ARM, "allow-recursion").
 */
#include "facts/keyed.h"

#include <string.h>

#include "base/auto.h"

static const struct grammar named_conf = { .syntax = SYNTAX_BLOCK, .c_comments = true, .include = "include", .base = "etc/bind" };

static const struct key named_keys[] = {
	{ "recursion", "options", .spelling = AS_BOOL, .otherwise = "yes" },
	{ "dnssec-validation", "options", .otherwise = "auto" },
	{ "*", "options allow-recursion", .wins = WINS_EACH },
	{ "*", "options allow-query-cache", .wins = WINS_EACH },
	{ "*", "options allow-query", .wins = WINS_EACH },
	{ "*", "options listen-on*", .wins = WINS_EACH },
	{ 0 }
};

static const struct entry *in_scope(const struct entries *all, const char *scope, const struct entry *after)
{
	for (size_t i = after ? (size_t)(after - all->list) + 1 : 0; i < all->count; i++)
		if (path_match(scope, all->list[i].scope))
			return &all->list[i];
	return NULL;
}

static void recursion_say(struct entries *all)
{
	static const char *const lists[] = { "options allow-recursion", "options allow-query-cache", "options allow-query" };
	const struct entry *no = entries_find(all, "options", "recursion");

	if (no && strcmp(no->value, "no") == 0) {
		keyed_setting(all->look, "named", "", "recursion-for", "none", no);
		return;
	}
	for (size_t i = 0; i < COUNT(lists); i++) {
		const struct entry *first = in_scope(all, lists[i], NULL);
		const char *who = "";

		if (!first)
			continue;
		for (const struct entry *e = first; e && strlen(who) < 200; e = in_scope(all, lists[i], e))
			who = look_fmt(all->look, "%s%s%.100s", who, *who ? " " : "", e->key);
		keyed_setting(all->look, "named", "", "recursion-for", who, first);
		return;
	}
	keyed_setting(all->look, "named", "", "recursion-for", "localnets localhost", NULL);
}

static bool listens(struct entries *all, const char *scope, const char *every)
{
	bool any = false;

	for (const struct entry *e = NULL; (e = in_scope(all, scope, e)); any = true) {
		const char *address = strcmp(e->key, "any") == 0 ? every : e->key, *port = strstr(e->scope, " port ");
		long n = port ? number_of(port + 6, 53) : 53;

		if (strcmp(e->key, "none") == 0 || e->key[0] == '!')
			continue;
		keyed_listens(all->look, "named", "udp", address, n, e, FLAG_NO);
		keyed_listens(all->look, "named", "tcp", address, n, e, FLAG_NO);
	}
	return any;
}

static void named_more(struct entries *all)
{
	static const struct { const char *scope, *scope_port, *every; } families[] = {
		{ "options listen-on", "options listen-on port *", "0.0.0.0" },
		{ "options listen-on-v6", "options listen-on-v6 port *", "::" },
	};

	recursion_say(all);
	for (size_t i = 0; i < COUNT(families); i++) {
		bool plain = listens(all, families[i].scope, families[i].every);

		if (listens(all, families[i].scope_port, families[i].every) || plain)
			continue;
		look_listens(all->look, "named", "udp", families[i].every, 53, (struct place){ 0 }, "compiled", FLAG_NO);
		look_listens(all->look, "named", "tcp", families[i].every, 53, (struct place){ 0 }, "compiled", FLAG_NO);
	}
}

static const struct keyed named = {
	.name = "named", .grammar = &named_conf, .keys = named_keys, .config_option = "-c", .more = named_more,
	.files = (const char *const[]){ "etc/bind/named.conf", "etc/named.conf", NULL },
};

KEYED_PROBE(named, "named", named, "whom BIND answers for all names", "etc/bind/**", "etc/named.conf", "etc/named/**")
