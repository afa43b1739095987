/*
 * The answer on the first screen of a terminal: the gate, what speaks against
 * the product, what to say next; then all verdicts, findings and questions.
 */
#include "report/formats.h"

#include <inttypes.h>
#include <string.h>

#include "report/text_parts.h"

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

/* --- the parts --- */

static void write_product(struct screen *s, const struct results *r)
{
	const char *name = r->product && *r->product ? r->product : "A product without a name";
	const char *version = r->product_version ? r->product_version : "";
	struct arena mem = { 0 };

	if (!r->declaration)
		return;
	screen_word(s, "bold", name);
	screen_wrap(s, text_width(name), 2, arena_printf(&mem, "%s%s, declared in %s", *version ? " " : "", version,
							 r->declaration));
	text_char(s->out, '\n');
	text_answers(s, r);
	arena_free(&mem);
}

static void write_image(struct screen *s, const struct results *r)
{
	if (!r->image)
		return;
	screen_word(s, "bold", r->image);
	text_printf(s->out, "  %s", r->format ? r->format : "");
	if (r->os)
		text_printf(s->out, ", %s", r->os);
	text_char(s->out, '\n');
}

static void write_extent(struct screen *s, const struct results *r)
{
	if (!r->image)
		return;
	screen_paragraph(s, 0, "%" PRId64 " entries, %zu package%s, %zu service%s of which %zu start%s, %zu address%s"
		  " open beyond loopback", r->entries, r->counted.packages, plural(r->counted.packages),
		  r->counted.services, plural(r->counted.services), r->counted.starting,
		  r->counted.starting == 1 ? "s" : "", r->counted.open, r->counted.open == 1 ? "" : "es");
	if (r->refused)
		screen_paragraph(s, 0, "note: %" PRId64 " entries have a path that leads out of the image and were left out",
			  r->refused);
	if (r->note)
		screen_paragraph(s, 0, "note: %s", r->note);
}

/* " 3 met," where there are any */
static void write_count(struct screen *s, size_t n, const char *what)
{
	if (n)
		text_printf(s->out, ", %zu %s", n, what);
}

static void write_gate(struct screen *s, const struct results *r)
{
	text_char(s->out, '\n');
	screen_word(s, result_style(r->gate), r->gate);
	text_printf(s->out, "  %zu of %zu %s not met, %zu need input", r->not_met, r->points,
		    r->declaration ? "points" : "limbs of Annex I, Part I, point (2)", r->needs_input);
	write_count(s, r->met, "met");
	write_count(s, r->exempt, "not owed");
	write_count(s, r->points - r->not_met - r->needs_input - r->met - r->exempt, "answered");
	text_char(s->out, '\n');
}

/* limbs in the order of the law; what needs input shares lines, so that the findings stay on the screen */
static void write_limbs(struct screen *s, const struct results *r)
{
	size_t at = 15;

	text_char(s->out, '\n');
	for (size_t i = 0; i < r->verdict_count; i++) {
		const struct result_verdict *v = &r->verdicts[i];

		if (strcmp(v->verdict, "NEEDS-INPUT") == 0)
			continue;
		text_add(s->out, "  ");
		screen_column(s, result_style(v->verdict), v->verdict, 13);
		screen_column(s, "bold", v->key, 18);
		text_printf(s->out, "%-42s%4zu\n", v->title, v->fact_count);
	}
	if (!r->needs_input)
		return;
	text_add(s->out, "  ");
	screen_column(s, "warn", "NEEDS-INPUT", 13);
	for (size_t i = 0; i < r->verdict_count; i++)
		if (strcmp(r->verdicts[i].verdict, "NEEDS-INPUT") == 0) {
			size_t n = strlen(r->verdicts[i].key);

			if (at + n + 1 > s->columns) {
				text_char(s->out, '\n');
				text_fill(s->out, ' ', at = 15);
			}
			text_printf(s->out, "%s ", r->verdicts[i].key);
			at += n + 1;
		}
	text_char(s->out, '\n');
}

static void write_questions(struct screen *s, const struct results *r)
{
	if (r->needs_input)
		screen_heading(s, "What the image cannot say");
	for (size_t i = 0; i < r->verdict_count; i++) {
		const struct result_verdict *v = &r->verdicts[i];

		if (!v->needs)
			continue;
		text_add(s->out, "  ");
		screen_column(s, "bold", v->key, 18);
		screen_wrap(s, 20, 20, v->needs);
		text_char(s->out, '\n');
	}
}

/* With a declaration: so much of what speaks against the product that the questions stay on the first screen. */
static void write_declared(struct screen *s, const struct results *r)
{
	enum { MOST = 3 };
	size_t first = r->not_met > MOST ? MOST - 1 : MOST;

	if (s->options->verbose)
		first = r->not_met;
	if (r->not_met)
		text_char(s->out, '\n');
	text_against(s, r, 0, first);
	if (r->not_met > first)
		text_printf(s->out, "  and %zu more, below\n", r->not_met - first);
	text_questions(s, r);
	if (r->not_met > first) {
		screen_heading(s, "What else speaks against it");
		text_against(s, r, first, r->not_met);
	}
	text_contradictions(s, r);
	text_accepted(s, r);
	text_exempt(s, r);
	text_table(s, r);
	if (r->image)
		text_char(s->out, '\n');
	write_extent(s, r);
}

int report_text(const struct results *r, const struct report_options *o, struct text *out, struct err *err)
{
	struct screen s = screen_on(out, o);

	write_product(&s, r);
	write_image(&s, r);
	if (!r->declaration)
		write_extent(&s, r);
	write_gate(&s, r);
	(r->declaration ? write_declared : write_limbs)(&s, r);
	if (r->image) {
		text_findings(&s, r);
		if (o->verbose)
			text_others(&s, r);
		text_listeners(&s, r);
	}
	if (r->declaration && o->verbose) {
		text_cards(&s, r);
		text_declared(&s, r);
	} else if (!r->declaration) {
		write_questions(&s, r);
	}
	text_char(out, '\n');
	screen_style(&s, "quiet");
	screen_paragraph(&s, 0, "%s", result_notice);
	screen_style(&s, "off");
	return 0;
}
