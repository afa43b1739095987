#include "facts/support.h"

#include <ctype.h>
#include <string.h>

#include "base/auto.h"

static const struct release { const char *distribution, *release, *end; } releases[] = {
#define RELEASE(distribution, release, end) { distribution, release, end },
#include "facts/support.def"
#undef RELEASE
};

static const struct release *release_exact(const char *distribution, struct bytes version)
{
	for (size_t i = 0; i < COUNT(releases); i++)
		if (strcmp(releases[i].distribution, distribution) == 0 && bytes_are(version, releases[i].release))
			return &releases[i];
	return NULL;
}

/* "6.1.0-56-amd64": what follows the number goes, then one part after the other. */
static const struct release *release_find(const char *distribution, struct bytes version)
{
	const struct release *hit = release_exact(distribution, version);
	size_t n = 0;

	while (n < version.n && (isdigit(version.at[n]) || version.at[n] == '.'))
		n++;
	while (!hit && n) {
		hit = release_exact(distribution, bytes_first(version, n));
		while (n && version.at[n - 1] != '.')
			n--;
		n -= n > 0;
	}
	return hit;
}

const char *support_end(const char *distribution, struct bytes version)
{
	const struct release *r = release_find(distribution, version);

	return r ? r->end : NULL;
}

const char *support_branch(const char *distribution, struct bytes version)
{
	const struct release *r = release_find(distribution, version);

	return r ? r->release : NULL;
}

enum flag support_runs(const char *end, const char *date)
{
	if (!end || !date || !*date)
		return FLAG_UNKNOWN;
	return FLAG_OF(strcmp(date, end) <= 0);
}
