/*
 * The dates of the Regulation as whole days (RFC 5545), with an alarm a month
 * before. Nothing in it is from today's clock: its stamp is the date of the law
 * index.
 */
#include <stdio.h>
#include <string.h>

#include "base/sha256.h"
#include "report/ics.h"
#include "web/twin.h"

/* "2026-09-11" as 20260911 */
static void day(struct text *out, const char *date)
{
	text_printf(out, "%.4s%.2s%.2s", date, date + 5, date + 8);
}

static void event(struct visit *v, const struct deadline *d)
{
	const struct provision *p = law_provision(&v->site->law, d->provision);
	struct text *out = &v->page->body, what = { 0 };
	char hex[SHA256_HEX];

	text_printf(&what, "deadline %s", d->key);
	sha256_of(what.at, what.n, hex);
	text_printf(out, "BEGIN:VEVENT\r\nUID:%.32s@cradle\r\nDTSTAMP:", hex);
	day(out, v->site->law.as_of);
	text_add(out, "T000000Z\r\nDTSTART;VALUE=DATE:");
	day(out, d->date);
	text_add(out, "\r\n");
	ics_text(out, "SUMMARY", (const char *const[]){ d->title, NULL }, "");
	ics_text(out, "DESCRIPTION", (const char *const[]){ d->about, p ? p->citation : NULL, NULL }, "\\n");
	text_add(out, "CLASS:PUBLIC\r\nTRANSP:TRANSPARENT\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-P30D\r\n");
	ics_text(out, "DESCRIPTION", (const char *const[]){ d->title, NULL }, "");
	text_add(out, "END:VALARM\r\nEND:VEVENT\r\n");
	text_free(&what);
}

bool deadlines_ics(struct visit *v)
{
	v->page->type = "text/calendar; charset=utf-8";
	ics_open(&v->page->body, "cradle deadlines");
	for (const struct deadline *d = deadlines; d->key; d++)
		event(v, d);
	ics_close(&v->page->body);
	return true;
}
