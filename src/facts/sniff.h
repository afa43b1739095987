/*
 * sniff.h - facts that are taken from a file's bytes while they go by.
 *
 * Programs are too many and too large to keep: their headers are read when the
 * image offers them (tree/scan.h), in whatever order that is.
 *
 *	struct sniff sniff = { .facts = &facts };
 *	struct scan scan = { .tree = &tree, .self = &sniff, .want = sniff_want, .look = sniff_look };
 *
 * To add one: a file sniffers/sniff_<noun>.c with a cheap test on the node and a
 * function on its bytes, and its name in SNIFFERS (sniff.c).
 */
#ifndef CRADLE_FACTS_SNIFF_H
#define CRADLE_FACTS_SNIFF_H

#include "facts/facts.h"
#include "tree/scan.h"

struct sniff {
	struct facts *facts;		/* of the sniffers; kept apart from the probes', which may run again */
	struct arena *mem;
	struct sniffed *newest;		/* sniff.c's own: which facts came from which entry */
};

struct sniffer {
	const char *name;
	bool (*want)(const struct node *n);
	void (*look)(struct sniff *sniff, struct node *n, struct reader *content);
};

/* For struct scan: what probes read is kept, what a sniffer wants is looked at. */
enum want sniff_want(void *self, const struct node *n);
void sniff_look(void *self, struct node *n, struct reader *content);

/*
 * After the scan: takes back the facts of an archive's entry that a later one of
 * the same name replaced, and lets the sniffers look at what was kept for the
 * probes, and not offered to them.
 */
void sniff_finish(struct sniff *sniff, struct tree *tree);

#endif
