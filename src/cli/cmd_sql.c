#include <string.h>

#include "cli/cli.h"
#include "cli/table.h"

static int sql_run(const struct call *call, struct err *err)
{
	struct text out = { 0 };
	struct dossier d;
	bool json;
	int code;

	if (call->count != 2)
		return err_set(err, ERR_USAGE, "sql needs a dossier and a query: cradle sql FILE \"SELECT ...\"");
	if (cli_json(call, &json, err) != 0)
		return -1;
	if (dossier_open(&d, call->args[0], err) != 0)
		return -1;
	code = table_print(&d, call->args[1], json, &out, err);
	if (code == 0)
		code = text_write(&out, call->output, err);
	text_free(&out);
	dossier_close(&d);
	return code;
}

const struct command command_sql = {
	.name = "sql",
	.usage = "sql FILE QUERY [OPTION...]",
	.about = "Asks a dossier anything, in SQL that may only read",
	.detail = "The tables are those of docs/dossier.md; 'cradle inspect IMAGE --list tables' names them.",
	.options = (const char *const[]){ "--format", "--json", "--output", NULL },
	.formats = "text (the default) or json",
	.reads = true,
	.run = sql_run,
};
