/*
 * route.h - the table of pages, the request as they get it, and what they share.
 *
 *	{ "/faq/{}/{}", "an item alone", .html = item_html, .json = item_json, .markdown = item_markdown,
 *	  .each = item_each },
 *
 * A {} is one part of the path. Its page in HTML stands at the path itself, its
 * JSON at the path with ".json", its Markdown at the path with ".md" ("/" has
 * "/index.json"). NULL: there is no such form. The first row that fits answers.
 *
 * A writer adds to v->page->body and returns true, or returns false: there is
 * no such page, and what it wrote is dropped for the 404. visit_move() makes it
 * a 301. Every text that is not a literal goes through text_html(), json_text()
 * or markdown's own: nothing of a request or of the data is markup.
 *
 * To add a page: a function in page_<noun>.c (twin_<noun>.c for JSON and
 * Markdown), its prototype in pages.h (twins.h) and its row in routes.c.
 */
#ifndef CRADLE_WEB_ROUTE_H
#define CRADLE_WEB_ROUTE_H

#include "diff/diff.h"
#include "dossier/dossier.h"
#include "portfolio/portfolio.h"
#include "report/report.h"
#include "web/web.h"

enum { VISIT_PARTS = 3, VISIT_QUERY = 16, VISIT_PATH = 400, VISIT_TARGET = 4096 };

enum form {
	FORM_HTML = 1,
	FORM_JSON,
	FORM_MARKDOWN,
	FORM_FILE,			/* a name of its own: "/site.css", "/feed.atom" */
};

struct visit_field {
	const char *name, *value;	/* decoded, without control characters, UTF-8 */
};

/* One request, for the time of its answer. */
struct visit {
	struct site *site;
	const struct route *route;
	struct page *page;
	enum form form;
	char path[VISIT_PATH];		/* decoded, without suffix and query: "/faq/secure-by-default" */
	const char *parts[VISIT_PARTS];	/* what stands for each {} */
	struct visit_field query[VISIT_QUERY];
	size_t query_count;
	char text[2 * VISIT_TARGET];	/* holds parts and query */
};

/* The value of a query parameter, or NULL: not there, or empty. */
const char *visit_get(const struct visit *v, const char *name);

/* "12" as a number from 1 to 99,999; 0: it is none. "012" is none, so that a page has one address. */
size_t visit_number(const char *s);

/* 'path' ("/faq/a/b") is where it stands now; with the form that was asked for. Returns true. */
bool visit_move(struct visit *v, const char *path);

struct route_paths {
	int (*path)(void *self, const char *path, struct err *err);
	void *self;
};

struct route {
	const char *pattern, *about;
	const char *asks;		/* parameters of the query that it reads, blanks between; NULL: none */
	bool (*html)(struct visit *v);
	bool (*json)(struct visit *v);
	bool (*markdown)(struct visit *v);
	bool (*file)(struct visit *v);	/* instead of the three; sets v->page->type */
	/* Calls route_path() for each page there is; NULL: the pattern is the only one, or, with {} in it, none. */
	int (*each)(struct site *site, const struct route_paths *to, struct err *err);
	bool live;			/* only for a server: no static file (the answers to a query) */
};

extern const struct route routes[];	/* ends with a NULL pattern */

/* Formats a path of a page for route.each(); the forms are added by the caller. */
int route_path(const struct route_paths *to, struct err *err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * --- addresses ---
 *
 * href_*() write the value of an attribute, escaped. On the server that is the
 * path; in static files it is relative and names the file, so that a folder
 * opened from a disk works ("../../faq/x/index.html"). 'fragment' may be NULL.
 */
void href_path(struct text *out, const struct visit *v, const char *path, const char *fragment);
void href_item(struct text *out, const struct visit *v, const struct faq_item *item);		/* alone */
void href_card(struct text *out, const struct visit *v, const struct faq_item *item);		/* in its module */
void href_module(struct text *out, const struct visit *v, const struct faq_module *module);
void href_provision(struct text *out, const struct visit *v, const struct provision *p);
void href_limb(struct text *out, const struct visit *v, const struct limb *limb);

/* The paths that stand in these addresses, for JSON, feeds and the sitemap: "/faq/m/i". Add site->options.origin. */
void path_item(struct text *out, const struct faq_item *item);
void path_provision(struct text *out, const struct provision *p);
void path_limb(struct text *out, const struct limb *limb);

/* Where the law's text can be read (EUR-Lex, the Commission's page); false: there is none. Not escaped. */
bool provision_official(struct text *out, const struct provision *p);

/*
 * --- what site_open() works out once ---
 */

/* What rests on a provision, besides the items (faq_uses()). */
struct site_provision {
	const struct provision *provision;
	const struct provision *parent;		/* or NULL */
	const struct provision **parts;		/* its own paragraphs, points ... */
	size_t part_count;
	const struct faq_item **items;		/* that cite this very provision */
	size_t item_count;
	const struct limb **limbs;
	size_t limb_count;
	const struct faq_rest **rules;		/* whose limb cites it, by id */
	size_t rule_count;
	const struct faq_task **tasks;		/* of workflows */
	size_t task_count;
	size_t inner;				/* items that cite it or a part of it */
	const char *note;			/* law_note() */
	const char *text;			/* of the law, where it was imported, or NULL */
};

struct site_source {
	const struct law_source *source;
	size_t uses;				/* citations of it */
};

/*
 * A long module is shown on several pages of whole sections: the first at
 * /faq/M, the others at /faq/M/part/2 ...; all of it, for print, at /faq/M/all.
 */
struct site_part {
	size_t first, count;			/* sections */
};

struct site_module {
	const struct faq_module *module;
	struct site_part *parts;
	size_t part_count;
	struct site_source *sources;		/* cited here, the law first, then by use */
	size_t source_count;
	size_t primary;				/* of them with weight: what K09 counts */
	const struct provision **provisions;	/* cited here, in the order of the index */
	size_t provision_count;
};

struct site_rule {
	const struct faq_rest *rest;
	const struct faq_item *item;		/* the one that explains it */
};

struct site_index {
	const char *tool;			/* the program's version */
	struct site_provision *provisions;	/* as law.provisions */
	struct site_module *modules;		/* as faq.modules */
	struct site_source *sources;		/* as law.sources, uses in the whole corpus */
	struct site_rule *rules;		/* by id */
	size_t rule_count;
	size_t limb_count;			/* with an item that explains them */
	char style[20], script[20];		/* hashes of the style sheet and the script, for their addresses */
};

/* On which page of its module an item stands, from 1. */
size_t site_part(const struct site *site, const struct faq_item *item);
const struct site_provision *site_provision(const struct site *site, const struct provision *p);
const struct site_module *site_module(const struct site *site, const struct faq_module *module);

struct site_dossier {
	size_t number;				/* from 1: /dossier/1 */
	const char *name;			/* product or image, else the file's name */
	const char *title;			/* with its version; no two are the same */
	signed char *offers;			/* of reports[]: 1 can be written, -1 cannot, 0 not tried yet */
	struct dossier dossier;
	struct diff_side side;			/* its results, and what a comparison asks besides */
	const struct release *release;		/* in the portfolio */
	const struct site_dossier *before;	/* the release before it, of those that are shown, or NULL */
};

/* The one that /dossier/{} names, or NULL. */
const struct site_dossier *visit_dossier(const struct visit *v);

/* A date of the Regulation, or of an act that changes it; sorted by date. */
struct deadline {
	const char *key;			/* "reporting": an anchor and a UID */
	const char *date;			/* YYYY-MM-DD */
	const char *title, *about;
	const char *provision;			/* id */
};
extern const struct deadline deadlines[];	/* ends with a NULL key */

/*
 * --- search by the script ---
 *
 * On the server it asks /search.json?q=...&typing=1&limit=8 (and module, verdict,
 * role, weight, provision as on /search):
 *
 *	{ "query": "...", "corrected": null or "...", "supported": true, "total": 31,
 *	  "hits": [{ "id": "secure-by-default/opt-out", "path": "/faq/secure-by-default/opt-out", "verdict": "Yes",
 *		     "module": "Secure by default", "question": ["Can users ", "opt out", "?"],
 *		     "snippet": ["Yes. The ", "opt-out", " ..."] }, ...],	parts: plain, marked, plain, marked ...
 *	  "near": [{ "id": "art-13-8", "path": "/law/art-13-8", "citation": "Article 13(8)", "about": "..." }] }
 *
 * search_parts() gives the parts. In static files two files take its place, both
 * JSON on one line. The first is all that the first result needs; the second
 * is fetched behind it and makes results better.
 *
 *	/search-index.json
 *	{ "digest": faq.digest,
 *	  "modules": [["secure-by-default", "Secure by default"], ...],	as faq.modules: id, title
 *	  "verdicts": ["Yes", ...],					as faq_verdicts, in words
 *	  "items": [[0, "opt-out", "Can users ...?", 1], ...] }		as faq.items: module, slug, question, verdict
 *
 *	/search-text.json
 *	{ "digest": faq.digest,
 *	  "texts": [["Yes. The law ...", "check factory reset", "Article 13(8) / ..."], ...],	brief; words of the asks; citations
 *	  "concepts": [["ota", "over the air", "automatic update"], ...] }	words that mean the same; [] is fine
 */

/*
 * Calls back with the parts of a text in turn, each plain or marked; words of
 * the last search_ask() are marked. 'most' bytes of it are given at most,
 * around the first mark, with dots where something was left out.
 */
void search_parts(struct site *site, const char *text, size_t most,
		  void (*part)(void *self, const char *s, size_t n, bool marked), void *self);

#endif
