#include "facts/logins.h"

#include <string.h>

void logins_password(struct look *look, const struct login_way *way)
{
	size_t usable = 0;

	FACT_EACH(look->facts, account, a) {
		bool empty = a->password && strcmp(a->password, "empty") == 0;
		bool hash = a->password && strcmp(a->password, "hash") == 0;

		if (!(hash || (empty && way->empty)) || (a->interactive != FLAG_YES && !way->any_shell))
			continue;
		usable++;
		if ((a->uid == 0 && !way->root) || (way->lets && !way->lets(way->self, a)))
			continue;
		FACT(look->facts, login, .at = way->at, .via = way->via, .program = way->program,
		     .user = a->name, .password = empty ? "empty-ok" : "asked", .enabled = way->enabled,
		     .detail = way->detail);
	}
	if (usable == 0)
		FACT(look->facts, login, .at = way->at, .via = way->via, .program = way->program,
		     .password = way->empty ? "empty-ok" : "asked", .enabled = way->enabled, .detail = way->detail);
}

bool logins_pam_empty(struct look *look, const char *service)
{
	FACT_EACH(look->facts, grant, g)
		if ((strcmp(g->kind, "pam-nullok") == 0 || strcmp(g->kind, "pam-permit") == 0) &&
		    g->user && strcmp(g->user, service) == 0)
			return true;
	return false;
}

bool logins_root_on_pty(struct look *look)
{
	struct bytes file, line;

	/* only busybox' own login and pam_securetty ask for the file */
	if (look_exists(look, "etc/pam.d/login") &&
	    !(look_text(look, "etc/pam.d/login", &file) && bytes_have(file, "pam_securetty")))
		return true;
	if (!look_text(look, "etc/securetty", &file))
		return true;
	while (bytes_line(&file, &line)) {
		line = bytes_trim(line);
		if (bytes_begin(line, "pts/") || bytes_begin(line, "ttyp") || bytes_are(line, "pts"))
			return true;
	}
	return false;
}

void logins_ftp(struct look *look, const char *daemon, struct place at, const char *detail)
{
	struct login_way way = {
		.via = "ftp", .program = daemon, .at = at, .detail = detail, .root = true,
		.enabled = look_daemon(look, daemon)->enabled, .empty = logins_pam_empty(look, daemon),
	};
	struct bytes file, line;

	if (look_text(look, "etc/ftpusers", &file))
		while (bytes_line(&file, &line))
			if (bytes_are(bytes_trim(line), "root"))
				way.root = false;
	logins_password(look, &way);
}
