#include "web/frame.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "faq/markdown.h"

void markup(struct text *out, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	for (const char *at = format; *at; at++) {
		if (*at != '%') {
			const char *end = strchr(at, '%');
			size_t n = end ? (size_t)(end - at) : strlen(at);

			text_add_bytes(out, at, n);
			at += n - 1;
			continue;
		}
		switch (*++at) {
		case 's': text_html(out, va_arg(args, const char *)); break;
		case 'd': text_printf(out, "%d", va_arg(args, int)); break;
		case 'c': text_char(out, (char)va_arg(args, int)); break;
		case 'z': text_printf(out, "%zu", va_arg(args, size_t)); at++; break;
		default: text_char(out, '%'); break;
		}
	}
	va_end(args);
}

void markup_if(struct text *out, bool so, const char *literal)
{
	if (so)
		text_add(out, literal);
}

void markup_bytes(struct text *out, struct bytes s)
{
	char part[256];

	while (s.n) {
		struct bytes some = bytes_first(s, sizeof(part) - 1);

		memcpy(part, some.at, some.n);
		part[some.n] = '\0';
		text_html(out, part);
		s = bytes_skip(s, some.n);
	}
}

/* --- the frame --- */

static const struct { const char *path, *name; } navigation[] = {
	{ "/faq", "Questions" }, { "/law", "Law" }, { "/sources", "Sources" }, { "/deadlines", "Deadlines" },
	{ "/changes", "Changes" }, { "/about", "About" },
};

static void write_asset(struct visit *v, const char *path, const char *hash)
{
	href_path(&v->page->body, v, path, NULL);
	text_printf(&v->page->body, "?v=%s", hash);
}

static void write_meta(struct visit *v, const struct frame *f)
{
	struct text *out = &v->page->body;

	if (f->about)
		markup(out, "<meta name=\"description\" content=\"%s\">\n", f->about);
	if (f->published)
		markup(out, "<meta name=\"DCTERMS.issued\" content=\"%s\">\n", f->published);
	if (f->updated)
		markup(out, "<meta name=\"DCTERMS.modified\" content=\"%s\">\n", f->updated);
	if (f->published || f->updated)
		markup(out, "<meta name=\"DCTERMS.title\" content=\"%s\">\n<meta name=\"DCTERMS.creator\" "
			    "content=\"The cradle project\">\n"
			    "<meta name=\"DCTERMS.language\" content=\"en\">\n", f->title);
}

static const struct twin { enum form form; const char *suffix, *type, *name; } twins[] = {
	{ FORM_JSON, ".json", "application/json", "JSON" }, { FORM_MARKDOWN, ".md", "text/markdown", "Markdown" },
};

/* The address of this page in another form; false: there is none. */
static bool twin_path(const struct visit *v, const struct twin *twin, char *path, size_t size)
{
	if (v->form != FORM_HTML || !(twin->form == FORM_JSON ? v->route->json : v->route->markdown))
		return false;
	snprintf(path, size, "%s%s", v->path[1] ? v->path : "/index", twin->suffix);
	return true;
}

static void write_twins(struct visit *v)
{
	struct text *out = &v->page->body;
	char path[VISIT_PATH + 8];

	for (size_t i = 0; i < COUNT(twins); i++)
		if (twin_path(v, &twins[i], path, sizeof(path))) {
			text_printf(out, "<link rel=\"alternate\" type=\"%s\" href=\"", twins[i].type);
			href_path(out, v, path, NULL);
			text_add(out, "\">\n");
		}
}

static bool has_route(const char *path)
{
	for (const struct route *r = routes; r->pattern; r++)
		if (strcmp(r->pattern, path) == 0)
			return true;
	return false;
}

static void write_link(struct visit *v, const char *rel, const char *type, const char *path, const char *title)
{
	struct text *out = &v->page->body;

	if (!has_route(path))
		return;
	markup(out, "<link rel=\"%s\" type=\"%s\" title=\"%s\" href=\"", rel, type, title);
	href_path(out, v, path, NULL);
	text_add(out, "\">\n");
}

/* On the page of answers in static files: the script will ask for it. */
static void write_preload(struct visit *v)
{
	struct text *out = &v->page->body;

	text_add(out, "<link rel=\"preload\" as=\"fetch\" crossorigin href=\"");
	href_path(out, v, "/search-index.json", NULL);
	text_add(out, "\">\n");
}

static void write_head(struct visit *v, const struct frame *f)
{
	struct text *out = &v->page->body;
	bool files = v->site->options.files;

	markup(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		    "<meta name=\"viewport\" "
		    "content=\"width=device-width,initial-scale=1\">\n<title>%s</title>\n", f->title);
	write_meta(v, f);
	text_add(out, "<link rel=\"stylesheet\" href=\"");
	write_asset(v, "/site.css", v->site->index->style);
	text_add(out, "\">\n<link rel=\"icon\" type=\"image/svg+xml\" href=\"");
	href_path(out, v, "/icon.svg", NULL);
	text_add(out, "\">\n<script defer src=\"");
	write_asset(v, "/site.js", v->site->index->script);
	text_add(out, "\" data-top=\"");
	href_path(out, v, "/", NULL);
	text_printf(out, "\"%s></script>\n", files ? " data-files" : "");
	if (files && f->own_search && !f->own_heading)
		write_preload(v);
	write_twins(v);
	if (v->site->options.origin)
		write_link(v, "search", "application/opensearchdescription+xml", "/opensearch.xml", "cradle");
	write_link(v, "alternate", "application/atom+xml", "/changes.atom", "Changes");
	text_add(out, "</head>\n");
}

static void write_entry(struct visit *v, const char *path, const char *name, bool current)
{
	link_open(v, path, NULL);
	markup_if(&v->page->body, current, " aria-current=\"true\"");
	markup(&v->page->body, ">%s</a>\n", name);
}

static bool is_of_products(const char *path)
{
	return strncmp(path, "/dossier/", 9) == 0 || strncmp(path, "/compare", 8) == 0 || strncmp(path, "/portfolio", 10) == 0;
}

/* One product has its name in the navigation; several have a page that lists them. */
static void write_navigation(struct visit *v, const struct frame *f)
{
	size_t products = v->site->dossier_count;

	text_add(&v->page->body, "<nav aria-label=\"Main\">\n");
	for (size_t i = 0; i < COUNT(navigation); i++)
		write_entry(v, navigation[i].path, navigation[i].name,
			    f->nav && strcmp(f->nav, navigation[i].path) == 0);
	if (products == 1)
		write_entry(v, "/dossier/1", v->site->dossiers[0].name, is_of_products(v->path));
	else if (products)
		write_entry(v, "/portfolio", "Products", is_of_products(v->path));
	text_add(&v->page->body, "</nav>\n");
}

void search_box(struct visit *v, const char *query, bool large)
{
	struct text *out = &v->page->body;

	markup(out, "<form class=\"find%s\" role=\"search\" action=\"", large ? " big" : "");
	href_path(out, v, "/search", NULL);
	text_add(out, "\"><label for=\"q\"");
	markup_if(out, !large, " class=\"hid\"");
	markup(out, ">Search all questions</label>\n<div><input type=\"search\" id=\"q\" name=\"q\" maxlength=\"300\" "
		    "autocomplete=\"off\" value=\"%s\"", query ? query : "");
	markup_if(out, !large, " placeholder=\"Search\"");
	text_add(out, "><button>Search</button></div></form>\n");
}

void frame_open(struct visit *v, const struct frame *f)
{
	struct text *out = &v->page->body;

	write_head(v, f);
	markup(out, "<body class=\"%s\">\n<a class=\"skip\" href=\"#main\">Skip to the content</a>\n<header "
		    "class=\"top\"><div>\n",
	       f->look ? f->look : "text");
	link_open(v, "/", NULL);
	text_add(out, " class=\"brand\">cradle</a>\n");
	write_navigation(v, f);
	if (!f->own_search)
		search_box(v, NULL, false);
	text_add(out, "</div></header>\n<main id=\"main\" tabindex=\"-1\">\n");
	if (!f->own_heading)
		markup(out, "<h1>%s</h1>\n", f->title);
}

void frame_close(struct visit *v)
{
	struct text *out = &v->page->body;
	char path[VISIT_PATH + 8];
	size_t n = 0;

	text_add(out, "</main>\n<footer class=\"foot\"><div>\n<p>The answers say what is binding law, what the "
		      "Commission says, and what is our reading. They are no legal advice, and a pass is not "
		      "conformity.</p>\n<p>Knowledge base of ");
	date_write(out, v->site->faq.updated);
	text_add(out, ", law as of ");
	date_write(out, v->site->law.as_of);
	markup(out, ", cradle %s.", v->site->index->tool);
	for (size_t i = 0; i < COUNT(twins); i++)
		if (twin_path(v, &twins[i], path, sizeof(path))) {
			text_add(out, n++ ? " or " : " This page as ");
			link_path(v, path, twins[i].name);
		}
	text_add(out, "</p>\n</div></footer>\n</body>\n</html>\n");
}

/* --- links --- */

void link_open(struct visit *v, const char *path, const char *fragment)
{
	text_add(&v->page->body, "<a href=\"");
	href_path(&v->page->body, v, path, fragment);
	text_add(&v->page->body, "\"");
}

void link_path(struct visit *v, const char *path, const char *text)
{
	link_open(v, path, NULL);
	markup(&v->page->body, ">%s</a>", text);
}

void link_item(struct visit *v, const struct faq_item *item)
{
	text_add(&v->page->body, "<a href=\"");
	href_item(&v->page->body, v, item);
	markup(&v->page->body, "\">%s</a>", item->question);
}

void link_module(struct visit *v, const struct faq_module *module)
{
	text_add(&v->page->body, "<a href=\"");
	href_module(&v->page->body, v, module);
	markup(&v->page->body, "\">%s</a>", module->title);
}

void link_provision(struct visit *v, const struct provision *p)
{
	text_add(&v->page->body, "<a href=\"");
	href_provision(&v->page->body, v, p);
	markup(&v->page->body, "\">%s</a>", p->citation);
}

void link_limb(struct visit *v, const struct limb *limb)
{
	text_add(&v->page->body, "<a href=\"");
	href_limb(&v->page->body, v, limb);
	markup(&v->page->body, "\">%s</a>", limb->key);
}

void link_rest(struct visit *v, const struct faq_rest *rest)
{
	char path[VISIT_PATH];

	if (!rest->limb) {
		markup(&v->page->body, "%s", rest->key);
		return;
	}
	snprintf(path, sizeof(path), "/limb/%s", rest->limb->key);
	link_open(v, path, rest->severity ? rest->key : NULL);
	markup(&v->page->body, ">%s</a>", rest->key);
}

void link_source(struct visit *v, const struct law_source *source)
{
	link_open(v, "/sources", source->id);
	markup(&v->page->body, ">%s</a>", source->title);
}

void query_write(struct text *out, const char *s)
{
	for (; *s; s++) {
		bool plain = (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') || (*s >= '0' && *s <= '9') ||
			     *s == '-' || *s == '.';

		text_printf(out, plain ? "%c" : "%%%02X", (unsigned char)*s);
	}
}

void link_search(struct visit *v, const char *query, const char *text)
{
	struct text *out = &v->page->body;

	text_add(out, "<a href=\"");
	href_path(out, v, "/search", NULL);
	text_add(out, "?q=");
	query_write(out, query);
	markup(out, "\">%s</a>", text);
}

/* --- small things --- */

void date_write(struct text *out, const char *date)
{
	static const char *const months[] = { "January", "February", "March", "April", "May", "June", "July", "August",
					      "September", "October", "November", "December" };
	unsigned year, month, day;

	if (!date || sscanf(date, "%4u-%2u-%2u", &year, &month, &day) != 3 || month < 1 || month > 12) {
		text_html(out, date && *date ? date : "not known");
		return;
	}
	text_printf(out, "<time datetime=\"%04u-%02u-%02u\">%u %s %u</time>", year, month, day, day, months[month - 1],
		    year);
}

void count_write(struct text *out, size_t n, const char *one, const char *many)
{
	text_printf(out, "%zu %s", n, n == 1 ? one : many);
}

void verdict_write(struct text *out, const struct faq_item *item)
{
	markup(out, "<p class=\"v %s\">%s</p>\n", item->verdict, faq_verdict_text(item->verdict));
}

void weight_write(struct text *out, const char *weight)
{
	const char *words = result_weight(weight);

	markup(out, "<b class=\"w %s\">%c%s</b>", weight, *words >= 'a' ? *words - 32 : *words, words + 1);
}

void roles_write(struct visit *v, const char *const *roles, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char path[VISIT_PATH];

		snprintf(path, sizeof(path), "/faq/role/%s", roles[i]);
		text_add(&v->page->body, i == 0 ? "" : i + 1 == count ? " and " : ", ");
		link_path(v, path, roles[i]);
	}
}

/* --- citations --- */

static bool same_group(const struct faq_cite *a, const struct faq_cite *b)
{
	return a->provision->source == b->provision->source && strcmp(a->weight, b->weight) == 0;
}

/* Has one of the first n this source and weight? */
static bool group_known(const struct faq_cite *cites, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (same_group(&cites[i], &cites[n]))
			return true;
	return false;
}

static void cite_write(struct visit *v, const struct faq_cite *cite)
{
	struct text *out = &v->page->body;
	const char *note = site_provision(v->site, cite->provision)->note;

	text_add(out, "<dd>");
	link_provision(v, cite->provision);
	if (*cite->supports)
		markup(out, " %s", cite->supports);
	if (*note)
		markup(out, " <em class=\"note\">%s</em>", note);
	text_add(out, "\n");
}

void cites_write(struct visit *v, const struct faq_cite *cites, size_t count)
{
	struct text *out = &v->page->body;

	text_add(out, "<dl class=\"ct\">\n");
	for (size_t i = 0; i < count; i++) {
		if (group_known(cites, i))
			continue;
		text_add(out, "<dt>");
		weight_write(out, cites[i].weight);
		markup(out, " %s\n", cites[i].provision->source->title);
		for (size_t k = i; k < count; k++)
			if (same_group(&cites[i], &cites[k]))
				cite_write(v, &cites[k]);
	}
	text_add(out, "</dl>\n");
}

/* --- prose --- */

static void prose_href(void *self, const char *target, struct text *out)
{
	struct visit *v = self;
	const char *id = strchr(target, ':') ? strchr(target, ':') + 1 : target;
	const struct provision *p = strncmp(target, "law:", 4) == 0 ? law_provision(&v->site->law, id) : NULL;
	const struct faq_item *item = strncmp(target, "faq:", 4) == 0 ? faq_item(&v->site->faq, bytes_of(id)) : NULL;

	if (p)
		href_provision(out, v, p);
	else if (item)
		href_item(out, v, item);
	else
		href_path(out, v, "/faq", NULL);
}

void prose_write(struct visit *v, const char *markdown)
{
	markdown_html(&v->page->body, markdown, &(struct markdown_links){ prose_href, v });
}

/* --- what rests on an item --- */

void rests_write(struct visit *v, const struct faq_item *item)
{
	enum { SHOWN = 6 };
	struct text *out = &v->page->body;

	if (item->rest_count == 0)
		return;
	if (item->rest_count > SHOWN)
		markup(out, "<details class=\"r\"><summary>Decides %zu limbs and rules</summary>", item->rest_count);
	else
		text_add(out, "<p class=\"r\">Decides ");
	for (size_t i = 0; i < item->rest_count; i++) {
		text_add(out, i ? " · " : "");
		link_rest(v, &item->rests[i]);
		markup(out, " %s", item->rests[i].title);
	}
	text_add(out, item->rest_count > SHOWN ? "</details>\n" : "</p>\n");
}

void item_line(struct visit *v, const struct faq_item *item)
{
	struct text *out = &v->page->body;

	text_add(out, "<li>");
	link_item(v, item);
	markup(out, " <b class=\"v %s\">%s</b>\n", item->verdict, faq_verdict_text(item->verdict));
}
