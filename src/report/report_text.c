/*
 * The answer on the first screen of a terminal: the gate, the limbs that are
 * not met, what needs input, the worst findings with their place and fix.
 */
#include "report/formats.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "base/utf8.h"
#include "report/screen.h"

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

/* --- the parts --- */

static void write_top(struct screen *s, const struct results *r)
{
	if (r->declaration) {
		screen_word(s, "bold", r->product && *r->product ? r->product : "A product without a name");
		text_printf(s->out, " %s  declared in %s\n", r->product_version, r->declaration);
	}
	if (!r->image)
		return;
	screen_word(s, "bold", r->image);
	text_printf(s->out, "  %s", r->format ? r->format : "");
	if (r->os)
		text_printf(s->out, ", %s", r->os);
	text_char(s->out, '\n');
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

static void write_gate(struct screen *s, const struct results *r)
{
	text_char(s->out, '\n');
	screen_word(s, result_style(r->gate), r->gate);
	text_printf(s->out, "  %zu of %zu %s not met, %zu need input\n\n", r->not_met, r->verdict_count,
		    r->declaration ? "requirements" : "limbs of Annex I, Part I, point (2)", r->needs_input);
}

/* limbs in the order of the law; what needs input shares lines, so that the findings stay on the screen */
static void write_limbs(struct screen *s, const struct results *r)
{
	size_t at = 15;

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

static void write_place(struct screen *s, const struct result_finding *f)
{
	size_t at = 10;
	char line[32] = "";

	text_fill(s->out, ' ', at);
	if (f->path) {
		if (f->line > 0)
			snprintf(line, sizeof(line), ":%" PRId64, f->line);
		screen_style(s, "bold");
		text_add(s->out, f->path);
		text_add(s->out, line);
		screen_style(s, "off");
		at += text_width(f->path) + strlen(line) + 2;
		if (f->detail && at <= s->columns / 2)
			text_add(s->out, "  ");
	}
	if (f->path && f->detail && at > s->columns / 2) {
		text_char(s->out, '\n');
		text_fill(s->out, ' ', at = 10);
	}
	if (f->detail)
		screen_wrap(s, at, 10, f->detail);
	text_char(s->out, '\n');
}

/* All findings of one rule and state: they stand together. Returns the next. */
static size_t write_rule(struct screen *s, const struct results *r, size_t i, size_t places)
{
	const struct result_finding *f = &r->findings[i];
	const char *word = strcmp(f->state, "fail") == 0 ? f->severity : f->state;
	size_t n = 0, at;

	screen_column(s, result_style(word), word, strlen(word) < 9 ? 10 : strlen(word) + 2);
	at = strlen(word) < 9 ? 10 : strlen(word) + 2;
	at = screen_wrap(s, at, 10, f->title);
	if (at + strlen(f->rule) + 2 > s->columns) {
		text_char(s->out, '\n');
		at = 0;
	}
	text_fill(s->out, ' ', s->columns - at - strlen(f->rule));
	screen_word(s, "quiet", f->rule);
	text_char(s->out, '\n');
	while (i + n < r->finding_count && strcmp(r->findings[i + n].rule, f->rule) == 0 &&
	       strcmp(r->findings[i + n].state, f->state) == 0 &&
	       strcmp(r->findings[i + n].severity, f->severity) == 0) {
		if (n < places)
			write_place(s, &r->findings[i + n]);
		n++;
	}
	if (n > places)
		screen_paragraph(s, 10, "and %zu more", n - places);
	if (strcmp(f->state, "fail") == 0)
		screen_paragraph(s, 10, "fix: %s", f->fix);
	return i + n;
}

static void write_findings(struct screen *s, const struct results *r)
{
	size_t shown = 0, most = s->options->verbose ? (size_t)-1 : 8, i = 0;
	char line[160];

	if (r->fails[1] + r->fails[2] + r->fails[3] + r->fails[4] == 0) {
		screen_heading(s, "No default was found that breaks a rule.");
		return;
	}
	snprintf(line, sizeof(line), "Findings: %zu critical, %zu high, %zu medium, %zu low", r->fails[4], r->fails[3],
		 r->fails[2], r->fails[1]);
	screen_heading(s, line);
	while (i < r->finding_count && strcmp(r->findings[i].state, "fail") == 0 && shown++ < most)
		i = write_rule(s, r, i, s->options->verbose ? 20 : 2);
	if (i < r->finding_count && strcmp(r->findings[i].state, "fail") == 0)
		text_add(s->out, "\nThe worst are shown; -v shows all, --format html explains them.\n");
}

static void write_others(struct screen *s, const struct results *r)
{
	static const char *const states[] = { "contended", "unknown", "not_effective" };

	screen_heading(s, "Seen, but not held against a limb");
	for (size_t k = 0; k < COUNT(states); k++)
		for (size_t i = 0; i < r->finding_count;)
			i = strcmp(r->findings[i].state, states[k]) == 0 ? write_rule(s, r, i, 5) : i + 1;
}

/* "tcp [::]:80" */
static void write_address(char *out, size_t size, const struct result_listener *l)
{
	bool v6 = strchr(l->address, ':') != NULL;

	snprintf(out, size, "%s %s%s%s:%" PRId64, l->protocol, v6 ? "[" : "", l->address, v6 ? "]" : "", l->port);
}

static void write_listener(struct screen *s, const struct result_listener *l)
{
	const char *by = s->options->verbose || !l->service ? l->because_path : l->service;
	char address[96];
	size_t at = 48;

	write_address(address, sizeof(address), l);
	text_add(s->out, "  ");
	screen_column(s, "bold", l->program, 14);
	screen_column(s, "off", address, 22);
	screen_column(s, strcmp(l->reach, "loopback") == 0 ? "quiet" : "warn", l->reach, 10);
	if (s->options->verbose && by) {
		text_char(s->out, '\n');
		text_fill(s->out, ' ', at = 16);
	}
	text_add(s->out, by ? by : "");
	if (s->options->verbose && l->because_line > 0)
		text_printf(s->out, ":%" PRId64, l->because_line);
	if (strcmp(l->state, "contended") == 0)
		text_add(s->out, by && at + strlen(by) > 66 ? "\n                (contended)" : " (contended)");
	text_char(s->out, '\n');
}

static void write_listeners(struct screen *s, const struct results *r)
{
	size_t shown = 0;

	for (size_t i = 0; i < r->listener_count; i++) {
		if (!s->options->verbose && strcmp(r->listeners[i].reach, "loopback") == 0)
			continue;
		if (shown++ == 0)
			screen_heading(s, "Listening by default, and what starts it");
		write_listener(s, &r->listeners[i]);
	}
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

void report_text(const struct results *r, const struct report_options *o, struct text *out)
{
	struct screen s = screen_on(out, o);

	write_top(&s, r);
	write_gate(&s, r);
	write_limbs(&s, r);
	write_findings(&s, r);
	if (o->verbose)
		write_others(&s, r);
	write_listeners(&s, r);
	write_questions(&s, r);
	text_char(out, '\n');
	screen_style(&s, "quiet");
	screen_paragraph(&s, 0, "cradle decides about facts. A pass is not conformity, and nothing here is legal advice.");
	screen_style(&s, "off");
}
