/*
 * passwords.h - does a documented default password open this hash?
 *
 *	struct password p = { PASSWORD_SYSTEM, hash, user, place_line("etc/shadow", 1) };
 *	const char *how = password_guess(look, &p);
 *
 * 'how' is "list #12", "is the user name", "is the host name" or "is empty",
 * never the word; NULL when nothing opened it or it was not tried. What was not
 * tried because it is too dear, or of a kind we cannot compute, is written
 * down as an unreadable fact of the probe "passwords": "not opened" must never
 * be mistaken for "not tried".
 *
 * The cost a hash asks for is read and held against limits.h before anything
 * is computed. The budget is counted in estimated time, so that a slower
 * machine gives the same answer.
 */
#ifndef CRADLE_FACTS_PASSWORDS_H
#define CRADLE_FACTS_PASSWORDS_H

#include "base/bytes.h"
#include "base/limits.h"
#include "facts/facts.h"

struct look;

enum password_kind {
	PASSWORD_NONE = 0,
	PASSWORD_SYSTEM = 1,		/* crypt(5): passwd, shadow, busybox httpd.conf, uhttpd */
	PASSWORD_HTPASSWD = 2,		/* crypt(5) and Apache's $apr1$ and {SHA} */
	PASSWORD_MOSQUITTO = 4,		/* mosquitto_passwd: $6$ and $7$, which are not crypt's */
};

struct password {
	enum password_kind kind;
	struct bytes hash, user;	/* user may be empty */
	struct place at;
};

/* What was tried already; a zero struct is an empty one. Part of struct look. */
struct guesses {
	struct guess {
		char key[65];
		int opened;		/* passwords.c's: the word, or what else opened it */
		const char *why;	/* was not tried because */
	} list[LIMIT_HASHES];
	size_t count;
	long spent;			/* estimated microseconds */
};

const char *password_guess(struct look *look, const struct password *p);

/*
 * 'des', 'md5', 'sha256', 'sha512', 'bcrypt', 'yescrypt', 'scrypt', 'bsdi',
 * 'apr1', 'sha1', 'pbkdf2' or 'other'; NULL for what cannot be a hash of any password.
 */
const char *password_algorithm(enum password_kind kind, struct bytes hash);

/* "list #N" for a clear-text password that is a documented default, else NULL. */
const char *password_known(struct look *look, struct bytes word);

#endif
