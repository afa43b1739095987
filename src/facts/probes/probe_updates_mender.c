/*
 * Mender's client: /etc/mender/mender.conf, then /var/lib/mender/mender.conf,
 * which wins (Mender documentation, "Configuration file").
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "facts/url.h"
#include "facts/wired.h"

static const struct known { const char *key; bool secret; } known[] = {
	{ "ServerURL", false }, { "ArtifactVerifyKey", false }, { "ArtifactVerifyKeys", false }, { "SkipVerify", false },
	{ "TenantToken", true }, { "UpdatePollIntervalSeconds", false }, { "UpdateControlMapExpirationTimeSeconds", false },
};

struct value { const char *text; struct place at; };

/* A JSON value after its colon: the text in quotes, of a list its first one, or the bare word. */
static struct bytes json_value(struct bytes s)
{
	size_t n = 0;

	s = bytes_trim(s);
	if (s.n && s.at[0] == '[')
		s = bytes_trim(bytes_skip(s, 1));
	if (s.n && s.at[0] == '"') {
		const unsigned char *end = memchr(s.at + 1, '"', s.n - 1);

		return bytes_skip(bytes_first(s, end ? (size_t)(end - s.at) : s.n), 1);
	}
	while (n < s.n && !strchr(",}] \t\r\n", s.at[n] ? s.at[n] : ' '))
		n++;
	return bytes_first(s, n);
}

static void json_find(struct look *look, const char *path, struct bytes file, struct value values[])
{
	const unsigned char *start = file.at;

	for (size_t i = 0; i < COUNT(known); i++) {
		const char *quoted = look_fmt(look, "\"%s\"", known[i].key);
		struct bytes rest = file, value;
		long at = bytes_find(rest, quoted), line = 1;

		if (at < 0)
			continue;
		rest = bytes_trim(bytes_skip(rest, (size_t)at + strlen(quoted)));
		if (!bytes_begin(rest, ":"))
			continue;
		for (long k = 0; k < at; k++)
			line += start[k] == '\n';
		value = json_value(bytes_skip(rest, 1));
		values[i] = (struct value){ known[i].secret ? "set" : url_clean(look->mem, value), place_line(path, line) };
		if (known[i].secret && value.n == 0)
			values[i].text = NULL;
	}
}

static const struct value *value_of(const struct value values[], const char *key)
{
	for (size_t i = 0; i < COUNT(known); i++)
		if (strcmp(known[i].key, key) == 0 && values[i].text && *values[i].text)
			return &values[i];
	return NULL;
}

static void say_mender(struct look *look, const struct value values[], struct place at)
{
	static const char *const units[] = { "mender-updated.service", "mender-client.service", "mender.service", NULL };
	struct wired w = wired_daemon(look, "mender");
	const struct value *key = value_of(values, "ArtifactVerifyKey"), *url = value_of(values, "ServerURL");
	const struct value *poll = value_of(values, "UpdatePollIntervalSeconds");
	const struct value *map = value_of(values, "UpdateControlMapExpirationTimeSeconds");
	struct fact_updater u = { .mechanism = "mender", .automatic = FLAG_YES, .at = at };

	if (wired_on(w) == FLAG_NO)
		w = wired_first(look, units);
	key = key ? key : value_of(values, "ArtifactVerifyKeys");
	for (size_t i = 0; i < COUNT(known); i++)
		if (values[i].text)
			look_setting(look, "mender", known[i].key, values[i].text, values[i].at, "file");
	u.at = url ? url->at : at;
	u.enabled = url ? wired_on(w) : FLAG_NO;
	u.enabled_why = !url ? "no ServerURL is configured" : u.enabled == FLAG_YES ? "its service is started" :
			u.enabled == FLAG_NO ? "nothing starts it" : w.why;
	u.trigger = w.on == FLAG_YES ? w.at.path : NULL;
	u.source = url ? url->text : NULL;
	u.transport = url ? url_transport(bytes_of(url->text)) : NULL;
	u.interval = poll ? look_fmt(look, "UpdatePollIntervalSeconds %s", poll->text) : "1800 seconds (default)";
	u.authentic = FLAG_OF(key);
	u.authentic_why = key ? look_fmt(look, "artifacts are verified with %s (%s:%lld)", key->text, key->at.path,
					 (long long)key->at.line) : "no ArtifactVerifyKey: unsigned artifacts are installed";
	u.postpone = map ? "update control maps" : NULL;
	facts_add(look->facts, TABLE_updater, &u);
}

static void updates_mender_run(struct look *look)
{
	static const char *const paths[] = { "etc/mender/mender.conf", "var/lib/mender/mender.conf" };
	struct value values[COUNT(known)] = { 0 };
	struct place at = { 0 };
	struct bytes file;

	for (size_t i = 0; i < COUNT(paths); i++) {
		if (!look_text(look, paths[i], &file))
			continue;
		at = place_file(paths[i]);
		json_find(look, paths[i], file, values);
	}
	if (at.path)
		say_mender(look, values, at);
}

const struct probe probe_updates_mender = {
	.name = "updates-mender",
	.about = "Mender's server and the key artifacts are verified with",
	.reads = (const char *const[]){ "etc/mender/mender.conf", "var/lib/mender/mender.conf", NULL },
	.run = updates_mender_run,
};
