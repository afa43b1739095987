#include "report/report.h"

#include <stdlib.h>
#include <string.h>

#include "report/declared.h"

static const char *keep(struct results *r, const char *s)
{
	return s ? arena_text(&r->mem, s, strlen(s)) : NULL;
}

static int64_t number(const char *s)
{
	return s ? strtoll(s, NULL, 10) : 0;
}

struct reader {
	struct results *results;
	struct dossier *d;
	struct law *law;
	size_t at;			/* the verdict that rows are about */
};

static int on_count(void *self, const struct query_row *r, struct err *err)
{
	(void)err;
	*(size_t *)self = (size_t)number(r->values[0]);
	return 0;
}

static int count(struct dossier *d, const char *sql, size_t *out, struct err *err)
{
	return dossier_query(d, sql, on_count, out, err);
}

static int on_finding(void *self, const struct query_row *r, struct err *err)
{
	struct reader *reader = self;
	struct results *out = reader->results;
	struct result_finding *f = &out->findings[out->finding_count++];

	(void)err;
	*f = (struct result_finding){
		.rule = keep(out, r->values[0]), .title = keep(out, r->values[1]),
		.limb = keep(out, r->values[2]), .severity = keep(out, r->values[3]),
		.state = keep(out, r->values[4]), .path = keep(out, r->values[5]),
		.line = number(r->values[6]), .detail = keep(out, r->values[7]), .fix = keep(out, r->values[8]),
		.accepted = keep(out, r->values[9]), .until = keep(out, r->values[10]),
	};
	return 0;
}

static int on_verdict(void *self, const struct query_row *r, struct err *err)
{
	struct reader *reader = self;
	struct results *out = reader->results;
	struct result_verdict *v = &out->verdicts[out->verdict_count++];

	(void)err;
	*v = (struct result_verdict){
		.key = r->values[0] ? keep(out, r->values[0]) : "", .title = keep(out, r->values[1]),
		.verdict = keep(out, r->values[2]), .reason = keep(out, r->values[3]),
		.part = r->values[4] ? keep(out, r->values[4]) : "", .row = keep(out, r->values[5]),
		.needs = keep(out, r->values[6]), .needs_key = keep(out, r->values[7]),
	};
	v->limb = law_limb(reader->law, result_limb(v));
	return 0;
}

/* The verdict of this key; they come in the order of the verdicts, so it is the last one met or a later one. */
static struct result_verdict *verdict_of(struct results *out, const char *key, size_t *at)
{
	if (!key)
		return NULL;
	for (; *at < out->verdict_count; ++*at)
		if (strcmp(out->verdicts[*at].key, key) == 0)
			return &out->verdicts[*at];
	return NULL;
}

/* columns: key, rule, path, line, name, value */
static int on_fact(void *self, const struct query_row *r, struct err *err)
{
	struct reader *reader = self;
	struct results *out = reader->results;
	struct result_verdict *v = verdict_of(out, r->values[0], &reader->at);

	(void)err;
	if (!v)
		return 0;
	/* doubles: powers of two are when the room is used up */
	if ((v->fact_count & (v->fact_count - 1)) == 0) {
		size_t room = v->fact_count ? 2 * v->fact_count : 1;
		struct result_fact *facts = arena_alloc(&out->mem, room * sizeof(*facts));

		if (v->fact_count)
			memcpy(facts, v->facts, v->fact_count * sizeof(*facts));
		v->facts = facts;
	}
	v->facts[v->fact_count++] = (struct result_fact){
		.rule = keep(out, r->values[1]), .path = keep(out, r->values[2]), .line = number(r->values[3]),
		.name = keep(out, r->values[4]), .value = keep(out, r->values[5]),
	};
	return 0;
}

/* the day of assessment, if there is one */
static const char *day(const struct results *r)
{
	return r->as_of && *r->as_of ? r->as_of : NULL;
}

/* columns: key, provision, weight */
static int on_source(void *self, const struct query_row *r, struct err *err)
{
	enum { SOURCES = 24 };
	struct reader *reader = self;
	struct results *out = reader->results;
	struct result_verdict *v = verdict_of(out, r->values[0], &reader->at);
	const struct provision *p = law_provision(reader->law, r->values[1] ? r->values[1] : "");

	(void)err;
	if (!v || !p || v->source_count == SOURCES)
		return 0;
	for (size_t i = 0; i < v->source_count; i++)
		if (v->sources[i].provision == p)
			return 0;
	if (!v->sources)
		v->sources = arena_alloc(&out->mem, SOURCES * sizeof(*v->sources));
	v->sources[v->source_count++] = (struct result_source){
		.provision = p, .weight = r->values[2] ? keep(out, r->values[2]) : "none", .note = law_note(reader->law, p, day(out)),
		.text = law_text(reader->law, p->id),
	};
	return 0;
}

static int on_image(void *self, const struct query_row *r, struct err *err)
{
	struct results *out = ((struct reader *)self)->results;

	(void)err;
	out->format = keep(out, r->values[0]);
	out->size = number(r->values[1]);
	out->entries = number(r->values[2]);
	out->refused = number(r->values[3]);
	out->note = keep(out, r->values[4]);
	return 0;
}

static int on_os(void *self, const struct query_row *r, struct err *err)
{
	struct results *out = ((struct reader *)self)->results;

	(void)err;
	if (!out->os)
		out->os = keep(out, r->values[0]);
	return 0;
}

/* columns: daemon, proto, address, port, reach, state, path, line, because_path, because_line, service */
static int on_listener(void *self, const struct query_row *r, struct err *err)
{
	struct results *out = ((struct reader *)self)->results;

	(void)err;
	out->listeners[out->listener_count++] = (struct result_listener){
		.program = keep(out, r->values[0]), .protocol = keep(out, r->values[1]),
		.address = keep(out, r->values[2]), .port = number(r->values[3]), .reach = keep(out, r->values[4]),
		.state = keep(out, r->values[5]), .path = keep(out, r->values[6]), .line = number(r->values[7]),
		.because_path = keep(out, r->values[8]), .because_line = number(r->values[9]),
		.service = keep(out, r->values[10]),
	};
	return 0;
}

/* columns: part, section, item, key, value, path, line */
static int on_declared(void *self, const struct query_row *r, struct err *err)
{
	struct results *out = ((struct reader *)self)->results;

	(void)err;
	out->declared[out->declared_count++] = (struct result_declared){
		.part = r->values[0] ? keep(out, r->values[0]) : "", .section = r->values[1] ? keep(out, r->values[1]) : "",
		.item = r->values[2] ? number(r->values[2]) : -1, .key = keep(out, r->values[3]),
		.value = r->values[4] ? keep(out, r->values[4]) : "", .path = keep(out, r->values[5]),
		.line = number(r->values[6]),
	};
	return 0;
}

static int read_declared(struct reader *r, struct err *err)
{
	size_t n;

	if (count(r->d, "SELECT count(*) FROM declared", &n, err) != 0)
		return -1;
	r->results->declared = arena_alloc(&r->results->mem, (n + 1) * sizeof(*r->results->declared));
	return dossier_query(r->d, "SELECT part,section,item,key,value,path,line FROM declared ORDER BY rowid", on_declared, r,
			     err);
}

static int read_rows(struct reader *r, struct err *err)
{
	struct results *out = r->results;
	size_t n;

	if (count(r->d, "SELECT count(*) FROM finding", &n, err) != 0)
		return -1;
	out->findings = arena_alloc(&out->mem, (n + 1) * sizeof(*out->findings));
	if (count(r->d, "SELECT count(*) FROM verdict", &n, err) != 0)
		return -1;
	out->verdicts = arena_alloc(&out->mem, (n + 1) * sizeof(*out->verdicts));
	if (dossier_query(r->d,
			  "SELECT rule,title,limb,severity,state,path,line,detail,fix,accepted,until FROM finding ORDER BY"
			  " CASE state WHEN 'fail' THEN 0 WHEN 'contended' THEN 1 WHEN 'unknown' THEN 2"
			  " WHEN 'not_effective' THEN 3 WHEN 'pass' THEN 4 ELSE 5 END,"
			  " CASE severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END,"
			  " rule, path, line, detail", on_finding, r, err) != 0)
		return -1;
	if (dossier_query(r->d, "SELECT key,title,verdict,reason,part,row,needs,needs_key FROM verdict ORDER BY rowid",
			  on_verdict, r, err) != 0)
		return -1;
	r->at = 0;
	if (dossier_query(r->d, "SELECT key,rule,path,line,name,value FROM verdict_fact ORDER BY rowid", on_fact, r, err) != 0)
		return -1;
	r->at = 0;
	if (dossier_query(r->d, "SELECT key,provision,weight FROM verdict_source ORDER BY rowid", on_source, r, err) != 0)
		return -1;
	return 0;
}

/* What the image holds; where none was read, there are no such tables. */
static int read_image(struct reader *r, struct err *err)
{
	struct results *out = r->results;
	size_t n;

	if (count(r->d, "SELECT count(*) FROM listener", &n, err) != 0)
		return -1;
	out->listeners = arena_alloc(&out->mem, (n + 1) * sizeof(*out->listeners));
	if (dossier_query(r->d,
			  "SELECT coalesce(daemon,''),coalesce(proto,''),coalesce(address,''),port,coalesce(reach,''),state,"
			  "path,line,because_path,because_line,service"
			  " FROM listener WHERE state IN ('open', 'contended') ORDER BY CASE reach WHEN 'any' THEN 0 WHEN 'local' THEN 1"
			  " ELSE 2 END, port, proto, daemon, address, path, line", on_listener, r, err) != 0)
		return -1;
	if (dossier_query(r->d, "SELECT format,size,entries,refused,note FROM image", on_image, r, err) != 0)
		return -1;
	return dossier_query(r->d, "SELECT coalesce(name, id) FROM os", on_os, r, err);
}

static int read_counts(struct reader *r, struct err *err)
{
	const struct { const char *sql; size_t *out; } counts[] = {
		{ "SELECT count(*) FROM service", &r->results->counted.services },
		{ "SELECT count(*) FROM service WHERE starts", &r->results->counted.starting },
		{ "SELECT count(*) FROM listener", &r->results->counted.listeners },
		{ "SELECT count(*) FROM listener WHERE state IN ('open', 'contended') AND reach <> 'loopback'",
		  &r->results->counted.open },
		{ "SELECT count(*) FROM package", &r->results->counted.packages },
		{ "SELECT count(*) FROM account", &r->results->counted.accounts },
	};

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		if (count(r->d, counts[i].sql, counts[i].out, err) != 0)
			return -1;
	return 0;
}

int results_read(struct results *results, struct dossier *d, struct law *law, struct err *err)
{
	struct reader r = { results, d, law };

	*results = (struct results){ .mem = { .about = "the results" }, .law = law };
	if (results_check(d, law, err) != 0)
		return -1;
	results->gate = dossier_meta(d, &results->mem, "gate");
	results->tool = dossier_meta(d, &results->mem, "tool");
	results->rules = dossier_meta(d, &results->mem, "rules");
	results->as_of = dossier_meta(d, &results->mem, "as_of");
	results->product = dossier_meta(d, &results->mem, "product");
	results->product_version = dossier_meta(d, &results->mem, "product_version");
	results->declaration = dossier_meta(d, &results->mem, "declaration");
	results->decisions = dossier_meta(d, &results->mem, "decisions");
	results->image = dossier_meta(d, &results->mem, "image");
	results->image_sha256 = dossier_meta(d, &results->mem, "image_sha256");
	results->image_part = dossier_meta(d, &results->mem, "part");
	if (read_rows(&r, err) != 0 || read_declared(&r, err) != 0 ||
	    (results->image && (read_image(&r, err) != 0 || read_counts(&r, err) != 0 ||
				inventory_read(results->inventory, &results->mem, d, err) != 0))) {
		results_free(results);
		return -1;
	}
	results_order(results);
	return 0;
}

void results_free(struct results *results)
{
	arena_free(&results->mem);
	*results = (struct results){ 0 };
}
