#include "facts/version.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static int weight(unsigned char c)
{
	return c == '~' ? -1 : isdigit(c) || c == '\0' ? 0 : isalpha(c) ? c : c + 256;
}

static int part_compare(struct bytes a, struct bytes b)
{
	size_t i = 0, k = 0;

	while (i < a.n || k < b.n) {
		int first = 0;

		while ((i < a.n && !isdigit(a.at[i])) || (k < b.n && !isdigit(b.at[k]))) {
			int x = i < a.n ? weight(a.at[i]) : 0, y = k < b.n ? weight(b.at[k]) : 0;

			if (x != y)
				return x - y;
			i++;
			k++;
		}
		while (i < a.n && a.at[i] == '0')
			i++;
		while (k < b.n && b.at[k] == '0')
			k++;
		while (i < a.n && k < b.n && isdigit(a.at[i]) && isdigit(b.at[k])) {
			first = first ? first : a.at[i] - b.at[k];
			i++;
			k++;
		}
		if (i < a.n && isdigit(a.at[i]))
			return 1;
		if (k < b.n && isdigit(b.at[k]))
			return -1;
		if (first)
			return first;
	}
	return 0;
}

struct split { long epoch; struct bytes upstream, revision; };

static struct split split(struct bytes v)
{
	struct split out = { .upstream = v };
	struct bytes before, after;
	const unsigned char *dash;

	if (bytes_cut(v, ':', &before, &after) && bytes_number(before, &out.epoch))
		out.upstream = after;
	dash = out.upstream.n ? memrchr(out.upstream.at, '-', out.upstream.n) : NULL;
	if (dash) {
		size_t n = (size_t)(dash - out.upstream.at);

		out.revision = bytes_skip(out.upstream, n + 1);
		out.upstream.n = n;
	}
	return out;
}

int version_compare(const char *a, const char *b)
{
	struct split x = split(bytes_of(a)), y = split(bytes_of(b));
	int c;

	if (x.epoch != y.epoch)
		return x.epoch < y.epoch ? -1 : 1;
	c = part_compare(x.upstream, y.upstream);
	return c ? c : part_compare(x.revision, y.revision);
}

struct bytes version_upstream(struct bytes version)
{
	return split(version).upstream;
}
