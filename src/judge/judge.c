#include "judge/judge.h"

#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/limits.h"

/* --- findings: what one rule says --- */

struct run {
	struct dossier *d;
	const struct rule *rule;
	const char *state;
	size_t rows;			/* of the query that runs */
	size_t dropped;			/* beyond LIMIT_FINDINGS */
};

static int finding_add(struct run *run, const char *severity, struct place at, const char *detail,
		       struct err *err)
{
	struct finding f = {
		.rule = run->rule->id, .title = run->rule->title, .limb = run->rule->limbs[0],
		.severity = severity, .fix = run->rule->fix, .state = run->state, .at = at, .detail = detail,
	};

	return dossier_add_finding(run->d, &f, err);
}

static int on_row(void *self, const struct query_row *r, struct err *err)
{
	struct run *run = self;
	const char *severity = r->count > 3 && r->values[3] ? r->values[3] : run->rule->severity;
	struct place at = { r->values[0], 0 };

	if (++run->rows > LIMIT_FINDINGS) {
		run->dropped++;
		return 0;
	}
	if (r->count > 1 && r->values[1])
		at.line = strtoll(r->values[1], NULL, 10);
	if (severity_rank(severity) == 0)
		return err_set(err, ERR_USAGE, "'%s' is no severity: low, medium, high or critical", severity);
	return finding_add(run, severity, at, r->count > 2 ? r->values[2] : NULL, err);
}

static int on_count(void *self, const struct query_row *r, struct err *err)
{
	(void)r, (void)err;
	++*(size_t *)self;
	return 0;
}

/* Runs a query of the rule whose rows are findings of this state. */
static int run_query(struct run *run, const char *sql, const char *state, size_t *rows, struct err *err)
{
	run->state = state;
	run->rows = run->dropped = 0;
	*rows = 0;
	if (!sql)
		return 0;
	if (dossier_query(run->d, sql, on_row, run, err) != 0)
		return err_wrap(err, "%s:%ld: rule %s, '%s'", run->rule->doc->file, run->rule->doc->line,
				run->rule->id, state);
	*rows = run->rows;
	if (run->dropped) {
		char text[64];

		snprintf(text, sizeof(text), "and %zu more", run->dropped);
		return finding_add(run, run->rule->severity, (struct place){ 0 }, text, err);
	}
	return 0;
}

static int count_rows(struct run *run, const char *sql, size_t *rows, struct err *err)
{
	*rows = 0;
	if (dossier_query(run->d, sql, on_count, rows, err) != 0)
		return err_wrap(err, "%s:%ld: rule %s", run->rule->doc->file, run->rule->doc->line, run->rule->id);
	return 0;
}

static void sql_probes(struct text *out, const struct rule *rule)
{
	for (size_t i = 0; i < rule->probe_count; i++)
		text_printf(out, "%s'%s'", i ? "," : "", rule->probes[i]);
}

/* Something the rule rests on could not be read, or the format does not keep it. */
static int run_unknown(struct run *run, size_t *rows, struct err *err)
{
	struct text sql = { 0 };
	size_t more = 0;
	int code = run_query(run, run->rule->unknown, "unknown", rows, err);

	text_add(&sql, "SELECT path, line, probe || ': ' || coalesce(path, 'the image') || ' ' || why AS detail"
		       " FROM unreadable WHERE probe IN (");
	sql_probes(&sql, run->rule);
	text_add(&sql, ")");
	if (code == 0)
		code = run_query(run, sql.at, "unknown", &more, err);
	text_free(&sql);
	*rows += more;
	for (size_t i = 0; code == 0 && i < run->rule->need_count; i++) {
		text_printf(&sql, "SELECT NULL, NULL, 'the image format (' || format || ') does not keep %s'"
				  " FROM image WHERE %s = 0", run->rule->needs[i], run->rule->needs[i]);
		code = run_query(run, sql.at, "unknown", &more, err);
		*rows += more;
		text_free(&sql);
	}
	return code;
}

static int looked_at(struct run *run, size_t *rows, struct err *err)
{
	struct text sql = { 0 };
	int code;

	if (run->rule->looked)
		return count_rows(run, run->rule->looked, rows, err);
	text_add(&sql, "SELECT path FROM coverage WHERE probe IN (");
	sql_probes(&sql, run->rule);
	text_add(&sql, ")");
	code = count_rows(run, sql.at, rows, err);
	text_free(&sql);
	return code;
}

static int finding_alone(struct run *run, const char *state, const char *detail, struct err *err)
{
	run->state = state;
	return finding_add(run, run->rule->severity, (struct place){ 0 }, detail, err);
}

int judge_rule(struct dossier *d, const struct rule *rule, size_t *fails, struct err *err)
{
	static const char whole[] = "SELECT path FROM unreadable WHERE probe = 'image' AND path IS NULL";
	static const char folders[] = "SELECT path FROM unreadable WHERE probe = 'image' AND path IS NOT NULL";
	struct run run = { .d = d, .rule = rule };
	size_t applies = 1, not_effective, contended, unknown, looked, parts, unread;

	*fails = 0;
	if (rule->applies && count_rows(&run, rule->applies, &applies, err) != 0)
		return -1;
	/* what a rule is about must be there for anything to be held against it */
	if (run_query(&run, applies ? rule->finds : NULL, "fail", fails, err) != 0 ||
	    run_query(&run, rule->not_effective, "not_effective", &not_effective, err) != 0 ||
	    run_query(&run, rule->contended, "contended", &contended, err) != 0 ||
	    run_unknown(&run, &unknown, err) != 0 || looked_at(&run, &looked, err) != 0 ||
	    count_rows(&run, whole, &parts, err) != 0 || count_rows(&run, folders, &unread, err) != 0)
		return -1;
	if (*fails || not_effective || contended || unknown)
		return 0;
	/* it may lie in there, whatever it is */
	if (unread)
		return finding_alone(&run, "unknown", "a folder of the image could not be read", err);
	if (applies == 0)
		return finding_alone(&run, "not_applicable", "what the rule is about is not in the image", err);
	if (looked == 0)
		return finding_alone(&run, "unknown", "nobody looked where this would show", err);
	if (parts)
		return finding_alone(&run, "unknown", "the image is no whole root file system", err);
	return finding_alone(&run, "pass", NULL, err);
}

int judge_rules(struct dossier *d, const struct rules *rules, struct err *err)
{
	int code = dossier_begin(d, err);
	size_t fails;

	for (size_t i = 0; code == 0 && i < rules->count; i++)
		code = judge_rule(d, &rules->list[i], &fails, err);
	return code == 0 ? dossier_commit(d, err) : -1;
}

/* --- verdicts: what the findings say about a limb --- */

struct weighing {
	struct dossier *d;
	const struct rules *rules;
	const struct limb *limb;
	size_t fails, rules_failed;	/* that decide */
	size_t unknowns;
	struct text reason;		/* the worst finding's title */
	struct text unknown;		/* the first thing that could not be read */
	int worst;
};

static bool speaks_about(const struct rule *rule, const char *key)
{
	for (size_t i = 0; i < rule->limb_count; i++)
		if (strcmp(rule->limbs[i], key) == 0)
			return true;
	return false;
}

/* columns: rule, severity, state, path, line, detail; worst first */
static int on_finding(void *self, const struct query_row *r, struct err *err)
{
	struct weighing *w = self;
	const struct rule *rule = rules_find(w->rules, r->values[0]);
	struct place at = { r->values[3], r->values[4] ? strtoll(r->values[4], NULL, 10) : 0 };
	int rank = severity_rank(r->values[1]);

	(void)err;
	if (!rule || !speaks_about(rule, w->limb->key))
		return 0;
	if (strcmp(r->values[2], "unknown") == 0) {
		if (w->unknowns++ == 0 && r->values[5])
			text_add(&w->unknown, r->values[5]);
		return 0;
	}
	if (rank < severity_rank("medium") || rule->advises)
		return 0;
	if (w->fails++ == 0) {
		text_add(&w->reason, rule->title);
		if (at.path)
			text_printf(&w->reason, " (%s", at.path);
		if (at.path && at.line)
			text_printf(&w->reason, ":%lld", (long long)at.line);
		if (at.path)
			text_char(&w->reason, ')');
	}
	return dossier_add_verdict_fact(w->d, w->limb->key, rule->id, at, err);
}

static int limb_judge(struct weighing *w, struct err *err)
{
	static const char query[] =
		"SELECT rule, severity, state, path, line, detail FROM finding WHERE state IN ('fail','unknown')"
		" ORDER BY CASE severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END,"
		" rule, path, line, detail";
	struct verdict v = { .key = w->limb->key, .title = w->limb->title };
	struct text needs = { 0 };
	int code;

	/* the query may only read, so what it finds is written behind it */
	if (dossier_query(w->d, query, on_finding, w, err) != 0)
		return -1;
	if (w->fails) {
		if (w->fails > 1)
			text_printf(&w->reason, " and %zu more", w->fails - 1);
		v.verdict = "NOT-MET";
		v.reason = w->reason.at;
	} else {
		v.verdict = "NEEDS-INPUT";
		v.reason = w->unknowns ? "Something this rests on could not be read or decided."
				       : "Nothing found speaks against it; the image alone cannot show that it is met.";
		text_add(&needs, w->limb->missing);
		if (w->unknowns)
			text_printf(&needs, " Not decided: %s", w->unknown.at ? w->unknown.at : "see the findings");
		v.needs = needs.at;
	}
	code = dossier_add_verdict(w->d, &v, err);
	text_free(&needs);
	return code;
}

int judge_limbs(struct dossier *d, const struct rules *rules, const struct law *law, struct err *err)
{
	for (size_t i = 0; i < law->limb_count; i++) {
		struct weighing w = { .d = d, .rules = rules, .limb = &law->limbs[i] };
		int code;

		/* an image says nothing about the others, and what is summed up says nothing new */
		if (!law->limbs[i].from_image || law->limbs[i].sum_count)
			continue;
		code = limb_judge(&w, err);

		text_free(&w.reason);
		text_free(&w.unknown);
		if (code != 0)
			return -1;
	}
	return 0;
}

const char *gate_name(enum gate gate)
{
	static const char *const names[] = { "UNKNOWN", "PASS", "INCOMPLETE", "FAIL" };

	return names[gate];
}

static int on_verdict(void *self, const struct query_row *r, struct err *err)
{
	static const char *const fail[] = { "NOT-MET", "N/A-REJECTED", "DEVIATION-REJECTED" };
	enum gate *gate = self;

	(void)err;
	for (size_t i = 0; i < COUNT(fail); i++)
		if (strcmp(r->values[0], fail[i]) == 0)
			*gate = GATE_FAIL;
	if (*gate != GATE_FAIL)
		*gate = strcmp(r->values[0], "NEEDS-INPUT") == 0 || *gate == GATE_INCOMPLETE ? GATE_INCOMPLETE
											     : GATE_PASS;
	return 0;
}

int judge_gate(struct dossier *d, enum gate *gate, struct err *err)
{
	*gate = GATE_UNKNOWN;
	if (dossier_query(d, "SELECT verdict FROM verdict", on_verdict, gate, err) != 0)
		return -1;
	/* no verdict at all is no pass */
	if (*gate == GATE_UNKNOWN)
		*gate = GATE_INCOMPLETE;
	return dossier_set_meta(d, "gate", gate_name(*gate), err);
}
