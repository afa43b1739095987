#include "diff/diff.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "diff/look.h"
#include "diff/match.h"
#include "diff/tables.h"
#include "diff/weigh.h"

/* --- words --- */

const char *diff_direction_word(enum diff_direction direction)
{
	static const char *const words[DIFF_DIRECTIONS] = {
		[DIFF_NEUTRAL] = "neutral", [DIFF_WORSE] = "worse", [DIFF_UNKNOWN] = "unknown", [DIFF_BETTER] = "better",
	};

	return words[direction];
}

const char *diff_what_word(enum diff_what what)
{
	return what == DIFF_ADDED ? "added" : what == DIFF_REMOVED ? "removed" : "changed";
}

const char *diff_kind_word(enum diff_kind kind)
{
	static const char *const words[DIFF_KINDS] = {
		[DIFF_DEFAULT] = "default", [DIFF_FINDING] = "finding", [DIFF_VERDICT] = "verdict", [DIFF_DECLARED] = "declared",
	};

	return words[kind];
}

const char *diff_headline(const struct diff *diff)
{
	return diff->worse ? "LESS SECURE" : diff->count ? "NOT LESS SECURE" : "NO CHANGE";
}

/* --- a change --- */

/* How many key columns name the thing, where not all do: digests say nothing to people. */
static const struct { const char *table; size_t columns; } names[] = {
	{ "key", 2 }, { "certificate", 1 }, { "credential", 3 }, { "finding", 1 }, { "declared", 2 },
};

static const char *name_of(struct arena *mem, const struct inventory *t, const struct inventory_row *row)
{
	size_t columns = t->kind->keys;
	struct text name = { 0 };
	const char *out;

	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(names[i].table, t->kind->name) == 0)
			columns = names[i].columns;
	for (size_t i = 0; i < columns; i++)
		if (row->cells[i] && *row->cells[i])
			text_printf(&name, "%s%s", name.n ? " " : "", row->cells[i]);
	out = name.n ? arena_clean(mem, arena_text(mem, name.at, name.n)) : "(without a name)";
	text_free(&name);
	return out;
}

static bool tells(const struct inventory *t, const struct pair *p, size_t i)
{
	if (match_follows(t->kind->name, t->kind->columns[i]))
		return false;
	if (p->was && p->now)
		return match_cell(p->was->cells[i], p->now->cells[i]) != 0;
	return i >= t->kind->keys && (p->was ? p->was : p->now)->cells[i];
}

/* The change that a pair is; its direction is to be filled in. all[column_count]: directions by column. */
static struct diff_change *change_add(struct diff *diff, const struct inventory *t, const struct pair *p,
				      const struct diff_cell *all)
{
	const struct inventory_row *row = p->now ? p->now : p->was;
	struct diff_change *c;

	ARENA_ROOM(&diff->mem, diff->changes, diff->count, diff->room);
	c = &diff->changes[diff->count++];
	*c = (struct diff_change){
		.table = t->kind->name, .title = t->kind->title, .limb = t->kind->limb, .name = name_of(&diff->mem, t, row),
		.what = !p->was ? DIFF_ADDED : !p->now ? DIFF_REMOVED : DIFF_CHANGED,
		.cells = arena_alloc(&diff->mem, (t->column_count + 1) * sizeof(*c->cells)),
	};
	for (size_t i = 0; i < t->column_count; i++)
		if (tells(t, p, i))
			c->cells[c->cell_count++] = (struct diff_cell){
				t->kind->columns[i], arena_clean(&diff->mem, p->was ? p->was->cells[i] : NULL),
				arena_clean(&diff->mem, p->now ? p->now->cells[i] : NULL),
				all ? all[i].direction : DIFF_NEUTRAL,
			};
	if (p->was) {
		c->old_path = arena_clean(&diff->mem, p->was->path);
		c->old_line = p->was->line;
	}
	if (p->now) {
		c->new_path = arena_clean(&diff->mem, p->now->path);
		c->new_line = p->now->line;
	}
	return c;
}

/* --- what could be seen --- */

static int by_path(const void *key, const void *unread)
{
	return strcmp(key, ((const struct diff_unread *)unread)->path);
}

/* Could this place be read, and every folder above it? */
static bool seen(const struct diff_side *side, const char *path)
{
	char copy[4096];

	if (!side->unread_count || !path || strlen(path) >= sizeof(copy))
		return true;
	strcpy(copy, path);
	for (;;) {
		char *slash;

		if (bsearch(copy, side->unread, side->unread_count, sizeof(*side->unread), by_path))
			return false;
		slash = strrchr(copy, '/');
		if (!slash)
			return true;
		*slash = '\0';
	}
}

/* --- defaults --- */

/* What is enabled by a link cannot be seen where links are not kept: then less is no gain. */
static bool rests_on_links(const char *table)
{
	return strcmp(table, "service") == 0 || strcmp(table, "listener") == 0 || strcmp(table, "login") == 0 ||
	       strcmp(table, "debug") == 0 || strcmp(table, "credential") == 0;
}

static void default_add(struct diff *diff, const struct inventory *t, const struct pair *p, bool replaced)
{
	struct diff_cell all[INVENTORY_COLUMNS] = { 0 };
	const char *path = (p->was ? p->was : p->now)->path;
	struct weighing w = {
		.table = t, .was = p->was, .now = p->now, .replaced = replaced && !(p->was && p->now),
		.seen_before = p->was || seen(diff->before, path), .seen_after = p->now || seen(diff->after, path),
	};
	struct diff_change *c;

	weigh(&w, all);
	if (w.direction == DIFF_BETTER && rests_on_links(t->kind->name) && diff->before->links && !diff->after->links) {
		w.direction = DIFF_UNKNOWN;
		w.why = "the new image's format keeps no links, which may enable it";
	}
	c = change_add(diff, t, p, all);
	c->kind = DIFF_DEFAULT;
	c->direction = w.direction;
	c->why = w.why;
	c->limb = w.limb;
	look_at_default(c, &w, diff->after->results.law);
}

static bool replaces(const struct matched *pairs)
{
	bool came = false, went = false;

	for (size_t i = 0; i < pairs->count; i++) {
		came = came || !pairs->list[i].was;
		went = went || !pairs->list[i].now;
	}
	return came && went;
}

static void compare_defaults(struct diff *diff)
{
	for (size_t i = 0; i < INVENTORY_TABLES; i++) {
		const struct inventory *a = &diff->before->results.inventory[i], *b = &diff->after->results.inventory[i];
		struct matched pairs = { 0 };
		size_t first = diff->count;
		bool replaced;

		match_rows(&pairs, &diff->mem, a, b);
		replaced = replaces(&pairs);
		for (size_t k = 0; k < pairs.count; k++)
			default_add(diff, a, &pairs.list[k], replaced);
		for (size_t k = first; k < diff->count; k++)
			diff->changes[k].order = i;
	}
}

/* --- findings --- */

struct finding_sides {
	struct rule_states before, after;
};

/* The finding a row was made of: what the row leaves out is the rule's own. */
static void finding_describe(struct diff_change *c, const struct rule_state *rule, struct arena *mem)
{
	c->kind = DIFF_FINDING;
	if (rule) {
		c->title = arena_clean(mem, rule->any->title);
		c->limb = arena_clean(mem, rule->any->limb);
	}
}

static void weigh_new_fail(struct diff_change *c, const struct rule_state *before, bool low)
{
	if (low) {
		c->why = "of low severity: it breaks no limb";
	} else if (!before) {
		c->direction = DIFF_UNKNOWN;
		c->why = "the old one was not held against this rule";
	} else {
		c->direction = DIFF_WORSE;
		c->why = before->fails ? "the rule is broken in one more place" : before->open ?
			 "the rule is broken; before, it could not be told" : "the rule is broken now, and was not";
	}
}

static void weigh_gone_fail(struct diff_change *c, const struct rule_state *after, bool low, bool was_seen)
{
	if (low) {
		c->why = "of low severity: it broke no limb";
	} else if (!after || after->open || !was_seen) {
		c->direction = DIFF_UNKNOWN;
		c->why = !after ? "the new one was not held against this rule" : "it cannot be told any more whether the rule is broken";
	} else {
		c->direction = DIFF_BETTER;
		c->why = after->fails ? "the rule is broken in one place less" : "the rule is broken no more";
	}
}

/* The same place, but the rule takes it more or less seriously: who may log in, say, decides that. */
static void weigh_severity(struct diff_change *c, const char *was, const char *now)
{
	static const char *const ranks[] = { "low", "medium", "high", "critical" };
	int by = 0;

	for (int i = 0; i < (int)COUNT(ranks); i++)
		by += i * ((strcmp(ranks[i], now) == 0) - (strcmp(ranks[i], was) == 0));
	if (by == 0)
		return;
	c->direction = by > 0 ? DIFF_WORSE : DIFF_BETTER;
	c->why = by > 0 ? "the rule is broken in a graver way" : "the rule is broken in a less grave way";
}

static void finding_add(struct diff *diff, const struct inventory *t, const struct pair *p, const struct finding_sides *sides)
{
	enum { RULE = 0, SEVERITY = 3 };
	const struct inventory_row *row = p->now ? p->now : p->was;
	const struct rule_state *before = rule_states_find(&sides->before, row->cells[RULE]);
	const struct rule_state *after = rule_states_find(&sides->after, row->cells[RULE]);
	struct diff_change *c = change_add(diff, t, p, NULL);
	bool low = strcmp(row->cells[SEVERITY], "low") == 0;

	finding_describe(c, after ? after : before, &diff->mem);
	if (!p->was)
		weigh_new_fail(c, before, low);
	else if (!p->now)
		weigh_gone_fail(c, after, low, seen(diff->after, p->was->path));
	else
		weigh_severity(c, p->was->cells[SEVERITY], p->now->cells[SEVERITY]);
	if (!(p->was && p->now)) {
		c->cells[c->cell_count++] = (struct diff_cell){
			"detail", arena_clean(&diff->mem, p->was ? p->was->cells[2] : NULL),
			arena_clean(&diff->mem, p->now ? p->now->cells[2] : NULL), c->direction,
		};
	}
	look_at_part_one(c, diff->after->results.law);
}

/* A rule that was decided and is open now: less can be told. */
static void compare_rules(struct diff *diff, const struct inventory *t, const struct finding_sides *sides)
{
	for (size_t i = 0; i < sides->after.count; i++) {
		const struct rule_state *now = &sides->after.list[i], *was = rule_states_find(&sides->before, now->rule);
		struct inventory_row row = { (const char *const[]){ now->rule, NULL, NULL, NULL }, NULL, 0 };
		struct diff_change *c;

		if (!was || was->fails || now->fails || was->open == now->open)
			continue;
		c = change_add(diff, t, &(struct pair){ &row, &row }, NULL);
		finding_describe(c, now, &diff->mem);
		c->cells[c->cell_count++] = (struct diff_cell){
			"state", was->open ? "open" : "holds", now->open ? "open" : "holds", now->open ? DIFF_UNKNOWN : DIFF_NEUTRAL,
		};
		c->direction = now->open ? DIFF_UNKNOWN : DIFF_NEUTRAL;
		c->why = now->open ? "it cannot be told any more whether the rule is broken" : "it could not be told before";
	}
}

static void compare_findings(struct diff *diff, bool both_declared)
{
	const struct results *a = &diff->before->results, *b = &diff->after->results;
	struct matched pairs = { 0 };
	struct finding_sides sides;
	struct inventory was, now;

	table_findings(&was, &diff->mem, a, both_declared);
	table_findings(&now, &diff->mem, b, both_declared);
	rule_states_make(&sides.before, &diff->mem, a);
	rule_states_make(&sides.after, &diff->mem, b);
	match_rows(&pairs, &diff->mem, &was, &now);
	for (size_t i = 0; i < pairs.count; i++)
		finding_add(diff, &was, &pairs.list[i], &sides);
	compare_rules(diff, &was, &sides);
}

/* --- verdicts --- */

/* 1 good, 0 open, -1 bad; answers of scope, role, time, class and route are neither. */
static bool verdict_stands(const char *verdict, int *out)
{
	static const struct { const char *word; int stands; } list[] = {
		{ "MET", 1 }, { "N/A-OK", 1 }, { "DEVIATION-OK", 1 }, { "NEEDS-INPUT", 0 }, { "NOT-MET", -1 },
		{ "N/A-REJECTED", -1 }, { "DEVIATION-REJECTED", -1 },
	};

	for (size_t i = 0; i < COUNT(list); i++)
		if (strcmp(list[i].word, verdict) == 0) {
			*out = list[i].stands;
			return true;
		}
	return false;
}

static void weigh_verdict(struct diff_change *c, const char *was, const char *now)
{
	int before, after;

	if (!verdict_stands(was, &before) || !verdict_stands(now, &after) || before == after)
		return;
	if (after < 0)
		c->direction = DIFF_WORSE;
	else if (before < 0 && after > 0)
		c->direction = DIFF_BETTER;
	else if (before > 0 && after == 0)
		c->direction = DIFF_UNKNOWN;
	c->why = after < 0 ? "something speaks against it now" : before < 0 && after > 0 ? "nothing speaks against it any more" :
		 before < 0 ? "what spoke against it is gone; it is not shown to be met" :
		 after == 0 ? "less is shown than before" : "more is shown than before";
}

static const struct result_verdict *verdict_find(const struct results *r, const char *key)
{
	for (size_t i = 0; i < r->verdict_count; i++)
		if (strcmp(r->verdicts[i].key, key) == 0)
			return &r->verdicts[i];
	return NULL;
}

static size_t compare_verdicts(struct diff *diff)
{
	const struct results *a = &diff->before->results, *b = &diff->after->results;
	struct matched pairs = { 0 };
	struct inventory was, now;
	size_t apart = 0;

	table_verdicts(&was, &diff->mem, a);
	table_verdicts(&now, &diff->mem, b);
	match_rows(&pairs, &diff->mem, &was, &now);
	for (size_t i = 0; i < pairs.count; i++) {
		const struct pair *p = &pairs.list[i];
		const struct result_verdict *v;
		struct diff_change *c;

		if (!p->was || !p->now) {
			apart++;
			continue;
		}
		v = verdict_find(b, p->now->cells[0]);
		c = change_add(diff, &was, p, NULL);
		c->kind = DIFF_VERDICT;
		c->title = arena_clean(&diff->mem, v->title);
		c->limb = arena_clean(&diff->mem, result_limb(v));
		c->order = (size_t)(v - b->verdicts);
		weigh_verdict(c, p->was->cells[1], p->now->cells[1]);
		c->cells[0].direction = c->direction;
		look_at_part_one(c, diff->after->results.law);
		if (!c->look && v->limb && v->limb->answer_count)
			look_at_answer(c, diff->after->results.law);
	}
	return apart;
}

/* --- what was declared --- */

static void compare_declared(struct diff *diff)
{
	struct matched pairs = { 0 };
	struct inventory was, now;

	table_declared(&was, &diff->mem, &diff->before->results);
	table_declared(&now, &diff->mem, &diff->after->results);
	match_rows(&pairs, &diff->mem, &was, &now);
	for (size_t i = 0; i < pairs.count; i++) {
		struct diff_change *c = change_add(diff, &was, &pairs.list[i], NULL);

		c->kind = DIFF_DECLARED;
		look_at_declared(c, (pairs.list[i].now ? pairs.list[i].now : pairs.list[i].was)->cells[1],
				 diff->after->results.law);
	}
}

/* --- what limits the comparison --- */

static void note(struct diff *diff, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void note(struct diff *diff, const char *format, ...)
{
	va_list args;

	ARENA_ROOM(&diff->mem, diff->notes, diff->note_count, diff->note_room);
	va_start(args, format);
	diff->notes[diff->note_count++] = arena_clean(&diff->mem, arena_vprintf(&diff->mem, format, args));
	va_end(args);
}

static bool differ(const char *a, const char *b)
{
	return match_cell(a && *a ? a : NULL, b && *b ? b : NULL) != 0;
}

static void note_unlike(struct diff *diff, const char *what, const char *a, const char *b, const char *then)
{
	if (differ(a, b))
		note(diff, "%s: %.40s before, %.40s now. %s", what, a && *a ? a : "none", b && *b ? b : "none", then);
}

static void note_seen(struct diff *diff, const struct diff_side *side, const char *which)
{
	const struct results *r = &side->results;

	if (side->unread_count)
		note(diff, "%zu place%s of the %s image could not be read (the first: %s): what they hold is not known.",
		     side->unread_count, side->unread_count == 1 ? "" : "s", which, side->unread[0].path);
	if (r->refused)
		note(diff, "%lld entr%s of the %s image have a path that leads out of it and were left out.",
		     (long long)r->refused, r->refused == 1 ? "y" : "ies", which);
}

static void note_format(struct diff *diff)
{
	const struct { bool before, after; const char *what; } kept[] = {
		{ diff->before->links, diff->after->links, "links" }, { diff->before->modes, diff->after->modes, "permission bits" },
		{ diff->before->owners, diff->after->owners, "owners" },
	};

	for (size_t i = 0; i < COUNT(kept); i++)
		if (kept[i].before != kept[i].after)
			note(diff, "The %s image's format keeps no %s: what rests on them cannot be compared.",
			     kept[i].before ? "new" : "old", kept[i].what);
}

static void note_all(struct diff *diff, bool images)
{
	const struct results *a = &diff->before->results, *b = &diff->after->results;

	if (a->declaration && b->declaration)
		note_unlike(diff, "Product", a->product, b->product, "Are they two releases of one product?");
	note_unlike(diff, "Part of the product", diff->before->part, diff->after->part, "Different parts are compared.");
	note_unlike(diff, "Program", a->tool, b->tool, "It may see more, or judge otherwise, than the other did.");
	if (images)
		note_unlike(diff, "Rules", a->rules, b->rules, "A finding may differ by them and not by the image.");
	if (a->declaration && b->declaration)
		note_unlike(diff, "Decision tables", a->decisions, b->decisions, "A verdict may differ by them.");
	note_unlike(diff, "Date of assessment", a->as_of, b->as_of, "What depends on it may differ by it.");
	if (!a->declaration != !b->declaration)
		note(diff, "Only the %s one was decided with a declaration: verdicts and what was declared are not compared.",
		     a->declaration ? "old" : "new");
	if (!a->image != !b->image)
		note(diff, "Only the %s one is of an image: what it holds is not compared.", a->image ? "old" : "new");
	if (!images)
		return;
	note_format(diff);
	if (diff->before->guessed != diff->after->guessed)
		note(diff, "Default passwords were tried on the %s one only.", diff->before->guessed ? "old" : "new");
	note_seen(diff, diff->before, "old");
	note_seen(diff, diff->after, "new");
}

/* --- together --- */

static int by_weight(const void *x, const void *y)
{
	static const int order[DIFF_DIRECTIONS] = {
		[DIFF_WORSE] = 0, [DIFF_UNKNOWN] = 1, [DIFF_BETTER] = 2, [DIFF_NEUTRAL] = 3,
	};
	const struct diff_change *a = x, *b = y;
	int by = order[a->direction] - order[b->direction];

	by = by ? by : (int)a->kind - (int)b->kind;
	by = by ? by : (a->order > b->order) - (a->order < b->order);
	by = by ? by : strcmp(a->name, b->name);
	by = by ? by : match_cell(a->new_path, b->new_path);
	by = by ? by : match_cell(a->old_path, b->old_path);
	by = by ? by : (a->new_line > b->new_line) - (a->new_line < b->new_line);
	by = by ? by : (a->old_line > b->old_line) - (a->old_line < b->old_line);
	for (size_t i = 0; !by && i < a->cell_count && i < b->cell_count; i++) {
		by = match_cell(a->cells[i].was, b->cells[i].was);
		by = by ? by : match_cell(a->cells[i].now, b->cells[i].now);
	}
	return by;
}

static void count_all(struct diff *diff)
{
	struct law *law = diff->after->results.law;
	const char *as_of = diff->after->results.as_of, *day = as_of && *as_of ? as_of : NULL;

	for (size_t i = 0; i < diff->count; i++) {
		struct diff_change *c = &diff->changes[i];
		const struct limb *limb = c->limb ? law_limb(law, c->limb) : NULL;

		c->provision = limb && limb->ref_count ? limb->refs[0].provision : NULL;
		c->note = c->provision ? law_note(law, c->provision, day) : "";
		c->look_note = c->look_at ? law_note(law, c->look_at, day) : "";
		diff->counts[c->kind][c->direction]++;
		diff->worse += c->direction == DIFF_WORSE;
		diff->unknown += c->direction == DIFF_UNKNOWN;
		diff->looks += c->look;
	}
}

void diff_make(struct diff *diff, const struct diff_side *before, const struct diff_side *after)
{
	bool images = before->results.image && after->results.image;
	bool one_declared = !before->results.declaration != !after->results.declaration;
	size_t apart = 0;

	*diff = (struct diff){ .mem = { .about = "the comparison" }, .before = before, .after = after };
	if (images) {
		compare_defaults(diff);
		compare_findings(diff, before->results.declaration && after->results.declaration);
	}
	if (!one_declared)
		apart = compare_verdicts(diff);
	if (before->results.declaration && after->results.declaration)
		compare_declared(diff);
	note_all(diff, images);
	if (apart)
		note(diff, "%zu verdict%s stand%s on one side only and cannot be compared.", apart, apart == 1 ? "" : "s",
		     apart == 1 ? "s" : "");
	if (diff->count)
		qsort(diff->changes, diff->count, sizeof(*diff->changes), by_weight);
	count_all(diff);
}

void diff_free(struct diff *diff)
{
	arena_free(&diff->mem);
	*diff = (struct diff){ 0 };
}
