#include "image/format_disk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "image/foreign.h"
#include "image/partitions.h"

/* A partition, and what is known of it. */
struct volume {
	unsigned number;
	struct input slice;
	const struct format *format;	/* the file system in it, NULL: none that we read */
	const char *what;		/* "ext4", "vfat", "blank" */
	bool root, boot;
	const char *fate;		/* what became of it; NULL: it was not read */
};

struct disk {
	struct job *job;
	struct partitions table;
	struct volume *volumes, *root, *boot;
};

int disk_bid(struct bytes head, uint64_t size)
{
	const struct foreign *f = foreign_find(head);

	/* boot sectors of file systems look like an MBR */
	if (f && (f->at == 3 || f->at == 54 || f->at == 82))
		return 0;
	return partitions_bid(head, size);
}

/* --- what is in a partition --- */

static enum want want_nothing(void *self, const struct node *n)
{
	(void)self;
	(void)n;
	return WANT_NOTHING;
}

static bool has_folder(const struct tree *tree, const char *name)
{
	const struct node *n = tree_resolve(tree, name);

	return n && n->type == NODE_DIR;
}

static bool is_root(const struct tree *tree)
{
	static const char *const inits[] = {
		"sbin/init", "init", "linuxrc", "usr/sbin/init", "usr/lib/systemd/systemd", "lib/systemd/systemd",
	};

	if (has_folder(tree, "etc") && (tree_find(tree, "bin") || tree_find(tree, "sbin") || has_folder(tree, "usr")))
		return true;
	for (size_t i = 0; i < COUNT(inits); i++)
		if (tree_find(tree, inits[i]))
			return true;
	return false;
}

static bool is_boot(const struct tree *tree)
{
	static const char *const files[] = {
		"vmlinuz*", "vmlinux*", "Image*", "zImage*", "uImage*", "bzImage*", "kernel*.img", "fitImage*", "*.itb",
		"*.dtb", "cmdline.txt", "config.txt", "uEnv.txt", "boot.scr*", "boot.cmd", "extlinux", "grub", "loader",
	};

	for (const struct node *n = tree->root->child; n; n = n->next)
		for (size_t i = 0; i < COUNT(files); i++)
			if (path_match(files[i], n->name))
				return true;
	return false;
}

/* Lists the volume into a tree of its own, to see what it is for. */
static void volume_list(struct volume *v, const struct job *job)
{
	struct tree tree;
	struct image img = { 0 };
	struct scan scan = { .tree = &tree, .want = want_nothing };
	struct job own = { .img = &img, .scan = &scan, .input = &v->slice, .depth = job->depth + 1 };
	struct err err = { 0 };

	tree_init(&tree);
	if (v->format->scan(&own, &err) == 0) {
		v->root = is_root(&tree);
		v->boot = !v->root && is_boot(&tree);
		v->what = tree_text(job->scan->tree, img.chain, strlen(img.chain));
	} else {
		v->format = NULL;
		v->what = tree_text(job->scan->tree, err.text, strlen(err.text));
	}
	tree_free(&tree);
	image_close(&img);
}

static bool is_blank(struct bytes head)
{
	for (size_t i = 1; i < head.n; i++)
		if (head.at[i] != head.at[0])
			return false;
	return head.n == 0 || head.at[0] == 0x00 || head.at[0] == 0xff;
}

static const struct format *filesystem_of(struct bytes head, uint64_t size)
{
	const struct format *best = NULL;
	int highest = 0;

	for (const struct format *f = formats; f->name; f++) {
		int bid = f->filesystem ? f->bid(bytes_first(head, HEAD), size) : 0;

		if (bid > highest) {
			highest = bid;
			best = f;
		}
	}
	return best;
}

static int volume_look(struct volume *v, const struct job *job, struct err *err)
{
	AUTO(auto_free) unsigned char *buffer = malloc(FOREIGN_HEAD);
	const struct foreign *foreign;
	struct bytes head;
	long got;

	if (!buffer)
		return err_set(err, ERR_SYSTEM, "out of memory");
	got = input_read(&v->slice, 0, buffer, FOREIGN_HEAD, err);
	if (got < 0)
		return -1;
	head = (struct bytes){ buffer, (size_t)got };
	foreign = foreign_find(head);
	v->format = filesystem_of(head, v->slice.size);
	if (v->format)
		volume_list(v, job);
	else
		v->what = foreign ? foreign->name : v->slice.size == 0 ? "past the end of the image" :
			  is_blank(head) ? "blank" : "of unknown kind";
	return 0;
}

/* --- choosing --- */

static void choose(struct disk *disk)
{
	for (size_t i = 0; i < disk->table.count; i++) {
		struct volume *v = &disk->volumes[i];

		if (v->root && !disk->root)
			disk->root = v;
		else if (v->boot && !disk->boot)
			disk->boot = v;
	}
}

static int nothing_found(const struct disk *disk, struct err *err)
{
	char list[400] = "";
	size_t n = 0;

	for (size_t i = 0; i < disk->table.count && n < sizeof(list); i++) {
		const struct volume *v = &disk->volumes[i];

		n += (size_t)snprintf(list + n, sizeof(list) - n, "%s%u is %s%s", i ? ", " : "", v->number, v->what,
				      v->format ? " without a root file system" : "");
	}
	if (disk->table.count == 0)
		return err_set(err, ERR_DAMAGED, "the disk has a partition table (%s) and no partitions",
			       disk->table.kind);
	return err_set(err, ERR_UNSUPPORTED, "no partition holds a root file system that cradle reads: %s", list);
}

/* --- the tree of two file systems --- */

struct both {
	struct source root, boot;
};

static long both_read_at(void *self, const struct node *n, uint64_t offset, void *to, size_t size,
			 struct err *err)
{
	const struct both *both = self;
	const struct source *source = strncmp(n->path, "boot/", 5) == 0 ? &both->boot : &both->root;

	return source->read_at(source->self, n, offset, to, size, err);
}

static int scan_volume(struct disk *disk, struct volume *v, const char *below, struct err *err)
{
	struct job own = {
		.img = disk->job->img, .scan = disk->job->scan, .input = &v->slice,
		.depth = disk->job->depth + 1, .below = below,
	};

	if (v->format->scan(&own, err) != 0)
		return err_wrap(err, "partition %u", v->number);
	v->fate = below ? "was put at boot/" : "is the tree";
	return 0;
}

/* The boot partition goes where the root file system has room for it. */
static int add_boot(struct disk *disk, struct err *err)
{
	struct tree *tree = disk->job->scan->tree;
	struct image *img = disk->job->img;
	const struct node *boot = tree_find(tree, "boot");
	struct both *both;
	char chain[sizeof(img->chain)];

	if (!disk->boot || (boot && (boot->type != NODE_DIR || boot->child)))
		return 0;
	both = ARENA_NEW(&tree->mem, struct both);
	both->root = tree->source;
	memcpy(chain, img->chain, sizeof(chain));
	if (scan_volume(disk, disk->boot, "boot", err) != 0)
		return -1;
	memcpy(img->chain, chain, sizeof(chain));
	both->boot = tree->source;
	tree->source = (struct source){ .self = both, .read_at = both_read_at };
	return 0;
}

static void add_notes(const struct disk *disk)
{
	struct image *img = disk->job->img;

	if (disk->table.backup)
		image_note(img, "the first GPT is damaged, its backup at the end was used");
	for (size_t i = 0; i < disk->table.count; i++) {
		const struct volume *v = &disk->volumes[i];

		image_note(img, "partition %u (%s) %s", v->number, v->what, v->fate ? v->fate :
			   v->root ? "holds another root file system (a second slot?) and was not read" :
			   "was not read");
	}
}

int disk_scan(struct job *job, struct err *err)
{
	struct disk disk = { .job = job };
	struct arena *mem = &job->scan->tree->mem;

	if (partitions_read(job->input, &disk.table, err) != 0)
		return -1;
	disk.volumes = arena_alloc(mem, (disk.table.count + 1) * sizeof(*disk.volumes));
	for (size_t i = 0; i < disk.table.count; i++) {
		const struct partition *part = &disk.table.list[i];

		disk.volumes[i].number = part->number;
		disk.volumes[i].slice = input_slice(job->input, part->start, part->size);
		if (volume_look(&disk.volumes[i], job, err) != 0)
			return -1;
	}
	choose(&disk);
	if (!disk.root)
		return nothing_found(&disk, err);
	image_chain(job->img, "disk (%s)", disk.table.kind);
	if (scan_volume(&disk, disk.root, NULL, err) != 0 || add_boot(&disk, err) != 0)
		return -1;
	add_notes(&disk);
	return 0;
}
