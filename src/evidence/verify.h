/*
 * verify.h - is an evidence folder as it was written?
 *
 *	struct verify v;
 *
 *	if (verify_folder(&v, "evidence", "acme.pub.pem", &out, err) == 0 && v.wrong == 0)
 *		...
 *
 * The folder may be anybody's: no link is followed, nothing but regular files is
 * opened, and a list that leads out of it is told of, not read. All that is
 * wrong is said, not only the first: a line each, "changed  reports/report.html".
 */
#ifndef CRADLE_EVIDENCE_VERIFY_H
#define CRADLE_EVIDENCE_VERIFY_H

#include "base/sha256.h"
#include "base/text.h"
#include "report/report.h"

enum verify_signature {
	SIGNATURE_NONE = 0,		/* nobody signed, and nobody asked */
	SIGNATURE_UNCHECKED,		/* there is one, but no key was given */
	SIGNATURE_GOOD,
	SIGNATURE_BAD,			/* of another list or key, or not there though a key was given: one of 'wrong' */
};

struct verify {
	size_t files;			/* in the list */
	size_t wrong;			/* lines that were written to 'out' */
	enum verify_signature signature;
	char signed_with[SHA256_HEX];	/* fingerprint of the key that was given */
};

/* 'key' is a file with a public key, or NULL. -1: it could not be looked at, or is no evidence folder. */
int verify_folder(struct verify *v, const char *dir, const char *key, struct text *out, struct err *err);

/*
 * Makes each report of these results again and holds it against the folder's;
 * adds to v->wrong, and to *same those that have the same bytes.
 */
int verify_reports(struct verify *v, const char *dir, const struct results *r, size_t *same, struct text *out, struct err *err);

#endif
