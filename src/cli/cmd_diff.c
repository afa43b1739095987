#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "diff/diff.h"
#include "pipeline/pipeline.h"

static int inspect(const struct call *call, const char *path, struct law *law, struct dossier *d, struct err *err)
{
	struct pipeline p = {
		.path = path, .as_of = call->as_of, .rules_dir = call->rules_dir, .law = law,
		.product = call->product, .part = call->part, .deadline = (unsigned)call->deadline,
		.no_password_check = call->no_password_check, .quiet = call->quiet,
	};
	enum gate gate;
	int code = pipeline_open(&p, err);

	if (code == 0)
		code = pipeline_inspect(&p, d, err);
	if (code == 0 && pipeline_judge(&p, d, &gate, err) != 0) {
		dossier_close(d);
		code = -1;
	}
	pipeline_close(&p);
	return code;
}

/* A dossier is read, an image is looked into. */
static int side_read(struct diff_side *side, const struct call *call, const char *path, struct law *law, struct err *err)
{
	struct dossier d;
	int code = dossier_likely(path) ? dossier_open(&d, path, err) : inspect(call, path, law, &d, err);

	if (code != 0)
		return -1;
	code = diff_side_read(side, &d, law, err);
	dossier_close(&d);
	return code == 0 ? 0 : err_wrap(err, "'%s'", path);
}

static int diff_print(const struct diff *diff, const struct call *call, const struct diff_format *format, struct err *err)
{
	bool to_screen = !call->output || strcmp(call->output, "-") == 0;
	struct report_options options = {
		.color = to_screen && cli_color(call, STDOUT_FILENO), .verbose = call->verbose > 0,
		.columns = to_screen ? cli_columns() : 80,
	};
	struct text out = { 0 };
	int code = format->write(diff, &options, &out, err);

	if (code == 0)
		code = text_write(&out, call->output, err);
	text_free(&out);
	if (code != 0)
		return -1;
	return diff->worse || (call->strict && diff->unknown) ? EXIT_FAIL : EXIT_OK;
}

static int compare(const struct call *call, const struct diff_format *format, struct law *law, struct err *err)
{
	struct diff_side before = { 0 }, after = { 0 };
	struct diff diff;
	int code = side_read(&before, call, call->args[0], law, err);

	if (code == 0)
		code = side_read(&after, call, call->args[1], law, err);
	if (code == 0) {
		diff_make(&diff, &before, &after);
		code = diff_print(&diff, call, format, err);
		diff_free(&diff);
	}
	diff_side_free(&after);
	diff_side_free(&before);
	return code;
}

static int diff_run(const struct call *call, struct err *err)
{
	const struct diff_format *format = diff_format_find(call->format ? call->format : "text");
	struct law law;
	int code;

	if (call->count != 2)
		return err_set(err, ERR_USAGE, "diff needs two releases, dossiers or images: cradle diff gw-1.0.cradle gw-1.1.cradle");
	if (!format)
		return err_set(err, ERR_USAGE, "no format '%s'; there are text, json, md", call->format);
	if (strcmp(call->args[0], "-") == 0 && strcmp(call->args[1], "-") == 0)
		return err_set(err, ERR_USAGE, "only one of the two can be standard input");
	if (call->part && !call->product)
		return err_set(err, ERR_USAGE, "--part names a part of a declaration; give it with -p FILE");
	if (call->product && dossier_likely(call->args[0]) && dossier_likely(call->args[1]))
		return err_set(err, ERR_USAGE, "-p goes with an image; a dossier has its declaration already");
	code = law_load(&law, err);
	if (code == 0)
		code = compare(call, format, &law, err);
	law_free(&law);
	return code;
}

const struct command command_diff = {
	.name = "diff",
	.usage = "diff OLD NEW [OPTION...]",
	.about = "Says what changed in the defaults between two releases",
	.detail = "OLD and NEW are dossiers, which 'check' and 'decide' keep with --dossier, or images. A declaration\n"
		  "given with -p goes with every image. Exit 1 says that a default, finding or verdict got worse;\n"
		  "--strict also that something cannot be told.",
	.options = (const char *const[]){ "--format", "--json", "--output", "--product", "--part", "--as-of", "--rules", "--strict",
					  "--no-password-check", "--deadline", "--color", "--quiet", "--verbose", NULL },
	.formats = "text (the default), json, or md: a comment for a merge request",
	.reads = true,
	.run = diff_run,
};
