/*
 * adopt.h - a dossier that another version of cradle wrote, read by this one.
 *
 *	if (adopt_may(&d))			// and its rows have the digest it carries
 *		code = adopt(&d, path, err);	// d is a copy in memory now, with our tables
 *
 * Releases are compared over years, and evidence is read long after: a column
 * more in one version must not shut out the dossiers of the other. What this
 * version itself wrote has its tables exactly (check.c).
 */
#ifndef CRADLE_DOSSIER_ADOPT_H
#define CRADLE_DOSSIER_ADOPT_H

#include "dossier/dossier.h"

/* Does it say that another version wrote it, and is it made of plain tables and views? */
bool adopt_may(struct dossier *d);

/* In place of *d a copy of its rows in tables of ours. Its own views are not asked. */
int adopt(struct dossier *d, const char *path, struct err *err);

#endif
