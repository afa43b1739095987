#include "report/clock_formats.h"

#include "base/json.h"

static void moment(struct json *j, const char *key, struct moment m, int offset)
{
	char buf[MOMENT_TEXT];

	json_text(j, key, m.known ? moment_text(m, offset, MOMENT_RFC3339, buf) : NULL);
}

static void provisions(struct json *j, const struct clock_page *page, const struct clock_cite *cites)
{
	json_open(j, "provisions", '[');
	for (size_t i = 0; i < CLOCK_CITES && cites[i].weight; i++) {
		json_open(j, NULL, '{');
		json_text(j, "id", cites[i].id);
		json_text(j, "citation", clock_citation(page, &cites[i]));
		json_text(j, "weight", cites[i].weight);
		json_text(j, "note", clock_caution(page, &cites[i]));
		json_close(j);
	}
	json_close(j);
}

static void step(struct json *j, const struct clock_page *page, const struct clock_step *step)
{
	const struct clock_facts *f = &page->clock->facts;
	const struct clock_step_info *info = step->info;

	json_open(j, NULL, '{');
	json_text(j, "key", info->key);
	json_text(j, "name", info->name);
	json_text(j, "state", clock_state_name(step->state));
	moment(j, "due", step->due, 0);
	moment(j, "latest", step->latest, 0);
	moment(j, "submitted", f->when[info->sent], 0);
	if (step->due.known && (f->when[info->sent].known || f->when[CLOCK_AT].known))
		json_int(j, "seconds_left", step->left);
	else
		json_null(j, "seconds_left");
	json_text(j, "count", info->count);
	json_text(j, "waits_for", step->due.known ? NULL : clock_fact_name(info->from));
	json_text(j, "tells", info->tells);
	provisions(j, page, info->cites);
	json_close(j);
}

void clock_json(const struct clock_page *page, const struct report_options *options, struct text *out)
{
	const struct clock *c = page->clock;
	struct json j = { .out = out };

	json_open(&j, NULL, '{');
	json_text(&j, "name", *page->name ? page->name : NULL);
	json_text(&j, "kind", clock_kind_name(c->facts.kind));
	json_text(&j, "for", c->facts.steward ? "steward" : "manufacturer");
	json_bool(&j, "small", c->facts.small);
	json_bool(&j, "applies", c->applies);
	json_bool(&j, "late", c->late);
	json_open(&j, "facts", '{');
	for (int i = 0; i < CLOCK_FACTS; i++)
		moment(&j, clock_fact_name((enum clock_fact)i), c->facts.when[i], c->facts.when[i].offset);
	json_close(&j);
	json_open(&j, "steps", '[');
	for (size_t i = 0; c->applies && i < CLOCK_STEPS; i++)
		step(&j, page, &c->steps[i]);
	json_close(&j);
	json_open(&j, "notes", '[');
	for (size_t i = 0; i < c->note_count; i++) {
		json_open(&j, NULL, '{');
		json_text(&j, "text", c->notes[i]->text);
		provisions(&j, page, c->notes[i]->cites);
		json_close(&j);
	}
	json_close(&j);
	json_close(&j);
}
