/*
 * What is read back must hang together: words that cradle knows, about
 * requirements that it knows, and a gate that follows from the verdicts. The
 * dossier's own digest (dossier/seal.h) tells of a careless change; this tells of
 * one that was made to fit it and says what cradle never says.
 */
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

#include "base/auto.h"

struct checking {
	const struct law *law;
	bool declared;
	bool other;			/* another version of cradle wrote it: it may have requirements that we lack, and lack ours */
	bool *there;			/* [limb_count]: the product's verdict on it is there */
	bool against, open, any;
	const char *says;		/* of the row of flaws[] that is asked */
};

static int changed(struct err *err, const char *what, const char *word, const char *where)
{
	return err_set(err, ERR_DAMAGED, "the dossier was changed by hand, or is of another version: %s '%.60s' of '%.60s'", what,
		       word ? word : "", where ? where : "");
}

/* A row of one of these is something that no cradle writes: the word, and what it is said of. */
static const struct flaw { const char *says, *sql; } row_flaws[] = {
	{ "a finding without its rule, title or limb:",
	  "SELECT rule, path FROM finding WHERE rule IS NULL OR title IS NULL OR limb IS NULL" },
	{ "no such state:",
	  "SELECT state, rule FROM finding WHERE coalesce(state, '') NOT IN ('fail', 'pass', 'not_effective', 'contended', 'not_applicable',"
	  " 'unknown')" },
	{ "no such severity:",
	  "SELECT severity, rule FROM finding WHERE coalesce(severity, '') NOT IN ('low', 'medium', 'high', 'critical')" },
	{ "no such acceptance:",
	  "SELECT accepted, rule FROM finding WHERE accepted NOT IN ('accepted', 'expired', 'undated')" },
	{ "a line below 0 in", "SELECT path, rule FROM finding WHERE line < 0" },
	{ "a line below 0 in", "SELECT path, key FROM verdict_fact WHERE line < 0" },
	{ "a verdict without its key, title, word or reason:",
	  "SELECT verdict, key FROM verdict WHERE key IS NULL OR title IS NULL OR verdict IS NULL OR reason IS NULL" },
	{ "no such entry of the declaration:",
	  "SELECT key, section FROM declared WHERE coalesce(section, '') = '' OR line < 0 OR item < 0"
	  " OR item >= (SELECT count(*) FROM declared)" },
};

static int on_flaw(void *self, const struct query_row *r, struct err *err)
{
	return changed(err, ((struct checking *)self)->says, r->values[0], r->values[1]);
}

static int check_rows(struct checking *c, struct dossier *d, struct err *err)
{
	for (size_t i = 0; i < COUNT(row_flaws); i++) {
		c->says = row_flaws[i].says;
		if (dossier_query(d, row_flaws[i].sql, on_flaw, c, err) != 0)
			return -1;
	}
	return 0;
}

/* --- verdicts --- */

static bool is_verdict(const char *word, const struct limb *limb, bool declared)
{
	static const char *const words[] = { "NOT-MET", "NEEDS-INPUT", "MET", "N/A-OK", "N/A-REJECTED", "DEVIATION-OK", "DEVIATION-REJECTED" };

	for (size_t i = 0; i < limb->answer_count; i++)
		if (declared && strcmp(limb->answers[i], word) == 0)
			return true;
	/* an image alone says no more than the first two */
	for (size_t i = 0; i < (declared ? COUNT(words) : 2); i++)
		if (strcmp(words[i], word) == 0)
			return true;
	return false;
}

/* A requirement of another version: it has the verdicts that all have. */
static const struct limb no_answers;

/* columns: key, verdict, title */
static int on_verdict(void *self, const struct query_row *r, struct err *err)
{
	struct checking *c = self;
	const char *key = r->values[0], *word = r->values[1], *colon = strrchr(key, ':');
	const struct limb *limb = law_limb(c->law, colon ? colon + 1 : key);

	if (!limb && !c->other)
		return changed(err, "no such requirement:", key, r->values[2]);
	if (!is_verdict(word, limb ? limb : &no_answers, c->declared))
		return changed(err, limb && is_verdict(word, limb, true) ? "an image alone does not decide" : "no such verdict:", word, key);
	if (limb)
		c->there[limb - c->law->limbs] |= !colon;
	c->any = true;
	c->against |= strcmp(result_style(word), "bad") == 0;
	c->open |= strcmp(word, "NEEDS-INPUT") == 0;
	return 0;
}

/* Which verdicts there must be: each that the image speaks about, and with a declaration all of them. */
static int check_whole(const struct checking *c, struct err *err)
{
	for (size_t i = 0; i < c->law->limb_count; i++) {
		const struct limb *limb = &c->law->limbs[i];

		if (!c->there[i] && (c->declared || (limb->from_image && !limb->sum_count)))
			return changed(err, "it lacks the verdict", limb->key, limb->title);
	}
	return 0;
}

/* As judge_gate() has it: the worst verdict decides. */
static int check_gate(const struct checking *c, const char *gate, struct err *err)
{
	const char *follows = c->against ? "FAIL" : c->open || !c->any ? "INCOMPLETE" : "PASS";

	if (strcmp(gate, follows) == 0)
		return 0;
	return err_set(err, ERR_DAMAGED, "the dossier was changed by hand: its gate '%.20s' does not follow from its verdicts, which make it %s",
		       gate, follows);
}

int results_check(struct dossier *d, const struct law *law, struct err *err)
{
	struct arena mem = { .about = "what is checked of a dossier" };
	const char *gate = dossier_meta(d, &mem, "gate"), *tool = dossier_meta(d, &mem, "tool");
	struct checking c = { .law = law, .declared = dossier_meta(d, &mem, "declaration") != NULL,
			      .there = arena_alloc(&mem, law->limb_count + 1) };
	int code = check_rows(&c, d, err);

	c.other = !tool || strcmp(tool, CRADLE_VERSION) != 0;
	if (code == 0)
		code = dossier_query(d, "SELECT key, verdict, title FROM verdict", on_verdict, &c, err);
	if (code == 0 && !gate && c.any)
		code = changed(err, "there are verdicts without a", "gate", "the dossier");
	if (code == 0 && gate && !c.other)
		code = check_whole(&c, err);
	if (code == 0 && gate)
		code = check_gate(&c, gate, err);
	arena_free(&mem);
	return code;
}
