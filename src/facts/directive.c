#include "facts/directive.h"

#include <string.h>

#include "base/limits.h"
#include "base/text.h"

struct directive *directive_add(struct directives *conf, const struct bytes *words, size_t count,
				struct place at, bool block)
{
	struct arena *mem = conf->look->mem;
	struct directive *d = ARENA_NEW(mem, struct directive);
	struct directive *in = conf->open ? conf->open : &conf->root;

	*d = (struct directive){ .parent = in, .count = count, .at = at, .block = block };
	d->words = arena_copy(mem, words, count * sizeof(*words));
	if (in->last)
		in->last->next = d;
	else
		in->child = d;
	in->last = d;
	if (!block)
		return d;
	if (++conf->blocks > LIMIT_DEPTH && !conf->failed) {
		look_unreadable(conf->look, at.path, "has blocks nested too deep");
		conf->failed = true;
	}
	conf->open = d;
	return d;
}

void directive_close(struct directives *conf)
{
	if (!conf->open)
		return;
	conf->blocks--;
	conf->open = conf->open->parent == &conf->root ? NULL : conf->open->parent;
}

struct bytes directive_word(const struct directive *d, size_t i)
{
	return i < d->count ? d->words[i] : (struct bytes){ 0 };
}

bool directive_is(const struct directive *d, const char *name)
{
	return d->count && bytes_are_nocase(d->words[0], name);
}

const char *directive_value(struct look *look, const struct directive *d)
{
	struct text out = { .limit = LIMIT_VALUE };
	const char *value;

	for (size_t i = 1; i < d->count && !out.failed; i++) {
		if (i > 1)
			text_char(&out, ' ');
		text_add_bytes(&out, d->words[i].at, d->words[i].n);
	}
	value = look_fmt(look, "%s", out.at ? out.at : "");
	text_free(&out);
	return value;
}

static void include_failed(struct directives *conf, const char *path, const char *why)
{
	look_unreadable(conf->look, path, why);
	conf->failed = true;
}

static void include_node(struct directives *conf, struct node *n, read_file *read)
{
	struct node *file = tree_resolve(conf->look->tree, n->path);
	struct bytes content;

	if (conf->failed)
		return;
	if (file && file->type != NODE_FILE)
		return include_failed(conf, n->path, "is included, but is no file");
	if (conf->depth >= LIMIT_INCLUDE_DEPTH)
		return include_failed(conf, n->path, "is included too deep, or includes itself");
	if (++conf->files > LIMIT_INCLUDES)
		return include_failed(conf, n->path, "is one included file too many");
	if (!look_text(conf->look, n->path, &content)) {
		conf->failed = true;
		return;
	}
	conf->depth++;
	/* the path by which it was named: sites-enabled tells more than where that link leads */
	read(conf, n->path, content);
	conf->depth--;
}

void directive_include(struct directives *conf, const char *pattern, bool optional, read_file *read)
{
	const char *from = *pattern == '/' ? pattern + 1 : look_fmt(conf->look, "%s/%s", conf->base, pattern);
	struct node **found = look_glob(conf->look, from);

	if (strchr(from, '$'))
		return include_failed(conf, from, "is included by a name that is made at run time");
	if (!*found) {
		facts_looked(conf->look->facts, conf->look->probe, from, "absent");
		if (!optional && !strpbrk(from, "*?["))
			include_failed(conf, from, "is included, but is not in the image");
	}
	for (; *found; found++)
		include_node(conf, *found, read);
}
