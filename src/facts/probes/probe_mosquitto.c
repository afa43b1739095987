/*
 * mosquitto.conf(5): what stands behind a "listener" line belongs to it, what
 * stands before the first one to the default listener. Who may come without a
 * name is global unless per_listener_settings is on. Files of include_dir are
 * read in byte order.
 */
#include "facts/keyed.h"

#include <limits.h>
#include <string.h>

#include "facts/conf.h"

static const struct grammar mosquitto_conf = {
	.syntax = SYNTAX_WORDS, .include_dir = "include_dir", .suffix = ".conf",
};

static const struct key mosquitto_keys[] = {
	{ "listener", .wins = WINS_EACH },
	{ "port", .option = "-p" },
	{ "bind_address" },
	{ "per_listener_settings", .spelling = AS_BOOL, .otherwise = "no" },
	{ "allow_anonymous", .wins = WINS_EACH, .spelling = AS_BOOL },
	{ "password_file", .wins = WINS_EACH },
	{ "psk_file", .wins = WINS_EACH },
	{ "certfile", .wins = WINS_EACH },
	{ "require_certificate", .wins = WINS_EACH, .spelling = AS_BOOL },
	{ "max_connections", .wins = WINS_EACH, .otherwise = "-1" },
	{ "message_size_limit", .otherwise = "0" },
	{ "log_dest", .wins = WINS_EACH },
	{ "log_type", .wins = WINS_EACH },
	{ 0 }
};

enum { LISTENERS = 64 };

struct socket {
	const struct entry *from;	/* NULL: compiled in */
	const char *address;
	long port;
	bool tls, certificate, unix_socket;
	const struct entry *anonymous;	/* its own, with per_listener_settings */
};

struct broker {
	struct entries *all;
	struct socket sockets[LISTENERS];	/* [0] is the default listener */
	size_t count;
	bool default_used, per_listener;
	const struct entry *anonymous;
};

static void socket_open(struct broker *b, const struct entry *e)
{
	struct bytes rest = bytes_of(e->value), port = { 0 }, address = { 0 };
	struct socket *s;

	if (b->count == LISTENERS) {
		look_unreadable(b->all->look, e->at.path, "has more listeners than we look at");
		return;
	}
	bytes_word(&rest, &port);
	bytes_word(&rest, &address);
	s = &b->sockets[b->count++];
	s->from = e;
	s->port = number_of(look_str(b->all->look, port), 1883);
	s->address = look_str(b->all->look, address);
	s->unix_socket = s->port == 0;
}

static void socket_set(struct broker *b, const struct entry *e)
{
	struct socket *now = &b->sockets[b->count - 1];

	if (strcmp(e->key, "listener") == 0) {
		socket_open(b, e);
	} else if (strcmp(e->key, "port") == 0 || strcmp(e->key, "bind_address") == 0) {
		b->default_used = true;
		b->sockets[0].from = e;
		if (strcmp(e->key, "port") == 0)
			b->sockets[0].port = number_of(e->value, 1883);
		else
			b->sockets[0].address = e->value;
	} else if (strcmp(e->key, "certfile") == 0 || strcmp(e->key, "psk_file") == 0) {
		now->tls = true;
	} else if (strcmp(e->key, "require_certificate") == 0) {
		now->certificate = strcmp(e->value, "yes") == 0;
	} else if (strcmp(e->key, "allow_anonymous") == 0) {
		now->anonymous = e;
		b->anonymous = e;
	}
}

static void socket_say(struct broker *b, const struct socket *s, const char *otherwise)
{
	struct look *look = b->all->look;
	const struct entry *anonymous = b->per_listener ? s->anonymous : b->anonymous;
	const char *scope = look_fmt(look, "listener %ld%s%s", s->port, s->address && *s->address ? " " : "",
				     s->address ? s->address : "");

	if (s->unix_socket)
		return;
	/* a client certificate is a proof of identity as well */
	keyed_setting(look, "mosquitto", scope, "anonymous",
		      s->certificate ? "no" : anonymous ? anonymous->value : otherwise, anonymous ? anonymous : s->from);
	keyed_listens(look, "mosquitto", "tcp", s->address, s->port, s->from, FLAG_OF(s->tls));
}

/* Without any listener 2.0 and newer stay on loopback, and let everybody in there. */
static void nothing_written(struct broker *b, int newer)
{
	struct socket *s = &b->sockets[0];

	if (newer == INT_MIN) {
		keyed_setting(b->all->look, "mosquitto", "listener 1883", "anonymous", NULL, b->anonymous);
		return;
	}
	s->address = newer >= 0 ? "localhost" : "*";
	socket_say(b, s, "yes");
}

static void mosquitto_more(struct entries *all)
{
	struct broker *b = ARENA_NEW(all->look->mem, struct broker);
	int newer = look_version(all->look, "mosquitto", "2.0");
	const char *otherwise = newer == INT_MIN ? NULL : newer >= 0 ? "no" : "yes";

	b->all = all;
	b->count = 1;
	b->sockets[0].port = 1883;
	b->per_listener = entries_bool(all, "", "per_listener_settings", false);
	for (size_t i = 0; i < all->count; i++)
		socket_set(b, &all->list[i]);
	if (b->count == 1 && !b->default_used) {
		nothing_written(b, newer);
		return;
	}
	for (size_t i = b->default_used ? 0 : 1; i < b->count; i++)
		socket_say(b, &b->sockets[i], otherwise);
}

static const struct keyed mosquitto = {
	.name = "mosquitto", .grammar = &mosquitto_conf, .keys = mosquitto_keys, .config_option = "-c",
	.files = (const char *const[]){ "etc/mosquitto/mosquitto.conf", "etc/mosquitto.conf", NULL },
	.more = mosquitto_more,
};

KEYED_PROBE(mosquitto, "mosquitto", mosquitto, "who may publish and listen at the MQTT broker",
	    "etc/mosquitto/**", "etc/mosquitto.conf")
