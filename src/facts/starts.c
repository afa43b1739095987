#include "facts/starts.h"

#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "base/names.h"
#include "facts/conf.h"
#include "facts/daemons.h"

/* --- command lines --- */

/* One word into 'out' (room for all of rest), quotes and backslashes taken off. */
static size_t word_copy(struct bytes *rest, char *out)
{
	unsigned char quote = 0;
	size_t n = 0, i;

	for (i = 0; i < rest->n; i++) {
		unsigned char c = rest->at[i];

		if (quote ? c == quote : c == '"' || c == '\'') {
			quote = quote ? 0 : c;
		} else if (!quote && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) {
			break;
		} else if (c == '\\' && quote != '\'' && i + 1 < rest->n) {
			out[n++] = (char)rest->at[++i];
		} else if (c) {
			out[n++] = (char)c;
		}
	}
	*rest = bytes_skip(*rest, i);
	return n;
}

void command_split(struct arena *mem, struct bytes line, struct command *out)
{
	struct bytes rest = bytes_trim(bytes_first(line, LIMIT_LINE));
	char *text = arena_alloc(mem, rest.n + COMMAND_WORDS + 1);

	*out = (struct command){ .whole = rest };
	while (rest.n && out->count < COMMAND_WORDS) {
		size_t n = word_copy(&rest, text);

		out->words[out->count++] = text;
		text[n] = '\0';
		text += n + 1;
		rest = bytes_trim(rest);
	}
}

const char *command_join(struct arena *mem, const struct command *cmd, size_t from)
{
	size_t room = 1;
	char *out, *at;

	for (size_t i = from; i < cmd->count; i++)
		room += strlen(cmd->words[i]) + 1;
	at = out = arena_alloc(mem, room);
	for (size_t i = from; i < cmd->count; i++) {
		if (i > from)
			*at++ = ' ';
		at = stpcpy(at, cmd->words[i]);
	}
	return out;
}

/* --- wrappers --- */

/*
 * What only starts another program. 'valued' are its options that take the next
 * word, 'skip' how many operands of its own stand before the program, 'program'
 * the options that name the program (start-stop-daemon(8)), 'user' the one that
 * names the user.
 */
static const struct wrapper {
	const char *name, *valued, *program, *user;
	int skip;
	bool shell;			/* -c COMMANDS */
} wrappers[] = {
	{ "env", "-u -C -S", NULL, NULL, 0, false },
	{ "nice", "-n", NULL, NULL, 0, false },
	{ "ionice", "-c -n", NULL, NULL, 0, false },
	{ "chrt", NULL, NULL, NULL, 1, false },
	{ "taskset", NULL, NULL, NULL, 1, false },
	{ "nohup", NULL, NULL, NULL, 0, false },
	{ "setsid", NULL, NULL, NULL, 0, false },
	{ "exec", "-a", NULL, NULL, 0, false },
	{ "eval", NULL, NULL, NULL, 0, false },
	{ "command", NULL, NULL, NULL, 0, false },
	{ "time", NULL, NULL, NULL, 0, false },
	{ "stdbuf", "-i -o -e", NULL, NULL, 0, false },
	{ "timeout", "-s -k", NULL, NULL, 1, false },
	{ "chroot", NULL, NULL, NULL, 1, false },
	{ "unshare", NULL, NULL, NULL, 0, false },
	{ "sudo", "-u -g", NULL, "-u", 0, false },
	{ "runuser", "-u -g", NULL, "-u", 0, false },
	{ "setuidgid", NULL, NULL, NULL, 1, false },
	{ "chpst", "-u -U -e -n -m", NULL, "-u", 0, false },
	{ "softlimit", NULL, NULL, NULL, 0, false },
	{ "tcpd", NULL, NULL, NULL, 0, false },
	{ "respawn", NULL, NULL, NULL, 0, false },
	{ "respawnd", NULL, NULL, NULL, 0, false },
	{ "service_start", NULL, NULL, NULL, 0, false },
	{ "start_daemon", "-p -n", NULL, NULL, 0, false },
	{ "daemon", "-p -n --pidfile --user", NULL, "--user", 0, false },
	{ "daemonize", "-p -l -o -e -u -c", NULL, "-u", 0, false },
	{ "start-stop-daemon", "-x -a -p -n -c -u -g -s -R -N -d -r -P -I -k -O --exec --startas --pidfile --name"
	  " --chuid --user --group --signal --retry --nicelevel --chdir --chroot --output", "-x --exec -a --startas",
	  "-c --chuid", 0, false },
	{ "sh", "-o", NULL, NULL, 0, true }, { "bash", "-o", NULL, NULL, 0, true },
	{ "ash", "-o", NULL, NULL, 0, true }, { "dash", "-o", NULL, NULL, 0, true },
	{ "ksh", "-o", NULL, NULL, 0, true }, { "su", "-s", NULL, NULL, 1, true },
	{ "python", "-W -X", NULL, NULL, 0, false }, { "python3", "-W -X", NULL, NULL, 0, false },
	{ "perl", NULL, NULL, NULL, 0, false }, { "lua", NULL, NULL, NULL, 0, false },
	{ "busybox", NULL, NULL, NULL, 0, false }, { "toybox", NULL, NULL, NULL, 0, false },
};

static const struct wrapper *wrapper_of(const char *word)
{
	const char *name = path_name(word);

	for (size_t i = 0; i < COUNT(wrappers); i++)
		if (strcmp(wrappers[i].name, name) == 0)
			return &wrappers[i];
	return NULL;
}

static bool in_list(const char *list, struct bytes word)
{
	struct bytes rest = bytes_of(list), one;

	while (list && bytes_word(&rest, &one))
		if (bytes_same(one, word))
			return true;
	return false;
}

static bool is_assignment(const char *word)
{
	size_t n = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789");

	return n && word[n] == '=';
}

/* What stands behind one wrapper: the command it starts, or false when it starts none. */
static bool unwrap(struct look *look, const struct wrapper *w, struct command *cmd, const char **user)
{
	const char *program = NULL;
	struct command inner = { .whole = cmd->whole };
	int skip = w->skip;
	size_t i;

	for (i = 1; i < cmd->count; i++) {
		struct bytes word = bytes_of(cmd->words[i]), name = word, value = { 0 };

		if (bytes_are(word, "--")) {
			i++;
			break;
		}
		if (word.n < 2 || word.at[0] != '-') {
			if (strcmp(w->name, "env") == 0 && is_assignment(cmd->words[i]))
				continue;
			if (skip-- > 0)
				continue;
			break;
		}
		if (w->shell && bytes_are(word, "-c") && i + 1 < cmd->count) {
			/* the first of the commands */
			command_split(look->mem, bytes_of(cmd->words[i + 1]), cmd);
			return cmd->count != 0;
		}
		if (bytes_begin(word, "--") && bytes_cut(word, '=', &name, &value))
			;
		else if (in_list(w->valued, word) && i + 1 < cmd->count)
			value = bytes_of(cmd->words[++i]);
		if (value.n && in_list(w->program, name))
			program = look_str(look, value);
		if (value.n && in_list(w->user, name))
			*user = look_str(look, value);
	}
	if (program)
		inner.words[inner.count++] = program;
	while (i < cmd->count && inner.count < COMMAND_WORDS)
		inner.words[inner.count++] = cmd->words[i++];
	*cmd = inner;
	return cmd->count != 0;
}

bool is_multicall(const struct node *n)
{
	return bytes_begin(bytes_of(n->name), "busybox") || bytes_begin(bytes_of(n->name), "toybox");
}

static struct node *program_find(struct look *look, const char *word)
{
	struct node *n = strchr(word, '/') ? look_find(look, word) : look_program(look, word);

	return n && n->type == NODE_FILE ? n : NULL;
}

/*
 * Programs that do one thing and end, unless a word makes a daemon of them:
 * "rauc status mark-good" serves nobody. A variable that is not known may be
 * the word.
 */
static const struct { const char *program, *words; } daemon_by_word[] = {
	{ "rsync", "--daemon" }, { "rauc", "service" }, { "mender", "daemon -daemon --daemon" },
	{ "mender-update", "daemon" }, { "mender-auth", "daemon" },
};

static bool serves(const struct command *cmd)
{
	const char *words = NULL;

	for (size_t i = 0; i < COUNT(daemon_by_word); i++)
		if (strcmp(path_name(cmd->words[0]), daemon_by_word[i].program) == 0)
			words = daemon_by_word[i].words;
	for (size_t i = 1; words && i < cmd->count; i++)
		if (in_list(words, bytes_of(cmd->words[i])) || strchr(cmd->words[i], '$'))
			return true;
	return !words;
}

bool start_fill(struct look *look, const struct command *given, struct fact_service *s)
{
	struct command cmd = *given;
	const struct wrapper *w;
	const char *user = NULL;
	struct node *n;

	/* each step takes at least one word off, but sh -c may bring new ones: bounded */
	for (int depth = 0; depth < 8 && cmd.count && (w = wrapper_of(cmd.words[0])); depth++) {
		struct command inner = cmd;

		if (!unwrap(look, w, &inner, &user))
			break;
		cmd = inner;
	}
	while (cmd.count && is_assignment(cmd.words[0]))
		memmove(cmd.words, cmd.words + 1, cmd.count-- * sizeof(cmd.words[0]));
	if (!s->user)
		s->user = user;
	if (!s->exec)
		s->exec = command_join(look->mem, &cmd, 0);
	if (cmd.count == 0)
		return true;
	n = program_find(look, cmd.words[0]);
	if (!s->program && n)
		s->program = n->path;
	if (!s->daemon && n && !is_multicall(n) && serves(&cmd))
		s->daemon = daemon_of_program(bytes_of(n->name));
	if (!s->daemon && serves(&cmd))
		s->daemon = daemon_of_program(bytes_of(path_name(cmd.words[0])));
	return n || cmd.words[0][0] != '/';
}

bool start_missing(struct look *look, struct fact_service *s)
{
	struct bytes rest = bytes_of(s->exec ? s->exec : ""), word;

	if (s->starts != FLAG_YES || s->program || !bytes_word(&rest, &word) || word.at[0] != '/' ||
	    memchr(word.at, '$', word.n))
		return false;
	s->starts = FLAG_NO;
	s->state = "missing";
	s->why = look_fmt(look, "%.*s is not in the image", (int)word.n, (const char *)word.at);
	return true;
}

/* --- which init --- */

static const struct { const char *name; enum init init; } init_programs[] = {
	{ "systemd", INIT_SYSTEMD }, { "busybox", INIT_BUSYBOX }, { "toybox", INIT_BUSYBOX },
	{ "procd", INIT_PROCD }, { "openrc-init", INIT_OPENRC }, { "init-openrc", INIT_OPENRC },
	{ "init", INIT_SYSV }, { "init.sysvinit", INIT_SYSV }, { "init.sysv", INIT_SYSV },
};

/* Without an init program: what is configured for one. The first that fits. */
static const struct { const char *path; enum init init; } init_traces[] = {
	{ "etc/rc.common", INIT_PROCD }, { "sbin/procd", INIT_PROCD },
	{ "usr/lib/systemd/systemd", INIT_SYSTEMD }, { "lib/systemd/systemd", INIT_SYSTEMD },
	{ "sbin/openrc", INIT_OPENRC }, { "sbin/openrc-run", INIT_OPENRC }, { "etc/runlevels", INIT_OPENRC },
};

/* A program called init that reads no inittab is not sysvinit's. */
static enum init init_of_program(struct look *look, const struct node *n)
{
	enum init init = is_multicall(n) ? INIT_BUSYBOX : INIT_VENDOR;

	for (size_t i = 0; i < COUNT(init_programs); i++)
		if (strcmp(init_programs[i].name, n->name) == 0)
			init = init_programs[i].init;
	return init == INIT_SYSV && !look_exists(look, "etc/inittab") ? INIT_VENDOR : init;
}

enum init start_init(struct look *look)
{
	static const char *const places[] = { "sbin/init", "usr/sbin/init", "init", "etc/init", "bin/init" };

	/* OpenWrt's sbin/init is a program of its own */
	if (look_exists(look, "etc/rc.common") && look_exists(look, "sbin/procd"))
		return INIT_PROCD;
	for (size_t i = 0; i < COUNT(places); i++) {
		struct node *n = look_find(look, places[i]);

		if (!n || n->type != NODE_FILE)
			continue;
		return init_of_program(look, n);
	}
	for (size_t i = 0; i < COUNT(init_traces); i++)
		if (look_exists(look, init_traces[i].path))
			return init_traces[i].init;
	return INIT_UNKNOWN;
}

const char *init_name(enum init init)
{
	static const char *const names[] = {
		"not known", "systemd", "sysvinit", "busybox init", "OpenRC", "procd", "the vendor's own",
	};

	return names[init];
}

/* --- variables --- */

bool vars_read(struct look *look, const char *path, struct names *vars)
{
	struct conf_line l = { 0 };

	if (!look_text(look, path, &l.rest))
		return false;
	while (conf_shell(&l))
		*names_at(vars, l.key) = arena_text(look->mem, l.value.at, l.value.n);
	return true;
}

static bool name_byte(unsigned char c)
{
	return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* One reference: "$NAME", "${NAME}", or "${NAME" with an operator ('-' or '+') and a word. */
struct reference {
	struct bytes name, word;
	char op;
	size_t all;			/* its length, 0 when it is none that we know */
};

/* The length up to the brace that closes the one at s[1], or 0. */
static size_t braces(struct bytes s)
{
	size_t depth = 0;

	for (size_t i = 1; i < s.n; i++) {
		depth += s.at[i] == '{';
		if (s.at[i] == '}' && --depth == 0)
			return i + 1;
	}
	return 0;
}

static size_t name_length(struct bytes s)
{
	size_t n = 0;

	while (n < s.n && name_byte(s.at[n]))
		n++;
	return n;
}

static struct reference reference(struct bytes s)
{
	struct reference r = { .name = bytes_skip(s, 1) };
	struct bytes inner, op;

	if (s.n < 3 || s.at[1] != '{') {
		r.name.n = name_length(r.name);
		r.all = r.name.n ? r.name.n + 1 : 0;
		return r;
	}
	r.all = braces(s);
	if (!r.all)
		return r;
	inner = (struct bytes){ s.at + 2, r.all - 3 };
	r.name = bytes_first(inner, name_length(inner));
	op = bytes_skip(inner, r.name.n);
	if (op.n > 1 && op.at[0] == ':')
		op = bytes_skip(op, 1);
	if (op.n && (op.at[0] == '-' || op.at[0] == '+' || op.at[0] == '=')) {
		r.op = op.at[0] == '=' ? '-' : (char)op.at[0];
		r.word = bytes_skip(op, 1);
	} else if (op.n) {
		r.all = 0;
	}
	if (!r.name.n)
		r.all = 0;
	return r;
}

static void expand(struct text *out, const struct names *vars, struct bytes s, int depth)
{
	for (size_t i = 0; i < s.n && !out->failed;) {
		struct reference r = { .all = 0 };
		const char *value = NULL;

		if (s.at[i] == '$')
			r = reference(bytes_skip(s, i));
		if (r.all)
			value = names_find(vars, r.name);
		if (r.op && depth < 4 && (r.op == '+') == (value && *value))
			expand(out, vars, r.word, depth + 1);
		else if (value && r.op != '+')
			text_add(out, value);
		else if (r.op != '+')
			text_add_bytes(out, s.at + i, r.all ? r.all : 1);
		i += r.all ? r.all : 1;
	}
}

const char *vars_expand(struct look *look, const struct names *vars, struct bytes s)
{
	struct text out = { .limit = LIMIT_LINE };
	const char *result;

	if (s.n == 0 || !memchr(s.at, '$', s.n) || look->expanded > LIMIT_EXPANDED)
		return look_str(look, s);
	expand(&out, vars, s, 0);
	result = arena_text(look->mem, out.at ? out.at : "", out.n);
	look->expanded += out.n;
	text_free(&out);
	return result;
}
