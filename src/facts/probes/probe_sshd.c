/*
 * OpenSSH's server: the settings in force, where it listens, and who can log
 * in. sshd_config(5): the first value wins; what stands in argv comes before
 * the file; "Match all" overrides both.
 */
#include "facts/look.h"

#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "facts/algorithms.h"
#include "facts/authkeys.h"
#include "facts/conf.h"
#include "facts/logins.h"
#include "facts/sshd_conf.h"
#include "facts/sshd_defaults.h"

enum { KEYS = 64, WORDS = 32 };

/* One sshd that the image starts, or could start. */
struct sshd {
	struct look *look;
	struct sshd_conf conf;
	const char *path;		/* its configuration */
	const char *prefix;		/* "" or "-f path ": before the scope */
	const struct fact_service *service;
	const struct sshd_line *won[KEYS];	/* by place in sshd_keys[], the line in force everywhere */
	struct bytes ports[8];		/* -p */
	size_t port_count;
	bool inetd;			/* -i: somebody else listens */
};

/* --- values --- */

static struct bytes first_word(struct bytes value)
{
	struct bytes word;

	if (value.n && (value.at[0] == '"' || value.at[0] == '\'')) {
		const unsigned char *end = memchr(value.at + 1, value.at[0], value.n - 1);

		return end ? (struct bytes){ value.at + 1, (size_t)(end - value.at - 1) } : value;
	}
	return bytes_word(&value, &word) ? word : (struct bytes){ 0 };
}

static const char *small(struct look *look, struct bytes s)
{
	char *out = arena_text(look->mem, s.at, s.n);

	for (char *p = out; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return out;
}

/* "2m30s" -> "150", sshd_config(5), TIME FORMATS; what is none stays as it is */
static const char *seconds(struct look *look, struct bytes s)
{
	static const struct { char unit; long worth; } units[] = {
		{ 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 'w', 604800 },
	};
	long all = 0, n = 0;
	bool open = false;

	for (size_t i = 0; i < s.n; i++) {
		long worth = 0;

		if (s.at[i] >= '0' && s.at[i] <= '9' && n < 100000000) {
			n = 10 * n + (s.at[i] - '0');
			open = true;
			continue;
		}
		for (size_t k = 0; k < COUNT(units); k++)
			if ((s.at[i] | 0x20) == units[k].unit)
				worth = units[k].worth;
		if (!open || worth == 0)
			return look_str(look, s);
		all += n * worth;
		n = 0;
		open = false;
	}
	return look_fmt(look, "%ld", all + n);
}

static const char *flag_value(struct look *look, struct bytes word)
{
	static const struct { const char *as, *is; } same[] = {
		{ "true", "yes" }, { "false", "no" }, { "without-password", "prohibit-password" },
	};
	const char *value = small(look, word);

	for (size_t i = 0; i < COUNT(same); i++)
		if (strcmp(value, same[i].as) == 0)
			return same[i].is;
	return value;
}

static const char *value_of(struct sshd *s, const struct sshd_key *key, const struct sshd_line *l)
{
	const char *version = look_daemon(s->look, "sshd")->version;
	struct bytes word = first_word(l->value);

	switch (key->kind) {
	case SSHD_FLAG:		return flag_value(s->look, word);
	case SSHD_TIME:		return seconds(s->look, word);
	case SSHD_ALGORITHMS:	return algorithms_merge(s->look, sshd_default(key->name, version), word);
	case SSHD_ARGS:		return look_str(s->look, l->value);
	case SSHD_WORD:
	case SSHD_NONE:		break;
	}
	return look_str(s->look, strcmp(key->name, "AuthorizedKeysFile") == 0 ? l->value : word);
}

/* What is in force for every connection: written, or by default; NULL when that is not known. */
static const char *in_force(struct sshd *s, const char *name)
{
	const struct sshd_key *key = sshd_key_find(bytes_of(name));
	const struct sshd_line *l = s->won[key - sshd_keys];

	return l ? value_of(s, key, l) : sshd_default(name, look_daemon(s->look, "sshd")->version);
}

static bool is_set(struct sshd *s, const char *name, const char *value)
{
	const char *now = in_force(s, name);

	return now && strcmp(now, value) == 0;
}

/* --- which line wins --- */

static void choose(struct sshd *s)
{
	for (const struct sshd_line *l = s->conf.first; l; l = l->next) {
		const struct sshd_key *key = sshd_key_find(l->key);
		const struct sshd_line **won;

		if (!key || key->kind == SSHD_ARGS)
			continue;
		won = &s->won[key - sshd_keys];
		if ((l->block == 0 && !*won) || (l->always && (!*won || !(*won)->always)))
			*won = l;
	}
	for (const struct sshd_line *l = s->conf.first; l; l = l->next) {
		const struct sshd_key *key = sshd_key_find(l->key);

		if (key && key->kind == SSHD_ARGS && l->block == 0 && !s->won[key - sshd_keys])
			s->won[key - sshd_keys] = l;
	}
}

/* "Match User bob" says nothing about root; "Match User *" and "Match Address ..." do. */
static bool reaches_root(const char *scope)
{
	struct bytes rest = bytes_of(scope), word, pattern;
	bool root = true;

	while (bytes_word(&rest, &word)) {
		if (!bytes_are_nocase(word, "user"))
			continue;
		root = false;
		bytes_word(&rest, &word);
		while (bytes_field(&word, ',', &pattern)) {
			if (bytes_are(pattern, "!root"))
				return false;
			root |= bytes_are(pattern, "root") || bytes_are(pattern, "*");
		}
	}
	return root;
}

/* For each keyword, the blocks that have set it. */
struct said {
	unsigned char by[KEYS][SSHD_BLOCKS / 8];
};

static bool said_before(struct said *said, size_t key, int block)
{
	unsigned char *at = &said->by[key][block / 8], bit = (unsigned char)(1 << (block % 8));
	bool before = (*at & bit) != 0;

	*at |= bit;
	return before;
}

static const char *state_of(const struct sshd *s, const struct sshd_key *key, const struct sshd_line *l,
			    struct said *said)
{
	const struct sshd_line *won = s->won[key - sshd_keys];
	bool again = said_before(said, (size_t)(key - sshd_keys), l->block);

	if (key->kind == SSHD_ARGS || l == won)
		return "effective";
	if (l->block == 0 || l->always || again)
		return "overridden";
	/* a "Match all" further up was there first */
	if (won && won->always && won->block < l->block)
		return "overridden";
	if (strcmp(key->name, "PermitRootLogin") == 0 && !reaches_root(l->scope))
		return "unreachable";
	return "effective";
}

static void settings_add(struct sshd *s)
{
	struct said said = { 0 };

	for (const struct sshd_line *l = s->conf.first; l; l = l->next) {
		const struct sshd_key *key = sshd_key_find(l->key);
		const char *state;

		if (!key)
			continue;
		state = state_of(s, key, l, &said);
		FACT(s->look->facts, setting, .at = l->at, .daemon = "sshd",
		     .scope = look_fmt(s->look, "%s%s", s->prefix, l->always ? "" : l->scope), .key = key->name,
		     .value = value_of(s, key, l), .state = state, .source = l->source);
	}
	for (const struct sshd_key *key = sshd_keys; key->name; key++) {
		const char *value = in_force(s, key->name);

		/* no value: it depends on the version, which is not known */
		if (!s->won[key - sshd_keys] && (value || key->kind != SSHD_ARGS))
			FACT(s->look->facts, setting, .daemon = "sshd", .scope = s->prefix, .key = key->name,
			     .value = value, .state = "default", .source = "compiled",
			     .at = place_file(s->path));
	}
}

/* --- algorithms --- */

static void crypto_add(struct sshd *s)
{
	static const struct { const char *key, *what; } kinds[] = {
		{ "Ciphers", "cipher" }, { "MACs", "mac" }, { "KexAlgorithms", "kex" }, { "HostKeyAlgorithms", "hostkey" },
	};

	for (size_t i = 0; i < COUNT(kinds); i++) {
		const struct sshd_line *l = s->won[sshd_key_find(bytes_of(kinds[i].key)) - sshd_keys];
		const char *value = in_force(s, kinds[i].key);

		if (value)
			FACT(s->look->facts, crypto, .at = l ? l->at : place_file(s->path), .program = "sshd",
			     .what = kinds[i].what, .value = value, .weak = algorithms_weak(s->look, value),
			     .state = l ? "effective" : "default");
	}
}

/* --- where it listens --- */

static const char *family_address(const char *family)
{
	return strcmp(family, "inet") == 0 ? "0.0.0.0" : strcmp(family, "inet6") == 0 ? "::" : "*";
}

/* Calls listen for each Port in force: argv's, else those of the file, else 22. */
static void each_port(struct sshd *s, struct bytes host, struct place at)
{
	bool any = false;
	long port;

	for (size_t i = 0; i < s->port_count; i++)
		if (bytes_number(s->ports[i], &port)) {
			any = true;
			look_listens(s->look, "sshd", "tcp", look_str(s->look, host), port, at, "argv", FLAG_NO);
		}
	for (const struct sshd_line *l = s->port_count ? NULL : s->conf.first; l; l = l->next)
		if (bytes_are_nocase(l->key, "Port") && bytes_number(first_word(l->value), &port)) {
			any = true;
			look_listens(s->look, "sshd", "tcp", look_str(s->look, host), port, at.path ? at : l->at,
				     l->source, FLAG_NO);
		}
	if (!any)
		look_listens(s->look, "sshd", "tcp", look_str(s->look, host), 22, at, at.path ? "file" : "compiled",
			     FLAG_NO);
}

static void listens_add(struct sshd *s)
{
	const char *family = in_force(s, "AddressFamily");
	struct bytes host;
	bool any = false;
	long port;

	if (s->inetd)
		return;
	for (const struct sshd_line *l = s->conf.first; l; l = l->next) {
		if (!bytes_are_nocase(l->key, "ListenAddress"))
			continue;
		any = true;
		conf_hostport(first_word(l->value), &host, &port);
		if (port > 0)
			look_listens(s->look, "sshd", "tcp", look_str(s->look, host), port, l->at, l->source, FLAG_NO);
		else
			each_port(s, host, l->at);
	}
	if (!any)
		each_port(s, bytes_of(family_address(family ? family : "any")), (struct place){ 0 });
}

/* --- who can log in --- */

/* AllowUsers and DenyUsers: patterns, of which USER@HOST counts by its user here. */
static bool named(struct sshd *s, const char *key, const char *user, bool *given)
{
	*given = false;
	for (const struct sshd_line *l = s->conf.first; l; l = l->next) {
		struct bytes rest = l->value, word, name;

		if (l->block != 0 || !bytes_are_nocase(l->key, key))
			continue;
		*given = true;
		while (bytes_word(&rest, &word))
			if (bytes_field(&word, '@', &name) && path_match(look_str(s->look, name), user))
				return true;
	}
	return false;
}

/* The name of a group, and whether it lists this member, by group(5). */
static bool in_group(struct look *look, struct bytes line, const struct fact_account *a, struct bytes *group)
{
	struct bytes skip, gid, member;
	long n;

	bytes_field(&line, ':', group);
	bytes_field(&line, ':', &skip);
	bytes_field(&line, ':', &gid);
	if (bytes_number(gid, &n) && n == a->gid)
		return true;
	while (bytes_field(&line, ',', &member))
		if (bytes_are(bytes_trim(member), a->name))
			return true;
	(void)look;
	return false;
}

static bool group_named(struct sshd *s, const char *key, const struct fact_account *a, bool *given)
{
	struct bytes file = { 0 }, line, group;

	named(s, key, "", given);
	if (!*given || !look_text(s->look, "etc/group", &file))
		return false;
	while (bytes_line(&file, &line)) {
		bool unused;

		if (in_group(s->look, line, a, &group) && named(s, key, look_str(s->look, group), &unused))
			return true;
	}
	return false;
}

static bool lets(void *self, const struct fact_account *a)
{
	bool given;

	if (named(self, "DenyUsers", a->name, &given) || group_named(self, "DenyGroups", a, &given))
		return false;
	if (!named(self, "AllowUsers", a->name, &given) && given)
		return false;
	return group_named(self, "AllowGroups", a, &given) || !given;
}

/* sshd asks for a password itself, or PAM does by way of the keyboard-interactive method. */
static const char *password_by(struct sshd *s)
{
	const char *methods = in_force(s, "AuthenticationMethods");

	if (methods && strcmp(methods, "any") != 0 && !strstr(methods, "password") && !strstr(methods, "keyboard"))
		return NULL;
	if (is_set(s, "PasswordAuthentication", "yes"))
		return "PasswordAuthentication yes";
	if (is_set(s, "UsePAM", "yes") && is_set(s, "KbdInteractiveAuthentication", "yes"))
		return "KbdInteractiveAuthentication yes with UsePAM yes";
	return NULL;
}

static struct place place_of(struct sshd *s, const char *name)
{
	const struct sshd_line *l = s->won[sshd_key_find(bytes_of(name)) - sshd_keys];

	return l ? l->at : place_file(s->path);
}

static void logins_add(struct sshd *s, enum flag enabled)
{
	const char *by = password_by(s);
	struct login_way way = {
		.via = "ssh-password", .program = "sshd", .enabled = enabled, .detail = by,
		.root = is_set(s, "PermitRootLogin", "yes"), .lets = lets, .self = s,
		.empty = is_set(s, "PermitEmptyPasswords", "yes") &&
			 (!is_set(s, "UsePAM", "yes") || logins_pam_empty(s->look, "sshd")),
		.at = place_of(s, by && bytes_begin(bytes_of(by), "Kbd") ? "KbdInteractiveAuthentication"
									 : "PasswordAuthentication"),
	};

	if (by)
		logins_password(s->look, &way);
	if (!is_set(s, "PubkeyAuthentication", "yes"))
		return;
	authkeys_elsewhere(s->look, in_force(s, "AuthorizedKeysFile"));
	FACT_EACH(s->look->facts, grant, g)
		if (strcmp(g->kind, "authorized-key") == 0 && !bytes_begin(bytes_of(g->at.path), "etc/dropbear") &&
		    !(g->user && strcmp(g->user, "root") == 0 && is_set(s, "PermitRootLogin", "no")))
			FACT(s->look->facts, login, .at = g->at, .via = "ssh-key", .program = "sshd", .user = g->user,
			     .password = "none", .enabled = enabled, .detail = g->detail);
}

/* --- one instance --- */

static void argument(struct sshd *s, unsigned char option, struct bytes value, struct place at)
{
	switch (option) {
	case 'o':
		sshd_conf_option(&s->conf, value, at);
		break;
	case 'p':
		if (s->port_count < COUNT(s->ports))
			s->ports[s->port_count++] = value;
		break;
	case 'g':
		sshd_conf_option(&s->conf, bytes_of(look_fmt(s->look, "LoginGraceTime=%s", look_str(s->look, value))), at);
		break;
	case 'f':
		s->path = look_str(s->look, value);
		while (*s->path == '/')
			s->path++;
		break;
	}
}

/* The value of an option, which may be the next word; "-o Key Value" also where quotes got lost. */
static struct bytes option_value(struct bytes *rest, struct bytes glued, bool pair)
{
	struct bytes value = glued, peek, word;

	*rest = bytes_trim(*rest);
	if (value.n == 0 && rest->n && (rest->at[0] == '"' || rest->at[0] == '\'')) {
		value = first_word(*rest);
		*rest = bytes_skip(*rest, value.n + 2);
		return value;
	}
	if (value.n == 0)
		bytes_word(rest, &value);
	peek = *rest;
	if (pair && value.n && !memchr(value.at, '=', value.n) && bytes_word(&peek, &word) && !bytes_begin(word, "-")) {
		value.n = (size_t)(word.at + word.n - value.at);
		*rest = peek;
	}
	return bytes_unquote(value);
}

/* sshd(8): -o "Key Value", -p22, -f file, flags may stand together (-4D) */
static void arguments(struct sshd *s, const char *exec, struct place at)
{
	struct bytes rest = bytes_of(exec ? exec : ""), word;

	while (bytes_word(&rest, &word)) {
		if (word.n < 2 || word.at[0] != '-')
			continue;
		for (size_t i = 1; i < word.n; i++) {
			if (strchr("oCcEfgHhkpub", word.at[i])) {
				argument(s, word.at[i], option_value(&rest, bytes_skip(word, i + 1), word.at[i] == 'o'), at);
				break;
			}
			if (word.at[i] == '4' || word.at[i] == '6')
				sshd_conf_option(&s->conf, word.at[i] == '4' ? BYTES("AddressFamily=inet")
								: BYTES("AddressFamily=inet6"), at);
			else if (word.at[i] == 'i')
				s->inetd = true;
		}
	}
}

/* Where sshd looks by itself: OpenSSH's own, what vendors build in, SUSE's. */
static const char *default_path(struct look *look)
{
	static const char *const paths[] = {
		"etc/ssh/sshd_config", "etc/sshd_config", "etc/openssh/sshd_config", "usr/local/etc/sshd_config",
		"usr/local/etc/ssh/sshd_config", "usr/etc/ssh/sshd_config",
	};

	for (size_t i = 0; i < COUNT(paths); i++)
		if (look_exists(look, paths[i]))
			return paths[i];
	return paths[0];
}

static void instance(struct look *look, const struct fact_service *service)
{
	struct sshd s = { .look = look, .conf = { .look = look }, .prefix = "", .service = service };
	const char *usual = default_path(look);
	enum flag enabled = service ? service->starts : look_daemon(look, "sshd")->enabled;
	struct facts_mark mark = facts_mark(look->facts);

	s.path = usual;
	if (service)
		arguments(&s, service->exec, service->at);
	if (strcmp(s.path, usual) != 0)
		s.prefix = look_fmt(look, "-f %s ", s.path);
	if (!look_exists(look, s.path)) {
		facts_looked(look->facts, look->probe, s.path, "absent");
		if (look_daemon(look, "sshd")->enabled == FLAG_YES)
			look_unreadable(look, s.path, "is not in the image, and sshd starts only with it");
		return;
	}
	if (!sshd_conf_read(&s.conf, s.path)) {
		struct facts_mark now = facts_mark(look->facts);

		/* what was said about the failure stays */
		mark.count[TABLE_unreadable] = now.count[TABLE_unreadable];
		mark.count[TABLE_coverage] = now.count[TABLE_coverage];
		facts_rollback(look->facts, &mark);
		return;
	}
	choose(&s);
	settings_add(&s);
	crypto_add(&s);
	listens_add(&s);
	logins_add(&s, enabled);
}

static void sshd_run(struct look *look)
{
	const struct fact_service *service = NULL;
	const char *seen[WORDS];
	size_t count = 0;

	if (strcmp(look_daemon(look, "sshd")->state, "absent") == 0 && !look_exists(look, default_path(look))) {
		facts_looked(look->facts, look->probe, default_path(look), "absent");
		return;
	}
	/* those that start; where none does, those that could; where there is none, the file alone */
	for (int starting = 1; starting >= 0 && count == 0; starting--)
		while ((service = look_service(look, "sshd", starting, service)) != NULL && count < COUNT(seen)) {
			const char *exec = service->exec ? service->exec : "";
			bool again = false;

			for (size_t i = 0; i < count; i++)
				again |= strcmp(seen[i], exec) == 0;
			if (again)
				continue;
			seen[count++] = exec;
			instance(look, service);
		}
	if (count == 0)
		instance(look, NULL);
}

const struct probe probe_sshd = {
	.name = "sshd",
	.about = "the OpenSSH server's settings in force, where it listens, who can log in",
	.reads = (const char *const[]){
		"etc/ssh/**", "etc/sshd_config", "etc/openssh/*", "usr/local/etc/sshd_config", "usr/local/etc/ssh/*",
		"usr/etc/ssh/**", "etc/group", "etc/securetty", NULL,
	},
	.run = sshd_run,
};
