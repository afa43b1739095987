/*
 * clock_formats.h - the reporting clocks on paper: for people, for programs,
 * for calendars.
 *
 *	struct clock_page page = { &clock, &law, "CVE-2026-1234", clock.facts.when[CLOCK_AWARE] };
 *
 *	clock_format_find("ics")->write(&page, &options, &out);
 *
 * To add a format: a file clock_<name>.c and its row in clock_formats[].
 */
#ifndef CRADLE_REPORT_CLOCK_FORMATS_H
#define CRADLE_REPORT_CLOCK_FORMATS_H

#include "law/clock.h"
#include "report/report.h"

struct clock_page {
	const struct clock *clock;
	struct law *law;		/* for the citations */
	const char *name;		/* what it is called, clean UTF-8; "" is nothing */
	struct moment written;		/* when; the time stamp of a calendar's entries */
};

struct clock_format {
	const char *name, *about;
	void (*write)(const struct clock_page *page, const struct report_options *options, struct text *out);
};

extern const struct clock_format clock_formats[];	/* ends with a NULL name */
const struct clock_format *clock_format_find(const char *name);

void clock_text(const struct clock_page *page, const struct report_options *options, struct text *out);
void clock_json(const struct clock_page *page, const struct report_options *options, struct text *out);

/* RFC 5545: an event with alarms for each step that runs. Of a duty that does not apply there is none to write. */
void clock_ics(const struct clock_page *page, const struct report_options *options, struct text *out);

/* How a provision is cited: "Article 14(2), point (a)"; its id where the index has none of that name. */
const char *clock_citation(const struct clock_page *page, const struct clock_cite *cite);

/* What must be said beside it (that its source is superseded, say), or NULL. */
const char *clock_caution(const struct clock_page *page, const struct clock_cite *cite);

/* Two units at most: "1 day 4 h", "2 h 5 min", "30 min"; never longer than it is. */
char *clock_span(int64_t seconds, char out[48]);

#endif
