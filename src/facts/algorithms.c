#include "facts/algorithms.h"

#include <string.h>

#include "base/auto.h"

/* CBC in SSH leaks plaintext (CVE-2008-5161), RC4 is biased (RFC 8758), SHA-1 and 1024 bits: RFC 9142 */
static const char *const weak[] = {
	"*-cbc", "rijndael-cbc@*", "3des-*", "arcfour*", "blowfish-*", "cast128-*", "none",
	"hmac-md5*", "*-96", "*-96-etm@openssh.com",
	"diffie-hellman-group1-sha1", "diffie-hellman-group-exchange-sha1",
	"ssh-dss*", "ssh-rsa",
};

static bool matches_any(struct look *look, struct bytes patterns, struct bytes name)
{
	struct bytes pattern;

	while (bytes_field(&patterns, ',', &pattern))
		if (path_match(look_str(look, pattern), look_str(look, name)))
			return true;
	return false;
}

static const char *without(struct look *look, const char *builtin, struct bytes patterns)
{
	struct bytes rest = bytes_of(builtin), name;
	const char *out = "";

	while (bytes_field(&rest, ',', &name))
		if (!matches_any(look, patterns, name))
			out = look_fmt(look, "%s%s%s", out, *out ? "," : "", look_str(look, name));
	return out;
}

const char *algorithms_merge(struct look *look, const char *builtin, struct bytes list)
{
	unsigned char how = list.n ? list.at[0] : 0;
	const char *named = look_str(look, bytes_skip(list, 1));

	if (how != '+' && how != '-' && how != '^')
		return look_str(look, list);
	/* what is added is there whatever the rest is */
	if (!builtin)
		return how == '-' ? NULL : named;
	if (how == '-')
		return without(look, builtin, bytes_skip(list, 1));
	return how == '+' ? look_fmt(look, "%s,%s", builtin, named) : look_fmt(look, "%s,%s", named, builtin);
}

const char *algorithms_weak(struct look *look, const char *list)
{
	struct bytes rest = bytes_of(list), name;
	const char *out = NULL;
	size_t found = 0;

	while (bytes_field(&rest, ',', &name)) {
		const char *text = look_str(look, name);

		for (size_t i = 0; i < COUNT(weak); i++) {
			if (!path_match(weak[i], text))
				continue;
			/* what repeats a list a thousand times need not be shown a thousand times */
			if (found++ < 32)
				out = look_fmt(look, "%s%s%s", out ? out : "", out ? "," : "", text);
			break;
		}
	}
	return out;
}

