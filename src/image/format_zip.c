#include "image/format_zip.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

#include "base/auto.h"
#include "base/limits.h"
#include "image/bundle.h"
#include "image/codecs.h"

/* APPNOTE 4.3.16, 4.3.15, 4.3.14, 4.3.12, 4.3.7: sizes of the fixed parts. */
enum { END = 22, LOCATOR = 20, END64 = 56, CENTRAL = 46, LOCAL = 30, COMMENT = 65535 };
enum { UNIX = 3, DARWIN = 19 };		/* 4.4.2: who made it */
enum { ENCRYPTED = 1 };			/* 4.4.4: bits */

/* What is needed to read a content again. */
struct place_of {
	uint64_t local, packed, size;
	uint32_t crc;
	uint16_t method;
};

struct zip {
	struct input in;
	struct bundle list;
	uint64_t start, size, count;	/* the central directory */
	struct place_of *places;	/* of entry i; node.where is i + 1 */
	size_t room;
	unsigned char *text;		/* names and extras: 2 * 64 KiB */
	bool modes;			/* so far every entry has one */
};

static const struct { uint16_t method; const char *codec; } methods[] = {
	{ 0, NULL }, { 8, "deflate" }, { 12, "bzip2" }, { 93, "zstd" }, { 95, "xz" },
};

static uint16_t le16(const unsigned char *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static uint32_t le32(const unsigned char *p)
{
	return le16(p) | (uint32_t)le16(p + 2) << 16;
}

static uint64_t le64(const unsigned char *p)
{
	return le32(p) | (uint64_t)le32(p + 4) << 32;
}

int zip_bid(struct bytes head, uint64_t size)
{
	(void)size;
	return head.n >= 4 && (memcmp(head.at, "PK\3\4", 4) == 0 || memcmp(head.at, "PK\5\6", 4) == 0) ? 32 : 0;
}

/* --- the end of the central directory --- */

/* Zip64: the locator before the end says where the larger end record is. */
static int find_end64(struct zip *z, uint64_t end_at, struct err *err)
{
	unsigned char locator[LOCATOR], end[END64];

	if (end_at < LOCATOR || input_read(&z->in, end_at - LOCATOR, locator, LOCATOR, err) != LOCATOR ||
	    memcmp(locator, "PK\6\7", 4) != 0)
		return 0;
	if (input_read(&z->in, le64(locator + 8), end, END64, err) != END64 || memcmp(end, "PK\6\6", 4) != 0)
		return err_set(err, ERR_DAMAGED, "the end record of zip64 is not where it should be");
	z->count = le64(end + 32);
	z->size = le64(end + 40);
	z->start = le64(end + 48);
	return 0;
}

static int find_end(struct zip *z, struct err *err)
{
	uint64_t n = z->in.size < END + COMMENT ? z->in.size : END + COMMENT;
	AUTO(auto_free) unsigned char *tail = malloc(END + COMMENT);
	long got = tail ? input_read(&z->in, z->in.size - n, tail, (size_t)n, err) : 0;

	if (got < 0)
		return -1;
	for (long i = got - END; i >= 0; i--) {
		if (memcmp(tail + i, "PK\5\6", 4) != 0 || i + END + le16(tail + i + 20) != got)
			continue;
		z->count = le16(tail + i + 10);
		z->size = le32(tail + i + 12);
		z->start = le32(tail + i + 16);
		return find_end64(z, z->in.size - n + (uint64_t)i, err);
	}
	return err_set(err, ERR_DAMAGED, "zip: it is cut off: the directory at its end is missing");
}

/* --- contents --- */

static int place_find(const struct zip *z, const struct place_of *p, struct input *data, struct err *err)
{
	unsigned char local[LOCAL];
	uint64_t skip;

	if (input_read(&z->in, p->local, local, LOCAL, err) != LOCAL || memcmp(local, "PK\3\4", 4) != 0)
		return err_set(err, ERR_DAMAGED, "its local header is not at byte %llu",
			       (unsigned long long)p->local);
	skip = p->local + LOCAL + le16(local + 26) + le16(local + 28);
	*data = input_slice(&z->in, skip, p->packed);
	return data->size == p->packed ? 0 :
	       err_set(err, ERR_DAMAGED, "its content goes past the end of the file");
}

/*
 * Up to n bytes of the content from 'offset' on. The whole of it is unpacked,
 * so that its size and checksum are known to be right.
 */
static int place_read(const struct zip *z, const struct place_of *p, uint64_t offset, unsigned char *to,
		      size_t n, struct err *err)
{
	const struct codec *codec = NULL;
	struct stream *packed, *s;
	uLong crc = crc32(0, NULL, 0);
	uint64_t done = 0;
	struct input data;
	const void *at;
	long got;

	if (place_find(z, p, &data, err) != 0)
		return -1;
	for (size_t i = 0; i < COUNT(methods); i++)
		if (methods[i].method == p->method && methods[i].codec)
			codec = codec_named(methods[i].codec);
	packed = stream_of_input(&data, NULL);
	s = codec ? stream_unpack(packed, codec) : packed;
	while ((got = stream_next(s, &at, err)) > 0 && done + (uint64_t)got <= p->size) {
		uint64_t from = offset > done ? offset - done : 0;

		crc = crc32_z(crc, at, (size_t)got);
		if (from < (uint64_t)got && done + from < offset + n) {
			size_t take = (size_t)((uint64_t)got - from);

			if (take > offset + n - done - from)
				take = (size_t)(offset + n - done - from);
			memcpy(to + (done + from - offset), (const unsigned char *)at + from, take);
		}
		done += (uint64_t)got;
	}
	if (s != packed)
		stream_free(s);
	stream_free(packed);
	if (got < 0)
		return -1;
	if (got > 0 || done != p->size)
		return err_set(err, ERR_DAMAGED, "its content is not of the size that is stated");
	return crc == p->crc ? 0 : err_set(err, ERR_DAMAGED, "its content has a wrong checksum");
}

static long zip_read_at(void *self, const struct node *n, uint64_t offset, void *to, size_t size, struct err *err)
{
	const struct zip *z = self;
	const struct place_of *p = &z->places[n->where - 1];

	if (offset >= p->size)
		return 0;
	if (size > p->size - offset)
		size = (size_t)(p->size - offset);
	return place_read(z, p, offset, to, size, err) == 0 ? (long)size : -1;
}

/* --- the directory --- */

/* Extra fields: zip64's sizes (4.5.3) where the short ones are full, and Info-ZIP's time. */
static int read_extra(struct bytes extra, struct place_of *p, struct entry *e, struct err *err)
{
	while (extra.n >= 4) {
		size_t n = le16(extra.at + 2);
		unsigned id = le16(extra.at);
		uint64_t *wide[] = { &p->size, &p->packed, &p->local };
		struct bytes data;

		if (n > extra.n - 4)
			break;		/* some packers fill up with zeros */
		data = (struct bytes){ extra.at + 4, n };
		for (size_t i = 0; id == 0x0001 && i < COUNT(wide); i++) {
			if (*wide[i] != UINT32_MAX)
				continue;
			if (data.n < 8)
				return err_set(err, ERR_DAMAGED, "its zip64 field is too short");
			*wide[i] = le64(data.at);
			data = bytes_skip(data, 8);
		}
		if (id == 0x5455 && data.n >= 5 && (data.at[0] & 1))
			e->mtime = (int32_t)le32(data.at + 1);
		extra = bytes_skip(extra, 4 + n);
	}
	if (p->size == UINT32_MAX || p->packed == UINT32_MAX || p->local == UINT32_MAX)
		return err_set(err, ERR_DAMAGED, "its zip64 field is missing");
	return 0;
}

/* MS-DOS's date and time, which has no zone: taken as UTC. */
static int64_t dos_time(unsigned date, unsigned when)
{
	struct tm tm = {
		.tm_year = (int)(date >> 9) + 80, .tm_mon = (int)(date >> 5 & 15) - 1, .tm_mday = (int)(date & 31),
		.tm_hour = (int)(when >> 11), .tm_min = (int)(when >> 5 & 63), .tm_sec = (int)(when & 31) * 2,
	};

	return date ? timegm(&tm) : 0;
}

static enum node_type type_of(uint32_t mode, struct bytes name)
{
	enum node_type type = node_type_of(mode);

	if (type != NODE_UNKNOWN && type != NODE_FILE)
		return type;
	return bytes_end(name, "/") ? NODE_DIR : NODE_FILE;
}

static const char *why_unreadable(const unsigned char *central)
{
	if (le16(central + 8) & ENCRYPTED)
		return "is encrypted";
	for (size_t i = 0; i < COUNT(methods); i++)
		if (methods[i].method == le16(central + 10))
			return NULL;
	return "is compressed with a method that is not read";
}

/* Takes one entry of the central directory off the stream. */
static int read_central(struct zip *z, struct stream *s, struct entry *e, struct place_of *p, struct err *err)
{
	unsigned char c[CENTRAL];
	uint16_t name, extra;
	uint32_t mode;
	bool kept;

	e->at = z->start + s->at;
	if (stream_exact(s, c, CENTRAL, err) != 0)
		return -1;
	if (memcmp(c, "PK\1\2", 4) != 0)
		return err_set(err, ERR_DAMAGED, "what stands there is no entry of the directory");
	name = le16(c + 28);
	extra = le16(c + 30);
	if (stream_exact(s, z->text, (size_t)name + extra, err) != 0 || stream_skip(s, le16(c + 32), err) != 0)
		return -1;
	kept = c[5] == UNIX || c[5] == DARWIN;
	mode = kept ? le32(c + 38) >> 16 : 0;
	z->modes = z->modes && mode;
	e->path = (struct bytes){ z->text, name };
	e->type = type_of(mode, e->path);
	e->mode = mode ? mode & 07777 : e->type == NODE_DIR ? 0755 : 0644;
	e->mtime = dos_time(le16(c + 14), le16(c + 12));
	e->unreadable = why_unreadable(c);
	*p = (struct place_of){
		.local = le32(c + 42), .packed = le32(c + 20), .size = le32(c + 24), .crc = le32(c + 16),
		.method = le16(c + 10),
	};
	if (read_extra((struct bytes){ z->text + name, extra }, p, e, err) != 0)
		return -1;
	e->size = p->size;
	return 0;
}

static int give_content(struct zip *z, const struct offer *offer, const struct place_of *p, struct err *err)
{
	unsigned char *buffer;

	if (offer->want == WANT_NOTHING || !bundle_fits(&z->list, offer, p->size))
		return 0;
	buffer = bundle_buffer(&z->list, p->size, err);
	if (!buffer || place_read(z, p, 0, buffer, (size_t)p->size, err) != 0)
		return -1;
	return bundle_give(&z->list, offer, (struct bytes){ buffer, (size_t)p->size }, err);
}

static int add_entry(struct zip *z, struct entry *e, const struct place_of *p, struct err *err)
{
	unsigned char link[LIMIT_PATH];
	struct offer offer;

	if (e->type == NODE_LINK && !e->unreadable) {
		if (p->size >= sizeof(link))
			return err_set(err, ERR_DAMAGED, "a link with a target of %llu bytes",
				       (unsigned long long)p->size);
		if (place_read(z, p, 0, link, (size_t)p->size, err) != 0)
			return -1;
		e->link = (struct bytes){ link, (size_t)p->size };
	}
	if (bundle_add(&z->list, e, &offer, err) != 0)
		return -1;
	return give_content(z, &offer, p, err);
}

static void places_grow(struct zip *z)
{
	size_t room = z->room ? 2 * z->room : 256;
	struct place_of *places = realloc(z->places, room * sizeof(*places));

	if (!places)
		abort();
	z->places = places;
	z->room = room;
}

static int scan_directory(struct zip *z, struct stream *s, struct err *err)
{
	for (uint64_t i = 0; i < z->count; i++) {
		struct entry e = { .at = z->start };

		if (i == z->room)
			places_grow(z);
		if (read_central(z, s, &e, &z->places[i], err) != 0 || add_entry(z, &e, &z->places[i], err) != 0)
			return bundle_failed(&z->list, &e, err);
	}
	if (s->at != z->size)
		return err_set(err, ERR_DAMAGED, "zip: the directory is larger than its %llu entries",
			       (unsigned long long)z->count);
	return bundle_finish(&z->list, err);
}

static void zip_free(void *self)
{
	struct zip *z = self;

	free(z->places);
	free(z->text);
	free(z);
}

int zip_scan(struct job *job, struct err *err)
{
	struct zip *z = calloc(1, sizeof(*z));
	struct tree *tree = job->scan->tree;
	struct input directory;
	struct stream *s;
	int code;

	if (!z)
		abort();
	image_hold(job->img, z, zip_free);
	z->text = malloc(2 * 65536);
	if (!z->text)
		abort();
	z->in = *job->input;
	z->list = (struct bundle){ .job = job, .format = "zip" };
	z->modes = true;
	image_chain(job->img, "zip");
	if (find_end(z, err) != 0)
		return -1;
	directory = input_slice(&z->in, z->start, z->size);
	s = stream_of_input(&directory, job->scan);
	code = scan_directory(z, s, err);
	stream_free(s);
	bundle_free(&z->list);
	job->img->stream = false;
	tree->no_modes = tree->no_links = !z->modes;
	tree->no_owners = true;
	tree->source = (struct source){ .self = z, .read_at = zip_read_at };
	return code;
}
