#include "facts/keys.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "facts/conf.h"

static void auto_pkey(EVP_PKEY **p) { EVP_PKEY_free(*p); }
static void auto_x509(X509 **p) { X509_free(*p); }

/* --- what OpenSSL knows about a key --- */

static const struct { const char *openssl, *ours; } algorithms[] = {
	{ "RSA", "rsa" }, { "RSA-PSS", "rsa" }, { "EC", "ec" }, { "DSA", "dsa" }, { "DH", "dh" },
	{ "ED25519", "ed25519" }, { "ED448", "ed448" }, { "X25519", "x25519" }, { "X448", "x448" }, { "SM2", "sm2" },
};

static const char *algorithm_of(const EVP_PKEY *key)
{
	const char *name = EVP_PKEY_get0_type_name(key);

	for (size_t i = 0; name && i < COUNT(algorithms); i++)
		if (strcmp(algorithms[i].openssl, name) == 0)
			return algorithms[i].ours;
	return NULL;
}

static void spki_of(EVP_PKEY *key, char hex[SHA256_HEX])
{
	unsigned char *der = NULL;
	int n = i2d_PUBKEY(key, &der);

	hex[0] = '\0';
	if (n > 0)
		sha256_of(der, (size_t)n, hex);
	OPENSSL_free(der);
}

static void describe(struct found_key *k, EVP_PKEY *key)
{
	k->algorithm = algorithm_of(key);
	k->bits = EVP_PKEY_get_bits(key);
	spki_of(key, k->spki);
}

/* --- public keys from the numbers that ssh's formats hold (RFC 4253, 5656, 8709) --- */

static EVP_PKEY *key_from(const char *type, OSSL_PARAM_BLD *parts)
{
	OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(parts);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *key = NULL;

	if (params && ctx && EVP_PKEY_fromdata_init(ctx) == 1 &&
	    EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
		key = NULL;
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_free(params);
	return key;
}

static EVP_PKEY *rsa_public(struct bytes e, struct bytes n)
{
	OSSL_PARAM_BLD *parts = OSSL_PARAM_BLD_new();
	BIGNUM *be = BN_bin2bn(e.at, (int)e.n, NULL), *bn = BN_bin2bn(n.at, (int)n.n, NULL);
	EVP_PKEY *key = NULL;

	if (parts && be && bn && OSSL_PARAM_BLD_push_BN(parts, OSSL_PKEY_PARAM_RSA_N, bn) == 1 &&
	    OSSL_PARAM_BLD_push_BN(parts, OSSL_PKEY_PARAM_RSA_E, be) == 1)
		key = key_from("RSA", parts);
	BN_free(be);
	BN_free(bn);
	OSSL_PARAM_BLD_free(parts);
	return key;
}

static EVP_PKEY *ec_public(struct bytes curve, struct bytes point)
{
	static const struct { const char *ssh, *openssl; } curves[] = {
		{ "nistp256", "prime256v1" }, { "nistp384", "secp384r1" }, { "nistp521", "secp521r1" },
	};
	OSSL_PARAM_BLD *parts = OSSL_PARAM_BLD_new();
	EVP_PKEY *key = NULL;

	for (size_t i = 0; parts && i < COUNT(curves); i++)
		if (bytes_are(curve, curves[i].ssh) &&
		    OSSL_PARAM_BLD_push_utf8_string(parts, OSSL_PKEY_PARAM_GROUP_NAME, curves[i].openssl, 0) == 1 &&
		    OSSL_PARAM_BLD_push_octet_string(parts, OSSL_PKEY_PARAM_PUB_KEY, point.at, point.n) == 1)
			key = key_from("EC", parts);
	OSSL_PARAM_BLD_free(parts);
	return key;
}

static bool ssh_string(struct bytes *rest, struct bytes *out)
{
	size_t n;

	if (rest->n < 4)
		return false;
	n = (size_t)rest->at[0] << 24 | (size_t)rest->at[1] << 16 | (size_t)rest->at[2] << 8 | rest->at[3];
	if (n > rest->n - 4)
		return false;
	*out = (struct bytes){ rest->at + 4, n };
	*rest = bytes_skip(*rest, 4 + n);
	return true;
}

/*
 * The key that begins with its type's name. 'secret': Dropbear's file, in which
 * the private numbers follow and nothing after them (dropbear's signkey.c).
 */
static EVP_PKEY *ssh_key(struct bytes rest, bool secret)
{
	struct bytes type, a, b, c;
	EVP_PKEY *key = NULL;

	if (!ssh_string(&rest, &type))
		return NULL;
	if (bytes_are(type, "ssh-rsa")) {
		if (!ssh_string(&rest, &a) || !ssh_string(&rest, &b) || (secret && !ssh_string(&rest, &c)))
			return NULL;
		while (secret && rest.n && ssh_string(&rest, &c))
			;
		key = rest.n == 0 ? rsa_public(a, b) : NULL;
	} else if (bytes_begin(type, "ecdsa-sha2-")) {
		if (!ssh_string(&rest, &a) || !ssh_string(&rest, &b) || (secret && !ssh_string(&rest, &c)))
			return NULL;
		key = rest.n == 0 ? ec_public(a, b) : NULL;
	} else if (bytes_are(type, "ssh-ed25519")) {
		if (!ssh_string(&rest, &a) || rest.n || a.n != (secret ? 64 : 32))
			return NULL;
		key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, a.at + (secret ? 32 : 0), 32);
	}
	return key;
}

/* --- text around keys --- */

/* Base64 (RFC 4648) with line ends between; false at a character that is none of its own. */
static bool base64_decode(struct bytes in, unsigned char *out, size_t *n)
{
	unsigned bits = 0, have = 0;

	*n = 0;
	for (size_t i = 0; i < in.n; i++) {
		unsigned char c = in.at[i];
		int v = c >= 'A' && c <= 'Z' ? c - 'A' : c >= 'a' && c <= 'z' ? c - 'a' + 26
			: c >= '0' && c <= '9' ? c - '0' + 52 : c == '+' ? 62 : c == '/' ? 63 : -1;

		if (c == '=' || c == '\n' || c == '\r' || c == ' ' || c == '\t')
			continue;
		if (v < 0)
			return false;
		bits = bits << 6 | (unsigned)v;
		have += 6;
		if (have >= 8) {
			have -= 8;
			out[(*n)++] = (unsigned char)(bits >> have);
		}
	}
	return true;
}

struct armour {
	struct bytes label, body;
	bool encrypted;			/* Proc-Type: 4,ENCRYPTED (RFC 1421) */
	long line;
};

/* The lines above the body: RFC 1421's in PEM, "Version:" in OpenPGP; the checksum line below it goes too. */
static void take_body(struct bytes text, struct armour *out)
{
	struct bytes rest = text, line;

	out->body = text;
	while (bytes_line(&rest, &line)) {
		line = bytes_trim(line);
		if (!memchr(line.n ? line.at : (const void *)"", ':', line.n)) {
			if (line.n == 0)
				out->body = rest;
			break;
		}
		out->encrypted = out->encrypted || (bytes_begin(line, "Proc-Type:") && bytes_have(line, "ENCRYPTED"));
		out->body = rest;
	}
}

/* Takes the next "-----BEGIN X-----" block off the file. */
static bool next_armour(struct bytes *rest, long *line_no, struct armour *out)
{
	struct bytes line, start = { 0 };

	*out = (struct armour){ 0 };
	while (bytes_line(rest, &line)) {
		++*line_no;
		line = bytes_trim(line);
		if (bytes_begin(line, "-----BEGIN ") && bytes_end(line, "-----") && line.n > 16) {
			out->label = (struct bytes){ line.at + 11, line.n - 16 };
			out->line = *line_no;
			start = *rest;
		} else if (start.at && bytes_begin(line, "-----END ")) {
			take_body((struct bytes){ start.at, (size_t)(line.at - start.at) }, out);
			return true;
		}
	}
	return false;
}

/* --- private keys --- */

static bool der_private(struct bytes der, struct found_key *k)
{
	AUTO(auto_pkey) EVP_PKEY *key = NULL;
	const unsigned char *at = der.at;

	key = d2i_AutoPrivateKey(NULL, &at, (long)der.n);
	if (!key || at != der.at + der.n)
		return false;
	describe(k, key);
	k->encrypted = FLAG_NO;
	return true;
}

static bool der_encrypted(struct bytes der, struct found_key *k)
{
	const unsigned char *at = der.at;
	X509_SIG *sealed = d2i_X509_SIG(NULL, &at, (long)der.n);
	bool good = sealed && at == der.at + der.n;

	X509_SIG_free(sealed);
	k->encrypted = FLAG_YES;
	return good;
}

/* PROTOCOL.key of OpenSSH */
static bool openssh_private(struct bytes raw, struct found_key *k)
{
	static const char magic[] = "openssh-key-v1";
	AUTO(auto_pkey) EVP_PKEY *key = NULL;
	struct bytes cipher, kdf, options, public, private;

	if (raw.n < sizeof(magic) || memcmp(raw.at, magic, sizeof(magic)) != 0)
		return false;
	raw = bytes_skip(raw, sizeof(magic));
	if (!ssh_string(&raw, &cipher) || !ssh_string(&raw, &kdf) || !ssh_string(&raw, &options) || raw.n < 4)
		return false;
	raw = bytes_skip(raw, 4);
	if (!ssh_string(&raw, &public) || !ssh_string(&raw, &private) || private.n < 16)
		return false;
	k->encrypted = FLAG_OF(!bytes_are(cipher, "none"));
	key = ssh_key(public, false);
	if (key)
		describe(k, key);
	return true;
}

/* RFC 9580, 4.2: the first packet's type; 5 is a secret key */
static bool pgp_private(struct bytes raw, struct found_key *k)
{
	(void)k;
	if (raw.n < 16 || !(raw.at[0] & 0x80))
		return false;
	return (raw.at[0] & 0x40 ? raw.at[0] & 0x3F : raw.at[0] >> 2 & 0x0F) == 5;
}

/* 256 bytes as hexadecimal digits (openvpn --genkey) */
static bool static_key(struct bytes body, struct found_key *k)
{
	char digits[513];
	size_t n = 0;

	for (size_t i = 0; i < body.n && n < sizeof(digits); i++)
		if (strchr("0123456789abcdefABCDEF", body.at[i]) && body.at[i])
			digits[n++] = (char)body.at[i];
	if (n != 512)
		return false;
	sha256_of(digits, n, k->spki);
	k->bits = 2048;
	k->encrypted = FLAG_NO;
	return true;
}

static const struct form {
	const char *label, *kind, *format;
	const char *algorithm;		/* of an encrypted one, which cannot say it itself */
	bool (*read)(struct bytes raw, struct found_key *k);
} forms[] = {
	{ "RSA PRIVATE KEY",	   "private", "pem", "rsa", der_private },
	{ "EC PRIVATE KEY",	   "private", "pem", "ec", der_private },
	{ "DSA PRIVATE KEY",	   "private", "pem", "dsa", der_private },
	{ "PRIVATE KEY",	   "private", "pkcs8", NULL, der_private },
	{ "ENCRYPTED PRIVATE KEY", "private", "pkcs8", NULL, der_encrypted },
	{ "OPENSSH PRIVATE KEY",   "private", "openssh", NULL, openssh_private },
	{ "PGP PRIVATE KEY BLOCK", "private", "pgp", NULL, pgp_private },
};

static void armour_key(const struct armour *a, struct bytes raw, const struct keys_sink *sink)
{
	struct found_key k = { .line = a->line };

	for (size_t i = 0; i < COUNT(forms); i++) {
		if (!bytes_are(a->label, forms[i].label))
			continue;
		k.kind = forms[i].kind;
		k.format = forms[i].format;
		if (a->encrypted) {
			/* sealed, so not to be parsed: but what is sealed is at least as long as a key */
			k.algorithm = forms[i].algorithm;
			k.encrypted = FLAG_YES;
			if (raw.n >= 64)
				sink->key(sink->self, &k);
		} else if (forms[i].read(raw, &k)) {
			sink->key(sink->self, &k);
		}
	}
}

/* --- certificates --- */

static void date_of(const ASN1_TIME *time, char out[16])
{
	struct tm tm;

	out[0] = '\0';
	if (ASN1_TIME_to_tm(time, &tm) == 1 && tm.tm_year >= -1900 && tm.tm_year < 8100)
		snprintf(out, 16, "%04d-%02d-%02d", (tm.tm_year + 1900) % 10000, (tm.tm_mon + 1) % 100, tm.tm_mday % 100);
}

static void name_of(const X509_NAME *name, char *out, size_t size)
{
	BIO *bio = BIO_new(BIO_s_mem());
	int n = 0;

	if (bio && X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB) >= 0)
		n = BIO_read(bio, out, (int)size - 1);
	out[n > 0 ? n : 0] = '\0';
	BIO_free(bio);
}

static bool der_certificate(struct bytes der, long line, bool trailer, const struct keys_sink *sink)
{
	AUTO(auto_x509) X509 *x = NULL;
	struct found_certificate c = { .line = line };
	const unsigned char *at = der.at;
	const char *text;
	EVP_PKEY *key;

	x = d2i_X509(NULL, &at, (long)der.n);
	if (!x || (at != der.at + der.n && !trailer))
		return false;
	name_of(X509_get_subject_name(x), c.subject, sizeof(c.subject));
	name_of(X509_get_issuer_name(x), c.issuer, sizeof(c.issuer));
	date_of(X509_get0_notBefore(x), c.not_before);
	date_of(X509_get0_notAfter(x), c.not_after);
	text = OBJ_nid2ln(X509_get_signature_nid(x));
	snprintf(c.signature, sizeof(c.signature), "%s", text ? text : "");
	key = X509_get0_pubkey(x);
	if (key) {
		text = algorithm_of(key);
		snprintf(c.algorithm, sizeof(c.algorithm), "%s", text ? text : "");
		c.bits = EVP_PKEY_get_bits(key);
		spki_of(key, c.spki);
	}
	c.ca = X509_check_ca(x) == 1;
	c.self_signed = X509_self_signed(x, 1) == 1;
	sink->certificate(sink->self, &c);
	return true;
}

/* --- files --- */

static void armour_each(struct bytes file, const struct keys_sink *sink)
{
	struct armour a;
	long line = 0;

	while (next_armour(&file, &line, &a)) {
		AUTO(auto_free) unsigned char *room = malloc(a.body.n + 1);
		struct bytes raw = { room, 0 };

		if (bytes_are(a.label, "OpenVPN Static key V1")) {
			struct found_key k = { .kind = "symmetric", .format = "pem", .line = a.line };

			if (static_key(a.body, &k))
				sink->key(sink->self, &k);
			continue;
		}
		/* OpenPGP's checksum is no base64 of ours: cut at its line */
		if (bytes_begin(a.label, "PGP ") && bytes_find(a.body, "\n=") > 0)
			a.body.n = (size_t)bytes_find(a.body, "\n=");
		if (!room || !base64_decode(a.body, room, &raw.n))
			continue;
		if (bytes_are(a.label, "CERTIFICATE") || bytes_are(a.label, "X509 CERTIFICATE"))
			der_certificate(raw, a.line, false, sink);
		else if (bytes_are(a.label, "TRUSTED CERTIFICATE"))
			der_certificate(raw, a.line, true, sink);
		else
			armour_key(&a, raw, sink);
	}
}

static void binary_key(struct bytes file, const struct keys_sink *sink)
{
	struct found_key k = { .kind = "private", .format = "der" };
	AUTO(auto_pkey) EVP_PKEY *key = NULL;

	if (file.at[0] == 0x30) {
		if (!der_certificate(file, 0, false, sink) && der_private(file, &k))
			sink->key(sink->self, &k);
		return;
	}
	key = ssh_key(file, true);
	if (!key)
		return;
	k.format = "dropbear";
	k.encrypted = FLAG_NO;
	describe(&k, key);
	sink->key(sink->self, &k);
}

/* The program's own settings must not come from a file of this machine. */
static void prepare(void)
{
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
}

void keys_find(struct bytes file, const struct keys_sink *sink)
{
	prepare();
	if (file.n < 16)
		return;
	if (file.at[0] == 0x30 || file.at[0] == 0)
		binary_key(file, sink);
	else if (bytes_have(file, "-----BEGIN "))
		armour_each(file, sink);
}

void keys_find_wireguard(struct bytes file, const struct keys_sink *sink)
{
	struct conf_line l = { .rest = file };

	prepare();
	while (conf_words(&l)) {
		struct found_key k = { .kind = "private", .format = "wireguard", .line = l.line, .encrypted = FLAG_NO };
		AUTO(auto_pkey) EVP_PKEY *key = NULL;
		unsigned char raw[48];
		size_t n;

		if (!bytes_are_nocase(l.key, "PrivateKey") || l.value.n != 44 || !base64_decode(l.value, raw, &n) || n != 32)
			continue;
		key = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, raw, n);
		if (!key)
			continue;
		describe(&k, key);
		sink->key(sink->self, &k);
	}
}

const char *keys_known(const char *spki)
{
	static const struct { const char *spki, *whose; } known[] = {
#define KNOWN_KEY(spki, whose) { spki, whose },
#include "facts/keys_known.def"
#undef KNOWN_KEY
	};

	for (size_t i = 0; i < COUNT(known); i++)
		if (strcmp(known[i].spki, spki) == 0)
			return known[i].whose;
	return NULL;
}
