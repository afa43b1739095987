#include "faq/item_json.h"

void faq_texts_json(struct json *j, const char *key, const char *const *list, size_t count)
{
	json_open(j, key, '[');
	for (size_t i = 0; i < count; i++)
		json_text(j, NULL, list[i]);
	json_close(j);
}

void faq_cites_json(struct json *j, const char *key, struct law *law, const struct faq_cite *cites, size_t count)
{
	json_open(j, key, '[');
	for (size_t i = 0; i < count; i++) {
		const struct provision *p = cites[i].provision;
		const char *note = law_note(law, p, NULL);

		json_open(j, NULL, '{');
		json_text(j, "id", p->id);
		json_text(j, "citation", p->citation);
		json_text(j, "weight", cites[i].weight);
		json_text(j, "supports", *cites[i].supports ? cites[i].supports : NULL);
		json_text(j, "source", p->source->id);
		json_text(j, "version", p->source->version);
		json_text(j, "note", *note ? note : NULL);
		json_close(j);
	}
	json_close(j);
}

/* The limbs, or the rules, that the item explains. */
static void rests_json(struct json *j, const char *key, const struct faq_item *item, bool rules)
{
	json_open(j, key, '[');
	for (size_t i = 0; i < item->rest_count; i++)
		if ((item->rests[i].severity != NULL) == rules)
			json_text(j, NULL, item->rests[i].key);
	json_close(j);
}

void faq_item_json(struct json *j, struct law *law, const struct faq_item *item)
{
	struct text permalink = { 0 };

	json_text(j, "id", item->id);
	json_text(j, "question", item->question);
	json_text(j, "verdict", item->verdict);
	json_text(j, "module", item->module->id);
	json_text(j, "brief", item->brief);
	json_text(j, "answer", item->answer);
	faq_cites_json(j, "citations", law, item->cites, item->cite_count);
	rests_json(j, "limbs", item, false);
	rests_json(j, "rules", item, true);
	faq_texts_json(j, "roles", item->roles, item->role_count);
	json_open(j, "see", '[');
	for (size_t i = 0; i < item->see_count; i++)
		json_text(j, NULL, item->see[i]->id);
	json_close(j);
	json_text(j, "published", item->published);
	json_text(j, "as_of", item->as_of);
	json_text(j, "hash", item->hash);
	text_printf(&permalink, "/faq/%s", item->id);
	json_text(j, "permalink", permalink.at);
	text_free(&permalink);
}
