/*
 * Programs that come with a secret the world knows. One row each: file, syntax,
 * keys, and the words it must not be. A table, because they differ in nothing else.
 */
#include "facts/keyed.h"

#include "base/auto.h"

static const struct grammar words = { .syntax = SYNTAX_WORDS, .tail = true }, ini = { .syntax = SYNTAX_INI };
static const struct grammar yaml = { .syntax = SYNTAX_YAML }, braces = { .syntax = SYNTAX_BRACES, .tail = true };

static const struct key transmission_keys[] = {
	{ "rpc-password", .secret = "password", .known = "transmission {transmission} transmission123 admin" },
	{ "rpc-authentication-required", .spelling = AS_BOOL }, { "rpc-bind-address" }, { "rpc-enabled", .spelling = AS_BOOL }, { 0 }
};
/* the client "localhost" of the packages can be nobody but the device itself */
static const struct key radius_keys[] = { { "secret", "client localhost*", .secret = "secret" }, { "secret", "client *", .secret = "secret", .known = "testing123 secret radius" }, { 0 } };
static const struct key grafana_keys[] = {
	{ "admin_password", "security", .secret = "password", .known = "admin grafana" },
	{ "secret_key", "security", .secret = "secret", .known = "SW2YcwTIb9zpOOhoPsMm" },
	{ "reporting_enabled", "analytics", .spelling = AS_BOOL }, { 0 }
};
static const struct key monit_keys[] = { { "allow", .wins = WINS_EACH, .secret = "password", .known = "admin:monit" }, { 0 } };
static const struct key rabbit_keys[] = {
	{ "default_pass", .secret = "password", .known = "guest" }, { "loopback_users.guest", .spelling = AS_BOOL }, { 0 }
};

static const struct keyed programs[] = {
	{ "transmission", &yaml, transmission_keys, (const char *const[]){ "etc/transmission-daemon/settings.json", "var/lib/transmission-daemon/info/settings.json", NULL } },
	{ "freeradius", &braces, radius_keys, (const char *const[]){ "etc/freeradius/*/clients.conf", "etc/freeradius/clients.conf", "etc/raddb/clients.conf", "etc/freeradius3/clients.conf", NULL } },
	{ "grafana", &ini, grafana_keys, (const char *const[]){ "etc/grafana/grafana.ini", NULL } },
	{ "monit", &words, monit_keys, (const char *const[]){ "etc/monit/monitrc", "etc/monitrc", NULL } },
	{ "rabbitmq", &words, rabbit_keys, (const char *const[]){ "etc/rabbitmq/rabbitmq.conf", NULL } },
};

static void secrets_run(struct look *look)
{
	for (size_t i = 0; i < COUNT(programs); i++)
		keyed_run(look, &programs[i]);
}

const struct probe probe_default_secrets = {
	.name = "default-secrets",
	.about = "programs whose secret is the one everybody knows",
	.reads = (const char *const[]){ "etc/transmission-daemon/*", "var/lib/transmission-daemon/info/settings.json", "etc/freeradius/**",
					"etc/raddb/clients.conf", "etc/freeradius3/clients.conf", "etc/grafana/*", "etc/monit/*",
					"etc/monitrc", "etc/rabbitmq/*", NULL },
	.run = secrets_run,
};
