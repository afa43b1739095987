/*
 * sha256.h - SHA-256 (FIPS 180-4) by way of OpenSSL.
 *
 *	struct sha256 *sum = sha256_new();
 *	sha256_add(sum, data, n);
 *	sha256_end(sum, hex);		(frees it too)
 */
#ifndef CRADLE_BASE_SHA256_H
#define CRADLE_BASE_SHA256_H

#include <stddef.h>

enum { SHA256_HEX = 65 };		/* 64 digits and a NUL */

struct sha256;

struct sha256 *sha256_new(void);	/* never NULL: ends the process instead */
void sha256_add(struct sha256 *sum, const void *data, size_t n);
void sha256_end(struct sha256 *sum, char hex[SHA256_HEX]);
void sha256_of(const void *data, size_t n, char hex[SHA256_HEX]);

#endif
