/*
 * Findings of the image as HTML: below the verdict they speak against, or apart;
 * what was looked for and not found; what listens.
 */
#include "report/html_parts.h"

#include <inttypes.h>
#include <string.h>

#include "base/auto.h"
#include "report/declared.h"

/* --- findings --- */

static bool same_rule(const struct result_finding *a, const struct result_finding *b)
{
	return strcmp(a->rule, b->rule) == 0 && strcmp(a->state, b->state) == 0 &&
	       strcmp(a->severity, b->severity) == 0 && !result_accepted(a) == !result_accepted(b);
}

/* " (accepted until 2027-01-31)" */
static void write_accepted(struct text *out, const struct result_finding *f)
{
	if (!result_accepted(f))
		return;
	text_printf(out, " <strong>(%s ", result_accepted(f));
	text_html(out, f->until ? f->until : "");
	text_add(out, ")</strong>");
	if (!f->because)
		return;
	text_add(out, " because: ");
	text_html(out, f->because);
}

/* All findings of one rule, state and severity: they stand together. Returns the next. */
static size_t write_rule(struct text *out, const struct results *r, size_t i)
{
	const struct result_finding *f = &r->findings[i];
	const char *name = strcmp(f->state, "fail") == 0 ? f->severity : f->state;
	bool open = result_style(f->severity)[0] == 'b' && strcmp(f->state, "fail") == 0;
	size_t n = 0;

	text_printf(out, "<details id=\"%s-%s-%s%s\"%s><summary>", f->rule, f->state, f->severity,
		    result_accepted(f) ? "-accepted" : "", open ? " open" : "");
	text_printf(out, "<span class=\"word %s\">", result_style(name));
	text_html(out, name);
	text_add(out, "</span> ");
	text_html(out, f->title);
	text_add(out, " ");
	html_word(out, "code", "soft", f->rule);
	text_add(out, "</summary><div><ul>\n");
	for (; i + n < r->finding_count && same_rule(f, &r->findings[i + n]); n++) {
		const struct result_finding *at = &r->findings[i + n];

		text_add(out, "<li>");
		html_place(out, at->path, at->line);
		text_add(out, at->path ? " " : "");
		text_html(out, at->detail ? at->detail : "");
		write_accepted(out, at);
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
		if (v->facts[i].rule && strcmp(v->facts[i].rule, rule) == 0)
			return true;
	return false;
}

/* A contradiction, or accepted for now: it has a heading of its own. */
static bool told_apart(const struct result_finding *f)
{
	return result_contradicts(f) || result_accepts(f);
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

		if (strcmp(f->state, "fail") != 0 || strcmp(f->limb, result_limb(v)) == 0 || !rests_on(v, f->rule) ||
		    (last && same_rule(last, f)))
			continue;
		last = f;
		text_printf(out, "%s<li><a href=\"#%s-%s-%s%s\">", n++ ? "" : "<p>Told under another limb:</p>\n<ul>\n",
			    f->rule, f->state, f->severity, result_accepted(f) ? "-accepted" : "");
		text_html(out, f->title);
		text_add(out, "</a></li>\n");
	}
	if (n)
		text_add(out, "</ul>\n");
}

/* A heading and the findings below it; neither when there is none. */
static bool write_group(struct text *out, const struct results *r, const char *state, const char *title)
{
	bool any = false;

	for (size_t i = 0; i < r->finding_count;) {
		const struct result_finding *f = &r->findings[i];

		if (strcmp(f->state, state) != 0 || told_apart(f) || (strcmp(state, "fail") == 0 && held(r, f->rule))) {
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

void html_others(struct text *out, const struct results *r)
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

void html_passed(struct text *out, const struct results *r)
{
	const struct { const char *state, *title; } groups[] = {
		{ "pass", "Looked for and not found" }, { "not_applicable", r->declaration ? "Not in the image, or not declared" : "Not in the image" },
	};

	for (size_t k = 0; k < COUNT(groups); k++) {
		text_printf(out, "<details><summary>%s</summary><div><ul>\n", groups[k].title);
		for (size_t i = 0; i < r->finding_count; i++) {
			/* what holds the image against a declaration says nothing without one */
			if (strcmp(r->findings[i].state, groups[k].state) != 0 ||
			    (!r->declaration && result_of_declaration(&r->findings[i])))
				continue;
			text_add(out, "<li>");
			html_word(out, "code", "soft", r->findings[i].rule);
			text_add(out, " ");
			text_html(out, r->findings[i].title);
			text_add(out, "</li>\n");
		}
		text_add(out, "</ul></div></details>\n");
	}
}

void html_listeners(struct text *out, const struct results *r)
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
		html_place(out, l->path, l->line);
		text_add(out, "</td><td>");
		html_place(out, l->because_path, l->because_line);
		text_add(out, "</td></tr>\n");
	}
	text_add(out, "</tbody></table></div>\n");
}

void html_verdict_findings(struct text *out, const struct results *r, const struct result_verdict *v)
{
	for (size_t i = 0; i < r->finding_count;) {
		const struct result_finding *f = &r->findings[i];
		bool here = strcmp(f->state, "fail") == 0 && strcmp(f->limb, result_limb(v)) == 0 && !told_apart(f) &&
			    rests_on(v, f->rule);

		i = here ? write_rule(out, r, i) : i + 1;
	}
	write_also(out, r, v);
}

static void write_those(struct text *out, const struct results *r, const char *title,
			bool (*wanted)(const struct result_finding *f))
{
	text_printf(out, "<h2>%s</h2>\n", title);
	for (size_t i = 0; i < r->finding_count;)
		i = wanted(&r->findings[i]) ? write_rule(out, r, i) : i + 1;
}

/* Each key with its value and line, closed until somebody asks. */
void html_declared(struct text *out, const struct results *r)
{
	struct arena mem = { 0 };

	if (!r->declared_count)
		return;
	text_add(out, "<h2 id=\"declared\">What was declared</h2>\n");
	text_printf(out, "<details><summary>%zu answers</summary><div class=\"scroll\"><table>\n<thead><tr><th>Key</th><th>Answer</th>"
			 "<th>Said in</th></tr></thead>\n<tbody>\n", r->declared_count);
	for (size_t i = 0; i < r->declared_count; i++) {
		const struct result_declared *d = &r->declared[i];

		text_add(out, "<tr><td>");
		html_word(out, "code", "soft", result_declared_name(&mem, d));
		text_add(out, "</td><td>");
		text_html(out, d->key ? d->value : "none");
		text_add(out, "</td><td>");
		html_place(out, d->path, d->line);
		text_add(out, "</td></tr>\n");
	}
	text_add(out, "</tbody></table></div></details>\n");
	arena_free(&mem);
}

void html_apart(struct text *out, const struct results *r)
{
	if (r->contradictions)
		write_those(out, r, "Declared one way, found another", result_contradicts);
	if (r->accepted)
		write_those(out, r, "Found, and accepted for now", result_accepts);
}
