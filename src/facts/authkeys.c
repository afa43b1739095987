#include "facts/authkeys.h"

#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "base/text.h"

static bool is_type(struct bytes word)
{
	static const char *const types[] = { "ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-", "rsa-sha2-" };

	for (size_t i = 0; i < COUNT(types); i++)
		if (bytes_begin(word, types[i]))
			return true;
	return false;
}

/* sshd(8), AUTHORIZED_KEYS FILE FORMAT: [options] type base64 [comment]; options hold quoted blanks */
static struct bytes option_word(struct bytes *rest)
{
	struct bytes s = bytes_trim(*rest);
	size_t n = 0;
	bool quoted = false;

	while (n < s.n && (quoted || (s.at[n] != ' ' && s.at[n] != '\t'))) {
		if (s.at[n] == '"' && (n == 0 || s.at[n - 1] != '\\'))
			quoted = !quoted;
		n++;
	}
	*rest = bytes_skip(s, n);
	return bytes_first(s, n);
}

static bool already(struct look *look, struct place at, const char *user)
{
	FACT_EACH(look->facts, grant, g)
		if (g->at.line == at.line && g->at.path && strcmp(g->at.path, at.path) == 0 &&
		    strcmp(g->kind, "authorized-key") == 0 && g->user && user && strcmp(g->user, user) == 0)
			return true;
	return false;
}

void authkeys_file(struct look *look, struct node *n, const char *user)
{
	struct bytes file, line, first, type;
	long number = 0, keys = 0;

	if (!look_text_node(look, n, &file))
		return;
	while (bytes_line(&file, &line)) {
		struct place at = place_line(n->path, ++number);

		line = bytes_trim(line);
		if (line.n == 0 || line.at[0] == '#')
			continue;
		first = option_word(&line);
		type = is_type(first) ? first : option_word(&line);
		if (!is_type(type) || option_word(&line).n == 0 || already(look, at, user))
			continue;
		if (++keys > LIMIT_INCLUDES)
			return;
		line = bytes_trim(line);
		FACT(look->facts, grant, .at = at, .kind = "authorized-key", .user = user, .works = FLAG_UNKNOWN,
		     .detail = look_fmt(look, "%s%s%s%s", look_str(look, type), line.n ? " " : "",
					look_str(look, line), bytes_same(first, type) ? "" : ", with options"));
	}
}

static void authkeys_glob(struct look *look, const char *pattern, const char *user)
{
	for (struct node **n = look_glob(look, pattern); *n; n++) {
		struct node *real = look_find(look, (*n)->path);

		if (real && real->type == NODE_FILE)
			authkeys_file(look, real, user);
	}
}

/* The name of the folder's owner: the account whose home it is, else the folder's own name. */
static const char *owner_of(struct look *look, const struct node *home)
{
	FACT_EACH(look->facts, account, a) {
		struct node *n = a->home && a->home[0] ? look_find(look, a->home) : NULL;

		if (n == home)
			return a->name;
	}
	return home->name;
}

void authkeys_usual(struct look *look)
{
	for (struct node **n = look_folder(look, "home"); *n; n++)
		authkeys_glob(look, look_fmt(look, "%s/.ssh/authorized_keys*", (*n)->path), owner_of(look, *n));
	authkeys_glob(look, "root/.ssh/authorized_keys*", "root");
	authkeys_glob(look, "etc/dropbear/authorized_keys*", "root");
	FACT_EACH(look->facts, account, a)
		if (a->home && strlen(a->home) > 1 && a->interactive == FLAG_YES)
			authkeys_glob(look, look_fmt(look, "%s/.ssh/authorized_keys*", a->home), a->name);
}

/* %h, %u and %% of one word; relative paths are taken from the home. NULL: longer than any path. */
static const char *expanded(struct look *look, struct bytes word, const struct fact_account *a)
{
	struct text out = { .limit = LIMIT_PATH };
	const char *path;

	if (word.at[0] != '/' && word.at[0] != '%')
		text_printf(&out, "%s/", a->home);
	for (size_t i = 0; i < word.n; i++) {
		if (word.at[i] != '%' || i + 1 == word.n)
			text_char(&out, (char)word.at[i]);
		else if (word.at[++i] == 'h')
			text_add(&out, a->home);
		else if (word.at[i] == 'u')
			text_add(&out, a->name);
		else
			text_char(&out, (char)word.at[i]);
	}
	path = out.failed ? NULL : look_str(look, (struct bytes){ (const unsigned char *)out.at, out.n });
	text_free(&out);
	return path;
}

void authkeys_elsewhere(struct look *look, const char *names)
{
	struct bytes rest, word;

	FACT_EACH(look->facts, account, a) {
		rest = bytes_of(names ? names : "");
		while (a->interactive == FLAG_YES && a->home && bytes_word(&rest, &word)) {
			const char *path = bytes_are(word, "none") ? NULL : expanded(look, word, a);
			struct node *n = path ? look_find(look, path) : NULL;

			if (n && n->type == NODE_FILE)
				authkeys_file(look, n, a->name);
		}
	}
}
