/*
 * By when must I do what: the steps with their last moment first, then what
 * should be known about them.
 */
#include "report/clock_formats.h"

#include "base/arena.h"
#include "report/screen.h"

static const char *state_style(enum clock_state state)
{
	static const char *const styles[] = {
		[CLOCK_WAITING] = "warn", [CLOCK_DUE] = "bold", [CLOCK_OPEN] = "bold",
		[CLOCK_OVERDUE] = "bad", [CLOCK_DONE] = "good", [CLOCK_LATE] = "bad",
	};

	return styles[state];
}

/* "3 h 20 min left" */
static const char *state_text(const struct clock_step *step, struct arena *mem)
{
	char span[48];

	clock_span(step->left, span);
	switch (step->state) {
	case CLOCK_WAITING:
		return arena_printf(mem, "no --%s yet", clock_fact_name(step->info->from));
	case CLOCK_OPEN:
		return arena_printf(mem, "%s left", span);
	case CLOCK_OVERDUE:
		return arena_printf(mem, "overdue by %s", span);
	case CLOCK_LATE:
		return arena_printf(mem, "late by %s", span);
	case CLOCK_DONE:
		return step->due.known ? arena_printf(mem, "done %s early", span) : "done";
	case CLOCK_DUE:
		break;
	}
	return step->info->count;
}

/* " [law: Article 14(7)]" for each, from column 'at' on; none is broken that fits on a line of its own. */
static void write_cites(struct screen *s, size_t at, size_t indent, const struct clock_page *page,
			const struct clock_cite *cites)
{
	struct arena mem = { 0 };

	for (size_t i = 0; i < CLOCK_CITES && cites[i].weight; i++) {
		const char *citation = clock_citation(page, &cites[i]), *weight = cites[i].weight;
		const char *caution = clock_caution(page, &cites[i]);
		const char *text = !citation ? arena_printf(&mem, "[%s]", weight)
				   : caution ? arena_printf(&mem, "[%s: %s; %s]", weight, citation, caution)
					     : arena_printf(&mem, "[%s: %s]", weight, citation);

		if (at + 1 + text_width(text) > s->columns) {
			text_char(s->out, '\n');
			text_fill(s->out, ' ', at = indent);
		} else {
			text_char(s->out, ' ');
			at++;
		}
		at = screen_wrap(s, at, indent, text);
	}
	text_char(s->out, '\n');
	arena_free(&mem);
}

static void write_step(struct screen *s, const struct clock_page *page, const struct clock_step *step)
{
	int offset = page->clock->facts.when[CLOCK_AWARE].offset;
	const char *style = state_style(step->state);
	struct arena mem = { 0 };
	char due[MOMENT_TEXT];

	text_add(s->out, "  ");
	screen_column(s, style, step->due.known ? moment_text(step->due, 0, MOMENT_PEOPLE, due) : "not running", 26);
	screen_column(s, "bold", step->info->name, 28);
	screen_word(s, step->state == CLOCK_DUE ? "off" : style, state_text(step, &mem));
	text_char(s->out, '\n');
	if (step->due.known && offset) {
		text_add(s->out, "  ");
		screen_word(s, "quiet", moment_text(step->due, offset, MOMENT_PEOPLE, due));
		text_char(s->out, '\n');
	}
	arena_free(&mem);
}

static void write_detail(struct screen *s, const struct clock_page *page, const struct clock_step *step)
{
	const struct clock_step_info *info = step->info;
	struct arena mem = { 0 };
	char latest[MOMENT_TEXT];
	size_t at;

	text_add(s->out, "- ");
	screen_word(s, "bold", info->name);
	text_add(s->out, ", ");
	at = screen_wrap(s, 4 + text_width(info->name), 2,
			 arena_printf(&mem, "%s: %s.", info->count, info->tells));
	if (!step->due.known)
		at = screen_wrap(s, at, 2, arena_printf(&mem, " %s", info->starts));
	if (step->latest.known)
		at = screen_wrap(s, at, 2, arena_printf(&mem, " If that is in time, the report is due by %s at"
							" the latest.",
							moment_text(step->latest, 0, MOMENT_PEOPLE, latest)));
	write_cites(s, at, 2, page, info->cites);
	arena_free(&mem);
}

static void write_top(struct screen *s, const struct clock_page *page)
{
	const struct clock_facts *f = &page->clock->facts;
	struct moment aware = f->when[CLOCK_AWARE], at = f->when[CLOCK_AT];
	char when[MOMENT_TEXT], then[MOMENT_TEXT];

	if (*page->name) {
		screen_word(s, "bold", page->name);
		text_add(s->out, "  ");
	}
	text_printf(s->out, "%s, for %s\n", clock_kind_title(f->kind),
		    f->steward ? "an open-source software steward" : "the manufacturer");
	text_printf(s->out, "aware %s", moment_text(aware, 0, MOMENT_PEOPLE, when));
	if (at.known)
		text_printf(s->out, ", asked about %s", moment_text(at, 0, MOMENT_PEOPLE, then));
	text_char(s->out, '\n');
}

static void write_note(struct screen *s, const struct clock_page *page, const struct clock_note *note)
{
	text_add(s->out, "- ");
	write_cites(s, screen_wrap(s, 2, 2, note->text), 2, page, note->cites);
}

void clock_text(const struct clock_page *page, const struct report_options *options, struct text *out)
{
	const struct clock *c = page->clock;
	struct screen s = screen_on(out, options);

	write_top(&s, page);
	screen_heading(&s, c->applies ? "At the latest" : "No clock runs");
	for (size_t i = 0; c->applies && i < CLOCK_STEPS; i++)
		write_step(&s, page, &c->steps[i]);
	if (c->applies)
		screen_heading(&s, "What each tells");
	for (size_t i = 0; c->applies && i < CLOCK_STEPS; i++)
		write_detail(&s, page, &c->steps[i]);
	if (c->applies)
		screen_heading(&s, "To be known");
	for (size_t i = 0; i < c->note_count; i++)
		write_note(&s, page, c->notes[i]);
	text_char(out, '\n');
	screen_style(&s, "quiet");
	screen_paragraph(&s, 0, "Articles are those of Regulation (EU) 2024/2847. cradle decides about facts;"
			     " nothing here is legal advice.");
	screen_style(&s, "off");
}
