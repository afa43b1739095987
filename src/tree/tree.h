/*
 * tree.h - what an image holds: nodes with clean relative paths.
 *
 * image/ fills a tree, facts/ reads it. Paths never begin with '/', never hold
 * an empty, "." or ".." component, and the root is "". Symbolic links are data:
 * they are resolved inside the tree, absolute targets from its root, and never
 * on the host. Names are bytes of others: any byte but '/' and NUL.
 *
 *	const struct node *n = tree_resolve(tree, "etc/passwd");
 *	struct bytes file;
 *
 *	if (n && tree_read(tree, n, LIMIT_TEXT, &file, &why) == READ_OK)
 *		...
 *
 * Nodes, paths and contents live in the tree's arena: never free them.
 */
#ifndef CRADLE_TREE_TREE_H
#define CRADLE_TREE_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"

enum node_type {
	NODE_UNKNOWN = 0, NODE_FILE, NODE_DIR, NODE_LINK,
	NODE_CHAR, NODE_BLOCK, NODE_FIFO, NODE_SOCKET,
};

/* By the S_IFMT bits of st_mode, as archives and file systems write them down too. */
enum node_type node_type_of(uint32_t mode);

enum content {
	CONTENT_UNKNOWN = 0,		/* not fetched: ask the source */
	CONTENT_KEPT,			/* in .bytes */
	CONTENT_LATE,			/* went by in a stream and was asked for since */
	CONTENT_UNREADABLE,		/* .why says why */
};

struct node {
	const char *path;		/* from the root, "" is the root itself */
	const char *name;		/* last component, inside path */
	const char *link;		/* NODE_LINK: the target as it is written */
	struct node *parent, *child, *next;	/* children sorted by name after tree_finish() */
	struct node *same;		/* hard link: the node that has the contents; else NULL */
	struct node *chain;		/* the tree's own: hash bucket */
	struct bytes bytes;		/* CONTENT_KEPT */
	const char *why;		/* CONTENT_UNREADABLE */
	uint64_t size;			/* bytes, as the image says */
	uint64_t where;			/* the source's own: inode, offset, index */
	int64_t mtime;			/* seconds since 1970, 0 when not kept */
	uint32_t mode;			/* permission bits, 07777 */
	uint32_t uid, gid;
	uint32_t links;			/* link count, 0 when not kept */
	uint8_t type;			/* enum node_type */
	uint8_t content;		/* enum content */
	bool caps;			/* has a security.capability attribute */
};

/*
 * Where contents come from. read_at() returns how many bytes it put at 'to'
 * (fewer than n only at the end of the file) or -1. A source without read_at
 * is a stream: contents are kept while it goes by, or fetched by a second pass.
 */
struct source {
	void *self;
	long (*read_at)(void *self, const struct node *n, uint64_t offset, void *to, size_t size,
			struct err *err);
	void (*close)(void *self);	/* may be NULL */
};

struct tree {
	struct arena mem;
	struct node *root;
	struct node **buckets;
	size_t room, count;		/* count: nodes without the root */
	size_t kept;			/* bytes of contents in memory */
	size_t late;			/* files asked for that the stream did not keep */
	size_t refused;			/* entries left out: '..' in a name, too deep, too long */
	const char *refused_path;	/* the first of them, as it is written */
	struct source source;
	bool no_modes, no_owners, no_links;	/* what the format does not keep */
};

void tree_init(struct tree *tree);
void tree_free(struct tree *tree);

/*
 * Adds (or finds again) the node at 'path', with folders above it. Leading "/"
 * and "./" are taken off. A second entry for a path replaces the first, as when
 * unpacking. Returns NULL with *err untouched for an entry that is refused (it
 * is counted), and NULL with *err set (ERR_LIMIT) when there are too many. A
 * trailing slash is allowed. The caller fills in the rest of the node.
 */
struct node *tree_add(struct tree *tree, struct bytes path, enum node_type type, struct err *err);

/* A copy of n bytes in the tree's memory, NUL-terminated. */
const char *tree_text(struct tree *tree, const void *from, size_t n);

/* Sorts children by name. Once, when all nodes are there. */
void tree_finish(struct tree *tree);

/* The node at exactly this path; links on the way are not followed. */
struct node *tree_find(const struct tree *tree, const char *path);

/*
 * The node that tree_add() would find at this path as an archive writes it
 * (leading "/" and "./" and a trailing slash taken off), or NULL.
 */
struct node *tree_find_written(const struct tree *tree, struct bytes path);

/*
 * The node that 'path' leads to with all links followed inside the tree, or
 * NULL: absent, dangling, more than LIMIT_LINKS hops. A leading '/' is allowed.
 */
struct node *tree_resolve(const struct tree *tree, const char *path);

/* As tree_resolve(), for a path relative to the folder that holds 'from'. */
struct node *tree_resolve_from(const struct tree *tree, const struct node *from, const char *path);

enum read_state { READ_UNKNOWN = 0, READ_OK, READ_LATE, READ_FAILED };

/*
 * The whole content of a regular file of at most 'limit' bytes. READ_LATE: a
 * stream did not keep it; it is noted, and a second pass will bring it.
 * READ_FAILED: *why says why, in words that can be shown.
 */
enum read_state tree_read(struct tree *tree, struct node *n, uint64_t limit, struct bytes *out,
			  const char **why);

/* Depth first, parents before children, sorted: the next node after n, NULL at the end. */
struct node *tree_next(const struct node *n);

/* True when 'path' matches a shell pattern: * and ? stop at '/', ** does not, [a-z] as usual. */
bool path_match(const char *pattern, const char *path);

/* What stands behind the last '/', or all of it. */
const char *path_name(const char *path);

#endif
