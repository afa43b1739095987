#include "web/export.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/folder.h"
#include "base/limits.h"
#include "web/host.h"

/* Our names in the folder; folder_path() lets no page have one of them. */
static const char MARKER[] = ".cradle-site", ASIDE[] = ".cradle-new";
static const char marker_head[] = "Written by 'cradle export'. What is listed here it replaces and removes; all else it leaves alone.\n";

struct file {
	const char *path;
	size_t aside;			/* its number in ASIDE, from 1; 0: it stands there already */
};

struct export {
	struct site site;
	struct folder root;
	struct arena mem;
	struct file *files;
	size_t count, room;
	struct names now;		/* paths of files */
	struct text before;		/* the marker that was there */
	int aside;
	bool made, was_empty;		/* the folder */
	struct export_counts counts;
};

/* --- the folder --- */

static bool is_empty(int fd, bool *empty)
{
	int copy = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy >= 0 ? fdopendir(copy) : NULL;
	const struct dirent *entry;

	*empty = true;
	if (!dir)
		return false;
	while ((entry = readdir(dir)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			*empty = false;
	closedir(dir);
	return true;
}

/* Is it ours to write in? */
static int root_check(struct export *x, struct err *err)
{
	int code;

	if (!is_empty(x->root.fd, &x->was_empty))
		return err_set(err, ERR_SYSTEM, "cannot read '%s': %s", x->root.name, strerror(errno));
	if (x->was_empty)
		return 0;
	code = folder_read(&x->root, MARKER, &x->before, err);
	if (code < 0)
		return -1;
	if (code > 0 || !x->before.at || strncmp(x->before.at, marker_head, 26) != 0)
		return err_set(err, ERR_USAGE, "'%s' holds other things; export needs a new or empty folder, or one it wrote before",
			       x->root.name);
	return 0;
}

static int root_open(struct export *x, struct err *err)
{
	const char *name = x->root.name;

	x->made = mkdir(name, 0777) == 0;
	if (!x->made && errno != EEXIST)
		return err_set(err, ERR_SYSTEM, "cannot make '%s': %s", name, strerror(errno));
	x->root.fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (x->root.fd < 0)
		return err_set(err, errno == ENOTDIR ? ERR_USAGE : ERR_SYSTEM, "cannot open the folder '%s': %s", name, strerror(errno));
	if (flock(x->root.fd, LOCK_EX | LOCK_NB) != 0)
		return err_set(err, ERR_SYSTEM, "another export writes to '%s'", name);
	return root_check(x, err);
}

static void aside_clear(struct export *x)
{
	int fd = openat(x->root.fd, ASIDE, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *entry;

	while (dir && (entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.')
			unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		closedir(dir);
	unlinkat(x->root.fd, ASIDE, AT_REMOVEDIR);
}

/* The list of what is ours, put in place whole. 'both': of what was and of what will be. */
static int marker_write(struct export *x, bool both, struct err *err)
{
	struct text list = { 0 };
	int code;

	text_add(&list, marker_head);
	for (size_t i = 0; i < x->count; i++)
		text_printf(&list, "%s\n", x->files[i].path);
	if (both && x->before.n > sizeof(marker_head) - 1)
		text_add(&list, x->before.at + sizeof(marker_head) - 1);
	code = list.failed ? err_set(err, ERR_LIMIT, "the list of files is too long")
			   : folder_write(&x->root, x->aside, "marker", list.at, list.n, err);
	if (code == 0 && renameat(x->aside, "marker", x->root.fd, MARKER) != 0)
		code = err_set(err, ERR_SYSTEM, "cannot write '%s/%s': %s", x->root.name, MARKER, strerror(errno));
	text_free(&list);
	return code;
}

static int aside_open(struct export *x, struct err *err)
{
	aside_clear(x);
	if (mkdirat(x->root.fd, ASIDE, 0777) != 0)
		return err_set(err, ERR_SYSTEM, "cannot write to '%s': %s", x->root.name, strerror(errno));
	x->aside = openat(x->root.fd, ASIDE, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (x->aside < 0)
		return err_set(err, ERR_SYSTEM, "cannot write to '%s': %s", x->root.name, strerror(errno));
	return marker_write(x, true, err);
}

/* --- its files --- */

/* "/faq/x" is "faq/x/index.html", "/" "index.html"; what has a name of its own keeps it. */
static const char *file_name(struct export *x, const char *path, bool html)
{
	bool named = !html || bytes_end(bytes_of(path), ".html");

	return arena_printf(&x->mem, "%s%s", path + 1, named ? "" : path[1] ? "/index.html" : "index.html");
}

static int file_add(struct export *x, const char *path, const struct text *content, struct err *err)
{
	char number[32];
	const char *name;
	int same;
	void **known;

	if (content->failed || !content->at)
		return err_set(err, ERR_LIMIT, "the page '%s' is larger than %llu MiB", path, LIMIT_REPORT / MIB);
	if (!folder_path(path))
		return err_set(err, ERR_DAMAGED, "'%s' is no path inside '%s'", path, x->root.name);
	known = names_at(&x->now, bytes_of(path));
	if (*known)
		return err_set(err, ERR_DAMAGED, "two pages want to stand at '%s'", path);
	same = folder_same(&x->root, path, content, err);
	if (same < 0)
		return -1;
	ARENA_ROOM(&x->mem, x->files, x->count, x->room);
	x->files[x->count++] = (struct file){ .path = path };
	*known = x;
	x->counts.bytes += content->n;
	x->counts.files++;
	if (same) {
		x->counts.same++;
		return 0;
	}
	if (folder_of(&x->root, path, true, &name, err) < 0)
		return -1;
	snprintf(number, sizeof(number), "%zu", x->files[x->count - 1].aside = ++x->counts.written);
	return folder_write(&x->root, x->aside, number, content->at, content->n, err);
}

static int page_add(void *self, const char *path, struct err *err)
{
	struct export *x = self;
	struct page page;
	int code;

	site_answer(&x->site, bytes_of(path), &page);
	if (page.status != 200)
		code = err_set(err, ERR_DAMAGED, "the page '%s' is listed, but answers %d", path, page.status);
	else
		code = file_add(x, file_name(x, path, bytes_begin(bytes_of(page.type), "text/html")), &page.body, err);
	page_free(&page);
	return code;
}

void export_moved(struct text *out, const char *path, const struct faq_item *item)
{
	struct text to = { 0 };

	for (; *path; path++)
		if (*path == '/')
			text_add(&to, "../");
	text_printf(&to, "faq/%s/index.html", item->id);
	text_printf(out, "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Moved</title>\n"
			 "<meta name=\"robots\" content=\"noindex\">\n<meta http-equiv=\"refresh\" content=\"0; url=%s\">\n"
			 "<link rel=\"canonical\" href=\"%s\">\n<p>This answer has moved: <a href=\"%s\">", to.at, to.at, to.at);
	text_html(out, item->question);
	text_add(out, "</a></p>\n</html>\n");
	text_free(&to);
}

static int moved_add(struct export *x, struct err *err)
{
	for (size_t i = 0; i < x->site.faq.item_count; i++) {
		const struct faq_item *item = &x->site.faq.items[i];

		for (size_t k = 0; k < item->was_count; k++) {
			const char *path = arena_printf(&x->mem, "/faq/%s", item->was[k]);
			struct text page = { 0 };
			int code;

			export_moved(&page, path, item);
			code = file_add(x, file_name(x, path, true), &page, err);
			text_free(&page);
			if (code != 0)
				return -1;
		}
	}
	return 0;
}

/* --- into their places --- */

static int files_place(struct export *x, struct err *err)
{
	for (size_t i = 0; i < x->count; i++) {
		char number[32];
		const char *name;
		int at;

		if (x->files[i].aside == 0)
			continue;
		at = folder_of(&x->root, x->files[i].path, true, &name, err);
		if (at < 0)
			return -1;
		snprintf(number, sizeof(number), "%zu", x->files[i].aside);
		if (renameat(x->aside, number, at, name) != 0)
			return err_set(err, ERR_SYSTEM, "cannot write '%s/%s': %s", x->root.name, x->files[i].path, strerror(errno));
	}
	return 0;
}

static void stale_remove(struct export *x)
{
	struct bytes rest = bytes_skip(bytes_of(x->before.at ? x->before.at : ""), sizeof(marker_head) - 1), line;

	while (bytes_line(&rest, &line)) {
		char path[4096];

		if (line.n == 0 || line.n >= sizeof(path) || names_find(&x->now, line))
			continue;
		memcpy(path, line.at, line.n);
		path[line.n] = '\0';
		x->counts.removed += folder_remove(&x->root, path);
	}
}

static int files_write(struct export *x, struct err *err)
{
	if (site_each(&x->site, page_add, x, err) != 0 || moved_add(x, err) != 0)
		return -1;
	/* all of it is on the disk before the first file takes its place */
	if (syncfs(x->root.fd) != 0)
		return err_set(err, ERR_SYSTEM, "cannot write to '%s': %s", x->root.name, strerror(errno));
	return marker_write(x, true, err);
}

/* The folder as it was: folders that were made go, and so does what is ours in one that was empty. */
static void undo(struct export *x)
{
	for (size_t i = x->count; i > 0; i--)
		folder_prune(&x->root, x->files[i - 1].path);
	if (x->was_empty)
		unlinkat(x->root.fd, MARKER, 0);
}

static int export_run(struct export *x, struct err *err)
{
	if (root_open(x, err) != 0)
		return -1;
	if (aside_open(x, err) != 0 || files_write(x, err) != 0) {
		aside_clear(x);
		undo(x);
		return -1;
	}
	if (files_place(x, err) != 0)
		return -1;
	stale_remove(x);
	if (marker_write(x, false, err) != 0)
		return -1;
	aside_clear(x);
	return 0;
}

int export_site(const struct site_options *options, const char *folder, struct export_counts *counts, struct err *err)
{
	struct export x = { .root = { .name = folder, .fd = -1, .inner = -1 }, .mem = { .about = "the files of the site" }, .aside = -1,
			    .before = { .limit = LIMIT_SITE_LIST } };
	struct site_options files = *options;
	int code;

	files.files = true;
	x.now.mem = &x.mem;
	if (options->origin && host_of_origin(options->origin).n == 0)
		return err_set(err, ERR_USAGE, "'%s' is no origin: https://NAME", options->origin);
	if (site_open(&x.site, &files, err) != 0)
		return -1;
	code = export_run(&x, err);
	if (code == 0)
		*counts = x.counts;
	if (x.aside >= 0)
		close(x.aside);
	folder_close(&x.root);
	if (code != 0 && x.made)
		rmdir(folder);
	text_free(&x.before);
	arena_free(&x.mem);
	site_close(&x.site);
	return code;
}
