#include "web/facet.h"
#include "web/pages.h"
#include "web/twins.h"

/* A facet with paths; 'first' and 'more' list those of all facets, once. */
#define FACET(name, first, more) \
	{ "/faq/" name "/{}", "items by " name, .html = items_facet_html, .json = items_facet_json, .each = first }, \
	{ "/faq/" name "/{}/page/{}", "items by " name ", 20 on a page", .html = items_facet_html, .json = items_facet_json, .each = more }

static int none_each(struct site *site, const struct route_paths *to, struct err *err)
{
	(void)site;
	(void)to;
	(void)err;
	return 0;
}

/* The first that fits answers: what has a word of its own stands before what takes any. */
const struct route routes[] = {
	{ "/", "where to begin", .html = home_html, .json = home_json },
	{ "/search", "answers to a question", .asks = "q limit typing " FACETS_ASKED, .html = search_html },
	{ "/faq", "all items, narrowed down by facets", .asks = "page " FACETS_ASKED, .html = items_html, .json = items_json },
	{ "/faq/page/{}", "all items, 20 on a page", .asks = FACETS_ASKED, .html = items_html, .json = items_json, .each = items_each },
	FACET("verdict", items_facet_each, items_facet_page_each),
	FACET("role", none_each, none_each),
	FACET("weight", none_each, none_each),
	FACET("source", none_each, none_each),
	FACET("jurisdiction", none_each, none_each),
	{ "/faq/{}", "a module", .asks = "q", .html = module_html, .json = module_json, .markdown = module_markdown, .each = module_each },
	{ "/faq/{}/all", "a module on one page", .html = module_all_html, .json = module_json, .markdown = module_markdown, .each = module_all_each },
	{ "/faq/{}/part/{}", "more of a long module", .html = module_part_html, .json = part_json, .each = module_part_each },
	{ "/faq/{}/changes.atom", "changes of a module, as a feed", .file = module_feed, .each = module_feed_each },
	{ "/faq/{}/{}", "an item alone", .html = item_html, .json = item_json, .markdown = item_markdown, .each = item_each },
	{ "/workflow/{}", "a module as tasks", .html = workflow_html, .json = workflow_json, .markdown = workflow_markdown, .each = workflow_each },
	{ "/law", "every provision", .html = law_html, .json = law_json },
	{ "/law/{}", "a provision, and all that rests on it", .html = provision_html, .json = provision_json, .markdown = provision_markdown, .each = provision_each },
	{ "/limb", "what is decided", .html = limbs_html, .json = limbs_json },
	{ "/limb/{}", "a limb", .html = limb_html, .json = limb_json, .markdown = limb_markdown, .each = limb_each },
	{ "/sources", "every source", .html = sources_html, .json = sources_json, .markdown = sources_markdown },
	{ "/deadlines", "the dates of the Regulation", .html = deadlines_html, .json = deadlines_json },
	{ "/changes", "versions of items, newest first", .html = changes_html, .json = changes_json },
	{ "/dossier/{}", "a product beside the answers", .asks = "severity limb", .html = dossier_html, .json = dossier_json, .each = dossier_each },
	{ "/about", "how to read all this", .html = about_html, .json = about_json },
	{ "/search.json", "answers to a question, for programs and the script", .asks = "q limit typing " FACETS_ASKED, .file = search_file, .live = true },
	{ "/suggest.json", "questions that go on as one types", .asks = "q", .file = suggest_file, .live = true },
	{ "/search-index.json", "the search without a server", .file = search_index_file },
	{ "/search-text.json", "what makes it better, fetched later", .file = search_text_file },
	{ "/changes.atom", "changes, as a feed", .file = changes_feed },
	{ "/deadlines.ics", "the dates as a calendar", .file = deadlines_ics },
	{ "/schema.json", "what is in the JSON of each page", .file = schema_file },
	{ "/opensearch.xml", "the search, for browsers", .file = opensearch_file, .each = opensearch_each },
	{ "/sitemap.xml", "all pages, with their dates", .file = sitemap_file, .each = sitemap_each },
	{ "/robots.txt", "what crawlers may read", .file = robots_file },
	{ "/llms.txt", "where a language model finds what", .file = llms_file },
	{ "/404.html", "where there is no page", .file = missing_file },
	{ "/site.css", "how the pages look", .file = style_file },
	{ "/site.js", "search while one types, links that copy", .file = script_file },
	{ "/icon.svg", "the sign of the site", .file = icon_file },
	{ 0 },
};
