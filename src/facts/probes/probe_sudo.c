/*
 * Who may become root without being asked: sudoers(5) and doas.conf(5).
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "base/limits.h"

enum { ALIASES = 64, DETAIL = 300 };

struct sudo {
	struct look *look;
	enum flag works;
	size_t files;
	struct { struct bytes name, members; } aliases[ALIASES];	/* User_Alias */
	size_t alias_count;
};

/* Joins the lines that end in a backslash; the number is the first one's. */
static bool logical_line(struct look *look, struct bytes *rest, long *number, long *first, struct bytes *out)
{
	struct bytes line;
	const char *joined = NULL;
	int parts = 0;

	while (bytes_line(rest, &line)) {
		bool more = line.n && line.at[line.n - 1] == '\\';

		if (!joined)
			*first = *number + 1;
		++*number;
		if (more)
			line.n--;
		*out = line;
		if (joined || more) {
			joined = look_fmt(look, "%s%s", joined ? joined : "", look_str(look, line));
			*out = bytes_of(joined);
		}
		/* joining copies: a file that never ends a line would take it to the square */
		if (!more || ++parts == 256)
			return true;
	}
	return joined != NULL;
}

static void sudoers_read(struct sudo *s, struct node *n, int depth);

/* sudoers(5): in a folder, names with a dot or a tilde at the end are passed over */
static void include(struct sudo *s, struct bytes what, bool folder, int depth)
{
	const char *path = look_str(s->look, bytes_unquote(bytes_trim(what)));
	struct node *n;

	if (depth >= LIMIT_INCLUDE_DEPTH)
		return;
	if (path[0] != '/')
		path = look_fmt(s->look, "etc/%s", path);
	if (!folder) {
		n = look_find(s->look, path);
		if (n && n->type == NODE_FILE)
			sudoers_read(s, n, depth + 1);
		return;
	}
	for (struct node **entry = look_folder(s->look, path); *entry; entry++) {
		const char *name = (*entry)->name;

		n = look_find(s->look, (*entry)->path);
		if (n && n->type == NODE_FILE && !strchr(name, '.') && name[strlen(name) - 1] != '~')
			sudoers_read(s, n, depth + 1);
	}
}

static bool is_include(struct sudo *s, struct bytes line, int depth)
{
	static const struct { const char *word; bool folder; } words[] = {
		{ "#includedir ", true }, { "@includedir ", true }, { "#include ", false }, { "@include ", false },
	};

	for (size_t i = 0; i < COUNT(words); i++)
		if (bytes_begin(line, words[i].word)) {
			include(s, bytes_skip(line, strlen(words[i].word)), words[i].folder, depth);
			return true;
		}
	return false;
}

/* The user list as it is, with what an alias stands for behind it. */
static const char *users_text(struct sudo *s, struct bytes users)
{
	for (size_t i = 0; i < s->alias_count; i++)
		if (bytes_same(s->aliases[i].name, users))
			return look_fmt(s->look, "%s (%s)", look_str(s->look, users), look_str(s->look, s->aliases[i].members));
	return look_str(s->look, users);
}

static void grant_add(struct sudo *s, const char *kind, const char *user, struct bytes detail, struct place at)
{
	FACT(s->look->facts, grant, .at = at, .kind = kind, .user = user, .works = s->works,
	     .detail = look_str(s->look, bytes_first(bytes_trim(detail), DETAIL)));
}

/* "Defaults !authenticate", "Defaults:joe env_reset, !authenticate" */
static void defaults(struct sudo *s, struct bytes line, struct place at)
{
	struct bytes who = { 0 }, words = bytes_skip(line, 8), word;

	if (words.n && strchr(":@>!", words.at[0])) {
		words = bytes_skip(words, 1);
		bytes_word(&words, &who);
	}
	while (bytes_field(&words, ',', &word))
		if (bytes_are(bytes_trim(word), "!authenticate"))
			grant_add(s, "sudo-noauth", who.n ? look_str(s->look, who) : "ALL", line, at);
}

static void alias(struct sudo *s, struct bytes line)
{
	if (s->alias_count < ALIASES &&
	    bytes_cut(bytes_skip(line, 11), '=', &s->aliases[s->alias_count].name, &s->aliases[s->alias_count].members))
		s->alias_count++;
}

/* The users are all before the host: "joe, ann ALL=..." */
static struct bytes users_of(struct bytes line)
{
	struct bytes before, after, rest, word, users = { 0 };

	if (!bytes_cut(line, '=', &before, &after))
		return users;
	rest = before;
	while (bytes_word(&rest, &word)) {
		if (users.n && users.at[users.n - 1] != ',' && word.at[0] != ',')
			break;
		users = (struct bytes){ before.at, (size_t)(word.at + word.n - before.at) };
	}
	return users;
}

static void entry(struct sudo *s, struct bytes line, struct place at)
{
	long tag = bytes_find(line, "NOPASSWD:");
	struct bytes users = users_of(line);

	if (tag < 0 || users.n == 0 || bytes_are(users, "root"))
		return;
	grant_add(s, "sudo-nopasswd", users_text(s, users), bytes_skip(line, (size_t)tag + 9), at);
}

static void sudoers_read(struct sudo *s, struct node *n, int depth)
{
	struct bytes file, line;
	long number = 0, first = 0;

	if (++s->files > LIMIT_INCLUDES || !look_text_node(s->look, n, &file))
		return;
	while (logical_line(s->look, &file, &number, &first, &line)) {
		struct place at = place_line(n->path, first);

		line = bytes_trim(line);
		if (line.n == 0 || is_include(s, line, depth) || line.at[0] == '#')
			continue;
		if (bytes_begin(line, "Defaults"))
			defaults(s, line, at);
		else if (bytes_begin(line, "User_Alias "))
			alias(s, line);
		else if (!bytes_begin(line, "Cmnd_Alias") && !bytes_begin(line, "Host_Alias") &&
			 !bytes_begin(line, "Runas_Alias"))
			entry(s, line, at);
	}
}

/* permit [nopass] [keepenv] [setenv {}] identity [as target] [cmd ...] */
static void doas_line(struct sudo *s, struct bytes line, struct place at)
{
	struct bytes rest = line, word;
	bool nopass = false;

	if (!bytes_word(&rest, &word) || !bytes_are(word, "permit"))
		return;
	while (bytes_word(&rest, &word)) {
		if (bytes_are(word, "nopass")) {
			nopass = true;
		} else if (bytes_are(word, "setenv")) {
			const unsigned char *end = memchr(rest.at ? rest.at : (const unsigned char *)"", '}', rest.n);

			rest = bytes_skip(rest, end ? (size_t)(end - rest.at) + 1 : rest.n);
		} else if (!bytes_are(word, "keepenv") && !bytes_are(word, "persist") && !bytes_are(word, "nolog")) {
			if (nopass && !bytes_are(word, "root"))
				grant_add(s, "doas-nopass", look_str(s->look, word), line, at);
			return;
		}
	}
}

static void doas_read(struct sudo *s, struct node *n)
{
	struct bytes file, line;
	long number = 0;

	if (!n || n->type != NODE_FILE || !look_text_node(s->look, n, &file))
		return;
	while (bytes_line(&file, &line)) {
		number++;
		doas_line(s, bytes_trim(line), place_line(n->path, number));
	}
}

static void sudo_run(struct look *look)
{
	struct sudo s = { .look = look, .works = FLAG_OF(look_program(look, "sudo")) };
	struct node *n = look_find(look, "etc/sudoers");

	if (n && n->type == NODE_FILE)
		sudoers_read(&s, n, 0);
	else
		facts_looked(look->facts, look->probe, "etc/sudoers", "absent");
	s.works = FLAG_OF(look_program(look, "doas"));
	doas_read(&s, look_find(look, "etc/doas.conf"));
	for (struct node **d = look_glob(look, "etc/doas.d/*.conf"); *d; d++)
		doas_read(&s, look_find(look, (*d)->path));
}

const struct probe probe_sudo = {
	.name = "sudo",
	.about = "who may become root without being asked: sudo and doas",
	.reads = (const char *const[]){ "etc/sudoers", "etc/sudoers.d/*", "etc/doas.conf", "etc/doas.d/*", NULL },
	.run = sudo_run,
};
