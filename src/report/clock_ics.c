/*
 * A calendar of the steps (RFC 5545): one event without length at each last
 * moment. Events and no to-dos, because most calendars show only those.
 *
 * The UID is made from what identifies the matter (kind, who, when aware, its
 * name) and the step, not from when it is due: a calendar that reads the file
 * again after --measure became known moves the event instead of adding one.
 */
#include "report/clock_formats.h"

#include <inttypes.h>
#include <string.h>

#include "base/auto.h"
#include "base/sha256.h"
#include "report/ics.h"

/* How long before: the first alarm leaves time to write, the second to send. */
static const struct alarm { int hours; const char *before[2]; } alarms[] = {
	{ 24, { "-PT6H", "-PT2H" } },
	{ 72, { "-PT24H", "-PT6H" } },
	{ 0, { "-P3D", "-P1D" } },	/* days and months */
};

static void time_line(struct text *out, const char *name, struct moment m)
{
	char buf[MOMENT_TEXT];

	text_printf(out, "%s:%s\r\n", name, moment_text(m, 0, MOMENT_ICAL, buf));
}

static void uid_line(struct text *out, const struct clock_page *page, const char *key)
{
	const struct clock_facts *f = &page->clock->facts;
	struct text what = { 0 };
	char hex[SHA256_HEX];

	text_printf(&what, "%s\n%s\n%" PRId64 "\n%s\n%s\n", clock_kind_name(f->kind),
		    f->steward ? "steward" : "manufacturer", f->when[CLOCK_AWARE].seconds, page->name, key);
	sha256_of(what.at, what.n, hex);
	text_printf(out, "UID:%.32s@cradle\r\n", hex);
	text_free(&what);
}

static void alarm_at(struct text *out, const char *before, const char *summary)
{
	text_add(out, "BEGIN:VALARM\r\nACTION:DISPLAY\r\n");
	text_printf(out, "TRIGGER:%s\r\n", before);
	ics_text(out, "DESCRIPTION", (const char *const[]){ summary, NULL }, "");
	text_add(out, "END:VALARM\r\n");
}

static const struct alarm *alarms_of(const struct clock_step_info *info)
{
	size_t i = 0;

	while (alarms[i].hours && alarms[i].hours != info->hours)
		i++;
	return &alarms[i];
}

static void event(struct text *out, const struct clock_page *page, const struct clock_step *step)
{
	const struct clock_step_info *info = step->info;
	bool submitted = page->clock->facts.when[info->sent].known;
	struct text summary = { 0 };

	text_printf(&summary, "%s%s due%s%s", submitted ? "Submitted: " : "", info->name, *page->name ? ": " : "",
		    page->name);
	text_add(out, "BEGIN:VEVENT\r\n");
	uid_line(out, page, info->key);
	time_line(out, "DTSTAMP", page->written);
	time_line(out, "DTSTART", step->due);
	ics_text(out, "SUMMARY", (const char *const[]){ summary.at, NULL }, "");
	ics_text(out, "DESCRIPTION", (const char *const[]){ info->count, info->tells,
		  clock_citation(page, &info->cites[0]), "Regulation (EU) 2024/2847", NULL }, "\\n");
	text_add(out, "CLASS:CONFIDENTIAL\r\nTRANSP:TRANSPARENT\r\n");
	for (size_t i = 0; !submitted && i < COUNT(alarms[0].before); i++)
		alarm_at(out, alarms_of(info)->before[i], summary.at);
	text_add(out, "END:VEVENT\r\n");
	text_free(&summary);
}

void clock_ics(const struct clock_page *page, const struct report_options *options, struct text *out)
{
	const struct clock *c = page->clock;

	ics_open(out, "cradle clock");
	for (size_t i = 0; c->applies && i < CLOCK_STEPS; i++)
		if (c->steps[i].due.known)
			event(out, page, &c->steps[i]);
	ics_close(out);
}
