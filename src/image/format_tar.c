#include "image/format_tar.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "base/text.h"

/* POSIX.1-2017, pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format". */
enum { BLOCK = 512 };

enum field_at {
	AT_NAME = 0, AT_MODE = 100, AT_UID = 108, AT_GID = 116, AT_SIZE = 124, AT_MTIME = 136, AT_SUM = 148,
	AT_TYPE = 156, AT_LINK = 157, AT_MAGIC = 257, AT_PREFIX = 345,
	/* GNU: where ustar has its prefix */
	AT_SPARSE = 386, AT_EXTENDED = 482, AT_REAL_SIZE = 483, AT_MORE_EXTENDED = 504,
	SPARSE_HERE = 4, SPARSE_MORE = 21,
};

/* The numbers of pax records; a bit in .set says which are there. */
enum pax_key {
	PAX_SIZE, PAX_UID, PAX_GID, PAX_MTIME, PAX_REAL_SIZE, PAX_MAJOR, PAX_OFFSET, PAX_NUMBYTES, PAX_KEYS,
};

struct pax {
	long value[PAX_KEYS];
	unsigned set;
	bool caps;
};

static const struct { const char *name; enum pax_key key; } pax_numbers[] = {
	{ "size",                PAX_SIZE },
	{ "uid",                 PAX_UID },
	{ "gid",                 PAX_GID },
	{ "mtime",               PAX_MTIME },
	{ "GNU.sparse.realsize", PAX_REAL_SIZE },
	{ "GNU.sparse.size",     PAX_REAL_SIZE },
	{ "GNU.sparse.major",    PAX_MAJOR },
	{ "GNU.sparse.offset",   PAX_OFFSET },
	{ "GNU.sparse.numbytes", PAX_NUMBYTES },
};

struct piece {
	uint64_t offset, size;
};

struct tar {
	struct stream *stream;
	unsigned char block[BLOCK];
	uint64_t at;			/* where the block stood */
	struct pax global, local;
	struct text path, link;		/* of pax or GNU headers; .n is 0 when there are none */
	struct text extra;		/* a header's data */
	char joined[AT_PREFIX + 2];	/* ustar: prefix, slash, name */
	uint64_t stored;		/* bytes of content in the archive */
	bool sparse, map_in_data;
	bool named;			/* .path is GNU.sparse.name */
	struct piece *pieces;
	size_t piece_count, piece_room;
};

/* --- numbers --- */

/* Octal between blanks, or GNU's base 256 where the first bit is set. False when it is neither. */
static bool number(const unsigned char *p, size_t n, int64_t *out)
{
	uint64_t v = 0;
	size_t i = 0;

	if (p[0] & 0x80) {
		v = p[0] & 0x40 ? UINT64_MAX : 0;
		for (; i < n; i++)
			v = v << 8 | (i ? p[i] : p[0] & 0x40 ? p[0] : p[0] & 0x7f);
		/* what does not fit in 63 bits is no size of anything */
		for (i = 0; i + 8 < n; i++)
			if (p[i] != (i ? (p[0] & 0x40 ? 0xff : 0) : p[0] & 0x40 ? 0xff : 0x80))
				return false;
		*out = (int64_t)v;
		return true;
	}
	while (i < n && (p[i] == ' ' || p[i] == 0))
		i++;
	for (; i < n && p[i] >= '0' && p[i] <= '7'; i++)
		v = v << 3 | (uint64_t)(p[i] - '0');
	while (i < n && (p[i] == ' ' || p[i] == 0))
		i++;
	*out = (int64_t)v;
	return i == n && v <= INT64_MAX;
}

static bool is_zero(const unsigned char block[BLOCK])
{
	for (size_t i = 0; i < BLOCK; i++)
		if (block[i])
			return false;
	return true;
}

/* Old tars summed signed characters. */
static bool sum_fits(const unsigned char block[BLOCK])
{
	int64_t plain = 8 * ' ', with_sign = 8 * ' ', stated;

	for (size_t i = 0; i < BLOCK; i++) {
		if (i >= AT_SUM && i < AT_SUM + 8)
			continue;
		plain += block[i];
		with_sign += (signed char)block[i];
	}
	return number(block + AT_SUM, 8, &stated) && (stated == plain || stated == with_sign);
}

static struct bytes string_at(const unsigned char *p, size_t n)
{
	return (struct bytes){ p, strnlen((const char *)p, n) };
}

int tar_bid(struct bytes head, uint64_t size)
{
	bool magic = head.n >= AT_MAGIC + 5 && memcmp(head.at + AT_MAGIC, "ustar", 5) == 0;

	(void)size;
	if (head.n < BLOCK || is_zero(head.at) || !sum_fits(head.at))
		return magic ? 20 : 0;
	return magic ? 72 : 32;
}

bool tar_first_name(struct bytes head, struct bytes *name)
{
	if (head.n < BLOCK || is_zero(head.at) || !sum_fits(head.at))
		return false;
	*name = string_at(head.at, AT_MODE);
	return true;
}

/* --- pax records --- */

static int bad_record(const struct tar *tar, struct err *err)
{
	return err_set(err, ERR_DAMAGED, "the pax header at byte %llu is damaged", (unsigned long long)tar->at);
}

static int add_piece(struct tar *tar, uint64_t offset, uint64_t size, struct err *err)
{
	if (tar->piece_count == LIMIT_FRAGMENTS)
		return err_set(err, ERR_LIMIT, "a sparse file of more than %d pieces", LIMIT_FRAGMENTS);
	if (tar->piece_count == tar->piece_room) {
		size_t room = tar->piece_room ? 2 * tar->piece_room : 64;
		struct piece *pieces = realloc(tar->pieces, room * sizeof(*pieces));

		if (!pieces)
			abort();
		tar->pieces = pieces;
		tar->piece_room = room;
	}
	tar->pieces[tar->piece_count++] = (struct piece){ offset, size };
	return 0;
}

/* GNU.sparse.map, format 0.1: "offset,size,offset,size" */
static int pax_map(struct tar *tar, struct bytes map, struct err *err)
{
	struct bytes offset, size;
	long o, n;

	while (bytes_field(&map, ',', &offset)) {
		if (!bytes_field(&map, ',', &size) || !bytes_number(offset, &o) || !bytes_number(size, &n) ||
		    o < 0 || n < 0)
			return bad_record(tar, err);
		if (add_piece(tar, (uint64_t)o, (uint64_t)n, err) != 0)
			return -1;
	}
	return 0;
}

static int pax_number(struct tar *tar, struct pax *pax, enum pax_key key, struct bytes value, struct err *err)
{
	struct bytes whole;
	long v;

	/* times have a fraction */
	if (!bytes_field(&value, '.', &whole) || !bytes_number(whole, &v) || (v < 0 && key != PAX_MTIME))
		return bad_record(tar, err);
	pax->value[key] = v;
	pax->set |= 1u << key;
	/* format 0.0: the two alternate, once for each piece */
	if (key == PAX_NUMBYTES)
		return add_piece(tar, (uint64_t)pax->value[PAX_OFFSET], (uint64_t)v, err);
	return 0;
}

static void text_set(struct text *to, struct bytes from)
{
	to->n = 0;
	text_add_bytes(to, from.at, from.n);
}

static void sparse_name(struct tar *tar, struct bytes name)
{
	text_set(&tar->path, name);
	tar->named = true;
}

static int pax_record(struct tar *tar, struct pax *pax, struct bytes key, struct bytes value, struct err *err)
{
	bool here = pax == &tar->local;

	for (size_t i = 0; i < COUNT(pax_numbers); i++)
		if (bytes_are(key, pax_numbers[i].name))
			return value.n ? pax_number(tar, pax, pax_numbers[i].key, value, err) : 0;
	/* GNU tar writes a sparse file's name, and behind it as its path one that tells others what they see */
	if (here && bytes_are(key, "path") && !tar->named)
		text_set(&tar->path, value);
	else if (here && bytes_are(key, "GNU.sparse.name"))
		sparse_name(tar, value);
	else if (here && bytes_are(key, "linkpath"))
		text_set(&tar->link, value);
	else if (here && bytes_are(key, "GNU.sparse.map"))
		return pax_map(tar, value, err);
	else if (bytes_are(key, "SCHILY.xattr.security.capability") ||
		 bytes_are(key, "LIBARCHIVE.xattr.security.capability"))
		pax->caps = true;
	return 0;
}

/* Each record is "LENGTH KEY=VALUE\n", the length counts all of it. */
static int pax_parse(struct tar *tar, struct pax *pax, struct bytes data, struct err *err)
{
	while (data.n) {
		size_t length = 0, i = 0, equals;
		struct bytes record;

		for (; i < data.n && i < 8 && data.at[i] >= '0' && data.at[i] <= '9'; i++)
			length = 10 * length + (size_t)(data.at[i] - '0');
		if (i == 0 || i >= data.n || data.at[i] != ' ' || length > data.n || length < i + 3 ||
		    data.at[length - 1] != '\n')
			return bad_record(tar, err);
		record = (struct bytes){ data.at + i + 1, length - i - 2 };
		for (equals = 0; equals < record.n && record.at[equals] != '='; equals++)
			;
		if (equals == record.n)
			return bad_record(tar, err);
		if (pax_record(tar, pax, bytes_first(record, equals), bytes_skip(record, equals + 1), err) != 0)
			return -1;
		data = bytes_skip(data, length);
	}
	return 0;
}

/* --- headers --- */

/* 1: tar->block is a header; 0: the end of the archive. */
static int read_block(struct tar *tar, struct err *err)
{
	unsigned char next[BLOCK];
	long n;

	tar->at = tar->stream->at;
	n = stream_some(tar->stream, tar->block, BLOCK, err);
	if (n < 0)
		return -1;
	if (n == 0)
		return err_set(err, ERR_DAMAGED,
			       "it is cut off: the zeros that close a tar are missing after byte %llu",
			       (unsigned long long)tar->at);
	if (n < BLOCK)
		return err_set(err, ERR_DAMAGED, "it is cut off in the header at byte %llu",
			       (unsigned long long)tar->at);
	if (!is_zero(tar->block)) {
		if (sum_fits(tar->block))
			return 1;
		return err_set(err, ERR_DAMAGED, "the header at byte %llu has a wrong checksum",
			       (unsigned long long)tar->at);
	}
	n = stream_some(tar->stream, next, BLOCK, err);
	if (n == BLOCK && !is_zero(next))
		return err_set(err, ERR_DAMAGED, "a block of zeros stands at byte %llu where an entry should be",
			       (unsigned long long)tar->at);
	return n < 0 ? -1 : 0;
}

static int read_extra(struct tar *tar, uint64_t size, struct err *err)
{
	unsigned char piece[BLOCK];

	tar->extra.n = 0;
	if (size > LIMIT_TAR_HEADER)
		return err_set(err, ERR_LIMIT, "the header at byte %llu is larger than %llu KiB",
			       (unsigned long long)tar->at, LIMIT_TAR_HEADER / KIB);
	for (uint64_t left = size; left; left -= left < BLOCK ? left : BLOCK) {
		if (stream_exact(tar->stream, piece, BLOCK, err) != 0)
			return -1;
		text_add_bytes(&tar->extra, piece, left < BLOCK ? (size_t)left : BLOCK);
	}
	return 0;
}

/* Headers that speak about the next one. 1: it was one of them. */
static int meta_header(struct tar *tar, char type, uint64_t size, struct err *err)
{
	struct bytes extra;

	if (!strchr("xXgLKVNAE", type) || !type)
		return 0;
	if (read_extra(tar, size, err) != 0)
		return -1;
	extra = (struct bytes){ (unsigned char *)tar->extra.at, tar->extra.n };
	if (type == 'L')
		text_set(&tar->path, string_at(extra.at, extra.n));
	else if (type == 'K')
		text_set(&tar->link, string_at(extra.at, extra.n));
	else if ((type == 'x' || type == 'X') && pax_parse(tar, &tar->local, extra, err) != 0)
		return -1;
	else if (type == 'g' && pax_parse(tar, &tar->global, extra, err) != 0)
		return -1;
	return 1;
}

static int sparse_fields(struct tar *tar, const unsigned char *p, int count, struct err *err)
{
	int64_t offset, size;

	for (int i = 0; i < count && p[0]; i++, p += 24) {
		if (!number(p, 12, &offset) || !number(p + 12, 12, &size) || offset < 0 || size < 0)
			return err_set(err, ERR_DAMAGED, "the sparse header at byte %llu is damaged",
				       (unsigned long long)tar->at);
		if (add_piece(tar, (uint64_t)offset, (uint64_t)size, err) != 0)
			return -1;
	}
	return 0;
}

/* GNU's own sparse type: the map begins in the header and goes on in blocks behind it. */
static int sparse_header(struct tar *tar, struct entry *e, struct err *err)
{
	unsigned char more[BLOCK];
	bool extended = tar->block[AT_EXTENDED] != 0;
	int64_t real;

	if (!number(tar->block + AT_REAL_SIZE, 12, &real) || real < 0)
		return err_set(err, ERR_DAMAGED, "the sparse header at byte %llu is damaged",
			       (unsigned long long)tar->at);
	tar->sparse = true;
	e->size = (uint64_t)real;
	if (sparse_fields(tar, tar->block + AT_SPARSE, SPARSE_HERE, err) != 0)
		return -1;
	while (extended) {
		if (stream_exact(tar->stream, more, BLOCK, err) != 0 ||
		    sparse_fields(tar, more, SPARSE_MORE, err) != 0)
			return -1;
		extended = more[AT_MORE_EXTENDED] != 0;
	}
	return 0;
}

static void find_names(struct tar *tar, struct entry *e)
{
	struct bytes name = string_at(tar->block + AT_NAME, 100);
	struct bytes prefix = string_at(tar->block + AT_PREFIX, 155);

	e->link = string_at(tar->block + AT_LINK, 100);
	if (tar->link.n)
		e->link = (struct bytes){ (unsigned char *)tar->link.at, tar->link.n };
	e->path = name;
	if (tar->path.n) {
		e->path = (struct bytes){ (unsigned char *)tar->path.at, tar->path.n };
	} else if (memcmp(tar->block + AT_MAGIC, "ustar\0", 6) == 0 && prefix.n) {
		memcpy(tar->joined, prefix.at, prefix.n);
		tar->joined[prefix.n] = '/';
		memcpy(tar->joined + prefix.n + 1, name.at, name.n);
		e->path = (struct bytes){ (unsigned char *)tar->joined, prefix.n + 1 + name.n };
	}
}

static uint32_t id_of(int64_t v)
{
	return v < 0 || v > UINT32_MAX ? UINT32_MAX : (uint32_t)v;
}

static const long *pax_get(const struct tar *tar, enum pax_key key)
{
	if (tar->local.set & 1u << key)
		return &tar->local.value[key];
	return tar->global.set & 1u << key ? &tar->global.value[key] : NULL;
}

static int find_numbers(struct tar *tar, struct entry *e, struct err *err)
{
	static const struct { enum field_at at; size_t n; } fields[] = {
		{ AT_MODE, 8 }, { AT_UID, 8 }, { AT_GID, 8 }, { AT_SIZE, 12 }, { AT_MTIME, 12 },
	};
	int64_t v[COUNT(fields)];
	const long *pax;

	for (size_t i = 0; i < COUNT(fields); i++)
		if (!number(tar->block + fields[i].at, fields[i].n, &v[i]))
			return err_set(err, ERR_DAMAGED, "the header at byte %llu holds something that is no number",
				       (unsigned long long)tar->at);
	e->mode = (uint32_t)v[0] & 07777;
	e->uid = (pax = pax_get(tar, PAX_UID)) ? id_of(*pax) : id_of(v[1]);
	e->gid = (pax = pax_get(tar, PAX_GID)) ? id_of(*pax) : id_of(v[2]);
	e->mtime = (pax = pax_get(tar, PAX_MTIME)) ? *pax : v[4];
	e->caps = tar->local.caps;
	if (tar->local.set & 1u << PAX_SIZE)
		v[3] = tar->local.value[PAX_SIZE];
	if (v[3] < 0)
		return err_set(err, ERR_DAMAGED, "the header at byte %llu has a size below zero",
			       (unsigned long long)tar->at);
	e->size = tar->stored = (uint64_t)v[3];
	return 0;
}

static void find_sparse(struct tar *tar, struct entry *e)
{
	if (!(tar->local.set & (1u << PAX_REAL_SIZE | 1u << PAX_MAJOR)))
		return;
	tar->sparse = true;
	tar->map_in_data = tar->local.value[PAX_MAJOR] == 1;
	if (tar->local.set & 1u << PAX_REAL_SIZE)
		e->size = (uint64_t)tar->local.value[PAX_REAL_SIZE];
}

/*
 * The content of a hard link: none, but for pax's linkdata. Some writers state
 * the size all the same; then a header comes next.
 */
static int find_link_size(struct tar *tar, struct entry *e, struct err *err)
{
	struct bytes head;

	e->hard = true;
	if (e->size == 0)
		return 0;
	if (stream_peek(tar->stream, BLOCK, &head, err) != 0)
		return -1;
	if (head.n < BLOCK || is_zero(head.at) || sum_fits(head.at))
		e->size = tar->stored = 0;
	return 0;
}

static int find_type(struct tar *tar, char type, struct entry *e, struct err *err)
{
	static const struct { char flag; enum node_type type; } types[] = {
		{ '2', NODE_LINK }, { '3', NODE_CHAR }, { '4', NODE_BLOCK }, { '5', NODE_DIR },
		{ '6', NODE_FIFO }, { 'D', NODE_DIR },
	};

	e->type = NODE_FILE;
	for (size_t i = 0; i < COUNT(types); i++)
		if (types[i].flag == type)
			e->type = types[i].type;
	/* what they state as size is not of a content; but for GNU's list of a folder */
	if (e->type != NODE_FILE && type != 'D')
		tar->stored = 0;
	if (type == '1')
		return find_link_size(tar, e, err);
	if (type == 'S')
		return sparse_header(tar, e, err);
	if (type == 'M')
		e->unreadable = "begins in another volume of this tar";
	/* v7 had no type for folders */
	if (e->type == NODE_FILE && bytes_end(e->path, "/") && (type == '0' || !type))
		e->type = NODE_DIR;
	if (e->type != NODE_FILE)
		e->size = 0;
	find_sparse(tar, e);
	return 0;
}

int tar_next(struct tar *tar, struct entry *e, struct err *err)
{
	int64_t size;
	int code;

	*e = (struct entry){ .at = tar->stream->at };
	tar->local = (struct pax){ 0 };
	tar->path.n = tar->link.n = tar->piece_count = 0;
	tar->sparse = tar->map_in_data = tar->named = false;
	do {
		code = read_block(tar, err);
		if (code <= 0)
			return code;
		if (!number(tar->block + AT_SIZE, 12, &size) || size < 0)
			return err_set(err, ERR_DAMAGED, "the header at byte %llu has no size",
				       (unsigned long long)tar->at);
		code = meta_header(tar, (char)tar->block[AT_TYPE], (uint64_t)size, err);
	} while (code == 1);
	if (code < 0)
		return -1;
	find_names(tar, e);
	if (find_numbers(tar, e, err) != 0 || find_type(tar, (char)tar->block[AT_TYPE], e, err) != 0)
		return -1;
	return 1;
}

int tar_skip_padding(struct tar *tar, uint64_t size, struct err *err)
{
	return stream_skip(tar->stream, -size & (BLOCK - 1), err);
}

struct tar *tar_new(struct stream *s)
{
	struct tar *tar = calloc(1, sizeof(*tar));

	if (!tar)
		abort();
	tar->stream = s;
	tar->path.limit = tar->link.limit = tar->extra.limit = 2 * LIMIT_TAR_HEADER;
	return tar;
}

void tar_free(struct tar *tar)
{
	text_free(&tar->path);
	text_free(&tar->link);
	text_free(&tar->extra);
	free(tar->pieces);
	free(tar);
}

/* --- contents --- */

static int bad_map(struct err *err)
{
	return err_set(err, ERR_DAMAGED, "the map of a sparse file contradicts itself");
}

/* One line of decimal digits; *left is what the content still has. */
static int map_number(struct tar *tar, uint64_t *left, uint64_t *out, struct err *err)
{
	unsigned char c;

	for (*out = 0; *left; *out = 10 * *out + (uint64_t)(c - '0')) {
		--*left;
		if (stream_exact(tar->stream, &c, 1, err) != 0)
			return -1;
		if (c == '\n')
			return 0;
		if (c < '0' || c > '9' || *out > LIMIT_UNPACKED)
			return bad_map(err);
	}
	return bad_map(err);
}

/* Format 1.0: the map is the beginning of the content, filled up to a block. */
static int read_map(struct tar *tar, uint64_t *left, struct err *err)
{
	uint64_t count, offset, size, padding;

	if (map_number(tar, left, &count, err) != 0)
		return -1;
	for (uint64_t i = 0; i < count; i++)
		if (map_number(tar, left, &offset, err) != 0 || map_number(tar, left, &size, err) != 0 ||
		    add_piece(tar, offset, size, err) != 0)
			return -1;
	padding = -(tar->stored - *left) & (BLOCK - 1);
	if (padding > *left)
		return bad_map(err);
	*left -= padding;
	return stream_skip(tar->stream, padding, err);
}

static int sparse_content(struct tar *tar, struct bundle *list, const struct offer *offer, uint64_t size,
			  struct err *err)
{
	uint64_t left = tar->stored;
	unsigned char *buffer;

	if (tar->map_in_data && read_map(tar, &left, err) != 0)
		return -1;
	buffer = bundle_buffer(list, size, err);
	if (!buffer)
		return -1;
	memset(buffer, 0, (size_t)size);
	for (size_t i = 0; i < tar->piece_count; i++) {
		const struct piece *p = &tar->pieces[i];

		if (p->offset > size || p->size > size - p->offset || p->size > left)
			return bad_map(err);
		if (stream_exact(tar->stream, buffer + p->offset, (size_t)p->size, err) != 0)
			return -1;
		left -= p->size;
	}
	if (left)
		return bad_map(err);
	return bundle_give(list, offer, (struct bytes){ buffer, (size_t)size }, err);
}

static int content(struct tar *tar, struct bundle *list, const struct entry *e, struct err *err)
{
	struct offer offer;
	int code;

	if (bundle_add(list, e, &offer, err) != 0)
		return -1;
	if (!tar->sparse)
		code = bundle_content(list, &offer, tar->stored, err);
	else if (offer.want == WANT_NOTHING || !bundle_fits(list, &offer, e->size))
		code = stream_skip(tar->stream, tar->stored, err);
	else
		code = sparse_content(tar, list, &offer, e->size, err);
	return code == 0 ? tar_skip_padding(tar, tar->stored, err) : -1;
}

static int scan_entries(struct tar *tar, struct bundle *list, struct err *err)
{
	struct entry e;
	bool end;
	int code;

	while ((code = tar_next(tar, &e, err)) == 1)
		if (content(tar, list, &e, err) != 0)
			return bundle_failed(list, &e, err);
	if (code < 0)
		return err_wrap(err, "tar: after entry %llu", (unsigned long long)list->index);
	if (stream_skip_zeros(tar->stream, &end, err) != 0)
		return -1;
	if (!end)
		image_note(list->job->img, "what follows the end of the tar, from byte %llu on, was not read",
			   (unsigned long long)tar->stream->at);
	return bundle_finish(list, err);
}

int tar_scan(struct job *job, struct err *err)
{
	struct bundle list = { .job = job, .stream = job->stream, .format = "tar" };
	struct tar *tar = tar_new(job->stream);
	int code;

	image_chain(job->img, "tar");
	code = scan_entries(tar, &list, err);
	tar_free(tar);
	bundle_free(&list);
	return code;
}
