#include "facts/consoles.h"

#include <string.h>

#include "base/auto.h"
#include "facts/asks.h"
#include "facts/conf.h"
#include "facts/starts.h"

static bool is_terminal(const char *word)
{
	static const char *const names[] = { "tty", "console", "hvc", "ttyS", "vc/", "hvsi", "xvc" };

	word = strncmp(word, "/dev/", 5) == 0 ? word + 5 : word;
	for (size_t i = 0; i < COUNT(names); i++)
		if (strncmp(word, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}

/* tty1 is a screen; the console and everything with letters behind "tty" is a wire. */
static const char *via_of(const char *terminal)
{
	struct bytes s = bytes_of(strncmp(terminal, "/dev/", 5) == 0 ? terminal + 5 : terminal), rest;

	if (!bytes_begin(s, "tty"))
		return bytes_begin(s, "hvc") ? "serial" : "console";
	rest = bytes_skip(s, 3);
	return rest.n && (rest.at[0] < '0' || rest.at[0] > '9') ? "serial" : "console";
}

/* getty's own words name it; else systemd's instance, or busybox's first field. */
static const char *terminal_of(struct look *look, const struct fact_service *s, const struct command *cmd)
{
	const char *at = strchr(s->name, '@'), *dot = strrchr(s->name, '.');

	for (size_t i = 1; i < cmd->count; i++)
		if (is_terminal(cmd->words[i]))
			return cmd->words[i];
	if (at && dot && dot > at)
		return look_fmt(look, "%.*s", (int)(dot - at - 1), at + 1);
	return is_terminal(s->name) ? s->name : "console";
}

static bool is_shell(const char *word)
{
	static const char *const shells[] = { "sh", "ash", "bash", "dash", "ksh", "zsh", "hush", "cttyhack" };
	const char *name = path_name(word);

	name += *name == '-';
	for (size_t i = 0; i < COUNT(shells); i++)
		if (strcmp(name, shells[i]) == 0)
			return true;
	return false;
}

struct way {
	const char *password, *user, *kind;	/* kind: of 'debug', NULL when somebody asks */
};

/* One option of getty: "-l PROGRAM", "-lPROGRAM", "-nl PROGRAM", "--login-program=PROGRAM". */
static const char *option_value(const struct command *cmd, char letter, const char *name)
{
	static const char valued[] = "aflHIorRtPdCX";
	size_t n = strlen(name);

	for (size_t i = 1; i < cmd->count; i++) {
		const char *word = cmd->words[i], *next = i + 1 < cmd->count ? cmd->words[i + 1] : NULL;

		if (strncmp(word, name, n) == 0 && (word[n] == '=' || !word[n]))
			return word[n] ? word + n + 1 : next;
		if (word[0] != '-' || word[1] == '-')
			continue;
		for (word++; *word && *word != letter && !strchr(valued, *word);)
			word++;
		if (*word == letter)
			return word[1] ? word + 1 : next;
		i += *word && !word[1];
	}
	return NULL;
}

/* What -o hands to login: its quotes are gone from a service's command line, so up to "--". */
static const char *login_options(struct look *look, const struct command *cmd)
{
	const char *all = "";
	size_t i = 1;

	while (i < cmd->count && strcmp(cmd->words[i], "-o") != 0 && strcmp(cmd->words[i], "--login-options") != 0)
		i++;
	while (++i < cmd->count && cmd->words[i][0] == '-' && cmd->words[i][1] != '-')
		all = look_fmt(look, "%s %s", all, cmd->words[i]);
	return all;
}

/* agetty(8): --autologin USER, -a USER, -l PROGRAM, -o LOGIN'S OPTIONS */
static struct way getty_way(struct look *look, const struct fact_service *s, const struct command *cmd)
{
	const char *user = option_value(cmd, 'a', "--autologin"), *program = option_value(cmd, 'l', "--login-program");
	enum asks asks = asks_of(look, look_fmt(look, "%s%s", program ? program : "/bin/login",
						login_options(look, cmd)));

	/* a shell in login's place asks for nothing, whether the name is asked for or not */
	if (program && is_shell(program))
		return (struct way){ "none", "root", "shell" };
	if (user)
		return (struct way){ "none", user, "autologin" };
	if (asks == ASKS_NOBODY)
		return (struct way){ "none", program ? "root" : NULL, "autologin" };
	if (asks == ASKS_UNKNOWN && s->starts == FLAG_YES)
		look_unreadable(look, s->at.path, look_fmt(look, "runs %s on a terminal: whether that asks for a password "
							   "is not known", program));
	return (struct way){ .password = "asked" };
}

static struct way login_way(const struct command *cmd)
{
	for (size_t i = 1; i < cmd->count; i++)
		if (strcmp(cmd->words[i], "-f") == 0)
			return (struct way){ "none", i + 1 < cmd->count ? cmd->words[i + 1] : "root", "autologin" };
	return (struct way){ .password = "asked" };
}

/* sh SCRIPT and sh -c are programs like others; sh alone is a shell for whoever is there */
static bool is_bare_shell(const struct command *cmd)
{
	if (!is_shell(cmd->words[0]))
		return false;
	for (size_t i = 1; i < cmd->count; i++)
		if (cmd->words[i][0] != '-' && !is_terminal(cmd->words[i]))
			return false;
		else if (strcmp(cmd->words[i], "-c") == 0)
			return false;
	return true;
}

/* OpenWrt's login.sh asks only when 'ttylogin' of etc/config/system is set */
static bool openwrt_way(struct look *look, struct way *w)
{
	struct conf_uci u = { 0 };

	*w = (struct way){ "none", "root", "shell" };
	if (!look_exists(look, "etc/config/system") || !look_text(look, "etc/config/system", &u.rest))
		return true;
	while (conf_uci(&u))
		if (bytes_are(u.key, "ttylogin") && conf_bool(u.value, false))
			*w = (struct way){ .password = "asked" };
	return true;
}

static bool way_of(struct look *look, const struct fact_service *s, const struct command *cmd, struct way *w)
{
	const char *name = path_name(cmd->words[0]);

	if (strcmp(name, "login.sh") == 0 && look_exists(look, "etc/config"))
		return openwrt_way(look, w);

	if (s->daemon && strcmp(s->daemon, "getty") == 0)
		*w = getty_way(look, s, cmd);
	else if (strcmp(name, "login") == 0)
		*w = login_way(cmd);
	else if (is_bare_shell(cmd) && (strcmp(s->manager, "inittab") == 0 || strcmp(s->manager, "systemd") == 0))
		*w = (struct way){ "none", s->user ? s->user : "root", "shell" };
	else
		return false;
	return true;
}

void console_note(struct look *look, const struct fact_service *s)
{
	struct command cmd;
	const char *terminal;
	struct way w;

	/* a template is no terminal yet */
	if (!s->exec || !s->name || !s->manager || strstr(s->name, "@."))
		return;
	command_split(look->mem, bytes_of(s->exec), &cmd);
	/* busybox's '-' in front of a program makes it a login shell */
	if (cmd.count && cmd.words[0][0] == '-')
		cmd.words[0]++;
	if (!cmd.count || !way_of(look, s, &cmd, &w))
		return;
	if (w.kind && strncmp(s->name, "debug-shell", 11) == 0)
		w.kind = "debug-shell";
	terminal = terminal_of(look, s, &cmd);
	FACT(look->facts, login, .at = s->at, .via = via_of(terminal), .program = path_name(cmd.words[0]), .user = w.user,
	     .password = w.password, .enabled = s->starts, .detail = look_fmt(look, "%s on %s", s->exec, terminal));
	if (w.kind)
		FACT(look->facts, debug, .at = s->at, .kind = w.kind,
		     .detail = look_fmt(look, "%s on %s, without a password", s->exec, terminal), .enabled = s->starts);
}
