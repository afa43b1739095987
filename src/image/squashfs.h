/*
 * squashfs.h - a squashfs opened: its inodes, folders and contents.
 *
 *	struct squash *sq = squash_open(&input, err);
 *	struct squash_inode inode;
 *
 *	if (squash_inode(sq, sq->super.root_inode_ref, &inode, err) != 0)
 *		...
 *	squash_free(sq);
 *
 * An inode is named by its reference: the place of its metadata block, 48
 * bits, and the offset in there, 16.
 */
#ifndef CRADLE_IMAGE_SQUASHFS_H
#define CRADLE_IMAGE_SQUASHFS_H

#include <sqfs/block.h>
#include <sqfs/compressor.h>
#include <sqfs/dir.h>
#include <sqfs/error.h>
#include <sqfs/frag_table.h>
#include <sqfs/id_table.h>
#include <sqfs/inode.h>
#include <sqfs/io.h>
#include <sqfs/meta_reader.h>
#include <sqfs/super.h>
#include <sqfs/xattr.h>
#include <sqfs/xattr_reader.h>

#include "image/input.h"

enum { SQUASH_NONE = 0xFFFFFFFF };	/* no fragment, no attributes */

struct squash_inode {
	uint16_t type;			/* the basic type: SQFS_INODE_DIR .. SQFS_INODE_SOCKET */
	uint32_t mode, uid, gid, mtime, number, links;
	uint32_t xattr;			/* SQUASH_NONE: none */
	uint64_t size;			/* of a file or a link's target */
	uint64_t start;			/* a file's first block */
	uint32_t fragment, fragment_offset;
	sqfs_readdir_state_t list;	/* of a folder */
	uint64_t rest_block;		/* where the list of block sizes or the target follows */
	size_t rest_offset;
};

/* blocks unpacked last, newest use first in 'used' */
struct squash_cache {
	struct squash_block { uint64_t at, used; uint32_t n; unsigned char *bytes; } *blocks;
	size_t count;
	uint64_t clock;
};

struct squash {
	sqfs_file_t file;		/* first: libsquashfs hands it back to us */
	struct input in;
	sqfs_super_t super;
	sqfs_compressor_t *packer;
	sqfs_id_table_t *ids;
	sqfs_frag_table_t *fragments;
	sqfs_xattr_reader_t *xattrs;
	sqfs_meta_reader_t *inodes, *folders;
	struct squash_cache data, tails;
	unsigned char *packed;		/* one block as it is stored */
	/* the file read last, with its block sizes */
	struct squash_inode last;
	uint64_t last_ref;
	uint32_t *sizes;
	size_t sizes_count, sizes_room;
	size_t at_block;		/* a block of it and where that is, */
	uint64_t at_place;		/* so that reading on needs no new sum */
};

/* NULL with *err set when it is no sound squashfs. */
struct squash *squash_open(const struct input *in, struct err *err);
void squash_free(void *sq);

/* "zstd" */
const char *squash_packer_name(const struct squash *sq);

int squash_inode(struct squash *sq, uint64_t ref, struct squash_inode *out, struct err *err);

/*
 * The next entry of a folder: 1 with *name (for squash_free_entry), *ref and
 * *type (basic), 0 at the end, -1 failed.
 */
int squash_next(struct squash *sq, struct squash_inode *dir, sqfs_dir_entry_t **entry, uint64_t *ref,
		struct err *err);

/* The target of a symbolic link, inode.size bytes, into 'to'. */
int squash_target(struct squash *sq, const struct squash_inode *inode, char *to, struct err *err);

/* 1 when the inode has a security.capability attribute, 0 when not, -1 failed. */
int squash_has_caps(struct squash *sq, const struct squash_inode *inode, struct err *err);

/* Reads a file's content at random, as a source does. */
long squash_read(struct squash *sq, uint64_t ref, uint64_t offset, void *to, size_t size,
		 struct err *err);

/* Where the file's content begins in the image, for reading files in their order. */
uint64_t squash_place(struct squash *sq, const struct squash_inode *inode);

/* Turns an error of libsquashfs into ours. Returns -1. */
int squash_error(struct err *err, int code, const char *what);

#endif
