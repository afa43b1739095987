/*
 * A product beside the answers: its gate, its verdicts by division of the law,
 * its findings, each leading to the limb and the item that explains it.
 */
#include "web/pages.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "web/frame.h"

/* --- the top --- */

static void write_gate(struct visit *v, const struct results *r)
{
	struct text *out = &v->page->body;

	markup(out, "<div class=\"gate %s\"><strong>%s</strong> <span>%zu of %zu points not met, %zu need input, %zu "
		    "met, %zu not owed", result_style(r->gate),
	       r->gate, r->not_met, r->points, r->needs_input, r->met, r->exempt);
	if (r->image)
		markup(out, "<br>Findings: %zu critical, %zu high, %zu medium, %zu low", r->fails[4], r->fails[3],
		       r->fails[2], r->fails[1]);
	text_add(out, "</span></div>\n");
}

static void write_fact(struct text *out, const char *name, const char *value)
{
	if (value && *value)
		markup(out, "<div><dt>%s</dt><dd>%s</dd></div>", name, value);
}

static void write_facts(struct visit *v, const struct results *r)
{
	struct text *out = &v->page->body;

	text_add(out, "<dl class=\"facts\">");
	write_fact(out, "Version", r->product_version);
	write_fact(out, "Image", r->image);
	write_fact(out, "System", r->os);
	write_fact(out, "Declaration", r->declaration);
	write_fact(out, "Assessed as of", r->as_of);
	write_fact(out, "Note", r->note);
	text_add(out, "</dl>\n");
}

/* --- verdicts --- */

/* The chip leads to the row below, where there is one. */
static void write_chip(struct visit *v, const struct result_verdict *at)
{
	struct text *out = &v->page->body;

	markup(out, "<li class=\"%s\"><a href=\"#%s\">%s</a> <span>%s</span> <b class=\"o %s\">%s</b>\n",
	       result_style(at->verdict), at->key, at->key,
	       at->title, result_style(at->verdict), at->verdict);
}

static void write_group(struct visit *v, const struct result_verdict *at, bool first)
{
	struct text *out = &v->page->body;

	markup_if(out, !first, "</ul>\n");
	markup(out, "<h3>%s%s%s</h3>\n<ul class=\"matrix\">\n", at->part, *at->part ? ": " : "", result_group(at));
}

static void write_matrix(struct visit *v, const struct results *r)
{
	struct text *out = &v->page->body;

	text_add(out, "<section><h2 id=\"verdicts\">Verdicts</h2>\n");
	for (size_t i = 0; i < r->verdict_count; i++) {
		const struct result_verdict *at = &r->verdicts[i];

		if (i == 0 || !result_same_group(&r->verdicts[i - 1], at))
			write_group(v, at, i == 0);
		write_chip(v, at);
	}
	text_add(out, r->verdict_count ? "</ul></section>\n" : "</section>\n");
}

static void write_fact_line(struct visit *v, const struct result_fact *f)
{
	struct text *out = &v->page->body;

	text_add(out, "<li>");
	if (f->title)
		markup(out, "%s ", f->title);
	if (f->rule)
		markup(out, "<code>%s</code> ", f->rule);
	if (f->name)
		markup(out, "%s%s%s ", f->name, f->value ? ": " : "", f->value ? f->value : "");
	if (f->path) {
		markup(out, "<code>%s", f->path);
		if (f->line > 0)
			text_printf(out, ":%" PRId64, f->line);
		text_add(out, "</code>");
	}
	text_add(out, "\n");
}

static void write_basis(struct visit *v, const struct result_verdict *at)
{
	enum { SHOWN = 20 };
	struct text *out = &v->page->body;

	text_add(out, at->source_count ? "<p class=\"m\">" : "");
	for (size_t i = 0; i < at->source_count; i++) {
		text_add(out, i ? " · " : "");
		weight_write(out, at->sources[i].weight);
		text_add(out, " ");
		link_provision(v, at->sources[i].provision);
		if (*at->sources[i].note)
			markup(out, " <em class=\"note\">%s</em>", at->sources[i].note);
	}
	text_add(out, at->source_count ? "</p>\n" : "");
	if (at->fact_count == 0)
		return;
	text_add(out, "<ul>\n");
	for (size_t i = 0; i < at->fact_count && i < SHOWN; i++)
		write_fact_line(v, &at->facts[i]);
	if (at->fact_count > SHOWN)
		markup(out, "<li>and %zu more\n", at->fact_count - SHOWN);
	text_add(out, "</ul>\n");
}

static void write_verdict(struct visit *v, const struct result_verdict *at)
{
	const char *faq = at->limb ? at->limb->faq : NULL;
	const struct faq_item *item = faq ? faq_item(&v->site->faq, bytes_of(faq)) : NULL;
	struct text *out = &v->page->body;

	markup(out, "<article class=\"c\" id=\"%s\"><h3><b class=\"o %s\">%s</b> %s", at->key,
	       result_style(at->verdict), at->verdict,
	       at->title);
	if (at->limb) {
		text_add(out, " ");
		link_limb(v, at->limb);
	}
	markup(out, "</h3>\n<p>%s</p>\n", at->reason);
	if (at->needs)
		markup(out, "<p><b>Open:</b> %s", at->needs);
	if (at->needs && at->needs_key)
		markup(out, " <code>%s</code>", at->needs_key);
	text_add(out, at->needs ? "</p>\n" : "");
	write_basis(v, at);
	if (item) {
		text_add(out, "<p class=\"see\">Explained in ");
		link_item(v, item);
		text_add(out, "</p>\n");
	}
	text_add(out, "</article>\n");
}

/* --- findings --- */

static const char *const severities[] = { "critical", "high", "medium", "low" };

struct wanted {
	const char *severity, *limb;
};

static bool is_wanted(const struct wanted *w, const struct result_finding *f)
{
	return strcmp(f->state, "fail") == 0 && (!w->severity || strcmp(w->severity, f->severity) == 0) &&
	       (!w->limb || strcmp(w->limb, f->limb) == 0);
}

static void filter_open(struct visit *v, const char *severity, const char *limb)
{
	struct text *out = &v->page->body;

	text_add(out, "<a href=\"");
	href_path(out, v, v->path, NULL);
	if (severity) {
		text_add(out, "?severity=");
		query_write(out, severity);
	}
	if (limb) {
		text_add(out, severity ? "&amp;limb=" : "?limb=");
		query_write(out, limb);
	}
	text_add(out, "#findings\"");
}

static void write_filters(struct visit *v, const struct results *r, const struct wanted *w)
{
	struct text *out = &v->page->body;

	if (v->site->options.files)
		return;
	text_add(out, "<nav class=\"jump\" aria-label=\"Filter findings\">");
	filter_open(v, NULL, w->limb);
	markup_if(out, !w->severity, " aria-current=\"true\"");
	text_add(out, ">Any severity</a>\n");
	for (size_t i = 0; i < sizeof(severities) / sizeof(*severities); i++) {
		filter_open(v, severities[i], w->limb);
		markup_if(out, w->severity && strcmp(w->severity, severities[i]) == 0, " aria-current=\"true\"");
		markup(out, ">%s</a>\n", severities[i]);
	}
	if (w->limb) {
		filter_open(v, w->severity, NULL);
		markup(out, ">%s, remove</a>\n", w->limb);
	}
	text_add(out, "</nav>\n");
}

static const struct faq_item *rule_item(const struct site *site, const char *rule)
{
	for (size_t i = 0; i < site->index->rule_count; i++)
		if (strcmp(site->index->rules[i].rest->key, rule) == 0)
			return site->index->rules[i].item;
	return NULL;
}

static void write_finding(struct visit *v, const struct result_finding *f)
{
	const struct faq_item *item = rule_item(v->site, f->rule);
	const struct limb *limb = law_limb(&v->site->law, f->limb);
	struct text *out = &v->page->body;

	markup(out, "<li><b class=\"o %s\">%s</b> %s <code>%s</code>", result_style(f->severity), f->severity,
	       f->title, f->rule);
	if (f->path) {
		markup(out, "<br><code>%s", f->path);
		if (f->line > 0)
			text_printf(out, ":%" PRId64, f->line);
		text_add(out, "</code>");
	}
	markup(out, " %s<br><span>Fix: %s ", f->detail ? f->detail : "", f->fix ? f->fix : "");
	if (limb)
		link_limb(v, limb);
	if (limb && item)
		text_add(out, " · ");
	if (item)
		link_item(v, item);
	text_add(out, "</span>\n");
}

static void write_findings(struct visit *v, const struct results *r)
{
	const struct wanted w = { visit_get(v, "severity"), visit_get(v, "limb") };
	struct text *out = &v->page->body;
	size_t n = 0;

	for (size_t i = 0; i < r->finding_count; i++)
		n += is_wanted(&w, &r->findings[i]);
	if (!r->image)
		return;
	markup(out, "<section><h2 id=\"findings\">Findings <span>%zu</span></h2>\n", n);
	write_filters(v, r, &w);
	text_add(out, n ? "<ul class=\"lines\">\n" : "<p>None.</p>\n");
	for (size_t i = 0; i < r->finding_count; i++)
		if (is_wanted(&w, &r->findings[i]))
			write_finding(v, &r->findings[i]);
	text_add(out, n ? "</ul></section>\n" : "</section>\n");
}

/* --- the page --- */

const struct site_dossier *visit_dossier(const struct visit *v)
{
	size_t n = visit_number(v->parts[0]);

	return n >= 1 && n <= v->site->dossier_count ? &v->site->dossiers[n - 1] : NULL;
}

bool dossier_html(struct visit *v)
{
	const struct site_dossier *d = visit_dossier(v);
	struct text *out = &v->page->body;

	if (!d)
		return false;
	frame_open(v, &(struct frame){ .title = d->name, .look = "product" });
	write_gate(v, &d->results);
	write_facts(v, &d->results);
	write_matrix(v, &d->results);
	write_findings(v, &d->results);
	text_add(out, "<section><h2 id=\"reasons\">Each verdict with its reason</h2>\n");
	for (size_t i = 0; i < d->results.verdict_count; i++)
		write_verdict(v, &d->results.verdicts[i]);
	text_add(out, "</section>\n");
	frame_close(v);
	return true;
}

int dossier_each(struct site *site, const struct route_paths *to, struct err *err)
{
	for (size_t i = 0; i < site->dossier_count; i++)
		if (route_path(to, err, "/dossier/%zu", site->dossiers[i].number) != 0)
			return -1;
	return 0;
}
