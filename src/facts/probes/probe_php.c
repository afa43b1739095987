/*
 * PHP: the php.ini of the server interface (SAPI) that runs, what its scanned
 * folder adds (the last one wins), and what a pool of php-fpm sets for good.
 * An interface that nothing starts has settings all the same; they are unreachable.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "facts/conf.h"

/* php.ini-less defaults of main.c, as "php -n" shows them */
static const struct key { const char *name; bool otherwise; } keys[] = {
	{ "allow_url_include", false }, { "display_errors", true }, { "expose_php", true },
};

enum { KEYS = sizeof(keys) / sizeof(keys[0]) };

struct ini {
	struct look *look;
	const char *scope;
	bool runs;
	bool has[KEYS], on[KEYS];
	struct place at[KEYS];
	size_t pools, set_by_pools[KEYS];
};

static const struct layout { const char *kind, *ini, *scan, *pools; } layouts[] = {
	{ "fpm", "etc/php/*/fpm/php.ini", "conf.d/*.ini", "pool.d/*.conf" },
	{ "apache", "etc/php/*/apache2/php.ini", "conf.d/*.ini", NULL },
	{ "fpm", "etc/php[0-9]*/php.ini", "conf.d/*.ini", "php-fpm.d/*.conf" },
	{ "fpm", "etc/php.ini", "php[0-9]*/*.ini", "php[0-9]*-fpm.d/*.conf" },
};

/* "php-fpm8.2", "php8-fpm"; 'version' may be empty */
static bool fpm_runs(struct look *look, struct bytes version)
{
	const char *word = look_str(look, version);

	FACT_EACH(look->facts, service, s) {
		struct bytes exec = bytes_of(s->exec ? s->exec : "");

		if (s->starts == FLAG_YES && bytes_have(exec, "php") && bytes_have(exec, "fpm") &&
		    (version.n == 0 || bytes_have(exec, word)))
			return true;
	}
	return false;
}

static bool apache_runs(struct look *look)
{
	if (look_daemon(look, "apache")->enabled != FLAG_YES)
		return false;
	FACT_EACH(look->facts, setting, s)
		if (strcmp(s->daemon, "apache") == 0 && strcmp(s->key, "LoadModule") == 0 && s->value &&
		    strncmp(s->value, "php", 3) == 0)
			return true;
	return false;
}

static bool is_on(struct bytes value)
{
	return bytes_are_nocase(value, "stdout") || conf_bool(value, false);
}

static int key_of(struct bytes name)
{
	for (size_t k = 0; k < KEYS; k++)
		if (bytes_are(name, keys[k].name))
			return (int)k;
	return -1;
}

/* [PATH=] and [HOST=] sections are for parts; all other names of sections mean nothing. */
static void ini_read(struct ini *ini, const char *path)
{
	struct conf_line l = { 0 };
	int k;

	if (!look_text(ini->look, path, &l.rest))
		return;
	while (conf_ini(&l)) {
		if (bytes_begin(l.section, "PATH=") || bytes_begin(l.section, "HOST=") || (k = key_of(l.key)) < 0)
			continue;
		ini->has[k] = true;
		ini->on[k] = is_on(l.value);
		ini->at[k] = place_line(path, l.line);
	}
}

static void setting_say(const struct ini *ini, int k, bool on, const char *scope, const char *state, struct place at)
{
	FACT(ini->look->facts, setting, .at = at, .daemon = "php", .scope = scope, .key = keys[k].name,
	     .value = on ? "on" : "off", .state = ini->runs ? state : "unreachable",
	     .source = strcmp(state, "default") == 0 ? "compiled" : "file");
}

/* php_admin_value[display_errors] = on */
static void pool_read(struct ini *ini, const char *path)
{
	struct conf_line l = { 0 };
	bool seen[KEYS] = { 0 };
	struct bytes before, name;
	int k;

	if (!look_text(ini->look, path, &l.rest))
		return;
	ini->pools++;
	while (conf_ini(&l)) {
		if (!bytes_begin(l.key, "php_") || !bytes_cut(l.key, '[', &before, &name) || !bytes_end(name, "]"))
			continue;
		name.n--;
		k = key_of(name);
		if (k < 0)
			continue;
		setting_say(ini, k, is_on(l.value), look_fmt(ini->look, "%s, pool %s", ini->scope, look_str(ini->look, l.section)),
			    "effective", place_line(path, l.line));
		ini->set_by_pools[k] += !seen[k];
		seen[k] = true;
	}
}

static void ini_say(const struct ini *ini, struct place file)
{
	for (int k = 0; k < (int)KEYS; k++) {
		bool gone = ini->pools && ini->set_by_pools[k] == ini->pools;
		const char *state = gone ? "overridden" : ini->has[k] ? "effective" : "default";

		setting_say(ini, k, ini->has[k] ? ini->on[k] : keys[k].otherwise, ini->scope, state, ini->has[k] ? ini->at[k] : file);
	}
}

static void each(struct ini *ini, const char *folder, const char *pattern, void (*read)(struct ini *ini, const char *path))
{
	if (!pattern)
		return;
	for (struct node **n = look_glob(ini->look, look_fmt(ini->look, "%s/%s", folder, pattern)); *n; n++)
		read(ini, (*n)->path);
}

static void layout_read(struct look *look, const struct layout *l, const char *path)
{
	const char *folder = look_str(look, bytes_first(bytes_of(path), (size_t)(strrchr(path, '/') - path)));
	struct bytes version = { 0 }, rest = bytes_of(path);
	struct ini *ini = ARENA_NEW(look->mem, struct ini);

	for (int i = 0; strncmp(path, "etc/php/", 8) == 0 && i < 3; i++)
		bytes_field(&rest, '/', &version);
	ini->look = look;
	ini->scope = version.n ? look_fmt(look, "%s %s", l->kind, look_str(look, version)) : l->kind;
	ini->runs = strcmp(l->kind, "apache") == 0 ? apache_runs(look) : fpm_runs(look, version);
	ini_read(ini, path);
	each(ini, folder, l->scan, ini_read);
	each(ini, folder, l->pools, pool_read);
	ini_say(ini, place_file(path));
}

static void php_run(struct look *look)
{
	struct ini bare = { .look = look, .scope = "fpm without a php.ini", .runs = true };
	bool any = false;

	for (size_t i = 0; i < COUNT(layouts); i++)
		for (struct node **n = look_glob(look, layouts[i].ini); *n; n++) {
			layout_read(look, &layouts[i], (*n)->path);
			any = true;
		}
	if (!any && fpm_runs(look, (struct bytes){ 0 }))
		ini_say(&bare, (struct place){ 0 });
	facts_looked(look->facts, look->probe, "etc/php", look_exists(look, "etc/php") ? "read" : "absent");
}

const struct probe probe_php = {
	.name = "php",
	.about = "what PHP shows and lets in, by server interface",
	.reads = (const char *const[]){ "etc/php/**", "etc/php.ini", "etc/php[0-9]*/**", "etc/php[0-9]*-fpm.d/*", NULL },
	.run = php_run,
};
