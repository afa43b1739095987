/*
 * fs.h - what the readers of file systems have in common.
 *
 *	struct fs fs;
 *
 *	fs_init(&fs, job);
 *	fs_folder(&fs, fs.top, root_inode, err);
 *	while ((dir = fs_next_folder(&fs)))
 *		... for each entry of the folder whose place is dir->where:
 *		n = fs_entry(&fs, dir, name, NODE_FILE, err);
 *		... fill in the node ...
 *		fs_file(&fs, n, links > 1 ? inode : 0, place);
 *	return fs_finish(&fs, source);
 *
 * A reader walks once and brings nodes; contents are read after that, in the
 * order of their places, through the same source that later questions use.
 * node->where is the reader's own name of an inode. Everything here lives in
 * the tree's arena.
 */
#ifndef CRADLE_IMAGE_FS_H
#define CRADLE_IMAGE_FS_H

#include "image/input.h"

/* inode -> the first node that was seen with it */
struct fs_seen {
	struct fs_seen_slot { uint64_t key; struct node *node; } *slots;
	size_t room, count;
};

struct fs {
	struct scan *scan;
	struct node *top;		/* where this file system's root is in the tree */
	struct fs_seen folders, files;
	struct node **folder_list;	/* still to be listed; the newest first, which is how they lie on disk */
	size_t folder_count, folder_room;
	struct fs_offer { uint64_t place; struct node *node; enum want want; } *offers;
	size_t offer_count, offer_room;
	size_t entries;			/* names seen, refused ones too */
};

/* The tree's root, or the folder the job puts this file system at. */
int fs_init(struct fs *fs, const struct job *job, struct err *err);

/*
 * The node of an entry. NULL with *err untouched when the tree refuses the
 * name, NULL with *err set when the image is too large to go on.
 */
struct node *fs_entry(struct fs *fs, struct node *dir, struct bytes name, enum node_type type,
		      struct err *err);

/* Notes a folder to be listed. A folder that is met twice is an error: a loop, or crossed folders. */
int fs_folder(struct fs *fs, struct node *dir, uint64_t where, struct err *err);
struct node *fs_next_folder(struct fs *fs);

/*
 * Asks whether the file is wanted. 'inode' is not 0 for a file that has more
 * than one name: the second node gets .same.
 */
void fs_file(struct fs *fs, struct node *n, uint64_t inode, uint64_t place);

/* Offers what is wanted in the order of the places, and finishes the tree. */
int fs_finish(struct fs *fs, struct source source);

#endif
