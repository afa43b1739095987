#include "facts/sshd_conf.h"

#include <string.h>

#include "base/limits.h"
#include "facts/conf.h"

static void line_add(struct sshd_conf *conf, struct bytes key, struct bytes value, struct place at,
		     const char *source)
{
	struct sshd_line *l = ARENA_NEW(conf->look->mem, struct sshd_line);

	*l = (struct sshd_line){
		.key = key, .value = value, .scope = conf->scope ? conf->scope : "", .block = conf->block,
		.always = conf->always, .at = at, .source = source,
	};
	if (!conf->end)
		conf->end = &conf->first;
	*conf->end = l;
	conf->end = &l->next;
}

void sshd_conf_option(struct sshd_conf *conf, struct bytes option, struct place at)
{
	struct conf_line l = { .rest = option };

	if (conf_words(&l))
		line_add(conf, l.key, l.value, at, "argv");
}

static void match_begin(struct sshd_conf *conf, const char *word, struct bytes criteria)
{
	conf->scope = look_fmt(conf->look, "%s %s", word, look_str(conf->look, criteria));
	conf->always = bytes_are_nocase(criteria, "all") || (conf->client && bytes_are(criteria, "*"));
	for (conf->block = 1; conf->block <= conf->blocks; conf->block++)
		if (strcmp(conf->scopes[conf->block], conf->scope) == 0)
			return;
	if (conf->blocks == SSHD_BLOCKS - 1)
		conf->block = conf->blocks;
	else
		conf->scopes[++conf->blocks] = conf->scope;
}

static bool file_read(struct sshd_conf *conf, struct node *n, int depth);

/* Paths that are not absolute are taken from /etc/ssh; no match is no error (sshd_config(5)). */
static bool include(struct sshd_conf *conf, struct bytes patterns, struct place at, int depth)
{
	struct bytes word;

	while (bytes_word(&patterns, &word)) {
		const char *pattern = look_str(conf->look, bytes_unquote(word));

		if (pattern[0] == '#')
			break;
		if (pattern[0] != '/')
			pattern = look_fmt(conf->look, "etc/ssh/%s", pattern);
		for (struct node **n = look_glob(conf->look, pattern); *n; n++) {
			struct node *real = look_find(conf->look, (*n)->path);

			if (!real || real->type != NODE_FILE)
				continue;
			if (depth == LIMIT_INCLUDE_DEPTH || conf->files == LIMIT_INCLUDES) {
				look_unreadable(conf->look, at.path, "includes too many files, or itself");
				return false;
			}
			if (!file_read(conf, real, depth + 1))
				return false;
		}
	}
	return true;
}

static bool file_read(struct sshd_conf *conf, struct node *n, int depth)
{
	const char *scope = conf->scope;
	int block = conf->block;
	bool always = conf->always;
	struct conf_line l = { 0 };

	conf->files++;
	if (!look_text_node(conf->look, n, &l.rest))
		return false;
	while (conf_words(&l)) {
		struct place at = place_line(n->path, l.line);

		if (bytes_are_nocase(l.key, "Include")) {
			if (!include(conf, l.value, at, depth))
				return false;
		} else if (bytes_are_nocase(l.key, "Match")) {
			match_begin(conf, "Match", l.value);
		} else if (conf->client && bytes_are_nocase(l.key, "Host")) {
			match_begin(conf, "Host", l.value);
		} else {
			line_add(conf, l.key, l.value, at, "file");
		}
	}
	conf->scope = scope;
	conf->block = block;
	conf->always = always;
	return true;
}

bool sshd_conf_read(struct sshd_conf *conf, const char *path)
{
	struct node *n = look_find(conf->look, path);

	if (!n || n->type != NODE_FILE) {
		facts_looked(conf->look->facts, conf->look->probe, path, "absent");
		return false;
	}
	return file_read(conf, n, 0);
}
