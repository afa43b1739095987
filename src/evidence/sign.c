#include "evidence/sign.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/limits.h"
#include "base/text.h"

static void auto_bio(BIO **bio)
{
	BIO_free(*bio);
}

/* The file's bytes; the caller frees them by OPENSSL_cleanse() and text_free(). */
static int file_read(const char *path, struct text *out, struct err *err)
{
	/* a pipe that nobody writes to must not make us wait */
	AUTO(auto_close) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char part[4096];
	struct stat st;
	ssize_t n;

	if (fd < 0 || fstat(fd, &st) != 0)
		return err_set(err, ERR_USAGE, "cannot open the key '%s': %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_USAGE, "'%s' is no key: it is no regular file", path);
	out->limit = LIMIT_SIGNING_KEY;
	while ((n = read(fd, part, sizeof(part))) > 0)
		text_add_bytes(out, part, (size_t)n);
	OPENSSL_cleanse(part, sizeof(part));
	if (n < 0)
		return err_set(err, ERR_USAGE, "cannot read the key '%s': %s", path, strerror(errno));
	return out->failed ? err_set(err, ERR_USAGE, "'%s' is no key: it is larger than %llu KiB", path, LIMIT_SIGNING_KEY / KIB) : 0;
}

static void key_text_free(struct text *text)
{
	if (text->at)
		OPENSSL_cleanse(text->at, text->room);
	text_free(text);
}

/* OpenSSL asks for a passphrase: nobody is asked here. */
static int no_passphrase(char *buffer, int size, int writing, void *asked)
{
	(void)buffer, (void)size, (void)writing;
	*(bool *)asked = true;
	return -1;
}

static int fingerprint(EVP_PKEY *pkey, char hex[SHA256_HEX])
{
	unsigned char *der = NULL;
	int n = i2d_PUBKEY(pkey, &der);

	if (n <= 0)
		return -1;
	sha256_of(der, (size_t)n, hex);
	OPENSSL_free(der);
	return 0;
}

static int key_take(struct sign_key *key, EVP_PKEY *pkey, const char *path, struct err *err)
{
	key->pkey = pkey;
	if (EVP_PKEY_get_base_id(pkey) != EVP_PKEY_ED25519)
		err_set(err, ERR_USAGE, "'%s' is a key of another kind; an Ed25519 key is needed: 'cradle keygen -o KEY.pem' makes one", path);
	else if (fingerprint(pkey, key->fingerprint) != 0)
		err_set(err, ERR_SYSTEM, "out of memory");
	else
		return 0;
	sign_close(key);
	return -1;
}

/* What openssl.cnf of this machine says must not change a result. */
static void ready(void)
{
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
}

static int key_open(struct sign_key *key, const char *path, bool public, struct err *err)
{
	struct text text = { 0 };
	AUTO(auto_bio) BIO *bio = NULL;
	EVP_PKEY *pkey = NULL;
	bool asked = false;

	*key = (struct sign_key){ 0 };
	ready();
	if (file_read(path, &text, err) != 0) {
		key_text_free(&text);
		return -1;
	}
	bio = BIO_new_mem_buf(text.at ? text.at : "", (int)text.n);
	if (bio)
		pkey = public ? PEM_read_bio_PUBKEY(bio, NULL, no_passphrase, &asked)
			      : PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, &asked);
	key_text_free(&text);
	if (pkey)
		return key_take(key, pkey, path, err);
	if (asked)
		return err_set(err, ERR_USAGE, "the key '%s' is encrypted, and only plain ones are read: 'openssl pkey -in %s -out PLAIN.pem'"
			       " makes it one", path, path);
	return err_set(err, ERR_USAGE, "'%s' holds no %s key in PEM%s", path, public ? "public" : "private",
		       public ? "; 'cradle keygen' writes it beside the private one, as KEY.pub.pem" : "");
}

int sign_open(struct sign_key *key, const char *path, struct err *err)
{
	return key_open(key, path, false, err);
}

int sign_open_public(struct sign_key *key, const char *path, struct err *err)
{
	return key_open(key, path, true, err);
}

void sign_close(struct sign_key *key)
{
	EVP_PKEY_free(key->pkey);
	*key = (struct sign_key){ 0 };
}

int sign_bytes(const struct sign_key *key, struct bytes text, unsigned char out[SIGNATURE], struct err *err)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t n = SIGNATURE;
	/* Ed25519 takes no digest: it hashes by itself */
	bool done = ctx && EVP_DigestSignInit(ctx, NULL, NULL, NULL, key->pkey) == 1 &&
		    EVP_DigestSign(ctx, out, &n, text.at, text.n) == 1 && n == SIGNATURE;

	EVP_MD_CTX_free(ctx);
	return done ? 0 : err_set(err, ERR_SYSTEM, "OpenSSL could not sign");
}

bool sign_holds(const struct sign_key *key, struct bytes text, struct bytes signature)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool holds = ctx && signature.n == SIGNATURE && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key->pkey) == 1 &&
		     EVP_DigestVerify(ctx, signature.at, signature.n, text.at, text.n) == 1;

	EVP_MD_CTX_free(ctx);
	return holds;
}

/* --- a new pair --- */

bool sign_public_name(char *out, size_t size, const char *path)
{
	struct bytes name = bytes_of(path);
	int stem = (int)(bytes_end(name, ".pem") ? name.n - 4 : name.n);

	return name.n < INT_MAX && snprintf(out, size, "%.*s.pub.pem", stem, path) < (int)size;
}

static int bio_write(BIO *bio, int fd)
{
	char *at = NULL;
	long n = BIO_get_mem_data(bio, &at);

	while (n > 0) {
		ssize_t some = write(fd, at, (size_t)n);

		if (some < 0 && errno == EINTR)
			continue;
		if (some <= 0)
			return -1;
		at += some;
		n -= some;
	}
	return fsync(fd);
}

static int new_file(const char *path, BIO *bio, mode_t mode, struct err *err)
{
	AUTO(auto_close) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);

	if (fd < 0 && errno == EEXIST)
		return err_set(err, ERR_USAGE, "'%s' is there already, and a key is never written over", path);
	if (fd < 0)
		return err_set(err, ERR_SYSTEM, "cannot write '%s': %s", path, strerror(errno));
	if (bio_write(bio, fd) != 0) {
		err_set(err, ERR_SYSTEM, "cannot write '%s': %s", path, strerror(errno));
		unlink(path);
		return -1;
	}
	return 0;
}

static int pair_write(EVP_PKEY *pkey, const char *path, const char *public, struct err *err)
{
	AUTO(auto_bio) BIO *secret = BIO_new(BIO_s_secmem()), *open_one = BIO_new(BIO_s_mem());

	if (!secret || !open_one || PEM_write_bio_PKCS8PrivateKey(secret, pkey, NULL, NULL, 0, NULL, NULL) != 1 ||
	    PEM_write_bio_PUBKEY(open_one, pkey) != 1)
		return err_set(err, ERR_SYSTEM, "out of memory");
	if (new_file(public, open_one, 0666, err) != 0)
		return -1;
	if (new_file(path, secret, 0600, err) != 0) {
		unlink(public);
		return -1;
	}
	return 0;
}

int sign_keygen(const char *path, char hex[SHA256_HEX], struct err *err)
{
	char public[4096];
	EVP_PKEY *pkey;
	int code;

	if (!sign_public_name(public, sizeof(public), path))
		return err_set(err, ERR_USAGE, "'%s' is too long a name", path);
	ready();
	pkey = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	if (!pkey || fingerprint(pkey, hex) != 0)
		code = err_set(err, ERR_SYSTEM, "OpenSSL could not make a key");
	else
		code = pair_write(pkey, path, public, err);
	EVP_PKEY_free(pkey);
	return code;
}
