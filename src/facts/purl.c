#include "facts/purl.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/auto.h"

/* Everything but these is %XX (purl-spec, "Character encoding"); a colon stays as it is. */
static bool is_plain(unsigned char c)
{
	return c < 0x80 && (isalnum(c) || strchr("-._~:", c));
}

static char *encode(char *to, const char *from, bool lower)
{
	static const char hex[] = "0123456789ABCDEF";

	for (; *from; from++) {
		unsigned char c = (unsigned char)*from;

		if (is_plain(c)) {
			*to++ = lower ? (char)tolower(c) : (char)c;
		} else {
			*to++ = '%';
			*to++ = hex[c >> 4];
			*to++ = hex[c & 15];
		}
	}
	return to;
}

/* Types whose definition says that space and name are lower case. */
static bool is_lower(const char *type)
{
	return strcmp(type, "deb") == 0 || strcmp(type, "apk") == 0;
}

static size_t room_of(const struct purl *p)
{
	const char *const parts[] = { p->type, p->space, p->name, p->version };
	size_t n = 16;

	for (size_t i = 0; i < COUNT(parts); i++)
		n += parts[i] ? 3 * strlen(parts[i]) : 0;
	for (size_t i = 0; i < COUNT(p->qualifiers); i++)
		n += p->qualifiers[i].value ? strlen(p->qualifiers[i].key) + 3 * strlen(p->qualifiers[i].value) + 2 : 0;
	return n;
}

const char *purl_text(struct arena *mem, const struct purl *p)
{
	char *out = arena_alloc(mem, room_of(p)), *to = out;
	char separator = '?';

	to = stpcpy(stpcpy(to, "pkg:"), p->type);
	*to++ = '/';
	if (p->space && *p->space) {
		to = encode(to, p->space, is_lower(p->type));
		*to++ = '/';
	}
	to = encode(to, p->name, is_lower(p->type));
	if (p->version && *p->version) {
		*to++ = '@';
		to = encode(to, p->version, false);
	}
	for (size_t i = 0; i < COUNT(p->qualifiers); i++) {
		if (!p->qualifiers[i].value || !*p->qualifiers[i].value)
			continue;
		*to++ = separator;
		to = stpcpy(to, p->qualifiers[i].key);
		*to++ = '=';
		to = encode(to, p->qualifiers[i].value, false);
		separator = '&';
	}
	*to = '\0';
	return out;
}
