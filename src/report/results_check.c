/*
 * What is read back must hang together: words that cradle knows, about
 * requirements that it knows, and a gate that follows from the verdicts. The
 * dossier's own digest (dossier/seal.h) tells of a careless change; this tells of
 * one that was made to fit it and says what cradle never says.
 */
#include "report/report.h"

#include <string.h>

#include "base/auto.h"
#include "report/declared.h"

static bool among(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (word && strcmp(word, *words) == 0)
			return true;
	return false;
}

static const char *const states[] = { "fail", "pass", "not_effective", "contended", "not_applicable", "unknown", NULL };
static const char *const severities[] = { "low", "medium", "high", "critical", NULL };
static const char *const accepted[] = { "accepted", "expired", "undated", NULL };
static const char *const verdicts[] = { "NOT-MET", "N/A-REJECTED", "DEVIATION-REJECTED", "NEEDS-INPUT", "DEVIATION-OK", "MET",
					"N/A-OK", NULL };
/* an image alone says no more than this */
static const char *const of_image[] = { "NOT-MET", "NEEDS-INPUT", NULL };

static int changed(struct err *err, const char *what, const char *word, const char *where)
{
	return err_set(err, ERR_DAMAGED, "the dossier was changed by hand, or is of another version: %s '%.60s' of '%.60s'", what,
		       word ? word : "", where ? where : "");
}

static int check_finding(const struct result_finding *f, struct err *err)
{
	if (!f->rule || !f->title || !f->limb)
		return changed(err, "a finding without its rule, title or limb:", f->rule, f->path);
	if (!among(f->state, states))
		return changed(err, "no such state:", f->state, f->rule);
	if (!among(f->severity, severities))
		return changed(err, "no such severity:", f->severity, f->rule);
	if (f->accepted && !among(f->accepted, accepted))
		return changed(err, "no such acceptance:", f->accepted, f->rule);
	return f->line >= 0 ? 0 : changed(err, "a line below 0 in", f->path, f->rule);
}

static bool answers(const struct limb *limb, const char *word)
{
	for (size_t i = 0; i < limb->answer_count; i++)
		if (strcmp(limb->answers[i], word) == 0)
			return true;
	return false;
}

static int check_verdict(const struct results *r, const struct result_verdict *v, struct err *err)
{
	if (!v->key || !v->title || !v->verdict || !v->reason)
		return changed(err, "a verdict without its key, title, word or reason:", v->verdict, v->key);
	if (!v->limb)
		return changed(err, "no such requirement:", v->key, v->title);
	if (!among(v->verdict, verdicts) && !answers(v->limb, v->verdict))
		return changed(err, "no such verdict:", v->verdict, v->key);
	if (!r->declaration && !among(v->verdict, of_image))
		return changed(err, "an image alone does not decide", v->verdict, v->key);
	for (size_t i = 0; i < v->fact_count; i++)
		if (v->facts[i].line < 0)
			return changed(err, "a line below 0 in", v->facts[i].path, v->key);
	return 0;
}

/* Which verdicts there must be: each that the image speaks about, and with a declaration all of them. */
static int check_whole(const struct results *r, struct err *err)
{
	for (size_t i = 0; i < r->law->limb_count; i++) {
		const struct limb *limb = &r->law->limbs[i];
		bool there = false;

		if (!r->declaration && (!limb->from_image || limb->sum_count))
			continue;
		for (size_t k = 0; !there && k < r->verdict_count; k++)
			there = strcmp(r->verdicts[k].key, limb->key) == 0;
		if (!there)
			return changed(err, "it lacks the verdict", limb->key, limb->title);
	}
	return 0;
}

/* As judge_gate() has it: the worst verdict decides. */
static const char *gate_of(const struct results *r)
{
	bool against = false, open = r->verdict_count == 0;

	for (size_t i = 0; i < r->verdict_count; i++) {
		against = against || strcmp(result_style(r->verdicts[i].verdict), "bad") == 0;
		open = open || strcmp(r->verdicts[i].verdict, "NEEDS-INPUT") == 0;
	}
	return against ? "FAIL" : open ? "INCOMPLETE" : "PASS";
}

static int check_declared(const struct results *r, struct err *err)
{
	for (size_t i = 0; i < r->declared_count; i++) {
		const struct result_declared *d = &r->declared[i];

		if (!*d->section || d->line < 0 || d->item < -1 || (d->item >= 0 && (size_t)d->item >= r->declared_count))
			return changed(err, "no such entry of the declaration:", d->key, d->section);
	}
	return 0;
}

int results_check(const struct results *r, struct err *err)
{
	for (size_t i = 0; i < r->finding_count; i++)
		if (check_finding(&r->findings[i], err) != 0)
			return -1;
	for (size_t i = 0; i < r->verdict_count; i++)
		if (check_verdict(r, &r->verdicts[i], err) != 0)
			return -1;
	if (check_declared(r, err) != 0)
		return -1;
	if (!r->gate)
		return r->verdict_count ? changed(err, "verdicts without a gate, from", r->verdicts[0].key, "verdict") : 0;
	if (check_whole(r, err) != 0)
		return -1;
	if (strcmp(r->gate, gate_of(r)) != 0)
		return err_set(err, ERR_DAMAGED, "the dossier was changed by hand: its gate '%.20s' does not follow from its verdicts, which make"
			       " it %s", r->gate, gate_of(r));
	return 0;
}
