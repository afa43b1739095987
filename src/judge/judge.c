#include "judge/judge.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

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
	size_t applies = 1, declared = 1, not_effective, contended, unknown, looked, parts, unread;

	*fails = 0;
	if (rule->declared && count_rows(&run, rule->declared, &declared, err) != 0)
		return -1;
	/* what could not be read says nothing about what nobody declared */
	if (declared == 0)
		return finding_alone(&run, "not_applicable", "nothing is declared that it could contradict", err);
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

	for (int last = 0; last <= 1; last++)
		for (size_t i = 0; code == 0 && i < rules->count; i++)
			if (rules->list[i].last == last)
				code = judge_rule(d, &rules->list[i], &fails, err);
	return code == 0 ? dossier_commit(d, err) : -1;
}

/* --- verdicts: what findings and declaration say about a limb --- */

static int add_sources(struct dossier *d, const struct decision *v, struct err *err)
{
	for (size_t i = 0; i < v->limb->ref_count; i++)
		if (dossier_add_verdict_source(d, v->key, v->limb->refs[i].provision->id, v->limb->refs[i].weight, err) != 0)
			return -1;
	for (size_t i = 0; i < v->cite_count; i++)
		if (!limb_cites(v->limb, v->cites[i]) &&
		    dossier_add_verdict_source(d, v->key, v->cites[i]->id, v->cites[i]->weight, err) != 0)
			return -1;
	return 0;
}

/* What it rests on: places in the image, then places in the declaration and other verdicts. */
static int add_facts(struct dossier *d, const struct decision *v, const struct found *found, const char *file,
		     struct err *err)
{
	for (size_t i = 0; found && i < found->fails; i++) {
		const struct found_place *at = &found->places[i];
		const struct verdict_fact fact = { .key = v->key, .rule = at->rule, .at = { at->path, at->line } };

		if (dossier_add_verdict_fact(d, &fact, err) != 0)
			return -1;
	}
	for (size_t i = 0; i < v->fact_count; i++) {
		const struct decision_fact *f = &v->facts[i];
		const struct verdict_fact fact = {
			.key = v->key, .name = f->name, .value = f->value,
			.at = { f->line ? file : NULL, f->line },
		};

		if (dossier_add_verdict_fact(d, &fact, err) != 0)
			return -1;
	}
	return 0;
}

static int add_decision(struct dossier *d, const struct decision *v, const struct found *found, const char *file,
			struct err *err)
{
	const struct verdict row = {
		.key = v->key, .title = v->limb->title, .verdict = v->verdict, .reason = v->reason,
		.part = v->part ? v->part->id : "", .row = v->row, .needs = v->needs, .needs_key = v->needs_key,
	};

	if (dossier_add_verdict(d, &row, err) != 0 || add_sources(d, v, err) != 0)
		return -1;
	return add_facts(d, v, strcmp(v->verdict, "NOT-MET") == 0 ? found : NULL, file, err);
}

/* An image alone: what speaks against a limb, or the question that remains. */
static void decide_image(struct decision *v, const struct found *found, struct arena *mem)
{
	v->key = v->limb->key;
	if (found->fails) {
		v->verdict = "NOT-MET";
		v->reason = found->worst;
		return;
	}
	v->verdict = "NEEDS-INPUT";
	v->reason = found->unknown ? "Something this rests on could not be read or decided."
				   : "Nothing found speaks against it; the image alone cannot show that it is met.";
	v->needs = v->limb->missing;
	if (found->unknown)
		v->needs = arena_printf(mem, "%s Not decided: %s", v->limb->missing,
					found->open ? found->open : "see the findings");
}

int judge_limbs(struct dossier *d, const struct rules *rules, const struct law *law, struct err *err)
{
	struct arena mem = { .about = "the verdicts" };
	const struct found *found = found_read(&mem, d, rules, law, err);
	int code = found ? 0 : -1;

	for (size_t i = 0; code == 0 && i < law->limb_count; i++) {
		struct decision v = { .limb = &law->limbs[i] };

		/* an image says nothing about the others, and what is summed up says nothing new */
		if (!v.limb->from_image || v.limb->sum_count)
			continue;
		decide_image(&v, &found[i], &mem);
		code = add_decision(d, &v, &found[i], NULL, err);
	}
	arena_free(&mem);
	return code;
}

int judge_declared(struct dossier *d, const struct rules *rules, const struct decision_tables *decisions,
		   const struct product *product, const struct part *part, struct err *err)
{
	struct arena mem = { .about = "what was found" };
	const struct found *found = rules ? found_read(&mem, d, rules, decisions->law, err) : NULL;
	const struct found_image image = { part, found };
	struct decisions out = { 0 };
	int code = rules && !found ? -1 : decide(&out, decisions, product, found ? &image : NULL, err);

	if (code == 0)
		code = dossier_begin(d, err);
	for (size_t i = 0; code == 0 && i < out.count; i++) {
		const struct decision *v = &out.list[i];
		bool own = found && v->part == part;

		code = add_decision(d, v, own ? &found[v->limb - decisions->law->limbs] : NULL, path_last(product->path), err);
	}
	if (code == 0)
		code = dossier_commit(d, err);
	decisions_free(&out);
	arena_free(&mem);
	return code;
}

const char *gate_name(enum gate gate)
{
	static const char *const names[] = { "UNKNOWN", "PASS", "INCOMPLETE", "FAIL" };

	return names[gate];
}

enum gate gate_after(enum gate gate, const char *verdict)
{
	int rank = verdict_rank(verdict), open = verdict_rank("NEEDS-INPUT");

	if (gate == GATE_FAIL || rank < open)
		return GATE_FAIL;
	return gate == GATE_INCOMPLETE || rank == open ? GATE_INCOMPLETE : GATE_PASS;
}

static int on_verdict(void *self, const struct query_row *r, struct err *err)
{
	enum gate *gate = self;

	(void)err;
	*gate = gate_after(*gate, r->values[0]);
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
