/*
 * redis.conf: the last one wins. Whoever may connect is administrator unless
 * there is a password; "protected-mode" is what stands between when there is none.
 */
#include "facts/keyed.h"

#include <string.h>

static const struct grammar redis_conf = { .syntax = SYNTAX_WORDS, .include = "include" };

static const struct key redis_keys[] = {
	{ "bind", .otherwise = "* -::*", .option = "--bind" },
	{ "port", .otherwise = "6379", .option = "--port" },
	{ "tls-port", .otherwise = "0", .option = "--tls-port" },
	{ "protected-mode", .spelling = AS_BOOL, .otherwise = "yes", .from = "3.2", .option = "--protected-mode" },
	{ "protected-mode", .spelling = AS_BOOL, .otherwise = "no", .below = "3.2" },
	{ "requirepass", .secret = "password", .known = "foobared redis password", .option = "--requirepass" },
	{ "user", .wins = WINS_EACH, .secret = "" },
	{ "aclfile" },
	{ "maxmemory", .otherwise = "0" },
	{ 0 }
};

static bool has_word(const char *text, const char *word)
{
	struct bytes rest = bytes_of(text), one;

	while (bytes_word(&rest, &one))
		if (bytes_are(one, word))
			return true;
	return false;
}

/* "user default on nopass ~* +@all": rules on one line, the last user line of a name adds to it */
static const char *default_user(const struct entries *all, const char *so_far)
{
	for (const struct entry *e = NULL; (e = entries_next(all, "", "user", e));) {
		if (!bytes_begin(bytes_of(e->value), "default "))
			continue;
		if (has_word(e->value, "nopass"))
			so_far = "none";
		else if (strpbrk(e->value, ">#") || has_word(e->value, "off") || has_word(e->value, "resetpass"))
			so_far = "password";
	}
	return so_far;
}

static void redis_more(struct entries *all)
{
	const struct entry *bind = entries_find(all, "", "bind"), *pass = entries_find(all, "", "requirepass");
	struct bytes rest = bytes_of(bind ? bind->value : "* -::*"), word;
	long port = number_of(entries_value(all, "", "port", NULL), 6379);
	long tls = number_of(entries_value(all, "", "tls-port", NULL), 0);
	const char *source = bind ? bind->source : "compiled";

	/* an ACL file is written by the daemon itself: what it holds counts, and we do not read it */
	keyed_setting(all->look, "redis", "", "authentication",
		      entries_find(all, "", "aclfile") ? NULL
			: default_user(all, pass && *pass->value ? "password" : "none"),
		      pass ? pass : entries_find(all, "", "aclfile"));
	while (bytes_word(&rest, &word)) {
		const char *address;

		/* a leading '-' says: no error when that address is not there */
		if (bytes_begin(word, "-"))
			word = bytes_skip(word, 1);
		address = bytes_are(word, "::*") ? "::" : look_str(all->look, word);
		if (port)
			look_listens(all->look, "redis", "tcp", address, port, entry_place(bind), source, FLAG_NO);
		if (tls)
			look_listens(all->look, "redis", "tcp", address, tls, entry_place(bind), source, FLAG_YES);
	}
}

static const struct keyed redis = {
	.name = "redis", .grammar = &redis_conf, .keys = redis_keys, .config_option = "/", .more = redis_more,
	.files = (const char *const[]){ "etc/redis/redis.conf", "etc/redis.conf", "etc/valkey/valkey.conf", NULL },
};

KEYED_PROBE(redis, "redis", redis, "who may ask the Redis or Valkey store",
	    "etc/redis/**", "etc/redis.conf", "etc/valkey/**")
