#include "base/yaml.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "base/names.h"

enum { DEPTH = 32, NODES = 200000 };

struct loader {
	struct arena *mem;
	const char *file;
	struct bytes text;
	yaml_parser_t parser;
	yaml_event_t event;
	struct err *err;
	size_t nodes;
};

int yaml_error(struct err *err, const struct yaml *at, const char *format, ...)
{
	char text[400];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return err_set(err, ERR_USAGE, "%s:%ld:%ld: %s", at ? at->file : "?", at ? at->line : 0,
		       at ? at->column : 0, text);
}

static int fail_at(struct loader *l, yaml_mark_t mark, const char *why)
{
	return err_set(l->err, ERR_USAGE, "%s:%zu:%zu: %s", l->file, mark.line + 1, mark.column + 1, why);
}

static bool event_tagged(const yaml_event_t *e)
{
	return (e->type == YAML_SCALAR_EVENT && e->data.scalar.tag) ||
	       (e->type == YAML_SEQUENCE_START_EVENT && e->data.sequence_start.tag) ||
	       (e->type == YAML_MAPPING_START_EVENT && e->data.mapping_start.tag);
}

/* Of bytes that are no characters libyaml knows the offset only. */
static yaml_mark_t problem_mark(const struct loader *l)
{
	yaml_mark_t mark = { 0 };

	if (l->parser.error != YAML_READER_ERROR)
		return l->parser.problem_mark;
	for (size_t i = 0; i < l->parser.problem_offset && i < l->text.n; i++) {
		bool end = l->text.at[i] == '\n';

		mark.line += end;
		/* the bytes that follow the first of a character take no column */
		mark.column = end ? 0 : mark.column + ((l->text.at[i] & 0xc0) != 0x80);
	}
	return mark;
}

static int next_event(struct loader *l)
{
	yaml_event_delete(&l->event);
	if (!yaml_parser_parse(&l->parser, &l->event)) {
		memset(&l->event, 0, sizeof(l->event));
		return fail_at(l, problem_mark(l), l->parser.problem ? l->parser.problem : "not YAML");
	}
	if (event_tagged(&l->event))
		return fail_at(l, l->event.start_mark, "tags (!name) are not used here");
	return 0;
}

static struct yaml *node_new(struct loader *l)
{
	struct yaml *node = ARENA_NEW(l->mem, struct yaml);

	node->file = l->file;
	node->line = (long)l->event.start_mark.line + 1;
	node->column = (long)l->event.start_mark.column + 1;
	return node;
}

static struct yaml *load_node(struct loader *l, int depth);

static int load_list(struct loader *l, struct yaml *list, int depth)
{
	struct yaml **tail = &list->child;

	for (;;) {
		if (next_event(l) != 0)
			return -1;
		if (l->event.type == YAML_SEQUENCE_END_EVENT)
			return 0;
		*tail = load_node(l, depth + 1);
		if (!*tail)
			return -1;
		tail = &(*tail)->next;
		list->count++;
	}
}

static int load_map(struct loader *l, struct yaml *map, int depth)
{
	struct names seen = { .mem = l->mem };
	struct yaml **tail = &map->child;

	for (;;) {
		yaml_mark_t mark;
		void **known;
		const char *key;

		if (next_event(l) != 0)
			return -1;
		if (l->event.type == YAML_MAPPING_END_EVENT)
			return 0;
		mark = l->event.start_mark;
		if (l->event.type != YAML_SCALAR_EVENT)
			return fail_at(l, mark, "a key must be a plain text");
		key = arena_text(l->mem, l->event.data.scalar.value, l->event.data.scalar.length);
		known = names_at(&seen, bytes_of(key));
		if (*known)
			return err_set(l->err, ERR_USAGE, "%s:%zu:%zu: the key '%s' stands here twice", l->file,
				       mark.line + 1, mark.column + 1, key);
		*known = map;
		if (next_event(l) != 0)
			return -1;
		*tail = load_node(l, depth + 1);
		if (!*tail)
			return -1;
		(*tail)->key = key;
		(*tail)->key_line = (long)mark.line + 1;
		(*tail)->key_column = (long)mark.column + 1;
		tail = &(*tail)->next;
		map->count++;
	}
}

/* The node the current event begins. */
static struct yaml *load_node(struct loader *l, int depth)
{
	struct yaml *node = node_new(l);

	if (depth > DEPTH || ++l->nodes > NODES) {
		fail_at(l, l->event.start_mark, depth > DEPTH ? "nested too deep" : "too many entries");
		return NULL;
	}
	switch (l->event.type) {
	case YAML_SCALAR_EVENT:
		node->kind = YAML_TEXT;
		node->plain = l->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
		node->text = arena_text(l->mem, l->event.data.scalar.value, l->event.data.scalar.length);
		if (strlen(node->text) == l->event.data.scalar.length)
			return node;
		fail_at(l, l->event.start_mark, "a NUL character in a text");
		return NULL;
	case YAML_SEQUENCE_START_EVENT:
		node->kind = YAML_LIST;
		return load_list(l, node, depth) == 0 ? node : NULL;
	case YAML_MAPPING_START_EVENT:
		node->kind = YAML_MAP;
		return load_map(l, node, depth) == 0 ? node : NULL;
	case YAML_ALIAS_EVENT:
		fail_at(l, l->event.start_mark, "aliases (*name) are not used here: write the value out");
		return NULL;
	default:
		fail_at(l, l->event.start_mark, "expected a value");
		return NULL;
	}
}

static struct yaml *load_document(struct loader *l)
{
	struct yaml *doc;

	do {
		if (next_event(l) != 0)
			return NULL;
		if (l->event.type == YAML_STREAM_END_EVENT) {
			fail_at(l, l->event.start_mark, "the file is empty");
			return NULL;
		}
	} while (l->event.type == YAML_STREAM_START_EVENT || l->event.type == YAML_DOCUMENT_START_EVENT);
	doc = load_node(l, 0);
	/* a second document would be passed over without a word */
	for (; doc && l->event.type != YAML_STREAM_END_EVENT; doc = next_event(l) == 0 ? doc : NULL)
		if (l->event.type == YAML_DOCUMENT_START_EVENT) {
			fail_at(l, l->event.start_mark, "one document in a file, and here begins a second");
			return NULL;
		}
	return doc;
}

struct yaml *yaml_load(struct arena *mem, const char *file, struct bytes text, struct err *err)
{
	struct loader l = { .mem = mem, .text = text, .err = err };
	struct yaml *doc;

	l.file = arena_text(mem, file, strlen(file));
	if (!yaml_parser_initialize(&l.parser)) {
		err_set(err, ERR_SYSTEM, "out of memory");
		return NULL;
	}
	/* libyaml takes no NULL, not even for nothing */
	yaml_parser_set_input_string(&l.parser, text.at ? text.at : (const unsigned char *)"", text.n);
	doc = load_document(&l);
	yaml_event_delete(&l.event);
	yaml_parser_delete(&l.parser);
	return doc;
}

const struct yaml *yaml_get(const struct yaml *map, const char *key)
{
	if (!map || map->kind != YAML_MAP)
		return NULL;
	for (const struct yaml *at = map->child; at; at = at->next)
		if (at->key && strcmp(at->key, key) == 0)
			return at;
	return NULL;
}

const char *yaml_text(const struct yaml *map, const char *key)
{
	const struct yaml *at = yaml_get(map, key);

	return at ? at->text : NULL;
}
