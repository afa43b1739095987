#include "tree/scan.h"

#include <string.h>

#include "base/limits.h"

size_t reader_at(struct reader *r, uint64_t offset, void *to, size_t n)
{
	long got;

	if (offset >= r->size)
		return 0;
	if (n > r->size - offset)
		n = (size_t)(r->size - offset);
	if (r->all.at) {
		if (offset >= r->all.n)
			return 0;
		n = n < r->all.n - offset ? n : r->all.n - (size_t)offset;
		memcpy(to, r->all.at + offset, n);
		return n;
	}
	got = r->read_at ? r->read_at(r->self, offset, to, n) : -1;
	return got > 0 ? (size_t)got : 0;
}

void scan_keep(struct scan *scan, struct node *n, struct bytes content)
{
	struct tree *tree = scan->tree;

	if (tree->kept + content.n > LIMIT_KEPT) {
		scan_unreadable(scan, n, "more contents than are kept in memory");
		return;
	}
	tree->kept += content.n;
	n->bytes.at = arena_copy(&tree->mem, content.at, content.n);
	n->bytes.n = content.n;
	n->content = CONTENT_KEPT;
}

void scan_unreadable(struct scan *scan, struct node *n, const char *why)
{
	n->content = CONTENT_UNREADABLE;
	n->why = tree_text(scan->tree, why, strlen(why));
}
