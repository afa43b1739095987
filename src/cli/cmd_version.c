#include "cli/cli.h"

#include <stdio.h>

#include "judge/rule.h"

static int version_run(const struct call *call, struct err *err)
{
	struct rules rules;
	struct law law;

	(void)call;
	if (law_load(&law, err) != 0)
		return -1;
	if (rules_load(&rules, &law, NULL, err) != 0)
		return -1;
	printf("cradle %s\nrules  %zu, %.16s\ndossier format %d\n", CRADLE_VERSION, rules.count, rules.digest,
	       DOSSIER_VERSION);
	rules_free(&rules);
	law_free(&law);
	return EXIT_OK;
}

const struct command command_version = {
	.name = "version",
	.usage = "version",
	.about = "Prints the versions of the tool, its rules and the dossier format",
	.options = (const char *const[]){ NULL },
	.run = version_run,
};
