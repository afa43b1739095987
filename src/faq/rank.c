#include "faq/rank.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* By column: question, asks, answer, law. Found on tests/search/dev.tsv; flat around these values. */
static const float COLUMN[INDEX_COLUMNS] = { 2.5f, 1.6f, 1.0f, 0.6f };
static const float SHORTEN[INDEX_COLUMNS] = { 0.4f, 0.5f, 0.6f, 0.5f };	/* b of BM25, by column */
static const float SATURATE = 1.2f;						/* k1 */

/* How often a phrase stands in the row, weighted by column and length. */
static float frequency(const struct ranking *r, const Fts5ExtensionApi *api, Fts5Context *fts, int phrase, size_t item)
{
	const struct forms *forms = &r->m->forms[item];
	Fts5PhraseIter at;
	float sum = 0;
	int column, offset;

	for (api->xPhraseFirst(fts, phrase, &at, &column, &offset); column >= 0; api->xPhraseNext(fts, &at, &column, &offset)) {
		float average = r->m->average[column], b = SHORTEN[column];

		sum += COLUMN[column] / (1 - b + b * forms->lengths[column] / (average > 0 ? average : 1));
	}
	return sum;
}

static void bm25(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *context, int count, sqlite3_value **values)
{
	const struct ranking *r = api->xUserData(fts);
	float best[QUERY_GROUPS] = { 0 }, sum = 0;
	sqlite3_int64 row = api->xRowid(fts);
	int phrases = api->xPhraseCount(fts);

	(void)count;
	(void)values;
	for (int i = 0; i < phrases && i < QUERY_GROUPS * QUERY_ALTERNATIVES; i++) {
		const struct alternative *a = r->phrases[i];
		float tf, score;

		if (a->weight * a->idf <= best[r->group[i]])
			continue;
		tf = frequency(r, api, fts, i, (size_t)row - 1);
		score = a->weight * a->idf * tf / (SATURATE + tf);
		if (score > best[r->group[i]])
			best[r->group[i]] = score;
	}
	for (size_t i = 0; i < r->q->count; i++)
		sum += best[i];
	sqlite3_result_double(context, (double)sum);
}

int rank_open(struct ranking *r, const struct model *m, sqlite3 *db, struct err *err)
{
	fts5_api *api = (fts5_api *)tokens_api(db);

	*r = (struct ranking){ .m = m, .seen = calloc(m->term_count + 1, sizeof(*r->seen)) };
	if (!r->seen)
		return err_set(err, ERR_SYSTEM, "out of memory");
	if (!api || api->xCreateFunction(api, "rank_bm25", r, bm25, NULL) != SQLITE_OK) {
		rank_close(r);
		return err_set(err, ERR_SYSTEM, "SQLite has no full text search (FTS5)");
	}
	return 0;
}

void rank_close(struct ranking *r)
{
	free(r->seen);
	r->seen = NULL;
}

void rank_query(struct ranking *r, const struct query *q)
{
	size_t n = 0;

	r->q = q;
	for (size_t i = 0; i < q->count; i++)
		for (size_t k = 0; k < q->groups[i].count; k++) {
			r->phrases[n] = &q->groups[i].list[k];
			r->group[n++] = (unsigned char)i;
		}
}

static bool has_all(const struct ranking *r, const struct alternative *a)
{
	for (size_t i = 0; i < a->n; i++)
		if (r->seen[a->stems[i]] != r->serial)
			return false;
	return true;
}

/* What of the query one form has. */
static float form_found(struct ranking *r, const struct form *form, float found[QUERY_GROUPS])
{
	float sum = 0;

	r->serial++;
	for (size_t i = 0; i < form->n; i++)
		r->seen[form->stems[i]] = r->serial;
	for (size_t i = 0; i < r->q->count; i++) {
		const struct group *g = &r->q->groups[i];

		found[i] = 0;
		for (size_t k = 0; k < g->count; k++) {
			const struct alternative *a = &g->list[k];

			if (a->weight * a->idf > found[i] && has_all(r, a))
				found[i] = a->weight * a->idf;
		}
		sum += found[i];
	}
	return sum;
}

float rank_form(struct ranking *r, size_t item, float *covered)
{
	const struct forms *forms = &r->m->forms[item];
	float best = 0, found[QUERY_GROUPS];

	*covered = 0;
	for (size_t i = 0; i < forms->count; i++) {
		const struct form *form = &forms->list[i];
		float sum = form_found(r, form, found), share = r->q->weight > 0 ? sum / r->q->weight : 0;
		float like = sum / sqrtf((r->q->weight + 1) * (form->weight + 1));

		if (like > best) {
			best = like;
			memcpy(r->found, found, sizeof(found));
		}
		if (share > *covered)
			*covered = share;
	}
	return best;
}
