#include "facts/unit_conditions.h"

#include <string.h>

#include "base/auto.h"

bool first_boot(struct look *look)
{
	struct bytes text;

	if (!look_read(look, "etc/machine-id", &text)) {
		/* a link to where it will be is one */
		return tree_find(look->tree, "etc/machine-id") == NULL;
	}
	return bytes_are(bytes_trim(text), "uninitialized");
}

static enum holds path_exists(struct look *look, const char *path)
{
	return holds_of(look_exists(look, path));
}

static enum holds glob_exists(struct look *look, const char *path)
{
	return holds_of(look_glob(look, path)[0] != NULL);
}

static enum holds is_directory(struct look *look, const char *path)
{
	struct node *n = look_find(look, path);

	return holds_of(n && n->type == NODE_DIR);
}

static enum holds is_link(struct look *look, const char *path)
{
	struct node *n = tree_find(look->tree, path[0] == '/' ? path + 1 : path);

	return holds_of(n && n->type == NODE_LINK);
}

static enum holds directory_filled(struct look *look, const char *path)
{
	return holds_of(look_folder(look, path)[0] != NULL);
}

static enum holds file_filled(struct look *look, const char *path)
{
	struct node *n = look_find(look, path);

	return holds_of(n && n->type == NODE_FILE && n->size > 0);
}

static enum holds is_executable(struct look *look, const char *path)
{
	struct node *n = look_find(look, path);

	if (n && look->tree->no_modes)
		return HOLDS_UNKNOWN;
	return holds_of(n && n->type == NODE_FILE && (n->mode & 0111));
}

static enum holds is_first_boot(struct look *look, const char *value)
{
	struct bytes s = bytes_of(value);

	return holds_of(first_boot(look) == (bytes_are(s, "yes") || bytes_are(s, "true") || bytes_are(s, "1")));
}

static const struct { const char *key; enum holds (*holds)(struct look *look, const char *value); } kinds[] = {
	{ "PathExists", path_exists },
	{ "PathExistsGlob", glob_exists },
	{ "PathIsDirectory", is_directory },
	{ "PathIsSymbolicLink", is_link },
	{ "DirectoryNotEmpty", directory_filled },
	{ "FileNotEmpty", file_filled },
	{ "FileIsExecutable", is_executable },
	{ "FirstBoot", is_first_boot },
};

/* "Condition" or "Assert" taken off; empty for another key. */
static struct bytes condition_of(struct bytes key)
{
	static const char *const families[] = { "Condition", "Assert" };

	for (size_t i = 0; i < COUNT(families); i++)
		if (bytes_begin(key, families[i]))
			return bytes_skip(key, strlen(families[i]));
	return (struct bytes){ 0 };
}

static enum holds one_holds(struct units *units, const struct unit *u, struct bytes kind, struct bytes value)
{
	bool not = value.n && value.at[0] == '!';
	const char *text = unit_specifiers(units, u, bytes_trim(not ? bytes_skip(value, 1) : value));
	enum holds h = HOLDS_UNKNOWN;

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (bytes_are(kind, kinds[i].key) && !path_is_runtime(text))
			h = kinds[i].holds(units->look, text);
	return not ? holds_not(h) : h;
}

/* The verdict over a list: every plain one, and one of those with '|' if there are any. */
struct verdict {
	enum holds plain, trigger;
	const struct unit_entry *plain_at, *trigger_at;
	bool triggers;
};

static void plain_add(struct verdict *v, enum holds h, const struct unit_entry *e)
{
	if (v->plain == HOLDS_NO || h == HOLDS_YES || (h == HOLDS_UNKNOWN && v->plain == HOLDS_UNKNOWN))
		return;
	v->plain = h;
	v->plain_at = e;
}

static void trigger_add(struct verdict *v, enum holds h, const struct unit_entry *e)
{
	if (!v->triggers || h == HOLDS_YES || (h == HOLDS_UNKNOWN && v->trigger == HOLDS_NO)) {
		v->trigger = h;
		v->trigger_at = e;
	}
	v->triggers = true;
}

static const char *verdict_why(struct look *look, const struct unit_entry *e, enum holds h)
{
	return look_fmt(look, "%.*s=%.*s %s", (int)e->key.n, (const char *)e->key.at, (int)e->value.n,
			(const char *)e->value.at, h == HOLDS_NO ? "does not hold" : "is decided on the device");
}

enum holds unit_conditions(struct units *units, const struct unit *u, const char **why, struct place *at)
{
	struct verdict v = { .plain = HOLDS_YES, .trigger = HOLDS_YES };
	const struct unit_entry *e, *decides = NULL;
	size_t file = 0, entry = 0;
	enum holds all;

	while ((e = unit_next(u, &file, &entry))) {
		struct bytes kind = condition_of(e->key), value = e->value;
		bool trigger = value.n && value.at[0] == '|';

		if (!kind.n || !bytes_are(e->section, "Unit"))
			continue;
		if (value.n == 0) {
			v = (struct verdict){ .plain = HOLDS_YES, .trigger = HOLDS_YES };
			continue;
		}
		value = trigger ? bytes_trim(bytes_skip(value, 1)) : value;
		if (trigger)
			trigger_add(&v, one_holds(units, u, kind, value), e);
		else
			plain_add(&v, one_holds(units, u, kind, value), e);
	}
	*why = NULL;
	all = holds_both(v.plain, v.trigger);
	if (all != HOLDS_YES)
		decides = v.plain == all ? v.plain_at : v.trigger_at;
	if (decides) {
		*why = verdict_why(units->look, decides, all);
		*at = decides->at;
	}
	return all;
}
