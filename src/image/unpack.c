#include "image/codecs.h"

#include <stdlib.h>

#include "base/limits.h"
#include "image/format_cpio.h"

enum { ROOM = 256 * 1024 };

struct unpack {
	struct stream *outer;
	const struct codec *codec;
	struct decoder decoder;
	uint64_t begun;			/* where the outer stream stood */
	uint64_t out;
	bool inside, ended;		/* between begin() and end(); past the last member */
	unsigned char room[ROOM];
};

static int damaged(const struct unpack *u, const char *why, struct err *err)
{
	return err_set(err, u->decoder.over_limit ? ERR_LIMIT : ERR_DAMAGED, "the %s data is damaged at byte %llu: %s",
		       u->codec->name, (unsigned long long)u->outer->at, why);
}

static void member_end(struct unpack *u)
{
	if (u->inside)
		u->codec->end(&u->decoder);
	u->decoder.state = NULL;
	u->inside = false;
}

/* Begins the next member when there is one; the first was seen by whoever made the stream. */
static int member_begin(struct unpack *u, struct err *err)
{
	struct bytes head;
	bool end;

	if (u->outer->at != u->begun) {
		if (stream_skip_zeros(u->outer, &end, err) != 0 ||
		    stream_peek(u->outer, 32, &head, err) != 0)
			return -1;
		u->ended = end || u->codec->bid(head) == 0;
		if (u->ended)
			return 0;
	}
	u->inside = true;
	if (u->codec->begin(&u->decoder) != 0)
		return err_set(err, ERR_SYSTEM, "no memory to unpack %s", u->codec->name);
	return 0;
}

static int check_growth(const struct unpack *u, struct err *err)
{
	uint64_t in = u->outer->at - u->begun;

	if (u->out > LIMIT_UNPACKED)
		return err_set(err, ERR_LIMIT, "unpacked, it is larger than %llu GiB", LIMIT_UNPACKED / GIB);
	if (u->out > LIMIT_RATIO_FREE && u->out / LIMIT_RATIO > in)
		return err_set(err, ERR_LIMIT, "the %s data grows more than %d-fold: a decompression bomb",
			       u->codec->name, LIMIT_RATIO);
	return 0;
}

static int member_step(struct unpack *u, struct err *err)
{
	struct decoder *d = &u->decoder;
	size_t out_left = d->out_left;
	const void *in = "";
	long n = stream_hold(u->outer, &in, err);
	enum step step;

	if (n < 0)
		return -1;
	d->in = in;
	d->in_left = (size_t)n;
	step = u->codec->step(d);
	stream_take(u->outer, (size_t)n - d->in_left);
	if (step == STEP_FAILED)
		return damaged(u, d->why, err);
	if (step == STEP_END)
		member_end(u);
	else if (n == 0 && d->out_left == out_left)
		return damaged(u, "it ends too early", err);
	return 0;
}

static long unpack_read(struct stream *s, const void **at, struct err *err)
{
	struct unpack *u = s->self;

	u->decoder.out = u->room;
	u->decoder.out_left = ROOM;
	while (u->decoder.out_left && !u->ended)
		if ((u->inside ? member_step(u, err) : member_begin(u, err)) != 0)
			return -1;
	*at = u->room;
	u->out += ROOM - u->decoder.out_left;
	if (check_growth(u, err) != 0)
		return -1;
	return (long)(ROOM - u->decoder.out_left);
}

static void unpack_close(struct stream *s)
{
	member_end(s->self);
	free(s->self);
}

struct stream *stream_unpack(struct stream *outer, const struct codec *codec)
{
	struct stream *s = calloc(1, sizeof(*s));
	struct unpack *u = calloc(1, sizeof(*u));

	if (!s || !u)
		abort();
	u->outer = outer;
	u->codec = codec;
	u->begun = outer->at;
	*s = (struct stream){ .self = u, .read = unpack_read, .close = unpack_close };
	return s;
}

int unpack_bid(struct bytes head, uint64_t size)
{
	const struct codec *codec = codec_find(head);

	(void)size;
	return codec ? codec->bid(head) : 0;
}

/* Reads to the end, so that the checksum is checked, and tells of what nobody read. */
static int unpack_finish(struct job *job, struct stream *inside, const struct codec *codec, struct err *err)
{
	uint64_t rest;
	bool end;

	if (stream_drain(inside, &rest, err) != 0 || stream_skip_zeros(job->stream, &end, err) != 0)
		return -1;
	if (!end)
		image_note(job->img, "what follows the %s data, from byte %llu on, was not read", codec->name,
			   (unsigned long long)job->stream->at);
	return 0;
}

int unpack_scan(struct job *job, struct err *err)
{
	struct bytes head;
	const struct codec *codec;
	struct stream *inside;
	struct job inner = *job;
	int code;

	if (stream_peek(job->stream, HEAD, &head, err) != 0)
		return -1;
	codec = codec_find(head);
	inside = stream_unpack(job->stream, codec);
	inner.input = NULL;
	inner.stream = inside;
	inner.depth++;
	code = stream_peek(inside, HEAD, &head, err);
	if (code == 0 && cpio_bid(head, 0)) {
		code = cpio_scan_rest(job, inside, codec, err);
	} else if (code == 0) {
		image_chain(job->img, "%s", codec->name);
		code = job_run(&inner, err);
		if (code == 0)
			code = unpack_finish(job, inside, codec, err);
	}
	stream_free(inside);
	return code;
}
