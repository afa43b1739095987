/* How the technical documentation says things: declared, found, decided, missing. */
#include "report/techdoc.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "base/auto.h"

bool techdoc_is(const char *value, const char *word)
{
	return value && strcmp(value, word) == 0;
}

/* --- words --- */

const char *techdoc_cite(struct techdoc *t, const char *id)
{
	const struct provision *p = id ? law_provision(t->r->law, id) : NULL;

	return p ? arena_printf(&t->doc->mem, "%s: %s", p->citation, result_weight(p->weight)) : NULL;
}

const char *techdoc_sources(struct techdoc *t, const struct result_verdict *v)
{
	const char *all = NULL;

	for (size_t i = 0; i < v->source_count; i++) {
		const struct result_source *s = &v->sources[i];

		all = arena_printf(&t->doc->mem, "%s%s%s: %s%s%s%s", all ? all : "", all ? "; " : "", s->provision->citation,
				   result_weight(s->weight), *s->note ? " (" : "", s->note, *s->note ? ")" : "");
	}
	return all;
}

const char *techdoc_place(struct techdoc *t, const char *path, int64_t line)
{
	if (!path || !*path)
		return NULL;
	if (line <= 0)
		return arena_printf(&t->doc->mem, "%s", path);
	return arena_printf(&t->doc->mem, "%s:%" PRId64, path, line);
}

const char *techdoc_from(struct techdoc *t, const struct result_declared *d)
{
	return d && !t->plain ? techdoc_place(t, d->path, d->line) : NULL;
}

static const char *joined(struct techdoc *t, const char *before, const char *value)
{
	return before ? arena_printf(&t->doc->mem, "%s, %s", before, value) : value;
}

const char *techdoc_value(struct techdoc *t, const char *part, const char *name)
{
	const struct results *r = t->r;
	const struct result_declared *d = declared_find(r, part, name);
	const char *all = NULL;

	for (const struct result_declared *at = d; at && at < r->declared + r->declared_count; at++) {
		if (!at->key || strcmp(at->key, d->key) != 0 || strcmp(at->section, d->section) != 0 || at->item >= 0)
			break;	/* values of one key stand together */
		all = joined(t, all, at->value);
	}
	return all;
}

const char *techdoc_values(struct techdoc *t, const struct result_declared *entry, const char *key)
{
	const struct result_declared *d;
	const char *all = NULL;

	for (size_t n = 0; (d = declared_of(t->r, entry, key, n)); n++)
		all = joined(t, all, d->value);
	return all;
}

/* --- going through --- */

const char *techdoc_each(struct techdoc *t, size_t n)
{
	if (declared_part(t->r, 1))
		return declared_part(t->r, n + 1);
	return n == 0 ? "" : NULL;
}

void techdoc_name_part(struct techdoc *t, const char *section, size_t n)
{
	const char *part = techdoc_each(t, n);

	if (part && *part)
		doc_heading(t->doc, 3, arena_printf(&t->doc->mem, "%s-part-%zu", section, n + 1), "Part %s", part);
}

/* Is 'below' the limb, or does it begin with it where a name ends: "I.2.c.auto" of "I.2.c", "ANX-II.8a" of "ANX-II.8"? */
static bool below(const char *whole, const char *limb)
{
	size_t n = strlen(whole);

	if (strncmp(whole, limb, n) != 0)
		return false;
	return limb[n] == '\0' || limb[n] == '.' || (strncmp(whole, "ANX-II.8", 8) == 0 && n == 8);
}

bool techdoc_related(const char *a, const char *b)
{
	return below(a, b) || below(b, a);
}

bool techdoc_concerns(struct techdoc *t, const struct result_declared *entry, const char *limb)
{
	const struct result_declared *d;

	for (size_t n = 0; (d = declared_of(t->r, entry, "limb", n)); n++)
		if (techdoc_related(d->value, limb))
			return true;
	return false;
}

bool techdoc_planned(struct techdoc *t, const struct result_declared *entry)
{
	const struct result_declared *state = declared_of(t->r, entry, "state", 0);

	return state && strcmp(state->value, "planned") == 0;
}

const struct result_verdict *techdoc_find(struct techdoc *t, const char *key)
{
	for (size_t i = 0; i < t->r->verdict_count; i++)
		if (strcmp(t->r->verdicts[i].key, key) == 0)
			return &t->r->verdicts[i];
	return NULL;
}

/* --- blocks --- */

void techdoc_gap(struct techdoc *t, const char *key, const char *cites, const char *format, ...)
{
	va_list args;
	const char *what;

	va_start(args, format);
	what = arena_vprintf(&t->doc->mem, format, args);
	va_end(args);
	doc_gap(t->doc, what, key, techdoc_cite(t, cites));
}

/* A part may say otherwise than the whole. */
static bool parts_say(struct techdoc *t, const struct asked *asked)
{
	bool said = false;
	const char *part;

	for (size_t n = 1; (part = declared_part(t->r, n)); n++) {
		const char *value = techdoc_value(t, part, asked->key);

		if (!value)
			continue;
		doc_fact_from(t->doc, arena_printf(&t->doc->mem, "%s (part %s)", asked->label, part), value,
			      techdoc_from(t, declared_find(t->r, part, asked->key)));
		said = true;
	}
	return said;
}

void techdoc_asked(struct techdoc *t, const char *part, const struct asked *asked)
{
	bool lacking[64] = { false };
	size_t n = 0;

	for (; asked[n].label && n < COUNT(lacking); n++) {
		const char *value = techdoc_value(t, part, asked[n].key);

		if (value)
			doc_fact_from(t->doc, asked[n].label, *value ? value : "none",
				      techdoc_from(t, declared_find(t->r, part, asked[n].key)));
		lacking[n] = !(*part == '\0' && parts_say(t, &asked[n])) && !value && !asked[n].may_lack;
	}
	for (size_t i = 0; i < n; i++)
		if (lacking[i])
			techdoc_gap(t, asked[i].key, asked[i].cites, "%s%s%s%s", asked[i].label, *part ? " (part " : "", part,
				    *part ? ")" : "");
}

static const char *reason_of(struct techdoc *t, const struct result_verdict *v)
{
	if (!v->needs_key)
		return v->reason ? v->reason : "";
	return arena_printf(&t->doc->mem, "%s It asks for %s.", v->reason ? v->reason : "", v->needs_key);
}

void techdoc_verdict(struct techdoc *t, const char *key)
{
	const struct result_verdict *v = techdoc_find(t, key);

	if (!v)
		return;
	doc_fact_from(t->doc, arena_printf(&t->doc->mem, "Decided (%s)", v->key),
		      arena_printf(&t->doc->mem, "%s. %s", v->verdict, reason_of(t, v)), techdoc_sources(t, v));
	doc_style(t->doc, result_style(v->verdict));
}

static bool in_table(const struct result_verdict *v, const char *limb)
{
	return !v->sum && below(limb, result_limb(v));
}

void techdoc_verdicts(struct techdoc *t, const char *limb)
{
	static const struct doc_column columns[] = {
		{ "Key", 3, true, false }, { "What is asked", 4, false, false }, { "Decided", 3, false, true },
		{ "Why", 9, false, false }, { "Rests on", 6, false, false }, { 0 },
	};
	bool begun = false;
	size_t n = 0;

	for (size_t i = 0; i < t->r->verdict_count; i++)
		n += in_table(&t->r->verdicts[i], limb);
	for (size_t i = 0; i < t->r->verdict_count; i++) {
		const struct result_verdict *v = &t->r->verdicts[i];

		if (!in_table(v, limb))
			continue;
		if (n == 1) {
			techdoc_verdict(t, v->key);
			break;
		}
		if (!begun)
			doc_table(t->doc, NULL, columns);
		begun = true;
		doc_row(t->doc, (const char *[]){ v->key, v->title, v->verdict, reason_of(t, v), techdoc_sources(t, v) });
	}
}

static size_t evidence_of(struct techdoc *t, const char *part, const char *limb)
{
	const struct result_declared *e = NULL;
	size_t kept = 0;

	while ((e = declared_next(t->r, part, "evidence", e))) {
		const char *id = techdoc_values(t, e, "id"), *about = techdoc_values(t, e, "about");
		const char *path = techdoc_values(t, e, "path");

		if (!techdoc_concerns(t, e, limb))
			continue;
		if (techdoc_planned(t, e)) {
			techdoc_gap(t, "evidence[].state", NULL, "%s%s%s is only planned: it shows nothing yet", id ? id : "",
				    id ? ", " : "", path ? path : "a file without a path");
			continue;
		}
		kept++;
		doc_fact_from(t->doc, arena_printf(&t->doc->mem, "Evidence%s%s", id ? " " : "", id ? id : ""),
			      arena_printf(&t->doc->mem, "%s%s%s", about ? about : "", about && path ? ": " : "", path ? path : ""),
			      techdoc_from(t, e));
	}
	return kept;
}

size_t techdoc_evidence(struct techdoc *t, const char *part, const char *limb)
{
	size_t kept = 0;
	const char *each;

	if (part)
		return evidence_of(t, part, limb);
	for (size_t n = 0; (each = declared_part(t->r, n)); n++)
		kept += evidence_of(t, each, limb);
	return kept;
}
