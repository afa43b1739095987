#include "faq/store.h"

#include <string.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/text.h"
#include "faq/index.h"
#include "faq/link.h"

static const char schema[] =
	"CREATE TABLE module(n INTEGER PRIMARY KEY, id TEXT, title TEXT, label TEXT, lead TEXT, use TEXT, overview TEXT,"
	" published TEXT, roles TEXT, related TEXT);"
	"CREATE TABLE section(module INTEGER, title TEXT);"
	"CREATE TABLE item(n INTEGER PRIMARY KEY, id TEXT, module INTEGER, section INTEGER, question TEXT, verdict TEXT,"
	" answer TEXT, brief TEXT, published TEXT, as_of TEXT, hash TEXT, roles TEXT, asks TEXT, was TEXT, see TEXT);"
	/* owner: an item, or with a negative number (-1 the first) a module */
	"CREATE TABLE cite(owner INTEGER, provision TEXT, weight TEXT, supports TEXT);"
	"CREATE TABLE rest(item INTEGER, key TEXT, title TEXT, severity TEXT, limb TEXT);"
	"CREATE TABLE task(module INTEGER, id TEXT, title TEXT, role TEXT, output TEXT, evidence TEXT, done TEXT, items TEXT,"
	" cites TEXT, limbs TEXT, keys TEXT);"
	"CREATE TABLE change(date TEXT, id TEXT, hash TEXT, what TEXT);";

/* --- writing --- */

static int db_error(sqlite3 *db, struct err *err)
{
	return err_set(err, ERR_SYSTEM, "knowledge base: %s", sqlite3_errmsg(db));
}

/* One row; every value is a text, and NULL is NULL. */
static int row_add(sqlite3 *db, const char *sql, const char *const *values, int count, struct err *err)
{
	sqlite3_stmt *st;
	int code = sqlite3_prepare_v2(db, sql, -1, &st, NULL);

	for (int i = 0; i < count && code == SQLITE_OK; i++)
		code = values[i] ? sqlite3_bind_text(st, i + 1, values[i], -1, SQLITE_STATIC) : SQLITE_OK;
	if (code == SQLITE_OK)
		code = sqlite3_step(st) == SQLITE_DONE ? SQLITE_OK : SQLITE_ERROR;
	sqlite3_finalize(st);
	return code == SQLITE_OK ? 0 : db_error(db, err);
}

#define ROW(db, sql, err, ...) \
	row_add((db), (sql), (const char *const[]){ __VA_ARGS__ }, (int)COUNT(((const char *const[]){ __VA_ARGS__ })), (err))

static const char *joined(struct arena *mem, const char *const *words, size_t count, const char *between)
{
	struct text out = { 0 };
	const char *copy;

	for (size_t i = 0; i < count; i++)
		text_printf(&out, "%s%s", i ? between : "", words[i]);
	copy = arena_text(mem, out.at ? out.at : "", out.n);
	text_free(&out);
	return copy;
}

static const char *item_ids(struct arena *mem, const struct faq_item *const *items, size_t count)
{
	const char **ids = arena_alloc(mem, (count + 1) * sizeof(*ids));

	for (size_t i = 0; i < count; i++)
		ids[i] = items[i]->id;
	return joined(mem, ids, count, " ");
}

static const char *number(struct arena *mem, long n)
{
	return arena_printf(mem, "%ld", n);
}

static int cites_add(sqlite3 *db, struct arena *mem, long owner, const struct faq_cite *cites, size_t count, struct err *err)
{
	for (size_t i = 0; i < count; i++)
		if (ROW(db, "INSERT INTO cite VALUES(?,?,?,?)", err, number(mem, owner), cites[i].provision->id, cites[i].weight,
			cites[i].supports) != 0)
			return -1;
	return 0;
}

static int task_add(sqlite3 *db, struct arena *mem, long module, const struct faq_task *t, struct err *err)
{
	const char **cited = arena_alloc(mem, (t->cite_count + 1) * sizeof(*cited));
	const char **limbs = arena_alloc(mem, (t->limb_count + 1) * sizeof(*limbs));

	for (size_t i = 0; i < t->cite_count; i++)
		cited[i] = t->cites[i].provision->id;
	for (size_t i = 0; i < t->limb_count; i++)
		limbs[i] = t->limbs[i]->key;
	return ROW(db, "INSERT INTO task VALUES(?,?,?,?,?,?,?,?,?,?,?)", err, number(mem, module), t->id, t->title, t->role,
		   t->output, t->evidence, t->done, item_ids(mem, t->items, t->item_count),
		   joined(mem, cited, t->cite_count, " "), joined(mem, limbs, t->limb_count, " "),
		   joined(mem, t->keys, t->key_count, " "));
}

static int module_add(sqlite3 *db, struct arena *mem, long n, const struct faq_module *m, struct err *err)
{
	const char **related = arena_alloc(mem, (m->related_count + 1) * sizeof(*related));

	for (size_t i = 0; i < m->related_count; i++)
		related[i] = m->related[i]->id;
	if (ROW(db, "INSERT INTO module VALUES(?,?,?,?,?,?,?,?,?,?)", err, number(mem, n), m->id, m->title, m->label, m->lead,
		m->use, m->overview, m->published, joined(mem, m->roles, m->role_count, " "),
		joined(mem, related, m->related_count, " ")) != 0 ||
	    cites_add(db, mem, -n - 1, m->cites, m->cite_count, err) != 0)
		return -1;
	for (size_t i = 0; i < m->section_count; i++)
		if (ROW(db, "INSERT INTO section VALUES(?,?)", err, number(mem, n), m->sections[i].title) != 0)
			return -1;
	for (size_t i = 0; i < m->task_count; i++)
		if (task_add(db, mem, n, &m->tasks[i], err) != 0)
			return -1;
	return 0;
}

static int item_add(sqlite3 *db, struct arena *mem, const struct faq *faq, long n, struct err *err)
{
	const struct faq_item *item = &faq->items[n];
	long module = item->module - faq->modules, section = item->section - item->module->sections;

	if (ROW(db, "INSERT INTO item VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", err, number(mem, n), item->id, number(mem, module),
		number(mem, section), item->question, item->verdict, item->answer, item->brief, item->published, item->as_of,
		item->hash, joined(mem, item->roles, item->role_count, " "), joined(mem, item->asks, item->ask_count, "\n"),
		joined(mem, item->was, item->was_count, " "), item_ids(mem, item->see, item->see_count)) != 0 ||
	    cites_add(db, mem, n, item->cites, item->cite_count, err) != 0)
		return -1;
	for (size_t i = 0; i < item->rest_count; i++)
		if (ROW(db, "INSERT INTO rest VALUES(?,?,?,?,?)", err, number(mem, n), item->rests[i].key, item->rests[i].title,
			item->rests[i].severity, item->rests[i].limb ? item->rests[i].limb->key : NULL) != 0)
			return -1;
	return 0;
}

static int all_add(sqlite3 *db, const struct faq *faq, struct err *err)
{
	struct arena mem = { .about = "the knowledge base's rows" };
	int code = 0;

	for (size_t i = 0; i < faq->module_count && code == 0; i++)
		code = module_add(db, &mem, (long)i, &faq->modules[i], err);
	for (size_t i = 0; i < faq->item_count && code == 0; i++)
		code = item_add(db, &mem, faq, (long)i, err);
	for (size_t i = 0; i < faq->change_count && code == 0; i++)
		code = ROW(db, "INSERT INTO change VALUES(?,?,?,?)", err, faq->changes[i].date, faq->changes[i].id,
			   faq->changes[i].hash, faq->changes[i].what);
	arena_free(&mem);
	return code;
}

static int run(sqlite3 *db, const char *sql, struct err *err)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : db_error(db, err);
}

static int counts_check(sqlite3 *db, const struct faq *faq, struct err *err)
{
	sqlite3_stmt *st;
	long items = -1, indexed = -1;

	if (sqlite3_prepare_v2(db, "SELECT (SELECT count(*) FROM item), (SELECT count(*) FROM words)", -1, &st, NULL) != SQLITE_OK)
		return db_error(db, err);
	if (sqlite3_step(st) == SQLITE_ROW) {
		items = (long)sqlite3_column_int64(st, 0);
		indexed = (long)sqlite3_column_int64(st, 1);
	}
	sqlite3_finalize(st);
	if (items != (long)faq->item_count || indexed != items)
		return err_set(err, ERR_DAMAGED, "%zu items were read, %ld stored, %ld indexed", faq->item_count, items, indexed);
	return 0;
}

int faq_save(const struct faq *faq, const struct yaml *concepts, const char *path, struct err *err)
{
	char partial[4096];
	sqlite3 *db = NULL;
	int code = -1;

	snprintf(partial, sizeof(partial), "%s.part", path);
	unlink(partial);
	if (sqlite3_open(partial, &db) != SQLITE_OK)
		db_error(db, err);
	else if (run(db, "PRAGMA journal_mode=off; PRAGMA page_size=4096; PRAGMA user_version=1; BEGIN", err) == 0 &&
		 run(db, schema, err) == 0 && all_add(db, faq, err) == 0 && index_write(db, faq, concepts, err) == 0 &&
		 run(db, "COMMIT; VACUUM", err) == 0 && counts_check(db, faq, err) == 0)
		code = 0;
	sqlite3_close(db);
	if (code == 0 && rename(partial, path) != 0)
		code = err_set(err, ERR_SYSTEM, "cannot write '%s'", path);
	if (code != 0)
		unlink(partial);
	return code;
}

/* --- reading --- */

/* The rows of a query, one after the other; 'row' fills in what the caller hands it. */
struct loading {
	struct faq *faq;
	sqlite3_stmt *st;
};

static const char *column(struct loading *l, int i)
{
	const unsigned char *text = sqlite3_column_text(l->st, i);

	return text ? arena_text(&l->faq->mem, text, (size_t)sqlite3_column_bytes(l->st, i)) : NULL;
}

/* Of a list with 'count' entries, its entry of the column's number; NULL: it has none. */
static void *column_entry(struct loading *l, int i, void *list, size_t count, size_t size)
{
	sqlite3_int64 n = sqlite3_column_int64(l->st, i);

	return n >= 0 && (size_t)n < count ? (char *)list + (size_t)n * size : NULL;
}

#define COLUMN_ENTRY(l, i, list, count) ((__typeof__(list))column_entry((l), (i), (list), (count), sizeof(*(list))))

/* Room for as many as the column counts. */
static void *column_room(struct loading *l, int i, size_t size)
{
	return arena_alloc(&l->faq->mem, (size_t)sqlite3_column_int64(l->st, i) * size);
}

/* "a b c" as a list that points into its copy. */
static const char *const *split(struct loading *l, int i, char between, size_t *count)
{
	const char *text = column(l, i);
	struct bytes rest = bytes_of(text ? text : ""), part;
	const char **list;
	size_t room = 2;

	for (const char *at = text; at && *at; at++)
		room += *at == between;
	list = arena_alloc(&l->faq->mem, room * sizeof(*list));
	*count = 0;
	while (bytes_field(&rest, between, &part))
		if (part.n)
			list[(*count)++] = arena_text(&l->faq->mem, part.at, part.n);
	return list;
}

static int each(struct faq *faq, const char *sql, int (*row)(struct loading *l), struct err *err)
{
	struct loading l = { .faq = faq };
	int code = sqlite3_prepare_v2(faq->db, sql, -1, &l.st, NULL), step = SQLITE_DONE;

	while (code == SQLITE_OK && (step = sqlite3_step(l.st)) == SQLITE_ROW)
		if (row(&l) != 0)
			code = SQLITE_CORRUPT;
	sqlite3_finalize(l.st);
	if (code == SQLITE_CORRUPT)
		return err_set(err, ERR_DAMAGED, "knowledge base: it names what does not exist");
	return code == SQLITE_OK && step == SQLITE_DONE ? 0 : db_error(faq->db, err);
}

static size_t counted(struct faq *faq, const char *sql)
{
	sqlite3_stmt *st;
	size_t n = 0;

	if (sqlite3_prepare_v2(faq->db, sql, -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW)
		n = (size_t)sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return n;
}

static int module_row(struct loading *l)
{
	struct faq_module *m = &l->faq->modules[l->faq->module_count++];
	const char **texts[] = { &m->id, &m->title, &m->label, &m->lead, &m->use, &m->overview, &m->published };

	for (size_t i = 0; i < COUNT(texts); i++)
		if (!(*texts[i] = column(l, (int)i)))
			return -1;
	m->roles = split(l, 7, ' ', &m->role_count);
	return 0;
}

static int related_row(struct loading *l)
{
	struct faq_module *m = COLUMN_ENTRY(l, 0, l->faq->modules, l->faq->module_count);
	size_t count;
	const char *const *ids = split(l, 1, ' ', &count);

	if (!m)
		return -1;
	m->related = arena_alloc(&l->faq->mem, (count + 1) * sizeof(*m->related));
	for (size_t i = 0; i < count; i++)
		if (!(m->related[m->related_count++] = faq_module(l->faq, bytes_of(ids[i]))))
			return -1;
	return 0;
}

static int section_row(struct loading *l)
{
	struct faq_module *m = COLUMN_ENTRY(l, 0, l->faq->modules, l->faq->module_count);

	if (!m)
		return -1;
	if (!m->sections)
		m->sections = column_room(l, 2, sizeof(*m->sections));
	m->sections[m->section_count++].title = column(l, 1);
	return 0;
}

static int item_row(struct loading *l)
{
	struct faq *faq = l->faq;
	struct faq_item *item = &faq->items[faq->item_count++];
	struct faq_module *m = COLUMN_ENTRY(l, 9, faq->modules, faq->module_count);
	const char **texts[] = { &item->id, &item->question, &item->verdict, &item->answer, &item->brief, &item->published,
				 &item->as_of, &item->hash };

	for (size_t i = 0; i < COUNT(texts); i++)
		if (!(*texts[i] = column(l, (int)i)))
			return -1;
	item->section = m ? COLUMN_ENTRY(l, 10, m->sections, m->section_count) : NULL;
	if (!item->section)
		return -1;
	item->roles = split(l, 8, ' ', &item->role_count);
	item->asks = split(l, 11, '\n', &item->ask_count);
	item->was = split(l, 12, ' ', &item->was_count);
	item->module = m;
	item->slug = path_last(item->id);
	item->number = ++m->item_count;
	return 0;
}

static int see_row(struct loading *l)
{
	struct faq_item *item = COLUMN_ENTRY(l, 0, l->faq->items, l->faq->item_count);
	size_t count;
	const char *const *ids = split(l, 1, ' ', &count);

	if (!item)
		return -1;
	item->see = arena_alloc(&l->faq->mem, (count + 1) * sizeof(*item->see));
	for (size_t i = 0; i < count; i++)
		if (!(item->see[item->see_count++] = faq_item(l->faq, bytes_of(ids[i]))))
			return -1;
	return 0;
}

static int cite_row(struct loading *l)
{
	sqlite3_int64 owner = sqlite3_column_int64(l->st, 0);
	const char *id = column(l, 1);
	const struct provision *p = law_provision(l->faq->law, id ? id : "");
	struct faq_cite cite = { p, p ? p->weight : NULL, column(l, 2), 0 };
	struct faq_cite **list;
	size_t *count;

	if (!p || owner >= (sqlite3_int64)l->faq->item_count || -owner > (sqlite3_int64)l->faq->module_count)
		return -1;
	list = owner < 0 ? &l->faq->modules[-owner - 1].cites : &l->faq->items[owner].cites;
	count = owner < 0 ? &l->faq->modules[-owner - 1].cite_count : &l->faq->items[owner].cite_count;
	if (!*list)
		*list = column_room(l, 3, sizeof(**list));
	(*list)[(*count)++] = cite;
	return 0;
}

static int rest_row(struct loading *l)
{
	struct faq_item *item = COLUMN_ENTRY(l, 0, l->faq->items, l->faq->item_count);
	const char *limb = column(l, 4);

	if (!item)
		return -1;
	if (!item->rests)
		item->rests = column_room(l, 5, sizeof(*item->rests));
	item->rests[item->rest_count++] = (struct faq_rest){ column(l, 1), column(l, 2), column(l, 3),
							     limb ? law_limb(l->faq->law, limb) : NULL };
	return 0;
}

static int task_row(struct loading *l)
{
	struct faq *faq = l->faq;
	struct faq_module *m = COLUMN_ENTRY(l, 0, faq->modules, faq->module_count);
	struct faq_task *t;
	const char *const *ids;
	size_t count;

	if (!m)
		return -1;
	if (!m->tasks)
		m->tasks = column_room(l, 11, sizeof(*m->tasks));
	t = &m->tasks[m->task_count++];
	*t = (struct faq_task){ .id = column(l, 1), .title = column(l, 2), .role = column(l, 3), .output = column(l, 4),
				.evidence = column(l, 5), .done = column(l, 6) };
	ids = split(l, 7, ' ', &count);
	t->items = arena_alloc(&faq->mem, (count + 1) * sizeof(*t->items));
	for (size_t i = 0; i < count; i++)
		if (!(t->items[t->item_count++] = faq_item(faq, bytes_of(ids[i]))))
			return -1;
	ids = split(l, 8, ' ', &count);
	t->cites = arena_alloc(&faq->mem, (count + 1) * sizeof(*t->cites));
	for (size_t i = 0; i < count; i++) {
		const struct provision *p = law_provision(faq->law, ids[i]);

		if (!p)
			return -1;
		t->cites[t->cite_count++] = (struct faq_cite){ p, p->weight, "", 0 };
	}
	ids = split(l, 9, ' ', &count);
	t->limbs = arena_alloc(&faq->mem, (count + 1) * sizeof(*t->limbs));
	for (size_t i = 0; i < count; i++)
		if (!(t->limbs[t->limb_count++] = law_limb(faq->law, ids[i])))
			return -1;
	t->keys = split(l, 10, ' ', &t->key_count);
	return 0;
}

static int change_row(struct loading *l)
{
	struct faq_change *change = &l->faq->changes[l->faq->change_count++];

	*change = (struct faq_change){ column(l, 1), column(l, 0), column(l, 2), column(l, 3), NULL };
	change->item = faq_item(l->faq, bytes_of(change->id));
	return 0;
}

/* Items in the order of their sections: as they were stored. */
static void items_share(struct faq *faq)
{
	for (size_t i = 0; i < faq->module_count; i++) {
		struct faq_module *m = &faq->modules[i];
		size_t n = 0;

		m->items = arena_alloc(&faq->mem, (m->item_count + 1) * sizeof(*m->items));
		for (size_t k = 0; k < m->section_count; k++)
			m->sections[k].items = &m->items[0];
		for (size_t k = 0; k < faq->item_count; k++) {
			struct faq_section *section;

			if (faq->items[k].module != m)
				continue;
			section = &m->sections[faq->items[k].section - m->sections];
			if (section->item_count++ == 0)
				section->items = &m->items[n];
			m->items[n++] = &faq->items[k];
		}
	}
}

static int tables_read(struct faq *faq, struct err *err)
{
	const struct faq_item *twice;

	faq->modules = arena_alloc(&faq->mem, (counted(faq, "SELECT count(*) FROM module") + 1) * sizeof(*faq->modules));
	faq->items = arena_alloc(&faq->mem, (counted(faq, "SELECT count(*) FROM item") + 1) * sizeof(*faq->items));
	faq->changes = arena_alloc(&faq->mem, (counted(faq, "SELECT count(*) FROM change") + 1) * sizeof(*faq->changes));
	if (each(faq, "SELECT id, title, label, lead, use, overview, published, roles FROM module ORDER BY n", module_row, err) != 0 ||
	    each(faq, "SELECT n, related FROM module ORDER BY n", related_row, err) != 0 ||
	    each(faq, "SELECT module, title, (SELECT count(*) FROM section) FROM section ORDER BY rowid", section_row, err) != 0 ||
	    each(faq,
		 "SELECT id, question, verdict, answer, brief, published, as_of, hash, roles, module, section, asks, was"
		 " FROM item ORDER BY n",
		 item_row, err) != 0)
		return -1;
	if (!faq_link_ids(faq, &twice))
		return err_set(err, ERR_DAMAGED, "knowledge base: '%s' stands in it twice", twice->id);
	items_share(faq);
	if (each(faq, "SELECT n, see FROM item ORDER BY n", see_row, err) != 0 ||
	    each(faq, "SELECT owner, provision, supports, count(*) OVER (PARTITION BY owner) FROM cite ORDER BY rowid", cite_row, err) != 0 ||
	    each(faq, "SELECT item, key, title, severity, limb, count(*) OVER (PARTITION BY item) FROM rest ORDER BY rowid", rest_row, err) != 0 ||
	    each(faq,
		 "SELECT module, id, title, role, output, evidence, done, items, cites, limbs, keys,"
		 " count(*) OVER (PARTITION BY module) FROM task ORDER BY rowid",
		 task_row, err) != 0 ||
	    each(faq, "SELECT date, id, hash, what FROM change ORDER BY rowid", change_row, err) != 0)
		return -1;
	faq_link(faq);
	return 0;
}

int faq_open(struct faq *faq, const struct law *law, struct bytes index, struct err *err)
{
	*faq = (struct faq){ .mem = { .about = "the knowledge base" }, .law = law };
	if (sqlite3_open_v2(":memory:", &faq->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK ||
	    sqlite3_deserialize(faq->db, "main", (unsigned char *)(size_t)index.at, (sqlite3_int64)index.n,
				(sqlite3_int64)index.n, SQLITE_DESERIALIZE_READONLY) != SQLITE_OK) {
		db_error(faq->db, err);
		faq_close(faq);
		return -1;
	}
	if (tables_read(faq, err) != 0) {
		faq_close(faq);
		return -1;
	}
	return 0;
}

void faq_close(struct faq *faq)
{
	sqlite3_close(faq->db);
	arena_free(&faq->mem);
	*faq = (struct faq){ 0 };
}
