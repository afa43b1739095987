#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "cli/cli.h"
#include "portfolio/portfolio.h"
#include "portfolio/postgres.h"

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

/* --- into a database --- */

static int tell_loaded(const struct load *load, const struct portfolio *p, const struct call *call, bool json, struct err *err)
{
	struct text out = { 0 };
	struct json j = { .out = &out };
	int code;

	if (json) {
		json_open(&j, NULL, '{');
		json_int(&j, "loaded", (int64_t)load->loaded);
		json_int(&j, "unchanged", (int64_t)load->unchanged);
		json_int(&j, "replaced", (int64_t)load->replaced);
		json_int(&j, "unread", (int64_t)p->unread_count);
		json_close(&j);
		text_char(&out, '\n');
	} else if (!call->quiet) {
		text_printf(&out, "loaded %zu, unchanged %zu, replaced %zu\n", load->loaded, load->unchanged, load->replaced);
	}
	code = out.n ? text_write(&out, call->output, err) : 0;
	text_free(&out);
	return code;
}

static int load_files(struct load *load, struct portfolio *p, const struct portfolio_files *files, const struct call *call,
		      struct err *err)
{
	for (size_t i = 0; i < files->count; i++) {
		struct err why = { 0 };
		int code = load_add(load, files->list[i], &why, err);

		if (code > 0)
			portfolio_unread(p, files->list[i], &why);
		if (code < 0)
			return -1;
		if (call->verbose && i % 100 == 99)
			fprintf(stderr, "%zu of %zu files read\n", i + 1, files->count);
	}
	return load_finish(load, err);
}

static int load(struct portfolio *p, const struct portfolio_files *files, const struct call *call,
		const struct portfolio_format *format, struct err *err)
{
	struct load load;
	int code;

	if (call->list || (strcmp(format->name, "text") != 0 && strcmp(format->name, "json") != 0))
		return err_set(err, ERR_USAGE, "--to only loads: what it did is told as text or json; without it %s is written",
			       format->name);
	code = load_begin(&load, call->to, err);
	if (code == 0)
		code = load_files(&load, p, files, call, err);
	tell_unread(p);
	if (code == 0)
		code = tell_loaded(&load, p, call, strcmp(format->name, "json") == 0, err);
	else if (load.loaded + load.replaced)
		err_wrap(err, "after %zu dossiers that are in the database as a whole", load.loaded + load.replaced);
	load_free(&load);
	return code == 0 && p->unread_count ? EXIT_USAGE : code;
}

/* An address with a password must not be repeated as a file's name that does not exist. */
static int check_args(const struct call *call, struct err *err)
{
	if (call->count == 0)
		return err_set(err, ERR_USAGE, "portfolio needs dossiers, or folders of them: cradle portfolio releases/");
	for (int i = 0; i < call->count; i++)
		if (pq_is_url(call->args[i]))
			return err_set(err, ERR_USAGE, "a database is given with --to: cradle portfolio releases/ --to postgresql://...");
	if (call->to && !pq_is_url(call->to))
		return err_set(err, ERR_USAGE, "--to takes the address of a database: postgresql://USER@HOST/DATABASE");
	return 0;
}

static int portfolio_run(const struct call *call, struct err *err)
{
	const struct portfolio_format *format = portfolio_format_for(call->format, call->output);
	struct portfolio_files files;
	struct portfolio p;
	struct law law;
	int code;

	if (check_args(call, err) != 0)
		return -1;
	if (!format)
		return err_set(err, ERR_USAGE, "no format '%s'; there are text, html, csv, json", call->format);
	if (call->list && strcmp(format->name, "csv") != 0)
		return err_set(err, ERR_USAGE, "--list chooses a table of --format csv; %s has them all", format->name);
	code = law_load(&law, err);
	if (code == 0) {
		portfolio_begin(&p, &law);
		portfolio_files(&files, &p, call->args, (size_t)call->count);
		for (size_t i = 0; code == 0 && i < files.count; i++)
			code = cli_spares(call, files.list[i], err);
		if (code == 0)
			code = (call->to ? load : show)(&p, &files, call, format, err);
		portfolio_files_free(&files);
		portfolio_free(&p);
	}
	law_free(&law);
	return code;
}

const struct command command_portfolio = {
	.name = "portfolio",
	.usage = "portfolio FILE|DIR... [OPTION...]",
	.about = "Shows many dossiers: which products fail, where, what they share",
	.detail = "Of a folder every *.cradle is read. A product in several releases is grouped by its name; its newest\n"
		  "version counts. A file that is no dossier is told of, and the rest is done. CSV is one table: the\n"
		  "products with their verdicts, or with --list limbs, findings, keys or unread.\n\n"
		  "With --to the dossiers go into a PostgreSQL database, each as a whole: loading one again changes\n"
		  "nothing, another one about the same image and product takes its place. Exit 0 then: all are there.",
	.options = (const char *const[]){ "--format", "--json", "--list", "--output", "--to", "--strict", "--color", "--quiet",
					  "--verbose", NULL },
	.formats = "text (the default), html, csv or json; -o FILE.html picks it, too",
	.reads = true,
	.run = portfolio_run,
};
