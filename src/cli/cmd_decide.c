#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "cli/output.h"
#include "pipeline/pipeline.h"

/* --- one declaration: the report --- */

static int decide_with(const struct call *call, const struct report *report, struct law *law, struct err *err)
{
	const struct pipeline p = {
		.law = law, .product = call->product, .as_of = call->as_of, .kept = call->dossier != NULL,
	};
	struct dossier d;
	enum gate gate;
	int code;

	if (pipeline_decide(&p, &d, &gate, err) != 0)
		return -1;
	code = call->dossier ? dossier_save(&d, call->dossier, err) : 0;
	if (code == 0)
		code = cli_report(&d, call, report, law, err);
	dossier_close(&d);
	if (code != 0)
		return code;
	return gate == GATE_FAIL || (gate == GATE_INCOMPLETE && call->strict) ? EXIT_FAIL : EXIT_OK;
}

static int decide_file(const struct call *call, const struct report *report, struct err *err)
{
	struct law law;
	int code = law_load(&law, err);

	if (code != 0)
		return -1;
	code = decide_with(call, report, &law, err);
	law_free(&law);
	return code;
}

/* --- a folder of them: a line each, as soon as it is decided --- */

struct batch {
	const struct call *call;
	struct law law;
	struct schema schema;
	struct decision_tables tables;
	bool json;
	size_t gates[4], bad;
};

static void json_decision(struct json *j, const struct decision *v)
{
	json_open(j, NULL, '{');
	json_text(j, "key", v->key);
	json_text(j, "verdict", v->verdict);
	json_text(j, "reason", v->reason);
	json_text(j, "needs", v->needs);
	json_text(j, "needs_key", v->needs_key);
	json_close(j);
}

static void print_json(const char *path, enum gate gate, const struct decisions *out)
{
	struct text line = { 0 };
	struct json j = { .out = &line, .compact = true };

	json_open(&j, NULL, '{');
	json_text(&j, "declaration", path);
	json_text(&j, "gate", gate_name(gate));
	json_open(&j, "verdicts", '[');
	for (size_t i = 0; i < out->count; i++)
		json_decision(&j, &out->list[i]);
	json_close(&j);
	json_close(&j);
	fwrite(line.at, 1, line.n, stdout);
	text_free(&line);
}

static void print_line(const char *path, enum gate gate, const struct decisions *out)
{
	size_t against = 0, open = 0;
	char clean[512];

	for (size_t i = 0; i < out->count; i++) {
		against += verdict_rank(out->list[i].verdict) < verdict_rank("NEEDS-INPUT");
		open += verdict_rank(out->list[i].verdict) == verdict_rank("NEEDS-INPUT");
	}
	utf8_clean(clean, sizeof(clean), path, strlen(path));
	printf("%-10s  %s  %zu not met, %zu open\n", gate_name(gate), clean, against, open);
}

/* A file that is no declaration is told of, and the others are decided all the same. */
static int decide_one_of(struct batch *b, const char *path, struct err *stop)
{
	struct product product = { 0 };
	struct decisions out = { 0 };
	enum gate gate = GATE_UNKNOWN;
	struct err err = { 0 };
	int code = 0;

	if (pipeline_declaration(&product, &b->schema, &b->law, path, &err) != 0 ||
	    decide(&out, &b->tables, &product, NULL, &err) != 0) {
		err_print(&err);
		b->bad++;
	} else {
		for (size_t i = 0; i < out.count; i++)
			gate = gate_after(gate, out.list[i].verdict);
		(b->json ? print_json : print_line)(path, gate, &out);
		/* what is decided is told at once; a long line may have failed before the flush */
		if (fflush(stdout) != 0 || ferror(stdout))
			code = err_set(stop, ERR_SYSTEM, "cannot write: %s", strerror(errno));
		b->gates[gate]++;
	}
	decisions_free(&out);
	product_free(&product);
	return code;
}

static int is_declaration(const struct dirent *entry)
{
	struct bytes name = bytes_of(entry->d_name);

	return entry->d_name[0] != '.' && (bytes_end(name, ".yaml") || bytes_end(name, ".yml"));
}

static int batch_load(struct batch *b, struct err *err)
{
	if (law_load(&b->law, err) != 0 || schema_load(&b->schema, &b->law, err) != 0)
		return -1;
	return tables_load(&b->tables, &b->schema, &b->law, err);
}

static int batch_exit(const struct batch *b)
{
	if (b->bad)
		return EXIT_USAGE;
	if (b->gates[GATE_FAIL] || (b->call->strict && b->gates[GATE_INCOMPLETE]))
		return EXIT_FAIL;
	return EXIT_OK;
}

static int decide_folder(const struct call *call, struct err *err)
{
	struct batch b = { .call = call, .json = call->format && strcmp(call->format, "json") == 0 };
	struct dirent **list = NULL;
	int n = scandir(call->product, &list, is_declaration, alphasort);
	int code = n < 0 ? err_set(err, ERR_USAGE, "cannot read the folder '%s'", call->product) : batch_load(&b, err);

	if (code == 0 && n == 0)
		code = err_set(err, ERR_USAGE, "the folder '%s' holds no declaration: no file whose name ends in '.yaml'",
			       call->product);
	for (int i = 0; i < n; i++) {
		struct arena mem = { .about = "a file's name" };

		if (code == 0)
			code = decide_one_of(&b, arena_printf(&mem, "%s/%s", call->product, list[i]->d_name), err);
		arena_free(&mem);
		free(list[i]);
	}
	free(list);
	if (code == 0 && !call->quiet)
		fprintf(stderr, "%d declarations: %zu pass, %zu incomplete, %zu fail, %zu could not be read\n", n,
			b.gates[GATE_PASS], b.gates[GATE_INCOMPLETE], b.gates[GATE_FAIL], b.bad);
	tables_free(&b.tables);
	schema_free(&b.schema);
	law_free(&b.law);
	return code == 0 ? batch_exit(&b) : -1;
}

static int decide_run(const struct call *call, struct err *err)
{
	const struct report *report = report_for(call->format ? call->format : "text", call->output);
	struct stat st;

	if (call->count != 0 || !call->product)
		return err_set(err, ERR_USAGE, "decide needs a declaration: cradle decide -p product.yaml");
	if (!report)
		return err_set(err, ERR_USAGE, "no format '%s'; there are %s", call->format, report_names());
	if (stat(call->product, &st) != 0 || !S_ISDIR(st.st_mode))
		return decide_file(call, report, err);
	if (call->output || call->dossier || (strcmp(report->name, "text") != 0 && strcmp(report->name, "json") != 0))
		return err_set(err, ERR_USAGE, "a folder's verdicts go to standard output, as text or json");
	return decide_folder(call, err);
}

const struct command command_decide = {
	.name = "decide",
	.usage = "decide -p FILE|DIR [OPTION...]",
	.about = "Decides every limb from the declaration alone, without an image",
	.detail = "Of a folder every *.yaml is decided, a line each (--json: an object each); a file that is\n"
		  "no declaration is told of, and the rest is done.",
	.options = (const char *const[]){ "--product", "--format", "--json", "--output", "--dossier", "--as-of",
					  "--strict", "--color", "--quiet", "--verbose", NULL },
	.run = decide_run,
};
