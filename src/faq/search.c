#include "faq/search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "base/text.h"
#include "faq/rank.h"

/* How the two ways of ranking go together, and below what a query is not answered; tests/search says on what they rest. */
static const float FORM = 8.0f, LATENT = 7.0f, KNOWN = 0.4f, CITED = 4.0f, EXACT = 1000.0f, FAR = 0.5f;

/* What is kept, and how many of those are held against their ways of asking. */
enum { CANDIDATES = 60, COMPARED = 24, EXACTS = 8 };

struct candidate {
	size_t item;
	float score, covered;
};

struct search_internals {
	struct model model;
	struct tokens *tokens;
	struct ranking ranking;
	struct query query;
	sqlite3_stmt *near;
	struct candidate candidates[CANDIDATES];
	size_t count, total;
	struct exact exact[EXACTS];	/* those that are asked in just these words */
	size_t exact_count;
	float *cited;			/* [QUERY_IDS][law.provision_count], for the ids of the query */
};

static int db_error(const struct search *s, struct err *err)
{
	return err_set(err, ERR_SYSTEM, "search: %s", sqlite3_errmsg(s->faq->db));
}

/* --- opening --- */

static int statements(struct search *s, struct err *err)
{
	static const char near[] = "SELECT c.id FROM clauses JOIN clause c ON c.n = clauses.rowid WHERE clauses MATCH ?"
				   " ORDER BY bm25(clauses, 2.0, 2.0, 1.0), c.n LIMIT 5";

	if (sqlite3_prepare_v3(s->faq->db, near, -1, SQLITE_PREPARE_PERSISTENT, &s->in->near, NULL) != SQLITE_OK)
		return db_error(s, err);
	return 0;
}

int search_open(struct search *s, const struct faq *faq, struct err *err)
{
	*s = (struct search){ .faq = faq, .in = calloc(1, sizeof(*s->in)) };
	if (s->in)
		s->in->cited = calloc(QUERY_IDS * faq->law->provision_count + 1, sizeof(*s->in->cited));
	if (!s->in || !s->in->cited) {
		search_close(s);
		return err_set(err, ERR_SYSTEM, "out of memory");
	}
	if (model_load(&s->in->model, faq, err) == 0 && (s->in->tokens = tokens_open(faq->db, err)) &&
	    rank_open(&s->in->ranking, &s->in->model, err) == 0 && statements(s, err) == 0)
		return 0;
	search_close(s);
	return -1;
}

void search_close(struct search *s)
{
	if (!s->in)
		return;
	sqlite3_finalize(s->in->near);
	rank_close(&s->in->ranking);
	tokens_close(s->in->tokens);
	model_free(&s->in->model);
	free(s->in->cited);
	free(s->in);
	*s = (struct search){ 0 };
}

/* --- what may be an answer --- */

/* The provision itself, or a part of it ("art-13-8" has "art-13-8-sub-2"). */
static bool below(const char *id, const char *of)
{
	size_t n = strlen(of);

	return strncmp(id, of, n) == 0 && (id[n] == '\0' || id[n] == '-');
}

static bool cites(const struct faq_item *item, const char *provision, const char *weight)
{
	for (size_t i = 0; i < item->cite_count; i++)
		if ((!provision || below(item->cites[i].provision->id, provision)) &&
		    (!weight || strcmp(item->cites[i].weight, weight) == 0))
			return true;
	return false;
}

static bool wanted(const struct faq_item *item, const struct search_filter *f)
{
	if (!f)
		return true;
	return (!f->module || strcmp(item->module->id, f->module) == 0) && (!f->verdict || strcmp(item->verdict, f->verdict) == 0) &&
	       (!f->role || faq_has_role(item, f->role)) &&
	       ((!f->provision && !f->weight) || cites(item, f->provision, f->weight));
}

/* Keeps the best CANDIDATES, best first; of two as good the one that stands earlier. */
static void candidate_add(struct search_internals *in, size_t item, float score)
{
	size_t at = in->count;

	in->total++;
	if (at == CANDIDATES) {
		const struct candidate *last = &in->candidates[CANDIDATES - 1];

		if (score < last->score || (score == last->score && item > last->item))
			return;
		at--;
	} else {
		in->count++;
	}
	while (at > 0 && (in->candidates[at - 1].score < score ||
			  (in->candidates[at - 1].score == score && in->candidates[at - 1].item > item))) {
		in->candidates[at] = in->candidates[at - 1];
		at--;
	}
	in->candidates[at] = (struct candidate){ .item = item, .score = score };
}

/* --- in which order --- */

/* Does the item explain a limb that rests on the provision? */
static bool explains(const struct faq_item *item, const char *provision)
{
	for (size_t i = 0; i < item->rest_count; i++)
		for (size_t k = 0; !item->rests[i].severity && item->rests[i].limb && k < item->rests[i].limb->ref_count; k++)
			if (strcmp(item->rests[i].limb->refs[k].provision->id, provision) == 0)
				return true;
	return false;
}

/* How near each provision is to each one that the query cites: the same, a part of it, or what it is a part of. */
static void cited_read(struct search *s)
{
	const struct law *law = s->faq->law;
	struct search_internals *in = s->in;

	for (size_t i = 0; i < in->query.id_count; i++)
		for (size_t k = 0; k < law->provision_count; k++) {
			const char *id = law->provisions[k].id, *of = in->query.ids[i];

			in->cited[i * law->provision_count + k] = strcmp(id, of) == 0 ? 1 : below(id, of) ? 0.8f : below(of, id) ? 0.4f : 0;
		}
}

/* How much the item is about the provisions that the query cites: its first citation more than its last. */
static float cited(const struct search *s, const struct faq_item *item)
{
	const struct law *law = s->faq->law;
	const struct search_internals *in = s->in;
	float sum = 0;

	for (size_t i = 0; i < in->query.id_count; i++) {
		float best = 0;

		for (size_t k = 0; k < item->cite_count; k++) {
			float near = in->cited[i * law->provision_count + (size_t)(item->cites[k].provision - law->provisions)];

			near /= 1 + 0.15f * (float)k;
			best = near > best ? near : best;
		}
		sum += best > 0 && explains(item, in->query.ids[i]) ? best + 0.5f : best;
	}
	return sum;
}

/* Which items are asked in just these words: however common they are, those are candidates. */
static void exact_find(struct search_internals *in)
{
	const struct model *m = &in->model;
	uint64_t hash = index_hash(in->query.stems, in->query.stem_count);
	size_t low = 0, high = m->exact_count;

	in->exact_count = 0;
	while (low < high) {
		size_t middle = (low + high) / 2;

		if (m->exact[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	for (; in->query.stem_count && low < m->exact_count && m->exact[low].hash == hash && in->exact_count < EXACTS; low++)
		in->exact[in->exact_count++] = m->exact[low];
}

/* 1: the query is the item's question, word by word; a half: one of its asks. An ask of one may be another's question. */
static float exactly(const struct search_internals *in, size_t item)
{
	for (size_t i = 0; i < in->exact_count; i++)
		if (in->exact[i].item == item)
			return in->exact[i].form ? 0.5f : 1;
	return 0;
}

/*
 * Items that cite what the query cites are candidates, whatever their words. Every other one may
 * be near to the query, but one that has none of its words only where it is very near.
 */
static int candidates_find(struct search *s, const struct search_filter *filter, struct err *err)
{
	struct search_internals *in = s->in;
	const struct query *q = &in->query;

	if (rank_query(&in->ranking, q, err) != 0)
		return -1;
	exact_find(in);
	cited_read(s);
	for (size_t i = 0; i < s->faq->item_count; i++) {
		float words = rank_words(&in->ranking, i), whole = exactly(in, i), about, near;

		if ((words <= 0 && q->length <= 0 && !q->id_count && whole <= 0) || !wanted(&s->faq->items[i], filter))
			continue;
		about = cited(s, &s->faq->items[i]);
		near = latent_near(&in->model.latent_items[i], &q->place, q->length);
		if (words > 0 || about > 0 || whole > 0 || near > FAR)
			candidate_add(in, i, words + LATENT * near + KNOWN * in->model.forms[i].known + CITED * about + EXACT * whole);
	}
	return 0;
}

static int by_score(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	return x->item < y->item ? -1 : x->item > y->item;
}

static void candidates_rank(struct search *s)
{
	struct search_internals *in = s->in;

	for (size_t i = 0; i < in->count; i++) {
		struct candidate *c = &in->candidates[i];

		if (in->query.count && i < COMPARED)
			c->score += FORM * rank_form(&in->ranking, c->item, &c->covered);
		if (exactly(in, c->item) > 0 || cited(s, &s->faq->items[c->item]) > 0)
			c->covered = 1;
	}
	qsort(in->candidates, in->count, sizeof(in->candidates[0]), by_score);
}

/* --- when there is no answer --- */

static void near_add(struct search_result *out, const struct provision *p)
{
	for (size_t i = 0; i < out->near_count; i++)
		if (out->near[i] == p)
			return;
	if (p && out->near_count < SEARCH_NEAR)
		out->near[out->near_count++] = p;
}

static int near_find(struct search *s, struct search_result *out, struct err *err)
{
	struct text match = { 0 };
	int step = SQLITE_DONE;

	for (size_t i = 0; i < s->in->query.id_count; i++)
		near_add(out, law_provision(s->faq->law, s->in->query.ids[i]));
	if (out->near_count || !query_match(&s->in->query, &match))
		return 0;
	sqlite3_bind_text(s->in->near, 1, match.at, (int)match.n, SQLITE_STATIC);
	while ((step = sqlite3_step(s->in->near)) == SQLITE_ROW)
		near_add(out, law_provision(s->faq->law, (const char *)sqlite3_column_text(s->in->near, 0)));
	sqlite3_reset(s->in->near);
	sqlite3_clear_bindings(s->in->near);
	text_free(&match);
	return step == SQLITE_DONE ? 0 : db_error(s, err);
}

/*
 * How much of a query one way of asking has to cover, by the share of its words
 * that no item has. People who ask what is answered use other words than we did,
 * but few that nobody used; those who ask something else use many.
 */
static const struct { float strange, covered; } supports[] = { { 0.5f, 0.8f }, { 0.3f, 0.42f }, { 0, 0.12f } };

static bool supported(struct search_internals *in)
{
	float most = 0;

	for (size_t i = 0; i < in->count && i < 5; i++)
		if (in->candidates[i].covered > most && (!in->query.count || rank_musts(&in->ranking, in->candidates[i].item)))
			most = in->candidates[i].covered;
	for (size_t i = 0; i < COUNT(supports); i++)
		if (in->query.strange >= supports[i].strange)
			return most >= supports[i].covered;
	return false;
}

int search_ask(struct search *s, struct bytes query, const struct search_filter *filter, struct search_result *out,
	       struct err *err)
{
	struct search_internals *in = s->in;
	size_t limit = filter && filter->limit ? filter->limit : 10;

	out->count = out->total = out->near_count = 0;
	out->supported = false;
	out->corrected = NULL;
	in->count = in->total = 0;
	if (query.n > LIMIT_QUERY)
		return err_set(err, ERR_USAGE, "a query of %zu bytes; %llu are enough for a question", query.n, LIMIT_QUERY);
	query_read(&in->query, &in->model, in->tokens, query, filter && filter->typing);
	if (in->query.corrected[0]) {
		memcpy(out->text, in->query.corrected, sizeof(out->text));
		out->corrected = out->text;
	}
	if (candidates_find(s, filter, err) != 0)
		return -1;
	candidates_rank(s);
	out->supported = supported(in);
	if ((!out->supported || in->query.id_count) && near_find(s, out, err) != 0)
		return -1;
	if (!out->supported)
		return 0;
	out->total = in->total;
	for (size_t i = 0; i < in->count && i < limit && i < SEARCH_HITS; i++)
		out->hits[out->count++] = (struct search_hit){ &s->faq->items[in->candidates[i].item],
							       (double)in->candidates[i].score };
	return 0;
}

size_t search_marks(struct search *s, const char *text, size_t marks[SEARCH_MARKS][2])
{
	struct search_internals *in = s->in;
	struct token list[256];
	size_t n = tokens_of(in->tokens, bytes_of(text), list, COUNT(list)), count = 0;

	for (size_t i = 0; i < n && count < SEARCH_MARKS; i++) {
		const struct term *t = model_term(&in->model, list[i].stem);

		if (!t || !rank_marks(&in->ranking, t))
			continue;
		marks[count][0] = list[i].from;
		marks[count++][1] = list[i].to;
	}
	return count;
}
