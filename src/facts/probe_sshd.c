/*
 * sshd_config(5): the first value wins.
 */
#include "facts/look.h"

#include "facts/conf.h"

static void sshd_run(struct look *look)
{
	const char *path = "etc/ssh/sshd_config";
	struct conf_line l = { 0 };
	bool seen = false;

	if (!look_text(look, path, &l.rest))
		return;
	while (conf_words(&l)) {
		if (seen || !bytes_are_nocase(l.key, "PermitRootLogin"))
			continue;
		seen = true;
		look_setting(look, "sshd", "PermitRootLogin", look_str(look, l.value), place_line(path, l.line), "file");
	}
}

const struct probe probe_sshd = {
	.name = "sshd",
	.about = "the OpenSSH server's settings in force",
	.reads = (const char *const[]){ "etc/ssh/sshd_config", "etc/ssh/sshd_config.d/*", NULL },
	.run = sshd_run,
};
