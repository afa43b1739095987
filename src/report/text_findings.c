/*
 * Findings of the image as text: the worst with their place and fix, what is
 * accepted, what contradicts the declaration, what listens.
 */
#include "report/text_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "base/utf8.h"

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
	if (result_accepted(f))
		screen_paragraph(s, 10, "%s %s%s%s", result_accepted(f), f->until ? f->until : "", f->because ? ": " : "",
				 f->because ? f->because : "");
}

/* They are told together: the same rule, state and severity, and both accepted or neither. */
static bool same_rule(const struct result_finding *a, const struct result_finding *b)
{
	return strcmp(a->rule, b->rule) == 0 && strcmp(a->state, b->state) == 0 &&
	       strcmp(a->severity, b->severity) == 0 && !result_accepted(a) == !result_accepted(b);
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
	while (i + n < r->finding_count && same_rule(f, &r->findings[i + n])) {
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

/* A contradiction, or accepted for now: it has a heading of its own. */
static bool told_apart(const struct result_finding *f)
{
	return result_contradicts(f) || result_accepts(f);
}

void text_findings(struct screen *s, const struct results *r)
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
	while (i < r->finding_count && strcmp(r->findings[i].state, "fail") == 0 && shown < most) {
		if (told_apart(&r->findings[i])) {
			i++;
			continue;
		}
		i = write_rule(s, r, i, s->options->verbose ? 20 : 2);
		shown++;
	}
	if (i < r->finding_count && strcmp(r->findings[i].state, "fail") == 0)
		text_add(s->out, "\nThe worst are shown; -v shows all, --format html explains them.\n");
}

void text_others(struct screen *s, const struct results *r)
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

void text_listeners(struct screen *s, const struct results *r)
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

void text_contradictions(struct screen *s, const struct results *r)
{
	if (r->contradictions)
		screen_heading(s, "Declared one way, found another");
	for (size_t i = 0; i < r->finding_count;)
		i = result_contradicts(&r->findings[i]) ? write_rule(s, r, i, (size_t)-1) : i + 1;
}

void text_accepted(struct screen *s, const struct results *r)
{
	if (r->accepted)
		screen_heading(s, "Found, and accepted for now");
	for (size_t i = 0; i < r->finding_count;) {
		const struct result_finding *f = &r->findings[i];

		i = result_accepts(f) ? write_rule(s, r, i, (size_t)-1) : i + 1;
	}
}
