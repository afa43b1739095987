#include "image/squashfs.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "image/lzo.h"

enum {
	CACHE_BYTES = 4 * 1024 * 1024,	/* blocks kept unpacked, each of the two caches */
	CACHE_MOST = 16,
	SIZES_MOST = 16 * 1024 * 1024,	/* bytes of block sizes of one file: 512 GiB in blocks of 128 KiB */
	NAME_MOST = 256,		/* SQUASHFS_NAME_LEN of Linux */
	XATTRS_MOST = 256,
};

int squash_error(struct err *err, int code, const char *what)
{
	static const struct { int code; enum err_kind kind; const char *text; } rows[] = {
		{ SQFS_ERROR_ALLOC, ERR_LIMIT, "needs more memory than cradle allows" },
		{ SQFS_ERROR_IO, ERR_DAMAGED, "cannot be read" },
		{ SQFS_ERROR_COMPRESSOR, ERR_DAMAGED, "cannot be unpacked" },
		{ SQFS_ERROR_UNSUPPORTED, ERR_UNSUPPORTED, "is of a kind cradle does not read" },
		{ SQFS_ERROR_OVERFLOW, ERR_DAMAGED, "states an impossible size" },
		{ SQFS_ERROR_OUT_OF_BOUNDS, ERR_DAMAGED, "points outside of its table" },
		{ SQFS_ERROR_SUPER_BLOCK_SIZE, ERR_DAMAGED, "states an impossible block size" },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		if (rows[i].code == code)
			return err_set(err, rows[i].kind, "squashfs: %s %s", what, rows[i].text);
	return err_set(err, ERR_DAMAGED, "squashfs: %s is damaged", what);
}

/* --- the image as a file of libsquashfs --- */

static int file_read_at(sqfs_file_t *file, sqfs_u64 offset, void *to, size_t size)
{
	struct squash *sq = (struct squash *)file;
	struct err ignored = { 0 };
	long got = input_read(&sq->in, offset, to, size, &ignored);

	if (got < 0)
		return SQFS_ERROR_IO;
	return (size_t)got == size ? 0 : SQFS_ERROR_OUT_OF_BOUNDS;
}

static sqfs_u64 file_size(const sqfs_file_t *file)
{
	return ((const struct squash *)file)->in.size;
}

/* --- LZO as a compressor of libsquashfs --- */

static sqfs_s32 lzo_block(sqfs_compressor_t *packer, const sqfs_u8 *in, sqfs_u32 size, sqfs_u8 *out,
			  sqfs_u32 room)
{
	long n = lzo1x_unpack(in, size, out, room);

	(void)packer;
	return n < 0 ? SQFS_ERROR_COMPRESSOR : (sqfs_s32)n;
}

static void lzo_destroy(sqfs_object_t *packer)
{
	free(packer);
}

static sqfs_compressor_t *lzo_new(void)
{
	sqfs_compressor_t *packer = calloc(1, sizeof(*packer));

	if (packer) {
		packer->base.destroy = lzo_destroy;
		packer->do_block = lzo_block;
	}
	return packer;
}

static int packer_open(struct squash *sq, struct err *err)
{
	sqfs_compressor_config_t config;
	int code;

	/*
	 * The options block after the superblock is for who packs: what unpacking
	 * needs is in the packed blocks themselves.
	 */
	if (sq->super.compression_id == SQFS_COMP_LZO) {
		sq->packer = lzo_new();
		return sq->packer ? 0 : squash_error(err, SQFS_ERROR_ALLOC, "the unpacker");
	}
	code = sqfs_compressor_config_init(&config, sq->super.compression_id, sq->super.block_size,
					   SQFS_COMP_FLAG_UNCOMPRESS);
	if (code == 0)
		code = sqfs_compressor_create(&config, &sq->packer);
	if (code != 0)
		return err_set(err, ERR_UNSUPPORTED, "squashfs: packed with a method cradle does not know (%u)",
			       sq->super.compression_id);
	return 0;
}

const char *squash_packer_name(const struct squash *sq)
{
	static const char *const names[] = { NULL, "gzip", "lzma", "lzo", "xz", "lz4", "zstd" };

	return names[sq->super.compression_id];
}

/* --- opening --- */

static int read_super(struct squash *sq, struct err *err)
{
	unsigned char head[96];
	long got = input_read(&sq->in, 0, head, sizeof(head), err);
	int code;

	if (got < 0)
		return -1;
	if ((size_t)got < sizeof(head))
		return err_set(err, ERR_DAMAGED, "squashfs: ends within the superblock");
	if (head[28] != 4 || head[29] != 0)
		return err_set(err, ERR_UNSUPPORTED, "is a squashfs of version %u.%u; cradle reads 4.0",
			       head[28] | head[29] << 8, head[30] | head[31] << 8);
	code = sqfs_super_read(&sq->super, &sq->file);
	if (code != 0)
		return squash_error(err, code, "the superblock");
	if (sq->super.bytes_used > sq->in.size)
		return err_set(err, ERR_DAMAGED, "squashfs: is cut off: %llu of %llu bytes are there",
			       (unsigned long long)sq->in.size, (unsigned long long)sq->super.bytes_used);
	/* padding is not ours: what lies behind does not belong to the file system */
	sq->in.size = sq->super.bytes_used;
	return 0;
}

/*
 * libsquashfs allocates what the superblock says. A table is a list of 64 bit
 * places of metadata blocks, each of 8 KiB at most, and that list must be there.
 */
static int check_table(const struct squash *sq, const char *what, uint64_t start, uint64_t entries,
		       uint64_t entry, struct err *err)
{
	uint64_t blocks = (entries * entry + SQFS_META_BLOCK_SIZE - 1) / SQFS_META_BLOCK_SIZE;

	if (entries > 4 * LIMIT_NODES)
		return err_set(err, ERR_LIMIT, "squashfs: %s has %llu entries", what, (unsigned long long)entries);
	if (start > sq->in.size || blocks > (sq->in.size - start) / sizeof(uint64_t))
		return err_set(err, ERR_DAMAGED, "squashfs: %s does not fit into the image", what);
	return 0;
}

static bool has_table(const struct squash *sq, uint64_t start)
{
	return start != UINT64_MAX && start < sq->in.size;
}

static int check_xattrs(const struct squash *sq, struct err *err)
{
	sqfs_xattr_id_table_t table;
	uint64_t start = sq->super.xattr_id_table_start;
	long got = input_read(&sq->in, start, &table, sizeof(table), err);

	if (got < 0)
		return -1;
	if ((size_t)got < sizeof(table))
		return err_set(err, ERR_DAMAGED, "squashfs: the table of attributes does not fit into the image");
	return check_table(sq, "the table of attributes", start + sizeof(table), le32toh(table.xattr_ids),
			   sizeof(sqfs_xattr_id_t), err);
}

static int open_tables(struct squash *sq, struct err *err)
{
	const sqfs_super_t *super = &sq->super;
	int code;

	if (check_table(sq, "the table of owners", super->id_table_start, super->id_count, 4, err) != 0)
		return -1;
	sq->ids = sqfs_id_table_create(0);
	code = sq->ids ? sqfs_id_table_read(sq->ids, &sq->file, super, sq->packer) : SQFS_ERROR_ALLOC;
	if (code != 0)
		return squash_error(err, code, "the table of owners");

	if (check_table(sq, "the table of fragments",
			super->fragment_entry_count ? super->fragment_table_start : 0,
			super->fragment_entry_count, sizeof(sqfs_fragment_t), err) != 0)
		return -1;
	sq->fragments = sqfs_frag_table_create(0);
	code = sq->fragments ? sqfs_frag_table_read(sq->fragments, &sq->file, super, sq->packer) : SQFS_ERROR_ALLOC;
	if (code != 0)
		return squash_error(err, code, "the table of fragments");

	if ((super->flags & SQFS_FLAG_NO_XATTRS) || super->xattr_id_table_start == UINT64_MAX)
		return 0;
	if (check_xattrs(sq, err) != 0)
		return -1;
	sq->xattrs = sqfs_xattr_reader_create(0);
	code = sq->xattrs ? sqfs_xattr_reader_load(sq->xattrs, super, &sq->file, sq->packer) : SQFS_ERROR_ALLOC;
	return code ? squash_error(err, code, "the table of attributes") : 0;
}

/* Inodes end where folders begin, folders where the first table behind them begins. */
static int open_readers(struct squash *sq, struct err *err)
{
	const sqfs_super_t *super = &sq->super;
	const uint64_t tables[] = { super->id_table_start, super->fragment_table_start, super->export_table_start };
	uint64_t end = sq->in.size;

	if (super->inode_table_start >= super->directory_table_start || super->directory_table_start > end)
		return err_set(err, ERR_DAMAGED, "squashfs: its tables are not in order");
	for (size_t i = 0; i < COUNT(tables); i++)
		if (has_table(sq, tables[i]) && tables[i] >= super->directory_table_start && tables[i] < end)
			end = tables[i];
	sq->inodes = sqfs_meta_reader_create(&sq->file, sq->packer, super->inode_table_start,
					     super->directory_table_start);
	sq->folders = sqfs_meta_reader_create(&sq->file, sq->packer, super->directory_table_start, end);
	if (!sq->inodes || !sq->folders)
		return squash_error(err, SQFS_ERROR_ALLOC, "reading the tree");
	return 0;
}

static int open_caches(struct squash *sq, struct err *err)
{
	size_t count = CACHE_BYTES / sq->super.block_size;

	count = count < CACHE_MOST ? count : CACHE_MOST;
	sq->data.count = sq->tails.count = count;
	sq->data.blocks = calloc(count, sizeof(*sq->data.blocks));
	sq->tails.blocks = calloc(count, sizeof(*sq->tails.blocks));
	sq->packed = malloc(sq->super.block_size);
	if (!sq->data.blocks || !sq->tails.blocks || !sq->packed)
		return squash_error(err, SQFS_ERROR_ALLOC, "reading contents");
	return 0;
}

struct squash *squash_open(const struct input *in, struct err *err)
{
	struct squash *sq = calloc(1, sizeof(*sq));

	if (!sq) {
		err_set(err, ERR_SYSTEM, "out of memory");
		return NULL;
	}
	sq->in = *in;
	sq->file.read_at = file_read_at;
	sq->file.get_size = file_size;
	sq->last_ref = UINT64_MAX;
	if (read_super(sq, err) != 0 || packer_open(sq, err) != 0 || open_tables(sq, err) != 0 ||
	    open_readers(sq, err) != 0 || open_caches(sq, err) != 0) {
		squash_free(sq);
		return NULL;
	}
	return sq;
}

static void cache_free(struct squash_cache *cache)
{
	for (size_t i = 0; cache->blocks && i < cache->count; i++)
		free(cache->blocks[i].bytes);
	free(cache->blocks);
}

void squash_free(void *self)
{
	struct squash *sq = self;

	if (!sq)
		return;
	cache_free(&sq->data);
	cache_free(&sq->tails);
	sqfs_destroy(sq->inodes);
	sqfs_destroy(sq->folders);
	sqfs_destroy(sq->xattrs);
	sqfs_destroy(sq->fragments);
	sqfs_destroy(sq->ids);
	sqfs_destroy(sq->packer);
	free(sq->packed);
	free(sq->sizes);
	free(sq);
}

/* --- inodes --- */

/* What follows the common part of an inode, by its type; on disk without padding between them. */
union body {
	sqfs_inode_dir_t dir;
	sqfs_inode_dir_ext_t dir_ext;
	sqfs_inode_file_t file;
	sqfs_inode_file_ext_t file_ext;
	sqfs_inode_slink_t slink;
	sqfs_inode_ipc_t ipc;
};

static const struct shape {
	uint8_t basic;
	uint8_t size;			/* bytes of the body that are read */
} shapes[] = {
	[SQFS_INODE_DIR] = { SQFS_INODE_DIR, 16 },
	[SQFS_INODE_FILE] = { SQFS_INODE_FILE, 16 },
	[SQFS_INODE_SLINK] = { SQFS_INODE_SLINK, 8 },
	[SQFS_INODE_BDEV] = { SQFS_INODE_BDEV, 4 },
	[SQFS_INODE_CDEV] = { SQFS_INODE_CDEV, 4 },
	[SQFS_INODE_FIFO] = { SQFS_INODE_FIFO, 4 },
	[SQFS_INODE_SOCKET] = { SQFS_INODE_SOCKET, 4 },
	[SQFS_INODE_EXT_DIR] = { SQFS_INODE_DIR, 24 },
	[SQFS_INODE_EXT_FILE] = { SQFS_INODE_FILE, 40 },
	[SQFS_INODE_EXT_SLINK] = { SQFS_INODE_SLINK, 8 },
	[SQFS_INODE_EXT_BDEV] = { SQFS_INODE_BDEV, 4 },
	[SQFS_INODE_EXT_CDEV] = { SQFS_INODE_CDEV, 4 },
	[SQFS_INODE_EXT_FIFO] = { SQFS_INODE_FIFO, 4 },
	[SQFS_INODE_EXT_SOCKET] = { SQFS_INODE_SOCKET, 4 },
};

_Static_assert(sizeof(sqfs_inode_dir_t) == 16 && sizeof(sqfs_inode_dir_ext_t) == 24 &&
	       sizeof(sqfs_inode_file_t) == 16 && sizeof(sqfs_inode_file_ext_t) == 40 &&
	       sizeof(sqfs_inode_slink_t) == 8, "bodies are read as they lie on disk");

static void body_file(const union body *raw, bool ext, struct squash_inode *out)
{
	if (ext) {
		out->start = le64toh(raw->file_ext.blocks_start);
		out->size = le64toh(raw->file_ext.file_size);
		out->links = le32toh(raw->file_ext.nlink);
		out->fragment = le32toh(raw->file_ext.fragment_idx);
		out->fragment_offset = le32toh(raw->file_ext.fragment_offset);
		out->xattr = le32toh(raw->file_ext.xattr_idx);
	} else {
		out->start = le32toh(raw->file.blocks_start);
		out->size = le32toh(raw->file.file_size);
		out->links = 1;
		out->fragment = le32toh(raw->file.fragment_index);
		out->fragment_offset = le32toh(raw->file.fragment_offset);
	}
}

static void body_dir(const struct squash *sq, const union body *raw, bool ext, struct squash_inode *out)
{
	uint32_t block = le32toh(ext ? raw->dir_ext.start_block : raw->dir.start_block);
	size_t size = ext ? le32toh(raw->dir_ext.size) : le16toh(raw->dir.size);

	out->links = le32toh(ext ? raw->dir_ext.nlink : raw->dir.nlink);
	out->list = (sqfs_readdir_state_t){ 0 };
	out->list.init.block = sq->super.directory_table_start + block;
	out->list.init.offset = le16toh(ext ? raw->dir_ext.offset : raw->dir.offset);
	/* the size counts three bytes for "." and ".." that are not there */
	out->list.init.size = size < 3 ? 0 : size - 3;
	sqfs_readdir_state_reset(&out->list);
}

static int read_meta(struct squash *sq, void *to, size_t size, struct err *err)
{
	int code = sqfs_meta_reader_read(sq->inodes, to, size);

	return code ? squash_error(err, code, "the table of inodes") : 0;
}

static int seek_meta(struct squash *sq, uint64_t block, size_t offset, struct err *err)
{
	int code = sqfs_meta_reader_seek(sq->inodes, block, offset);

	return code ? squash_error(err, code, "the table of inodes") : 0;
}

static int read_owner(struct squash *sq, uint16_t index, uint32_t *out, struct err *err)
{
	int code = sqfs_id_table_index_to_id(sq->ids, le16toh(index), out);

	return code ? squash_error(err, code, "an owner") : 0;
}

int squash_inode(struct squash *sq, uint64_t ref, struct squash_inode *out, struct err *err)
{
	sqfs_inode_t base;
	union body raw = { 0 };
	uint16_t type;
	bool ext;

	*out = (struct squash_inode){ .xattr = SQUASH_NONE, .fragment = SQUASH_NONE };
	if (seek_meta(sq, sq->super.inode_table_start + (ref >> 16), ref & 0xFFFF, err) != 0 ||
	    read_meta(sq, &base, sizeof(base), err) != 0)
		return -1;
	type = le16toh(base.type);
	if (type == 0 || type >= COUNT(shapes))
		return err_set(err, ERR_DAMAGED, "squashfs: an inode of unknown type %u", type);
	ext = type >= SQFS_INODE_EXT_DIR;
	if (read_meta(sq, &raw, shapes[type].size, err) != 0 ||
	    read_owner(sq, base.uid_idx, &out->uid, err) != 0 || read_owner(sq, base.gid_idx, &out->gid, err) != 0)
		return -1;
	out->type = shapes[type].basic;
	out->mode = le16toh(base.mode) & 07777;
	out->mtime = le32toh(base.mod_time);
	out->number = le32toh(base.inode_number);
	if (out->type == SQFS_INODE_FILE) {
		body_file(&raw, ext, out);
	} else if (out->type == SQFS_INODE_DIR) {
		body_dir(sq, &raw, ext, out);
	} else {
		out->links = le32toh(raw.ipc.nlink);
		out->size = out->type == SQFS_INODE_SLINK ? le32toh(raw.slink.target_size) : 0;
	}
	sqfs_meta_reader_get_position(sq->inodes, &out->rest_block, &out->rest_offset);
	return 0;
}

int squash_next(struct squash *sq, struct squash_inode *dir, sqfs_dir_entry_t **entry, uint64_t *ref,
		struct err *err)
{
	sqfs_u32 number;
	int code = sqfs_meta_reader_readdir(sq->folders, &dir->list, entry, &number, ref);

	if (code < 0)
		return squash_error(err, code, "the table of folders");
	if (code > 0)
		return 0;
	if ((*entry)->size >= NAME_MOST) {
		sqfs_free(*entry);
		return err_set(err, ERR_DAMAGED, "squashfs: a name of %u bytes", (*entry)->size + 1u);
	}
	return 1;
}

int squash_target(struct squash *sq, const struct squash_inode *inode, char *to, struct err *err)
{
	if (seek_meta(sq, inode->rest_block, inode->rest_offset, err) != 0)
		return -1;
	return read_meta(sq, to, inode->size, err);
}

int squash_has_caps(struct squash *sq, const struct squash_inode *inode, struct err *err)
{
	sqfs_xattr_id_t list;
	int code = 0, has = 0;

	if (!sq->xattrs || inode->xattr == SQUASH_NONE)
		return 0;
	code = sqfs_xattr_reader_get_desc(sq->xattrs, inode->xattr, &list);
	if (code == 0)
		code = sqfs_xattr_reader_seek_kv(sq->xattrs, &list);
	for (uint32_t i = 0; code == 0 && !has && i < list.count && i < XATTRS_MOST; i++) {
		sqfs_xattr_entry_t *key = NULL;
		sqfs_xattr_value_t *value = NULL;

		code = sqfs_xattr_reader_read_key(sq->xattrs, &key);
		if (code == 0)
			has = strcmp((const char *)key->key, "security.capability") == 0;
		if (code == 0 && !has)
			code = sqfs_xattr_reader_read_value(sq->xattrs, key, &value);
		sqfs_free(key);
		sqfs_free(value);
	}
	return code ? squash_error(err, code, "the table of attributes") : has;
}

/* --- contents --- */

/* Unpacks the block of 'stored' bytes at a place, unless it is still there. */
static const struct squash_block *block_at(struct squash *sq, struct squash_cache *cache, uint64_t at,
					   uint32_t stored, struct err *err)
{
	uint32_t n = SQFS_ON_DISK_BLOCK_SIZE(stored);
	struct squash_block *oldest = &cache->blocks[0];
	bool packed = SQFS_IS_BLOCK_COMPRESSED(stored);
	sqfs_s32 got = (sqfs_s32)n;
	int code;

	for (size_t i = 0; i < cache->count; i++) {
		struct squash_block *block = &cache->blocks[i];

		if (block->used && block->at == at) {
			block->used = ++cache->clock;
			return block;
		}
		if (block->used < oldest->used)
			oldest = block;
	}
	if (!oldest->bytes)
		oldest->bytes = malloc(sq->super.block_size);
	oldest->used = 0;
	code = !oldest->bytes ? SQFS_ERROR_ALLOC : n > sq->super.block_size ? SQFS_ERROR_OVERFLOW :
	       file_read_at(&sq->file, at, packed ? sq->packed : oldest->bytes, n);
	if (code == 0 && packed) {
		got = sq->packer->do_block(sq->packer, sq->packed, n, oldest->bytes, sq->super.block_size);
		code = got > 0 ? 0 : SQFS_ERROR_COMPRESSOR;
	}
	if (code != 0) {
		squash_error(err, code, "a block of it");
		return NULL;
	}
	oldest->at = at;
	oldest->n = (uint32_t)got;
	oldest->used = ++cache->clock;
	return oldest;
}

/* Makes a file the one that is read: its inode and the sizes of its blocks. */
static int file_open(struct squash *sq, uint64_t ref, struct err *err)
{
	struct squash_inode *inode = &sq->last;
	uint64_t count;

	if (sq->last_ref == ref)
		return 0;
	sq->last_ref = UINT64_MAX;
	if (squash_inode(sq, ref, inode, err) != 0)
		return -1;
	if (inode->type != SQFS_INODE_FILE)
		return err_set(err, ERR_DAMAGED, "squashfs: its inode is not that of a file");
	count = inode->size / sq->super.block_size;
	if (inode->size % sq->super.block_size && inode->fragment == SQUASH_NONE)
		count++;
	if (count > SIZES_MOST / sizeof(*sq->sizes))
		return err_set(err, ERR_LIMIT, "squashfs: it states a size of %llu bytes",
			       (unsigned long long)inode->size);
	if (count > sq->sizes_room) {
		free(sq->sizes);
		sq->sizes = malloc(count * sizeof(*sq->sizes));
		sq->sizes_room = sq->sizes ? count : 0;
		if (!sq->sizes)
			return squash_error(err, SQFS_ERROR_ALLOC, "its list of blocks");
	}
	if (count && read_meta(sq, sq->sizes, count * sizeof(*sq->sizes), err) != 0)
		return -1;
	sq->sizes_count = count;
	sq->at_block = 0;
	sq->at_place = inode->start;
	sq->last_ref = ref;
	return 0;
}

/* Where the block with this number is stored; reading on is cheap, going back starts over. */
static uint64_t place_of(struct squash *sq, size_t block)
{
	if (block < sq->at_block) {
		sq->at_block = 0;
		sq->at_place = sq->last.start;
	}
	for (; sq->at_block < block; sq->at_block++)
		sq->at_place += SQFS_ON_DISK_BLOCK_SIZE(le32toh(sq->sizes[sq->at_block]));
	return sq->at_place;
}

/* The unpacked bytes of a file's block, or of its tail in a fragment. NULL .at with n: a hole. */
static int part_of(struct squash *sq, size_t number, struct bytes *out, struct err *err)
{
	const struct squash_inode *inode = &sq->last;
	uint64_t before = (uint64_t)number * sq->super.block_size;
	size_t n = inode->size - before < sq->super.block_size ? inode->size - before : sq->super.block_size;
	const struct squash_block *block;
	sqfs_fragment_t fragment;
	uint32_t offset = 0;

	*out = (struct bytes){ NULL, n };
	if (number < sq->sizes_count) {
		uint32_t stored = le32toh(sq->sizes[number]);

		if (SQFS_IS_SPARSE_BLOCK(stored))
			return 0;
		block = block_at(sq, &sq->data, place_of(sq, number), stored, err);
	} else {
		offset = inode->fragment_offset;
		if (sqfs_frag_table_lookup(sq->fragments, inode->fragment, &fragment) != 0)
			return squash_error(err, SQFS_ERROR_OUT_OF_BOUNDS, "its fragment");
		block = block_at(sq, &sq->tails, fragment.start_offset, fragment.size, err);
	}
	if (!block)
		return -1;
	if (offset > block->n || n > block->n - offset)
		return err_set(err, ERR_DAMAGED, "squashfs: a block of it is shorter than it should be");
	out->at = block->bytes + offset;
	return 0;
}

long squash_read(struct squash *sq, uint64_t ref, uint64_t offset, void *to, size_t size, struct err *err)
{
	unsigned char *at = to;
	size_t left;

	if (file_open(sq, ref, err) != 0)
		return -1;
	if (offset >= sq->last.size)
		return 0;
	if (size > sq->last.size - offset)
		size = sq->last.size - offset;
	for (left = size; left;) {
		size_t skip = offset % sq->super.block_size, n;
		struct bytes part;

		if (part_of(sq, offset / sq->super.block_size, &part, err) != 0)
			return -1;
		n = part.n - skip < left ? part.n - skip : left;
		if (part.at)
			memcpy(at, part.at + skip, n);
		else
			memset(at, 0, n);
		at += n;
		offset += n;
		left -= n;
	}
	return (long)size;
}

uint64_t squash_place(struct squash *sq, const struct squash_inode *inode)
{
	sqfs_fragment_t fragment;

	/* no whole block: all of it is in a fragment */
	if (inode->size < sq->super.block_size && inode->fragment != SQUASH_NONE &&
	    sqfs_frag_table_lookup(sq->fragments, inode->fragment, &fragment) == 0)
		return fragment.start_offset;
	return inode->start;
}
