/*
 * memcached(1): no file of its own; Debian's /etc/memcached.conf holds options, one a line.
 */
#include "facts/keyed.h"

#include <limits.h>

static const struct grammar memcached_conf = { .syntax = SYNTAX_WORDS };

static const struct key memcached_keys[] = {
	{ "-l", .as = "listen", .wins = WINS_EACH, .otherwise = "*", .option = "-l" },
	{ "-p", .as = "port", .otherwise = "11211", .option = "-p" },
	{ "-U", .as = "udp-port", .otherwise = "0", .from = "1.5.6", .option = "-U" },
	{ "-U", .as = "udp-port", .otherwise = "11211", .below = "1.5.6" },
	{ "-S", .as = "sasl", .spelling = AS_BOOL, .otherwise = "no", .option = "-S" },
	{ "-s", .as = "unix-socket", .option = "-s" },
	{ 0 }
};

static long udp_port(const struct entries *all, long tcp)
{
	const struct entry *udp = entries_find(all, "", "udp-port");
	int old = look_version(all->look, "memcached", "1.5.6");

	if (udp)
		return number_of(udp->value, 0);
	return old != INT_MIN && old < 0 ? tcp : 0;
}

static void listens(struct entries *all, const struct entry *e, long tcp, long udp)
{
	keyed_listens(all->look, "memcached", "tcp", e ? e->value : NULL, tcp, e, FLAG_NO);
	if (udp)
		keyed_listens(all->look, "memcached", "udp", e ? e->value : NULL, udp, e, FLAG_NO);
}

static void memcached_more(struct entries *all)
{
	long tcp = number_of(entries_value(all, "", "port", NULL), 11211), udp = udp_port(all, tcp);
	const struct entry *e = NULL;
	bool any = false;

	/* with -s there is no network at all */
	if (entries_find(all, "", "unix-socket"))
		return;
	while ((e = entries_next(all, "", "listen", e))) {
		listens(all, e, tcp, udp);
		any = true;
	}
	if (!any)
		listens(all, NULL, tcp, udp);
}

static const struct keyed memcached = {
	.name = "memcached", .grammar = &memcached_conf, .keys = memcached_keys, .more = memcached_more,
	.files = (const char *const[]){ "etc/memcached.conf", NULL },
};

KEYED_PROBE(memcached, "memcached", memcached, "who may ask the memory cache", "etc/memcached.conf")
