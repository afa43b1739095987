#include "report/clock_formats.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const struct clock_format clock_formats[] = {
	{ "text", "for a terminal of 80 columns", clock_text },
	{ "json", "for programs", clock_json },
	{ "ics", "for calendars (RFC 5545)", clock_ics },
	{ 0 },
};

const struct clock_format *clock_format_find(const char *name)
{
	for (const struct clock_format *f = clock_formats; f->name; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

const char *clock_citation(const struct clock_page *page, const struct clock_cite *cite)
{
	const struct provision *p = cite->id ? law_provision(page->law, cite->id) : NULL;

	return p ? p->citation : cite->id;
}

const char *clock_caution(const struct clock_page *page, const struct clock_cite *cite)
{
	const struct provision *p = cite->id ? law_provision(page->law, cite->id) : NULL;
	const char *note = p ? law_note(page->law, p, NULL) : "";

	return *note ? note : NULL;
}

char *clock_span(int64_t seconds, char out[48])
{
	int64_t minutes = (seconds < 0 ? -seconds : seconds) / MOMENT_MINUTE, hours = minutes / 60, days = hours / 24;

	if (days && hours % 24)
		snprintf(out, 48, "%" PRId64 " day%s %" PRId64 " h", days, days == 1 ? "" : "s", hours % 24);
	else if (days)
		snprintf(out, 48, "%" PRId64 " day%s", days, days == 1 ? "" : "s");
	else if (hours && minutes % 60)
		snprintf(out, 48, "%" PRId64 " h %" PRId64 " min", hours, minutes % 60);
	else if (hours)
		snprintf(out, 48, "%" PRId64 " h", hours);
	else if (minutes)
		snprintf(out, 48, "%" PRId64 " min", minutes);
	else
		snprintf(out, 48, "less than 1 min");
	return out;
}
