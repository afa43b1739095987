/*
 * Time daemons: from whom they take the time, and whom they answer. ntpd
 * answers everybody unless "restrict default" says otherwise; chronyd nobody
 * unless "allow" does.
 */
#include "facts/keyed.h"

#include <string.h>

static const struct grammar words = { .syntax = SYNTAX_WORDS, .tail = true };
static const struct grammar chrony_conf = {
	.syntax = SYNTAX_WORDS, .include = "include", .include_dir = "confdir", .suffix = ".conf",
};
static const struct grammar ini = { .syntax = SYNTAX_INI }, uci = { .syntax = SYNTAX_UCI };

static const struct key ntpd_keys[] = {
	{ "restrict", .wins = WINS_EACH }, { "server", .wins = WINS_EACH }, { "pool", .wins = WINS_EACH },
	{ "disable", .wins = WINS_EACH }, { "interface", .wins = WINS_EACH },
	{ 0 }
};
static const struct key timeserver_keys[] = {
	{ "enable_server", "timeserver *", .spelling = AS_BOOL }, { "enabled", "timeserver *", .spelling = AS_BOOL },
	{ "server", "timeserver *", .wins = WINS_EACH },
	{ 0 }
};

/* "restrict [-4|-6] default kod limited nomodify nopeer noquery": the words behind 'default' */
static const struct entry *restrict_default(const struct entries *all, const char **flags)
{
	const struct entry *found = NULL;

	*flags = "";
	for (const struct entry *e = NULL; (e = entries_next(all, "", "restrict", e));) {
		long at = bytes_find(bytes_of(e->value), "default");

		if (at < 0 || bytes_begin(bytes_of(e->value), "-6"))
			continue;
		found = e;
		*flags = look_str(all->look, bytes_trim(bytes_skip(bytes_of(e->value), (size_t)at + 7)));
	}
	return found;
}

/* busybox's ntpd has no file: it serves with -l */
static void busybox_say(struct look *look, const struct entries *section)
{
	const struct fact_daemon *d = look_daemon(look, "ntpd");
	const struct entry *serves = entries_find(section, NULL, "enable_server");
	const struct fact_service *s = look_service(look, "ntpd", true, NULL);
	struct bytes value;

	if (!d->program || !strstr(d->program, "busybox"))
		return;
	if (serves && strcmp(serves->value, "yes") == 0)
		keyed_listens_on(look, "ntpd", "udp", 123, NULL, NULL, serves);
	else if (s && look_option(look, s->exec, "-l", &value))
		look_listens(look, "ntpd", "udp", "*", 123, s->at, "argv", FLAG_NO);
}

static void ntpd_more(struct entries *all)
{
	struct entries section = { .look = all->look, .keys = timeserver_keys };
	const char *flags, *program = look_daemon(all->look, "ntpd")->program;
	const struct entry *restricted;

	entries_read(&section, &uci, "etc/config/system");
	if (program && strstr(program, "busybox")) {
		busybox_say(all->look, &section);
		return;
	}
	restricted = restrict_default(all, &flags);
	keyed_setting(all->look, "ntpd", "", "restrict-default", flags, restricted);
	look_listens(all->look, "ntpd", "udp", "*", 123, (struct place){ 0 }, "compiled", FLAG_NO);
}

static const struct keyed ntpd = {
	.name = "ntpd", .grammar = &words, .keys = ntpd_keys, .config_option = "-c", .more = ntpd_more,
	.files = (const char *const[]){ "etc/ntp.conf", "etc/ntpsec/ntp.conf", NULL },
};

KEYED_PROBE(ntpd, "ntpd", ntpd, "whom the time daemon answers", "etc/ntp.conf", "etc/ntpsec/*", "etc/config/system")

static const struct key chrony_keys[] = {
	{ "allow", .wins = WINS_EACH }, { "port", .otherwise = "123" }, { "cmdallow", .wins = WINS_EACH },
	{ "bindaddress" }, { "server", .wins = WINS_EACH }, { "pool", .wins = WINS_EACH },
	{ 0 }
};

static void chrony_more(struct entries *all)
{
	const struct entry *allow = entries_find(all, "", "allow"), *bind = entries_find(all, "", "bindaddress");
	long port = number_of(entries_value(all, "", "port", NULL), 123);

	look_listens(all->look, "chrony", "udp", "127.0.0.1", 323, (struct place){ 0 }, "compiled", FLAG_NO);
	if (allow && port)
		keyed_listens(all->look, "chrony", "udp", bind ? bind->value : NULL, port, allow, FLAG_NO);
}

static const struct keyed chrony = {
	.name = "chrony", .grammar = &chrony_conf, .keys = chrony_keys, .config_option = "-f", .more = chrony_more,
	.files = (const char *const[]){ "etc/chrony/chrony.conf", "etc/chrony.conf", NULL },
};

KEYED_PROBE(chrony, "chrony", chrony, "whom chronyd answers", "etc/chrony/**", "etc/chrony.conf")

static const struct key timesyncd_keys[] = { { "NTP", "Time" }, { "FallbackNTP", "Time" }, { 0 } };

static const struct keyed timesyncd = {
	.name = "timesyncd", .grammar = &ini, .keys = timesyncd_keys,
	.files = (const char *const[]){ "etc/systemd/timesyncd.conf", "etc/systemd/timesyncd.conf.d/*.conf", NULL },
};

KEYED_PROBE(timesyncd, "timesyncd", timesyncd, "from whom systemd takes the time",
	    "etc/systemd/timesyncd.conf", "etc/systemd/timesyncd.conf.d/*")
