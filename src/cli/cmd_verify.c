#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/embedded.h"
#include "base/folder.h"
#include "base/limits.h"
#include "cli/output.h"
#include "evidence/verify.h"
#include "pipeline/pipeline.h"

/* A folder that is checked, and what it takes to do its work again. */
struct checking {
	const struct call *call;
	const char *dir;
	struct arena mem;
	struct verify found;
	struct dossier dossier;		/* the folder's */
	struct law law;
	struct text out;
};

static const char *in_folder(struct checking *c, const char *path)
{
	return arena_printf(&c->mem, "%s/%s", c->dir, path);
}

static const char *meta(struct checking *c, const char *key)
{
	const char *value = dossier_meta(&c->dossier, &c->mem, key);

	return value && *value ? value : NULL;
}

static bool meta_is(struct checking *c, const char *key, const char *value)
{
	const char *stated = meta(c, key);

	return stated && strcmp(stated, value) == 0;
}

static void differs(struct checking *c, const char *what)
{
	text_printf(&c->out, "differs   %s\n", what);
	c->found.wrong++;
}

/* --- can it be done again? --- */

static const char *own_rules(struct checking *c)
{
	return meta(c, "own_rules") ? in_folder(c, "rules") : NULL;
}

/* Another version may decide otherwise, and would be right to. */
static int same_versions(struct checking *c, struct err *err)
{
	struct rules rules;
	bool same = rules_load(&rules, &c->law, own_rules(c), err) == 0;

	if (!same)
		return err_wrap(err, "not run again");
	same = meta_is(c, "tool", CRADLE_VERSION) && meta_is(c, "law", embedded_law_sha256) &&
	       (!meta(c, "rules") || meta_is(c, "rules", rules.digest)) &&
	       (!meta(c, "decisions") || meta_is(c, "decisions", embedded_decisions_sha256));
	if (!same)
		err_set(err, ERR_UNSUPPORTED, "not run again: it was decided by cradle %s with the rules %.12s and the law index %.12s; this is"
			" cradle %s with %.12s and %.12s, and its bytes may be others", meta(c, "tool") ? meta(c, "tool") : "?",
			meta(c, "rules") ? meta(c, "rules") : "-", meta(c, "law") ? meta(c, "law") : "-", CRADLE_VERSION, rules.digest,
			embedded_law_sha256);
	rules_free(&rules);
	return same ? 0 : -1;
}

/* --- again --- */

static int compare_dossier(struct checking *c, struct dossier *again, struct err *err)
{
	struct folder root = { .name = c->dir, .fd = -1, .inner = -1 };
	struct text bytes = { .limit = LIMIT_DOSSIER };
	int code = dossier_bytes(again, &bytes, err), same = 0;

	if (code == 0)
		code = folder_open(&root, c->dir, err);
	if (code == 0)
		same = folder_same(&root, "dossier.cradle", &bytes, err);
	folder_close(&root);
	text_free(&bytes);
	if (code != 0 || same < 0)
		return -1;
	if (!same)
		differs(c, "dossier.cradle (made again it is another)");
	else
		text_printf(&c->out, "dossier.cradle: made again, the same bytes\n");
	return 0;
}

static int check_again(struct checking *c, struct pipeline *p, struct err *err)
{
	struct dossier again;
	enum gate gate;
	int code = pipeline_open(p, err);

	if (code == 0)
		code = pipeline_inspect(p, &again, err);
	if (code == 0) {
		const char *digest = dossier_meta(&again, &c->mem, "image_sha256");

		if (!meta_is(c, "image_sha256", digest ? digest : ""))
			differs(c, arena_printf(&c->mem, "the image: '%s' has the SHA-256 %s", arena_clean(&c->mem, p->path), digest ? digest : "?"));
		else
			code = pipeline_judge(p, &again, &gate, err) != 0 ? -1 : compare_dossier(c, &again, err);
		dossier_close(&again);
	}
	pipeline_close(p);
	return code;
}

static int decide_again(struct checking *c, const struct pipeline *p, struct err *err)
{
	struct dossier again;
	enum gate gate;
	int code = pipeline_decide(p, &again, &gate, err);

	if (code != 0)
		return -1;
	code = compare_dossier(c, &again, err);
	dossier_close(&again);
	return code;
}

static int reports_again(struct checking *c, struct err *err)
{
	struct results results;
	size_t same;
	int code;

	if (results_read(&results, &c->dossier, &c->law, err) != 0)
		return -1;
	code = verify_reports(&c->found, c->dir, &results, &same, &c->out, err);
	if (code == 0)
		text_printf(&c->out, "reports: %zu made again with the same bytes\n", same);
	results_free(&results);
	return code;
}

static int run_again(struct checking *c, struct err *err)
{
	const char *declaration = meta(c, "declaration");
	struct pipeline p = {
		.path = c->call->count > 1 ? c->call->args[1] : NULL, .image_name = meta(c, "image"), .as_of = meta(c, "as_of"),
		.rules_dir = own_rules(c), .law = &c->law, .part = meta(c, "part"), .deadline = (unsigned)c->call->deadline,
		.product = declaration ? in_folder(c, arena_printf(&c->mem, "declaration/%s", declaration)) : NULL,
		.no_password_check = meta(c, "no_password_check") != NULL, .quiet = c->call->quiet, .kept = true,
	};

	if (p.path && !p.image_name)
		return err_set(err, ERR_USAGE, "'%s' was decided from the declaration alone; leave the image out", c->dir);
	/* what is made again follows from the folder alone */
	unsetenv("SOURCE_DATE_EPOCH");
	c->law.no_texts = true;
	if (same_versions(c, err) != 0)
		return -1;
	if ((p.path ? check_again(c, &p, err) : decide_again(c, &p, err)) != 0)
		return -1;
	return reports_again(c, err);
}

/* Only where every file is as it was: what was changed is not run. */
static int again(struct checking *c, struct err *err)
{
	int code;

	if (dossier_open(&c->dossier, in_folder(c, "dossier.cradle"), err) != 0)
		return -1;
	code = law_load(&c->law, err);
	if (code == 0 && (c->call->count > 1 || !meta(c, "image")))
		code = run_again(c, err);
	else if (code == 0)
		text_printf(&c->out, "not run again: that takes the image '%s': cradle verify %s IMAGE\n", meta(c, "image"),
			    arena_clean(&c->mem, c->dir));
	law_free(&c->law);
	dossier_close(&c->dossier);
	return code;
}

/* --- the command --- */

static void say_signature(struct checking *c)
{
	switch (c->found.signature) {
	case SIGNATURE_NONE:
		text_add(&c->out, "signature: none\n");
		break;
	case SIGNATURE_UNCHECKED:
		text_add(&c->out, "signature: there, but not checked: give the public key with --key\n");
		break;
	case SIGNATURE_GOOD:
		text_printf(&c->out, "signature: good, of the key %s\n", c->found.signed_with);
		break;
	case SIGNATURE_BAD:
		break;
	}
}

static int check_folder(struct checking *c, struct err *err)
{
	if (verify_folder(&c->found, c->dir, c->call->key, &c->out, err) != 0)
		return -1;
	if (c->found.wrong == 0)
		text_printf(&c->out, "%zu files, each as the list says, and no other\n", c->found.files);
	say_signature(c);
	return c->found.wrong ? 0 : again(c, err);
}

static int verify_run(const struct call *call, struct err *err)
{
	struct checking c = { .call = call, .mem = { .about = "an evidence folder" } };
	int code, wrote;

	if (call->count < 1 || call->count > 2)
		return err_set(err, ERR_USAGE, "verify needs a folder, and takes the image: cradle verify evidence gw.img");
	c.dir = call->args[0];
	code = check_folder(&c, err);
	if (code == 0 && c.found.wrong)
		text_printf(&c.out, "%s is not as it was written: %zu difference%s\n", arena_clean(&c.mem, c.dir), c.found.wrong,
			    c.found.wrong == 1 ? "" : "s");
	/* what was found before something went wrong is said, too */
	wrote = call->quiet && c.found.wrong == 0 ? 0 : text_write(&c.out, NULL, code == 0 ? err : &(struct err){ 0 });
	code = code != 0 || wrote != 0 ? -1 : c.found.wrong ? EXIT_FAIL : EXIT_OK;
	text_free(&c.out);
	arena_free(&c.mem);
	return code;
}

const struct command command_verify = {
	.name = "verify",
	.usage = "verify DIR [IMAGE] [OPTION...]",
	.about = "Checks an evidence folder, and with the image does its work again",
	.detail = "Every file must have the digest that MANIFEST says, and no other may be there. With the image, everything\n"
		  "is decided and written again by the options it was made with, and compared byte for byte; what was decided\n"
		  "from a declaration alone needs none. Exit 1 when something differs, 3 when it was made by another version\n"
		  "and is not run again.",
	.options = (const char *const[]){ "--key", "--deadline", "--quiet", NULL },
	.run = verify_run,
};
