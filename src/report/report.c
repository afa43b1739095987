#include "report/report.h"

#include <string.h>

#include "report/formats.h"

const struct report reports[] = {
	{ "text", "for a terminal of 80 columns", report_text },
	{ "json", "for programs (docs/report.schema.json)", report_json },
	{ "html", "one self-contained page", report_html },
	{ 0 },
};

const struct report *report_find(const char *name)
{
	for (const struct report *r = reports; r->name; r++)
		if (strcmp(r->name, name) == 0)
			return r;
	return NULL;
}
