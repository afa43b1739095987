/*
 * What should differ from unit to unit and is fixed in the image, and what a
 * build leaves behind. machine-id(5): an empty file, or the word
 * "uninitialized", is right for an image; so is none.
 */
#include "facts/look.h"

#include <ctype.h>
#include <string.h>

#include "base/auto.h"
#include "facts/conf.h"

static const char *const machine_ids[] = { "etc/machine-id", "var/lib/dbus/machine-id" };

static const char *const seeds[] = {
	"var/lib/systemd/random-seed", "var/lib/urandom/random-seed", "var/lib/random-seed",
	"etc/random-seed", "etc/urandom.seed", "var/lib/seedrng/seed.credit", "etc/seedrng/seed.credit",
};

/* Left by people, editors, version control and package managers: the file's name says it. */
static const struct { const char *pattern, *what; } leftovers[] = {
	{ "root/.*_history",		"commands that somebody typed during the build" },
	{ "home/*/.*_history",		"commands that somebody typed during the build" },
	{ "root/.viminfo",		"an editor's memory of files and searches" },
	{ "**/.git/HEAD",		"a git repository" },
	{ "**/.svn/entries",		"a Subversion working copy" },
	{ "**/.svn/wc.db",		"a Subversion working copy" },
	{ "etc/**/*.rej",		"a patch that did not apply" },
	{ "etc/**/*.orig",		"the state before a patch" },
	{ "etc/*.rej",			"a patch that did not apply" },
	{ "etc/*.orig",			"the state before a patch" },
	{ "core",			"a core dump" },
	{ "root/core",			"a core dump" },
};

static bool is_hex(struct bytes s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!isxdigit(s.at[i]))
			return false;
	return s.n == 32;
}

static void find_machine_ids(struct look *look)
{
	for (size_t i = 0; i < COUNT(machine_ids); i++) {
		const struct node *n = tree_find(look->tree, machine_ids[i]);
		struct bytes file, id;

		/* a link to the other one says nothing of its own */
		if (n && n->type == NODE_LINK)
			continue;
		if (!look_read(look, machine_ids[i], &file))
			continue;
		id = bytes_trim(file);
		if (is_hex(id))
			FACT(look->facts, identity, .at = place_line(machine_ids[i], 1), .kind = "machine-id",
			     .detail = look_fmt(look, "%.8s", look_str(look, id)));
	}
}

/* Only its size is told: what is in it does not matter, as it is the same everywhere. */
static void find_seeds(struct look *look)
{
	for (size_t i = 0; i < COUNT(seeds); i++) {
		const struct node *n = look_find(look, seeds[i]);

		facts_looked(look->facts, look->probe, seeds[i], n ? "read" : "absent");
		if (n && n->type == NODE_FILE && n->size)
			FACT(look->facts, identity, .at = place_file(seeds[i]), .kind = "random-seed",
			     .detail = look_fmt(look, "%llu bytes", (unsigned long long)n->size));
	}
}

static void find_leftovers(struct look *look)
{
	for (struct node *n = look->tree->root->child; n; n = tree_next(n)) {
		if (n->type != NODE_FILE || n->size == 0)
			continue;
		for (size_t i = 0; i < COUNT(leftovers); i++)
			if (path_match(leftovers[i].pattern, n->path)) {
				FACT(look->facts, identity, .at = place_file(n->path), .kind = "leftover",
				     .detail = leftovers[i].what);
				break;
			}
	}
}

/* A mail server introduces itself with the name of the machine that it was installed on. */
static void find_mail_name(struct look *look)
{
	struct conf_line l = { 0 };
	struct bytes host = { 0 };

	if (look_text(look, "etc/hostname", &host))
		host = bytes_trim(host);
	if (!look_text(look, "etc/postfix/main.cf", &l.rest))
		return;
	while (conf_ini(&l)) {
		struct bytes name, domain;

		if (!bytes_are(l.key, "myhostname") || bytes_have(l.value, "$") || bytes_same(l.value, host))
			continue;
		if (bytes_cut(l.value, '.', &name, &domain) && (bytes_same(name, host) || bytes_begin(domain, "localdomain")))
			continue;
		FACT(look->facts, identity, .at = place_line("etc/postfix/main.cf", l.line), .kind = "leftover",
		     .detail = look_fmt(look, "myhostname %s is not the name in etc/hostname", look_str(look, l.value)));
	}
}

static void identity_run(struct look *look)
{
	find_machine_ids(look);
	find_seeds(look);
	find_leftovers(look);
	find_mail_name(look);
}

const struct probe probe_identity = {
	.name = "identity",
	.about = "what should differ from unit to unit, and left-overs of the build",
	.reads = (const char *const[]){ "etc/machine-id", "var/lib/dbus/machine-id", "etc/hostname", "etc/postfix/main.cf", NULL },
	.run = identity_run,
};
