#include "facts/web_secrets.h"

#include <string.h>

#include "base/sha256.h"

static bool is_hash(struct bytes word)
{
	return (word.n > 3 && word.at[0] == '$') || bytes_begin(word, "{SHA}");
}

static const char *opened_by(struct look *look, const struct web_secret *s, bool hash)
{
	struct password p = { PASSWORD_HTPASSWD, s->word, s->user, s->at };

	if (s->word.n == 0)
		return "is empty";
	if (hash)
		return password_guess(look, &p);
	return bytes_same(s->word, s->user) ? "is the user name" : password_known(look, s->word);
}

void web_secret_say(struct look *look, const struct web_secret *s)
{
	bool hash = s->word.n && (s->is_hash || is_hash(s->word));
	char hex[SHA256_HEX];

	sha256_of(s->word.at, s->word.n, hex);
	hex[16] = '\0';
	FACT(look->facts, credential, .at = s->at, .kind = hash ? "hash" : "password", .program = s->program,
	     .user = s->user.n ? look_str(look, s->user) : NULL, .form = hash ? "hash" : "clear", .digest = hex,
	     .known = opened_by(look, s, hash),
	     .in_use = s->in_use ? s->in_use : look_daemon(look, s->program)->enabled);
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
			web_secret_say(look, &(struct web_secret){ .program = daemon, .user = user, .word = word,
								   .at = place_line(path, n) });
	}
	return auth;
}
