#include "cli/cli.h"

#include "judge/rule.h"

static int version_run(const struct call *call, struct err *err)
{
	struct text out = { 0 };
	struct rules rules;
	struct law law;
	int code = law_load(&law, err);

	(void)call;
	if (code != 0)
		return -1;
	code = rules_load(&rules, &law, NULL, err);
	if (code == 0) {
		text_printf(&out, "cradle %s\nrules  %zu, %.16s\ndossier format %d\n", CRADLE_VERSION, rules.count,
			    rules.digest, DOSSIER_VERSION);
		code = text_write(&out, NULL, err);
	}
	text_free(&out);
	rules_free(&rules);
	law_free(&law);
	return code;
}

const struct command command_version = {
	.name = "version",
	.usage = "version",
	.about = "Prints the versions of the tool, its rules and the dossier format",
	.options = (const char *const[]){ NULL },
	.run = version_run,
};
