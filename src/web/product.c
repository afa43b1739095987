#include "web/product.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/auto.h"

static const struct { const char *below, *name; bool image; } pages[PRODUCT_PAGES] = {
	[PRODUCT_OVERVIEW] = { "", "Overview", false },
	[PRODUCT_VERDICTS] = { "/verdicts", "Verdicts", false },
	[PRODUCT_FINDINGS] = { "/findings", "Findings", true },
	[PRODUCT_INVENTORY] = { "/inventory", "Inventory", true },
};

static const struct site_dossier *numbered(const struct site *site, const char *number)
{
	size_t n = visit_number(number);

	return n >= 1 && n <= site->dossier_count ? &site->dossiers[n - 1] : NULL;
}

const struct site_dossier *visit_dossier(const struct visit *v)
{
	return numbered(v->site, v->parts[0]);
}

void product_link(struct visit *v, const struct site_dossier *d, const char *below, const char *query, const char *fragment,
		  const char *text)
{
	struct text *out = &v->page->body;
	char path[VISIT_PATH];

	snprintf(path, sizeof(path), "/dossier/%zu%s", d->number, below);
	text_add(out, "<a href=\"");
	href_path(out, v, path, NULL);
	if (query && !v->site->options.files)
		markup(out, "?%s", query);
	if (fragment)
		markup(out, "#%s", fragment);
	markup(out, "\">%s</a>", text);
}

bool product_pair(const struct visit *v, const struct site_dossier **before, const struct site_dossier **after)
{
	*before = numbered(v->site, v->parts[0]);
	*after = numbered(v->site, v->parts[1]);
	return *before && *after && *before != *after;
}

void product_compare(struct visit *v, const struct site_dossier *before, const struct site_dossier *after, const char *text)
{
	char path[VISIT_PATH];

	snprintf(path, sizeof(path), "/compare/%zu/%zu", before->number, after->number);
	link_path(v, path, text);
}

static void write_way(struct visit *v, const struct site_dossier *d, enum product_page page)
{
	struct text *out = &v->page->body;

	text_add(out, "<nav class=\"jump\" aria-label=\"Product\">\n");
	for (size_t i = 0; i < PRODUCT_PAGES; i++) {
		char path[VISIT_PATH];

		if (pages[i].image && !d->side.results.image)
			continue;
		snprintf(path, sizeof(path), "/dossier/%zu%s", d->number, pages[i].below);
		link_open(v, path, NULL);
		markup_if(out, i == page, strcmp(v->path, path) == 0 ? " aria-current=\"page\"" : " aria-current=\"true\"");
		markup(out, ">%s</a>\n", pages[i].name);
	}
	if (d->before) {
		product_compare(v, d->before, d, "Since the release before");
		text_add(out, "\n");
	}
	text_add(out, "</nav>\n");
}

void product_open(struct visit *v, const struct site_dossier *d, enum product_page page, const char *about)
{
	char title[VISIT_PATH];

	snprintf(title, sizeof(title), "%.250s%s%s", d->title, about ? ": " : "", about ? about : "");
	frame_open(v, &(struct frame){ .title = title, .look = "product" });
	write_way(v, d, page);
}

void product_word(struct text *out, const char *word)
{
	markup(out, "<b class=\"o %s\">%s</b>", result_style(word), word);
}

void product_gate(struct visit *v, const struct results *r)
{
	struct text *out = &v->page->body;

	markup(out, "<div class=\"gate %s\"><strong>%s</strong> <span>%zu of %zu points not met, %zu need input, %zu "
		    "met, %zu not owed", result_style(r->gate),
	       r->gate, r->not_met, r->points, r->needs_input, r->met, r->exempt);
	if (r->image)
		markup(out, "<br>Findings: %zu critical, %zu high, %zu medium, %zu low", r->fails[4], r->fails[3],
		       r->fails[2], r->fails[1]);
	text_add(out, "</span></div>\n");
}

void product_place(struct text *out, const char *path, int64_t line)
{
	if (!path)
		return;
	markup(out, "<code>%s", path);
	if (line > 0)
		text_printf(out, ":%" PRId64, line);
	text_add(out, "</code>");
}

/* --- what explains it --- */

static const struct site_rule *rule_find(const struct site *site, const char *rule)
{
	for (size_t i = 0; i < site->index->rule_count; i++)
		if (strcmp(site->index->rules[i].rest->key, rule) == 0)
			return &site->index->rules[i];
	return NULL;
}

const struct faq_item *product_rule_item(const struct site *site, const char *rule)
{
	const struct site_rule *at = rule_find(site, rule);

	return at ? at->item : NULL;
}

const struct faq_item *product_limb_item(const struct site *site, const struct limb *limb)
{
	return limb && limb->faq ? faq_item(&site->faq, bytes_of(limb->faq)) : NULL;
}

void product_rule(struct visit *v, const char *rule)
{
	const struct site_rule *at = rule_find(v->site, rule);

	text_add(&v->page->body, "<code>");
	if (at)
		link_rest(v, at->rest);
	else
		markup(&v->page->body, "%s", rule);
	text_add(&v->page->body, "</code>");
}

/* --- lists on several pages --- */

bool pager_fill(struct pager *p, const char *page, size_t count, size_t on_page)
{
	p->page = page ? visit_number(page) : 1;
	p->pages = count ? (count + on_page - 1) / on_page : 1;
	return p->page >= 1 && p->page <= p->pages;
}

static void page_open(struct visit *v, const struct pager *p, size_t page)
{
	struct text *out = &v->page->body;
	char path[VISIT_PATH];

	snprintf(path, sizeof(path), "%s", p->path);
	if (page > 1 && !p->query)
		snprintf(path, sizeof(path), "%s/page/%zu", p->path, page);
	text_add(out, "<a href=\"");
	href_path(out, v, path, NULL);
	if (p->query)
		markup(out, "?%s", p->query);
	if (p->query && page > 1)
		markup(out, "&amp;page=%zu", page);
	text_char(out, '"');
}

void pager_write(struct visit *v, const struct pager *p)
{
	struct text *out = &v->page->body;
	size_t last = 0;

	if (p->pages == 1)
		return;
	text_add(out, "<nav class=\"pages\" aria-label=\"Pages\">");
	if (p->page > 1) {
		page_open(v, p, p->page - 1);
		text_add(out, " rel=\"prev\">Previous</a>\n");
	}
	for (size_t i = 1; i <= p->pages; i++) {
		if (i != 1 && i != p->pages && (i + 2 < p->page || i > p->page + 2))
			continue;
		text_add(out, last && i > last + 1 ? "<span>…</span>" : "");
		last = i;
		page_open(v, p, i);
		markup_if(out, i == p->page, " aria-current=\"page\"");
		markup(out, "><span class=\"hid\">Page </span>%zu</a>\n", i);
	}
	if (p->page < p->pages) {
		page_open(v, p, p->page + 1);
		text_add(out, " rel=\"next\">Next</a>\n");
	}
	text_add(out, "</nav>\n");
}
