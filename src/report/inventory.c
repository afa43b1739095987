#include "report/inventory.h"

#include <stdlib.h>
#include <string.h>

#include "base/auto.h"

/* A flag in words; NULL stays NULL. */
#define FLAG(column) "CASE " column " WHEN 1 THEN 'yes' WHEN 0 THEN 'no' END"

const struct inventory_kind inventory_kinds[] = {
	{ "service", "Services", "I.2.b.config", 2,
	  { "name", "manager", "program", "user", "state", "starts", "why" },
	  "SELECT name, manager, coalesce(daemon, program, exec), user, state, " FLAG("starts") ", why, path, line FROM service" },
	{ "listener", "Listeners", "I.2.j", 4,
	  { "program", "protocol", "address", "port", "reach", "tls", "state", "service" },
	  "SELECT daemon, proto, address, nullif(port, 0), reach, " FLAG("tls") ", state, service, path, line FROM listener" },
	{ "account", "Accounts", "I.2.d", 1,
	  { "name", "uid", "shell", "interactive", "password", "hash", "guessed" },
	  "SELECT name, uid, shell, " FLAG("interactive") ", password, hash, guessed, path, line FROM account" },
	{ "login", "Ways to log in", "I.2.d", 3,
	  { "via", "program", "user", "password", "enabled", "detail" },
	  "SELECT via, program, user, password, " FLAG("enabled") ", detail, path, line FROM login" },
	{ "grant", "Rights without a password", "I.2.d", 3,
	  { "kind", "user", "detail", "works" },
	  "SELECT kind, user, detail, " FLAG("works") ", path, line FROM \"grant\"" },
	{ "setting", "Settings of services that run", "I.2.b.config", 3,
	  { "program", "scope", "key", "value", "state" },
	  "SELECT daemon, scope, key, value, state, path, line FROM setting"
	  " WHERE daemon_enabled AND state IN ('effective', 'default')" },
	{ "updater", "Update mechanisms", "I.2.c.auto", 2,
	  { "mechanism", "source", "automatic", "enabled", "why", "interval", "transport", "authentic", "security_only",
	    "opt_out", "postpone", "notice" },
	  "SELECT mechanism, source, " FLAG("automatic") ", " FLAG("enabled") ", enabled_why, interval, transport, "
	  FLAG("authentic") ", " FLAG("security_only") ", opt_out, postpone, notice, path, line FROM updater" },
	{ "reset", "Reset to the original state", "I.2.b.reset", 2,
	  { "mechanism", "trigger", "erases", "enabled" },
	  "SELECT mechanism, trigger, erases, " FLAG("enabled") ", path, line FROM reset" },
	{ "log", "Records of security events", "I.2.l", 3,
	  { "program", "what", "target", "persistence", "auth", "tls", "enabled" },
	  "SELECT daemon, what, target, persistence, " FLAG("auth") ", " FLAG("tls") ", " FLAG("enabled") ", path, line FROM log" },
	{ "firewall", "Packet filter", "I.2.j", 3,
	  { "tool", "zone", "rule", "policy", "enabled" },
	  "SELECT tool, zone, rule, policy, " FLAG("enabled") ", path, line FROM firewall" },
	{ "crypto", "Cryptographic defaults", "I.2.e", 3,
	  { "program", "what", "value", "weak", "state" },
	  "SELECT program, what, value, weak, state, path, line FROM crypto WHERE daemon_enabled IS NOT 0" },
	{ "key", "Keys in the image", "I.2.e", 3,
	  { "file", "kind", "spki", "purpose", "algorithm", "bits", "encrypted", "known" },
	  "SELECT path, kind, spki, purpose, algorithm, nullif(bits, 0), " FLAG("encrypted") ", known, path, line FROM key"
	  " WHERE sample IS NOT 1 AND kind <> 'public'" },
	{ "certificate", "Certificates that are no part of a trust store", "I.2.e", 2,
	  { "file", "subject", "issuer", "not_after", "algorithm", "bits", "with_key" },
	  "SELECT path, subject, issuer, not_after, algorithm, nullif(bits, 0), " FLAG("with_key") ", path, line FROM certificate"
	  " WHERE sample IS NOT 1 AND trusted IS NOT 1" },
	{ "credential", "Secrets in settings", "I.2.d", 4,
	  { "program", "kind", "user", "digest", "form", "known", "in_use" },
	  "SELECT program, kind, user, digest, form, known, " FLAG("in_use") ", path, line FROM credential" },
	{ "debug", "Debug access", "I.2.j", 2,
	  { "kind", "detail", "enabled" },
	  "SELECT kind, detail, " FLAG("enabled") ", path, line FROM debug" },
	{ "kernel", "Kernel settings", "I.2.k", 2,
	  { "kind", "name", "value", "state" },
	  "SELECT kind, name, value, state, path, line FROM kernel WHERE kind NOT IN ('module', 'config')" },
	{ "package", "Packages", "II.1", 3,
	  { "manager", "name", "arch", "version", "source", "supplier", "license", "purl" },
	  "SELECT manager, name, arch, version, source, supplier, license, purl, path, line FROM package" },
	{ 0 },
};

struct reader {
	struct inventory *table;
	struct inventory_row *rows;
	struct arena *mem;
	size_t room;
};

static const char *keep(struct arena *mem, const char *s)
{
	return s ? arena_text(mem, s, strlen(s)) : NULL;
}

static int on_row(void *self, const struct query_row *r, struct err *err)
{
	struct reader *reader = self;
	size_t count = reader->table->column_count;
	const char **cells = arena_alloc(reader->mem, (count + 1) * sizeof(*cells));

	(void)err;
	for (size_t i = 0; i < count; i++)
		cells[i] = keep(reader->mem, r->values[i]);
	ARENA_ROOM(reader->mem, reader->rows, reader->table->count, reader->room);
	reader->rows[reader->table->count++] = (struct inventory_row){
		.cells = cells, .path = keep(reader->mem, r->values[count]),
		.line = r->values[count + 1] ? strtoll(r->values[count + 1], NULL, 10) : 0,
	};
	return 0;
}

static int table_read(struct inventory *t, struct arena *mem, struct dossier *d, struct err *err)
{
	struct reader reader = { .table = t, .mem = mem };
	struct text sql = { 0 };
	int code;

	text_printf(&sql, "%s ORDER BY 1", t->kind->sql);
	for (size_t i = 2; i <= t->column_count + 2; i++)
		text_printf(&sql, ", %zu", i);
	code = dossier_query(d, sql.at, on_row, &reader, err);
	text_free(&sql);
	t->rows = reader.rows;
	return code;
}

int inventory_read(struct inventory *list, struct arena *mem, struct dossier *d, struct err *err)
{
	_Static_assert(COUNT(inventory_kinds) == INVENTORY_TABLES + 1, "INVENTORY_TABLES counts the rows");

	for (size_t i = 0; i < INVENTORY_TABLES; i++) {
		list[i] = (struct inventory){ .kind = &inventory_kinds[i] };
		while (inventory_kinds[i].columns[list[i].column_count])
			list[i].column_count++;
		if (table_read(&list[i], mem, d, err) != 0)
			return err_wrap(err, "%s", inventory_kinds[i].title);
	}
	return 0;
}

const struct inventory *inventory_find(const struct inventory *list, const char *name)
{
	for (size_t i = 0; i < INVENTORY_TABLES; i++)
		if (list[i].kind && strcmp(list[i].kind->name, name) == 0)
			return &list[i];
	return NULL;
}

size_t inventory_column(const struct inventory *t, const char *column)
{
	size_t at = 0;

	while (at < t->column_count && strcmp(t->kind->columns[at], column) != 0)
		at++;
	return at;
}

const char *inventory_cell(const struct inventory *t, const struct inventory_row *row, const char *column)
{
	size_t at = inventory_column(t, column);

	return at < t->column_count ? row->cells[at] : NULL;
}
