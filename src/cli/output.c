#include "cli/output.h"

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
	int code = results_read(&results, d, law, err);

	if (code == 0) {
		report->write(&results, &options, &out);
		code = text_write(&out, call->output, err);
		results_free(&results);
	}
	text_free(&out);
	return code;
}
