#include <string.h>

#include "cli/output.h"

/* Of what was only inspected nothing was decided; who asks for a report wants verdicts. */
static int judged(struct dossier *d, const char *path, struct err *err)
{
	struct arena mem = { .about = "a dossier's gate" };
	const char *gate = dossier_meta(d, &mem, "gate");
	int code = 0;

	if (!gate)
		code = err_set(err, ERR_USAGE, "'%s' has facts but no verdicts; 'cradle check IMAGE --dossier FILE' decides",
			       path);
	arena_free(&mem);
	return code;
}

static int report_run(const struct call *call, struct err *err)
{
	const struct report *report = report_for(call->format ? call->format : "text", call->output);
	struct dossier d;
	struct law law;
	int code;

	if (call->count != 1)
		return err_set(err, ERR_USAGE, "report needs one dossier: cradle report gw.cradle --format html -o gw.html");
	if (!report)
		return err_set(err, ERR_USAGE, "no format '%s'; there are %s", call->format, report_names());
	if (dossier_open(&d, call->args[0], err) != 0)
		return -1;
	code = judged(&d, call->args[0], err);
	if (code == 0) {
		code = law_load(&law, err);
		if (code == 0)
			code = cli_report(&d, call, report, &law, err);
		law_free(&law);
	}
	dossier_close(&d);
	return code;
}

const struct command command_report = {
	.name = "report",
	.usage = "report DOSSIER [OPTION...]",
	.about = "Writes what a dossier holds in the format that is asked for",
	.detail = "The dossier is what 'check' or 'decide' keep with --dossier. The exit code says whether the report\n"
		  "could be written, not what is in it.\n\n"
		  "Formats: text json html md csv sarif junit spdx cyclonedx oscal oscal-catalog\n"
		  "oscal-component, and the documents techdoc, declaration and\n"
		  "declaration-simplified as HTML; -md or -pdf behind their names, or a FILE that\n"
		  "ends in .md or .pdf, chooses the medium.",
	.options = (const char *const[]){ "--format", "--json", "--output", "--color", "--verbose", NULL },
	.reads = true,
	.run = report_run,
};
