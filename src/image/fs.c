#include "image/fs.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/limits.h"

int fs_init(struct fs *fs, const struct job *job, struct err *err)
{
	struct tree *tree = job->scan->tree;

	*fs = (struct fs){ .scan = job->scan };
	fs->top = job->below ? tree_add(tree, bytes_of(job->below), NODE_DIR, err) : tree->root;
	if (!fs->top && !err->kind)
		err_set(err, ERR_DAMAGED, "there is no folder '%s' to put it in", job->below);
	return fs->top ? 0 : -1;
}

/* --- inodes that were met --- */

static struct fs_seen_slot *slot_of(const struct fs_seen *seen, uint64_t key)
{
	size_t at = (size_t)hash_number(key, 0);

	for (;; at++) {
		struct fs_seen_slot *slot = &seen->slots[at & (seen->room - 1)];

		if (!slot->node || slot->key == key)
			return slot;
	}
}

/* The node that was noted with this key before, or NULL after noting this one. */
static struct node *seen_before(struct fs_seen *seen, struct arena *mem, uint64_t key, struct node *n)
{
	struct fs_seen_slot *slot;

	if (2 * seen->count >= seen->room) {
		struct fs_seen old = *seen;

		seen->room = old.room ? 4 * old.room : 64;
		seen->slots = arena_alloc(mem, seen->room * sizeof(*seen->slots));
		for (size_t i = 0; i < old.room; i++)
			if (old.slots[i].node)
				*slot_of(seen, old.slots[i].key) = old.slots[i];
	}
	slot = slot_of(seen, key);
	if (slot->node)
		return slot->node;
	*slot = (struct fs_seen_slot){ key, n };
	seen->count++;
	return NULL;
}

/* Room for one more in a list that lives in the arena. */
static void *list_grow(struct arena *mem, void *list, size_t count, size_t *room, size_t size)
{
	void *more;

	if (count < *room)
		return list;
	*room = *room ? 2 * *room : 256;
	more = arena_alloc(mem, *room * size);
	if (count)
		memcpy(more, list, count * size);
	return more;
}

/* --- entries --- */

struct node *fs_entry(struct fs *fs, struct node *dir, struct bytes name, enum node_type type,
		      struct err *err)
{
	struct tree *tree = fs->scan->tree;
	char path[LIMIT_PATH];
	size_t n = strlen(dir->path);

	/* counted apart from nodes: many entries of one name make one node */
	if (++fs->entries > LIMIT_NODES) {
		err_set(err, ERR_LIMIT, "more than %d entries", LIMIT_NODES);
		return NULL;
	}
	if (name.n == 0 || bytes_are(name, ".") || bytes_are(name, "..") || memchr(name.at, '/', name.n) ||
	    n + name.n + 2 > sizeof(path)) {
		if (tree->refused++ == 0)
			tree->refused_path = tree_text(tree, name.at, name.n < 200 ? name.n : 200);
		return NULL;
	}
	memcpy(path, dir->path, n);
	if (n)
		path[n++] = '/';
	memcpy(path + n, name.at, name.n);
	return tree_add(tree, (struct bytes){ (unsigned char *)path, n + name.n }, type, err);
}

int fs_folder(struct fs *fs, struct node *dir, uint64_t where, struct err *err)
{
	struct arena *mem = &fs->scan->tree->mem;
	const struct node *before = seen_before(&fs->folders, mem, where, dir);

	if (before)
		return err_set(err, ERR_DAMAGED, "the folder '/%s' is also '/%s'", dir->path, before->path);
	dir->where = where;
	fs->folder_list = list_grow(mem, fs->folder_list, fs->folder_count, &fs->folder_room,
				    sizeof(*fs->folder_list));
	fs->folder_list[fs->folder_count++] = dir;
	return 0;
}

struct node *fs_next_folder(struct fs *fs)
{
	return fs->folder_count ? fs->folder_list[--fs->folder_count] : NULL;
}

void fs_file(struct fs *fs, struct node *n, uint64_t inode, uint64_t place)
{
	struct arena *mem = &fs->scan->tree->mem;
	enum want want = fs->scan->want(fs->scan->self, n);

	n->same = inode ? seen_before(&fs->files, mem, inode, n) : NULL;
	/* a second name matters when the first was of no interest */
	if (want == WANT_NOTHING || (n->same && fs->scan->want(fs->scan->self, n->same) != WANT_NOTHING))
		return;
	fs->offers = list_grow(mem, fs->offers, fs->offer_count, &fs->offer_room, sizeof(*fs->offers));
	fs->offers[fs->offer_count++] = (struct fs_offer){ place, n, want };
}

/* --- contents --- */

struct looking {
	const struct source *source;
	const struct node *node;
};

static long look_read_at(void *self, uint64_t offset, void *to, size_t size)
{
	struct looking *looking = self;
	struct err ignored = { 0 };

	return looking->source->read_at(looking->source->self, looking->node, offset, to, size, &ignored);
}

static void offer(struct fs *fs, struct node *n, enum want want)
{
	struct tree *tree = fs->scan->tree;
	struct looking looking = { &tree->source, n };
	struct reader reader = { .size = n->size, .self = &looking, .read_at = look_read_at };
	struct bytes content;
	const char *why;

	if (n->content == CONTENT_UNREADABLE)
		return;
	if (want == WANT_LOOK)
		fs->scan->look(fs->scan->self, n, &reader);
	else
		tree_read(tree, n, LIMIT_PKGDB, &content, &why);	/* keeps it, or notes why not */
}

static int by_place(const void *a, const void *b)
{
	const struct fs_offer *x = a, *y = b;

	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	/* what shares a place is looked at in the order of the walk, on every machine */
	return strcmp(x->node->path, y->node->path);
}

int fs_finish(struct fs *fs, struct source source)
{
	struct scan *scan = fs->scan;

	if (fs->offer_count)
		qsort(fs->offers, fs->offer_count, sizeof(*fs->offers), by_place);
	scan->tree->source = source;
	for (size_t i = 0; i < fs->offer_count; i++) {
		offer(fs, fs->offers[i].node, fs->offers[i].want);
		if (scan->progress)
			scan->progress(scan->progress_self, i + 1, fs->offer_count);
	}
	tree_finish(scan->tree);
	return 0;
}
