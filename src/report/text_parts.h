/*
 * text_parts.h - the parts of the text report; report_text.c says in which order.
 */
#ifndef CRADLE_REPORT_TEXT_PARTS_H
#define CRADLE_REPORT_TEXT_PARTS_H

#include "report/screen.h"

/* --- text_verdicts.c: with a declaration --- */

/* "Scope IN-SCOPE, role MANUFACTURER ...": the questions before all others. */
void text_answers(struct screen *s, const struct results *r);

/* What speaks against the product, the worst first: those from 'first' on, 'most' of them. */
void text_against(struct screen *s, const struct results *r, size_t first, size_t most);

/* Every key with its word, by division of the law. */
void text_table(struct screen *s, const struct results *r);

/* What need not be met, by reason. */
void text_exempt(struct screen *s, const struct results *r);

/* Every verdict with reason, sources, the law's text, facts. */
void text_cards(struct screen *s, const struct results *r);

/* All that was declared, each with its line. */
void text_declared(struct screen *s, const struct results *r);

/* --- text_questions.c --- */

/* Which keys of product.yaml decide what is open, the most decisive first. */
void text_questions(struct screen *s, const struct results *r);

/* --- text_findings.c: with an image --- */

void text_findings(struct screen *s, const struct results *r);
void text_others(struct screen *s, const struct results *r);
void text_listeners(struct screen *s, const struct results *r);

/* What is declared and found to be otherwise; what is accepted for now. Nothing where there is none. */
void text_contradictions(struct screen *s, const struct results *r);
void text_accepted(struct screen *s, const struct results *r);

#endif
