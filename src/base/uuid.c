#include "base/uuid.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { UUID_BYTES = 16 };

static unsigned nibble(char c)
{
	return c <= '9' ? (unsigned)(c - '0') : ((unsigned)c | 0x20) - 'a' + 10;
}

static void uuid_bytes(const char *text, unsigned char out[UUID_BYTES])
{
	for (int i = 0; i < UUID_BYTES; i++, text += 2) {
		if (*text == '-')
			text++;
		out[i] = (unsigned char)(nibble(text[0]) << 4 | nibble(text[1]));
	}
}

static void uuid_text(const unsigned char bytes[UUID_BYTES], char out[UUID_TEXT])
{
	for (int i = 0; i < UUID_BYTES; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*out++ = '-';
		*out++ = "0123456789abcdef"[bytes[i] >> 4];
		*out++ = "0123456789abcdef"[bytes[i] & 15];
	}
	*out = '\0';
}

void uuid_name(const char *space, const char *name, char out[UUID_TEXT])
{
	unsigned char id[EVP_MAX_MD_SIZE], bytes[UUID_BYTES];
	EVP_MD_CTX *ctx;

	/* what openssl.cnf of this machine says must not change a result */
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	ctx = EVP_MD_CTX_new();
	uuid_bytes(space, bytes);
	if (!ctx || EVP_DigestInit_ex(ctx, EVP_sha1(), NULL) != 1 || EVP_DigestUpdate(ctx, bytes, UUID_BYTES) != 1 ||
	    EVP_DigestUpdate(ctx, name, strlen(name)) != 1 || EVP_DigestFinal_ex(ctx, id, NULL) != 1) {
		fputs("cradle: SHA-1 is not available\n", stderr);
		exit(3);
	}
	EVP_MD_CTX_free(ctx);
	id[6] = (unsigned char)((id[6] & 0x0f) | 0x50);		/* version 5 */
	id[8] = (unsigned char)((id[8] & 0x3f) | 0x80);		/* the variant of the RFC */
	uuid_text(id, out);
}
