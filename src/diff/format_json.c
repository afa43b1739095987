#include "diff/formats.h"

#include "base/json.h"

static void provision(struct json *j, const char *key, const struct provision *p, const char *note)
{
	if (!p) {
		json_null(j, key);
		return;
	}
	json_open(j, key, '{');
	json_text(j, "id", p->id);
	json_text(j, "citation", p->citation);
	json_text(j, "weight", p->weight);
	json_text(j, "note", *note ? note : NULL);
	json_close(j);
}

static void place(struct json *j, const char *key, const char *path, int64_t line)
{
	if (!path) {
		json_null(j, key);
		return;
	}
	json_open(j, key, '{');
	json_text(j, "path", path);
	if (line > 0)
		json_int(j, "line", line);
	else
		json_null(j, "line");
	json_close(j);
}

static void write_side(struct json *j, struct arena *mem, const char *key, const struct diff_side *side)
{
	const struct results *r = &side->results;
	const struct { const char *name, *value; } texts[] = {
		{ "product", r->product }, { "version", r->product_version }, { "part", side->part },
		{ "declaration", r->declaration }, { "image", r->image }, { "sha256", r->image_sha256 }, { "format", r->format },
		{ "os", r->os }, { "gate", r->gate }, { "cradle", r->tool }, { "rules", r->rules }, { "decisions", r->decisions },
		{ "as_of", r->as_of },
	};

	json_open(j, key, '{');
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		json_text(j, texts[i].name, texts[i].value && *texts[i].value ? arena_clean(mem, texts[i].value) : NULL);
	json_open(j, "unread", '[');
	for (size_t i = 0; i < side->unread_count; i++) {
		json_open(j, NULL, '{');
		json_text(j, "path", arena_clean(mem, side->unread[i].path));
		json_text(j, "why", arena_clean(mem, side->unread[i].why));
		json_close(j);
	}
	json_close(j);
	json_close(j);
}

static void change(struct json *j, const struct diff_change *c)
{
	json_open(j, NULL, '{');
	json_text(j, "kind", diff_kind_word(c->kind));
	json_text(j, "table", c->table);
	json_text(j, "title", c->title);
	json_text(j, "name", c->name);
	json_text(j, "what", diff_what_word(c->what));
	json_text(j, "direction", diff_direction_word(c->direction));
	json_text(j, "why", c->why);
	json_text(j, "limb", c->limb);
	provision(j, "provision", c->provision, c->note);
	json_open(j, "cells", '[');
	for (size_t i = 0; i < c->cell_count; i++) {
		json_open(j, NULL, '{');
		json_text(j, "column", c->cells[i].column);
		json_text(j, "old", c->cells[i].was);
		json_text(j, "new", c->cells[i].now);
		json_text(j, "direction", diff_direction_word(c->cells[i].direction));
		json_close(j);
	}
	json_close(j);
	if (c->look) {
		json_open(j, "look", '{');
		json_text(j, "why", c->look_why);
		provision(j, "provision", c->look_at, c->look_note);
		json_close(j);
	} else {
		json_null(j, "look");
	}
	place(j, "old", c->old_path, c->old_line);
	place(j, "new", c->new_path, c->new_line);
	json_close(j);
}

static void counts(struct json *j, const struct diff *diff)
{
	json_open(j, "counts", '{');
	for (int kind = 0; kind < DIFF_KINDS; kind++) {
		json_open(j, diff_kind_word(kind), '{');
		for (int direction = 0; direction < DIFF_DIRECTIONS; direction++)
			json_int(j, diff_direction_word(direction), (int64_t)diff->counts[kind][direction]);
		json_close(j);
	}
	json_int(j, "looks", (int64_t)diff->looks);
	json_close(j);
}

int diff_json(const struct diff *diff, const struct report_options *options, struct text *out, struct err *err)
{
	struct json j = { .out = out };
	struct arena mem = { .about = "the comparison as JSON" };

	(void)options, (void)err;
	json_open(&j, NULL, '{');
	json_bool(&j, "less_secure", diff->worse > 0);
	counts(&j, diff);
	write_side(&j, &mem, "old", diff->before);
	write_side(&j, &mem, "new", diff->after);
	json_open(&j, "notes", '[');
	for (size_t i = 0; i < diff->note_count; i++)
		json_text(&j, NULL, diff->notes[i]);
	json_close(&j);
	json_open(&j, "changes", '[');
	for (size_t i = 0; i < diff->count; i++)
		change(&j, &diff->changes[i]);
	json_close(&j);
	json_text(&j, "notice", "cradle compares facts. A look at substantial modification is a hint, never a decision, and nothing"
		  " here is legal advice.");
	json_close(&j);
	arena_free(&mem);
	return 0;
}
