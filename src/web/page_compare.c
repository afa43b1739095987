/* What changed between two dossiers: what got worse first. */
#include "web/pages.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "diff/formats.h"
#include "web/chart.h"
#include "web/product.h"

/* Directions in the order of the page, with how many are shown. */
static const struct part { enum diff_direction direction; const char *id, *title, *style; size_t most; } parts[] = {
	{ DIFF_WORSE, "worse", "Less secure", "bad", 150 }, { DIFF_UNKNOWN, "unknown", "Cannot be told", "warn", 100 },
	{ DIFF_BETTER, "better", "More secure", "good", 100 }, { DIFF_NEUTRAL, "neutral", "Other changes", "quiet", 100 },
};

static size_t of_direction(const struct diff *diff, enum diff_direction direction)
{
	size_t n = 0;

	for (int kind = 0; kind < DIFF_KINDS; kind++)
		n += diff->counts[kind][direction];
	return n;
}

/* --- the top --- */

static void write_answer(struct visit *v, const struct diff *diff, const struct site_dossier *before, const struct site_dossier *after)
{
	struct text *out = &v->page->body, defaults = { 0 }, rest = { 0 };

	diff_summary(diff, &defaults, &rest);
	markup(out, "<div class=\"gate %s\"><strong>%s</strong> <span>%s", diff->worse ? "bad" : "quiet", diff_headline(diff),
	       defaults.at ? defaults.at : "");
	if (rest.n)
		markup(out, "<br>%s", rest.at);
	text_add(out, "</span></div>\n<dl class=\"facts\"><div><dt>Before</dt><dd>");
	product_link(v, before, "", NULL, NULL, before->title);
	text_add(out, " ");
	product_word(out, before->side.results.gate);
	text_add(out, "</dd></div><div><dt>After</dt><dd>");
	product_link(v, after, "", NULL, NULL, after->title);
	text_add(out, " ");
	product_word(out, after->side.results.gate);
	text_add(out, "</dd></div></dl>\n");
	text_free(&defaults);
	text_free(&rest);
}

static void write_chart(struct visit *v, const struct diff *diff)
{
	static const struct { enum diff_kind kind; const char *label; } kinds[] = {
		{ DIFF_DEFAULT, "Defaults" }, { DIFF_FINDING, "Findings" }, { DIFF_VERDICT, "Verdicts" }, { DIFF_DECLARED, "Declared" },
	};
	struct chart_series series[COUNT(parts)];
	struct chart_row rows[COUNT(kinds)] = { 0 };

	for (size_t i = 0; i < COUNT(parts); i++)
		series[i] = (struct chart_series){ parts[i].title, parts[i].style };
	for (size_t k = 0; k < COUNT(kinds); k++) {
		rows[k].label = kinds[k].label;
		for (size_t i = 0; i < COUNT(parts); i++)
			rows[k].values[i] = diff->counts[kinds[k].kind][parts[i].direction];
	}
	chart_bars(&v->page->body, &(struct chart){ .id = "chart-changes", .title = "Changes by what they mean", .unit = "Changes",
						    .series = series, .series_count = COUNT(series), .rows = rows,
						    .row_count = COUNT(rows) });
}

/* --- a change --- */

static void write_value(struct text *out, const char *value)
{
	if (value && *value)
		markup(out, "<code>%s</code>", value);
	else
		text_add(out, "<i>none</i>");
}

/* "reach local, now any"; of what came or went, what is known of it. */
static void write_cells(struct text *out, const struct diff_change *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->cell_count; i++) {
		const struct diff_cell *cell = &c->cells[i];
		const char *only = c->what == DIFF_ADDED ? cell->now : cell->was;

		if (c->what != DIFF_CHANGED && !only)
			continue;
		text_add(out, n++ ? ", " : "<br>");
		markup(out, "%s ", cell->column);
		if (c->what == DIFF_CHANGED) {
			write_value(out, cell->was);
			text_add(out, " → ");
			write_value(out, cell->now);
		} else {
			write_value(out, only);
		}
	}
}

static void write_ends(struct visit *v, const struct diff_change *c)
{
	const struct limb *limb = c->limb ? law_limb(&v->site->law, c->limb) : NULL;
	struct text *out = &v->page->body;

	text_add(out, "<br><span>");
	if (c->why && *c->why)
		markup(out, "%c%s. ", toupper((unsigned char)*c->why), c->why + 1);
	if (limb) {
		link_limb(v, limb);
		text_add(out, " ");
	}
	product_place(out, c->new_path ? c->new_path : c->old_path, c->new_path ? c->new_line : c->old_line);
	text_add(out, "</span>");
	if (!c->look)
		return;
	markup(out, "<br><em class=\"note\">Ask whether this is a substantial modification: %s ", c->look_why ? c->look_why : "");
	if (c->look_at)
		link_provision(v, c->look_at);
	text_add(out, "</em>");
}

static void write_change(struct visit *v, const struct part *part, const struct diff_change *c)
{
	struct text *out = &v->page->body;

	markup(out, "<li><b class=\"o %s\">%s</b> %s: ", part->style, diff_what_word(c->what), c->title);
	if (c->kind == DIFF_FINDING)
		product_rule(v, c->name);
	else
		markup(out, "<b>%s</b>", c->name);
	write_cells(out, c);
	write_ends(v, c);
	text_add(out, "\n");
}

static void write_part(struct visit *v, const struct diff *diff, const struct part *part)
{
	size_t all = of_direction(diff, part->direction), shown = 0;
	struct text *out = &v->page->body;

	if (all == 0)
		return;
	markup(out, "<section><h2 id=\"%s\">%s <span>%zu</span></h2>\n<ul class=\"lines\">\n", part->id, part->title, all);
	for (size_t i = 0; i < diff->count && shown < part->most; i++)
		if (diff->changes[i].direction == part->direction) {
			write_change(v, part, &diff->changes[i]);
			shown++;
		}
	text_add(out, "</ul>\n");
	if (all > shown)
		markup(out, "<p class=\"soft\">And %zu more: this page as JSON has them, and so has <code>cradle diff -v</code>.</p>\n",
		       all - shown);
	text_add(out, "</section>\n");
}

/* --- the page --- */

static void write_notes(struct text *out, const struct diff *diff)
{
	if (diff->note_count == 0)
		return;
	text_add(out, "<section><h2 id=\"limits\">What limits this comparison</h2>\n<ul>\n");
	for (size_t i = 0; i < diff->note_count; i++)
		markup(out, "<li>%s\n", diff->notes[i]);
	text_add(out, "</ul></section>\n");
}

bool compare_html(struct visit *v)
{
	const struct site_dossier *before, *after;
	struct text *out = &v->page->body;
	char title[VISIT_PATH];
	struct diff diff;

	if (!product_pair(v, &before, &after))
		return false;
	diff_make(&diff, &before->side, &after->side);
	snprintf(title, sizeof(title), "%.150s compared with %.150s", after->title, before->title);
	frame_open(v, &(struct frame){ .title = title, .look = "product" });
	write_answer(v, &diff, before, after);
	write_chart(v, &diff);
	for (size_t i = 0; i < COUNT(parts); i++)
		write_part(v, &diff, &parts[i]);
	write_notes(out, &diff);
	text_add(out, "<p class=\"soft\">Whether a change is a substantial modification (Article 3(30)) depends on what the risk "
		      "assessment covers. What is asked here is our reading, a hint and no decision.</p>\n");
	frame_close(v);
	diff_free(&diff);
	return true;
}

/* What a form of two numbers asks for. */
bool compare_choose(struct visit *v)
{
	const char *a = visit_get(v, "a"), *b = visit_get(v, "b");
	size_t before = a ? visit_number(a) : 0, after = b ? visit_number(b) : 0;
	char path[VISIT_PATH];

	if (v->site->dossier_count < 2)
		return false;
	if (before == after || before < 1 || after < 1 || before > v->site->dossier_count || after > v->site->dossier_count)
		return visit_move(v, "/portfolio");
	snprintf(path, sizeof(path), "/compare/%zu/%zu", before, after);
	return visit_move(v, path);
}

int compare_each(struct site *site, const struct route_paths *to, struct err *err)
{
	for (size_t i = 0; i < site->dossier_count; i++)
		if (site->dossiers[i].before &&
		    route_path(to, err, "/compare/%zu/%zu", site->dossiers[i].before->number, site->dossiers[i].number) != 0)
			return -1;
	return 0;
}
