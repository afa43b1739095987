/*
 * The small ftpd of busybox and inetutils: all of it stands on the command line.
 */
#include "facts/look.h"

#include <string.h>

#include "facts/logins.h"
#include "facts/starts.h"

static void set(struct look *look, const char *key, const char *value, struct place at, bool written)
{
	FACT(look->facts, setting, .at = at, .daemon = "ftpd", .scope = "", .key = key, .value = value,
	     .state = written ? "effective" : "default", .source = written ? "argv" : "compiled");
}

/* busybox ftpd [-wvS] [-a USER] [-A]: -a maps 'anonymous', -A asks nobody for a login, -w lets them write */
static void busybox(struct look *look, const struct command *cmd, struct place at)
{
	bool anonymous = false, write = false, open = false;

	for (size_t i = 1; i < cmd->count; i++) {
		const char *word = cmd->words[i];

		if (word[0] != '-')
			continue;
		anonymous |= strchr(word, 'a') || strchr(word, 'A');
		open |= strchr(word, 'A') != NULL;
		write |= strchr(word, 'w') != NULL;
	}
	/* without either it depends on how busybox was built (FTPD_AUTHENTICATION) */
	set(look, "Anonymous", anonymous ? "yes" : NULL, at, anonymous);
	set(look, "AnonymousWrite", anonymous && write ? "yes" : write ? NULL : "no", at, write);
	if (!open)
		logins_ftp(look, "ftpd", at, "ftpd lets local users in");
}

/* inetutils' ftpd: 'anonymous' is the user ftp, where there is one */
static void inetutils(struct look *look, struct place at)
{
	bool anonymous = false;

	FACT_EACH(look->facts, account, a)
		anonymous |= strcmp(a->name, "ftp") == 0;
	set(look, "Anonymous", anonymous ? "yes" : "no", at, false);
	set(look, "AnonymousWrite", "no", at, false);
	logins_ftp(look, "ftpd", at, "ftpd lets local users in");
}

static void ftpd_run(struct look *look)
{
	const struct fact_daemon *d = look_daemon(look, "ftpd");
	const struct fact_service *s = look_service(look, "ftpd", d->enabled == FLAG_YES, NULL);
	struct node *program = d->program ? look_find(look, d->program) : NULL;
	struct command cmd;

	facts_looked(look->facts, look->probe, d->at.path ? d->at.path : "usr/sbin/ftpd",
		     strcmp(d->state, "absent") == 0 ? "absent" : "read");
	if (strcmp(d->state, "absent") == 0)
		return;
	command_split(look->mem, bytes_of(s && s->exec ? s->exec : ""), &cmd);
	if ((program && is_multicall(program)) || bytes_have(bytes_of(s && s->program ? s->program : ""), "busybox"))
		busybox(look, &cmd, s ? s->at : d->at);
	else
		inetutils(look, s ? s->at : d->at);
}

const struct probe probe_ftpd = {
	.name = "ftpd",
	.about = "the ftpd of busybox and inetutils",
	.reads = (const char *const[]){ "etc/ftpusers", NULL },
	.run = ftpd_run,
};
