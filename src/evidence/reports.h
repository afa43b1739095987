/*
 * reports.h - every report of the table reports[], for an evidence folder.
 *
 *	reports_each(&results, write_one, self, err);
 *
 * A new row in report.c is there by itself. They are written with all findings,
 * without colour, for 80 columns; which text of the law the user imported must
 * not show in them (law.no_texts).
 */
#ifndef CRADLE_EVIDENCE_REPORTS_H
#define CRADLE_EVIDENCE_REPORTS_H

#include "report/report.h"

struct evidence_report {
	const struct report *report;
	const char *path;		/* "reports/report.html", "reports/techdoc.pdf" */
	const struct text *content;	/* NULL: not written */
	const char *why;		/* then why not, a line for each reason: it must not be for this product, or cannot be here */
};

int reports_each(const struct results *r, int (*one)(void *self, const struct evidence_report *e, struct err *err), void *self,
		 struct err *err);

#endif
