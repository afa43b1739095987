#include "judge/table.h"

#include <string.h>

#include "base/auto.h"
#include "base/text.h"

static const char *const general[] = {
	"MET", "NOT-MET", "N/A-OK", "N/A-REJECTED", "DEVIATION-OK", "DEVIATION-REJECTED", "NEEDS-INPUT",
};

static bool among(const char *word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(word, words[i]) == 0)
			return true;
	return false;
}

/* --- a row --- */

static int row_verdict(const struct decision_table *table, struct row *row, struct err *err)
{
	const struct yaml *at = yaml_get(row->doc, "verdict");
	bool fits = among(row->verdict, general, COUNT(general));

	for (size_t i = 0; i < table->limb_count; i++) {
		const struct limb *limb = table->limbs[i];

		if (limb->answer_count)
			fits = among(row->verdict, limb->answers, limb->answer_count) ||
			       strcmp(row->verdict, "NEEDS-INPUT") == 0;
		if (strncmp(limb->key, "II.", 3) == 0 && strncmp(row->verdict, "N/A", 3) == 0)
			return yaml_error(err, at, "nothing in Part II can be not applicable");
	}
	return fits ? 0 : yaml_error(err, at, "no verdict of this table: '%s'", row->verdict);
}

static int row_cites(struct decision_tables *tables, struct row *row, struct err *err)
{
	const struct yaml *list = yaml_get(row->doc, "cites");

	row->cites = arena_alloc(&tables->mem, (list ? list->count + 1 : 1) * sizeof(*row->cites));
	for (const struct yaml *at = list ? list->child : NULL; at; at = at->next) {
		const struct provision *p = at->text ? law_provision(tables->law, at->text) : NULL;

		if (!p)
			return yaml_error(err, at, "no such provision: '%s'", at->text ? at->text : "");
		row->cites[row->cite_count++] = p;
	}
	return 0;
}

/* NEEDS-INPUT says which key would decide it; the others don't need one. */
static int row_needs(struct decision_tables *tables, struct row *row, struct err *err)
{
	const struct yaml *at = yaml_get(row->doc, "needs");
	bool open = strcmp(row->verdict, "NEEDS-INPUT") == 0;

	row->needs = at ? at->text : NULL;
	if (open != (row->needs != NULL))
		return yaml_error(err, row->doc, open ? "NEEDS-INPUT says which key it 'needs'"
						      : "only NEEDS-INPUT 'needs' a key");
	if (open && row->needs[0] != '-' && !schema_find(tables->schema, row->needs) &&
	    !schema_section(tables->schema, row->needs))
		return yaml_error(err, at, "the declaration has no key '%s'", row->needs);
	return 0;
}

static int row_read(struct decision_tables *tables, struct decision_table *table, struct row *row, const struct yaml *doc,
		    struct err *err)
{
	static const char *const known[] = { "id", "when", "verdict", "because", "cites", "needs", "example" };
	const struct condition_reader reader = { &tables->mem, tables->schema, tables->law, NULL };
	const struct yaml *when = yaml_get(doc, "when");

	*row = (struct row){
		.id = yaml_text(doc, "id"), .verdict = yaml_text(doc, "verdict"), .because = yaml_text(doc, "because"),
		.doc = doc, .table = table,
	};
	for (const struct yaml *at = doc->kind == YAML_MAP ? doc->child : NULL; at; at = at->next)
		if (!among(at->key, known, COUNT(known)))
			return yaml_error(err, at, "a row has no '%s'", at->key);
	if (!row->id || !row->verdict || !row->because)
		return yaml_error(err, doc, "a row has 'id', 'verdict' and 'because'");
	if (condition_text_check(&reader, yaml_get(doc, "because"), err) != 0)
		return -1;
	if (!yaml_get(doc, "example") || yaml_get(doc, "example")->kind != YAML_MAP)
		return yaml_error(err, doc, "row '%s' has no example", row->id);
	if (when && !(row->when = condition_read(&reader, when, err)))
		return -1;
	if (row_verdict(table, row, err) != 0 || row_cites(tables, row, err) != 0)
		return -1;
	return row_needs(tables, row, err);
}

/* --- a table --- */

static int table_limbs(struct decision_tables *tables, struct decision_table *table, struct err *err)
{
	const struct yaml *list = yaml_get(table->doc, "keys");

	table->limbs = arena_alloc(&tables->mem, (list ? list->count + 1 : 1) * sizeof(*table->limbs));
	for (const struct yaml *at = list ? list->child : NULL; at; at = at->next) {
		const struct limb *limb = at->text ? law_limb(tables->law, at->text) : NULL;
		const struct decision_table **decides;

		if (!limb || limb->sum_count)
			return yaml_error(err, at, "no limb that a table decides: '%s'", at->text ? at->text : "");
		decides = &tables->of_limb[limb - tables->law->limbs];
		if (*decides)
			return yaml_error(err, at, "'%s' is decided in %s", limb->key, (*decides)->doc->file);
		*decides = table;
		table->limbs[table->limb_count++] = limb;
	}
	return 0;
}

static int table_rows(struct decision_tables *tables, struct decision_table *table, struct err *err)
{
	const struct yaml *list = yaml_get(table->doc, "rows");

	if (!list || list->kind != YAML_LIST)
		return yaml_error(err, table->doc, "expected the list 'rows'");
	table->own = arena_alloc(&tables->mem, (list->count + 1) * sizeof(*table->own));
	for (const struct yaml *at = list->child; at; at = at->next) {
		struct row *row = &table->own[table->own_count];

		if (row_read(tables, table, row, at, err) != 0)
			return -1;
		for (size_t i = 0; i < table->own_count; i++)
			if (strcmp(table->own[i].id, row->id) == 0)
				return yaml_error(err, at, "a second row '%s'", row->id);
		table->own_count++;
	}
	return 0;
}

static int table_read(struct decision_tables *tables, const struct embedded *file, struct err *err)
{
	struct decision_table *table = &tables->list[tables->count];
	static const char *const known[] = { "keys", "begins", "then", "rows" };
	struct bytes name = bytes_of(path_last(file->path));

	*table = (struct decision_table){ 
		.doc = file->tree ? file->tree : yaml_load(&tables->mem, file->path, file->text, err),
	};
	if (!table->doc)
		return -1;
	table->name = arena_text(&tables->mem, (const char *)name.at, name.n - (bytes_end(name, ".yaml") ? strlen(".yaml") : 0));
	for (const struct yaml *at = table->doc->kind == YAML_MAP ? table->doc->child : NULL; at; at = at->next)
		if (!among(at->key, known, COUNT(known)))
			return yaml_error(err, at, "a table has no '%s'", at->key);
	tables->count++;
	return table_limbs(tables, table, err) != 0 ? -1 : table_rows(tables, table, err);
}

/* How many rows the tables of this list have; -1 with *err set where it names none that others may share. */
static int shared_rows(const struct decision_tables *tables, const struct yaml *list, size_t *count, struct err *err)
{
	for (const struct yaml *at = list ? list->child : NULL; at; at = at->next) {
		const struct decision_table *shared = at->text ? tables_find(tables, at->text) : NULL;

		if (!shared || shared->limb_count || yaml_get(shared->doc, "begins") || yaml_get(shared->doc, "then"))
			return yaml_error(err, at, "no table to share: '%s'", at->text ? at->text : "");
		*count += shared->own_count;
	}
	return 0;
}

static void add_rows(struct decision_table *table, const struct decision_table *from, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++)
		table->rows[table->row_count++] = &from->own[i];
}

static void add_shared(const struct decision_tables *tables, struct decision_table *table, const struct yaml *list)
{
	for (const struct yaml *at = list ? list->child : NULL; at; at = at->next) {
		const struct decision_table *shared = tables_find(tables, at->text);

		add_rows(table, shared, 0, shared->own_count);
	}
}

/* How many of its own rows come before the first that does not speak against the product. */
static size_t rows_against(const struct decision_table *table)
{
	static const char *const against[] = { "NOT-MET", "N/A-REJECTED", "DEVIATION-REJECTED" };
	size_t n = 0;

	while (n < table->own_count && among(table->own[n].verdict, against, COUNT(against)))
		n++;
	return n;
}

/* Puts the rows of the tables it begins with before its own, and those that come then behind those against. */
static int table_join(struct decision_tables *tables, struct decision_table *table, struct err *err)
{
	const struct yaml *begins = yaml_get(table->doc, "begins"), *then = yaml_get(table->doc, "then");
	size_t room = table->own_count, against = rows_against(table);

	if (shared_rows(tables, begins, &room, err) != 0 || shared_rows(tables, then, &room, err) != 0)
		return -1;
	table->rows = arena_alloc(&tables->mem, (room + 1) * sizeof(*table->rows));
	add_shared(tables, table, begins);
	add_rows(table, table, 0, against);
	add_shared(tables, table, then);
	add_rows(table, table, against, table->own_count);
	return 0;
}

/* --- verdicts that rest on each other in a circle --- */

struct walk {
	const struct decision_tables *tables;
	char *state;			/* [limb_count]: 0 new, 1 on the way, 2 done */
	const struct limb *circle;
};

static void walk_limb(void *self, const struct limb *limb)
{
	struct walk *walk = self;
	size_t index = (size_t)(limb - walk->tables->law->limbs);
	const struct decision_table *table = walk->tables->of_limb[index];

	if (walk->state[index] == 2)
		return;
	if (walk->state[index] == 1) {
		walk->circle = limb;
		return;
	}
	walk->state[index] = 1;
	for (size_t i = 0; i < limb->sum_count; i++)
		walk_limb(walk, law_limb(walk->tables->law, limb->sums[i]));
	for (size_t i = 0; table && i < table->row_count; i++)
		condition_limbs(table->rows[i]->when, walk_limb, walk);
	walk->state[index] = 2;
}

static int check_whole(struct decision_tables *tables, struct err *err)
{
	struct walk walk = { .tables = tables, .state = arena_alloc(&tables->mem, tables->law->limb_count + 1) };

	for (size_t i = 0; i < tables->law->limb_count; i++) {
		const struct limb *limb = &tables->law->limbs[i];

		walk_limb(&walk, limb);
		if (walk.circle)
			return err_set(err, ERR_USAGE, "data/decisions: the verdict on '%s' rests on itself",
				       walk.circle->key);
	}
	return 0;
}

static int read_files(struct decision_tables *tables, const struct embedded *files, size_t count, struct err *err)
{
	int code = 0;

	tables->list = arena_alloc(&tables->mem, (count + 1) * sizeof(*tables->list));
	for (size_t i = 0; i < count && code == 0; i++)
		code = table_read(tables, &files[i], err);
	for (size_t i = 0; i < tables->count && code == 0; i++)
		code = table_join(tables, &tables->list[i], err);
	return code != 0 ? -1 : check_whole(tables, err);
}

int tables_read(struct decision_tables *tables, const struct schema *schema, const struct law *law,
		const struct embedded *files, size_t count, struct err *err)
{
	*tables = (struct decision_tables){ .mem = { .about = "the decision tables" }, .schema = schema, .law = law };
	tables->of_limb = arena_alloc(&tables->mem, (law->limb_count + 1) * sizeof(*tables->of_limb));
	if (read_files(tables, files, count, err) != 0) {
		tables_free(tables);
		return -1;
	}
	return 0;
}

static bool is_table(const struct embedded *file)
{
	return bytes_begin(bytes_of(file->path), "decisions/") && bytes_end(bytes_of(file->path), ".yaml");
}

int tables_load(struct decision_tables *tables, const struct schema *schema, const struct law *law, struct err *err)
{
	const struct embedded *first = embedded_files;
	size_t count = 0;

	/* sorted by path, so they stand together */
	while (first->path && !is_table(first))
		first++;
	while (first[count].path && is_table(&first[count]))
		count++;
	if (tables_read(tables, schema, law, first, count, err) != 0)
		return -1;
	tables->digest = embedded_decisions_sha256;
	return 0;
}

void tables_free(struct decision_tables *tables)
{
	arena_free(&tables->mem);
	*tables = (struct decision_tables){ 0 };
}

const struct decision_table *tables_find(const struct decision_tables *tables, const char *name)
{
	for (size_t i = 0; i < tables->count; i++)
		if (strcmp(tables->list[i].name, name) == 0)
			return &tables->list[i];
	return NULL;
}

bool limb_cites(const struct limb *limb, const struct provision *provision)
{
	for (size_t i = 0; i < limb->ref_count; i++)
		if (limb->refs[i].provision == provision)
			return true;
	return false;
}
