/*
 * rpcbind(8): udp and tcp 111 on all addresses, unless -h names some; it keeps
 * the loopback address in any case.
 */
#include "facts/keyed.h"

static const struct grammar none = { .syntax = SYNTAX_SHELL };
static const struct key rpcbind_keys[] = { { "-h", .as = "host", .wins = WINS_EACH, .option = "-h" }, { 0 } };

static void rpcbind_more(struct entries *all)
{
	const struct entry *host = entries_find(all, "", "host");

	keyed_listens(all->look, "rpcbind", "udp", host ? host->value : NULL, 111, host, FLAG_NO);
	keyed_listens(all->look, "rpcbind", "tcp", host ? host->value : NULL, 111, host, FLAG_NO);
}

static const struct keyed rpcbind = {
	.name = "rpcbind", .grammar = &none, .keys = rpcbind_keys, .more = rpcbind_more,
	.files = (const char *const[]){ NULL },
};

KEYED_PROBE(rpcbind, "rpcbind", rpcbind, "where the portmapper answers", NULL)
