#include "facts/asks.h"

#include <string.h>

#include "base/auto.h"

enum { SCRIPT_MOST = 64 * 1024 };	/* what is longer is no login's wrapper */

static bool is_shell(const char *name)
{
	static const char *const shells[] = { "sh", "ash", "bash", "dash", "hush", "msh", "zsh", "ksh", "busybox" };

	for (size_t i = 0; i < COUNT(shells); i++)
		if (strcmp(name, shells[i]) == 0)
			return true;
	return false;
}

bool root_is_open(struct look *look)
{
	FACT_EACH(look->facts, account, a)
		if (a->uid == 0 && (!a->password || strcmp(a->password, "empty") == 0))
			return true;
	return false;
}

/* login(1): -f lets in who has been authenticated before, here nobody */
static bool has_f(struct bytes words)
{
	struct bytes word;

	while (bytes_word(&words, &word))
		if (bytes_are(word, "-f") || bytes_are(word, "-pf") || bytes_are(word, "-fp"))
			return true;
	return false;
}

/* OpenWrt's login.sh opens a shell as long as root has no password; other scripts that end in a shell always do. */
static enum asks script_asks(struct look *look, struct bytes file)
{
	struct bytes line;
	bool shell = false;

	if (bytes_have(file, "^root:"))
		return root_is_open(look) ? ASKS_NOBODY : ASKS_YES;
	while (bytes_line(&file, &line)) {
		line = bytes_trim(line);
		if (line.n == 0 || line.at[0] == '#')
			continue;
		if (bytes_have(line, "login") && has_f(line))
			return ASKS_NOBODY;
		if (bytes_have(line, "/bin/login") || bytes_begin(line, "login") || bytes_have(line, "passw"))
			return ASKS_UNKNOWN;
		shell |= bytes_have(line, "/bin/sh") || bytes_have(line, "/bin/ash") || bytes_have(line, "/bin/bash");
	}
	return shell ? ASKS_NOBODY : ASKS_UNKNOWN;
}

enum asks asks_of(struct look *look, const char *login)
{
	struct bytes rest = bytes_of(login), path, file = { 0 }, line;
	const char *name, *slash;
	struct node *n;

	if (!bytes_word(&rest, &path))
		return ASKS_YES;
	slash = strrchr(look_str(look, path), '/');
	name = slash ? slash + 1 : look_str(look, path);
	if (strcmp(name, "login") == 0)
		return has_f(rest) ? ASKS_NOBODY : ASKS_YES;
	if (is_shell(name))
		return ASKS_NOBODY;
	n = look_find(look, look_str(look, path));
	if (!n || n->type != NODE_FILE || n->size > SCRIPT_MOST || !look_read_node(look, n, &file))
		return ASKS_UNKNOWN;
	bytes_line(&file, &line);
	return bytes_begin(line, "#!") ? script_asks(look, file) : ASKS_UNKNOWN;
}
