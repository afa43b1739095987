/*
 * sshd_defaults.h - what OpenSSH does where its configuration is silent.
 */
#ifndef CRADLE_FACTS_SSHD_DEFAULTS_H
#define CRADLE_FACTS_SSHD_DEFAULTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

enum sshd_kind {
	SSHD_NONE = 0,
	SSHD_FLAG,			/* words, compared without case: written small */
	SSHD_WORD,			/* the first word counts */
	SSHD_TIME,			/* 2m30s: in seconds */
	SSHD_ALGORITHMS,		/* a list that may begin with + - ^ */
	SSHD_ARGS,			/* all words count, and several lines add up */
};

/* A keyword under the name OpenSSH uses today. */
struct sshd_key {
	const char *name;
	enum sshd_kind kind;
};

extern const struct sshd_key sshd_keys[];	/* ends with a NULL name */

/* The keyword, old names and any case included, or NULL. */
const struct sshd_key *sshd_key_find(struct bytes name);

/*
 * What this version does by itself: NULL when it has no default, and when
 * 'version' is NULL and it depends on it.
 */
const char *sshd_default(const char *key, const char *version);

#endif
