/*
 * entries.h - a daemon's configuration as one list, in the order the daemon reads it.
 *
 *	static const struct grammar redis_conf = { .syntax = SYNTAX_WORDS, .include = "include" };
 *	static const struct key keys[] = {
 *		{ "bind", .otherwise = "* -::*" },
 *		{ "requirepass", .secret = "password" },
 *		{ 0 }
 *	};
 *	struct entries all = { .look = look, .keys = keys };
 *
 *	entries_read(&all, &redis_conf, "etc/redis/redis.conf");
 *	port = entries_value(&all, "", "port", "6379");
 *
 * Only the keys that are asked for are kept: what we do not know could be a
 * secret. Includes are expanded where they stand. Names of keys are compared
 * without case, and '-' is '_', as most daemons do it; a daemon that is
 * stricter would refuse the file. Nothing is copied but what is kept, and all
 * of it lives in look->mem.
 *
 * A scope is the block an entry stands in: "" for none, else the words that
 * open the block ("Location /admin", "mysqld"), those of the outer ones first.
 */
#ifndef CRADLE_FACTS_ENTRIES_H
#define CRADLE_FACTS_ENTRIES_H

#include "facts/look.h"

enum syntax {
	SYNTAX_NONE = 0,
	SYNTAX_WORDS,			/* key value; <Block arg> ... </Block> is a scope */
	SYNTAX_COLON,			/* key: value; a key without a value opens a scope (unbound) */
	SYNTAX_INI,			/* [section] key = value; TOML as far as we need it */
	SYNTAX_SHELL,			/* NAME=value */
	SYNTAX_UCI,			/* scope is the type and the name, or its number: "wifi-iface 2" */
	SYNTAX_FOLDED,			/* key = value, goes on in lines that begin with a blank (postfix) */
	SYNTAX_INDENTED,		/* "conn NAME" opens a scope, its entries are indented (ipsec.conf) */
	SYNTAX_BLOCK,			/* name args { ... }; with semicolons (named) */
	SYNTAX_BRACES,			/* name args { key = value } by lines (dovecot, freeradius) */
	SYNTAX_YAML,			/* YAML and JSON: keys with dots, an entry for each item of a list */
};

struct grammar {
	enum syntax syntax;
	bool tail;			/* a comment may stand behind the value: " # ..." */
	bool c_comments;		/* and slash-slash and slash-star */
	const char *include;		/* keys that name a file or pattern, blank-separated */
	const char *include_dir;	/* keys that name a folder */
	const char *suffix;		/* of the files that are read from a folder; NULL is all */
	const char *base;		/* where relative names begin; NULL: beside the file they stand in */
};

enum wins { WINS_LAST = 0, WINS_FIRST, WINS_EACH };

/* How a value is written in a fact. */
enum spelling {
	AS_WRITTEN = 0,
	AS_BOOL,			/* "yes" or "no"; a key alone is yes */
	AS_NOT,				/* the key says the opposite of 'as' */
	AS_LOWER,
};

struct key {
	const char *key;		/* "*": whatever stands in that scope, the elements of a list */
	const char *scope;		/* pattern of path_match(); NULL is any */
	const char *as;			/* the name it has in facts, when it is a synonym */
	enum wins wins;
	enum spelling spelling;
	const char *otherwise;		/* what the program does when it is not written */
	const char *from, *below;	/* ... in these versions only: from <= version < below */
	const char *secret;		/* kind of credential: the value never leaves; "": only that it is set */
	const char *known;		/* default secrets the world knows, blank-separated */
	const char *option;		/* the same on the command line: "-U" */
};

struct entry {
	struct place at;
	const char *scope, *value;
	const char *key;		/* as named in facts */
	const char *source;		/* 'file', 'argv', 'uci' */
	const struct key *row;
};

struct entries {
	struct look *look;
	const struct key *keys;		/* ends with a NULL key */
	struct entry *list;
	size_t count, room;
	size_t files;			/* read so far, with included ones */
	bool full;			/* too many to be looked through: said as unreadable */
};

/* Reads the file and what it includes. False when it is not there or could not be read. */
bool entries_read(struct entries *all, const struct grammar *g, const char *path);
void entries_read_node(struct entries *all, const struct grammar *g, struct node *n);

/* The same of a text that is no file of its own. */
void entries_read_text(struct entries *all, const struct grammar *g, const char *path, struct bytes text);

/* Adds one by hand: dropped when its key is none of ours. */
void entries_add(struct entries *all, const char *scope, struct bytes key, struct bytes value,
		 struct place at, const char *source);

/* Adds what the command line of a service says, for keys with an option. */
void entries_argv(struct entries *all, const struct fact_service *service);

/* The one in force (last or first, as its key says), or NULL. NULL as scope is any. */
const struct entry *entries_find(const struct entries *all, const char *scope, const char *key);

/* Its value, or 'otherwise'. */
const char *entries_value(const struct entries *all, const char *scope, const char *key, const char *otherwise);
bool entries_bool(const struct entries *all, const char *scope, const char *key, bool otherwise);

/* One after the other, in order; pass NULL first. */
const struct entry *entries_next(const struct entries *all, const char *scope, const char *key,
				 const struct entry *after);

/* Two names of a key: without case, '-' is '_', blanks in it do not count. */
bool key_same(struct bytes a, const char *b);

#endif
