/*
 * conf.h - the shapes configuration files come in, as tokens with their lines.
 *
 * One reader per shape, not per daemon: what a key means, and which of two
 * wins, is the probe's business. None of them fails on a line it does not know:
 * a daemon that accepts the file must not be invisible to us.
 *
 *	struct conf_line l = { .rest = file };
 *
 *	while (conf_words(&l))			# key value...  (sshd, redis, dnsmasq)
 *		if (bytes_are_nocase(l.key, "PermitRootLogin"))
 *			... l.value, l.line ...
 */
#ifndef CRADLE_FACTS_CONF_H
#define CRADLE_FACTS_CONF_H

#include "base/arena.h"
#include "base/bytes.h"

struct conf_line {
	struct bytes rest;		/* set it to the file, once */
	long line;			/* of this entry, from 1 */
	struct bytes section;		/* conf_ini: without brackets; stays until the next one */
	struct bytes key, value;	/* value without its outer quotes and the blanks around it */
	struct bytes whole;		/* the line, trimmed */
};

/*
 * "key value", "key=value" or "key = value" lines; '#' begins a comment at the
 * start of a line. A key alone has an empty value. (sshd_config(5), redis.conf)
 */
bool conf_words(struct conf_line *l);

/*
 * INI: [section], key = value, '#' and ';' at the start of a line are comments;
 * a backslash at the end continues where 'continued' memory is given
 * (systemd.syntax(7)). A key without '=' has an empty value. A section line is
 * passed over, but sets .section.
 */
bool conf_ini(struct conf_line *l);

/*
 * Shell assignments of /etc/default and os-release: NAME=value, export NAME=value,
 * quotes taken off. Lines that are no assignment are passed over.
 */
bool conf_shell(struct conf_line *l);

/*
 * UCI (OpenWrt): "config TYPE 'NAME'", "option KEY 'VALUE'", "list KEY 'VALUE'".
 * Stops at each of them; what() is in .key for config ("config"), with the type in
 * .value and the name in .section; for options .key and .value.
 */
struct conf_uci {
	struct bytes rest;
	long line;
	struct bytes type, name;	/* of the section we are in */
	long section_line;
	int section;			/* counts up, 1 is the first */
	bool is_section, is_list;	/* else an option */
	struct bytes key, value;
};
bool conf_uci(struct conf_uci *u);

/*
 * Blocks: "name args ... ;" and "name args ... {" with quotes and comments, as
 * nginx has them. Depth counts open blocks.
 */
enum block_kind { BLOCK_NONE = 0, BLOCK_SIMPLE, BLOCK_OPEN, BLOCK_CLOSE };
struct conf_block {
	struct bytes rest;
	long line;			/* of the first word */
	int depth;			/* after an OPEN it counts already; after a CLOSE no more */
	enum block_kind kind;
	struct bytes words[16];		/* words[0] is the name; quotes off */
	size_t count;			/* words beyond 16 are dropped, but counted in .more */
	size_t more;
	long now;			/* the reader's own: line it stands on */
};
bool conf_block(struct conf_block *b);

/*
 * Tables: fields between blanks, a row a line; '#' begins a comment at the start
 * of a line. Rows without a field are passed over. (fstab(5), limits.conf(5))
 */
struct conf_row {
	struct bytes rest;
	long line;
	struct bytes f[4];		/* those that are not there are empty; later ones are dropped */
	size_t count;			/* of f */
};
bool conf_row(struct conf_row *r);

/* "yes true on 1 enabled" -> true; "no false off 0 disabled" -> false (any case); else 'otherwise'. */
bool conf_bool(struct bytes s, bool otherwise);

/* Splits "10.0.0.1:80", "[::1]:80", "*:80", "80", "host": port -1 when there is none. */
void conf_hostport(struct bytes s, struct bytes *host, long *port);

#endif
