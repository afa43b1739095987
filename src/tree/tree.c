#include "tree/tree.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "base/limits.h"

enum node_type node_type_of(uint32_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG: return NODE_FILE;
	case S_IFDIR: return NODE_DIR;
	case S_IFLNK: return NODE_LINK;
	case S_IFCHR: return NODE_CHAR;
	case S_IFBLK: return NODE_BLOCK;
	case S_IFIFO: return NODE_FIFO;
	case S_IFSOCK: return NODE_SOCKET;
	default: return NODE_UNKNOWN;
	}
}

void tree_init(struct tree *tree)
{
	*tree = (struct tree){
		.mem = { .about = "the image's tree", .limit = LIMIT_ARENA },
		.room = 1024,
	};
	tree->buckets = arena_alloc(&tree->mem, tree->room * sizeof(*tree->buckets));
	tree->root = ARENA_NEW(&tree->mem, struct node);
	tree->root->path = tree->root->name = "";
	tree->root->type = NODE_DIR;
	tree->root->mode = 0755;
}

void tree_free(struct tree *tree)
{
	if (tree->source.close)
		tree->source.close(tree->source.self);
	arena_free(&tree->mem);
	*tree = (struct tree){ 0 };
}

const char *tree_text(struct tree *tree, const void *from, size_t n)
{
	return arena_text(&tree->mem, from, n);
}

static struct node *find_bytes(const struct tree *tree, const char *path, size_t n)
{
	struct node *at;

	if (n == 0)
		return tree->root;
	for (at = tree->buckets[hash_bytes(path, n) & (tree->room - 1)]; at; at = at->chain)
		if (strncmp(at->path, path, n) == 0 && at->path[n] == '\0')
			return at;
	return NULL;
}

struct node *tree_find(const struct tree *tree, const char *path)
{
	return find_bytes(tree, path, strlen(path));
}

static void tree_grow(struct tree *tree)
{
	size_t room = tree->room * 4;
	struct node **buckets = arena_alloc(&tree->mem, room * sizeof(*buckets));

	for (size_t i = 0; i < tree->room; i++)
		for (struct node *n = tree->buckets[i], *next; n; n = next) {
			struct node **slot = &buckets[hash_bytes(n->path, strlen(n->path)) & (room - 1)];

			next = n->chain;
			n->chain = *slot;
			*slot = n;
		}
	tree->buckets = buckets;
	tree->room = room;
}

static struct node *node_new(struct tree *tree, struct node *parent, const char *path, size_t n,
			     struct err *err)
{
	struct node *node, **slot;
	const char *slash;

	if (tree->count >= LIMIT_NODES) {
		err_set(err, ERR_LIMIT, "more than %d entries", LIMIT_NODES);
		return NULL;
	}
	if (tree->count >= tree->room)
		tree_grow(tree);
	node = ARENA_NEW(&tree->mem, struct node);
	node->path = tree_text(tree, path, n);
	slash = strrchr(node->path, '/');
	node->name = slash ? slash + 1 : node->path;
	node->parent = parent;
	node->next = parent->child;
	parent->child = node;
	slot = &tree->buckets[hash_bytes(path, n) & (tree->room - 1)];
	node->chain = *slot;
	*slot = node;
	tree->count++;
	return node;
}

static struct node *refuse(struct tree *tree, struct bytes path)
{
	if (tree->refused++ == 0)
		tree->refused_path = tree_text(tree, path.at, path.n < 200 ? path.n : 200);
	return NULL;
}

/* Rewrites path without empty and "." components into out; false when it is not ours to hold. */
static bool path_clean(struct bytes path, char *out, size_t *n)
{
	struct bytes part;
	int depth = 0;

	*n = 0;
	while (bytes_field(&path, '/', &part)) {
		if (part.n == 0 || bytes_are(part, "."))
			continue;
		if (bytes_are(part, "..") || memchr(part.at, 0, part.n) || ++depth > LIMIT_DEPTH)
			return false;
		if (*n + part.n + 2 > LIMIT_PATH)
			return false;
		if (*n)
			out[(*n)++] = '/';
		memcpy(out + *n, part.at, part.n);
		*n += part.n;
	}
	out[*n] = '\0';
	return true;
}

struct node *tree_find_written(const struct tree *tree, struct bytes path)
{
	char clean[LIMIT_PATH];
	size_t n;

	return path_clean(path, clean, &n) ? find_bytes(tree, clean, n) : NULL;
}

struct node *tree_add(struct tree *tree, struct bytes path, enum node_type type, struct err *err)
{
	char clean[LIMIT_PATH];
	struct node *parent = tree->root, *node = NULL;
	size_t n;

	if (!path_clean(path, clean, &n))
		return refuse(tree, path);
	if (n == 0) {
		if (type != NODE_DIR)
			return refuse(tree, path);
		return tree->root;
	}
	node = find_bytes(tree, clean, n);
	for (size_t i = 0; !node && i < n; i++) {
		if (clean[i] != '/')
			continue;
		node = find_bytes(tree, clean, i);
		if (!node)
			node = node_new(tree, parent, clean, i, err);
		if (!node)
			return NULL;
		if (node->type == NODE_UNKNOWN) {
			node->type = NODE_DIR;
			node->mode = 0755;
		}
		/* a name below a link or a file would be written through it: refuse, as unpackers should */
		if (node->type != NODE_DIR)
			return refuse(tree, path);
		parent = node;
		node = NULL;
	}
	if (!node)
		node = node_new(tree, parent, clean, n, err);
	if (!node)
		return NULL;
	if (node->child && type != NODE_DIR)
		return refuse(tree, path);
	node->type = (uint8_t)type;
	node->content = CONTENT_UNKNOWN;
	node->bytes = (struct bytes){ 0 };
	node->same = NULL;
	node->link = NULL;
	node->caps = false;
	return node;
}

static int by_name(const void *a, const void *b)
{
	return strcmp((*(struct node *const *)a)->name, (*(struct node *const *)b)->name);
}

void tree_finish(struct tree *tree)
{
	struct node **list = arena_alloc(&tree->mem, (tree->count + 1) * sizeof(*list));

	for (struct node *dir = tree->root; dir; dir = tree_next(dir)) {
		size_t n = 0;

		for (struct node *c = dir->child; c; c = c->next)
			list[n++] = c;
		if (n < 2)
			continue;
		qsort(list, n, sizeof(*list), by_name);
		dir->child = list[0];
		for (size_t i = 0; i < n; i++)
			list[i]->next = i + 1 < n ? list[i + 1] : NULL;
	}
}

struct node *tree_next(const struct node *n)
{
	if (n->child)
		return n->child;
	for (; n; n = n->parent)
		if (n->next)
			return n->next;
	return NULL;
}

/*
 * Walks 'path' from 'at', component by component; 'hops' counts links over the
 * whole walk so that nested links cannot multiply.
 */
static struct node *walk(const struct tree *tree, struct node *at, struct bytes path, int *hops)
{
	struct bytes part;

	if (path.n && path.at[0] == '/')
		at = tree->root;
	while (at && bytes_field(&path, '/', &part)) {
		char full[LIMIT_PATH];
		size_t n = strlen(at->path);
		struct node *next;

		if (part.n == 0 || bytes_are(part, "."))
			continue;
		if (at->type != NODE_DIR)
			return NULL;
		if (bytes_are(part, "..")) {
			at = at->parent ? at->parent : at;
			continue;
		}
		if (n + part.n + 2 > sizeof(full))
			return NULL;
		memcpy(full, at->path, n);
		if (n)
			full[n++] = '/';
		memcpy(full + n, part.at, part.n);
		next = find_bytes(tree, full, n + part.n);
		if (next && next->type == NODE_LINK) {
			/* the kernel takes no target of LIMIT_PATH bytes either */
			if (++*hops > LIMIT_LINKS || !next->link || strlen(next->link) >= LIMIT_PATH)
				return NULL;
			next = walk(tree, at, bytes_of(next->link), hops);
		}
		at = next;
	}
	return at;
}

struct node *tree_resolve(const struct tree *tree, const char *path)
{
	int hops = 0;

	return walk(tree, tree->root, bytes_of(path), &hops);
}

struct node *tree_resolve_from(const struct tree *tree, const struct node *from, const char *path)
{
	int hops = 0;

	return walk(tree, from->parent ? from->parent : tree->root, bytes_of(path), &hops);
}

static enum read_state fail(struct node *n, const char *text, const char **why)
{
	n->content = CONTENT_UNREADABLE;
	n->why = text;
	*why = text;
	return READ_FAILED;
}

enum read_state tree_read(struct tree *tree, struct node *n, uint64_t limit, struct bytes *out,
			  const char **why)
{
	struct err err = { 0 };
	unsigned char *to;
	long got;

	if (n->same)
		n = n->same;
	*why = NULL;
	if (n->content == CONTENT_UNREADABLE) {
		*why = n->why;
		return READ_FAILED;
	}
	if (n->type != NODE_FILE) {
		*why = n->type == NODE_DIR ? "is a folder" : "is not a regular file";
		return READ_FAILED;
	}
	if (n->size > limit) {
		*why = arena_printf(&tree->mem, "is larger than %llu KiB",
				    (unsigned long long)(limit / KIB));
		return READ_FAILED;
	}
	if (n->size == 0 && n->content != CONTENT_KEPT) {
		*out = (struct bytes){ 0 };
		return READ_OK;
	}
	if (n->content == CONTENT_KEPT) {
		*out = n->bytes;
		return READ_OK;
	}
	if (!tree->source.read_at) {
		if (n->content != CONTENT_LATE)
			tree->late++;
		n->content = CONTENT_LATE;
		*why = "went by in the stream";
		return READ_LATE;
	}
	if (tree->kept + n->size > LIMIT_KEPT)
		return fail(n, "more contents than are kept in memory", why);
	to = arena_alloc(&tree->mem, (size_t)n->size);
	got = tree->source.read_at(tree->source.self, n, 0, to, (size_t)n->size, &err);
	if (got < 0)
		return fail(n, tree_text(tree, err.text, strlen(err.text)), why);
	if ((uint64_t)got != n->size)
		return fail(n, "ends before its stated size", why);
	tree->kept += (size_t)got;
	n->bytes = (struct bytes){ to, (size_t)got };
	n->content = CONTENT_KEPT;
	*out = n->bytes;
	return READ_OK;
}
