#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "portfolio/portfolio.h"

/* Each file that could not be read is told of; the rest is done all the same. */
static void tell_unread(const struct portfolio *p)
{
	for (size_t i = 0; i < p->unread_count; i++) {
		struct err err = { 0 };

		err_set(&err, ERR_USAGE, "%s", p->unread[i].why);
		err_print(&err);
	}
}

static int print(const struct portfolio *p, const struct call *call, const struct portfolio_format *format, struct err *err)
{
	bool to_screen = !call->output || strcmp(call->output, "-") == 0;
	struct portfolio_options options = {
		.report = {
			.color = to_screen && cli_color(call, STDOUT_FILENO), .verbose = call->verbose > 0,
			.columns = to_screen ? cli_columns() : 80,
		},
		.list = call->list,
	};
	struct text out = { 0 };
	int code = format->write(p, &options, &out, err);

	if (code == 0)
		code = text_write(&out, call->output, err);
	text_free(&out);
	return code;
}

static int portfolio_exit(const struct portfolio *p, const struct call *call)
{
	if (p->unread_count)
		return EXIT_USAGE;
	if (p->fail || p->older_fail || (call->strict && p->incomplete))
		return EXIT_FAIL;
	return EXIT_OK;
}

static int show(struct portfolio *p, const struct portfolio_files *files, const struct call *call,
		const struct portfolio_format *format, struct err *err)
{
	for (size_t i = 0; i < files->count; i++) {
		struct err why = { 0 };

		portfolio_add(p, files->list[i], &why);
	}
	portfolio_order(p);
	tell_unread(p);
	if (!p->count)
		return err_set(err, ERR_USAGE, "none of the files is a dossier with verdicts; 'cradle check IMAGE --dossier FILE'"
			       " or 'cradle decide -p product.yaml --dossier FILE' makes one");
	if (print(p, call, format, err) != 0)
		return -1;
	return portfolio_exit(p, call);
}

static int portfolio_run(const struct call *call, struct err *err)
{
	const struct portfolio_format *format = portfolio_format_for(call->format, call->output);
	struct portfolio_files files;
	struct portfolio p;
	struct law law;
	int code;

	if (call->count == 0)
		return err_set(err, ERR_USAGE, "portfolio needs dossiers, or folders of them: cradle portfolio releases/");
	if (!format)
		return err_set(err, ERR_USAGE, "no format '%s'; there are text, html, csv, json", call->format);
	if (call->list && strcmp(format->name, "csv") != 0)
		return err_set(err, ERR_USAGE, "--list chooses a table of --format csv; %s has them all", format->name);
	code = law_load(&law, err);
	if (code == 0) {
		portfolio_begin(&p, &law);
		portfolio_files(&files, &p, call->args, (size_t)call->count);
		code = show(&p, &files, call, format, err);
		portfolio_files_free(&files);
		portfolio_free(&p);
	}
	law_free(&law);
	return code;
}

const struct command command_portfolio = {
	.name = "portfolio",
	.usage = "portfolio FILE|DIR... [OPTION...]",
	.about = "Shows many dossiers at once: which products fail, where, and what they share",
	.detail = "Of a folder every *.cradle is read. A product in several releases is grouped by its name; its newest\n"
		  "version counts. A file that is no dossier is told of, and the rest is done. CSV is one table: the\n"
		  "products with their verdicts, or with --list limbs, findings, keys or unread.",
	.options = (const char *const[]){ "--format", "--json", "--list", "--output", "--strict", "--color", "--verbose",
					  NULL },
	.run = portfolio_run,
};
