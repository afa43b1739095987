/*
 * How the swupdate program was built: one that knows signed images refuses to
 * start without a key and says so; one that does not takes any image.
 */
#include "facts/sniff.h"

#include <string.h>

#include "base/auto.h"
#include "base/limits.h"

static bool swupdate_want(const struct node *n)
{
	return strcmp(n->name, "swupdate") == 0 && strstr(n->path, "bin/") && n->size >= 4 && n->size <= LIMIT_TEXT * 4;
}

static void swupdate_look(struct sniff *sniff, struct node *n, struct reader *content)
{
	AUTO(auto_free) unsigned char *copy = malloc(n->size);
	size_t got = copy ? reader_at(content, 0, copy, n->size) : 0;
	bool signs = got && memmem(copy, got, "signed images", 13);

	if (got < 4 || memcmp(copy, "\177ELF", 4) != 0)
		return;
	FACT(sniff->facts, setting, .at = place_file(n->path), .daemon = "swupdate", .scope = "", .key = "signed-images",
	     .value = signs ? "yes" : "no", .state = "effective", .source = "compiled");
}

const struct sniffer sniffer_swupdate = { .name = "swupdate", .want = swupdate_want, .look = swupdate_look };
