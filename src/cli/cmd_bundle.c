#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/auto.h"
#include "cli/cli.h"
#include "evidence/bundle.h"
#include "pipeline/pipeline.h"

/* What is gathered for it. */
struct gathered {
	const struct call *call;
	struct arena mem;
	struct dossier dossier;
	struct law law;
	struct schema schema;
	struct product product;
	struct rules rules;
	struct bundle bundle;
	struct bundle_file *evidence, *own;
	size_t evidence_room, own_room;
};

static const char *meta(struct gathered *g, const char *key)
{
	const char *value = dossier_meta(&g->dossier, &g->mem, key);

	return value && *value ? value : NULL;
}

/* --- the declaration, the one it was decided from --- */

/* Without -p: beside the dossier, else here. */
static const char *find_declaration(struct gathered *g, const char *name)
{
	const char *dossier = g->call->args[0], *last = path_last(dossier), *beside;

	if (g->call->product)
		return g->call->product;
	beside = arena_printf(&g->mem, "%.*s%s", (int)(last - dossier), dossier, name);
	return access(beside, F_OK) == 0 ? beside : name;
}

static void gather_evidence(struct gathered *g)
{
	for (size_t p = 0; p < g->product.part_count; p++)
		for (size_t i = 0; i < g->product.parts[p].entry_count; i++) {
			const struct entry *entry = &g->product.parts[p].entries[i];
			const struct fact *path = entry_fact(entry, "path", 0), *sum = entry_fact(entry, "sha256", 0);

			if (strcmp(entry->list->name, "evidence") != 0 || !path || entry_planned(entry))
				continue;
			ARENA_ROOM(&g->mem, g->evidence, g->bundle.evidence_count, g->evidence_room);
			g->evidence[g->bundle.evidence_count++] = (struct bundle_file){
				.path = path->value, .from_folder = true, .sha256 = sum ? sum->value : NULL,
			};
		}
	g->bundle.evidence = g->evidence;
}

static int gather_declaration(struct gathered *g, struct err *err)
{
	const char *name = meta(g, "declaration"), *sha256 = meta(g, "declaration_sha256"), *path;

	if (!name && g->call->product)
		return err_set(err, ERR_USAGE, "'%s' was decided without a declaration; leave -p out", g->call->args[0]);
	if (!name)
		return 0;
	if (strcmp(name, "-") == 0)
		return err_set(err, ERR_USAGE, "the declaration came from standard input; decide with its file, so that it can be named");
	path = find_declaration(g, name);
	if (access(path, R_OK) != 0)
		return err_set(err, ERR_USAGE, "'%s' was decided with the declaration '%s'; say where it is with -p FILE", g->call->args[0], name);
	if (strcmp(path_last(path), name) != 0)
		return err_set(err, ERR_USAGE, "the declaration is called '%s' in the dossier, not '%s'", name, path_last(path));
	if (schema_load(&g->schema, &g->law, err) != 0 || pipeline_declaration(&g->product, &g->schema, &g->law, path, err) != 0)
		return -1;
	if (!sha256 || strcmp(sha256, g->product.digest) != 0)
		return err_set(err, ERR_USAGE, "'%s' is not what was decided from: it has the SHA-256 %.16s..., not %.16s...; decide again, or give"
			       " the former one with -p", path, g->product.digest, sha256 ? sha256 : "?");
	g->bundle.product_path = path;
	gather_evidence(g);
	return 0;
}

/* --- a team's own rules, those that were run --- */

static void gather_own(struct gathered *g)
{
	size_t above = strlen(g->call->rules_dir) + 1;

	for (size_t i = 0; i < g->rules.count; i++) {
		const struct rule *r = &g->rules.list[i];

		if (!r->own)
			continue;
		ARENA_ROOM(&g->mem, g->own, g->bundle.rule_count, g->own_room);
		g->own[g->bundle.rule_count++] = (struct bundle_file){ .path = r->doc->file + above, .text = r->text };
	}
	g->bundle.rules = g->own;
}

static int gather_rules(struct gathered *g, struct err *err)
{
	const char *own = meta(g, "own_rules"), *dir = g->call->rules_dir;

	if (!own && dir)
		return err_set(err, ERR_USAGE, "'%s' was decided without rules of your own; leave --rules out", g->call->args[0]);
	if (!own)
		return 0;
	if (!dir)
		return err_set(err, ERR_USAGE, "'%s' was decided with rules of your own; say where they are with --rules DIR", g->call->args[0]);
	if (rules_load(&g->rules, &g->law, dir, err) != 0)
		return -1;
	if (strcmp(g->rules.own_digest, own) != 0)
		return err_set(err, ERR_USAGE, "the rules in '%s' are not those it was decided with: they have the digest %.16s..., not %.16s...",
			       dir, g->rules.own_digest, own);
	gather_own(g);
	return 0;
}

/* --- the command --- */

static int told(const struct call *call, const struct bundle_counts *n, struct err *err)
{
	struct arena mem = { .about = "the folder's name" };
	struct text out = { 0 };
	int code;

	text_add(&out, n->left_out.at ? n->left_out.at : "");
	text_printf(&out, "%s: %zu files, %zu.%zu MB, %zu reports%s\n", arena_clean(&mem, call->output), n->files, n->bytes / 1000000,
		    n->bytes / 100000 % 10, n->reports, call->sign ? ", signed" : "");
	code = call->quiet ? 0 : text_write(&out, NULL, err);
	text_free(&out);
	arena_free(&mem);
	return code;
}

static int bundle_into(struct gathered *g, struct err *err)
{
	struct bundle_counts counts;
	int code;

	if (!meta(g, "gate"))
		return err_set(err, ERR_USAGE, "'%s' has facts but no verdicts; 'cradle check IMAGE --dossier FILE' decides", g->call->args[0]);
	if (gather_declaration(g, err) != 0 || gather_rules(g, err) != 0)
		return -1;
	/* what the reports say follows from the dossier, whatever the day is called around us */
	unsetenv("SOURCE_DATE_EPOCH");
	if (bundle_write(&g->bundle, g->call->output, &counts, err) != 0)
		return -1;
	code = told(g->call, &counts, err);
	text_free(&counts.left_out);
	return code;
}

static int bundle_run(const struct call *call, struct err *err)
{
	struct gathered g = { .call = call, .mem = { .about = "what goes into an evidence folder" } };
	int code;

	if (call->count != 1 || !call->output || strcmp(call->output, "-") == 0)
		return err_set(err, ERR_USAGE, "bundle needs a dossier and a folder: cradle bundle gw.cradle -o evidence");
	if (dossier_open(&g.dossier, call->args[0], err) != 0)
		return -1;
	code = law_load(&g.law, err);
	if (code == 0) {
		g.bundle = (struct bundle){ .dossier_path = call->args[0], .dossier = &g.dossier, .law = &g.law, .sign = call->sign };
		code = bundle_into(&g, err);
	}
	dossier_close(&g.dossier);
	rules_free(&g.rules);
	product_free(&g.product);
	schema_free(&g.schema);
	law_free(&g.law);
	arena_free(&g.mem);
	return code;
}

const struct command command_bundle = {
	.name = "bundle",
	.usage = "bundle DOSSIER -o DIR [OPTION...]",
	.about = "Writes a dossier as a folder to commit: reports, evidence, digests",
	.detail = "DIR is new, empty, or was written by bundle before; it is replaced as a whole, or stays as it was. The\n"
		  "declaration is looked for beside the dossier, then here, or is given with -p: it must be the one that was\n"
		  "decided from. Rules of your own are given with --rules. 'cradle verify DIR' checks the folder.",
	.options = (const char *const[]){ "--output", "--product", "--rules", "--sign", "--quiet", NULL },
	.writes = "the folder to write, which is called DIR here",
	.run = bundle_run,
};
