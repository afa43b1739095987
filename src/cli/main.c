#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/auto.h"
#include "base/bytes.h"
#include "cli/cli.h"

extern const struct command command_check, command_decide, command_init, command_inspect, command_report, command_diff, command_sql, command_rules,
	command_decisions, command_clock, command_law, command_ask, command_faq, command_workflow, command_serve,
	command_export, command_portfolio, command_bundle, command_verify, command_keygen, command_help, command_version;

const struct command *const commands[] = {
	&command_check, &command_decide, &command_init, &command_inspect, &command_report, &command_diff, &command_sql, &command_rules, &command_decisions,
	&command_clock, &command_law, &command_ask, &command_faq, &command_workflow, &command_serve, &command_export,
	&command_portfolio, &command_bundle, &command_verify, &command_keygen, &command_help,
	&command_version, NULL,
};

static bool takes(const struct command *command, const struct option_info *option)
{
	for (size_t i = 0; command->options[i]; i++)
		if (strcmp(command->options[i], option->name) == 0)
			return true;
	return false;
}

/* One option at argv[*i]; moves *i over its value. */
static int parse_option(struct call *call, const struct command *command, char **argv, int argc, int *i,
			struct err *err)
{
	char name[64];
	const char *arg = argv[*i], *value = strncmp(arg, "--", 2) == 0 ? strchr(arg, '=') : NULL;
	const struct option_info *o;

	snprintf(name, sizeof(name), "%.*s", value ? (int)(value - arg) : (int)strlen(arg), arg);
	o = option_find(name);
	if (!o || !takes(command, o))
		return err_set(err, ERR_USAGE, "'%s' is no option of '%s'; see 'cradle %s --help'", name,
			       command->name, command->name);
	if (!o->value && value)
		return err_set(err, ERR_USAGE, "%s takes no value", o->name);
	if (o->value && value)
		value++;
	else if (o->value && *i + 1 < argc)
		value = argv[++*i];
	else if (o->value)
		return err_set(err, ERR_USAGE, "%s needs a value: %s", o->name, o->value);
	if (!o->set(call, value))
		return err_set(err, ERR_USAGE, "'%s' will not do for %s: %s", value, o->name, o->about);
	return 0;
}

/* SOURCE_DATE_EPOCH (reproducible-builds.org) as a date, or NULL. */
static const char *source_date(void)
{
	static char date[11];
	const char *env = getenv("SOURCE_DATE_EPOCH");
	struct tm tm;
	time_t t;
	long n;

	if (!env || !bytes_number(bytes_of(env), &n) || n < 0)
		return NULL;
	t = n;
	if (!gmtime_r(&t, &tm) || strftime(date, sizeof(date), "%Y-%m-%d", &tm) == 0)
		return NULL;
	return date;
}

/* A slip of the pen must not cost the image, the dossier or the declaration. */
static int spares_all(const struct command *command, const struct call *call, struct err *err)
{
	const char *const named[] = { call->product, call->for_dossier, call->sign, call->key };

	for (size_t i = 0; i < COUNT(named); i++)
		if (named[i] && cli_spares(call, named[i], err) != 0)
			return -1;
	for (int i = 0; command->reads && i < call->count; i++)
		if (cli_spares(call, call->args[i], err) != 0)
			return -1;
	if (call->keeps && call->output && cli_spares(&(struct call){ .output = call->output }, call->keeps, &(struct err){ 0 }) != 0)
		return err_set(err, ERR_USAGE, "-o and --dossier both write '%s'; give two names", call->output);
	return 0;
}

static int run(const struct command *command, int argc, char **argv, struct err *err)
{
	AUTO(auto_free) const char **args = calloc((size_t)argc + 1, sizeof(*args));
	struct call call = { .args = args };
	bool only_args = false;

	if (!args)
		return err_set(err, ERR_SYSTEM, "out of memory");
	for (int i = 2; i < argc; i++) {
		if (!only_args && strcmp(argv[i], "--help") == 0) {
			struct text out = { 0 };
			int code;

			help_command(&out, command);
			code = text_write(&out, NULL, err);
			text_free(&out);
			return code;
		}
		if (!only_args && strcmp(argv[i], "--") == 0)
			only_args = true;
		else if (!only_args && argv[i][0] == '-' && argv[i][1] && command->options[0]) {
			if (parse_option(&call, command, argv, argc, &i, err) != 0)
				return -1;
		} else {
			args[call.count++] = argv[i];
		}
	}
	if (!call.as_of)
		call.as_of = source_date();
	if (takes(command, option_find("--output")))
		call.keeps = call.dossier;
	if (spares_all(command, &call, err) != 0)
		return -1;
	return command->run(&call, err);
}

static const char *alias(const char *name)
{
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		return "help";
	return strcmp(name, "--version") == 0 ? "version" : name;
}

int main(int argc, char **argv)
{
	const struct command *command = argc > 1 ? command_find(alias(argv[1])) : &command_help;
	struct err err = { 0 };
	int code = -1;

	/* what is opened next must not become our standard output */
	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) != fd)
			return EXIT_ERROR;
	setlocale(LC_CTYPE, "C.UTF-8");
	if (command)
		code = run(command, argc, argv, &err);
	else
		err_set(&err, ERR_USAGE, "no command '%s'; 'cradle help' lists them", argv[1]);
	if (code >= 0)
		return argc > 1 ? code : EXIT_USAGE;
	err_print(&err);
	return err_exit(&err);
}
