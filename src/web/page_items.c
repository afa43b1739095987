/*
 * The index of all items: narrowed down by facets, 20 on a page. A single facet
 * has a path; several at once are a query.
 */
#include "web/pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web/card.h"
#include "web/facet.h"

/* What is asked for, and what fits it. */
struct choice {
	struct { const struct facet *facet; const char *value; } chosen[CHOSEN];
	size_t count;
	const struct faq_item **items;
	size_t item_count, page, pages;
	bool by_path;			/* the facet stands in the path, not in the query */
};

static void choose(struct choice *c, const struct facet *facet, const char *value)
{
	if (c->count < CHOSEN) {
		c->chosen[c->count].facet = facet;
		c->chosen[c->count++].value = value;
	}
}

static bool item_fits(const struct site *site, const struct choice *c, const struct faq_item *item)
{
	for (size_t i = 0; i < c->count; i++)
		if (!c->chosen[i].facet->fits(site, item, c->chosen[i].value))
			return false;
	return true;
}

/* False: there is no such page. The items are the caller's to free. */
static bool choice_fill(struct visit *v, struct choice *c, const char *page)
{
	const struct faq *faq = &v->site->faq;

	c->page = page ? visit_number(page) : 1;
	c->items = calloc(faq->item_count + 1, sizeof(*c->items));
	for (size_t i = 0; c->items && i < faq->item_count; i++)
		if (item_fits(v->site, c, &faq->items[i]))
			c->items[c->item_count++] = &faq->items[i];
	c->pages = c->item_count ? (c->item_count + PAGE_ITEMS - 1) / PAGE_ITEMS : 1;
	if (c->page >= 1 && c->page <= c->pages)
		return true;
	free(c->items);
	return false;
}

/* --- addresses --- */

/* 'page' of the same choice; with 'other' instead of what is chosen of that facet (a NULL value: without it). */
static void choice_open(struct visit *v, const struct choice *c, size_t page, const struct facet *other,
			const char *value)
{
	struct text *out = &v->page->body;
	char path[VISIT_PATH] = "/faq";
	bool first = true;

	if (c->by_path && !other)
		snprintf(path, sizeof(path), "/faq/%s/%s", c->chosen[0].facet->name, c->chosen[0].value);
	if (page > 1 && (c->by_path || c->count == 0) && !other)
		snprintf(path + strlen(path), sizeof(path) - strlen(path), "/page/%zu", page);
	text_add(out, "<a href=\"");
	href_path(out, v, path, NULL);
	for (size_t i = 0; i < c->count && (!c->by_path || other); i++)
		if (c->chosen[i].facet != other) {
			markup(out, "%s%s=%s", first ? "?" : "&", c->chosen[i].facet->name, c->chosen[i].value);
			first = false;
		}
	if (other && value)
		markup(out, "%s%s=%s", first ? "?" : "&", other->name, value);
	else if (page > 1 && !c->by_path && c->count)
		markup(out, "&amp;page=%zu", page);
	text_char(out, '"');
}

/* A value of a facet, alone: by its path, where it has one. */
static void facet_open(struct visit *v, const struct choice *c, const struct facet *facet, const char *value)
{
	char path[VISIT_PATH];

	if (c->count && !v->site->options.files && !(c->count == 1 && c->chosen[0].facet == facet)) {
		choice_open(v, c, 1, facet, value);
		return;
	}
	if (facet->path)
		snprintf(path, sizeof(path), "/faq/%s/%s", facet->name, value);
	else
		snprintf(path, sizeof(path), "/faq/%s", value);
	link_open(v, path, NULL);
}

/* --- the parts of the page --- */

static void write_coverage(struct visit *v, const struct choice *c)
{
	const struct faq *faq = &v->site->faq;
	struct text *out = &v->page->body;
	size_t indexed = 0;

	for (size_t i = 0; i < faq->module_count; i++)
		indexed += faq->modules[i].item_count;
	markup(out, "<dl class=\"facts\"><div><dt>Indexed</dt><dd id=\"coverage\"><b>%zu</b> of <b>%zu</b> "
		    "items</dd></div><div><dt>Modules</dt><dd><b>%zu</b></dd></div><div><dt>Author</dt><dd>The cradle "
		    "project</dd></div><div><dt>Updated</dt><dd>", indexed, faq->item_count, faq->module_count);
	date_write(out, faq->updated);
	text_add(out, "</dd></div></dl>\n");
	if (c->count == 0)
		return;
	text_add(out, "<ul class=\"chosen\">\n");
	for (size_t i = 0; i < c->count; i++) {
		const struct facet *f = c->chosen[i].facet;

		markup(out, "<li>%s: <b>%s</b> ", f->title, f->words(v->site, c->chosen[i].value));
		if (c->by_path)
			link_open(v, "/faq", NULL);
		else
			choice_open(v, c, 1, f, NULL);
		markup(out, ">Remove<span class=\"hid\"> %s</span></a>\n", f->title);
	}
	text_add(out, "</ul>\n");
}

static bool is_chosen(const struct choice *c, const struct facet *facet, const char *value)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->chosen[i].facet == facet && strcmp(c->chosen[i].value, value) == 0)
			return true;
	return false;
}

static void write_facet(struct visit *v, const struct choice *c, const struct facet *facet)
{
	struct text *out = &v->page->body;
	const char *value;

	markup(out, "<h3>%s</h3>\n<ul>\n", facet->title);
	for (size_t i = 0; (value = facet->value(v->site, i)) != NULL; i++) {
		size_t n = facet_count(v->site, facet, value);

		if (n == 0)
			continue;
		text_add(out, "<li>");
		facet_open(v, c, facet, value);
		markup_if(out, is_chosen(c, facet, value), " aria-current=\"true\"");
		markup(out, ">%s</a> <span>%zu</span>\n", facet->words(v->site, value), n);
	}
	text_add(out, "</ul>\n");
}

static void write_facets(struct visit *v, const struct choice *c)
{
	struct text *out = &v->page->body;

	text_add(out, "<aside class=\"side facets\" aria-labelledby=\"narrow\"><h2 id=\"narrow\">Narrow down</h2>\n");
	for (const struct facet *f = facets; f->name; f++)
		if (strcmp(f->name, "provision") != 0 && strcmp(f->name, "jurisdiction") != 0)
			write_facet(v, c, f);
	text_add(out, "<h3>Provision</h3>\n<p>By ");
	link_path(v, "/law", "any provision of the law");
	text_add(out, "</p></aside>\n");
}

static void write_option(struct visit *v, const struct choice *c, const struct facet *f, const char *value)
{
	struct text *out = &v->page->body;

	if (facet_count(v->site, f, value) == 0)
		return;
	markup(out, "<option value=\"%s\"", value);
	markup_if(out, is_chosen(c, f, value), " selected");
	markup(out, ">%s</option>", f->words(v->site, value));
}

/* The same as a form, so that several can be chosen at once. */
static void write_form(struct visit *v, const struct choice *c)
{
	struct text *out = &v->page->body;

	if (v->site->options.files)
		return;
	text_add(out, "<details class=\"several\"><summary>Narrow down by several at once</summary><form "
		      "action=\"/faq\">\n");
	for (const struct facet *f = facets; f->name; f++) {
		const char *value;

		if (strcmp(f->name, "jurisdiction") == 0)
			continue;
		markup(out, "<label for=\"f-%s\">%s</label>", f->name, f->title);
		if (strcmp(f->name, "provision") == 0) {
			markup(out, "<input id=\"f-%s\" name=\"%s\" placeholder=\"art-13-8\">\n", f->name, f->name);
			continue;
		}
		markup(out, "<select id=\"f-%s\" name=\"%s\"><option value=\"\">Any</option>", f->name, f->name);
		for (size_t i = 0; (value = f->value(v->site, i)) != NULL; i++)
			write_option(v, c, f, value);
		text_add(out, "</select>\n");
	}
	text_add(out, "<button>Show</button></form></details>\n");
}

/* 1 ... 4 5 6 ... 27 */
static void write_pages(struct visit *v, const struct choice *c)
{
	struct text *out = &v->page->body;
	size_t last = 0;

	if (c->pages == 1)
		return;
	text_add(out, "<nav class=\"pages\" aria-label=\"Pages\">");
	if (c->page > 1) {
		choice_open(v, c, c->page - 1, NULL, NULL);
		text_add(out, " rel=\"prev\">Previous</a>\n");
	}
	for (size_t i = 1; i <= c->pages; i++) {
		if (i != 1 && i != c->pages && (i + 2 < c->page || i > c->page + 2))
			continue;
		text_add(out, last && i > last + 1 ? "<span>…</span>" : "");
		last = i;
		choice_open(v, c, i, NULL, NULL);
		markup_if(out, i == c->page, " aria-current=\"page\"");
		markup(out, "><span class=\"hid\">Page </span>%zu</a>\n", i);
	}
	if (c->page < c->pages) {
		choice_open(v, c, c->page + 1, NULL, NULL);
		text_add(out, " rel=\"next\">Next</a>\n");
	}
	text_add(out, "</nav>\n");
}

static void write_cards(struct visit *v, const struct choice *c)
{
	size_t from = (c->page - 1) * PAGE_ITEMS;
	size_t to = from + PAGE_ITEMS < c->item_count ? from + PAGE_ITEMS : c->item_count;
	struct text *out = &v->page->body;

	if (c->item_count == 0)
		text_add(out, "<p class=\"lead\">No item fits all of this.</p>\n");
	else
		markup(out, "<p class=\"soft\" id=\"shown\">Items %zu to %zu of %zu. Page %zu of %zu.</p>\n", from + 1,
		       to,
		       c->item_count, c->page, c->pages);
	for (size_t i = from; i < to; i++)
		card_short(v, c->items[i]);
	write_pages(v, c);
}

/* "Questions answered No, page 2" */
static void title_write(struct visit *v, const struct choice *c, char title[300])
{
	size_t n = (size_t)snprintf(title, 300, c->count ? "Questions" : "All questions");

	for (size_t i = 0; i < c->count && n < 250; i++)
		n += (size_t)snprintf(title + n, 300 - n, " %s %.60s", c->chosen[i].facet->about,
				      c->chosen[i].facet->words(v->site, c->chosen[i].value));
	if (c->page > 1 && n < 280)
		snprintf(title + n, 300 - n, ", page %zu", c->page);
}

static bool items_page(struct visit *v, struct choice *c, const char *page)
{
	struct text *out = &v->page->body;
	char title[300];

	if (!choice_fill(v, c, page))
		return false;
	title_write(v, c, title);
	frame_open(v, &(struct frame){ .title = title, .nav = "/faq", .updated = v->site->faq.updated, .look = "wide",
				       .about = "Every question of the knowledge base with its verdict, its answer in short and "
						"what it rests on." });
	text_add(out, "<p class=\"lead\">Find the exact question, open its answer in its module, or copy a link to "
		      "it.</p>\n");
	write_coverage(v, c);
	text_add(out, "<div class=\"cols\">\n<div class=\"text\">\n");
	write_form(v, c);
	write_cards(v, c);
	text_add(out, "</div>\n");
	write_facets(v, c);
	text_add(out, "</div>\n");
	frame_close(v);
	free(c->items);
	return true;
}

bool items_html(struct visit *v)
{
	struct choice c = { 0 };

	for (const struct facet *f = facets; f->name; f++) {
		const char *value = facet_asked(v, f);

		if (value && !facet_has(v->site, f, value))
			return false;
		if (value)
			choose(&c, f, value);
	}
	if (v->parts[0] && strcmp(v->parts[0], "1") == 0)
		return visit_move(v, "/faq");
	return items_page(v, &c, v->parts[0] ? v->parts[0] : visit_get(v, "page"));
}

/* "/faq/verdict/{}": the facet stands in the pattern. */
bool items_facet_html(struct visit *v)
{
	struct choice c = { .by_path = true };

	for (const struct facet *f = facets; f->name; f++) {
		size_t n = strlen(f->name);

		if (strncmp(v->route->pattern + strlen("/faq/"), f->name, n) == 0 &&
		    v->route->pattern[strlen("/faq/") + n] == '/' &&
		    facet_has(v->site, f, v->parts[0]))
			choose(&c, f, v->parts[0]);
	}
	return c.count && items_page(v, &c, v->parts[1]);
}

/* --- which there are --- */

static size_t pages_of(size_t items)
{
	return items ? (items + PAGE_ITEMS - 1) / PAGE_ITEMS : 0;
}

int items_each(struct site *site, const struct route_paths *to, struct err *err)
{
	for (size_t i = 2; i <= pages_of(site->faq.item_count); i++)
		if (route_path(to, err, "/faq/page/%zu", i) != 0)
			return -1;
	return 0;
}

/* 'deep': the second and later pages. */
static int facets_each(struct site *site, const struct route_paths *to, bool deep, struct err *err)
{
	const char *value;

	for (const struct facet *f = facets; f->name; f++)
		for (size_t i = 0; f->path && (value = f->value(site, i)) != NULL; i++) {
			size_t pages = pages_of(facet_count(site, f, value));

			if (!deep && pages && route_path(to, err, "/faq/%s/%s", f->name, value) != 0)
				return -1;
			for (size_t page = 2; deep && page <= pages; page++)
				if (route_path(to, err, "/faq/%s/%s/page/%zu", f->name, value, page) != 0)
					return -1;
		}
	return 0;
}

int items_facet_each(struct site *site, const struct route_paths *to, struct err *err)
{
	return facets_each(site, to, false, err);
}

int items_facet_page_each(struct site *site, const struct route_paths *to, struct err *err)
{
	return facets_each(site, to, true, err);
}
