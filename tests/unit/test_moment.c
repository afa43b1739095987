/* Times as people write them, and what lies hours, days and months after them. */
#include "unit.h"

#include "base/moment.h"

static const struct { const char *about, *text, *utc, *wrong; } written[] = {
	{ "UTC, without seconds", "2026-11-22T10:00Z", "2026-11-22T10:00:00Z", NULL },
	{ "with seconds", "2026-11-22T10:00:59Z", "2026-11-22T10:00:59Z", NULL },
	{ "a fraction is cut off", "2026-11-22T10:00:59.999Z", "2026-11-22T10:00:59Z", NULL },
	{ "small letters, RFC 3339 5.6", "2026-11-22t10:00z", "2026-11-22T10:00:00Z", NULL },
	{ "a blank for the T", "2026-11-22 10:00Z", "2026-11-22T10:00:00Z", NULL },
	{ "east, over midnight", "2026-11-23T00:30+01:00", "2026-11-22T23:30:00Z", NULL },
	{ "west, over the year's end", "2026-12-31T22:00-05:00", "2027-01-01T03:00:00Z", NULL },
	{ "half an hour", "2026-11-22T10:00+05:30", "2026-11-22T04:30:00Z", NULL },
	{ "an offset of nothing", "2026-11-22T10:00-00:00", "2026-11-22T10:00:00Z", NULL },
	{ "a leap day", "2028-02-29T00:00Z", "2028-02-29T00:00:00Z", NULL },
	{ "a leap day every 400 years", "2400-02-29T00:00Z", "2400-02-29T00:00:00Z", NULL },
	{ "but not every 100", "2100-02-29T00:00Z", NULL, "February 2100 has 28 days" },
	{ "no leap year", "2027-02-29T10:00Z", NULL, "February 2027 has 28 days" },
	{ "30 February", "2027-02-30T10:00Z", NULL, "February 2027 has 28 days" },
	{ "31 November", "2026-11-31T10:00Z", NULL, "November 2026 has 30 days" },
	{ "day zero", "2026-11-00T10:00Z", NULL, "does not exist" },
	{ "month 13", "2026-13-01T10:00Z", NULL, "does not exist" },
	{ "month zero", "2026-00-01T10:00Z", NULL, "does not exist" },
	{ "the first year", "1971-01-01T00:00+14:00", "1970-12-31T10:00:00Z", NULL },
	{ "the last", "9989-12-31T23:59:59Z", "9989-12-31T23:59:59Z", NULL },
	{ "before it", "0026-11-22T10:00Z", NULL, "far from any" },
	{ "after it", "9999-11-22T10:00Z", NULL, "far from any" },
	{ "no offset", "2026-11-22T10:00", NULL, "has no offset" },
	{ "no offset, with seconds", "2026-11-22T10:00:00.5", NULL, "has no offset" },
	{ "no time", "2026-11-22", NULL, "is a day" },
	{ "no such day, no time", "2027-02-30", NULL, "February 2027 has 28 days" },
	{ "hour 24", "2026-11-22T24:00Z", NULL, "00:00 to 23:59:59" },
	{ "minute 60", "2026-11-22T10:60Z", NULL, "00:00 to 23:59:59" },
	{ "a leap second", "2026-12-31T23:59:60Z", NULL, "00:00 to 23:59:59" },
	{ "an offset without its minutes", "2026-11-22T10:00+01", NULL, "does not end with an offset" },
	{ "an offset of 25 hours", "2026-11-22T10:00+25:00", NULL, "does not end with an offset" },
	{ "a name of a zone", "2026-11-22T10:00CET", NULL, "does not end with an offset" },
	{ "something after it", "2026-11-22T10:00Z ", NULL, "does not end with an offset" },
	{ "a sign for a digit", "2026-11-22T+1:00Z", NULL, "00:00 to 23:59:59" },
	{ "the day first", "22.11.2026 10:00Z", NULL, "is no time" },
	{ "nothing", "", NULL, "is no time" },
};

static void test_written(void **state)
{
	for (size_t i = 0; i < COUNT(written); i++) {
		struct err err = { 0 };
		struct moment m = { 0 };
		char buf[MOMENT_TEXT];
		int code = moment_parse(&m, written[i].text, &err);

		print_message("#  %s\n", written[i].about);
		assert_int_equal(code, written[i].wrong ? -1 : 0);
		assert_int_equal(m.known, !written[i].wrong);
		if (written[i].wrong)
			assert_non_null(strstr(err.text, written[i].wrong));
		else
			assert_string_equal(moment_text(m, 0, MOMENT_RFC3339, buf), written[i].utc);
	}
}

static const struct { const char *about, *from; int months; int64_t seconds; const char *expect; } counted[] = {
	{ "the same day", "2026-11-22T10:00Z", 1, 0, "2026-12-22T10:00:00Z" },
	{ "31 January, 28 days", "2027-01-31T10:00Z", 1, 0, "2027-02-28T10:00:00Z" },
	{ "31 January, 29 days", "2028-01-31T10:00Z", 1, 0, "2028-02-29T10:00:00Z" },
	{ "30 January, 28 days", "2027-01-30T10:00Z", 1, 0, "2027-02-28T10:00:00Z" },
	{ "29 January of a leap year", "2028-01-29T10:00Z", 1, 0, "2028-02-29T10:00:00Z" },
	{ "not back to the 31st", "2027-02-28T10:00Z", 1, 0, "2027-03-28T10:00:00Z" },
	{ "31 March", "2027-03-31T10:00Z", 1, 0, "2027-04-30T10:00:00Z" },
	{ "over the year", "2026-12-31T23:59Z", 1, 0, "2027-01-31T23:59:00Z" },
	{ "twelve", "2028-02-29T10:00Z", 12, 0, "2029-02-28T10:00:00Z" },
	{ "by the calendar of the offset: there it is the 31st", "2027-01-31T00:30+02:00", 1, 0, "2027-02-27T22:30:00Z" },
	{ "and here the first", "2027-04-01T01:00+02:00", 1, 0, "2027-04-30T23:00:00Z" },
	{ "west of it still the 28th", "2027-02-28T22:00-05:00", 1, 0, "2027-03-29T03:00:00Z" },
	{ "24 hours", "2026-11-22T10:00Z", 0, 24 * MOMENT_HOUR, "2026-11-23T10:00:00Z" },
	{ "72 hours over the end of February", "2028-02-27T10:00Z", 0, 72 * MOMENT_HOUR, "2028-03-01T10:00:00Z" },
	{ "24 hours while Europe turns its clocks", "2027-03-27T12:00+01:00", 0, 24 * MOMENT_HOUR, "2027-03-28T11:00:00Z" },
	{ "14 days over the year", "2026-12-20T10:00Z", 0, 14 * MOMENT_DAY, "2027-01-03T10:00:00Z" },
};

static void test_counted(void **state)
{
	for (size_t i = 0; i < COUNT(counted); i++) {
		struct err err = { 0 };
		struct moment m;
		char buf[MOMENT_TEXT];

		print_message("#  %s\n", counted[i].about);
		assert_int_equal(moment_parse(&m, counted[i].from, &err), 0);
		m = moment_plus(moment_plus_months(m, counted[i].months), counted[i].seconds);
		assert_string_equal(moment_text(m, 0, MOMENT_RFC3339, buf), counted[i].expect);
	}
}

static void test_forms(void **state)
{
	struct err err = { 0 };
	struct moment m;
	char buf[MOMENT_TEXT];

	assert_int_equal(moment_parse(&m, "2026-11-22T23:30:45-03:30", &err), 0);
	assert_string_equal(moment_text(m, 0, MOMENT_PEOPLE, buf), "Mon 2026-11-23 03:00 UTC");
	assert_string_equal(moment_text(m, m.offset, MOMENT_PEOPLE, buf), "Sun 2026-11-22 23:30 -03:30");
	assert_string_equal(moment_text(m, m.offset, MOMENT_RFC3339, buf), "2026-11-22T23:30:45-03:30");
	assert_string_equal(moment_text(m, m.offset, MOMENT_ICAL, buf), "20261123T030045Z");
	assert_string_equal(moment_text(moment_of(0), 0, MOMENT_PEOPLE, buf), "Thu 1970-01-01 00:00 UTC");
}

/* Every day of 800 years has the number after the one before it, and comes back as it went. */
static void test_every_day(void **state)
{
	int64_t days = date_days(1971, 1, 1);
	char buf[MOMENT_TEXT], expect[MOMENT_TEXT];

	assert_int_equal(days, 365);
	for (long year = 1971; year < 2771; year++)
		for (long month = 1; month <= 12; month++)
			for (long day = 1; date_exists(year, month, day); day++) {
				assert_int_equal(date_days(year, month, day), days);
				snprintf(expect, sizeof(expect), "%04ld%02ld%02ldT000000Z", year, month, day);
				moment_text(moment_of(days++ * MOMENT_DAY), 0, MOMENT_ICAL, buf);
				assert_string_equal(buf, expect);
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_written),
		cmocka_unit_test(test_counted),
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_every_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
