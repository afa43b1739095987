#include "law/import.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/limits.h"

static int all_read(int fd, const char *path, unsigned char *to, size_t *n, struct err *err)
{
	ssize_t got = 1;

	for (*n = 0; got > 0 && *n <= LIMIT_LAW_FILE; *n += got > 0 ? (size_t)got : 0) {
		got = read(fd, to + *n, LIMIT_LAW_FILE + 1 - *n);
		if (got < 0 && errno == EINTR)
			got = 1;
		else if (got < 0)
			return err_set(err, ERR_SYSTEM, "cannot read '%s': %s", path, strerror(errno));
		if (*n + (size_t)(got > 0 ? got : 0) > LIMIT_LAW_FILE)
			return err_set(err, ERR_LIMIT, "'%s' is larger than %llu MiB: no text of the law is", path,
				       LIMIT_LAW_FILE / MIB);
	}
	return 0;
}

int law_file_read(struct arena *mem, const char *path, struct bytes *text, struct err *err)
{
	bool input = strcmp(path, "-") == 0;
	AUTO(auto_close) int fd = input ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
	AUTO(auto_free) unsigned char *buffer = malloc(LIMIT_LAW_FILE + 1);
	struct stat st;
	size_t n = 0;

	if (fd < 0)
		return err_set(err, ERR_SYSTEM, "cannot open '%s': %s", path, strerror(errno));
	if (!buffer)
		return err_set(err, ERR_SYSTEM, "out of memory");
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
		return err_set(err, ERR_USAGE, "'%s' is a folder", path);
	if (all_read(fd, path, buffer, &n, err) != 0)
		return -1;
	if (n == 0)
		return err_set(err, ERR_DAMAGED, "'%s' is empty", path);
	if (memchr(buffer, '\0', n))
		return err_set(err, ERR_UNSUPPORTED, "'%s' is no text file", path);
	*text = (struct bytes){ arena_copy(mem, buffer, n), n };
	return 0;
}
