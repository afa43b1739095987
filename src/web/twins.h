/*
 * twins.h - the machine side of the pages: JSON, Markdown, feeds, calendars and
 * what programs look for at the top of a site.
 *
 *	{ "/faq/{}/{}", "an item alone", .html = item_html, .json = item_json, .markdown = item_markdown,
 *	  .each = item_each },
 *	{ "/deadlines.ics", "the dates as a calendar", .file = deadlines_ics },
 *
 * The JSON of a page is one object: 'kind' says of what, 'path' where its page
 * stands, and docs/site.schema.json (served as /schema.json) what is in it. An
 * item has the fields of 'cradle ask --json'. Markdown begins with a front
 * matter in YAML and links to other twins, relatively, so that a folder of them
 * can be read anywhere.
 *
 * Nothing here differs between a server and static files. Only the sitemap and
 * the OpenSearch description must have absolute addresses (sitemaps.org;
 * OpenSearch 1.1): without an origin they aren't there, and nothing links to
 * them. Feeds have ids that are made from what they are about (urn:uuid), and
 * addresses relative to themselves.
 *
 *	twin.h		what they share		twin_<noun>.c	JSON and Markdown of its pages
 *	feed.c		Atom			calendar.c	iCalendar
 *	discover.c	sitemap, OpenSearch, robots.txt, llms.txt, the schema
 */
#ifndef CRADLE_WEB_TWINS_H
#define CRADLE_WEB_TWINS_H

#include "web/route.h"

/* --- JSON and Markdown; parts[] as in the pattern at the end of the line --- */
bool home_json(struct visit *v);		/* / */
bool about_json(struct visit *v);
bool items_json(struct visit *v);		/* /faq: every item whole; /faq/page/{}: those on it, in short */
bool items_facet_json(struct visit *v);		/* /faq/FACET/{}, /faq/FACET/{}/page/{} */
bool module_json(struct visit *v);		/* /faq/{}, /faq/{}/all: every section */
bool module_markdown(struct visit *v);
bool part_json(struct visit *v);		/* /faq/{}/part/{}: the sections on that page */
bool item_json(struct visit *v);		/* /faq/{}/{} */
bool item_markdown(struct visit *v);
bool workflow_json(struct visit *v);		/* of a module: {} is the module */
bool workflow_markdown(struct visit *v);
bool law_json(struct visit *v);			/* every provision, in short */
bool provision_json(struct visit *v);		/* {} is its id */
bool provision_markdown(struct visit *v);
bool limbs_json(struct visit *v);		/* every limb, in short */
bool limb_json(struct visit *v);		/* {} is its key */
bool limb_markdown(struct visit *v);
bool sources_json(struct visit *v);
bool sources_markdown(struct visit *v);
bool deadlines_json(struct visit *v);
bool changes_json(struct visit *v);
bool dossier_json(struct visit *v);		/* {} is its number */
bool verdicts_json(struct visit *v);
bool findings_json(struct visit *v);		/* those on the page */
bool inventory_json(struct visit *v);		/* how many rows each table has */
bool inventory_table_json(struct visit *v);	/* the rows on the page */
bool products_json(struct visit *v);
bool compare_json(struct visit *v);		/* {} are numbers of dossiers: before, after */

/* --- live: the answer to a query --- */
bool search_file(struct visit *v);		/* /search.json: q typing limit module verdict role weight provision */
bool suggest_file(struct visit *v);		/* /suggest.json: q; as OpenSearch wants suggestions */

/* --- files with a name of their own --- */
bool search_index_file(struct visit *v);	/* /search-index.json */
bool search_text_file(struct visit *v);		/* /search-text.json */
bool schema_file(struct visit *v);		/* /schema.json */
bool opensearch_file(struct visit *v);		/* /opensearch.xml; false without an origin */
bool sitemap_file(struct visit *v);		/* /sitemap.xml; false without an origin */
bool robots_file(struct visit *v);		/* /robots.txt */
bool llms_file(struct visit *v);		/* /llms.txt */
bool changes_feed(struct visit *v);		/* /changes.atom */
bool module_feed(struct visit *v);		/* /faq/{}/changes.atom */
int module_feed_each(struct site *site, const struct route_paths *to, struct err *err);
bool deadlines_ics(struct visit *v);		/* /deadlines.ics */

/* For route.each: the path where there is an origin. */
int sitemap_each(struct site *site, const struct route_paths *to, struct err *err);
int opensearch_each(struct site *site, const struct route_paths *to, struct err *err);

#endif
