/*
 * Secrets in the well-known files of client programs: who can read the firmware
 * can read these. The files of daemons and dial-up are their own probes' business. What is
 * kept is a digest, never the word.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "base/sha256.h"
#include "facts/conf.h"

struct secret {
	const char *path, *kind, *program, *form;
	long line;
	struct bytes user, word;
};

static void secret_add(struct look *look, const struct secret *s)
{
	char hex[SHA256_HEX];

	/* nothing, and a variable or a command that fills it in later, is no secret */
	if (s->word.n == 0 || s->word.at[0] == '$' || s->word.at[0] == '`' || s->word.at[0] == '<')
		return;
	sha256_of(s->word.at, s->word.n, hex);
	hex[16] = '\0';
	FACT(look->facts, credential, .at = place_line(s->path, s->line), .kind = s->kind, .program = s->program,
	     .user = s->user.n ? look_str(look, s->user) : NULL, .form = s->form, .digest = hex);
}

struct secret_file;
typedef void read_fn(struct look *look, const struct secret_file *f, const char *path, struct bytes file);

/* --- shapes --- */

static read_fn read_settings, read_netrc, read_pgpass, read_git, read_docker, read_fstab, read_uci;

static const struct secret_file {
	const char *pattern, *program;
	read_fn *read;
	const char *key, *kind;		/* read_settings: the key that holds the secret; '*' in front: its ending */
} secret_files[] = {
	{ "**/.netrc",			"netrc",	read_netrc, NULL, NULL },
	{ "**/.pgpass",			"psql",		read_pgpass, NULL, NULL },
	{ "**/.my.cnf",			"mysql",	read_settings, "password", "password" },
	{ "**/.npmrc",			"npm",		read_settings, "*:_authToken", "token" },
	{ "**/.aws/credentials",	"aws",		read_settings, "aws_secret_access_key", "token" },
	{ "**/.git-credentials",	"git",		read_git, NULL, NULL },
	{ "**/.docker/config.json",	"docker",	read_docker, NULL, NULL },
	{ "etc/msmtprc",		"msmtp",	read_settings, "password", "password" },
	{ "**/.msmtprc",		"msmtp",	read_settings, "password", "password" },
	{ "etc/ssmtp/ssmtp.conf",	"ssmtp",	read_settings, "AuthPass", "password" },
	{ "etc/fstab",			"mount.cifs",	read_fstab, NULL, NULL },
	{ "etc/config/network",		"netifd",	read_uci, NULL, NULL },
};

static bool key_is(struct bytes key, const char *wanted)
{
	return wanted[0] == '*' ? bytes_end(key, wanted + 1) : bytes_are_nocase(key, wanted);
}

static void read_settings(struct look *look, const struct secret_file *f, const char *path, struct bytes file)
{
	struct conf_line l = { .rest = file };

	while (conf_words(&l))
		if (key_is(l.key, f->key))
			secret_add(look, &(struct secret){ .path = path, .line = l.line, .kind = f->kind,
				   .program = f->program, .form = "clear", .word = l.value });
}

/* "machine HOST login NAME password WORD", over as many lines as one likes (netrc(5)) */
static void read_netrc(struct look *look, const struct secret_file *f, const char *path, struct bytes file)
{
	struct bytes line, user = { 0 };

	for (long n = 1; bytes_line(&file, &line); n++) {
		struct bytes word, value;

		while (bytes_word(&line, &word)) {
			if (bytes_are(word, "login") && bytes_word(&line, &value))
				user = value;
			else if (bytes_are(word, "password") && bytes_word(&line, &value))
				secret_add(look, &(struct secret){ .path = path, .line = n, .kind = "password",
					   .program = f->program, .form = "clear", .user = user, .word = value });
		}
	}
}

/* hostname:port:database:username:password (libpq, "The Password File") */
static void read_pgpass(struct look *look, const struct secret_file *f, const char *path, struct bytes file)
{
	struct bytes line, fields[5];

	for (long n = 1; bytes_line(&file, &line); n++) {
		size_t count = 0;

		if (bytes_begin(line, "#"))
			continue;
		while (count < COUNT(fields) && bytes_field(&line, ':', &fields[count]))
			count++;
		if (count == COUNT(fields))
			secret_add(look, &(struct secret){ .path = path, .line = n, .kind = "password",
				   .program = f->program, .form = "clear", .user = fields[3], .word = fields[4] });
	}
}

/* https://user:password@host (git-credential-store(1)) */
static void read_git(struct look *look, const struct secret_file *f, const char *path, struct bytes file)
{
	struct bytes line;

	for (long n = 1; bytes_line(&file, &line); n++) {
		long from = bytes_find(line, "://"), at = bytes_find(line, "@");
		struct bytes user, word;

		if (from < 0 || at < from + 3)
			continue;
		line = bytes_skip(bytes_first(line, (size_t)at), (size_t)from + 3);
		if (bytes_cut(line, ':', &user, &word))
			secret_add(look, &(struct secret){ .path = path, .line = n, .kind = "token",
				   .program = f->program, .form = "clear", .user = user, .word = word });
	}
}

/* "auth": "BASE64 of user:password" */
static void read_docker(struct look *look, const struct secret_file *f, const char *path, struct bytes file)
{
	struct bytes line, key, value;

	for (long n = 1; bytes_line(&file, &line); n++) {
		line = bytes_trim(line);
		if (!bytes_cut(line, ':', &key, &value) || !bytes_are(bytes_unquote(key), "auth"))
			continue;
		if (bytes_end(value, ","))
			value.n--;
		secret_add(look, &(struct secret){ .path = path, .line = n, .kind = "password", .program = f->program,
			   .form = "base64", .word = bytes_unquote(value) });
	}
}

/* device point cifs options: password=WORD among them (mount.cifs(8)) */
static void read_fstab(struct look *look, const struct secret_file *f, const char *path, struct bytes file)
{
	struct conf_row r = { .rest = file };
	struct bytes option;

	while (conf_row(&r)) {
		if (!bytes_are(r.f[2], "cifs") && !bytes_are(r.f[2], "smb3"))
			continue;
		while (bytes_field(&r.f[3], ',', &option))
			if (bytes_begin(option, "password=") || bytes_begin(option, "pass="))
				secret_add(look, &(struct secret){ .path = path, .line = r.line, .kind = "password",
					   .program = f->program, .form = "clear",
					   .word = bytes_skip(option, (size_t)bytes_find(option, "=") + 1) });
	}
}

/* What an interface's section calls its secrets: dial-up, WireGuard, mobile */
static const struct { const char *key, *kind; } uci_secrets[] = {
	{ "password", "password" }, { "private_key", "secret" }, { "preshared_key", "psk" }, { "pincode", "password" },
};

static void uci_option(struct look *look, struct secret *s, const struct conf_uci *u)
{
	for (size_t i = 0; i < COUNT(uci_secrets); i++) {
		/* OpenWrt's own templates have the word 'password' there */
		if (!bytes_are(u->key, uci_secrets[i].key) || bytes_same(u->value, u->key))
			continue;
		s->line = u->line;
		s->kind = uci_secrets[i].kind;
		s->word = u->value;
		secret_add(look, s);
	}
}

/* config interface, option username, option password: the name comes first, as uci and LuCI write it */
static void read_uci(struct look *look, const struct secret_file *f, const char *path, struct bytes file)
{
	struct secret s = { .path = path, .program = f->program, .form = "clear" };
	struct conf_uci u = { .rest = file };

	while (conf_uci(&u)) {
		if (u.is_section)
			s.user = (struct bytes){ 0 };
		else if (bytes_are(u.key, "username"))
			s.user = u.value;
		else
			uci_option(look, &s, &u);
	}
}

static void secrets_run(struct look *look)
{
	for (struct node *n = look->tree->root->child; n; n = tree_next(n)) {
		struct bytes file;

		if (n->type != NODE_FILE || (n->name[0] != '.' && strncmp(n->path, "etc/", 4) != 0 &&
					     strcmp(n->name, "credentials") != 0 && strcmp(n->name, "config.json") != 0))
			continue;
		for (size_t i = 0; i < COUNT(secret_files); i++)
			if (path_match(secret_files[i].pattern, n->path) && look_text_node(look, n, &file))
				secret_files[i].read(look, &secret_files[i], n->path, file);
	}
	facts_looked(look->facts, look->probe, "etc", look_exists(look, "etc") ? "read" : "absent");
}

const struct probe probe_client_secrets = {
	.name = "client-secrets",
	.about = "passwords and tokens in the files of client programs",
	.reads = (const char *const[]){
		"**/.netrc", "**/.pgpass", "**/.my.cnf", "**/.npmrc", "**/.aws/credentials", "**/.git-credentials",
		"**/.docker/config.json", "etc/msmtprc", "**/.msmtprc", "etc/ssmtp/ssmtp.conf",
		"etc/fstab", "etc/config/network", NULL },
	.run = secrets_run,
};
