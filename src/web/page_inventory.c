/*
 * What a product ships with: its tables, and each of them 100 rows to a page,
 * with what the declaration says beside it.
 */
#include "web/inventory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "report/declared.h"
#include "web/pages.h"

/* --- what is declared of a row --- */

/* Which list of product.yaml speaks about the rows of a table. */
static const struct match { const char *table, *list, *names[3]; const char *port; } matches[] = {
	{ "service", "inventory.services", { "name", "program", NULL }, NULL },
	{ "listener", "inventory.services", { "program", "service", NULL }, "port" },
	{ "account", "inventory.accounts", { "name", NULL, NULL }, NULL },
};

static const struct match *match_of(const struct inventory *t)
{
	for (size_t i = 0; i < COUNT(matches); i++)
		if (strcmp(matches[i].table, t->kind->name) == 0)
			return &matches[i];
	return NULL;
}

static bool same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

/* A program may be declared without the folder it stands in. */
static bool is_named(const struct match *m, const struct inventory *t, const struct inventory_row *row, const char *name)
{
	for (size_t i = 0; m->names[i] && name; i++) {
		const char *cell = inventory_cell(t, row, m->names[i]);

		if (same(cell, name) || (cell && same(path_last(cell), name)))
			return true;
	}
	return false;
}

bool inventory_declares(const struct results *r, const struct inventory *t)
{
	const struct match *m = match_of(t);
	const char *part;

	for (size_t n = 0; m && (part = declared_part(r, n)) != NULL; n++)
		if (declared_entries(r, part, m->list) > 0)
			return true;
	return false;
}

const char *inventory_reason(const struct results *r, const struct inventory *t, const struct inventory_row *row)
{
	const struct match *m = match_of(t);
	const char *part;

	for (size_t n = 0; m && (part = declared_part(r, n)) != NULL; n++) {
		int64_t count = declared_entries(r, part, m->list);

		for (int64_t i = 0; i < count; i++) {
			const char *port = m->port ? declared_entry(r, part, m->list, i, m->port, 0) : NULL;

			if (!is_named(m, t, row, declared_entry(r, part, m->list, i, "name", 0)))
				continue;
			if (!port || same(port, inventory_cell(t, row, m->port)))
				return declared_entry(r, part, m->list, i, "why", 0);
		}
	}
	return NULL;
}

const struct inventory *inventory_asked(const struct visit *v, const struct site_dossier *d)
{
	return d && d->side.results.image ? inventory_find(d->side.results.inventory, v->parts[1]) : NULL;
}

/* --- the list of tables --- */

bool inventory_html(struct visit *v)
{
	const struct site_dossier *d = visit_dossier(v);
	struct text *out = &v->page->body;

	if (!d || !d->side.results.image)
		return false;
	product_open(v, d, PRODUCT_INVENTORY, "inventory");
	text_add(out, "<p class=\"lead\">What the image holds as it is delivered. A table without rows means that nothing of the "
		      "kind was found where cradle looks, not that there is none.</p>\n<ul class=\"laws\">\n");
	for (size_t i = 0; i < INVENTORY_TABLES; i++) {
		const struct inventory *t = &d->side.results.inventory[i];
		const struct limb *limb = law_limb(&v->site->law, t->kind->limb);
		char below[80];

		snprintf(below, sizeof(below), "/inventory/%s", t->kind->name);
		markup(out, "<li><b>%zu</b> <div>", t->count);
		if (t->count)
			product_link(v, d, below, NULL, NULL, t->kind->title);
		else
			markup(out, "%s", t->kind->title);
		text_add(out, "</div> <span>");
		if (limb) {
			text_add(out, "bears on ");
			link_limb(v, limb);
		}
		text_add(out, "</span>\n");
	}
	text_add(out, "</ul>\n");
	frame_close(v);
	return true;
}

int inventory_each(struct site *site, const struct route_paths *to, struct err *err)
{
	for (size_t i = 0; i < site->dossier_count; i++)
		if (site->dossiers[i].side.results.image && route_path(to, err, "/dossier/%zu/inventory", site->dossiers[i].number) != 0)
			return -1;
	return 0;
}

/* --- one of them --- */

/* "not_after" as a heading: "not after" */
static const char *column_words(const char *column, char out[40])
{
	snprintf(out, 40, "%s", column);
	for (char *p = out; *p; p++)
		if (*p == '_')
			*p = ' ';
	return out;
}

static void write_heads(struct text *out, const struct inventory *t, bool declared)
{
	char words[40];

	text_add(out, "<thead role=\"rowgroup\"><tr role=\"row\">");
	for (size_t i = 0; i < t->column_count; i++)
		markup(out, "<th role=\"columnheader\" scope=\"col\">%s</th>", column_words(t->kind->columns[i], words));
	text_add(out, "<th role=\"columnheader\" scope=\"col\">where</th>");
	markup_if(out, declared, "<th role=\"columnheader\" scope=\"col\">declared reason</th>");
	text_add(out, "</tr></thead>\n<tbody role=\"rowgroup\">\n");
}

/* Where there is no room for columns, each cell says which it is (site.css). */
static void write_cell(struct text *out, const char *column, const char *text, bool first)
{
	char words[40];

	markup(out, first ? "<th scope=\"row\" role=\"rowheader\" data-of=\"%s\">%s</th>" : "<td role=\"cell\" data-of=\"%s\">%s</td>",
	       column_words(column, words), text ? text : "–");
}

static void write_row(struct visit *v, const struct site_dossier *d, const struct inventory *t, const struct inventory_row *row,
		      bool declared)
{
	struct text *out = &v->page->body;

	text_add(out, "<tr role=\"row\">");
	for (size_t i = 0; i < t->column_count; i++)
		write_cell(out, t->kind->columns[i], row->cells[i], i == 0);
	text_add(out, "<td role=\"cell\" data-of=\"where\">");
	product_place(out, row->path, row->line);
	text_add(out, "</td>");
	if (declared) {
		const char *reason = inventory_reason(&d->side.results, t, row);

		write_cell(out, "declared reason", reason ? reason : "none", false);
	}
	text_add(out, "</tr>\n");
}

static void write_about(struct visit *v, const struct results *r, const struct inventory *t, const struct pager *p)
{
	const struct limb *limb = law_limb(&v->site->law, t->kind->limb);
	const struct faq_item *item = product_limb_item(v->site, limb);
	size_t from = (p->page - 1) * INVENTORY_SHOWN, to = from + INVENTORY_SHOWN < t->count ? from + INVENTORY_SHOWN : t->count;
	struct text *out = &v->page->body;

	text_add(out, "<p>");
	if (limb) {
		text_add(out, "These defaults bear on ");
		link_limb(v, limb);
		markup(out, " %s first. ", limb->title);
	}
	if (item) {
		text_add(out, "Explained in ");
		link_item(v, item);
		text_add(out, ". ");
	}
	if (match_of(t) && r->declaration && !inventory_declares(r, t))
		markup(out, "The declaration gives no reasons for them (<code>%s</code>). ", match_of(t)->list);
	markup(out, "A dash is what is not known.</p>\n<p class=\"soft\" id=\"shown\">Rows %zu to %zu of %zu. Page %zu of %zu.</p>\n",
	       t->count ? from + 1 : 0, to, t->count, p->page, p->pages);
}

static bool table_write(struct visit *v, const struct site_dossier *d, const struct inventory *t, const struct pager *p)
{
	bool declared = inventory_declares(&d->side.results, t);
	struct text *out = &v->page->body;
	char about[120];

	snprintf(about, sizeof(about), "%s", t->kind->title);
	if (p->page > 1)
		snprintf(about, sizeof(about), "%.80s, page %zu", t->kind->title, p->page);
	product_open(v, d, PRODUCT_INVENTORY, about);
	write_about(v, &d->side.results, t, p);
	markup(out, "<table class=\"rows\" role=\"table\" aria-describedby=\"shown\"><caption class=\"hid\">%s</caption>\n",
	       t->kind->title);
	write_heads(out, t, declared);
	for (size_t i = (p->page - 1) * INVENTORY_SHOWN; i < t->count && i < p->page * INVENTORY_SHOWN; i++)
		write_row(v, d, t, &t->rows[i], declared);
	text_add(out, "</tbody></table>\n");
	pager_write(v, p);
	frame_close(v);
	return true;
}

bool inventory_table_html(struct visit *v)
{
	const struct site_dossier *d = visit_dossier(v);
	const struct inventory *t = inventory_asked(v, d);
	char path[VISIT_PATH];
	struct pager p = { .path = path };

	if (!t || t->count == 0 || !pager_fill(&p, v->parts[2], t->count, INVENTORY_SHOWN))
		return false;
	snprintf(path, sizeof(path), "/dossier/%zu/inventory/%s", d->number, t->kind->name);
	if (v->parts[2] && p.page == 1)
		return visit_move(v, path);
	return table_write(v, d, t, &p);
}

/* 'deep': the second and later pages. */
static int tables_each(struct site *site, const struct route_paths *to, bool deep, struct err *err)
{
	for (size_t i = 0; i < site->dossier_count; i++)
		for (size_t k = 0; site->dossiers[i].side.results.image && k < INVENTORY_TABLES; k++) {
			const struct inventory *t = &site->dossiers[i].side.results.inventory[k];

			if (!deep && t->count &&
			    route_path(to, err, "/dossier/%zu/inventory/%s", site->dossiers[i].number, t->kind->name) != 0)
				return -1;
			for (size_t n = 2; deep && n <= (t->count + INVENTORY_SHOWN - 1) / INVENTORY_SHOWN; n++)
				if (route_path(to, err, "/dossier/%zu/inventory/%s/page/%zu", site->dossiers[i].number,
					       t->kind->name, n) != 0)
					return -1;
		}
	return 0;
}

int inventory_table_each(struct site *site, const struct route_paths *to, struct err *err)
{
	return tables_each(site, to, false, err);
}

int inventory_page_each(struct site *site, const struct route_paths *to, struct err *err)
{
	return tables_each(site, to, true, err);
}
