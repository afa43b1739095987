#include "facts/files.h"

#include <string.h>

static const char *type_name(int type)
{
	static const char *const names[] = { NULL, "file", "dir", "link", "char", "block", "fifo", "socket" };

	return names[type];
}

/* passwd(5) and shadow(5), and their backups; the files of pap and chap (pppd(8)) */
static bool is_secret(const char *path)
{
	static const char *const secrets[] = {
		"etc/shadow", "etc/shadow-", "etc/gshadow", "etc/gshadow-", "etc/security/opasswd",
		"etc/ppp/pap-secrets", "etc/ppp/chap-secrets", "etc/ipsec.secrets",
	};

	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		if (strcmp(secrets[i], path) == 0)
			return true;
	return false;
}

/* Where programs and settings are: elsewhere (var, srv) files of other users are the rule. */
static const char *owner_mark(const struct tree *tree, const struct node *n)
{
	static const char *const places[] = { "etc/", "usr/", "bin/", "sbin/", "lib/", "lib64/", "opt/" };
	bool inside = false;

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		inside = inside || strncmp(n->path, places[i], strlen(places[i])) == 0;
	if (!inside || tree->no_owners || n->type != NODE_FILE)
		return NULL;
	if (n->uid != 0)
		return "not-root";
	return (n->mode & 0020) && n->gid != 0 ? "group-writable" : NULL;
}

static const char *mark_of(const struct tree *tree, const struct node *n)
{
	bool tmp = (n->mode & 01000) != 0;

	if (n->type == NODE_CHAR || n->type == NODE_BLOCK)
		return "device";
	if (n->type == NODE_LINK || tree->no_modes)
		return NULL;
	if (n->type == NODE_FILE && (n->mode & 04000))
		return "setuid";
	if (n->type == NODE_FILE && (n->mode & 02000))
		return "setgid";
	if (n->caps)
		return "caps";
	if (n->type == NODE_FILE && (n->mode & 0006) && is_secret(n->path))
		return "secret-readable";
	if ((n->mode & 0002) && n->type == NODE_DIR && !tmp)
		return "world-writable-dir";
	if ((n->mode & 0002) && n->type == NODE_FILE)
		return "world-writable";
	return owner_mark(tree, n);
}

void files_add(struct facts *facts, const struct tree *tree, bool all)
{
	for (const struct node *n = tree->root->child; n; n = tree_next(n)) {
		const char *mark = mark_of(tree, n);

		if (!mark && !all)
			continue;
		FACT(facts, file, .at = place_file(n->path), .type = type_name(n->type), .mode = n->mode,
		     .uid = n->uid, .gid = n->gid, .size = (int64_t)n->size, .link = n->link, .mark = mark);
	}
	if (tree->refused)
		FACT(facts, file, .at = place_file(tree->refused_path), .mode = INT_UNKNOWN, .uid = INT_UNKNOWN,
		     .gid = INT_UNKNOWN, .size = INT_UNKNOWN, .mark = "refused");
}
