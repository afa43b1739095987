/*
 * plan.h - a module's workflow as a plan: who does what, in which order, with
 * what to show for it, and what is shown already.
 *
 *	struct plan plan;
 *
 *	plan_make(&plan, &mem, &faq, module);
 *	plan.tasks[0].state = PLAN_SHOWN;
 *	plan_format_find("yaml")->write(&plan, &out);
 *
 * As YAML it is a declaration (docs/product.md) whose list 'evidence' has an
 * entry for each task: `cradle decide -p` reads it, and its entries can be
 * moved into a product.yaml as they are. Each entry is 'planned', whatever shows its
 * task done: who keeps the file says so, and with which digest.
 */
#ifndef CRADLE_FAQ_PLAN_H
#define CRADLE_FAQ_PLAN_H

#include "base/text.h"
#include "faq/faq.h"

enum plan_state {
	PLAN_UNKNOWN = 0,		/* nothing was held against it */
	PLAN_OPEN,
	PLAN_SHOWN,			/* the declaration or the dossier shows it */
};

struct plan_task {
	const struct faq_task *task;
	const char *id;			/* "secure-by-default.inventory" */
	const char *path;		/* where its file is kept: "evidence/secure-by-default/inventory.yaml" */
	enum plan_state state;
	const char *why;		/* what is missing, or what shows it; NULL: nothing was held against it */
};

struct plan {
	const struct faq_module *module;
	const char *knowledge, *as_of;	/* digest and date of the knowledge base */
	const char *product;		/* what it was held against: "gw 2.1 (product.yaml)"; NULL: nothing */
	struct plan_task *tasks;
	size_t count;
};

void plan_make(struct plan *plan, struct arena *mem, const struct faq *faq, const struct faq_module *module);

/* How many tasks are shown. */
size_t plan_shown(const struct plan *plan);

struct plan_format {
	const char *name, *about;
	void (*write)(const struct plan *plan, struct text *out);
};

extern const struct plan_format plan_formats[];		/* ends with a NULL name; the first is the default */
const struct plan_format *plan_format_find(const char *name);

#endif
