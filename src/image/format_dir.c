#include "image/format_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/limits.h"
#include "base/names.h"
#include "image/input.h"

struct walk {
	struct image *img;
	struct scan *scan;
	dev_t device;
	struct names seen;		/* files with several names: the node of the first */
	size_t unread, mounts;		/* folders that could not be opened; those that others are mounted on */
	const char *first_unread, *first_mount;
	struct err *err;
};

/*
 * Opens a path below dir without following a link in any component; openat2(2),
 * or component by component where the kernel has no such call.
 */
static int open_below(int dir, const char *path, int flags)
{
	struct open_how how = {
		.flags = (unsigned long long)(flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK),
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
	};
	int fd = (int)syscall(SYS_openat2, dir, path, &how, sizeof(how));
	struct bytes rest = bytes_of(path), part;
	AUTO(auto_close) int at = -1;

	if (fd >= 0 || (errno != ENOSYS && errno != EPERM))
		return fd;
	while (bytes_field(&rest, '/', &part)) {
		char name[NAME_MAX + 1];
		int next;

		if (part.n > NAME_MAX)
			return -1;
		memcpy(name, part.at, part.n);
		name[part.n] = '\0';
		next = openat(at >= 0 ? at : dir, name,
			      O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (rest.n ? O_PATH | O_DIRECTORY : flags));
		if (next < 0)
			return -1;
		auto_close(&at);
		at = next;
	}
	return take_fd(&at);
}

static long dir_read_at(void *self, const struct node *n, uint64_t offset, void *to, size_t size,
			struct err *err)
{
	AUTO(auto_close) int fd = open_below((int)(intptr_t)self - 1, n->path, O_RDONLY);
	size_t done = 0;
	struct stat st;

	if (fd < 0)
		return err_set(err, ERR_SYSTEM, "cannot be opened: %s", strerror(errno));
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return err_set(err, ERR_SYSTEM, "is no longer a regular file");
	while (done < size) {
		ssize_t got = pread(fd, (char *)to + done, size - done, (off_t)(offset + done));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_set(err, ERR_SYSTEM, "cannot be read: %s", strerror(errno));
		if (got == 0)
			break;
		done += (size_t)got;
	}
	return (long)done;
}

static long fd_read_at(void *self, uint64_t offset, void *to, size_t size)
{
	return pread(*(int *)self, to, size, (off_t)offset);
}

static void read_link(struct walk *w, int dir, struct node *n)
{
	char target[LIMIT_PATH];
	ssize_t size = readlinkat(dir, n->name, target, sizeof(target));

	n->link = size > 0 ? tree_text(w->scan->tree, target, (size_t)size) : "";
}

/* The node that was seen under another name, or NULL after noting this one. */
static struct node *seen_before(struct walk *w, const struct stat *st, struct node *n)
{
	uint64_t file[2] = { (uint64_t)st->st_dev, (uint64_t)st->st_ino };
	void **first = names_at(&w->seen, (struct bytes){ (unsigned char *)file, sizeof(file) });

	if (*first)
		return *first;
	*first = n;
	return NULL;
}

static void look_at(struct walk *w, int dir, struct node *n)
{
	AUTO(auto_close) int fd = -1;
	struct reader reader = { .size = n->size, .self = &fd, .read_at = fd_read_at };
	char one;

	if (w->scan->want(w->scan->self, n) != WANT_LOOK)
		return;
	fd = openat(dir, n->name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0) {
		scan_unreadable(w->scan, n, strerror(errno));
		return;
	}
	if (fgetxattr(fd, "security.capability", &one, 0) > 0)
		n->caps = true;
	w->scan->look(w->scan->self, n, &reader);
}

static int walk_folder(struct walk *w, int fd, struct node *dir, int depth);

/* Of a running system these hold nothing of the image. */
static bool is_runtime(const struct node *n)
{
	static const char *const names[] = { "dev", "proc", "run", "sys", "tmp", "lost+found" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(n->path, names[i]) == 0)
			return true;
	return false;
}

/* What lies below a folder that is not read could be anything: it is noted, and nothing passes for absent. */
static void not_read(struct walk *w, struct node *n, const char *why, size_t *count, const char **first)
{
	if (is_runtime(n))
		return;
	if ((*count)++ == 0)
		*first = n->path;
	scan_unreadable(w->scan, n, why);
}

static int walk_down(struct walk *w, int dir, struct node *n, dev_t device, int depth)
{
	AUTO(auto_close) int fd = -1;

	/* another file system that is mounted there is not part of the image; what it hides may be */
	if (device != w->device) {
		not_read(w, n, "is where another file system is mounted", &w->mounts, &w->first_mount);
		return 0;
	}
	fd = openat(dir, n->name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd >= 0)
		return walk_folder(w, fd, n, depth + 1);
	not_read(w, n, strerror(errno), &w->unread, &w->first_unread);
	return 0;
}

static int walk_entry(struct walk *w, int dir, struct node *parent, const char *name, int depth)
{
	char path[LIMIT_PATH];
	struct stat st;
	struct node *n;
	int size;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return 0;		/* went away meanwhile */
	size = snprintf(path, sizeof(path), "%s%s%s", parent->path, *parent->path ? "/" : "", name);
	if (size >= (int)sizeof(path)) {
		w->scan->tree->refused++;
		return 0;
	}
	w->err->kind = ERR_NONE;
	n = tree_add(w->scan->tree, bytes_of(path), node_type_of(st.st_mode), w->err);
	if (!n)
		return w->err->kind ? -1 : 0;
	n->mode = st.st_mode & 07777;
	n->uid = st.st_uid;
	n->gid = st.st_gid;
	n->mtime = st.st_mtime;
	n->links = (uint32_t)st.st_nlink;
	n->size = n->type == NODE_FILE ? (uint64_t)st.st_size : 0;
	if (n->type == NODE_LINK)
		read_link(w, dir, n);
	if (n->type == NODE_FILE) {
		n->same = st.st_nlink > 1 ? seen_before(w, &st, n) : NULL;
		if (!n->same)
			look_at(w, dir, n);
	}
	return n->type == NODE_DIR ? walk_down(w, dir, n, st.st_dev, depth) : 0;
}

static int walk_folder(struct walk *w, int fd, struct node *dir, int depth)
{
	int copy = dup(fd), code = 0;
	DIR *list = copy >= 0 ? fdopendir(copy) : NULL;
	struct dirent *entry;

	if (!list) {
		if (copy >= 0)
			close(copy);
		return err_set(w->err, ERR_SYSTEM, "cannot list '%s': %s", dir->path, strerror(errno));
	}
	if (depth > LIMIT_DEPTH) {
		closedir(list);
		w->scan->tree->refused++;
		return 0;
	}
	while (code == 0 && (entry = readdir(list)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			code = walk_entry(w, fd, dir, entry->d_name, depth);
	closedir(list);
	return code;
}

int dir_scan(struct image *img, int fd, struct scan *scan, struct err *err)
{
	struct walk w = { .img = img, .scan = scan, .seen = { .mem = &scan->tree->mem }, .err = err };
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_set(err, ERR_SYSTEM, "cannot look at the folder: %s", strerror(errno));
	w.device = st.st_dev;
	image_chain(img, "folder");
	if (walk_folder(&w, fd, scan->tree->root, 0) != 0)
		return -1;
	if (w.unread)
		image_note(img, "%zu folder%s could not be opened, the first is '%.100s'; run cradle as a user who may read all",
			   w.unread, w.unread == 1 ? "" : "s", w.first_unread);
	if (w.mounts)
		image_note(img, "%zu folder%s not read, because another file system is mounted there, the first is '%.100s'",
			   w.mounts, w.mounts == 1 ? " was" : "s were", w.first_mount);
	if (scan->tree->count == 0)
		return err_set(err, ERR_DAMAGED, "the folder is empty");
	scan->tree->source = (struct source){ .self = (void *)(intptr_t)(fd + 1), .read_at = dir_read_at };
	tree_finish(scan->tree);
	return 0;
}
