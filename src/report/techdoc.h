/*
 * techdoc.h - parts of the technical documentation; techdoc.c says in which
 * order.
 *
 * Each part says what is declared (with the line of product.yaml), what was
 * found in the image (with path and line) and what was decided (with key and
 * provision). What is asked for and not there becomes a gap. Nothing is said
 * that is none of these.
 *
 * To add a thing that must be said: a row in the table 'asked' of its part.
 */
#ifndef CRADLE_REPORT_TECHDOC_H
#define CRADLE_REPORT_TECHDOC_H

#include "report/declared.h"
#include "report/report.h"

struct techdoc {
	struct doc *doc;
	const struct results *r;
	bool plain;			/* is to be signed: says nothing about where things are declared */
};

/* A heading of level 1 and what stands below it. */
struct techdoc_part {
	const char *id, *title;
	const char *limb;		/* that is decided about it: "ANX-VII.1", or NULL */
	void (*write)(struct techdoc *t);
};

/* What the declaration must say for the document: a table of them ends with a NULL label. */
struct asked {
	const char *label, *key;
	const char *cites;		/* id of the provision that asks for it */
	bool may_lack;			/* it is no gap where it is not said */
};

/* --- parts --- */
void techdoc_general(struct techdoc *t);	/* Annex VII, point 1 */
void techdoc_design(struct techdoc *t);		/* 2 */
void techdoc_risks(struct techdoc *t);		/* 3 */
void techdoc_support(struct techdoc *t);	/* 4 */
void techdoc_standards(struct techdoc *t);	/* 5 */
void techdoc_tests(struct techdoc *t);		/* 6 */
void techdoc_declaration(struct techdoc *t);	/* 7 */
void techdoc_sbom(struct techdoc *t);		/* 8 */
void techdoc_kept(struct techdoc *t);		/* Article 13(4), 13(13), 31 */
void techdoc_user(struct techdoc *t);		/* Annex II */
void techdoc_defaults(struct techdoc *t);	/* the default configuration */
void techdoc_manifest(struct techdoc *t);
void techdoc_findings(struct techdoc *t);
void techdoc_reproduce(struct techdoc *t);

/* --- words --- */

/* "Annex VII, point 1(a): law" of a provision's id; texts live as long as the document. */
const char *techdoc_cite(struct techdoc *t, const char *provision);

/* All sources of a verdict with their weights; NULL without one. */
const char *techdoc_sources(struct techdoc *t, const struct result_verdict *v);

/* "etc/passwd:3", or NULL without a path. */
const char *techdoc_place(struct techdoc *t, const char *path, int64_t line);
const char *techdoc_from(struct techdoc *t, const struct result_declared *d);

/* Values of a key with commas between; NULL: not said. */
const char *techdoc_value(struct techdoc *t, const char *part, const char *name);
const char *techdoc_values(struct techdoc *t, const struct result_declared *entry, const char *key);

/* --- blocks --- */

/* A fact for what is declared, a gap for what is not. Of the product itself (""), parts that say otherwise are named. */
void techdoc_asked(struct techdoc *t, const char *part, const struct asked *asked);
void techdoc_gap(struct techdoc *t, const char *key, const char *cites, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* The verdict of this key as a fact; nothing where there is none. */
void techdoc_verdict(struct techdoc *t, const char *key);

/* The verdicts whose limb is this one or below it ("I.2.c", "II"), sums left out: a table, or a fact where there is one. */
void techdoc_verdicts(struct techdoc *t, const char *limb);

/* Evidence of the part (NULL: of all) that names this limb, as facts; returns how many files are not only planned. */
size_t techdoc_evidence(struct techdoc *t, const char *part, const char *limb);

/* --- going through --- */

/*
 * Parts that properties of a thing are said of, from n = 0: those of a product
 * of several parts, else "", the product itself; NULL past the last.
 */
const char *techdoc_each(struct techdoc *t, size_t n);

/* A heading with the part's name, where there are several; nothing else. */
void techdoc_name_part(struct techdoc *t, const char *section, size_t n);

/* Is one of the limbs the other, or below it? */
bool techdoc_related(const char *a, const char *b);

/* Does an entry's 'limb' name it, or what it is below of? */
bool techdoc_concerns(struct techdoc *t, const struct result_declared *entry, const char *limb);

/* Is the evidence only planned? */
bool techdoc_planned(struct techdoc *t, const struct result_declared *entry);

const struct result_verdict *techdoc_find(struct techdoc *t, const char *key);
bool techdoc_is(const char *value, const char *word);

#endif
