#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/utf8.h"
#include "cli/cli.h"
#include "report/clock_formats.h"

static int said_read(struct clock_facts *f, const struct call *call, struct err *err)
{
	static const size_t at[CLOCK_FACTS] = {
		[CLOCK_AWARE] = offsetof(struct call, aware), [CLOCK_EARLY] = offsetof(struct call, early),
		[CLOCK_NOTIFIED] = offsetof(struct call, notified), [CLOCK_MEASURE] = offsetof(struct call, measure),
		[CLOCK_FINAL] = offsetof(struct call, final), [CLOCK_AT] = offsetof(struct call, at),
	};

	*f = (struct clock_facts){ .steward = call->steward, .small = call->small };
	f->kind = clock_kind_find(call->kind ? call->kind : "vulnerability");
	if (!f->kind)
		return err_set(err, ERR_USAGE, "no kind '%s': vulnerability or incident", call->kind);
	for (int i = 0; i < CLOCK_FACTS; i++) {
		const char *text = *(const char *const *)((const char *)call + at[i]);

		if (text && moment_parse(&f->when[i], text, err) != 0)
			return err_wrap(err, "--%s", clock_fact_name((enum clock_fact)i));
	}
	return 0;
}

/* The time stamp of what is written: SOURCE_DATE_EPOCH, the moment asked about, or when it began. */
static struct moment written_at(const struct clock_facts *f)
{
	const char *env = getenv("SOURCE_DATE_EPOCH");
	long n;

	if (env && bytes_number(bytes_of(env), &n) && n >= 0 && n < date_days(9999, 12, 31) * MOMENT_DAY)
		return moment_of(n);
	return f->when[f->when[CLOCK_AT].known ? CLOCK_AT : CLOCK_AWARE];
}

static int clock_write(const struct clock *clock, const struct clock_format *format, const struct call *call,
		       struct err *err)
{
	bool to_screen = !call->output || strcmp(call->output, "-") == 0;
	struct report_options options = {
		.color = to_screen && cli_color(call, STDOUT_FILENO), .columns = to_screen ? cli_columns() : 80,
	};
	const char *given = call->name ? call->name : "";
	char name[1024];
	struct law law;
	struct clock_page page = { clock, &law, name, written_at(&clock->facts) };
	struct text out = { 0 };
	int code;

	utf8_clean(name, sizeof(name), given, strlen(given));
	if (law_load(&law, err) != 0)
		return -1;
	format->write(&page, &options, &out);
	code = text_write(&out, call->output, err);
	text_free(&out);
	law_free(&law);
	return code;
}

static int clock_command(const struct call *call, struct err *err)
{
	const struct clock_format *format = clock_format_find(call->format ? call->format : "text");
	struct clock_facts facts;
	struct clock clock;

	if (!format)
		return err_set(err, ERR_USAGE, "no format '%s' of clocks: text, json or ics", call->format);
	if (call->count)
		return err_set(err, ERR_USAGE, "clock takes options only: cradle clock --aware 2026-11-22T10:00Z");
	if (said_read(&facts, call, err) != 0)
		return -1;
	if (!facts.when[CLOCK_AWARE].known)
		return err_set(err, ERR_USAGE, "clock needs the moment you became aware: --aware 2026-11-22T10:00Z");
	if (clock_run(&clock, &facts, err) != 0)
		return -1;
	if (!clock.applies && strcmp(format->name, "ics") == 0)
		return err_set(err, ERR_USAGE, "nothing for a calendar: %s", clock.notes[0]->text);
	if (clock_write(&clock, format, call, err) != 0)
		return -1;
	return clock.late ? EXIT_FAIL : EXIT_OK;
}

const struct command command_clock = {
	.name = "clock",
	.usage = "clock --aware TIME [OPTION...]",
	.about = "Says by when an exploited flaw or severe incident must be reported",
	.detail = "A TIME is written 2026-11-22T10:00Z or 2026-11-22T11:00+01:00. No clock of the machine is read:\n"
		  "with --at it says what is left and what is late (exit 1), without it only what is due.",
	.options = (const char *const[]){ "--aware", "--kind", "--early", "--notified", "--measure", "--final", "--at",
					  "--steward", "--small", "--name", "--format", "--json", "--ics", "--output",
					  "--color", NULL },
	.formats = "text (the default), json or ics",
	.run = clock_command,
};
