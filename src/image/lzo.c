#include "image/lzo.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/*
 * Written from the description of the format in the documentation of the Linux
 * kernel (staging/lzo.rst). A stream is a row of instructions: copy literals
 * from the input, or copy a match from what was put out already. Up to three
 * literals ride along in the lowest two bits of each match. What a byte below
 * 16 means depends on how many literals the instruction before it copied:
 * none, one to three, or a run of four and more.
 */
enum { NO_LITERALS = 0, LITERAL_RUN = 4 };

/* distances at which the short forms of a match begin */
enum { NEAR_RUN = 2049, FAR = 16384 };

struct unpack {
	const unsigned char *in, *in_end;
	unsigned char *start, *out, *out_end;
	bool bad;
};

static unsigned take(struct unpack *u)
{
	if (u->in == u->in_end) {
		u->bad = true;
		return 0;
	}
	return *u->in++;
}

static unsigned take_le16(struct unpack *u)
{
	unsigned low = take(u);

	return low | take(u) << 8;
}

/* A length that did not fit its bits: 255 for each zero byte, then the byte that is not zero. */
static size_t take_length(struct unpack *u, size_t bits, size_t full)
{
	size_t n = full;
	unsigned byte;

	if (bits)
		return bits;
	while ((byte = take(u)) == 0 && !u->bad)
		n += 255;
	return n + byte;
}

static void literals(struct unpack *u, size_t n)
{
	if (n > (size_t)(u->in_end - u->in) || n > (size_t)(u->out_end - u->out)) {
		u->bad = true;
		return;
	}
	memcpy(u->out, u->in, n);
	u->in += n;
	u->out += n;
}

static void match(struct unpack *u, size_t distance, size_t n)
{
	const unsigned char *from;

	if (distance > (size_t)(u->out - u->start) || n > (size_t)(u->out_end - u->out)) {
		u->bad = true;
		return;
	}
	from = u->out - distance;
	if (distance >= n) {
		memcpy(u->out, from, n);
		u->out += n;
		return;
	}
	/* the copy feeds itself: byte by byte repeats the last 'distance' bytes */
	while (n--)
		*u->out++ = *from++;
}

/* 001LLLLL or 0001HLLL, then 14 bits of distance and 2 of literals. False at the end mark. */
static bool long_match(struct unpack *u, unsigned op, size_t *state)
{
	bool far = op < 32;
	size_t n = far ? take_length(u, op & 7, 7) : take_length(u, op & 31, 31);
	unsigned word = take_le16(u);
	size_t distance = far ? FAR + ((op & 8) << 11) + (word >> 2) : (word >> 2) + 1;

	*state = word & 3;
	if (far && distance == FAR)
		return false;
	match(u, distance, n + 2);
	return true;
}

/* A byte below 16: a run of literals, or the two short forms of a match. */
static void low_code(struct unpack *u, unsigned op, size_t *state)
{
	if (*state == NO_LITERALS) {
		literals(u, take_length(u, op, 15) + 3);
		*state = LITERAL_RUN;
		return;
	}
	if (*state == LITERAL_RUN)
		match(u, (take(u) << 2) + (op >> 2) + NEAR_RUN, 3);
	else
		match(u, (take(u) << 2) + (op >> 2) + 1, 2);
	*state = op & 3;
}

/* 01LDDDSS and 1LLDDDSS */
static void short_match(struct unpack *u, unsigned op, size_t *state)
{
	size_t n = op < 128 ? 3 + (op >> 5 & 1) : 5 + (op >> 5 & 3);

	match(u, (take(u) << 3) + (op >> 2 & 7) + 1, n);
	*state = op & 3;
}

/* The first byte may be a count of literals that stands for itself. */
static size_t first_literals(struct unpack *u)
{
	size_t n;

	if (u->in == u->in_end || *u->in <= 17)
		return NO_LITERALS;
	n = take(u) - 17;
	literals(u, n);
	return n < LITERAL_RUN ? n : LITERAL_RUN;
}

long lzo1x_unpack(const unsigned char *from, size_t size, unsigned char *to, size_t room)
{
	struct unpack u = { from, from + size, to, to, to + room, false };
	size_t state = first_literals(&u);

	while (!u.bad) {
		unsigned op = take(&u);

		if (u.bad)
			break;
		if (op < 16) {
			low_code(&u, op, &state);
			if (state == LITERAL_RUN)
				continue;
		} else if (op < 64) {
			if (!long_match(&u, op, &state))
				return !u.bad && u.in == u.in_end ? u.out - u.start : -1;
		} else {
			short_match(&u, op, &state);
		}
		literals(&u, state);
	}
	return -1;
}
