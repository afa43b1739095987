/*
 * All products side by side: which fail, on which limbs, which finding most of
 * them share, and how a product's releases went.
 */
#include "web/pages.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "web/chart.h"
#include "web/product.h"

enum { SHOWN = 12, RELEASES = 24, TOLD = 16 };

static const struct site_dossier *dossier_of(const struct site *site, const struct release *r)
{
	for (size_t i = 0; i < site->dossier_count; i++)
		if (site->dossiers[i].release == r)
			return &site->dossiers[i];
	return NULL;
}

/* --- the products --- */

static void write_number(struct text *out, const char *of, size_t n)
{
	markup(out, "<td role=\"cell\" data-of=\"%s\">%zu</td>", of, n);
}

static void write_release(struct visit *v, const struct release *r)
{
	const struct site_dossier *d = dossier_of(v->site, r);
	struct text *out = &v->page->body;

	text_add(out, "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\" data-of=\"product\">");
	product_link(v, d, "", NULL, NULL, d->title);
	text_add(out, "</th><td role=\"cell\" data-of=\"gate\">");
	product_word(out, r->gate);
	text_add(out, "</td>");
	write_number(out, "not met", r->not_met);
	write_number(out, "need input", r->needs_input);
	write_number(out, "met", r->met);
	markup(out, "<td role=\"cell\" data-of=\"findings\">%zu critical, %zu high</td><td role=\"cell\" data-of=\"changes\">", r->fails[4],
	       r->fails[3]);
	if (d->before)
		product_compare(v, d->before, d, "since the release before");
	else
		text_add(out, "–");
	text_add(out, "</td></tr>\n");
}

static void write_heads(struct text *out)
{
	static const char *const heads[] = { "product", "gate", "not met", "need input", "met", "findings", "changes" };

	text_add(out, "<thead role=\"rowgroup\"><tr role=\"row\">");
	for (size_t i = 0; i < COUNT(heads); i++)
		markup(out, "<th role=\"columnheader\" scope=\"col\">%s</th>", heads[i]);
	text_add(out, "</tr></thead>\n<tbody role=\"rowgroup\">\n");
}

static void write_products(struct visit *v, const struct portfolio *p)
{
	struct text *out = &v->page->body;

	text_add(out, "<table class=\"rows\" role=\"table\"><caption class=\"hid\">Products by their latest releases</caption>\n");
	write_heads(out);
	for (size_t i = 0; i < p->product_count; i++)
		for (size_t k = 0; k < p->products[i].count; k++)
			if (p->releases[p->products[i].first + k].latest)
				write_release(v, &p->releases[p->products[i].first + k]);
	text_add(out, "</tbody></table>\n");
}

/* --- what they share --- */

/* The latest releases among these. */
static void write_names(struct visit *v, const size_t *releases, size_t count)
{
	const struct portfolio *p = v->site->portfolio;
	struct text *out = &v->page->body;
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		const struct site_dossier *d = dossier_of(v->site, &p->releases[releases[i]]);

		if (!p->releases[releases[i]].latest || n++ >= SHOWN)
			continue;
		text_add(out, n > 1 ? ", " : " ");
		product_link(v, d, "", NULL, NULL, d->title);
	}
	if (n > SHOWN)
		markup(out, " and %zu more", n - SHOWN);
}

static void write_finding(struct visit *v, const struct portfolio_finding *f)
{
	const struct limb *limb = f->limb ? law_limb(&v->site->law, f->limb) : NULL;
	struct text *out = &v->page->body;

	text_add(out, "<li>");
	product_word(out, f->severity);
	markup(out, " %s ", f->title);
	product_rule(v, f->rule);
	text_add(out, " ");
	if (limb)
		link_limb(v, limb);
	text_add(out, "<br><span>");
	count_write(out, f->products, "product", "products");
	text_add(out, ":");
	write_names(v, f->releases, f->count);
	text_add(out, "</span>\n");
}

static void write_key(struct visit *v, const struct portfolio_key *k)
{
	struct text *out = &v->page->body;

	markup(out, "<li>%s <code>%s</code><br><span>", k->ask, k->key);
	count_write(out, k->products, "product", "products");
	text_add(out, ":");
	write_names(v, k->releases, k->count);
	text_add(out, "</span>\n");
}

static void write_shared(struct visit *v, const struct portfolio *p)
{
	struct text *out = &v->page->body;
	size_t n = 0;

	text_add(out, "<div class=\"two\">\n<section><h2 id=\"findings\">Worst findings</h2>\n");
	for (size_t i = 0; i < p->finding_count && n < SHOWN; i++)
		if (p->findings[i].products) {
			text_add(out, n++ ? "" : "<ul class=\"lines\">\n");
			write_finding(v, &p->findings[i]);
		}
	text_add(out, n ? "</ul></section>\n" : "<p>No finding of a latest release fails.</p></section>\n");
	text_add(out, "<section><h2 id=\"keys\">Answers that most products lack</h2>\n");
	n = 0;
	for (size_t i = 0; i < p->key_count && n < SHOWN; i++)
		if (p->keys[i].products) {
			text_add(out, n++ ? "" : "<ul class=\"lines\">\n");
			write_key(v, &p->keys[i]);
		}
	text_add(out, n ? "</ul></section>\n</div>\n" : "<p>None.</p></section>\n</div>\n");
}

/* --- the matrix --- */

static const char *letter_about(char letter)
{
	for (const struct portfolio_letter *l = portfolio_letters; l->letter; l++)
		if (l->letter == letter)
			return l->about;
	return "";
}

static void write_legend(struct text *out)
{
	text_add(out, "<ul class=\"key\">\n");
	for (const struct portfolio_letter *l = portfolio_letters; l->letter; l++)
		markup(out, "<li><b class=\"o %s\">%c</b> %s\n", l->verdict ? result_style(l->verdict) : "quiet", l->letter, l->about);
	text_add(out, "</ul>\n");
}

static void write_columns(struct visit *v, const struct portfolio *p)
{
	struct text *out = &v->page->body;

	text_add(out, "<thead><tr><th scope=\"col\">Limb</th>");
	for (size_t i = 0; i < p->count; i++) {
		const struct site_dossier *d = dossier_of(v->site, &p->releases[i]);

		if (!p->releases[i].latest)
			continue;
		text_add(out, "<th scope=\"col\">");
		product_link(v, d, "/verdicts", NULL, NULL, d->title);
		text_add(out, "</th>");
	}
	text_add(out, "</tr></thead>\n");
}

/* The letter, and what it means for those who point at it; not where that would make a page of many products too long. */
static void write_cell(struct text *out, const char *verdict, bool told)
{
	char letter = portfolio_letter(verdict);

	markup(out, "<td class=\"%s\"", verdict ? result_style(verdict) : "quiet");
	if (told)
		markup(out, " title=\"%s\"", letter_about(letter));
	markup(out, ">%c</td>", letter);
}

static void write_limb(struct visit *v, const struct portfolio *p, const struct portfolio_limb *limb, bool told)
{
	const struct limb *at = law_limb(&v->site->law, limb->key);
	struct text *out = &v->page->body;

	text_add(out, "<tr><th scope=\"row\">");
	if (at)
		link_limb(v, at);
	else
		markup(out, "%s", limb->key);
	markup(out, " <span>%s</span></th>", limb->title);
	for (size_t i = 0; i < p->count; i++)
		if (p->releases[i].latest)
			write_cell(out, portfolio_verdict(&p->releases[i], limb), told);
	text_add(out, "</tr>\n");
}

static void write_group(struct text *out, const char *group, size_t columns, bool first)
{
	text_add(out, first ? "" : "</tbody>");
	markup(out, "<tbody><tr><th scope=\"rowgroup\" colspan=\"%zu\" class=\"of\">%s</th></tr>\n", columns, group);
}

/* It may be wider than the page, so it has a field of its own that scrolls. */
static void write_matrix(struct visit *v, const struct portfolio *p)
{
	struct text *out = &v->page->body;
	size_t columns = 1;

	for (size_t i = 0; i < p->count; i++)
		columns += p->releases[i].latest;
	text_add(out, "<section><h2 id=\"limbs\">Limb by limb</h2>\n");
	write_legend(out);
	text_add(out, "<div class=\"field\" role=\"region\" aria-labelledby=\"limbs\" tabindex=\"0\"><table class=\"grid\">"
		      "<caption class=\"hid\">Verdicts of the latest releases, limb by limb</caption>\n");
	write_columns(v, p);
	for (size_t i = 0; i < p->limb_count; i++) {
		if (i == 0 || strcmp(p->limbs[i - 1].group, p->limbs[i].group) != 0)
			write_group(out, p->limbs[i].group, columns, i == 0);
		write_limb(v, p, &p->limbs[i], columns <= TOLD);
	}
	text_add(out, p->limb_count ? "</tbody></table></div></section>\n" : "</table></div></section>\n");
}

/* --- releases of a product --- */

static void write_trend(struct visit *v, const struct portfolio *p, const struct portfolio_product *product, size_t number)
{
	static const struct chart_series series[] = { { "not met", "bad" }, { "need input", "warn" }, { "met", "good" } };
	size_t count = product->count < RELEASES ? product->count : RELEASES;
	struct chart_row rows[RELEASES] = { 0 };
	struct text *out = &v->page->body;
	char id[40], title[200];

	for (size_t i = 0; i < count; i++) {
		const struct release *r = &p->releases[product->first + count - 1 - i];

		rows[i] = (struct chart_row){ *r->version ? r->version : "no version", { r->not_met, r->needs_input, r->met } };
	}
	snprintf(id, sizeof(id), "trend-%zu", number);
	snprintf(title, sizeof(title), "%.80s: points by release", product->name);
	chart_lines(out, &(struct chart){ .id = id, .title = title, .unit = "Points, oldest release first", .series = series,
					  .series_count = COUNT(series), .rows = rows, .row_count = count });
	text_add(out, "<table class=\"rows\" role=\"table\"><caption class=\"hid\">Releases, newest first</caption>\n");
	write_heads(out);
	for (size_t i = 0; i < product->count; i++)
		write_release(v, &p->releases[product->first + i]);
	text_add(out, "</tbody></table>\n");
}

static void write_trends(struct visit *v, const struct portfolio *p)
{
	struct text *out = &v->page->body;
	size_t n = 0;

	for (size_t i = 0; i < p->product_count; i++)
		if (p->products[i].count > 1) {
			text_add(out, n++ ? "" : "<section><h2 id=\"releases\">Release by release</h2>\n");
			write_trend(v, p, &p->products[i], n);
		}
	text_add(out, n ? "</section>\n" : "");
}

/* --- any two --- */

static void write_choice(struct visit *v, const char *name, const char *label, size_t chosen)
{
	struct text *out = &v->page->body;

	markup(out, "<label for=\"of-%s\">%s</label><select id=\"of-%s\" name=\"%s\">", name, label, name, name);
	for (size_t i = 0; i < v->site->dossier_count; i++) {
		markup(out, "<option value=\"%zu\"", v->site->dossiers[i].number);
		markup_if(out, i == chosen, " selected");
		markup(out, ">%s</option>", v->site->dossiers[i].title);
	}
	text_add(out, "</select>\n");
}

/* Only a server can lead to any two. */
static void write_form(struct visit *v)
{
	struct text *out = &v->page->body;

	if (v->site->options.files)
		return;
	text_add(out, "<details class=\"several\"><summary>Compare any two</summary><form action=\"/compare\">\n");
	write_choice(v, "a", "Before", 0);
	write_choice(v, "b", "After", 1);
	text_add(out, "<button>Compare</button></form></details>\n");
}

/* --- the page --- */

bool products_html(struct visit *v)
{
	const struct portfolio *p = v->site->portfolio;
	struct text *out = &v->page->body;

	if (v->site->dossier_count == 1)
		return visit_move(v, "/dossier/1");
	if (!p)
		return false;
	frame_open(v, &(struct frame){ .title = "Products", .look = "product" });
	markup(out, "<div class=\"gate %s\"><strong>%zu of %zu</strong> <span>%s<br>%zu incomplete, %zu pass",
	       p->fail ? "bad" : p->incomplete ? "warn" : "good", p->fail, p->product_count,
	       p->fail == 1 ? "product fails in its latest release" : "products fail in their latest release", p->incomplete, p->pass);
	if (p->older)
		markup(out, "; %zu older releases beside them", p->older);
	text_add(out, "</span></div>\n");
	write_products(v, p);
	write_shared(v, p);
	write_matrix(v, p);
	write_trends(v, p);
	write_form(v);
	frame_close(v);
	return true;
}

int products_each(struct site *site, const struct route_paths *to, struct err *err)
{
	return site->dossier_count > 1 ? route_path(to, err, "/portfolio") : 0;
}
