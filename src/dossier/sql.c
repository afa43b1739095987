#include "dossier/sql.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/auto.h"
#include "facts/version.h"

static void sql_version_cmp(sqlite3_context *ctx, int n, sqlite3_value **args)
{
	const char *a = (const char *)sqlite3_value_text(args[0]);
	const char *b = (const char *)sqlite3_value_text(args[1]);
	int c;

	(void)n;
	if (!a || !b)
		return;
	c = version_compare(a, b);
	sqlite3_result_int(ctx, (c > 0) - (c < 0));
}

static void pattern_free(void *pattern)
{
	regfree(pattern);
	free(pattern);
}

static void sql_regexp(sqlite3_context *ctx, int n, sqlite3_value **args)
{
	const char *text = (const char *)sqlite3_value_text(args[1]);
	regex_t *pattern = sqlite3_get_auxdata(ctx, 0);

	(void)n;
	if (!text || sqlite3_value_type(args[0]) == SQLITE_NULL)
		return;
	if (!pattern) {
		regex_t *made = malloc(sizeof(*made));

		if (!made || regcomp(made, (const char *)sqlite3_value_text(args[0]),
				     REG_EXTENDED | REG_ICASE | REG_NOSUB) != 0) {
			free(made);
			sqlite3_result_error(ctx, "regexp: the pattern is not a POSIX extended one", -1);
			return;
		}
		sqlite3_set_auxdata(ctx, 0, made, pattern_free);
		pattern = sqlite3_get_auxdata(ctx, 0);
		if (!pattern) {
			sqlite3_result_error_nomem(ctx);
			return;
		}
	}
	sqlite3_result_int(ctx, regexec(pattern, text, 0, NULL, 0) == 0);
}

static void sql_octal(sqlite3_context *ctx, int n, sqlite3_value **args)
{
	char text[32];

	(void)n;
	if (sqlite3_value_type(args[0]) == SQLITE_NULL)
		return;
	snprintf(text, sizeof(text), "%llo", (unsigned long long)sqlite3_value_int64(args[0]));
	sqlite3_result_text(ctx, text, -1, SQLITE_TRANSIENT);
}

static const struct function {
	const char *name;
	int args;
	void (*call)(sqlite3_context *, int, sqlite3_value **);
} functions[] = {
	{ "version_cmp", 2, sql_version_cmp },
	{ "regexp", 2, sql_regexp },
	{ "octal", 1, sql_octal },
};

int sql_functions(sqlite3 *db)
{
	for (size_t i = 0; i < COUNT(functions); i++) {
		int code = sqlite3_create_function_v2(db, functions[i].name, functions[i].args,
						      SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
						      NULL, functions[i].call, NULL, NULL, NULL);
		if (code != SQLITE_OK)
			return code;
	}
	return SQLITE_OK;
}
