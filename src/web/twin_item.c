#include "web/twin.h"

#include <stdio.h>
#include <string.h>

#include "web/facet.h"

/* --- JSON --- */

void twin_item_fields(struct json *j, struct law *law, const struct faq_item *item)
{
	faq_item_json(j, law, item);
	json_text(j, "section", item->section->title);
	json_int(j, "number", (int64_t)item->number);
	faq_texts_json(j, "asks", item->asks, item->ask_count);
	faq_texts_json(j, "was", item->was, item->was_count);
}

static const struct faq_item *item_of(const struct visit *v)
{
	char id[VISIT_PATH];

	snprintf(id, sizeof(id), "%s/%s", v->parts[0], v->parts[1]);
	return faq_item(&v->site->faq, bytes_of(id));
}

/* Under an id it had before, it has moved. */
static bool moved(struct visit *v, const struct faq_item *item)
{
	char path[VISIT_PATH];

	snprintf(path, sizeof(path), "/faq/%s", item->id);
	return strcmp(path, v->path) != 0 && visit_move(v, path);
}

static void item_verdicts(struct json *j, const struct site *site, const struct faq_item *item)
{
	json_open(j, "products", '[');
	for (size_t i = 0; site->dossier_count && i < site->law.limb_count; i++)
		if (faq_on_limb(item, &site->law.limbs[i])) {
			json_open(j, NULL, '{');
			json_text(j, "limb", site->law.limbs[i].key);
			twin_verdicts(j, site, site->law.limbs[i].key, NULL);
			json_close(j);
		}
	json_close(j);
}

bool item_json(struct visit *v)
{
	const struct faq_item *item = item_of(v);
	struct json j;

	if (!item || moved(v, item))
		return item != NULL;
	j = twin_json(v, "item", item->question);
	twin_item_fields(&j, &v->site->law, item);
	item_verdicts(&j, v->site, item);
	return twin_end(v, &j);
}

/* --- lists of items --- */

/* Which items a page lists: those that fit what its path and its query name. */
struct listing {
	const struct facet *facet;	/* in the path, or NULL */
	const char *value;
	const char *asked[CHOSEN];	/* what is asked of facets[i], or NULL */
	size_t page;			/* 0: all of them */
	size_t total;
};

static bool listed(const struct visit *v, const struct listing *l, const struct faq_item *item)
{
	for (size_t i = 0; facets[i].name; i++)
		if (l->asked[i] && !facets[i].fits(v->site, item, l->asked[i]))
			return false;
	return true;
}

/* False: it names a value that there is none of, or a page. */
static bool listing_open(const struct visit *v, struct listing *l, const char *page)
{
	for (size_t i = 0; facets[i].name && i < CHOSEN; i++) {
		l->asked[i] = !l->facet ? facet_asked(v, &facets[i]) : l->facet == &facets[i] ? l->value : NULL;
		if (l->asked[i] && !facet_has(v->site, &facets[i], l->asked[i]))
			return false;
	}
	for (size_t i = 0; i < v->site->faq.item_count; i++)
		l->total += listed(v, l, &v->site->faq.items[i]);
	l->page = page ? visit_number(page) : 0;
	return !page || (l->page && l->page <= (l->total + PAGE_ITEMS - 1) / PAGE_ITEMS);
}

static bool on_page(const struct listing *l, size_t number)
{
	return l->page == 0 || number / PAGE_ITEMS + 1 == l->page;
}

static void listing_json(struct json *j, struct visit *v, const struct listing *l, bool whole)
{
	size_t number = 0;

	json_open(j, "items", '[');
	for (size_t i = 0; i < v->site->faq.item_count; i++) {
		const struct faq_item *item = &v->site->faq.items[i];

		if (!listed(v, l, item) || !on_page(l, number++))
			continue;
		if (!whole) {
			twin_item(j, NULL, item);
			continue;
		}
		json_open(j, NULL, '{');
		twin_item_fields(j, &v->site->law, item);
		json_close(j);
	}
	json_close(j);
}

/* On one page of a list, or where a facet stands in the path, items are in short: /faq.json has them whole. */
static bool list_json(struct visit *v, const struct listing *l, const char *title)
{
	struct json j = twin_json(v, "list", title);

	json_text(&j, "facet", l->facet ? l->facet->name : NULL);
	json_text(&j, "value", l->value);
	json_int(&j, "total", (int64_t)l->total);
	json_int(&j, "pages", (int64_t)((l->total + PAGE_ITEMS - 1) / PAGE_ITEMS));
	if (l->page)
		json_int(&j, "page", (int64_t)l->page);
	else
		json_null(&j, "page");
	listing_json(&j, v, l, false);
	return twin_end(v, &j);
}

/* "/faq/NAME/VALUE" or "/faq/NAME/VALUE/page/N" */
bool items_facet_json(struct visit *v)
{
	char part[5][VISIT_PATH] = { "" };
	struct bytes rest = bytes_of(v->path + 1), field;
	struct listing l = { 0 };

	for (size_t i = 0; i < 5 && bytes_field(&rest, '/', &field); i++)
		snprintf(part[i], sizeof(part[i]), "%.*s", (int)field.n, (const char *)field.at);
	l.facet = facet_find(part[1]);
	l.value = part[2];
	if (!l.facet || !l.facet->path || !listing_open(v, &l, *part[4] ? part[4] : NULL))
		return false;
	return list_json(v, &l, l.facet->words(v->site, l.value));
}

bool items_json(struct visit *v)
{
	const struct faq *faq = &v->site->faq;
	struct listing l = { 0 };
	struct json j;

	if (!listing_open(v, &l, v->parts[0] ? v->parts[0] : visit_get(v, "page")))
		return false;
	if (l.page)
		return list_json(v, &l, "All items");
	j = twin_json(v, "items", "All items");
	json_int(&j, "total", (int64_t)l.total);
	json_open(&j, "modules", '[');
	for (size_t i = 0; i < faq->module_count; i++) {
		json_open(&j, NULL, '{');
		json_text(&j, "id", faq->modules[i].id);
		json_text(&j, "title", faq->modules[i].title);
		json_int(&j, "items", (int64_t)faq->modules[i].item_count);
		twin_path(&j, "path", "/faq/%s", faq->modules[i].id);
		json_close(&j);
	}
	json_close(&j);
	listing_json(&j, v, &l, true);
	return twin_end(v, &j);
}

/* --- Markdown --- */

static void keys_lines(struct visit *v, const struct faq_item *item)
{
	struct text *out = &v->page->body;

	if (item->rest_count)
		text_add(out, "\n## What is decided by it\n\n");
	for (size_t i = 0; i < item->rest_count; i++) {
		text_printf(out, "- `%s` ", item->rests[i].key);
		twin_plain(out, item->rests[i].title);
		text_char(out, '\n');
	}
}

bool item_markdown(struct visit *v)
{
	const struct faq_item *item = item_of(v);
	struct text *out = &v->page->body;

	if (!item || moved(v, item))
		return item != NULL;
	twin_front(v, item->id, item->question);
	front_text(v, "module", item->module->id);
	front_text(v, "verdict", item->verdict);
	front_text(v, "published", item->published);
	front_text(v, "as_of", item->as_of);
	front_text(v, "hash", item->hash);
	front_cites(v, item->cites, item->cite_count);
	front_end(v);
	text_add(out, "# ");
	twin_plain(out, item->question);
	text_add(out, "\n\n");
	twin_answer(v, item->answer);
	text_add(out, "\n## Rests on\n\n");
	twin_cite_lines(v, item->cites, item->cite_count);
	keys_lines(v, item);
	if (item->see_count)
		text_add(out, "\n## See also\n\n");
	for (size_t i = 0; i < item->see_count; i++)
		twin_item_line(v, item->see[i]);
	return true;
}
