/* Appendices C to E: the evidence with its digests, what was found, how to come to the same document. */
#include "report/techdoc.h"

#include <string.h>

/* --- C --- */

static const char *first(struct techdoc *t, const struct result_declared *e, const char *key)
{
	const struct result_declared *d = declared_of(t->r, e, key, 0);

	return d ? d->value : NULL;
}

static void manifest_gaps(struct techdoc *t, const struct result_declared *e)
{
	const char *name = first(t, e, "id") ? first(t, e, "id") : techdoc_from(t, e);

	if (techdoc_planned(t, e))
		return;		/* shown where it belongs */
	if (!first(t, e, "path"))
		techdoc_gap(t, "evidence[].path", "art-13-12", "%s: the file", name);
	if (!first(t, e, "sha256"))
		techdoc_gap(t, "evidence[].sha256", "art-13-12", "%s: the SHA-256 that binds the file to this document", name);
	if (!first(t, e, "limb"))
		techdoc_gap(t, "evidence[].limb", "art-13-12", "%s: the requirement that it shows", name);
}

void techdoc_manifest(struct techdoc *t)
{
	static const struct doc_column columns[] = {
		{ "Id", 2, false, false }, { "File", 5, true, false }, { "SHA-256", 8, true, false }, { "Shows", 5, false, false },
		{ "Requirements", 4, true, false }, { "State", 2, false, false }, { "From", 3, true, false }, { 0 },
	};
	bool begun = false;
	const char *part;

	if (t->r->image)
		doc_fact_from(t->doc, "Image", t->r->image_sha256, t->r->image);
	doc_fact(t->doc, "Declaration", t->r->declaration);
	for (size_t n = 0; (part = declared_part(t->r, n)); n++) {
		const struct result_declared *e = NULL;

		while ((e = declared_next(t->r, part, "evidence", e))) {
			if (!begun)
				doc_table(t->doc, NULL, columns);
			begun = true;
			doc_row(t->doc, (const char *[]){ first(t, e, "id"), first(t, e, "path"), first(t, e, "sha256"),
				first(t, e, "about"), techdoc_values(t, e, "limb"), techdoc_planned(t, e) ? "planned" : "kept",
				techdoc_from(t, e) });
		}
	}
	for (size_t n = 0; (part = declared_part(t->r, n)); n++) {
		const struct result_declared *e = NULL;

		while ((e = declared_next(t->r, part, "evidence", e)))
			manifest_gaps(t, e);
	}
	if (begun)
		doc_note(t->doc, "Each file that is kept was there when the declaration was read, with the SHA-256 that is given here.");
	else
		techdoc_gap(t, "evidence", "art-13-12", "Evidence: no file is named");
}

/* --- D --- */

static const char *state_of(struct techdoc *t, const struct result_finding *f)
{
	const char *accepted = result_accepted(f);

	return accepted && f->until ? arena_printf(&t->doc->mem, "%s; %s %s", f->state, accepted, f->until) : f->state;
}

static bool is_shown(const struct result_finding *f)
{
	return strcmp(f->state, "fail") == 0 || strcmp(f->state, "contended") == 0 || strcmp(f->state, "unknown") == 0 || f->accepted;
}

void techdoc_findings(struct techdoc *t)
{
	enum { MOST = 1000 };
	static const struct doc_column columns[] = {
		{ "Severity", 2, false, true }, { "Finding", 6, false, false }, { "State", 3, false, true }, { "Where", 5, true, false },
		{ "Detail", 7, false, false }, { "Requirement", 3, true, false }, { "Rule", 3, true, false }, { 0 },
	};
	size_t shown = 0, others = 0;

	if (!t->r->image) {
		doc_text(t->doc, "No image was read.");
		return;
	}
	for (size_t i = 0; i < t->r->finding_count; i++) {
		const struct result_finding *f = &t->r->findings[i];

		if (!is_shown(f)) {
			others++;
			continue;
		}
		if (shown++ == 0)
			doc_table(t->doc, NULL, columns);
		if (shown <= MOST)
			doc_row(t->doc, (const char *[]){ f->severity, f->title, state_of(t, f), techdoc_place(t, f->path, f->line),
				f->detail, f->limb, f->rule });
	}
	if (shown > MOST)
		doc_note(t->doc, "%zu more are left out: cradle sql DOSSIER \"SELECT * FROM finding\"", shown - MOST);
	doc_note(t->doc, "%zu rules found nothing, did not apply, or found what is not in effect: cradle sql DOSSIER "
			 "\"SELECT * FROM finding\"", others);
}

/* --- E --- */

void techdoc_reproduce(struct techdoc *t)
{
	const struct results *r = t->r;
	struct arena *mem = &t->doc->mem;
	const char *day = t->doc->date ? arena_printf(mem, " --as-of %s", t->doc->date) : "";

	doc_fact(t->doc, "cradle", r->tool);
	doc_fact(t->doc, "Rules, SHA-256", r->rules);
	doc_fact(t->doc, "Decision tables, SHA-256", r->decisions);
	doc_fact(t->doc, "Image, SHA-256", r->image_sha256);
	if (r->image && r->declaration)
		doc_fact(t->doc, "Dossier", arena_printf(mem, "cradle check %s -p %s%s --dossier DOSSIER", r->image, r->declaration, day));
	else if (r->image)
		doc_fact(t->doc, "Dossier", arena_printf(mem, "cradle check %s%s --dossier DOSSIER", r->image, day));
	else
		doc_fact(t->doc, "Dossier", arena_printf(mem, "cradle decide -p %s%s --dossier DOSSIER", r->declaration ? r->declaration :
			 "product.yaml", day));
	doc_fact(t->doc, "This document", "cradle report DOSSIER --format techdoc -o FILE.html (or .md, .pdf)");
	doc_note(t->doc, "The same image, declaration, day and versions give the same bytes.");
}
