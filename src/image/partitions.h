/*
 * partitions.h - the partition table of a disk: MBR with logical partitions,
 * or GPT (UEFI 2.10, chapter 5) by its first header or the backup at the end.
 *
 *	struct partitions table;
 *
 *	if (partitions_read(&disk, &table, err) != 0)
 *		...
 *	part = input_slice(&disk, table.list[0].start, table.list[0].size);
 */
#ifndef CRADLE_IMAGE_PARTITIONS_H
#define CRADLE_IMAGE_PARTITIONS_H

#include <stdbool.h>

#include "base/limits.h"
#include "image/input.h"

struct partition {
	unsigned number;		/* as Linux counts: logical ones from 5 */
	uint64_t start, size;		/* bytes; may reach past the end of the image */
	char label[37];			/* GPT, ASCII; others are '?' */
};

struct partitions {
	const char *kind;		/* "GPT" or "MBR" */
	bool backup;			/* the first GPT header was no good */
	size_t count;
	struct partition list[LIMIT_PARTITIONS];
};

/* How sure, in bits, that the head is that of a partitioned disk. */
int partitions_bid(struct bytes head, uint64_t size);

int partitions_read(const struct input *disk, struct partitions *out, struct err *err);

#endif
