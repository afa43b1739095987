/*
 * What to say next in product.yaml, as text: the keys that decide most with
 * their questions, the others by section.
 */
#include "report/text_parts.h"

#include <stdio.h>
#include <string.h>

enum { INDENT = 22 };

/* --- one question --- */

/* "6", or which where they are few */
static const char *decides(struct arena *mem, const struct result_question *q)
{
	const char *line = q->verdicts[0]->key;

	if (q->count > 3)
		return arena_printf(mem, "%zu", q->count);
	for (size_t i = 1; i < q->count; i++)
		line = arena_printf(mem, "%s, %s", line, q->verdicts[i]->key);
	return line;
}

/* Where the question comes from: the provision all its verdicts begin with, else their division of the law. */
static const char *origin(struct arena *mem, const struct result_question *q)
{
	const struct result_verdict *v = q->verdicts[0];
	bool one = v->source_count, group = v->limb && !v->limb->answer_count;

	for (size_t i = 1; i < q->count; i++) {
		const struct result_verdict *u = q->verdicts[i];

		one = one && u->source_count && u->sources[0].provision == v->sources[0].provision;
		group = group && strcmp(result_group(u), result_group(v)) == 0;
	}
	if (one)
		return arena_printf(mem, " %s (%s).", v->sources[0].provision->citation,
				    result_weight(v->sources[0].weight));
	return group ? arena_printf(mem, " %s.", result_group(v)) : "";
}

/* Of a whole section only what it is about is known; then what is open is more of a question. */
static const char *asked(const struct result_question *q)
{
	return q->key && !strchr(q->key, '.') ? q->verdicts[0]->reason : q->ask;
}

static void write_question(struct screen *s, const struct result_question *q)
{
	const struct result_verdict *v = q->verdicts[0];
	const char *name = q->key ? q->key : v->key, *line;
	struct arena mem = { 0 };

	line = arena_printf(&mem, "%s%s: %s%s", q->key ? " decides " : "", q->key ? decides(&mem, q) : "", asked(q),
			    origin(&mem, q));
	text_add(s->out, "  ");
	screen_word(s, "bold", name);
	screen_wrap(s, 2 + strlen(name), 4, line);
	text_char(s->out, '\n');
	arena_free(&mem);
}

/* --- the others, by section: "updates.  optout.where notice.how" --- */

/* "updates." of "updates.optout.where"; of a list "risks[]." */
static size_t section_length(const char *key)
{
	return strcspn(key, ".") + 1;
}

static bool same_section(const struct result_question *a, const struct result_question *b)
{
	size_t n = section_length(a->key);

	return b->key && n == section_length(b->key) && strncmp(a->key, b->key, n) == 0;
}

static void write_section(struct screen *s, const struct results *r, size_t first)
{
	const struct result_question *q = &r->questions[first];
	size_t at = INDENT, n = section_length(q->key);
	char name[64];

	snprintf(name, sizeof(name), "%.*s", (int)n, q->key);
	text_add(s->out, "  ");
	screen_column(s, "bold", name, INDENT - 2);
	for (size_t i = first; i < r->question_count; i++)
		if (same_section(q, &r->questions[i]))
			at = screen_item(s, at, INDENT, "off", r->questions[i].key + (r->questions[i].key[n - 1] ? n : n - 1));
	text_char(s->out, '\n');
}

static bool section_told(const struct results *r, size_t from, size_t i)
{
	for (size_t k = from; k < i; k++)
		if (r->questions[k].key && same_section(&r->questions[i], &r->questions[k]))
			return true;
	return false;
}

static void write_rest(struct screen *s, const struct results *r, size_t from)
{
	size_t at = INDENT, keyless = from;

	if (from < r->question_count)
		text_add(s->out, "  then, by section (-v has the questions):\n");
	for (; keyless < r->question_count && r->questions[keyless].key; keyless++)
		if (!section_told(r, from, keyless))
			write_section(s, r, keyless);
	if (keyless == r->question_count)
		return;
	text_add(s->out, "  ");
	screen_column(s, "bold", "no key decides yet", INDENT - 2);
	for (size_t i = keyless; i < r->question_count; i++)
		for (size_t k = 0; k < r->questions[i].count; k++)
			at = screen_item(s, at, INDENT, "off", r->questions[i].verdicts[k]->key);
	text_char(s->out, '\n');
}

void text_questions(struct screen *s, const struct results *r)
{
	enum { MOST = 6 };
	size_t keys = 0, shown = 0;

	while (keys < r->question_count && r->questions[keys].key)
		keys++;
	if (r->question_count == 0)
		return;
	text_char(s->out, '\n');
	screen_word(s, "bold", "What to say next");
	text_printf(s->out, " in %s: %zu key%s decide%s what is open\n", r->declaration, keys, keys == 1 ? "" : "s",
		    keys == 1 ? "s" : "");
	/* at least three, and all that decide more than one verdict, as long as the screen lasts */
	while (shown < r->question_count && (s->options->verbose || (shown < MOST && r->questions[shown].key &&
								       (shown < 3 || r->questions[shown].count > 1))))
		write_question(s, &r->questions[shown++]);
	write_rest(s, r, shown);
}
