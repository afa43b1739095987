/*
 * keyed.h - the frame for daemons whose settings are keys with values.
 *
 *	static const struct keyed redis = {
 *		.name = "redis", .grammar = &redis_conf, .keys = redis_keys,
 *		.files = (const char *const[]){ "etc/redis/redis.conf", NULL },
 *		.more = redis_listens,
 *	};
 *	KEYED_PROBE(redis, redis, "Redis and Valkey: who may ask the store")
 *
 * keyed_run() reads the files, adds what the command line says, writes each key
 * as a fact 'setting' (in force or overridden), the compiled-in default of each
 * key that nobody wrote, and a 'credential' for each secret. A default that
 * depends on a version we do not know is written with value NULL.
 */
#ifndef CRADLE_FACTS_KEYED_H
#define CRADLE_FACTS_KEYED_H

#include "facts/entries.h"

struct keyed {
	const char *name;		/* as in daemons.def */
	const struct grammar *grammar;
	const struct key *keys;
	const char *const *files;	/* paths and patterns, all of them, in this order */
	const char *config_option;	/* "-c": names the file instead; "/": the first argument with a '/' */
	void (*more)(struct entries *all);	/* where it listens, and what keys alone do not say */
};

void keyed_run(struct look *look, const struct keyed *daemon);

/* The two halves, for daemons that need something between them. */
void keyed_read(struct entries *all, const struct keyed *daemon);
void keyed_say(struct entries *all, const struct keyed *daemon);

/* A secret was found: says of which kind and which known default, never the word. */
void credential_add(struct look *look, const char *daemon, const char *kind, const char *user,
		    struct bytes secret, const char *known, struct place at);

/* Is one of the blank-separated words this one? "''" among them is the empty one. */
bool word_among(struct bytes word, const char *words);

/* True when the daemon is in the image at all. */
bool keyed_present(struct look *look, const char *daemon);

/* A derived setting in a scope: what several keys come to. */
void keyed_setting(struct look *look, const char *daemon, const char *scope, const char *key,
		   const char *value, const struct entry *from);

/* Where e stands, or nowhere. */
struct place entry_place(const struct entry *e);

/* Listens at each of the blank- or comma-separated addresses; NULL or "" is all. */
void keyed_listens(struct look *look, const char *daemon, const char *proto, const char *addresses,
		   long port, const struct entry *from, enum flag tls);

/* Listens on one interface only; NULL is any. reach NULL: the 'listeners' probe finds out. */
void keyed_listens_on(struct look *look, const char *daemon, const char *proto, long port, const char *interface,
		      const char *reach, const struct entry *from);

/*
 * systemd's own files are shipped with each default in a comment ("#LLMNR=no"):
 * what this build does when nobody sets it. NULL when the file does not say.
 */
const char *commented_default(struct look *look, const char *path, const char *key);

/* A decimal number, or 'otherwise'. */
long number_of(const char *text, long otherwise);

#define KEYED_PROBE(id, probe_name, data, about_text, ...) \
	static void id##_run(struct look *look) { keyed_run(look, &(data)); } \
	const struct probe probe_##id = { .name = (probe_name), .about = (about_text), \
		.reads = (const char *const[]){ __VA_ARGS__, NULL }, .run = id##_run };

#endif
