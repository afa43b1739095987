#include "web/twin.h"

bool deadlines_json(struct visit *v)
{
	struct json j = twin_json(v, "deadlines", "Deadlines");

	json_open(&j, "deadlines", '[');
	for (const struct deadline *d = deadlines; d->key; d++) {
		json_open(&j, NULL, '{');
		json_text(&j, "key", d->key);
		json_text(&j, "date", d->date);
		json_text(&j, "title", d->title);
		json_text(&j, "about", d->about);
		twin_provision(&j, "provision", law_provision(&v->site->law, d->provision));
		json_close(&j);
	}
	json_close(&j);
	return twin_end(v, &j);
}

bool changes_json(struct visit *v)
{
	const struct faq *faq = &v->site->faq;
	struct json j = twin_json(v, "changes", "Changes");

	json_int(&j, "total", (int64_t)faq->change_count);
	json_open(&j, "changes", '[');
	for (size_t i = 0; i < faq->change_count; i++) {
		json_open(&j, NULL, '{');
		json_text(&j, "id", faq->changes[i].id);
		json_text(&j, "date", faq->changes[i].date);
		json_text(&j, "hash", faq->changes[i].hash);
		json_text(&j, "what", faq->changes[i].what);
		json_text(&j, "question", faq->changes[i].item ? faq->changes[i].item->question : NULL);
		json_close(&j);
	}
	json_close(&j);
	return twin_end(v, &j);
}
