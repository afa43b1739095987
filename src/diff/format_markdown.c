/* A comment on a merge request: what got worse as a table, the rest folded; never more than 60 lines. */
#include "diff/formats.h"

#include <string.h>

#include "base/auto.h"
#include "base/markup.h"

enum { NOTES = 3, WORSE = 12, FOLDED = 3, NAMED = 3, CELL = 120, TABLES = 24 };

/* At most CELL bytes of a text, and nothing of it is markup, a mention or a link. */
static void cell(struct text *out, const char *text)
{
	struct arena mem = { .about = "a cell" };
	size_t n = text ? strlen(text) : 0, shown = n;

	while (shown > CELL || (shown < n && ((unsigned char)text[shown] & 0xC0) == 0x80))
		shown--;
	if (n)
		text_markdown(out, arena_text(&mem, text, shown));
	text_add(out, shown < n ? "..." : "");
	arena_free(&mem);
}

/* One side of the change: "reach any, tls no". */
static void values(struct text *out, const struct diff_change *c, bool after)
{
	struct text line = { 0 };

	for (size_t i = 0; i < c->cell_count; i++) {
		const char *value = after ? c->cells[i].now : c->cells[i].was;

		if (value || c->what == DIFF_CHANGED)
			text_printf(&line, "%s%s %s", line.n ? ", " : "", c->cells[i].column, value && *value ? value : diff_missing(c, &c->cells[i]));
	}
	cell(out, line.n ? line.at : "-");
	text_free(&line);
}

static void row(struct text *out, const struct diff_change *c)
{
	struct arena mem = { .about = "a row" };
	struct text thing = { 0 };

	text_printf(&thing, "%s: %s", c->title, c->name);
	text_add(out, "| ");
	cell(out, c->limb ? c->limb : "-");
	text_add(out, " | ");
	cell(out, thing.at);
	text_add(out, " | ");
	values(out, c, false);
	text_add(out, " | ");
	values(out, c, true);
	text_add(out, " | ");
	cell(out, diff_place(c, &mem));
	text_printf(out, "%s | %s |\n", c->old_path && !c->new_path ? " (before)" : "", c->look ? "yes" : "");
	text_free(&thing);
	arena_free(&mem);
}

static size_t of_direction(const struct diff *diff, enum diff_direction direction)
{
	size_t n = 0;

	for (int kind = 0; kind < DIFF_KINDS; kind++)
		n += diff->counts[kind][direction];
	return n;
}

static void table(struct text *out, const struct diff *diff, enum diff_direction direction, size_t most)
{
	size_t all = of_direction(diff, direction), shown = 0;

	text_add(out, "| Limb | What | Before | Now | Where | Look |\n|---|---|---|---|---|---|\n");
	for (size_t i = 0; i < diff->count && shown < most; i++)
		if (diff->changes[i].direction == direction) {
			row(out, &diff->changes[i]);
			shown++;
		}
	if (all > shown)
		text_printf(out, "\nand %zu more\n", all - shown);
}

static void folded(struct text *out, const struct diff *diff, const char *title, enum diff_direction direction)
{
	size_t all = of_direction(diff, direction);

	if (!all)
		return;
	text_printf(out, "\n<details><summary>%s (%zu)</summary>\n\n", title, all);
	table(out, diff, direction, FOLDED);
	text_add(out, "\n</details>\n");
}

/* What asks for this reason, by name. */
static void reason(struct text *out, const struct diff *diff, const struct diff_change *of)
{
	size_t all = 0;

	cell(out, of->look_why);
	for (size_t i = 0; i < diff->count; i++) {
		if (!diff->changes[i].look || diff->changes[i].look_why != of->look_why || all++ >= NAMED)
			continue;
		text_add(out, all == 1 ? " **" : ", **");
		cell(out, diff->changes[i].name);
		text_add(out, "**");
	}
	if (all > NAMED)
		text_printf(out, " and %zu more", all - NAMED);
	if (of->look_at) {
		text_add(out, " (");
		cell(out, of->look_at->citation);
		text_printf(out, ", %s%s", result_weight(of->look_at->weight), *of->look_note ? ": " : "");
		cell(out, of->look_note);
		text_char(out, ')');
	}
}

/* On one line, each reason once. */
static void looks(struct text *out, const struct diff *diff)
{
	if (diff->looks)
		text_add(out, "\nAsks for a look at substantial modification: ");
	for (size_t i = 0, n = 0; i < diff->count; i++) {
		size_t k = 0;

		if (!diff->changes[i].look)
			continue;
		while (k < i && !(diff->changes[k].look && diff->changes[k].look_why == diff->changes[i].look_why))
			k++;
		if (k < i)
			continue;
		text_add(out, n++ ? "; " : "");
		reason(out, diff, &diff->changes[i]);
	}
	text_add(out, diff->looks ? ".\n" : "");
}

/* All other changes on one line. */
static void others(struct text *out, const struct diff *diff)
{
	struct diff_tally tallies[TABLES];
	size_t n = diff_tallies(diff, DIFF_NEUTRAL, tallies, TABLES);

	if (n)
		text_add(out, "\nOther changes: ");
	for (size_t i = 0; i < n; i++) {
		text_add(out, i ? "; " : "");
		cell(out, tallies[i].title);
		for (int what = 0; what < 3; what++)
			if (tallies[i].what[what])
				text_printf(out, " %zu %s", tallies[i].what[what], diff_what_word(what));
	}
	text_add(out, n ? ".\n" : "");
}

static void top(struct text *out, const struct diff *diff)
{
	struct arena mem = { .about = "the names" };
	struct text defaults = { 0 }, rest = { 0 };

	diff_summary(diff, &defaults, &rest);
	text_printf(out, "## Defaults: %s\n\n", diff_headline(diff));
	cell(out, diff_side_name(diff->before, &mem));
	text_add(out, " → ");
	cell(out, diff_side_name(diff->after, &mem));
	text_printf(out, ": %s.%s%s%s\n", defaults.at, rest.n ? " " : "", rest.n ? rest.at : "", rest.n ? "." : "");
	for (size_t i = 0; i < diff->note_count && i < NOTES; i++) {
		text_add(out, i ? "" : "\n");
		text_add(out, "- ");
		cell(out, diff->notes[i]);
		text_char(out, '\n');
	}
	if (diff->note_count > NOTES)
		text_printf(out, "- and %zu more\n", diff->note_count - NOTES);
	text_free(&defaults);
	text_free(&rest);
	arena_free(&mem);
}

int diff_markdown(const struct diff *diff, const struct report_options *options, struct text *out, struct err *err)
{
	(void)options, (void)err;
	top(out, diff);
	if (diff->worse) {
		text_add(out, "\n### Less secure\n\n");
		table(out, diff, DIFF_WORSE, WORSE);
	}
	looks(out, diff);
	folded(out, diff, "Cannot be told", DIFF_UNKNOWN);
	folded(out, diff, "More secure", DIFF_BETTER);
	others(out, diff);
	text_add(out, "\n*Look* asks for a look at substantial modification (Article 3(30) of Regulation (EU) 2024/2847): our"
		      " reading, a hint, never a decision. Nothing here is legal advice.\n");
	return 0;
}
