/*
 * load.h - the readers behind law_load(), one per kind of file.
 */
#ifndef CRADLE_LAW_LOAD_H
#define CRADLE_LAW_LOAD_H

#include "law/law.h"

int sources_load(struct law *law, struct err *err);		/* sources.yaml */
int provisions_load(struct law *law, struct err *err);		/* the .tsv files; after the sources */

/* Gives back what law_text() read. */
void law_texts_free(struct law *law);

#endif
