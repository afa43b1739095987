/*
 * check.h - is this file a dossier, whole, and as cradle wrote it?
 *
 *	if (check_file("gw.cradle", err) == 0 && db_open(...) == 0)
 *		code = check_dossier(&d, "gw.cradle", err);
 *
 * What dossier_open() asks of every file. Each failure is one sentence, of kind
 * ERR_DAMAGED, or ERR_UNSUPPORTED where the file is of another format.
 */
#ifndef CRADLE_DOSSIER_CHECK_H
#define CRADLE_DOSSIER_CHECK_H

#include "dossier/dossier.h"

/* From its first bytes and its length, before SQLite sees it. */
int check_file(const char *path, struct err *err);

/* Format, pages, tables and views, values, digest. */
int check_dossier(struct dossier *d, const char *path, struct err *err);

#endif
