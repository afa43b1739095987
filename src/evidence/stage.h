/*
 * stage.h - a folder that is written beside its place and put there as a whole.
 *
 *	struct stage s;
 *
 *	if (stage_open(&s, "evidence", err) == 0 &&
 *	    stage_add(&s, "dossier.cradle", at, n, err) == 0 && ... && stage_place(&s, err) == 0)
 *		...
 *	stage_close(&s);
 *
 * Until stage_place() nothing is changed where the folder is to stand; after a
 * failure, or without it, stage_close() leaves everything as it was. The place
 * is free, an empty folder, or an evidence folder in which nothing stands that
 * is not of it: that is replaced.
 */
#ifndef CRADLE_EVIDENCE_STAGE_H
#define CRADLE_EVIDENCE_STAGE_H

#include "base/folder.h"
#include "base/names.h"
#include "evidence/manifest.h"

struct stage {
	struct folder root;		/* the one that is written to */
	char *place, *temp;		/* paths: where it will stand, where it stands now; NULL when it was placed */
	struct manifest manifest;	/* all that was added */
	struct names known;		/* its paths */
	size_t bytes;
};

int stage_open(struct stage *s, const char *place, struct err *err);

/* A new file; 'path' as in a manifest. */
int stage_add(struct stage *s, const char *path, const void *at, size_t n, struct err *err);

/* A copy of what is behind 'from'; its digest must be 'sha256' where that is not NULL. */
int stage_copy(struct stage *s, const char *path, int from, const char *sha256, struct err *err);

/* Is there a file of this path already? */
bool stage_has(const struct stage *s, const char *path);

/* Writes what no manifest lists: MANIFEST, and its signature. */
int stage_add_unlisted(struct stage *s, const char *name, const void *at, size_t n, struct err *err);

int stage_place(struct stage *s, struct err *err);
void stage_close(struct stage *s);

#endif
