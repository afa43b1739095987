/*
 * A product at a glance: its gate, what is against it, what to answer next,
 * where it stands by division of the law; all else is a step away.
 */
#include "web/pages.h"

#include <string.h>

#include "base/auto.h"
#include "web/chart.h"
#include "web/product.h"

enum { SHOWN = 6 };

/* --- the top --- */

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
	if (r->image_sha256)
		markup(out, "<div><dt>SHA-256 of the image</dt><dd><code>%s</code></dd></div>", r->image_sha256);
	text_add(out, "</dl>\n");
}

/* --- what is against it --- */

static void write_reason(struct visit *v, const struct site_dossier *d, const struct result_verdict *at)
{
	struct text *out = &v->page->body;

	text_add(out, "<li>");
	product_word(out, at->verdict);
	text_add(out, " ");
	product_link(v, d, "/verdicts", NULL, at->key, at->key);
	markup(out, " %s<br><span>%s ", at->title, at->reason);
	if (at->fact_count && at->facts[0].path && !strstr(at->reason, at->facts[0].path))
		product_place(out, at->facts[0].path, at->facts[0].line);
	text_add(out, "</span>\n");
}

static void write_against(struct visit *v, const struct site_dossier *d)
{
	const struct results *r = &d->side.results;
	struct text *out = &v->page->body;

	markup(out, "<section><h2 id=\"against\">Against it <span>%zu</span></h2>\n", r->not_met);
	text_add(out, r->not_met ? "<ul class=\"lines\">\n" : "<p>Nothing that was looked at speaks against it. What is open is "
								   "not met yet, and a pass is not conformity.</p>\n");
	for (size_t i = 0; i < r->not_met && i < SHOWN; i++)
		write_reason(v, d, r->against[i]);
	text_add(out, r->not_met ? "</ul>\n" : "");
	if (r->not_met > SHOWN) {
		text_add(out, "<p>");
		product_link(v, d, "/verdicts", NULL, "verdicts", "All verdicts");
		text_add(out, "</p>\n");
	}
	text_add(out, "</section>\n");
}

/* --- what to answer next --- */

static void write_question(struct visit *v, const struct site_dossier *d, const struct result_question *q)
{
	enum { KEYS = 4 };
	struct text *out = &v->page->body;

	markup(out, "<li>%s", q->ask);
	if (q->key)
		markup(out, " <code>%s</code>", q->key);
	text_add(out, "<br><span>Decides ");
	for (size_t i = 0; i < q->count && i < KEYS; i++) {
		text_add(out, i ? ", " : "");
		product_link(v, d, "/verdicts", NULL, q->verdicts[i]->key, q->verdicts[i]->key);
	}
	if (q->count > KEYS)
		markup(out, " and %zu more", q->count - KEYS);
	text_add(out, "</span>\n");
}

static void write_questions(struct visit *v, const struct site_dossier *d)
{
	const struct results *r = &d->side.results;
	struct text *out = &v->page->body;

	markup(out, "<section><h2 id=\"next\">Answer next <span>%zu</span></h2>\n", r->question_count);
	text_add(out, r->question_count ? "<ul class=\"lines\">\n" : "<p>No verdict waits for an answer.</p>\n");
	for (size_t i = 0; i < r->question_count && i < SHOWN; i++)
		write_question(v, d, &r->questions[i]);
	text_add(out, r->question_count ? "</ul>\n" : "");
	if (r->question_count > SHOWN)
		markup(out, "<p class=\"soft\">These decide most; %zu more stand with their verdicts.</p>\n", r->question_count - SHOWN);
	text_add(out, "</section>\n");
}

/* --- pictures --- */

static const struct { const char *verdict; size_t series; } counted_as[] = {
	{ "NOT-MET", 0 }, { "N/A-REJECTED", 0 }, { "DEVIATION-REJECTED", 0 }, { "NEEDS-INPUT", 1 }, { "MET", 2 },
	{ "N/A-OK", 3 }, { "DEVIATION-OK", 3 },
};

static size_t series_of(const struct result_verdict *v)
{
	for (size_t i = 0; i < COUNT(counted_as); i++)
		if (strcmp(counted_as[i].verdict, v->verdict) == 0)
			return counted_as[i].series;
	return 4;
}

/* Sums are left out: what they are the worst of is counted. */
static void write_limb_chart(struct visit *v, const struct results *r)
{
	static const struct chart_series series[] = {
		{ "not met, or a claim rejected", "bad" }, { "need input", "warn" }, { "met", "good" }, { "not owed", "quiet" },
		{ "answered otherwise", "calm" },
	};
	struct chart_row rows[12] = { 0 };
	size_t count = 0;

	for (size_t i = 0; i < r->verdict_count; i++) {
		const struct result_verdict *at = &r->verdicts[i];
		size_t row = 0;

		while (row < count && strcmp(rows[row].label, result_group(at)) != 0)
			row++;
		if (at->sum || row == COUNT(rows))
			continue;
		count += row == count;
		rows[row].label = result_group(at);
		rows[row].values[series_of(at)]++;
	}
	chart_bars(&v->page->body, &(struct chart){ .id = "chart-limbs", .title = "Points by verdict", .unit = "Points of each "
						    "division of the law by verdict", .series = series,
						    .series_count = COUNT(series), .rows = rows, .row_count = count });
}

static void write_listener_chart(struct visit *v, const struct results *r)
{
	static const struct chart_series series[] = {
		{ "without TLS", "bad" }, { "TLS not known", "warn" }, { "with TLS", "good" },
	};
	static const struct { const char *reach, *label; } reaches[] = {
		{ "any", "From anywhere" }, { "local", "From the local network" }, { "loopback", "From the product itself" },
	};
	const struct inventory *t = inventory_find(r->inventory, "listener");
	struct chart_row rows[COUNT(reaches) + 1] = { 0 };

	for (size_t i = 0; i < COUNT(rows); i++)
		rows[i].label = i < COUNT(reaches) ? reaches[i].label : "Reach not known";
	for (size_t i = 0; t && i < t->count; i++) {
		const char *reach = inventory_cell(t, &t->rows[i], "reach"), *tls = inventory_cell(t, &t->rows[i], "tls");
		const char *state = inventory_cell(t, &t->rows[i], "state");
		size_t row = 0;

		if (!state || (strcmp(state, "open") != 0 && strcmp(state, "contended") != 0))
			continue;
		while (row < COUNT(reaches) && !(reach && strcmp(reach, reaches[row].reach) == 0))
			row++;
		rows[row].values[!tls ? 1 : strcmp(tls, "yes") == 0 ? 2 : 0]++;
	}
	chart_bars(&v->page->body, &(struct chart){ .id = "chart-listeners", .title = "Listeners by exposure", .unit = "Listeners "
						    "that are open, by who can reach them", .series = series,
						    .series_count = COUNT(series), .rows = rows,
						    .row_count = COUNT(reaches) + (rows[COUNT(reaches)].values[0] +
						    rows[COUNT(reaches)].values[1] + rows[COUNT(reaches)].values[2] > 0) });
}

static void write_finding_chart(struct visit *v, const struct results *r)
{
	static const struct chart_series series[] = { { "fail", "bad" }, { "accepted for now", "quiet" } };
	struct chart_row rows[] = { { .label = "Critical" }, { .label = "High" }, { .label = "Medium" }, { .label = "Low" } };
	static const char *const severities[] = { "critical", "high", "medium", "low" };

	for (size_t i = 0; i < r->finding_count; i++) {
		const struct result_finding *f = &r->findings[i];
		bool accepted = f->accepted && strcmp(f->accepted, "accepted") == 0;

		for (size_t k = 0; k < COUNT(rows); k++)
			if (strcmp(f->state, "fail") == 0 && strcmp(f->severity, severities[k]) == 0)
				rows[k].values[accepted]++;
	}
	chart_bars(&v->page->body, &(struct chart){ .id = "chart-findings", .title = "Findings by severity", .unit = "Findings that "
						    "fail", .series = series, .series_count = COUNT(series), .rows = rows,
						    .row_count = COUNT(rows) });
}

/* --- the page --- */

bool dossier_html(struct visit *v)
{
	const struct site_dossier *d = visit_dossier(v);
	struct text *out = &v->page->body;

	if (!d)
		return false;
	product_open(v, d, PRODUCT_OVERVIEW, NULL);
	product_gate(v, &d->side.results);
	text_add(out, "<div class=\"two\">\n");
	write_against(v, d);
	write_questions(v, d);
	text_add(out, "</div>\n<section><h2 id=\"pictures\">Where it stands</h2>\n<div class=\"charts\">\n");
	write_limb_chart(v, &d->side.results);
	if (d->side.results.image) {
		write_finding_chart(v, &d->side.results);
		write_listener_chart(v, &d->side.results);
	}
	text_add(out, "</div></section>\n<section><h2 id=\"about\">What was assessed</h2>\n");
	write_facts(v, &d->side.results);
	text_add(out, "</section>\n");
	product_downloads(v, d);
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
