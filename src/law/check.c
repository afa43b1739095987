#include "law/check.h"

#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "law/citation.h"

/* A text, and where in it the reader is. */
struct reader {
	struct law *law;
	struct bytes text;
	const char *day;
	size_t at, line_start;
	long line;
	struct check *result;
};

const char *problem_name(enum problem problem)
{
	static const char *const names[] = { "", "unknown", "subparagraph", "hash", "day", "source" };

	return problem < COUNT(names) ? names[problem] : "";
}

/* Lines are counted once, front to back. */
static void move_to(struct reader *r, size_t at)
{
	for (; r->at < at && r->at < r->text.n; r->at++)
		if (r->text.at[r->at] == '\n') {
			r->line++;
			r->line_start = r->at + 1;
		}
}

/* The text as it stands there, on one line and safe to print. */
static const char *quoted(struct reader *r, const struct citation *c)
{
	char raw[161], clean[4 * sizeof(raw)];
	size_t n = 0;

	for (size_t i = c->from; i < c->to && n < sizeof(raw) - 1; i++) {
		unsigned char b = r->text.at[i];
		bool blank = b == '\n' || b == '\r' || b == '\t' || b == ' ';

		if (!blank || (n > 0 && raw[n - 1] != ' '))
			raw[n++] = blank ? ' ' : (char)b;
	}
	n = utf8_clean(clean, sizeof(clean), raw, n);
	return arena_text(&r->law->mem, clean, n);
}

static void remark(struct reader *r, const struct citation *c, const char *id, enum problem problem,
		   const char *message)
{
	struct check *k = r->result;

	if (k->count == LIMIT_LAW_REMARKS) {
		k->more++;
		return;
	}
	if (!k->remarks)
		k->remarks = arena_alloc(&r->law->mem, LIMIT_LAW_REMARKS * sizeof(*k->remarks));
	k->remarks[k->count++] = (struct remark){
		.line = r->line, .column = (long)(c->from - r->line_start) + 1, .problem = problem,
		.cited = quoted(r, c), .id = arena_text(&r->law->mem, id, strlen(id)), .message = message,
		.nearest = problem == PROBLEM_UNKNOWN ? citation_nearest(r->law, id) : NULL,
	};
}

static bool line_says_so(const struct reader *r)
{
	static const char *const words[] = {
		"draft", "propos", "supersede", "replace", "delete", "insert", "amend",
	};
	struct bytes rest = bytes_skip(r->text, r->line_start), line, at;

	if (!bytes_line(&rest, &line))
		return false;
	line = bytes_first(line, 4096);
	for (at = line; at.n; at = bytes_skip(at, 1))
		for (size_t i = 0; i < COUNT(words); i++)
			if (bytes_begin_nocase(at, words[i]))
				return true;
	return false;
}

static void check_id(struct reader *r, const struct citation *c, const char *id)
{
	const struct provision *p = law_provision(r->law, id);
	const char *note;

	if (!p) {
		remark(r, c, id, PROBLEM_UNKNOWN, "no such provision");
		return;
	}
	if (c->hash[0] && p->hash && strncmp(p->hash, c->hash, strlen(c->hash)) != 0)
		remark(r, c, id, PROBLEM_HASH,
		       arena_printf(&r->law->mem, "the clause has changed: sha256:%.8s now", p->hash));
	note = law_note(r->law, p, r->day);
	if (*note && !line_says_so(r))
		remark(r, c, id, p->from || p->until ? PROBLEM_DAY : PROBLEM_SOURCE, note);
}

static void check_citation(struct reader *r, const struct citation *c)
{
	const struct provision *p = law_provision(r->law, c->ids[0]);

	if (c->odd_sub && p)
		remark(r, c, c->ids[0], PROBLEM_SUBPARAGRAPH, arena_printf(&r->law->mem, "it is %s", p->citation));
	for (size_t i = 0; i < c->count; i++)
		check_id(r, c, c->ids[i]);
}

void law_check(struct law *law, struct bytes text, const char *day, struct check *result)
{
	struct reader r = { .law = law, .text = text, .day = day, .line = 1, .result = result };
	struct citation c;

	*result = (struct check){ 0 };
	for (size_t at = 0; citation_next(law, text, at, &c); at = c.to) {
		if (c.foreign) {
			result->foreign++;
			continue;
		}
		result->citations++;
		move_to(&r, c.from);
		check_citation(&r, &c);
	}
}
