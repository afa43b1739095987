/*
 * bundle.h - an archive's entries, one after the other, into the tree.
 *
 *	struct bundle list = { .job = job, .stream = stream, .format = "tar" };
 *
 *	while (read_header(&entry)) {
 *		if (bundle_add(&list, &entry, &offer, err) != 0 ||
 *		    bundle_content(&list, &offer, entry.size, err) != 0)
 *			return bundle_failed(&list, &entry, err);
 *	}
 *	return bundle_finish(&list, err);
 *
 * This is where unpackers' habits are: a later entry for a path replaces the
 * earlier one, a hard link shares the contents of its target as it was then,
 * and in the second pass (job.late) only what was asked for is fetched.
 */
#ifndef CRADLE_IMAGE_BUNDLE_H
#define CRADLE_IMAGE_BUNDLE_H

#include "image/stream.h"

struct entry {
	struct bytes path, link;
	bool hard;			/* .link is the path of an earlier entry */
	enum node_type type;
	uint64_t size;			/* of the content */
	uint64_t at;			/* where its header stands, for messages */
	int64_t mtime;
	uint32_t mode, uid, gid, links;
	bool caps;
	const char *unreadable;		/* why its content is of no use, or NULL */
};

struct bundle {
	struct job *job;
	struct stream *stream;
	const char *format;		/* "tar": for messages */
	uint64_t index;			/* entries so far */
	uint64_t given;			/* bytes of contents offered so far */
	unsigned char *buffer;		/* reused for every content */
	size_t room;
	bool whole;			/* the format needs all of each content in .buffer, for its checksum */
};

/* Whose content comes next and what for; want is WANT_NOTHING when it may be skipped. */
struct offer {
	struct node *node;
	enum want want;
};

/* Refused entries are counted by the tree and give an empty offer. */
int bundle_add(struct bundle *list, const struct entry *e, struct offer *offer, struct err *err);

/*
 * Reads (or skips) the next size bytes of the stream and gives them to who
 * wants them. A look gets a reader over the file where the archive is not
 * compressed, else at most the first LIMIT_LOOK bytes.
 */
int bundle_content(struct bundle *list, const struct offer *offer, uint64_t size, struct err *err);

/* For contents that are put together by the format: at least size bytes, or NULL with *err set. */
unsigned char *bundle_buffer(struct bundle *list, uint64_t size, struct err *err);

/*
 * True when a content of this size can be taken; else the node is marked
 * unreadable and the content is to be skipped.
 */
bool bundle_fits(struct bundle *list, const struct offer *offer, uint64_t size);
int bundle_give(struct bundle *list, const struct offer *offer, struct bytes content, struct err *err);

/* Puts "tar: entry 17 ('etc/passwd') at byte 10240: " before the error; returns -1. */
int bundle_failed(const struct bundle *list, const struct entry *e, struct err *err);

/* After the last entry. */
int bundle_finish(struct bundle *list, struct err *err);
void bundle_free(struct bundle *list);

#endif
