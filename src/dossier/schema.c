#include "dossier/dossier.h"

#include <string.h>

/* what is not a fact */
static const char own_tables[] =
	"CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;\n"
	"CREATE TABLE finding(rule TEXT, title TEXT, limb TEXT, severity TEXT, state TEXT,"
	" path TEXT, line INTEGER, detail TEXT, fix TEXT, accepted TEXT, until TEXT);\n"
	"CREATE TABLE declared(part TEXT, section TEXT, item INTEGER, key TEXT, value TEXT,"
	" path TEXT, line INTEGER);\n"
	/* of the part that the image holds, with what holds for the whole product */
	"CREATE VIEW declaration AS SELECT * FROM declared WHERE part IN"
	" ('', (SELECT value FROM meta WHERE key = 'part'));\n"
	/* an entry of the inventory in one row; its place is that of its name or else of its first key */
	"CREATE VIEW declared_service AS SELECT part, item, path, min(line) AS line,"
	" max(CASE key WHEN 'name' THEN value END) AS name, max(CASE key WHEN 'protocol' THEN value END) AS proto,"
	" max(CASE key WHEN 'port' THEN CAST(value AS INTEGER) END) AS port,"
	" max(CASE key WHEN 'state' THEN value END) AS state, max(CASE key WHEN 'reach' THEN value END) AS reach"
	" FROM declaration WHERE section = 'inventory.services' AND item IS NOT NULL GROUP BY part, item;\n"
	"CREATE VIEW declared_interface AS SELECT part, item, path, min(line) AS line,"
	" max(CASE key WHEN 'name' THEN lower(value) END) AS name, max(CASE key WHEN 'state' THEN value END) AS state"
	" FROM declaration WHERE section = 'inventory.interfaces' AND item IS NOT NULL GROUP BY part, item;\n"
	"CREATE VIEW declared_account AS SELECT part, item, path, min(line) AS line,"
	" max(CASE key WHEN 'name' THEN value END) AS name, max(CASE key WHEN 'login' THEN value END) AS login,"
	" max(CASE key WHEN 'password' THEN value END) AS password"
	" FROM declaration WHERE section = 'inventory.accounts' AND item IS NOT NULL GROUP BY part, item;\n"
	/* by port where the entry says one, else by the program's or the service's name */
	"CREATE VIEW declared_listener AS SELECT l.*, s.item, s.name AS said_name, s.state AS said_state,"
	" s.reach AS said_reach, s.path AS said_path, s.line AS said_line"
	" FROM listener l LEFT JOIN declared_service s ON coalesce(s.proto, l.proto) = l.proto AND CASE"
	" WHEN s.port IS NOT NULL AND l.port > 0 THEN s.port = l.port"
	" ELSE lower(s.name) IN (lower(l.daemon), lower(l.service), replace(lower(l.service), '.service', ''),"
	" replace(lower(l.service), '.socket', '')) END;\n"
	"CREATE TABLE verdict(key TEXT PRIMARY KEY, title TEXT, verdict TEXT, reason TEXT, part TEXT, row TEXT,"
	" needs TEXT, needs_key TEXT);\n"
	"CREATE TABLE verdict_fact(key TEXT, rule TEXT, name TEXT, value TEXT, path TEXT, line INTEGER);\n"
	"CREATE TABLE verdict_source(key TEXT, provision TEXT, weight TEXT);\n";

/* what follows from two tables together, a fact and the daemon it is about; all other views are the table itself */
static const struct join { const char *table, *column; } joins[] = {
	{ "setting", "daemon" }, { "listener", "daemon" }, { "site", "daemon" }, { "crypto", "program" },
};

const char *dossier_join(const char *table)
{
	for (size_t i = 0; i < sizeof(joins) / sizeof(joins[0]); i++)
		if (strcmp(joins[i].table, table) == 0)
			return joins[i].column;
	return NULL;
}

static const char *column_type(enum column_type type)
{
	return type == COLUMN_TEXT ? "TEXT" : "INTEGER";
}

void dossier_schema_bare(struct text *out)
{
	text_add(out, own_tables);
}

void dossier_schema(struct text *out)
{
	for (int t = 1; t < TABLE_COUNT; t++) {
		const char *name = tables[t].name, *join = dossier_join(name);

		text_printf(out, "CREATE TABLE fact_%s(path TEXT, line INTEGER", tables[t].name);
		for (const struct column_info *c = tables[t].columns; c->name; c++)
			text_printf(out, ", %s %s", c->name, column_type(c->type));
		text_printf(out, ");\nCREATE VIEW %s AS ", tables[t].name);
		if (join)
			text_printf(out, "SELECT %c.*, d.enabled AS daemon_enabled, d.state AS daemon_state, d.version AS"
				    " daemon_version FROM fact_%s %c LEFT JOIN fact_daemon d ON d.name = %c.%s;\n", *name, name,
				    *name, *name, join);
		else
			text_printf(out, "SELECT * FROM fact_%s;\n", tables[t].name);
	}
	dossier_schema_bare(out);
}
