#include "facts/web_secrets.h"

#include <string.h>

#include "base/sha256.h"

static bool is_hash(struct bytes word)
{
	return (word.n > 3 && word.at[0] == '$') || bytes_begin(word, "{SHA}");
}

static const char *opened_by(struct look *look, struct bytes user, struct bytes word, struct place at)
{
	struct password p = { PASSWORD_HTPASSWD, word, user, at };

	if (is_hash(word))
		return password_guess(look, &p);
	if (word.n == 0)
		return "is empty";
	return bytes_same(word, user) ? "is the user name" : password_known(look, word);
}

void web_secret_say(struct look *look, const char *program, struct bytes user, struct bytes word, struct place at)
{
	const char *form = is_hash(word) ? "hash" : "clear";
	char hex[SHA256_HEX];

	sha256_of(word.at, word.n, hex);
	hex[16] = '\0';
	FACT(look->facts, credential, .at = at, .kind = is_hash(word) ? "hash" : "password", .program = program,
	     .user = look_str(look, user), .form = form, .digest = hex, .known = opened_by(look, user, word, at),
	     .in_use = look_daemon(look, program)->enabled);
}

enum flag httpd_conf_read(struct look *look, const char *daemon, const char *path)
{
	struct bytes file, line, where, rest, user, word;
	enum flag auth = FLAG_NO;

	if (!look_exists(look, path))
		return FLAG_NO;
	if (!look_text(look, path, &file))
		return FLAG_UNKNOWN;
	for (long n = 1; bytes_line(&file, &line); n++) {
		line = bytes_trim(line);
		if (!bytes_begin(line, "/") || !bytes_cut(line, ':', &where, &rest) || !bytes_cut(rest, ':', &user, &word))
			continue;
		FACT(look->facts, setting, .at = place_line(path, n), .daemon = daemon, .scope = look_str(look, where),
		     .key = "auth", .value = look_str(look, user), .state = "effective", .source = "file");
		if (bytes_are(where, "/"))
			auth = FLAG_YES;
		else if (auth == FLAG_NO)
			auth = FLAG_UNKNOWN;
		if (!bytes_begin(word, "$p$") && !bytes_are(word, "*"))
			web_secret_say(look, daemon, user, word, place_line(path, n));
	}
	return auth;
}
