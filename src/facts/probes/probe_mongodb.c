/*
 * mongod.conf is YAML since 2.6; older packages still ship "key = value" lines
 * with the names of the command line. Both are asked for.
 */
#include "facts/keyed.h"

#include <limits.h>

#include "base/auto.h"

static const struct grammar yaml = { .syntax = SYNTAX_YAML }, words = { .syntax = SYNTAX_WORDS };

static const struct key mongodb_keys[] = {
	{ "net.bindIp", .as = "bindIp", .otherwise = "127.0.0.1", .from = "3.6", .option = "--bind_ip" },
	{ "net.bindIp", .as = "bindIp", .otherwise = "*", .below = "3.6" },
	{ "bind_ip", .as = "bindIp" },
	{ "net.bindIpAll", .as = "bindIpAll", .spelling = AS_BOOL, .otherwise = "no", .option = "--bind_ip_all" },
	{ "net.port", .as = "port", .otherwise = "27017", .option = "--port" },
	{ "port" },
	{ "security.authorization", .as = "authorization", .spelling = AS_BOOL, .otherwise = "no", .option = "--auth" },
	{ "auth", .as = "authorization", .spelling = AS_BOOL },
	{ 0 }
};

static void mongodb_more(struct entries *all)
{
	const struct entry *bind = entries_find(all, "", "bindIp");
	long port = number_of(entries_value(all, "", "port", NULL), 27017);
	int newer = look_version(all->look, "mongodb", "3.6");

	if (entries_bool(all, "", "bindIpAll", false))
		keyed_listens(all->look, "mongodb", "tcp", "*", port, entries_find(all, "", "bindIpAll"), FLAG_NO);
	else if (bind)
		keyed_listens(all->look, "mongodb", "tcp", bind->value, port, bind, FLAG_NO);
	else if (newer != INT_MIN)
		keyed_listens(all->look, "mongodb", "tcp", newer >= 0 ? "127.0.0.1" : "*", port, NULL, FLAG_NO);
}

static const struct keyed mongodb = {
	.name = "mongodb", .keys = mongodb_keys, .grammar = &yaml, .more = mongodb_more,
};

static void mongodb_run(struct look *look)
{
	static const char *const files[] = { "etc/mongod.conf", "etc/mongodb.conf" };
	struct entries all = { .look = look, .keys = mongodb_keys };
	const struct fact_service *s = NULL;

	for (size_t i = 0; i < COUNT(files); i++) {
		struct bytes text, line;
		bool old = false;

		if (!look_text(look, files[i], &text))
			continue;
		for (struct bytes rest = text; !old && bytes_line(&rest, &line);)
			old = !bytes_begin(bytes_trim(line), "#") && bytes_have(line, "=") && !bytes_have(line, ":");
		entries_read_text(&all, old ? &words : &yaml, files[i], text);
	}
	while ((s = look_service(look, "mongodb", true, s)))
		entries_argv(&all, s);
	keyed_say(&all, &mongodb);
}

const struct probe probe_mongodb = {
	.name = "mongodb",
	.about = "where MongoDB listens, and whether it asks who is there",
	.reads = (const char *const[]){ "etc/mongod.conf", "etc/mongodb.conf", NULL },
	.run = mongodb_run,
};
