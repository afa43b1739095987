/*
 * Search: the answers to a question in people's own words, with the words that
 * matched marked. Without an answer it says so and names the nearest provisions.
 */
#include "web/pages.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "faq/markdown.h"
#include "web/facet.h"
#include "web/frame.h"

enum { SNIPPET = 260, LISTED = 20 };

/* --- marked words --- */

struct parts {
	void (*part)(void *self, const char *s, size_t n, bool marked);
	void *self;
};

/* Not in the middle of a character or a word. */
static size_t word_begin(const char *text, size_t at)
{
	while (at > 0 && text[at - 1] != ' ')
		at--;
	return at;
}

static size_t word_end(const char *text, size_t at)
{
	while (text[at] && text[at] != ' ')
		at++;
	return at;
}

static void parts_give(const struct parts *p, const char *text, size_t from, size_t to, size_t (*marks)[2], size_t n)
{
	size_t at = from;

	for (size_t i = 0; i < n; i++) {
		if (marks[i][0] < at || marks[i][1] > to)
			continue;
		p->part(p->self, text + at, marks[i][0] - at, false);
		p->part(p->self, text + marks[i][0], marks[i][1] - marks[i][0], true);
		at = marks[i][1];
	}
	p->part(p->self, text + at, to - at, false);
}

void search_parts(struct site *site, const char *text, size_t most,
		  void (*part)(void *self, const char *s, size_t n, bool marked), void *self)
{
	const struct parts p = { part, self };
	size_t marks[SEARCH_MARKS][2], n = search_marks(&site->search, text, marks);
	size_t length = strlen(text), from = 0, to = length;

	if (length > most) {
		if (n && marks[0][0] > most / 2)
			from = word_begin(text, marks[0][0] - most / 4);
		to = from + most < length ? word_end(text, from + most) : length;
	}
	if (from)
		part(self, "… ", strlen("… "), false);
	parts_give(&p, text, from, to, marks, n);
	if (to < length)
		part(self, " …", strlen(" …"), false);
}

static void part_html(void *self, const char *s, size_t n, bool marked)
{
	struct text *out = self;

	text_add(out, marked ? "<mark>" : "");
	markup_bytes(out, (struct bytes){ (const unsigned char *)s, n });
	text_add(out, marked ? "</mark>" : "");
}

/* --- the page --- */

/* This search with another value of one facet; NULL: without it. */
static void search_open_link(struct visit *v, const char *query, const char *facet, const char *value)
{
	struct text *out = &v->page->body;

	text_add(out, "<a href=\"");
	href_path(out, v, "/search", NULL);
	text_add(out, "?q=");
	query_write(out, query);
	for (const struct facet *f = facets; f->name; f++) {
		const char *set = facet && strcmp(f->name, facet) == 0 ? value : facet_known(v, f->name);

		if (!set)
			continue;
		markup(out, "&amp;%s=", f->name);
		query_write(out, set);
	}
	text_char(out, '"');
}

static void write_facet(struct visit *v, const char *query, const struct facet *f)
{
	const char *set = facet_known(v, f->name), *value;
	struct text *out = &v->page->body;

	markup(out, "<h3>%s</h3>\n<ul>\n<li>", f->title);
	search_open_link(v, query, f->name, NULL);
	markup_if(out, !set, " aria-current=\"true\"");
	text_add(out, ">Any</a>\n");
	for (size_t i = 0; (value = f->value(v->site, i)) != NULL; i++) {
		if (!facet_any(v->site, f, value))
			continue;
		text_add(out, "<li>");
		search_open_link(v, query, f->name, value);
		markup_if(out, set && strcmp(set, value) == 0, " aria-current=\"true\"");
		markup(out, ">%s</a>\n", f->words(v->site, value));
	}
	text_add(out, "</ul>\n");
}

/* There are too many to list: the one that was asked for, and the way without it. */
static void write_provision(struct visit *v, const char *query)
{
	const char *set = facet_known(v, "provision");

	if (!set)
		return;
	text_add(&v->page->body, "<h3>Provision</h3>\n<ul>\n<li>");
	search_open_link(v, query, "provision", NULL);
	text_add(&v->page->body, ">Any</a>\n<li>");
	search_open_link(v, query, "provision", set);
	markup(&v->page->body, " aria-current=\"true\">%s</a>\n</ul>\n", law_provision(&v->site->law, set)->citation);
}

static void write_facets(struct visit *v, const char *query)
{
	static const char *const shown[] = { "module", "verdict", "role", "weight", NULL };

	text_add(&v->page->body, "<aside class=\"side facets\" aria-labelledby=\"narrow\"><h2 id=\"narrow\">Narrow "
				 "down</h2>\n");
	for (size_t i = 0; shown[i]; i++)
		write_facet(v, query, facet_find(shown[i]));
	write_provision(v, query);
	text_add(&v->page->body, "</aside>\n");
}

static void write_hit(struct visit *v, const struct faq_item *item)
{
	struct text *out = &v->page->body, plain = { 0 };
	size_t marks[SEARCH_MARKS][2];
	const char *told = item->brief;

	if (search_marks(&v->site->search, item->brief, marks) == 0) {
		markdown_plain(&plain, item->answer);
		if (plain.at && search_marks(&v->site->search, plain.at, marks) > 0)
			told = plain.at;
	}
	text_add(out, "<li class=\"hit\"><a href=\"");
	href_item(out, v, item);
	text_add(out, "\">");
	search_parts(v->site, item->question, SNIPPET, part_html, out);
	markup(out, "</a>\n<p><b class=\"v %s\">%s</b> ", item->verdict, faq_verdict_text(item->verdict));
	search_parts(v->site, told, SNIPPET, part_html, out);
	text_add(out, "</p>\n<p class=\"in\">");
	link_module(v, item->module);
	text_add(out, "</p>\n");
	text_free(&plain);
}

static void write_near(struct visit *v, const struct search_result *found)
{
	struct text *out = &v->page->body;

	if (found->near_count == 0)
		return;
	text_add(out, found->supported ? "<section class=\"box\"><h2>Provisions</h2>\n<ul>\n"
				       : "<section class=\"box\"><h2>The nearest provisions</h2>\n<ul>\n");
	for (size_t i = 0; i < found->near_count; i++) {
		text_add(out, "<li>");
		link_provision(v, found->near[i]);
		markup(out, " %s\n", found->near[i]->about);
	}
	text_add(out, "</ul></section>\n");
}

static void write_found(struct visit *v, const char *query, const struct search_result *found)
{
	struct text *out = &v->page->body;

	if (found->corrected) {
		text_add(out, "<p>Understood as ");
		link_search(v, found->corrected, found->corrected);
		text_add(out, "</p>\n");
	}
	if (!found->supported || found->count == 0) {
		markup(out, "<p class=\"lead\" id=\"found\" role=\"status\">No answer: nothing in the knowledge base "
			    "supports one.</p>\n<p>Ask in other words, or look through ");
		link_path(v, "/faq", "all questions");
		text_add(out, ".</p>\n");
		write_near(v, found);
		return;
	}
	markup(out, "<p class=\"soft\" id=\"found\" role=\"status\">%zu answer%s, best first</p>\n", found->count,
	       found->count == 1 ? "" : "s");
	if (found->near_count)
		write_near(v, found);
	text_add(out, "<ol class=\"hits\">\n");
	for (size_t i = 0; i < found->count; i++)
		write_hit(v, found->hits[i].item);
	text_add(out, "</ol>\n");
}

static void write_results(struct visit *v, const char *query)
{
	struct search_filter filter = facet_filter(v);
	struct search_result found;
	struct err err = { 0 };

	filter.limit = LISTED;
	text_add(&v->page->body, "<div class=\"cols\">\n<div class=\"text\" id=\"results\">\n");
	if (search_ask(&v->site->search, bytes_of(query), &filter, &found, &err) == 0)
		write_found(v, query, &found);
	else
		text_add(&v->page->body, "<p class=\"lead\" role=\"status\">That question is too long. Ask with fewer "
					 "words.</p>\n");
	text_add(&v->page->body, "</div>\n");
	write_facets(v, query);
	text_add(&v->page->body, "</div>\n");
}

static void write_empty(struct visit *v)
{
	struct text *out = &v->page->body;

	text_add(out, "<div id=\"results\">\n<p>Ask in your own words, or type a citation such as <kbd>13(8)</kbd> or "
		      "<kbd>annex I 2c</kbd>.</p>\n");
	if (v->site->options.files) {
		text_add(out, "<noscript><p>These are static pages: the search needs script here. ");
		link_path(v, "/faq", "All questions");
		text_add(out, " are listed without it, and your browser can find words in them.</p></noscript>\n");
	}
	text_add(out, "</div>\n");
}

bool search_html(struct visit *v)
{
	const char *query = visit_get(v, "q");

	frame_open(v, &(struct frame){ .title = "Search", .look = "wide", .own_search = true });
	search_box(v, query, true);
	if (query)
		write_results(v, query);
	else
		write_empty(v);
	frame_close(v);
	return true;
}
