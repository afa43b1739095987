#include "image/stream.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/limits.h"

enum { BLOCK = 256 * 1024 };

static void *must(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

/* --- over an input --- */

struct plain {
	struct input in;
	struct scan *scan;
	uint64_t offset;
	unsigned char block[];		/* for a file only */
};

static void plain_progress(struct plain *p)
{
	if (p->scan && p->scan->progress && p->in.fd >= 0)
		p->scan->progress(p->scan->progress_self, p->in.start + p->offset, p->in.start + p->in.size);
}

static long plain_read(struct stream *s, const void **at, struct err *err)
{
	struct plain *p = s->self;
	uint64_t left = p->in.size - p->offset;
	long n;

	if (p->in.fd < 0) {
		n = (long)(left < LIMIT_SPOOL ? left : LIMIT_SPOOL);
		*at = n ? p->in.memory + p->in.start + p->offset : NULL;
	} else {
		n = input_read(&p->in, p->offset, p->block, BLOCK, err);
		*at = p->block;
	}
	if (n > 0)
		p->offset += (uint64_t)n;
	plain_progress(p);
	return n;
}

static int64_t plain_skip(struct stream *s, uint64_t n, struct err *err)
{
	struct plain *p = s->self;

	(void)err;
	if (n > p->in.size - p->offset)
		n = p->in.size - p->offset;
	p->offset += n;
	plain_progress(p);
	return (int64_t)n;
}

static void free_self(struct stream *s)
{
	free(s->self);
}

struct stream *stream_of_input(const struct input *in, struct scan *scan)
{
	struct stream *s = must(calloc(1, sizeof(*s)));
	struct plain *p = must(calloc(1, sizeof(*p) + (in->fd >= 0 ? BLOCK : 0)));

	p->in = *in;
	p->scan = scan;
	*s = (struct stream){ .self = p, .read = plain_read, .skip = plain_skip, .close = free_self };
	return s;
}

/* --- the next n bytes of another one --- */

struct limited {
	struct stream *outer;
	uint64_t left;
};

static int too_short(uint64_t missing, struct err *err)
{
	return err_set(err, ERR_DAMAGED, "it ends %llu bytes too early", (unsigned long long)missing);
}

/* As stream_next(), but at most n bytes. */
static long take(struct stream *s, const void **at, size_t n, struct err *err)
{
	long got = stream_hold(s, at, err);

	if (got <= 0)
		return got;
	if ((size_t)got < n)
		n = (size_t)got;
	stream_take(s, n);
	return (long)n;
}

static long limited_read(struct stream *s, const void **at, struct err *err)
{
	struct limited *l = s->self;
	long n;

	if (l->left == 0)
		return 0;
	n = take(l->outer, at, l->left < LIMIT_SPOOL ? (size_t)l->left : LIMIT_SPOOL, err);
	if (n == 0)
		return too_short(l->left, err);
	if (n > 0)
		l->left -= (uint64_t)n;
	return n;
}

static int64_t limited_skip(struct stream *s, uint64_t n, struct err *err)
{
	struct limited *l = s->self;

	if (n > l->left)
		n = l->left;
	if (stream_skip(l->outer, n, err) != 0)
		return -1;
	l->left -= n;
	return (int64_t)n;
}

struct stream *stream_limited(struct stream *outer, uint64_t n)
{
	struct stream *s = must(calloc(1, sizeof(*s)));
	struct limited *l = must(calloc(1, sizeof(*l)));

	*l = (struct limited){ outer, n };
	*s = (struct stream){ .self = l, .read = limited_read, .skip = limited_skip, .close = free_self };
	return s;
}

void stream_free(struct stream *s)
{
	if (!s)
		return;
	if (s->close)
		s->close(s);
	free(s->peeked);
	free(s);
}

/* --- for readers --- */

long stream_hold(struct stream *s, const void **at, struct err *err)
{
	struct bytes *from = s->ahead.n ? &s->ahead : &s->block;

	if (!from->n) {
		const void *next;
		long got = s->read(s, &next, err);

		if (got <= 0)
			return got;
		*from = (struct bytes){ next, (size_t)got };
	}
	*at = from->at;
	return (long)from->n;
}

void stream_take(struct stream *s, size_t n)
{
	struct bytes *from = s->ahead.n ? &s->ahead : &s->block;

	*from = bytes_skip(*from, n);
	s->at += n;
}

long stream_next(struct stream *s, const void **at, struct err *err)
{
	return take(s, at, SIZE_MAX, err);
}

int stream_peek(struct stream *s, size_t n, struct bytes *out, struct err *err)
{
	if (n > HEAD)
		n = HEAD;
	if (!s->ahead.n && s->block.n >= n) {
		*out = bytes_first(s->block, n);
		return 0;
	}
	if (!s->peeked)
		s->peeked = must(malloc(HEAD));
	if (s->ahead.n)
		memmove(s->peeked, s->ahead.at, s->ahead.n);
	s->ahead.at = s->peeked;
	while (s->ahead.n < n) {
		size_t more = n - s->ahead.n;

		if (!s->block.n) {
			const void *at;
			long got = s->read(s, &at, err);

			if (got < 0)
				return -1;
			if (got == 0)
				break;
			s->block = (struct bytes){ at, (size_t)got };
		}
		if (more > s->block.n)
			more = s->block.n;
		memcpy(s->peeked + s->ahead.n, s->block.at, more);
		s->ahead.n += more;
		s->block = bytes_skip(s->block, more);
	}
	*out = bytes_first(s->ahead, n);
	return 0;
}

long stream_some(struct stream *s, void *to, size_t n, struct err *err)
{
	size_t done = 0;

	while (done < n) {
		const void *at;
		long got = take(s, &at, n - done, err);

		if (got < 0)
			return -1;
		if (got == 0)
			break;
		memcpy((char *)to + done, at, (size_t)got);
		done += (size_t)got;
	}
	return (long)done;
}

int stream_exact(struct stream *s, void *to, size_t n, struct err *err)
{
	long got = stream_some(s, to, n, err);

	if (got < 0)
		return -1;
	return (size_t)got == n ? 0 : too_short(n - (size_t)got, err);
}

int stream_skip(struct stream *s, uint64_t n, struct err *err)
{
	while (n) {
		const void *at;
		int64_t got;

		if (s->skip && !s->ahead.n && !s->block.n) {
			got = s->skip(s, n, err);
			s->at += got > 0 ? (uint64_t)got : 0;
		} else {
			got = take(s, &at, n < SIZE_MAX ? (size_t)n : SIZE_MAX, err);
		}
		if (got < 0)
			return -1;
		if (got == 0)
			return too_short(n, err);
		n -= (uint64_t)got;
	}
	return 0;
}

int stream_skip_zeros(struct stream *s, bool *end, struct err *err)
{
	for (;;) {
		const void *at;
		struct bytes head;
		size_t zeros = 0;

		if (stream_peek(s, HEAD, &head, err) != 0)
			return -1;
		*end = head.n == 0;
		while (zeros < head.n && head.at[zeros] == 0)
			zeros++;
		for (size_t left = zeros; left;)
			left -= (size_t)take(s, &at, left, err);
		if (zeros < head.n || *end)
			return 0;
	}
}

int stream_drain(struct stream *s, uint64_t *rest, struct err *err)
{
	const void *at;
	bool end;
	long n;

	*rest = 0;
	if (stream_skip_zeros(s, &end, err) != 0)
		return -1;
	while ((n = stream_next(s, &at, err)) > 0)
		*rest += (uint64_t)n;
	return n < 0 ? -1 : 0;
}

/* --- to be read at random --- */

struct spool {
	unsigned char *at;
	size_t n, room;
};

static void spool_free(void *self)
{
	struct spool *spool = self;

	if (spool->room)
		munmap(spool->at, spool->room);
	free(spool);
}

/* mremap() moves pages, not bytes: growing costs no second copy. */
static int spool_grow(struct spool *spool, struct err *err)
{
	size_t room = spool->room ? 2 * spool->room : 16 * MIB;
	void *at = spool->room ? mremap(spool->at, spool->room, room, MREMAP_MAYMOVE)
			       : mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		return err_set(err, ERR_SYSTEM, "no memory for what was unpacked");
	spool->at = at;
	spool->room = room;
	return 0;
}

int stream_spool(struct stream *s, struct image *img, struct input *out, struct err *err)
{
	struct spool *spool = must(calloc(1, sizeof(*spool)));
	long n;

	image_hold(img, spool, spool_free);
	do {
		if (spool->n == spool->room && spool_grow(spool, err) != 0)
			return -1;
		n = stream_some(s, spool->at + spool->n, spool->room - spool->n, err);
		if (n < 0)
			return -1;
		spool->n += (size_t)n;
		if (spool->n > LIMIT_SPOOL)
			return err_set(err, ERR_LIMIT, "unpacked, it is larger than %llu MiB; unpack it first",
				       LIMIT_SPOOL / MIB);
	} while (n > 0);
	*out = (struct input){ .fd = -1, .memory = spool->at, .size = spool->n };
	return 0;
}
