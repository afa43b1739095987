/*
 * Verdicts as HTML: what speaks against the product, what to say next, all keys
 * by division of the law, and a card for each.
 */
#include "report/html_parts.h"

#include <inttypes.h>
#include <string.h>

#include "base/auto.h"

/* --- words that stand in several places --- */

static void link_to(struct text *out, const struct result_verdict *v)
{
	text_add(out, "<a href=\"#");
	text_html(out, v->key);
	text_add(out, "\">");
	text_html(out, v->key);
	text_add(out, "</a>");
}

/* "Annex I, Part I, point (2)(c) [law]", and what must be said beside it */
static void source(struct text *out, const struct result_source *at)
{
	text_html(out, at->provision->citation);
	text_add(out, " ");
	html_word(out, "span", strcmp(at->weight, "law") == 0 ? "weight law" : "weight", result_weight(at->weight));
	if (!*at->note)
		return;
	text_add(out, " ");
	html_word(out, "span", "warn", at->note);
}

/* The verdict of this name in the same part, else of the whole; NULL: it names something declared. */
static const struct result_verdict *named(const struct results *r, const struct result_verdict *v,
					  const char *name)
{
	const struct result_verdict *found = NULL;

	for (size_t i = 0; i < r->verdict_count; i++) {
		const struct result_verdict *u = &r->verdicts[i];

		if (strcmp(result_limb(u), name) == 0 && (!*u->part || strcmp(u->part, v->part) == 0))
			found = u;	/* parts come behind the whole */
	}
	return found;
}

static void fact(struct text *out, const struct results *r, const struct result_verdict *v,
		 const struct result_fact *f)
{
	const struct result_verdict *other = f->path || !f->name ? NULL : named(r, v, f->name);

	html_place(out, f->path, f->line);
	text_add(out, f->path ? " " : "");
	if (f->rule) {
		text_html(out, f->title ? f->title : "");
		text_add(out, " ");
		html_word(out, "code", "soft", f->rule);
	} else if (f->name) {
		if (other)
			link_to(out, other);
		else
			html_word(out, "code", "soft", f->name);
		text_add(out, " ");
		text_html(out, f->value ? f->value : "");
	}
}

static void facts(struct text *out, const struct results *r, const struct result_verdict *v, size_t most)
{
	if (v->fact_count == 0)
		return;
	text_add(out, "<ul class=\"facts\">\n");
	for (size_t i = 0; i < v->fact_count && i < most; i++) {
		text_add(out, "<li>");
		fact(out, r, v, &v->facts[i]);
		text_add(out, "</li>\n");
	}
	if (v->fact_count > most)
		text_printf(out, "<li>and %zu more</li>\n", v->fact_count - most);
	text_add(out, "</ul>\n");
}

/* --- the answer --- */

void html_answers(struct text *out, const struct results *r)
{
	text_add(out, "<dl>\n");
	for (size_t i = 0; i < r->verdict_count; i++) {
		const struct result_verdict *v = &r->verdicts[i];

		if (!v->limb || !v->limb->answer_count)
			continue;
		text_add(out, "<dt>");
		link_to(out, v);
		text_add(out, "</dt><dd>");
		html_word(out, "strong", result_style(v->verdict), v->verdict);
		text_add(out, " ");
		text_html(out, v->reason);
		text_add(out, "</dd>\n");
	}
	text_add(out, "</dl>\n");
}

void html_against(struct text *out, const struct results *r)
{
	if (r->not_met == 0)
		return;
	text_add(out, "<h2 id=\"against\">What speaks against it</h2>\n");
	for (size_t i = 0; i < r->not_met; i++) {
		const struct result_verdict *v = r->against[i];

		text_add(out, "<div class=\"against\"><p>");
		html_word(out, "span", "word bad", v->verdict);
		text_add(out, " ");
		link_to(out, v);
		text_add(out, " <strong>");
		text_html(out, v->title);
		text_add(out, "</strong></p>\n<p>");
		text_html(out, v->reason);
		text_add(out, "</p>\n<p class=\"soft\">");
		for (size_t k = 0; k < v->source_count; k++) {
			text_add(out, k ? "; " : "");
			source(out, &v->sources[k]);
		}
		text_add(out, "</p>\n");
		facts(out, r, v, 4);
		text_add(out, "</div>\n");
	}
}

/* --- what to say next --- */

static void question(struct text *out, const struct result_question *q)
{
	text_add(out, "<tr><td>");
	if (q->key)
		html_word(out, "code", "key", q->key);
	else
		html_word(out, "span", "soft", "no single key");
	text_add(out, "</td><td>");
	text_html(out, q->ask);
	text_add(out, "</td><td class=\"keys\">");
	for (size_t i = 0; i < q->count; i++) {
		text_add(out, i ? " " : "");
		link_to(out, q->verdicts[i]);
	}
	text_add(out, "</td></tr>\n");
}

static void question_table(struct text *out, const struct results *r, size_t from, size_t to)
{
	text_add(out, "<div class=\"scroll\"><table class=\"limbs questions\">\n<thead><tr><th>Key</th><th>Question</th>"
		      "<th>Decides</th></tr></thead>\n<tbody>\n");
	for (size_t i = from; i < to; i++)
		question(out, &r->questions[i]);
	text_add(out, "</tbody></table></div>\n");
}

void html_questions(struct text *out, const struct results *r)
{
	size_t first = r->question_count < 8 ? r->question_count : 6;

	if (r->question_count == 0)
		return;
	text_add(out, "<h2 id=\"next\">What to say next</h2>\n<p>What is open waits for these keys of ");
	html_word(out, "code", "key", r->declaration);
	text_add(out, ", the most decisive first.</p>\n");
	question_table(out, r, 0, first);
	if (first == r->question_count)
		return;
	text_printf(out, "<details id=\"more-questions\"><summary>%zu more</summary><div>\n", r->question_count - first);
	question_table(out, r, first, r->question_count);
	text_add(out, "</div></details>\n");
}

/* --- all keys --- */

static void group_title(struct text *out, const struct result_verdict *v)
{
	text_html(out, v->part);
	text_add(out, *v->part ? ": " : "");
	text_add(out, result_group(v));
}

static void chip(struct text *out, const struct result_verdict *v)
{
	text_printf(out, "<li class=\"%s%s\"><a href=\"#", result_style(v->verdict), v->sum ? " sum" : "");
	text_html(out, v->key);
	text_add(out, "\">");
	text_html(out, v->key);
	text_add(out, "</a> <span class=\"title\">");
	text_html(out, v->title);
	text_add(out, "</span> ");
	html_word(out, "span", "word", v->verdict);
	text_add(out, "</li>\n");
}

void html_table(struct text *out, const struct results *r)
{
	bool sums = false;

	text_add(out, "<h2 id=\"all\">All verdicts</h2>\n");
	for (size_t i = 0; i < r->verdict_count; i++) {
		const struct result_verdict *v = &r->verdicts[i];

		if (i == 0 || !result_same_group(v, v - 1)) {
			text_add(out, i ? "</ul>\n<h3>" : "<h3>");
			group_title(out, v);
			text_add(out, "</h3>\n<ul class=\"chips\">\n");
		}
		sums = sums || v->sum;
		chip(out, v);
	}
	text_add(out, r->verdict_count ? "</ul>\n" : "");
	if (sums)
		text_add(out, "<p class=\"soft\">In italics: the worst of others, counted there.</p>\n");
}

void html_limbs(struct text *out, const struct results *r)
{
	text_add(out, "<h2 id=\"limbs\">Limb by limb</h2>\n<div class=\"scroll\"><table class=\"limbs\">\n<thead><tr><th>Verdict</th>"
		      "<th>Limb</th><th>Provision</th><th>Why, or what is open</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < r->verdict_count; i++) {
		const struct result_verdict *v = &r->verdicts[i];

		text_printf(out, "<tr><td class=\"word %s\">%s</td><td>", result_style(v->verdict), v->verdict);
		link_to(out, v);
		text_add(out, "<br>");
		text_html(out, v->title);
		text_add(out, "</td><td>");
		for (size_t k = 0; k < v->source_count; k++) {
			text_add(out, k ? "<br>" : "");
			source(out, &v->sources[k]);
		}
		text_add(out, v->needs ? "</td><td><span class=\"soft\">Open:</span> " : "</td><td>");
		text_html(out, v->needs ? v->needs : v->reason);
		text_add(out, "</td></tr>\n");
	}
	text_add(out, "</tbody></table></div>\n");
}

/* --- each of them --- */

/* What the law says, folded; its blocks are lines. */
static void law_words(struct text *out, const struct result_source *at)
{
	if (!at->text)
		return;
	text_add(out, "<details class=\"words\"><summary>The text</summary><blockquote>");
	text_html(out, at->text);
	text_add(out, "</blockquote></details>\n");
}

static void sources(struct text *out, const struct result_verdict *v)
{
	for (size_t i = 0; i < v->source_count; i++) {
		const struct result_source *at = &v->sources[i];

		text_add(out, "<div class=\"source\"><p class=\"soft\">");
		source(out, at);
		text_add(out, " ");
		text_html(out, at->provision->about);
		text_add(out, "</p>\n");
		law_words(out, at);
		text_add(out, "</div>\n");
	}
}

static void needs(struct text *out, const struct result_verdict *v)
{
	if (!v->needs)
		return;
	text_add(out, "<p><strong>Needs:</strong> ");
	text_html(out, v->needs);
	if (v->needs_key) {
		text_add(out, " ");
		html_word(out, "code", "key", v->needs_key);
	}
	text_add(out, "</p>\n");
}

static void card(struct text *out, const struct results *r, const struct result_verdict *v)
{
	text_add(out, "<section class=\"limb\" id=\"");
	text_html(out, v->key);
	text_add(out, "\"><h3>");
	text_html(out, v->key);
	text_add(out, " ");
	html_word(out, "span", result_style(v->verdict), v->verdict);
	text_add(out, " ");
	text_html(out, v->title);
	text_add(out, "</h3>\n");
	if (r->declaration) {
		html_word(out, "p", "reason", v->reason);
		text_char(out, '\n');
	}
	needs(out, v);
	if (r->declaration)
		facts(out, r, v, 40);
	sources(out, v);
	html_verdict_findings(out, r, v);
	if (v->row) {
		text_add(out, "<p class=\"soft\">Decided by ");
		html_word(out, "code", "row", v->row);
		text_add(out, "</p>\n");
	}
	if (v->limb && v->limb->faq) {
		text_add(out, "<p class=\"soft\">Explained by ");
		html_word(out, "code", "row", v->limb->faq);
		text_add(out, "</p>\n");
	}
	text_add(out, "</section>\n");
}

void html_cards(struct text *out, const struct results *r)
{
	text_printf(out, "<h2 id=\"%s\">%s</h2>\n", r->declaration ? "each" : "findings",
		    r->declaration ? "Each verdict, and what it rests on" : "Findings by limb");
	for (size_t i = 0; i < r->verdict_count; i++) {
		const struct result_verdict *v = &r->verdicts[i];

		if (r->declaration && (i == 0 || !result_same_group(v, v - 1))) {
			text_add(out, "<h3 class=\"group\">");
			group_title(out, v);
			text_add(out, "</h3>\n");
		}
		card(out, r, v);
	}
}
