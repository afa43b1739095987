#include "report/documents.h"

void document_begin(struct doc *doc, const struct results *r, const char *title, const char *act)
{
	const char *name = r->product && *r->product ? r->product : r->image ? r->image : "A product without a name";
	const char *version = r->product_version ? r->product_version : "";
	struct text subtitle = { 0 }, footer = { 0 };

	text_printf(&subtitle, "%s%s%s. %s", name, *version ? " " : "", version, act);
	doc_begin(doc, title, subtitle.at);
	text_printf(&footer, "%s%s%s", name, *version ? " " : "", version);
	if (r->image_sha256)
		text_printf(&footer, ", image SHA-256 %s", r->image_sha256);
	doc_footer(doc, footer.at);
	doc->date = r->as_of && *r->as_of ? arena_printf(&doc->mem, "%s", r->as_of) : NULL;
	text_free(&subtitle);
	text_free(&footer);
}
