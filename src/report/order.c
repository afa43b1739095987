/*
 * What the rows that were read come to: what speaks against the product, which
 * questions are the most decisive, what is counted, and how words rank.
 */
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/names.h"
#include "report/declared.h"

/* --- words --- */

const char *result_style(const char *word)
{
	static const struct { const char *word, *style; } styles[] = {
		{ "FAIL", "bad" }, { "NOT-MET", "bad" }, { "N/A-REJECTED", "bad" }, { "DEVIATION-REJECTED", "bad" },
		{ "critical", "bad" }, { "high", "bad" }, { "INCOMPLETE", "warn" }, { "NEEDS-INPUT", "warn" },
		{ "medium", "warn" }, { "unknown", "warn" }, { "contended", "warn" }, { "PASS", "good" },
		{ "MET", "good" }, { "pass", "good" },
	};

	for (size_t i = 0; i < COUNT(styles); i++)
		if (strcmp(styles[i].word, word) == 0)
			return styles[i].style;
	return "quiet";
}

const char *result_weight(const char *weight)
{
	static const struct { const char *weight, *words; } weights[] = {
		{ "law", "law" }, { "recital", "recital" }, { "faq", "Commission FAQ" },
		{ "guidance", "Commission guidance" }, { "standard", "standard" },
	};

	for (size_t i = 0; i < COUNT(weights); i++)
		if (strcmp(weights[i].weight, weight) == 0)
			return weights[i].words;
	return "our reading";
}

static int severity_rank(const char *severity)
{
	static const char *const names[] = { "", "low", "medium", "high", "critical" };

	for (int i = 1; i < (int)COUNT(names); i++)
		if (strcmp(names[i], severity) == 0)
			return i;
	return 0;
}

/* --- verdicts --- */

const char *result_limb(const struct result_verdict *v)
{
	const char *colon = strrchr(v->key, ':');

	return colon ? colon + 1 : v->key;
}

const char *result_group(const struct result_verdict *v)
{
	static const struct { const char *begins, *title; } groups[] = {
		{ "I.", "Annex I, Part I" }, { "II.", "Annex I, Part II" }, { "ANX-II.", "Annex II" },
		{ "ANX-VII.", "Annex VII" }, { "ART", "Articles" }, { "SUPPORT", "Articles" },
	};
	const char *limb = result_limb(v);

	for (size_t i = 0; i < COUNT(groups); i++)
		if (strncmp(limb, groups[i].begins, strlen(groups[i].begins)) == 0)
			return groups[i].title;
	return "Before all";
}

bool result_same_group(const struct result_verdict *a, const struct result_verdict *b)
{
	return strcmp(a->part, b->part) == 0 && strcmp(result_group(a), result_group(b)) == 0;
}

bool result_exempts(const struct result_verdict *v)
{
	return strcmp(v->verdict, "N/A-OK") == 0 || strcmp(v->verdict, "DEVIATION-OK") == 0;
}

static bool is_open(const struct result_verdict *v)
{
	return strcmp(v->verdict, "NEEDS-INPUT") == 0;
}

static bool is_against(const struct result_verdict *v)
{
	return strcmp(v->verdict, "NOT-MET") == 0 || strstr(v->verdict, "-REJECTED");
}

/* Of a product of several parts, what is decided for each of them is summed up for the whole. */
static void mark_sums(struct results *r)
{
	bool parts = false;

	for (size_t i = 0; i < r->verdict_count; i++)
		parts = parts || *r->verdicts[i].part;
	for (size_t i = 0; i < r->verdict_count; i++) {
		struct result_verdict *v = &r->verdicts[i];

		v->sum = v->limb && (v->limb->sum_count || (parts && v->limb->of_part && !*v->part));
	}
}

/* The worst failing finding of each rule, by its name: findings come worst first. */
static struct names worst_of_rules(struct results *r)
{
	struct names rules = { .mem = &r->mem };

	for (size_t i = 0; i < r->finding_count; i++) {
		void **at;

		if (strcmp(r->findings[i].state, "fail") != 0)
			continue;
		at = names_at(&rules, bytes_of(r->findings[i].rule));
		if (!*at)
			*at = &r->findings[i];
	}
	return rules;
}

/* Each finding gets its rule's title; returns the severity of the worst. */
static int weigh_facts(const struct names *rules, struct result_verdict *v)
{
	int worst = 0;

	for (size_t i = 0; i < v->fact_count; i++) {
		struct result_fact *fact = &v->facts[i];
		const struct result_finding *f = fact->rule ? names_find(rules, bytes_of(fact->rule)) : NULL;
		int rank = f ? severity_rank(f->severity) : fact->path ? 3 : 0;

		fact->title = f ? f->title : NULL;
		worst = rank > worst ? rank : worst;
	}
	return worst;
}

static int by_worst(const void *a, const void *b)
{
	const struct result_verdict *x = *(const struct result_verdict *const *)a;
	const struct result_verdict *y = *(const struct result_verdict *const *)b;

	if (x->worst != y->worst)
		return y->worst - x->worst;
	return (x > y) - (x < y);	/* one array, in the order of the law */
}

static void order_verdicts(struct results *r)
{
	struct names rules = worst_of_rules(r);

	r->against = arena_alloc(&r->mem, (r->verdict_count + 1) * sizeof(*r->against));
	for (size_t i = 0; i < r->verdict_count; i++) {
		struct result_verdict *v = &r->verdicts[i];

		v->worst = weigh_facts(&rules, v);
		if (v->sum)
			continue;
		r->points++;
		r->needs_input += is_open(v);
		r->met += strcmp(v->verdict, "MET") == 0;
		r->exempt += result_exempts(v);
		if (is_against(v))
			r->against[r->not_met++] = v;
	}
	if (r->not_met)
		qsort(r->against, r->not_met, sizeof(*r->against), by_worst);
}

/* --- questions --- */

static bool same_question(const struct result_question *q, const struct result_verdict *v)
{
	if (!q->key || !v->needs_key)
		return !q->key && !v->needs_key && strcmp(q->ask, v->needs) == 0;
	return strcmp(q->key, v->needs_key) == 0;
}

static void ask_for(struct results *r, const struct result_verdict *v)
{
	struct result_question *q = r->questions;

	while (q < r->questions + r->question_count && !same_question(q, v))
		q++;
	if (q == r->questions + r->question_count) {
		r->question_count++;
		q->key = v->needs_key;
		q->ask = v->needs;
		q->verdicts = arena_alloc(&r->mem, r->needs_input * sizeof(*q->verdicts));
	}
	q->verdicts[q->count++] = v;
}

/* Most verdicts first, then the order of the law; what no key answers comes last. */
static int by_decisive(const void *a, const void *b)
{
	const struct result_question *x = a, *y = b;

	if (!x->key != !y->key)
		return !x->key - !y->key;
	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return (x->verdicts[0] > y->verdicts[0]) - (x->verdicts[0] < y->verdicts[0]);
}

static void order_questions(struct results *r)
{
	r->questions = arena_alloc(&r->mem, (r->needs_input + 1) * sizeof(*r->questions));
	for (size_t i = 0; i < r->verdict_count; i++)
		if (is_open(&r->verdicts[i]) && !r->verdicts[i].sum && r->verdicts[i].needs)
			ask_for(r, &r->verdicts[i]);
	if (r->question_count)
		qsort(r->questions, r->question_count, sizeof(*r->questions), by_decisive);
}

/* --- findings --- */

bool result_of_declaration(const struct result_finding *f)
{
	return strncmp(f->rule, "DECL-", 5) == 0;
}

bool result_contradicts(const struct result_finding *f)
{
	return result_of_declaration(f) && strcmp(f->state, "fail") == 0;
}

const char *result_accepted(const struct result_finding *f)
{
	static const struct { const char *state, *words; } states[] = {
		{ "accepted", "accepted until" }, { "expired", "no longer accepted: that ended on" },
		{ "undated", "not accepted without --as-of, would be until" },
	};

	for (size_t i = 0; f->accepted && i < COUNT(states); i++)
		if (strcmp(f->accepted, states[i].state) == 0)
			return states[i].words;
	return NULL;
}

bool result_accepts(const struct result_finding *f)
{
	return f->accepted && strcmp(f->accepted, "accepted") == 0;
}

/* The reason of the entry that names the rule and the path ("any" is each) and ends on that day. */
static const char *reason_of(const struct result_finding *f, const struct declared_item *entries, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *rule = declared_item_value(&entries[i], "rule", 0), *path = declared_item_value(&entries[i], "path", 0);
		const char *until = declared_item_value(&entries[i], "until", 0);

		if (rule && path && until && f->until && strcmp(rule, f->rule) == 0 && strcmp(until, f->until) == 0 &&
		    (strcmp(path, "any") == 0 || (f->path && strcmp(path, f->path) == 0)))
			return declared_item_value(&entries[i], "reason", 0);
	}
	return NULL;
}

static void count_findings(struct results *r)
{
	struct declared_item *entries;
	size_t count = declared_items(r, &r->mem, "accepted", &entries);

	for (size_t i = 0; i < r->finding_count; i++) {
		struct result_finding *f = &r->findings[i];

		f->because = f->accepted ? reason_of(f, entries, count) : NULL;
		r->accepted += result_accepts(f);
		r->contradictions += result_contradicts(f);
		if (strcmp(f->state, "fail") == 0)
			r->fails[severity_rank(f->severity)]++;
	}
}

void results_order(struct results *r)
{
	mark_sums(r);
	count_findings(r);
	order_verdicts(r);
	order_questions(r);
}
