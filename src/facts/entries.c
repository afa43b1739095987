#include "facts/entries.h"

#include <ctype.h>
#include <string.h>

#include "base/limits.h"
#include "base/yaml.h"
#include "facts/conf.h"

enum { ENTRIES = 2000 };		/* they are looked through pair by pair */

struct reading {
	struct entries *all;
	const struct grammar *g;
	const char *path;
	int depth;
};

static void read_text(struct reading *r, struct bytes text);

static int fold(int c)
{
	return c == '_' ? '-' : tolower(c);
}

bool key_same(struct bytes a, const char *b)
{
	size_t i = 0;

	for (;; i++, b++) {
		while (i < a.n && a.at[i] == ' ')
			i++;
		while (*b == ' ')
			b++;
		if (i == a.n || !*b)
			return i == a.n && !*b;
		if (fold(a.at[i]) != fold((unsigned char)*b))
			return false;
	}
}

static const struct key *key_row(const struct key *keys, const char *scope, struct bytes key)
{
	for (; keys->key; keys++)
		if ((key_same(key, keys->key) || strcmp(keys->key, "*") == 0) && (!keys->scope || path_match(keys->scope, scope)))
			return keys;
	return NULL;
}

static const char *spelled(struct look *look, const struct key *row, struct bytes value)
{
	static const char *const words[] = { "no", "yes" };
	bool otherwise = value.n == 0;
	char *out;

	switch (row->spelling) {
	case AS_WRITTEN:
		break;
	case AS_BOOL:
	case AS_NOT:
		/* a word that is no boolean stays as it is: the rule shall not take it for "no" */
		if (conf_bool(value, true) != conf_bool(value, false) && value.n)
			break;
		return words[conf_bool(value, otherwise) != (row->spelling == AS_NOT)];
	case AS_LOWER:
		out = arena_text(look->mem, value.at, value.n);
		for (char *c = out; *c; c++)
			*c = (char)tolower((unsigned char)*c);
		return out;
	}
	return look_str(look, value);
}

static bool room_for(struct entries *all, const char *path)
{
	if (all->count >= ENTRIES) {
		if (!all->full)
			look_unreadable(all->look, path, "has more settings than a daemon's configuration can sensibly have");
		all->full = true;
		return false;
	}
	ARENA_ROOM(all->look->mem, all->list, all->count, all->room);
	return true;
}

void entries_add(struct entries *all, const char *scope, struct bytes key, struct bytes value,
		 struct place at, const char *source)
{
	const struct key *row = key_row(all->keys, scope, key);
	const char *name;

	if (!row || !room_for(all, at.path))
		return;
	name = row->as ? row->as : strcmp(row->key, "*") == 0 ? look_str(all->look, key) : row->key;
	all->list[all->count++] = (struct entry){
		.at = at, .scope = scope, .key = name,
		.value = spelled(all->look, row, value), .source = source, .row = row,
	};
}

/* --- includes --- */

static void read_node(struct reading *r, struct node *n)
{
	struct reading inner = { .all = r->all, .g = r->g, .path = n->path, .depth = r->depth + 1 };
	struct bytes text;

	if (inner.depth > LIMIT_INCLUDE_DEPTH || r->all->files >= LIMIT_INCLUDES) {
		look_unreadable(r->all->look, n->path, "is included too deep, or with too many others");
		return;
	}
	r->all->files++;
	if (look_text_node(r->all->look, n, &text))
		read_text(&inner, text);
}

/* 'name' as it is written in r->path, from the image's root. */
static const char *included_path(const struct reading *r, struct bytes name)
{
	struct look *look = r->all->look;
	const char *slash = strrchr(r->path, '/');

	while (bytes_end(name, "/"))
		name.n--;
	if (name.n && name.at[0] == '/')
		return look_str(look, bytes_skip(name, 1));
	if (r->g->base)
		return look_fmt(look, "%s/%s", r->g->base, look_str(look, name));
	return look_fmt(look, "%.*s/%s", slash ? (int)(slash - r->path) : 0, r->path, look_str(look, name));
}

static void include_found(struct reading *r, const char *pattern, const char *suffix)
{
	struct node **found = look_glob(r->all->look, pattern);

	for (; *found; found++) {
		struct node *n = look_find(r->all->look, (*found)->path);

		if (n && n->type == NODE_FILE && (!suffix || bytes_end(bytes_of((*found)->name), suffix)))
			read_node(r, n);
	}
}

/* True when the line was an include, and so no setting. */
static bool include(struct reading *r, struct bytes key, struct bytes value)
{
	struct bytes rest = value, name;
	bool dir = bytes_among_nocase(key, r->g->include_dir ? r->g->include_dir : "");

	if (!dir && !bytes_among_nocase(key, r->g->include ? r->g->include : ""))
		return false;
	while (bytes_word(&rest, &name)) {
		const char *path;
		struct node *n;

		name = bytes_unquote(name);
		path = included_path(r, name);
		n = look_find(r->all->look, path);
		if (n && n->type == NODE_DIR)
			dir = true;
		if (dir)
			include_found(r, look_fmt(r->all->look, "%s/*", path), r->g->suffix);
		else
			include_found(r, path, NULL);
		/* "conf-dir=/etc/dnsmasq.d,*.conf": what follows a comma is no name */
		if (dir)
			break;
	}
	return true;
}

/* --- the shapes --- */

static struct bytes without_tail(const struct reading *r, struct bytes value)
{
	if (!r->g->tail)
		return value;
	for (size_t i = 0; i < value.n; i++)
		if (value.at[i] == '#' && (i == 0 || value.at[i - 1] == ' ' || value.at[i - 1] == '\t'))
			return bytes_unquote(bytes_trim(bytes_first(value, i)));
	return value;
}

static void keep(struct reading *r, const char *scope, struct bytes key, struct bytes value, long line)
{
	value = without_tail(r, value);
	if (!include(r, key, value))
		entries_add(r->all, scope, key, value, place_line(r->path, line), "file");
}

/* the scopes we stand in, outer ones first */

struct scopes {
	struct look *look;
	const char *at[LIMIT_INCLUDE_DEPTH];
	int depth;			/* may be more than we keep: then the last kept one goes on */
};

static const char *scope_now(const struct scopes *s)
{
	int last = s->depth < LIMIT_INCLUDE_DEPTH ? s->depth : LIMIT_INCLUDE_DEPTH - 1;

	return s->at[last] ? s->at[last] : "";
}

static void scope_open(struct scopes *s, const char *name)
{
	const char *outer = scope_now(s);

	s->depth++;
	if (s->depth < LIMIT_INCLUDE_DEPTH)
		s->at[s->depth] = *outer ? look_fmt(s->look, "%.500s %.500s", outer, name) : name;
}

static void scope_close(struct scopes *s)
{
	if (s->depth > 0)
		s->depth--;
}

static void read_words(struct reading *r, struct bytes text)
{
	struct scopes scopes = { .look = r->all->look };
	struct conf_line l = { .rest = text };

	while (conf_words(&l)) {
		if (bytes_begin(l.whole, "</"))
			scope_close(&scopes);
		else if (bytes_begin(l.whole, "<") && bytes_end(l.whole, ">"))
			scope_open(&scopes, look_str(r->all->look,
						     bytes_trim(bytes_skip(bytes_first(l.whole, l.whole.n - 1), 1))));
		else
			keep(r, scope_now(&scopes), l.key, l.value, l.line);
	}
}

static void read_colon(struct reading *r, struct bytes text)
{
	struct conf_line l = { .rest = text };
	const char *scope = "";

	while (conf_words(&l)) {
		if (!bytes_end(l.key, ":"))
			continue;
		l.key.n--;
		if (without_tail(r, l.value).n == 0)
			scope = look_str(r->all->look, l.key);
		else
			keep(r, scope, l.key, l.value, l.line);
	}
}

static void read_ini(struct reading *r, struct bytes text)
{
	struct conf_line l = { .rest = text };
	struct bytes section = { 0 };
	const char *scope = "";

	while (conf_ini(&l)) {
		if (!bytes_same(section, l.section) || l.section.at != section.at) {
			section = l.section;
			scope = look_str(r->all->look, section);
		}
		/* my.cnf: "!includedir /etc/mysql/conf.d/" */
		if (bytes_begin(l.key, "!"))
			bytes_cut(l.key, ' ', &l.key, &l.value);
		keep(r, scope, l.key, l.value, l.line);
	}
}

static void read_shell(struct reading *r, struct bytes text)
{
	struct conf_line l = { .rest = text };

	while (conf_shell(&l))
		keep(r, "", l.key, l.value, l.line);
}

static void read_uci(struct reading *r, struct bytes text)
{
	struct look *look = r->all->look;
	struct conf_uci u = { .rest = text };
	const char *scope = "";

	while (conf_uci(&u)) {
		if (u.is_section)
			scope = u.name.n ? look_fmt(look, "%s %s", look_str(look, u.type), look_str(look, u.name))
					 : look_fmt(look, "%s %d", look_str(look, u.type), u.section);
		else
			entries_add(r->all, scope, u.key, u.value, place_line(r->path, u.line), "uci");
	}
}

/* postconf(5): a line that begins with a blank goes on with the one before; "#" only at the start. */
static void read_folded(struct reading *r, struct bytes text)
{
	struct bytes line, key = { 0 }, value = { 0 };
	long now = 0, at = 0;

	while (bytes_line(&text, &line)) {
		struct bytes s = bytes_trim(line);

		now++;
		if (s.n == 0 || s.at[0] == '#')
			continue;
		if (line.at[0] == ' ' || line.at[0] == '\t') {
			const char *both;

			/* each line copies what came before: keep that short */
			if (value.n > LIMIT_VALUE)
				continue;
			both = look_fmt(r->all->look, "%.*s %.*s", (int)value.n, (const char *)value.at,
					(int)s.n, (const char *)s.at);
			value = bytes_trim(bytes_of(both));
			continue;
		}
		if (at)
			keep(r, "", key, value, at);
		at = bytes_cut(s, '=', &key, &value) ? now : 0;
	}
	if (at)
		keep(r, "", key, value, at);
}

static void read_indented(struct reading *r, struct bytes text)
{
	struct look *look = r->all->look;
	struct bytes line, key, value;
	const char *scope = "";
	long now = 0;

	while (bytes_line(&text, &line)) {
		struct bytes s = bytes_trim(line);

		now++;
		if (s.n == 0 || s.at[0] == '#')
			continue;
		if (line.at[0] == ' ' || line.at[0] == '\t') {
			if (bytes_cut(s, '=', &key, &value))
				keep(r, scope, key, bytes_unquote(value), now);
		} else if (bytes_cut(s, ' ', &key, &value) && !include(r, key, value)) {
			scope = look_str(look, s);
		}
	}
}

/* --- blocks in braces --- */

static const char *words_from(struct look *look, const struct conf_block *b, size_t first)
{
	const char *out = "";

	for (size_t i = first; i < b->count; i++)
		out = look_fmt(look, "%s%s%s", out, *out ? " " : "", look_str(look, b->words[i]));
	return out;
}

static void read_block(struct reading *r, struct bytes text)
{
	struct conf_block b = { .rest = text };
	struct scopes scopes = { .look = r->all->look };

	while (conf_block(&b)) {
		if (b.kind == BLOCK_CLOSE)
			scope_close(&scopes);
		else if (b.kind == BLOCK_OPEN)
			scope_open(&scopes, words_from(r->all->look, &b, 0));
		else
			keep(r, scope_now(&scopes), b.words[0], bytes_of(words_from(r->all->look, &b, 1)), b.line);
	}
}

/* dovecot, freeradius, strongswan.conf, wpa_supplicant: a block opens at the end of a line */
static void read_braces(struct reading *r, struct bytes text)
{
	struct scopes scopes = { .look = r->all->look };
	struct conf_line l = { .rest = text };

	while (conf_words(&l)) {
		struct bytes s = without_tail(r, l.whole);

		if (bytes_are(s, "}")) {
			scope_close(&scopes);
		} else if (bytes_end(s, "{")) {
			s = bytes_trim(bytes_first(s, s.n - 1));
			if (bytes_end(s, "="))
				s = bytes_trim(bytes_first(s, s.n - 1));
			scope_open(&scopes, look_str(r->all->look, s));
		} else {
			keep(r, scope_now(&scopes), l.key, l.value, l.line);
		}
	}
}

static void keep_yaml(struct reading *r, const char *key, const struct yaml *at, int depth)
{
	struct look *look = r->all->look;

	if (depth > LIMIT_INCLUDE_DEPTH)
		return;
	if (at->text)
		entries_add(r->all, "", bytes_of(key), bytes_of(at->text), place_line(r->path, at->line), "file");
	for (const struct yaml *c = at->child; c; c = c->next)
		keep_yaml(r, !c->key ? key : *key ? look_fmt(look, "%.500s.%.500s", key, c->key) : c->key, c, depth + 1);
}

static void read_yaml(struct reading *r, struct bytes text)
{
	struct err err = { 0 };
	struct yaml *doc = yaml_load(r->all->look->mem, r->path, text, &err);

	if (doc)
		keep_yaml(r, "", doc, 0);
	else if (bytes_trim(text).n)
		look_unreadable(r->all->look, r->path, look_fmt(r->all->look, "cannot be parsed: %s", err.text));
}

/* Comments of C as blanks, so that lines keep their numbers. Not inside quotes. */
static struct bytes without_c_comments(struct look *look, struct bytes text)
{
	char *out = arena_text(look->mem, text.at, text.n), quote = 0;

	for (size_t i = 0; i < text.n; i++) {
		bool line = out[i] == '/' && out[i + 1] == '/', block = out[i] == '/' && out[i + 1] == '*';

		if (quote || out[i] == '"') {
			quote = !quote ? '"' : out[i] == '"' || out[i] == '\n' ? 0 : quote;
			continue;
		}
		while (line && i < text.n && out[i] != '\n')
			out[i++] = ' ';
		while (block && i < text.n) {
			bool end = out[i] == '*' && out[i + 1] == '/';

			if (end)
				out[i + 1] = ' ';
			if (out[i] != '\n')
				out[i] = ' ';
			i++;
			if (end)
				break;
		}
	}
	return (struct bytes){ (const unsigned char *)out, text.n };
}

static void read_text(struct reading *r, struct bytes text)
{
	static void (*const readers[])(struct reading *, struct bytes) = {
		[SYNTAX_WORDS] = read_words, [SYNTAX_COLON] = read_colon, [SYNTAX_INI] = read_ini,
		[SYNTAX_SHELL] = read_shell, [SYNTAX_UCI] = read_uci, [SYNTAX_FOLDED] = read_folded,
		[SYNTAX_INDENTED] = read_indented, [SYNTAX_BLOCK] = read_block,
		[SYNTAX_BRACES] = read_braces, [SYNTAX_YAML] = read_yaml,
	};

	if (r->g->c_comments)
		text = without_c_comments(r->all->look, text);
	readers[r->g->syntax](r, text);
}

void entries_read_text(struct entries *all, const struct grammar *g, const char *path, struct bytes text)
{
	read_text(&(struct reading){ .all = all, .g = g, .path = path }, text);
}

void entries_read_node(struct entries *all, const struct grammar *g, struct node *n)
{
	read_node(&(struct reading){ .all = all, .g = g, .path = n->path }, n);
}

bool entries_read(struct entries *all, const struct grammar *g, const char *path)
{
	struct bytes text;

	if (!look_text(all->look, path, &text))
		return false;
	all->files++;
	read_text(&(struct reading){ .all = all, .g = g, .path = path, .depth = 1 }, text);
	return true;
}

void entries_argv(struct entries *all, const struct fact_service *s)
{
	for (const struct key *row = all->keys; row->key; row++) {
		struct bytes value = { 0 };

		if (row->option && look_option(all->look, s->exec, row->option, &value))
			entries_add(all, "", bytes_of(row->key), value, s->at, "argv");
	}
}

/* --- asking --- */

const struct entry *entries_next(const struct entries *all, const char *scope, const char *key,
				 const struct entry *after)
{
	for (size_t i = after ? (size_t)(after - all->list) + 1 : 0; i < all->count; i++)
		if (key_same(bytes_of(all->list[i].key), key) && (!scope || strcmp(all->list[i].scope, scope) == 0))
			return &all->list[i];
	return NULL;
}

const struct entry *entries_find(const struct entries *all, const char *scope, const char *key)
{
	const struct entry *found = NULL;

	for (const struct entry *e = NULL; (e = entries_next(all, scope, key, e)); found = e)
		if (e->row->wins == WINS_FIRST)
			return e;
	return found;
}

const char *entries_value(const struct entries *all, const char *scope, const char *key, const char *otherwise)
{
	const struct entry *e = entries_find(all, scope, key);

	return e ? e->value : otherwise;
}

bool entries_bool(const struct entries *all, const char *scope, const char *key, bool otherwise)
{
	const struct entry *e = entries_find(all, scope, key);

	return e ? conf_bool(bytes_of(e->value), otherwise) : otherwise;
}
