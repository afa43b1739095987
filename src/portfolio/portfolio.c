/*
 * Reads dossiers into a portfolio, one after another.
 */
#include "portfolio/portfolio.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "dossier/dossier.h"

struct reading {
	struct portfolio *p;
	struct release *release;
	const char **verdicts;
	size_t room;
	bool parts;			/* verdicts on parts: those on the whole are sums of them */
};

/* Clean, whoever wrote the file. NULL stays NULL. */
static const char *keep(struct portfolio *p, const char *s)
{
	size_t n = s ? strlen(s) : 0, length;
	char *out;

	if (!s)
		return NULL;
	if (utf8_is_clean(s, n))
		return arena_text(&p->mem, s, n);
	out = arena_alloc(&p->mem, 4 * n + 1);
	length = utf8_clean(out, 4 * n + 1, s, n);
	out[length] = '\0';
	return out;
}

static const char *keep_or_empty(struct portfolio *p, const char *s)
{
	return s ? keep(p, s) : "";
}

static int64_t number(const char *s)
{
	return s ? strtoll(s, NULL, 10) : 0;
}

void portfolio_begin(struct portfolio *p, const struct law *law)
{
	*p = (struct portfolio){ .mem = { .about = "the portfolio" }, .law = law };
	p->limb_names.mem = p->finding_names.mem = p->key_names.mem = &p->mem;
	for (size_t i = 0; i < law->limb_count; i++) {
		const struct limb *limb = &law->limbs[i];
		const struct result_verdict v = { .key = limb->key };

		ARENA_ROOM(&p->mem, p->limbs, p->limb_count, p->limb_room);
		p->limbs[p->limb_count] = (struct portfolio_limb){
			.key = limb->key, .title = limb->title, .group = result_group(&v), .sum = limb->sum_count > 0,
			.column = p->limb_count,
		};
		*names_at(&p->limb_names, bytes_of(limb->key)) = (void *)++p->limb_count;
	}
}

void portfolio_free(struct portfolio *p)
{
	arena_free(&p->mem);
	*p = (struct portfolio){ 0 };
}

/* --- verdicts --- */

/* The words are few: the known ones are not copied for each release. */
static const char *word(struct portfolio *p, const char *verdict)
{
	for (const struct portfolio_letter *l = portfolio_letters; l->letter; l++)
		if (l->verdict && strcmp(l->verdict, verdict) == 0)
			return l->verdict;
	return keep(p, verdict);
}

/* The column of this key; one that the law index does not have becomes a new row. */
static size_t column_of(struct portfolio *p, const char *key, const char *title)
{
	void **at = names_at(&p->limb_names, bytes_of(key));

	if (*at)
		return (size_t)*at - 1;
	ARENA_ROOM(&p->mem, p->limbs, p->limb_count, p->limb_room);
	p->limbs[p->limb_count] = (struct portfolio_limb){
		.key = key, .title = title, .group = "Not in this program's index", .column = p->limb_count,
	};
	*at = (void *)++p->limb_count;
	return p->limb_count - 1;
}

static void set_verdict(struct reading *r, size_t column, const char *verdict)
{
	if (column >= r->room) {
		size_t room = 2 * (column + 1);
		const char **more = arena_alloc(&r->p->mem, room * sizeof(*more));

		if (r->room)
			memcpy(more, r->verdicts, r->room * sizeof(*more));
		r->verdicts = more;
		r->room = room;
	}
	r->verdicts[column] = verdict;
	if (column >= r->release->verdict_count)
		r->release->verdict_count = column + 1;
}

static void count_verdict(struct release *r, const char *verdict)
{
	const struct result_verdict v = { .verdict = verdict };

	r->points++;
	r->needs_input += strcmp(verdict, "NEEDS-INPUT") == 0;
	r->met += strcmp(verdict, "MET") == 0;
	r->exempt += result_exempts(&v);
	r->not_met += strcmp(verdict, "NOT-MET") == 0 || strstr(verdict, "-REJECTED");
}

static void count_key(struct portfolio *p, const char *key, const char *ask)
{
	void **at = names_at(&p->key_names, bytes_of(key));
	struct portfolio_key *k;

	if (!*at) {
		ARENA_ROOM(&p->mem, p->keys, p->key_count, p->key_room);
		p->keys[p->key_count] = (struct portfolio_key){ .key = keep(p, key), .ask = keep_or_empty(p, ask) };
		*at = (void *)++p->key_count;
	}
	k = &p->keys[(size_t)*at - 1];
	k->verdicts++;
	if (k->count && k->releases[k->count - 1] == p->count)
		return;
	ARENA_ROOM(&p->mem, k->releases, k->count, k->room);
	k->releases[k->count++] = p->count;
}

/* columns: key, title, verdict, part, needs_key, needs */
static int on_verdict(void *self, const struct query_row *row, struct err *err)
{
	struct reading *r = self;
	const char *key = keep_or_empty(r->p, row->values[0]), *part = row->values[3] ? row->values[3] : "";
	const char *colon = strrchr(key, ':'), *verdict = word(r->p, row->values[2] ? row->values[2] : "");
	const struct limb *limb = law_limb(r->p->law, *part && colon ? colon + 1 : key);

	(void)err;
	if (!*part)
		set_verdict(r, column_of(r->p, key, keep_or_empty(r->p, row->values[1])), verdict);
	if (limb && (limb->sum_count || (r->parts && limb->of_part && !*part)))
		return 0;
	count_verdict(r->release, verdict);
	if (strcmp(verdict, "NEEDS-INPUT") == 0 && row->values[4] && r->release->declared)
		count_key(r->p, row->values[4], row->values[5]);
	return 0;
}

/* --- findings --- */

static int rank(const char *severity)
{
	static const char *const names[] = { "", "low", "medium", "high", "critical" };

	for (int i = 4; i > 0; i--)
		if (strcmp(names[i], severity) == 0)
			return i;
	return 0;
}

static struct portfolio_finding *finding_of(struct portfolio *p, const char *rule)
{
	void **at = names_at(&p->finding_names, bytes_of(rule));

	if (!*at) {
		ARENA_ROOM(&p->mem, p->findings, p->finding_count, p->finding_room);
		p->findings[p->finding_count] = (struct portfolio_finding){ .rule = keep(p, rule), .severity = "" };
		*at = (void *)++p->finding_count;
	}
	return &p->findings[(size_t)*at - 1];
}

/* columns: rule, title, limb, severity, accepted, path, line */
static int on_finding(void *self, const struct query_row *row, struct err *err)
{
	struct reading *r = self;
	struct portfolio *p = r->p;
	struct portfolio_finding *f = finding_of(p, row->values[0] ? row->values[0] : "");
	const char *severity = row->values[3] ? row->values[3] : "";

	(void)err;
	if (!f->title || rank(severity) > rank(f->severity)) {
		f->title = keep_or_empty(p, row->values[1]);
		f->limb = keep_or_empty(p, row->values[2]);
		f->severity = keep(p, severity);
		f->file = r->release->file;
		f->path = keep(p, row->values[5]);
		f->line = number(row->values[6]);
	}
	if (row->values[4] && strcmp(row->values[4], "accepted") == 0) {
		f->accepted++;
		return 0;
	}
	f->places++;
	r->release->fails[rank(severity)]++;
	if (f->count && f->releases[f->count - 1] == p->count)
		return 0;
	ARENA_ROOM(&p->mem, f->releases, f->count, f->room);
	f->releases[f->count++] = p->count;
	return 0;
}

/* --- one dossier --- */

static const char *meta(struct portfolio *p, struct dossier *d, const char *key)
{
	struct arena mem = { 0 };
	const char *value = keep(p, dossier_meta(d, &mem, key));

	arena_free(&mem);
	return value;
}

static void name_it(struct portfolio *p, struct dossier *d, struct release *r)
{
	const char *name = meta(p, d, "product"), *version = meta(p, d, "product_version"), *part = meta(p, d, "part");

	r->declared = meta(p, d, "declaration") != NULL;
	r->version = version ? version : "";
	r->part = part ? part : "";
	if (name && *name) {
		r->name = name;
		r->identity = arena_printf(&p->mem, "name %s", name);
	} else {
		r->name = r->image ? r->image : r->declared ? "a product without a name" : path_last(r->file);
		r->identity = r->image_sha256 ? arena_printf(&p->mem, "image %s", r->image_sha256)
					      : arena_printf(&p->mem, "file %s", r->file);
	}
}

static int on_parts(void *self, const struct query_row *row, struct err *err)
{
	(void)err;
	((struct reading *)self)->parts = number(row->values[0]) > 0;
	return 0;
}

static int read_rows(struct reading *r, struct dossier *d, struct err *err)
{
	if (dossier_query(d, "SELECT count(*) FROM verdict WHERE part <> ''", on_parts, r, err) != 0)
		return -1;
	if (dossier_query(d, "SELECT key,title,verdict,part,needs_key,needs FROM verdict ORDER BY rowid", on_verdict, r,
			  err) != 0)
		return -1;
	return dossier_query(d, "SELECT rule,title,limb,severity,accepted,path,line FROM finding WHERE state='fail'"
				" ORDER BY rule, path, line, severity, title, limb", on_finding, r, err);
}

/* The whole dossier can be read: asked before the first row is counted, because nothing is taken back. */
static int check(struct dossier *d, const char *file, const char *gate, struct err *err)
{
	static const char *const queries[] = {
		"SELECT count(key), count(title), count(verdict), count(part), count(needs_key), count(needs) FROM verdict",
		"SELECT count(rule), count(title), count(limb), count(severity), count(accepted), count(path), count(line),"
		" count(state) FROM finding",
	};
	struct reading unused = { 0 };

	if (!gate)
		return err_set(err, ERR_USAGE, "'%s' has facts but no verdicts; 'cradle check IMAGE --dossier FILE' decides",
			       file);
	if (strcmp(gate, "FAIL") != 0 && strcmp(gate, "INCOMPLETE") != 0 && strcmp(gate, "PASS") != 0)
		return err_set(err, ERR_DAMAGED, "'%s': '%.40s' is no gate: FAIL, INCOMPLETE or PASS", file, gate);
	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++)
		if (dossier_query(d, queries[i], on_parts, &unused, err) != 0) {
			err_wrap(err, "'%s' is a damaged dossier", file);
			err->kind = ERR_DAMAGED;
			return -1;
		}
	return 0;
}

static int read_one(struct portfolio *p, struct dossier *d, const char *file, struct err *err)
{
	struct release r = { .file = keep(p, file), .gate = meta(p, d, "gate") };
	struct reading reading = { .p = p, .release = &r };

	if (check(d, file, r.gate, err) != 0)
		return -1;
	if (results_check(d, p->law, err) != 0)
		return err_wrap(err, "'%s'", file);
	r.image = meta(p, d, "image");
	r.image_sha256 = meta(p, d, "image_sha256");
	r.tool = meta(p, d, "tool");
	r.rules = meta(p, d, "rules");
	r.as_of = meta(p, d, "as_of");
	name_it(p, d, &r);
	if (read_rows(&reading, d, err) != 0)
		return err_wrap(err, "'%s'", file);
	r.verdicts = reading.verdicts;
	ARENA_ROOM(&p->mem, p->releases, p->count, p->room);
	p->releases[p->count++] = r;
	return 0;
}

void portfolio_unread(struct portfolio *p, const char *file, const struct err *err)
{
	ARENA_ROOM(&p->mem, p->unread, p->unread_count, p->unread_room);
	p->unread[p->unread_count++] = (struct portfolio_unread){ keep(p, file), keep(p, err->text) };
}

int portfolio_add_dossier(struct portfolio *p, const char *file, struct dossier *d, struct err *err)
{
	int code = read_one(p, d, file, err);

	if (code != 0)
		portfolio_unread(p, file, err);
	return code;
}

int portfolio_add(struct portfolio *p, const char *file, struct err *err)
{
	struct dossier d;
	int code;

	if (dossier_open(&d, file, err) != 0) {
		portfolio_unread(p, file, err);
		return -1;
	}
	code = portfolio_add_dossier(p, file, &d, err);
	dossier_close(&d);
	return code;
}
