#include "faq/model.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/auto.h"

static int db_error(const struct model *m, struct err *err)
{
	return err_set(err, ERR_SYSTEM, "search index: %s", sqlite3_errmsg(m->faq->db));
}

/* All rows of a query, in turn; 'row' fills in the model. */
static int each(struct model *m, const char *sql, int (*row)(struct model *m, sqlite3_stmt *st), struct err *err)
{
	sqlite3_stmt *st;
	int code = sqlite3_prepare_v2(m->faq->db, sql, -1, &st, NULL), step = SQLITE_DONE;

	while (code == SQLITE_OK && (step = sqlite3_step(st)) == SQLITE_ROW)
		if (row(m, st) != 0)
			code = SQLITE_CORRUPT;
	sqlite3_finalize(st);
	if (code == SQLITE_CORRUPT)
		return err_set(err, ERR_DAMAGED, "search index: it contradicts itself");
	return code == SQLITE_OK && step == SQLITE_DONE ? 0 : db_error(m, err);
}

static size_t counted(const struct model *m, const char *sql)
{
	sqlite3_stmt *st;
	size_t n = 0;

	if (sqlite3_prepare_v2(m->faq->db, sql, -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW)
		n = (size_t)sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return n;
}

static const char *text_of(struct model *m, sqlite3_stmt *st, int column)
{
	const unsigned char *text = sqlite3_column_text(st, column);

	return arena_text(&m->mem, text ? text : (const unsigned char *)"", text ? (size_t)sqlite3_column_bytes(st, column) : 0);
}

static int term_row(struct model *m, sqlite3_stmt *st)
{
	const char *stem = text_of(m, st, 1);
	struct term *t = &m->terms[m->term_count];
	float n = (float)sqlite3_column_int64(st, 2), all = (float)m->faq->item_count;

	if (sqlite3_column_int64(st, 0) != (sqlite3_int64)m->term_count)
		return -1;
	*t = (struct term){ .stem = stem, .number = (uint32_t)m->term_count++, .items = (uint32_t)n };
	t->idf = n > 0 ? logf(1 + (all - n + 0.5f) / (n + 0.5f)) : 0;
	t->little = terms_little(stem);
	*names_at(&m->by_stem, bytes_of(stem)) = t;
	return 0;
}

/* The blob is a count and so many numbers, again and again. */
static int form_row(struct model *m, sqlite3_stmt *st)
{
	sqlite3_int64 item = sqlite3_column_int64(st, 0);
	size_t n = (size_t)sqlite3_column_bytes(st, 2) / sizeof(uint32_t), at = 0;
	const uint32_t *all = arena_copy(&m->mem, sqlite3_column_blob(st, 2), n * sizeof(uint32_t));
	struct form *list;
	struct forms *forms;
	uint32_t lengths[INDEX_COLUMNS];

	if (item < 0 || (size_t)item >= m->faq->item_count || (size_t)sqlite3_column_bytes(st, 1) != sizeof(lengths))
		return -1;
	forms = &m->forms[item];
	memcpy(lengths, sqlite3_column_blob(st, 1), sizeof(lengths));
	for (size_t i = 0; i < INDEX_COLUMNS; i++) {
		forms->lengths[i] = (float)lengths[i];
		m->average[i] += (float)lengths[i] / (float)m->faq->item_count;
	}
	list = arena_alloc(&m->mem, (m->faq->items[item].ask_count + 1) * sizeof(*list));
	while (at < n && forms->count <= m->faq->items[item].ask_count) {
		struct form *form = &list[forms->count++];

		form->n = all[at++];
		form->stems = all + at;
		if (form->n > n - at)
			return -1;
		for (size_t i = 0; i < form->n; i++) {
			if (form->stems[i] >= m->term_count)
				return -1;
			form->weight += m->terms[form->stems[i]].little ? 0 : m->terms[form->stems[i]].idf;
		}
		at += form->n;
	}
	forms->list = list;
	return 0;
}

static int phrase_stems(struct model *m, struct phrase *p, const char *stems)
{
	struct bytes rest = bytes_of(stems), word;

	while (bytes_word(&rest, &word)) {
		struct term *t = names_find(&m->by_stem, word);

		if (!t || p->n == PHRASE_STEMS)
			return -1;
		t->concept = true;
		p->stems[p->n++] = t->number;
	}
	return p->n ? 0 : -1;
}

static int concept_row(struct model *m, sqlite3_stmt *st)
{
	size_t number = (size_t)sqlite3_column_int64(st, 0);
	const char *stems = text_of(m, st, 2);
	struct phrase *p = ARENA_NEW(&m->mem, struct phrase), *list;
	struct concept *c;
	struct concept_list *in;
	void **at = names_at(&m->by_phrase, bytes_of(stems));

	if (number >= m->concept_count)
		return -1;
	c = &m->concepts[number];
	p->text = text_of(m, st, 3);
	p->kind = (enum phrase_kind)sqlite3_column_int(st, 1);
	if (phrase_stems(m, p, stems) != 0)
		return -1;
	list = arena_alloc(&m->mem, (c->count + 1) * sizeof(*list));
	if (c->count)
		memcpy(list, c->phrases, c->count * sizeof(*list));
	list[c->count++] = *p;
	c->phrases = list;
	in = *at;
	if (!in)
		*at = in = ARENA_NEW(&m->mem, struct concept_list);
	if (in->count && in->concepts[in->count - 1] == number)
		return 0;
	ARENA_ROOM(&m->mem, in->concepts, in->count, in->room);
	in->concepts[in->count++] = (uint32_t)number;
	return 0;
}

static uint32_t letters_of(const char *word, size_t n)
{
	uint32_t letters = 0;

	for (size_t i = 0; i < n; i++)
		letters |= 1u << ((unsigned char)word[i] % 32);
	return letters;
}

static int surface_row(struct model *m, sqlite3_stmt *st)
{
	struct surface *s = &m->surfaces[m->surface_count++];
	sqlite3_int64 term = sqlite3_column_int64(st, 1);

	s->word = text_of(m, st, 0);
	s->n = (uint8_t)strlen(s->word);
	s->letters = letters_of(s->word, s->n);
	s->term = (uint32_t)term;
	return term < 0 || (size_t)term >= m->term_count ? -1 : 0;
}

/* Two blobs of vectors: one for each stem, one for each item. */
static int latent_row(struct model *m, sqlite3_stmt *st)
{
	bool terms = strcmp(text_of(m, st, 0), "terms") == 0;
	size_t count = terms ? m->term_count : m->faq->item_count, size = count * sizeof(struct latent_vector);

	if ((size_t)sqlite3_column_bytes(st, 1) != size)
		return -1;
	*(terms ? &m->latent_terms : &m->latent_items) = arena_copy(&m->mem, sqlite3_column_blob(st, 1), size);
	return 0;
}

static int exact_row(struct model *m, sqlite3_stmt *st)
{
	m->exact_count = (size_t)sqlite3_column_bytes(st, 0) / sizeof(*m->exact);
	m->exact = arena_copy(&m->mem, sqlite3_column_blob(st, 0), m->exact_count * sizeof(*m->exact));
	for (size_t i = 0; i < m->exact_count; i++)
		if (m->exact[i].item >= m->faq->item_count)
			return -1;
	return 0;
}

/* One that a requirement leads to is the general one of its subject. */
static bool general(const struct faq_item *item)
{
	for (size_t i = 0; i < item->rest_count; i++)
		if (!item->rests[i].severity)
			return true;
	return false;
}

static void known_count(struct model *m)
{
	for (size_t i = 0; i < m->faq->item_count; i++)
		for (size_t k = 0; k < m->faq->items[i].see_count; k++)
			m->forms[m->faq->items[i].see[k] - m->faq->items].known++;
	for (size_t i = 0; i < m->faq->item_count; i++)
		m->forms[i].known = logf(1 + m->forms[i].known) + (general(&m->faq->items[i]) ? 0.5f : 0);
}

int model_load(struct model *m, const struct faq *faq, struct err *err)
{
	*m = (struct model){ .mem = { .about = "the search's words" }, .faq = faq };
	m->by_stem.mem = m->by_phrase.mem = &m->mem;
	m->terms = arena_alloc(&m->mem, (counted(m, "SELECT count(*) FROM term") + 1) * sizeof(*m->terms));
	m->forms = arena_alloc(&m->mem, (faq->item_count + 1) * sizeof(*m->forms));
	m->concept_count = counted(m, "SELECT coalesce(max(n) + 1, 0) FROM concept");
	m->concepts = arena_alloc(&m->mem, (m->concept_count + 1) * sizeof(*m->concepts));
	m->surfaces = arena_alloc(&m->mem, (counted(m, "SELECT count(*) FROM surface") + 1) * sizeof(*m->surfaces));
	if (each(m, "SELECT n, stem, items FROM term ORDER BY n", term_row, err) == 0 &&
	    each(m, "SELECT item, lengths, stems FROM form ORDER BY item", form_row, err) == 0 &&
	    each(m, "SELECT n, kind, stems, phrase FROM concept ORDER BY rowid", concept_row, err) == 0 &&
	    each(m, "SELECT word, term FROM surface ORDER BY word", surface_row, err) == 0 &&
	    each(m, "SELECT what, vectors FROM latent", latent_row, err) == 0 &&
	    each(m, "SELECT forms FROM exact", exact_row, err) == 0) {
		known_count(m);
		if (m->latent_terms && m->latent_items)
			return 0;
		err_set(err, ERR_DAMAGED, "search index: its latent space is not whole");
	}
	model_free(m);
	return -1;
}

void model_free(struct model *m)
{
	arena_free(&m->mem);
	*m = (struct model){ 0 };
}

const struct term *model_term(const struct model *m, const char *stem)
{
	return names_find(&m->by_stem, bytes_of(stem));
}

/* --- spelling --- */

enum { WORD_MAX = 32 };

/*
 * Letters to change, add, leave out or swap (optimal string alignment), or
 * 'most' + 1 as soon as it is more.
 */
static int mistakes(const char *a, size_t na, const char *b, size_t nb, int most)
{
	int rows[3][WORD_MAX + 1], *before = rows[0], *last = rows[1], *now = rows[2];

	for (size_t k = 0; k <= nb; k++)
		last[k] = (int)k;
	for (size_t i = 1; i <= na; i++) {
		int *turn = before, least = now[0] = (int)i;

		for (size_t k = 1; k <= nb; k++) {
			int best = last[k - 1] + (a[i - 1] != b[k - 1]);

			best = last[k] + 1 < best ? last[k] + 1 : best;
			best = now[k - 1] + 1 < best ? now[k - 1] + 1 : best;
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1] && before[k - 2] + 1 < best)
				best = before[k - 2] + 1;
			now[k] = best;
			least = best < least ? best : least;
		}
		if (least > most)
			return most + 1;
		before = last;
		last = now;
		now = turn;
	}
	return last[nb];
}

const struct surface *model_nearest(const struct model *m, struct bytes word, int *mistakes_made)
{
	char lower[WORD_MAX + 1];
	int most = word.n >= 8 ? 2 : 1, best = most + 1;
	const struct surface *nearest = NULL;
	uint32_t letters;

	if (word.n < 4 || word.n > WORD_MAX)
		return NULL;
	for (size_t i = 0; i < word.n; i++)
		lower[i] = (char)tolower(word.at[i]);
	letters = letters_of(lower, word.n);
	for (size_t i = 0; i < m->surface_count; i++) {
		const struct surface *s = &m->surfaces[i];
		int off;

		if (s->n < 4 || s->n > WORD_MAX || s->n + most < (int)word.n || s->n > (int)word.n + most ||
		    __builtin_popcount(s->letters ^ letters) > 2 * most)
			continue;
		off = mistakes(lower, word.n, s->word, s->n, best - 1 < most ? best : most);
		/* the first letter is seldom wrong; of two as near, the one that more items have */
		off = off * 2 + (s->word[0] != lower[0]);
		if (off > most * 2 || (nearest && off > best) ||
		    (nearest && off == best && m->terms[s->term].items <= m->terms[nearest->term].items))
			continue;
		best = off;
		nearest = s;
	}
	*mistakes_made = (best + 1) / 2;
	return nearest;
}
