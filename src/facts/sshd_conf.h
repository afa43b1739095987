/*
 * sshd_conf.h - sshd_config with its includes, as the lines sshd sees.
 *
 *	struct sshd_conf conf = { .look = look };
 *
 *	sshd_conf_option(&conf, BYTES("Port=2222"), place);	(argv comes first)
 *	if (sshd_conf_read(&conf, "etc/ssh/sshd_config"))
 *		for (const struct sshd_line *l = conf.first; l; l = l->next)
 *			...
 *
 * Include is expanded in place, Match blocks are a scope, and a Match that an
 * included file opens ends with that file (sshd_config(5), servconf.c). Which
 * of two lines wins is the caller's business. With .client set it reads
 * ssh_config, where Host opens a block as well.
 */
#ifndef CRADLE_FACTS_SSHD_CONF_H
#define CRADLE_FACTS_SSHD_CONF_H

#include "facts/look.h"

enum { SSHD_BLOCKS = 256 };		/* different Match blocks that are told apart */

struct sshd_line {
	struct sshd_line *next;
	struct bytes key, value;	/* value: all arguments, outer quotes off */
	const char *scope;		/* "" or "Match ..." */
	int block;			/* which Match, 0 is the global part; the same words are the same block */
	bool always;			/* in a block that every connection matches: "Match all" */
	struct place at;
	const char *source;		/* "file" or "argv" */
};

struct sshd_conf {
	struct look *look;
	bool client;
	struct sshd_line *first, **end;
	size_t files;			/* read so far */
	const char *scopes[SSHD_BLOCKS];	/* the Match blocks so far, from 1 */
	int blocks;
	const char *scope;		/* where the reader stands */
	int block;
	bool always;
};

/* What stands behind -o: "Key=Value" or "Key Value". */
void sshd_conf_option(struct sshd_conf *conf, struct bytes option, struct place at);

/*
 * False when the file or one of its includes cannot be read or includes loop
 * (sshd would not start): the reason is an unreadable fact, and conf is not to be used.
 */
bool sshd_conf_read(struct sshd_conf *conf, const char *path);

#endif
