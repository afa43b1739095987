#include "facts/holds.h"

#include <string.h>

#include "base/auto.h"

bool path_is_runtime(const char *path)
{
	static const char *const runtime[] = {
		"/run/", "/proc/", "/sys/", "/dev/", "/tmp/", "/var/run/", "/var/tmp/", "/var/lock/", "/mnt/", "/media/",
	};

	for (size_t i = 0; i < COUNT(runtime); i++)
		if (strncmp(path, runtime[i], strlen(runtime[i])) == 0)
			return true;
	return false;
}

static enum holds file_test(struct look *look, char what, const char *path)
{
	struct node *n = look_find(look, path);

	if (path[0] != '/' || path_is_runtime(path))
		return HOLDS_UNKNOWN;
	switch (what) {
	case 'e': case 'r': return holds_of(n != NULL);
	case 'f': return holds_of(n && n->type == NODE_FILE);
	case 's': return holds_of(n && n->size > 0);
	case 'd': return holds_of(n && n->type == NODE_DIR);
	case 'x': return n && look->tree->no_modes ? HOLDS_UNKNOWN : holds_of(n && (n->mode & 0111));
	default: return HOLDS_UNKNOWN;
	}
}

static bool is_open(const char *word)
{
	return strpbrk(word, "$`*?") != NULL;
}

enum holds holds_test(struct look *look, const char *const *words, size_t count)
{
	if (count && strcmp(words[0], "!") == 0)
		return holds_not(holds_test(look, words + 1, count - 1));
	for (size_t i = 0; i < count; i++)
		if (is_open(words[i]))
			return HOLDS_UNKNOWN;
	if (count == 2 && words[0][0] == '-' && words[0][1] && !words[0][2]) {
		if (words[0][1] == 'n' || words[0][1] == 'z')
			return holds_of((words[1][0] != '\0') == (words[0][1] == 'n'));
		return file_test(look, words[0][1], words[1]);
	}
	if (count == 3 && (strcmp(words[1], "=") == 0 || strcmp(words[1], "==") == 0 || strcmp(words[1], "-eq") == 0))
		return holds_of(strcmp(words[0], words[2]) == 0);
	if (count == 3 && (strcmp(words[1], "!=") == 0 || strcmp(words[1], "-ne") == 0))
		return holds_of(strcmp(words[0], words[2]) != 0);
	if (count == 1)
		return holds_of(words[0][0] != '\0');
	return HOLDS_UNKNOWN;
}
