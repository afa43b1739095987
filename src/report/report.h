/*
 * report.h - one struct of results, one file per format over it.
 *
 *	struct results results;
 *
 *	if (results_read(&results, &dossier, &law, err) != 0)
 *		...
 *	report_find("text")->write(&results, &options, &out);
 *
 * Reports read; they never judge. To add a format: a file report_<name>.c and
 * its row in reports[] (report.c).
 */
#ifndef CRADLE_REPORT_REPORT_H
#define CRADLE_REPORT_REPORT_H

#include "dossier/dossier.h"
#include "law/law.h"

struct result_finding {
	const char *rule, *title, *limb, *severity, *state, *path, *detail, *fix;
	const char *accepted;		/* accepted, expired, undated; NULL: nobody accepts it */
	const char *until;		/* YYYY-MM-DD */
	int64_t line;			/* 0: none */
};

/* Something a verdict rests on: a finding, something declared, or another verdict. */
struct result_fact {
	const char *rule;		/* of a finding */
	const char *name, *value;	/* of what was declared ("updates.optout.where") or decided ("I.2.c.auto") */
	const char *path;
	int64_t line;
};

struct result_source {
	const struct provision *provision;
	const char *weight;
};

struct result_verdict {
	const char *key, *title, *verdict, *reason;
	const char *part;		/* id of a part; "" is the product itself */
	const char *row;		/* the row of a decision table that decided, or NULL */
	const char *needs, *needs_key;	/* NEEDS-INPUT: the question, and the key of product.yaml that answers it */
	const struct limb *limb;	/* NULL when the law index has none of that key */
	bool sum;			/* it is the worst of others */
	struct result_source *sources;
	size_t source_count;
	struct result_fact *facts;
	size_t fact_count;
};

struct result_listener {
	const char *program, *protocol, *address, *reach, *state, *service, *path, *because_path;
	int64_t port, line, because_line;
};

struct results {
	struct arena mem;
	const char *gate, *tool, *rules, *as_of;
	const char *product, *product_version, *declaration, *decisions;	/* NULL: nothing was declared */
	const char *image, *image_sha256, *format, *note, *os;
	int64_t size, entries, refused;
	struct result_verdict *verdicts;
	size_t verdict_count;
	struct result_finding *findings;	/* worst first: state, severity, rule, path, line */
	size_t finding_count;
	struct result_listener *listeners;	/* those that are not off, by reach and port */
	size_t listener_count;
	size_t not_met, needs_input;	/* not_met: all that speaks against the product */
	size_t accepted;		/* findings that are accepted for now */
	size_t fails[5];		/* by severity_rank: [1] low .. [4] critical */
	struct {			/* for the summary line */
		size_t services, starting, listeners, open, packages, accounts;
	} counted;
};

/* How a severity or verdict ranks as a style: "bad", "warn", "good", "quiet". */
const char *result_style(const char *word);

int results_read(struct results *results, struct dossier *d, const struct law *law, struct err *err);
void results_free(struct results *results);

struct report_options {
	bool color;
	bool verbose;			/* all findings, not only the worst */
	int columns;			/* of the terminal */
};

struct report {
	const char *name, *about;
	void (*write)(const struct results *results, const struct report_options *options,
		      struct text *out);
};

extern const struct report reports[];	/* ends with a NULL name */
const struct report *report_find(const char *name);

#endif
