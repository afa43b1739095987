/*
 * Administrators' passwords of web interfaces: the files that a web server asks
 * for logins, and the default configurations of devices, where a firmware's own
 * interface finds its first password.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "facts/web_secrets.h"

/* --- htpasswd(1): user:hash, or user:password where the server says it is plain --- */

static const struct user_file { const char *daemon, *key; bool plain; } user_files[] = {
	{ "nginx", "auth_basic_user_file", false }, { "apache", "AuthUserFile", false },
	{ "lighttpd", "auth.backend.htpasswd.userfile", false }, { "lighttpd", "auth.backend.plain.userfile", true },
};

/* nginx also takes "{PLAIN}password" (ngx_http_auth_basic_module) */
static void users_read(struct look *look, const struct web_secret *like, const char *path)
{
	struct bytes file, line, user, word;

	if (!look_text(look, path, &file))
		return;
	for (long n = 1; bytes_line(&file, &line); n++) {
		struct web_secret s = *like;

		line = bytes_trim(line);
		if (bytes_begin(line, "#") || !bytes_cut(line, ':', &user, &word))
			continue;
		s.at = place_line(path, n);
		s.user = user;
		s.word = word;
		if (bytes_begin(word, "{PLAIN}")) {
			s.word = bytes_skip(word, 7);
			s.is_hash = false;
		}
		web_secret_say(look, &s);
	}
}

static void user_file_read(struct look *look, const struct user_file *f, const struct fact_setting *set)
{
	const char *path = set->value;

	/* relative ones are the daemon's own folder's (apache: ServerRoot, nginx: beside nginx.conf) */
	if (*path != '/')
		path = look_fmt(look, "etc/%s/%s", strcmp(f->daemon, "apache") == 0 ? "apache2" : f->daemon, path);
	while (*path == '/')
		path++;
	users_read(look, &(struct web_secret){ .program = f->daemon, .is_hash = !f->plain }, path);
}

/* Settings added while we look are none of these: the count is taken first. */
static void user_files_read(struct look *look)
{
	size_t count = FACT_COUNT(look->facts, setting);

	for (size_t i = 0; i < count; i++) {
		const struct fact_setting *set = FACT_AT(look->facts, setting, i);

		for (size_t k = 0; k < COUNT(user_files); k++)
			if (strcmp(set->daemon, user_files[k].daemon) == 0 && strcmp(set->key, user_files[k].key) == 0 &&
			    set->value && *set->value && strcmp(set->state, "overridden") != 0)
				user_file_read(look, &user_files[k], set);
	}
}

/* --- default configurations: key=value, <Key>value</Key>, Key="value" --- */

static const char *const defaults[] = {
	"etc/default*.xml", "etc/default*.cfg", "etc/default*.conf", "etc/*config*.xml", "etc/*_default*", "etc/defaults/*.xml",
	"etc/*.default.xml", "etc_ro/*.xml", "etc_ro/*.cfg", "etc_ro/default*", "etc_ro/Wireless/*/*default*", "etc/config.xml",
	"usr/etc/*.xml", "usr/etc/default*", "etc/nvram*", "etc/*nvram*.txt", "usr/local/etc/default*", "userfs/*.xml",
	"userfs/romfile*.cfg", "etc/webs/*.cfg", "web/*default*.cfg", "etc/defaults.cfg",
};

/* names that mean the password of the interface itself, not of Wi-Fi, PPP or a database */
static const char *const admin_keys[] = {
	"http_passwd", "http_password", "http_pwd", "web_passwd", "web_password", "web_pwd", "webpasswd", "webpassword",
	"admin_password", "admin_passwd", "admin_pass", "admin_pwd", "adminpassword", "adminpasswd", "adminpass", "adminpwd",
	"login_password", "login_passwd", "login_pass", "login_pwd", "loginpassword", "sys_password", "sys_passwd", "sys_pwd",
	"sysadmin_password", "root_password", "root_passwd", "web_login_password", "user_password_admin",
};

static bool is_name(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

static bool is_admin_key(struct bytes name)
{
	for (size_t i = 0; i < COUNT(admin_keys); i++)
		if (bytes_are_nocase(name, admin_keys[i]))
			return true;
	return false;
}

/* What stands behind a name: ="value", =value, >value<. */
static bool value_behind(struct bytes rest, struct bytes *value)
{
	const char *ends = " \t;,";
	size_t n = 0;

	while (rest.n && (rest.at[0] == ' ' || rest.at[0] == '\t'))
		rest = bytes_skip(rest, 1);
	if (rest.n == 0 || !(rest.at[0] == '=' || rest.at[0] == '>'))
		return false;
	if (rest.at[0] == '>')
		ends = "<";
	rest = bytes_skip(rest, 1);
	if (rest.n && (rest.at[0] == '"' || rest.at[0] == '\'')) {
		ends = rest.at[0] == '"' ? "\"" : "'";
		rest = bytes_skip(rest, 1);
	}
	while (n < rest.n && rest.at[n] && !strchr(ends, rest.at[n]))
		n++;
	*value = bytes_first(rest, n);
	return true;
}

/* <Value Name="AdminPassword" Value="..."/> is not read: only names that carry their value. */
static void line_read(struct look *look, struct bytes line, struct place at, enum flag in_use)
{
	while (line.n) {
		struct bytes name, value;
		size_t n = 0;

		while (n < line.n && is_name(line.at[n]))
			n++;
		name = bytes_first(line, n);
		line = bytes_skip(line, n ? n : 1);
		if (n > 4 && is_admin_key(name) && value_behind(line, &value))
			web_secret_say(look, &(struct web_secret){ .program = "web-interface", .word = bytes_trim(value), .at = at,
								   .in_use = in_use });
	}
}

static void default_read(struct look *look, struct node *n, enum flag in_use)
{
	struct bytes file, line;

	if (!look_read(look, n->path, &file))
		return;
	if (file.n && memchr(file.at, 0, file.n)) {
		look_unreadable(look, n->path, "may hold the interface's first password, and is no text");
		return;
	}
	for (long k = 1; bytes_line(&file, &line); k++) {
		line = bytes_trim(line);
		if (!bytes_begin(line, "#") && !bytes_begin(line, "<!--"))
			line_read(look, bytes_first(line, LIMIT_VALUE), place_line(n->path, k), in_use);
	}
}

/* Some web server starts: who of them reads the file is the vendor's knowledge. */
static enum flag any_web(struct look *look)
{
	FACT_EACH(look->facts, site, s)
		if (look_daemon(look, s->daemon)->enabled == FLAG_YES)
			return FLAG_YES;
	return FLAG_NO;
}

static void defaults_read(struct look *look)
{
	enum flag in_use = any_web(look);

	for (size_t i = 0; i < COUNT(defaults); i++)
		for (struct node **n = look_glob(look, defaults[i]); *n; n++) {
			bool before = false;

			for (size_t k = 0; k < i; k++)
				before = before || path_match(defaults[k], (*n)->path);
			if (!before && (*n)->type == NODE_FILE)
				default_read(look, *n, in_use);
		}
}

static void web_secrets_run(struct look *look)
{
	user_files_read(look);
	defaults_read(look);
	facts_looked(look->facts, look->probe, "etc", look_exists(look, "etc") ? "read" : "absent");
}

const struct probe probe_web_secrets = {
	.name = "web-secrets",
	.about = "the logins of web servers and the first passwords of web interfaces",
	.reads = (const char *const[]){
		"**/.htpasswd", "etc/**/*htpasswd*", "etc/nginx/**", "etc/lighttpd/**", "etc/apache2/**",
		"etc/default*.xml", "etc/default*.cfg", "etc/default*.conf", "etc/*config*.xml", "etc/*_default*", "etc/defaults/*.xml",
		"etc/*.default.xml", "etc_ro/*.xml", "etc_ro/*.cfg", "etc_ro/default*", "etc_ro/Wireless/*/*default*", "etc/config.xml",
		"usr/etc/*.xml", "usr/etc/default*", "etc/nvram*", "etc/*nvram*.txt", "usr/local/etc/default*", "userfs/*.xml",
		"userfs/romfile*.cfg", "etc/webs/*.cfg", "web/*default*.cfg", "etc/defaults.cfg", NULL },
	.run = web_secrets_run,
};
