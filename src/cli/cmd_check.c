#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "pipeline/pipeline.h"
#include "report/report.h"

static int write_report(struct dossier *d, const struct call *call, const struct report *report, struct err *err)
{
	bool to_screen = !call->output || strcmp(call->output, "-") == 0;
	struct report_options options = {
		.color = to_screen && cli_color(call, STDOUT_FILENO), .verbose = call->verbose > 0,
		.columns = to_screen ? cli_columns() : 80,
	};
	struct results results;
	struct text out = { 0 };
	struct law law;
	int code = law_load(&law, err);

	if (code != 0)
		return -1;
	code = results_read(&results, d, &law, err);
	if (code == 0) {
		report->write(&results, &options, &out);
		code = text_write(&out, call->output, err);
		results_free(&results);
	}
	text_free(&out);
	law_free(&law);
	return code;
}

static int check_dossier(const struct pipeline *p, struct dossier *d, const struct call *call,
			 const struct report *report, struct err *err)
{
	enum gate gate;

	if (pipeline_judge(p, d, &gate, err) != 0)
		return -1;
	if (call->dossier && dossier_save(d, call->dossier, err) != 0)
		return -1;
	if (write_report(d, call, report, err) != 0)
		return -1;
	return gate == GATE_FAIL || (gate == GATE_INCOMPLETE && call->strict) ? EXIT_FAIL : EXIT_OK;
}

static int check_run(const struct call *call, struct err *err)
{
	const struct report *report = report_find(call->format ? call->format : "text");
	struct pipeline p = {
		.as_of = call->as_of, .rules_dir = call->rules_dir, .deadline = (unsigned)call->deadline,
		.no_password_check = call->no_password_check, .quiet = call->quiet,
	};
	struct dossier d;
	int code;

	if (call->count != 1)
		return err_set(err, ERR_USAGE, "check needs one image: cradle check IMAGE");
	if (!report)
		return err_set(err, ERR_USAGE, "no format '%s': text, json or html", call->format);
	p.path = call->args[0];
	if (pipeline_inspect(&p, &d, err) != 0)
		return -1;
	code = check_dossier(&p, &d, call, report, err);
	dossier_close(&d);
	return code;
}

const struct command command_check = {
	.name = "check",
	.usage = "check IMAGE [OPTION...]",
	.about = "Says which limbs of Annex I the image's defaults break",
	.detail = "IMAGE is a folder, an archive, a file system or a disk image; '-' is standard input.",
	.options = (const char *const[]){ "--format", "--json", "--output", "--dossier", "--as-of", "--rules",
					  "--strict", "--no-password-check", "--deadline", "--color", "--quiet",
					  "--verbose", NULL },
	.run = check_run,
};
