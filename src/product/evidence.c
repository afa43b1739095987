#include "product/evidence.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "base/bytes.h"
#include "base/limits.h"
#include "base/sha256.h"

struct evidence {
	struct product *product;
	struct mistakes *mistakes;
	int folder;
	unsigned long long read;	/* of all files so far */
};

static const char *why_not(int folder, const char *name, int error)
{
	struct stat st;

	/* Linux says ENOTDIR of a link where a folder is asked for */
	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(st.st_mode))
		return "goes over a symbolic link: name the file itself";
	if (error == ENOENT || error == ENOTDIR)
		return "is not there";
	return strerror(error);
}

/* Each name of the path is opened below the one before it; a link is never followed. */
int evidence_open(int folder, const char *path, const char **why)
{
	struct bytes rest = bytes_of(path), name;
	int fd = folder;

	*why = NULL;
	if (*path == '/') {
		*why = "is an absolute path: evidence lies beside the declaration, or below it";
		return -1;
	}
	while (bytes_field(&rest, '/', &name)) {
		char part[256];
		int next;

		if (name.n == 0 || bytes_are(name, "."))
			continue;
		*why = bytes_are(name, "..") ? "climbs out with '..': evidence lies beside the declaration, or below it" :
		       name.n >= sizeof(part) ? "has a name that is too long" : NULL;
		if (*why)
			break;
		memcpy(part, name.at, name.n);
		part[name.n] = '\0';
		next = openat(fd, part, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | (rest.n ? O_DIRECTORY : 0));
		*why = next < 0 ? why_not(fd, part, errno) : NULL;
		if (fd != folder)
			close(fd);
		fd = next;
		if (fd < 0)
			return -1;
	}
	if (!*why && fd != folder)
		return fd;
	if (!*why)
		*why = "names no file";
	if (fd != folder)
		close(fd);
	return -1;
}

static const char *take_digest(struct evidence *e, int fd, char hex[SHA256_HEX])
{
	struct sha256 *sum = sha256_new();
	const char *why = NULL;
	char piece[64 * KIB];
	ssize_t n;

	while ((n = read(fd, piece, sizeof(piece))) > 0 && !why) {
		sha256_add(sum, piece, (size_t)n);
		e->read += (unsigned long long)n;
		if (e->read > LIMIT_EVIDENCE)
			why = "and those before it are larger than evidence may be (8 GiB)";
	}
	if (n < 0)
		why = strerror(errno);
	sha256_end(sum, hex);
	return why;
}

static void check_file(struct evidence *e, const struct fact *path, const struct fact *sum)
{
	AUTO(auto_close) int fd = -1;
	const char *why = NULL, *name = mistake_quote(e->mistakes, path->value);
	char hex[SHA256_HEX];
	struct stat st;

	fd = evidence_open(e->folder, path->value, &why);
	if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)))
		why = "is no regular file";
	if (!why && sum)
		why = take_digest(e, fd, hex);
	if (why)
		mistake_add(e->mistakes, path->line, path->column, "evidence[].path: '%s' %s", name, why);
	else if (sum && strcmp(hex, sum->value) != 0)
		mistake_add(e->mistakes, sum->line, sum->column,
			    "evidence[].sha256: '%s' has changed: here stands %s, the file has %s", name, sum->value, hex);
}

int evidence_check(struct product *product, const char *folder, struct err *err)
{
	AUTO(auto_close) int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct evidence e = { .product = product, .mistakes = &product->mistakes, .folder = fd };

	if (fd < 0)
		return err_set(err, ERR_USAGE, "cannot open the folder '%s': %s", folder, strerror(errno));
	for (size_t p = 0; p < product->part_count; p++)
		for (size_t i = 0; i < product->parts[p].entry_count; i++) {
			const struct entry *entry = &product->parts[p].entries[i];

			if (strcmp(entry->list->name, "evidence") == 0 && entry_fact(entry, "path", 0) && !entry_planned(entry))
				check_file(&e, entry_fact(entry, "path", 0), entry_fact(entry, "sha256", 0));
		}
	return 0;
}
