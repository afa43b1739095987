/*
 * codecs.h - the compressions: how each is recognised, and one step of each.
 *
 *	const struct codec *codec = codec_find(head);
 *	struct stream *inside = stream_unpack(outer, codec);
 *
 * stream_unpack() takes members (gzip), frames (zstd, lz4) and streams (xz,
 * bzip2) that stand one behind the other as one, with zeros between and behind
 * them, and then gives the end; what follows can be read from the outer
 * stream. Input that ends early or contradicts its checksum is ERR_DAMAGED, and
 * what grows past LIMIT_UNPACKED or LIMIT_RATIO is ERR_LIMIT.
 *
 * To add one: its row in codecs[] (codecs.c) and, when an image may be
 * compressed with it, its row in formats.c.
 */
#ifndef CRADLE_IMAGE_CODECS_H
#define CRADLE_IMAGE_CODECS_H

#include "image/stream.h"

enum step { STEP_FAILED = 0, STEP_MORE, STEP_END };

struct decoder {
	void *state;
	const unsigned char *in;	/* step() moves these four on */
	size_t in_left;
	unsigned char *out;
	size_t out_left;
	const char *why;		/* STEP_FAILED: in a few words */
	bool over_limit;		/* STEP_FAILED because it asks for too much memory */
};

struct codec {
	const char *name;
	int (*bid)(struct bytes head);	/* as struct format's */
	int (*begin)(struct decoder *d);	/* 0, or -1 when there is no memory */
	enum step (*step)(struct decoder *d);
	void (*end)(struct decoder *d);
};

extern const struct codec codecs[];		/* ends with a NULL name */

/* The codec that bids highest, or NULL. */
const struct codec *codec_find(struct bytes head);
const struct codec *codec_named(const char *name);

struct stream *stream_unpack(struct stream *outer, const struct codec *codec);

/* For formats[]: something compressed around another format. */
int unpack_bid(struct bytes head, uint64_t size);
int unpack_scan(struct job *job, struct err *err);

#endif
