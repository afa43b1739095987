/*
 * Who is let in by what lies in the image: authorized keys, the trust files of
 * the r-commands, polkit.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "facts/authkeys.h"
#include "facts/conf.h"

/* --- hosts.equiv(5) and .rhosts: "[+|-]host [user]" --- */

static void equiv_read(struct look *look, struct node *n, const char *kind, const char *user)
{
	struct bytes file, line;
	long number = 0;

	n = look_find(look, n->path);
	if (!n || n->type != NODE_FILE || !look_text_node(look, n, &file))
		return;
	while (bytes_line(&file, &line)) {
		number++;
		line = bytes_trim(line);
		if (line.n && line.at[0] != '#' && line.at[0] != '-')
			FACT(look->facts, grant, .at = place_line(n->path, number), .kind = kind, .user = user,
			     .detail = look_str(look, bytes_first(line, 200)), .works = FLAG_UNKNOWN);
	}
}

static void equiv_all(struct look *look)
{
	static const struct { const char *pattern, *kind, *user; } files[] = {
		{ "etc/hosts.equiv", "hosts-equiv", "everybody but root" },
		{ "etc/shosts.equiv", "hosts-equiv", "everybody but root" },
		{ "etc/ssh/shosts.equiv", "hosts-equiv", "everybody but root" },
		{ "root/.rhosts", "rhosts", "root" },
		{ "root/.shosts", "rhosts", "root" },
		{ "home/*/.rhosts", "rhosts", NULL },
		{ "home/*/.shosts", "rhosts", NULL },
		{ ".rhosts", "rhosts", "root" },
	};

	for (size_t i = 0; i < COUNT(files); i++) {
		struct node **n = look_glob(look, files[i].pattern);

		if (!*n)
			facts_looked(look->facts, look->probe, files[i].pattern, "absent");
		for (; *n; n++)
			equiv_read(look, *n, files[i].kind, files[i].user ? files[i].user : (*n)->parent->name);
	}
}

/* --- polkit(8): text only, the rules are programs --- */

static void polkit_add(struct look *look, struct place at, const char *user, const char *detail)
{
	FACT(look->facts, grant, .at = at, .kind = "polkit", .user = user, .detail = detail,
	     .works = FLAG_OF(look_exists(look, "usr/lib/polkit-1/polkitd") || look_exists(look, "usr/libexec/polkitd") ||
			      look_exists(look, "usr/lib/policykit-1/polkitd")));
}

/* <action id="x"> ... <allow_any>yes</allow_any>; the desktops' own policies were weighed by their authors */
static void policy_read(struct look *look, struct node *n)
{
	struct bytes file, line, action = { 0 };
	long number = 0;

	if (!look_text_node(look, n, &file))
		return;
	while (bytes_line(&file, &line)) {
		long id = bytes_find(line, "<action id=\"");

		number++;
		if (id >= 0) {
			line = bytes_skip(line, (size_t)id + 12);
			bytes_field(&line, '"', &action);
		}
		if (bytes_have(line, "<allow_any>yes</allow_any>") && !bytes_begin(action, "org.freedesktop.") &&
		    !bytes_begin(action, "org.gnome."))
			polkit_add(look, place_line(n->path, number), NULL,
				   look_fmt(look, "allow_any yes for %s", look_str(look, action)));
	}
}

/* What a rule asks of who wants it, in its own words; NULL when it asks nothing. */
static const char *condition_of(struct look *look, struct bytes file)
{
	static const char *const words[] = { "subject.isInGroup(", "subject.user ==", "subject.user==", "unix-group:", "unix-user:" };

	for (size_t i = 0; i < COUNT(words); i++) {
		long at = bytes_find(file, words[i]);
		struct bytes rest, line;

		if (at < 0)
			continue;
		rest = bytes_skip(file, (size_t)at);
		bytes_line(&rest, &line);
		return look_str(look, bytes_first(line, 60));
	}
	return NULL;
}

static void rules_read(struct look *look, struct node *n)
{
	struct bytes file, rest, line;
	const char *user;
	long number = 0;

	if (!look_text_node(look, n, &file))
		return;
	user = condition_of(look, file);
	rest = file;
	while (bytes_line(&rest, &line)) {
		number++;
		line = bytes_trim(line);
		if (!bytes_begin(line, "//") && bytes_have(line, "polkit.Result.YES"))
			polkit_add(look, place_line(n->path, number), user, "a rule returns polkit.Result.YES");
	}
}

static void pkla_read(struct look *look, struct node *n)
{
	struct conf_line l = { 0 };
	const char *identity = NULL;

	if (!look_text_node(look, n, &l.rest))
		return;
	while (conf_ini(&l)) {
		if (bytes_are(l.key, "Identity"))
			identity = look_str(look, l.value);
		if (bytes_are(l.key, "ResultAny") && bytes_are(l.value, "yes"))
			polkit_add(look, place_line(n->path, l.line),
				   identity && strchr(identity, '*') ? NULL : identity, "ResultAny=yes");
	}
}

static void polkit_all(struct look *look)
{
	static const struct { const char *pattern; void (*read)(struct look *, struct node *); } files[] = {
		{ "usr/share/polkit-1/actions/*.policy", policy_read },
		{ "etc/polkit-1/actions/*.policy", policy_read },
		{ "etc/polkit-1/rules.d/*.rules", rules_read },
		{ "usr/share/polkit-1/rules.d/*.rules", rules_read },
		{ "etc/polkit-1/localauthority/*/*.pkla", pkla_read },
		{ "var/lib/polkit-1/localauthority/*/*.pkla", pkla_read },
	};

	for (size_t i = 0; i < COUNT(files); i++)
		for (struct node **n = look_glob(look, files[i].pattern); *n; n++) {
			struct node *real = look_find(look, (*n)->path);

			if (real && real->type == NODE_FILE)
				files[i].read(look, real);
		}
}

static void trust_run(struct look *look)
{
	authkeys_usual(look);
	equiv_all(look);
	polkit_all(look);
}

const struct probe probe_trust = {
	.name = "trust",
	.about = "authorized keys, trust files of the r-commands, polkit: who is let in by what lies in the image",
	.reads = (const char *const[]){
		"**/.ssh/authorized_keys*", "etc/dropbear/authorized_keys*", "etc/hosts.equiv", "etc/shosts.equiv",
		"**/.rhosts", "**/.shosts", "etc/polkit-1/**", "usr/share/polkit-1/**", "var/lib/polkit-1/**", NULL,
	},
	.run = trust_run,
};
