/*
 * manifest.h - the list of an evidence folder's files with their digests.
 *
 *	e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  dossier.cradle
 *
 * A line each: SHA-256 in hexadecimal, two blanks, the path, a newline; sorted
 * by path, byte by byte. `sha256sum -c MANIFEST` checks it (GNU coreutils). All
 * files of the folder are in it but MANIFEST itself and MANIFEST.sig.
 *
 * What is read may be anybody's: a line that is not as above is no line of it,
 * a path that leads out of the folder is never opened.
 */
#ifndef CRADLE_EVIDENCE_MANIFEST_H
#define CRADLE_EVIDENCE_MANIFEST_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/sha256.h"
#include "base/text.h"

#define MANIFEST "MANIFEST"
#define MANIFEST_SIGNATURE "MANIFEST.sig"

struct manifest_file {
	const char *path;
	char sha256[SHA256_HEX];
};

struct manifest_flaw {
	long line;			/* from 1 */
	const char *what;		/* a literal */
};

struct manifest {
	struct arena mem;
	struct manifest_file *files;	/* of what is read: in the order of paths, each once */
	size_t count, room;
	struct manifest_flaw *flaws;	/* the lines that are none */
	size_t flaw_count, flaw_room;
};

/* Is this a path that a manifest may hold? Relative, clean UTF-8, no backslash, no name of ours. */
bool manifest_path(const char *path);

/* Adds a file; manifest_sort() before it is written. */
void manifest_add(struct manifest *m, const char *path, const char sha256[SHA256_HEX]);
void manifest_sort(struct manifest *m);
void manifest_write(const struct manifest *m, struct text *out);

/* Reads all lines; those that are none become flaws. */
void manifest_read(struct manifest *m, struct bytes text);

/* The file of this path in a sorted manifest, or NULL. */
const struct manifest_file *manifest_find(const struct manifest *m, const char *path);
void manifest_free(struct manifest *m);

#endif
