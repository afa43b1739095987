/*
 * What was read, in words that several formats share.
 */
#include "report/report.h"

#include <inttypes.h>
#include <string.h>

#include "report/declared.h"

const char result_notice[] = "cradle decides about facts. A pass is not conformity, and nothing here is legal advice.";

const char *result_place(struct arena *mem, const char *path, int64_t line)
{
	if (!path)
		return "";
	return line > 0 ? arena_printf(mem, "%s:%" PRId64, path, line) : path;
}

const char *result_declared_name(struct arena *mem, const struct result_declared *d)
{
	const char *name = d->section;

	if (d->item >= 0)
		name = arena_printf(mem, "%s[%" PRId64 "]", name, d->item);
	if (d->key)
		name = arena_printf(mem, "%s.%s", name, d->key);
	return *d->part ? arena_printf(mem, "%s: %s", d->part, name) : name;
}

const char *result_fact_line(struct arena *mem, const struct result_fact *f)
{
	const char *at = result_place(mem, f->path, f->line), *says = "";

	if (f->rule)
		says = f->title ? arena_printf(mem, "%s (%s)", f->title, f->rule) : f->rule;
	else if (f->name)
		says = arena_printf(mem, "%s: %s", f->name, f->value ? f->value : "");
	return arena_printf(mem, "%s%s%s", at, *at && *says ? "  " : "", says);
}

/* "LINE; Recital 56 (recital: NOTE)" */
static const char *cited(struct arena *mem, const char *line, const struct provision *p, const char *weight, const char *note)
{
	return arena_printf(mem, "%s%s%s (%s%s%s)", line, *line ? "; " : "", p->citation, result_weight(weight),
			    *note ? ": " : "", note);
}

const char *result_citations(struct arena *mem, const struct result_verdict *v)
{
	const char *line = "";

	for (size_t i = 0; i < v->source_count; i++)
		line = cited(mem, line, v->sources[i].provision, v->sources[i].weight, v->sources[i].note);
	return line;
}

const char *result_limb_citations(struct arena *mem, const struct results *r, const char *key)
{
	const struct limb *limb = law_limb(r->law, key);
	const char *line = "", *day = r->as_of && *r->as_of ? r->as_of : NULL;

	for (size_t i = 0; limb && i < limb->ref_count; i++)
		line = cited(mem, line, limb->refs[i].provision, limb->refs[i].weight,
			     law_note(r->law, limb->refs[i].provision, day));
	return line;
}

const char *result_subject(struct arena *mem, const struct results *r)
{
	const char *name = r->product && *r->product ? r->product : "A product without a name";
	const char *version = r->product_version ? r->product_version : "";

	if (!r->declaration)
		return r->image ? r->image : "";
	return arena_printf(mem, "%s%s%s", name, *version ? " " : "", version);
}

const char *result_cut(struct arena *mem, const char *text, size_t most)
{
	size_t n = strlen(text);

	if (n <= most)
		return text;
	for (n = most; n && ((unsigned char)text[n] & 0xc0) == 0x80;)
		n--;
	return arena_printf(mem, "%.*s...", (int)n, text);
}

bool result_without_object(const struct results *r, const struct result_finding *f)
{
	return !r->declaration && result_of_declaration(f);
}
