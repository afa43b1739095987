#include "tree/tree.h"

#include <string.h>

/* one [set]; *pattern stands behind '[' and is moved behind ']' */
static bool set_match(const char **pattern, char c)
{
	const char *p = *pattern;
	bool not = *p == '!' || *p == '^', hit = false, first = true;

	if (not)
		p++;
	for (; *p && (first || *p != ']'); first = false) {
		char low = *p++, high = low;

		if (*p == '-' && p[1] && p[1] != ']') {
			high = p[1];
			p += 2;
		}
		hit = hit || (c >= low && c <= high);
	}
	*pattern = *p ? p + 1 : p;
	return hit != not;
}

/* one character of the pattern against one of the path; *pattern moves on when it fits */
static bool char_match(const char **pattern, char c)
{
	const char *p = *pattern + 1;
	bool hit;

	if (**pattern == '[')
		hit = c != '/' && set_match(&p, c);
	else
		hit = **pattern == c || (**pattern == '?' && c != '/');
	if (hit)
		*pattern = p;
	return hit;
}

/*
 * Only the last '*' and the last '**' before it need to be remembered: a later
 * star can take whatever an earlier one would have. So this is linear in
 * pattern times path and never recurses, whatever the pattern.
 */
bool path_match(const char *pattern, const char *path)
{
	const char *star = NULL, *star_at = NULL;
	const char *deep = NULL, *deep_at = NULL;
	bool by_folder = false;			/* the deep one was "**" and a slash */

	for (;;) {
		if (pattern[0] == '*' && pattern[1] == '*') {
			by_folder = pattern[2] == '/';
			deep = pattern += by_folder ? 3 : 2;
			deep_at = path;
			star = NULL;
		} else if (*pattern == '*') {
			star = ++pattern;
			star_at = path;
		} else if (!*pattern && !*path) {
			return true;
		} else if (*pattern && *path && char_match(&pattern, *path)) {
			path++;
		} else if (star && *star_at && *star_at != '/') {
			pattern = star;
			path = ++star_at;
		} else if (deep && *deep_at) {
			const char *slash = by_folder ? strchr(deep_at, '/') : deep_at;

			if (!slash)
				return false;
			star = NULL;
			pattern = deep;
			path = deep_at = slash + 1;
		} else {
			return false;
		}
	}
}

const char *path_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}
