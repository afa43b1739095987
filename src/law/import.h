/*
 * import.h - the law's text, from a file the user has to where law_text() finds it.
 *
 *	struct import result;
 *
 *	if (law_import(law, file, &result, err) == 0)
 *		printf("%zu of %zu\n", result.matched, result.expected);
 *
 * The file is EUR-Lex's HTML (of the Official Journal or consolidated) or
 * Markdown (read_markdown.c says how it is laid out). A clause is kept only if
 * its hash is the index's; what was imported before and is not in this file
 * stays. The store is $CRADLE_DATA/law.tsv, else $XDG_DATA_HOME/cradle/law.tsv,
 * else ~/.local/share/cradle/law.tsv: a line a clause, written whole or not at
 * all. Nothing is fetched.
 */
#ifndef CRADLE_LAW_IMPORT_H
#define CRADLE_LAW_IMPORT_H

#include "base/bytes.h"
#include "law/law.h"

/* A clause of the file that is not what the index says. */
struct refused {
	const struct provision *provision;
	const struct change *before;	/* it is the text from before this change, or NULL */
};

struct import {
	size_t matched, expected;	/* clauses: in the file with the right hash, with a hash at all */
	struct refused *refused;	/* in the law's arena */
	size_t refused_count;
	size_t unknown;			/* clauses of the file that the index does not have */
	const char *path;		/* where they are stored now */
};

/* -1 also when nothing matched: then nothing is written. */
int law_import(struct law *law, struct bytes file, struct import *result, struct err *err);

/* A whole text file ("-": standard input) into the arena; empty, binary and huge ones are errors. */
int law_file_read(struct arena *mem, const char *path, struct bytes *text, struct err *err);

#endif
