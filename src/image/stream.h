/*
 * stream.h - reading forwards: a file, a slice, memory, or what a
 * decompressor makes of another stream.
 *
 *	struct stream *file = stream_of_input(&in, scan);
 *	struct stream *tar = stream_unpack(file, codec_find(head));
 *
 *	if (stream_exact(tar, header, sizeof(header), err) != 0)
 *		...
 *	stream_free(tar);
 *	stream_free(file);
 *
 * Nothing is read twice. A stream that was made over another one takes exactly
 * the bytes that are its own, so that what follows can be read from the other.
 */
#ifndef CRADLE_IMAGE_STREAM_H
#define CRADLE_IMAGE_STREAM_H

#include "image/input.h"

/* Never NULL: out of memory ends the process. 'in' must outlive it; scan (may be NULL) is told of the progress. */
struct stream *stream_of_input(const struct input *in, struct scan *scan);

/* The next n bytes of 'outer' and then the end. Too few of them is ERR_DAMAGED. */
struct stream *stream_limited(struct stream *outer, uint64_t n);

void stream_free(struct stream *s);	/* not what it was made over; NULL is fine */

/* The next bytes, as many as there are at hand: 0 at the end, -1 failed. */
long stream_next(struct stream *s, const void **at, struct err *err);

/* The same without taking them; then stream_take() takes n of what was shown. */
long stream_hold(struct stream *s, const void **at, struct err *err);
void stream_take(struct stream *s, size_t n);

/* Shows the next n bytes (at most HEAD; fewer only at the end) and takes none. */
int stream_peek(struct stream *s, size_t n, struct bytes *out, struct err *err);

/* Takes up to n bytes (fewer only at the end); the number, or -1. */
long stream_some(struct stream *s, void *to, size_t n, struct err *err);

/* Takes or skips n bytes; fewer is ERR_DAMAGED. */
int stream_exact(struct stream *s, void *to, size_t n, struct err *err);
int stream_skip(struct stream *s, uint64_t n, struct err *err);

/* Takes the zeros that come next; *end is set when nothing follows them. */
int stream_skip_zeros(struct stream *s, bool *end, struct err *err);

/*
 * Reads to the end, so that checksums are checked. *rest counts the bytes,
 * not counting zeros at the beginning.
 */
int stream_drain(struct stream *s, uint64_t *rest, struct err *err);

/* The whole rest, in memory of at most LIMIT_SPOOL bytes that lives as long as the image. */
int stream_spool(struct stream *s, struct image *img, struct input *out, struct err *err);

#endif
