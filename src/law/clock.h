/*
 * clock.h - the reporting clocks of Article 14: what is due, by when, and what
 * the count rests on.
 *
 *	struct clock_facts f = { .kind = CLOCK_VULNERABILITY };
 *	struct clock c;
 *
 *	moment_parse(&f.when[CLOCK_AWARE], "2026-11-22T10:00Z", err);
 *	if (clock_run(&c, &f, err) != 0)
 *		...
 *	for (size_t i = 0; i < CLOCK_STEPS; i++)
 *		c.steps[i].due ...
 *
 * A pure function of the facts: what time it is comes in as a fact like the
 * others, or not at all. All pointers of the result are to constants.
 *
 * How it is counted. Hours stand in the Article and are added as they are. For
 * the 14 days and the month the earliest reading is taken: plain addition, a
 * month by the calendar of UTC or of the offset given, whichever ends sooner.
 * Regulation (EEC, Euratom) No 1182/71 leaves out the day of the event, runs to
 * the end of the last day, and past a day off: later, so it is mentioned and
 * not relied on.
 *
 * To add a step, a contradiction or a note: a row of its table in clock.c.
 */
#ifndef CRADLE_LAW_CLOCK_H
#define CRADLE_LAW_CLOCK_H

#include <stddef.h>

#include "base/moment.h"

enum clock_kind {
	CLOCK_VULNERABILITY = 1,	/* actively exploited: Article 14(1), (2) */
	CLOCK_INCIDENT,			/* severe: Article 14(3), (4) */
};

enum clock_fact {
	CLOCK_AWARE,			/* the manufacturer became aware */
	CLOCK_EARLY,			/* the early warning was submitted */
	CLOCK_NOTIFIED,			/* the 72-hour notification was submitted */
	CLOCK_MEASURE,			/* a corrective or mitigating measure was available */
	CLOCK_FINAL,			/* the final report was submitted */
	CLOCK_AT,			/* the moment that is asked about */
	CLOCK_FACTS
};

struct clock_facts {
	enum clock_kind kind;
	bool steward;			/* an open-source software steward, not a manufacturer */
	bool small;			/* a micro or small enterprise */
	struct moment when[CLOCK_FACTS];	/* .known is false: nobody said so */
};

/* Ids of provisions.tsv; our own reading cites nothing. */
struct clock_cite {
	const char *id;			/* NULL with "our reading" */
	const char *weight;		/* law faq guidance, or "our reading"; NULL ends a list */
};

enum { CLOCK_STEPS = 3, CLOCK_CITES = 4, CLOCK_NOTES = 16 };

struct clock_step_info {
	const char *key, *name;
	enum clock_fact from, sent;
	int hours, days, months;
	const char *count;		/* in words: "aware + 24 hours" */
	const char *tells;		/* what it must say, in short */
	const char *starts;		/* the fact that is missing while it does not run */
	struct clock_cite cites[CLOCK_CITES];
};

enum clock_state {
	CLOCK_WAITING = 1,		/* not running: the fact that starts it is not known */
	CLOCK_DUE,			/* runs; nobody asked about a moment */
	CLOCK_OPEN,			/* not submitted, and there is time left */
	CLOCK_OVERDUE,			/* not submitted, and there is none */
	CLOCK_DONE,			/* submitted in time, or before it ran */
	CLOCK_LATE,			/* submitted too late */
};

struct clock_step {
	const struct clock_step_info *info;
	enum clock_state state;
	struct moment due;		/* known while it runs */
	struct moment latest;		/* not running, but no later than this if the step before it is in time */
	int64_t left;			/* seconds from CLOCK_AT, or from the submission, to due; negative when late */
};

struct clock_note {
	unsigned when;			/* of clock.c */
	const char *text;
	struct clock_cite cites[CLOCK_CITES];
};

struct clock {
	struct clock_facts facts;
	bool applies;			/* false: no duty at that moment, steps[] is empty and notes[0] says why */
	bool late;			/* a step is late or overdue */
	struct clock_step steps[CLOCK_STEPS];
	const struct clock_note *notes[CLOCK_NOTES];
	size_t note_count;
};

/* -1 when facts contradict each other or have no part in such a clock; the message names both. */
int clock_run(struct clock *clock, const struct clock_facts *facts, struct err *err);

const char *clock_kind_name(enum clock_kind kind);		/* "vulnerability" */
const char *clock_kind_title(enum clock_kind kind);		/* "actively exploited vulnerability" */
enum clock_kind clock_kind_find(const char *name);		/* 0: none */
const char *clock_fact_name(enum clock_fact fact);		/* "aware" */
const char *clock_state_name(enum clock_state state);		/* "overdue" */

#endif
