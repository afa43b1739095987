#include "facts/openssl.h"

#include <string.h>

#include "base/auto.h"
#include "facts/conf.h"
#include "facts/version.h"

/* --- the library --- */

static const char *version_by_package(struct look *look)
{
	FACT_EACH(look->facts, package, p)
		if (p->name && p->version && (path_match("libssl[0-9]*", p->name) || path_match("libopenssl[0-9]*", p->name)))
			return look_str(look, version_upstream(bytes_of(p->version)));
	return NULL;
}

/* What libcrypto says itself. Two libraries that differ say nothing: who uses which is not known. */
static const char *version_by_binary(struct look *look)
{
	const char *version = NULL;

	FACT_EACH(look->facts, binary_version, v) {
		if (strcmp(v->name, "openssl") != 0)
			continue;
		if (version && strcmp(version, v->version) != 0)
			return NULL;
		version = v->version;
	}
	return version;
}

static const char *version_by_name(struct look *look)
{
	static const char *const where[] = {
		"usr/lib/libssl.so.[0-9]*", "usr/lib/*/libssl.so.[0-9]*", "lib/libssl.so.[0-9]*",
		"lib/*/libssl.so.[0-9]*", "usr/lib64/libssl.so.[0-9]*",
	};

	for (size_t i = 0; i < COUNT(where); i++) {
		struct node **found = look_glob(look, where[i]);

		if (*found)
			return (*found)->name + strlen("libssl.so.");
	}
	return NULL;
}

static bool at_least(const struct openssl *ssl, const char *version)
{
	return ssl->version && version_compare(ssl->version, version) >= 0;
}

/* Debian and its children build with level 2; upstream has 1, and 2 from 3.2 on. */
static long level_compiled(struct look *look, const struct openssl *ssl)
{
	if (!at_least(ssl, "1.1"))
		return ssl->version ? 0 : -1;
	return look_exists(look, "etc/debian_version") || at_least(ssl, "3.2") ? 2 : 1;
}

/* --- openssl.cnf: openssl_conf -> ssl_conf -> system_default, config(5) --- */

struct cnf { struct look *look; struct bytes file; };

/* The last value of a key in a section, and its line; false when it is not there. */
static bool cnf_get(const struct cnf *cnf, struct bytes section, const char *key, struct bytes *value, long *line)
{
	struct conf_line l = { .rest = cnf->file };
	bool hit = false;

	while (conf_ini(&l)) {
		struct bytes text = l.value, before, after;

		if (!bytes_same(l.section, section) || !bytes_are(l.key, key))
			continue;
		if (bytes_cut(text, '#', &before, &after))
			text = before;
		*value = bytes_unquote(text);
		*line = l.line;
		hit = true;
	}
	return hit;
}

static void cnf_read(const struct cnf *cnf, const char *path, struct openssl *out)
{
	static const struct bytes top;
	struct bytes init, ssl, system, value;
	long line;

	if (!cnf_get(cnf, top, "openssl_conf", &init, &line) || !cnf_get(cnf, init, "ssl_conf", &ssl, &line) ||
	    !cnf_get(cnf, ssl, "system_default", &system, &line))
		return;
	if (cnf_get(cnf, system, "MinProtocol", &value, &line)) {
		out->min_protocol = look_str(cnf->look, value);
		out->min_at = place_line(path, line);
	}
	if (!cnf_get(cnf, system, "CipherString", &value, &line))
		return;
	out->ciphers = look_str(cnf->look, value);
	out->ciphers_at = place_line(path, line);
	if (ciphers_level(value) >= 0) {
		out->level = ciphers_level(value);
		out->level_at = place_line(path, line);
	}
}

void openssl_read(struct look *look, struct openssl *out)
{
	static const char *const paths[] = { "etc/ssl/openssl.cnf", "etc/pki/tls/openssl.cnf", "usr/lib/ssl/openssl.cnf" };
	struct cnf cnf = { .look = look };

	*out = (struct openssl){ .version = version_by_package(look) };
	if (!out->version)
		out->version = version_by_binary(look);
	if (!out->version)
		out->version = version_by_name(look);
	out->level = level_compiled(look, out);
	for (size_t i = 0; i < COUNT(paths); i++) {
		if (!look_text(look, paths[i], &cnf.file))
			continue;
		cnf_read(&cnf, paths[i], out);
		return;
	}
}

/* --- protocols --- */

static const char *const old_protocols[] = { "SSLv2", "SSLv3", "TLSv1", "TLSv1.0", "TLSv1.1" };

static bool is_old(struct bytes word)
{
	for (size_t i = 0; i < COUNT(old_protocols); i++)
		if (bytes_are_nocase(word, old_protocols[i]))
			return true;
	return false;
}

const char *protocols_weak(struct look *look, struct bytes list)
{
	const char *out = NULL;
	struct bytes word;
	int n = 0;

	while (n < 8 && bytes_word(&list, &word)) {
		if (!is_old(word))
			continue;
		out = out ? look_fmt(look, "%s %.*s", out, (int)word.n, (const char *)word.at) : look_str(look, word);
		n++;
	}
	return out;
}

const char *min_protocol_weak(struct bytes value)
{
	static const struct { const char *floor, *lets; } rows[] = {
		{ "None", "SSLv3 TLSv1 TLSv1.1" }, { "SSLv3", "SSLv3 TLSv1 TLSv1.1" },
		{ "TLSv1", "TLSv1 TLSv1.1" },      { "TLSv1.0", "TLSv1 TLSv1.1" }, { "TLSv1.1", "TLSv1.1" },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		if (bytes_are_nocase(value, rows[i].floor))
			return rows[i].lets;
	return NULL;
}

/* --- cipher strings --- */

enum { CLASS_NULL, CLASS_EXPORT, CLASS_RC4, CLASS_DES, CLASS_3DES, CLASS_MD5, CLASS_ANON, CLASS_COUNT };

static const char *const class_names[CLASS_COUNT] = {
	"NULL", "EXPORT", "RC4", "DES", "3DES", "MD5", "aNULL",
};

#define BIT(class) (1u << CLASS_##class)

/*
 * One suite of each weak kind with the words that select it. DEFAULT and ALL
 * leave out what does not encrypt; 3DES is MEDIUM since 1.0.2i.
 */
static const struct suite { const char *names; unsigned classes; } suites[] = {
	{ "NULL-SHA eNULL NULL COMPLEMENTOFALL kRSA aRSA RSA SHA SHA1 SSLv3", BIT(NULL) },
	{ "NULL-SHA256 eNULL NULL COMPLEMENTOFALL kRSA aRSA RSA SHA256 TLSv1.2", BIT(NULL) },
	{ "ECDHE-RSA-NULL-SHA eNULL NULL COMPLEMENTOFALL kECDHE kEECDH ECDHE EECDH aRSA SHA SHA1", BIT(NULL) },
	{ "NULL-MD5 eNULL NULL COMPLEMENTOFALL kRSA aRSA RSA MD5 SSLv3", BIT(NULL) | BIT(MD5) },
	{ "EXP-RC4-MD5 ALL EXP EXPORT EXPORT40 kRSA aRSA RSA RC4 MD5 SSLv3", BIT(EXPORT) | BIT(RC4) | BIT(MD5) },
	{ "EXP-DES-CBC-SHA ALL EXP EXPORT EXPORT40 kRSA aRSA RSA DES SHA SHA1 SSLv3", BIT(EXPORT) | BIT(DES) },
	{ "RC4-MD5 ALL MEDIUM RC4 kRSA aRSA RSA MD5 SSLv3", BIT(RC4) | BIT(MD5) },
	{ "RC4-SHA ALL MEDIUM RC4 kRSA aRSA RSA SHA SHA1 SSLv3", BIT(RC4) },
	{ "ECDHE-RSA-RC4-SHA ALL MEDIUM RC4 kECDHE kEECDH ECDHE EECDH aRSA SHA SHA1 SSLv3", BIT(RC4) },
	{ "DES-CBC-SHA ALL LOW DES kRSA aRSA RSA SHA SHA1 SSLv3", BIT(DES) },
	{ "EDH-RSA-DES-CBC-SHA ALL LOW DES kDHE kEDH DHE EDH aRSA SHA SHA1 SSLv3", BIT(DES) },
	{ "DES-CBC3-SHA ALL MEDIUM 3DES kRSA aRSA RSA SHA SHA1 SSLv3", BIT(3DES) },
	{ "ECDHE-RSA-DES-CBC3-SHA ALL MEDIUM 3DES kECDHE kEECDH ECDHE EECDH aRSA SHA SHA1 SSLv3", BIT(3DES) },
	{ "EDH-RSA-DES-CBC3-SHA DHE-RSA-DES-CBC3-SHA ALL MEDIUM 3DES kDHE kEDH DHE EDH aRSA SHA SHA1 SSLv3", BIT(3DES) },
	{ "ADH-AES128-SHA ALL HIGH aNULL ADH kDHE kEDH DH AES AES128 SHA SHA1 COMPLEMENTOFDEFAULT SSLv3", BIT(ANON) },
	{ "ADH-AES256-GCM-SHA384 ALL HIGH aNULL ADH kDHE kEDH DH AES AESGCM AES256 SHA384 COMPLEMENTOFDEFAULT TLSv1.2",
	  BIT(ANON) },
	{ "AECDH-AES128-SHA ALL HIGH aNULL AECDH kECDHE kEECDH ECDH AES AES128 SHA SHA1 COMPLEMENTOFDEFAULT SSLv3",
	  BIT(ANON) },
	{ "ADH-RC4-MD5 ALL MEDIUM aNULL ADH kDHE kEDH DH RC4 MD5 COMPLEMENTOFDEFAULT SSLv3",
	  BIT(ANON) | BIT(RC4) | BIT(MD5) },
	{ "ADH-DES-CBC3-SHA ALL MEDIUM aNULL ADH kDHE kEDH DH 3DES SHA SHA1 COMPLEMENTOFDEFAULT SSLv3",
	  BIT(ANON) | BIT(3DES) },
};

_Static_assert(COUNT(suites) <= 32, "a set of suites is a word of bits");

static bool suite_has(const struct suite *s, struct bytes name)
{
	struct bytes rest = bytes_of(s->names), word;

	while (bytes_word(&rest, &word))
		if (bytes_same(word, name))
			return true;
	return false;
}

/* "kEECDH+RC4": the suites that all its parts select */
static unsigned selected(struct bytes element)
{
	unsigned set = ~0u;
	struct bytes part;

	if (element.n == 0)
		return 0;
	while (bytes_field(&element, '+', &part)) {
		unsigned one = 0;

		for (size_t i = 0; i < COUNT(suites); i++)
			one |= suite_has(&suites[i], part) ? 1u << i : 0;
		set &= one;
	}
	return set;
}

/*
 * DEFAULT: everything that encrypts and authenticates, and what else each
 * version leaves out (RC4 and 3DES are not even built from 1.1.0 on, which is
 * openssl_refuses()'s business): nothing that a reader wrote.
 */
static bool is_default(struct bytes element)
{
	return bytes_are(element, "DEFAULT") || bytes_begin(element, "PROFILE=");
}

static bool next_element(struct bytes *list, struct bytes *element)
{
	size_t from = 0, to;

	while (from < list->n && memchr(":, ;\t", list->at[from], 5))
		from++;
	/* "DEFAULT@SECLEVEL=1": a command needs no separator before it */
	for (to = from; to < list->n && !memchr(":, ;\t", list->at[to], 5); to++)
		if (to > from && list->at[to] == '@')
			break;
	*element = bytes_first(bytes_skip(*list, from), to - from);
	*list = bytes_skip(*list, to);
	return element->n != 0;
}

const char *ciphers_weak(struct look *look, struct bytes list)
{
	unsigned in = 0, never = 0, classes = 0;
	struct bytes element;
	const char *out = NULL;

	while (next_element(&list, &element)) {
		unsigned char mark = element.at[0];

		if (mark == '@' || mark == '+' || is_default(element))
			continue;	/* an order or a level: adds nothing */
		if (mark == '!')
			never |= selected(bytes_skip(element, 1));
		else if (mark == '-')
			in &= ~selected(bytes_skip(element, 1));
		else
			in |= selected(element);
		in &= ~never;
	}
	for (size_t i = 0; i < COUNT(suites); i++)
		classes |= in & (1u << i) ? suites[i].classes : 0;
	for (size_t i = 0; i < CLASS_COUNT; i++)
		if (classes & (1u << i))
			out = out ? look_fmt(look, "%s %s", out, class_names[i]) : class_names[i];
	return out;
}

long ciphers_level(struct bytes list)
{
	struct bytes element;
	long level = -1, n;

	while (next_element(&list, &element))
		if (bytes_begin(element, "@SECLEVEL=") && bytes_number(bytes_skip(element, 10), &n) && n >= 0 && n <= 5)
			level = n;
	return level;
}

/* --- what the library makes of it --- */

/* From which version on a word is gone: for good, or where the level is 1 or more. */
static const struct gone { const char *word, *built, *by_level; } gone[] = {
	{ "SSLv2", "1.1", NULL },   { "SSLv3", "1.1", NULL },    { "TLSv1", NULL, "3" },  { "TLSv1.0", NULL, "3" },
	{ "TLSv1.1", NULL, "3" },   { "EXPORT", "1.1", NULL },   { "RC4", "1.1", NULL },  { "DES", "1.1", NULL },
	{ "3DES", "1.1", NULL },    { "NULL", NULL, "1.1" },     { "MD5", NULL, "1.1" },  { "aNULL", NULL, "1.1" },
};

static const struct gone *gone_find(struct bytes word)
{
	for (size_t i = 0; i < COUNT(gone); i++)
		if (bytes_are_nocase(word, gone[i].word))
			return &gone[i];
	return NULL;
}

const char *openssl_refuses(struct look *look, const struct openssl *ssl, long level, const char *weak)
{
	struct bytes rest = bytes_of(weak ? weak : ""), word;
	bool by_level = false;

	if (level < 0)
		level = ssl->level;
	while (bytes_word(&rest, &word)) {
		const struct gone *g = gone_find(word);

		if (g && g->built && at_least(ssl, g->built))
			continue;
		if (!g || !g->by_level || !at_least(ssl, g->by_level) || level < 1)
			return NULL;
		by_level = true;
	}
	if (by_level)
		return look_fmt(look, "OpenSSL %s at security level %ld refuses %s", ssl->version, level, weak);
	return look_fmt(look, "OpenSSL %s is built without %s", ssl->version, weak);
}

void crypto_say(struct look *look, const struct openssl *ssl, const struct tls_setting *s)
{
	const char *why = s->idle;

	if (!why && s->weak)
		why = openssl_refuses(look, ssl, s->level, s->weak);
	FACT(look->facts, crypto, .at = s->at, .program = s->program, .what = s->what, .value = s->value,
	     .weak = s->weak, .state = why ? "not-effective" : s->is_default ? "default" : "effective", .why = why);
}
