/*
 * pipeline.h - the corridor: the only place that knows the order of the stages.
 *
 *	image -> tree -> facts -> dossier -> findings -> verdicts
 *
 *	struct pipeline p = { .path = "gw.img", .law = &law };
 *
 *	if (pipeline_open(&p, err) == 0 && pipeline_inspect(&p, &dossier, err) == 0)
 *		code = pipeline_judge(&p, &dossier, &gate, err);
 *	pipeline_close(&p);
 */
#ifndef CRADLE_PIPELINE_PIPELINE_H
#define CRADLE_PIPELINE_PIPELINE_H

#include "dossier/dossier.h"
#include "judge/judge.h"

struct pipeline {
	const char *path;		/* of the image: a file, a folder, "-" */
	const char *image_name;		/* what the dossier calls it; NULL: the last name of the path */
	const char *as_of;		/* YYYY-MM-DD; NULL: not said, and nobody asks the clock */
	const char *rules_dir;		/* a team's own rules, or NULL */
	const struct law *law;		/* needed to judge and to decide */
	const char *product;		/* the declaration, or NULL */
	const char *part;		/* id of the part the image holds; NULL: parts[].image says it */
	unsigned deadline;		/* seconds, 0 is the default */
	bool no_password_check;
	bool list_tree;			/* all files into the facts, not only those that stand out */
	struct bench *bench;		/* of pipeline_open() */
	bool kept;			/* the dossier of a declaration alone is to be kept: with all tables */
	bool quiet;
};

/* Reads the image in the locked child and fills the dossier with facts and meta. */
int pipeline_inspect(const struct pipeline *p, struct dossier *d, struct err *err);

/*
 * Loads the rules and the declaration: to be done before an image is read, which
 * may take long, so that a mistake in them is told at once. pipeline_close()
 * gives them back, also after a failure.
 */
int pipeline_open(struct pipeline *p, struct err *err);
void pipeline_close(struct pipeline *p);

/* After pipeline_open(): runs the rules and decides the limbs, with the declaration where one is given; *gate is the outcome. */
int pipeline_judge(const struct pipeline *p, struct dossier *d, enum gate *gate, struct err *err);

/* Decides from the declaration alone: makes the dossier, in which nothing is found. */
int pipeline_decide(const struct pipeline *p, struct dossier *d, enum gate *gate, struct err *err);

/* As product_load(); where there are several mistakes, all of them are printed to stderr and *err counts them. */
int pipeline_declaration(struct product *product, const struct schema *schema, const struct law *law, const char *path,
			 struct err *err);

#endif
