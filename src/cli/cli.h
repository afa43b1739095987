/*
 * cli.h - the command table: what main() runs, --help prints, the man page is
 * compared with and the completion is made from.
 *
 * To add a command: a file cmd_<name>.c that ends with its struct command, and
 * its name in main.c's list. To add an option: a row in option_table[] (cli.c)
 * and its name among the command's.
 */
#ifndef CRADLE_CLI_CLI_H
#define CRADLE_CLI_CLI_H

#include <stdbool.h>

#include "base/err.h"
#include "base/text.h"

enum { CALL_VALUES = 64 };

/* Of an option that may be given more than once. */
struct values {
	const char *list[CALL_VALUES];
	size_t count;
};

/* What all options together say. A command reads those it lists in .options. */
struct call {
	const char *format;		/* --format, --json */
	const char *output;		/* -o; NULL is standard output */
	const char *as_of;
	const char *rules_dir;
	const char *dossier;		/* the last one */
	const char *keeps;		/* that one where the command writes it, not reads it */
	struct values dossiers;		/* all of them */
	const char *product;		/* -p */
	const char *part;
	const char *list;
	const char *color;
	long deadline;
	const char *aware, *early, *notified, *measure, *final, *at;	/* moments, as written */
	const char *kind, *name;
	const char *module, *provision, *weight, *verdict, *role, *for_dossier;	/* of 'ask' */
	long limit;
	const char *listen, *origin;
	const char *sign, *key;		/* files of keys, of 'bundle' and 'verify' */
	const char *to;			/* of 'portfolio': may hold a password, so no message repeats it */
	bool public;
	bool steward, small;
	bool strict, quiet, no_password_check, schema;
	int verbose;
	const char *const *args;	/* what is no option */
	int count;
};

enum { EXIT_OK = 0, EXIT_FAIL = 1, EXIT_USAGE = 2, EXIT_ERROR = 3 };

struct option_info {
	const char *name;		/* "--format" */
	const char *letter;		/* "-o", or NULL */
	const char *value;		/* "FILE"; NULL: takes none */
	const char *values;		/* "text json html" for the completion, or NULL */
	const char *about;
	bool (*set)(struct call *call, const char *value);	/* false: the value will not do */
};

struct command {
	const char *name, *usage, *about;
	const char *detail;		/* a paragraph for its --help */
	const char *const *options;	/* names, NULL-terminated */
	const char *writes, *formats;	/* what -o and --format are here, where option_table[] is too general; or NULL */
	bool reads;			/* its arguments are files: what it writes may be none of them */
	int (*run)(const struct call *call, struct err *err);	/* an exit code; -1 with *err set */
};

extern const struct command *const commands[];		/* NULL-terminated */
extern const struct option_info option_table[];		/* ends with a NULL name */

const struct option_info *option_find(const char *name);
const struct command *command_find(const char *name);

void help_all(struct text *out);
void help_command(struct text *out, const struct command *command);
void help_completion(struct text *out);

/* For commands that print tables: is it JSON? Any other format than text is an error. */
int cli_json(const struct call *call, bool *json, struct err *err);

/* -1 when what this call writes (-o, the --dossier of a command that has -o) is 'input', a file that it reads. */
int cli_spares(const struct call *call, const char *input, struct err *err);

/* True when text for this stream should carry colour: --color, NO_COLOR, a terminal. */
bool cli_color(const struct call *call, int fd);
int cli_columns(void);

#endif
