#include "image/bundle.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"

/* --- into the tree --- */

static void node_fill(struct node *n, const struct entry *e, uint64_t index)
{
	n->mode = e->mode & 07777;
	n->uid = e->uid;
	n->gid = e->gid;
	n->mtime = e->mtime;
	n->links = e->links;
	n->caps = e->caps;
	n->size = e->type == NODE_FILE ? e->size : 0;
	n->where = index;
}

/*
 * Makes n another name of its target. node.where of a link is its target's at
 * this moment: when they differ in the end, the target was replaced since and
 * n has contents that are no longer there (bundle_finish()).
 */
static void link_hard(struct bundle *list, struct node *n, struct node *target, const struct entry *e)
{
	struct scan *scan = list->job->scan;

	if (!target || target == n || target->type == NODE_DIR) {
		scan_unreadable(scan, n, target == n ? "is a hard link to itself" :
				target ? "is a hard link to a folder" :
				"is a hard link to something that is not in the image");
		return;
	}
	n->type = target->type;
	n->link = target->link;
	n->mode = target->mode;
	n->uid = target->uid;
	n->gid = target->gid;
	n->mtime = target->mtime;
	n->caps = target->caps;
	n->where = target->where;
	n->size = target->size;
	if (target->content == CONTENT_UNREADABLE)
		scan_unreadable(scan, n, target->why);
	if (n->type != NODE_FILE)
		return;
	n->same = target;
	target->links = n->links = (target->links > 1 ? target->links : 1) + (e->links == 0);
}

static void offer_make(struct bundle *list, const struct entry *e, struct node *n, struct offer *offer)
{
	struct scan *scan = list->job->scan;

	if (n->same)
		n = n->same;
	if (n->type != NODE_FILE || n->content == CONTENT_UNREADABLE)
		return;
	n->size = e->size;
	offer->node = n;
	offer->want = scan->want(scan->self, n);
}

/* The second pass: the node is there; is this the entry that has its content? */
static void offer_late(struct bundle *list, const struct entry *e, struct offer *offer)
{
	struct scan *scan = list->job->scan;
	struct node *n = tree_find_written(scan->tree, e->path);
	struct node *owner = n && n->same ? n->same : n;

	if (!n || e->size == 0 || owner->content != CONTENT_LATE || n->where != (n->same ? owner->where : list->index))
		return;
	offer->node = owner;
	offer->want = scan->want(scan->self, owner);
}

int bundle_add(struct bundle *list, const struct entry *e, struct offer *offer, struct err *err)
{
	struct scan *scan = list->job->scan;
	struct node *target = NULL, *n;

	*offer = (struct offer){ 0 };
	/* also when all have the same name: time is bounded as well as memory */
	if (++list->index > LIMIT_NODES)
		return err_set(err, ERR_LIMIT, "more than %d entries", LIMIT_NODES);
	if (list->job->late) {
		offer_late(list, e, offer);
		return 0;
	}
	if (e->hard)
		target = tree_find_written(scan->tree, e->link);
	if (target && target->same)
		target = target->same;
	err->kind = ERR_NONE;
	n = tree_add(scan->tree, e->path, e->type, err);
	if (!n)
		return err->kind ? -1 : 0;
	node_fill(n, e, list->index);
	if (e->type == NODE_LINK && e->link.n)
		n->link = tree_text(scan->tree, e->link.at, strnlen((const char *)e->link.at, e->link.n));
	if (e->hard)
		link_hard(list, n, target, e);
	if (e->unreadable)
		scan_unreadable(scan, n, e->unreadable);
	/* cpio's newc writes the content of several names with the last of them */
	if (e->size || (!e->hard && e->links < 2))
		offer_make(list, e, n, offer);
	return 0;
}

/* --- contents --- */

bool bundle_fits(struct bundle *list, const struct offer *offer, uint64_t size)
{
	uint64_t limit = offer->want == WANT_KEEP ? LIMIT_KEPT : LIMIT_PROGRAM;

	if (size > limit)
		scan_unreadable(list->job->scan, offer->node, offer->want == WANT_KEEP ?
				"is larger than all contents that are kept in memory" :
				"is larger than the programs that are looked at");
	return size <= limit;
}

unsigned char *bundle_buffer(struct bundle *list, uint64_t size, struct err *err)
{
	unsigned char *buffer;

	if (size <= list->room && list->buffer)
		return list->buffer;
	buffer = realloc(list->buffer, size ? (size_t)size : 1);
	if (!buffer) {
		err_set(err, ERR_SYSTEM, "no memory for a content of %llu bytes", (unsigned long long)size);
		return NULL;
	}
	list->buffer = buffer;
	list->room = (size_t)size;
	return buffer;
}

/* content may be only the beginning of what a sniffer looks at */
static int give_some(struct bundle *list, const struct offer *offer, struct bytes content, uint64_t size,
		     struct err *err)
{
	struct scan *scan = list->job->scan;
	struct reader reader = { .size = size, .all = content };

	list->given += content.n;
	if (list->given > LIMIT_RATIO_FREE && list->given / LIMIT_RATIO > list->job->img->size)
		return err_set(err, ERR_LIMIT, "the contents are more than %d times the size of the image: a bomb",
			       LIMIT_RATIO);
	if (offer->want == WANT_KEEP)
		scan_keep(scan, offer->node, content);
	else if (offer->want == WANT_LOOK && !list->job->late)
		scan->look(scan->self, offer->node, &reader);
	return 0;
}

int bundle_give(struct bundle *list, const struct offer *offer, struct bytes content, struct err *err)
{
	return give_some(list, offer, content, content.n, err);
}

/* The buffer grows as bytes come in: a size that lies costs nothing. */
static int read_content(struct bundle *list, uint64_t size, struct err *err)
{
	uint64_t done = 0;

	while (done < size) {
		uint64_t piece = size - done < MIB ? size - done : MIB;
		uint64_t want = done + piece <= list->room ? list->room : 2 * (done + piece);
		unsigned char *buffer = bundle_buffer(list, want, err);

		if (!buffer || stream_exact(list->stream, buffer + done, (size_t)piece, err) != 0)
			return -1;
		done += piece;
	}
	return bundle_buffer(list, 1, err) ? 0 : -1;
}

static long read_in_place(void *self, uint64_t offset, void *to, size_t n)
{
	struct err err = { 0 };

	return input_read(self, offset, to, n, &err);
}

/* True for an archive that lies in a file as it is: its contents can be read at random. */
static bool is_plain(const struct bundle *list)
{
	return list->job->input && list->job->input->fd >= 0 && list->stream == list->job->stream && !list->whole;
}

int bundle_content(struct bundle *list, const struct offer *offer, uint64_t size, struct err *err)
{
	struct scan *scan = list->job->scan;
	uint64_t take = size;

	if (offer->want == WANT_NOTHING || !bundle_fits(list, offer, size))
		return stream_skip(list->stream, size, err);
	if (offer->want == WANT_LOOK && is_plain(list)) {
		struct input in = input_slice(list->job->input, list->stream->at, size);
		struct reader reader = { .size = in.size, .self = &in, .read_at = read_in_place };

		if (!list->job->late)
			scan->look(scan->self, offer->node, &reader);
		return stream_skip(list->stream, size, err);
	}
	if (offer->want == WANT_LOOK && !list->whole && take > LIMIT_LOOK)
		take = LIMIT_LOOK;
	if (read_content(list, take, err) != 0 ||
	    give_some(list, offer, (struct bytes){ list->buffer, (size_t)take }, size, err) != 0)
		return -1;
	return stream_skip(list->stream, size - take, err);
}

/* --- the end --- */

int bundle_failed(const struct bundle *list, const struct entry *e, struct err *err)
{
	char clean[200];

	utf8_clean(clean, sizeof(clean), e->path.at, e->path.n < 200 ? e->path.n : 200);
	if (!clean[0])
		return err_wrap(err, "%s: at byte %llu", list->format, (unsigned long long)e->at);
	return err_wrap(err, "%s: entry %llu ('%s') at byte %llu", list->format,
			(unsigned long long)list->index, clean, (unsigned long long)e->at);
}

int bundle_finish(struct bundle *list, struct err *err)
{
	struct scan *scan = list->job->scan;

	list->job->img->stream = true;
	if (list->job->late)
		return 0;
	if (scan->tree->count == 0 && scan->tree->refused == 0)
		return err_set(err, ERR_DAMAGED, "%s: there is nothing in it", list->format);
	tree_finish(scan->tree);
	for (struct node *n = scan->tree->root->child; n; n = tree_next(n)) {
		if (!n->same)
			continue;
		n->size = n->same->size;
		if (n->where == n->same->where && n->same->type == NODE_FILE)
			continue;
		n->same = NULL;
		scan_unreadable(scan, n, "shares the contents of an entry that was replaced later");
	}
	return 0;
}

void bundle_free(struct bundle *list)
{
	free(list->buffer);
	list->buffer = NULL;
	list->room = 0;
}
