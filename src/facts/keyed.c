#include "facts/keyed.h"

#include <string.h>

#include "base/sha256.h"
#include "facts/conf.h"
#include "facts/version.h"

bool word_among(struct bytes word, const char *words)
{
	return words && bytes_among(word.n ? word : BYTES("''"), words);
}

bool keyed_present(struct look *look, const char *daemon)
{
	return strcmp(look_daemon(look, daemon)->state, "absent") != 0;
}

struct place entry_place(const struct entry *e)
{
	return e ? e->at : (struct place){ 0 };
}

long number_of(const char *text, long otherwise)
{
	long n = otherwise;

	return text && bytes_number(bytes_trim(bytes_of(text)), &n) ? n : otherwise;
}

static const char *form_of(const char *kind)
{
	return strcmp(kind, "hash") == 0 ? "hash" : strcmp(kind, "psk") == 0 ? "psk" : "clear";
}

void credential_add(struct look *look, const char *daemon, const char *kind, const char *user,
		    struct bytes secret, const char *known, struct place at)
{
	char hex[SHA256_HEX];

	sha256_of(secret.at, secret.n, hex);
	hex[16] = '\0';
	FACT(look->facts, credential, .at = at, .kind = kind, .program = daemon, .user = user,
	     .form = form_of(kind), .digest = hex,
	     .known = word_among(secret, known) ? look_fmt(look, "%s's default", daemon) : NULL,
	     .in_use = look_daemon(look, daemon)->enabled);
}

void keyed_setting(struct look *look, const char *daemon, const char *scope, const char *key,
		   const char *value, const struct entry *from)
{
	FACT(look->facts, setting, .at = entry_place(from), .daemon = daemon, .scope = scope, .key = key,
	     .value = value, .state = from ? "effective" : "default", .source = from ? from->source : "compiled");
}

void keyed_listens(struct look *look, const char *daemon, const char *proto, const char *addresses,
		   long port, const struct entry *from, enum flag tls)
{
	struct bytes rest = bytes_of(addresses ? addresses : ""), part, word;
	const char *source = from ? from->source : "compiled";
	bool any = false;

	while (bytes_field(&rest, ',', &part))
		while (bytes_word(&part, &word)) {
			word = bytes_unquote(word);
			any = true;
			look_listens(look, daemon, proto, look_str(look, word), port, entry_place(from), source, tls);
		}
	if (!any)
		look_listens(look, daemon, proto, "*", port, entry_place(from), source, tls);
}

void keyed_listens_on(struct look *look, const char *daemon, const char *proto, long port, const char *interface,
		      const char *reach, const struct entry *from)
{
	FACT(look->facts, listener, .at = entry_place(from), .daemon = daemon, .proto = proto, .address = "*",
	     .port = port, .interface = interface, .reach = reach, .source = from ? from->source : "compiled",
	     .tls = FLAG_NO);
}

const char *commented_default(struct look *look, const char *path, const char *key)
{
	const char *prefix = look_fmt(look, "#%s=", key);
	struct node *n = look_find(look, path);
	struct bytes text, line;

	if (!n || n->type != NODE_FILE || !look_text_node(look, n, &text))
		return NULL;
	while (bytes_line(&text, &line))
		if (bytes_begin(line, prefix))
			return look_str(look, bytes_trim(bytes_skip(line, strlen(prefix))));
	return NULL;
}

/* --- reading --- */

static struct node *config_named(struct look *look, const struct keyed *d, const struct fact_service *s)
{
	struct bytes rest = bytes_of(s->exec ? s->exec : ""), word, value = { 0 };

	if (strcmp(d->config_option, "/") != 0)
		return look_option(look, s->exec, d->config_option, &value) && value.n
			? look_find(look, look_str(look, value)) : NULL;
	bytes_word(&rest, &word);
	while (bytes_word(&rest, &word))
		if (word.at[0] == '/')
			return look_find(look, look_str(look, word));
	return NULL;
}

/* The files that the services which start name themselves. */
static bool read_named(struct entries *all, const struct keyed *d)
{
	const struct fact_service *s = NULL;
	bool any = false;

	while (d->config_option && (s = look_service(all->look, d->name, true, s))) {
		struct node *n = config_named(all->look, d, s);

		if (!n || n->type != NODE_FILE)
			continue;
		entries_read_node(all, d->grammar, n);
		any = true;
	}
	return any;
}

static void read_usual(struct entries *all, const struct keyed *d)
{
	for (const char *const *f = d->files; *f; f++) {
		if (!strpbrk(*f, "*?[")) {
			entries_read(all, d->grammar, *f);
			continue;
		}
		for (struct node **n = look_glob(all->look, *f); *n; n++) {
			struct node *file = look_find(all->look, (*n)->path);

			if (file && file->type == NODE_FILE)
				entries_read_node(all, d->grammar, file);
		}
	}
}

void keyed_read(struct entries *all, const struct keyed *d)
{
	const struct fact_service *s = NULL;

	if (!read_named(all, d))
		read_usual(all, d);
	while ((s = look_service(all->look, d->name, true, s)))
		entries_argv(all, s);
}

/* --- saying --- */

static bool same_setting(const struct entry *a, const struct entry *b)
{
	return strcmp(a->key, b->key) == 0 && strcmp(a->scope, b->scope) == 0;
}

static bool is_overridden(const struct entries *all, size_t i)
{
	const struct entry *e = &all->list[i];
	size_t k = e->row->wins == WINS_FIRST ? 0 : i + 1, end = e->row->wins == WINS_FIRST ? i : all->count;

	for (; e->row->wins != WINS_EACH && k < end; k++)
		if (same_setting(e, &all->list[k]))
			return true;
	return false;
}

static void say_entry(const struct entries *all, const struct keyed *d, size_t i)
{
	const struct entry *e = &all->list[i];
	const char *value = e->value;
	bool overridden = is_overridden(all, i);

	if (e->row->secret && *value) {
		if (!overridden && *e->row->secret)
			credential_add(all->look, d->name, e->row->secret, NULL, bytes_of(value), e->row->known, e->at);
		value = "(set)";
	}
	FACT(all->look->facts, setting, .at = e->at, .daemon = d->name, .scope = e->scope, .key = e->key,
	     .value = value, .state = overridden ? "overridden" : "effective", .source = e->source);
}

/* Does the row's range of versions hold? Without a range it always does. */
static enum flag row_holds(const char *version, const struct key *row)
{
	if (!row->from && !row->below)
		return FLAG_YES;
	if (!version)
		return FLAG_UNKNOWN;
	return FLAG_OF((!row->from || version_compare(version, row->from) >= 0) &&
		       (!row->below || version_compare(version, row->below) < 0));
}

static bool said_before(const struct key *keys, const struct key *row)
{
	for (; keys < row; keys++)
		if (keys->otherwise && strcmp(keys->key, row->key) == 0)
			return true;
	return false;
}

static void say_default(const struct entries *all, const struct keyed *d, const struct key *row)
{
	const char *version = look_daemon(all->look, d->name)->version, *value = NULL;
	const char *name = row->as ? row->as : row->key;

	if (!row->otherwise || said_before(all->keys, row))
		return;
	for (const struct entry *e = NULL; (e = entries_next(all, NULL, name, e));)
		if (!row->scope || path_match(row->scope, e->scope))
			return;
	for (const struct key *k = row; k->key && !value; k++)
		if (strcmp(k->key, row->key) == 0 && k->otherwise && row_holds(version, k) == FLAG_YES)
			value = k->otherwise;
	FACT(all->look->facts, setting, .daemon = d->name,
	     .scope = row->scope && !strpbrk(row->scope, "*?[") ? row->scope : "", .key = name, .value = value,
	     .state = "default", .source = "compiled");
}

void keyed_say(struct entries *all, const struct keyed *d)
{
	for (size_t i = 0; i < all->count; i++)
		say_entry(all, d, i);
	if (!keyed_present(all->look, d->name))
		return;
	for (const struct key *row = d->keys; row->key; row++)
		say_default(all, d, row);
	if (d->more)
		d->more(all);
}

void keyed_run(struct look *look, const struct keyed *d)
{
	struct entries all = { .look = look, .keys = d->keys };

	keyed_read(&all, d);
	keyed_say(&all, d);
}
