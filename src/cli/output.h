/*
 * output.h - a dossier as the report that was asked for.
 */
#ifndef CRADLE_CLI_OUTPUT_H
#define CRADLE_CLI_OUTPUT_H

#include "cli/cli.h"
#include "dossier/dossier.h"
#include "report/report.h"

/*
 * Writes the report to -o or standard output, in colour and as wide as the terminal where it is one.
 * EXIT_OK; EXIT_FAIL where the report must not be written for this product (said on standard error); or -1.
 */
int cli_report(struct dossier *d, const struct call *call, const struct report *report, struct law *law,
	       struct err *err);

#endif
