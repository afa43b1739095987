#include "facts/shell.h"

#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "facts/daemons.h"
#include "facts/doors.h"

enum { JOIN_LINES = 64 };		/* lines one quoted text may go over */

void shell_init(struct shell *s, struct look *look, const char *path, struct bytes text, struct names *vars)
{
	*s = (struct shell){ .look = look, .path = path, .rest = text, .vars = vars };
	if (!vars) {
		s->vars = ARENA_NEW(look->mem, struct names);
		s->vars->mem = look->mem;
	}
}

/* --- lines --- */

/* Where the line stops being a command: an unquoted '#' at the start of a word. *open: a quote is not closed. */
static size_t code_length(struct bytes s, bool *open, bool *continues)
{
	unsigned char quote = 0;
	size_t i;

	*continues = false;
	for (i = 0; i < s.n; i++) {
		unsigned char c = s.at[i];

		if (quote) {
			i += c == '\\' && quote == '"';
			quote = c == quote ? 0 : quote;
		} else if (c == '\\') {
			*continues = i + 1 == s.n;
			i++;
		} else if (c == '\'' || c == '"') {
			quote = c;
		} else if (c == '#' && (i == 0 || strchr(" \t;&|(", s.at[i - 1]))) {
			break;
		}
	}
	*open = quote != 0;
	return i < s.n ? i : s.n;
}

/* "<< EOF": everything up to EOF on a line of its own is data. */
static void skip_here_document(struct shell *s, struct bytes line)
{
	long at = bytes_find(line, "<<");
	struct bytes word, one;

	if (at < 0 || bytes_begin(bytes_skip(line, (size_t)at), "<<<"))
		return;
	line = bytes_skip(line, (size_t)at + 2);
	if (line.n && line.at[0] == '-')
		line = bytes_skip(line, 1);
	if (!bytes_word(&line, &word))
		return;
	word = bytes_unquote(word);
	while (word.n && bytes_line(&s->rest, &one)) {
		s->line++;
		if (bytes_same(bytes_trim(one), word))
			return;
	}
}

static bool next_line(struct shell *s)
{
	struct text joined = { .limit = LIMIT_LINE };
	bool open = true, continues = false;
	struct bytes one;

	for (int n = 0; n < JOIN_LINES && bytes_line(&s->rest, &one); n++) {
		size_t length;

		s->line++;
		if (n == 0)
			s->first = s->line;
		text_add_bytes(&joined, one.at, one.n);
		length = code_length((struct bytes){ (unsigned char *)joined.at, joined.n }, &open, &continues);
		if (!open && !continues) {
			joined.n = length;
			break;
		}
		if (continues && joined.n)
			joined.n--;
		text_char(&joined, ' ');
	}
	if (!joined.at)
		return s->rest.n != 0;
	s->line_rest = bytes_of(arena_text(s->look->mem, joined.at, joined.n));
	text_free(&joined);
	skip_here_document(s, s->line_rest);
	return true;
}

/* --- commands --- */

/*
 * Takes one simple command off the line: up to an unquoted ; & | or a closing
 * brace of a subshell. *end is what stood behind it: ';', '&', 'A' (&&), 'O'
 * (||), '|', 'E' (;;) or 0.
 */
static struct bytes take_command(struct bytes *rest, char *end)
{
	unsigned char quote = 0;
	struct bytes out = *rest;
	size_t i, behind = 0;

	*end = 0;
	for (i = 0; i < rest->n && !*end; i++) {
		unsigned char c = rest->at[i], next = i + 1 < rest->n ? rest->at[i + 1] : 0;

		if (quote) {
			i += c == '\\' && quote == '"';
			quote = c == quote ? 0 : quote;
		} else if (c == '\'' || c == '"' || c == '`') {
			quote = c;
		} else if (c == '\\') {
			i++;
		} else if (c == '$' && next == '(') {
			/* $( ... ): to its end, so that what is in it starts nothing */
			const unsigned char *close = memchr(rest->at + i, ')', rest->n - i);

			i = close ? (size_t)(close - rest->at) : rest->n;
		} else if (c == '>' && next == '&') {
			i++;
		} else if (c == '&' && next == '>') {
			i++;
		} else if (c == ';' || c == '&' || c == '|') {
			*end = c == next ? (c == ';' ? 'E' : c == '&' ? 'A' : 'O') : (char)c;
			behind = c == next ? 2 : 1;
			break;
		}
	}
	i = i < rest->n ? i : rest->n;
	out.n = i;
	*rest = bytes_skip(*rest, i + behind);
	return bytes_trim(out);
}

/* The text with the variables filled in that are known. */
static const char *expanded(struct shell *s, struct bytes text)
{
	const char *out = vars_expand(s->look, s->vars, text);

	if (s->look->expanded > LIMIT_EXPANDED && !s->too_much) {
		s->too_much = true;
		look_unreadable(s->look, s->path, "its variables become too much text");
	}
	return out;
}

static void frame_push(struct shell *s, enum frame_kind kind, const char *guard, enum holds holds)
{
	if (s->depth < SHELL_FRAMES)
		s->frames[s->depth] = (struct frame){ .kind = kind, .guard = guard, .holds = holds };
	s->depth++;
}

static struct frame *frame_top(struct shell *s)
{
	return s->depth && s->depth <= SHELL_FRAMES ? &s->frames[s->depth - 1] : NULL;
}

static void frame_pop(struct shell *s)
{
	if (s->depth)
		s->depth--;
}

/* A keyword in front of a command: true when it was taken off and the rest may be a command. */
static bool keyword(struct shell *s, struct bytes *text)
{
	struct bytes rest = *text, word;
	struct frame *top = frame_top(s);

	if (!bytes_word(&rest, &word))
		return false;
	if (bytes_are(word, "if") || bytes_are(word, "while") || bytes_are(word, "until")) {
		frame_push(s, bytes_are(word, "if") ? FRAME_IF : FRAME_LOOP, NULL, HOLDS_YES);
	} else if (bytes_are(word, "then") || bytes_are(word, "do")) {
		if (top && top->kind == FRAME_IF) {
			top->guard = s->last_guard;
			top->holds = s->last;
		}
	} else if (bytes_are(word, "else")) {
		if (top)
			top->holds = holds_not(top->holds);
	} else if (bytes_are(word, "elif")) {
		if (top)
			top->holds = HOLDS_UNKNOWN;
	} else if (bytes_are(word, "fi") || bytes_are(word, "done") || bytes_are(word, "}")) {
		frame_pop(s);
	} else if (bytes_are(word, "{")) {
		frame_push(s, s->group_function ? FRAME_FUNCTION : FRAME_GROUP,
			   s->group_function ? s->function_name : NULL, HOLDS_YES);
		s->group_function = false;
	} else if (!bytes_are(word, "!") && !bytes_are(word, "time")) {
		return false;
	}
	s->joined = 0;
	*text = bytes_trim(rest);
	return true;
}

/* "name() {", "function name {": the body's frame comes with the brace. */
static bool function_head(struct shell *s, struct bytes *text)
{
	long at = bytes_find(*text, "()");
	struct bytes name, rest = *text, word;

	if (at > 0) {
		name = bytes_trim(bytes_first(*text, (size_t)at));
		rest = bytes_skip(*text, (size_t)at + 2);
	} else if (bytes_word(&rest, &word) && bytes_are(word, "function")) {
		if (!bytes_word(&rest, &name))
			return false;
	} else {
		return false;
	}
	for (size_t i = 0; i < name.n; i++)
		if (strchr(" \t$\"'`=/", name.at[i]))
			return false;
	s->function_name = look_str(s->look, name);
	s->group_function = true;
	*text = bytes_trim(rest);
	return true;
}

/* The clause is taken when its word is known and fits; "$1" is not. */
static void label_set(struct shell *s, struct frame *f, struct bytes label)
{
	struct bytes rest = label, one;

	f->guard = look_str(s->look, label);
	f->holds = HOLDS_UNKNOWN;
	if (!f->word || strpbrk(f->word, "$`"))
		return;
	if (f->taken) {
		f->holds = HOLDS_NO;
		return;
	}
	while (f->holds != HOLDS_YES && bytes_field(&rest, '|', &one))
		f->holds = holds_of(path_match(look_str(s->look, bytes_unquote(one)), f->word));
	f->taken = f->holds == HOLDS_YES;
}

/* "case WORD in" opens, "label)" names the clause, "esac" closes. */
static bool case_part(struct shell *s, struct bytes *text)
{
	struct bytes rest = *text, word = { 0 };
	struct frame *top = frame_top(s);
	const unsigned char *close;

	bytes_word(&rest, &word);
	if (bytes_are(word, "case")) {
		long in = bytes_find(rest, " in");

		frame_push(s, FRAME_CASE, NULL, HOLDS_UNKNOWN);
		top = frame_top(s);
		if (top)
			top->word = expanded(s, bytes_unquote(bytes_first(rest, in < 0 ? rest.n : (size_t)in)));
		s->label_next = true;
		*text = in < 0 ? (struct bytes){ 0 } : bytes_trim(bytes_skip(rest, (size_t)in + 3));
		return true;
	}
	if (bytes_are(word, "esac")) {
		frame_pop(s);
		s->label_next = false;
		*text = bytes_trim(rest);
		return true;
	}
	close = text->n && s->label_next && top && top->kind == FRAME_CASE ? memchr(text->at, ')', text->n) : NULL;
	if (!close)
		return false;
	label_set(s, top, bytes_trim(bytes_first(*text, (size_t)(close - text->at))));
	s->label_next = false;
	*text = bytes_trim(bytes_skip(*text, (size_t)(close - text->at) + 1));
	return true;
}

/* NAME=value alone, or behind export, local, readonly. */
static bool assignment(struct shell *s, const struct command *cmd)
{
	static const char *const before[] = { "export", "local", "readonly", "declare" };
	size_t i = 0;

	for (size_t k = 0; k < COUNT(before) && cmd->count; k++)
		i = strcmp(cmd->words[0], before[k]) == 0 ? 1 : i;
	if (i >= cmd->count)
		return false;
	for (size_t k = i; k < cmd->count; k++) {
		size_t n = strspn(cmd->words[k], "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789");

		if (!n || cmd->words[k][n] != '=')
			return i == 1;
	}
	for (; i < cmd->count; i++) {
		size_t n = strcspn(cmd->words[i], "=");

		/* NAME="$NAME more" of a name we do not know must not name itself */
		*names_at(s->vars, (struct bytes){ (const unsigned char *)cmd->words[i], n }) =
			arena_text(s->look->mem, cmd->words[i] + n + 1, strlen(cmd->words[i] + n + 1));
	}
	return true;
}

static bool is_test(const struct command *cmd)
{
	return cmd->count && (strcmp(cmd->words[0], "[") == 0 || strcmp(cmd->words[0], "test") == 0 ||
			      strcmp(cmd->words[0], "[[") == 0);
}

/* The frames around and the && or || before, all together. */
static void guards(struct shell *s, struct step *step)
{
	step->holds = HOLDS_YES;
	for (size_t i = 0; i < s->depth && i < SHELL_FRAMES; i++) {
		const struct frame *f = &s->frames[i];

		if (f->kind == FRAME_FUNCTION) {
			step->function = f->guard;
		} else if (f->kind == FRAME_CASE && f->holds == HOLDS_UNKNOWN) {
			step->label = f->guard;
		} else if (f->kind == FRAME_CASE) {
			step->holds = holds_both(step->holds, f->holds);
			if (f->holds == HOLDS_NO)
				step->guard = look_fmt(s->look, "%s is %s", f->word, f->guard);
		} else if (f->kind == FRAME_IF) {
			step->holds = holds_both(step->holds, f->holds);
			if (f->holds != HOLDS_YES && f->guard)
				step->guard = f->guard;
		}
	}
	if (s->joined) {
		enum holds h = s->joined == '&' ? s->last : holds_not(s->last);

		step->holds = holds_both(step->holds, h);
		if (h != HOLDS_YES)
			step->guard = s->last_guard;
	}
}

static void test_note(struct shell *s, const struct command *cmd, struct bytes text, bool not)
{
	size_t n = cmd->count - 1;
	enum holds h;

	if (n && cmd->words[0][0] == '[' && cmd->words[n][0] == ']')
		n--;
	h = holds_test(s->look, cmd->words + 1, n);
	h = not ? holds_not(h) : h;
	s->last = s->joined == '&' ? holds_both(s->last, h) : h;
	s->last_guard = look_str(s->look, text);
}

/* exit or return that is reached: nothing behind it runs. */
static void exit_note(struct shell *s, const struct step *step)
{
	bool in_start = !step->label || strstr(step->label, "start") == step->label;

	if (s->ended || step->function || !in_start || step->holds != HOLDS_YES)
		return;
	s->ended = step->line;
	/* without a test it is just the script's end */
	for (size_t i = 0; i < s->depth && i < SHELL_FRAMES; i++)
		if (s->frames[i].kind == FRAME_IF || (s->frames[i].kind == FRAME_CASE && s->frames[i].word))
			s->ended_why = s->frames[i].kind == FRAME_IF ? s->frames[i].guard :
				       look_fmt(s->look, "%s is %s", s->frames[i].guard, s->frames[i].word);
	if (s->joined)
		s->ended_why = s->last_guard;
}

/* The variables of a file that is sourced; what else it does is not followed here. */
static void source_note(struct shell *s, const struct command *cmd)
{
	const char *path = cmd->count > 1 ? cmd->words[1] : "";
	struct node *n = *path == '/' && !strchr(path, '$') ? look_find(s->look, path) : NULL;

	if (n && n->type == NODE_FILE && s->sourced < SHELL_SOURCES) {
		s->sourced++;
		vars_read(s->look, n->path, s->vars);
	}
}

/* What a command means to the script itself; true when it is one to report. */
static bool command_note(struct shell *s, struct step *step, struct bytes text, bool not)
{
	const char *word = step->cmd.words[0];

	if (is_test(&step->cmd)) {
		test_note(s, &step->cmd, text, not);
		return false;
	}
	if (assignment(s, &step->cmd))
		return false;
	if (strcmp(word, "exit") == 0 || strcmp(word, "return") == 0) {
		exit_note(s, step);
		return false;
	}
	if ((strcmp(word, ".") == 0 || strcmp(word, "source") == 0) && step->holds != HOLDS_NO)
		source_note(s, &step->cmd);
	s->last = s->joined == '&' ? holds_both(s->last, HOLDS_UNKNOWN) : HOLDS_UNKNOWN;
	s->last_guard = look_str(s->look, text);
	return true;
}

static void joined_set(struct shell *s, char end)
{
	s->joined = end == 'A' ? '&' : end == 'O' ? '|' : 0;
	if (end == 'E') {
		struct frame *top = frame_top(s);

		s->label_next = top && top->kind == FRAME_CASE;
	}
}

/* "> FILE", "2>&1", "</dev/null": no words of the command. */
static void redirections_drop(struct command *cmd)
{
	size_t n = 0;

	for (size_t i = 0; i < cmd->count; i++) {
		const char *w = cmd->words[i];
		size_t digits = strspn(w, "0123456789&");

		if (w[digits] != '>' && w[digits] != '<') {
			cmd->words[n++] = w;
			continue;
		}
		/* the target stands in the next word when this one ends with the sign */
		i += w[strlen(w) - 1] == '>' || w[strlen(w) - 1] == '<';
	}
	cmd->count = n;
	cmd->words[n] = NULL;
}

bool shell_next(struct shell *s, struct step *step)
{
	while (s->line_rest.n || next_line(s)) {
		struct bytes text;
		bool not = false;
		char end;

		if (case_part(s, &s->line_rest) || !bytes_trim(s->line_rest).n) {
			s->line_rest = bytes_trim(s->line_rest);
			continue;
		}
		text = take_command(&s->line_rest, &end);
		while (text.n && (function_head(s, &text) || keyword(s, &text) || text.at[0] == '(')) {
			not = not || false;
			if (text.n && text.at[0] == '(')
				text = bytes_trim(bytes_skip(text, 1));
			if (text.n > 1 && text.at[0] == '!' && text.at[1] == ' ')
				not = true;
			if (case_part(s, &text) && !text.n)
				break;
		}
		*step = (struct step){ .line = s->first, .background = end == '&' };
		if (text.n) {
			command_split(s->look->mem, bytes_of(expanded(s, text)), &step->cmd);
			redirections_drop(&step->cmd);
			guards(s, step);
			if (step->cmd.count && command_note(s, step, text, not)) {
				joined_set(s, end);
				return true;
			}
		}
		joined_set(s, end);
	}
	return false;
}

bool step_stops(const struct step *step)
{
	static const char *const words[] = {
		"stop", "restart", "reload", "force-reload", "status", "kill", "shutdown", "condrestart", "try-restart",
		"-k", "K",
	};

	for (size_t i = 0; i < COUNT(words); i++) {
		if (step->label && strncmp(step->label, words[i], strlen(words[i])) == 0)
			return true;
		if (step->function && strstr(step->function, words[i]))
			return true;
	}
	return false;
}

bool shell_text(struct look *look, struct node *n, struct bytes *text)
{
	struct bytes line, rest;

	if (n->type != NODE_FILE || n->size == 0 || n->size > LIMIT_TEXT || !look_read_node(look, n, text))
		return false;
	if (text->n > 3 && memcmp(text->at, "\177ELF", 4) == 0)
		return false;
	rest = *text;
	if (!bytes_line(&rest, &line) || memchr(text->at, 0, text->n))
		return false;
	return !bytes_begin(line, "#!") || bytes_have(line, "sh") || bytes_have(line, "openrc") ||
	       bytes_have(line, "rc.common");
}

/* --- the daemon of a start script --- */

/* How sure the author's words make us: start-stop-daemon and its kin name the daemon. */
static int step_weight(const struct step *step, const struct fact_service *found)
{
	static const char *const starters[] = {
		"start-stop-daemon", "daemon", "start_daemon", "service_start", "daemonize", "exec",
	};
	const char *slash = strrchr(step->cmd.words[0], '/');
	const char *name = slash ? slash + 1 : step->cmd.words[0];
	int weight = found->daemon ? 2 : 0;

	for (size_t i = 0; i < COUNT(starters); i++)
		if (strcmp(name, starters[i]) == 0 && found->program)
			weight += found->daemon ? 2 : 1;
	return weight && step->holds == HOLDS_NO ? 1 : weight;
}

static bool step_is_stop_command(const struct step *step)
{
	for (size_t i = 1; i < step->cmd.count; i++)
		if (strcmp(step->cmd.words[i], "--stop") == 0 || strcmp(step->cmd.words[i], "-K") == 0 ||
		    strcmp(step->cmd.words[i], "--status") == 0 || strcmp(step->cmd.words[i], "--test") == 0)
			return true;
	return false;
}

/* Programs named like a daemon that only talk about it: "pidof sshd" has another first word. */
static void best_step(struct shell *s, struct fact_service *best, int *weight, struct place *at, bool *reached)
{
	struct step step;

	while (shell_next(s, &step)) {
		struct fact_service found = { 0 };
		int w;

		if (step_stops(&step) || step_is_stop_command(&step))
			continue;
		start_fill(s->look, &step.cmd, &found);
		w = step_weight(&step, &found);
		if (w > *weight) {
			*weight = w;
			*best = found;
			*at = place_line(s->path, step.line);
			*reached = *reached || (!s->ended && !step.function && step.holds != HOLDS_NO);
		}
	}
}

bool shell_daemon(struct look *look, struct node *n, struct fact_service *row, const char **off, struct place *off_at)
{
	struct fact_service best = { 0 };
	struct shell s;
	struct bytes text;
	bool reached = false;		/* it starts something before it ends */
	int weight = 0;

	*off = NULL;
	if (!shell_text(look, n, &text))
		return false;
	shell_init(&s, look, n->path, text, NULL);
	/* the usual names, as init gives them to the script (rc.common, LSB) */
	best_step(&s, &best, &weight, &row->at, &reached);
	if (s.ended && s.ended_why && !reached) {
		*off = s.ended_why;
		*off_at = place_line(n->path, s.ended);
	}
	if (!weight)
		return false;
	row->program = best.program;
	row->daemon = best.daemon;
	row->exec = best.exec;
	row->user = row->user ? row->user : best.user;
	return true;
}

void shell_look_through(struct look *look, const struct command *cmd, struct fact_service *row)
{
	struct fact_service best = { 0 };
	struct place at = { 0 };
	struct shell s;
	struct bytes text = { 0 };
	struct node *n = row->program ? look_find(look, row->program) : NULL;
	bool reached = false;
	int weight = 0;

	if (row->daemon || !cmd->count)
		return;
	/* sh -c 'long text' and the like: what stands behind -c is a script of its own */
	for (size_t i = 1; i + 1 < cmd->count; i++)
		if (strcmp(cmd->words[i], "-c") == 0 && strstr(cmd->words[0], "sh"))
			text = bytes_of(cmd->words[i + 1]);
	if (!text.n && (!n || !shell_text(look, n, &text)))
		return;
	shell_init(&s, look, n ? n->path : "", text, NULL);
	best_step(&s, &best, &weight, &at, &reached);
	if (weight && best.daemon) {
		row->daemon = best.daemon;
		row->program = best.program;
		row->exec = best.exec;
	}
}

/* --- boot scripts --- */

enum { SHELL_DEPTH = 4, SHELL_ROWS = 512 };	/* scripts that call scripts; rows from one boot script */

struct boot_script {
	struct look *look;
	const struct fact_service *base;
	struct names seen;		/* scripts, so that a loop ends */
	size_t rows;
};

/* What boot scripts run all day and what never stays: no service. */
static bool is_tool(const char *program)
{
	static const char *const folders[] = { "bin/", "usr/bin/", "sbin/", "usr/sbin/" };

	for (size_t i = 0; i < COUNT(folders); i++)
		if (strncmp(program, folders[i], strlen(folders[i])) == 0)
			return true;
	return false;
}

/* Tools that are worth a row only when they wait for somebody. */
static bool is_listening(const struct command *cmd)
{
	bool tool = strstr(cmd->words[0], "nc") || strstr(cmd->words[0], "netcat") || strstr(cmd->words[0], "socat");

	for (size_t i = 1; tool && i < cmd->count; i++)
		if (strstr(cmd->words[i], "LISTEN") || (cmd->words[i][0] == '-' && strchr(cmd->words[i], 'l')))
			return true;
	return false;
}

/* Hooks run for an interface, a device or a user that we do not know: what they test is open. */
static bool is_open(const struct boot_script *b, const struct step *step)
{
	static const char *const hooks[] = { "ifupdown", "udev", "profile" };

	for (size_t i = 0; i < COUNT(hooks); i++)
		if (strcmp(b->base->manager, hooks[i]) == 0)
			return step->holds != HOLDS_YES || step->label || step->function;
	return false;
}

/* The service that a program or a called script at this step makes. */
static struct fact_service row_of(struct boot_script *b, const struct step *step, const struct fact_service *found,
				  const char *path, long ended)
{
	const struct fact_service *base = b->base;
	struct fact_service row = *found;
	bool runs = base->starts == FLAG_YES && step->holds != HOLDS_NO && !(ended && step->line > ended);

	row.at = place_line(path, step->line);
	row.name = look_fmt(b->look, "%s:%ld", path, step->line);
	row.manager = base->manager;
	row.state = runs ? "enabled" : base->starts != FLAG_YES ? base->state : "condition";
	row.why = base->starts != FLAG_YES ? base->why :
		  ended && step->line > ended ? "stands behind an exit" :
		  step->guard ? look_fmt(b->look, "%s, if %s", base->why, step->guard) : base->why;
	row.starts = FLAG_OF(runs);
	if (runs && is_open(b, step)) {
		row.state = "condition";
		row.starts = FLAG_UNKNOWN;
		row.why = look_fmt(b->look, "%s, if what it tests there holds", base->why);
	}
	row.because_path = base->because_path ? base->because_path : path;
	row.because_line = base->because_path ? base->because_line : step->line;
	return row;
}

static void row_add(struct boot_script *b, const struct step *step, const struct fact_service *found, const char *path,
		    long ended)
{
	struct fact_service row;

	/* what the service itself stands for has its row */
	if (b->base->daemon && found->daemon && strcmp(b->base->daemon, found->daemon) == 0)
		return;
	if (b->rows++ >= SHELL_ROWS)
		return;
	row = row_of(b, step, found, path, ended);
	facts_add(b->look->facts, TABLE_service, &row);
}

/* A script that is called is no service, but what it does is done at boot. The first that surely calls it stands for all. */
static void called_add(struct boot_script *b, const struct shell *s, const struct step *step, const struct node *script)
{
	struct fact_service *row;
	void **at;

	if (!b->look->called)
		return;
	at = names_at(b->look->called, bytes_of(script->path));
	row = *at;
	if (row && row->starts == FLAG_YES)
		return;
	row = ARENA_NEW(b->look->mem, struct fact_service);
	*row = row_of(b, step, &(struct fact_service){ 0 }, s->path, s->ended);
	row->because_path = s->path;
	row->because_line = step->line;
	*at = row;
}

static void shell_walk(struct boot_script *b, struct node *n, struct names *vars, int depth);

static void step_take(struct boot_script *b, struct shell *s, const struct step *step, int depth)
{
	struct fact_service found = { 0 };
	struct node *n;
	struct bytes text;

	if (step_stops(step))
		return;
	if (door_writable(&step->cmd))
		FACT(b->look->facts, debug, .at = place_line(s->path, step->line), .kind = "exec-writable",
		     .detail = command_join(b->look->mem, &step->cmd, 0),
		     .enabled = FLAG_OF(b->base->starts == FLAG_YES && step->holds != HOLDS_NO && !s->ended));
	start_fill(b->look, &step->cmd, &found);
	/* ". FILE" and "sh FILE" and "FILE": a script of its own */
	if ((strcmp(step->cmd.words[0], ".") == 0 || strcmp(step->cmd.words[0], "source") == 0) && step->cmd.count > 1)
		n = look_find(b->look, step->cmd.words[1]);
	else
		n = found.program ? look_find(b->look, found.program) : NULL;
	if (!found.daemon && n && depth < SHELL_DEPTH && !is_tool(n->path) && step->holds != HOLDS_NO &&
	    shell_text(b->look, n, &text)) {
		called_add(b, s, step, n);
		shell_walk(b, n, s->vars, depth + 1);
		return;
	}
	if (found.daemon || (found.program && (step->background || !is_tool(found.program) || is_listening(&step->cmd))))
		row_add(b, step, &found, s->path, s->ended);
}

static void shell_walk(struct boot_script *b, struct node *n, struct names *vars, int depth)
{
	void **at = names_at(&b->seen, bytes_of(n->path));
	struct shell s;
	struct step step;
	struct bytes text;

	if (*at || !shell_text(b->look, n, &text))
		return;
	*at = n;
	shell_init(&s, b->look, n->path, text, vars);
	while (shell_next(&s, &step))
		step_take(b, &s, &step, depth);
}

void shell_services(struct look *look, struct node *n, const struct fact_service *base)
{
	struct boot_script b = { .look = look, .base = base, .seen.mem = look->mem };

	shell_walk(&b, n, NULL, 0);
}
