/*
 * Who listens where by default: the join. Daemon probes said where a daemon
 * would listen, services said what starts; here each listener gets its state,
 * its reach, and the line that starts it.
 */
#include "facts/look.h"

#include <string.h>

static bool is_loopback(const char *address)
{
	struct bytes a = bytes_of(address);

	return bytes_begin(a, "127.") || bytes_are(a, "::1") || bytes_are(a, "localhost") ||
	       bytes_are(a, "ip6-localhost") || bytes_are(a, "lo");
}

static bool is_all(const char *address)
{
	return strcmp(address, "*") == 0 || strcmp(address, "0.0.0.0") == 0 || strcmp(address, "::") == 0;
}

static const char *reach_of(const struct fact_listener *l)
{
	if (is_loopback(l->address) || (l->interface && strcmp(l->interface, "lo") == 0))
		return "loopback";
	return l->interface || !is_all(l->address) ? "local" : "any";
}

static void state_of(struct look *look, struct fact_listener *l)
{
	const struct fact_daemon *d = look_daemon(look, l->daemon);
	const struct fact_service *s = look_service(look, l->daemon, true, NULL);

	l->state = d->enabled == FLAG_YES ? "open" : "off";
	if (!s)
		s = look_service(look, l->daemon, false, NULL);
	if (!s) {
		l->why = d->enabled == FLAG_YES ? "taken as started" : "installed; nothing starts it";
		return;
	}
	if (!l->service)
		l->service = s->name;
	l->why = s->why;
	l->because_path = s->because_path ? s->because_path : s->at.path;
	l->because_line = s->because_path ? s->because_line : s->at.line;
	if (!l->at.path)
		l->at = s->at;
}

/* Two daemons that both start and want the same port at overlapping addresses. */
static void contended_mark(struct fact_listener *a, struct fact_listener *b, struct look *look)
{
	if (strcmp(a->daemon, b->daemon) == 0 || strcmp(a->proto, b->proto) != 0 || a->port != b->port ||
	    a->port == 0)
		return;
	if (strcmp(a->state, "off") == 0 || strcmp(b->state, "off") == 0)
		return;
	if (strcmp(a->address, b->address) != 0 && !is_all(a->address) && !is_all(b->address))
		return;
	a->state = b->state = "contended";
	a->why = arena_printf(&look->facts->mem, "%s wants the same port", b->daemon);
	b->why = arena_printf(&look->facts->mem, "%s wants the same port", a->daemon);
}

static void listeners_run(struct look *look)
{
	size_t n = FACT_COUNT(look->facts, listener);

	FACT_EACH(look->facts, listener, l) {
		if (!l->state)
			state_of(look, l);
		if (!l->reach)
			l->reach = reach_of(l);
	}
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n; k++)
			contended_mark(FACT_AT(look->facts, listener, i), FACT_AT(look->facts, listener, k), look);
	facts_looked(look->facts, look->probe, "etc", look_exists(look, "etc") ? "read" : "absent");
}

const struct probe probe_listeners = {
	.name = "listeners",
	.about = "who listens on which address and port because of which line",
	.run = listeners_run,
};
