/*
 * bundle.h - a dossier as a folder to commit: all that was decided, on what, by
 * what, and the command that does it again.
 *
 *	README.txt		what lies here and how it is checked
 *	about.json		product, image, versions, command, what is left out
 *	dossier.cradle		a copy, byte for byte
 *	declaration/		product.yaml and the evidence it names, under their paths
 *	rules/			a team's own rules, where there were any
 *	reports/		each report, in each medium (reports.h)
 *	.gitattributes		so that git leaves all bytes as they are
 *	MANIFEST, MANIFEST.sig	manifest.h, sign.h
 *
 * The same dossier and files give the same folder; nothing in it is of today.
 * docs/evidence.md describes each file for who has no cradle.
 */
#ifndef CRADLE_EVIDENCE_BUNDLE_H
#define CRADLE_EVIDENCE_BUNDLE_H

#include "dossier/dossier.h"
#include "evidence/sign.h"
#include "law/law.h"
#include "report/report.h"

/* A file that goes with it. */
struct bundle_file {
	const char *path;		/* relative */
	struct bytes text;		/* its content, or: */
	bool from_folder;		/* it is read from bundle.evidence */
	const char *sha256;		/* that it must have, or NULL */
};

struct bundle {
	const char *dossier_path;
	struct dossier *dossier;
	struct law *law;
	const char *product_path;	/* of the declaration, or NULL; its evidence is looked for beside it */
	const struct bundle_file *evidence;
	size_t evidence_count;
	const struct bundle_file *rules;	/* a team's own */
	size_t rule_count;
	const char *sign;		/* a file with the private key, or NULL */
};

struct bundle_counts {
	size_t files, bytes, reports;
	struct text left_out;		/* a line for each report that was not written; the caller frees it */
};

/* Writes it to 'place' as a whole, or leaves everything as it was. */
int bundle_write(const struct bundle *b, const char *place, struct bundle_counts *counts, struct err *err);

#endif
