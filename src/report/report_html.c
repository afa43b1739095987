#include "report/formats.h"

void report_html(const struct results *r, const struct report_options *o, struct text *out)
{
	(void)o;
	text_add(out, "<!doctype html>\n<title>");
	text_html(out, r->image);
	text_add(out, "</title>\n");
}
