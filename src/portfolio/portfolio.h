/*
 * portfolio.h - many dossiers at once: which products fail, on which limbs, and
 * which finding or open key most of them share.
 *
 *	struct portfolio p;
 *
 *	portfolio_begin(&p, &law);
 *	for (...)
 *		if (portfolio_add(&p, path, &err) != 0)
 *			err_print(&err);
 *	portfolio_order(&p);
 *	portfolio_text(&p, &options, &out);
 *	portfolio_free(&p);
 *
 * Dossiers are read one after another; of each only what stands here is kept
 * (some 4 KB), so that a thousand fit. All texts are clean UTF-8 (utf8.h),
 * whoever wrote the file, and live in the portfolio.
 *
 * A product is what one name was declared for; each dossier of it is a release.
 * The newest version (version.h) is the latest; two dossiers of that version
 * (of two parts, each with an image of its own) are both. Where nothing was
 * declared, the image's digest tells products apart, and its name is shown.
 * Products are counted by their latest releases; older ones are shown beside
 * them, and counted as releases.
 */
#ifndef CRADLE_PORTFOLIO_PORTFOLIO_H
#define CRADLE_PORTFOLIO_PORTFOLIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/names.h"
#include "base/text.h"
#include "law/law.h"
#include "report/report.h"

/* One dossier. */
struct release {
	const char *file;
	const char *name;		/* declared, else the image's; never NULL */
	const char *version;		/* "" where none was declared */
	const char *part;		/* that the image holds, or "" */
	const char *gate;		/* FAIL INCOMPLETE PASS */
	const char *image, *image_sha256;	/* NULL: decided without an image */
	const char *tool, *rules, *as_of;	/* NULL or "": not known */
	bool declared;			/* there was a product.yaml */
	bool latest;
	size_t product;			/* its place in products[] */
	/* as in struct results: verdicts that are no sums, and findings that nobody accepted, by severity */
	size_t points, not_met, needs_input, met, exempt;
	size_t fails[5];		/* [1] low .. [4] critical */
	const char *const *verdicts;	/* of the product itself: ask portfolio_verdict() */
	const char *identity;		/* what makes dossiers ones of the same product */
};

struct portfolio_product {
	const char *name;
	const char *gate;		/* the worst of its latest releases */
	size_t first, count;		/* of releases[], newest first */
	bool declared;			/* one of its latest releases is */
};

/* A row of the matrix; in the order of the law. */
struct portfolio_limb {
	const char *key, *title;
	const char *group;		/* result_group(): "Annex I, Part I" */
	bool sum;			/* the worst of other rows: shown in brackets, counted nowhere */
	size_t column;			/* in a release's verdicts */
	/* products, by the worst of their latest releases; 'answered': scope, role, time, class; 'none': not decided */
	size_t against, open, met, exempt, answered, none;
};

/* A rule that fails somewhere, worst first: severity, products, releases, rule. */
struct portfolio_finding {
	const char *rule, *title, *limb, *severity;	/* the worst that is said of it */
	size_t products;		/* whose latest release has it; 0: only older ones do */
	size_t count;			/* releases that have it, of releases[]: */
	size_t *releases;
	size_t room;
	size_t places;			/* fails that nobody accepts, all releases together */
	size_t accepted;		/* fails that a declaration accepts for now: a release with no other is not counted */
	const char *file;		/* where the worst is seen first: the dossier, */
	const char *path;		/* and the place in its image, or NULL */
	int64_t line;
};

/* A key of product.yaml that open verdicts wait for, most products first. */
struct portfolio_key {
	const char *key, *ask;
	size_t products;		/* whose latest release lacks it; 0: only older ones do */
	size_t count;			/* releases, of releases[]: */
	size_t *releases;
	size_t room;
	size_t verdicts;		/* that wait for it, all releases together */
};

/* A file that is no dossier, or not one with verdicts. */
struct portfolio_unread {
	const char *file, *why;
};

struct portfolio {
	struct arena mem;
	struct law *law;		/* not its own */
	struct release *releases;	/* by product, newest first */
	size_t count, room;
	struct portfolio_product *products;	/* worst first: gate, what is not met, name */
	size_t product_count;
	struct portfolio_limb *limbs;	/* that at least one release has a verdict on */
	size_t limb_count;
	struct portfolio_finding *findings;
	size_t finding_count, finding_room;
	struct portfolio_key *keys;
	size_t key_count, key_room;
	struct portfolio_unread *unread;
	size_t unread_count, unread_room;
	/* products by gate, and releases that are not the latest by theirs */
	size_t fail, incomplete, pass;
	size_t older, older_fail;
	size_t undeclared;		/* products without a declaration: no key of theirs is asked for */
	struct names finding_names, key_names;
};

/* The law index gives titles and the order of rows: it must outlive the portfolio. */
void portfolio_begin(struct portfolio *p, struct law *law);

/* Reads one dossier, into an *err of its own. -1: it is none, or has no verdicts; it is among unread[] then. */
int portfolio_add(struct portfolio *p, const char *file, struct err *err);

/* The same of one that is open already, and stays so. */
int portfolio_add_dossier(struct portfolio *p, const char *file, struct dossier *d, struct err *err);

/* Notes a file that could not be read, for what reason. */
void portfolio_unread(struct portfolio *p, const char *file, const struct err *err);

/* Groups, counts and sorts what was added. The order in which files came leaves no trace, if they are sorted. */
void portfolio_order(struct portfolio *p);
void portfolio_free(struct portfolio *p);

/* The release's verdict on the row, or NULL: it has none. */
const char *portfolio_verdict(const struct release *r, const struct portfolio_limb *limb);

/* How it is called where one is told from others: "Fjord Home Router 3.2.0 (HUB)", "firmware.bin, image 1f0c77e2". */
const char *portfolio_label(struct arena *mem, const struct release *r);

/* How a verdict is written in one letter, and all letters with what they mean; ends with 0. */
struct portfolio_letter {
	char letter;
	const char *verdict;		/* NULL: of all other words */
	const char *about;
};
extern const struct portfolio_letter portfolio_letters[];
char portfolio_letter(const char *verdict);	/* NULL is '.' */

/*
 * The dossiers that args name: files as they are, of a folder all *.cradle in
 * it. Sorted by name, each file once. A folder that has none is noted in p.
 */
struct portfolio_files {
	struct arena mem;
	const char **list;
	size_t count, room;
};
void portfolio_files(struct portfolio_files *files, struct portfolio *p, const char *const *args, size_t count);
void portfolio_files_free(struct portfolio_files *files);

/* --- print --- */
struct portfolio_options {
	struct report_options report;	/* colour, columns; verbose: all findings and keys */
	const char *list;		/* of CSV: which table, or NULL: products */
};

struct portfolio_format {
	const char *name, *suffix;
	int (*write)(const struct portfolio *p, const struct portfolio_options *options, struct text *out, struct err *err);
};
extern const struct portfolio_format portfolio_formats[];	/* ends with a NULL name */

/* By its name, else by the end of the file's name; NULL: there is none such. Both may be NULL: text. */
const struct portfolio_format *portfolio_format_for(const char *name, const char *file);

#endif
