/*
 * Verdicts on a declaration as text: what speaks against the product, all keys
 * in a table, each verdict with what it rests on.
 */
#include "report/text_parts.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "report/declared.h"

/* --- the questions before all others --- */

void text_answers(struct screen *s, const struct results *r)
{
	struct arena mem = { 0 };
	const char *line = "";

	for (size_t i = 0; i < r->verdict_count; i++) {
		const struct result_verdict *v = &r->verdicts[i];
		bool open = strcmp(v->verdict, "NEEDS-INPUT") == 0;
		char name[16];

		if (!v->limb || !v->limb->answer_count)
			continue;
		snprintf(name, sizeof(name), "%s", v->key);
		for (char *c = name + 1; *name && *c; c++)
			*c = (char)tolower((unsigned char)*c);
		line = arena_printf(&mem, "%s%s%s %s", line, *line ? ", " : "", name, open ? "open" : v->verdict);
	}
	if (*line)
		screen_paragraph(s, 0, "%s", line);
	arena_free(&mem);
}

/* --- what it rests on --- */

static void fact_lines(struct screen *s, const struct result_verdict *v, size_t indent, size_t most)
{
	struct arena mem = { 0 };
	size_t shown = v->fact_count > most + 1 ? most : v->fact_count;

	for (size_t i = 0; i < shown; i++)
		screen_paragraph(s, indent, "%s", result_fact_line(&mem, &v->facts[i]));
	if (shown < v->fact_count)
		screen_paragraph(s, indent, "and %zu more", v->fact_count - shown);
	arena_free(&mem);
}

static void source_line(struct screen *s, const struct result_verdict *v, size_t indent)
{
	struct arena mem = { 0 };
	const char *line = result_citations(&mem, v);

	if (*line)
		screen_paragraph(s, indent, "%s", line);
	arena_free(&mem);
}

static void write_against(struct screen *s, const struct result_verdict *v)
{
	size_t at = 2 + strlen(v->verdict) + 2 + strlen(v->key) + 2;

	text_add(s->out, "  ");
	screen_word(s, result_style(v->verdict), v->verdict);
	text_add(s->out, "  ");
	screen_word(s, "bold", v->key);
	text_add(s->out, "  ");
	screen_wrap(s, at, 4, v->title);
	text_char(s->out, '\n');
	screen_paragraph(s, 4, "%s", v->reason);
	source_line(s, v, 4);
	fact_lines(s, v, 4, s->options->verbose ? 20 : 1);
}

void text_against(struct screen *s, const struct results *r, size_t first, size_t most)
{
	for (size_t i = first; i < r->not_met && i - first < most; i++)
		write_against(s, r->against[i]);
}

/* --- all keys --- */

/* The keys from 'begin' to 'end' that have this verdict, on a line of their own. */
static void keys_with(struct screen *s, const struct results *r, size_t begin, size_t end, const char *verdict)
{
	enum { INDENT = 22 };
	size_t at = INDENT;

	text_add(s->out, "  ");
	screen_column(s, result_style(verdict), verdict, INDENT - 2);
	for (size_t i = begin; i < end; i++) {
		const struct result_verdict *v = &r->verdicts[i];
		char word[160];

		if (strcmp(v->verdict, verdict) != 0)
			continue;
		snprintf(word, sizeof(word), v->sum ? "(%s)" : "%s", v->key);
		at = screen_item(s, at, INDENT, "off", word);
	}
	text_char(s->out, '\n');
}

/* Each word of the group once, what speaks against the product first. */
static void write_group(struct screen *s, const struct results *r, size_t begin, size_t end)
{
	static const char *const styles[] = { "bad", "warn", "good", "quiet" };

	for (size_t k = 0; k < COUNT(styles); k++)
		for (size_t i = begin; i < end; i++) {
			const char *word = r->verdicts[i].verdict;
			bool told = strcmp(result_style(word), styles[k]) != 0;

			for (size_t before = begin; before < i && !told; before++)
				told = strcmp(r->verdicts[before].verdict, word) == 0;
			if (!told)
				keys_with(s, r, begin, end, word);
		}
}

static size_t group_end(const struct results *r, size_t begin)
{
	size_t end = begin;

	while (end < r->verdict_count && result_same_group(&r->verdicts[begin], &r->verdicts[end]))
		end++;
	return end;
}

void text_table(struct screen *s, const struct results *r)
{
	bool sums = false;
	size_t end;

	screen_heading(s, "All verdicts");
	for (size_t begin = 0; begin < r->verdict_count; begin = end) {
		const struct result_verdict *v = &r->verdicts[begin];

		end = group_end(r, begin);
		text_printf(s->out, "%s%s%s\n", v->part, *v->part ? ": " : "", result_group(v));
		write_group(s, r, begin, end);
		for (size_t i = begin; i < end; i++)
			sums = sums || r->verdicts[i].sum;
	}
	if (sums)
		text_add(s->out, "In brackets: the worst of others, counted there.\n");
}

/* --- what need not be met --- */

static bool same_reason(const struct result_verdict *a, const struct result_verdict *b)
{
	return strcmp(a->verdict, b->verdict) == 0 && strcmp(a->reason, b->reason) == 0;
}

static bool reason_told(const struct results *r, const struct result_verdict *v)
{
	for (const struct result_verdict *u = r->verdicts; u < v; u++)
		if (!u->sum && same_reason(u, v))
			return true;
	return false;
}

void text_exempt(struct screen *s, const struct results *r)
{
	if (r->exempt)
		screen_heading(s, "Not owed, and why");
	for (size_t i = 0; i < r->verdict_count; i++) {
		const struct result_verdict *v = &r->verdicts[i];
		size_t n = 0, at = 4;

		if (!result_exempts(v) || v->sum || reason_told(r, v))
			continue;
		text_add(s->out, "  ");
		screen_wrap(s, 2, 4, v->reason);
		text_add(s->out, "\n    ");
		for (size_t k = i; k < r->verdict_count; k++)
			if (!r->verdicts[k].sum && same_reason(v, &r->verdicts[k]) && n++ < 8)
				at = screen_item(s, at, 4, "bold", r->verdicts[k].key);
		if (n > 8)
			text_printf(s->out, " and %zu more", n - 8);
		text_char(s->out, '\n');
	}
}

/* --- each of them --- */

static void labelled(struct screen *s, const char *label, const char *text)
{
	text_add(s->out, "  ");
	screen_column(s, "quiet", label, 10);
	screen_wrap(s, 12, 12, text);
	text_char(s->out, '\n');
}

static bool text_shown(const struct results *r, const struct result_verdict *v, const struct result_source *at)
{
	for (const struct result_verdict *u = r->verdicts; u <= v; u++)
		for (size_t i = 0; i < u->source_count && &u->sources[i] != at; i++)
			if (u->sources[i].provision == at->provision)
				return true;
	return false;
}

static void write_sources(struct screen *s, const struct results *r, const struct result_verdict *v,
			  struct arena *mem)
{
	for (size_t i = 0; i < v->source_count; i++) {
		const struct result_source *at = &v->sources[i];

		labelled(s, i ? "" : "sources", arena_printf(mem, "%s (%s): %s", at->provision->citation,
							     result_weight(at->weight), at->provision->id));
		if (*at->note)
			labelled(s, "", arena_printf(mem, "note: %s", at->note));
		if (at->text && !text_shown(r, v, at)) {
			text_fill(s->out, ' ', 14);
			screen_wrap(s, 14, 14, at->text);
			text_char(s->out, '\n');
		}
	}
}

static void write_card(struct screen *s, const struct results *r, const struct result_verdict *v)
{
	struct arena mem = { 0 };

	text_char(s->out, '\n');
	screen_word(s, "bold", v->key);
	text_add(s->out, "  ");
	screen_word(s, result_style(v->verdict), v->verdict);
	text_printf(s->out, "  %s\n", v->title);
	labelled(s, "reason", v->reason);
	if (v->needs)
		labelled(s, "question", v->needs);
	if (v->needs_key)
		labelled(s, "key", v->needs_key);
	write_sources(s, r, v, &mem);
	for (size_t i = 0; i < v->fact_count; i++)
		labelled(s, i ? "" : "facts", result_fact_line(&mem, &v->facts[i]));
	if (v->row)
		labelled(s, "decided by", v->row);
	if (v->limb && v->limb->faq)
		labelled(s, "explained", v->limb->faq);
	arena_free(&mem);
}

void text_cards(struct screen *s, const struct results *r)
{
	screen_heading(s, "Each verdict, and what it rests on");
	screen_paragraph(s, 0, "Law binds, a recital helps to read it, FAQ and guidance are the Commission's view."
			 " The reasons are our reading.");
	for (size_t i = 0; i < r->verdict_count; i++)
		write_card(s, r, &r->verdicts[i]);
}

void text_declared(struct screen *s, const struct results *r)
{
	screen_heading(s, "What was declared");
	for (size_t i = 0; i < r->declared_count; i++) {
		const struct result_declared *d = &r->declared[i];
		struct arena mem = { 0 };

		screen_paragraph(s, 2, "%s  %s: %s", result_place(&mem, d->path, d->line), result_declared_name(&mem, d),
				 d->key ? d->value : "none");
		arena_free(&mem);
	}
}
