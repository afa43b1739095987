/*
 * rlogin, rsh and rexec: who is let in by address alone, and that the rest goes in clear.
 */
#include "facts/look.h"

#include <string.h>

#include "facts/logins.h"

static void rshd_run(struct look *look)
{
	const struct fact_daemon *d = look_daemon(look, "rshd");
	struct login_way way = {
		.via = "rsh", .program = "rshd", .at = d->at, .enabled = d->enabled, .root = logins_root_on_pty(look),
		.detail = "rlogind asks for a password where no file trusts the host",
	};

	facts_looked(look->facts, look->probe, d->at.path ? d->at.path : "usr/sbin/in.rlogind",
		     strcmp(d->state, "absent") == 0 ? "absent" : "read");
	if (strcmp(d->state, "absent") == 0)
		return;
	logins_password(look, &way);
	FACT_EACH(look->facts, grant, g)
		if (strcmp(g->kind, "rhosts") == 0 || strcmp(g->kind, "hosts-equiv") == 0)
			FACT(look->facts, login, .at = g->at, .via = "rsh", .program = "rshd", .user = g->user,
			     .password = "none", .enabled = d->enabled, .detail = g->detail);
}

const struct probe probe_rshd = {
	.name = "rshd",
	.about = "the r-commands: who is let in by address alone",
	.run = rshd_run,
};
