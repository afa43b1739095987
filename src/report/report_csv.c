/*
 * Verdicts and findings in one table (RFC 4180), for spreadsheets: a row each,
 * the first cell says which it is. Cells that begin a formula are made inert.
 */
#include "report/formats.h"

#include <inttypes.h>
#include <string.h>

#include "base/markup.h"

enum column {
	RECORD, KEY, LIMB, PART, TITLE, RESULT, SEVERITY, REASON, PATH, LINE, NEEDS_KEY, CITATIONS, FIX, ACCEPTED, UNTIL,
	COLUMNS,
};

static const char *const names[COLUMNS] = {
	[RECORD] = "record", [KEY] = "key", [LIMB] = "limb", [PART] = "part", [TITLE] = "title", [RESULT] = "result",
	[SEVERITY] = "severity", [REASON] = "reason", [PATH] = "path", [LINE] = "line", [NEEDS_KEY] = "needs_key",
	[CITATIONS] = "citations", [FIX] = "fix", [ACCEPTED] = "accepted", [UNTIL] = "until",
};

/* What is not known is an empty cell. */
static void write_row(struct text *out, const char *const cells[COLUMNS])
{
	for (size_t i = 0; i < COLUMNS; i++) {
		if (cells[i] && *cells[i])
			text_csv(out, cells[i]);
		text_add(out, i + 1 < COLUMNS ? "," : "\r\n");
	}
}

static const char *line_number(struct arena *mem, int64_t line)
{
	return line > 0 ? arena_printf(mem, "%" PRId64, line) : NULL;
}

/* Its place is that of the first fact which has one. */
static void write_verdict(struct text *out, const struct result_verdict *v)
{
	struct arena mem = { 0 };
	const struct result_fact *at = NULL;

	for (size_t i = 0; i < v->fact_count && !at; i++)
		if (v->facts[i].path)
			at = &v->facts[i];
	write_row(out, (const char *const[COLUMNS]){
		[RECORD] = "verdict", [KEY] = v->key, [LIMB] = result_limb(v), [PART] = v->part, [TITLE] = v->title,
		[RESULT] = v->verdict, [REASON] = v->reason, [PATH] = at ? at->path : NULL,
		[LINE] = at ? line_number(&mem, at->line) : NULL, [NEEDS_KEY] = v->needs_key,
		[CITATIONS] = result_citations(&mem, v),
	});
	arena_free(&mem);
}

static void write_finding(struct text *out, const struct results *r, const struct result_finding *f)
{
	struct arena mem = { 0 };

	write_row(out, (const char *const[COLUMNS]){
		[RECORD] = "finding", [KEY] = f->rule, [LIMB] = f->limb, [TITLE] = f->title, [RESULT] = f->state,
		[SEVERITY] = f->severity, [REASON] = f->detail, [PATH] = f->path, [LINE] = line_number(&mem, f->line),
		[CITATIONS] = result_limb_citations(&mem, r, f->limb), [FIX] = f->fix, [ACCEPTED] = f->accepted,
		[UNTIL] = f->until,
	});
	arena_free(&mem);
}

int report_csv(const struct results *r, const struct report_options *o, struct text *out, struct err *err)
{
	(void)o;
	(void)err;
	for (size_t i = 0; i < COLUMNS; i++)
		text_printf(out, "%s%s", names[i], i + 1 < COLUMNS ? "," : "\r\n");
	for (size_t i = 0; i < r->verdict_count; i++)
		write_verdict(out, &r->verdicts[i]);
	for (size_t i = 0; i < r->finding_count; i++)
		if (!result_without_object(r, &r->findings[i]))
			write_finding(out, r, &r->findings[i]);
	return 0;
}
