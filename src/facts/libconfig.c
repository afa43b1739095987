#include "facts/libconfig.h"

#include <string.h>

static void step(struct libconfig *c, size_t n)
{
	for (size_t i = 0; i < n && i < c->rest.n; i++)
		c->now += c->rest.at[i] == '\n';
	c->rest = bytes_skip(c->rest, n);
}

static void step_past(struct libconfig *c, const char *end)
{
	long at = bytes_find(c->rest, end);

	step(c, at < 0 ? c->rest.n : (size_t)at + strlen(end));
}

static bool skip_blank(struct libconfig *c)
{
	while (c->rest.n) {
		if (strchr(" \t\r\n", c->rest.at[0] ? c->rest.at[0] : ' '))
			step(c, 1);
		else if (bytes_begin(c->rest, "/*"))
			step_past(c, "*/");
		else if (bytes_begin(c->rest, "//") || c->rest.at[0] == '#')
			step_past(c, "\n");
		else
			return true;
	}
	return false;
}

static struct bytes take(struct libconfig *c)
{
	struct bytes word;
	size_t n = 1;

	if (c->rest.at[0] == '"') {
		while (n < c->rest.n && c->rest.at[n] != '"')
			n += c->rest.at[n] == '\\' ? 2 : 1;
		word = bytes_skip(bytes_first(c->rest, n), 1);
		step(c, n + 1);
		return word;
	}
	if (!strchr("{}()[];=:,", c->rest.at[0]))
		while (n < c->rest.n && !strchr(" \t\r\n{}()[];=:,\"#", c->rest.at[n] ? c->rest.at[n] : ' '))
			n++;
	word = bytes_first(c->rest, n);
	step(c, n);
	return word;
}

static bool is_mark(struct bytes word, const char *marks)
{
	return word.n == 1 && strchr(marks, word.at[0] ? word.at[0] : ' ') != NULL;
}

/* After "name =": a group is entered, anything else is read up to its end. True for a value. */
static bool take_value(struct libconfig *c, struct bytes name)
{
	struct bytes word = { 0 };

	c->value = (struct bytes){ 0 };
	while (skip_blank(c)) {
		if (c->rest.at[0] == '}')
			return true;
		word = take(c);
		if (is_mark(word, "{")) {
			if (c->depth++ == 0)
				c->section = name;
			return false;
		}
		if (is_mark(word, ";,"))
			return true;
		if (!is_mark(word, "()[]"))
			c->value = word;
		/* a scalar may stand without the semicolon */
		else if (is_mark(word, ")]"))
			return true;
		if (skip_blank(c) && !strchr(";,)]{}\"", c->rest.at[0] ? c->rest.at[0] : ' '))
			return true;
	}
	return true;
}

bool libconfig_next(struct libconfig *c)
{
	struct bytes name = { 0 };

	while (skip_blank(c)) {
		long line = c->now + 1;
		struct bytes word = take(c);

		if (is_mark(word, "}")) {
			c->depth -= c->depth > 0;
			if (c->depth == 0)
				c->section = (struct bytes){ 0 };
		} else if (is_mark(word, "{")) {
			c->depth++;
		} else if (is_mark(word, "=:")) {
			if (name.n && take_value(c, name)) {
				c->key = name;
				return true;
			}
			name = (struct bytes){ 0 };
		} else if (!is_mark(word, "()[];,")) {
			name = word;
			c->line = line;
		}
	}
	return false;
}
