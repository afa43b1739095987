/*
 * seal.h - the digest that a dossier carries of all its rows, and their look.
 *
 *	char hex[SHA256_HEX];
 *
 *	if (seal_take(&d, hex, &flaw, err) == 0 && !flaw.what)
 *		...
 *
 * It is meta 'digest', put there by dossier_save(). What was changed after that,
 * by a bad disk or by hand, no longer fits it. Nobody is kept from writing a new
 * one: who must know that nobody did signs the evidence folder (docs/evidence.md).
 *
 * SHA-256 over, for each table in the order of names: its name and a newline;
 * for each row in the order of rowid (of meta: of key, without 'digest' itself)
 * its values and a newline; a value is its length in bytes, ":", its bytes and
 * ",", a number being written in decimal; NULL is "-,". docs/dossier.md says so.
 */
#ifndef CRADLE_DOSSIER_SEAL_H
#define CRADLE_DOSSIER_SEAL_H

#include "base/sha256.h"
#include "dossier/dossier.h"

/* A value that no dossier of ours holds: the first there is. */
struct seal_flaw {
	const char *what;		/* NULL: there is none */
	char column[64];		/* "verdict.title" */
};

/* Tables and columns must be ours already. ERR_DAMAGED where they cannot be read through. */
int seal_take(struct dossier *d, char hex[SHA256_HEX], struct seal_flaw *flaw, struct err *err);

#endif
