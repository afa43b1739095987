/* The verdicts of a product: a matrix by part and division of the law, then each with its reason and what it rests on. */
#include "web/pages.h"

#include "web/product.h"

/* --- the matrix --- */

/* The chip leads to the card below. */
static void write_chip(struct visit *v, const struct result_verdict *at)
{
	struct text *out = &v->page->body;

	markup(out, "<li class=\"%s\"><a href=\"#%s\">%s</a> <span>%s</span> ", result_style(at->verdict), at->key, at->key,
	       at->title);
	product_word(out, at->verdict);
	text_add(out, "\n");
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

	text_add(out, "<section><h2 id=\"verdicts\">By division of the law</h2>\n");
	for (size_t i = 0; i < r->verdict_count; i++) {
		const struct result_verdict *at = &r->verdicts[i];

		if (i == 0 || !result_same_group(&r->verdicts[i - 1], at))
			write_group(v, at, i == 0);
		write_chip(v, at);
	}
	text_add(out, r->verdict_count ? "</ul></section>\n" : "</section>\n");
}

/* --- each with its reason --- */

static void write_fact_line(struct visit *v, const struct result_fact *f)
{
	struct text *out = &v->page->body;

	text_add(out, "<li>");
	if (f->title)
		markup(out, "%s ", f->title);
	if (f->rule) {
		product_rule(v, f->rule);
		text_add(out, " ");
	}
	if (f->name)
		markup(out, "%s%s%s ", f->name, f->value ? ": " : "", f->value ? f->value : "");
	product_place(out, f->path, f->line);
	text_add(out, "\n");
}

static void write_sources(struct visit *v, const struct result_verdict *at)
{
	struct text *out = &v->page->body;

	text_add(out, at->source_count ? "<p class=\"m\">" : "");
	for (size_t i = 0; i < at->source_count; i++) {
		text_add(out, "<span>");
		weight_write(out, at->sources[i].weight);
		text_add(out, " ");
		link_provision(v, at->sources[i].provision);
		if (*at->sources[i].note)
			markup(out, " <em class=\"note\">%s</em>", at->sources[i].note);
		text_add(out, "</span>\n");
	}
	text_add(out, at->source_count ? "</p>\n" : "");
}

static void write_basis(struct visit *v, const struct result_verdict *at)
{
	enum { SHOWN = 12 };
	struct text *out = &v->page->body;

	write_sources(v, at);
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
	const struct faq_item *item = product_limb_item(v->site, at->limb);
	struct text *out = &v->page->body;

	markup(out, "<article class=\"c\" id=\"%s\"><h3>", at->key);
	product_word(out, at->verdict);
	markup(out, " %s", at->title);
	if (at->limb) {
		text_add(out, " ");
		link_limb(v, at->limb);
	}
	markup(out, "%s%s</h3>\n<p>%s</p>\n", *at->part ? " of " : "", at->part, at->reason);
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

bool verdicts_html(struct visit *v)
{
	const struct site_dossier *d = visit_dossier(v);
	struct text *out = &v->page->body;

	if (!d)
		return false;
	product_open(v, d, PRODUCT_VERDICTS, "verdicts");
	product_gate(v, &d->side.results);
	write_matrix(v, &d->side.results);
	text_add(out, "<section><h2 id=\"reasons\">Each verdict with its reason</h2>\n");
	for (size_t i = 0; i < d->side.results.verdict_count; i++)
		write_verdict(v, &d->side.results.verdicts[i]);
	text_add(out, "</section>\n");
	frame_close(v);
	return true;
}

int verdicts_each(struct site *site, const struct route_paths *to, struct err *err)
{
	for (size_t i = 0; i < site->dossier_count; i++)
		if (route_path(to, err, "/dossier/%zu/verdicts", site->dossiers[i].number) != 0)
			return -1;
	return 0;
}
