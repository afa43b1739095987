/*
 * The tables of provisions. All have the shape: comments, a line of column
 * names, rows of as many fields, tabs between.
 */
#include "law/load.h"

#include <string.h>

#include "base/auto.h"
#include "base/embedded.h"

enum { COLUMNS = 8, RANGE = 300, ROOM = 2000 };	/* of our own tables: fields, points in one row, rows */

/* Columns that a table may have. */
enum column {
	NONE = 0,
	ID, CITATION, HEADING, ABOUT, HASH, RESTS_ON, SOURCE, FROM, UNTIL, PROVISION, ACT, WAS,
	COLUMN_COUNT,
};

static const char *const column_names[COLUMN_COUNT] = {
	[ID] = "id",	     [CITATION] = "citation",	[HEADING] = "heading", [ABOUT] = "description",
	[HASH] = "sha256",   [RESTS_ON] = "provisions", [SOURCE] = "source",   [FROM] = "from",
	[UNTIL] = "until",   [PROVISION] = "provision", [ACT] = "act",	       [WAS] = "was",
};

struct row {
	struct law *law;
	const char *file;
	long line;
	struct bytes field[COLUMN_COUNT];
};

typedef int row_fn(const struct row *row, struct err *err);

static int row_error(const struct row *row, struct err *err, const char *what, struct bytes value)
{
	return err_set(err, ERR_USAGE, "%s:%ld: %s: '%.*s'", row->file, row->line, what, (int)value.n,
		       (const char *)value.at);
}

static const char *text_of(const struct row *row, enum column column)
{
	return arena_text(&row->law->mem, row->field[column].at, row->field[column].n);
}

/* NULL for an empty field */
static const char *text_or_null(const struct row *row, enum column column)
{
	return row->field[column].n ? text_of(row, column) : NULL;
}

static int header_read(const struct row *row, struct bytes line, enum column *columns, size_t *count, struct err *err)
{
	struct bytes name;

	for (*count = 0; bytes_field(&line, '\t', &name); (*count)++) {
		enum column c = COLUMN_COUNT;

		while (--c > NONE && !bytes_are(name, column_names[c]))
			;
		if (c == NONE || *count == COLUMNS)
			return row_error(row, err, "no such column", name);
		columns[*count] = c;
	}
	return 0;
}

static int table_read(struct law *law, const char *file, row_fn *each, struct err *err)
{
	struct bytes rest = embedded_find(file), line;
	enum column columns[COLUMNS];
	size_t count = 0;

	for (long n = 1; bytes_line(&rest, &line); n++) {
		struct row row = { .law = law, .file = file, .line = n };
		size_t i = 0;

		if (line.n == 0 || line.at[0] == '#')
			continue;
		if (count == 0) {
			if (header_read(&row, line, columns, &count, err) != 0)
				return -1;
			continue;
		}
		/* a last field that is empty leaves nothing to take */
		for (struct bytes field; i < count && bytes_field(&line, '\t', &field); i++)
			row.field[columns[i]] = field;
		if (i + 1 < count || line.n)
			return row_error(&row, err, "not as many fields as columns", row.field[columns[0]]);
		if (each(&row, err) != 0)
			return -1;
	}
	return count ? 0 : err_set(err, ERR_USAGE, "%s: no table", file);
}


/* NULL when the id is taken or there is no room. */
static struct provision *provision_add(struct law *law, const char *id)
{
	void **at = names_at(&law->by_id, bytes_of(id));

	if (*at || law->provision_count == ROOM)
		return NULL;
	return *at = &law->provisions[law->provision_count++];
}

static const char *weight_of(const struct law_source *source, const char *id)
{
	return strstr(id, "recital-") ? "recital" : source->weight;
}

/* Replaces the {} of a row that stands for several points by the number of this one. */
static const char *numbered(struct law *law, const char *text, long n)
{
	const char *at = strstr(text, "{}");

	return at ? arena_printf(&law->mem, "%.*s%ld%s", (int)(at - text), text, n, at + 2) : text;
}

/* "guidance-4..9": the beginning before the numbers, and the numbers. A plain id is false. */
static bool range_of(struct bytes id, struct bytes *begin, long *first, long *last)
{
	long dots = bytes_find(id, "..");
	size_t k = dots > 0 ? (size_t)dots : 0;

	while (k > 0 && id.at[k - 1] >= '0' && id.at[k - 1] <= '9')
		k--;
	*begin = bytes_first(id, k);
	return dots > 0 && bytes_number(bytes_first(bytes_skip(id, k), (size_t)dots - k), first) &&
	       bytes_number(bytes_skip(id, (size_t)dots + 2), last) && *first <= *last && *last <= RANGE;
}

static int provision_fill(const struct row *row, const char *id, long n, struct err *err)
{
	struct law *law = row->law;
	const char *from = row->field[SOURCE].n ? text_of(row, SOURCE) : "cra-2024-2847";
	const struct law_source *source = law_source_find(law, from);
	struct provision *p = provision_add(law, id);

	if (!p)
		return row_error(row, err, "stands there twice, or too many", bytes_of(id));
	if (!source || !row->field[CITATION].n || !row->field[ABOUT].n)
		return row_error(row, err, "needs a citation, a description and a source that exists", bytes_of(id));
	*p = (struct provision){
		.id = id, .citation = numbered(law, text_of(row, CITATION), n), .heading = text_of(row, HEADING),
		.about = text_of(row, ABOUT), .hash = text_or_null(row, HASH), .from = text_or_null(row, FROM),
		.until = text_or_null(row, UNTIL), .rests_on = numbered(law, text_of(row, RESTS_ON), n),
		.source = source, .weight = weight_of(source, id),
	};
	return 0;
}

static int on_provision(const struct row *row, struct err *err)
{
	struct bytes begin;
	long first, last;

	if (!range_of(row->field[ID], &begin, &first, &last))
		return provision_fill(row, text_of(row, ID), 0, err);
	for (long n = first; n <= last; n++)
		if (provision_fill(row, arena_printf(&row->law->mem, "%.*s%ld", (int)begin.n, (const char *)begin.at, n),
				   n, err) != 0)
			return -1;
	return 0;
}

static int on_change(const struct row *row, struct err *err)
{
	struct law *law = row->law;
	struct change *c = &law->changes[law->change_count];

	if (law->change_count == ROOM)
		return row_error(row, err, "too many changes", row->field[PROVISION]);
	*c = (struct change){
		.provision = law_provision(law, text_of(row, PROVISION)), .act = law_provision(law, text_of(row, ACT)),
		.from = text_of(row, FROM), .was = text_or_null(row, WAS), .about = text_of(row, ABOUT),
	};
	if (!c->provision || !c->act)
		return row_error(row, err, "names a provision or an act that does not exist", row->field[PROVISION]);
	law->change_count++;
	return 0;
}

/* A source is citable as a whole. */
static int sources_as_provisions(struct law *law, struct err *err)
{
	for (size_t i = 0; i < law->source_count; i++) {
		const struct law_source *s = &law->sources[i];
		struct provision *p = provision_add(law, s->id);

		if (!p)
			return err_set(err, ERR_USAGE, "law/sources.yaml: '%s' is a provision too", s->id);
		*p = (struct provision){
			.id = s->id, .citation = s->citation, .heading = s->title, .about = s->about, .weight = s->weight,
			.rests_on = "", .source = s,
		};
	}
	return 0;
}

static int references_exist(struct law *law, struct err *err)
{
	for (size_t i = 0; i < law->provision_count; i++) {
		const struct provision *p = &law->provisions[i];
		struct bytes rest = bytes_of(p->rests_on), id;

		while (bytes_word(&rest, &id))
			if (!names_find(&law->by_id, id))
				return err_set(err, ERR_USAGE, "law: '%s' rests on '%.*s', which does not exist", p->id,
					       (int)id.n, (const char *)id.at);
	}
	return 0;
}

int provisions_load(struct law *law, struct err *err)
{
	law->provisions = arena_alloc(&law->mem, ROOM * sizeof(*law->provisions));
	law->changes = arena_alloc(&law->mem, ROOM * sizeof(*law->changes));
	law->by_id = (struct names){ .mem = &law->mem };
	if (table_read(law, "law/provisions.tsv", on_provision, err) != 0 ||
	    table_read(law, "law/commission.tsv", on_provision, err) != 0 ||
	    table_read(law, "law/acts.tsv", on_provision, err) != 0 || sources_as_provisions(law, err) != 0 ||
	    table_read(law, "law/changes.tsv", on_change, err) != 0)
		return -1;
	return references_exist(law, err);
}

const struct provision *law_provision(const struct law *law, const char *id)
{
	return names_find(&law->by_id, bytes_of(id));
}

const struct provision *law_parent(const struct law *law, const struct provision *p)
{
	struct bytes id = bytes_of(p->id);

	while (id.n) {
		const struct provision *found;

		while (id.n && id.at[--id.n] != '-')
			;
		found = names_find(&law->by_id, id);
		if (found)
			return found;
	}
	return NULL;
}

const char *law_note(struct law *law, const struct provision *p, const char *day)
{
	const struct law_source *s = p->source;

	day = day ? day : law->as_of;
	if (p->until && strcmp(day, p->until) >= 0)
		return arena_printf(&law->mem, "no longer there since %s", p->until);
	if (p->from && strcmp(day, p->from) < 0)
		return arena_printf(&law->mem, "applies only from %s", p->from);
	if (s->superseded_by)
		return arena_printf(&law->mem, "%s, superseded by %s (%s, %s)", s->version, s->superseded_by->citation,
				    s->superseded_by->version, s->superseded_by->date);
	return s->current ? "" : arena_printf(&law->mem, "a %s, %s", s->status, s->version);
}
