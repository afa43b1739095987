/*
 * Tokens of well-known services, by the form each service gives them, in the
 * small settings files of a product's own folders. The form is chosen by its
 * issuer so that it can be found; what is kept is a digest, never the token.
 */
#include "facts/sniff.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/auto.h"
#include "base/limits.h"
#include "base/sha256.h"

static const struct form {
	const char *program, *prefix;
	const char *more;		/* characters besides letters and digits */
	size_t least, most;		/* of them behind the prefix */
	const char *beside;		/* words, one of which stands before it; NULL: needs none */
} forms[] = {
	{ "aws",	"AKIA",		"",	16, 16, NULL },
	{ "github",	"ghp_",		"",	36, 251, NULL },
	{ "github",	"gho_",		"",	36, 251, NULL },
	{ "github",	"ghs_",		"",	36, 251, NULL },
	{ "github",	"github_pat_",	"_",	60, 251, NULL },
	{ "gitlab",	"glpat-",	"_-.",	20, 300, NULL },
	{ "slack",	"xoxb-",	"-",	20, 250, NULL },
	{ "slack",	"xoxp-",	"-",	20, 250, NULL },
	{ "stripe",	"sk_live_",	"",	24, 250, NULL },
	/* RFC 7519: signed and in three parts. Licences have this form, too: only where it is said to let in */
	{ "jwt",	"eyJ",		"_-.",	40, 4096, "token secret auth bearer jwt" },
};

enum { BESIDE = 128, TOKENS = 32 };	/* how far before a token its name may stand; rows for one file */

static bool is_plain(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static size_t run_of(struct bytes s, const char *more)
{
	size_t n = 0;

	while (n < s.n && (is_plain(s.at[n]) || (s.at[n] && strchr(more, s.at[n]))))
		n++;
	return n;
}

/* Header, claims, signature; the first two are JSON objects, which begin alike. */
static bool is_jwt(struct bytes token)
{
	long claims = bytes_find(token, ".eyJ");

	return claims > 0 && bytes_find(bytes_skip(token, (size_t)claims + 1), ".") > 0;
}

/* "ghp_xxxxxxxx", "AKIAIOSFODNN7EXAMPLE": the real one is to be put here. */
static bool is_placeholder(struct bytes token)
{
	bool seen[256] = { false };
	size_t different = 0;

	for (size_t i = 0; i < token.n; i++) {
		different += !seen[token.at[i]];
		seen[token.at[i]] = true;
	}
	return different < 8 || bytes_have(token, "EXAMPLE");
}

static bool is_beside(struct bytes before, const char *words)
{
	struct bytes rest = bytes_of(words), word;

	if (before.n > BESIDE)
		before = bytes_skip(before, before.n - BESIDE);
	while (bytes_word(&rest, &word))
		for (size_t i = 0; i + word.n <= before.n; i++)
			if (strncasecmp((const char *)before.at + i, (const char *)word.at, word.n) == 0)
				return true;
	return false;
}

static bool is_token(struct bytes line, size_t at, size_t size, const struct form *f)
{
	struct bytes token = bytes_first(bytes_skip(line, at), size);
	size_t behind = size - strlen(f->prefix);

	if (behind < f->least || behind > f->most || is_placeholder(token))
		return false;
	if (at && (is_plain(line.at[at - 1]) || line.at[at - 1] == '_'))
		return false;
	return !f->beside || (is_jwt(token) && is_beside(bytes_first(line, at), f->beside));
}

/* How many of the form stand in the line. */
static size_t tokens_in(struct facts *facts, struct place place, struct bytes line, const struct form *f)
{
	size_t from = 0, found = 0;
	long at;

	while ((at = bytes_find(bytes_skip(line, from), f->prefix)) >= 0) {
		size_t start = from + (size_t)at, prefix = strlen(f->prefix);
		size_t size = prefix + run_of(bytes_skip(line, start + prefix), f->more);
		char hex[SHA256_HEX];

		from = start + size;
		if (!is_token(line, start, size, f))
			continue;
		sha256_of(line.at + start, size, hex);
		hex[16] = '\0';
		FACT(facts, credential, .at = place, .kind = "token", .program = f->program, .form = "clear", .digest = hex);
		found++;
	}
	return found;
}

/* --- files --- */

static const char *const folders[] = { "etc/", "opt/", "srv/", "usr/local/", "www/", "root/", "home/" };
static const char *const names[] = {
	"*.env", ".env", ".env.*", "*.conf", "*.json", "*.yaml", "*.yml", "*.ini", "*.cfg", "*.toml", "*.properties",
};
/* OpenWrt's settings have no ending */
static const char *const others[] = { "etc/config/*", "etc/default/*" };

static bool matches_one(const char *const *patterns, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++)
		if (path_match(patterns[i], text))
			return true;
	return false;
}

static bool want(const struct node *n)
{
	if (n->size < 20 || n->size > LIMIT_TOKEN_FILE)
		return false;
	if (matches_one(others, COUNT(others), n->path))
		return true;
	for (size_t i = 0; i < COUNT(folders); i++)
		if (bytes_begin(bytes_of(n->path), folders[i]))
			return matches_one(names, COUNT(names), n->name);
	return false;
}

static void look(struct sniff *sniff, struct node *n, struct reader *content)
{
	AUTO(auto_free) unsigned char *room = malloc(n->size);
	struct bytes rest = { room, n->size }, line;
	size_t found = 0;

	if (!room || reader_at(content, 0, room, n->size) != n->size) {
		facts_unreadable(sniff->facts, "tokens", n->path, "could not be read");
		return;
	}
	if (memchr(room, 0, n->size))
		return;
	for (long number = 1; found < TOKENS && bytes_line(&rest, &line); number++)
		for (size_t i = 0; i < COUNT(forms); i++)
			found += tokens_in(sniff->facts, place_line(n->path, number), line, &forms[i]);
}

const struct sniffer sniffer_tokens = { .name = "tokens", .want = want, .look = look };
