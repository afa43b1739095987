#include "law/clock.h"

#include <string.h>

#include "base/auto.h"

#define LAW(id) { id, "law" }
#define GUIDANCE(id) { id, "guidance" }
#define FAQ(id) { id, "faq" }
#define OURS { NULL, "our reading" }

static const struct { const char *name, *title; } kinds[] = {
	[CLOCK_VULNERABILITY] = { "vulnerability", "actively exploited vulnerability" },
	[CLOCK_INCIDENT] = { "incident", "severe incident" },
};

static const char *const facts_by_name[CLOCK_FACTS] = {
	[CLOCK_AWARE] = "aware", [CLOCK_EARLY] = "early", [CLOCK_NOTIFIED] = "notified",
	[CLOCK_MEASURE] = "measure", [CLOCK_FINAL] = "final", [CLOCK_AT] = "at",
};

static const char *const states_by_name[] = {
	[CLOCK_WAITING] = "waiting", [CLOCK_DUE] = "due", [CLOCK_OPEN] = "open",
	[CLOCK_OVERDUE] = "overdue", [CLOCK_DONE] = "done", [CLOCK_LATE] = "late",
};

static const struct clock_step_info steps[][CLOCK_STEPS] = {
	[CLOCK_VULNERABILITY] = {
		{ .key = "early-warning", .name = "early warning", .from = CLOCK_AWARE, .sent = CLOCK_EARLY,
		  .hours = 24, .count = "aware + 24 hours",
		  .tells = "that it is exploited, and where the product is known to be on the market",
		  .cites = { LAW("art-14-2-a") } },
		{ .key = "notification", .name = "vulnerability notification", .from = CLOCK_AWARE,
		  .sent = CLOCK_NOTIFIED, .hours = 72, .count = "aware + 72 hours",
		  .tells = "product, nature of exploit and flaw, measures taken and open to users, how sensitive it is",
		  .cites = { LAW("art-14-2-b") } },
		{ .key = "final-report", .name = "final report", .from = CLOCK_MEASURE, .sent = CLOCK_FINAL,
		  .days = 14, .count = "measure + 14 days",
		  .tells = "the flaw with severity and impact, what is known of the attacker, the update or other fix",
		  .starts = "The 14 days begin when a corrective or mitigating measure is available.",
		  .cites = { LAW("art-14-2-c"), OURS } },
	},
	[CLOCK_INCIDENT] = {
		{ .key = "early-warning", .name = "early warning", .from = CLOCK_AWARE, .sent = CLOCK_EARLY,
		  .hours = 24, .count = "aware + 24 hours",
		  .tells = "whether malice is suspected, and where the product is known to be on the market",
		  .cites = { LAW("art-14-4-a") } },
		{ .key = "notification", .name = "incident notification", .from = CLOCK_AWARE,
		  .sent = CLOCK_NOTIFIED, .hours = 72, .count = "aware + 72 hours",
		  .tells = "nature, first assessment, measures taken and open to users, how sensitive it is",
		  .cites = { LAW("art-14-4-b") } },
		{ .key = "final-report", .name = "final report", .from = CLOCK_NOTIFIED, .sent = CLOCK_FINAL,
		  .months = 1, .count = "notified + 1 month",
		  .tells = "the incident with severity and impact, likely threat or root cause, measures",
		  .starts = "The month begins when the incident notification is submitted.",
		  .cites = { LAW("art-14-4-c"), OURS } },
	},
};

/* Which fact cannot lie before which. A measure may: a flaw is often exploited after its fix is out. */
static const struct { enum clock_fact later, earlier; const char *why; } orders[] = {
	{ CLOCK_EARLY, CLOCK_AWARE, "nobody warns of what he is not aware of" },
	{ CLOCK_NOTIFIED, CLOCK_AWARE, "nobody notifies what he is not aware of" },
	{ CLOCK_FINAL, CLOCK_AWARE, "nobody reports what he is not aware of" },
	{ CLOCK_NOTIFIED, CLOCK_EARLY, "the early warning comes first" },
	{ CLOCK_FINAL, CLOCK_EARLY, "the early warning comes first" },
	{ CLOCK_FINAL, CLOCK_NOTIFIED, "the final report ends what the notification began" },
	{ CLOCK_FINAL, CLOCK_MEASURE, "the final report tells of the measure" },
	{ CLOCK_AT, CLOCK_AWARE, "at that moment it had not happened" },
	{ CLOCK_AT, CLOCK_EARLY, "at that moment it had not happened" },
	{ CLOCK_AT, CLOCK_NOTIFIED, "at that moment it had not happened" },
	{ CLOCK_AT, CLOCK_MEASURE, "at that moment it had not happened" },
	{ CLOCK_AT, CLOCK_FINAL, "at that moment it had not happened" },
};

/* When a note is shown: all its bits must hold. */
enum {
	APPLIES = 1, TOO_EARLY = 2, MANUFACTURER = 4, STEWARD = 8, SMALL = 16, VULNERABILITY = 32, INCIDENT = 64,
	FIXED_BEFORE = 128, WARNING_UNSAID = 256,
};

#define NO_DELAY \
	"Each step is owed without undue delay; the time shown is the last that will do. What an earlier step" \
	" already told need not be told again in the notification or the final report."

static const struct clock_note notes[] = {
	{ TOO_EARLY | MANUFACTURER,
	  "Article 14 did not apply at that moment: it applies from 11 September 2026.",
	  { LAW("art-71-2-sub-2") } },
	{ TOO_EARLY | MANUFACTURER | VULNERABILITY,
	  "Exploitation known before that day need not be reported afterwards. If the same flaw is"
	  " exploited later, that is new: run the clock from when you became aware of it.",
	  { GUIDANCE("guidance-217"), LAW("art-71-2-sub-2") } },
	{ TOO_EARLY | STEWARD,
	  "Article 24(3) did not apply at that moment: stewards report from 11 December 2027.",
	  { LAW("art-24-3"), LAW("art-71-2-sub-1"), FAQ("faq-5-5") } },
	{ TOO_EARLY,
	  "Notifying is not forbidden. Article 15, on doing so voluntarily, applies from 11 December"
	  " 2027.",
	  { LAW("art-15"), LAW("art-71-2-sub-1") } },

	{ APPLIES | VULNERABILITY, NO_DELAY, { LAW("art-14-2") } },
	{ APPLIES | INCIDENT, NO_DELAY, { LAW("art-14-4") } },
	{ APPLIES,
	  "To the coordinator CSIRT and ENISA at once, through the single reporting platform, at the"
	  " end-point of the Member State of the main establishment.",
	  { LAW("art-14-7"), LAW("art-16-1") } },
	{ APPLIES,
	  "Affected users, and where fitting all, are to be told too, with what they can do; no hours are"
	  " set.",
	  { LAW("art-14-8") } },
	{ APPLIES,
	  "The CSIRT may ask for an intermediate report.",
	  { LAW("art-14-6") } },
	{ APPLIES | VULNERABILITY,
	  "Aware means reasonably certain, after a prompt first look, that it is exploited in your own"
	  " product.",
	  { GUIDANCE("guidance-211"), GUIDANCE("guidance-218"), LAW("art-3-42") } },
	{ APPLIES | INCIDENT,
	  "Aware means reasonably certain, after a prompt first look. Severe: important data or functions"
	  " lose protection, or malicious code gets in, or either could.",
	  { GUIDANCE("guidance-211"), LAW("art-14-5") } },
	{ APPLIES | MANUFACTURER,
	  "It makes no difference when the product was placed on the market or whether its support period"
	  " has ended.",
	  { LAW("art-69-3"), GUIDANCE("guidance-209"), GUIDANCE("guidance-210") } },
	{ APPLIES | FIXED_BEFORE,
	  "The measure was available before anybody was aware. Counted from it, the final report may fall"
	  " due before the notification; it is shown no earlier than that.",
	  { OURS } },
	{ APPLIES | WARNING_UNSAID,
	  "Nothing says when the early warning was given. A notification within the 24 hours that holds"
	  " what the warning must can serve as both: then give its time for both.",
	  { OURS } },
	{ APPLIES | SMALL,
	  "A micro or small enterprise is not fined for missing the 24 hours, but owes the early warning"
	  " all the same; the other steps are not excepted. Fines apply from 11 December 2027.",
	  { LAW("art-64-10-a"), LAW("art-71-2-sub-1") } },
	{ APPLIES | STEWARD | VULNERABILITY,
	  "A steward reports as far as it is involved in the product's development.",
	  { LAW("art-24-3"), GUIDANCE("guidance-216") } },
	{ APPLIES | STEWARD | INCIDENT,
	  "A steward reports, and tells users, as far as the incident affects the systems it provides for"
	  " the development of such products.",
	  { LAW("art-24-3") } },
	{ APPLIES | STEWARD,
	  "Article 24(3) names Article 14(1), (3) and (8), not the paragraphs with the hours; that their"
	  " steps are meant with them is the careful reading.",
	  { OURS } },
	{ APPLIES | STEWARD,
	  "Stewards pay no administrative fine.",
	  { LAW("art-64-10-b") } },
	{ APPLIES,
	  "Hours are added as they stand. Days and months too, by the earlier of the calendars of UTC and"
	  " of the offset given: the Union's rules on periods, Regulation (EEC, Euratom) No 1182/71, run"
	  " to the end of the last hour or day and past a day off, which could be later but not earlier.",
	  { OURS } },
};

/* --- what the facts say --- */

static int said_check(const struct clock_facts *f, struct err *err)
{
	char a[MOMENT_TEXT], b[MOMENT_TEXT];

	if (f->kind != CLOCK_VULNERABILITY && f->kind != CLOCK_INCIDENT)
		return err_set(err, ERR_USAGE, "a clock is one of a vulnerability or of an incident");
	if (!f->when[CLOCK_AWARE].known)
		return err_set(err, ERR_USAGE, "no clock runs before 'aware': when did you become aware?");
	if (f->kind == CLOCK_INCIDENT && f->when[CLOCK_MEASURE].known)
		return err_set(err, ERR_USAGE, "'measure' starts nothing for an incident: its final report is counted"
			       " from 'notified'");
	if (f->steward && f->small)
		return err_set(err, ERR_USAGE, "'small' is about fines of manufacturers, and 'steward' is none");
	for (size_t i = 0; i < COUNT(orders); i++) {
		struct moment late = f->when[orders[i].later], early = f->when[orders[i].earlier];

		if (late.known && early.known && late.seconds < early.seconds)
			return err_set(err, ERR_USAGE, "'%s' (%s) lies before '%s' (%s): %s",
				       facts_by_name[orders[i].later],
				       moment_text(late, late.offset, MOMENT_RFC3339, a),
				       facts_by_name[orders[i].earlier],
				       moment_text(early, early.offset, MOMENT_RFC3339, b), orders[i].why);
	}
	return 0;
}

/*
 * Whether the duty was there. Whose midnight begins the first day is not said
 * in the law: the earlier of UTC's and the given offset's.
 */
static bool duty_applies(const struct clock_facts *f)
{
	struct moment aware = f->when[CLOCK_AWARE];
	int64_t first = f->steward ? date_days(2027, 12, 11) : date_days(2026, 9, 11);

	return aware.seconds + (aware.offset > 0 ? aware.offset : 0) >= first * MOMENT_DAY;
}

/* --- counting --- */

static struct moment due_after(const struct clock_step_info *info, struct moment from)
{
	struct moment utc = moment_plus_months(moment_of(from.seconds), info->months);
	struct moment local = moment_plus_months(from, info->months);
	struct moment sooner = utc.seconds < local.seconds ? utc : local;

	return moment_plus(moment_of(sooner.seconds), info->hours * MOMENT_HOUR + info->days * MOMENT_DAY);
}

static void step_count(struct clock *c, struct clock_step *step, const struct clock_step *before)
{
	struct moment from = c->facts.when[step->info->from];

	if (from.known)
		step->due = due_after(step->info, from);
	else if (before && step->info->from == before->info->sent)
		step->latest = due_after(step->info, (struct moment){ true, before->due.seconds,
								     c->facts.when[CLOCK_AWARE].offset });
	/* a measure from before the awareness: nothing final is owed before the notification is */
	if (from.known && before && step->due.seconds < before->due.seconds)
		step->due = before->due;
}

static void step_state(struct clock *c, struct clock_step *step)
{
	struct moment sent = c->facts.when[step->info->sent], at = c->facts.when[CLOCK_AT];
	struct moment until = sent.known ? sent : at;

	if (step->due.known && until.known)
		step->left = step->due.seconds - until.seconds;
	if (sent.known)
		step->state = step->left < 0 ? CLOCK_LATE : CLOCK_DONE;
	else if (!step->due.known)
		step->state = CLOCK_WAITING;
	else if (!at.known)
		step->state = CLOCK_DUE;
	else
		step->state = step->left < 0 ? CLOCK_OVERDUE : CLOCK_OPEN;
	c->late = c->late || step->left < 0;
}

static unsigned note_bits(const struct clock *c)
{
	const struct clock_facts *f = &c->facts;
	struct moment measure = f->when[CLOCK_MEASURE];
	unsigned bits = c->applies ? APPLIES : TOO_EARLY;

	bits |= f->steward ? STEWARD : MANUFACTURER;
	bits |= f->kind == CLOCK_INCIDENT ? INCIDENT : VULNERABILITY;
	if (f->small)
		bits |= SMALL;
	if (measure.known && measure.seconds < f->when[CLOCK_AWARE].seconds)
		bits |= FIXED_BEFORE;
	if (f->when[CLOCK_NOTIFIED].known && !f->when[CLOCK_EARLY].known)
		bits |= WARNING_UNSAID;
	return bits;
}

int clock_run(struct clock *clock, const struct clock_facts *facts, struct err *err)
{
	struct clock c = { .facts = *facts };
	unsigned bits;

	if (said_check(facts, err) != 0)
		return -1;
	c.applies = duty_applies(facts);
	for (size_t i = 0; c.applies && i < CLOCK_STEPS; i++) {
		c.steps[i].info = &steps[facts->kind][i];
		step_count(&c, &c.steps[i], i ? &c.steps[i - 1] : NULL);
		step_state(&c, &c.steps[i]);
	}
	bits = note_bits(&c);
	for (size_t i = 0; i < COUNT(notes) && c.note_count < CLOCK_NOTES; i++)
		if ((notes[i].when & bits) == notes[i].when)
			c.notes[c.note_count++] = &notes[i];
	*clock = c;
	return 0;
}

/* --- names --- */

const char *clock_kind_name(enum clock_kind kind)
{
	return kinds[kind].name;
}

const char *clock_kind_title(enum clock_kind kind)
{
	return kinds[kind].title;
}

enum clock_kind clock_kind_find(const char *name)
{
	for (size_t i = 1; i < COUNT(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return (enum clock_kind)i;
	return 0;
}

const char *clock_fact_name(enum clock_fact fact)
{
	return facts_by_name[fact];
}

const char *clock_state_name(enum clock_state state)
{
	return states_by_name[state];
}
