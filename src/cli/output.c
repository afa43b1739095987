#include "cli/output.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

int cli_report(struct dossier *d, const struct call *call, const struct report *report, struct law *law,
	       struct err *err)
{
	bool to_screen = !call->output || strcmp(call->output, "-") == 0;
	struct report_options options = {
		.color = to_screen && cli_color(call, STDOUT_FILENO), .verbose = call->verbose > 0,
		.columns = to_screen ? cli_columns() : 80,
	};
	struct results results;
	struct text out = { 0 };
	int code;

	if (results_read(&results, d, law, err) != 0)
		return -1;
	if (report->refuse && report->refuse(&results, &out)) {
		fprintf(stderr, "cradle: no %s is written:\n%s", report->name, out.at);
		code = EXIT_FAIL;
	} else {
		code = report_write(report, &results, &options, &out, err);
		if (code == 0)
			code = text_write(&out, call->output, err);
	}
	results_free(&results);
	text_free(&out);
	return code;
}
