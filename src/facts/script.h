/*
 * script.h - lines of shell, as far as a search goes.
 *
 *	if (script_word(line, "sysupgrade"))
 *		...
 *
 * Nothing is run or expanded. Words are told from parts of words:
 * script_word("umount /mnt", "mount") is false.
 */
#ifndef CRADLE_FACTS_SCRIPT_H
#define CRADLE_FACTS_SCRIPT_H

#include "facts/facts.h"

/* True when 'words' stands in the line with no letter, digit, '_' or '-' on either side. */
bool script_word(struct bytes line, const char *words);

/*
 * What follows 'words' where they stand as a command: at the beginning, after
 * ; & | ( ! then do else exec sudo ..., a job table's times, with or without a
 * folder in front. Its .at is NULL when there is none.
 */
struct bytes script_command(struct bytes line, const char *words);

/* The program that fetches files from elsewhere and is called by this word, with or without a folder; or NULL. */
const char *script_fetcher(struct bytes word);

/* What follows 'words' in the line, trimmed; empty when they are not there. */
struct bytes script_after(struct bytes line, const char *words);

/* The first http(s), ftp or tftp URL in the line, or empty. */
struct bytes script_url(struct bytes line);

/* The line as it may be shown: user names, passwords and tokens taken out, at most 300 bytes. */
const char *script_clean(struct arena *mem, struct bytes line);

/* Adds a 'script' row for each thing of interest that the text does, at most LIMIT_SCRIPT_LINES. */
void script_facts(struct facts *facts, struct arena *mem, const char *path, struct bytes text);

#endif
