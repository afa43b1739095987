/*
 * about.h - the pages of an evidence folder that explain it: about.json for
 * programs, README.txt for people, and the command they both name.
 */
#ifndef CRADLE_EVIDENCE_ABOUT_H
#define CRADLE_EVIDENCE_ABOUT_H

#include "dossier/dossier.h"
#include "law/law.h"

/* What is not in the dossier. */
struct about {
	struct dossier *dossier;
	const struct law *law;
	const char *fingerprint;	/* of the key it is signed with, or NULL */
	struct about_report {
		const char *name, *path, *about;
		const char *why;	/* it is left out, a line for each reason; or NULL */
		bool medium;		/* of a document that stands before it: for the same reasons */
	} *reports;
	size_t report_count;
};

/*
 * The commands that make the dossier again, to be run in the folder with the
 * image beside it; a line each.
 */
void evidence_commands(struct text *out, struct arena *mem, struct dossier *d);

void evidence_json(struct text *out, const struct about *a);
void evidence_readme(struct text *out, const struct about *a);

#endif
