/*
 * web_secrets.h - the logins that stand in files of web servers.
 *
 *	web_secret_say(look, &(struct web_secret){ .program = "uhttpd", .user = user, .word = word, .at = at });
 *	enum flag auth = httpd_conf_read(look, "uhttpd", "etc/httpd.conf");
 *
 * The word never leaves: what is said is whether a documented default opens it.
 */
#ifndef CRADLE_FACTS_WEB_SECRETS_H
#define CRADLE_FACTS_WEB_SECRETS_H

#include "facts/look.h"

struct web_secret {
	const char *program;		/* who reads it; of daemons.def, or the file's kind */
	struct bytes user, word;
	struct place at;
	bool is_hash;			/* whatever it looks like; else '$' and '{SHA}' tell */
	enum flag in_use;		/* FLAG_UNKNOWN: when the program is a daemon that starts */
};

/* A credential: a hash of crypt(3) or htpasswd(1), else a password in the clear. */
void web_secret_say(struct look *look, const struct web_secret *s);

/*
 * "/path:user:password" lines of busybox' httpd and of uhttpd: a setting 'auth'
 * with the path as its scope, and a credential for each. A password that names
 * an account ("$p$root", "*") is the account's, and no credential here.
 * FLAG_YES: the whole site asks; FLAG_UNKNOWN: parts of it do, or the file could not be read.
 */
enum flag httpd_conf_read(struct look *look, const char *daemon, const char *path);

#endif
