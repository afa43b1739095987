#include "faq/faq.h"

#include <string.h>

#include "base/auto.h"
#include "base/sha256.h"
#include "faq/link.h"

const char *const faq_verdicts[] = { "yes", "no", "conditional", "narrow", "explained", NULL };
const char *const faq_weights[] = { "law", "recital", "faq", "guidance", "standard", NULL };
const char *const faq_roles[] = { "firmware", "product", "security", "compliance", "legal", "support", "management", NULL };

static const struct { const char *verdict, *text; } verdict_texts[] = {
	{ "yes", "Yes" }, { "no", "No" }, { "conditional", "It depends" }, { "narrow", "Yes, but narrowly" },
	{ "explained", "Explained" },
};

const char *faq_verdict_text(const char *verdict)
{
	for (size_t i = 0; i < COUNT(verdict_texts); i++)
		if (strcmp(verdict_texts[i].verdict, verdict) == 0)
			return verdict_texts[i].text;
	return verdict;
}

const struct faq_item *faq_item(const struct faq *faq, struct bytes id)
{
	return names_find(&faq->by_id, id);
}

const struct faq_module *faq_module(const struct faq *faq, struct bytes id)
{
	for (size_t i = 0; i < faq->module_count; i++)
		if (bytes_are(id, faq->modules[i].id))
			return &faq->modules[i];
	return NULL;
}

const struct faq_uses *faq_uses(const struct faq *faq, const char *provision)
{
	return names_find(&faq->by_provision, bytes_of(provision));
}

const struct faq_item *faq_explains(const struct faq *faq, const char *key)
{
	for (size_t i = 0; i < faq->item_count; i++)
		for (size_t k = 0; k < faq->items[i].rest_count; k++)
			if (strcmp(faq->items[i].rests[k].key, key) == 0)
				return &faq->items[i];
	return NULL;
}

static bool cites_law(const struct faq_item *item, const struct provision *provision)
{
	for (size_t i = 0; i < item->cite_count; i++)
		if (item->cites[i].provision == provision && strcmp(item->cites[i].weight, "law") == 0)
			return true;
	return false;
}

bool faq_on_limb(const struct faq_item *item, const struct limb *limb)
{
	for (size_t i = 0; i < item->rest_count; i++)
		if (!item->rests[i].severity && item->rests[i].limb == limb)
			return true;
	for (size_t i = 0; i < limb->ref_count; i++)
		if (cites_law(item, limb->refs[i].provision))
			return true;
	return false;
}

bool faq_has_role(const struct faq_item *item, const char *role)
{
	for (size_t i = 0; i < item->role_count; i++)
		if (strcmp(item->roles[i], role) == 0)
			return true;
	return false;
}

/* --- lists to what is looked up --- */

static bool id_add(struct faq *faq, const char *id, struct faq_item *item)
{
	void **at = names_at(&faq->by_id, bytes_of(id));
	bool fresh = !*at;

	if (fresh)
		*at = item;
	return fresh;
}

bool faq_link_ids(struct faq *faq, const struct faq_item **twice)
{
	faq->by_id = (struct names){ .mem = &faq->mem };
	*twice = NULL;
	for (size_t i = 0; i < faq->item_count; i++)
		if (!id_add(faq, faq->items[i].id, &faq->items[i]) && !*twice)
			*twice = &faq->items[i];
	for (size_t i = 0; i < faq->item_count; i++)
		for (size_t k = 0; k < faq->items[i].was_count; k++)
			if (!id_add(faq, faq->items[i].was[k], &faq->items[i]) && !*twice)
				*twice = &faq->items[i];
	return !*twice;
}

static void provision_use(struct faq *faq, const struct faq_item *item, const char *id)
{
	void **at = names_at(&faq->by_provision, bytes_of(id));
	struct faq_uses *uses = *at;

	if (!uses)
		*at = uses = ARENA_NEW(&faq->mem, struct faq_uses);
	if (uses->count && uses->items[uses->count - 1] == item)
		return;
	ARENA_ROOM(&faq->mem, uses->items, uses->count, uses->room);
	uses->items[uses->count++] = item;
}

static void module_date(struct faq_module *m)
{
	m->updated = m->published;
	for (size_t i = 0; i < m->item_count; i++)
		if (strcmp(m->items[i]->as_of, m->updated) > 0)
			m->updated = m->items[i]->as_of;
}

void faq_link(struct faq *faq)
{
	struct sha256 *sum = sha256_new();
	char hex[SHA256_HEX];

	faq->by_provision = (struct names){ .mem = &faq->mem };
	faq->updated = "";
	for (size_t i = 0; i < faq->item_count; i++) {
		const struct faq_item *item = &faq->items[i];

		for (size_t k = 0; k < item->cite_count; k++)
			provision_use(faq, item, item->cites[k].provision->id);
		if (strcmp(item->as_of, faq->updated) > 0)
			faq->updated = item->as_of;
		sha256_add(sum, item->id, strlen(item->id) + 1);
		sha256_add(sum, item->hash, strlen(item->hash) + 1);
	}
	for (size_t i = 0; i < faq->module_count; i++)
		module_date(&faq->modules[i]);
	sha256_end(sum, hex);
	faq->digest = arena_text(&faq->mem, hex, 64);
}
