/*
 * Reads dossiers into a portfolio, one after another.
 */
#include "portfolio/portfolio.h"

#include <stdlib.h>
#include <string.h>

#include "dossier/dossier.h"

/* Clean, whoever wrote the file. NULL stays NULL. */
static const char *keep(struct portfolio *p, const char *s)
{
	return arena_clean(&p->mem, s);
}

static const char *keep_or_empty(struct portfolio *p, const char *s)
{
	return s ? keep(p, s) : "";
}

void portfolio_begin(struct portfolio *p, struct law *law)
{
	*p = (struct portfolio){ .mem = { .about = "the portfolio" }, .law = law };
	p->finding_names.mem = p->key_names.mem = &p->mem;
	p->limbs = arena_alloc(&p->mem, (law->limb_count + 1) * sizeof(*p->limbs));
	for (; p->limb_count < law->limb_count; p->limb_count++) {
		const struct limb *limb = &law->limbs[p->limb_count];
		const struct result_verdict v = { .key = limb->key };

		p->limbs[p->limb_count] = (struct portfolio_limb){
			.key = limb->key, .title = limb->title, .group = result_group(&v), .sum = limb->sum_count > 0,
			.column = p->limb_count,
		};
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

/* Those of the product itself; those of its parts are summed up in them. What only another version decides has no column. */
static const char **read_verdicts(struct portfolio *p, const struct results *r)
{
	const char **verdicts = arena_alloc(&p->mem, p->law->limb_count * sizeof(*verdicts));

	for (size_t i = 0; i < r->verdict_count; i++)
		if (!*r->verdicts[i].part && r->verdicts[i].limb)
			verdicts[r->verdicts[i].limb - p->law->limbs] = word(p, r->verdicts[i].verdict);
	return verdicts;
}

static void count_question(struct portfolio *p, const struct result_question *q)
{
	void **at = names_at(&p->key_names, bytes_of(q->key));
	struct portfolio_key *k;

	if (!*at) {
		ARENA_ROOM(&p->mem, p->keys, p->key_count, p->key_room);
		p->keys[p->key_count] = (struct portfolio_key){ .key = keep(p, q->key), .ask = keep_or_empty(p, q->ask) };
		*at = (void *)++p->key_count;
	}
	k = &p->keys[(size_t)*at - 1];
	k->verdicts += q->count;
	ARENA_ROOM(&p->mem, k->releases, k->count, k->room);
	k->releases[k->count++] = p->count;
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

static void count_finding(struct portfolio *p, struct release *to, const struct result_finding *found)
{
	struct portfolio_finding *f = finding_of(p, found->rule);

	if (!f->title || rank(found->severity) > rank(f->severity)) {
		f->title = keep(p, found->title);
		f->limb = keep(p, found->limb);
		f->severity = keep(p, found->severity);
		f->file = to->file;
		f->path = keep(p, found->path);
		f->line = found->line;
	}
	if (found->accepted && strcmp(found->accepted, "accepted") == 0) {
		f->accepted++;
		return;
	}
	f->places++;
	to->fails[rank(found->severity)]++;
	if (f->count && f->releases[f->count - 1] == p->count)
		return;
	ARENA_ROOM(&p->mem, f->releases, f->count, f->room);
	f->releases[f->count++] = p->count;
}

/* --- one dossier --- */

static void name_it(struct portfolio *p, struct release *r, const char *product)
{
	if (product && *product) {
		r->name = product;
		r->identity = arena_printf(&p->mem, "name %s", product);
		return;
	}
	r->name = r->image ? r->image : "a product without a name";
	r->identity = r->image_sha256 ? arena_printf(&p->mem, "image %s", r->image_sha256)
				      : arena_printf(&p->mem, "file %s", r->file);
}

static void take(struct portfolio *p, const struct results *r, const char *part, const char *file)
{
	struct release to = {
		.file = keep(p, file), .version = keep_or_empty(p, r->product_version), .part = keep_or_empty(p, part),
		.gate = keep(p, r->gate), .image = keep(p, r->image), .image_sha256 = keep(p, r->image_sha256),
		.tool = keep(p, r->tool), .rules = keep(p, r->rules), .as_of = keep(p, r->as_of),
		.declared = r->declaration != NULL, .points = r->points, .not_met = r->not_met,
		.needs_input = r->needs_input, .met = r->met, .exempt = r->exempt, .verdicts = read_verdicts(p, r),
	};

	name_it(p, &to, keep(p, r->product));
	for (size_t i = 0; i < r->finding_count; i++)
		if (strcmp(r->findings[i].state, "fail") == 0)
			count_finding(p, &to, &r->findings[i]);
	for (size_t i = 0; to.declared && i < r->question_count; i++)
		if (r->questions[i].key)
			count_question(p, &r->questions[i]);
	ARENA_ROOM(&p->mem, p->releases, p->count, p->room);
	p->releases[p->count++] = to;
}

static int read_one(struct portfolio *p, struct dossier *d, const char *file, struct err *err)
{
	struct arena mem = { 0 };
	struct results results;

	if (results_read(&results, d, p->law, err) != 0)
		return err_wrap(err, "'%s'", file);
	if (results.gate)
		take(p, &results, dossier_meta(d, &mem, "part"), file);
	else
		err_set(err, ERR_USAGE, "'%s' has facts but no verdicts; 'cradle check IMAGE --dossier FILE' decides", file);
	arena_free(&mem);
	results_free(&results);
	return err->kind ? -1 : 0;
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
