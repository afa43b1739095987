#include "facts/passwords.h"

#include <crypt.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "base/sha256.h"
#include "facts/look.h"

/*
 * Default passwords that vendors' manuals, distributions' documentation or the
 * public source of malware that spreads by them name. The number in a finding
 * is the place in this list: only ever add at the end.
 */
static const char *const words[] = {
	"root", "admin", "password", "1234", "12345", "123456", "12345678", "123456789",
	"toor", "default", "user", "guest", "support", "service", "system", "changeme",
	"pass", "test", "linux", "alpine", "openwrt", "raspberry", "ubnt", "debian",
	"ubuntu", "temppwd", "oelinux123", "bananapi", "orangepi", "odroid", "rock", "linaro",
	"nvidia", "wago", "calvin", "cisco", "administrator", "supervisor", "sysadmin", "tech",
	"telnet", "ftp", "public", "private", "0000", "00000000", "1111", "111111",
	"1111111", "54321", "666666", "888888", "4321", "password1", "Password1", "P@ssw0rd",
	"admin123", "admin1234", "root123", "qwerty", "smcadmin", "meinsm", "dreambox", "realtek",
	"xc3511", "vizxv", "juantech", "anko", "hi3518", "jvbzd", "klv123", "klv1234",
	"Zte521", "GM8182", "cat1029", "tlJwpbo6", "xmhdipc", "7ujMko0admin", "7ujMko0vizxv", "ikwb",
	"zlxx.", "hichiphx", "ipc71a", "hslwificam", "20080826", "1001chin", "antslq", "LSiuY7pOmZG2s",
	"epicrouter", "motorola", "vyos", "fa", "mosquitto", "letmein",
};

/* --- what a hash is, and what one guess costs --- */

static const char itoa64[] = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

enum { TOO_DEAR = -1, NOT_OURS = -2 };

static int value64(unsigned char c)
{
	const char *at = c ? strchr(itoa64, c) : NULL;

	return at ? (int)(at - itoa64) : -1;
}

static bool all64(struct bytes s)
{
	for (size_t i = 0; i < s.n; i++)
		if (value64(s.at[i]) < 0)
			return false;
	return true;
}

static bool shape_des(struct bytes hash)
{
	return hash.n == 13 && all64(hash);
}

static bool shape_bsdi(struct bytes hash)
{
	return hash.n == 20 && hash.at[0] == '_' && all64(bytes_skip(hash, 1));
}

static bool shape_dollar(struct bytes hash)
{
	return hash.n >= 8;
}

/* microseconds on a machine of 2020; only their proportions matter */
static long cost_des(struct bytes hash) { (void)hash; return 10; }
static long cost_md5(struct bytes hash) { (void)hash; return 250; }
static long cost_sha1(struct bytes hash) { (void)hash; return 1; }
static long cost_never(struct bytes hash) { (void)hash; return NOT_OURS; }

static long cost_bsdi(struct bytes hash)
{
	long rounds = 0;

	for (size_t i = 0; i < 4; i++)
		rounds |= (long)value64(hash.at[1 + i]) << (6 * i);
	return rounds > LIMIT_BSDI_ROUNDS ? TOO_DEAR : 1 + rounds / 2;
}

/* $5$rounds=N$salt$..., crypt(5); without it 5000 */
static long cost_sha2(struct bytes hash)
{
	struct bytes rest = bytes_skip(hash, 3), field;
	long rounds = 5000;

	if (bytes_begin(rest, "rounds=") && bytes_field(&rest, '$', &field) &&
	    !bytes_number(bytes_skip(field, 7), &rounds))
		return TOO_DEAR;
	return rounds > LIMIT_SHA_ROUNDS || rounds < 0 ? TOO_DEAR : 1 + rounds / 4;
}

static long cost_bcrypt(struct bytes hash)
{
	long cost;

	if (hash.n != 60 || hash.at[3] != '$' || hash.at[6] != '$' ||
	    !bytes_number((struct bytes){ hash.at + 4, 2 }, &cost))
		return NOT_OURS;
	return cost > LIMIT_BCRYPT_COST ? TOO_DEAR : 60l << cost;
}

/* $y$ flavour, log2 N, r, each one character: anything longer asks for more than the default */
static long cost_yescrypt(struct bytes hash)
{
	struct bytes rest = bytes_skip(hash, 3), params;
	int n, r;

	if (!bytes_field(&rest, '$', &params) || params.n != 3 || params.at[0] != 'j')
		return TOO_DEAR;
	n = value64(params.at[1]) + 1;
	r = value64(params.at[2]) + 1;
	if (n < 1 || r < 1 || n > LIMIT_YESCRYPT_N || r > LIMIT_YESCRYPT_R)
		return TOO_DEAR;
	return 5 * (1l << n);
}

/* $7$ log2 N, then r and p as five characters each, lowest first: r = 8, p = 1 is "6....", "/...." */
static long cost_scrypt(struct bytes hash)
{
	int n = hash.n > 14 ? value64(hash.at[3]) : -1;

	if (n < 0 || n > LIMIT_SCRYPT_N || memcmp(hash.at + 4, "6..../....", 10) != 0)
		return TOO_DEAR;
	return 4 * (1l << n);
}

/* $7$iterations$salt$key */
static long cost_pbkdf2(struct bytes hash)
{
	struct bytes rest = bytes_skip(hash, 3), field;
	long rounds;

	if (!bytes_field(&rest, '$', &field) || !bytes_number(field, &rounds) || rounds < 1)
		return NOT_OURS;
	return rounds > LIMIT_PBKDF2_ROUNDS ? TOO_DEAR : 1 + rounds;
}

/* --- one guess --- */

struct attempt {
	struct crypt_data crypt;
	char setting[CRYPT_OUTPUT_SIZE];	/* the hash with a NUL */
};

static bool opens_crypt(struct attempt *a, const char *word)
{
	/* not crypt_r: libasan brings one of that name, and the linker then leaves libcrypt out */
	const char *out = crypt_rn(word, a->setting, &a->crypt, sizeof(a->crypt));

	return out && strcmp(out, a->setting) == 0;
}

static size_t digest(const EVP_MD *type, const void *data, size_t n, unsigned char out[EVP_MAX_MD_SIZE])
{
	unsigned size = 0;

	return EVP_Digest(data, n, out, &size, type, NULL) == 1 ? size : 0;
}

/* Room for what apr1_round() puts together: twice a password, salt, digest. */
struct mix {
	unsigned char at[1200];
	size_t n;
};

static void mix_add(struct mix *m, const void *s, size_t n)
{
	if (n > sizeof(m->at) - m->n)
		n = sizeof(m->at) - m->n;
	memcpy(m->at + m->n, s, n);
	m->n += n;
}

/* The 16 bytes of md5-crypt with Apache's magic (apr_md5.c describes the steps). */
static void apr1_digest(const char *word, struct bytes salt, unsigned char sum[EVP_MAX_MD_SIZE])
{
	size_t len = strlen(word);
	struct mix m = { .n = 0 };

	mix_add(&m, word, len);
	mix_add(&m, salt.at, salt.n);
	mix_add(&m, word, len);
	digest(EVP_md5(), m.at, m.n, sum);
	m.n = 0;
	mix_add(&m, word, len);
	mix_add(&m, "$apr1$", 6);
	mix_add(&m, salt.at, salt.n);
	for (size_t left = len; left > 0; left -= left > 16 ? 16 : left)
		mix_add(&m, sum, left > 16 ? 16 : left);
	for (size_t i = len; i > 0; i >>= 1)
		mix_add(&m, (i & 1) ? "" : word, 1);
	digest(EVP_md5(), m.at, m.n, sum);
	for (int i = 0; i < 1000; i++) {
		m.n = 0;
		mix_add(&m, (i & 1) ? (const void *)word : sum, (i & 1) ? len : 16);
		mix_add(&m, salt.at, i % 3 ? salt.n : 0);
		mix_add(&m, word, i % 7 ? len : 0);
		mix_add(&m, (i & 1) ? (const void *)sum : word, (i & 1) ? 16 : len);
		digest(EVP_md5(), m.at, m.n, sum);
	}
}

static bool opens_apr1(struct attempt *a, const char *word)
{
	static const unsigned char order[5][3] = {
		{ 0, 6, 12 }, { 1, 7, 13 }, { 2, 8, 14 }, { 3, 9, 15 }, { 4, 10, 5 },
	};
	struct bytes rest = bytes_skip(bytes_of(a->setting), 6), salt;
	unsigned char sum[EVP_MAX_MD_SIZE] = { 0 };
	char out[23] = "", *p = out;

	if (!bytes_field(&rest, '$', &salt) || rest.n != 22)
		return false;
	apr1_digest(word, bytes_first(salt, 8), sum);
	for (size_t i = 0; i < COUNT(order); i++) {
		unsigned v = (unsigned)sum[order[i][0]] << 16 | (unsigned)sum[order[i][1]] << 8 | sum[order[i][2]];

		for (int k = 0; k < 4; k++, v >>= 6)
			*p++ = itoa64[v & 63];
	}
	*p++ = itoa64[sum[11] & 63];
	*p++ = itoa64[sum[11] >> 6];
	return bytes_are(rest, out);
}

/* True when the n bytes in base64 are exactly this text. */
static bool is_base64(struct bytes text, const unsigned char *of, size_t n)
{
	unsigned char out[4 * ((EVP_MAX_MD_SIZE + 2) / 3) + 1];

	if (n == 0 || n > EVP_MAX_MD_SIZE)
		return false;
	EVP_EncodeBlock(out, of, (int)n);
	return bytes_are(text, (const char *)out);
}

static bool opens_sha1(struct attempt *a, const char *word)
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	size_t n = digest(EVP_sha1(), word, strlen(word), sum);

	return is_base64(bytes_skip(bytes_of(a->setting), 5), sum, n);
}

/* base64 of at most 'room' bytes; how many, 0 when it is none */
static size_t salt_of(struct bytes text, unsigned char *out, size_t room)
{
	int n;

	if (text.n == 0 || text.n % 4 != 0 || text.n / 4 * 3 > room)
		return 0;
	n = EVP_DecodeBlock(out, text.at, (int)text.n);
	for (size_t i = text.n; n > 0 && i > 0 && text.at[i - 1] == '='; i--)
		n--;
	return n > 0 ? (size_t)n : 0;
}

static bool opens_mosquitto6(struct attempt *a, const char *word)
{
	struct bytes rest = bytes_skip(bytes_of(a->setting), 3), salt;
	unsigned char raw[96], sum[EVP_MAX_MD_SIZE];
	struct mix m = { .n = 0 };
	size_t n;

	if (!bytes_field(&rest, '$', &salt) || !(n = salt_of(salt, raw, sizeof(raw))))
		return false;
	mix_add(&m, word, strlen(word));
	mix_add(&m, raw, n);
	return is_base64(rest, sum, digest(EVP_sha512(), m.at, m.n, sum));
}

static bool opens_mosquitto7(struct attempt *a, const char *word)
{
	struct bytes rest = bytes_skip(bytes_of(a->setting), 3), rounds, salt;
	unsigned char raw[96], key[64];
	size_t n;
	long count;

	if (!bytes_field(&rest, '$', &rounds) || !bytes_number(rounds, &count) ||
	    !bytes_field(&rest, '$', &salt) || !(n = salt_of(salt, raw, sizeof(raw))))
		return false;
	if (PKCS5_PBKDF2_HMAC(word, (int)strlen(word), raw, (int)n, (int)count, EVP_sha512(), sizeof(key), key) != 1)
		return false;
	return is_base64(rest, key, sizeof(key));
}

/* The first row whose kind, beginning and shape fit. */
static const struct scheme {
	const char *name, *begin;
	int kinds;
	bool (*shape)(struct bytes hash);
	long (*cost)(struct bytes hash);
	bool (*opens)(struct attempt *a, const char *word);
} schemes[] = {
	{ "sha512",   "$6$",    PASSWORD_MOSQUITTO, shape_dollar, cost_sha1, opens_mosquitto6 },
	{ "pbkdf2",   "$7$",    PASSWORD_MOSQUITTO, shape_dollar, cost_pbkdf2, opens_mosquitto7 },
	{ "apr1",     "$apr1$", PASSWORD_HTPASSWD, shape_dollar, cost_md5, opens_apr1 },
	{ "sha1",     "{SHA}",  PASSWORD_HTPASSWD, shape_dollar, cost_sha1, opens_sha1 },
	{ "md5",      "$1$",    PASSWORD_SYSTEM | PASSWORD_HTPASSWD, shape_dollar, cost_md5, opens_crypt },
	{ "sha256",   "$5$",    PASSWORD_SYSTEM | PASSWORD_HTPASSWD, shape_dollar, cost_sha2, opens_crypt },
	{ "sha512",   "$6$",    PASSWORD_SYSTEM | PASSWORD_HTPASSWD, shape_dollar, cost_sha2, opens_crypt },
	{ "bcrypt",   "$2",     PASSWORD_SYSTEM | PASSWORD_HTPASSWD, shape_dollar, cost_bcrypt, opens_crypt },
	{ "yescrypt", "$y$",    PASSWORD_SYSTEM | PASSWORD_HTPASSWD, shape_dollar, cost_yescrypt, opens_crypt },
	{ "scrypt",   "$7$",    PASSWORD_SYSTEM, shape_dollar, cost_scrypt, opens_crypt },
	{ "bsdi",     "_",      PASSWORD_SYSTEM | PASSWORD_HTPASSWD, shape_bsdi, cost_bsdi, opens_crypt },
	{ "des",      "",       PASSWORD_SYSTEM | PASSWORD_HTPASSWD, shape_des, cost_des, opens_crypt },
	{ "other",    "$",      PASSWORD_SYSTEM | PASSWORD_HTPASSWD | PASSWORD_MOSQUITTO, shape_dollar, cost_never, NULL },
};

static const struct scheme *scheme_of(enum password_kind kind, struct bytes hash)
{
	for (size_t i = 0; i < COUNT(schemes); i++)
		if ((schemes[i].kinds & (int)kind) && bytes_begin(hash, schemes[i].begin) && schemes[i].shape(hash))
			return &schemes[i];
	return NULL;
}

const char *password_algorithm(enum password_kind kind, struct bytes hash)
{
	const struct scheme *s = scheme_of(kind, hash);

	return s ? s->name : NULL;
}

const char *password_known(struct look *look, struct bytes word)
{
	for (size_t i = 0; i < COUNT(words); i++)
		if (bytes_are(word, words[i]))
			return look_fmt(look, "list #%zu", i + 1);
	return NULL;
}

/* --- all guesses for one hash --- */

/* guess.opened: 0 is nothing did, from 1 on the place in words[] */
enum { OPENED_EMPTY = -1, OPENED_USER = -2, OPENED_HOST = -3 };

static const char *how_text(struct look *look, int opened)
{
	switch (opened) {
	case 0:			return NULL;
	case OPENED_EMPTY:	return "is empty";
	case OPENED_USER:	return "is the user name";
	case OPENED_HOST:	return "is the host name";
	}
	return look_fmt(look, "list #%d", opened);
}

static struct bytes host_name(struct look *look)
{
	struct node *n = look_find(look, "etc/hostname");
	struct bytes file = { 0 }, line = { 0 };
	const char *why;

	if (n && tree_read(look->tree, n, LIMIT_TEXT, &file, &why) == READ_OK)
		bytes_line(&file, &line);
	return bytes_trim(line);
}

static bool opens_bytes(struct attempt *a, const struct scheme *s, struct bytes word)
{
	char text[128];

	if (word.n == 0 || word.n >= sizeof(text) || memchr(word.at, 0, word.n))
		return false;
	memcpy(text, word.at, word.n);
	text[word.n] = '\0';
	return s->opens(a, text);
}

static int try_all(struct look *look, struct attempt *a, const struct scheme *s, struct bytes user)
{
	if (s->opens(a, ""))
		return OPENED_EMPTY;
	if (opens_bytes(a, s, user))
		return OPENED_USER;
	if (opens_bytes(a, s, host_name(look)))
		return OPENED_HOST;
	for (size_t i = 0; i < COUNT(words); i++)
		if (s->opens(a, words[i]))
			return (int)i + 1;
	return 0;
}

/* What keeps us from trying, or NULL. */
static const char *refusal(struct look *look, const struct scheme *s, struct bytes hash)
{
	long cost = s->cost(hash);

	if (cost == NOT_OURS)
		return "is of a kind that is not tried here";
	if (cost == TOO_DEAR || hash.n >= CRYPT_OUTPUT_SIZE)
		return "was not tried: one guess costs more than the limit";
	cost *= (long)COUNT(words) + 3;
	if (look->guesses.spent + cost > LIMIT_HASH_SECONDS * 1000000l)
		return "was not tried: the time for guesses is used up";
	look->guesses.spent += cost;
	return NULL;
}

static void key_of(const struct password *p, char key[65])
{
	struct sha256 *sum = sha256_new();
	unsigned char kind = (unsigned char)p->kind;

	sha256_add(sum, &kind, 1);
	sha256_add(sum, p->user.at, p->user.n);
	sha256_add(sum, "", 1);
	sha256_add(sum, p->hash.at, p->hash.n);
	sha256_end(sum, key);
}

static void guess_make(struct look *look, struct guess *g, const struct password *p, const struct scheme *s)
{
	AUTO(auto_free) struct attempt *a = calloc(1, sizeof(*a));

	g->why = a ? refusal(look, s, p->hash) : "was not tried: no memory";
	if (g->why)
		return;
	memcpy(a->setting, p->hash.at, p->hash.n);
	g->opened = try_all(look, a, s, p->user);
}

/* The guess for this hash, made now or remembered; NULL when there are too many of them. */
static const struct guess *guess_of(struct look *look, const struct password *p, const struct scheme *s)
{
	struct guesses *all = &look->guesses;
	struct guess *g;
	char key[65];

	key_of(p, key);
	for (size_t i = 0; i < all->count; i++)
		if (strcmp(all->list[i].key, key) == 0)
			return &all->list[i];
	if (all->count == COUNT(all->list))
		return NULL;
	g = &all->list[all->count++];
	memcpy(g->key, key, sizeof(key));
	guess_make(look, g, p, s);
	return g;
}

const char *password_guess(struct look *look, const struct password *p)
{
	const struct scheme *s = scheme_of(p->kind, p->hash);
	const struct guess *g = NULL;
	const char *why = "was not tried: guessing is switched off";

	if (!s || memchr(p->hash.at, 0, p->hash.n))
		return NULL;
	facts_looked(look->facts, "passwords", p->at.path, "read");
	if (!look->no_password_check) {
		g = guess_of(look, p, s);
		why = g ? g->why : "was not tried: there are too many in this image";
	}
	if (!why)
		return how_text(look, g->opened);
	facts_unreadable(look->facts, "passwords", p->at.path,
			 look_fmt(look, "the password hash of '%s' %s", look_str(look, p->user), why));
	return NULL;
}
