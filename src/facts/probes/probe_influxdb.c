/*
 * influxdb.conf of InfluxDB 1.x. From 2.0 on nothing is answered without a token.
 */
#include "facts/keyed.h"

#include "facts/conf.h"

static const struct grammar influxdb_conf = { .syntax = SYNTAX_INI, .tail = true };

static const struct key influxdb_keys[] = {
	{ "auth-enabled", "http", .spelling = AS_BOOL, .otherwise = "no", .below = "2.0" },
	{ "auth-enabled", "http", .spelling = AS_BOOL, .otherwise = "yes", .from = "2.0" },
	{ "bind-address", "http", .otherwise = ":8086" },
	{ "enabled", "http", .spelling = AS_BOOL, .otherwise = "yes" },
	{ "https-enabled", "http", .spelling = AS_BOOL, .otherwise = "no" },
	/* by default 1.x reports to its maker once a day */
	{ "reporting-disabled", "", .spelling = AS_NOT, .as = "reporting", .otherwise = "yes" },
	{ "reporting-enabled", "", .spelling = AS_BOOL, .as = "reporting" },
	{ 0 }
};

static void influxdb_more(struct entries *all)
{
	const struct entry *bind = entries_find(all, "http", "bind-address");
	struct bytes host;
	long port;

	if (!entries_bool(all, "http", "enabled", true))
		return;
	conf_hostport(bytes_of(bind ? bind->value : ":8086"), &host, &port);
	keyed_listens(all->look, "influxdb", "tcp", look_str(all->look, host), port < 0 ? 8086 : port, bind,
		      FLAG_OF(entries_bool(all, "http", "https-enabled", false)));
}

static const struct keyed influxdb = {
	.name = "influxdb", .grammar = &influxdb_conf, .keys = influxdb_keys, .config_option = "-config",
	.files = (const char *const[]){ "etc/influxdb/influxdb.conf", NULL }, .more = influxdb_more,
};

KEYED_PROBE(influxdb, "influxdb", influxdb, "whether InfluxDB asks who is there", "etc/influxdb/*")
