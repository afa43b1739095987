#include "facts/aptconf.h"

#include <string.h>
#include <strings.h>

#include "base/auto.h"
#include "base/limits.h"

struct reader {
	struct aptconf *conf;
	const char *path;
	struct bytes rest;
	long line;
	const char *scope[LIMIT_INCLUDE_DEPTH];		/* names of the open blocks, each complete */
	size_t depth, too_deep;
	bool full;
};

static void step(struct reader *r, size_t n)
{
	for (size_t i = 0; i < n && i < r->rest.n; i++)
		r->line += r->rest.at[i] == '\n';
	r->rest = bytes_skip(r->rest, n);
}

static void step_past(struct reader *r, const char *end)
{
	long at = bytes_find(r->rest, end);

	step(r, at < 0 ? r->rest.n : (size_t)at + strlen(end));
}

/* '#' begins a comment, unless it begins one of the two directives */
static bool is_directive(struct bytes s)
{
	return bytes_begin_nocase(s, "#clear") || bytes_begin_nocase(s, "#include");
}

/* Passes over blanks and the three kinds of comments. False at the end. */
static bool skip_blank(struct reader *r)
{
	while (r->rest.n) {
		if (strchr(" \t\r\n", r->rest.at[0] ? r->rest.at[0] : ' '))
			step(r, 1);
		else if (bytes_begin(r->rest, "/*"))
			step_past(r, "*/");
		else if (bytes_begin(r->rest, "//") || (r->rest.at[0] == '#' && !is_directive(r->rest)))
			step_past(r, "\n");
		else
			return true;
	}
	return false;
}

static bool is_mark(unsigned char c)
{
	return c == ';' || c == '{' || c == '}';
}

static struct bytes take_word(struct reader *r, bool *quoted)
{
	struct bytes word;
	size_t n = 0;

	*quoted = r->rest.at[0] == '"';
	if (*quoted) {
		const unsigned char *end = memchr(r->rest.at + 1, '"', r->rest.n - 1);

		n = end ? (size_t)(end - r->rest.at) : r->rest.n;
		word = bytes_skip(bytes_first(r->rest, n), 1);
		step(r, n + 1);
		return word;
	}
	while (n < r->rest.n && !is_mark(r->rest.at[n]) && !strchr(" \t\r\n\"", r->rest.at[n] ? r->rest.at[n] : ' '))
		n++;
	word = bytes_first(r->rest, n);
	step(r, n);
	return word;
}

/* Names are cut at 255 bytes: blocks inside blocks repeat them. */
static const char *full_name(struct reader *r, struct bytes word)
{
	const char *name = arena_text(r->conf->mem, word.at, word.n < 255 ? word.n : 255);

	if (r->depth == 0)
		return name;
	return arena_printf(r->conf->mem, "%s::%s", r->scope[r->depth - 1], name);
}

static void add(struct reader *r, const char *name, struct bytes value, long line)
{
	struct aptconf *conf = r->conf;

	if (conf->n == LIMIT_APTCONF) {
		r->full = true;
		return;
	}
	ARENA_ROOM(conf->mem, conf->list, conf->n, conf->room);
	conf->list[conf->n++] = (struct aptconf_entry){
		.name = name, .value = arena_text(conf->mem, value.at, value.n), .at = place_line(r->path, line),
	};
}

/* "#clear A::B" takes A::B and everything below it */
static void clear(struct reader *r, const char *name)
{
	size_t n = strlen(name);

	while (n && name[n - 1] == ':')
		n--;
	for (size_t i = 0; i < r->conf->n; i++) {
		struct aptconf_entry *e = &r->conf->list[i];

		if (strncasecmp(e->name, name, n) == 0 && (e->name[n] == '\0' || e->name[n] == ':'))
			e->cleared = true;
	}
}

static void open_block(struct reader *r, const char *name)
{
	if (r->depth < COUNT(r->scope))
		r->scope[r->depth++] = name;
	else
		r->too_deep++;
}

static void close_block(struct reader *r)
{
	if (r->too_deep)
		r->too_deep--;
	else if (r->depth)
		r->depth--;
}

/* One statement: [name] [value] and what ends it. */
static void statement(struct reader *r)
{
	struct bytes word[2] = { 0 };
	bool quoted[2] = { 0 }, directive = is_directive(r->rest);
	long line = r->line;
	size_t n = 0;

	while (skip_blank(r) && !is_mark(r->rest.at[0])) {
		bool q;
		struct bytes w = take_word(r, &q);

		if (n < 2) {
			word[n] = w;
			quoted[n++] = q;
		}
	}
	if (directive) {
		if (n == 2 && bytes_are_nocase(word[0], "#clear"))
			clear(r, full_name(r, word[1]));
	} else if (n == 1 && quoted[0]) {
		add(r, full_name(r, BYTES("")), word[0], line);
	} else if (n == 2) {
		add(r, full_name(r, word[0]), word[1], line);
	}
	if (r->rest.n && r->rest.at[0] == '{' && n)
		open_block(r, full_name(r, word[0]));
	else if (r->rest.n && r->rest.at[0] == '}')
		close_block(r);
	step(r, 1);
}

bool aptconf_read(struct aptconf *conf, struct bytes file, const char *path)
{
	struct reader r = { .conf = conf, .path = path, .rest = file, .line = 1 };

	while (!r.full && skip_blank(&r))
		statement(&r);
	return !r.full;
}

const struct aptconf_entry *aptconf_find(const struct aptconf *conf, const char *name)
{
	for (size_t i = conf->n; i-- > 0;)
		if (!conf->list[i].cleared && strcasecmp(conf->list[i].name, name) == 0)
			return &conf->list[i];
	return NULL;
}

const struct aptconf_entry *aptconf_each(const struct aptconf *conf, const char *name,
					 const struct aptconf_entry *after)
{
	size_t n = strlen(name);

	for (size_t i = after ? (size_t)(after - conf->list) + 1 : 0; i < conf->n; i++) {
		const struct aptconf_entry *e = &conf->list[i];

		if (!e->cleared && strncasecmp(e->name, name, n) == 0 && strcmp(e->name + n, "::") == 0)
			return e;
	}
	return NULL;
}

bool aptconf_true(const char *value)
{
	static const char *const yes[] = { "yes", "true", "with", "on", "enable" };
	struct bytes s = bytes_of(value);
	long n;

	for (size_t i = 0; i < COUNT(yes); i++)
		if (bytes_are_nocase(s, yes[i]))
			return true;
	return bytes_number(s, &n) && n != 0;
}
