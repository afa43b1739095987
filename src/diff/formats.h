/*
 * formats.h - the functions behind diff_formats[].
 */
#ifndef CRADLE_DIFF_FORMATS_H
#define CRADLE_DIFF_FORMATS_H

#include "diff/diff.h"

/* For a terminal: the answer first, then what got worse. With -v nothing is cut. */
int diff_text(const struct diff *diff, const struct report_options *options, struct text *out, struct err *err);

/* docs/diff.schema.json */
int diff_json(const struct diff *diff, const struct report_options *options, struct text *out, struct err *err);

/* A comment on a merge request: never longer than 60 lines. */
int diff_markdown(const struct diff *diff, const struct report_options *options, struct text *out, struct err *err);

#endif
