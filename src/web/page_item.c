#include "web/pages.h"

#include <stdio.h>
#include <string.h>

#include "web/card.h"

static void write_crumbs(struct visit *v, const struct faq_item *item)
{
	struct text *out = &v->page->body;

	text_add(out, "<nav class=\"tags\" aria-label=\"Breadcrumb\">");
	link_path(v, "/faq", "FAQ");
	link_module(v, item->module);
	text_add(out, "<a href=\"");
	href_card(out, v, item);
	markup(out, "\">%s</a></nav>\n", item->section->title);
}

static void write_facts(struct visit *v, const struct faq_item *item)
{
	struct text *out = &v->page->body;

	text_add(out, "<aside class=\"side about\" aria-label=\"About this answer\"><dl "
		      "class=\"facts\"><div><dt>Author</dt><dd itemprop=\"author\">The cradle project</dd></div>"
		      "<div><dt>Reviewer</dt><dd>not yet reviewed by a named "
		      "person</dd></div><div><dt>Published</dt><dd>");
	date_write(out, item->published);
	text_add(out, "</dd></div><div><dt>As of</dt><dd>");
	date_write(out, item->as_of);
	text_add(out, "</dd></div><div><dt>Asked by</dt><dd>");
	roles_write(v, item->roles, item->role_count);
	markup(out, "</dd></div><div><dt>Id</dt><dd><code>%s</code></dd></div></dl>\n", item->id);
}

/* How each product stands on what the item is about. */
static void write_product(struct visit *v, const struct site_dossier *dossier, const struct faq_item *item)
{
	const struct results *r = &dossier->side.results;
	struct text *out = &v->page->body;
	size_t n = 0;

	for (size_t i = 0; i < r->verdict_count; i++) {
		const struct result_verdict *at = &r->verdicts[i];

		if (*at->part || !at->limb || !faq_on_limb(item, at->limb))
			continue;
		if (n++ == 0)
			markup(out, "<section class=\"mine\"><h2>How %s stands</h2>\n<dl>\n", dossier->title);
		text_add(out, "<dt>");
		link_limb(v, at->limb);
		markup(out, " %s</dt><dd><b class=\"o %s\">%s</b> %s</dd>\n", at->title, result_style(at->verdict), at->verdict,
		       at->reason);
	}
	text_add(out, n ? "</dl></section>\n" : "");
}

static void write_products(struct visit *v, const struct faq_item *item)
{
	for (size_t d = 0; d < v->site->dossier_count; d++)
		write_product(v, &v->site->dossiers[d], item);
}

/* The first ones are the plainest; the others are there for the search. */
enum { ASKS_SHOWN = 6 };

static void write_asks(struct visit *v, const struct faq_item *item)
{
	struct text *out = &v->page->body;

	text_add(out, "<h2>Also asked as</h2>\n<ul>\n");
	for (size_t i = 0; i < item->ask_count && i < ASKS_SHOWN; i++)
		markup(out, "<li>%s\n", item->asks[i]);
	text_add(out, "</ul></aside>\n");
}

static void write_neighbours(struct visit *v, const struct faq_item *item)
{
	const struct faq_module *m = item->module;
	struct text *out = &v->page->body;

	text_add(out, "<nav class=\"pn\" aria-label=\"Previous and next question\">");
	if (item->number > 1) {
		text_add(out, "<div><span>Previous</span> ");
		link_item(v, m->items[item->number - 2]);
		text_add(out, "</div>");
	}
	if (item->number < m->item_count) {
		text_add(out, "<div><span>Next</span> ");
		link_item(v, m->items[item->number]);
		text_add(out, "</div>");
	}
	text_add(out, "</nav>\n");
}

/* It moved: where it was leads to where it is. */
static bool item_moved(struct visit *v, const struct faq_item *item)
{
	char path[VISIT_PATH];

	snprintf(path, sizeof(path), "/faq/%s", item->id);
	return visit_move(v, path);
}

bool item_html(struct visit *v)
{
	struct text *out = &v->page->body;
	const struct faq_item *item;
	char id[2 * VISIT_PATH];

	snprintf(id, sizeof(id), "%.390s/%.390s", v->parts[0], v->parts[1]);
	item = faq_item(&v->site->faq, bytes_of(id));
	if (!item)
		return false;
	if (strcmp(item->id, id) != 0)
		return item_moved(v, item);
	frame_open(v, &(struct frame){ .title = item->question, .about = item->brief, .nav = "/faq",
				      .published = item->published,
				       .updated = item->as_of, .look = "one", .own_heading = true });
	text_add(out, "<div itemscope itemtype=\"https://schema.org/Question\">\n");
	write_crumbs(v, item);
	markup(out, "<h1 itemprop=\"name\">%s</h1>\n<div class=\"cols\">\n<div class=\"text\"><article class=\"c\" "
		    "itemprop=\"acceptedAnswer\" itemscope itemtype=\"https://schema.org/Answer\"><div "
		    "itemprop=\"text\">\n", item->question);
	card_answer(v, item);
	text_add(out, "</div></article>\n");
	write_products(v, item);
	write_neighbours(v, item);
	text_add(out, "</div>\n");
	write_facts(v, item);
	write_asks(v, item);
	text_add(out, "</div>\n</div>\n");
	frame_close(v);
	return true;
}

/* Where an item was before is no page: it leads to one. */
int item_each(struct site *site, const struct route_paths *to, struct err *err)
{
	for (size_t i = 0; i < site->faq.item_count; i++)
		if (route_path(to, err, "/faq/%s", site->faq.items[i].id) != 0)
			return -1;
	return 0;
}
