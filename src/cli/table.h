/*
 * table.h - prints the rows of a query: aligned columns for people, an array of
 * objects as JSON.
 */
#ifndef CRADLE_CLI_TABLE_H
#define CRADLE_CLI_TABLE_H

#include "base/text.h"
#include "dossier/dossier.h"

int table_print(struct dossier *d, const char *sql, bool json, struct text *out, struct err *err);

#endif
