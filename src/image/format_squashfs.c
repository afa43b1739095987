#include "image/format_squashfs.h"

#include "base/limits.h"
#include "image/fs.h"
#include "image/squashfs.h"

int squashfs_bid(struct bytes head, uint64_t size)
{
	(void)size;
	/* the magic of 4.0 and of older ones on little-endian machines; the version is for the scan */
	return bytes_begin(head, "hsqs") ? 32 : 0;
}

static enum node_type type_of(unsigned basic)
{
	static const uint8_t types[] = {
		[SQFS_INODE_DIR] = NODE_DIR, [SQFS_INODE_FILE] = NODE_FILE, [SQFS_INODE_SLINK] = NODE_LINK,
		[SQFS_INODE_BDEV] = NODE_BLOCK, [SQFS_INODE_CDEV] = NODE_CHAR, [SQFS_INODE_FIFO] = NODE_FIFO,
		[SQFS_INODE_SOCKET] = NODE_SOCKET,
	};

	return basic < sizeof(types) ? (enum node_type)types[basic] : NODE_UNKNOWN;
}

static int fill_link(struct squash *sq, struct tree *tree, struct node *n, const struct squash_inode *inode,
		     struct err *err)
{
	char target[LIMIT_PATH];

	if (inode->size > sizeof(target))
		return err_set(err, ERR_DAMAGED, "squashfs: the link '/%s' has a target of %llu bytes", n->path,
			       (unsigned long long)inode->size);
	if (squash_target(sq, inode, target, err) != 0)
		return -1;
	n->link = tree_text(tree, target, inode->size);
	return 0;
}

static int fill(struct fs *fs, struct squash *sq, struct node *n, const struct squash_inode *inode,
		struct err *err)
{
	int caps;

	n->mode = inode->mode;
	n->uid = inode->uid;
	n->gid = inode->gid;
	n->mtime = inode->mtime;
	n->links = inode->links;
	if (n->type == NODE_LINK)
		return fill_link(sq, fs->scan->tree, n, inode, err);
	if (n->type != NODE_FILE)
		return 0;
	n->size = inode->size;
	caps = squash_has_caps(sq, inode, err);
	if (caps < 0)
		return -1;
	n->caps = caps;
	fs_file(fs, n, inode->links > 1 ? inode->number : 0, squash_place(sq, inode));
	return 0;
}

/* One entry of a folder. A folder's own inode is read when its turn comes: they lie together. */
static int entry(struct fs *fs, struct squash *sq, struct node *dir, const sqfs_dir_entry_t *found,
		 uint64_t ref, struct err *err)
{
	struct bytes name = { found->name, found->size + (size_t)1 };
	enum node_type type = type_of(found->type);
	struct squash_inode inode;
	struct node *n;

	err->kind = ERR_NONE;
	n = fs_entry(fs, dir, name, type, err);
	if (!n)
		return err->kind ? -1 : 0;
	if (type == NODE_DIR)
		return fs_folder(fs, n, ref, err);
	n->where = ref;
	if (squash_inode(sq, ref, &inode, err) != 0)
		return -1;
	if (type == NODE_UNKNOWN || type_of(inode.type) != type)
		return err_set(err, ERR_DAMAGED, "squashfs: '/%s' is listed as another type than it has", n->path);
	return fill(fs, sq, n, &inode, err);
}

static int folder(struct fs *fs, struct squash *sq, struct node *dir, struct err *err)
{
	struct squash_inode inode;
	sqfs_dir_entry_t *found;
	uint64_t ref;
	int more;

	if (squash_inode(sq, dir->where, &inode, err) != 0)
		return -1;
	if (inode.type != SQFS_INODE_DIR)
		return err_set(err, ERR_DAMAGED, "squashfs: '/%s' is listed as a folder and is none", dir->path);
	if (fill(fs, sq, dir, &inode, err) != 0)
		return -1;
	while ((more = squash_next(sq, &inode, &found, &ref, err)) > 0) {
		int code = entry(fs, sq, dir, found, ref, err);

		sqfs_free(found);
		if (code != 0)
			return -1;
	}
	return more;
}

static long source_read_at(void *self, const struct node *n, uint64_t offset, void *to, size_t size,
			   struct err *err)
{
	return squash_read(self, n->where, offset, to, size, err);
}

int squashfs_scan(struct job *job, struct err *err)
{
	struct squash *sq = squash_open(job->input, err);
	struct node *dir;
	struct fs fs;

	if (!sq)
		return -1;
	image_hold(job->img, sq, squash_free);
	image_chain(job->img, "squashfs (%s)", squash_packer_name(sq));
	if (fs_init(&fs, job, err) != 0 || fs_folder(&fs, fs.top, sq->super.root_inode_ref, err) != 0)
		return -1;
	while ((dir = fs_next_folder(&fs)))
		if (folder(&fs, sq, dir, err) != 0)
			return -1;
	return fs_finish(&fs, (struct source){ .self = sq, .read_at = source_read_at });
}
