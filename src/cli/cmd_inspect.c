#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "cli/cli.h"
#include "cli/table.h"
#include "pipeline/pipeline.h"

/* What --list prints where the whole table would be too wide; all others are "SELECT *". */
static const struct list { const char *name, *sql; } lists[] = {
	{ "listeners", "SELECT daemon AS program, proto AS protocol, address, port, reach, state,"
		       " path || coalesce(':' || line, '') AS says,"
		       " because_path || coalesce(':' || nullif(because_line, 0), '') AS because"
		       " FROM listener ORDER BY state DESC, port, proto, daemon, address" },
	{ "services", "SELECT name, manager, daemon, state, starts, user,"
		      " coalesce(because_path || coalesce(':' || nullif(because_line, 0), ''), path) AS because, exec"
		      " FROM service ORDER BY starts DESC, manager, name" },
	{ "tree", "SELECT type, octal(mode) AS mode, uid, gid, size, path, link FROM file ORDER BY path" },
};

static void print_tables(struct text *out)
{
	for (int t = 1; t < TABLE_COUNT; t++)
		text_printf(out, "%-12s %s\n", tables[t].name, tables[t].about);
}

/* tab-separated, for docs/dossier.md and for programs */
static void print_columns(struct text *out)
{
	static const char *const types[] = { "", "text", "number", "flag" };

	for (int t = 1; t < TABLE_COUNT; t++)
		for (const struct column_info *c = tables[t].columns; c->name; c++)
			text_printf(out, "%s\t%s\t%s\t%s\n", tables[t].name, c->name, types[c->type], c->about);
}

/* What needs no image. */
static bool print_vocabulary(const char *list, struct text *out)
{
	if (list && strcmp(list, "tables") == 0)
		print_tables(out);
	else if (list && strcmp(list, "columns") == 0)
		print_columns(out);
	else
		return false;
	return true;
}

/* "accounts" and "account" are the same table */
static const char *table_of(const char *name)
{
	size_t n = strlen(name);

	for (int t = 1; t < TABLE_COUNT; t++) {
		size_t k = strlen(tables[t].name);

		if (strncmp(tables[t].name, name, k) == 0 &&
		    (n == k || (n == k + 1 && name[k] == 's')))
			return tables[t].name;
	}
	return NULL;
}

/* The query whose rows --list prints, in 'room' when it must be made; NULL: no such table. */
static const char *list_sql(const char *list, char *room, size_t size)
{
	const char *table = table_of(list);

	for (size_t i = 0; i < COUNT(lists); i++)
		if (strcmp(lists[i].name, list) == 0)
			return lists[i].sql;
	if (!table)
		return NULL;
	snprintf(room, size, "SELECT * FROM %s", table);
	return room;
}

static int inspect_image(const struct pipeline *p, const struct call *call, const char *sql, bool json,
			 struct err *err)
{
	struct text out = { 0 };
	struct dossier d;
	int code;

	if (pipeline_inspect(p, &d, err) != 0)
		return -1;
	if (sql) {
		code = table_print(&d, sql, json, &out, err);
		if (code == 0)
			code = text_write(&out, call->output, err);
	} else {
		code = dossier_save(&d, call->output, err);
	}
	text_free(&out);
	dossier_close(&d);
	return code;
}

/* Reading may take minutes: what is wrong with the call is said before. */
static int inspect_run(const struct call *call, struct err *err)
{
	struct pipeline p = {
		.as_of = call->as_of, .deadline = (unsigned)call->deadline,
		.no_password_check = call->no_password_check, .quiet = call->quiet,
		.list_tree = call->list && strcmp(call->list, "tree") == 0,
	};
	struct text out = { 0 };
	const char *sql = NULL;
	char room[64];
	bool json;
	int code;

	if (cli_json(call, &json, err) != 0)
		return -1;
	if (call->count <= 1 && print_vocabulary(call->list, &out)) {
		code = text_write(&out, call->output, err);
		text_free(&out);
		return code;
	}
	if (call->count != 1)
		return err_set(err, ERR_USAGE, "inspect needs one image: cradle inspect IMAGE");
	if (!call->list && !call->output)
		return err_set(err, ERR_USAGE, "inspect needs -o FILE for a dossier, or --list TABLE to print one");
	if (call->list && !(sql = list_sql(call->list, room, sizeof(room))))
		return err_set(err, ERR_USAGE, "no table '%s'; --list tables names them all", call->list);
	p.path = call->args[0];
	return inspect_image(&p, call, sql, json, err);
}

const struct command command_inspect = {
	.name = "inspect",
	.usage = "inspect IMAGE -o FILE | --list TABLE [OPTION...]",
	.about = "Reads the facts out of an image, without judging them",
	.detail = "With -o FILE the facts go into a dossier for 'cradle sql'; with --list one table is printed."
		  " Without an image, --list tables and --list columns print the vocabulary.",
	.options = (const char *const[]){ "--output", "--list", "--format", "--json", "--as-of",
					  "--no-password-check", "--deadline", "--quiet", NULL },
	.writes = "the dossier to write; with --list the table, instead of standard output",
	.reads = true,
	.run = inspect_run,
};
