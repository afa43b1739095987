#include "base/sha256.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

struct sha256 *sha256_new(void)
{
	EVP_MD_CTX *ctx;

	/* what openssl.cnf of this machine says must not change a result, and takes a millisecond to read */
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	ctx = EVP_MD_CTX_new();
	if (!ctx || EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) != 1) {
		fputs("cradle: SHA-256 is not available\n", stderr);
		exit(3);
	}
	return (struct sha256 *)ctx;
}

void sha256_add(struct sha256 *sum, const void *data, size_t n)
{
	EVP_DigestUpdate((EVP_MD_CTX *)sum, data, n);
}

void sha256_end(struct sha256 *sum, char hex[SHA256_HEX])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	EVP_DigestFinal_ex((EVP_MD_CTX *)sum, digest, &n);
	EVP_MD_CTX_free((EVP_MD_CTX *)sum);
	for (unsigned i = 0; i < n && i < 32; i++)
		sprintf(hex + 2 * i, "%02x", digest[i]);
}

void sha256_of(const void *data, size_t n, char hex[SHA256_HEX])
{
	struct sha256 *sum = sha256_new();

	sha256_add(sum, data, n);
	sha256_end(sum, hex);
}
