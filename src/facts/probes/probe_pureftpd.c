/*
 * pure-ftpd knows options only; Debian's wrapper makes them from one file per
 * setting in etc/pure-ftpd/conf, others read etc/pure-ftpd.conf. pure-ftpd(8).
 */
#include "facts/keyed.h"

#include <string.h>

#include "facts/logins.h"

static const struct grammar grammar = { .syntax = SYNTAX_WORDS };

static const struct key keys[] = {
	{ "NoAnonymous", .spelling = AS_BOOL, .otherwise = "no", .option = "-E" },
	{ "AnonymousOnly", .spelling = AS_BOOL, .otherwise = "no", .option = "-e" },
	{ "AnonymousCantUpload", .spelling = AS_BOOL, .otherwise = "no", .option = "-i" },
	{ "AnonymousCanCreateDirs", .spelling = AS_BOOL, .otherwise = "no", .option = "-M" },
	{ "TLS", .otherwise = "0", .option = "-Y" },
	{ "Bind", .otherwise = NULL, .option = "-S" },
	{ "ChrootEveryone", .spelling = AS_BOOL, .otherwise = "no", .option = "-A" },
	{ 0 }
};

/* "address,port", "port" or a service's name; the port is 21 where none is written */
static void listens(struct entries *all)
{
	const struct entry *bind = entries_find(all, "", "Bind");
	struct bytes rest = bytes_of(bind ? bind->value : ""), host = { 0 }, port = { 0 };

	bytes_field(&rest, ',', &host);
	bytes_field(&rest, ',', &port);
	keyed_listens(all->look, "pure-ftpd", "tcp", look_str(all->look, host),
		      number_of(look_str(all->look, port), 21), bind, FLAG_NO);
}

/* Anonymous means the system's user "ftp": without it nobody is let in that way. */
static bool has_ftp_user(struct look *look)
{
	FACT_EACH(look->facts, account, a)
		if (strcmp(a->name, "ftp") == 0)
			return true;
	return false;
}

static void more(struct entries *all)
{
	bool anonymous = !entries_bool(all, "", "NoAnonymous", false) && has_ftp_user(all->look);
	const struct entry *from = entries_find(all, "", "NoAnonymous");

	keyed_setting(all->look, "pure-ftpd", "", "Anonymous", anonymous ? "yes" : "no", from);
	keyed_setting(all->look, "pure-ftpd", "", "AnonymousWrite",
		      anonymous && !entries_bool(all, "", "AnonymousCantUpload", false) ? "yes" : "no",
		      entries_find(all, "", "AnonymousCantUpload"));
	listens(all);
	if (!entries_bool(all, "", "AnonymousOnly", false))
		logins_ftp(all->look, "pure-ftpd", look_daemon(all->look, "pure-ftpd")->at, "pure-ftpd lets local users in");
}

static const struct keyed pureftpd = {
	.name = "pure-ftpd", .grammar = &grammar, .keys = keys, .more = more,
	.files = (const char *const[]){ "etc/pure-ftpd.conf", "etc/pure-ftpd/pure-ftpd.conf", NULL },
};

/* One file, one value: its name is the key. */
static void read_folder(struct entries *all)
{
	for (struct node **n = look_folder(all->look, "etc/pure-ftpd/conf"); *n; n++) {
		struct node *file = look_find(all->look, (*n)->path);
		struct bytes text, line;

		if (!file || file->type != NODE_FILE || !look_text_node(all->look, file, &text))
			continue;
		if (bytes_line(&text, &line))
			entries_add(all, "", bytes_of((*n)->name), bytes_trim(line), place_line(file->path, 1), "file");
	}
}

static void pureftpd_run(struct look *look)
{
	struct entries all = { .look = look, .keys = keys };

	keyed_read(&all, &pureftpd);
	read_folder(&all);
	keyed_say(&all, &pureftpd);
}

const struct probe probe_pureftpd = {
	.name = "pure-ftpd",
	.about = "Pure-FTPd: anonymous access, writing, TLS",
	.reads = (const char *const[]){ "etc/pure-ftpd.conf", "etc/pure-ftpd/**", "etc/ftpusers", NULL },
	.run = pureftpd_run,
};
