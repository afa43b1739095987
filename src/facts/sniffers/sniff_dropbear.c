/*
 * What Dropbear was built with: no option takes an algorithm away at run time,
 * so what its lists name is what it offers (src/common-algo.c). Absent ones
 * are compiled out with their names.
 */
#include "facts/sniff.h"

#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/limits.h"

static const struct weak {
	const char *algorithm, *what;
	const char *state, *why;	/* NULL: whether the server offers it depends on more */
} weak[] = {
	{ "3des-cbc",			"cipher",	"effective",	NULL },
	{ "aes128-cbc",			"cipher",	"effective",	NULL },
	{ "aes256-cbc",			"cipher",	"effective",	NULL },
	{ "blowfish-cbc",		"cipher",	"effective",	NULL },
	{ "twofish-cbc",		"cipher",	"effective",	NULL },
	{ "twofish128-cbc",		"cipher",	"effective",	NULL },
	{ "twofish256-cbc",		"cipher",	"effective",	NULL },
	{ "hmac-md5",			"mac",		"effective",	NULL },
	{ "hmac-sha1-96",		"mac",		"effective",	NULL },
	{ "ssh-dss",			"hostkey",	"effective",	NULL },
	{ "diffie-hellman-group1-sha1",	"kex",		NULL,		"newer builds keep it for the client" },
};

static bool want(const struct node *n)
{
	return (strcmp(n->name, "dropbear") == 0 || strcmp(n->name, "dropbearmulti") == 0) && n->size >= 64 &&
	       n->size <= LIMIT_VERSION_FILE;
}

/* A name may be the end of a longer text: linkers let texts share their ends. */
static void names_of(struct bytes file, bool seen[COUNT(weak)])
{
	struct bytes text;

	while (bytes_field(&file, '\0', &text))
		for (size_t i = 0; i < COUNT(weak); i++)
			seen[i] = seen[i] || bytes_end(text, weak[i].algorithm);
}

static void look(struct sniff *sniff, struct node *n, struct reader *content)
{
	AUTO(auto_free) unsigned char *room = malloc(n->size);
	bool seen[COUNT(weak)] = { false };

	if (!room || reader_at(content, 0, room, n->size) != n->size) {
		facts_unreadable(sniff->facts, "dropbear-build", n->path, "could not be read");
		return;
	}
	if (memcmp(room, "\177ELF", 4) != 0)
		return;
	facts_looked(sniff->facts, "dropbear-build", n->path, "read");
	names_of((struct bytes){ room, n->size }, seen);
	for (size_t i = 0; i < COUNT(weak); i++)
		if (seen[i])
			FACT(sniff->facts, crypto, .at = place_file(n->path), .program = "dropbear", .what = weak[i].what,
			     .value = weak[i].algorithm, .weak = weak[i].algorithm, .state = weak[i].state, .why = weak[i].why);
}

const struct sniffer sniffer_dropbear = { .name = "dropbear", .want = want, .look = look };
