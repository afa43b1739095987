/*
 * The law from its own side: each provision with all that rests on it, and each
 * limb that is decided.
 */
#include "web/pages.h"

#include <stdio.h>
#include <string.h>

#include "web/product.h"

/* --- the index --- */

/* 'deep': of parts, those that are cited stand here as well. */
static const struct { const char *begins, *title; bool deep; } divisions[] = {
	{ "art-", "Articles", false }, { "annex-", "Annexes", false }, { "recital-", "Recitals", false },
	{ "chapter-", "Chapters", false }, { "faq", "Commission FAQ", true },
	{ "guidance", "Commission guidance", true },
	{ "", "Other acts and sources", false },
};

enum { DIVISIONS = sizeof(divisions) / sizeof(divisions[0]) };

static size_t division_of(const struct provision *p)
{
	size_t i = 0;

	while (strncmp(p->id, divisions[i].begins, strlen(divisions[i].begins)) != 0)
		i++;
	return i;
}

static void write_entry(struct visit *v, const struct site_provision *at)
{
	const struct provision *p = at->provision;
	struct text *out = &v->page->body;

	text_add(out, "<li>");
	link_provision(v, p);
	markup(out, " %s", *p->heading ? p->heading : p->about);
	if (at->inner) {
		text_add(out, " <span>");
		count_write(out, at->inner, "answer", "answers");
		text_add(out, "</span>");
	}
	text_add(out, "\n");
}

bool law_html(struct visit *v)
{
	struct text *out = &v->page->body;

	frame_open(v, &(struct frame){ .title = "The law, provision by provision", .nav = "/law",
				      .updated = v->site->law.as_of,
				       .about = "Each provision of the Cyber Resilience Act with the answers, limbs and rules that "
						"rest on it." });
	markup(out, "<p class=\"lead\">From a provision to everything that rests on it: answers, limbs, rules and "
		    "tasks. %zu provisions, described in our own words; the text itself is at EUR-Lex.</p>\n<nav "
		    "class=\"jump\" aria-label=\"On this page\">",
	       v->site->law.provision_count);
	for (size_t d = 0; d < DIVISIONS; d++)
		markup(out, "<a href=\"#d%zu\">%s</a>\n", d, divisions[d].title);
	link_path(v, "/limb", "What is decided");
	text_add(out, "</nav>\n");
	for (size_t d = 0; d < DIVISIONS; d++) {
		markup(out, "<section><h2 id=\"d%zu\">%s</h2>\n<ul class=\"laws\">\n", d, divisions[d].title);
		for (size_t i = 0; i < v->site->law.provision_count; i++) {
			const struct site_provision *at = &v->site->index->provisions[i];

			if (division_of(at->provision) == d && (!at->parent || division_of(at->parent) != d ||
								(divisions[d].deep && at->inner)))
				write_entry(v, at);
		}
		text_add(out, "</ul></section>\n");
	}
	frame_close(v);
	return true;
}

/* --- a provision --- */

static void write_law_text(struct visit *v, const char *text)
{
	struct bytes rest = bytes_of(text), line;
	struct text *out = &v->page->body;

	text_add(out, "<section><h2>The text</h2>\n<blockquote>");
	while (bytes_line(&rest, &line)) {
		text_add(out, "<p>");
		markup_bytes(out, line);
		text_add(out, "</p>\n");
	}
	text_add(out, "</blockquote></section>\n");
}

static void write_origin(struct visit *v, const struct provision *p)
{
	struct text *out = &v->page->body, link = { 0 };

	text_add(out, "<dl class=\"facts\"><div><dt>Weight</dt><dd>");
	weight_write(out, p->weight);
	text_add(out, "</dd></div><div><dt>Source</dt><dd>");
	link_source(v, p->source);
	markup(out, ", %s</dd></div><div><dt>Status</dt><dd>%s</dd></div>", p->source->version, p->source->status);
	if (p->from) {
		text_add(out, "<div><dt>Applies from</dt><dd>");
		date_write(out, p->from);
		text_add(out, "</dd></div>");
	}
	if (provision_official(&link, p))
		markup(out, "<div><dt>Text</dt><dd><a href=\"%s\" rel=\"external\">at EUR-Lex</a></dd></div>", link.at);
	markup(out, "<div><dt>Id</dt><dd><code>%s</code></dd></div></dl>\n", p->id);
	text_free(&link);
}

static void write_changes(struct visit *v, const struct provision *p)
{
	struct text *out = &v->page->body;

	for (size_t i = 0; i < v->site->law.change_count; i++) {
		const struct change *c = &v->site->law.changes[i];

		if (c->provision != p)
			continue;
		text_add(out, "<p class=\"box\"><b>Changed from ");
		date_write(out, c->from);
		text_add(out, " by ");
		link_provision(v, c->act);
		markup(out, ":</b> %s</p>\n", c->about);
	}
}

static void write_parts(struct visit *v, const struct site_provision *at)
{
	struct text *out = &v->page->body;

	if (at->part_count == 0)
		return;
	text_add(out, "<section><h2>Its parts</h2>\n<ul class=\"laws\">\n");
	for (size_t i = 0; i < at->part_count; i++) {
		const struct site_provision *part = site_provision(v->site, at->parts[i]);

		text_add(out, "<li>");
		link_provision(v, at->parts[i]);
		markup(out, " %s", at->parts[i]->about);
		if (part->inner) {
			text_add(out, " <span>");
			count_write(out, part->inner, "answer", "answers");
			text_add(out, "</span>");
		}
		text_add(out, "\n");
	}
	text_add(out, "</ul></section>\n");
}

/* What this item says that the provision carries. */
static const char *supports(const struct faq_item *item, const struct provision *p)
{
	for (size_t i = 0; i < item->cite_count; i++)
		if (item->cites[i].provision == p)
			return item->cites[i].supports;
	return "";
}

static void write_items(struct visit *v, const struct site_provision *at)
{
	struct text *out = &v->page->body;

	markup(out, "<section><h2 id=\"answers\">Answers that cite it <span>%zu</span></h2>\n", at->item_count);
	if (at->item_count == 0)
		text_add(out, at->inner ? "<p>None cites all of it; its parts are cited.</p>\n" : "<p>None yet.</p>\n");
	text_add(out, at->item_count ? "<ul class=\"lines\">\n" : "");
	for (size_t i = 0; i < at->item_count; i++) {
		const struct faq_item *item = at->items[i];

		text_add(out, "<li>");
		link_item(v, item);
		markup(out, " <b class=\"v %s\">%s</b><br><span>%s</span>\n", item->verdict,
		       faq_verdict_text(item->verdict),
		       supports(item, at->provision));
	}
	text_add(out, at->item_count ? "</ul>\n" : "");
	text_add(out, "</section>\n");
}

static void write_limbs(struct visit *v, const struct site_provision *at)
{
	struct text *out = &v->page->body;

	if (at->limb_count)
		markup(out, "<section><h2 id=\"limbs\">Limbs that are decided from it <span>%zu</span></h2>\n<ul>\n",
		       at->limb_count);
	for (size_t i = 0; i < at->limb_count; i++) {
		text_add(out, "<li>");
		link_limb(v, at->limbs[i]);
		markup(out, " %s\n", at->limbs[i]->title);
	}
	text_add(out, at->limb_count ? "</ul></section>\n" : "");
	if (at->rule_count)
		markup(out, "<section><h2 id=\"rules\">Rules that speak about them <span>%zu</span></h2>\n<ul "
			    "class=\"rules\">\n",
		       at->rule_count);
	for (size_t i = 0; i < at->rule_count; i++) {
		text_add(out, "<li>");
		link_rest(v, at->rules[i]);
		markup(out, " %s\n", at->rules[i]->title);
	}
	text_add(out, at->rule_count ? "</ul></section>\n" : "");
}

static void write_tasks(struct visit *v, const struct site_provision *at)
{
	struct text *out = &v->page->body;

	if (at->task_count)
		text_add(out, "<section><h2 id=\"tasks\">Tasks of workflows</h2>\n<ul>\n");
	for (size_t m = 0; m < v->site->faq.module_count; m++)
		for (size_t i = 0; i < at->task_count; i++) {
			const struct faq_module *module = &v->site->faq.modules[m];
			char path[VISIT_PATH];

			if (at->tasks[i] < module->tasks || at->tasks[i] >= module->tasks + module->task_count)
				continue;
			snprintf(path, sizeof(path), "/workflow/%s", module->id);
			text_add(out, "<li>");
			link_open(v, path, at->tasks[i]->id);
			markup(out, ">%s</a>, %s\n", at->tasks[i]->title, module->title);
		}
	text_add(out, at->task_count ? "</ul></section>\n" : "");
}

static bool verdict_cites(const struct result_verdict *verdict, const struct provision *p)
{
	for (size_t i = 0; i < verdict->source_count; i++)
		if (verdict->sources[i].provision == p)
			return true;
	return false;
}

static void write_verdicts(struct visit *v, const struct provision *p)
{
	struct text *out = &v->page->body;

	for (size_t d = 0; d < v->site->dossier_count; d++) {
		const struct results *r = &v->site->dossiers[d].side.results;
		size_t n = 0;

		for (size_t i = 0; i < r->verdict_count; i++) {
			if (!verdict_cites(&r->verdicts[i], p))
				continue;
			if (n++ == 0)
				markup(out, "<section><h2>Verdicts on %s</h2>\n<ul class=\"lines\">\n",
				       v->site->dossiers[d].title);
			markup(out, "<li><b class=\"o %s\">%s</b> ", result_style(r->verdicts[i].verdict),
			       r->verdicts[i].verdict);
			if (r->verdicts[i].limb)
				link_limb(v, r->verdicts[i].limb);
			markup(out, " %s%s%s\n", r->verdicts[i].title, *r->verdicts[i].part ? ", part " : "",
			       r->verdicts[i].part);
		}
		text_add(out, n ? "</ul></section>\n" : "");
	}
}

static void write_path(struct visit *v, const struct provision *p)
{
	const struct site_provision *at = site_provision(v->site, p);

	if (at->parent)
		write_path(v, at->parent);
	link_provision(v, p);
}

bool provision_html(struct visit *v)
{
	const struct provision *p = law_provision(&v->site->law, v->parts[0]);
	struct text *out = &v->page->body;
	const struct site_provision *at;

	if (!p)
		return false;
	at = site_provision(v->site, p);
	frame_open(v, &(struct frame){ .title = p->citation, .about = p->about, .nav = "/law", .look = "law",
				      .own_heading = true });
	text_add(out, "<nav class=\"tags\" aria-label=\"Breadcrumb\">");
	link_path(v, "/law", "The law");
	if (at->parent)
		write_path(v, at->parent);
	markup(out, "</nav>\n<h1>%s</h1>\n", p->citation);
	if (*p->heading)
		markup(out, "<p class=\"under\">%s</p>\n", p->heading);
	markup(out, "<p class=\"lead\">%s</p>\n", p->about);
	if (*at->note)
		markup(out, "<p class=\"box\"><b>Note:</b> %s</p>\n", at->note);
	write_changes(v, p);
	write_origin(v, p);
	if (at->text)
		write_law_text(v, at->text);
	write_items(v, at);
	write_verdicts(v, p);
	write_limbs(v, at);
	write_tasks(v, at);
	write_parts(v, at);
	frame_close(v);
	return true;
}

int provision_each(struct site *site, const struct route_paths *to, struct err *err)
{
	for (size_t i = 0; i < site->law.provision_count; i++)
		if (route_path(to, err, "/law/%s", site->law.provisions[i].id) != 0)
			return -1;
	return 0;
}

/* --- limbs --- */

bool limbs_html(struct visit *v)
{
	struct text *out = &v->page->body;

	frame_open(v, &(struct frame){ .title = "What is decided", .nav = "/law",
				       .about = "Each limb of the law that cradle decides, with the provisions it comes from." });
	markup(out, "<p class=\"lead\">The law taken apart into %zu questions that have one answer each. A limb that "
		    "nothing shows to be met needs input; it is never met by default.</p>\n<ul "
		    "class=\"laws\">\n", v->site->law.limb_count);
	for (size_t i = 0; i < v->site->law.limb_count; i++) {
		text_add(out, "<li>");
		link_limb(v, &v->site->law.limbs[i]);
		markup(out, " %s\n", v->site->law.limbs[i].title);
	}
	text_add(out, "</ul>\n");
	frame_close(v);
	return true;
}

static void write_refs(struct visit *v, const struct limb *limb)
{
	struct text *out = &v->page->body;

	text_add(out, "<section><h2>Provisions</h2>\n<dl class=\"ct\">\n");
	for (size_t i = 0; i < limb->ref_count; i++) {
		text_add(out, "<dt>");
		weight_write(out, limb->refs[i].weight);
		markup(out, " %s</dt><dd>", limb->refs[i].provision->source->title);
		link_provision(v, limb->refs[i].provision);
		markup(out, " %s</dd>\n", limb->refs[i].provision->about);
	}
	text_add(out, "</dl></section>\n");
}

static void write_limb_rules(struct visit *v, const struct limb *limb)
{
	struct text *out = &v->page->body;
	size_t n = 0;

	for (size_t i = 0; i < v->site->index->rule_count; i++) {
		const struct faq_rest *rest = v->site->index->rules[i].rest;

		if (rest->limb != limb)
			continue;
		if (n++ == 0)
			text_add(out, "<section><h2 id=\"rules\">Rules that speak about it</h2>\n<ul "
				      "class=\"lines\">\n");
		markup(out, "<li id=\"%s\"><code>%s</code> %s <span>%s, explained in ", rest->key, rest->key,
		       rest->title,
		       rest->severity);
		link_item(v, v->site->index->rules[i].item);
		text_add(out, "</span>\n");
	}
	text_add(out, n ? "</ul></section>\n" : "");
}

static void write_limb_verdicts(struct visit *v, const struct limb *limb)
{
	struct text *out = &v->page->body;

	for (size_t d = 0; d < v->site->dossier_count; d++) {
		const struct results *r = &v->site->dossiers[d].side.results;

		markup(out, "<section class=\"mine\"><h2>%s</h2>\n<dl>\n", v->site->dossiers[d].title);
		for (size_t i = 0; i < r->verdict_count; i++) {
			const struct result_verdict *at = &r->verdicts[i];

			if (at->limb != limb)
				continue;
			text_add(out, "<dt>");
			product_word(out, at->verdict);
			text_add(out, " ");
			product_link(v, &v->site->dossiers[d], "/verdicts", NULL, at->key, at->key);
			markup(out, "</dt><dd>%s%s%s</dd>\n", at->reason, at->needs ? " " : "", at->needs ? at->needs : "");
		}
		text_add(out, "</dl></section>\n");
	}
}

bool limb_html(struct visit *v)
{
	const struct limb *limb = law_limb(&v->site->law, v->parts[0]);
	const struct faq_item *item = limb && limb->faq ? faq_item(&v->site->faq, bytes_of(limb->faq)) : NULL;
	struct text *out = &v->page->body;
	char title[300];

	if (!limb)
		return false;
	snprintf(title, sizeof(title), "%s: %s", limb->key, limb->title);
	frame_open(v, &(struct frame){ .title = title, .nav = "/law", .look = "law", .own_heading = true });
	text_add(out, "<nav class=\"tags\" aria-label=\"Breadcrumb\">");
	link_path(v, "/law", "The law");
	link_path(v, "/limb", "What is decided");
	markup(out, "</nav>\n<h1>%s</h1>\n<p class=\"lead\">%s</p>\n<p>Decided for %s, from %s.</p>\n", title,
	       limb->missing,
	       limb->of_part ? "each part of a product and for the whole" : "the product as a whole",
	       limb->from_image ? "its image and its declaration" : "its declaration");
	if (item) {
		text_add(out, "<section class=\"box\"><h2>Explained</h2>\n<p>");
		link_item(v, item);
		markup(out, "</p>\n<p>%s</p></section>\n", item->brief);
	}
	write_limb_verdicts(v, limb);
	write_refs(v, limb);
	write_limb_rules(v, limb);
	markup(out, "<p>How it is decided, row by row: <code>cradle decisions show %s</code></p>\n", limb->key);
	frame_close(v);
	return true;
}

int limb_each(struct site *site, const struct route_paths *to, struct err *err)
{
	for (size_t i = 0; i < site->law.limb_count; i++)
		if (route_path(to, err, "/limb/%s", site->law.limbs[i].key) != 0)
			return -1;
	return 0;
}
