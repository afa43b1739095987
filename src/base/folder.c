#include "base/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/bytes.h"

static const char ours[] = ".cradle-";

bool folder_path(const char *path)
{
	struct bytes rest = bytes_of(path), part;

	if (*path == '\0' || *path == '/' || path[strlen(path) - 1] == '/' || strlen(path) > 4000)
		return false;
	while (bytes_field(&rest, '/', &part))
		if (part.n == 0 || part.n > 255 || bytes_are(part, ".") || bytes_are(part, "..") || bytes_begin(part, ours))
			return false;
	return true;
}

static int failed(const struct folder *root, const char *path, struct err *err)
{
	if (errno == ELOOP || errno == ENOTDIR)
		return err_set(err, ERR_SYSTEM, "'%s/%s' goes through a link or a file that is not ours", root->name, path);
	return err_set(err, ERR_SYSTEM, "cannot write '%s/%s': %s", root->name, path, strerror(errno));
}

int folder_open(struct folder *root, const char *name, struct err *err)
{
	*root = (struct folder){ .name = name, .inner = -1, .fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC) };
	return root->fd < 0 ? err_set(err, ERR_SYSTEM, "cannot open the folder '%s': %s", name, strerror(errno)) : 0;
}

void folder_close(struct folder *root)
{
	if (root->inner >= 0)
		close(root->inner);
	if (root->fd >= 0)
		close(root->fd);
	root->inner = root->fd = -1;
}

/* The folder 'path' names, n bytes of it, opened step by step. */
static int walk(const struct folder *root, const char *path, size_t n, bool make)
{
	struct bytes rest = { (const unsigned char *)path, n }, part;
	AUTO(auto_close) int at = fcntl(root->fd, F_DUPFD_CLOEXEC, 0);
	const int how = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

	while (at >= 0 && bytes_field(&rest, '/', &part)) {
		char name[256];
		int next;

		memcpy(name, part.at, part.n);
		name[part.n] = '\0';
		next = openat(at, name, how);
		if (next < 0 && errno == ENOENT && make && mkdirat(at, name, 0777) == 0)
			next = openat(at, name, how);
		if (next < 0)
			return -1;
		close(at);
		at = next;
	}
	return take_fd(&at);
}

int folder_of(struct folder *root, const char *path, bool make, const char **last, struct err *err)
{
	size_t n;

	if (!folder_path(path))
		return err_set(err, ERR_DAMAGED, "'%s' is no path inside '%s'", path, root->name);
	*last = path_last(path);
	n = *last > path ? (size_t)(*last - path) - 1 : 0;
	if (root->inner >= 0 && strlen(root->where) == n && memcmp(root->where, path, n) == 0)
		return root->inner;
	if (root->inner >= 0)
		close(root->inner);
	root->inner = walk(root, path, n, make);
	if (root->inner < 0)
		return failed(root, path, err);
	memcpy(root->where, path, n);
	root->where[n] = '\0';
	return root->inner;
}

static bool content_is(int fd, const struct text *content)
{
	char part[65536];
	size_t done = 0;
	ssize_t n;

	while ((n = read(fd, part, sizeof(part))) > 0) {
		if ((size_t)n > content->n - done || memcmp(part, content->at + done, (size_t)n) != 0)
			return false;
		done += (size_t)n;
	}
	return n == 0 && done == content->n;
}

int folder_same(struct folder *root, const char *path, const struct text *content, struct err *err)
{
	const char *name;
	int at = folder_of(root, path, false, &name, err);
	AUTO(auto_close) int fd = -1;
	struct stat st;

	if (at < 0)
		return errno == ENOENT ? 0 : -1;
	if (fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? 0 : failed(root, path, err);
	if (!S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode))
		return err_set(err, ERR_SYSTEM, "'%s/%s' is no file, and not ours", root->name, path);
	if (!S_ISREG(st.st_mode) || (size_t)st.st_size != content->n)
		return 0;
	fd = openat(at, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	return fd >= 0 && content_is(fd, content);
}

int folder_create(const struct folder *root, int fd, const char *name, struct err *err)
{
	int file = openat(fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);

	if (file < 0)
		err_set(err, ERR_SYSTEM, "cannot write to '%s': %s", root->name, strerror(errno));
	return file;
}

int folder_fill(const struct folder *root, int file, const char *at, size_t n, struct err *err)
{
	size_t done = 0;

	while (done < n) {
		ssize_t some = write(file, at + done, n - done);

		if (some < 0 && errno == EINTR)
			continue;
		if (some <= 0)
			return err_set(err, ERR_SYSTEM, "cannot write to '%s': %s", root->name, strerror(errno));
		done += (size_t)some;
	}
	return 0;
}

int folder_write(const struct folder *root, int fd, const char *name, const char *at, size_t n, struct err *err)
{
	AUTO(auto_close) int file = folder_create(root, fd, name, err);

	return file < 0 ? -1 : folder_fill(root, file, at, n, err);
}

int folder_read(const struct folder *root, const char *name, struct text *out, struct err *err)
{
	AUTO(auto_close) int fd = openat(root->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	char part[65536];
	struct stat st;
	ssize_t n;

	if (fd < 0 && errno == ENOENT)
		return 1;
	if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return err_set(err, ERR_SYSTEM, "cannot read '%s/%s': %s", root->name, name, fd < 0 ? strerror(errno) : "no file");
	while ((n = read(fd, part, sizeof(part))) > 0)
		text_add_bytes(out, part, (size_t)n);
	if (n < 0)
		return err_set(err, ERR_SYSTEM, "cannot read '%s/%s': %s", root->name, name, strerror(errno));
	if (out->failed)
		return err_set(err, ERR_LIMIT, "'%s/%s' is longer than %zu bytes", root->name, name, out->limit);
	return 0;
}

bool folder_remove(struct folder *root, const char *path)
{
	struct err err;
	const char *name;
	struct stat st;
	int at = folder_of(root, path, false, &name, &err);

	if (at < 0 || fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode) || unlinkat(at, name, 0) != 0)
		return false;
	folder_prune(root, path);
	return true;
}

void folder_prune(struct folder *root, const char *path)
{
	char above[sizeof(root->where)];
	struct err err;
	const char *name;
	char *slash;
	int at;

	if (!folder_path(path))
		return;
	strcpy(above, path);
	while ((slash = strrchr(above, '/')) != NULL) {
		*slash = '\0';
		at = folder_of(root, above, false, &name, &err);
		if (at < 0 || unlinkat(at, name, AT_REMOVEDIR) != 0)
			return;
	}
}
