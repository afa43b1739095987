#include "facts/facts.h"

#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "base/names.h"
#include "base/utf8.h"

#define TABLE(name, about) static const struct column_info columns_##name[] = {
#define TEXT(table, column, about) { #column, about, COLUMN_TEXT, offsetof(struct fact_##table, column) },
#define INT(table, column, about) { #column, about, COLUMN_INT, offsetof(struct fact_##table, column) },
#define FLAG(table, column, about) { #column, about, COLUMN_FLAG, offsetof(struct fact_##table, column) },
#define END(name) { NULL, NULL, COLUMN_NONE, 0 } };
#include "facts/tables.def"
#undef TABLE
#undef TEXT
#undef INT
#undef FLAG
#undef END

const struct table_info tables[TABLE_COUNT] = {
#define TABLE(name, about) \
	[TABLE_##name] = { #name, about, sizeof(struct fact_##name), columns_##name },
#define TEXT(table, column, about)
#define INT(table, column, about)
#define FLAG(table, column, about)
#define END(name)
#include "facts/tables.def"
#undef TABLE
#undef TEXT
#undef INT
#undef FLAG
#undef END
};

void facts_init(struct facts *facts)
{
	*facts = (struct facts){ .mem = { .about = "the facts", .limit = LIMIT_ARENA } };
}

void facts_free(struct facts *facts)
{
	arena_free(&facts->mem);
	*facts = (struct facts){ 0 };
}

void facts_clear(struct facts *facts)
{
	facts_free(facts);
	facts_init(facts);
}

/* The text as it may be stored: clean, at most LIMIT_VALUE bytes, in the arena. */
static const char *clean_text(struct facts *facts, const char *text)
{
	size_t n, room;
	bool cut;
	char *out;

	if (!text)
		return NULL;
	n = strnlen(text, LIMIT_VALUE + 1);
	cut = n > LIMIT_VALUE;
	if (cut) {
		/* not in the middle of a character */
		for (n = LIMIT_VALUE; n && ((unsigned char)text[n] & 0xC0) == 0x80;)
			n--;
	}
	if (!cut && utf8_is_clean(text, n))
		return arena_text(&facts->mem, text, n);
	room = 4 * n + 4;
	out = arena_alloc(&facts->mem, room);
	n = utf8_clean(out, room - 3, text, n);
	if (cut)
		memcpy(out + n, "\xE2\x80\xA6", 4);	/* U+2026 says that it was cut */
	return out;
}

static void list_add(struct facts *facts, struct fact_list *list, void *row)
{
	ARENA_ROOM(&facts->mem, list->rows, list->count, list->room);
	list->rows[list->count++] = row;
}

void *facts_add(struct facts *facts, enum table table, const void *row)
{
	const struct table_info *info = &tables[table];
	char *copy = arena_copy(&facts->mem, row, info->size);
	struct place *at = (struct place *)(void *)copy;

	at->path = clean_text(facts, at->path);
	for (const struct column_info *c = info->columns; c->name; c++)
		if (c->type == COLUMN_TEXT) {
			const char **text = (const char **)(void *)(copy + c->offset);

			*text = clean_text(facts, *text);
		}
	if (facts->total >= LIMIT_FACTS) {
		facts->full = true;
		return copy;
	}
	facts->total++;
	list_add(facts, &facts->list[table], copy);
	return copy;
}

struct facts_mark facts_mark(const struct facts *facts)
{
	struct facts_mark mark;

	for (size_t i = 0; i < TABLE_COUNT; i++)
		mark.count[i] = facts->list[i].count;
	return mark;
}

/* What was looked at and could not be read stays: only what was concluded goes. */
void facts_rollback(struct facts *facts, const struct facts_mark *mark)
{
	for (size_t i = 0; i < TABLE_COUNT; i++) {
		if (i == TABLE_coverage || i == TABLE_unreadable)
			continue;
		facts->total -= facts->list[i].count - mark->count[i];
		facts->list[i].count = mark->count[i];
	}
}

void facts_close_gaps(struct facts *facts)
{
	for (size_t t = 0; t < TABLE_COUNT; t++) {
		struct fact_list *list = &facts->list[t];
		size_t n = 0;

		for (size_t i = 0; i < list->count; i++)
			if (list->rows[i])
				list->rows[n++] = list->rows[i];
		facts->total -= list->count - n;
		list->count = n;
	}
}

void facts_append(struct facts *facts, const struct facts *from)
{
	for (int t = 1; t < TABLE_COUNT; t++)
		for (size_t i = 0; i < from->list[t].count; i++)
			facts_add(facts, (enum table)t, from->list[t].rows[i]);
}

void facts_unreadable(struct facts *facts, const char *probe, const char *path, const char *why)
{
	FACT(facts, unreadable, .at = place_file(path), .probe = probe, .why = why);
}

struct looked { struct names probes; };	/* name of a probe -> its struct names of paths */

static struct names *names_new(struct arena *mem)
{
	struct names *names = ARENA_NEW(mem, struct names);

	names->mem = mem;
	return names;
}

/* Where the row of this probe and path is kept; NULL is there for a new one. */
static void **looked_at(struct facts *facts, const char *probe, const char *path)
{
	void **paths;

	if (!facts->looked) {
		facts->looked = ARENA_NEW(&facts->mem, struct looked);
		facts->looked->probes.mem = &facts->mem;
	}
	paths = names_at(&facts->looked->probes, bytes_of(probe));
	if (!*paths)
		*paths = names_new(&facts->mem);
	return names_at(*paths, bytes_of(path));
}

/* Once for each path, however often a probe comes back to it; the first state stays. */
void facts_looked(struct facts *facts, const char *probe, const char *path, const char *state)
{
	void **row = looked_at(facts, probe, path);

	if (!*row)
		*row = FACT(facts, coverage, .at = place_file(path), .probe = probe, .state = state);
}

/* --- the wire: u8 table, then path, line and the columns; a text is u32 length + 1 and its bytes, 0 is NULL --- */

static void wire_text(struct text *out, const char *s)
{
	uint32_t n = s ? (uint32_t)strlen(s) + 1 : 0;

	text_add_bytes(out, &n, sizeof(n));
	if (n)
		text_add_bytes(out, s, n - 1);
}

static void wire_row(struct text *out, const struct table_info *info, const char *row)
{
	const struct place *at = (const struct place *)(const void *)row;

	wire_text(out, at->path);
	text_add_bytes(out, &at->line, sizeof(at->line));
	for (const struct column_info *c = info->columns; c->name; c++) {
		const void *value = row + c->offset;

		if (c->type == COLUMN_TEXT)
			wire_text(out, *(const char *const *)value);
		else if (c->type == COLUMN_INT)
			text_add_bytes(out, value, sizeof(int64_t));
		else
			text_char(out, (char)*(const enum flag *)value);
	}
}

void facts_write(const struct facts *facts, struct text *out)
{
	for (int t = 1; t < TABLE_COUNT; t++)
		for (size_t i = 0; i < facts->list[t].count; i++) {
			text_char(out, (char)t);
			wire_row(out, &tables[t], facts->list[t].rows[i]);
		}
}

static bool take(struct bytes *wire, void *to, size_t n)
{
	if (wire->n < n)
		return false;
	memcpy(to, wire->at, n);
	*wire = bytes_skip(*wire, n);
	return true;
}

static bool take_text(struct facts *facts, struct bytes *wire, const char **out)
{
	uint32_t n;

	if (!take(wire, &n, sizeof(n)))
		return false;
	*out = NULL;
	if (n == 0)
		return true;
	n--;
	/* facts_add() let nothing longer out: four bytes for each of a text that was cut */
	if (wire->n < n || n > 4 * LIMIT_VALUE + 8 || !utf8_is_clean(wire->at, n))
		return false;
	*out = arena_text(&facts->mem, wire->at, n);
	*wire = bytes_skip(*wire, n);
	return true;
}

static bool take_column(struct facts *facts, struct bytes *wire, const struct column_info *c, char *row)
{
	unsigned char flag;

	if (c->type == COLUMN_TEXT)
		return take_text(facts, wire, (const char **)(void *)(row + c->offset));
	if (c->type == COLUMN_INT)
		return take(wire, row + c->offset, sizeof(int64_t));
	if (!take(wire, &flag, 1) || flag > FLAG_YES)
		return false;
	*(enum flag *)(void *)(row + c->offset) = (enum flag)flag;
	return true;
}

static bool take_row(struct facts *facts, struct bytes *wire)
{
	const struct table_info *info;
	struct place *at;
	unsigned char t;
	char *row;

	if (!take(wire, &t, 1) || t == TABLE_NONE || t >= TABLE_COUNT || facts->total >= LIMIT_FACTS)
		return false;
	info = &tables[t];
	row = arena_alloc(&facts->mem, info->size);
	at = (struct place *)(void *)row;
	if (!take_text(facts, wire, &at->path) || !take(wire, &at->line, sizeof(at->line)))
		return false;
	for (const struct column_info *c = info->columns; c->name; c++)
		if (!take_column(facts, wire, c, row))
			return false;
	facts->total++;
	list_add(facts, &facts->list[t], row);
	return true;
}

int facts_read(struct facts *facts, struct bytes wire, struct err *err)
{
	while (wire.n)
		if (!take_row(facts, &wire))
			return err_set(err, ERR_DAMAGED, "the reader of the image sent something that is not a fact");
	return 0;
}
