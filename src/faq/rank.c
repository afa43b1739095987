#include "faq/rank.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* By column: question, asks, answer, law. Found on tests/search; flat around these values. */
static const float COLUMN[INDEX_COLUMNS] = { 5.0f, 1.4f, 0.6f, 0.4f };
static const float SHORTEN[INDEX_COLUMNS] = { 0.4f, 0.5f, 0.6f, 0.5f };	/* b of BM25 */
static const float SATURATE = 2.0f;	/* k1 of BM25 */
static const float MARKED = 0.4f;	/* from this weight on an alternative is shown as what was asked for */

/* --- asking FTS5 --- */

/* "rank_frequency(words)": how often the one phrase of the expression stands in the row (sqlite.org/fts5.html, 7.1). */
static void frequency(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *context, int count, sqlite3_value **values)
{
	const struct model *m = api->xUserData(fts);
	sqlite3_int64 row = api->xRowid(fts);
	const struct forms *forms = &m->forms[row - 1];
	Fts5PhraseIter at;
	float sum = 0;
	int column, offset;

	(void)count;
	(void)values;
	if (row < 1 || (size_t)row > m->faq->item_count)
		return;
	for (api->xPhraseFirst(fts, 0, &at, &column, &offset); column >= 0; api->xPhraseNext(fts, &at, &column, &offset)) {
		float average = m->average[column], b = SHORTEN[column];

		sum += COLUMN[column] / (1 - b + b * forms->lengths[column] / (average > 0 ? average : 1));
	}
	sqlite3_result_double(context, (double)sum);
}

static int db_error(const struct ranking *r, struct err *err)
{
	return err_set(err, ERR_SYSTEM, "search: %s", sqlite3_errmsg(r->m->faq->db));
}

static void *zeroed(size_t count, size_t size, bool *full)
{
	void *at = calloc(count + 1, size);

	*full = *full && at;
	return at;
}

int rank_open(struct ranking *r, const struct model *m, struct err *err)
{
	static const char sql[] = "SELECT rowid, rank_frequency(words) FROM words WHERE words MATCH ?";
	fts5_api *api = tokens_api(m->faq->db);
	size_t items = m->faq->item_count;
	bool full = true;

	*r = (struct ranking){ .m = m, .mem = { .about = "the search's postings" } };
	r->of_phrase.mem = &r->mem;
	r->of_word = zeroed(m->term_count, sizeof(*r->of_word), &full);
	r->marked = zeroed(m->term_count, sizeof(*r->marked), &full);
	r->score = zeroed(items, sizeof(*r->score), &full);
	r->best = zeroed(items, sizeof(*r->best), &full);
	r->asked = zeroed(items, sizeof(*r->asked), &full);
	r->grouped = zeroed(items, sizeof(*r->grouped), &full);
	r->first = zeroed(m->term_count, sizeof(*r->first), &full);
	r->noted = zeroed(m->term_count, sizeof(*r->noted), &full);
	if (!full)
		return err_set(err, ERR_SYSTEM, "out of memory");
	if (!api || api->xCreateFunction(api, "rank_frequency", (void *)(size_t)m, frequency, NULL) != SQLITE_OK)
		return err_set(err, ERR_SYSTEM, "SQLite has no full text search (FTS5)");
	if (sqlite3_prepare_v3(m->faq->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &r->match, NULL) != SQLITE_OK)
		return db_error(r, err);
	return 0;
}

void rank_close(struct ranking *r)
{
	void *const all[] = { r->score, r->best, r->asked, r->grouped, r->first, r->noted, r->marked, r->of_word };

	sqlite3_finalize(r->match);
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		free(all[i]);
	arena_free(&r->mem);
	*r = (struct ranking){ 0 };
}

/* The phrase for FTS5, in quotes of its own. */
static void phrase_quote(const char *phrase, struct text *out)
{
	text_char(out, '"');
	for (; *phrase; phrase++)
		text_char(out, *phrase == '"' ? ' ' : *phrase);
	text_char(out, '"');
}

static int postings_read(struct ranking *r, const char *phrase, struct postings *out, struct err *err)
{
	struct text match = { 0 };
	struct posting *list = NULL;
	size_t room = 0;
	int step;

	phrase_quote(phrase, &match);
	sqlite3_bind_text(r->match, 1, match.at, (int)match.n, SQLITE_STATIC);
	while ((step = sqlite3_step(r->match)) == SQLITE_ROW) {
		sqlite3_int64 row = sqlite3_column_int64(r->match, 0);

		if (row < 1 || (size_t)row > r->m->faq->item_count)
			continue;
		ARENA_ROOM(&r->mem, list, out->count, room);
		list[out->count++] = (struct posting){ (uint32_t)row - 1, (float)sqlite3_column_double(r->match, 1) };
	}
	sqlite3_reset(r->match);
	sqlite3_clear_bindings(r->match);
	text_free(&match);
	out->list = list;
	return step == SQLITE_DONE ? 0 : db_error(r, err);
}

static const struct postings *postings_new(struct ranking *r, const struct alternative *a, struct err *err)
{
	struct postings *p = ARENA_NEW(&r->mem, struct postings);

	return postings_read(r, a->text, p, err) == 0 ? p : NULL;
}

/* Kept by the stems, so that "updates" and "update" are read once. */
static const struct postings *postings_of(struct ranking *r, const struct alternative *a, struct err *err)
{
	void **at;

	if (a->n == 1) {
		if (!r->of_word[a->stems[0]])
			r->of_word[a->stems[0]] = postings_new(r, a, err);
		return r->of_word[a->stems[0]];
	}
	at = names_at(&r->of_phrase, (struct bytes){ (const unsigned char *)a->stems, a->n * sizeof(a->stems[0]) });
	if (!*at)
		*at = (void *)(size_t)postings_new(r, a, err);
	return *at;
}

/* --- by words --- */

static void item_raise(struct ranking *r, uint32_t item, uint32_t group, float score)
{
	if (r->asked[item] != r->serial) {
		r->asked[item] = r->serial;
		r->score[item] = 0;
		r->grouped[item] = 0;
	}
	if (r->grouped[item] != group) {
		r->grouped[item] = group;
		r->best[item] = 0;
	}
	if (score > r->best[item]) {
		r->score[item] += score - r->best[item];
		r->best[item] = score;
	}
}

static int group_rank(struct ranking *r, const struct group *g, uint32_t number, struct err *err)
{
	for (size_t i = 0; i < g->count; i++) {
		const struct alternative *a = &g->list[i];
		const struct postings *p = postings_of(r, a, err);
		float most = a->weight * a->idf;

		if (!p)
			return -1;
		for (size_t k = 0; k < p->count; k++)
			item_raise(r, p->list[k].item, number, most * p->list[k].frequency / (SATURATE + p->list[k].frequency));
	}
	return 0;
}

/* Each alternative is noted at its first stem; forms are looked through by their stems. */
static void worths_note(struct ranking *r)
{
	r->worth_count = 0;
	for (size_t i = 0; i < r->q->count; i++)
		for (size_t k = 0; k < r->q->groups[i].count; k++) {
			uint32_t stem = r->q->groups[i].list[k].stems[0];
			struct worth *w = &r->worths[r->worth_count++];

			*w = (struct worth){ (uint16_t)i, (uint16_t)k, r->noted[stem] == r->serial ? r->first[stem] : (uint16_t)0 };
			r->first[stem] = (uint16_t)r->worth_count;
			r->noted[stem] = r->serial;
			for (size_t n = 0; r->q->groups[i].list[k].weight >= MARKED && n < r->q->groups[i].list[k].n; n++)
				r->marked[r->q->groups[i].list[k].stems[n]] = r->serial;
		}
}

/* The numbers of queries begin anew after 2^32: what has one of the first of them must not look asked. */
static void serial_next(struct ranking *r)
{
	if (++r->serial)
		return;
	memset(r->asked, 0, r->m->faq->item_count * sizeof(*r->asked));
	memset(r->noted, 0, r->m->term_count * sizeof(*r->noted));
	memset(r->marked, 0, r->m->term_count * sizeof(*r->marked));
	r->serial = 1;
}

int rank_query(struct ranking *r, const struct query *q, struct err *err)
{
	r->q = q;
	serial_next(r);
	worths_note(r);
	for (size_t i = 0; i < q->count; i++)
		if (group_rank(r, &q->groups[i], (uint32_t)i + 1, err) != 0)
			return -1;
	return 0;
}

float rank_words(const struct ranking *r, size_t item)
{
	return r->asked[item] == r->serial ? r->score[item] : 0;
}

/* Has the item what the group was asked by? What only a part of it means is not enough. */
static bool group_has(struct ranking *r, const struct group *g, size_t item)
{
	struct err err;

	for (size_t i = 0; i < g->count; i++) {
		const struct postings *p = g->list[i].weight < 1 ? NULL : postings_of(r, &g->list[i], &err);

		for (size_t k = 0; p && k < p->count; k++)
			if (p->list[k].item == item)
				return true;
	}
	return false;
}

bool rank_musts(struct ranking *r, size_t item)
{
	for (size_t i = 0; i < r->q->count; i++)
		if (r->q->groups[i].must && !group_has(r, &r->q->groups[i], item))
			return false;
	return true;
}

bool rank_marks(const struct ranking *r, const struct term *t)
{
	return r->serial && !t->little && r->marked[t->number] == r->serial;
}

/* --- by ways of asking --- */

static bool form_has(const struct form *form, uint32_t stem)
{
	for (size_t i = 0; i < form->n; i++)
		if (form->stems[i] == stem)
			return true;
	return false;
}

/* What of the query one form has. */
static float form_found(const struct ranking *r, const struct form *form)
{
	float found[QUERY_GROUPS] = { 0 }, sum = 0;

	for (size_t i = 0; i < form->n; i++) {
		uint32_t stem = form->stems[i];

		for (uint16_t at = r->noted[stem] == r->serial ? r->first[stem] : 0; at; at = r->worths[at - 1].next) {
			const struct worth *w = &r->worths[at - 1];
			const struct alternative *a = &r->q->groups[w->group].list[w->alternative];
			float gain = a->weight * a->idf;
			bool all = gain > found[w->group];

			for (size_t k = 1; k < a->n && all; k++)
				all = form_has(form, a->stems[k]);
			if (all) {
				sum += gain - found[w->group];
				found[w->group] = gain;
			}
		}
	}
	return sum;
}

float rank_form(const struct ranking *r, size_t item, float *covered)
{
	const struct forms *forms = &r->m->forms[item];
	float best = 0, most = 0;

	for (size_t i = 0; i < forms->count; i++) {
		float sum = form_found(r, &forms->list[i]);
		float like = sum / sqrtf((r->q->weight + 1) * (forms->list[i].weight + 1));

		best = like > best ? like : best;
		most = sum > most ? sum : most;
	}
	*covered = r->q->weight > 0 ? most / r->q->weight : 0;
	return best;
}
