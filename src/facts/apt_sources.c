#include "facts/apt_sources.h"

#include "facts/conf.h"

/* apt's tri-state: an explicit yes is what takes the signature away */
static void source_switch(struct apt_source *s, struct bytes name, struct bytes value, long line)
{
	bool yes = conf_bool(value, false);

	if (bytes_are_nocase(name, "trusted"))
		s->trusted = yes;
	else if (bytes_are_nocase(name, "allow-insecure"))
		s->insecure = yes;
	else
		return;
	if (yes)
		s->switch_line = line;
}

/* "deb [ trusted=yes arch=amd64 ] uri suite component..." */
static bool one_line(struct bytes line, long number, struct apt_source *out)
{
	struct bytes type, options = { 0 }, option, name, value;
	long end;

	*out = (struct apt_source){ .line = number };
	if (!bytes_word(&line, &type) || !bytes_are(type, "deb"))
		return false;
	line = bytes_trim(line);
	if (bytes_begin(line, "[")) {
		end = bytes_find(line, "]");
		if (end < 0)
			return false;
		options = bytes_skip(bytes_first(line, (size_t)end), 1);
		line = bytes_skip(line, (size_t)end + 1);
	}
	while (bytes_word(&options, &option))
		if (bytes_cut(option, '=', &name, &value))
			source_switch(out, name, value, number);
	return bytes_word(&line, &out->uris) && bytes_word(&line, &out->suites);
}

struct stanza {
	struct apt_source source;
	bool off, binary, any;
};

static void stanza_field(struct stanza *z, struct bytes name, struct bytes value, long line)
{
	struct bytes type;

	if (bytes_are_nocase(name, "Types")) {
		while (bytes_word(&value, &type))
			z->binary = z->binary || bytes_are(type, "deb");
	} else if (bytes_are_nocase(name, "URIs")) {
		z->source.uris = value;
		z->source.line = line;
	} else if (bytes_are_nocase(name, "Suites")) {
		z->source.suites = value;
	} else if (bytes_are_nocase(name, "Enabled")) {
		z->off = !conf_bool(value, true);
	} else {
		source_switch(&z->source, name, value, line);
	}
}

/* The value of a field goes on over lines that begin with a blank. */
static struct bytes field_value(struct apt_sources *list, struct bytes value)
{
	struct bytes line;

	while (list->rest.n && (list->rest.at[0] == ' ' || list->rest.at[0] == '\t') &&
	       bytes_line(&list->rest, &line)) {
		list->line++;
		if (value.n == 0)
			value.at = line.at;
		value.n = (size_t)(line.at + line.n - value.at);
	}
	return value;
}

static bool stanza_next(struct apt_sources *list, struct stanza *z)
{
	struct bytes line, name, value;

	*z = (struct stanza){ 0 };
	while (bytes_line(&list->rest, &line)) {
		long at = ++list->line;

		if (bytes_trim(line).n == 0) {
			if (z->any)
				return true;
			continue;
		}
		if (line.at[0] == '#' || !bytes_cut(line, ':', &name, &value))
			continue;
		z->any = true;
		stanza_field(z, name, field_value(list, value), at);
	}
	return z->any;
}

bool apt_source_next(struct apt_sources *list, struct apt_source *out)
{
	struct bytes line;
	struct stanza z;

	if (list->deb822) {
		while (stanza_next(list, &z)) {
			*out = z.source;
			if (z.binary && !z.off && z.source.uris.n)
				return true;
		}
		return false;
	}
	while (bytes_line(&list->rest, &line)) {
		long end = bytes_find(line, "#");

		list->line++;
		if (one_line(end < 0 ? line : bytes_first(line, (size_t)end), list->line, out))
			return true;
	}
	return false;
}
