/*
 * postgresql.conf (the last one wins) and pg_hba.conf (the first line that
 * matches decides), one pair for each cluster.
 */
#include "facts/keyed.h"

#include <string.h>

#include "base/auto.h"

static const struct grammar postgresql_conf = {
	.syntax = SYNTAX_WORDS, .tail = true, .include = "include include_if_exists", .include_dir = "include_dir",
	.suffix = ".conf",
};

static const struct key postgresql_keys[] = {
	{ "listen_addresses" }, { "port" }, { "ssl", .spelling = AS_BOOL }, { "password_encryption" }, { "hba_file" },
	{ 0 }
};

struct hba {
	const char *type, *database, *user, *address, *method;
	bool everybody;			/* all databases, all users, all addresses */
};

static const char *next_word(struct look *look, struct bytes *rest)
{
	struct bytes word;

	return bytes_word(rest, &word) ? look_str(look, bytes_unquote(word)) : "";
}

static bool is_all_addresses(const char *address)
{
	return strcmp(address, "all") == 0 || strcmp(address, "0.0.0.0/0") == 0;
}

static bool hba_line(struct look *look, struct bytes line, struct hba *h)
{
	h->type = next_word(look, &line);
	if (strncmp(h->type, "host", 4) != 0)
		return false;
	h->database = next_word(look, &line);
	h->user = next_word(look, &line);
	h->address = next_word(look, &line);
	h->method = next_word(look, &line);
	/* "host all all 10.0.0.0 255.0.0.0 trust": the mask stands on its own */
	if (h->method[0] >= '0' && h->method[0] <= '9') {
		h->address = look_fmt(look, "%s/%s", h->address, h->method);
		h->method = next_word(look, &line);
	}
	h->everybody = strcmp(h->type, "host") == 0 && strcmp(h->database, "all") == 0 &&
		       strcmp(h->user, "all") == 0 && is_all_addresses(h->address);
	return *h->method != '\0';
}

static void hba_read(struct look *look, const char *path, const char *cluster)
{
	struct bytes file, line;
	bool decided = false;

	if (!look_text(look, path, &file))
		return;
	for (long now = 1; bytes_line(&file, &line); now++) {
		struct hba h;

		line = bytes_trim(line);
		if (line.n == 0 || line.at[0] == '#' || !hba_line(look, line, &h))
			continue;
		FACT(look->facts, setting, .at = place_line(path, now), .daemon = "postgresql", .scope = cluster,
		     .key = "pg_hba", .source = "file", .state = decided ? "unreachable" : "effective",
		     .value = look_fmt(look, "%s %s %s %s %s", h.type, h.database, h.user, h.address, h.method));
		decided = decided || h.everybody;
	}
}

static void value_say(const struct entries *all, const char *cluster, const char *key, const char *otherwise)
{
	const struct entry *e = entries_find(all, "", key);

	keyed_setting(all->look, "postgresql", cluster, key, e ? e->value : otherwise, e);
}

static void cluster_read(struct look *look, struct node *conf)
{
	struct entries all = { .look = look, .keys = postgresql_keys };
	const struct entry *listen;
	const char *folder = look_str(look, bytes_first(bytes_of(conf->path), strlen(conf->path) - strlen(conf->name) - 1));
	const char *cluster = bytes_begin(bytes_of(folder), "etc/postgresql/") ? folder + 15 : folder, *hba;

	entries_read_node(&all, &postgresql_conf, conf);
	listen = entries_find(&all, "", "listen_addresses");
	value_say(&all, cluster, "listen_addresses", "localhost");
	value_say(&all, cluster, "ssl", "no");
	hba = entries_value(&all, "", "hba_file", look_fmt(look, "%s/pg_hba.conf", folder));
	hba_read(look, *hba == '/' ? hba + 1 : hba, cluster);
	if (listen && !*listen->value)
		return;
	/* ssl = on offers it; only hostssl lines ask for it, so the port is not encrypted from the first byte */
	keyed_listens(look, "postgresql", "tcp", listen ? listen->value : "localhost",
		      number_of(entries_value(&all, "", "port", NULL), 5432), listen, FLAG_NO);
}

static void postgresql_run(struct look *look)
{
	static const char *const places[] = {
		"etc/postgresql/*/*/postgresql.conf", "var/lib/postgresql/data/postgresql.conf",
		"var/lib/postgresql/*/data/postgresql.conf", "var/lib/pgsql/data/postgresql.conf",
		"srv/postgresql/data/postgresql.conf",
	};
	bool any = false;

	for (size_t i = 0; i < COUNT(places); i++)
		for (struct node **n = look_glob(look, places[i]); *n; n++) {
			cluster_read(look, *n);
			any = true;
		}
	if (!any)
		facts_looked(look->facts, look->probe, "etc/postgresql", "absent");
}

const struct probe probe_postgresql = {
	.name = "postgresql",
	.about = "where PostgreSQL listens, and whom pg_hba.conf lets in",
	.reads = (const char *const[]){ "etc/postgresql/**", "var/lib/postgresql/**.conf", "var/lib/pgsql/data/*.conf",
					"srv/postgresql/data/*.conf", NULL },
	.run = postgresql_run,
};
