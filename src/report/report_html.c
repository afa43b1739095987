/*
 * One self-contained page: a manager reads its top, an engineer clicks from a
 * limb to its findings. No script, nothing loaded from elsewhere; prints, and
 * follows the reader's light or dark setting.
 */
#include "report/formats.h"

#include <inttypes.h>
#include <string.h>

#include "base/auto.h"
#include "base/embedded.h"

/* <tag class="style">word</tag> */
static void word(struct text *out, const char *tag, const char *style, const char *text)
{
	text_printf(out, "<%s class=\"%s\">", tag, style);
	text_html(out, text);
	text_printf(out, "</%s>", tag);
}

static void place(struct text *out, const char *path, int64_t line)
{
	if (!path)
		return;
	text_add(out, "<code>");
	text_html(out, path);
	if (line > 0)
		text_printf(out, ":%" PRId64, line);
	text_add(out, "</code>");
}

/* --- the top --- */

static void term(struct text *out, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	text_printf(out, "<dt>%s</dt><dd>", name);
	text_html(out, value);
	text_add(out, "</dd>\n");
}

static void term_number(struct text *out, const char *name, int64_t value, const char *unit)
{
	text_printf(out, "<dt>%s</dt><dd>%" PRId64 "%s</dd>\n", name, value, unit);
}

static void write_head(struct text *out, const struct results *r)
{
	struct bytes css = embedded_find("web/report.css");

	text_add(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
		      "<title>");
	text_html(out, r->image ? r->image : r->product);
	text_add(out, ": secure by default?</title>\n<style>\n");
	text_add_bytes(out, css.at, css.n);
	text_add(out, "</style>\n</head>\n<body>\n<header>\n<h1>");
	text_html(out, r->image ? r->image : r->product);
	text_add(out, "</h1>\n<p class=\"soft\">Is it secure by default? Regulation (EU) 2024/2847, Annex I, Part I, point (2), "
		      "as far as its image shows</p>\n</header>\n<main>\n");
}

static void write_gate(struct text *out, const struct results *r)
{
	text_printf(out, "<div class=\"gate %s\"><strong class=\"%s\">%s</strong><div>%zu of %zu limbs are not met, "
			 "%zu need input.<br>Findings: %zu critical, %zu high, %zu medium, %zu low.</div></div>\n",
		    result_style(r->gate), result_style(r->gate), r->gate, r->not_met, r->verdict_count,
		    r->needs_input, r->fails[4], r->fails[3], r->fails[2], r->fails[1]);
}

static void write_image(struct text *out, const struct results *r)
{
	text_add(out, "<dl>\n");
	term(out, "Image", r->format);
	term(out, "System", r->os);
	term(out, "SHA-256", r->image_sha256);
	term_number(out, "Entries", r->entries, "");
	term_number(out, "Packages", (int64_t)r->counted.packages, "");
	text_printf(out, "<dt>Services</dt><dd>%zu, of which %zu start by default</dd>\n", r->counted.services,
		    r->counted.starting);
	text_printf(out, "<dt>Open addresses</dt><dd>%zu beyond loopback</dd>\n", r->counted.open);
	term(out, "Assessed as of", r->as_of);
	term(out, "Note", r->note);
	if (r->refused)
		term_number(out, "Left out", r->refused, " entries whose path leads out of the image");
	text_add(out, "</dl>\n");
}

static void write_limbs(struct text *out, const struct results *r)
{
	text_add(out, "<h2 id=\"limbs\">Limb by limb</h2>\n<div class=\"scroll\"><table class=\"limbs\">\n<thead><tr><th>Verdict</th>"
		      "<th>Limb</th><th>Provision</th><th>Why, or what is open</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < r->verdict_count; i++) {
		const struct result_verdict *v = &r->verdicts[i];

		text_printf(out, "<tr><td class=\"word %s\">%s</td><td><a href=\"#%s\">%s</a><br>", result_style(v->verdict),
			    v->verdict, v->key, v->key);
		text_html(out, v->title);
		text_add(out, "</td><td>");
		for (size_t k = 0; v->limb && k < v->limb->ref_count; k++)
			text_printf(out, "%s%s <span class=\"soft\">(%s)</span>", k ? "<br>" : "",
				    v->limb->refs[k].provision->citation, v->limb->refs[k].weight);
		text_add(out, v->needs ? "</td><td><span class=\"soft\">Open:</span> " : "</td><td>");
		text_html(out, v->needs ? v->needs : v->reason);
		text_add(out, "</td></tr>\n");
	}
	text_add(out, "</tbody></table></div>\n");
}

/* --- findings --- */

static bool same_rule(const struct result_finding *a, const struct result_finding *b)
{
	return strcmp(a->rule, b->rule) == 0 && strcmp(a->state, b->state) == 0 &&
	       strcmp(a->severity, b->severity) == 0;
}

/* All findings of one rule, state and severity: they stand together. Returns the next. */
static size_t write_rule(struct text *out, const struct results *r, size_t i)
{
	const struct result_finding *f = &r->findings[i];
	const char *name = strcmp(f->state, "fail") == 0 ? f->severity : f->state;
	bool open = result_style(f->severity)[0] == 'b' && strcmp(f->state, "fail") == 0;
	size_t n = 0;

	text_printf(out, "<details id=\"%s-%s-%s\"%s><summary>", f->rule, f->state, f->severity, open ? " open" : "");
	text_printf(out, "<span class=\"word %s\">", result_style(name));
	text_html(out, name);
	text_add(out, "</span> ");
	text_html(out, f->title);
	text_add(out, " ");
	word(out, "code", "soft", f->rule);
	text_add(out, "</summary><div><ul>\n");
	for (; i + n < r->finding_count && same_rule(f, &r->findings[i + n]); n++) {
		const struct result_finding *at = &r->findings[i + n];

		text_add(out, "<li>");
		place(out, at->path, at->line);
		text_add(out, at->path ? " " : "");
		text_html(out, at->detail ? at->detail : "");
		text_add(out, "</li>\n");
	}
	text_add(out, "</ul><p><strong>Fix:</strong> ");
	text_html(out, f->fix);
	text_add(out, "</p></div></details>\n");
	return i + n;
}

/* Does a finding of this rule stand among the facts of the verdict? */
static bool rests_on(const struct result_verdict *v, const char *rule)
{
	for (size_t i = 0; i < v->fact_count; i++)
		if (strcmp(v->facts[i].rule, rule) == 0)
			return true;
	return false;
}

static bool held(const struct results *r, const char *rule)
{
	for (size_t i = 0; i < r->verdict_count; i++)
		if (rests_on(&r->verdicts[i], rule))
			return true;
	return false;
}

/* The finding stands in full under the rule's own limb; under the others a line leads there. */
static void write_also(struct text *out, const struct results *r, const struct result_verdict *v)
{
	const struct result_finding *last = NULL;
	size_t n = 0;

	for (size_t i = 0; i < r->finding_count; i++) {
		const struct result_finding *f = &r->findings[i];

		if (strcmp(f->state, "fail") != 0 || strcmp(f->limb, v->key) == 0 || !rests_on(v, f->rule) ||
		    (last && same_rule(last, f)))
			continue;
		last = f;
		text_printf(out, "%s<li><a href=\"#%s-%s-%s\">", n++ ? "" : "<p>Told under another limb:</p>\n<ul>\n",
			    f->rule, f->state, f->severity);
		text_html(out, f->title);
		text_add(out, "</a></li>\n");
	}
	if (n)
		text_add(out, "</ul>\n");
}

static void write_limb(struct text *out, const struct results *r, const struct result_verdict *v)
{
	text_printf(out, "<section class=\"limb\" id=\"%s\"><h3>%s <span class=\"%s\">%s</span> ", v->key, v->key,
		    result_style(v->verdict), v->verdict);
	text_html(out, v->title);
	text_add(out, "</h3>\n");
	for (size_t k = 0; v->limb && k < v->limb->ref_count; k++) {
		text_printf(out, "<p class=\"soft\">%s (%s): ", v->limb->refs[k].provision->citation,
			    v->limb->refs[k].weight);
		text_html(out, v->limb->refs[k].provision->about);
		text_add(out, "</p>\n");
	}
	if (v->needs) {
		text_add(out, "<p><strong>Needs:</strong> ");
		text_html(out, v->needs);
		text_add(out, "</p>\n");
	}
	for (size_t i = 0; i < r->finding_count;) {
		const struct result_finding *f = &r->findings[i];
		bool here = strcmp(f->state, "fail") == 0 && strcmp(f->limb, v->key) == 0 && rests_on(v, f->rule);

		i = here ? write_rule(out, r, i) : i + 1;
	}
	write_also(out, r, v);
	text_add(out, "</section>\n");
}

/* A heading and the findings below it; neither when there is none. */
static bool write_group(struct text *out, const struct results *r, const char *state, const char *title)
{
	bool any = false;

	for (size_t i = 0; i < r->finding_count;) {
		const struct result_finding *f = &r->findings[i];

		if (strcmp(f->state, state) != 0 || (strcmp(state, "fail") == 0 && held(r, f->rule))) {
			i++;
			continue;
		}
		if (!any)
			text_printf(out, "<h3>%s</h3>\n", title);
		any = true;
		i = write_rule(out, r, i);
	}
	return any;
}

static void write_others(struct text *out, const struct results *r)
{
	static const struct { const char *state, *title; } groups[] = {
		{ "fail", "Of low severity, or for information" },
		{ "contended", "Two programs want the same" },
		{ "unknown", "Could not be decided" },
		{ "not_effective", "Seen, but without effect" },
	};
	bool any = false;

	text_add(out, "<h2 id=\"others\">Not held against a limb</h2>\n");
	for (size_t k = 0; k < COUNT(groups); k++)
		any = write_group(out, r, groups[k].state, groups[k].title) || any;
	if (!any)
		text_add(out, "<p>Nothing.</p>\n");
}

static void write_passed(struct text *out, const struct results *r)
{
	static const struct { const char *state, *title; } groups[] = {
		{ "pass", "Looked for and not found" }, { "not_applicable", "Not in the image" },
	};

	for (size_t k = 0; k < COUNT(groups); k++) {
		text_printf(out, "<details><summary>%s</summary><div><ul>\n", groups[k].title);
		for (size_t i = 0; i < r->finding_count; i++) {
			if (strcmp(r->findings[i].state, groups[k].state) != 0)
				continue;
			text_add(out, "<li>");
			word(out, "code", "soft", r->findings[i].rule);
			text_add(out, " ");
			text_html(out, r->findings[i].title);
			text_add(out, "</li>\n");
		}
		text_add(out, "</ul></div></details>\n");
	}
}

static void write_listeners(struct text *out, const struct results *r)
{
	text_add(out, "<h2 id=\"listeners\">What listens by default, and why</h2>\n");
	if (r->listener_count == 0) {
		text_add(out, "<p>Nothing was found that listens.</p>\n");
		return;
	}
	text_add(out, "<div class=\"scroll\"><table>\n<thead><tr><th>Program</th><th>Address</th><th>Reach</th>"
		      "<th>Said by</th><th>Started by</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < r->listener_count; i++) {
		const struct result_listener *l = &r->listeners[i];
		bool v6 = strchr(l->address, ':') != NULL;

		text_add(out, "<tr><td>");
		text_html(out, l->program);
		text_printf(out, "</td><td><code>%s %s", l->protocol, v6 ? "[" : "");
		text_html(out, l->address);
		text_printf(out, "%s:%" PRId64 "</code></td><td class=\"%s\">%s%s</td><td>", v6 ? "]" : "", l->port,
			    strcmp(l->reach, "loopback") == 0 ? "quiet" : "warn", l->reach,
			    strcmp(l->state, "contended") == 0 ? ", contended" : "");
		place(out, l->path, l->line);
		text_add(out, "</td><td>");
		place(out, l->because_path, l->because_line);
		text_add(out, "</td></tr>\n");
	}
	text_add(out, "</tbody></table></div>\n");
}

void report_html(const struct results *r, const struct report_options *o, struct text *out)
{
	(void)o;
	write_head(out, r);
	write_gate(out, r);
	write_image(out, r);
	write_limbs(out, r);
	write_listeners(out, r);
	text_add(out, "<h2 id=\"findings\">Findings by limb</h2>\n");
	for (size_t i = 0; i < r->verdict_count; i++)
		write_limb(out, r, &r->verdicts[i]);
	write_others(out, r);
	text_add(out, "<h2 id=\"passed\">Rules that found nothing</h2>\n");
	write_passed(out, r);
	text_add(out, "</main>\n<footer class=\"notice\"><p>cradle decides about facts. A pass is not conformity, and nothing "
		      "here is legal advice. “Law” is binding text; a recital helps to read it.</p>\n<p>cradle ");
	text_html(out, r->tool);
	text_printf(out, ", rules %.16s</p></footer>\n</body>\n</html>\n", r->rules ? r->rules : "");
}
