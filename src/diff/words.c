/* What several formats say alike. */
#include "diff/diff.h"

#include <inttypes.h>
#include <string.h>

#include "base/auto.h"

static void count_add(struct text *out, size_t n, const char *one, const char *many)
{
	if (n)
		text_printf(out, "%s%zu %s", out->n ? ", " : "", n, n == 1 ? one : many);
}

void diff_summary(const struct diff *diff, struct text *defaults, struct text *rest)
{
	const size_t *d = diff->counts[DIFF_DEFAULT], *f = diff->counts[DIFF_FINDING], *v = diff->counts[DIFF_VERDICT];
	size_t declared = 0;

	for (size_t i = 0; i < DIFF_DIRECTIONS; i++)
		declared += diff->counts[DIFF_DECLARED][i];
	text_printf(defaults, "%zu default%s got less secure", d[DIFF_WORSE], d[DIFF_WORSE] == 1 ? "" : "s");
	count_add(defaults, d[DIFF_BETTER], "more secure", "more secure");
	count_add(defaults, d[DIFF_UNKNOWN], "cannot be told", "cannot be told");
	count_add(defaults, d[DIFF_NEUTRAL], "other change", "other changes");
	count_add(rest, f[DIFF_WORSE], "rule newly broken", "rules newly broken");
	count_add(rest, f[DIFF_BETTER], "rule broken no more", "rules broken no more");
	count_add(rest, v[DIFF_WORSE], "verdict worse", "verdicts worse");
	count_add(rest, v[DIFF_BETTER], "verdict better", "verdicts better");
	count_add(rest, v[DIFF_UNKNOWN], "verdict shown no more", "verdicts shown no more");
	count_add(rest, declared, "declared otherwise", "declared otherwise");
	count_add(rest, diff->looks, "asks for a look at substantial modification", "ask for a look at substantial modification");
}

const char *diff_place(const struct diff_change *c, struct arena *mem)
{
	const char *path = c->new_path ? c->new_path : c->old_path;
	int64_t line = c->new_path ? c->new_line : c->old_line;

	if (!path)
		return "";
	return line ? arena_printf(mem, "%s:%" PRId64, path, line) : path;
}

const char *diff_missing(const struct diff_change *c, const struct diff_cell *cell)
{
	static const struct { const char *table, *column, *word; } list[] = {
		{ "service", "user", "root, or not said" }, { "account", "guessed", "none" }, { "account", "hash", "none" },
		{ "updater", "opt_out", "not seen" }, { "updater", "postpone", "not seen" }, { "updater", "notice", "not seen" },
		{ "crypto", "weak", "nothing" }, { "key", "known", "no" }, { "credential", "known", "no" },
	};

	for (size_t i = 0; i < COUNT(list); i++)
		if (strcmp(list[i].table, c->table) == 0 && strcmp(list[i].column, cell->column) == 0)
			return list[i].word;
	/* an empty text of the image's is no gap */
	return cell->was && !*cell->was ? "empty" : "not known";
}

size_t diff_tallies(const struct diff *diff, enum diff_direction direction, struct diff_tally *out, size_t most)
{
	size_t n = 0;

	for (size_t i = 0; i < diff->count; i++) {
		const struct diff_change *c = &diff->changes[i];
		const char *title = c->kind == DIFF_FINDING ? "Findings" : c->title;
		size_t at = 0;

		/* verdicts are listed one by one */
		if (c->direction != direction || c->kind == DIFF_VERDICT)
			continue;
		while (at < n && strcmp(out[at].title, title) != 0)
			at++;
		if (at == most)
			continue;
		if (at == n)
			out[n++] = (struct diff_tally){ .title = title };
		out[at].what[c->what]++;
	}
	return n;
}

const struct diff_format *diff_format_find(const char *name)
{
	for (const struct diff_format *f = diff_formats; f->name; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}
