/*
 * sign.h - Ed25519 signatures (RFC 8032) over a manifest, by way of OpenSSL.
 *
 *	struct sign_key key;
 *
 *	if (sign_open(&key, "acme.pem", err) == 0)
 *		code = sign_bytes(&key, text, signature, err);
 *	sign_close(&key);
 *
 * A private key is PKCS#8 in PEM (RFC 8410), not encrypted; a public one
 * SubjectPublicKeyInfo in PEM. A signature is its 64 bytes and nothing else:
 *
 *	openssl pkeyutl -verify -pubin -inkey acme.pub.pem -rawin -in MANIFEST -sigfile MANIFEST.sig
 */
#ifndef CRADLE_EVIDENCE_SIGN_H
#define CRADLE_EVIDENCE_SIGN_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/sha256.h"

enum { SIGNATURE = 64 };

struct sign_key {
	void *pkey;
	char fingerprint[SHA256_HEX];	/* SHA-256 of the public key's SubjectPublicKeyInfo (DER) */
};

/* The private key in this file. ERR_USAGE where it holds none of that kind. */
int sign_open(struct sign_key *key, const char *path, struct err *err);

/* The public key in this file. */
int sign_open_public(struct sign_key *key, const char *path, struct err *err);
void sign_close(struct sign_key *key);

int sign_bytes(const struct sign_key *key, struct bytes text, unsigned char out[SIGNATURE], struct err *err);

/* Did the key make this signature over these bytes? */
bool sign_holds(const struct sign_key *key, struct bytes text, struct bytes signature);

/* "acme.pem" is "acme.pub.pem", anything else gets ".pub.pem" behind it. Into out[size]; false: no room. */
bool sign_public_name(char *out, size_t size, const char *path);

/*
 * A new pair: 'path' for the owner alone to read, the public key beside it under
 * sign_public_name(). Neither is ever written over; both are there or none.
 */
int sign_keygen(const char *path, char fingerprint[SHA256_HEX], struct err *err);

#endif
