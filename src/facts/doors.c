#include "facts/doors.h"

#include <string.h>

#include "base/auto.h"

static bool one_of(const char *name, const char *list)
{
	struct bytes rest = bytes_of(list), word;

	while (bytes_word(&rest, &word))
		if (bytes_are(word, name))
			return true;
	return false;
}

static const char shells[] = "sh ash bash dash ksh zsh";

/* A flag alone or among others: "-l", "-lvp" */
static bool has_flag(const struct command *cmd, char flag)
{
	for (size_t i = 1; i < cmd->count; i++)
		if (cmd->words[i][0] == '-' && cmd->words[i][1] != '-' && strchr(cmd->words[i] + 1, flag))
			return true;
	return false;
}

/* nc(1) that listens and hands over to a program */
static bool nc_binds(const struct command *cmd)
{
	return has_flag(cmd, 'l') && (has_flag(cmd, 'e') || has_flag(cmd, 'c'));
}

static bool socat_binds(const struct command *cmd)
{
	bool listens = false, runs = false;

	for (size_t i = 1; i < cmd->count; i++) {
		listens = listens || strstr(cmd->words[i], "LISTEN:") || strstr(cmd->words[i], "-listen:");
		runs = runs || strncmp(cmd->words[i], "EXEC:", 5) == 0 || strncmp(cmd->words[i], "SYSTEM:", 7) == 0;
	}
	return listens && runs;
}

/* telnetd -l SHELL: nobody asks for a name */
static bool telnetd_binds(const struct command *cmd)
{
	for (size_t i = 1; i < cmd->count; i++) {
		const char *word = cmd->words[i], *value = NULL;

		if (strcmp(word, "-l") == 0 || strcmp(word, "-E") == 0)
			value = i + 1 < cmd->count ? cmd->words[i + 1] : NULL;
		else if (strncmp(word, "-l", 2) == 0)
			value = word + 2;
		if (value && one_of(path_name(value), shells))
			return true;
	}
	return false;
}

static const struct { const char *programs; bool (*binds)(const struct command *cmd); } binders[] = {
	{ "nc ncat netcat nc.traditional nc.openbsd", nc_binds },
	{ "socat", socat_binds },
	{ "telnetd in.telnetd utelnetd", telnetd_binds },
};

static bool is_writable(const char *path)
{
	static const char *const places[] = {
		"/tmp/", "/var/tmp/", "/mnt/", "/media/", "/run/media/", "/dev/shm/", "/sdcard/",
	};

	for (size_t i = 0; i < COUNT(places); i++)
		if (strncmp(path, places[i], strlen(places[i])) == 0)
			return true;
	return false;
}

const char *door_writable(const struct command *cmd)
{
	size_t at = 0;

	if (!cmd->count)
		return NULL;
	/* ". FILE", "sh FILE": the file is the code; else the program itself */
	if (one_of(path_name(cmd->words[0]), shells) || one_of(cmd->words[0], ". source"))
		for (at = 1; at < cmd->count && cmd->words[at][0] == '-';)
			if (strcmp(cmd->words[at++], "-c") == 0)
				break;
	return at < cmd->count && is_writable(cmd->words[at]) ? cmd->words[at] : NULL;
}

void door_note(struct look *look, const struct fact_service *s)
{
	struct command cmd;

	if (!s->exec)
		return;
	command_split(look->mem, bytes_of(s->exec), &cmd);
	if (!cmd.count)
		return;
	for (size_t i = 0; i < COUNT(binders); i++)
		if (one_of(path_name(cmd.words[0]), binders[i].programs) && binders[i].binds(&cmd))
			FACT(look->facts, debug, .at = s->at, .kind = "bind-shell", .detail = s->exec,
			     .enabled = s->starts);
	if (door_writable(&cmd))
		FACT(look->facts, debug, .at = s->at, .kind = "exec-writable", .detail = s->exec,
		     .enabled = FLAG_OF(s->starts == FLAG_YES || strcmp(s->state, "missing") == 0));
}
