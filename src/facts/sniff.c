#include "facts/sniff.h"

#include <string.h>

#include "facts/look.h"

#define SNIFFERS \
	SNIFFER(switches) \
	SNIFFER(elf) \
	SNIFFER(scripts) \
	SNIFFER(swupdate) \
	SNIFFER(keys) \
	SNIFFER(versions) \
	SNIFFER(dropbear) \
	SNIFFER(tokens)

#define SNIFFER(name) extern const struct sniffer sniffer_##name;
SNIFFERS
#undef SNIFFER

static const struct sniffer *const sniffers[] = {
#define SNIFFER(name) &sniffer_##name,
	SNIFFERS
#undef SNIFFER
	NULL
};

static bool any_wants(const struct node *n)
{
	for (size_t i = 0; sniffers[i]; i++)
		if (sniffers[i]->want(n))
			return true;
	return false;
}

enum want sniff_want(void *self, const struct node *n)
{
	(void)self;
	if (probes_want(n->path))
		return WANT_KEEP;
	return any_wants(n) ? WANT_LOOK : WANT_NOTHING;
}

/* The facts of one look, and the content it was: node.where is the entry of an archive, an inode of a file system. */
struct sniffed {
	struct sniffed *older;
	const struct node *node;
	uint64_t where;
	struct facts_mark from, to;
};

void sniff_look(void *self, struct node *n, struct reader *content)
{
	struct sniff *sniff = self;
	struct sniffed look = { .older = sniff->newest, .node = n, .where = n->where };

	look.from = facts_mark(sniff->facts);
	for (size_t i = 0; sniffers[i]; i++)
		if (sniffers[i]->want(n))
			sniffers[i]->look(sniff, n, content);
	look.to = facts_mark(sniff->facts);
	if (memcmp(&look.from, &look.to, sizeof(look.from)) != 0)
		sniff->newest = arena_copy(sniff->mem, &look, sizeof(look));
}

static void take_back(struct sniff *sniff)
{
	bool any = false;

	for (const struct sniffed *s = sniff->newest; s; s = s->older) {
		if (s->node->type == NODE_FILE && s->node->where == s->where)
			continue;
		any = true;
		for (size_t t = 0; t < TABLE_COUNT; t++)
			for (size_t i = s->from.count[t]; i < s->to.count[t]; i++)
				sniff->facts->list[t].rows[i] = NULL;
	}
	if (any)
		facts_close_gaps(sniff->facts);
	sniff->newest = NULL;
}

struct at_source { struct tree *tree; struct node *n; };

static long source_read(void *self, uint64_t offset, void *to, size_t size)
{
	const struct at_source *at = self;
	struct err err = { 0 };

	return at->tree->source.read_at(at->tree->source.self, at->n, offset, to, size, &err);
}

void sniff_finish(struct sniff *sniff, struct tree *tree)
{
	take_back(sniff);
	for (struct node *n = tree->root->child; n; n = tree_next(n)) {
		struct at_source at = { tree, n };
		struct reader reader = { .size = n->size, .self = &at };

		if (n->type != NODE_FILE || !any_wants(n) || !probes_want(n->path))
			continue;
		if (n->content == CONTENT_KEPT)
			reader.all = n->bytes;
		else if (tree->source.read_at)
			reader.read_at = source_read;
		else
			continue;
		sniff_look(sniff, n, &reader);
	}
}
