/*
 * shell.h - the programs a shell script starts, command by command.
 *
 * This is no shell: it knows assignments, files that are sourced for their
 * variables, if, case, functions, && and ||, and the simplest tests. Each simple
 * command comes with the words filled in that are known, the line it stands on
 * and what guards it. What cannot be known stays as it is written.
 *
 *	struct shell s;
 *	struct step step;
 *
 *	shell_init(&s, look, "etc/init.d/rcS", text, NULL);
 *	while (shell_next(&s, &step))
 *		... step.cmd.words[0], step.line, step.guard, step.holds
 *	if (s.ended)
 *		... nothing behind line s.ended runs, because of s.ended_why
 */
#ifndef CRADLE_FACTS_SHELL_H
#define CRADLE_FACTS_SHELL_H

#include "base/names.h"
#include "facts/holds.h"
#include "facts/starts.h"

enum frame_kind { FRAME_NONE = 0, FRAME_IF, FRAME_CASE, FRAME_LOOP, FRAME_FUNCTION, FRAME_GROUP };
enum { SHELL_FRAMES = 32 };		/* blocks in blocks; deeper ones are counted only */
enum { SHELL_SOURCES = 16 };

struct frame {
	enum frame_kind kind;
	const char *guard;		/* the test's words; a case's or function's label */
	enum holds holds;
	const char *word;		/* a case's, as far as it is known */
	bool taken;			/* a clause of the case fitted */
};

struct shell {
	struct look *look;
	const char *path;
	struct bytes rest;		/* behind the line in work */
	struct bytes line_rest;		/* of the line in work */
	long line, first;		/* read so far; where the one in work began */
	struct names *vars;		/* the values are C strings; a script that is called shares its caller's */
	struct frame frames[SHELL_FRAMES];
	size_t depth;
	bool label_next;		/* in a case, before a label */
	enum holds last;		/* what the last test gave */
	const char *last_guard;
	char joined;			/* '&' or '|' when && or || stood before the command */
	bool group_function;		/* the next '{' is a function's body */
	const char *function_name;
	bool too_much;			/* variables are no longer filled in */
	int sourced;			/* files read for their variables, at most SHELL_SOURCES */
	long ended;			/* the line of an exit that is reached, 0 for none */
	const char *ended_why;
};

struct step {
	struct command cmd;
	long line;
	const char *guard;		/* the innermost test that is not known to hold, or NULL */
	enum holds holds;		/* all guards together */
	const char *label;		/* of the innermost case, or NULL */
	const char *function;		/* that this stands in, or NULL */
	bool background;
};

/* 'vars' may be NULL: a table of its own. */
void shell_init(struct shell *s, struct look *look, const char *path, struct bytes text, struct names *vars);
bool shell_next(struct shell *s, struct step *step);

/* True when the step only runs to stop, restart or report. */
bool step_stops(const struct step *step);

/* True when n begins with #! and a shell, or has no #! and is a text. */
bool shell_text(struct look *look, struct node *n, struct bytes *text);

/*
 * The daemon that a start script starts, as its author meant it: the command of
 * start-stop-daemon, procd or daemon(), else the first program we know. Fills
 * .program, .daemon, .exec, .user and .at of the row. When the script gives up
 * before (ENABLED=0, a file that is not there) that is *off and its line.
 * False when nothing was found.
 */
bool shell_daemon(struct look *look, struct node *n, struct fact_service *row, const char **off, struct place *off_at);

/*
 * For a service that runs a script we do not know: the daemon it starts in
 * turn, from the script's text. Fills .daemon and .program when one is found.
 */
void shell_look_through(struct look *look, const struct command *cmd, struct fact_service *row);

/*
 * A row of 'service' for each program a boot script starts: what daemons.def
 * knows, what lies outside the usual bin folders, and what is put into the
 * background. Scripts that are called are followed. 'base' gives manager, name,
 * because and whether the script itself runs; its daemon gets no second row.
 */
void shell_services(struct look *look, struct node *n, const struct fact_service *base);

#endif
