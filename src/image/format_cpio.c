#include "image/format_cpio.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/hash.h"
#include "base/limits.h"
#include "image/bundle.h"

/* cpio(5), and the kernel's buffer-format.rst for newc. */
enum { NEWC = 110, ODC = 76 };

enum field {
	F_INO, F_MODE, F_UID, F_GID, F_NLINK, F_MTIME, F_SIZE, F_MAJOR, F_MINOR, F_RDEV, F_RDEV_MINOR, F_NAME,
	F_CHECK, FIELDS,
};

struct header {
	uint64_t f[FIELDS];
	bool padded;			/* newc: everything starts at a multiple of four */
	bool summed;			/* crc */
};

/* A file with several names: which node has its contents. */
struct inode {
	uint64_t device, number;
	struct node *owner;
};

struct cpio {
	struct bundle list;
	uint64_t begun;			/* where this archive begins in its stream */
	struct inode *inodes;		/* open addressing; a NULL owner is a free slot */
	size_t inode_count, inode_room;
	unsigned char *name, *link;	/* LIMIT_PATH each */
	size_t archives;
	char first[32];			/* what the first archive is: "cpio", "gzip > cpio" */
};

int cpio_bid(struct bytes head, uint64_t size)
{
	(void)size;
	if (head.n < 6 || memcmp(head.at, "0707", 4) != 0)
		return 0;
	return head.at[4] == '0' && (head.at[5] == '1' || head.at[5] == '2' || head.at[5] == '7') ? 48 : 0;
}

/* --- headers --- */

static bool digits(const unsigned char *p, size_t n, unsigned base, uint64_t *out)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned digit = p[i] >= '0' && p[i] <= '9' ? p[i] - 48u :
				 p[i] >= 'a' && p[i] <= 'f' ? p[i] - 87u :
				 p[i] >= 'A' && p[i] <= 'F' ? p[i] - 55u : base;

		if (digit >= base)
			return false;
		v = v * base + digit;
	}
	*out = v;
	return true;
}

static bool parse_newc(const unsigned char *p, struct header *h)
{
	for (int i = 0; i < FIELDS; i++)
		if (!digits(p + 6 + 8 * i, 8, 16, &h->f[i]))
			return false;
	h->padded = true;
	h->summed = p[5] == '2';
	return true;
}

static bool parse_odc(const unsigned char *p, struct header *h)
{
	static const struct { enum field field; size_t n; } fields[] = {
		{ F_MAJOR, 6 }, { F_INO, 6 }, { F_MODE, 6 }, { F_UID, 6 }, { F_GID, 6 }, { F_NLINK, 6 },
		{ F_RDEV, 6 }, { F_MTIME, 11 }, { F_NAME, 6 }, { F_SIZE, 11 },
	};

	p += 6;
	for (size_t i = 0; i < COUNT(fields); p += fields[i++].n)
		if (!digits(p, fields[i].n, 8, &h->f[fields[i].field]))
			return false;
	return true;
}

static int read_header(struct cpio *c, struct header *h, struct err *err)
{
	unsigned char raw[NEWC];
	struct stream *s = c->list.stream;
	bool ok;

	*h = (struct header){ 0 };
	if (stream_exact(s, raw, 6, err) != 0)
		return -1;
	if (!cpio_bid((struct bytes){ raw, 6 }, 0))
		return err_set(err, ERR_DAMAGED, "what stands there is no cpio header");
	if (raw[5] == '7')
		ok = stream_exact(s, raw + 6, ODC - 6, err) == 0;
	else
		ok = stream_exact(s, raw + 6, NEWC - 6, err) == 0;
	if (!ok)
		return -1;
	if (!(raw[5] == '7' ? parse_odc(raw, h) : parse_newc(raw, h)))
		return err_set(err, ERR_DAMAGED, "the header holds something that is no number");
	if (h->f[F_NAME] == 0 || h->f[F_NAME] > LIMIT_TAR_HEADER)
		return err_set(err, ERR_DAMAGED, "the header states a name of %llu bytes",
			       (unsigned long long)h->f[F_NAME]);
	return 0;
}

static int pad(struct cpio *c, const struct header *h, struct err *err)
{
	return h->padded ? stream_skip(c->list.stream, -(c->list.stream->at - c->begun) & 3, err) : 0;
}

/* Up to LIMIT_PATH bytes of a name or a link's target; of a longer one the rest is skipped. */
static int read_text(struct cpio *c, unsigned char *to, uint64_t n, struct bytes *out, struct err *err)
{
	size_t take = n < LIMIT_PATH ? (size_t)n : LIMIT_PATH;

	if (stream_exact(c->list.stream, to, take, err) != 0 || stream_skip(c->list.stream, n - take, err) != 0)
		return -1;
	*out = (struct bytes){ to, take };
	return 0;
}

/* --- files with several names --- */

static struct inode *inode_slot(struct cpio *c, uint64_t device, uint64_t number)
{
	size_t i = (size_t)hash_number(device, number) & (c->inode_room - 1);

	while (c->inodes[i].owner && (c->inodes[i].device != device || c->inodes[i].number != number))
		i = (i + 1) & (c->inode_room - 1);
	return &c->inodes[i];
}

static void inodes_grow(struct cpio *c)
{
	struct inode *old = c->inodes;
	size_t room = c->inode_room;

	c->inode_room = room ? 4 * room : 256;
	c->inodes = calloc(c->inode_room, sizeof(*c->inodes));
	if (!c->inodes)
		abort();
	for (size_t i = 0; i < room; i++)
		if (old[i].owner)
			*inode_slot(c, old[i].device, old[i].number) = old[i];
	free(old);
}

/* The slot for this file's inode, or NULL when it has one name. */
static struct inode *inode_of(struct cpio *c, const struct header *h, const struct entry *e)
{
	uint64_t device = h->f[F_MAJOR] << 32 | h->f[F_MINOR];
	struct inode *slot;

	if (e->links < 2 || e->type != NODE_FILE)
		return NULL;
	if (2 * c->inode_count >= c->inode_room)
		inodes_grow(c);
	slot = inode_slot(c, device, h->f[F_INO]);
	slot->device = device;
	slot->number = h->f[F_INO];
	return slot;
}

static void inodes_clear(struct cpio *c)
{
	if (c->inode_count)
		memset(c->inodes, 0, c->inode_room * sizeof(*c->inodes));
	c->inode_count = 0;
}

/* --- entries --- */

/* The crc format's check is the sum of the content's bytes. */
static int check_sum(const struct cpio *c, const struct header *h, const struct offer *offer, struct err *err)
{
	uint32_t sum = 0;

	if (!h->summed || !offer->node || offer->want == WANT_NOTHING ||
	    offer->node->content == CONTENT_UNREADABLE)
		return 0;
	for (uint64_t i = 0; i < h->f[F_SIZE]; i++)
		sum += c->list.buffer[i];
	return sum == h->f[F_CHECK] ? 0 : err_set(err, ERR_DAMAGED, "the content has a wrong checksum");
}

static int add_entry(struct cpio *c, const struct header *h, struct entry *e, struct err *err)
{
	struct inode *inode = inode_of(c, h, e);
	struct offer offer;

	if (inode && inode->owner) {
		e->hard = true;
		e->link = bytes_of(inode->owner->path);
	}
	if (bundle_add(&c->list, e, &offer, err) != 0)
		return -1;
	if (inode && !inode->owner) {
		inode->owner = tree_find_written(c->list.job->scan->tree, e->path);
		c->inode_count += inode->owner != NULL;
	}
	if (e->type == NODE_LINK)
		return 0;
	c->list.whole = h->summed;
	if (bundle_content(&c->list, &offer, h->f[F_SIZE], err) != 0)
		return -1;
	return check_sum(c, h, &offer, err);
}

/* 1: one more entry; 0: the trailer. */
static int next_entry(struct cpio *c, struct entry *e, struct err *err)
{
	struct header h;

	if (read_header(c, &h, err) != 0 || read_text(c, c->name, h.f[F_NAME], &e->path, err) != 0 ||
	    pad(c, &h, err) != 0)
		return -1;
	e->path.n = strnlen((const char *)e->path.at, e->path.n);
	if (bytes_are(e->path, "TRAILER!!!") && h.f[F_SIZE] == 0)
		return 0;
	e->type = node_type_of((uint32_t)h.f[F_MODE]);
	e->mode = (uint32_t)h.f[F_MODE];
	e->uid = (uint32_t)h.f[F_UID];
	e->gid = (uint32_t)h.f[F_GID];
	e->mtime = (int64_t)h.f[F_MTIME];
	e->links = (uint32_t)h.f[F_NLINK];
	e->size = h.f[F_SIZE];
	if (e->type == NODE_LINK && read_text(c, c->link, h.f[F_SIZE], &e->link, err) != 0)
		return -1;
	if (add_entry(c, &h, e, err) != 0 || pad(c, &h, err) != 0)
		return -1;
	return 1;
}

static int scan_archive(struct cpio *c, struct err *err)
{
	int code;

	c->begun = c->list.stream->at;
	c->archives++;
	inodes_clear(c);
	do {
		struct entry e = { .at = c->list.stream->at };

		code = next_entry(c, &e, err);
		if (code < 0)
			return bundle_failed(&c->list, &e, err);
	} while (code == 1);
	return 0;
}

/* --- one behind the other --- */

/* All archives in s; compressed ones only where depth allows it. */
static int scan_segments(struct cpio *c, struct stream *s, bool compressed, struct err *err);

static int scan_compressed(struct cpio *c, struct stream *s, struct stream *inside, const struct codec *codec,
			   struct err *err)
{
	if (c->archives == 0)
		snprintf(c->first, sizeof(c->first), "%s > ", codec->name);
	if (scan_segments(c, inside, false, err) != 0)
		return err_wrap(err, "unpacked with %s", codec->name);
	c->list.stream = s;
	return 0;
}

static int scan_segments(struct cpio *c, struct stream *s, bool compressed, struct err *err)
{
	for (;;) {
		const struct codec *codec;
		struct stream *inside;
		struct bytes head;
		bool end;
		int code;

		if (stream_skip_zeros(s, &end, err) != 0 || stream_peek(s, HEAD, &head, err) != 0)
			return -1;
		if (end)
			return 0;
		c->list.stream = s;
		if (cpio_bid(head, 0)) {
			if (scan_archive(c, err) != 0)
				return -1;
			continue;
		}
		codec = compressed ? codec_find(head) : NULL;
		if (!codec)
			return err_set(err, ERR_DAMAGED, "cpio: what follows the archive at byte %llu is neither "
				       "zeros nor another archive", (unsigned long long)s->at);
		inside = stream_unpack(s, codec);
		code = scan_compressed(c, s, inside, codec, err);
		stream_free(inside);
		if (code != 0)
			return -1;
	}
}

static int finish(struct cpio *c, struct err *err)
{
	if (bundle_finish(&c->list, err) != 0)
		return -1;
	if (c->archives > 1)
		image_chain(c->list.job->img, "initramfs (%zu archives)", c->archives);
	else
		image_chain(c->list.job->img, "%scpio", c->first);
	return 0;
}

int cpio_scan_rest(struct job *job, struct stream *inside, const struct codec *codec, struct err *err)
{
	struct cpio c = { .list = { .job = job, .stream = job->stream, .format = "cpio" } };
	int code = 0;

	c.name = malloc(2 * LIMIT_PATH);
	if (!c.name)
		abort();
	c.link = c.name + LIMIT_PATH;
	if (inside)
		code = scan_compressed(&c, job->stream, inside, codec, err);
	if (code == 0)
		code = scan_segments(&c, job->stream, true, err);
	if (code == 0)
		code = finish(&c, err);
	bundle_free(&c.list);
	free(c.inodes);
	free(c.name);
	return code;
}

int cpio_scan(struct job *job, struct err *err)
{
	return cpio_scan_rest(job, NULL, NULL, err);
}
