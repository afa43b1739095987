/*
 * The answer on the first screen of a terminal: the gate, the limbs that are
 * not met, what needs input, the worst findings with their place and fix.
 */
#include "report/formats.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "base/utf8.h"

struct screen {
	struct text *out;
	const struct report_options *options;
	size_t columns;
};

/* --- words in colour, lines that wrap --- */

static void style(struct screen *s, const char *name)
{
	static const struct { const char *name, *code; } codes[] = {
		{ "bad", "\033[1;31m" }, { "warn", "\033[33m" }, { "good", "\033[1;32m" },
		{ "bold", "\033[1m" }, { "quiet", "\033[2m" }, { "off", "\033[0m" },
	};

	for (size_t i = 0; s->options->color && i < COUNT(codes); i++)
		if (strcmp(codes[i].name, name) == 0)
			text_add(s->out, codes[i].code);
}

static void styled(struct screen *s, const char *name, const char *word)
{
	style(s, name);
	text_add(s->out, word);
	style(s, "off");
}

/* A column: the word in its colour, filled up to 'width'. */
static void column(struct screen *s, const char *name, const char *word, size_t width)
{
	size_t used = text_width(word);

	styled(s, name, word);
	text_fill(s->out, ' ', used < width ? width - used : 1);
}

/*
 * Adds words to a line that begins at column 'at', going on at column 'indent'
 * of the next line when they don't fit. A word longer than a line is not cut:
 * a path must stay one that can be copied.
 */
static size_t wrapped(struct screen *s, size_t at, size_t indent, const char *text)
{
	const char *word = text;
	bool fresh = true;

	while (*word) {
		size_t n = strcspn(word, " "), width;
		char copy[1024];

		snprintf(copy, sizeof(copy), "%.*s", (int)n, word);
		width = text_width(copy);
		if (!fresh && at + 1 + width > s->columns) {
			text_char(s->out, '\n');
			text_fill(s->out, ' ', indent);
			at = indent;
			fresh = true;
		}
		if (!fresh) {
			text_char(s->out, ' ');
			at++;
		}
		text_add_bytes(s->out, word, n);
		at += width;
		fresh = false;
		word += n;
		word += strspn(word, " ");
	}
	return at;
}

static void paragraph(struct screen *s, size_t indent, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void paragraph(struct screen *s, size_t indent, const char *format, ...)
{
	struct arena mem = { 0 };
	va_list args;

	va_start(args, format);
	text_fill(s->out, ' ', indent);
	wrapped(s, indent, indent, arena_vprintf(&mem, format, args));
	text_char(s->out, '\n');
	va_end(args);
	arena_free(&mem);
}

static void heading(struct screen *s, const char *text)
{
	text_char(s->out, '\n');
	styled(s, "bold", text);
	text_add(s->out, "\n\n");
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

/* --- the parts --- */

static void write_top(struct screen *s, const struct results *r)
{
	styled(s, "bold", r->image);
	text_printf(s->out, "  %s", r->format ? r->format : "");
	if (r->os)
		text_printf(s->out, ", %s", r->os);
	text_char(s->out, '\n');
	paragraph(s, 0, "%" PRId64 " entries, %zu package%s, %zu service%s of which %zu start%s, %zu address%s"
		  " open beyond loopback", r->entries, r->counted.packages, plural(r->counted.packages),
		  r->counted.services, plural(r->counted.services), r->counted.starting,
		  r->counted.starting == 1 ? "s" : "", r->counted.open, r->counted.open == 1 ? "" : "es");
	if (r->refused)
		paragraph(s, 0, "note: %" PRId64 " entries have a path that leads out of the image and were left out",
			  r->refused);
	if (r->note)
		paragraph(s, 0, "note: %s", r->note);
}

static void write_gate(struct screen *s, const struct results *r)
{
	text_char(s->out, '\n');
	styled(s, result_style(r->gate), r->gate);
	text_printf(s->out, "  %zu of %zu limbs of Annex I, Part I, point (2) not met, %zu need input\n\n", r->not_met,
		    r->verdict_count, r->needs_input);
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
		column(s, result_style(v->verdict), v->verdict, 13);
		column(s, "bold", v->key, 18);
		text_printf(s->out, "%-42s%4zu\n", v->title, v->fact_count);
	}
	if (!r->needs_input)
		return;
	text_add(s->out, "  ");
	column(s, "warn", "NEEDS-INPUT", 13);
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
	char place[600];

	text_fill(s->out, ' ', at);
	if (f->path) {
		if (f->line > 0)
			snprintf(place, sizeof(place), "%s:%" PRId64, f->path, f->line);
		else
			snprintf(place, sizeof(place), "%s", f->path);
		styled(s, "bold", place);
		at += text_width(place) + 2;
		if (f->detail && at <= s->columns / 2)
			text_add(s->out, "  ");
	}
	if (f->path && f->detail && at > s->columns / 2) {
		text_char(s->out, '\n');
		text_fill(s->out, ' ', at = 10);
	}
	if (f->detail)
		wrapped(s, at, 10, f->detail);
	text_char(s->out, '\n');
}

/* All findings of one rule and state: they stand together. Returns the next. */
static size_t write_rule(struct screen *s, const struct results *r, size_t i, size_t places)
{
	const struct result_finding *f = &r->findings[i];
	const char *word = strcmp(f->state, "fail") == 0 ? f->severity : f->state;
	size_t n = 0, at;

	column(s, result_style(word), word, strlen(word) < 9 ? 10 : strlen(word) + 2);
	at = strlen(word) < 9 ? 10 : strlen(word) + 2;
	at = wrapped(s, at, 10, f->title);
	if (at + strlen(f->rule) + 2 > s->columns) {
		text_char(s->out, '\n');
		at = 0;
	}
	text_fill(s->out, ' ', s->columns - at - strlen(f->rule));
	styled(s, "quiet", f->rule);
	text_char(s->out, '\n');
	while (i + n < r->finding_count && strcmp(r->findings[i + n].rule, f->rule) == 0 &&
	       strcmp(r->findings[i + n].state, f->state) == 0 &&
	       strcmp(r->findings[i + n].severity, f->severity) == 0) {
		if (n < places)
			write_place(s, &r->findings[i + n]);
		n++;
	}
	if (n > places)
		paragraph(s, 10, "and %zu more", n - places);
	if (strcmp(f->state, "fail") == 0)
		paragraph(s, 10, "fix: %s", f->fix);
	return i + n;
}

static void write_findings(struct screen *s, const struct results *r)
{
	size_t shown = 0, most = s->options->verbose ? (size_t)-1 : 8, i = 0;
	char line[160];

	if (r->fails[1] + r->fails[2] + r->fails[3] + r->fails[4] == 0) {
		heading(s, "No default was found that breaks a rule.");
		return;
	}
	snprintf(line, sizeof(line), "Findings: %zu critical, %zu high, %zu medium, %zu low", r->fails[4], r->fails[3],
		 r->fails[2], r->fails[1]);
	heading(s, line);
	while (i < r->finding_count && strcmp(r->findings[i].state, "fail") == 0 && shown++ < most)
		i = write_rule(s, r, i, s->options->verbose ? 20 : 2);
	if (i < r->finding_count && strcmp(r->findings[i].state, "fail") == 0)
		text_add(s->out, "\nThe worst are shown; -v shows all, --format html explains them.\n");
}

static void write_others(struct screen *s, const struct results *r)
{
	static const char *const states[] = { "contended", "unknown", "not_effective" };

	heading(s, "Seen, but not held against a limb");
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
	column(s, "bold", l->program, 14);
	column(s, "off", address, 22);
	column(s, strcmp(l->reach, "loopback") == 0 ? "quiet" : "warn", l->reach, 10);
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
			heading(s, "Listening by default, and what starts it");
		write_listener(s, &r->listeners[i]);
	}
}

static void write_questions(struct screen *s, const struct results *r)
{
	if (r->needs_input)
		heading(s, "What the image cannot say");
	for (size_t i = 0; i < r->verdict_count; i++) {
		const struct result_verdict *v = &r->verdicts[i];

		if (!v->needs)
			continue;
		text_add(s->out, "  ");
		column(s, "bold", v->key, 18);
		wrapped(s, 20, 20, v->needs);
		text_char(s->out, '\n');
	}
}

void report_text(const struct results *r, const struct report_options *o, struct text *out)
{
	struct screen s = { out, o, o->columns >= 60 && o->columns <= 120 ? (size_t)o->columns : 80 };

	write_top(&s, r);
	write_gate(&s, r);
	write_limbs(&s, r);
	write_findings(&s, r);
	if (o->verbose)
		write_others(&s, r);
	write_listeners(&s, r);
	write_questions(&s, r);
	text_char(out, '\n');
	style(&s, "quiet");
	paragraph(&s, 0, "cradle decides about facts. A pass is not conformity, and nothing here is legal advice.");
	style(&s, "off");
}
