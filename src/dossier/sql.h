/*
 * sql.h - the functions that rules have besides SQLite's own:
 *
 *	version_cmp(a, b)	-1, 0, 1 as dpkg orders versions; NULL when one is NULL
 *	regexp(pattern, text)	1 when the POSIX extended pattern is found in text, any case
 *				('text REGEXP pattern' calls it)
 *	octal(n)		"4755"
 */
#ifndef CRADLE_DOSSIER_SQL_H
#define CRADLE_DOSSIER_SQL_H

#include <sqlite3.h>

int sql_functions(sqlite3 *db);		/* SQLITE_OK or an error code */

#endif
