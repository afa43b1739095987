/*
 * openssl.h - what the system's OpenSSL lets through, whatever a program asks for.
 *
 *	struct openssl ssl;
 *
 *	openssl_read(look, &ssl);
 *	weak = protocols_weak(look, bytes_of("TLSv1 TLSv1.2"));		"TLSv1"
 *	why = openssl_refuses(look, &ssl, -1, weak);			"OpenSSL 3 at security level 2 ..."
 *
 * A security level of 1 or more ends TLS 1.0 and 1.1 from OpenSSL 3.0 on, as
 * well as unauthenticated and MD5 suites from 1.1.0 on (SSL_CTX_set_security_level(3)).
 */
#ifndef CRADLE_FACTS_OPENSSL_H
#define CRADLE_FACTS_OPENSSL_H

#include "facts/look.h"

struct openssl {
	const char *version;		/* of libssl: "3.0.17", or "3", "1.1" from the file's name; NULL: none seen */
	long level;			/* of security by default; -1 is not known */
	struct place level_at;		/* zero: compiled in */
	const char *min_protocol;	/* MinProtocol of the system's section; NULL: not set */
	struct place min_at;
	const char *ciphers;		/* CipherString, NULL: not set */
	struct place ciphers_at;
};

void openssl_read(struct look *look, struct openssl *out);

/* The protocols older than TLS 1.2 in a blank-separated list, one blank between them, or NULL. */
const char *protocols_weak(struct look *look, struct bytes list);

/* MinProtocol: the older protocols that it lets in ("TLSv1" -> "TLSv1 TLSv1.1"), or NULL. */
const char *min_protocol_weak(struct bytes value);

/*
 * The classes of weak suites that an OpenSSL cipher string (openssl-ciphers(1))
 * leaves in force, as words: "RC4 3DES aNULL", or NULL. '!', '-' and '+' mean
 * what they mean there.
 */
const char *ciphers_weak(struct look *look, struct bytes list);

/* The n of "@SECLEVEL=n" in a cipher string, or -1. */
long ciphers_level(struct bytes list);

/*
 * Why this OpenSSL negotiates none of the weak protocols or suites, or NULL
 * when it negotiates one. 'level' is the program's own, -1 is the system's.
 */
const char *openssl_refuses(struct look *look, const struct openssl *ssl, long level, const char *weak);

/* A row of 'crypto' for a program that uses OpenSSL: what is weak in it, and whether that takes effect. */
struct tls_setting {
	const char *program, *what, *value, *weak;
	struct place at;
	bool is_default;
	long level;			/* as for openssl_refuses() */
	const char *idle;		/* why the program does not use it, or NULL */
};
void crypto_say(struct look *look, const struct openssl *ssl, const struct tls_setting *s);

#endif
