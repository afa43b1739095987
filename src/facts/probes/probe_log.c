/*
 * Where events go: journald, rsyslog and what is like it, busybox's syslogd,
 * OpenWrt's logd. Each way out is a row in 'log'; listening for others' logs
 * is a listener.
 */
#include "facts/keyed.h"

#include <string.h>

#include "base/auto.h"

static const struct grammar ini = { .syntax = SYNTAX_INI }, uci = { .syntax = SYNTAX_UCI };

struct sink {
	const char *daemon, *what, *target, *persistence;
	struct place at;
	enum flag auth, tls;
};

static void sink_say(struct look *look, const struct sink *s)
{
	FACT(look->facts, log, .at = s->at, .daemon = s->daemon, .what = s->what, .target = s->target,
	     .persistence = s->persistence, .auth = s->auth, .tls = s->tls, .enabled = look_daemon(look, s->daemon)->enabled);
}

/* Is the folder of a log gone after a restart? A link into tmpfs, or a mount of one. */
static bool is_volatile(struct look *look, const char *path)
{
	static const char *const gone[] = { "tmp/", "run/", "var/run/", "var/tmp/", "var/volatile/", "dev/" };
	const char *slash = strrchr(path, '/');
	struct node *dir = look_find(look, look_str(look, bytes_first(bytes_of(path), slash ? (size_t)(slash - path) : 0)));
	const char *real = look_fmt(look, "%s/", dir ? dir->path : path);

	for (size_t i = 0; i < COUNT(gone); i++)
		if (bytes_begin(bytes_of(real), gone[i]))
			return true;
	FACT_EACH(look->facts, mount, m)
		if (m->type && (strcmp(m->type, "tmpfs") == 0 || strcmp(m->type, "ramfs") == 0) && m->point && m->point[0] == '/' &&
		    m->point[1] && bytes_begin(bytes_of(look_fmt(look, "/%s", real)), look_fmt(look, "%s/", m->point)))
			return true;
	return false;
}

static void file_sink(struct look *look, struct sink *s, const char *path)
{
	s->target = path;
	s->persistence = strcmp(path, "/dev/null") == 0 ? "none"
		       : is_volatile(look, *path == '/' ? path + 1 : path) ? "volatile" : "persistent";
	sink_say(look, s);
}

/* --- journald.conf(5): Storage=auto keeps what it gets when /var/log/journal is there --- */

static const struct key journald_keys[] = {
	{ "Storage", "Journal", .spelling = AS_LOWER }, { "ForwardToSyslog", "Journal", .spelling = AS_BOOL }, { 0 }
};
static const struct keyed journald = {
	.name = "journald", .grammar = &ini, .keys = journald_keys,
	.files = (const char *const[]){ "usr/lib/systemd/journald.conf", "etc/systemd/journald.conf",
		"usr/lib/systemd/journald.conf.d/*.conf", "etc/systemd/journald.conf.d/*.conf", NULL },
};

static void journald_run(struct look *look)
{
	struct entries all = { .look = look, .keys = journald_keys };
	const struct entry *e;
	const char *storage;
	struct sink s = { .daemon = "journald", .what = "*.*", .auth = FLAG_YES };

	keyed_read(&all, &journald);
	keyed_say(&all, &journald);
	e = entries_find(&all, "Journal", "Storage");
	storage = e ? e->value : commented_default(look, "etc/systemd/journald.conf", "Storage");
	if (!storage)
		storage = "auto";
	if (!keyed_present(look, "journald"))
		return;
	s.at = e ? e->at : look_daemon(look, "journald")->at;
	if (strcmp(storage, "none") == 0) {
		s.target = "nowhere";
		s.persistence = "none";
	} else if (strcmp(storage, "persistent") == 0 ||
		   (strcmp(storage, "auto") == 0 && look_exists(look, "var/log/journal"))) {
		file_sink(look, &s, "/var/log/journal/*");
		return;
	} else {
		s.target = "memory";
		s.persistence = "volatile";
	}
	sink_say(look, &s);
}

const struct probe probe_journald = {
	.name = "journald", .about = "whether the journal outlives a restart",
	.reads = (const char *const[]){ "usr/lib/systemd/journald.conf", "usr/lib/systemd/journald.conf.d/*",
					"etc/systemd/journald.conf", "etc/systemd/journald.conf.d/*", NULL },
	.run = journald_run,
};

/* --- syslog.conf(5) and rsyslog.conf(5) --- */

struct syslog {
	struct look *look;
	const char *daemon;
	bool tls;			/* a driver that encrypts is set */
	size_t files;
};

/* "*.*;auth,authpriv.none": the parts of a selector add up from left to right */
static bool takes_auth(struct bytes selector)
{
	struct bytes part, facilities, priority, one;
	bool takes = false;

	while (bytes_field(&selector, ';', &part)) {
		if (!bytes_cut(part, '.', &facilities, &priority))
			continue;
		while (bytes_field(&facilities, ',', &one))
			if (bytes_are(one, "*") || bytes_are(one, "auth") || bytes_are(one, "authpriv"))
				takes = !bytes_are(priority, "none");
	}
	return takes;
}

static bool is_selector(struct bytes word)
{
	static const char *const facilities[] = {
		"*", "auth", "authpriv", "cron", "daemon", "kern", "lpr", "mail", "news", "syslog", "user", "uucp", "local",
	};

	if (!bytes_have(word, "."))
		return false;
	for (size_t i = 0; i < COUNT(facilities); i++)
		if (bytes_begin(word, facilities[i]))
			return true;
	return false;
}

static void selector_line(struct syslog *l, struct place at, struct bytes selector, struct bytes action)
{
	struct sink s = {
		.daemon = l->daemon, .what = look_str(l->look, selector), .at = at, .auth = FLAG_OF(takes_auth(selector)),
	};
	struct bytes word;

	if (!bytes_word(&action, &word))
		return;
	if (bytes_begin(word, "-/"))
		word = bytes_skip(word, 1);
	if (word.at[0] == '/') {
		file_sink(l->look, &s, look_str(l->look, bytes_first(word, strcspn(look_str(l->look, word), ";"))));
	} else if (word.at[0] == '@') {
		s.target = look_str(l->look, word);
		s.persistence = "remote";
		/* only "@@", the one over TCP, can be encrypted */
		s.tls = FLAG_OF(l->tls && bytes_begin(word, "@@"));
		sink_say(l->look, &s);
	}
}

/* name="value" inside the brackets of a RainerScript object */
static struct bytes object_value(struct bytes line, const char *name)
{
	long at = bytes_find(line, name);
	const unsigned char *end;

	if (at < 0)
		return (struct bytes){ 0 };
	line = bytes_skip(line, (size_t)at + strlen(name));
	end = line.n ? memchr(line.at, '"', line.n) : NULL;
	return end ? bytes_first(line, (size_t)(end - line.at)) : line;
}

static void object_line(struct syslog *l, struct place at, struct bytes line)
{
	struct bytes type = object_value(line, "type=\""), port = object_value(line, "port=\""), target;

	if (bytes_begin(line, "input(") && (bytes_are(type, "imudp") || bytes_are(type, "imtcp") || bytes_are(type, "imrelp")))
		keyed_listens(l->look, l->daemon, bytes_are(type, "imudp") ? "udp" : "tcp", NULL,
			      number_of(look_str(l->look, port), 514), &(struct entry){ .at = at, .source = "file" }, FLAG_NO);
	if (!bytes_have(line, "action(") || !bytes_are(type, "omfwd"))
		return;
	target = object_value(line, "target=\"");
	sink_say(l->look, &(struct sink){
		.daemon = l->daemon, .what = look_str(l->look, bytes_trim(bytes_first(line, (size_t)bytes_find(line, "action(")))),
		.target = look_str(l->look, target), .persistence = "remote", .at = at, .auth = FLAG_YES,
		.tls = FLAG_OF(bytes_have(line, "StreamDriver=\"gtls\"") || bytes_have(line, "StreamDriver=\"ossl\"") || l->tls) });
}

static void syslog_file(struct syslog *l, struct node *n, int depth);

static void syslog_include(struct syslog *l, struct bytes pattern, int depth)
{
	for (struct node **n = look_glob(l->look, look_str(l->look, pattern)); *n; n++)
		if ((*n)->type == NODE_FILE)
			syslog_file(l, *n, depth + 1);
}

static void legacy_line(struct syslog *l, struct place at, struct bytes line, int depth)
{
	struct bytes key, value = line;

	bytes_word(&value, &key);
	value = bytes_trim(value);
	if (bytes_are_nocase(key, "$IncludeConfig"))
		syslog_include(l, value, depth);
	else if (bytes_are_nocase(key, "$UDPServerRun") || bytes_are_nocase(key, "$InputTCPServerRun"))
		keyed_listens(l->look, l->daemon, bytes_begin_nocase(key, "$UDP") ? "udp" : "tcp", NULL,
			      number_of(look_str(l->look, value), 514), &(struct entry){ .at = at, .source = "file" }, FLAG_NO);
	else if (bytes_are_nocase(key, "$DefaultNetstreamDriver"))
		l->tls = bytes_are(value, "gtls") || bytes_are(value, "ossl");
	else if (bytes_are_nocase(key, "$FileCreateMode"))
		FACT(l->look->facts, setting, .at = at, .daemon = l->daemon, .scope = "", .key = "FileCreateMode",
		     .value = look_str(l->look, value), .state = "effective", .source = "file");
}

static void syslog_file(struct syslog *l, struct node *n, int depth)
{
	struct bytes text, line;

	if (depth > 8 || l->files++ > 64 || !look_text_node(l->look, n, &text))
		return;
	for (long now = 1; bytes_line(&text, &line); now++) {
		struct place at = place_line(n->path, now);
		struct bytes rest, word;

		line = bytes_trim(line);
		rest = line;
		if (line.n == 0 || line.at[0] == '#' || !bytes_word(&rest, &word))
			continue;
		if (line.at[0] == '$')
			legacy_line(l, at, line, depth);
		else if (bytes_begin(line, "include("))
			syslog_include(l, object_value(line, "file=\""), depth);
		else if (bytes_begin(line, "input(") || bytes_have(line, "action("))
			object_line(l, at, line);
		else if (is_selector(word))
			selector_line(l, at, word, rest);
	}
}

static void rsyslog_run(struct look *look)
{
	struct syslog l = { .look = look, .daemon = "rsyslog" };
	struct node *n = look_find(look, "etc/rsyslog.conf");

	if (n && n->type == NODE_FILE)
		syslog_file(&l, n, 0);
	else
		facts_looked(look->facts, look->probe, "etc/rsyslog.conf", "absent");
}

const struct probe probe_rsyslog = {
	.name = "rsyslog", .about = "where rsyslog writes and sends events, and from whom it takes them",
	.reads = (const char *const[]){ "etc/rsyslog.conf", "etc/rsyslog.d/*", NULL }, .run = rsyslog_run,
};

/* --- the small ones: told on their command line, or by OpenWrt's sections --- */

static void busybox_sink(struct look *look, const struct fact_service *s)
{
	struct sink out = { .daemon = "syslogd", .what = "*.*", .at = s->at, .auth = FLAG_YES };
	struct bytes value = { 0 };
	bool remote = look_option(look, s->exec, "-R", &value);

	if (remote) {
		out.target = look_str(look, value);
		out.persistence = "remote";
		out.tls = FLAG_NO;
		sink_say(look, &out);
	}
	out.tls = FLAG_UNKNOWN;
	/* with -R it keeps nothing here unless -L is given as well */
	if (remote && !look_option(look, s->exec, "-L", &value))
		return;
	if (look_option(look, s->exec, "-C", &value)) {
		out.target = "memory";
		out.persistence = "volatile";
		sink_say(look, &out);
		return;
	}
	file_sink(look, &out, look_option(look, s->exec, "-O", &value) && value.n ? look_str(look, value) : "/var/log/messages");
}

static const struct key logd_keys[] = {
	{ "log_ip", "system *" }, { "log_remote", "system *", .spelling = AS_BOOL }, { "log_file", "system *" }, { "log_proto", "system *" }, { 0 }
};

static void logd_sink(struct look *look, const struct fact_service *s)
{
	struct entries all = { .look = look, .keys = logd_keys };
	struct sink out = { .daemon = "syslogd", .what = "*.*", .at = s->at, .auth = FLAG_YES, .target = "memory", .persistence = "volatile" };
	const struct entry *ip, *file;

	entries_read(&all, &uci, "etc/config/system");
	ip = entries_find(&all, NULL, "log_ip");
	file = entries_find(&all, NULL, "log_file");
	sink_say(look, &out);
	if (file && *file->value) {
		out.at = file->at;
		file_sink(look, &out, file->value);
	}
	if (ip && *ip->value && entries_bool(&all, ip->scope, "log_remote", true)) {
		out = (struct sink){ .daemon = "syslogd", .what = "*.*", .at = ip->at, .auth = FLAG_YES, .target = ip->value,
				     .persistence = "remote", .tls = FLAG_NO };
		sink_say(look, &out);
	}
}

static void syslogd_run(struct look *look)
{
	struct syslog l = { .look = look, .daemon = "syslogd" };
	struct node *n = look_find(look, "etc/syslog.conf");
	const struct fact_service *s = NULL;

	if (n && n->type == NODE_FILE)
		syslog_file(&l, n, 0);
	else
		facts_looked(look->facts, look->probe, "etc/syslog.conf", "absent");
	while ((s = look_service(look, "syslogd", true, s))) {
		const char *exec = s->exec ? s->exec : "";

		if (strstr(exec, "logd") && !strstr(exec, "syslogd"))
			logd_sink(look, s);
		else if (!l.files && !strstr(exec, "syslog-ng"))
			busybox_sink(look, s);
	}
}

const struct probe probe_syslogd = {
	.name = "syslogd", .about = "where the small syslog daemons write and send events",
	.reads = (const char *const[]){ "etc/syslog.conf", "etc/config/system", NULL }, .run = syslogd_run,
};
