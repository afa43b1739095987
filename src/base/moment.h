/*
 * moment.h - a point in time as people write it, and what lies some hours, days
 * or months after it. No clock of the machine is asked and no time zone table.
 *
 *	struct moment t;
 *
 *	if (moment_parse(&t, "2026-11-22T10:00Z", err) != 0)
 *		...
 *	t = moment_plus_months(t, 1);
 *	moment_text(t, 0, MOMENT_RFC3339, buf);
 *
 * The written form is that of RFC 3339, 5.6, with two liberties: seconds may be
 * left out, fractions of one are cut off. The offset is required. It is not a
 * time zone: what summer time does to it later is not known here.
 *
 * Days and months are counted by the proleptic Gregorian calendar of the given
 * offset; a month that has no such day ends on its last one (31 January and one
 * month is 28 or 29 February).
 */
#ifndef CRADLE_BASE_MOMENT_H
#define CRADLE_BASE_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct moment {
	bool known;			/* false: nobody said when */
	int64_t seconds;		/* since 1970-01-01T00:00Z, without leap seconds */
	int offset;			/* as written, in seconds east of UTC */
};

enum { MOMENT_MINUTE = 60, MOMENT_HOUR = 3600, MOMENT_DAY = 86400, MOMENT_TEXT = 40 };

/* True for a day that exists: 2028-02-29 but not 2027-02-29. */
bool date_exists(long year, long month, long day);

/* Days from 1970-01-01 to this day. */
int64_t date_days(long year, long month, long day);

/* Years 1971 to 9989; the message says what is wrong with the text. */
int moment_parse(struct moment *m, const char *text, struct err *err);

struct moment moment_of(int64_t seconds);			/* in UTC */
struct moment moment_plus(struct moment m, int64_t seconds);
struct moment moment_plus_months(struct moment m, int months);

enum moment_form {
	MOMENT_RFC3339 = 1,		/* 2026-11-22T10:00:00Z, 2026-11-22T11:00:00+01:00 */
	MOMENT_PEOPLE,			/* Sun 2026-11-22 10:00 UTC; seconds are cut off */
	MOMENT_ICAL,			/* 20261122T100000Z; always UTC */
};

/* Writes it as the clocks show it 'offset' seconds east of UTC, and returns 'out'. */
char *moment_text(struct moment m, int offset, enum moment_form form, char out[MOMENT_TEXT]);

#endif
