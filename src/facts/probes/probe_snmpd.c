/*
 * snmpd.conf(5): a community gives access when it is named with its source
 * (rocommunity), or by way of com2sec, group and access together. What it lets
 * somebody see is a view. OpenWrt writes the same from /etc/config/snmpd.
 */
#include "facts/keyed.h"

#include <string.h>

#include "base/auto.h"
#include "facts/conf.h"

#define KNOWN_COMMUNITIES \
	"public private community snmp admin cisco manager monitor read write secret default " \
	"security root ILMI system test switch router password"

static const struct grammar snmpd_conf = {
	.syntax = SYNTAX_WORDS, .include_dir = "includeDir", .include = "includeFile", .suffix = ".conf",
};
static const struct grammar snmpd_uci = { .syntax = SYNTAX_UCI };

/* lines that hold a community or a passphrase are never written as they are */
static const struct key snmpd_keys[] = {
	{ "agentaddress", .wins = WINS_EACH },
	{ "rocommunity", .wins = WINS_EACH, .secret = "" },
	{ "rocommunity6", .wins = WINS_EACH, .secret = "" },
	{ "rwcommunity", .wins = WINS_EACH, .secret = "" },
	{ "rwcommunity6", .wins = WINS_EACH, .secret = "" },
	{ "com2sec", .wins = WINS_EACH, .secret = "" },
	{ "com2sec6", .wins = WINS_EACH, .secret = "" },
	{ "createUser", .wins = WINS_EACH, .secret = "" },
	{ "group", .wins = WINS_EACH },
	{ "access", .wins = WINS_EACH },
	{ "view", .wins = WINS_EACH },
	{ "rouser", .wins = WINS_EACH },
	{ "rwuser", .wins = WINS_EACH },
	{ 0 }
};
static const char *const snmpd_files[] = { "etc/snmp/snmpd.conf", "etc/snmpd.conf", "usr/share/snmp/snmpd.conf", NULL };

static const struct key uci_keys[] = {
	{ "agentaddress", "agent *" },
	{ "secname", NULL }, { "source", "com2sec*" }, { "community", "com2sec*", .secret = "" },
	{ "group", NULL }, { "version", NULL },
	{ "read", "access *" }, { "write", "access *" },
	{ "enabled", NULL, .spelling = AS_BOOL },
	{ 0 }
};

struct community {
	const struct entry *from;
	struct bytes word;
	const char *source, *view;	/* "default" is everybody; NULL is all of the tree */
	bool write;
};

static bool is_local_source(const char *source)
{
	struct bytes s = bytes_of(source);

	return bytes_begin(s, "127.") || bytes_are(s, "localhost") || bytes_are(s, "::1") || bytes_begin(s, "::1/");
}

static void community_say(struct look *look, const struct community *c)
{
	bool known = word_among(c->word, KNOWN_COMMUNITIES);

	credential_add(look, "snmpd", "community", NULL, c->word, KNOWN_COMMUNITIES, c->from->at);
	keyed_setting(look, "snmpd",
		      look_fmt(look, "from %s, %s", is_local_source(c->source) ? "localhost" : c->source,
			       c->view ? look_fmt(look, "view %s", c->view) : "all of it"),
		      c->write ? "write-community" : "read-community", known ? "known word" : "own word", c->from);
}

static const char *word_or(struct look *look, struct bytes *rest, const char *otherwise)
{
	struct bytes word;

	return bytes_word(rest, &word) ? look_str(look, bytes_unquote(word)) : otherwise;
}

/* rocommunity COMMUNITY [SOURCE [OID | -V VIEW [CONTEXT]]] */
static void community_line(struct look *look, const struct entry *e, bool write)
{
	struct bytes rest = bytes_of(e->value);
	struct community c = { .from = e, .write = write };
	const char *oid;

	if (!bytes_word(&rest, &c.word))
		return;
	c.word = bytes_unquote(c.word);
	c.source = word_or(look, &rest, "default");
	oid = word_or(look, &rest, NULL);
	if (oid && strcmp(oid, "-V") == 0)
		c.view = word_or(look, &rest, "?");
	else if (oid && strcmp(oid, ".1") != 0)
		c.view = oid;
	community_say(look, &c);
}

/* --- com2sec NAME SOURCE COMMUNITY; group GROUP v2c NAME; access GROUP "" any noauth exact READ WRITE NOTIFY --- */

static bool access_of_group(const struct entries *all, const char *group, struct community *c)
{
	bool any = false;

	for (const struct entry *e = NULL; (e = entries_next(all, "", "access", e));) {
		struct bytes rest = bytes_of(e->value);
		const char *words[8] = { 0 };

		for (size_t i = 0; i < 8; i++)
			words[i] = word_or(all->look, &rest, "none");
		if (strcmp(words[0], group) != 0 || strcmp(words[2], "usm") == 0)
			continue;
		any = any || strcmp(words[5], "none") != 0 || strcmp(words[6], "none") != 0;
		c->write = c->write || strcmp(words[6], "none") != 0;
		c->view = strcmp(words[5], "all") == 0 ? NULL : words[5];
	}
	return any;
}

static bool access_of(const struct entries *all, const char *secname, struct community *c)
{
	bool any = false;

	for (const struct entry *e = NULL; (e = entries_next(all, "", "group", e));) {
		struct bytes rest = bytes_of(e->value);
		const char *group = word_or(all->look, &rest, ""), *model = word_or(all->look, &rest, "");

		if (strcmp(word_or(all->look, &rest, ""), secname) == 0 && strcmp(model, "usm") != 0)
			any = access_of_group(all, group, c) || any;
	}
	return any;
}

static void com2sec_line(struct entries *all, const struct entry *e)
{
	struct bytes rest = bytes_of(e->value);
	struct community c = { .from = e };
	const char *name = word_or(all->look, &rest, "");

	if (strcmp(name, "-Cn") == 0) {
		word_or(all->look, &rest, "");
		name = word_or(all->look, &rest, "");
	}
	c.source = word_or(all->look, &rest, "default");
	c.word = bytes_of(word_or(all->look, &rest, ""));
	if (c.word.n && access_of(all, name, &c))
		community_say(all->look, &c);
}

/* createUser [-e ID] NAME (MD5|SHA) PASSPHRASE [DES|AES [PASSPHRASE]] */
static void user_line(struct entries *all, const struct entry *e)
{
	struct bytes rest = bytes_of(e->value);
	const char *name = word_or(all->look, &rest, "");
	struct bytes word;

	if (strcmp(name, "-e") == 0) {
		word_or(all->look, &rest, "");
		name = word_or(all->look, &rest, "");
	}
	word_or(all->look, &rest, "");
	if (bytes_word(&rest, &word))
		credential_add(all->look, "snmpd", "password", name, bytes_unquote(word), NULL, e->at);
}

/* --- where it listens: [udp|udp6|tcp|...:][ADDRESS][:PORT] --- */

static void address_say(struct look *look, struct bytes s, const struct entry *from, const char *source)
{
	static const struct { const char *prefix, *proto; } transports[] = {
		{ "udp6:", "udp" }, { "udpv6:", "udp" }, { "udp:", "udp" }, { "tcp6:", "tcp" }, { "tcpv6:", "tcp" },
		{ "tcp:", "tcp" }, { "dtlsudp:", "udp" }, { "tlstcp:", "tcp" }, { "ssh:", "tcp" }, { "unix:", NULL },
	};
	const char *proto = "udp";
	struct bytes host;
	long port;

	for (size_t i = 0; i < COUNT(transports); i++)
		if (bytes_begin_nocase(s, transports[i].prefix)) {
			proto = transports[i].proto;
			s = bytes_skip(s, strlen(transports[i].prefix));
			break;
		}
	if (!proto || bytes_begin(s, "/"))
		return;
	conf_hostport(s, &host, &port);
	look_listens(look, "snmpd", proto, look_str(look, host), port < 0 ? 161 : port, entry_place(from), source,
		     FLAG_NO);
}

static bool addresses_say(struct look *look, const struct entry *e)
{
	struct bytes rest = bytes_of(e->value), part;
	bool any = false;

	while (bytes_field(&rest, ',', &part)) {
		part = bytes_trim(part);
		if (part.n == 0)
			continue;
		address_say(look, part, e, e->source);
		any = true;
	}
	return any;
}

/* snmpd(8): words that are no option are addresses too */
static bool argv_addresses(struct look *look, const struct fact_service *s)
{
	struct bytes rest = bytes_of(s->exec ? s->exec : ""), word;
	bool any = false;

	bytes_word(&rest, &word);
	while (bytes_word(&rest, &word)) {
		if (word.at[0] == '-') {
			if (word.n == 2 && strchr("ugIpcxMmDAL", word.at[1]))
				bytes_word(&rest, &word);
			continue;
		}
		if (word.at[0] == '$')
			continue;
		address_say(look, word, NULL, "argv");
		any = true;
	}
	return any;
}

static void snmpd_listens(struct entries *all, const struct entries *uci)
{
	const struct fact_service *s = NULL;
	bool any = false;

	for (const struct entry *e = NULL; (e = entries_next(all, "", "agentaddress", e));)
		any = addresses_say(all->look, e) || any;
	for (const struct entry *e = NULL; (e = entries_next(uci, NULL, "agentaddress", e));)
		any = addresses_say(all->look, e) || any;
	while ((s = look_service(all->look, "snmpd", true, s)))
		any = argv_addresses(all->look, s) || any;
	if (!any)
		look_listens(all->look, "snmpd", "udp", "*", 161, (struct place){ 0 }, "compiled", FLAG_NO);
}

/* --- OpenWrt: the same words in sections; its init script gives a view 'all' --- */

static const char *uci_writes(const struct entries *uci, const char *group)
{
	for (const struct entry *e = NULL; (e = entries_next(uci, NULL, "group", e));)
		if (bytes_begin(bytes_of(e->scope), "access ") && strcmp(e->value, group) == 0) {
			const char *write = entries_value(uci, e->scope, "write", "none");

			if (strcmp(write, "none") != 0 || strcmp(entries_value(uci, e->scope, "read", "none"), "none") != 0)
				return write;
		}
	return NULL;
}

static void uci_community(const struct entries *uci, const struct entry *word)
{
	struct community c = { .from = word, .word = bytes_of(word->value) };
	const char *secname = entries_value(uci, word->scope, "secname", "");
	bool any = false;

	c.source = entries_value(uci, word->scope, "source", "default");
	for (const struct entry *e = NULL; (e = entries_next(uci, NULL, "secname", e));) {
		const char *write;

		if (!bytes_begin(bytes_of(e->scope), "group ") || strcmp(e->value, secname) != 0 ||
		    strcmp(entries_value(uci, e->scope, "version", ""), "usm") == 0)
			continue;
		write = uci_writes(uci, entries_value(uci, e->scope, "group", ""));
		any = any || write;
		c.write = c.write || (write && strcmp(write, "none") != 0);
	}
	if (any)
		community_say(uci->look, &c);
}

/* com2sec, group and access are joined line by line: a real file has a handful of each */
static bool few_enough(struct entries *all, const char *key)
{
	size_t n = 0;

	for (const struct entry *e = NULL; (e = entries_next(all, NULL, key, e)); n++)
		if (n == 100) {
			look_unreadable(all->look, e->at.path, look_fmt(all->look, "has too many lines of %s", key));
			return false;
		}
	return true;
}

static void communities_say(struct entries *all)
{
	static const struct { const char *key; bool write; } lines[] = {
		{ "rocommunity", false }, { "rocommunity6", false }, { "rwcommunity", true }, { "rwcommunity6", true },
	};
	static const char *const maps[] = { "com2sec", "com2sec6" };

	for (size_t i = 0; i < COUNT(lines); i++)
		for (const struct entry *e = NULL; (e = entries_next(all, "", lines[i].key, e));)
			community_line(all->look, e, lines[i].write);
	for (size_t i = 0; i < COUNT(maps); i++)
		for (const struct entry *e = NULL; few_enough(all, maps[i]) && few_enough(all, "group") &&
		     few_enough(all, "access") && (e = entries_next(all, "", maps[i], e));)
			com2sec_line(all, e);
	for (const struct entry *e = NULL; (e = entries_next(all, "", "createUser", e));)
		user_line(all, e);
}

static const struct keyed snmpd = {
	.name = "snmpd", .grammar = &snmpd_conf, .keys = snmpd_keys, .files = snmpd_files,
};

static void snmpd_run(struct look *look)
{
	struct entries all = { .look = look, .keys = snmpd_keys }, uci = { .look = look, .keys = uci_keys };

	keyed_read(&all, &snmpd);
	keyed_say(&all, &snmpd);
	entries_read(&uci, &snmpd_uci, "etc/config/snmpd");
	communities_say(&all);
	for (const struct entry *e = NULL; few_enough(&uci, "group") && (e = entries_next(&uci, NULL, "community", e));)
		uci_community(&uci, e);
	if (keyed_present(look, "snmpd"))
		snmpd_listens(&all, &uci);
}

const struct probe probe_snmpd = {
	.name = "snmpd",
	.about = "who may read and write by SNMP, from where, and how much of it",
	.reads = (const char *const[]){ "etc/snmp/**", "etc/snmpd.conf", "usr/share/snmp/snmpd.conf", "etc/config/snmpd", NULL },
	.run = snmpd_run,
};
