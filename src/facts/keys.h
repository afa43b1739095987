/*
 * keys.h - private keys and certificates in the bytes of a file.
 *
 *	keys_find(file, &(struct keys_sink){ self, on_key, on_certificate });
 *
 * Everything is parsed, nothing is believed for its heading: a program that
 * holds the words "BEGIN RSA PRIVATE KEY", or a file of zero bytes with the
 * right name, is no key. Formats: PEM (PKCS#1, SEC 1, PKCS#8, OpenSSH, OpenVPN's
 * static key, armoured OpenPGP), the same in DER, and Dropbear's own.
 */
#ifndef CRADLE_FACTS_KEYS_H
#define CRADLE_FACTS_KEYS_H

#include "base/bytes.h"
#include "base/sha256.h"
#include "facts/facts.h"

struct found_key {
	const char *kind, *format, *algorithm;	/* as in the table 'key'; algorithm may be NULL */
	long bits;			/* 0 is not known */
	char spki[SHA256_HEX];		/* "" is not known; of the key itself when it is symmetric */
	enum flag encrypted;
	long line;			/* 0 in a binary file */
};

struct found_certificate {
	char subject[512], issuer[512];	/* RFC 2253 */
	char not_before[16], not_after[16];	/* YYYY-MM-DD, "" is not readable */
	char signature[64], algorithm[32];
	long bits;
	char spki[SHA256_HEX];
	bool ca, self_signed;
	long line;
};

struct keys_sink {
	void *self;
	void (*key)(void *self, const struct found_key *key);
	void (*certificate)(void *self, const struct found_certificate *certificate);
};

void keys_find(struct bytes file, const struct keys_sink *sink);

/* WireGuard's "PrivateKey = BASE64" lines (wg(8), systemd.netdev(5)). */
void keys_find_wireguard(struct bytes file, const struct keys_sink *sink);

/* Whose published key this is (keys_known.def), or NULL. */
const char *keys_known(const char *spki);

#endif
