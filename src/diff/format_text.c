#include "diff/formats.h"

#include <string.h>

#include "base/auto.h"
#include "report/screen.h"

const struct diff_format diff_formats[] = {
	{ "text", diff_text }, { "json", diff_json }, { "md", diff_markdown }, { 0 },
};

enum { SHOWN = 20, PLACES = 5, BACK = 32, TABLES = 24, LIMB = 18 };

static const char *style_of(enum diff_direction direction)
{
	static const char *const styles[DIFF_DIRECTIONS] = {
		[DIFF_NEUTRAL] = "quiet", [DIFF_WORSE] = "bad", [DIFF_UNKNOWN] = "warn", [DIFF_BETTER] = "good",
	};

	return styles[direction];
}

/* "reach: loopback -> any"; of what came or went one side: "reach any" */
static void cell_add(struct text *line, const struct diff_change *c, const struct diff_cell *cell)
{
	if (line->n)
		text_add(line, "; ");
	if (c->kind != DIFF_FINDING || strcmp(cell->column, "detail") != 0)
		text_printf(line, "%s%s ", cell->column, c->what == DIFF_CHANGED ? ":" : "");
	if (c->what == DIFF_CHANGED)
		text_printf(line, "%s -> ", cell->was && *cell->was ? cell->was : diff_missing(c, cell));
	if (c->what == DIFF_REMOVED)
		text_add(line, cell->was ? cell->was : diff_missing(c, cell));
	else
		text_add(line, cell->now && *cell->now ? cell->now : diff_missing(c, cell));
}

static void write_cells(struct screen *s, size_t indent, const struct diff_change *c)
{
	struct text line = { 0 };

	for (size_t i = 0; i < c->cell_count; i++)
		if (c->kind != DIFF_FINDING || strcmp(c->cells[i].column, "severity") != 0 || c->what == DIFF_CHANGED)
			cell_add(&line, c, &c->cells[i]);
	if (line.n)
		screen_paragraph(s, indent, "%s", line.at);
	text_free(&line);
}

static void write_place(struct screen *s, size_t indent, const struct diff_change *c)
{
	struct arena mem = { .about = "a place of the comparison" };
	const char *place = diff_place(c, &mem);

	if (*place) {
		text_fill(s->out, ' ', indent);
		screen_word(s, "bold", place);
		text_add(s->out, c->new_path ? "\n" : " (before)\n");
	}
	arena_free(&mem);
}

static const char *told(const struct diff_change *c)
{
	if (c->kind == DIFF_FINDING || c->kind == DIFF_VERDICT || c->what == DIFF_CHANGED)
		return "";
	return c->what == DIFF_ADDED ? ", new" : ", gone";
}

/* --- what is said once of several: one rule in many places, one reason for many things of a table --- */

struct group {
	size_t first, last, count;	/* indexes of changes; from one to the next by groups.next */
};

struct groups {
	struct arena mem;
	struct group *list;
	size_t count, room, changes;
	size_t *next;
};

static bool together(const struct diff_change *a, const struct diff_change *b)
{
	if (a->kind != b->kind || strcmp(a->table, b->table) != 0 || a->look != b->look)
		return false;
	if (!a->why || !b->why || strcmp(a->why, b->why) != 0)
		return false;
	if (a->kind == DIFF_FINDING)
		return strcmp(a->name, b->name) == 0;
	return a->limb == b->limb || (a->limb && b->limb && strcmp(a->limb, b->limb) == 0);
}

/* Changes are in the order of their tables: what belongs together is not far away. */
static void group_add(struct groups *g, const struct diff *diff, size_t at)
{
	struct group *to = NULL;

	for (size_t back = 1; back <= g->count && back <= BACK && !to; back++)
		if (together(&diff->changes[g->list[g->count - back].first], &diff->changes[at]))
			to = &g->list[g->count - back];
	g->changes++;
	if (to) {
		g->next[to->last] = at;
		to->last = at;
		to->count++;
		return;
	}
	ARENA_ROOM(&g->mem, g->list, g->count, g->room);
	g->list[g->count++] = (struct group){ .first = at, .last = at, .count = 1 };
}

/* Of a rule where it is broken, and how there; of a table the thing, its values and its place. */
static void write_places(struct screen *s, const struct diff *diff, const struct groups *g, const struct group *group)
{
	size_t shown = 0;

	for (size_t at = group->first; shown < group->count && (shown < PLACES || s->options->verbose); at = g->next[at], shown++) {
		const struct diff_change *c = &diff->changes[at];

		if (c->kind == DIFF_FINDING)
			write_place(s, 2 + LIMB, c);
		else
			screen_paragraph(s, 2 + LIMB, "%s%s", c->name, told(c));
		write_cells(s, 2 + LIMB + 2, c);
		if (c->kind != DIFF_FINDING)
			write_place(s, 2 + LIMB + 2, c);
	}
	if (group->count > shown)
		screen_paragraph(s, 2 + LIMB, "and %zu more; -v shows all", group->count - shown);
}

static void write_group(struct screen *s, const struct diff *diff, const struct groups *g, const struct group *group)
{
	struct arena mem = { .about = "a line of the comparison" };
	const struct diff_change *c = &diff->changes[group->first];
	bool named = group->count == 1 || c->kind == DIFF_FINDING;

	text_add(s->out, "  ");
	screen_column(s, style_of(c->direction), c->limb ? c->limb : "-", LIMB);
	screen_wrap(s, 2 + LIMB, 2 + LIMB, arena_printf(&mem, "%s%s%s%s%s", c->title, named ? ": " : "", named ? c->name : "",
							 named ? told(c) : "", c->look ? "  [look]" : ""));
	text_char(s->out, '\n');
	if (c->why)
		screen_paragraph(s, 2 + LIMB, "%s", c->why);
	if (group->count == 1) {
		write_cells(s, 2 + LIMB, c);
		write_place(s, 2 + LIMB, c);
	} else {
		write_places(s, diff, g, group);
	}
	arena_free(&mem);
}

/* Those of one direction and kind; kind -1: of all but verdicts. */
static void write_some(struct screen *s, const struct diff *diff, const char *heading, enum diff_direction direction, int kind)
{
	struct groups g = { .mem = { .about = "the changes of a section" } };
	size_t shown = 0;

	g.next = arena_alloc(&g.mem, (diff->count + 1) * sizeof(*g.next));
	for (size_t i = 0; i < diff->count; i++) {
		const struct diff_change *c = &diff->changes[i];

		if (c->direction == direction && (kind >= 0 ? (int)c->kind == kind : c->kind != DIFF_VERDICT))
			group_add(&g, diff, i);
	}
	if (g.count)
		screen_heading(s, heading);
	for (size_t i = 0; i < g.count && (i < SHOWN || s->options->verbose); i++) {
		write_group(s, diff, &g, &g.list[i]);
		shown += g.list[i].count;
	}
	if (g.changes > shown)
		screen_paragraph(s, 2, "and %zu more; -v shows all", g.changes - shown);
	arena_free(&g.mem);
}

/* Those that got worse were told before. */
static void write_verdicts(struct screen *s, const struct diff *diff)
{
	size_t n = 0;

	for (size_t i = 0; i < diff->count; i++) {
		const struct diff_change *c = &diff->changes[i];

		if (c->kind != DIFF_VERDICT || c->direction == DIFF_WORSE)
			continue;
		if (n++ == 0)
			screen_heading(s, "Verdicts that changed otherwise");
		text_add(s->out, "  ");
		screen_column(s, style_of(c->direction), c->name, LIMB);
		text_printf(s->out, "%s -> %s%s\n", c->cells[0].was, c->cells[0].now, c->look ? "  [look]" : "");
		if (c->why)
			screen_paragraph(s, 2 + LIMB, "%s", c->why);
	}
}

static void write_others(struct screen *s, const struct diff *diff)
{
	struct diff_tally tallies[TABLES];
	size_t n = diff_tallies(diff, DIFF_NEUTRAL, tallies, TABLES);

	if (s->options->verbose) {
		write_some(s, diff, "Other changes", DIFF_NEUTRAL, -1);
		return;
	}
	if (n)
		screen_heading(s, "Other changes (-v lists them)");
	for (size_t i = 0; i < n; i++) {
		const struct diff_tally *t = &tallies[i];

		text_printf(s->out, "  %s: ", t->title);
		for (int what = 0, before = 0; what < 3; what++)
			if (t->what[what])
				text_printf(s->out, "%s%zu %s", before++ ? ", " : "", t->what[what], diff_what_word(what));
		text_char(s->out, '\n');
	}
}

/* Is this the first change that asks for this reason? */
static bool first_of(const struct diff *diff, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (diff->changes[i].look && diff->changes[i].look_why == diff->changes[at].look_why)
			return false;
	return true;
}

/* One reason, whose view it rests on, and what has it. */
static void write_reason(struct screen *s, const struct diff *diff, const struct diff_change *of)
{
	size_t shown = 0, all = 0, at = 4;
	const char *last = "";

	screen_paragraph(s, 2, "%s", of->look_why);
	if (of->look_at)
		screen_paragraph(s, 4, "%s (%s)%s%s", of->look_at->citation, result_weight(of->look_at->weight),
				 *of->look_note ? ": " : "", of->look_note);
	text_fill(s->out, ' ', at);
	for (size_t i = 0; i < diff->count; i++) {
		const struct diff_change *c = &diff->changes[i];
		struct arena mem = { .about = "a name" };

		if (!c->look || c->look_why != of->look_why || strcmp(last, c->name) == 0)
			continue;
		last = c->name;
		if (all++ < SHOWN || s->options->verbose) {
			at = screen_item(s, at, 4, "bold", arena_printf(&mem, "%s%s", shown ? "| " : "", c->name));
			shown++;
		}
		arena_free(&mem);
	}
	text_char(s->out, '\n');
	if (all > shown)
		screen_paragraph(s, 4, "and %zu more; -v shows all", all - shown);
}

static void write_looks(struct screen *s, const struct diff *diff)
{
	if (!diff->looks)
		return;
	screen_heading(s, "Asks for a look at substantial modification [look]");
	for (size_t i = 0; i < diff->count; i++)
		if (diff->changes[i].look && first_of(diff, i))
			write_reason(s, diff, &diff->changes[i]);
	screen_paragraph(s, 2, "Our reading, and a hint: whether a change is one depends on what the risk assessment covers.");
}

static void write_top(struct screen *s, const struct diff *diff)
{
	struct arena mem = { .about = "the names" };
	struct text defaults = { 0 }, rest = { 0 };
	const char *word = diff_headline(diff);

	diff_summary(diff, &defaults, &rest);
	screen_paragraph(s, 0, "%s -> %s", diff_side_name(diff->before, &mem), diff_side_name(diff->after, &mem));
	text_char(s->out, '\n');
	screen_word(s, diff->worse ? "bad" : "good", word);
	text_add(s->out, "  ");
	screen_wrap(s, strlen(word) + 2, 2, defaults.at);
	text_char(s->out, '\n');
	if (rest.n)
		screen_paragraph(s, 2, "%s", rest.at);
	for (size_t i = 0; i < diff->note_count; i++)
		screen_paragraph(s, 0, "note: %s", diff->notes[i]);
	text_free(&defaults);
	text_free(&rest);
	arena_free(&mem);
}

int diff_text(const struct diff *diff, const struct report_options *options, struct text *out, struct err *err)
{
	struct screen s = screen_on(out, options);

	(void)err;
	write_top(&s, diff);
	write_some(&s, diff, "Defaults that got less secure", DIFF_WORSE, DIFF_DEFAULT);
	write_some(&s, diff, "Rules that are broken now", DIFF_WORSE, DIFF_FINDING);
	write_some(&s, diff, "Verdicts that got worse", DIFF_WORSE, DIFF_VERDICT);
	write_looks(&s, diff);
	write_some(&s, diff, "What cannot be told", DIFF_UNKNOWN, -1);
	write_some(&s, diff, "More secure than before", DIFF_BETTER, -1);
	write_verdicts(&s, diff);
	write_others(&s, diff);
	text_char(out, '\n');
	screen_style(&s, "quiet");
	screen_paragraph(&s, 0, "cradle compares facts. No change for the worse is not conformity, and nothing here is legal advice.");
	screen_style(&s, "off");
	return 0;
}
