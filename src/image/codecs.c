#include "image/codecs.h"

#include <bzlib.h>
#include <limits.h>
#include <lz4.h>
#include <lz4frame.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "base/limits.h"

static enum step failed(struct decoder *d, const char *why)
{
	d->why = why;
	return STEP_FAILED;
}

static unsigned at_most(size_t n)
{
	return n < UINT_MAX ? (unsigned)n : UINT_MAX;
}

static uint32_t le32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static bool has(struct bytes head, const char *magic, size_t n)
{
	return head.n >= n && memcmp(head.at, magic, n) == 0;
}

/* Frames that hold nothing, of zstd and lz4 alike (RFC 8878, 3.1.2). */
static bool is_skippable(struct bytes head)
{
	return head.n >= 8 && (le32(head.at) & 0xfffffff0u) == 0x184d2a50u;
}

/* --- gzip (RFC 1952), and deflate without any header, as inside zip (RFC 1951) --- */

static int gzip_bid(struct bytes head)
{
	return has(head, "\x1f\x8b\x08", 3) && head.n >= 10 && (head.at[3] & 0xe0) == 0 ? 27 : 0;
}

static int zlib_begin(struct decoder *d, int window)
{
	z_stream *z = calloc(1, sizeof(*z));

	d->state = z;
	return z && inflateInit2(z, window) == Z_OK ? 0 : -1;
}

static int gzip_begin(struct decoder *d)
{
	return zlib_begin(d, 15 + 16);
}

static int deflate_begin(struct decoder *d)
{
	return zlib_begin(d, -15);
}

static enum step zlib_step(struct decoder *d)
{
	z_stream *z = d->state;
	unsigned in = at_most(d->in_left), out = at_most(d->out_left);
	int code;

	z->next_in = (Bytef *)(uintptr_t)d->in;
	z->avail_in = in;
	z->next_out = d->out;
	z->avail_out = out;
	code = inflate(z, Z_NO_FLUSH);
	d->in += in - z->avail_in;
	d->in_left -= in - z->avail_in;
	d->out += out - z->avail_out;
	d->out_left -= out - z->avail_out;
	if (code == Z_STREAM_END)
		return STEP_END;
	if (code != Z_OK && code != Z_BUF_ERROR)
		return failed(d, z->msg ? z->msg : "not deflate");
	return STEP_MORE;
}

static void zlib_end(struct decoder *d)
{
	if (d->state)
		inflateEnd(d->state);
	free(d->state);
}

/* --- xz, and the older .lzma --- */

static int xz_bid(struct bytes head)
{
	return has(head, "\xfd" "7zXZ\0", 6) ? 48 : 0;
}

/*
 * There is no magic. The properties are those every packer uses (lc=3 lp=0
 * pb=2), the dictionary is 2^n or 2^n + 2^(n-1), the size is unknown or
 * below 256 GiB, and the first byte of the range coder is 0, as in file(1).
 */
static int lzma_bid(struct bytes head)
{
	uint32_t dictionary;

	if (head.n < 18 || head.at[0] != 0x5d || head.at[13] != 0)
		return 0;
	dictionary = le32(head.at + 1);
	if (dictionary < 4096 || (dictionary & (dictionary - 1) & ((dictionary & (dictionary - 1)) - 1)))
		return 0;
	if (memcmp(head.at + 5, "\xff\xff\xff\xff\xff\xff\xff\xff", 8) == 0)
		return 24;
	return memcmp(head.at + 10, "\0\0\0", 3) == 0 && le32(head.at + 5) ? 20 : 0;
}

static int xz_begin(struct decoder *d)
{
	lzma_stream *z = calloc(1, sizeof(*z));

	d->state = z;
	return z && lzma_stream_decoder(z, LIMIT_DICTIONARY, 0) == LZMA_OK ? 0 : -1;
}

static int lzma_begin(struct decoder *d)
{
	lzma_stream *z = calloc(1, sizeof(*z));

	d->state = z;
	return z && lzma_alone_decoder(z, LIMIT_DICTIONARY) == LZMA_OK ? 0 : -1;
}

static enum step lzma_step(struct decoder *d)
{
	lzma_stream *z = d->state;
	lzma_ret code;

	z->next_in = d->in;
	z->avail_in = d->in_left;
	z->next_out = d->out;
	z->avail_out = d->out_left;
	code = lzma_code(z, LZMA_RUN);
	d->in = z->next_in;
	d->in_left = z->avail_in;
	d->out = z->next_out;
	d->out_left = z->avail_out;
	d->over_limit = code == LZMA_MEMLIMIT_ERROR || code == LZMA_MEM_ERROR;
	if (code == LZMA_STREAM_END)
		return STEP_END;
	if (code == LZMA_OK || code == LZMA_BUF_ERROR || code == LZMA_GET_CHECK)
		return STEP_MORE;
	return failed(d, d->over_limit ? "its dictionary needs too much memory" :
			 code == LZMA_OPTIONS_ERROR ? "it uses a filter that is not read" : "wrong data or checksum");
}

static void lzma_finish(struct decoder *d)
{
	if (d->state)
		lzma_end(d->state);
	free(d->state);
}

/* --- zstd (RFC 8878) --- */

static int zstd_bid(struct bytes head)
{
	return has(head, "\x28\xb5\x2f\xfd", 4) ? 32 : is_skippable(head) ? 27 : 0;
}

static int zstd_begin(struct decoder *d)
{
	d->state = ZSTD_createDStream();
	return d->state ? 0 : -1;
}

static enum step zstd_step(struct decoder *d)
{
	ZSTD_inBuffer in = { d->in, d->in_left, 0 };
	ZSTD_outBuffer out = { d->out, d->out_left, 0 };
	size_t code = ZSTD_decompressStream(d->state, &out, &in);

	d->in += in.pos;
	d->in_left -= in.pos;
	d->out += out.pos;
	d->out_left -= out.pos;
	if (ZSTD_isError(code))
		return failed(d, ZSTD_getErrorName(code));
	return code == 0 ? STEP_END : STEP_MORE;
}

static void zstd_end(struct decoder *d)
{
	ZSTD_freeDStream(d->state);
}

/* --- lz4, frame format --- */

static int lz4_bid(struct bytes head)
{
	return has(head, "\x04\x22\x4d\x18", 4) ? 32 : is_skippable(head) ? 26 : 0;
}

static int lz4_begin(struct decoder *d)
{
	LZ4F_dctx *z = NULL;

	if (LZ4F_isError(LZ4F_createDecompressionContext(&z, LZ4F_VERSION)))
		return -1;
	d->state = z;
	return 0;
}

static enum step lz4_step(struct decoder *d)
{
	size_t in = d->in_left, out = d->out_left;
	size_t code = LZ4F_decompress(d->state, d->out, &out, d->in, &in, NULL);

	d->in += in;
	d->in_left -= in;
	d->out += out;
	d->out_left -= out;
	if (LZ4F_isError(code))
		return failed(d, LZ4F_getErrorName(code));
	return code == 0 ? STEP_END : STEP_MORE;
}

static void lz4_end(struct decoder *d)
{
	LZ4F_freeDecompressionContext(d->state);
}

/*
 * --- lz4, legacy format: what the kernel's build calls lz4 (lz4 -l) ---
 *
 * The magic, then blocks of a 32-bit length and that many bytes, each 8 MiB
 * when unpacked but for the last. The end is not marked: whoever reads knows
 * it by the end of the input or by a length that cannot be one.
 */
enum { LEGACY_OUT = 8 * 1024 * 1024, LEGACY_IN = LZ4_COMPRESSBOUND(LEGACY_OUT) };

struct legacy {
	unsigned char in[LEGACY_IN + 4], out[LEGACY_OUT];
	size_t in_n, want;		/* of in[]: what is there, what this block needs */
	size_t out_n, out_given;
	bool begun;
};

static int legacy_bid(struct bytes head)
{
	return has(head, "\x02\x21\x4c\x18", 4) ? 32 : 0;
}

static int legacy_begin(struct decoder *d)
{
	struct legacy *l = malloc(sizeof(*l));

	d->state = l;
	if (!l)
		return -1;
	l->in_n = l->out_n = l->out_given = 0;
	l->want = 4;
	l->begun = false;
	return 0;
}

/* in[] holds 'want' bytes: the magic, a block's length, or a whole block. */
static enum step legacy_block(struct decoder *d, struct legacy *l)
{
	int n;

	if (!l->begun) {
		l->begun = true;
		l->in_n = 0;
		return STEP_MORE;
	}
	if (l->want == 4) {
		uint32_t size = le32(l->in);

		if (size == 0x184c2102u)	/* the next frame begins; its magic is taken */
			size = 0;
		else if (size == 0 || size > LEGACY_IN)
			return failed(d, "a block's length cannot be");
		l->want = 4 + size;
		l->in_n = size ? 4 : 0;
		return STEP_MORE;
	}
	n = LZ4_decompress_safe((const char *)l->in + 4, (char *)l->out, (int)(l->want - 4), LEGACY_OUT);
	if (n < 0)
		return failed(d, "wrong data");
	l->out_n = (size_t)n;
	l->out_given = l->in_n = 0;
	l->want = 4;
	return STEP_MORE;
}

/* The end is where the input ends, or zeros begin that pad it. */
static bool legacy_at_end(const struct decoder *d, const struct legacy *l)
{
	return l->begun && l->want == 4 && l->in_n == 0 && (d->in_left == 0 || d->in[0] == 0);
}

static enum step legacy_step(struct decoder *d)
{
	struct legacy *l = d->state;
	size_t n = l->out_n - l->out_given;

	if (n) {
		n = n < d->out_left ? n : d->out_left;
		memcpy(d->out, l->out + l->out_given, n);
		l->out_given += n;
		d->out += n;
		d->out_left -= n;
		return STEP_MORE;
	}
	if (legacy_at_end(d, l))
		return STEP_END;
	n = l->want - l->in_n;
	n = n < d->in_left ? n : d->in_left;
	memcpy(l->in + l->in_n, d->in, n);
	l->in_n += n;
	d->in += n;
	d->in_left -= n;
	return l->in_n == l->want ? legacy_block(d, l) : STEP_MORE;
}

static void legacy_end(struct decoder *d)
{
	free(d->state);
}

/* --- bzip2 --- */

static int bzip2_bid(struct bytes head)
{
	return has(head, "BZh", 3) && head.n >= 10 && head.at[3] >= '1' && head.at[3] <= '9' &&
	       (memcmp(head.at + 4, "1AY&SY", 6) == 0 || memcmp(head.at + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0)
	       ? 75 : 0;
}

static int bzip2_begin(struct decoder *d)
{
	bz_stream *z = calloc(1, sizeof(*z));

	d->state = z;
	return z && BZ2_bzDecompressInit(z, 0, 0) == BZ_OK ? 0 : -1;
}

static enum step bzip2_step(struct decoder *d)
{
	bz_stream *z = d->state;
	unsigned in = at_most(d->in_left), out = at_most(d->out_left);
	int code;

	z->next_in = (char *)(uintptr_t)d->in;
	z->avail_in = in;
	z->next_out = (char *)d->out;
	z->avail_out = out;
	code = BZ2_bzDecompress(z);
	d->in += in - z->avail_in;
	d->in_left -= in - z->avail_in;
	d->out += out - z->avail_out;
	d->out_left -= out - z->avail_out;
	if (code == BZ_STREAM_END)
		return STEP_END;
	return code == BZ_OK ? STEP_MORE : failed(d, "wrong data or checksum");
}

static void bzip2_end(struct decoder *d)
{
	if (d->state)
		BZ2_bzDecompressEnd(d->state);
	free(d->state);
}

static int no_bid(struct bytes head)
{
	(void)head;
	return 0;
}

const struct codec codecs[] = {
	{ "gzip",    gzip_bid,   gzip_begin,    zlib_step,   zlib_end },
	{ "xz",      xz_bid,     xz_begin,      lzma_step,   lzma_finish },
	{ "zstd",    zstd_bid,   zstd_begin,    zstd_step,   zstd_end },
	{ "lz4",     lz4_bid,    lz4_begin,     lz4_step,    lz4_end },
	{ "lz4 -l",  legacy_bid, legacy_begin,  legacy_step, legacy_end },
	{ "bzip2",   bzip2_bid,  bzip2_begin,   bzip2_step,  bzip2_end },
	{ "lzma",    lzma_bid,   lzma_begin,    lzma_step,   lzma_finish },
	{ "deflate", no_bid,     deflate_begin, zlib_step,   zlib_end },
	{ 0 },
};

const struct codec *codec_find(struct bytes head)
{
	const struct codec *best = NULL;
	int highest = 0;

	for (const struct codec *c = codecs; c->name; c++) {
		int bid = c->bid(head);

		if (bid > highest) {
			highest = bid;
			best = c;
		}
	}
	return best;
}

const struct codec *codec_named(const char *name)
{
	for (const struct codec *c = codecs; c->name; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}
