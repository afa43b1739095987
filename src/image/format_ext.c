#include "image/format_ext.h"

#include <endian.h>
#include <ext2fs/ext2_fs.h>
#include <ext2fs/ext2fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "image/fs.h"

enum {
	SUPER_AT = 1024,
	RECORDS_MOST = 2 * LIMIT_NODES,
};

static struct ext2_super_block super_of(struct bytes head)
{
	struct ext2_super_block super = { 0 };

	if (head.n >= SUPER_AT + sizeof(super))
		memcpy(&super, head.at + SUPER_AT, sizeof(super));
	return super;
}

int ext_bid(struct bytes head, uint64_t size)
{
	struct ext2_super_block super = super_of(head);

	(void)size;
	/* 16 bits of magic, and three fields of which few values are possible */
	if (le16toh(super.s_magic) != EXT2_SUPER_MAGIC || le32toh(super.s_log_block_size) > 6 ||
	    le32toh(super.s_rev_level) > 1 || super.s_inodes_count == 0)
		return 0;
	return 48;
}

/* --- an I/O manager of libext2fs over our input --- */

struct ext_io {
	struct input in;
	struct err err;
};

static errcode_t io_open(const char *name, int flags, io_channel *out);

static errcode_t io_close(io_channel channel)
{
	if (--channel->refcount == 0)
		free(channel);
	return 0;
}

static errcode_t io_set_blksize(io_channel channel, int size)
{
	channel->block_size = size;
	return 0;
}

static errcode_t io_read_blk64(io_channel channel, unsigned long long block, int count, void *to)
{
	struct ext_io *io = channel->private_data;
	/* a negative count is of bytes, else of blocks */
	uint64_t unit = (uint64_t)channel->block_size;
	size_t size = count < 0 ? -(size_t)count : (size_t)count * unit;
	uint64_t offset;

	if (__builtin_mul_overflow(block, unit, &offset))
		return EXT2_ET_SHORT_READ;
	if (input_read(&io->in, offset, to, size, &io->err) != (long)size)
		return EXT2_ET_SHORT_READ;
	return 0;
}

static errcode_t io_read_blk(io_channel channel, unsigned long block, int count, void *to)
{
	return io_read_blk64(channel, block, count, to);
}

static errcode_t io_write_blk64(io_channel channel, unsigned long long block, int count, const void *from)
{
	(void)channel;
	(void)block;
	(void)count;
	(void)from;
	return EXT2_ET_RO_FILSYS;
}

static errcode_t io_write_blk(io_channel channel, unsigned long block, int count, const void *from)
{
	return io_write_blk64(channel, block, count, from);
}

static errcode_t io_flush(io_channel channel)
{
	(void)channel;
	return 0;
}

static struct struct_io_manager io = {
	.magic = EXT2_ET_MAGIC_IO_MANAGER, .name = "cradle", .open = io_open, .close = io_close,
	.set_blksize = io_set_blksize, .read_blk = io_read_blk, .write_blk = io_write_blk, .flush = io_flush,
	.read_blk64 = io_read_blk64, .write_blk64 = io_write_blk64,
};

/* open() is given a name and nothing else; this is what the name stands for while it runs */
static struct ext_io *io_opening;

static errcode_t io_open(const char *name, int flags, io_channel *out)
{
	static char no_name[] = "the image";
	io_channel channel = calloc(1, sizeof(*channel));

	(void)name;
	(void)flags;
	if (!channel)
		return EXT2_ET_NO_MEMORY;
	channel->magic = EXT2_ET_MAGIC_IO_CHANNEL;
	channel->manager = &io;
	channel->name = no_name;
	channel->block_size = SUPER_AT;
	channel->refcount = 1;
	channel->private_data = io_opening;
	*out = channel;
	return 0;
}

/* --- opening --- */

struct ext {
	struct ext_io io;
	ext2_filsys fs;
	ext2_file_t file;		/* read last */
	ext2_ino_t file_inode;
};

static int ext_error(struct err *err, errcode_t code, const char *what)
{
	enum err_kind kind = code == EXT2_ET_UNSUPP_FEATURE || code == EXT2_ET_RO_UNSUPP_FEATURE ?
			     ERR_UNSUPPORTED : code == EXT2_ET_NO_MEMORY ? ERR_LIMIT : ERR_DAMAGED;

	return err_set(err, kind, "ext: %s: %s", what, error_message(code));
}

static void ext_free(void *self)
{
	struct ext *ext = self;

	if (ext->file)
		ext2fs_file_close(ext->file);
	if (ext->fs)
		ext2fs_free(ext->fs);
	free(ext);
}

/*
 * libext2fs allocates one descriptor for each group that the superblock asks
 * for, so what it states must be there.
 */
static int check_super(const struct input *in, struct err *err)
{
	unsigned char head[SUPER_AT + sizeof(struct ext2_super_block)];
	struct ext2_super_block super;
	long got = input_read(in, 0, head, sizeof(head), err);
	uint64_t blocks, have;

	if (got < 0)
		return -1;
	super = super_of((struct bytes){ head, (size_t)got });
	if (super.s_magic == 0)
		return err_set(err, ERR_DAMAGED, "ext: ends within the superblock");
	blocks = le32toh(super.s_blocks_count);
	if (le32toh(super.s_feature_incompat) & EXT4_FEATURE_INCOMPAT_64BIT)
		blocks |= (uint64_t)le32toh(super.s_blocks_count_hi) << 32;
	have = in->size / (1024ull << le32toh(super.s_log_block_size));
	if (blocks > have)
		return err_set(err, ERR_DAMAGED, "ext: is cut off: %llu of %llu blocks are there",
			       (unsigned long long)have, (unsigned long long)blocks);
	return 0;
}

static struct ext *ext_open(const struct input *in, struct err *err)
{
	struct ext *ext;
	errcode_t code;

	if (check_super(in, err) != 0)
		return NULL;
	ext = calloc(1, sizeof(*ext));
	if (!ext) {
		err_set(err, ERR_SYSTEM, "out of memory");
		return NULL;
	}
	initialize_ext2_error_table();
	ext->io.in = *in;
	io_opening = &ext->io;
	code = ext2fs_open2("", NULL, EXT2_FLAG_64BITS | EXT2_FLAG_SKIP_MMP, 0, 0, &io, &ext->fs);
	io_opening = NULL;
	if (code != 0) {
		ext_error(err, code, "cannot be opened");
		ext_free(ext);
		return NULL;
	}
	return ext;
}

/* The name people use, by the features that came with it. */
static const char *ext_name(ext2_filsys fs)
{
	if (ext2fs_has_feature_extents(fs->super) || ext2fs_has_feature_64bit(fs->super) ||
	    ext2fs_has_feature_flex_bg(fs->super) || ext2fs_has_feature_metadata_csum(fs->super))
		return "ext4";
	return ext2fs_has_feature_journal(fs->super) ? "ext3" : "ext2";
}

/* --- contents --- */

static long file_read(struct ext *ext, ext2_ino_t inode, uint64_t offset, void *to, size_t size,
		      struct err *err)
{
	errcode_t code = 0;
	unsigned char *at = to;
	size_t done = 0;

	if (!ext->file || ext->file_inode != inode) {
		if (ext->file)
			ext2fs_file_close(ext->file);
		ext->file = NULL;
		code = ext2fs_file_open2(ext->fs, inode, NULL, 0, &ext->file);
		ext->file_inode = inode;
	}
	if (code == 0)
		code = ext2fs_file_llseek(ext->file, offset, EXT2_SEEK_SET, NULL);
	while (code == 0 && done < size) {
		/* whole megabytes: the library counts in unsigned int */
		unsigned want = size - done < MIB ? (unsigned)(size - done) : (unsigned)MIB, got = 0;

		code = ext2fs_file_read(ext->file, at + done, want, &got);
		done += got;
		if (got == 0)
			break;
	}
	return code ? ext_error(err, code, "cannot be read") : (long)done;
}

static long source_read_at(void *self, const struct node *n, uint64_t offset, void *to, size_t size,
			   struct err *err)
{
	return file_read(self, (ext2_ino_t)n->where, offset, to, size, err);
}

/* --- the tree --- */

struct walk {
	struct fs fs;
	struct ext *ext;
	struct node *dir;		/* the folder that is being listed */
	size_t records, most;		/* seen in folders, unused ones too; as many as the image has room for */
	struct err *err;
	bool failed;
};

static int fill_link(struct walk *w, struct node *n, struct ext2_inode *inode)
{
	uint64_t size = EXT2_I_SIZE(inode);
	char target[LIMIT_PATH];
	long got;

	if (size > sizeof(target))
		return err_set(w->err, ERR_DAMAGED, "ext: the link '/%s' has a target of %llu bytes", n->path,
			       (unsigned long long)size);
	if (ext2fs_is_fast_symlink(inode) && size <= sizeof(inode->i_block)) {
		memcpy(target, inode->i_block, size);
	} else {
		got = file_read(w->ext, (ext2_ino_t)n->where, 0, target, size, w->err);
		if (got < 0 || (uint64_t)got < size)
			return got < 0 ? err_wrap(w->err, "the link '/%s'", n->path) :
			       err_set(w->err, ERR_DAMAGED, "ext: the link '/%s' is cut off", n->path);
	}
	n->link = tree_text(w->fs.scan->tree, target, size);
	return 0;
}

static int fill_caps(struct walk *w, struct node *n)
{
	struct ext2_xattr_handle *list = NULL;
	void *value = NULL;
	size_t size;
	errcode_t code = ext2fs_xattrs_open(w->ext->fs, (ext2_ino_t)n->where, &list);

	if (code == 0)
		code = ext2fs_xattrs_read(list);
	if (code == 0)
		n->caps = ext2fs_xattr_get(list, "security.capability", &value, &size) == 0;
	ext2fs_free_mem(&value);
	if (list)
		ext2fs_xattrs_close(&list);
	return code ? ext_error(w->err, code, n->path) : 0;
}

static int fill(struct walk *w, struct node *n, const struct ext2_inode_large *large)
{
	struct ext2_inode inode;

	memcpy(&inode, large, sizeof(inode));
	n->mode = inode.i_mode & 07777;
	n->uid = inode_uid(inode);
	n->gid = inode_gid(inode);
	/* two more bits in large inodes carry it past 2038 */
	n->mtime = (int32_t)inode.i_mtime + ((int64_t)(large->i_mtime_extra & 3) << 32);
	n->links = inode.i_links_count;
	if (n->type == NODE_LINK)
		return fill_link(w, n, &inode);
	if (n->type != NODE_FILE)
		return 0;
	n->size = EXT2_I_SIZE(&inode);
	if (inode.i_flags & EXT4_ENCRYPT_FL)
		scan_unreadable(w->fs.scan, n, "is encrypted");
	/* capabilities are of use on programs only */
	if ((n->mode & 0111) && fill_caps(w, n) != 0)
		return -1;
	fs_file(&w->fs, n, n->links > 1 ? n->where : 0, n->where);
	return 0;
}

/* An inode that cannot be read: a file is unreadable, without a folder we know too little to go on. */
static int lost(struct walk *w, struct bytes name, int file_type, errcode_t code)
{
	char what[600];
	struct node *n;

	snprintf(what, sizeof(what), "the inode of '/%s%s%.*s'", w->dir->path, *w->dir->path ? "/" : "",
		 (int)name.n, (const char *)name.at);
	if (file_type != EXT2_FT_REG_FILE)
		return ext_error(w->err, code, what);
	n = fs_entry(&w->fs, w->dir, name, NODE_FILE, w->err);
	if (!n)
		return w->err->kind ? -1 : 0;
	scan_unreadable(w->fs.scan, n, error_message(code));
	return 0;
}

static int add_entry(struct walk *w, struct bytes name, ext2_ino_t number, int file_type)
{
	struct ext2_inode_large inode = { 0 };
	errcode_t code = ext2fs_read_inode_full(w->ext->fs, number, (struct ext2_inode *)&inode, sizeof(inode));
	enum node_type type;
	struct node *n;

	w->err->kind = ERR_NONE;
	if (code != 0)
		return lost(w, name, file_type, code);
	type = node_type_of(inode.i_mode);
	if (type == NODE_UNKNOWN)
		return lost(w, name, EXT2_FT_UNKNOWN, EXT2_ET_BAD_MAGIC);
	n = fs_entry(&w->fs, w->dir, name, type, w->err);
	if (!n)
		return w->err->kind ? -1 : 0;
	if (type == NODE_DIR && (inode.i_flags & EXT4_ENCRYPT_FL))
		return err_set(w->err, ERR_UNSUPPORTED, "ext: the folder '/%s' is encrypted", n->path);
	if (type == NODE_DIR && fs_folder(&w->fs, n, number, w->err) != 0)
		return -1;
	n->where = number;
	return fill(w, n, &inode);
}

static int on_entry(ext2_ino_t dir, int kind, struct ext2_dir_entry *entry, int offset, int blocksize,
		    char *buffer, void *self)
{
	struct walk *w = self;
	struct bytes name = { (unsigned char *)entry->name, (size_t)ext2fs_dirent_name_len(entry) };

	(void)dir;
	(void)offset;
	(void)blocksize;
	(void)buffer;
	/* pointers of a folder may lead to one empty block a billion times */
	if (++w->records > w->most) {
		err_set(w->err, ERR_LIMIT, "ext: more than %zu entries%s", w->most,
			w->most < RECORDS_MOST ? ", for which it has no room" : "");
		w->failed = true;
		return DIRENT_ABORT;
	}
	/* of a folder inside its inode the library gives ".." as any other entry */
	if (kind != DIRENT_OTHER_FILE || entry->inode == 0 || bytes_are(name, ".") || bytes_are(name, ".."))
		return 0;
	if (add_entry(w, name, entry->inode, ext2fs_dirent_file_type(entry)) != 0) {
		w->failed = true;
		return DIRENT_ABORT;
	}
	return 0;
}

static int walk_all(struct walk *w)
{
	while ((w->dir = fs_next_folder(&w->fs))) {
		errcode_t code = ext2fs_dir_iterate2(w->ext->fs, (ext2_ino_t)w->dir->where,
						     DIRENT_FLAG_INCLUDE_EMPTY, NULL, on_entry, w);

		if (w->failed)
			return -1;
		if (code != 0)
			return ext_error(w->err, code, w->dir->path[0] ? w->dir->path : "the root folder");
	}
	return 0;
}

static int fill_root(struct walk *w)
{
	struct ext2_inode_large inode = { 0 };
	errcode_t code = ext2fs_read_inode_full(w->ext->fs, EXT2_ROOT_INO, (struct ext2_inode *)&inode,
						sizeof(inode));

	if (code != 0 || !LINUX_S_ISDIR(inode.i_mode))
		return ext_error(w->err, code ? code : EXT2_ET_NO_DIRECTORY, "the root folder");
	if (fs_folder(&w->fs, w->fs.top, EXT2_ROOT_INO, w->err) != 0)
		return -1;
	return fill(w, w->fs.top, &inode);
}

int ext_scan(struct job *job, struct err *err)
{
	size_t room = job->input->size / EXT2_DIR_REC_LEN(1);
	struct walk w = {
		.ext = ext_open(job->input, err), .err = err, .most = room < RECORDS_MOST ? room : RECORDS_MOST,
	};

	if (!w.ext)
		return -1;
	image_hold(job->img, w.ext, ext_free);
	image_chain(job->img, "%s", ext_name(w.ext->fs));
	if (ext2fs_has_feature_journal_needs_recovery(w.ext->fs->super))
		image_note(job->img, "the file system was not unmounted cleanly: it was read without replaying its journal");
	if (fs_init(&w.fs, job, err) != 0 || fill_root(&w) != 0 || walk_all(&w) != 0)
		return -1;
	return fs_finish(&w.fs, (struct source){ .self = w.ext, .read_at = source_read_at });
}
