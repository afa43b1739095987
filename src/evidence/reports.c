#include "evidence/reports.h"

#include <stdio.h>
#include <string.h>

/*
 * "text", "json" and "html" are the report itself, so they are report.txt,
 * report.json, report.html; a document's medium is its suffix (techdoc-pdf is
 * techdoc.pdf); what is named after its suffix is the report, too (csv), and a
 * suffix that has the name in it is the whole name (spdx.json).
 */
static void path_of(char *out, size_t size, const struct report *r)
{
	size_t n = strlen(r->name);

	if (strcmp(r->name, "text") == 0 || strcmp(r->name, r->suffix) == 0)
		snprintf(out, size, "reports/report.%s", r->suffix);
	else if (strncmp(r->suffix, r->name, n) == 0 && r->suffix[n] == '.')
		snprintf(out, size, "reports/%s", r->suffix);
	else
		snprintf(out, size, "reports/%.*s.%s", (int)(report_medium(r) ? n - strlen(r->suffix) - 1 : n), r->name, r->suffix);
}

static int one_report(const struct report *report, const struct results *r,
		      int (*one)(void *self, const struct evidence_report *e, struct err *err), void *self, struct err *err)
{
	const struct report_options options = { .verbose = true, .columns = 80 };
	struct text out = { 0 }, why = { 0 };
	char path[128];
	struct evidence_report e = { .report = report, .path = path };
	int code = 0;

	path_of(path, sizeof(path), report);
	if (report->refuse && report->refuse(r, &why)) {
		while (why.n && why.at[why.n - 1] == '\n')
			why.at[--why.n] = '\0';
		e.why = why.at ? why.at : "refused";
	} else if (report_write(report, r, &options, &out, err) == 0) {
		e.content = &out;
		if (out.failed)
			code = err_set(err, ERR_LIMIT, "the report '%s' is too large", report->name);
	} else if (err->kind == ERR_UNSUPPORTED || err->kind == ERR_USAGE) {
		/* not on this machine, or not of what this dossier holds */
		text_add(&why, err->text);
		e.why = why.at;
	} else {
		code = -1;
	}
	if (code == 0)
		code = one(self, &e, err);
	text_free(&out);
	text_free(&why);
	return code;
}

int reports_each(const struct results *r, int (*one)(void *self, const struct evidence_report *e, struct err *err), void *self,
		 struct err *err)
{
	for (const struct report *report = reports; report->name; report++)
		if (one_report(report, r, one, self, err) != 0)
			return -1;
	return 0;
}
