#include "faq/query.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/auto.h"
#include "base/text.h"

/* How much less a thing said otherwise counts; found on tests/search/dev.tsv, in steps of 0.05. */
static const float LAW = 0.4f, SAID = 0.45f, PART = 0.55f, SPELT = 0.9f, BEGUN = 0.8f, NAMED = 0.5f;

/* A word of the query while it is read. */
struct word {
	const char *text;		/* as written, or as corrected */
	size_t n;
	char stem[TOKEN_STEM];
	const struct term *term;	/* NULL: nothing has it */
	float weight, strange;
};

struct reading {
	struct query *q;
	const struct model *m;
	struct word words[QUERY_WORDS];
	size_t count;
};

/* --- citations --- */

static void id_add(struct query *q, const char *id)
{
	for (size_t i = 0; i < q->id_count; i++)
		if (strcmp(q->ids[i], id) == 0)
			return;
	if (q->id_count < QUERY_IDS)
		snprintf(q->ids[q->id_count++], CITATION_ID, "%s", id);
}

/*
 * "13(8)", "2c" and "(2)(c)" are no citations in a text; as a query they are. A number with a
 * number in brackets behind it is of an article, one with a letter is a point of Annex I, Part I.
 */
static bool bare_citation(const struct law *law, struct bytes text, struct citation *c)
{
	long bracket = bytes_find(text, "(");
	bool article = bracket > 0 && (size_t)bracket + 1 < text.n && isdigit(text.at[bracket + 1]), letter = false;
	struct err err = { 0 };
	char whole[64];

	if (!text.n || text.n > 24 || (!isdigit(text.at[0]) && text.at[0] != '('))
		return false;
	for (size_t i = 0; i < text.n; i++)
		letter = letter || isalpha(text.at[i]);
	if (!article && !letter)
		return false;
	snprintf(whole, sizeof(whole), "%s%.*s", article ? "Article " : "Annex I, Part I, point ", (int)text.n, (const char *)text.at);
	return citation_read(law, bytes_of(whole), c, &err) == 0 && c->count && law_provision(law, c->ids[0]);
}

/* The marks that end a sentence are none of the citation's. */
static struct bytes marks_cut(struct bytes word)
{
	while (word.n && strchr(".,;:?!", word.at[word.n - 1]))
		word.n--;
	return word;
}

/* Takes the citations out of a copy of the text: their places become blanks. */
static void citations_take(struct query *q, const struct law *law, char *text, size_t n)
{
	struct bytes all = { (unsigned char *)text, n }, rest = all, word;
	struct citation c;

	for (size_t at = 0; citation_next(law, all, at, &c); at = c.to) {
		bool known = false;

		for (size_t i = 0; !c.foreign && i < c.count; i++)
			if (law_provision(law, c.ids[i])) {
				id_add(q, c.ids[i]);
				known = true;
			}
		if (known)
			memset(text + c.from, ' ', c.to - c.from);
	}
	while (bytes_word(&rest, &word)) {
		word = marks_cut(word);
		if (bare_citation(law, word, &c)) {
			id_add(q, c.ids[0]);
			memset(text + (word.at - all.at), ' ', word.n);
		}
	}
}

/* --- words --- */

static void word_spell(struct reading *r, struct word *w)
{
	int mistakes;
	const struct surface *s = model_nearest(r->m, (struct bytes){ (const unsigned char *)w->text, w->n }, &mistakes);

	w->strange = 1;
	if (!s)
		return;
	w->strange = mistakes > 1 ? 0.8f : 0.4f;
	w->term = &r->m->terms[s->term];
	snprintf(w->stem, sizeof(w->stem), "%s", w->term->stem);
	w->text = s->word;
	w->n = s->n;
	w->weight = SPELT;
}

static bool known(const struct term *t)
{
	return t && (t->items || t->concept);
}

static void words_read(struct reading *r, struct tokens *tokens, struct bytes text, bool typing)
{
	struct token list[QUERY_WORDS];
	size_t n = tokens_of(tokens, text, list, COUNT(list));

	for (size_t i = 0; i < n; i++) {
		struct word *w = &r->words[r->count++];
		bool begun = typing && i + 1 == n && list[i].to == text.n;

		*w = (struct word){ .text = (const char *)text.at + list[i].from, .n = list[i].to - list[i].from, .weight = 1 };
		w->term = model_term(r->m, list[i].stem);
		snprintf(w->stem, sizeof(w->stem), "%s", list[i].stem);
		if (!known(w->term)) {
			w->term = NULL;
			if (!begun)
				word_spell(r, w);
		}
	}
}

/* What was understood, when it is not what was written. */
static void corrected_write(struct reading *r)
{
	bool any = false;
	size_t at = 0;

	for (size_t i = 0; i < r->count; i++)
		any = any || r->words[i].weight < 1;
	for (size_t i = 0; any && i < r->count; i++) {
		int n = snprintf(r->q->corrected + at, sizeof(r->q->corrected) - at, "%s%.*s", i ? " " : "", (int)r->words[i].n,
				 r->words[i].text);

		if (n < 0 || (size_t)n >= sizeof(r->q->corrected) - at)
			break;
		at += (size_t)n;
	}
}

/* --- groups --- */

static float phrase_idf(const struct model *m, const uint32_t *stems, size_t n)
{
	float most = 0, sum = 0;

	for (size_t i = 0; i < n; i++) {
		const struct term *t = &m->terms[stems[i]];

		if (t->items == 0)
			return 0;
		most = t->idf > most ? t->idf : most;
		sum += t->little ? 0 : t->idf;
	}
	/* words that stand together tell more than the rarest of them, but not the sum */
	return n == 1 ? most : most + (sum - most) * 0.4f;
}

static struct alternative *alternative_add(const struct model *m, struct group *g, const char *text, size_t length,
					   const uint32_t *stems, size_t n, float weight)
{
	float idf = phrase_idf(m, stems, n);
	struct alternative *a;

	if (idf <= 0 || length >= sizeof(a->text))
		return NULL;
	for (size_t i = 0; i < g->count; i++) {
		a = &g->list[i];
		if (a->n == n && memcmp(a->stems, stems, n * sizeof(*stems)) == 0) {
			a->weight = weight > a->weight ? weight : a->weight;
			return a;
		}
	}
	if (g->count == QUERY_ALTERNATIVES)
		return NULL;
	a = &g->list[g->count++];
	*a = (struct alternative){ .n = (uint8_t)n, .weight = weight, .idf = idf };
	memcpy(a->stems, stems, n * sizeof(*stems));
	snprintf(a->text, sizeof(a->text), "%.*s", (int)length, text);
	return a;
}

/* Do they differ by an ending of the same word only? A customer is not custom, though their stems are the same. */
static bool same_word(const char *a, size_t na, const char *b, size_t nb)
{
	static const char *const endings[] = { "", "s", "es", "d", "ed", "ing", "e" };
	size_t n = na < nb ? na : nb;
	struct bytes rest = { (const unsigned char *)(na < nb ? b : a) + n, na < nb ? nb - n : na - n };

	if (strncasecmp(a, b, n) != 0)
		return n > 4 && strncasecmp(a, b, n - 1) == 0;
	for (size_t i = 0; i < COUNT(endings); i++)
		if (bytes_are_nocase(rest, endings[i]))
			return true;
	return false;
}

/* A concept whose phrase is one word is meant by that word, not by all that have its stem. */
static bool concept_meant(const struct concept *c, const struct word *word)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->phrases[i].n == 1 && word->term && c->phrases[i].stems[0] == word->term->number &&
		    same_word(word->text, word->n, c->phrases[i].text, strlen(c->phrases[i].text)))
			return true;
	return false;
}

/* All that the concepts of a phrase know for it; 'word' is the first of its n. */
static void concepts_add(const struct model *m, struct group *g, const struct concept_list *in, const struct word *word, size_t n)
{
	float weight = word->weight;

	for (int law = 1; law >= 0; law--)
		for (size_t i = 0; i < in->count; i++) {
			const struct concept *c = &m->concepts[in->concepts[i]];

			if (n == 1 && !concept_meant(c, word))
				continue;
			for (size_t k = 0; k < c->count; k++)
				if (c->phrases[k].kind == (law ? PHRASE_LAW : PHRASE_SAID))
					alternative_add(m, g, c->phrases[k].text, strlen(c->phrases[k].text), c->phrases[k].stems,
							c->phrases[k].n, weight * (law ? LAW : SAID));
		}
}

static bool stands_for_nothing(const struct word *w)
{
	return w->n == 1 || (w->term && w->term->little);
}

static bool elsewhere(const struct model *m, const struct concept_list *in)
{
	for (size_t i = 0; i < in->count; i++)
		if (m->concepts[in->concepts[i]].phrases[0].kind == PHRASE_ELSEWHERE)
			return true;
	return false;
}

/* The longest phrase of a concept that begins at word i: how many words it has; 0 when there is none. */
static size_t phrase_at(const struct reading *r, size_t i, const struct concept_list **in)
{
	char stems[PHRASE_STEMS * TOKEN_STEM];

	for (size_t n = r->count - i < PHRASE_STEMS ? r->count - i : PHRASE_STEMS; n > 0; n--) {
		size_t at = 0;

		/* "do" is no "DoS", though their stems are the same */
		if (n == 1 && stands_for_nothing(&r->words[i]) && r->words[i].n == strlen(r->words[i].stem))
			break;

		for (size_t k = i; k < i + n; k++)
			at += (size_t)snprintf(stems + at, sizeof(stems) - at, "%s%s", k > i ? " " : "", r->words[k].stem);
		*in = names_find(&r->m->by_phrase, bytes_of(stems));
		if (*in)
			return n;
	}
	return 0;
}

static void group_finish(struct query *q, struct group *g, bool known_word)
{
	float most = 0;

	for (size_t i = 0; i < g->count; i++)
		if (g->list[i].idf * g->list[i].weight > most)
			most = g->list[i].idf * g->list[i].weight;
	/* a word that nothing has weighs like a rare one: it was meant, and is not answered */
	g->weight = g->count ? most : known_word ? 0 : 5;
	q->weight += g->weight;
	if (g->weight > 0 || g->must)
		q->count++;
}

static void words_of_phrase(struct reading *r, struct group *g, size_t from, size_t n)
{
	uint32_t stems[PHRASE_STEMS];
	const char *begin = r->words[from].text, *end = r->words[from + n - 1].text + r->words[from + n - 1].n;
	bool all = true;

	for (size_t i = 0; i < n; i++) {
		const struct word *w = &r->words[from + i];

		all = all && w->term && w->weight >= 1;
		stems[i] = w->term ? w->term->number : 0;
	}
	if (all && n > 1)
		alternative_add(r->m, g, begin, (size_t)(end - begin), stems, n, 1);
	for (size_t i = 0; i < n; i++) {
		const struct word *w = &r->words[from + i];

		if (w->term && !stands_for_nothing(w))
			alternative_add(r->m, g, w->text, w->n, &w->term->number, 1, n == 1 ? w->weight : PART);
	}
}

/* Words that begin with what was typed so far. */
static void begun_add(const struct model *m, struct group *g, const struct word *w)
{
	size_t low = 0, high = m->surface_count;
	char lower[40];

	if (w->n < 2 || w->n >= sizeof(lower))
		return;
	for (size_t i = 0; i <= w->n; i++)
		lower[i] = i < w->n ? (char)tolower((unsigned char)w->text[i]) : '\0';
	while (low < high) {
		size_t middle = (low + high) / 2;

		if (strcmp(m->surfaces[middle].word, lower) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < m->surface_count && strncmp(m->surfaces[low].word, lower, w->n) == 0 && g->count < 8; low++)
		alternative_add(m, g, m->surfaces[low].word, m->surfaces[low].n, &m->surfaces[low].term, 1, BEGUN);
}

static void groups_make(struct reading *r, bool typing, size_t length)
{
	struct query *q = r->q;

	for (size_t i = 0; i < r->count && q->count < QUERY_GROUPS;) {
		const struct concept_list *in = NULL;
		size_t n = phrase_at(r, i, &in);
		struct group *g = &q->groups[q->count];
		bool last = i + (n ? n : 1) == r->count;

		g->count = 0;
		g->must = in && elsewhere(r->m, in);
		if (n == 0 && stands_for_nothing(&r->words[i]) && !(typing && last)) {
			i++;
			continue;
		}
		words_of_phrase(r, g, i, n ? n : 1);
		if (in)
			concepts_add(r->m, g, in, &r->words[i], n);
		if (typing && last && length)
			begun_add(r->m, g, &r->words[i + (n ? n - 1 : 0)]);
		group_finish(q, g, typing && last);
		i += n ? n : 1;
	}
}

/* The whole question, its citations too. */
static void stems_read(struct query *q, const struct model *m, struct tokens *tokens, struct bytes text)
{
	struct token list[QUERY_WORDS];

	q->stem_count = tokens_of(tokens, text, list, COUNT(list));
	for (size_t i = 0; i < q->stem_count; i++) {
		const struct term *t = model_term(m, list[i].stem);

		q->stems[i] = t ? t->number : TERM_NONE;
	}
}

static void strange_count(struct reading *r)
{
	float all = 0, strange = 0;

	for (size_t i = 0; i < r->count; i++) {
		const struct word *w = &r->words[i];

		if (w->n < 2 || isdigit((unsigned char)w->text[0]) || (w->term && w->term->little))
			continue;
		all++;
		strange += w->strange;
	}
	r->q->strange = all > 0 ? strange / all : 0;
}

static void place_find(struct reading *r)
{
	float sum[LATENT_DIMS] = { 0 };

	for (size_t i = 0; i < r->count; i++) {
		const struct term *t = r->words[i].term;

		if (t && !t->little && t->items)
			latent_add(sum, &r->m->latent_terms[t->number], r->words[i].weight * t->idf);
	}
	r->q->length = latent_length(sum);
	latent_pack(sum, &r->q->place);
}

void query_read(struct query *q, const struct model *m, struct tokens *tokens, struct bytes text, bool typing)
{
	struct reading r = { .q = q, .m = m };
	char copy[1024];
	size_t n = text.n < sizeof(copy) ? text.n : sizeof(copy);
	struct bytes all = { (unsigned char *)copy, n };

	q->count = q->id_count = 0;
	q->weight = 0;
	q->corrected[0] = '\0';
	/* a NUL would end a phrase before its last word, and what FTS5 finds for it is kept for the whole of it */
	for (size_t i = 0; i < n; i++)
		copy[i] = text.at[i] ? (char)text.at[i] : ' ';
	stems_read(q, m, tokens, all);
	citations_take(q, m->faq->law, copy, n);
	words_read(&r, tokens, all, typing);
	corrected_write(&r);
	place_find(&r);
	strange_count(&r);
	groups_make(&r, typing, n);
}

bool query_match(const struct query *q, struct text *out)
{
	size_t added = 0;

	for (size_t i = 0; i < q->count; i++)
		for (size_t k = 0; k < q->groups[i].count; k++) {
			if (q->groups[i].list[k].weight < NAMED)
				continue;
			text_add(out, added++ ? " OR \"" : "\"");
			for (const char *at = q->groups[i].list[k].text; *at; at++)
				text_char(out, *at == '"' ? ' ' : *at);
			text_char(out, '"');
		}
	return added > 0;
}
