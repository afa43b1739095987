/*
 * What programs look for at the top of a site.
 */
#include <stdio.h>
#include <string.h>

#include "base/embedded.h"
#include "web/twin.h"

bool schema_file(struct visit *v)
{
	struct bytes schema = embedded_find("docs/site.schema.json");

	v->page->type = "application/schema+json";
	text_add_bytes(&v->page->body, schema.at, schema.n);
	return schema.n > 0;
}

/* --- OpenSearch 1.1 --- */

static void search_url(struct visit *v, const char *type, const char *path)
{
	struct text *out = &v->page->body;

	text_printf(out, "<Url type=\"%s\" template=\"", type);
	text_html(out, v->site->options.origin);
	text_printf(out, "%s?q={searchTerms}\"/>\n", path);
}

/* Suggestions and JSON are answers to a query: where there is only a script to search, they aren't there. */
bool opensearch_file(struct visit *v)
{
	struct text *out = &v->page->body;

	if (!v->site->options.origin)
		return false;
	v->page->type = "application/opensearchdescription+xml; charset=utf-8";
	text_add(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
		      "<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n"
		      "<ShortName>cradle</ShortName>\n"
		      "<Description>Questions on the EU Cyber Resilience Act, answered with their provisions</Description>\n"
		      "<Language>en</Language>\n<InputEncoding>UTF-8</InputEncoding>\n<OutputEncoding>UTF-8</OutputEncoding>\n");
	search_url(v, "text/html", "/search");
	if (!v->site->options.files) {
		search_url(v, "application/x-suggestions+json", "/suggest.json");
		search_url(v, "application/json", "/search.json");
	}
	text_add(out, "</OpenSearchDescription>\n");
	return true;
}

int opensearch_each(struct site *site, const struct route_paths *to, struct err *err)
{
	return site->options.origin ? route_path(to, err, "/opensearch.xml") : 0;
}

/* --- the sitemap --- */

static const char *newest(const char *a, const char *b)
{
	return strcmp(a, b) > 0 ? a : b;
}

/* A provision's page says what is in the index and which items cite it. */
static const char *provision_date(const struct site *site, const char *id)
{
	const struct provision *p = law_provision(&site->law, id);
	const struct site_provision *at = p ? site_provision(site, p) : NULL;
	const char *date = site->law.as_of;

	for (size_t i = 0; at && i < at->item_count; i++)
		date = newest(date, at->items[i]->as_of);
	return date;
}

/* When what the page says has last changed: the date of what it is about, else of the whole. */
static const char *path_date(const struct site *site, const char *path)
{
	struct bytes rest = bytes_of(path), folder, name;

	bytes_field(&rest, '/', &folder);
	bytes_field(&rest, '/', &folder);
	if (bytes_are(folder, "law") && rest.n)
		return provision_date(site, path + 5);
	if (bytes_are(folder, "faq") && faq_item(&site->faq, rest))
		return faq_item(&site->faq, rest)->as_of;
	if (bytes_are(folder, "faq") && bytes_field(&rest, '/', &name) && faq_module(&site->faq, name))
		return faq_module(&site->faq, name)->updated;
	return newest(site->faq.updated, site->law.as_of);
}

static bool is_of_product(const char *path)
{
	return strncmp(path, "/dossier", 8) == 0 || strncmp(path, "/compare", 8) == 0 || strncmp(path, "/portfolio", 10) == 0;
}

/* Pages for people; what a dossier says of a product is nobody's to index. */
static int sitemap_path(void *self, const char *path, struct err *err)
{
	struct visit *v = self;
	struct text *out = &v->page->body;

	(void)err;
	if (is_of_product(path))
		return 0;
	text_add(out, "<url><loc>");
	text_html(out, v->site->options.origin);
	text_html(out, path);
	text_printf(out, "</loc><lastmod>%s</lastmod></url>\n", path_date(v->site, path));
	return 0;
}

bool sitemap_file(struct visit *v)
{
	const struct route_paths to = { sitemap_path, v };
	struct text *out = &v->page->body;
	struct err err;

	if (!v->site->options.origin)
		return false;
	v->page->type = "application/xml; charset=utf-8";
	text_add(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
	for (const struct route *r = routes; r->pattern; r++) {
		if (!r->html || r->live || is_of_product(r->pattern))
			continue;
		if (r->each ? r->each(v->site, &to, &err) != 0 : !strchr(r->pattern, '{') && sitemap_path(v, r->pattern, &err) != 0)
			return false;
	}
	text_add(out, "</urlset>\n");
	return true;
}

int sitemap_each(struct site *site, const struct route_paths *to, struct err *err)
{
	return site->options.origin ? route_path(to, err, "/sitemap.xml") : 0;
}

/* --- for crawlers and language models --- */

bool robots_file(struct visit *v)
{
	const char *origin = v->site->options.origin;

	v->page->type = "text/plain; charset=utf-8";
	text_add(&v->page->body, "User-agent: *\nDisallow: /dossier\nDisallow: /compare\nDisallow: /portfolio\nDisallow: /search?\nDisallow: /search.json\nDisallow: /suggest.json\n");
	if (origin)
		text_printf(&v->page->body, "\nSitemap: %s/sitemap.xml\n", origin);
	return true;
}

static void llms_line(struct visit *v, const char *title, const char *path, const char *about)
{
	struct text *out = &v->page->body;

	text_add(out, "- [");
	twin_plain(out, title);
	text_printf(out, "](%s): ", path);
	twin_plain(out, about);
	text_char(out, '\n');
}

static void llms_modules(struct visit *v)
{
	text_add(&v->page->body, "\n## Modules\n\n");
	for (size_t i = 0; i < v->site->faq.module_count; i++) {
		const struct faq_module *m = &v->site->faq.modules[i];
		char path[VISIT_PATH];

		snprintf(path, sizeof(path), "faq/%s.md", m->id);
		llms_line(v, m->title, path, m->use);
	}
}

/* llmstxt.org: a heading, a quotation, sections of links. */
bool llms_file(struct visit *v)
{
	static const struct { const char *path, *title, *about; } data[] = {
		{ "faq.json", "All items", "every question with verdict, answer and citations" },
		{ "law.json", "Provisions", "the law, the Commission's papers and acts, each clause in one line of our own" },
		{ "changes.json", "Changes", "every version of every item" },
		{ "deadlines.json", "Deadlines", "the dates of the Regulation" },
		{ "schema.json", "Schema", "what is in each JSON document" },
	};
	struct text *out = &v->page->body;

	v->page->type = "text/plain; charset=utf-8";
	text_printf(out, "# cradle: the EU Cyber Resilience Act, answered\n\n> %zu questions on Regulation (EU) 2024/2847 with a verdict"
			 " first and the provisions each answer rests on, as of %s.\n\nAnswers are our reading of the sources named,"
			 " and no legal advice. Each page has a Markdown twin (.md) and JSON (.json) at its own address; cite the"
			 " provision, its version and the item's date.\n", v->site->faq.item_count, v->site->faq.updated);
	llms_modules(v);
	text_add(out, "\n## Data\n\n");
	for (size_t i = 0; i < sizeof(data) / sizeof(*data); i++)
		llms_line(v, data[i].title, data[i].path, data[i].about);
	return true;
}
