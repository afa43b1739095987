/*
 * One self-contained page: no script, nothing loaded from elsewhere. The matrix
 * scrolls in a box whose headings stay; limbs are its rows while the products
 * fit beside them, else products are. A cell says its verdict in a letter, in
 * words for who hears it, and in colour last.
 */
#include "portfolio/formats.h"

#include <inttypes.h>
#include <string.h>

#include "base/embedded.h"
#include "report/report.h"

enum { SIDE_BY_SIDE = 12 };

static void tag(struct text *out, const char *name, const char *attributes, const char *text)
{
	text_printf(out, "<%s%s>", name, attributes);
	text_html(out, text);
	text_printf(out, "</%.*s>", (int)strcspn(name, " "), name);
}

static void style_sheet(struct text *out, const char *name)
{
	struct bytes css = embedded_find(name);

	text_add_bytes(out, css.at, css.n);
}

static void write_head(struct text *out)
{
	text_add(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
		      "<title>Portfolio: secure by default?</title>\n<style>\n");
	style_sheet(out, "web/report.css");
	style_sheet(out, "web/portfolio.css");
	text_add(out, "</style>\n</head>\n<body>\n<header>\n<h1>Portfolio</h1>\n<p class=\"soft\">Are these products secure by"
		      " default? Regulation (EU) 2024/2847, as far as their declarations and images show</p>\n</header>\n<main>\n");
}

/* --- the answer --- */

static void write_summary(struct text *out, const struct portfolio *p)
{
	const char *gate = p->fail ? "FAIL" : p->incomplete || !p->product_count ? "INCOMPLETE" : "PASS";

	text_printf(out, "<div class=\"gate %s\"><strong>%zu product%s</strong><div>", result_style(gate), p->product_count,
		    p->product_count == 1 ? "" : "s");
	text_printf(out, "<span class=\"bad\">%zu FAIL</span>, <span class=\"warn\">%zu INCOMPLETE</span>, "
			 "<span class=\"good\">%zu PASS</span>.", p->fail, p->incomplete, p->pass);
	if (p->older)
		text_printf(out, "<br>Each by its latest release; %zu older one%s below (%zu FAIL).", p->older,
			    p->older == 1 ? " stands" : "s stand", p->older_fail);
	text_add(out, "</div></div>\n");
	if (p->unread_count)
		text_add(out, "<div class=\"against\"><p class=\"bad word\">Not read, and so not counted</p>\n<ul>\n");
	for (size_t i = 0; i < p->unread_count; i++)
		tag(out, "li", "", p->unread[i].why);
	if (p->unread_count)
		text_add(out, "</ul></div>\n");
}

static void number_cell(struct text *out, size_t n)
{
	text_printf(out, "<td class=\"n\">%zu</td>", n);
}

static void write_release(struct text *out, const struct release *r, size_t number)
{
	text_printf(out, "<tr id=\"r%zu\"%s><td class=\"n\">%zu</td><th scope=\"row\">", number,
		    r->latest ? "" : " class=\"older\"", number);
	text_html(out, r->name);
	text_add(out, "</th><td>");
	text_html(out, r->version);
	if (*r->part) {
		text_add(out, " (");
		text_html(out, r->part);
		text_char(out, ')');
	}
	text_add(out, r->latest ? "" : " <span class=\"soft\">older</span>");
	text_add(out, r->declared ? "" : " <span class=\"soft\">not declared</span>");
	text_printf(out, "</td><td class=\"word %s\">%s</td>", result_style(r->gate), r->gate);
	number_cell(out, r->not_met);
	number_cell(out, r->needs_input);
	number_cell(out, r->met);
	number_cell(out, r->exempt);
	for (size_t i = 5; i-- > 1; )
		number_cell(out, r->fails[i]);
	text_add(out, "<td><code>");
	text_html(out, r->file);
	text_add(out, "</code></td></tr>\n");
}

static void columns(struct text *out, const char *const *names)
{
	text_add(out, "<thead><tr>");
	for (; *names; names++)
		tag(out, "th", " scope=\"col\"", *names);
	text_add(out, "</tr></thead>\n<tbody>\n");
}

static void write_products(struct text *out, const struct portfolio *p)
{
	text_add(out, "<h2 id=\"products\">Products, worst first</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\""
		      " aria-labelledby=\"products\"><table class=\"list\">\n");
	columns(out, (const char *const[]){ "#", "Product", "Release", "Gate", "Not met", "Needs input", "Met", "Not owed",
					    "Critical", "High", "Medium", "Low", "Dossier", NULL });
	for (size_t i = 0; i < p->count; i++)
		write_release(out, &p->releases[i], i + 1);
	text_add(out, "</tbody></table></div>\n");
}

/* --- the matrix --- */

static void write_legend(struct text *out)
{
	text_add(out, "<p class=\"legend\">");
	for (const struct portfolio_letter *l = portfolio_letters; l->letter; l++)
		text_printf(out, "<b class=\"%s\">%c</b> %s%s", l->verdict ? result_style(l->verdict) : "quiet", l->letter, l->about,
			    l[1].letter ? ", " : ".");
	text_add(out, " In brackets: the worst of others, counted there.</p>\n");
}

static void verdict_cell(struct text *out, const struct release *r, const struct portfolio_limb *limb)
{
	const char *verdict = portfolio_verdict(r, limb);

	if (!verdict || !*verdict) {
		text_add(out, "<td>.<i> not decided</i></td>");
		return;
	}
	text_printf(out, "<td class=\"%s\">%c<i> ", result_style(verdict), portfolio_letter(verdict));
	text_html(out, verdict);
	text_add(out, "</i></td>");
}

static void limb_name(struct text *out, const struct portfolio_limb *limb)
{
	text_add(out, limb->sum ? "(" : "");
	text_html(out, limb->key);
	text_add(out, limb->sum ? ")" : "");
}

static void release_head(struct text *out, const struct portfolio *p, size_t i, const char *scope)
{
	struct arena mem = { 0 };

	text_printf(out, "<th scope=\"%s\"><a href=\"#r%zu\">", scope, i + 1);
	text_html(out, portfolio_label(&mem, &p->releases[i]));
	text_add(out, "</a></th>");
	arena_free(&mem);
}

static void limb_head(struct text *out, const struct portfolio_limb *limb, const char *scope)
{
	text_printf(out, "<th scope=\"%s\" title=\"", scope);
	text_html(out, limb->title);
	text_add(out, "\">");
	limb_name(out, limb);
	text_add(out, "</th>");
}

static void by_limb(struct text *out, const struct portfolio *p)
{
	text_add(out, "<thead><tr><th scope=\"col\">Limb</th>");
	for (size_t k = 0; k < p->count; k++)
		release_head(out, p, k, "col");
	text_add(out, "</tr></thead>\n");
	for (size_t i = 0; i < p->limb_count; i++) {
		const struct portfolio_limb *limb = &p->limbs[i];

		if (i == 0 || strcmp(limb->group, p->limbs[i - 1].group) != 0) {
			text_printf(out, "%s<tbody><tr class=\"group\"><th scope=\"rowgroup\" colspan=\"%zu\">", i ? "</tbody>" : "",
				    p->count + 1);
			text_html(out, limb->group);
			text_add(out, "</th></tr>\n");
		}
		text_add(out, "<tr><th scope=\"row\">");
		limb_name(out, limb);
		text_add(out, " <span>");
		text_html(out, limb->title);
		text_add(out, "</span></th>");
		for (size_t k = 0; k < p->count; k++)
			verdict_cell(out, &p->releases[k], limb);
		text_add(out, "</tr>\n");
	}
	text_add(out, "</tbody>");
}

static void by_product(struct text *out, const struct portfolio *p)
{
	text_add(out, "<thead><tr><th scope=\"col\">Product</th>");
	for (size_t i = 0; i < p->limb_count; i++)
		limb_head(out, &p->limbs[i], "col");
	text_add(out, "</tr></thead>\n<tbody>\n");
	for (size_t k = 0; k < p->count; k++) {
		text_add(out, p->releases[k].latest ? "<tr>" : "<tr class=\"older\">");
		release_head(out, p, k, "row");
		for (size_t i = 0; i < p->limb_count; i++)
			verdict_cell(out, &p->releases[k], &p->limbs[i]);
		text_add(out, "</tr>\n");
	}
	text_add(out, "</tbody>");
}

static void write_matrix(struct text *out, const struct portfolio *p)
{
	bool turned = p->count > SIDE_BY_SIDE;

	text_add(out, "<h2 id=\"matrix\">Limbs and products</h2>\n");
	write_legend(out);
	text_printf(out, "<div class=\"matrix %s\" tabindex=\"0\" role=\"region\" aria-labelledby=\"matrix\"><table>\n",
		    turned ? "turned" : "beside");
	(turned ? by_product : by_limb)(out, p);
	text_add(out, "</table></div>\n");
}

static void write_limbs(struct text *out, const struct portfolio *p)
{
	text_add(out, "<h2 id=\"limbs\">Limbs that most products miss</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\""
		      " aria-labelledby=\"limbs\"><table>\n");
	columns(out, (const char *const[]){ "Limb", "What it asks for", "Products against", "Need input", "Met", "Not owed", NULL });
	for (size_t n = p->product_count; n > 0; n--)
		for (size_t i = 0; i < p->limb_count; i++) {
			const struct portfolio_limb *limb = &p->limbs[i];

			if (limb->sum || limb->against != n)
				continue;
			text_add(out, "<tr>");
			tag(out, "th", " scope=\"row\"", limb->key);
			tag(out, "td", "", limb->title);
			text_printf(out, "<td class=\"n bad\">%zu</td>", limb->against);
			number_cell(out, limb->open);
			number_cell(out, limb->met);
			number_cell(out, limb->exempt);
			text_add(out, "</tr>\n");
		}
	text_add(out, "</tbody></table></div>\n");
}

/* --- what products share --- */

static void releases_cell(struct text *out, const struct portfolio *p, const size_t *list, size_t count)
{
	enum { MOST = 12 };
	struct arena mem = { 0 };

	text_add(out, "<td>");
	for (size_t i = 0; i < count && i < MOST; i++) {
		text_printf(out, "%s<a href=\"#r%zu\">", i ? ", " : "", list[i] + 1);
		text_html(out, portfolio_label(&mem, &p->releases[list[i]]));
		text_add(out, "</a>");
	}
	if (count > MOST)
		text_printf(out, " and %zu more", count - MOST);
	text_add(out, "</td>");
	arena_free(&mem);
}

static void write_finding(struct text *out, const struct portfolio *p, const struct portfolio_finding *f)
{
	text_printf(out, "<tr><td class=\"word %s\">", result_style(f->severity));
	text_html(out, f->severity);
	text_add(out, "</td><th scope=\"row\">");
	text_html(out, f->title);
	text_add(out, "<br><code>");
	text_html(out, f->rule);
	text_add(out, "</code></th><td>");
	text_html(out, f->limb);
	text_add(out, "</td>");
	number_cell(out, f->products);
	number_cell(out, f->places);
	number_cell(out, f->accepted);
	releases_cell(out, p, f->releases, f->count);
	text_add(out, "<td><code>");
	if (f->path)
		text_html(out, f->path);
	if (f->path && f->line > 0)
		text_printf(out, ":%" PRId64, f->line);
	text_add(out, "</code></td></tr>\n");
}

static void write_findings(struct text *out, const struct portfolio *p)
{
	text_add(out, "<h2 id=\"findings\">Worst findings across products</h2>\n<p class=\"soft\">Products by their latest"
		      " release; a finding with 0 products is in older ones only, or accepted for now.</p>\n<div class=\"scroll\""
		      " tabindex=\"0\" role=\"region\" aria-labelledby=\"findings\"><table>\n");
	columns(out, (const char *const[]){ "Severity", "Finding", "Limb", "Products", "Places", "Accepted", "In", "First place",
					    NULL });
	for (size_t i = 0; i < p->finding_count; i++)
		write_finding(out, p, &p->findings[i]);
	text_add(out, "</tbody></table></div>\n");
}

static void write_keys(struct text *out, const struct portfolio *p)
{
	text_add(out, "<h2 id=\"keys\">What most declarations do not say</h2>\n");
	if (p->undeclared)
		text_printf(out, "<p>%zu product%s no declaration: an image alone cannot answer what is open.</p>\n", p->undeclared,
			    p->undeclared == 1 ? " has" : "s have");
	if (!p->key_count)
		return;
	text_add(out, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"keys\"><table>\n");
	columns(out, (const char *const[]){ "Key of product.yaml", "Question", "Products", "Verdicts", "In", NULL });
	for (size_t i = 0; i < p->key_count; i++) {
		const struct portfolio_key *k = &p->keys[i];

		text_add(out, "<tr>");
		tag(out, "th", " scope=\"row\"", k->key);
		tag(out, "td", "", k->ask);
		number_cell(out, k->products);
		number_cell(out, k->verdicts);
		releases_cell(out, p, k->releases, k->count);
		text_add(out, "</tr>\n");
	}
	text_add(out, "</tbody></table></div>\n");
}

int portfolio_html(const struct portfolio *p, const struct portfolio_options *o, struct text *out, struct err *err)
{
	(void)o, (void)err;
	write_head(out);
	write_summary(out, p);
	write_products(out, p);
	write_matrix(out, p);
	write_limbs(out, p);
	write_findings(out, p);
	write_keys(out, p);
	text_add(out, "<p class=\"notice\">cradle decides about facts. A pass is not conformity, and nothing here is legal"
		      " advice.</p>\n</main>\n</body>\n</html>\n");
	return 0;
}
