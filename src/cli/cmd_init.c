#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/auto.h"
#include "cli/cli.h"
#include "judge/decisive.h"
#include "pipeline/pipeline.h"
#include "product/schema_json.h"
#include "product/template.h"

/*
 * What an image shows about keys of a declaration. A column is named as the key,
 * after ':' for a hint; 'path' and 'line' are where it was seen. Only what the
 * facts say beyond doubt is an answer: several updaters that differ are none.
 */
static const struct shown { const char *section, *sql; } shown[] = {
	/* what a distribution calls itself is not what the product is called */
	{ "product", "SELECT CASE WHEN name LIKE '% ' || version THEN substr(name, 1, length(name) - length(version) - 1)"
		     " ELSE name END AS name, version, path, line FROM os WHERE kind = 'vendor' OR"
		     " (kind = 'yocto' AND id NOT IN ('poky', 'nodistro'))" },
	{ "product", "SELECT name AS ':name', version AS ':version', path, line FROM os" },
	{ "product", "SELECT name AS ':software_versions', path, line FROM os" },
	{ "updates", "SELECT group_concat(mechanism, ', ') AS mechanism, min(path) AS path FROM"
		     " (SELECT DISTINCT mechanism, min(path) AS path FROM updater GROUP BY mechanism ORDER BY mechanism)"
		     " HAVING count(*) > 0" },
	/* one that checks nothing is enough for "no"; "yes" needs all of them */
	{ "updates", "SELECT CASE WHEN authentic THEN 'yes' ELSE 'no' END AS signed, path, line FROM updater"
		     " WHERE authentic = 0 OR NOT EXISTS (SELECT 1 FROM updater WHERE authentic IS NULL)"
		     " ORDER BY authentic, path, line LIMIT 1" },
	{ "updates", "WITH way AS (SELECT CASE WHEN transport = 'https' THEN 'https'"
		     " WHEN transport = 'http' AND authentic THEN 'signed-over-http'"
		     " WHEN transport = 'http' AND authentic = 0 THEN 'http' END AS channel, path, line FROM updater)"
		     " SELECT channel, path, line FROM way WHERE channel IS NOT NULL AND"
		     " (SELECT count(DISTINCT coalesce(channel, '')) FROM way) = 1 ORDER BY path, line LIMIT 1" },
	{ "updates", "SELECT CASE WHEN enabled THEN 'on' ELSE 'off' END AS 'automatic.default', path, line FROM updater"
		     " WHERE automatic AND enabled IS NOT NULL AND"
		     " (SELECT count(DISTINCT coalesce(enabled, 2)) FROM updater WHERE automatic) = 1"
		     " ORDER BY path, line LIMIT 1" },
	{ "updates", "SELECT opt_out AS ':optout.where', path, line FROM updater WHERE opt_out IS NOT NULL"
		     " ORDER BY path, line LIMIT 1" },
	{ "reset", "SELECT coalesce(trigger, mechanism) AS ':how', path, line FROM reset WHERE enabled"
		   " ORDER BY path, line LIMIT 1" },
	{ "log", "SELECT persistence AS kept, path, line FROM log WHERE enabled AND auth AND persistence IS NOT NULL AND"
		 " (SELECT count(DISTINCT coalesce(persistence, '')) FROM log WHERE enabled AND auth) = 1"
		 " ORDER BY path, line LIMIT 1" },
	{ "inventory.services",
	  "SELECT daemon AS name, CASE WHEN proto IN ('tcp', 'udp') THEN proto END AS protocol, nullif(port, 0) AS port,"
	  " 'on' AS state, reach, path, line FROM listener WHERE state = 'open' AND daemon IS NOT NULL"
	  " GROUP BY daemon, proto, port, reach"
	  " UNION ALL SELECT daemon, NULL, NULL, 'on', NULL, coalesce(because_path, path), because_line FROM service"
	  " WHERE starts AND daemon IS NOT NULL AND daemon NOT IN"
	  " (SELECT daemon FROM listener WHERE state = 'open' AND daemon IS NOT NULL) GROUP BY daemon"
	  " ORDER BY 1, 2, 3, 5 LIMIT 500" },
	{ "inventory.interfaces",
	  "SELECT interface AS name, 'on' AS state, path, line FROM listener WHERE state = 'open' AND interface IS NOT NULL"
	  " GROUP BY interface"
	  " UNION ALL SELECT 'serial', 'on', path, line FROM (SELECT path, line FROM login WHERE via = 'serial' AND enabled"
	  " ORDER BY path, line LIMIT 1) ORDER BY 1 LIMIT 500" },
	/* whether a hash in the image stays there for good, the image does not say */
	{ "inventory.accounts",
	  "SELECT name, CASE WHEN interactive AND password IN ('hash', 'empty') AND EXISTS (SELECT 1 FROM login"
	  " WHERE login.enabled AND login.password IS NOT NULL AND (login.user = account.name OR login.user IS NULL))"
	  " THEN 'yes' END AS ':login', CASE password WHEN 'empty' THEN 'none' WHEN 'locked' THEN 'locked' END AS password,"
	  " CASE WHEN password = 'hash' THEN 'a hash (' || coalesce(hash, 'other') || ')' END AS ':password', path, line"
	  " FROM account WHERE interactive AND (password IN ('hash', 'empty') OR uid = 0) ORDER BY uid, name LIMIT 500" },
};

struct gathering {
	struct arena mem;
	const struct schema *schema;
	const char *section;
	size_t entry;
	struct filled *list;
	size_t count, room;
};

static const char *column(const struct query_row *r, const char *name)
{
	for (int i = 0; i < r->count; i++)
		if (strcmp(r->names[i], name) == 0)
			return r->values[i];
	return NULL;
}

static const struct filled *filled_already(const struct gathering *g, const struct schema_key *key, bool hint)
{
	for (size_t i = 0; i < g->count; i++)
		if (g->list[i].key == key && g->list[i].entry == g->entry && g->list[i].hint == hint)
			return &g->list[i];
	return NULL;
}

static int on_row(void *self, const struct query_row *r, struct err *err)
{
	struct gathering *g = self;
	const struct schema_section *section = schema_section(g->schema, g->section);
	const char *path = column(r, "path"), *line = column(r, "line"), *source = NULL;

	(void)err;
	if (path)
		source = arena_printf(&g->mem, "%s%s%s", path, line && strcmp(line, "0") != 0 ? ":" : "",
				      line && strcmp(line, "0") != 0 ? line : "");
	for (int i = 0; i < r->count; i++) {
		bool hint = r->names[i][0] == ':';
		const char *name = arena_printf(&g->mem, "%s%s.%s", section->name, section->list ? "[]" : "", r->names[i] + hint);
		const struct schema_key *key = schema_find(g->schema, name);

		if (!key || !r->values[i] || !*r->values[i] || filled_already(g, key, hint))
			continue;
		ARENA_ROOM(&g->mem, g->list, g->count, g->room);
		g->list[g->count++] = (struct filled){
			key, g->entry, arena_text(&g->mem, r->values[i], strlen(r->values[i])), source, hint,
		};
	}
	g->entry += section->list;
	return 0;
}

static int gather(struct gathering *g, const struct call *call, struct err *err)
{
	struct pipeline p = {
		.path = call->args[0], .as_of = call->as_of, .deadline = (unsigned)call->deadline, .quiet = call->quiet,
		.no_password_check = true,
	};
	struct dossier d;
	int code = 0;

	if (pipeline_inspect(&p, &d, err) != 0)
		return -1;
	for (size_t i = 0; code == 0 && i < COUNT(shown); i++) {
		g->section = shown[i].section;
		g->entry = 0;
		code = dossier_query(&d, shown[i].sql, on_row, g, err);
	}
	dossier_close(&d);
	return code;
}

/* O_EXCL: a declaration is work, and is never written over. */
static int write_new(const char *path, const struct text *out, struct err *err)
{
	AUTO(auto_close) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	size_t done = 0;
	ssize_t n;

	if (fd < 0 && errno == EEXIST)
		return err_set(err, ERR_USAGE, "'%s' is there already; init writes over nothing", path);
	if (fd < 0)
		return err_set(err, ERR_SYSTEM, "cannot write '%s': %s", path, strerror(errno));
	for (; done < out->n; done += (size_t)n) {
		n = write(fd, out->at + done, out->n - done);
		if (n < 0) {
			err_set(err, ERR_SYSTEM, "cannot write '%s': %s", path, strerror(errno));
			unlink(path);
			return -1;
		}
	}
	return 0;
}

static int write_out(const struct call *call, const struct text *out, struct err *err)
{
	if (out->failed)
		return err_set(err, ERR_LIMIT, "the declaration is too large");
	if (!call->output || strcmp(call->output, "-") == 0 || call->schema)
		return text_write(out, call->output, err);
	return write_new(call->output, out, err);
}

/* By the number of verdicts they decide. An insertion sort: twenty questions, and equals keep their order. */
static void sort_questions(const struct decision_tables *decisions, const struct schema_key **questions, size_t count)
{
	struct arena mem = { .about = "questions" };
	const size_t *decides = decisive_count(&mem, decisions);

	for (size_t i = 1; i < count; i++)
		for (size_t k = i; k > 0 && decides[questions[k]->index] > decides[questions[k - 1]->index]; k--) {
			const struct schema_key *key = questions[k];

			questions[k] = questions[k - 1];
			questions[k - 1] = key;
		}
	arena_free(&mem);
}

static int write_template(const struct gathering *g, const struct law *law, struct text *out, struct err *err)
{
	const struct schema *schema = g->schema;
	struct decision_tables decisions;

	if (tables_load(&decisions, schema, law, err) != 0)
		return -1;
	sort_questions(&decisions, schema->first, schema->first_count);
	tables_free(&decisions);
	template_write(schema, schema->first, schema->first_count, g->list, g->count, out);
	return 0;
}

static int write_init(const struct call *call, const struct schema *schema, const struct law *law, struct err *err)
{
	struct gathering g = { .mem = { .about = "what the image shows" }, .schema = schema };
	struct text out = { 0 };
	int code = 0;

	if (call->schema)
		schema_json(schema, law, &out);
	else if (call->count == 0 || (code = gather(&g, call, err)) == 0)
		code = write_template(&g, law, &out, err);
	if (code == 0)
		code = write_out(call, &out, err);
	text_free(&out);
	arena_free(&g.mem);
	return code;
}

static int init_run(const struct call *call, struct err *err)
{
	struct schema schema;
	struct law law;
	int code;

	if (call->count > 1 || (call->schema && call->count))
		return err_set(err, ERR_USAGE, "init takes one image, or none; --schema none");
	if (law_load(&law, err) != 0)
		return -1;
	code = schema_load(&schema, &law, err);
	if (code == 0)
		code = write_init(call, &schema, &law, err);
	schema_free(&schema);
	law_free(&law);
	return code;
}

const struct command command_init = {
	.name = "init",
	.usage = "init [IMAGE] [OPTION...]",
	.about = "Writes a declaration to fill in, with what the image shows",
	.detail = "The declaration (product.yaml) says what an image cannot: purpose, role, dates, risks, agreements."
		  " An existing file is never written over.",
	.options = (const char *const[]){ "--output", "--schema", "--as-of", "--deadline", "--quiet", NULL },
	.writes = "write to FILE, which must be new, instead of standard output",
	.reads = true,
	.run = init_run,
};
