#include <string.h>
#include <unistd.h>

#include "cli/output.h"
#include "pipeline/pipeline.h"
#include "report/report.h"

static int check_dossier(const struct pipeline *p, struct dossier *d, const struct call *call,
			 const struct report *report, struct law *law, struct err *err)
{
	enum gate gate;
	int code;

	if (pipeline_judge(p, d, &gate, err) != 0)
		return -1;
	if (call->dossier && dossier_save(d, call->dossier, err) != 0)
		return -1;
	code = cli_report(d, call, report, law, err);
	if (code != EXIT_OK)
		return code;
	return gate == GATE_FAIL || (gate == GATE_INCOMPLETE && call->strict) ? EXIT_FAIL : EXIT_OK;
}

static int check_image(struct pipeline *p, const struct call *call, const struct report *report, struct err *err)
{
	struct dossier d;
	struct law law;
	int code = law_load(&law, err);

	p->law = &law;
	if (code == 0)
		code = pipeline_open(p, err);
	if (code == 0)
		code = pipeline_inspect(p, &d, err);
	if (code == 0) {
		code = check_dossier(p, &d, call, report, &law, err);
		dossier_close(&d);
	}
	pipeline_close(p);
	law_free(&law);
	return code;
}

static int check_run(const struct call *call, struct err *err)
{
	const struct report *report = report_for(call->format ? call->format : "text", call->output);
	struct pipeline p = {
		.as_of = call->as_of, .rules_dir = call->rules_dir, .deadline = (unsigned)call->deadline,
		.no_password_check = call->no_password_check, .quiet = call->quiet,
		.product = call->product, .part = call->part,
	};

	if (call->count != 1)
		return err_set(err, ERR_USAGE, "check needs one image: cradle check IMAGE");
	if (call->part && !call->product)
		return err_set(err, ERR_USAGE, "--part names a part of a declaration; give it with -p FILE");
	if (!report)
		return err_set(err, ERR_USAGE, "no format '%s'; there are %s", call->format, report_names());
	p.path = call->args[0];
	return check_image(&p, call, report, err);
}

const struct command command_check = {
	.name = "check",
	.usage = "check IMAGE [OPTION...]",
	.about = "Says which limbs of Annex I the image's defaults break",
	.detail = "IMAGE is a folder, an archive, a file system or a disk image; '-' is standard input.",
	.options = (const char *const[]){ "--format", "--json", "--output", "--product", "--part", "--dossier", "--as-of", "--rules",
					  "--strict", "--no-password-check", "--deadline", "--color", "--quiet",
					  "--verbose", NULL },
	.reads = true,
	.run = check_run,
};
