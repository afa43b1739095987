#include "faq/lint.h"

#include <ctype.h>
#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "faq/markdown.h"
#include "law/import.h"

enum { QUESTION_MAX = 160, BRIEF_WORDS = 50, LEAD_WORDS = 40, ANSWER_MIN = 40, ANSWER_MAX = 300, ASKS_MIN = 3 };

/* From here on two questions are the same one: their verdicts may not differ, and each leads to the other. */
static const double ALIKE = 0.75;

static size_t words_in(const char *text)
{
	struct bytes rest = bytes_of(text), word;
	size_t n = 0;

	while (bytes_word(&rest, &word))
		n++;
	return n;
}

static const struct yaml *field(const struct faq_item *item, const char *name)
{
	const struct yaml *at = yaml_get(item->doc, name);

	return at ? at : item->doc;
}

#define AT(item, name) (item)->file, field((item), (name))->line, field((item), (name))->column

/* --- one item --- */

static void question(const struct faq *faq, const struct faq_item *item, struct faq_problems *problems)
{
	size_t n = strlen(item->question);

	(void)faq;
	if (n == 0 || item->question[n - 1] != '?')
		faq_problem(problems, AT(item, "question"), "a question ends with '?'");
	if (n > QUESTION_MAX)
		faq_problem(problems, AT(item, "question"), "%zu characters; %d are enough for a question", n, QUESTION_MAX);
}

static void verdict(const struct faq *faq, const struct faq_item *item, struct faq_problems *problems)
{
	static const struct { const char *verdict, *begins; } words[] = { { "yes", "Yes" }, { "no", "No" } };
	bool known = false;

	(void)faq;
	for (size_t i = 0; faq_verdicts[i]; i++)
		known = known || strcmp(faq_verdicts[i], item->verdict) == 0;
	if (!known && *item->verdict)
		faq_problem(problems, AT(item, "verdict"), "no verdict '%s'", item->verdict);
	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(words[i].verdict, item->verdict) == 0 && !bytes_begin(bytes_of(item->answer), words[i].begins))
			faq_problem(problems, AT(item, "verdict"), "the answer begins with '%s', as its verdict says", words[i].begins);
}

static void asks(const struct faq *faq, const struct faq_item *item, struct faq_problems *problems)
{
	(void)faq;
	if (item->ask_count < ASKS_MIN)
		faq_problem(problems, AT(item, "asks"), "%zu other ways to ask; at least %d", item->ask_count, ASKS_MIN);
	for (size_t i = 0; i < item->ask_count; i++)
		if (strcasecmp(item->asks[i], item->question) == 0)
			faq_problem(problems, AT(item, "asks"), "'%s' is the question itself", item->asks[i]);
}

static void lengths(const struct faq *faq, const struct faq_item *item, struct faq_problems *problems)
{
	size_t brief = words_in(item->brief), all = words_in(item->answer);

	(void)faq;
	if (brief > BRIEF_WORDS)
		faq_problem(problems, item->file, item->doc->line, 1, "the first paragraph has %zu words; %d at most", brief,
			    BRIEF_WORDS);
	if (all < ANSWER_MIN || all > ANSWER_MAX)
		faq_problem(problems, item->file, item->doc->line, 1, "the answer has %zu words; %d to %d", all, ANSWER_MIN,
			    ANSWER_MAX);
}

struct links {
	const struct faq *faq;
	const struct faq_item *item;
	struct faq_problems *problems;
};

static bool link_check(void *self, const char *target)
{
	struct links *l = self;
	const struct provision *p = strncmp(target, "law:", 4) == 0 ? law_provision(l->faq->law, target + 4) : NULL;
	const struct faq_item *item = strncmp(target, "faq:", 4) == 0 ? faq_item(l->faq, bytes_of(target + 4)) : NULL;

	if (item ? strcmp(item->id, target + 4) != 0 : !p)
		faq_problem(l->problems, l->item->file, l->item->doc->line, 1, "a link leads to '%s', which is nothing", target);
	else if (p && !p->source->current)
		faq_problem(l->problems, l->item->file, l->item->doc->line, 1, "a link leads to '%s', which is %s", target,
			    p->source->status);
	return true;
}

static void answer(const struct faq *faq, const struct faq_item *item, struct faq_problems *problems)
{
	struct links links = { faq, item, problems };
	struct err err = { 0 };

	if (markdown_check(item->answer, &err) != 0)
		faq_problem(problems, item->file, item->doc->line, 1, "%s", err.text);
	markdown_each_link(item->answer, link_check, &links);
}

static void (*const item_checks[])(const struct faq *, const struct faq_item *, struct faq_problems *) = {
	question, verdict, asks, lengths, answer,
};

/* --- questions that are nearly the same --- */

static const char little_words[] = "a an the is are be do does did can may must should of to for in on by with and or as at it its "
				   "that this which what when how who why if from under not no cra i we my our one have has need there "
				   "per than into also still ever";

/* A word without the endings that make no difference here; false for a little one. */
static bool stem(struct bytes word, char out[32])
{
	size_t n = 0;

	for (size_t i = 0; i < word.n && n < 31; i++)
		if (isalnum(word.at[i]))
			out[n++] = (char)tolower(word.at[i]);
	out[n] = '\0';
	if (n == 0 || bytes_among(bytes_of(out), little_words))
		return false;
	if (n > 4 && strcmp(out + n - 3, "ing") == 0)
		out[n - 3] = '\0';
	else if (n > 4 && strcmp(out + n - 2, "ed") == 0)
		out[n - 2] = '\0';
	else if (n > 3 && out[n - 1] == 's')
		out[n - 1] = '\0';
	return true;
}

/* The words of a question, each once. */
struct stems {
	char words[40][32];
	size_t n;
};

static void stems_read(struct stems *out, const char *text)
{
	struct bytes rest = bytes_of(text), word;

	out->n = 0;
	while (out->n < COUNT(out->words) && bytes_word(&rest, &word)) {
		size_t i = 0;

		if (!stem(word, out->words[out->n]))
			continue;
		while (i < out->n && strcmp(out->words[i], out->words[out->n]) != 0)
			i++;
		out->n += i == out->n;
	}
}

static double alike(const struct stems *a, const struct stems *b)
{
	size_t both = 0;

	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < b->n; k++)
			both += strcmp(a->words[i], b->words[k]) == 0;
	return a->n + b->n == 0 ? 1 : (double)both / (double)(a->n + b->n - both);
}

double lint_alike(const char *a, const char *b)
{
	struct stems of_a, of_b;

	stems_read(&of_a, a);
	stems_read(&of_b, b);
	return alike(&of_a, &of_b);
}

static bool sees(const struct faq_item *a, const struct faq_item *b)
{
	for (size_t i = 0; i < a->see_count; i++)
		if (a->see[i] == b)
			return true;
	return false;
}

static void pair_check(const struct faq_item *a, const struct faq_item *b, struct faq_problems *problems)
{
	if (strcmp(a->verdict, b->verdict) != 0)
		faq_problem(problems, AT(b, "question"), "'%s' asks nearly the same and says %s; this says %s", a->id, a->verdict,
			    b->verdict);
	else if (!sees(a, b) && !sees(b, a))
		faq_problem(problems, AT(b, "question"), "'%s' asks nearly the same: one leads to the other by 'see'", a->id);
}

/* Each question with each: their words are read once. */
static void duplicates(const struct faq *faq, struct faq_problems *problems)
{
	struct arena mem = { .about = "the questions' words" };
	struct stems *all = arena_alloc(&mem, (faq->item_count + 1) * sizeof(*all));

	for (size_t i = 0; i < faq->item_count; i++)
		stems_read(&all[i], faq->items[i].question);
	for (size_t i = 0; i < faq->item_count; i++)
		for (size_t k = i + 1; k < faq->item_count; k++)
			if (alike(&all[i], &all[k]) >= ALIKE)
				pair_check(&faq->items[i], &faq->items[k], problems);
	arena_free(&mem);
}

static void modules(const struct faq *faq, struct faq_problems *problems)
{
	for (size_t i = 0; i < faq->module_count; i++) {
		const struct faq_module *m = &faq->modules[i];

		if (words_in(m->lead) > LEAD_WORDS)
			faq_problem(problems, m->file, yaml_get(m->doc, "lead")->line, 1, "the lead has %zu words; %d at most",
				    words_in(m->lead), LEAD_WORDS);
		for (size_t k = 0; k < m->task_count; k++)
			for (size_t j = k + 1; j < m->task_count; j++)
				if (strcmp(m->tasks[k].id, m->tasks[j].id) == 0)
					faq_problem(problems, m->file, yaml_get(m->doc, "workflow")->line, 1, "two tasks are called '%s'",
						    m->tasks[k].id);
	}
}

void lint(const struct faq *faq, struct faq_problems *problems)
{
	for (size_t i = 0; i < faq->item_count; i++)
		for (size_t k = 0; k < COUNT(item_checks); k++)
			item_checks[k](faq, &faq->items[i], problems);
	modules(faq, problems);
	duplicates(faq, problems);
}

/* --- the record behind the dates --- */

static void change_read(struct faq *faq, const char *path, long line, struct bytes row, size_t *room,
			struct faq_problems *problems)
{
	struct bytes cells[4] = { { 0 } };
	struct faq_change change;
	size_t n = 0;

	while (n < COUNT(cells) && bytes_field(&row, '\t', &cells[n]))
		n++;
	if (n != COUNT(cells)) {
		faq_problem(problems, path, line, 1, "expected date, id, hash and what changed, with tabs between");
		return;
	}
	change = (struct faq_change){ .date = arena_text(&faq->mem, cells[0].at, cells[0].n),
				      .id = arena_text(&faq->mem, cells[1].at, cells[1].n),
				      .hash = arena_text(&faq->mem, cells[2].at, cells[2].n),
				      .what = arena_text(&faq->mem, cells[3].at, cells[3].n) };
	change.item = faq_item(faq, cells[1]);
	for (size_t i = 0; i < faq->change_count; i++)
		if (strcmp(faq->changes[i].id, change.id) == 0 && strcmp(faq->changes[i].date, change.date) >= 0)
			faq_problem(problems, path, line, 1, "'%s' has a version of %s before this one of %s", change.id,
				    faq->changes[i].date, change.date);
	ARENA_ROOM(&faq->mem, faq->changes, faq->change_count, *room);
	faq->changes[faq->change_count++] = change;
}

/* The newest version of an item on record, or NULL. */
static const struct faq_change *recorded(const struct faq *faq, const struct faq_item *item)
{
	const struct faq_change *newest = NULL;

	for (size_t i = 0; i < faq->change_count; i++)
		if (faq->changes[i].item == item && (!newest || strcmp(newest->date, faq->changes[i].date) < 0))
			newest = &faq->changes[i];
	return newest;
}

static void dates_check(const struct faq *faq, struct faq_problems *problems)
{
	for (size_t i = 0; i < faq->item_count; i++) {
		const struct faq_item *item = &faq->items[i];
		const struct faq_change *last = recorded(faq, item);
		bool same = last && strcmp(last->hash, item->hash) == 0;

		if (strcmp(item->as_of, item->published) < 0)
			faq_problem(problems, AT(item, "as_of"), "it is as of %s, before it was published", item->as_of);
		if (same && strcmp(last->date, item->as_of) != 0)
			faq_problem(problems, AT(item, "as_of"), "nothing changed since %s: the date is that day", last->date);
		else if (last && !same && strcmp(item->as_of, last->date) <= 0)
			faq_problem(problems, AT(item, "as_of"), "it was changed since %s: give it today's date", last->date);
		else if (!same)
			faq_problem(problems, AT(item, "as_of"), "this version is not on record: make faq-stamp");
	}
}

/* Newest first; on one day in the order of the record. */
static void changes_turn(struct faq *faq)
{
	for (size_t i = 1; i < faq->change_count; i++) {
		struct faq_change moved = faq->changes[i];
		size_t k = i;

		for (; k > 0 && strcmp(faq->changes[k - 1].date, moved.date) < 0; k--)
			faq->changes[k] = faq->changes[k - 1];
		faq->changes[k] = moved;
	}
}

void lint_history(struct faq *faq, const char *path, struct faq_problems *problems)
{
	struct err err = { 0 };
	struct bytes file = { 0 }, row;
	size_t room = 0;

	if (law_file_read(&faq->mem, path, &file, &err) != 0)
		faq_problem(problems, path, 0, 0, "%s", err.text);
	for (long line = 1; bytes_line(&file, &row); line++)
		if (row.n && row.at[0] != '#')
			change_read(faq, path, line, row, &room, problems);
	dates_check(faq, problems);
	changes_turn(faq);
}

size_t lint_stamp(const struct faq *faq, struct text *out)
{
	size_t added = 0;

	for (size_t i = 0; i < faq->item_count; i++) {
		const struct faq_item *item = &faq->items[i];
		const struct faq_change *last = recorded(faq, item);

		if (last && (strcmp(last->hash, item->hash) == 0 || strcmp(item->as_of, last->date) <= 0))
			continue;
		text_printf(out, "%s\t%s\t%s\t%s\n", item->as_of, item->id, item->hash, last ? "changed" : "new");
		added++;
	}
	return added;
}
