/*
 * formats.h - the functions behind reports[].
 */
#ifndef CRADLE_REPORT_FORMATS_H
#define CRADLE_REPORT_FORMATS_H

#include "report/report.h"

int report_text(const struct results *r, const struct report_options *o, struct text *out, struct err *err);
int report_json(const struct results *r, const struct report_options *o, struct text *out, struct err *err);
int report_html(const struct results *r, const struct report_options *o, struct text *out, struct err *err);
int report_oscal(const struct results *r, const struct report_options *o, struct text *out, struct err *err);
int report_oscal_catalog(const struct results *r, const struct report_options *o, struct text *out, struct err *err);
int report_cyclonedx(const struct results *r, const struct report_options *o, struct text *out, struct err *err);
int report_oscal_component(const struct results *r, const struct report_options *o, struct text *out, struct err *err);

/* For other programs; docs/formats.md says what is in them and what stays the same. */
int report_sarif(const struct results *r, const struct report_options *o, struct text *out, struct err *err);
int report_junit(const struct results *r, const struct report_options *o, struct text *out, struct err *err);
int report_spdx(const struct results *r, const struct report_options *o, struct text *out, struct err *err);
int report_csv(const struct results *r, const struct report_options *o, struct text *out, struct err *err);

/* Of a merge request's discussion; under 60 lines, however much there is to say. */
int report_md(const struct results *r, const struct report_options *o, struct text *out, struct err *err);

#endif
