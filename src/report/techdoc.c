/*
 * The technical documentation in the order of Annex VII: a first page that
 * answers, points 1 to 8, and appendices with what they refer to.
 */
#include "report/techdoc.h"

#include <string.h>

#include "report/documents.h"

static const struct techdoc_part parts[] = {
	{ "annex-7-1", "1. General description", "ANX-VII.1", techdoc_general },
	{ "annex-7-2", "2. Design, development, production and handling of vulnerabilities", "ANX-VII.2", techdoc_design },
	{ "annex-7-3", "3. Cybersecurity risks and how the requirements apply", "ANX-VII.3", techdoc_risks },
	{ "annex-7-4", "4. Support period", "ANX-VII.4", techdoc_support },
	{ "annex-7-5", "5. Standards applied and solutions adopted", "ANX-VII.5", techdoc_standards },
	{ "annex-7-6", "6. Test reports", "ANX-VII.6", techdoc_tests },
	{ "annex-7-7", "7. EU declaration of conformity", "ANX-VII.7", techdoc_declaration },
	{ "annex-7-8", "8. Software bill of materials", "ANX-VII.8", techdoc_sbom },
	{ "file", "The file as a whole (Articles 13 and 31)", "ART31", techdoc_kept },
	{ "user", "Appendix A. Information and instructions to the user (Annex II)", NULL, techdoc_user },
	{ "defaults", "Appendix B. Default configuration", "I.2.b.config", techdoc_defaults },
	{ "manifest", "Appendix C. Evidence", NULL, techdoc_manifest },
	{ "findings", "Appendix D. Findings in the image", NULL, techdoc_findings },
	{ "reproduce", "Appendix E. How to make this document again", NULL, techdoc_reproduce },
};

/* --- first page --- */

static const char *counts(struct techdoc *t)
{
	const struct results *r = t->r;

	return arena_printf(&t->doc->mem, "%s. Of %zu points %zu are not met, %zu need input, %zu are met, %zu are not owed.",
			    r->gate, r->points, r->not_met, r->needs_input, r->met, r->exempt);
}

static void what_is_it(struct techdoc *t)
{
	const struct results *r = t->r;

	doc_fact(t->doc, "Verdict", counts(t));
	doc_style(t->doc, result_style(r->gate));
	techdoc_asked(t, "", (const struct asked[]){
		{ "Manufacturer", "product.manufacturer", "annex-2-1", true },
		{ "Product", "product.name", "annex-2-3", true }, { "Version", "product.version", "annex-2-3", true },
		{ "Type", "product.model", "annex-2-3", true }, { 0 } });
	if (r->image) {
		doc_fact(t->doc, "Image", arena_printf(&t->doc->mem, "%s (%s%s%s)", r->image, r->format ? r->format : "image",
						       r->os ? ", " : "", r->os ? r->os : ""));
		doc_fact(t->doc, "SHA-256 of the image", r->image_sha256);
	} else {
		doc_fact(t->doc, "Image", "none was read; all that stands here is declared");
		doc_style(t->doc, "warn");
	}
	if (!r->declaration) {
		doc_fact(t->doc, "Declaration", "none; what only a manufacturer can say is missing");
		doc_style(t->doc, "warn");
	}
	doc_fact(t->doc, "Assessed as of", r->as_of);
}

static void against(struct techdoc *t)
{
	static const struct doc_column columns[] = {
		{ "Key", 3, true, false }, { "What is asked", 5, false, false }, { "Decided", 3, false, true },
		{ "Why", 10, false, false }, { 0 },
	};

	if (t->r->not_met == 0)
		return;
	doc_table(t->doc, "What speaks against the product", columns);
	for (size_t i = 0; i < t->r->not_met; i++) {
		const struct result_verdict *v = t->r->against[i];

		doc_row(t->doc, (const char *[]){ v->key, v->title, v->verdict, v->reason });
	}
}

static void first_page(struct techdoc *t)
{
	what_is_it(t);
	against(t);
	doc_gap_list(t->doc);
	doc_note(t->doc, "What stands in brackets behind a statement says where it comes from: a line of the declaration, a place in "
			 "the image, or the provision behind a verdict. A verdict rests on what is declared and found; a gap is what "
			 "this file itself lacks, and both may be true. “Law” is binding text; a recital helps to read it; FAQ and guidance are "
			 "the Commission's view; the reasons are our reading. A pass is not conformity, and nothing here is legal "
			 "advice.");
	doc_contents(t->doc);
}

/* --- all --- */

int techdoc_make(struct doc *doc, const struct results *r, struct err *err)
{
	struct techdoc t = { .doc = doc, .r = r };

	(void)err;
	document_begin(doc, r, "Technical documentation", "Regulation (EU) 2024/2847, Article 31 and Annex VII");
	first_page(&t);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		doc_heading(doc, 1, parts[i].id, "%s", parts[i].title);
		if (parts[i].limb)
			techdoc_verdict(&t, parts[i].limb);
		parts[i].write(&t);
	}
	doc->draft = doc_gaps(doc) > 0 || r->not_met > 0 || r->needs_input > 0;
	return 0;
}
