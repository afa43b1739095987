/*
 * Who has an account, and whether its password field lets somebody in:
 * passwd(5) joined with shadow(5), from the files that are in force at run
 * time. In firmware these are often put into place by a boot script.
 */
#include "facts/look.h"

#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "facts/bootcopy.h"

/* --- shadow, sorted by name for the join --- */

struct shadow {
	struct bytes name, hash;
	long line, changed;
	bool has_changed;
};

struct shadow_file {
	const char *path;
	struct shadow *list;		/* sorted by name, the first of two equal names in front */
	size_t count;
	bool unreadable;
};

static int shadow_order(const void *a, const void *b)
{
	const struct shadow *x = a, *y = b;
	int c = bytes_compare(x->name, y->name);

	return c ? c : (x->line > y->line) - (x->line < y->line);
}

static size_t lines_of(struct bytes file)
{
	struct bytes line;
	size_t n = 0;

	while (bytes_line(&file, &line))
		n++;
	return n;
}

static void shadow_parse(struct look *look, struct bytes file, struct shadow_file *out)
{
	struct bytes line, changed;
	long number = 0;

	out->list = arena_alloc(look->mem, (lines_of(file) + 1) * sizeof(*out->list));
	while (bytes_line(&file, &line)) {
		struct shadow *s = &out->list[out->count];

		number++;
		if (!memchr(line.at, ':', line.n) || line.at[0] == '#')
			continue;
		bytes_field(&line, ':', &s->name);
		bytes_field(&line, ':', &s->hash);
		s->has_changed = bytes_field(&line, ':', &changed) && bytes_number(changed, &s->changed);
		s->line = number;
		out->count++;
	}
	qsort(out->list, out->count, sizeof(*out->list), shadow_order);
}

static const struct shadow *shadow_find(const struct shadow_file *f, struct bytes name)
{
	size_t low = 0, high = f->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (bytes_compare(f->list[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < f->count && bytes_same(f->list[low].name, name) ? &f->list[low] : NULL;
}

/* --- one line of passwd --- */

struct entry {
	struct bytes name, password, uid, gid, home, shell;
};

/* False for a comment and for what nobody would take for an account. */
static bool entry_parse(struct bytes line, struct entry *e)
{
	struct bytes gecos;

	*e = (struct entry){ 0 };
	if (line.n == 0 || line.at[0] == '#' || !memchr(line.at, ':', line.n))
		return false;
	bytes_field(&line, ':', &e->name);
	bytes_field(&line, ':', &e->password);
	bytes_field(&line, ':', &e->uid);
	bytes_field(&line, ':', &e->gid);
	bytes_field(&line, ':', &gecos);
	bytes_field(&line, ':', &e->home);
	bytes_field(&line, ':', &e->shell);
	return e->name.n > 0;
}

/* passwd(5): an empty shell is /bin/sh */
static bool is_interactive(struct look *look, struct bytes shell)
{
	static const char *const closed[] = { "nologin", "false", "true", "sync", "halt", "shutdown" };
	const char *path = shell.n ? look_str(look, shell) : "/bin/sh", *name = strrchr(path, '/');
	const struct node *program;

	for (size_t i = 0; i < COUNT(closed); i++)
		if (strcmp(name ? name + 1 : path, closed[i]) == 0)
			return false;
	/* "/dev/null" is there, and runs nothing */
	program = look_find(look, path);
	return program && program->type == NODE_FILE;
}

static const char *password_state(struct bytes name, struct bytes field)
{
	if (name.at[0] == '+' || name.at[0] == '-')
		return "nis";
	if (field.n == 0)
		return "empty";
	return password_algorithm(PASSWORD_SYSTEM, field) ? "hash" : "locked";
}

/* pam_unix looks into shadow for "x", busybox' login for "*" as well. */
static bool asks_shadow(struct bytes field)
{
	return bytes_are(field, "x") || bytes_are(field, "*");
}

static int64_t number_of(struct bytes s)
{
	long n;

	return bytes_number(s, &n) ? n : INT_UNKNOWN;
}

static void account_add(struct look *look, const struct entry *e, struct place at, const struct shadow_file *f)
{
	const struct shadow *s = asks_shadow(e->password) ? shadow_find(f, e->name) : NULL;
	struct bytes hash = s ? s->hash : e->password;
	struct fact_account a = {
		.at = s ? place_line(f->path, s->line) : at, .name = look_str(look, e->name),
		.uid = number_of(e->uid), .gid = number_of(e->gid), .home = look_str(look, e->home),
		.shell = look_str(look, e->shell), .interactive = FLAG_OF(is_interactive(look, e->shell)),
		.password = password_state(e->name, hash),
		.changed = s && s->has_changed ? s->changed : INT_UNKNOWN,
	};

	if (bytes_are(e->password, "x") && !s)
		a.password = f->unreadable ? NULL : "shadow-missing";
	if (a.password && strcmp(a.password, "hash") == 0) {
		struct password p = { PASSWORD_SYSTEM, hash, e->name, a.at };

		a.hash = password_algorithm(PASSWORD_SYSTEM, hash);
		a.hash_in_passwd = FLAG_OF(!s);
		a.guessed = password_guess(look, &p);
	}
	facts_add(look->facts, TABLE_account, &a);
}

static void accounts_parse(struct look *look, const char *path, struct bytes file, long line,
			   const struct shadow_file *f)
{
	struct bytes text;
	struct entry e;

	while (bytes_line(&file, &text)) {
		if (FACT_COUNT(look->facts, account) == LIMIT_ACCOUNTS) {
			look_unreadable(look, path, "has more accounts than are looked at");
			return;
		}
		if (entry_parse(text, &e))
			account_add(look, &e, place_line(path, line), f);
		line++;
	}
}

/* --- which files --- */

/* True when the image has the file itself, so that nobody has to put it there. */
static bool is_there(struct look *look, const char *path)
{
	struct node *n = look_find(look, path);

	return n && n->type == NODE_FILE;
}

static void shadow_read(struct look *look, const char *path, struct shadow_file *out)
{
	struct bytes file;

	if (!is_there(look, path)) {
		facts_looked(look->facts, look->probe, path, "absent");
		return;
	}
	*out = (struct shadow_file){ .path = look_find(look, path)->path };
	if (look_text(look, path, &file))
		shadow_parse(look, file, out);
	else
		out->unreadable = true;
}

/* The passwd files read so far: two scripts, or two names, may lead to one. */
struct sources {
	const struct node *list[64];
	size_t count;
};

static void source_read(struct look *look, struct sources *done, struct node *n, const struct shadow_file *f)
{
	struct bytes file;

	for (size_t i = 0; i < done->count; i++)
		if (done->list[i] == n)
			return;
	if (done->count < COUNT(done->list))
		done->list[done->count++] = n;
	if (look_text_node(look, n, &file))
		accounts_parse(look, n->path, file, 1, f);
}

/* The accounts that a boot script brings, one copy after the other. */
static bool runtime_accounts(struct look *look, const struct bootcopy *list, struct sources *done,
			     const struct shadow_file *f)
{
	bool any = false;

	for (const struct bootcopy *c = list; c->target; c++) {
		struct node *source = c->source ? look_find(look, c->source) : NULL;

		FACT(look->facts, account_source, .at = c->at, .file = c->file, .target = c->target,
		     .source = c->source, .replaces = FLAG_OF(is_there(look, c->target)));
		if (strcmp(c->file, "passwd") != 0)
			continue;
		if (c->text.n)
			accounts_parse(look, c->at.path, c->text, c->at.line, f);
		else if (source && source->type == NODE_FILE)
			source_read(look, done, source, f);
		any |= c->text.n || source;
	}
	return any;
}

static void accounts_run(struct look *look)
{
	const struct bootcopy *copies = bootcopy_find(look);
	struct shadow_file shadow = { .path = "etc/shadow" };
	struct sources done = { .count = 0 };
	bool any;

	shadow_read(look, "etc/shadow", &shadow);
	for (const struct bootcopy *c = copies; c->target; c++)
		if (strcmp(c->file, "shadow") == 0 && c->source && !shadow.count)
			shadow_read(look, c->source, &shadow);
	any = runtime_accounts(look, copies, &done, &shadow);
	if (is_there(look, "etc/passwd"))
		source_read(look, &done, look_find(look, "etc/passwd"), &shadow);
	else if (!any && tree_find(look->tree, "etc/passwd"))
		look_unreadable(look, "etc/passwd", "is a link that leads out of the image, and no boot script is "
						    "seen to put a file there");
	else
		facts_looked(look->facts, look->probe, "etc/passwd", "absent");
}

const struct probe probe_accounts = {
	.name = "accounts",
	.about = "who has an account, and whether its password lets somebody in",
	.reads = (const char *const[]){
		"etc/passwd", "etc/shadow", "etc/hostname", "**/passwd", "**/shadow", "etc/passwd*", "etc/shadow*",
		BOOTCOPY_READS, NULL,
	},
	.run = accounts_run,
};
