#include "base/moment.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/auto.h"
#include "base/bytes.h"

struct date {
	long year, month, day;
};

static long month_length(long year, long month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}

bool date_exists(long year, long month, long day)
{
	return year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= month_length(year, month);
}

/* Years are counted from March, so that the leap day is the last of them. */
int64_t date_days(long year, long month, long day)
{
	int64_t y = month > 2 ? year : year - 1;
	int64_t of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;

	return 365 * y + y / 4 - y / 100 + y / 400 + of_year - 719468;
}

/* The other way round, for 1970 and later. */
static struct date date_of(int64_t days)
{
	struct date d = { .year = 1970 + (long)(days / 366), .month = 1 };

	while (date_days(d.year + 1, 1, 1) <= days)
		d.year++;
	while (d.month < 12 && date_days(d.year, d.month + 1, 1) <= days)
		d.month++;
	d.day = 1 + (long)(days - date_days(d.year, d.month, 1));
	return d;
}

/* Splits into whole days and the seconds of the last one. */
static int64_t days_of(int64_t seconds, int64_t *rest)
{
	*rest = seconds % MOMENT_DAY;
	return seconds / MOMENT_DAY;
}

/* --- reading --- */

/* Takes n digits off; false when others stand there. */
static bool take_digits(struct bytes *rest, size_t n, long *out)
{
	struct bytes digits = bytes_first(*rest, n);

	if (digits.n != n || !bytes_number(digits, out) || digits.at[0] < '0' || digits.at[0] > '9')
		return false;
	*rest = bytes_skip(*rest, n);
	return true;
}

static bool take_one_of(struct bytes *rest, const char *these, char *which)
{
	for (; rest->n && *these; these++)
		if (rest->at[0] == (unsigned char)*these) {
			*which = *these;
			*rest = bytes_skip(*rest, 1);
			return true;
		}
	return false;
}

static bool take_date(struct bytes *rest, struct date *d)
{
	char c;

	return take_digits(rest, 4, &d->year) && take_one_of(rest, "-", &c) && take_digits(rest, 2, &d->month) &&
	       take_one_of(rest, "-", &c) && take_digits(rest, 2, &d->day);
}

/* hours and minutes, perhaps seconds, perhaps a fraction of one that is passed over */
static bool take_time(struct bytes *rest, int64_t *seconds)
{
	long hour, minute, second = 0, fraction;
	char c;

	if (!take_digits(rest, 2, &hour) || !take_one_of(rest, ":", &c) || !take_digits(rest, 2, &minute))
		return false;
	if (take_one_of(rest, ":", &c)) {
		if (!take_digits(rest, 2, &second))
			return false;
		if (take_one_of(rest, ".", &c)) {
			if (!take_digits(rest, 1, &fraction))
				return false;
			while (take_digits(rest, 1, &fraction))
				;
		}
	}
	*seconds = hour * MOMENT_HOUR + minute * MOMENT_MINUTE + second;
	return hour <= 23 && minute <= 59 && second <= 59;
}

static bool take_offset(struct bytes *rest, int *offset)
{
	long hour, minute;
	char sign, c;

	*offset = 0;
	if (take_one_of(rest, "Zz", &c))
		return true;
	if (!take_one_of(rest, "+-", &sign) || !take_digits(rest, 2, &hour) || !take_one_of(rest, ":", &c) ||
	    !take_digits(rest, 2, &minute) || hour > 23 || minute > 59)
		return false;
	*offset = (int)(hour * MOMENT_HOUR + minute * MOMENT_MINUTE) * (sign == '-' ? -1 : 1);
	return true;
}

int moment_parse(struct moment *m, const char *text, struct err *err)
{
	static const char *const months[] = { "January", "February", "March", "April", "May", "June", "July",
					      "August", "September", "October", "November", "December" };
	struct bytes rest = bytes_of(text);
	struct date d;
	int64_t seconds;
	int offset;
	char c;

	if (!take_date(&rest, &d))
		return err_set(err, ERR_USAGE, "'%s' is no time: it is written 2026-11-22T10:00Z", text);
	if (d.month >= 1 && d.month <= 12 && !date_exists(d.year, d.month, d.day))
		return err_set(err, ERR_USAGE, "'%s' is a day that does not exist: %s %ld has %ld days", text,
			       months[d.month - 1], d.year, month_length(d.year, d.month));
	if (d.month < 1 || d.month > 12 || d.year < 1971 || d.year > 9989)
		return err_set(err, ERR_USAGE, "'%s' is a day that does not exist, or one far from any that"
			       " counts here", text);
	if (rest.n == 0)
		return err_set(err, ERR_USAGE, "'%s' is a day; the hour decides, as in %sT10:00Z", text, text);
	if (!take_one_of(&rest, "Tt ", &c) || !take_time(&rest, &seconds))
		return err_set(err, ERR_USAGE, "'%s' has no time of day that exists, 00:00 to 23:59:59", text);
	if (rest.n == 0)
		return err_set(err, ERR_USAGE, "'%s' has no offset: end it with Z for UTC, or as in +01:00", text);
	if (!take_offset(&rest, &offset) || rest.n)
		return err_set(err, ERR_USAGE, "'%s' does not end with an offset: Z for UTC, or as in +01:00", text);
	*m = (struct moment){ true, date_days(d.year, d.month, d.day) * MOMENT_DAY + seconds - offset, offset };
	return 0;
}

/* --- counting --- */

struct moment moment_of(int64_t seconds)
{
	return (struct moment){ true, seconds, 0 };
}

struct moment moment_plus(struct moment m, int64_t seconds)
{
	m.seconds += seconds;
	return m;
}

struct moment moment_plus_months(struct moment m, int months)
{
	int64_t rest;
	struct date d = date_of(days_of(m.seconds + m.offset, &rest));
	long count = d.year * 12 + d.month - 1 + months;

	d.year = count / 12;
	d.month = count % 12 + 1;
	if (d.day > month_length(d.year, d.month))
		d.day = month_length(d.year, d.month);
	m.seconds = date_days(d.year, d.month, d.day) * MOMENT_DAY + rest - m.offset;
	return m;
}

/* --- writing --- */

char *moment_text(struct moment m, int offset, enum moment_form form, char out[MOMENT_TEXT])
{
	static const char week[] = "ThuFriSatSunMonTueWed";	/* 1970-01-01 was a Thursday */
	int64_t rest, days = days_of(m.seconds + (form == MOMENT_ICAL ? 0 : offset), &rest);
	int east = abs(offset), minutes = (int)(rest / MOMENT_MINUTE), second = (int)(rest % MOMENT_MINUTE);
	struct date d = date_of(days);
	char zone[16] = "";

	if (offset)
		snprintf(zone, sizeof(zone), "%c%02d:%02d", offset < 0 ? '-' : '+', east / MOMENT_HOUR % 100,
			 east / MOMENT_MINUTE % 60);
	if (form == MOMENT_ICAL)
		snprintf(out, MOMENT_TEXT, "%04ld%02ld%02ldT%02d%02d%02dZ", d.year, d.month, d.day, minutes / 60,
			 minutes % 60, second);
	else if (form == MOMENT_RFC3339)
		snprintf(out, MOMENT_TEXT, "%04ld-%02ld-%02ldT%02d:%02d:%02d%s", d.year, d.month, d.day, minutes / 60,
			 minutes % 60, second, offset ? zone : "Z");
	else
		snprintf(out, MOMENT_TEXT, "%.3s %04ld-%02ld-%02ld %02d:%02d %s", week + 3 * (days % 7), d.year,
			 d.month, d.day, minutes / 60, minutes % 60, offset ? zone : "UTC");
	return out;
}
