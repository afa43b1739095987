/*
 * diff.h - what changed in the defaults between two releases.
 *
 *	struct diff_side before, after;
 *	struct diff diff;
 *
 *	if (diff_side_read(&before, &old_dossier, &law, err) != 0 || diff_side_read(&after, &new_dossier, &law, err) != 0)
 *		...
 *	diff_make(&diff, &before, &after);
 *	for (size_t i = 0; i < diff.count; i++)
 *		puts(diff.changes[i].name);
 *	diff_free(&diff);
 *
 * Compared are the rows of the inventory (report/inventory.h), findings, verdicts
 * and what was declared. Whether a change is less secure is a matter of tables
 * (weigh.c), and only of what is known on both sides:
 *
 *	worse	a default got less secure: it is known to be exposed now, and was
 *		not, or was not known to be
 *	better	the other way round, and both are known
 *	unknown	it cannot be told: one side does not show it, or what the thing does decides
 *	neutral	neither
 *
 * 'look' marks a change that asks for a look at substantial modification (Article
 * 3(30), recital 39, points 103 to 112 of the Commission's guidance). It is a
 * hint of ours, never a decision: whether a change is one depends on what the
 * risk assessment covers.
 */
#ifndef CRADLE_DIFF_DIFF_H
#define CRADLE_DIFF_DIFF_H

#include "report/report.h"

enum diff_direction { DIFF_NEUTRAL = 0, DIFF_WORSE, DIFF_UNKNOWN, DIFF_BETTER, DIFF_DIRECTIONS };
enum diff_what { DIFF_CHANGED = 0, DIFF_ADDED, DIFF_REMOVED };
enum diff_kind { DIFF_DEFAULT = 0, DIFF_FINDING, DIFF_VERDICT, DIFF_DECLARED, DIFF_KINDS };

/* One value of the thing that changed. NULL: not known, or the thing was not there. */
struct diff_cell {
	const char *column, *was, *now;
	enum diff_direction direction;
};

/*
 * One thing that changed. Its texts are clean (base/utf8.h) also where a dossier
 * is not; whoever prints escapes what marks up.
 */
struct diff_change {
	enum diff_kind kind;
	const char *table, *title;	/* "listener", "Listeners"; "finding", "verdict", "declared" */
	const char *name;		/* what it is about: "telnetd tcp * 23", a rule, a key */
	enum diff_what what;
	enum diff_direction direction;
	const char *why;		/* why that direction, in words; NULL: nothing to say */
	const char *limb;		/* "I.2.j", or NULL: no limb */
	const struct provision *provision;	/* of the limb, or NULL */
	struct diff_cell *cells;	/* those that differ; of a thing added or removed, all that are known */
	size_t cell_count;
	bool look;			/* asks for a look at substantial modification */
	const char *look_why;
	const struct provision *look_at;
	const char *note, *look_note;	/* what must be said beside 'provision' and 'look_at' (law_note()), or "" */
	const char *old_path, *new_path;	/* NULL: none */
	int64_t old_line, new_line;	/* 0: none */
	size_t order;			/* of its table */
};

/* A place that could not be read. */
struct diff_unread {
	const char *path, *why;
};

/* One release. */
struct diff_side {
	struct results results;
	struct diff_unread *unread;	/* sorted by path */
	size_t unread_count, unread_room;
	bool links, modes, owners;	/* the image's format keeps them */
	const char *part;		/* id of the part that the image holds, or NULL */
	bool guessed;			/* default passwords were tried on its hashes */
};

struct diff {
	struct arena mem;
	const struct diff_side *before, *after;	/* not its own: they must outlive it */
	struct diff_change *changes;	/* worse, unknown, better, neutral; in each by kind, table, name */
	size_t count, room;
	size_t counts[DIFF_KINDS][DIFF_DIRECTIONS];
	size_t worse, unknown, looks;	/* of all */
	const char **notes;		/* what limits the comparison: other rules, another product ... */
	size_t note_count, note_room;
};

/* Reads a dossier that has verdicts. The law index must outlive it. */
int diff_side_read(struct diff_side *side, struct dossier *d, struct law *law, struct err *err);
void diff_side_free(struct diff_side *side);

void diff_make(struct diff *diff, const struct diff_side *before, const struct diff_side *after);
void diff_free(struct diff *diff);

/* "worse", "added", "default" ...: as in the JSON (docs/diff.schema.json). */
const char *diff_direction_word(enum diff_direction direction);
const char *diff_what_word(enum diff_what what);
const char *diff_kind_word(enum diff_kind kind);

/* What the first line says: "LESS SECURE" when something got worse, else "NOT LESS SECURE" or "NO CHANGE". */
const char *diff_headline(const struct diff *diff);

/* "gateway 2.1 (home-gateway.img)": product and version where declared, image where there is one; clean. */
const char *diff_side_name(const struct diff_side *side, struct arena *mem);

/* "4 defaults got less secure, 1 more secure, 2 cannot be told, 5 other changes" and the like, a sentence each. */
void diff_summary(const struct diff *diff, struct text *defaults, struct text *rest);

/* "etc/passwd:3", or "" where it has no place; of what is gone the old one. */
const char *diff_place(const struct diff_change *c, struct arena *mem);

/* What an empty cell says: "not known", or "none" and "not seen" where NULL means that. */
const char *diff_missing(const struct diff_change *c, const struct diff_cell *cell);

/* How many changes of one table and direction there are: "Packages: 12 changed, 3 added, 1 removed". */
struct diff_tally {
	const char *title;
	size_t what[3];			/* by enum diff_what */
};

/* Of the changes of one direction but verdicts, by table, in the order of the changes; returns how many tables. */
size_t diff_tallies(const struct diff *diff, enum diff_direction direction, struct diff_tally *out, size_t most);

/* --- print --- */
struct diff_format {
	const char *name;		/* text json md */
	int (*write)(const struct diff *diff, const struct report_options *options, struct text *out, struct err *err);
};
extern const struct diff_format diff_formats[];	/* ends with a NULL name */
const struct diff_format *diff_format_find(const char *name);

#endif
