/*
 * item_json.h - an item as JSON: the same fields wherever one is written
 * (`cradle ask`, `cradle faq`, the site; docs/site.schema.json).
 *
 *	json_open(&j, NULL, '{');
 *	faq_item_json(&j, &law, item);
 *	json_close(&j);
 */
#ifndef CRADLE_FAQ_ITEM_JSON_H
#define CRADLE_FAQ_ITEM_JSON_H

#include "base/json.h"
#include "faq/faq.h"

/* The item's fields, into an object that is open. */
void faq_item_json(struct json *j, struct law *law, const struct faq_item *item);

/* Citations with weight, source, version and what must be said beside a draft. */
void faq_cites_json(struct json *j, const char *key, struct law *law, const struct faq_cite *cites, size_t count);

void faq_texts_json(struct json *j, const char *key, const char *const *list, size_t count);

#endif
