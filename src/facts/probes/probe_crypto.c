/*
 * The floor that the system sets for all programs: openssl.cnf, GnuTLS's
 * config, and the policies of Fedora and its kin.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "facts/conf.h"
#include "facts/openssl.h"

static void openssl_say(struct look *look)
{
	struct openssl ssl;
	struct tls_setting s = { .program = "openssl", .level = -1 };

	openssl_read(look, &ssl);
	if (ssl.min_protocol) {
		s.what = "protocol";
		s.value = look_fmt(look, "MinProtocol = %s", ssl.min_protocol);
		s.weak = min_protocol_weak(bytes_of(ssl.min_protocol));
		s.at = ssl.min_at;
		crypto_say(look, &ssl, &s);
	}
	if (ssl.ciphers) {
		s.what = "cipher";
		s.value = look_fmt(look, "CipherString = %s", ssl.ciphers);
		s.weak = ciphers_weak(look, bytes_of(ssl.ciphers));
		s.at = ssl.ciphers_at;
		crypto_say(look, &ssl, &s);
	}
	if (ssl.level < 0)
		return;
	s.what = "level";
	s.value = look_fmt(look, "%ld", ssl.level);
	s.at = ssl.level_at;
	/* 1.0 has no levels: what it lets in is not a setting of anybody */
	s.weak = ssl.level == 0 && ssl.level_at.path ? "SECLEVEL=0" : NULL;
	s.is_default = !ssl.level_at.path;
	crypto_say(look, &ssl, &s);
}

/* gnutls.org/manual, "System-wide configuration of the library" */
static const struct { const char *section, *key, *value, *what; } gnutls_weak[] = {
	{ "overrides", "enabled-version", "tls1.0", "protocol" },
	{ "overrides", "enabled-version", "tls1.1", "protocol" },
	{ "overrides", "enabled-version", "ssl3.0", "protocol" },
	{ "overrides", "min-verification-profile", "none", "level" },
	{ "overrides", "min-verification-profile", "very-weak", "level" },
	{ "overrides", "min-verification-profile", "low", "level" },
};

static const char *priority_weak(struct look *look, struct bytes priority)
{
	static const char *const words[] = {
		"+VERS-SSL3.0", "+VERS-TLS1.0", "+VERS-TLS1.1", "+VERS-ALL", "+ARCFOUR-128", "+3DES-CBC", "+NULL", "+MD5",
		"+ANON-DH", "+ANON-ECDH",
	};
	struct bytes part;
	const char *out = NULL;

	while (bytes_field(&priority, ':', &part))
		for (size_t i = 0; i < COUNT(words); i++)
			if (bytes_are_nocase(part, words[i]))
				out = out ? look_fmt(look, "%s %s", out, words[i] + 1) : words[i] + 1;
	return out;
}

static void gnutls_say(struct look *look)
{
	const char *path = "etc/gnutls/config";
	struct conf_line l = { 0 };

	if (!look_text(look, path, &l.rest))
		return;
	while (conf_ini(&l)) {
		const char *weak = NULL, *what = "level";

		for (size_t i = 0; i < COUNT(gnutls_weak); i++)
			if (bytes_are_nocase(l.section, gnutls_weak[i].section) && bytes_are_nocase(l.key, gnutls_weak[i].key) &&
			    bytes_are_nocase(l.value, gnutls_weak[i].value)) {
				weak = gnutls_weak[i].value;
				what = gnutls_weak[i].what;
			}
		if (bytes_are_nocase(l.section, "priorities")) {
			weak = priority_weak(look, l.value);
			what = "protocol";
		}
		FACT(look->facts, crypto, .at = place_line(path, l.line), .program = "gnutls", .what = what,
		     .value = look_str(look, l.whole), .weak = weak, .state = "effective");
	}
}

/* crypto-policies(7): the first word that is no comment */
static void policy_say(struct look *look)
{
	const char *path = "etc/crypto-policies/config";
	struct bytes rest, line;

	if (!look_text(look, path, &rest))
		return;
	for (long n = 1; bytes_line(&rest, &line); n++) {
		line = bytes_trim(line);
		if (line.n == 0 || line.at[0] == '#')
			continue;
		FACT(look->facts, crypto, .at = place_line(path, n), .program = "crypto-policies", .what = "level",
		     .value = look_str(look, line), .state = "effective",
		     .weak = bytes_begin(line, "LEGACY") ? "LEGACY" : bytes_begin(line, "EMPTY") ? "EMPTY" : NULL);
		return;
	}
}

static void crypto_run(struct look *look)
{
	openssl_say(look);
	gnutls_say(look);
	policy_say(look);
}

const struct probe probe_crypto = {
	.name = "crypto",
	.about = "the floor the system sets for TLS in all programs",
	.reads = (const char *const[]){ "etc/ssl/openssl.cnf", "etc/pki/tls/openssl.cnf", "usr/lib/ssl/openssl.cnf",
					"etc/gnutls/config", "etc/crypto-policies/config", NULL },
	.run = crypto_run,
};
