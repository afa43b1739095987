#include "facts/sniff.h"

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

void sniff_look(void *self, struct node *n, struct reader *content)
{
	for (size_t i = 0; sniffers[i]; i++)
		if (sniffers[i]->want(n))
			sniffers[i]->look(self, n, content);
}

struct at_source { struct tree *tree; struct node *n; };

static long source_read(void *self, uint64_t offset, void *to, size_t size)
{
	const struct at_source *at = self;
	struct err err = { 0 };

	return at->tree->source.read_at(at->tree->source.self, at->n, offset, to, size, &err);
}

void sniff_kept(struct sniff *sniff, struct tree *tree)
{
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
