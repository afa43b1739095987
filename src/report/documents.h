/*
 * documents.h - the documents that are written as blocks, once for all media.
 */
#ifndef CRADLE_REPORT_DOCUMENTS_H
#define CRADLE_REPORT_DOCUMENTS_H

#include "report/report.h"

int techdoc_make(struct doc *doc, const struct results *r, struct err *err);
int declaration_make(struct doc *doc, const struct results *r, struct err *err);
int declaration_simplified_make(struct doc *doc, const struct results *r, struct err *err);

/* Why no declaration of conformity is written, a line each. */
bool declaration_refused(const struct results *r, struct text *why);

/* Begins a document about what the results are about: title, product, date, the foot of each page. */
void document_begin(struct doc *doc, const struct results *r, const char *title, const char *act);

#endif
