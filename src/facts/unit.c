#include "facts/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "facts/conf.h"

static const char *const folders[] = {
	"etc/systemd/system", "run/systemd/system", "usr/local/lib/systemd/system",
	"usr/lib/systemd/system", "lib/systemd/system",
};
enum { FOLDERS_OF_ADMIN = 2 };		/* the first ones: links there enable */

static const char *const suffixes[] = {
	".service", ".socket", ".target", ".timer", ".path", ".mount", ".automount", ".swap", ".slice",
	".scope", ".device",
};

static bool is_unit_name(struct bytes name)
{
	for (size_t i = 0; i < COUNT(suffixes); i++)
		if (bytes_end(name, suffixes[i]) && name.n > strlen(suffixes[i]))
			return true;
	return false;
}

/* --- names --- */

/* Where the instance stands: from behind '@' to before the suffix. False without '@'. */
static bool instance_of(const char *name, struct bytes *prefix, struct bytes *instance)
{
	const char *at = strchr(name, '@'), *dot = strrchr(name, '.');

	if (!at || !dot || dot < at)
		return false;
	*prefix = (struct bytes){ (const unsigned char *)name, (size_t)(at - name) };
	*instance = (struct bytes){ (const unsigned char *)at + 1, (size_t)(dot - at - 1) };
	return true;
}

bool unit_is_template(const char *name)
{
	struct bytes prefix, instance;

	return instance_of(name, &prefix, &instance) && instance.n == 0;
}

const char *unit_template(struct look *look, const char *name)
{
	struct bytes prefix, instance;

	if (!instance_of(name, &prefix, &instance) || instance.n == 0)
		return NULL;
	return look_fmt(look, "%.*s@%s", (int)prefix.n, (const char *)prefix.at, strrchr(name, '.'));
}

bool unit_is(const struct unit *u, const char *suffix)
{
	return bytes_end(bytes_of(u->name), suffix);
}

/* --- the folders --- */

static void folder_add(struct units *units, struct node *dir)
{
	void **at = names_at(&units->folders, bytes_of(dir->name));
	struct unit_folder *f = ARENA_NEW(units->look->mem, struct unit_folder), *last = *at;

	f->dir = dir;
	if (!last) {
		*at = f;
		return;
	}
	while (last->next)		/* one per folder of the search path */
		last = last->next;
	last->next = f;
}

static bool is_wants(const char *name)
{
	struct bytes s = bytes_of(name);

	return bytes_end(s, ".wants") || bytes_end(s, ".requires") || bytes_end(s, ".upholds");
}

static void enabled_add(struct units *units, struct node *dir)
{
	for (struct node *link = dir->child; link; link = link->next) {
		const char *template = unit_template(units->look, link->name);
		void **at = names_at(&units->enabled, bytes_of(link->name));

		if (!*at)
			*at = link;
		if (template && !*(at = names_at(&units->enabled, bytes_of(template))))
			*at = link;
	}
}

/* A link of another name beside the units: Alias= of the one it leads to, which counts as enabled. */
static void alias_add(struct units *units, struct node *n)
{
	const char *to = n->type == NODE_LINK && n->link ? path_name(n->link) : NULL;
	void **at;

	if (!to || !is_unit_name(bytes_of(to)) || strcmp(to, n->name) == 0)
		return;
	at = names_at(&units->enabled, bytes_of(to));
	if (!*at)
		*at = n;
}

static void folder_index(struct units *units, struct node *dir, bool admin)
{
	for (struct node *n = dir->child; n; n = n->next) {
		struct node *to = n->type == NODE_LINK ? tree_resolve(units->look->tree, n->path) : n;

		if (to && to->type == NODE_DIR) {
			folder_add(units, n->type == NODE_DIR ? n : to);
			if (admin && is_wants(n->name))
				enabled_add(units, to);
		} else if (is_unit_name(bytes_of(n->name))) {
			void **at = names_at(&units->sources, bytes_of(n->name));

			if (!*at)
				*at = n;
			if (admin)
				alias_add(units, n);
		}
	}
}

void units_init(struct units *units, struct look *look)
{
	struct node *seen[COUNT(folders)];
	size_t n = 0, k;

	*units = (struct units){
		.look = look, .sources.mem = look->mem, .folders.mem = look->mem, .loaded.mem = look->mem,
		.parsed.mem = look->mem, .enabled.mem = look->mem,
	};
	units->last = &units->first;
	for (size_t i = 0; i < COUNT(folders); i++) {
		struct node *dir = look_find(look, folders[i]);

		/* lib is usr/lib where usr was merged: once is enough */
		for (k = 0; k < n && seen[k] != dir; k++)
			;
		if (!dir || dir->type != NODE_DIR || k < n)
			continue;
		seen[n++] = dir;
		units->any = true;
		folder_index(units, dir, i < FOLDERS_OF_ADMIN);
	}
}

/* --- files --- */

static void entry_add(struct look *look, struct unit_file *f, const struct unit_entry *e)
{
	ARENA_ROOM(look->mem, f->entries, f->count, f->room);
	f->entries[f->count++] = *e;
}

/*
 * The next line with those it continues on. A backslash at the end is a blank;
 * comment lines between are passed over (systemd.syntax(7)).
 */
static bool logical_line(struct look *look, struct bytes *rest, long *line, struct bytes *out, long *first)
{
	struct text joined = { .limit = LIMIT_LINE };
	bool more = false;
	struct bytes one;

	while (bytes_line(rest, &one)) {
		struct bytes s = bytes_trim(one);

		++*line;
		if (s.n == 0 && !more)
			continue;
		if (s.n && (s.at[0] == '#' || s.at[0] == ';'))
			continue;
		if (!more)
			*first = *line;
		more = s.n && s.at[s.n - 1] == '\\';
		if (!more && joined.n == 0) {
			*out = s;
			return true;
		}
		text_add_bytes(&joined, s.at, more ? s.n - 1 : s.n);
		if (!more)
			break;
		text_char(&joined, ' ');
	}
	if (joined.n == 0) {
		text_free(&joined);
		return false;
	}
	*out = bytes_trim(bytes_of(arena_text(look->mem, joined.at, joined.n)));
	text_free(&joined);
	return true;
}

static void file_parse(struct look *look, struct unit_file *f, const char *path, struct bytes rest)
{
	struct unit_entry e = { .at.path = path };
	struct bytes s;
	long line = 0, first = 0;

	while (logical_line(look, &rest, &line, &s, &first)) {
		if (s.n && s.at[0] == '[') {
			e.section = bytes_skip(s, 1);
			if (bytes_end(e.section, "]"))
				e.section.n--;
			continue;
		}
		if (!bytes_cut(s, '=', &e.key, &e.value))
			continue;
		e.at.line = first;
		entry_add(look, f, &e);
	}
}

/* The file's entries, read once; NULL when it cannot be read. */
static const struct unit_file *file_get(struct units *units, struct node *n)
{
	void **at = names_at(&units->parsed, bytes_of(n->path));
	struct unit_file *f;
	struct bytes text;

	if (*at)
		return *at;
	if (!look_text_node(units->look, n, &text))
		return NULL;
	f = *at = ARENA_NEW(units->look->mem, struct unit_file);
	file_parse(units->look, f, n->path, text);
	return f;
}

static bool masks(struct look *look, const struct node *n)
{
	if (n->type == NODE_LINK)
		return n->link && bytes_end(bytes_of(n->link), "dev/null");
	(void)look;
	return n->type == NODE_FILE && n->size == 0;
}

/* --- drop-ins --- */

struct dropins {
	struct names seen;		/* file name -> struct node *, the first wins */
	struct node **list;
	size_t count, room;
};

static void dropin_add(struct units *units, struct dropins *d, struct node *n)
{
	void **at = names_at(&d->seen, bytes_of(n->name));

	if (*at)
		return;
	*at = n;
	ARENA_ROOM(units->look->mem, d->list, d->count, d->room);
	d->list[d->count++] = n;
}

static void dropins_of(struct units *units, struct dropins *d, const char *name)
{
	struct unit_folder *f = names_find(&units->folders, bytes_of(look_fmt(units->look, "%s.d", name)));

	for (; f; f = f->next)
		for (struct node *n = f->dir->child; n; n = n->next)
			if (bytes_end(bytes_of(n->name), ".conf"))
				dropin_add(units, d, n);
}

static int by_name(const void *a, const void *b)
{
	return strcmp((*(struct node *const *)a)->name, (*(struct node *const *)b)->name);
}

/* X.service.d, foo@.service.d, foo-.service.d, service.d: the closer name wins for files of one name. */
static void dropins_find(struct units *units, struct dropins *d, const char *name)
{
	const char *template = unit_template(units->look, name), *dot = strrchr(name, '.');
	const char *stem_end = strchr(name, '@');

	dropins_of(units, d, name);
	if (template)
		dropins_of(units, d, template);
	if (!dot)
		return;
	for (const char *p = (stem_end ? stem_end : dot) - 1; p > name; p--)
		if (*p == '-' && p[1] != '.' && p[1] != '@')
			dropins_of(units, d, look_fmt(units->look, "%.*s%s", (int)(p - name + 1), name, dot));
	dropins_of(units, d, dot + 1);
	if (d->count)
		qsort(d->list, d->count, sizeof(*d->list), by_name);
}

static void files_set(struct units *units, struct unit *u, const struct unit_file *own)
{
	struct dropins d = { .seen.mem = units->look->mem };

	dropins_find(units, &d, u->name);
	u->files = arena_alloc(units->look->mem, (d.count + 1) * sizeof(*u->files));
	u->files[u->file_count++] = own;
	for (size_t i = 0; i < d.count; i++) {
		struct node *n = d.list[i];
		const struct unit_file *f;

		if (masks(units->look, n))
			continue;
		n = n->type == NODE_LINK ? tree_resolve(units->look->tree, n->path) : n;
		f = n ? file_get(units, n) : NULL;
		if (f)
			u->files[u->file_count++] = f;
	}
}

/* --- loading --- */

/* The unit another name stands for: an alias link's target, with the instance handed on. NULL: none. */
static const char *alias_target(struct units *units, const struct node *n, const char *name)
{
	const char *to = n->type == NODE_LINK && n->link ? path_name(n->link) : NULL;
	const char *template = unit_template(units->look, name);
	struct bytes prefix, instance, to_prefix, to_instance;

	if (!to || !is_unit_name(bytes_of(to)) || strcmp(to, name) == 0 || (template && strcmp(to, template) == 0))
		return NULL;
	if (instance_of(name, &prefix, &instance) && instance.n && unit_is_template(to) &&
	    instance_of(to, &to_prefix, &to_instance))
		return look_fmt(units->look, "%.*s@%.*s%s", (int)to_prefix.n, (const char *)to_prefix.at,
				(int)instance.n, (const char *)instance.at, strrchr(to, '.'));
	return to;
}

static struct unit *unit_new(struct units *units, const char *name)
{
	struct unit *u = ARENA_NEW(units->look->mem, struct unit);

	u->name = arena_text(units->look->mem, name, strlen(name));
	u->load = UNIT_ABSENT;
	*units->last = u;
	units->last = &u->next;
	units->count++;
	return u;
}

static void unit_read(struct units *units, struct unit *u, struct node *n)
{
	struct node *to = n->type == NODE_LINK ? tree_resolve(units->look->tree, n->path) : n;
	const struct unit_file *own;

	u->source = n;
	u->path = n->path;
	if (masks(units->look, n)) {
		u->load = UNIT_MASKED;
		return;
	}
	if (!to || to->type != NODE_FILE)
		return;
	if (to->size == 0) {
		u->load = UNIT_MASKED;
		return;
	}
	own = file_get(units, to);
	if (!own) {
		u->load = UNIT_UNREADABLE;
		return;
	}
	u->path = to->path;
	u->load = UNIT_LOADED;
	files_set(units, u, own);
}

static struct unit *unit_get(struct units *units, const char *name, int hops)
{
	struct bytes key = bytes_of(name);
	struct unit *u = names_find(&units->loaded, key);
	const char *template, *alias;
	struct node *n;

	if (u)
		return u;
	template = unit_template(units->look, name);
	n = names_find(&units->sources, key);
	if (!n && template)
		n = names_find(&units->sources, bytes_of(template));
	alias = n && hops < LIMIT_LINKS ? alias_target(units, n, name) : NULL;
	if (alias && !masks(units->look, n)) {
		u = unit_get(units, alias, hops + 1);
	} else {
		u = unit_new(units, name);
		if (n)
			unit_read(units, u, n);
	}
	*names_at(&units->loaded, key) = u;
	return u;
}

struct unit *units_get(struct units *units, const char *name)
{
	return unit_get(units, name, 0);
}

void units_load_all(struct units *units)
{
	for (size_t i = 0; i < COUNT(folders); i++) {
		struct node *dir = look_find(units->look, folders[i]);

		for (struct node *n = dir && dir->type == NODE_DIR ? dir->child : NULL; n; n = n->next)
			if (is_unit_name(bytes_of(n->name)) && n->type != NODE_DIR)
				units_get(units, n->name);
	}
}

/* --- values --- */

const struct unit_entry *unit_next(const struct unit *u, size_t *file, size_t *entry)
{
	while (*file < u->file_count) {
		const struct unit_file *f = u->files[*file];

		if (*entry < f->count)
			return &f->entries[(*entry)++];
		++*file;
		*entry = 0;
	}
	return NULL;
}

struct bytes unit_last(const struct unit *u, const char *section, const char *key, struct place *at)
{
	const struct unit_entry *e;
	struct bytes value = { 0 };
	size_t file = 0, entry = 0;

	while ((e = unit_next(u, &file, &entry)))
		if (bytes_are(e->key, key) && bytes_are(e->section, section)) {
			value = e->value;
			if (at)
				*at = e->at;
		}
	return value;
}

const struct unit_entry **unit_all(struct units *units, const struct unit *u, const char *section, const char *key)
{
	const struct unit_entry *e, **list = NULL;
	size_t count = 0, room = 0, file = 0, entry = 0;

	while ((e = unit_next(u, &file, &entry))) {
		if (!bytes_are(e->key, key) || !bytes_are(e->section, section))
			continue;
		if (e->value.n == 0) {
			count = 0;
			continue;
		}
		ARENA_ROOM(units->look->mem, list, count ? count + 1 : 0, room);
		list[count++] = e;
	}
	if (!list)
		list = arena_alloc(units->look->mem, sizeof(*list));
	list[count] = NULL;
	return list;
}

bool unit_bool(const struct unit *u, const char *section, const char *key, bool otherwise)
{
	return conf_bool(unit_last(u, section, key, NULL), otherwise);
}

/* --- specifiers --- */

static int hex(unsigned char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* systemd-escape(1) undone: '-' is '/', \xNN a byte */
static void unescape(struct text *out, struct bytes s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.at[i] == '-') {
			text_char(out, '/');
		} else if (s.at[i] == '\\' && i + 3 < s.n && s.at[i + 1] == 'x' && hex(s.at[i + 2]) >= 0 &&
			   hex(s.at[i + 3]) >= 0) {
			int c = hex(s.at[i + 2]) * 16 + hex(s.at[i + 3]);

			text_char(out, c ? (char)c : '?');
			i += 3;
		} else {
			text_char(out, (char)s.at[i]);
		}
	}
}

static const struct { char c; const char *value; } fixed_specifiers[] = {
	{ '%', "%" }, { 't', "/run" }, { 'S', "/var/lib" }, { 'C', "/var/cache" }, { 'L', "/var/log" },
	{ 'E', "/etc" }, { 'T', "/tmp" }, { 'V', "/var/tmp" }, { 'h', "/root" }, { 'u', "root" },
	{ 'U', "0" }, { 'g', "root" }, { 'G', "0" }, { 's', "/bin/sh" },
};

static bool specifier(struct text *out, const struct unit *u, char c)
{
	struct bytes name = bytes_of(u->name), stem, prefix, instance = { 0 };
	const char *dot = strrchr(u->name, '.');

	stem = bytes_first(name, dot ? (size_t)(dot - u->name) : name.n);
	prefix = stem;
	instance_of(u->name, &prefix, &instance);
	for (size_t i = 0; i < COUNT(fixed_specifiers); i++)
		if (fixed_specifiers[i].c == c) {
			text_add(out, fixed_specifiers[i].value);
			return true;
		}
	switch (c) {
	case 'n': text_add_bytes(out, name.at, name.n); return true;
	case 'N': text_add_bytes(out, stem.at, stem.n); return true;
	case 'p': text_add_bytes(out, prefix.at, prefix.n); return true;
	case 'P': unescape(out, prefix); return true;
	case 'i': text_add_bytes(out, instance.at, instance.n); return true;
	case 'I': unescape(out, instance); return true;
	case 'f': text_char(out, '/'); unescape(out, instance.n ? instance : prefix); return true;
	default: return false;
	}
}

const char *unit_specifiers(struct units *units, const struct unit *u, struct bytes s)
{
	struct text out = { .limit = LIMIT_LINE };
	const char *result;

	if (s.n == 0 || !memchr(s.at, '%', s.n))
		return look_str(units->look, s);
	for (size_t i = 0; i < s.n && !out.failed; i++) {
		if (s.at[i] == '%' && i + 1 < s.n && specifier(&out, u, (char)s.at[i + 1]))
			i++;
		else
			text_char(&out, (char)s.at[i]);
	}
	result = arena_text(units->look->mem, out.at ? out.at : "", out.n);
	text_free(&out);
	return result;
}
