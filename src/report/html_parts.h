/*
 * html_parts.h - the parts of the HTML report; report_html.c says in which order.
 */
#ifndef CRADLE_REPORT_HTML_PARTS_H
#define CRADLE_REPORT_HTML_PARTS_H

#include "report/report.h"

/* <tag class="style">text</tag> */
void html_word(struct text *out, const char *tag, const char *style, const char *text);

/* <code>path:line</code>; nothing without a path */
void html_place(struct text *out, const char *path, int64_t line);

/* A term of a description list; nothing without a value. */
void html_term(struct text *out, const char *name, const char *value);

/* --- html_verdicts.c --- */

/* With a declaration: the questions before all others, with their reasons. */
void html_answers(struct text *out, const struct results *r);

/* What speaks against the product, the worst first, each with reason, provision and place. */
void html_against(struct text *out, const struct results *r);

/* Which keys of product.yaml decide what is open. */
void html_questions(struct text *out, const struct results *r);

/* Every key with its word, by division of the law. */
void html_table(struct text *out, const struct results *r);

/* An image alone: limb by limb, with what is open. */
void html_limbs(struct text *out, const struct results *r);

/* Each verdict with reason, sources, the law's text, facts, findings. */
void html_cards(struct text *out, const struct results *r);

/* --- html_findings.c --- */

void html_verdict_findings(struct text *out, const struct results *r, const struct result_verdict *v);

/* What contradicts the declaration, and what is accepted for now; nothing where there is none. */
void html_apart(struct text *out, const struct results *r);

/* All that was declared, with its lines; nothing without a declaration. */
void html_declared(struct text *out, const struct results *r);
void html_others(struct text *out, const struct results *r);
void html_passed(struct text *out, const struct results *r);
void html_listeners(struct text *out, const struct results *r);

#endif
