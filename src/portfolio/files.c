/*
 * Which dossiers the arguments name.
 */
#include "portfolio/portfolio.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/bytes.h"

static void add(struct portfolio_files *files, const char *path)
{
	ARENA_ROOM(&files->mem, files->list, files->count, files->room);
	files->list[files->count++] = path;
}

static int is_dossier(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && bytes_end(bytes_of(entry->d_name), ".cradle");
}

static void add_folder(struct portfolio_files *files, struct portfolio *p, const char *folder)
{
	struct dirent **list = NULL;
	int n = scandir(folder, &list, is_dossier, alphasort);
	bool slash = bytes_end(bytes_of(folder), "/");
	struct err err = { 0 };

	if (n < 0)
		err_set(&err, ERR_SYSTEM, "cannot read the folder '%s': %s", folder, strerror(errno));
	else if (n == 0)
		err_set(&err, ERR_USAGE, "the folder '%s' holds no dossier: no file whose name ends in '.cradle'", folder);
	if (n <= 0)
		portfolio_unread(p, folder, &err);
	for (int i = 0; i < n; i++) {
		add(files, arena_printf(&files->mem, "%s%s%s", folder, slash ? "" : "/", list[i]->d_name));
		free(list[i]);
	}
	free(list);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void portfolio_files(struct portfolio_files *files, struct portfolio *p, const char *const *args, size_t count)
{
	size_t n = 0;

	*files = (struct portfolio_files){ .mem = { .about = "names of dossiers" } };
	for (size_t i = 0; i < count; i++) {
		struct stat st;

		if (stat(args[i], &st) == 0 && S_ISDIR(st.st_mode))
			add_folder(files, p, args[i]);
		else
			add(files, arena_text(&files->mem, args[i], strlen(args[i])));
	}
	if (files->count)
		qsort(files->list, files->count, sizeof(*files->list), by_name);
	for (size_t i = 0; i < files->count; i++)
		if (n == 0 || strcmp(files->list[n - 1], files->list[i]) != 0)
			files->list[n++] = files->list[i];
	files->count = n;
}

void portfolio_files_free(struct portfolio_files *files)
{
	arena_free(&files->mem);
	*files = (struct portfolio_files){ 0 };
}
