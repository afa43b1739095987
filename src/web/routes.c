#include "web/facet.h"
#include "web/findings.h"
#include "web/pages.h"
#include "web/twins.h"

/* A facet with paths; 'first' and 'more' list those of all facets, once. */
#define FACET(name, first, more) \
	{ "/faq/" name "/{}", "items by " name, .html = items_facet_html, .json = items_facet_json, .each = first }, \
	{ "/faq/" name "/{}/page/{}", "items by " name ", 20 on a page", .html = items_facet_html, .json = items_facet_json, \
	  .each = more }

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
	{ "/search", "answers to a question", .asks = "q " FACETS_ASKED, .html = search_html },
	{ "/search.json", "the same for programs", .live = true, .file = search_file },
	{ "/suggest.json", "questions that begin like one", .live = true, .file = suggest_file },
	{ "/faq", "all items, narrowed down by facets", .asks = "page " FACETS_ASKED, .html = items_html, .json = items_json },
	{ "/faq/page/{}", "all items, 20 on a page", .asks = FACETS_ASKED, .html = items_html, .json = items_json,
	  .each = items_each },
	FACET("verdict", items_facet_each, items_facet_page_each),
	FACET("role", none_each, none_each),
	FACET("weight", none_each, none_each),
	FACET("source", none_each, none_each),
	FACET("jurisdiction", none_each, none_each),
	{ "/faq/{}", "a module", .asks = "q", .html = module_html, .json = module_json, .markdown = module_markdown,
	  .each = module_each },
	{ "/faq/{}/all", "a module on one page", .html = module_all_html, .json = module_json, .markdown = module_markdown,
	  .each = module_all_each },
	{ "/faq/{}/part/{}", "more of a long module", .html = module_part_html, .json = part_json, .each = module_part_each },
	{ "/faq/{}/changes.atom", "a module's changes as a feed", .file = module_feed, .each = module_feed_each },
	{ "/faq/{}/{}", "an item alone", .html = item_html, .json = item_json, .markdown = item_markdown, .each = item_each },
	{ "/workflow/{}", "a module as tasks", .html = workflow_html, .json = workflow_json, .markdown = workflow_markdown,
	  .each = workflow_each },
	{ "/law", "every provision", .html = law_html, .json = law_json },
	{ "/law/{}", "a provision, and all that rests on it", .html = provision_html, .json = provision_json,
	  .markdown = provision_markdown, .each = provision_each },
	{ "/limb", "what is decided", .html = limbs_html, .json = limbs_json },
	{ "/limb/{}", "a limb", .html = limb_html, .json = limb_json, .markdown = limb_markdown, .each = limb_each },
	{ "/sources", "every source", .html = sources_html, .json = sources_json, .markdown = sources_markdown },
	{ "/deadlines", "the dates of the Regulation", .html = deadlines_html, .json = deadlines_json },
	{ "/deadlines.ics", "the dates as a calendar", .file = deadlines_ics },
	{ "/changes", "versions of items, newest first", .html = changes_html, .json = changes_json },
	{ "/changes.atom", "the same as a feed", .file = changes_feed },
	{ "/dossier/{}", "a product beside the answers", .html = dossier_html, .json = dossier_json, .each = dossier_each },
	{ "/dossier/{}/verdicts", "its verdicts with their reasons", .html = verdicts_html, .json = verdicts_json,
	  .each = verdicts_each },
	{ "/dossier/{}/findings", "its findings, narrowed down by a query", .asks = FINDINGS_ASKED, .html = findings_html,
	  .json = findings_json, .each = findings_each },
	{ "/dossier/{}/findings/page/{}", "its findings, 50 on a page", .asks = FINDINGS_ASKED, .html = findings_html,
	  .json = findings_json, .each = findings_page_each },
	{ "/dossier/{}/inventory", "what it ships with", .html = inventory_html, .json = inventory_json, .each = inventory_each },
	{ "/dossier/{}/inventory/{}", "a table of it", .html = inventory_table_html, .json = inventory_table_json,
	  .each = inventory_table_each },
	{ "/dossier/{}/inventory/{}/page/{}", "a table, 100 rows on a page", .html = inventory_table_html,
	  .json = inventory_table_json, .each = inventory_page_each },
	{ "/dossier/{}/report/{}", "a report of it, to keep", .file = download_file, .each = download_each },
	{ "/portfolio", "all products side by side", .html = products_html, .json = products_json, .each = products_each },
	{ "/compare", "leads to a comparison", .asks = "a b", .live = true, .html = compare_choose },
	{ "/compare/{}/{}", "what changed between two", .html = compare_html, .json = compare_json, .each = compare_each },
	{ "/about", "how to read all this", .html = about_html, .json = about_json },
	{ "/404.html", "where there is no page", .file = missing_file },
	{ "/site.css", "how the pages look", .file = style_file },
	{ "/site.js", "search while one types, links that copy", .file = script_file },
	{ "/icon.svg", "the sign of the site", .file = icon_file },
	{ "/search-index.json", "what the script searches in static files", .file = search_index_file },
	{ "/search-text.json", "and what makes it better", .file = search_text_file },
	{ "/schema.json", "what is in the JSON of a page", .file = schema_file },
	{ "/opensearch.xml", "the search for browsers", .file = opensearch_file, .each = opensearch_each },
	{ "/sitemap.xml", "every page for crawlers", .file = sitemap_file, .each = sitemap_each },
	{ "/robots.txt", "what crawlers may read", .file = robots_file },
	{ "/llms.txt", "where language models begin", .file = llms_file },
	{ 0 },
};
