/*
 * pages.h - the pages for people, by the file that writes them; routes.c says
 * where each stands. The machine's side is in twins.h.
 */
#ifndef CRADLE_WEB_PAGES_H
#define CRADLE_WEB_PAGES_H

#include "web/route.h"

/* page_home.c */
bool home_html(struct visit *v);
bool about_html(struct visit *v);
void refusal_html(struct visit *v);		/* 400, 404, 414: v->page->status */
void moved_html(struct visit *v);
bool missing_file(struct visit *v);		/* /404.html, for web servers that want it as a file */

/* page_items.c: all items, by facets, 20 on a page */
bool items_html(struct visit *v);
bool items_facet_html(struct visit *v);
int items_each(struct site *site, const struct route_paths *to, struct err *err);
int items_facet_each(struct site *site, const struct route_paths *to, struct err *err);
int items_facet_page_each(struct site *site, const struct route_paths *to, struct err *err);

/* page_module.c */
bool module_html(struct visit *v);
bool module_part_html(struct visit *v);
bool module_all_html(struct visit *v);
int module_each(struct site *site, const struct route_paths *to, struct err *err);
int module_part_each(struct site *site, const struct route_paths *to, struct err *err);
int module_all_each(struct site *site, const struct route_paths *to, struct err *err);
int workflow_each(struct site *site, const struct route_paths *to, struct err *err);
bool workflow_html(struct visit *v);

/* page_item.c */
bool item_html(struct visit *v);
int item_each(struct site *site, const struct route_paths *to, struct err *err);

/* page_law.c */
bool law_html(struct visit *v);
bool provision_html(struct visit *v);
int provision_each(struct site *site, const struct route_paths *to, struct err *err);
bool limbs_html(struct visit *v);
bool limb_html(struct visit *v);
int limb_each(struct site *site, const struct route_paths *to, struct err *err);

/* page_lists.c */
bool sources_html(struct visit *v);
bool deadlines_html(struct visit *v);
bool changes_html(struct visit *v);

/* page_search.c */
bool search_html(struct visit *v);

/* page_dossier.c */
bool dossier_html(struct visit *v);
int dossier_each(struct site *site, const struct route_paths *to, struct err *err);

/* page_verdicts.c */
bool verdicts_html(struct visit *v);
int verdicts_each(struct site *site, const struct route_paths *to, struct err *err);

/* page_findings.c: 50 on a page, narrowed down by a query */
bool findings_html(struct visit *v);
int findings_each(struct site *site, const struct route_paths *to, struct err *err);
int findings_page_each(struct site *site, const struct route_paths *to, struct err *err);

/* page_inventory.c: the tables; a table, 100 rows on a page */
bool inventory_html(struct visit *v);
bool inventory_table_html(struct visit *v);
int inventory_each(struct site *site, const struct route_paths *to, struct err *err);
int inventory_table_each(struct site *site, const struct route_paths *to, struct err *err);
int inventory_page_each(struct site *site, const struct route_paths *to, struct err *err);

/* page_download.c: the reports of a product as files */
bool download_file(struct visit *v);
int download_each(struct site *site, const struct route_paths *to, struct err *err);

/* page_portfolio.c: all products side by side */
bool products_html(struct visit *v);
int products_each(struct site *site, const struct route_paths *to, struct err *err);

/* page_compare.c: two dossiers; static files have those of one release after the other */
bool compare_html(struct visit *v);
bool compare_choose(struct visit *v);		/* /compare?a=1&b=2 leads there */
int compare_each(struct site *site, const struct route_paths *to, struct err *err);

/* page_files.c */
bool style_file(struct visit *v);
bool script_file(struct visit *v);
bool icon_file(struct visit *v);

#endif
