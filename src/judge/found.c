#include "judge/found.h"

#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "judge/judge.h"

struct reading {
	struct arena *mem;
	const struct rules *rules;
	const struct law *law;
	struct found *limbs;
	struct places { struct found_place *at; size_t count, room; } *places;	/* [law.limb_count] */
};

static const char *keep(struct arena *mem, const char *s)
{
	return s ? arena_text(mem, s, strlen(s)) : NULL;
}

static void add_fail(struct reading *r, size_t limb, const struct found_place *at)
{
	struct places *to = &r->places[limb];

	ARENA_ROOM(r->mem, to->at, to->count, to->room);
	to->at[to->count++] = *at;
}

/* One finding about one limb. */
static void weigh(struct reading *r, size_t limb, const struct rule *rule, const struct query_row *row)
{
	enum { RULE, SEVERITY, STATE, PATH, LINE, DETAIL, ACCEPTED };
	struct found *f = &r->limbs[limb];
	const char *accepted = row->values[ACCEPTED];
	bool open = strcmp(row->values[STATE], "unknown") == 0;
	bool counts = !accepted || strcmp(accepted, "expired") == 0;

	/* what would not speak against the limb does not leave it open either */
	if (severity_rank(row->values[SEVERITY]) < severity_rank("medium") || rule->advises)
		return;
	if (open && counts) {
		if (f->unknown++ == 0)
			f->open = keep(r->mem, row->values[DETAIL]);
		return;
	}
	f->undated += accepted && strcmp(accepted, "undated") == 0;
	f->accepted += accepted && strcmp(accepted, "accepted") == 0;
	f->expired += accepted && strcmp(accepted, "expired") == 0;
	if (!counts)
		return;
	add_fail(r, limb, &(struct found_place){
		rule->id, keep(r->mem, row->values[PATH]),
		row->values[LINE] ? strtoll(row->values[LINE], NULL, 10) : 0,
	});
}

static int on_finding(void *self, const struct query_row *row, struct err *err)
{
	struct reading *r = self;
	const struct rule *rule = rules_find(r->rules, row->values[0]);

	(void)err;
	for (size_t i = 0; rule && i < rule->limb_count; i++)
		weigh(r, (size_t)(law_limb(r->law, rule->limbs[i]) - r->law->limbs), rule, row);
	return 0;
}

/* "Telnet is on (etc/inetd.conf:3) and 2 more" */
static const char *sentence(struct reading *r, const struct found *f)
{
	const struct found_place *at = f->places;
	const char *place = "", *more = "";

	if (f->fails == 0)
		return NULL;
	if (at->path)
		place = at->line ? arena_printf(r->mem, " (%s:%lld)", at->path, (long long)at->line)
				 : arena_printf(r->mem, " (%s)", at->path);
	if (f->fails > 1)
		more = arena_printf(r->mem, " and %zu more", f->fails - 1);
	return arena_printf(r->mem, "%s%s%s", rules_find(r->rules, at->rule)->title, place, more);
}

struct found *found_read(struct arena *mem, struct dossier *d, const struct rules *rules, const struct law *law,
			 struct err *err)
{
	static const char query[] =
		"SELECT rule, severity, state, path, line, detail, accepted FROM finding"
		" WHERE state IN ('fail','unknown')"
		" ORDER BY CASE severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END,"
		" rule, path, line, detail";
	struct reading r = { .mem = mem, .rules = rules, .law = law };

	r.limbs = arena_alloc(mem, (law->limb_count + 1) * sizeof(*r.limbs));
	r.places = arena_alloc(mem, (law->limb_count + 1) * sizeof(*r.places));
	if (dossier_query(d, query, on_finding, &r, err) != 0)
		return NULL;
	for (size_t i = 0; i < law->limb_count; i++) {
		r.limbs[i].image = true;
		r.limbs[i].places = r.places[i].at;
		r.limbs[i].fails = r.places[i].count;
		r.limbs[i].worst = sentence(&r, &r.limbs[i]);
	}
	return r.limbs;
}
