#include "evidence/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/limits.h"

static const char *odd_word(mode_t mode)
{
	static const struct { mode_t type; const char *word; } words[] = {
		{ S_IFLNK, "a symbolic link" }, { S_IFIFO, "a pipe" }, { S_IFSOCK, "a socket" }, { S_IFCHR, "a device" },
		{ S_IFBLK, "a device" },
	};

	for (size_t i = 0; i < COUNT(words); i++)
		if ((mode & S_IFMT) == words[i].type)
			return words[i].word;
	return S_ISREG(mode) ? NULL : "no file";
}

static void entry_add(struct walk *w, const char *path, const char *odd)
{
	ARENA_ROOM(&w->mem, w->list, w->count, w->room);
	w->list[w->count++] = (struct walk_entry){ path, odd };
}

static int walk_into(struct walk *w, int fd, const char *above, const char *root, int depth, struct err *err);

static int walk_entry(struct walk *w, int fd, const char *above, const char *name, const char *root, int depth, struct err *err)
{
	const char *path = *above ? arena_printf(&w->mem, "%s/%s", above, name) : arena_text(&w->mem, name, strlen(name));
	AUTO(auto_close) int inner = -1;
	struct stat st;

	if (w->count >= LIMIT_EVIDENCE_FILES)
		return err_set(err, ERR_LIMIT, "'%s' holds more than %d files", root, LIMIT_EVIDENCE_FILES);
	if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return err_set(err, ERR_SYSTEM, "cannot look at '%s/%s': %s", root, path, strerror(errno));
	if (!S_ISDIR(st.st_mode) || depth == LIMIT_EVIDENCE_DEPTH) {
		entry_add(w, path, S_ISDIR(st.st_mode) ? "a folder too deep" : odd_word(st.st_mode));
		return 0;
	}
	inner = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (inner < 0)
		return err_set(err, ERR_SYSTEM, "cannot open '%s/%s': %s", root, path, strerror(errno));
	return walk_into(w, inner, path, root, depth + 1, err);
}

static int walk_into(struct walk *w, int fd, const char *above, const char *root, int depth, struct err *err)
{
	int copy = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), code = 0;
	DIR *dir = copy >= 0 ? fdopendir(copy) : NULL;
	const struct dirent *entry;

	if (!dir) {
		err_set(err, ERR_SYSTEM, "cannot read '%s/%s': %s", root, above, strerror(errno));
		if (copy >= 0)
			close(copy);
		return -1;
	}
	while (code == 0 && (entry = readdir(dir)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
		    (*above || strcmp(entry->d_name, ".git") != 0))
			code = walk_entry(w, fd, above, entry->d_name, root, depth, err);
	closedir(dir);
	return code;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct walk_entry *)a)->path, ((const struct walk_entry *)b)->path);
}

int walk_folder(struct walk *w, int fd, const char *name, struct err *err)
{
	*w = (struct walk){ .mem = { .about = "the files of a folder" } };
	if (walk_into(w, fd, "", name, 0, err) != 0) {
		walk_free(w);
		return -1;
	}
	if (w->count)
		qsort(w->list, w->count, sizeof(*w->list), by_path);
	return 0;
}

void walk_free(struct walk *w)
{
	arena_free(&w->mem);
	*w = (struct walk){ 0 };
}
