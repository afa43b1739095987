#include "facts/url.h"

#include <string.h>

#include "base/auto.h"

const char *url_transport(struct bytes url)
{
	static const struct { const char *prefix, *transport; } known[] = {
		{ "https:", "https" }, { "http:", "http" }, { "ftp:", "ftp" }, { "tftp:", "tftp" },
		{ "file:", "file" }, { "copy:", "file" }, { "cdrom:", "file" }, { "mirror+https:", "https" },
		{ "mirror:", "http" }, { "mirror+http:", "http" }, { "tor+https:", "https" }, { "tor+http:", "http" },
	};

	for (size_t i = 0; i < COUNT(known); i++)
		if (bytes_begin_nocase(url, known[i].prefix))
			return known[i].transport;
	return bytes_have(url, "://") ? "other" : NULL;
}

const char *url_clean(struct arena *mem, struct bytes url)
{
	long scheme = bytes_find(url, "://");
	struct bytes rest = scheme < 0 ? url : bytes_skip(url, (size_t)scheme + 3);
	long slash = bytes_find(rest, "/");
	struct bytes host = slash < 0 ? rest : bytes_first(rest, (size_t)slash);
	const unsigned char *at = host.n ? memrchr(host.at, '@', host.n) : NULL;	/* a password may hold one too */

	if (scheme < 0 || !at)
		return arena_text(mem, url.at, url.n);
	rest = bytes_skip(rest, (size_t)(at - rest.at));
	return arena_printf(mem, "%.*s://...%.*s", (int)scheme, (const char *)url.at, (int)rest.n,
			    (const char *)rest.at);
}
