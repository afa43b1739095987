#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/bytes.h"
#include "facts/keys.h"

/* Made for this test and used nowhere. */
static const char ec_pem[] =
	"-----BEGIN EC PRIVATE KEY-----\n"
	"MHcCAQEEIIvNoH7hhjwBtJ5IEYp/i7LJgaZGX2lrKjRyj/gg8LP4oAoGCCqGSM49\n"
	"AwEHoUQDQgAEFHCQL2DUTfI80CWvMf2hmsKgkGXZNhhIUbPMkVeTB00R0fDEziyq\n"
	"r5jxkiIXV3uvUKih0ZcpB0/fILQCTsQd8g==\n"
	"-----END EC PRIVATE KEY-----\n";
static const char ed_pem[] =
	"-----BEGIN PRIVATE KEY-----\n"
	"MC4CAQAwBQYDK2VwBCIEIIdsrbw5n/WcffdyTRxtGH0T+ex0ANpxFHZ9Z+BNu+4P\n"
	"-----END PRIVATE KEY-----\n";
static const char sealed_pem[] =
	"-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
	"MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAglc4PgzWUudAICCAAw\n"
	"DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEBmuNu2/I/eaHXULqmO1TIgEQOft\n"
	"JKXKFmU8qVilAHRiyuTBkiASlOi37qeSmFOZ+8SCiy5YCfJPXzdxGacC3HGBMCs9\n"
	"u70seG3oLptgblMRHR4=\n"
	"-----END ENCRYPTED PRIVATE KEY-----\n";
static const char openssh[] =
	"-----BEGIN OPENSSH PRIVATE KEY-----\n"
	"b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n"
	"QyNTUxOQAAACAGAF5Qwj5Xo9aNnO6AUX2Ktx9BLucqy/CUP4gTEDzlcgAAAIhiNAGVYjQB\n"
	"lQAAAAtzc2gtZWQyNTUxOQAAACAGAF5Qwj5Xo9aNnO6AUX2Ktx9BLucqy/CUP4gTEDzlcg\n"
	"AAAEDAAQ0QJREeebCWYEhxu2Np0A+CyfiRH1T1IKyX9sCQQQYAXlDCPlej1o2c7oBRfYq3\n"
	"H0Eu5yrL8JQ/iBMQPOVyAAAABHRlc3QB\n"
	"-----END OPENSSH PRIVATE KEY-----\n";
static const char openssh_sealed[] =
	"-----BEGIN OPENSSH PRIVATE KEY-----\n"
	"b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABB0QRQCwg\n"
	"CnRwlSgLdjx46cAAAAEAAAAAEAAAAzAAAAC3NzaC1lZDI1NTE5AAAAIP+yE6saZJcrJALK\n"
	"S9tybfzrmJKh/ua0D3//3w6TlGXzAAAAkGosKROTv9NLC+c7+1pftOLovucgJMBTNGN6Fm\n"
	"SdMIDlF8yW1DY7ZSw78UQj2qLB/8JjTOklR86fj0A6qS70YFrUB02svy76HWOXskSXShkl\n"
	"4hEdIsPAUxD4YacTlj5+sRaSPFGsy0ZZW4+n4j4OYRkVNC0LI07BRAOCHuVgPEtv97bPQx\n"
	"QBMKshQF6D9B+EOw==\n"
	"-----END OPENSSH PRIVATE KEY-----\n";
static const char certificate[] =
	"-----BEGIN CERTIFICATE-----\n"
	"MIIBHDCBxKADAgECAgEIMAoGCCqGSM49BAMCMA4xDDAKBgNVBAMMA29sZDAeFw0y\n"
	"NTAxMDEwMDAwMDBaFw0zNTAxMDEwMDAwMDBaMA4xDDAKBgNVBAMMA29sZDBZMBMG\n"
	"ByqGSM49AgEGCCqGSM49AwEHA0IABBRwkC9g1E3yPNAlrzH9oZrCoJBl2TYYSFGz\n"
	"zJFXkwdNEdHwxM4sqq+Y8ZIiF1d7r1CoodGXKQdP3yC0Ak7EHfKjEzARMA8GA1Ud\n"
	"EwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgFRwoYjTyt2qHl85URdM8ZKY1\n"
	"vqdUV+C7vRlJvKMghMcCIGDXLcJqa2xYraYPNKF7onLyAiE3OIADN4fPIJadeQVB\n"
	"-----END CERTIFICATE-----\n";
static const unsigned char ec_der[] = {
	0x30, 0x77, 0x02, 0x01, 0x01, 0x04, 0x20, 0x8b, 0xcd, 0xa0, 0x7e, 0xe1, 0x86, 0x3c, 0x01, 0xb4,
	0x9e, 0x48, 0x11, 0x8a, 0x7f, 0x8b, 0xb2, 0xc9, 0x81, 0xa6, 0x46, 0x5f, 0x69, 0x6b, 0x2a, 0x34,
	0x72, 0x8f, 0xf8, 0x20, 0xf0, 0xb3, 0xf8, 0xa0, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d,
	0x03, 0x01, 0x07, 0xa1, 0x44, 0x03, 0x42, 0x00, 0x04, 0x14, 0x70, 0x90, 0x2f, 0x60, 0xd4, 0x4d,
	0xf2, 0x3c, 0xd0, 0x25, 0xaf, 0x31, 0xfd, 0xa1, 0x9a, 0xc2, 0xa0, 0x90, 0x65, 0xd9, 0x36, 0x18,
	0x48, 0x51, 0xb3, 0xcc, 0x91, 0x57, 0x93, 0x07, 0x4d, 0x11, 0xd1, 0xf0, 0xc4, 0xce, 0x2c, 0xaa,
	0xaf, 0x98, 0xf1, 0x92, 0x22, 0x17, 0x57, 0x7b, 0xaf, 0x50, 0xa8, 0xa1, 0xd1, 0x97, 0x29, 0x07,
	0x4f, 0xdf, 0x20, 0xb4, 0x02, 0x4e, 0xc4, 0x1d, 0xf2,
};

struct seen { struct found_key key; struct found_certificate certificate; int keys, certificates; };

static void on_key(void *self, const struct found_key *k)
{
	struct seen *s = self;

	s->key = *k;
	s->keys++;
}

static void on_certificate(void *self, const struct found_certificate *c)
{
	struct seen *s = self;

	s->certificate = *c;
	s->certificates++;
}

static struct seen look(struct bytes file)
{
	struct seen s = { 0 };

	keys_find(file, &(struct keys_sink){ &s, on_key, on_certificate });
	return s;
}

static void test_formats(void **state)
{
	static const struct {
		const char *about, *text, *format, *algorithm; long bits; enum flag encrypted;
	} cases[] = {
		{ "SEC 1", ec_pem, "pem", "ec", 256, FLAG_NO },
		{ "PKCS#8", ed_pem, "pkcs8", "ed25519", 256, FLAG_NO },
		{ "PKCS#8 with a passphrase", sealed_pem, "pkcs8", NULL, 0, FLAG_YES },
		{ "OpenSSH", openssh, "openssh", "ed25519", 256, FLAG_NO },
		{ "OpenSSH with a passphrase", openssh_sealed, "openssh", "ed25519", 256, FLAG_YES },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct seen s = look(bytes_of(cases[i].text));

		print_message("# %s\n", cases[i].about);
		assert_int_equal(s.keys, 1);
		assert_string_equal(s.key.kind, "private");
		assert_string_equal(s.key.format, cases[i].format);
		assert_int_equal(s.key.bits, cases[i].bits);
		assert_int_equal(s.key.encrypted, cases[i].encrypted);
		assert_int_equal(s.key.line, 1);
		if (cases[i].algorithm)
			assert_string_equal(s.key.algorithm, cases[i].algorithm);
		else
			assert_null(s.key.algorithm);
	}
}

/* The same key is the same key, whatever it is wrapped in; and its certificate has its fingerprint. */
static void test_fingerprint(void **state)
{
	struct seen pem = look(bytes_of(ec_pem)), der = look((struct bytes){ ec_der, sizeof(ec_der) });
	struct seen x = look(bytes_of(certificate));

	(void)state;
	assert_string_equal(der.key.format, "der");
	assert_string_equal(pem.key.spki, der.key.spki);
	assert_int_equal(x.certificates, 1);
	assert_string_equal(x.certificate.spki, pem.key.spki);
	assert_string_equal(x.certificate.subject, "CN=old");
	assert_string_equal(x.certificate.not_before, "2025-01-01");
	assert_string_equal(x.certificate.not_after, "2035-01-01");
	assert_string_equal(x.certificate.algorithm, "ec");
	assert_true(x.certificate.ca && x.certificate.self_signed);
}

static void test_no_keys(void **state)
{
	static const struct { const char *about, *text; } cases[] = {
		{ "a heading alone", "-----BEGIN RSA PRIVATE KEY-----\n" },
		{ "a heading in a text", "puts(\"-----BEGIN PRIVATE KEY-----\");\nputs(\"-----END PRIVATE KEY-----\");\n" },
		{ "words between", "-----BEGIN PRIVATE KEY-----\nput yours here\n-----END PRIVATE KEY-----\n" },
		{ "nothing between", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n" },
		{ "base64 of nothing", "-----BEGIN RSA PRIVATE KEY-----\nAAAAAAAAAAAAAAAAAAAAAAAA\n-----END RSA PRIVATE KEY-----\n" },
		{ "a static key that is too short", "-----BEGIN OpenVPN Static key V1-----\n00ff\n-----END OpenVPN Static key V1-----\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		print_message("# %s\n", cases[i].about);
		assert_int_equal(look(bytes_of(cases[i].text)).keys, 0);
	}
}

/* Cut or changed anywhere, it is another key or none, and nothing is read behind the end. */
static void test_damaged(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof(ec_der); n++) {
		unsigned char *copy = malloc(sizeof(ec_der));

		assert_non_null(copy);
		memcpy(copy, ec_der, sizeof(ec_der));
		assert_int_equal(look((struct bytes){ copy, n }).keys, 0);
		copy[n] ^= 0x55;
		look((struct bytes){ copy, sizeof(ec_der) });
		free(copy);
	}
	for (size_t n = 0; n < sizeof(openssh); n++) {
		char *copy = malloc(sizeof(openssh));

		assert_non_null(copy);
		memcpy(copy, openssh, sizeof(openssh));
		copy[n] ^= 1;
		look((struct bytes){ (unsigned char *)copy, sizeof(openssh) - 1 });
		free(copy);
	}
}

static void test_wireguard(void **state)
{
	static const char text[] = "[Interface]\nPrivateKey = yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=\nListenPort = 51820\n"
				   "[Peer]\nPublicKey = xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=\n";
	struct seen s = { 0 };

	(void)state;
	keys_find_wireguard(bytes_of(text), &(struct keys_sink){ &s, on_key, on_certificate });
	assert_int_equal(s.keys, 1);
	assert_string_equal(s.key.algorithm, "x25519");
	assert_int_equal(s.key.line, 2);
	s = (struct seen){ 0 };
	keys_find_wireguard(bytes_of("PrivateKey = put-your-own-key-here-put-your-own-key-her\n"),
			    &(struct keys_sink){ &s, on_key, on_certificate });
	assert_int_equal(s.keys, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_formats), cmocka_unit_test(test_fingerprint), cmocka_unit_test(test_no_keys),
		cmocka_unit_test(test_damaged), cmocka_unit_test(test_wireguard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
