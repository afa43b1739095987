/*
 * unbound.conf(5): loopback only unless an interface is named, and the most
 * specific access-control line decides; without one only the device itself.
 */
#include "facts/keyed.h"

#include <string.h>

static const struct grammar unbound_conf = {
	.syntax = SYNTAX_COLON, .tail = true, .include = "include include-toplevel", .base = "etc/unbound",
};

static const struct key unbound_keys[] = {
	{ "interface", "server", .wins = WINS_EACH }, { "ip-address", "server", .as = "interface", .wins = WINS_EACH },
	{ "port", "server", .otherwise = "53" },
	{ "access-control", "server", .wins = WINS_EACH },
	{ "interface-automatic", "server", .spelling = AS_BOOL },
	{ 0 }
};

static bool for_everybody(const char *rule)
{
	struct bytes rest = bytes_of(rule), net = { 0 }, action = { 0 };

	bytes_word(&rest, &net);
	bytes_word(&rest, &action);
	return bytes_end(net, "/0") && bytes_begin(action, "allow");
}

static void unbound_more(struct entries *all)
{
	long port = number_of(entries_value(all, "server", "port", NULL), 53);
	const struct entry *e = NULL, *open = NULL;
	bool any = false;

	while ((e = entries_next(all, "server", "access-control", e)))
		if (for_everybody(e->value))
			open = e;
	keyed_setting(all->look, "unbound", "", "recursion-for", open ? "any" : "own networks", open);
	while ((e = entries_next(all, "server", "interface", e))) {
		const char *at = strchr(e->value, '@');
		const char *address = look_str(all->look, bytes_first(bytes_of(e->value), strcspn(e->value, "@")));

		keyed_listens(all->look, "unbound", "udp", address, at ? number_of(at + 1, port) : port, e, FLAG_NO);
		any = true;
	}
	if (!any && entries_bool(all, "server", "interface-automatic", false))
		keyed_listens(all->look, "unbound", "udp", "*", port, entries_find(all, "server", "interface-automatic"), FLAG_NO);
	else if (!any)
		keyed_listens(all->look, "unbound", "udp", "127.0.0.1", port, NULL, FLAG_NO);
}

static const struct keyed unbound = {
	.name = "unbound", .grammar = &unbound_conf, .keys = unbound_keys, .config_option = "-c", .more = unbound_more,
	.files = (const char *const[]){ "etc/unbound/unbound.conf", NULL },
};

KEYED_PROBE(unbound, "unbound", unbound, "whom Unbound answers", "etc/unbound/**")
