#include "report/doc.h"

#include <stdarg.h>
#include <string.h>

#include "base/utf8.h"

/* A copy on one line, without what controls a terminal or reorders text. */
static const char *keep(struct doc *doc, const char *s)
{
	size_t n = s ? strlen(s) : 0;
	char *copy;

	if (!s)
		return NULL;
	copy = arena_text(&doc->mem, s, n);
	for (char *c = copy; *c; c++)
		if (*c == '\n' || *c == '\t' || *c == '\r')
			*c = ' ';
	return utf8_is_clean(copy, n) ? copy : arena_clean(&doc->mem, copy);
}

/* An anchor may stand in a link without being escaped. */
static const char *anchor(struct doc *doc, const char *s)
{
	char *id = arena_text(&doc->mem, s, strlen(s));

	for (char *c = id; *c; c++) {
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
		else if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-.", *c))
			*c = '-';
	}
	return id;
}

static struct doc_block *add(struct doc *doc, enum doc_kind kind)
{
	ARENA_ROOM(&doc->mem, doc->blocks, doc->count, doc->room);
	doc->blocks[doc->count] = (struct doc_block){ .kind = kind };
	return &doc->blocks[doc->count++];
}

void doc_begin(struct doc *doc, const char *title, const char *subtitle)
{
	*doc = (struct doc){ .mem = { .about = "a document" } };
	doc->title = keep(doc, title);
	doc->subtitle = keep(doc, subtitle);
}

void doc_free(struct doc *doc)
{
	arena_free(&doc->mem);
	*doc = (struct doc){ 0 };
}

void doc_footer(struct doc *doc, const char *footer)
{
	doc->footer = keep(doc, footer);
}

#define SAY(doc, kind, format) do { \
		struct doc_block *block = add(doc, kind); \
		va_list args; \
		va_start(args, format); \
		block->text = keep(doc, arena_vprintf(&(doc)->mem, format, args)); \
		va_end(args); \
	} while (0)

void doc_heading(struct doc *doc, int level, const char *id, const char *format, ...)
{
	SAY(doc, DOC_HEADING, format);
	doc->blocks[doc->count - 1].level = level;
	doc->blocks[doc->count - 1].id = anchor(doc, id);
}

void doc_text(struct doc *doc, const char *format, ...)
{
	SAY(doc, DOC_TEXT, format);
}

void doc_note(struct doc *doc, const char *format, ...)
{
	SAY(doc, DOC_NOTE, format);
}

void doc_item(struct doc *doc, const char *format, ...)
{
	SAY(doc, DOC_ITEM, format);
}

void doc_fact(struct doc *doc, const char *label, const char *value)
{
	doc_fact_from(doc, label, value, NULL);
}

void doc_fact_from(struct doc *doc, const char *label, const char *value, const char *from)
{
	struct doc_block *block;

	if (!value || !*value)
		return;
	block = add(doc, DOC_FACT);
	block->label = keep(doc, label);
	block->text = keep(doc, value);
	block->cites = keep(doc, from);
}

void doc_style(struct doc *doc, const char *style)
{
	if (doc->count)
		doc->blocks[doc->count - 1].style = keep(doc, style);
}

void doc_contents(struct doc *doc)
{
	add(doc, DOC_CONTENTS);
}

void doc_gap_list(struct doc *doc)
{
	add(doc, DOC_GAPS);
}

void doc_gap(struct doc *doc, const char *what, const char *key, const char *cites)
{
	struct doc_block *block = add(doc, DOC_GAP);

	block->text = keep(doc, what);
	block->label = keep(doc, key);
	block->cites = keep(doc, cites);
}

void doc_table(struct doc *doc, const char *caption, const struct doc_column *columns)
{
	struct doc_block *block = add(doc, DOC_TABLE);

	block->text = keep(doc, caption);
	for (; columns[block->column_count].title && block->column_count < DOC_COLUMNS; block->column_count++)
		block->columns[block->column_count] = columns[block->column_count];
}

void doc_row(struct doc *doc, const char *const *cells)
{
	struct doc_block *block = &doc->blocks[doc->count - 1];
	const char **kept = arena_alloc(&doc->mem, (block->column_count + 1) * sizeof(*kept));

	for (size_t i = 0; i < block->column_count; i++)
		kept[i] = keep(doc, cells[i]);
	ARENA_ROOM(&doc->mem, block->rows, block->row_count, block->row_room);
	block->rows[block->row_count++] = (struct doc_row){ kept };
}

size_t doc_gaps(const struct doc *doc)
{
	size_t n = 0;

	for (size_t i = 0; i < doc->count; i++)
		n += doc->blocks[i].kind == DOC_GAP;
	return n;
}
