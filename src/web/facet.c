#include "web/facet.h"

#include <stdio.h>
#include <string.h>

#include "law/citation.h"

/* --- does an item fit? --- */

static bool fits_module(const struct site *site, const struct faq_item *item, const char *value)
{
	return strcmp(item->module->id, value) == 0;
}

static bool fits_verdict(const struct site *site, const struct faq_item *item, const char *value)
{
	return strcmp(item->verdict, value) == 0;
}

static bool fits_role(const struct site *site, const struct faq_item *item, const char *value)
{
	return faq_has_role(item, value);
}

static bool fits_weight(const struct site *site, const struct faq_item *item, const char *value)
{
	for (size_t i = 0; i < item->cite_count; i++)
		if (strcmp(item->cites[i].weight, value) == 0)
			return true;
	return false;
}

static bool fits_source(const struct site *site, const struct faq_item *item, const char *value)
{
	for (size_t i = 0; i < item->cite_count; i++)
		if (strcmp(item->cites[i].provision->source->id, value) == 0)
			return true;
	return false;
}

/* All we have is about one jurisdiction. */
static bool fits_jurisdiction(const struct site *site, const struct faq_item *item, const char *value)
{
	return strcmp(value, "eu") == 0;
}

/* The provision, or a part of it. */
static bool fits_provision(const struct site *site, const struct faq_item *item, const char *value)
{
	for (size_t i = 0; i < item->cite_count; i++) {
		const struct provision *p = item->cites[i].provision;

		for (; p; p = site_provision(site, p)->parent)
			if (strcmp(p->id, value) == 0)
				return true;
	}
	return false;
}

/* --- which values are there? --- */

static const char *module_value(const struct site *site, size_t i)
{
	return i < site->faq.module_count ? site->faq.modules[i].id : NULL;
}

static const char *verdict_value(const struct site *site, size_t i)
{
	return faq_verdicts[i];
}

static const char *role_value(const struct site *site, size_t i)
{
	return faq_roles[i];
}

static const char *weight_value(const struct site *site, size_t i)
{
	return faq_weights[i];
}

static const char *source_value(const struct site *site, size_t i)
{
	return i < site->law.source_count ? site->law.sources[i].id : NULL;
}

static const char *jurisdiction_value(const struct site *site, size_t i)
{
	return i == 0 ? "eu" : NULL;
}

static const char *provision_value(const struct site *site, size_t i)
{
	return i < site->law.provision_count ? site->law.provisions[i].id : NULL;
}

/* --- in words --- */

static const char *module_words(const struct site *site, const char *value)
{
	return faq_module(&site->faq, bytes_of(value))->title;
}

static const char *verdict_words(const struct site *site, const char *value)
{
	return faq_verdict_text(value);
}

static const char *same_words(const struct site *site, const char *value)
{
	return value;
}

static const char *weight_words(const struct site *site, const char *value)
{
	return result_weight(value);
}

static const char *source_words(const struct site *site, const char *value)
{
	return law_source_find(&site->law, value)->title;
}

static const char *jurisdiction_words(const struct site *site, const char *value)
{
	return "European Union";
}

static const char *provision_words(const struct site *site, const char *value)
{
	return law_provision(&site->law, value)->citation;
}

const struct facet facets[] = {
	{ "module", "Module", "in", false, fits_module, module_value, module_words },
	{ "verdict", "Verdict", "answered", true, fits_verdict, verdict_value, verdict_words },
	{ "role", "Role", "for", true, fits_role, role_value, same_words },
	{ "weight", "Rests on", "resting on", true, fits_weight, weight_value, weight_words },
	{ "source", "Source", "citing", true, fits_source, source_value, source_words },
	{ "jurisdiction", "Jurisdiction", "for", true, fits_jurisdiction, jurisdiction_value, jurisdiction_words },
	{ "provision", "Provision", "citing", false, fits_provision, provision_value, provision_words },
	{ NULL, NULL, NULL, false, NULL, NULL, NULL },
};

const struct facet *facet_find(const char *name)
{
	for (const struct facet *f = facets; f->name; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

bool facet_has(const struct site *site, const struct facet *facet, const char *value)
{
	const char *at;

	if (facet->value == provision_value)
		return law_provision(&site->law, value);
	for (size_t i = 0; (at = facet->value(site, i)) != NULL; i++)
		if (strcmp(at, value) == 0)
			return true;
	return false;
}

/* --- in a query --- */

/* The one provision that a text names, or NULL. Citations of one are short. */
static const struct provision *named(const struct law *law, const char *text)
{
	struct citation cited;
	struct err ignored;
	char article[80];

	if (law_provision(law, text) || strlen(text) > 60)
		return law_provision(law, text);
	snprintf(article, sizeof(article), "Article %s", text);
	if (citation_read(law, bytes_of(text), &cited, &ignored) != 0 &&
	    citation_read(law, bytes_of(article), &cited, &ignored) != 0)
		return NULL;
	return cited.count == 1 ? law_provision(law, cited.ids[0]) : NULL;
}

const char *facet_asked(const struct visit *v, const struct facet *facet)
{
	const char *value = visit_get(v, facet->name);
	const struct provision *p = value && facet->value == provision_value ? named(&v->site->law, value) : NULL;

	return p ? p->id : value;
}

const char *facet_known(const struct visit *v, const char *name)
{
	const struct facet *facet = facet_find(name);
	const char *value = facet_asked(v, facet);

	return value && facet_has(v->site, facet, value) ? value : NULL;
}

struct search_filter facet_filter(const struct visit *v)
{
	return (struct search_filter){
		.module = facet_known(v, "module"), .provision = facet_known(v, "provision"),
		.weight = facet_known(v, "weight"), .verdict = facet_known(v, "verdict"), .role = facet_known(v, "role"),
	};
}

/* --- how many --- */

size_t facet_count(const struct site *site, const struct facet *facet, const char *value)
{
	size_t n = 0;

	for (size_t i = 0; i < site->faq.item_count; i++)
		n += facet->fits(site, &site->faq.items[i], value);
	return n;
}

bool facet_any(const struct site *site, const struct facet *facet, const char *value)
{
	for (size_t i = 0; i < site->faq.item_count; i++)
		if (facet->fits(site, &site->faq.items[i], value))
			return true;
	return false;
}
