/*
 * facts.h - what was found, each with the place it was found at.
 *
 *	FACT(facts, setting, .at = place_line("etc/ssh/sshd_config", 32),
 *	     .daemon = "sshd", .key = "PermitRootLogin", .value = "yes",
 *	     .state = "effective", .source = "file");
 *
 *	FACT_EACH(facts, service, s)
 *		if (s->starts == FLAG_YES)
 *			...
 *
 * The tables and their columns are those of tables.def. Texts are copied and
 * made clean (utf8.h) when a fact is added; a text longer than LIMIT_VALUE is
 * cut. Rows live until facts_free().
 *
 * "Half a file is not half a verdict": a probe that gives up on a file calls
 * facts_unreadable() and facts_rollback() to the mark it took before it began.
 */
#ifndef CRADLE_FACTS_FACTS_H
#define CRADLE_FACTS_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "base/text.h"

enum flag { FLAG_UNKNOWN = 0, FLAG_NO, FLAG_YES };
#define INT_UNKNOWN INT64_MIN
#define FLAG_OF(condition) ((condition) ? FLAG_YES : FLAG_NO)

struct place {
	const char *path;		/* from the image's root; NULL: the image as a whole */
	int64_t line;			/* from 1; 0: the whole file */
};

#define place_line(path_, line_) ((struct place){ (path_), (line_) })
#define place_file(path_) ((struct place){ (path_), 0 })

/* struct fact_account, struct fact_service, ... */
#define TABLE(name, about) struct fact_##name { struct place at;
#define TEXT(table, column, about) const char *column;
#define INT(table, column, about) int64_t column;
#define FLAG(table, column, about) enum flag column;
#define END(name) };
#include "facts/tables.def"
#undef TABLE
#undef TEXT
#undef INT
#undef FLAG
#undef END

enum table {
	TABLE_NONE = 0,
#define TABLE(name, about) TABLE_##name,
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
	TABLE_COUNT
};

enum column_type { COLUMN_NONE = 0, COLUMN_TEXT, COLUMN_INT, COLUMN_FLAG };

struct column_info {
	const char *name, *about;
	enum column_type type;
	size_t offset;			/* in struct fact_<table> */
};

struct table_info {
	const char *name, *about;
	size_t size;			/* of struct fact_<table> */
	const struct column_info *columns;	/* ends with a NULL name; without path and line */
};

extern const struct table_info tables[TABLE_COUNT];	/* tables[TABLE_NONE] is empty */

struct fact_list {
	void **rows;			/* struct fact_<table> * */
	size_t count, room;
};

struct looked;

struct facts {
	struct arena mem;
	struct fact_list list[TABLE_COUNT];
	struct looked *looked;		/* what is in the table 'coverage', by probe and path */
	size_t total;
	bool full;			/* LIMIT_FACTS was reached: the run must fail */
};

void facts_init(struct facts *facts);
void facts_free(struct facts *facts);
void facts_clear(struct facts *facts);

/* Copies the row (a struct fact_<table>) and returns the copy. Use FACT(). */
void *facts_add(struct facts *facts, enum table table, const void *row);

#define FACT(facts, table, ...) \
	((struct fact_##table *)facts_add((facts), TABLE_##table, &(struct fact_##table){ __VA_ARGS__ }))

#define FACT_COUNT(facts, table) ((facts)->list[TABLE_##table].count)
#define FACT_AT(facts, table, i) ((struct fact_##table *)(facts)->list[TABLE_##table].rows[i])
#define FACT_EACH(facts, table, var) \
	for (size_t i_##var = 0; i_##var < FACT_COUNT(facts, table); i_##var++) \
		for (struct fact_##table *var = FACT_AT(facts, table, i_##var); var; var = NULL)

/* How many rows each table has now; and back to that. */
struct facts_mark { size_t count[TABLE_COUNT]; };
struct facts_mark facts_mark(const struct facts *facts);
void facts_rollback(struct facts *facts, const struct facts_mark *mark);

/* Takes out the rows that were set to NULL. */
void facts_close_gaps(struct facts *facts);

/* Adds all rows of another set; its texts must outlive this one's use. */
void facts_append(struct facts *facts, const struct facts *from);

void facts_unreadable(struct facts *facts, const char *probe, const char *path, const char *why);
void facts_looked(struct facts *facts, const char *probe, const char *path, const char *state);

/*
 * The wire: all rows as bytes, and back. facts_read() trusts nothing: a wrong
 * table, length or a text that is not clean fails with ERR_DAMAGED.
 */
void facts_write(const struct facts *facts, struct text *out);
int facts_read(struct facts *facts, struct bytes wire, struct err *err);

#endif
