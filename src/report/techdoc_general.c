/* Annex VII, point 1: what the product is. */
#include "report/techdoc.h"

#include <string.h>

static const struct asked purpose[] = {
	{ "Intended purpose", "purpose.intended", "annex-7-1-a", false },
	{ "Users", "purpose.users", "art-13-2", true },
	{ "Environment", "purpose.environment", "art-13-2", true },
	{ 0 }
};

static const struct asked versions[] = {
	{ "Software that bears on compliance", "product.software_versions", "annex-7-1-b", false },
	{ 0 }
};

static const struct asked placing[] = {
	{ "Placed on the market", "time.placed", "art-31-2", false },
	{ "Modified since", "time.modified", "art-69-2", false },
	{ "Category of the core function", "class.core_function", "art-7-1", false },
	{ 0 }
};

static void what_it_is(struct techdoc *t)
{
	techdoc_asked(t, "", placing);
	techdoc_verdict(t, "SCOPE");
	techdoc_verdict(t, "ROLE");
	techdoc_verdict(t, "TIME");
	techdoc_verdict(t, "CLASS");
	doc_heading(t->doc, 2, "annex-7-1-a", "1(a) Intended purpose");
	techdoc_asked(t, "", purpose);
}

static void software(struct techdoc *t)
{
	const struct results *r = t->r;

	doc_heading(t->doc, 2, "annex-7-1-b", "1(b) Versions of software that bear on compliance");
	techdoc_asked(t, "", versions);
	if (!r->image)
		return;
	doc_fact_from(t->doc, "System in the image", r->os, r->image);
	doc_fact(t->doc, "SHA-256 of the image", r->image_sha256);
	doc_fact_from(t->doc, "Packages in the image", arena_printf(&t->doc->mem, "%zu, listed in Appendix B", r->counted.packages),
		      r->image);
}

static void pictures(struct techdoc *t)
{
	const char *said = techdoc_value(t, "", "techdoc.1c");
	const char *kind = techdoc_value(t, "", "scope.kind");

	doc_heading(t->doc, 2, "annex-7-1-c", "1(c) Pictures of the outside, of the marking and of the inside");
	if (techdoc_is(said, "software-only") || (!said && techdoc_is(kind, "software"))) {
		doc_fact_from(t->doc, "Pictures", "not asked for: the product is no hardware",
			      techdoc_from(t, declared_find(t->r, "", said ? "techdoc.1c" : "scope.kind")));
		return;
	}
	techdoc_asked(t, "", (const struct asked[]){
		{ "The file holds pictures", "techdoc.1c", "annex-7-1-c", false }, { 0 } });
	if (techdoc_evidence(t, NULL, "ANX-VII.1") == 0)
		techdoc_gap(t, "evidence[].path", "annex-7-1-c", "The pictures: no evidence names them (requirement ANX-VII.1)");
}

void techdoc_general(struct techdoc *t)
{
	what_it_is(t);
	software(t);
	pictures(t);
	doc_heading(t->doc, 2, "annex-7-1-d", "1(d) Information and instructions to the user");
	doc_text(t->doc, "Point by point in Appendix A.");
	techdoc_asked(t, "", (const struct asked[]){
		{ "The file holds user information and instructions", "techdoc.1d", "annex-7-1-d", false }, { 0 } });
}
