/*
 * my.cnf: groups the server reads count as one, the last one wins, and
 * !includedir stands where it is written. https://mariadb.com/kb/en/configuring-mariadb-with-option-files/
 */
#include "facts/keyed.h"

#include "base/auto.h"

static const struct grammar my_cnf = {
	.syntax = SYNTAX_INI, .tail = true, .include = "!include", .include_dir = "!includedir", .suffix = ".cnf",
};

static const struct key mysql_keys[] = {
	{ "bind-address", .otherwise = "*", .option = "--bind-address" },
	{ "port", .otherwise = "3306", .option = "--port" },
	{ "skip-networking", .spelling = AS_BOOL, .otherwise = "no", .option = "--skip-networking" },
	{ "skip-grant-tables", .spelling = AS_BOOL, .otherwise = "no", .option = "--skip-grant-tables" },
	{ "require-secure-transport", .spelling = AS_BOOL, .otherwise = "no" },
	{ "init-file", .option = "--init-file" },
	{ "ssl-cert" },
	{ 0 }
};

static bool is_server_group(struct bytes group)
{
	static const char *const names[] = { "mysqld", "server", "mariadb", "mariadbd", "galera", "client-server" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (bytes_are(group, names[i]))
			return true;
	/* [mariadb-10.11], [mysqld-5.7]: for that version; a group of another version is not seen in practice */
	return bytes_begin(group, "mysqld-") || bytes_begin(group, "mariadb-") || bytes_begin(group, "mariadbd-");
}

/* What other programs read is dropped; of the rest the group does not matter. */
static void keep_server(struct entries *all)
{
	size_t kept = 0;

	for (size_t i = 0; i < all->count; i++)
		if (!*all->list[i].scope || is_server_group(bytes_of(all->list[i].scope))) {
			all->list[kept] = all->list[i];
			all->list[kept++].scope = "";
		}
	all->count = kept;
}

static void mysql_more(struct entries *all)
{
	const struct entry *bind = entries_find(all, "", "bind-address");

	if (entries_bool(all, "", "skip-networking", false))
		return;
	keyed_listens(all->look, "mysql", "tcp", bind ? bind->value : NULL,
		      number_of(entries_value(all, "", "port", NULL), 3306), bind, FLAG_NO);
}

static const struct keyed mysql = {
	.name = "mysql", .grammar = &my_cnf, .keys = mysql_keys, .config_option = "--defaults-file",
	.files = (const char *const[]){ "etc/my.cnf", "etc/mysql/my.cnf", NULL }, .more = mysql_more,
};

static void mysql_run(struct look *look)
{
	struct entries all = { .look = look, .keys = mysql_keys };

	keyed_read(&all, &mysql);
	keep_server(&all);
	keyed_say(&all, &mysql);
}

const struct probe probe_mysql = {
	.name = "mysql",
	.about = "who may reach MySQL or MariaDB, and with which proof",
	.reads = (const char *const[]){ "etc/my.cnf", "etc/my.cnf.d/*", "etc/mysql/**", "etc/alternatives/my.cnf", NULL },
	.run = mysql_run,
};
