/*
 * A test for each verdict, in the XML that JUnit's Ant task began and CI systems
 * read (there is no standard; kept to what Jenkins' junit-10.xsd and GitLab have
 * in common). A sum is no test of its own. What is against the product fails,
 * what needs input is an error, what is not owed is skipped. Nothing was timed.
 */
#include "report/formats.h"

#include <string.h>

#include "base/auto.h"
#include "base/markup.h"

enum outcome { PASSED, FAILED, OPEN, SKIPPED, OUTCOMES };

/* the most facts told of one test: the others are in the other formats */
enum { FACTS = 50 };

static enum outcome outcome_of(const struct result_verdict *v)
{
	static const struct { const char *word; enum outcome outcome; } words[] = {
		{ "NOT-MET", FAILED }, { "N/A-REJECTED", FAILED }, { "DEVIATION-REJECTED", FAILED },
		{ "NEEDS-INPUT", OPEN }, { "N/A-OK", SKIPPED }, { "DEVIATION-OK", SKIPPED },
		/* answers after which little or nothing is owed */
		{ "OUT-OF-SCOPE", SKIPPED }, { "TEST-RELEASE", SKIPPED }, { "NO-ROLE", SKIPPED },
		{ "ONLY-ARTICLE-14", SKIPPED },
	};

	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(words[i].word, v->verdict) == 0)
			return words[i].outcome;
	return PASSED;
}

static void attribute(struct text *out, const char *name, const char *value)
{
	text_printf(out, " %s=\"", name);
	text_xml(out, value);
	text_char(out, '"');
}

static void add_line(struct text *out, const char *label, const char *value)
{
	if (!value || !*value)
		return;
	text_printf(out, "%s: ", label);
	text_xml(out, value);
	text_char(out, '\n');
}

/* Of a rule that fails; findings stand with their rule, the worst first. */
static const char *fix_of(const struct results *r, const char *rule)
{
	for (size_t i = 0; i < r->finding_count; i++)
		if (strcmp(r->findings[i].rule, rule) == 0 && strcmp(r->findings[i].state, "fail") == 0)
			return r->findings[i].fix;
	return NULL;
}

/* What it rests on, with the fix below the facts of one rule. */
static void write_facts(struct text *out, const struct results *r, const struct result_verdict *v, struct arena *mem)
{
	size_t most = v->fact_count > FACTS ? FACTS : v->fact_count;

	for (size_t i = 0; i < most; i++) {
		const char *rule = v->facts[i].rule, *next = i + 1 < most ? v->facts[i + 1].rule : NULL;

		text_xml(out, result_fact_line(mem, &v->facts[i]));
		text_char(out, '\n');
		if (rule && (!next || strcmp(rule, next) != 0))
			add_line(out, "fix", fix_of(r, rule));
	}
	if (most < v->fact_count)
		text_printf(out, "and %zu more\n", v->fact_count - most);
}

/* What was found of this limb and is accepted for now: a test that passes must not hide it. */
static void write_accepted(struct text *out, const struct results *r, const struct result_verdict *v, struct arena *mem)
{
	for (size_t i = 0; r->accepted && i < r->finding_count; i++) {
		const struct result_finding *f = &r->findings[i];

		if (!result_accepts(f) || strcmp(f->limb, result_limb(v)) != 0)
			continue;
		text_printf(out, "accepted until %s: ", f->until ? f->until : "");
		text_xml(out, arena_printf(mem, "%s %s (%s)", result_place(mem, f->path, f->line), f->title, f->rule));
		text_char(out, '\n');
	}
}

static void write_body(struct text *out, const struct results *r, const struct result_verdict *v)
{
	struct arena mem = { 0 };

	add_line(out, v->verdict, v->reason);
	add_line(out, "question", v->needs);
	add_line(out, "answered in product.yaml by", v->needs_key);
	write_facts(out, r, v, &mem);
	write_accepted(out, r, v, &mem);
	add_line(out, "rests on", result_citations(&mem, v));
	add_line(out, "explained", v->limb ? v->limb->faq : NULL);
	arena_free(&mem);
}

static void write_case(struct text *out, const struct results *r, const struct result_verdict *v)
{
	static const char *const elements[OUTCOMES] = { "system-out", "failure", "error", "skipped" };
	enum outcome outcome = outcome_of(v);
	struct arena mem = { 0 };

	text_add(out, "    <testcase");
	attribute(out, "classname", result_group(v));
	attribute(out, "name", arena_printf(&mem, "%s %s", v->key, v->title));
	text_printf(out, ">\n      <%s", elements[outcome]);
	if (outcome != PASSED) {
		attribute(out, "type", v->verdict);
		attribute(out, "message", outcome == OPEN && v->needs_key ?
			  arena_printf(&mem, "%s (%s)", v->needs ? v->needs : v->reason, v->needs_key) : v->reason);
	}
	text_add(out, ">");
	write_body(out, r, v);
	text_printf(out, "</%s>\n    </testcase>\n", elements[outcome]);
	arena_free(&mem);
}

static void property(struct text *out, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	text_add(out, "      <property");
	attribute(out, "name", name);
	attribute(out, "value", value);
	text_add(out, "/>\n");
}

static void write_properties(struct text *out, const struct results *r)
{
	text_add(out, "    <properties>\n");
	property(out, "cradle", r->tool);
	property(out, "rules", r->rules);
	property(out, "decisions", r->decisions);
	property(out, "image", r->image);
	property(out, "image.sha256", r->image_sha256);
	property(out, "gate", r->gate);
	property(out, "notice", result_notice);
	text_add(out, "    </properties>\n");
}

static void write_counts(struct text *out, const size_t counts[OUTCOMES])
{
	text_printf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\"",
		    counts[PASSED] + counts[FAILED] + counts[OPEN] + counts[SKIPPED], counts[FAILED], counts[OPEN]);
}

static void write_suite(struct text *out, const struct results *r, size_t begin, size_t end)
{
	const struct result_verdict *first = &r->verdicts[begin];
	size_t counts[OUTCOMES] = { 0 };
	struct arena mem = { 0 };

	for (size_t i = begin; i < end; i++)
		counts[outcome_of(&r->verdicts[i])] += !r->verdicts[i].sum;
	if (counts[PASSED] + counts[FAILED] + counts[OPEN] + counts[SKIPPED] == 0)
		return;
	text_add(out, "  <testsuite");
	attribute(out, "name", arena_printf(&mem, "%s%s%s", first->part, *first->part ? ": " : "", result_group(first)));
	write_counts(out, counts);
	text_printf(out, " skipped=\"%zu\"", counts[SKIPPED]);
	if (r->as_of && *r->as_of)
		attribute(out, "timestamp", arena_printf(&mem, "%sT00:00:00", r->as_of));
	text_add(out, ">\n");
	write_properties(out, r);
	for (size_t i = begin; i < end; i++)
		if (!r->verdicts[i].sum)
			write_case(out, r, &r->verdicts[i]);
	text_add(out, "  </testsuite>\n");
	arena_free(&mem);
}

int report_junit(const struct results *r, const struct report_options *o, struct text *out, struct err *err)
{
	size_t counts[OUTCOMES] = { 0 };
	struct arena mem = { 0 };

	(void)o;
	(void)err;
	for (size_t i = 0; i < r->verdict_count; i++)
		counts[outcome_of(&r->verdicts[i])] += !r->verdicts[i].sum;
	text_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
	attribute(out, "name", arena_printf(&mem, "cradle: %s", result_subject(&mem, r)));
	write_counts(out, counts);
	text_add(out, ">\n");
	for (size_t begin = 0, end; begin < r->verdict_count; begin = end) {
		for (end = begin; end < r->verdict_count && result_same_group(&r->verdicts[begin], &r->verdicts[end]);)
			end++;
		write_suite(out, r, begin, end);
	}
	text_add(out, "</testsuites>\n");
	arena_free(&mem);
	return 0;
}
