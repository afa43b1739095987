#include "facts/look.h"

#include <limits.h>
#include <stdarg.h>
#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "base/names.h"
#include "facts/version.h"

static bool read_node(struct look *look, struct node *n, uint64_t limit, struct bytes *out)
{
	const char *why;

	switch (tree_read(look->tree, n, limit, out, &why)) {
	case READ_OK:
		facts_looked(look->facts, look->probe, n->path, "read");
		return true;
	case READ_LATE:
		/* if no later pass brings it, the file must not count as absent */
	case READ_FAILED:
	case READ_UNKNOWN:
		break;
	}
	facts_looked(look->facts, look->probe, n->path, "unreadable");
	facts_unreadable(look->facts, look->probe, n->path, why);
	return false;
}

bool look_read_node(struct look *look, struct node *n, struct bytes *out)
{
	return read_node(look, n, LIMIT_TEXT, out);
}

bool look_read(struct look *look, const char *path, struct bytes *out)
{
	return look_read_upto(look, path, LIMIT_TEXT, out);
}

bool look_read_upto(struct look *look, const char *path, uint64_t limit, struct bytes *out)
{
	struct node *n = tree_resolve(look->tree, path);
	const struct node *link;

	if (n)
		return read_node(look, n, limit, out);
	link = tree_find(look->tree, path);
	if (link && link->type == NODE_LINK)
		look_unreadable(look, path, look_fmt(look, "is a link to '%s', which is not in the image",
						     link->link ? link->link : ""));
	facts_looked(look->facts, look->probe, path, link ? "unreadable" : "absent");
	return false;
}

static bool no_nul(struct look *look, const char *path, struct bytes *out)
{
	if (out->n == 0 || !memchr(out->at, 0, out->n))
		return true;
	look_unreadable(look, path, "is not a text: it holds a NUL byte");
	return false;
}

bool look_text_node(struct look *look, struct node *n, struct bytes *out)
{
	return look_read_node(look, n, out) && no_nul(look, n->path, out);
}

bool look_text(struct look *look, const char *path, struct bytes *out)
{
	return look_read(look, path, out) && no_nul(look, path, out);
}

struct node *look_find(struct look *look, const char *path)
{
	return tree_resolve(look->tree, path);
}

bool look_exists(struct look *look, const char *path)
{
	return tree_resolve(look->tree, path) != NULL;
}

/* --- globbing: one component at a time, so that links in the way are followed --- */

struct found {
	struct arena *mem;
	struct node **list;
	size_t n, room;
};

static void found_add(struct found *found, struct node *n)
{
	ARENA_ROOM(found->mem, found->list, found->n ? found->n + 1 : 0, found->room);
	found->list[found->n++] = n;
	found->list[found->n] = NULL;
}

static struct node *followed(struct look *look, struct node *n)
{
	return n && n->type == NODE_LINK ? tree_resolve(look->tree, n->path) : n;
}

static void glob_below(struct look *look, struct found *found, struct node *dir, const char *pattern)
{
	const char *slash = strchr(pattern, '/');
	size_t n = slash ? (size_t)(slash - pattern) : strlen(pattern);
	const char *part = arena_text(look->mem, pattern, n);

	dir = followed(look, dir);
	if (!dir || dir->type != NODE_DIR)
		return;
	for (struct node *c = dir->child; c; c = c->next) {
		/* as glob(3): a leading dot must be asked for */
		if ((c->name[0] == '.' && part[0] != '.') || !path_match(part, c->name))
			continue;
		if (slash)
			glob_below(look, found, c, slash + 1);
		else
			found_add(found, c);
	}
}

struct node **look_glob(struct look *look, const char *pattern)
{
	struct found found = { .mem = look->mem };

	found.list = arena_alloc(look->mem, sizeof(*found.list));
	while (*pattern == '/')
		pattern++;
	glob_below(look, &found, look->tree->root, pattern);
	return found.list;
}

struct node **look_folder(struct look *look, const char *path)
{
	struct found found = { .mem = look->mem };
	struct node *dir = tree_resolve(look->tree, path);

	found.list = arena_alloc(look->mem, sizeof(*found.list));
	for (struct node *c = dir && dir->type == NODE_DIR ? dir->child : NULL; c; c = c->next)
		found_add(&found, c);
	return found.list;
}

/*
 * Every program of the usual folders by its name, the first folder first. Boot
 * scripts ask for each of their words, so the folders are gone through once.
 */
static struct names *programs_list(struct look *look)
{
	static const char *const folders[] = {
		"usr/sbin", "usr/bin", "sbin", "bin", "usr/local/sbin", "usr/local/bin",
		"usr/libexec", "usr/lib/systemd", "lib/systemd", "opt/bin",
	};
	struct names *list = ARENA_NEW(look->mem, struct names);

	list->mem = look->mem;
	for (size_t i = 0; i < COUNT(folders); i++) {
		const struct node *folder = tree_resolve(look->tree, folders[i]);

		for (struct node *c = folder ? folder->child : NULL; c; c = c->next) {
			struct node *n = followed(look, c);
			void **at = n && n->type == NODE_FILE ? names_at(list, bytes_of(c->name)) : NULL;

			if (at && !*at)
				*at = n;
		}
	}
	return list;
}

struct node *look_program(struct look *look, const char *name)
{
	if (!look->programs)
		look->programs = programs_list(look);
	return names_find(look->programs, bytes_of(name));
}

const char *look_str(struct look *look, struct bytes s)
{
	return arena_text(look->mem, s.at, s.n);
}

const char *look_fmt(struct look *look, const char *format, ...)
{
	va_list args;
	char *out;

	va_start(args, format);
	out = arena_vprintf(look->mem, format, args);
	va_end(args);
	return out;
}

void look_unreadable(struct look *look, const char *path, const char *why)
{
	facts_unreadable(look->facts, look->probe, path, why);
}

const struct fact_daemon *look_daemon(struct look *look, const char *name)
{
	static const struct fact_daemon none = { .state = "absent", .enabled = FLAG_NO };

	FACT_EACH(look->facts, daemon, d)
		if (strcmp(d->name, name) == 0)
			return d;
	return &none;
}

/* Where the search goes on: walks ask for one row after the other, so the last answer's place is kept. */
static size_t behind(struct look *look, const struct fact_service *after)
{
	size_t n = FACT_COUNT(look->facts, service), i = look->service_at;

	if (!after)
		return 0;
	if (i < n && FACT_AT(look->facts, service, i) == after)
		return i + 1;
	for (i = 0; i < n && FACT_AT(look->facts, service, i) != after;)
		i++;
	return i < n ? i + 1 : n;
}

const struct fact_service *look_service(struct look *look, const char *daemon, bool starting,
					const struct fact_service *after)
{
	for (size_t i = behind(look, after); i < FACT_COUNT(look->facts, service); i++) {
		const struct fact_service *s = FACT_AT(look->facts, service, i);

		if (!s->daemon || strcmp(s->daemon, daemon) != 0 || (starting && s->starts != FLAG_YES))
			continue;
		look->service_at = i;
		return s;
	}
	return NULL;
}

bool look_option(struct look *look, const char *exec, const char *option, struct bytes *value)
{
	struct bytes rest = bytes_of(exec ? exec : ""), word, next;
	size_t n = strlen(option);
	bool hit = false, is_long = strncmp(option, "--", 2) == 0;

	(void)look;
	while (bytes_word(&rest, &word)) {
		struct bytes peek = rest;

		if (!bytes_begin(word, option))
			continue;
		if (word.n > n && is_long && word.at[n] != '=')
			continue;
		hit = true;
		if (word.n > n)
			*value = bytes_unquote(bytes_skip(word, is_long ? n + 1 : n));
		else if (bytes_word(&peek, &next) && !bytes_begin(next, "-"))
			*value = bytes_unquote(next);
		else
			*value = (struct bytes){ 0 };
	}
	return hit;
}

int look_version(struct look *look, const char *daemon, const char *version)
{
	const struct fact_daemon *d = look_daemon(look, daemon);

	return d->version ? version_compare(d->version, version) : INT_MIN;
}

void look_setting(struct look *look, const char *daemon, const char *key, const char *value,
		  struct place at, const char *source)
{
	FACT(look->facts, setting, .at = at, .daemon = daemon, .scope = "", .key = key, .value = value,
	     .state = "effective", .source = source);
}

void look_default(struct look *look, const char *daemon, const char *key, const char *value)
{
	FACT(look->facts, setting, .daemon = daemon, .scope = "", .key = key, .value = value,
	     .state = "default", .source = "compiled");
}

void look_listens(struct look *look, const char *daemon, const char *proto, const char *address,
		  long port, struct place at, const char *source, enum flag tls)
{
	FACT(look->facts, listener, .at = at, .daemon = daemon, .proto = proto,
	     .address = address && *address ? address : "*", .port = port, .source = source, .tls = tls);
}
