#include "evidence/stage.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/limits.h"
#include "evidence/walk.h"

/* --- its place --- */

static const char refused[] = "give a new or empty folder, or one that 'cradle bundle' wrote";

/* Is all that stands there of an evidence folder? */
static int former_check(const char *place, const struct walk *w, const struct manifest *m, struct err *err)
{
	for (size_t i = 0; i < w->count; i++) {
		const struct walk_entry *e = &w->list[i];

		if (e->odd || (!manifest_find(m, e->path) && strcmp(e->path, MANIFEST) != 0 && strcmp(e->path, MANIFEST_SIGNATURE) != 0))
			return err_set(err, ERR_USAGE, "'%s' holds '%.200s', which is not of an evidence folder; %s", place, e->path, refused);
	}
	return 0;
}

static int place_look(const char *place, int fd, struct err *err)
{
	struct folder root = { .name = place, .fd = fd, .inner = -1 };
	struct text list = { .limit = LIMIT_MANIFEST };
	struct manifest m = { 0 };
	struct walk w;
	struct stat st;
	int code = walk_folder(&w, fd, place, err);

	if (code == 0 && fstatat(fd, ".git", &st, AT_SYMLINK_NOFOLLOW) == 0)
		code = err_set(err, ERR_USAGE, "'%s' is a git repository; give a folder inside it, which is replaced as a whole", place);
	if (code == 0 && w.count) {
		int there = folder_read(&root, MANIFEST, &list, err);

		if (there == 0)
			manifest_read(&m, (struct bytes){ (unsigned char *)list.at, list.n });
		code = there < 0 ? -1 : former_check(place, &w, &m, err);
	}
	manifest_free(&m);
	text_free(&list);
	walk_free(&w);
	return code;
}

static int place_check(const char *place, struct err *err)
{
	AUTO(auto_close) int fd = open(place, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0)
		return err_set(err, errno == ENOTDIR || errno == ELOOP ? ERR_USAGE : ERR_SYSTEM, "cannot write the folder '%s': %s", place,
			       errno == ENOTDIR || errno == ELOOP ? "a file or a link stands there" : strerror(errno));
	return place_look(place, fd, err);
}

int stage_open(struct stage *s, const char *place, struct err *err)
{
	size_t n = strlen(place);
	mode_t mask;

	*s = (struct stage){ .root = { .name = place, .fd = -1, .inner = -1 } };
	while (n > 1 && place[n - 1] == '/')
		n--;
	s->place = strndup(place, n);
	s->temp = malloc(n + 16);
	if (!s->place || !s->temp)
		return err_set(err, ERR_SYSTEM, "out of memory");
	sprintf(s->temp, "%s.new-XXXXXX", s->place);
	if (strcmp(path_last(s->place), ".") == 0 || strcmp(path_last(s->place), "..") == 0 || strcmp(s->place, "/") == 0) {
		free(take_ptr(&s->temp));
		return err_set(err, ERR_USAGE, "'%s' cannot be replaced as a whole; give the name of a folder", place);
	}
	if (place_check(s->place, err) != 0) {
		free(take_ptr(&s->temp));
		return -1;
	}
	umask(mask = umask(0));
	if (!mkdtemp(s->temp)) {
		free(take_ptr(&s->temp));
		return err_set(err, ERR_SYSTEM, "cannot write beside '%s': %s", place, strerror(errno));
	}
	s->root.fd = open(s->temp, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (s->root.fd < 0 || fchmod(s->root.fd, 0777 & ~mask) != 0)
		return err_set(err, ERR_SYSTEM, "cannot write '%s': %s", s->temp, strerror(errno));
	return 0;
}

/* --- its files --- */

bool stage_has(const struct stage *s, const char *path)
{
	return s->known.mem && names_find(&s->known, bytes_of(path));
}

static void file_add(struct stage *s, const char *path, const char hex[SHA256_HEX])
{
	manifest_add(&s->manifest, path, hex);
	s->known.mem = &s->manifest.mem;
	*names_at(&s->known, bytes_of(path)) = s;
}

static int file_new(struct stage *s, const char *path, struct err *err)
{
	const char *name;
	int at;

	if (!manifest_path(path))
		return err_set(err, ERR_USAGE, "no evidence folder can hold a file named '%.200s'", path);
	at = folder_of(&s->root, path, true, &name, err);
	return at < 0 ? -1 : folder_create(&s->root, at, name, err);
}

int stage_add(struct stage *s, const char *path, const void *at, size_t n, struct err *err)
{
	AUTO(auto_close) int file = file_new(s, path, err);
	char hex[SHA256_HEX];

	if (file < 0 || folder_fill(&s->root, file, at, n, err) != 0)
		return -1;
	sha256_of(at, n, hex);
	file_add(s, path, hex);
	s->bytes += n;
	return 0;
}

int stage_copy(struct stage *s, const char *path, int from, const char *sha256, struct err *err)
{
	AUTO(auto_close) int file = file_new(s, path, err);
	struct sha256 *sum;
	char part[64 * KIB], hex[SHA256_HEX];
	ssize_t n = 0;
	int code = file < 0 ? -1 : 0;

	sum = sha256_new();
	while (code == 0 && (n = read(from, part, sizeof(part))) > 0) {
		sha256_add(sum, part, (size_t)n);
		s->bytes += (size_t)n;
		code = folder_fill(&s->root, file, part, (size_t)n, err);
	}
	sha256_end(sum, hex);
	if (code != 0)
		return -1;
	if (n < 0)
		return err_set(err, ERR_SYSTEM, "cannot read '%s': %s", path, strerror(errno));
	if (sha256 && strcmp(sha256, hex) != 0)
		return err_set(err, ERR_USAGE, "'%s' has changed: it should have the SHA-256 %s, and has %s", path, sha256, hex);
	file_add(s, path, hex);
	return 0;
}

int stage_add_unlisted(struct stage *s, const char *name, const void *at, size_t n, struct err *err)
{
	s->bytes += n;
	return folder_write(&s->root, s->root.fd, name, at, n, err);
}

/* --- into its place --- */

static void tree_remove(int above, const char *name)
{
	int fd = openat(above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *entry;

	while (dir && (entry = readdir(dir)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 && unlinkat(dirfd(dir), entry->d_name, 0) != 0)
			tree_remove(dirfd(dir), entry->d_name);
	if (dir)
		closedir(dir);
	unlinkat(above, name, AT_REMOVEDIR);
}

/* In three steps, where the file system cannot do it in one; what failed is undone. */
static int change_places(struct stage *s)
{
	AUTO(auto_free) char *old = malloc(strlen(s->place) + 16);
	int why;

	if (!old)
		return -1;
	sprintf(old, "%s.old-XXXXXX", s->place);
	if (!mkdtemp(old))
		return -1;
	if (rename(s->place, old) != 0) {
		why = errno;
		rmdir(old);
		errno = why;
		return -1;
	}
	if (rename(s->temp, s->place) == 0)
		return rename(old, s->temp);
	why = errno;
	rename(old, s->place);
	errno = why;
	return -1;
}

int stage_place(struct stage *s, struct err *err)
{
	/* all of it is on the disk before it takes its place */
	if (syncfs(s->root.fd) != 0)
		return err_set(err, ERR_SYSTEM, "cannot write '%s': %s", s->place, strerror(errno));
	/* an empty folder is replaced by this, too */
	if (rename(s->temp, s->place) == 0) {
		free(take_ptr(&s->temp));
		return 0;
	}
	if (errno != ENOTEMPTY && errno != EEXIST)
		return err_set(err, ERR_SYSTEM, "cannot put the folder into its place '%s': %s", s->place, strerror(errno));
	/* somebody may have written into it since it was looked at */
	if (place_check(s->place, err) != 0)
		return -1;
	/* then the former one stands under the other name, and goes with stage_close() */
	if (renameat2(AT_FDCWD, s->temp, AT_FDCWD, s->place, RENAME_EXCHANGE) == 0 || (errno == EINVAL && change_places(s) == 0))
		return 0;
	return err_set(err, ERR_SYSTEM, "cannot replace '%s': %s", s->place, strerror(errno));
}

void stage_close(struct stage *s)
{
	folder_close(&s->root);
	if (s->temp)
		tree_remove(AT_FDCWD, s->temp);
	free(s->temp);
	free(s->place);
	manifest_free(&s->manifest);
	*s = (struct stage){ .root = { .fd = -1, .inner = -1 } };
}
