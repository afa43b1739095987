/*
 * A comment for a merge request: what is against the product, what is open, the
 * worst findings, what is accepted, in under 60 lines. Written for GitHub and
 * GitLab; what comes from an image or a declaration stands in code spans, where
 * neither of them looks for markup, mentions or references, and never in a table.
 */
#include "report/formats.h"

#include <string.h>

#include "base/auto.h"
#include "base/markup.h"

/* rows of each part; with headings and blanks they make 53 lines at most */
enum { AGAINST = 10, QUESTIONS = 3, FINDINGS = 6, APART = 3 };

/* bytes of one text: GitHub takes 65,536 of a comment */
enum { LONGEST = 400 };

static void code(struct text *out, const char *s)
{
	struct arena mem = { 0 };

	text_markdown_code(out, result_cut(&mem, s, LONGEST));
	arena_free(&mem);
}

static void prose(struct text *out, const char *s)
{
	struct arena mem = { 0 };

	text_markdown(out, result_cut(&mem, s, LONGEST));
	arena_free(&mem);
}

/* --- the top --- */

static void write_counts(struct text *out, const struct results *r)
{
	text_printf(out, "%zu of %zu %s not met, %zu need input", r->not_met, r->points,
		    r->declaration ? "points" : "limbs of Annex I, Part I, point (2)", r->needs_input);
	if (r->declaration)
		text_printf(out, ", %zu met, %zu not owed", r->met, r->exempt);
	text_char(out, '.');
	if (r->image)
		text_printf(out, " Findings: %zu critical, %zu high, %zu medium, %zu low.", r->fails[4], r->fails[3], r->fails[2],
			    r->fails[1]);
	text_char(out, '\n');
}

static void write_top(struct text *out, const struct results *r)
{
	struct arena mem = { 0 };

	text_add(out, "## cradle: ");
	prose(out, r->gate);
	text_add(out, " for ");
	code(out, result_subject(&mem, r));
	text_add(out, "\n\n");
	write_counts(out, r);
	arena_free(&mem);
}

/* --- what speaks against it --- */

static void write_against(struct text *out, const struct results *r)
{
	if (!r->not_met)
		return;
	text_add(out, "\n| Verdict | Point | | Reason |\n| --- | --- | --- | --- |\n");
	for (size_t i = 0; i < r->not_met && i < AGAINST; i++) {
		const struct result_verdict *v = r->against[i];

		text_add(out, "| ");
		prose(out, v->verdict);
		text_add(out, " | ");
		prose(out, v->key);
		text_add(out, " | ");
		prose(out, v->title);
		text_add(out, " | ");
		prose(out, v->reason);
		text_add(out, " |\n");
	}
	if (r->not_met > AGAINST)
		text_printf(out, "\nAnd %zu more.\n", r->not_met - AGAINST);
}

static void write_questions(struct text *out, const struct results *r)
{
	if (!r->question_count)
		return;
	text_printf(out, "\n**Open: %zu, decided by %zu question%s**", r->needs_input, r->question_count, r->question_count == 1 ? "" : "s");
	if (r->question_count > QUESTIONS)
		text_printf(out, " (%d of them)", QUESTIONS);
	text_add(out, "\n\n");
	for (size_t i = 0; i < r->question_count && i < QUESTIONS; i++) {
		const struct result_question *q = &r->questions[i];

		text_add(out, "- ");
		code(out, q->key ? q->key : q->verdicts[0]->key);
		if (q->key || q->count > 1)
			text_printf(out, " decides %zu", q->count);
		text_add(out, ": ");
		prose(out, q->ask);
		text_char(out, '\n');
	}
}

/* --- findings --- */

/* What the declaration accepted, and does no more. */
static bool is_expired(const struct result_finding *f)
{
	return f->accepted && !result_accepts(f);
}

static bool is_worst(const struct result_finding *f)
{
	return strcmp(f->state, "fail") == 0 && !result_contradicts(f) && !result_accepts(f);
}

static void write_place(struct text *out, const struct result_finding *f)
{
	struct arena mem = { 0 };

	if (f->path) {
		text_char(out, ' ');
		code(out, result_place(&mem, f->path, f->line));
	}
	if (f->detail && *f->detail) {
		text_char(out, ' ');
		code(out, f->detail);
	}
	arena_free(&mem);
}

/* A line of the list: "- **high** Telnet is on (`E-TELNET-ON`) `etc/inittab:3` `telnetd ...`, and 2 more. Fix: ..." */
static void write_finding(struct text *out, const struct result_finding *f, size_t more, bool fix)
{
	text_add(out, "- **");
	prose(out, f->severity);
	text_add(out, "** ");
	prose(out, f->title);
	text_add(out, " (");
	code(out, f->rule);
	text_char(out, ')');
	write_place(out, f);
	if (more)
		text_printf(out, ", and %zu more", more);
	if (result_accepted(f)) {
		text_printf(out, ", %s ", result_accepted(f));
		prose(out, f->until ? f->until : "");
	}
	if (f->because) {
		text_add(out, ": ");
		code(out, f->because);
	}
	if (fix) {
		text_add(out, ". Fix: ");
		prose(out, f->fix);
	}
	text_char(out, '\n');
}

struct list {
	const char *title;
	bool (*wanted)(const struct result_finding *f);
	size_t most;
	bool fix;
};

/* Those from i on that are told in one line: of one rule and severity. 0: the finding is not of this list. */
static size_t together(const struct results *r, const struct list *l, size_t i)
{
	const struct result_finding *f = &r->findings[i];
	size_t n = 0;

	while (i + n < r->finding_count && strcmp(f->rule, f[n].rule) == 0 && strcmp(f->severity, f[n].severity) == 0 &&
	       l->wanted(&f[n]))
		n++;
	return n;
}

static void write_list(struct text *out, const struct results *r, const struct list *l)
{
	size_t lines = 0, n;

	for (size_t i = 0; i < r->finding_count; i += n ? n : 1)
		lines += (n = together(r, l, i)) > 0;
	if (!lines)
		return;
	text_printf(out, "\n**%s**", l->title);
	if (lines > l->most)
		text_printf(out, " (%zu of %zu)", l->most, lines);
	text_add(out, "\n\n");
	lines = 0;
	for (size_t i = 0; i < r->finding_count && lines < l->most; i += n ? n : 1)
		if ((n = together(r, l, i)) > 0) {
			write_finding(out, &r->findings[i], n - 1, l->fix);
			lines++;
		}
}

static void write_findings(struct text *out, const struct results *r)
{
	static const struct list lists[] = {
		{ "The worst that was found", is_worst, FINDINGS, true },
		{ "Declared one way, found another", result_contradicts, APART, false },
		{ "Found, and accepted for now", result_accepts, APART, false },
		{ "Accepted once, held against it now", is_expired, APART, false },
	};

	for (size_t i = 0; i < COUNT(lists); i++)
		write_list(out, r, &lists[i]);
}

static void write_digest(struct text *out, const char *label, const char *digest)
{
	struct arena mem = { 0 };

	if (digest) {
		text_add(out, label);
		code(out, arena_printf(&mem, "%.12s", digest));
	}
	arena_free(&mem);
}

static void write_foot(struct text *out, const struct results *r)
{
	text_add(out, "\ncradle ");
	prose(out, r->tool);
	write_digest(out, ", rules ", r->rules);
	write_digest(out, ", decisions ", r->decisions);
	write_digest(out, ", image SHA-256 ", r->image_sha256);
	if (r->as_of && *r->as_of) {
		text_add(out, ", as of ");
		prose(out, r->as_of);
	}
	text_printf(out, ". %s\n", result_notice);
}

int report_md(const struct results *r, const struct report_options *o, struct text *out, struct err *err)
{
	(void)o;
	(void)err;
	write_top(out, r);
	write_against(out, r);
	write_questions(out, r);
	if (r->image)
		write_findings(out, r);
	write_foot(out, r);
	return 0;
}
