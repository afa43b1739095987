#include "report/formats.h"

#include <string.h>

void report_text(const struct results *r, const struct report_options *o, struct text *out)
{
	(void)o;
	text_printf(out, "%s  %s\n\n", r->gate, r->image);
	for (size_t i = 0; i < r->verdict_count; i++)
		text_printf(out, "%-17s %-12s %s\n", r->verdicts[i].key, r->verdicts[i].verdict, r->verdicts[i].reason);
	for (size_t i = 0; i < r->finding_count; i++) {
		const struct result_finding *f = &r->findings[i];

		if (strcmp(f->state, "fail") == 0)
			text_printf(out, "%-8s %s %s\n  %s:%lld %s\n  fix: %s\n", f->severity, f->rule, f->title,
				    f->path ? f->path : "-", (long long)f->line, f->detail ? f->detail : "", f->fix);
	}
}
