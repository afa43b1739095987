/*
 * Who listens where by default: the join. Daemon probes said where a daemon
 * would listen, start systems said what starts and which ports they open
 * themselves; here each listener gets its state, its reach, and the line that
 * starts it.
 */
#include "facts/look.h"

#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/names.h"
#include "facts/conf.h"

/* --- daemons whose ports need no probe of their own --- */

/*
 * Where a daemon listens that says nothing of it in a file, and the options
 * that say otherwise on its command line. Used only where no probe said more.
 */
static const struct usual {
	const char *daemon, *proto;
	long port;
	const char *port_option, *address_option, *inetd_option;
} usual[] = {
	{ "telnetd", "tcp", 23, "-p", "-b", "-i" },
	{ "httpd", "tcp", 80, "-p", NULL, "-i" },
	{ "boa", "tcp", 80, "-p", NULL, NULL },
	{ "tftpd", "udp", 69, NULL, "--address", NULL },
	{ "rpcbind", "tcp", 111, NULL, "-h", NULL },
	{ "rpcbind", "udp", 111, NULL, "-h", NULL },
	{ "rshd", "tcp", 514, NULL, NULL, NULL },
	{ "adbd", "tcp", 5555, NULL, NULL, NULL },
	{ "x11vnc", "tcp", 5900, "-rfbport", "-listen", "-inetd" },
	{ "cwmp", "tcp", 7547, NULL, NULL, NULL },
	{ "udhcpd", "udp", 67, NULL, NULL, NULL },
	{ "dhcpd", "udp", 67, NULL, NULL, NULL },
	{ "l2tp", "udp", 1701, NULL, NULL, NULL },
	{ "pptpd", "tcp", 1723, NULL, "--listen", NULL },
	{ "strongswan", "udp", 500, NULL, NULL, NULL },
	{ "strongswan", "udp", 4500, NULL, NULL, NULL },
	{ "coturn", "tcp", 3478, "-p", "-L", NULL },
	{ "coturn", "udp", 3478, "-p", "-L", NULL },
	{ "transmission", "tcp", 9091, "-p", NULL, NULL },
	{ "minidlna", "tcp", 8200, "-p", NULL, NULL },
	{ "slapd", "tcp", 389, NULL, NULL, NULL },
	{ "freeradius", "udp", 1812, NULL, NULL, NULL },
	{ "gdbserver", "tcp", 0, NULL, NULL, NULL },
};

/* The services that start it as a process of its own, not for one connection. */
static const struct fact_service *next_own(struct look *look, const char *daemon, const struct fact_service *s)
{
	while ((s = look_service(look, daemon, true, s)))
		if (strcmp(s->manager, "inetd") != 0 && strcmp(s->manager, "xinetd") != 0)
			return s;
	return NULL;
}

static void usual_add(struct look *look, const struct usual *u, const struct fact_service *s)
{
	struct bytes value, host = { 0 };
	const char *address = NULL;
	bool said = false;
	long port = u->port, n;

	if (u->inetd_option && look_option(look, s->exec, u->inetd_option, &value) && value.n == 0)
		return;
	if (u->address_option && look_option(look, s->exec, u->address_option, &value) && value.n) {
		/* "ADDRESS", "ADDRESS:PORT", ":PORT" */
		conf_hostport(value, &host, &n);
		port = n >= 0 ? n : port;
		address = look_str(look, host);
		said = true;
	}
	if (u->port_option && look_option(look, s->exec, u->port_option, &value)) {
		conf_hostport(value, &host, &n);
		if (n >= 0)
			port = n;
		address = host.n && n >= 0 ? look_str(look, host) : address;
		said = true;
	}
	look_listens(look, u->daemon, u->proto, address, port, s->at, said ? "argv" : "compiled", FLAG_NO);
}

/* Daemons whose probe has spoken, or whose port a socket unit holds open for them. */
static void names_of_listeners(struct look *look, struct names *known)
{
	FACT_EACH(look->facts, listener, l)
		if (!l->state || (strcmp(l->state, "open") == 0 && strcmp(l->source, "unit") == 0))
			*names_at(known, bytes_of(l->daemon)) = l;
}

static void usual_run(struct look *look)
{
	struct names known = { .mem = look->mem };

	names_of_listeners(look, &known);
	for (size_t i = 0; i < COUNT(usual); i++) {
		const struct fact_service *s = NULL;

		if (names_find(&known, bytes_of(usual[i].daemon)))
			continue;
		while ((s = next_own(look, usual[i].daemon, s)))
			usual_add(look, &usual[i], s);
	}
}

/* --- ports that a start system opens --- */

static const char *socket_daemon(const struct fact_socket *k, const struct fact_service *s)
{
	if (s && s->daemon)
		return s->daemon;
	return s && s->program ? path_name(s->program) : k->service;
}

enum { GROUP_LIMIT = 64 };		/* listeners of one port that are compared with each other */

/* The listeners of one daemon, protocol and port, in order. */
struct group {
	struct fact_listener *list[GROUP_LIMIT];
	size_t count;
};

struct join {
	struct look *look;
	struct names services;		/* name -> its fact_service */
	struct names groups;		/* "daemon tcp 80" -> struct group */
};

static struct group *group_of(struct join *j, const char *daemon, const char *proto, int64_t port)
{
	void **at = names_at(&j->groups, bytes_of(look_fmt(j->look, "%s %s %lld", daemon, proto, (long long)port)));

	if (!*at)
		*at = ARENA_NEW(j->look->mem, struct group);
	return *at;
}

static void group_add(struct join *j, struct fact_listener *l)
{
	struct group *g = group_of(j, l->daemon, l->proto, l->port);

	if (g->count < GROUP_LIMIT)
		g->list[g->count++] = l;
}

/*
 * The daemon's own word for the same port, when there is one: the start system
 * opens it in its place. A compiled-in "everywhere" gives way to any address.
 */
static struct fact_listener *listener_find(struct join *j, const char *daemon, const struct fact_socket *k)
{
	const struct group *g = group_of(j, daemon, k->proto, k->port);

	for (size_t i = 0; i < g->count; i++) {
		struct fact_listener *l = g->list[i];
		bool gives_way = !l->state && strcmp(l->source, "compiled") == 0 && strcmp(l->address, "*") == 0;

		if (gives_way || strcmp(l->address, k->address) == 0)
			return l;
	}
	return NULL;
}

static void socket_join(struct join *j, const struct fact_socket *k)
{
	const struct fact_service *s = k->service ? names_find(&j->services, bytes_of(k->service)) : NULL;
	const char *daemon = socket_daemon(k, s);
	struct fact_listener *l;

	if (!daemon || (strcmp(k->proto, "tcp") != 0 && strcmp(k->proto, "udp") != 0))
		return;
	l = listener_find(j, daemon, k);
	/* a socket that is not opened says nothing against the daemon's own port */
	if (l && k->starts != FLAG_YES)
		return;
	if (!l) {
		l = FACT(j->look->facts, listener, .at = k->at, .daemon = daemon, .proto = k->proto,
			 .address = k->address, .port = k->port, .tls = FLAG_UNKNOWN);
		group_add(j, l);
	}
	l->at = k->at;
	l->address = k->address;
	l->interface = k->interface;
	l->source = k->accept == FLAG_YES && s && s->manager && strcmp(s->manager, "systemd") != 0 ? "inetd" : "unit";
	l->service = k->name;
	l->state = k->starts == FLAG_YES ? "open" : "off";
	l->why = k->why;
	l->because_path = k->because_path;
	l->because_line = k->because_line;
}

static void sockets_run(struct look *look)
{
	struct join j = { .look = look, .services.mem = look->mem, .groups.mem = look->mem };

	FACT_EACH(look->facts, service, s)
		if (s->name)
			*names_at(&j.services, bytes_of(s->name)) = s;
	FACT_EACH(look->facts, listener, l)
		group_add(&j, l);
	FACT_EACH(look->facts, socket, k)
		socket_join(&j, k);
}

/* --- state, reach --- */

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

/* Of several services, the one whose line the listener was read from, or the one that stands for the daemon. */
static const struct fact_service *own_of(struct look *look, const struct fact_listener *l, const struct fact_daemon *d,
					 const struct fact_service *first)
{
	const struct fact_service *best = first;

	for (const struct fact_service *s = first; s; s = next_own(look, l->daemon, s)) {
		if (l->at.path && s->at.path && l->at.line == s->at.line && strcmp(l->at.path, s->at.path) == 0)
			return s;
		if (d->service && strcmp(s->name, d->service) == 0 && (best == first))
			best = s;
	}
	return best;
}

static void state_of(struct look *look, struct fact_listener *l)
{
	const struct fact_daemon *d = look_daemon(look, l->daemon);
	const struct fact_service *s = next_own(look, l->daemon, NULL), *any;

	l->state = d->enabled == FLAG_YES ? "open" : strcmp(d->state, "unknown") == 0 ? "unknown" : "off";
	s = own_of(look, l, d, s);
	any = s ? s : look_service(look, l->daemon, true, NULL);
	if (!s && any) {
		/* inetd's child is handed the connection */
		l->state = "off";
		l->why = look_fmt(look, "%s starts it for each connection; it opens no port itself", any->manager);
	}
	if (!any)
		any = look_service(look, l->daemon, false, NULL);
	if (!any) {
		l->why = d->enabled == FLAG_YES ? "taken as started" :
			 d->enabled == FLAG_NO ? "installed; nothing starts it" : "whether it starts cannot be seen";
		return;
	}
	if (!l->service)
		l->service = any->name;
	if (!l->why)
		l->why = any->why;
	l->because_path = any->because_path ? any->because_path : any->at.path;
	l->because_line = any->because_path ? any->because_line : any->at.line;
	if (!l->at.path)
		l->at = any->at;
}

/* --- two daemons, one port --- */

static bool overlap(const char *a, const char *b)
{
	if (strcmp(a, b) == 0)
		return true;
	/* all of IPv4 and all of IPv6 leave each other alone */
	if ((strcmp(a, "0.0.0.0") == 0 && strchr(b, ':')) || (strcmp(b, "0.0.0.0") == 0 && strchr(a, ':')))
		return false;
	return is_all(a) || is_all(b);
}

static bool may_open(const struct fact_listener *l)
{
	return strcmp(l->state, "off") != 0 && strcmp(l->state, "unknown") != 0;
}

static void contended_mark(struct fact_listener *a, struct fact_listener *b, struct look *look)
{
	if (strcmp(a->daemon, b->daemon) == 0 || !may_open(a) || !may_open(b) ||
	    !overlap(a->address, b->address))
		return;
	a->state = b->state = "contended";
	a->why = arena_printf(&look->facts->mem, "%s wants the same port", b->daemon);
	b->why = arena_printf(&look->facts->mem, "%s wants the same port", a->daemon);
}

static int by_port(const void *a, const void *b)
{
	const struct fact_listener *x = *(struct fact_listener *const *)a, *y = *(struct fact_listener *const *)b;
	int c = strcmp(x->proto, y->proto);

	return c ? c : (x->port > y->port) - (x->port < y->port);
}

static void contended_run(struct look *look)
{
	size_t n = FACT_COUNT(look->facts, listener);
	struct fact_listener **list = arena_alloc(look->mem, (n + 1) * sizeof(*list));

	for (size_t i = 0; i < n; i++)
		list[i] = FACT_AT(look->facts, listener, i);
	if (n)
		qsort(list, n, sizeof(*list), by_port);
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n && k < i + GROUP_LIMIT && list[i]->port && by_port(&list[i], &list[k]) == 0; k++)
			contended_mark(list[i], list[k], look);
}

static void listeners_run(struct look *look)
{
	sockets_run(look);
	usual_run(look);
	FACT_EACH(look->facts, listener, l) {
		if (!l->state)
			state_of(look, l);
		if (!l->reach)
			l->reach = reach_of(l);
	}
	contended_run(look);
	facts_looked(look->facts, look->probe, "etc", look_exists(look, "etc") ? "read" : "absent");
}

const struct probe probe_listeners = {
	.name = "listeners",
	.about = "who listens on which address and port because of which line",
	.run = listeners_run,
};
