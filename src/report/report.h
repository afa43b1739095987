/*
 * report.h - one struct of results, one file per format over it.
 *
 *	struct results results;
 *
 *	if (results_read(&results, &dossier, &law, err) != 0)
 *		...
 *	report_write(report_find("text"), &results, &options, &out, err);
 *
 * Reports read; they never judge. To add a format: a file report_<name>.c and
 * its row in reports[] (report.c). A document that is printed as HTML, Markdown
 * and PDF is written once, as blocks (doc.h), and has a row for each.
 */
#ifndef CRADLE_REPORT_REPORT_H
#define CRADLE_REPORT_REPORT_H

#include "dossier/dossier.h"
#include "law/law.h"
#include "report/doc.h"
#include "report/inventory.h"

struct result_finding {
	const char *rule, *title, *limb, *severity, *state, *path, *detail, *fix;
	const char *accepted;		/* accepted, expired, undated; NULL: nobody accepts it */
	const char *until;		/* YYYY-MM-DD */
	const char *because;		/* why it is accepted, in the declaration's words; NULL: nobody does, or it is not said */
	int64_t line;			/* 0: none */
};

/* Something a verdict rests on: a finding, something declared, or another verdict. */
struct result_fact {
	const char *rule, *title;	/* of a finding */
	const char *name, *value;	/* of what was declared ("updates.optout.where") or decided ("I.2.c.auto") */
	const char *path;
	int64_t line;
};

struct result_source {
	const struct provision *provision;
	const char *weight;		/* law recital faq guidance standard none */
	const char *note;		/* what must be said beside it (a draft, superseded ...), or "" */
	const char *text;		/* of the law, where the user imported it, or NULL */
};

struct result_verdict {
	const char *key, *title, *verdict, *reason;
	const char *part;		/* id of a part; "" is the product itself */
	const char *row;		/* the row of a decision table that decided, or NULL */
	const char *needs, *needs_key;	/* NEEDS-INPUT: the question, and the key of product.yaml that answers it */
	const struct limb *limb;	/* NULL when the law index has none of that key */
	bool sum;			/* it is the worst of others, so it counts nowhere */
	int worst;			/* severity_rank of its worst finding; what is declared ranks as high,
					 * what only follows from other verdicts last */
	struct result_source *sources;
	size_t source_count;
	struct result_fact *facts;
	size_t fact_count;
};

/* A key of product.yaml that open verdicts wait for. */
struct result_question {
	const char *key;		/* NULL: no single key answers it */
	const char *ask;
	const struct result_verdict **verdicts;	/* sums left out */
	size_t count;
};

struct result_listener {
	const char *program, *protocol, *address, *reach, *state, *service, *path, *because_path;
	int64_t port, line, because_line;
};

struct result_declared;

struct results {
	struct arena mem;
	struct law *law;		/* that it was read with; not its own */
	const char *gate, *tool, *rules, *as_of;
	const char *product, *product_version, *declaration, *decisions;	/* NULL: nothing was declared */
	const char *image, *image_sha256, *format, *note, *os;
	const char *image_part;		/* id of the part that the image holds; NULL: the product itself */
	int64_t size, entries, refused;
	struct inventory inventory[INVENTORY_TABLES];	/* what the image ships with; empty where none was read */
	struct result_declared *declared;	/* in the order of product.yaml (declared.h) */
	size_t declared_count;
	struct result_verdict *verdicts;
	size_t verdict_count;
	struct result_finding *findings;	/* worst first: state, severity, rule, path, line */
	size_t finding_count;
	struct result_listener *listeners;	/* those that are not off, by reach and port */
	size_t listener_count;
	const struct result_verdict **against;	/* all that speaks against the product, worst first */
	struct result_question *questions;	/* those that decide most first */
	size_t question_count;
	/* verdicts that are no sums: against + open + met + not owed + answers of scope, role, time, class */
	size_t points, not_met, needs_input, met, exempt;
	size_t accepted, contradictions;	/* findings: accepted for now; what is declared and found disagree */
	size_t fails[5];		/* by severity_rank: [1] low .. [4] critical */
	struct {			/* for the summary line */
		size_t services, starting, listeners, open, packages, accounts;
	} counted;
};

/* How a severity or verdict ranks as a style: "bad", "warn", "good", "quiet". */
const char *result_style(const char *word);

/* The law index gives notes and texts of provisions, which live in it: it must outlive the results. */
int results_read(struct results *results, struct dossier *d, struct law *law, struct err *err);
void results_free(struct results *results);

/*
 * Does what a dossier says hang together? Else ERR_DAMAGED: words or keys that cradle does not know, a verdict that is
 * missing, a gate that does not follow. results_read() asks it; who reads verdicts in another way does so, too.
 */
int results_check(struct dossier *d, const struct law *law, struct err *err);

/* Fills in 'against', 'questions' and what is counted, from the verdicts and findings read. */
void results_order(struct results *results);

/* Which division of the law it belongs to: "Annex I, Part II"; "Before all" for scope, role, time, class, route. */
const char *result_group(const struct result_verdict *v);

/* Do both stand under the same heading: same part, same division? */
bool result_same_group(const struct result_verdict *a, const struct result_verdict *b);

/* The limb's key without its part: "I.2.d" of "LIB:I.2.d". */
const char *result_limb(const struct result_verdict *v);

/* A verdict that says that something need not be met. */
bool result_exempts(const struct result_verdict *v);

/* A weight in words: "law", "recital", "Commission FAQ" ... */
const char *result_weight(const char *weight);

/* Of a rule that holds the image against the declaration (DECL-...); and it fails: they contradict each other. */
bool result_of_declaration(const struct result_finding *f);
bool result_contradicts(const struct result_finding *f);

/* What is said before the date of a finding that the declaration accepts ("accepted until"), or NULL. */
const char *result_accepted(const struct result_finding *f);

/* The declaration accepts it, and that has not run out. */
bool result_accepts(const struct result_finding *f);

/* --- in words, for all formats (words.c); texts live in mem --- */

/* "etc/inittab:3  Telnet is on (E-TELNET-ON)", "product.yaml:34  updates.signed: no", "I.2.c.auto: MET" */
const char *result_fact_line(struct arena *mem, const struct result_fact *f);

/* "inventory.services[2].name" of what was declared; of a part "LIB: updates.signed" */
const char *result_declared_name(struct arena *mem, const struct result_declared *d);

/* "etc/inittab:3"; "" without a path */
const char *result_place(struct arena *mem, const char *path, int64_t line);

/* "Annex I, Part I, point (2)(c) (law); Recital 56 (recital)", with what must be said beside each; "" for none */
const char *result_citations(struct arena *mem, const struct result_verdict *v);

/* The same of a limb that a finding bears on; "" where the law index has no such limb. */
const char *result_limb_citations(struct arena *mem, const struct results *r, const char *limb);

/* "Fjord Home Router 3.2.0"; without a declaration the image's name */
const char *result_subject(struct arena *mem, const struct results *r);

/* The first 'most' bytes of it, cut where a character ends and marked "..."; itself when it is no longer. */
const char *result_cut(struct arena *mem, const char *text, size_t most);

/* Is it left out without a declaration: does it hold the image against what was not said? */
bool result_without_object(const struct results *r, const struct result_finding *f);

/* The text at the foot of each report: what a result is not. */
extern const char result_notice[];

struct report_options {
	bool color;
	bool verbose;			/* all findings, not only the worst */
	int columns;			/* of the terminal */
};

struct report {
	const char *name, *about;
	const char *suffix;		/* of a file that holds it: "html" */
	int (*write)(const struct results *results, const struct report_options *options, struct text *out,
		     struct err *err);
	/* of a document, instead: what it says, and in which medium it is printed */
	int (*make)(struct doc *doc, const struct results *results, struct err *err);
	int (*print)(const struct doc *doc, struct text *out, struct err *err);
	/* is this product one the report must not be written for? then says why, a line each */
	bool (*refuse)(const struct results *results, struct text *why);
};

extern const struct report reports[];	/* ends with a NULL name */
const struct report *report_find(const char *name);

/*
 * The report of this name that a file of that name would hold: "techdoc" and
 * "gw.pdf" are techdoc-pdf. 'file' may be NULL. NULL where there is no such
 * format; report_names() lists those that there are, for the message.
 */
const struct report *report_for(const char *name, const char *file);
const char *report_names(void);

/* Is this the row of one medium (techdoc-pdf), which lists and help need not name? */
bool report_medium(const struct report *report);

/* What is there is not for this report: nothing is written. Whether refused is asked before, with report->refuse. */
int report_write(const struct report *report, const struct results *results, const struct report_options *options,
		 struct text *out, struct err *err);

#endif
