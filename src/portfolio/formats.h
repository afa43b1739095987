/*
 * formats.h - the functions behind portfolio_formats[].
 */
#ifndef CRADLE_PORTFOLIO_FORMATS_H
#define CRADLE_PORTFOLIO_FORMATS_H

#include "portfolio/portfolio.h"

int portfolio_text(const struct portfolio *p, const struct portfolio_options *o, struct text *out, struct err *err);
int portfolio_html(const struct portfolio *p, const struct portfolio_options *o, struct text *out, struct err *err);
int portfolio_csv(const struct portfolio *p, const struct portfolio_options *o, struct text *out, struct err *err);
int portfolio_json(const struct portfolio *p, const struct portfolio_options *o, struct text *out, struct err *err);

#endif
