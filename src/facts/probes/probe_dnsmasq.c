/*
 * dnsmasq(8): interface and listen-address narrow where it listens, and only
 * without any of them local-service narrows who is answered. Debian's start
 * scripts add that option; OpenWrt makes all of it from /etc/config/dhcp.
 */
#include "facts/keyed.h"

#include <string.h>

static const struct grammar dnsmasq_conf = { .syntax = SYNTAX_WORDS, .include = "conf-file", .include_dir = "conf-dir" };
static const struct grammar uci = { .syntax = SYNTAX_UCI }, shell = { .syntax = SYNTAX_SHELL };

static const struct key dnsmasq_keys[] = {
	{ "interface", .wins = WINS_EACH, .option = "--interface" },
	{ "listen-address", .wins = WINS_EACH, .option = "--listen-address" },
	{ "except-interface", .wins = WINS_EACH },
	{ "bind-interfaces", .spelling = AS_BOOL, .otherwise = "no", .option = "--bind-interfaces" },
	{ "local-service", .wins = WINS_FIRST, .spelling = AS_BOOL, .otherwise = "no", .option = "--local-service" },
	{ "port", .otherwise = "53", .option = "--port" },
	{ "enable-tftp", .spelling = AS_BOOL, .otherwise = "no", .option = "--enable-tftp" },
	{ "dhcp-range", .wins = WINS_EACH, .option = "--dhcp-range" },
	{ "log-queries", .spelling = AS_BOOL, .otherwise = "no", .option = "--log-queries" },
	{ 0 }
};
static const struct key uci_keys[] = {
	{ "localservice", "dnsmasq *", .spelling = AS_BOOL }, { "port", "dnsmasq *" },
	{ "interface", "dnsmasq *", .wins = WINS_EACH }, { "listen_address", "dnsmasq *", .wins = WINS_EACH },
	{ "enable_tftp", "dnsmasq *", .spelling = AS_BOOL }, { "logqueries", "dnsmasq *", .spelling = AS_BOOL },
	{ "start", "dhcp *" },
	{ 0 }
};

/* Says what the section of OpenWrt comes to in dnsmasq's own words. */
static void from_uci(struct entries *all)
{
	static const struct { const char *uci, *own; } names[] = {
		{ "localservice", "local-service" }, { "port", "port" }, { "interface", "interface" },
		{ "listen_address", "listen-address" }, { "enable_tftp", "enable-tftp" },
		{ "logqueries", "log-queries" }, { "start", "dhcp-range" },
	};
	struct entries in = { .look = all->look, .keys = uci_keys };

	entries_read(&in, &uci, "etc/config/dhcp");
	for (size_t i = 0; i < in.count; i++)
		for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++)
			if (strcmp(in.list[i].key, names[k].uci) == 0)
				entries_add(all, "", bytes_of(names[k].own), bytes_of(in.list[i].value),
					    in.list[i].at, "uci");
}

/* Options in a script's text that the start script passes on: DNSMASQ_OPTS="... --local-service". */
static void from_script(struct entries *all, const char *path)
{
	struct node *n = look_find(all->look, path);
	struct bytes text, line;

	if (!n || n->type != NODE_FILE || !look_text_node(all->look, n, &text))
		return;
	for (long now = 1; bytes_line(&text, &line); now++)
		if (!bytes_begin(bytes_trim(line), "#") && bytes_have(line, "DNSMASQ_OPTS=") &&
		    bytes_have(line, "--local-service"))
			entries_add(all, "", BYTES("local-service"), (struct bytes){ 0 }, place_line(path, now), "argv");
}

/* Debian: CONFIG_DIR names the folder, then endings that are left out; OPTIONS are passed on. */
static void from_default(struct entries *all)
{
	static const struct key keys[] = { { "CONFIG_DIR" }, { "DNSMASQ_OPTS" }, { 0 } };
	struct entries in = { .look = all->look, .keys = keys };
	struct fact_service argv = { .at = place_file("etc/default/dnsmasq") };
	const struct entry *dir, *options;
	struct bytes rest, folder = { 0 };

	entries_read(&in, &shell, "etc/default/dnsmasq");
	dir = entries_find(&in, "", "CONFIG_DIR");
	options = entries_find(&in, "", "DNSMASQ_OPTS");
	if (options) {
		argv.exec = options->value;
		argv.at = options->at;
		entries_argv(all, &argv);
	}
	rest = bytes_of(dir ? dir->value : "");
	if (!bytes_field(&rest, ',', &folder))
		return;
	for (struct node **n = look_folder(all->look, look_str(all->look, folder)); *n; n++)
		if ((*n)->type == NODE_FILE && !bytes_have(bytes_of((*n)->name), ".dpkg-"))
			entries_read_node(all, &dnsmasq_conf, *n);
}

static void serve(struct entries *all, const char *proto, long port)
{
	bool local = entries_bool(all, "", "local-service", false), narrow = false;
	const struct entry *e = NULL, *from = entries_find(all, "", "local-service");

	while ((e = entries_next(all, "", "interface", e))) {
		keyed_listens_on(all->look, "dnsmasq", proto, port, e->value, NULL, e);
		narrow = true;
	}
	while ((e = entries_next(all, "", "listen-address", e))) {
		keyed_listens(all->look, "dnsmasq", proto, e->value, port, e, FLAG_NO);
		narrow = true;
	}
	if (narrow)
		return;
	/* its sockets are open to all, but it answers only whom it has an address in common with */
	keyed_listens_on(all->look, "dnsmasq", proto, port, NULL,
			 local && !entries_find(all, "", "except-interface") ? "local" : NULL, local ? from : NULL);
}

static void dnsmasq_more(struct entries *all)
{
	long port = number_of(entries_value(all, "", "port", NULL), 53);

	/* port=0 turns the name service off */
	if (port) {
		serve(all, "udp", port);
		serve(all, "tcp", port);
	}
	if (entries_find(all, "", "dhcp-range"))
		serve(all, "udp", 67);
	if (entries_bool(all, "", "enable-tftp", false))
		serve(all, "udp", 69);
}

static const struct keyed dnsmasq = {
	.name = "dnsmasq", .grammar = &dnsmasq_conf, .keys = dnsmasq_keys, .config_option = "--conf-file",
	.files = (const char *const[]){ "etc/dnsmasq.conf", NULL }, .more = dnsmasq_more,
};

static void dnsmasq_run(struct look *look)
{
	struct entries all = { .look = look, .keys = dnsmasq_keys };

	keyed_read(&all, &dnsmasq);
	from_default(&all);
	from_script(&all, "usr/share/dnsmasq/init-system-common");
	from_script(&all, "etc/init.d/dnsmasq");
	from_uci(&all);
	keyed_say(&all, &dnsmasq);
}

const struct probe probe_dnsmasq = {
	.name = "dnsmasq",
	.about = "where dnsmasq serves names, addresses and files, and to whom",
	.reads = (const char *const[]){ "etc/dnsmasq.conf", "etc/dnsmasq.d/*", "etc/default/dnsmasq", "etc/config/dhcp",
					"usr/share/dnsmasq/init-system-common", "etc/init.d/dnsmasq", NULL },
	.run = dnsmasq_run,
};
