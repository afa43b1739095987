#include "faq/index.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "faq/latent.h"
#include "faq/markdown.h"
#include "faq/tokens.h"

static const char schema[] =
	"CREATE VIRTUAL TABLE words USING fts5(question, asks, answer, law, content='', tokenize='" TOKENS_SQL "');"
	"CREATE VIRTUAL TABLE clauses USING fts5(citation, heading, about, content='', tokenize='" TOKENS_SQL "');"
	"CREATE TABLE clause(n INTEGER PRIMARY KEY, id TEXT);"
	"CREATE TABLE term(n INTEGER PRIMARY KEY, stem TEXT, items INTEGER);"
	"CREATE TABLE surface(word TEXT PRIMARY KEY, term INTEGER) WITHOUT ROWID;"
	"CREATE TABLE form(item INTEGER PRIMARY KEY, lengths BLOB, stems BLOB);"
	"CREATE TABLE concept(n INTEGER, kind INTEGER, stems TEXT, phrase TEXT);"
	"CREATE TABLE exact(forms BLOB);"
	"CREATE TABLE latent(what TEXT PRIMARY KEY, vectors BLOB);";

/* Words that say nothing about what is asked for, as stems, sorted. */
static const char *const little[] = {
	"a", "about", "actual", "after", "all", "alreadi", "also", "am", "an", "and", "ani", "anyth",
	"anywai", "are", "as", "at", "be", "been", "befor", "but", "by", "can", "could", "cra", "did",
	"do", "doe", "for", "from", "get", "give", "go", "good", "had", "has", "have", "he", "her",
	"here", "his", "how", "i", "if", "in", "into", "is", "it", "just", "let", "like", "mai", "make",
	"mani", "me", "might", "more", "most", "much", "must", "my", "need", "of", "on", "onli", "or",
	"other", "our", "out", "pleas", "regul", "same", "say", "should", "so", "some", "such", "than",
	"that", "the", "thei", "their", "them", "then", "there", "thi", "those", "to", "too", "under",
	"up", "us", "veri", "wa", "want", "we", "were", "what", "when", "where", "whether", "which",
	"while", "who", "whose", "why", "will", "with", "would", "yes", "you", "your",
};

static int by_name(const void *a, const void *b)
{
	return strcmp(a, *(const char *const *)b);
}

bool terms_little(const char *stem)
{
	return bsearch(stem, little, COUNT(little), sizeof(*little), by_name) != NULL;
}

struct index_term {
	uint32_t number, items, last;	/* last: the item (from 1) that was counted last */
};

struct indexing {
	sqlite3 *db;
	const struct faq *faq;
	struct arena mem;
	struct tokens *tokens;
	struct names terms, surfaces;
	const char **stems;		/* of the terms, by number */
	struct index_term **list;
	size_t count, room, stem_room;
	struct token *buffer;		/* room for TOKENS_MAX */
	struct latent_row *rows;	/* of the items: a cell for each word, by column */
	struct exact *exact;
	size_t exact_count, exact_room;
};

enum { TOKENS_MAX = 8192 };

static int db_error(sqlite3 *db, struct err *err)
{
	return err_set(err, ERR_SYSTEM, "search index: %s", sqlite3_errmsg(db));
}

static struct index_term *term(struct indexing *x, const char *stem)
{
	void **at = names_at(&x->terms, bytes_of(stem));
	struct index_term *t = *at;

	if (t)
		return t;
	*at = t = ARENA_NEW(&x->mem, struct index_term);
	ARENA_ROOM(&x->mem, x->stems, x->count, x->stem_room);
	ARENA_ROOM(&x->mem, x->list, x->count, x->room);
	t->number = (uint32_t)x->count;
	x->stems[x->count] = arena_text(&x->mem, stem, strlen(stem));
	x->list[x->count++] = t;
	return t;
}

/* The word as it is written, for spelling; numbers are none. */
static void surface(struct indexing *x, struct bytes word, struct index_term *t)
{
	char lower[TOKEN_STEM];
	void **at;

	if (word.n < 3 || word.n >= sizeof(lower))
		return;
	for (size_t i = 0; i < word.n; i++) {
		if (isdigit(word.at[i]))
			return;
		lower[i] = (char)tolower(word.at[i]);
	}
	at = names_at(&x->surfaces, (struct bytes){ (unsigned char *)lower, word.n });
	if (!*at)
		*at = t;
}

/* Counts the text's words for the item (from 1; 0: for none), and hands out their stems when 'out' is given. */
static size_t words_count(struct indexing *x, const char *text, uint32_t item, struct text *out)
{
	struct bytes all = bytes_of(text);
	size_t n = tokens_of(x->tokens, all, x->buffer, TOKENS_MAX);

	for (size_t i = 0; i < n; i++) {
		const struct token *token = &x->buffer[i];
		struct index_term *t = term(x, token->stem);

		surface(x, (struct bytes){ all.at + token->from, token->to - token->from }, t);
		if (item && t->last != item) {
			t->last = item;
			t->items++;
		}
		if (out)
			text_add_bytes(out, &t->number, sizeof(t->number));
	}
	return n;
}

static int bound_step(struct indexing *x, sqlite3_stmt *st, struct err *err)
{
	int step = sqlite3_step(st);

	sqlite3_finalize(st);
	return step == SQLITE_DONE ? 0 : db_error(x->db, err);
}

/* --- latent space --- */

/* By column: how much a word counts there, and how much less in a long text. Law is left out. */
static const float LATENT_COLUMN[INDEX_COLUMNS] = { 2.0f, 2.0f, 0.3f, 0 }, LATENT_SHORTEN[INDEX_COLUMNS] = { 0.4f, 0.5f, 0.6f, 0 };

/* A cell for each word: its value is the column's number for now. */
static void cells_add(struct indexing *x, size_t item, const char *text, int column)
{
	struct latent_row *row = &x->rows[item];
	size_t n = tokens_of(x->tokens, bytes_of(text), x->buffer, TOKENS_MAX);

	for (size_t i = 0; i < n && LATENT_COLUMN[column] > 0; i++) {
		ARENA_ROOM(&x->mem, row->cells, row->count, row->room);
		row->cells[row->count++] = (struct latent_cell){ term(x, x->buffer[i].stem)->number, (float)column };
	}
}

static int by_term(const void *a, const void *b)
{
	const struct latent_cell *one = a, *two = b;

	if (one->term != two->term)
		return one->term < two->term ? -1 : 1;
	return (one->value > two->value) - (one->value < two->value);
}

/* One cell for each stem: the logarithm of its weighted count, times how rare it is; the row has the length 1. */
static void row_weigh(struct indexing *x, struct latent_row *row, const float *factors)
{
	size_t n = 0;
	float length = 0, all = (float)x->faq->item_count;

	qsort(row->cells, row->count, sizeof(*row->cells), by_term);
	for (size_t i = 0; i < row->count; i++) {
		float count = factors[(int)row->cells[i].value];

		if (n && row->cells[n - 1].term == row->cells[i].term)
			row->cells[n - 1].value += count;
		else
			row->cells[n++] = (struct latent_cell){ row->cells[i].term, count };
	}
	row->count = n;
	for (size_t i = 0; i < n; i++) {
		const struct index_term *t = x->list[row->cells[i].term];
		float rare = logf(1 + (all - (float)t->items + 0.5f) / ((float)t->items + 0.5f));

		row->cells[i].value = terms_little(x->stems[row->cells[i].term]) ? 0 : log1pf(row->cells[i].value) * rare;
		length += row->cells[i].value * row->cells[i].value;
	}
	for (size_t i = 0; i < n && length > 0; i++)
		row->cells[i].value /= sqrtf(length);
}

static void rows_weigh(struct indexing *x)
{
	float lengths[INDEX_COLUMNS], average[INDEX_COLUMNS] = { 0 };

	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < x->faq->item_count; i++) {
			float factors[INDEX_COLUMNS];

			memset(lengths, 0, sizeof(lengths));
			for (size_t k = 0; k < x->rows[i].count; k++)
				lengths[(int)x->rows[i].cells[k].value]++;
			for (size_t c = 0; c < INDEX_COLUMNS; c++) {
				if (pass == 0)
					average[c] += lengths[c] / (float)x->faq->item_count;
				factors[c] = LATENT_COLUMN[c] / (1 - LATENT_SHORTEN[c] + LATENT_SHORTEN[c] * lengths[c] /
									(average[c] > 0 ? average[c] : 1));
			}
			if (pass)
				row_weigh(x, &x->rows[i], factors);
		}
}

static int vectors_insert(struct indexing *x, const char *what, const float *from, size_t count, struct err *err)
{
	struct latent_vector *packed = arena_alloc(&x->mem, (count + 1) * sizeof(*packed));
	sqlite3_stmt *st;

	for (size_t i = 0; i < count; i++)
		latent_pack(from + i * LATENT_DIMS, &packed[i]);
	if (sqlite3_prepare_v2(x->db, "INSERT INTO latent VALUES(?,?)", -1, &st, NULL) != SQLITE_OK)
		return db_error(x->db, err);
	sqlite3_bind_text(st, 1, what, -1, SQLITE_STATIC);
	sqlite3_bind_blob64(st, 2, packed, count * sizeof(*packed), SQLITE_STATIC);
	return bound_step(x, st, err);
}

static int latent_write(struct indexing *x, struct err *err)
{
	size_t items = x->faq->item_count;
	float *terms = arena_alloc(&x->mem, (x->count + 1) * LATENT_DIMS * sizeof(*terms));
	float *places = arena_alloc(&x->mem, (items + 1) * LATENT_DIMS * sizeof(*places));

	rows_weigh(x);
	latent_make(&x->mem, x->rows, items, x->count, terms, places);
	if (vectors_insert(x, "terms", terms, x->count, err) != 0)
		return -1;
	return vectors_insert(x, "items", places, items, err);
}

/* --- items --- */

static void law_text_of(const struct faq_item *item, struct text *out)
{
	for (size_t i = 0; i < item->cite_count; i++)
		text_printf(out, "%s. %s\n", item->cites[i].provision->citation, item->cites[i].supports);
}

uint64_t index_hash(const uint32_t *stems, size_t n)
{
	uint64_t hash = 14695981039346656037ull;

	for (size_t i = 0; i < n * sizeof(*stems); i++)
		hash = (hash ^ ((const unsigned char *)stems)[i]) * 1099511628211ull;
	return hash;
}

static void form_add(struct indexing *x, struct text *forms, const char *text, uint32_t item, uint32_t form)
{
	struct text stems = { 0 };
	uint32_t n = (uint32_t)words_count(x, text, item, &stems);

	ARENA_ROOM(&x->mem, x->exact, x->exact_count, x->exact_room);
	x->exact[x->exact_count++] = (struct exact){ index_hash((const uint32_t *)(const void *)stems.at, n), item - 1, form };

	text_add_bytes(forms, &n, sizeof(n));
	text_add_bytes(forms, stems.at ? stems.at : "", stems.n);
	text_free(&stems);
}

static int words_insert(struct indexing *x, size_t n, const char *const texts[INDEX_COLUMNS], struct err *err)
{
	sqlite3_stmt *st;

	if (sqlite3_prepare_v2(x->db, "INSERT INTO words(rowid, question, asks, answer, law) VALUES(?,?,?,?,?)", -1, &st, NULL) !=
	    SQLITE_OK)
		return db_error(x->db, err);
	sqlite3_bind_int64(st, 1, (sqlite3_int64)n + 1);
	for (int i = 0; i < INDEX_COLUMNS; i++)
		sqlite3_bind_text(st, i + 2, texts[i], -1, SQLITE_STATIC);
	return bound_step(x, st, err);
}

static int form_insert(struct indexing *x, size_t n, const uint32_t *lengths, const struct text *forms, struct err *err)
{
	sqlite3_stmt *st;

	if (sqlite3_prepare_v2(x->db, "INSERT INTO form VALUES(?,?,?)", -1, &st, NULL) != SQLITE_OK)
		return db_error(x->db, err);
	sqlite3_bind_int64(st, 1, (sqlite3_int64)n);
	sqlite3_bind_blob(st, 2, lengths, INDEX_COLUMNS * sizeof(*lengths), SQLITE_STATIC);
	sqlite3_bind_blob(st, 3, forms->at, (int)forms->n, SQLITE_STATIC);
	return bound_step(x, st, err);
}

static int item_write(struct indexing *x, size_t n, struct err *err)
{
	const struct faq_item *item = &x->faq->items[n];
	struct text asks = { 0 }, answer = { 0 }, law = { 0 }, forms = { 0 };
	uint32_t number = (uint32_t)n + 1, lengths[INDEX_COLUMNS] = { 0 };
	int code;

	for (size_t i = 0; i < item->ask_count; i++)
		text_printf(&asks, "%s\n", item->asks[i]);
	markdown_plain(&answer, item->answer);
	law_text_of(item, &law);
	form_add(x, &forms, item->question, number, 0);
	for (size_t i = 0; i < item->ask_count; i++)
		form_add(x, &forms, item->asks[i], number, (uint32_t)i + 1);
	lengths[0] = (uint32_t)words_count(x, item->question, number, NULL);
	lengths[1] = (uint32_t)words_count(x, asks.at ? asks.at : "", number, NULL);
	lengths[2] = (uint32_t)words_count(x, answer.at ? answer.at : "", number, NULL);
	lengths[3] = (uint32_t)words_count(x, law.at ? law.at : "", number, NULL);
	cells_add(x, n, item->question, 0);
	cells_add(x, n, asks.at ? asks.at : "", 1);
	cells_add(x, n, answer.at ? answer.at : "", 2);
	code = words_insert(x, n, (const char *const[]){ item->question, asks.at, answer.at, law.at }, err);
	if (code == 0)
		code = form_insert(x, n, lengths, &forms, err);
	text_free(&asks);
	text_free(&answer);
	text_free(&law);
	text_free(&forms);
	return code;
}

/* --- provisions --- */

static int clause_write(struct indexing *x, size_t n, struct err *err)
{
	const struct provision *p = &x->faq->law->provisions[n];
	const char *texts[] = { p->citation, p->heading, p->about };
	sqlite3_stmt *st;

	if (!p->source->current)
		return 0;
	if (sqlite3_prepare_v2(x->db, "INSERT INTO clauses(rowid, citation, heading, about) VALUES(?,?,?,?)", -1, &st, NULL) != SQLITE_OK)
		return db_error(x->db, err);
	sqlite3_bind_int64(st, 1, (sqlite3_int64)n);
	for (int i = 0; i < 3; i++)
		sqlite3_bind_text(st, i + 2, texts[i], -1, SQLITE_STATIC);
	if (bound_step(x, st, err) != 0)
		return -1;
	if (sqlite3_prepare_v2(x->db, "INSERT INTO clause VALUES(?,?)", -1, &st, NULL) != SQLITE_OK)
		return db_error(x->db, err);
	sqlite3_bind_int64(st, 1, (sqlite3_int64)n);
	sqlite3_bind_text(st, 2, p->id, -1, SQLITE_STATIC);
	return bound_step(x, st, err);
}

/* --- concepts --- */

static int phrase_write(struct indexing *x, int concept, enum phrase_kind kind, const struct yaml *at, struct err *err)
{
	struct text stems = { 0 };
	sqlite3_stmt *st;
	size_t n;
	int code;

	if (!at->text)
		return yaml_error(err, at, "expected a text");
	n = words_count(x, at->text, 0, NULL);
	for (size_t i = 0; i < n; i++)
		text_printf(&stems, "%s%s", i ? " " : "", x->buffer[i].stem);
	if (n == 0 || n > PHRASE_STEMS) {
		text_free(&stems);
		return yaml_error(err, at, "a phrase has one to six words");
	}
	code = sqlite3_prepare_v2(x->db, "INSERT INTO concept VALUES(?,?,?,?)", -1, &st, NULL);
	if (code != SQLITE_OK) {
		text_free(&stems);
		return db_error(x->db, err);
	}
	sqlite3_bind_int(st, 1, concept);
	sqlite3_bind_int(st, 2, (int)kind);
	sqlite3_bind_text(st, 3, stems.at, -1, SQLITE_STATIC);
	sqlite3_bind_text(st, 4, at->text, -1, SQLITE_STATIC);
	code = bound_step(x, st, err);
	text_free(&stems);
	return code;
}

static int concepts_write(struct indexing *x, const struct yaml *doc, struct err *err)
{
	const struct yaml *list = yaml_get(doc, "concepts");
	int n = 0;

	if (doc && (!list || list->kind != YAML_LIST))
		return yaml_error(err, doc, "expected the list 'concepts'");
	for (const struct yaml *at = list ? list->child : NULL; at; at = at->next, n++) {
		const struct yaml *law = yaml_get(at, "law"), *said = yaml_get(at, "said");

		if (!law || !said)
			return yaml_error(err, at, "a concept has 'law' and 'said'");
		for (const struct yaml *p = law->child; p; p = p->next)
			if (phrase_write(x, n, PHRASE_LAW, p, err) != 0)
				return -1;
		for (const struct yaml *p = said->child; p; p = p->next)
			if (phrase_write(x, n, PHRASE_SAID, p, err) != 0)
				return -1;
	}
	list = yaml_get(doc, "elsewhere");
	for (const struct yaml *p = list ? list->child : NULL; p; p = p->next, n++)
		if (phrase_write(x, n, PHRASE_ELSEWHERE, p, err) != 0)
			return -1;
	return 0;
}

/* --- terms --- */

static int terms_write(struct indexing *x, struct err *err)
{
	sqlite3_stmt *st;

	for (size_t i = 0; i < x->count; i++) {
		if (sqlite3_prepare_v2(x->db, "INSERT INTO term VALUES(?,?,?)", -1, &st, NULL) != SQLITE_OK)
			return db_error(x->db, err);
		sqlite3_bind_int64(st, 1, (sqlite3_int64)i);
		sqlite3_bind_text(st, 2, x->stems[i], -1, SQLITE_STATIC);
		sqlite3_bind_int64(st, 3, x->list[i]->items);
		if (bound_step(x, st, err) != 0)
			return -1;
	}
	return 0;
}

/* Once more over all texts, for the words as they are written: a table of names is not walked. */
static int surface_insert(struct indexing *x, const char *text, struct err *err)
{
	struct bytes all = bytes_of(text);
	size_t n = tokens_of(x->tokens, all, x->buffer, TOKENS_MAX);

	for (size_t i = 0; i < n; i++) {
		struct bytes word = { all.at + x->buffer[i].from, x->buffer[i].to - x->buffer[i].from };
		char lower[TOKEN_STEM];
		struct index_term *t;
		sqlite3_stmt *st;

		if (word.n < 3 || word.n >= sizeof(lower))
			continue;
		for (size_t k = 0; k < word.n; k++)
			lower[k] = (char)tolower(word.at[k]);
		t = names_find(&x->surfaces, (struct bytes){ (unsigned char *)lower, word.n });
		if (!t)
			continue;
		if (sqlite3_prepare_v2(x->db, "INSERT OR IGNORE INTO surface VALUES(?,?)", -1, &st, NULL) != SQLITE_OK)
			return db_error(x->db, err);
		sqlite3_bind_text(st, 1, lower, (int)word.n, SQLITE_STATIC);
		sqlite3_bind_int64(st, 2, t->number);
		if (bound_step(x, st, err) != 0)
			return -1;
	}
	return 0;
}

static int surfaces_write(struct indexing *x, const struct yaml *concepts, struct err *err)
{
	const struct yaml *list = yaml_get(concepts, "concepts");

	for (size_t i = 0; i < x->faq->item_count; i++) {
		const struct faq_item *item = &x->faq->items[i];

		if (surface_insert(x, item->question, err) != 0 || surface_insert(x, item->answer, err) != 0)
			return -1;
		for (size_t k = 0; k < item->ask_count; k++)
			if (surface_insert(x, item->asks[k], err) != 0)
				return -1;
		for (size_t k = 0; k < item->cite_count; k++)
			if (surface_insert(x, item->cites[k].supports, err) != 0)
				return -1;
	}
	for (const struct yaml *at = list ? list->child : NULL; at; at = at->next)
		for (const struct yaml *kind = at->child; kind; kind = kind->next)
			for (const struct yaml *p = kind->child; p; p = p->next)
				if (p->text && surface_insert(x, p->text, err) != 0)
					return -1;
	return 0;
}

static int by_hash(const void *a, const void *b)
{
	const struct exact *one = a, *two = b;

	if (one->hash != two->hash)
		return one->hash < two->hash ? -1 : 1;
	if (one->item != two->item)
		return one->item < two->item ? -1 : 1;
	return (one->form > two->form) - (one->form < two->form);
}

static int exact_write(struct indexing *x, struct err *err)
{
	sqlite3_stmt *st;

	qsort(x->exact, x->exact_count, sizeof(*x->exact), by_hash);
	if (sqlite3_prepare_v2(x->db, "INSERT INTO exact VALUES(?)", -1, &st, NULL) != SQLITE_OK)
		return db_error(x->db, err);
	sqlite3_bind_blob64(st, 1, x->exact, x->exact_count * sizeof(*x->exact), SQLITE_STATIC);
	return bound_step(x, st, err);
}

int index_write(sqlite3 *db, const struct faq *faq, const struct yaml *concepts, struct err *err)
{
	struct indexing x = { .db = db, .faq = faq, .mem = { .about = "the search index" } };
	int code = 0;

	x.terms.mem = x.surfaces.mem = &x.mem;
	x.tokens = tokens_open(db, err);
	if (!x.tokens)
		return -1;
	x.rows = arena_alloc(&x.mem, (faq->item_count + 1) * sizeof(*x.rows));
	x.buffer = arena_alloc(&x.mem, TOKENS_MAX * sizeof(*x.buffer));
	if (sqlite3_exec(db, schema, NULL, NULL, NULL) != SQLITE_OK)
		code = db_error(db, err);
	for (size_t i = 0; i < faq->item_count && code == 0; i++)
		code = item_write(&x, i, err);
	for (size_t i = 0; i < faq->law->provision_count && code == 0; i++)
		code = clause_write(&x, i, err);
	if (code == 0)
		code = concepts_write(&x, concepts, err);
	if (code == 0)
		code = surfaces_write(&x, concepts, err);
	if (code == 0)
		code = terms_write(&x, err);
	if (code == 0)
		code = latent_write(&x, err);
	if (code == 0)
		code = exact_write(&x, err);
	if (code == 0 && sqlite3_exec(db, "INSERT INTO words(words) VALUES('optimize'); INSERT INTO clauses(clauses) VALUES('optimize')",
				      NULL, NULL, NULL) != SQLITE_OK)
		code = db_error(db, err);
	tokens_close(x.tokens);
	arena_free(&x.mem);
	return code;
}
