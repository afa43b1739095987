/*
 * yaml.h - a YAML (or JSON) text as a tree that knows its lines and columns.
 *
 *	struct yaml *doc = yaml_load(&mem, "rule.yaml", file, err);
 *	const struct yaml *id = yaml_get(doc, "id");
 *
 *	if (!id || !id->text)
 *		return yaml_error(err, doc, "expected 'id'");
 *
 * libyaml does the parsing; on top of it: duplicate keys, aliases, tags and a
 * second document are refused, and depth and size are bounded. Nodes live in
 * the arena.
 */
#ifndef CRADLE_BASE_YAML_H
#define CRADLE_BASE_YAML_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"

enum yaml_kind { YAML_NONE = 0, YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml {
	enum yaml_kind kind;
	const char *file;
	long line, column;		/* from 1 */
	const char *key;		/* inside a map */
	long key_line, key_column;
	const char *text;		/* YAML_TEXT, else NULL */
	bool plain;			/* not quoted, not a block: "yes" may mean a boolean */
	size_t count;			/* entries of a list or map */
	struct yaml *child, *next;
};

/* The text's one document, or NULL with *err set to "FILE:LINE:COLUMN: why". */
struct yaml *yaml_load(struct arena *mem, const char *file, struct bytes text, struct err *err);

/* The entry of a map, or NULL (also when map is NULL or no map). */
const struct yaml *yaml_get(const struct yaml *map, const char *key);

/* The text of an entry of a map, or NULL when it is absent or no text. */
const char *yaml_text(const struct yaml *map, const char *key);

/* Sets "FILE:LINE:COLUMN: ..." and returns -1. */
int yaml_error(struct err *err, const struct yaml *at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
