#include "report/report.h"

#include <stdio.h>
#include <string.h>

#include "report/documents.h"
#include "report/formats.h"

const struct report reports[] = {
	{ "text", "for a terminal of 80 columns", "txt", report_text },
	{ "json", "for programs (docs/report.schema.json)", "json", report_json },
	{ "html", "one self-contained page", "html", report_html },
	{ "cyclonedx", "CycloneDX 1.6: bill of materials, requirements, claims", "cdx.json", report_cyclonedx },
	{ "oscal", "OSCAL assessment-results 1.1.3", "oscal.json", report_oscal },
	{ "oscal-catalog", "OSCAL catalog of what is decided", "oscal-catalog.json", report_oscal_catalog },
	{ "oscal-component", "OSCAL component-definition of the product", "oscal-component.json", report_oscal_component },
	{ "sarif", "findings for code scanning (SARIF 2.1.0)", "sarif", report_sarif },
	{ "junit", "a test for each verdict, for CI", "xml", report_junit },
	{ "spdx", "the image's packages (SPDX 2.3)", "spdx.json", report_spdx },
	{ "csv", "verdicts and findings as a table", "csv", report_csv },
	{ "md", "a comment for a merge request", "md", report_md },
	{ .name = "techdoc", .about = "technical documentation, Annex VII (-o FILE.html, .md, .pdf)", .suffix = "html",
	  .make = techdoc_make, .print = doc_html },
	{ .name = "techdoc-md", .about = "the same as Markdown", .suffix = "md", .make = techdoc_make, .print = doc_markdown },
	{ .name = "techdoc-pdf", .about = "the same as PDF", .suffix = "pdf", .make = techdoc_make, .print = doc_pdf },
	{ .name = "declaration", .about = "draft EU declaration of conformity, Annex V (-o FILE.html, .md, .pdf)", .suffix = "html",
	  .make = declaration_make, .print = doc_html, .refuse = declaration_refused },
	{ .name = "declaration-md", .about = "the same as Markdown", .suffix = "md",
	  .make = declaration_make, .print = doc_markdown, .refuse = declaration_refused },
	{ .name = "declaration-pdf", .about = "the same as PDF", .suffix = "pdf",
	  .make = declaration_make, .print = doc_pdf, .refuse = declaration_refused },
	{ .name = "declaration-simplified", .about = "draft of the simplified declaration, Annex VI", .suffix = "html",
	  .make = declaration_simplified_make, .print = doc_html, .refuse = declaration_refused },
	{ .name = "declaration-simplified-md", .about = "the same as Markdown", .suffix = "md",
	  .make = declaration_simplified_make, .print = doc_markdown, .refuse = declaration_refused },
	{ .name = "declaration-simplified-pdf", .about = "the same as PDF", .suffix = "pdf",
	  .make = declaration_simplified_make, .print = doc_pdf, .refuse = declaration_refused },
	{ 0 },
};

const struct report *report_find(const char *name)
{
	for (const struct report *r = reports; r->name; r++)
		if (strcmp(r->name, name) == 0)
			return r;
	return NULL;
}

/* "techdoc" and "gw.pdf": the same document in another medium; who names a medium gets that one. */
const struct report *report_for(const char *name, const char *file)
{
	const struct report *named = report_find(name);
	const char *dot = file ? strrchr(path_last(file), '.') : NULL;

	if (!named || !named->make || !dot || report_medium(named))
		return named;
	for (const struct report *r = reports; r->name; r++)
		if (r->make == named->make && strcmp(r->suffix, dot + 1) == 0)
			return r;
	return named;
}

bool report_medium(const struct report *r)
{
	const char *last = strrchr(r->name, '-');

	return r->make && last && strcmp(last + 1, r->suffix) == 0;
}

const char *report_names(void)
{
	static char names[512];
	size_t n = strlen(names);

	if (n)
		return names;
	for (const struct report *r = reports; r->name; r++)
		if (!report_medium(r))
			n += (size_t)snprintf(names + n, sizeof(names) - n, "%s%s", n ? " " : "", r->name);
	return names;
}

int report_write(const struct report *report, const struct results *results, const struct report_options *options,
		 struct text *out, struct err *err)
{
	struct doc doc = { 0 };
	int code;

	if (!report->make)
		return report->write(results, options, out, err);
	code = report->make(&doc, results, err);
	if (code == 0)
		code = report->print(&doc, out, err);
	doc_free(&doc);
	return code;
}
