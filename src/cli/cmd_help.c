#include "cli/cli.h"

#include <string.h>

static int help_run(const struct call *call, struct err *err)
{
	const struct command *command = call->count ? command_find(call->args[0]) : NULL;
	struct text out = { 0 };
	int code;

	if (call->count && strcmp(call->args[0], "--completion") == 0)
		help_completion(&out);
	else if (command)
		help_command(&out, command);
	else if (call->count)
		return err_set(err, ERR_USAGE, "no command '%s'; 'cradle help' lists them", call->args[0]);
	else
		help_all(&out);
	code = text_write(&out, NULL, err);
	text_free(&out);
	return code;
}

const struct command command_help = {
	.name = "help",
	.usage = "help [COMMAND | --completion]",
	.about = "Lists the commands, or explains one",
	.detail = "--completion prints a completion for bash.",
	.options = (const char *const[]){ NULL },
	.run = help_run,
};
