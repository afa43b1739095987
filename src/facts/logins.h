/*
 * logins.h - by which way an account can be used: rows of the table 'login'.
 *
 *	logins_password(look, &(struct login_way){
 *		.via = "telnet", .program = "telnetd", .at = at, .enabled = FLAG_YES,
 *		.root = true, .empty = true, .detail = "started by inetd" });
 *
 * makes a row for every account whose password this way would take. Where no
 * account of the image has a password that could be taken, the way is open all
 * the same, for the ones that come later: one row without a user.
 */
#ifndef CRADLE_FACTS_LOGINS_H
#define CRADLE_FACTS_LOGINS_H

#include "facts/look.h"

struct login_way {
	const char *via, *program, *detail;
	struct place at;
	enum flag enabled;
	bool root;			/* lets uid 0 in */
	bool empty;			/* lets an empty password in */
	bool any_shell;			/* asks for no login shell (FTP) */
	bool (*lets)(void *self, const struct fact_account *a);	/* NULL: everybody */
	void *self;
};

void logins_password(struct look *look, const struct login_way *way);

/* True when some PAM stack of this service lets an empty password in (pam_unix nullok, pam_permit). */
bool logins_pam_empty(struct look *look, const char *service);

/* A way by which FTP's local users get in: root unless etc/ftpusers names it. */
void logins_ftp(struct look *look, const char *daemon, struct place at, const char *detail);

/* False when securetty(5) keeps root from pseudo terminals. */
bool logins_root_on_pty(struct look *look);

#endif
