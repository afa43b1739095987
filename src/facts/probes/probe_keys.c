/*
 * Keys and certificates were found while the files went by (sniff_keys.c);
 * here they are joined: which certificate's private key is in the image, and
 * what has expired on the date of assessment.
 */
#include "facts/look.h"

#include <stdlib.h>
#include <string.h>

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The public parts of all private keys, sorted. */
static const char **private_keys(struct look *look, size_t *count)
{
	const char **list = arena_alloc(look->mem, (FACT_COUNT(look->facts, key) + 1) * sizeof(*list));

	*count = 0;
	FACT_EACH(look->facts, key, k)
		if (k->spki && strcmp(k->kind, "private") == 0)
			list[(*count)++] = k->spki;
	if (*count)
		qsort(list, *count, sizeof(*list), by_text);
	return list;
}

static void join_certificates(struct look *look)
{
	size_t count;
	const char **list = private_keys(look, &count);

	FACT_EACH(look->facts, certificate, c) {
		c->with_key = FLAG_OF(c->spki && count && bsearch(&c->spki, list, count, sizeof(*list), by_text));
		if (c->not_after && look->as_of && *look->as_of)
			c->expired = FLAG_OF(strcmp(c->not_after, look->as_of) < 0);
	}
}

static void keys_run(struct look *look)
{
	if (look->tree->no_modes)
		FACT_EACH(look->facts, key, k)
			k->mode = INT_UNKNOWN;
	join_certificates(look);
	facts_looked(look->facts, look->probe, "etc", look_exists(look, "etc") ? "read" : "absent");
}

const struct probe probe_keys = {
	.name = "keys",
	.about = "private keys and certificates that are part of the image",
	.run = keys_run,
};
