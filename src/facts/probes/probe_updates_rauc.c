/*
 * RAUC and its hawkBit client (RAUC reference, "System Configuration File").
 *
 * RAUC never installs a bundle it cannot verify: without a keyring it installs
 * nothing. What is left to get wrong is whose keyring it is.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "facts/conf.h"
#include "facts/url.h"
#include "facts/wired.h"

struct rauc {
	struct look *look;
	const char *path;		/* of system.conf */
	const char *keyring;		/* as written */
	struct place keyring_at;
	const char *poll, *interval;
	struct place poll_at, install_at;	/* install-criteria: without them a bundle is announced only */
	long slots, slot_line;
};

static const char *const confs[] = { "etc/rauc/system.conf", "run/rauc/system.conf", "usr/lib/rauc/system.conf" };

static void rauc_entry(struct rauc *r, const struct conf_line *l)
{
	struct look *look = r->look;
	struct place at = place_line(r->path, l->line);

	if (bytes_begin(l->section, "slot.") && bytes_are(l->key, "device")) {
		r->slots++;
		r->slot_line = r->slot_line ? r->slot_line : l->line;
	} else if (bytes_are(l->section, "keyring") && (bytes_are(l->key, "path") || bytes_are(l->key, "directory"))) {
		r->keyring = look_str(look, l->value);
		r->keyring_at = at;
		look_setting(look, "rauc", "keyring", r->keyring, at, "file");
	} else if (bytes_are(l->section, "system") && bytes_are(l->key, "bundle-formats")) {
		look_setting(look, "rauc", "bundle-formats", look_str(look, l->value), at, "file");
	} else if (bytes_are(l->section, "polling") && bytes_are(l->key, "source")) {
		r->poll = url_clean(look->mem, l->value);
		r->poll_at = at;
	} else if (bytes_are(l->section, "polling") && bytes_are(l->key, "install-criteria") && l->value.n) {
		r->install_at = at;
	} else if (bytes_are(l->section, "polling") && bytes_are(l->key, "interval-sec")) {
		r->interval = look_fmt(look, "interval-sec=%s", look_str(look, l->value));
	}
}

/* Relative paths start at the folder of system.conf. */
static struct node *keyring_node(struct rauc *r)
{
	const char *slash = strrchr(r->path, '/');

	if (r->keyring[0] == '/')
		return look_find(r->look, r->keyring);
	return look_find(r->look, look_fmt(r->look, "%.*s/%s", (int)(slash - r->path), r->path, r->keyring));
}

static void rauc_authentic(struct rauc *r, struct fact_updater *u)
{
	struct node *n = r->keyring ? keyring_node(r) : NULL;

	if (!r->keyring) {
		u->authentic_why = "no keyring is configured: no bundle can be verified, so none is installed";
		look_default(r->look, "rauc", "keyring-file", "none");
	} else if (!n) {
		u->authentic_why = look_fmt(r->look, "the keyring %s is not in the image", r->keyring);
		look_setting(r->look, "rauc", "keyring-file", "missing", r->keyring_at, "file");
	} else {
		u->authentic = FLAG_YES;
		u->authentic_why = look_fmt(r->look, "bundles are verified against %s (%s:%lld)", r->keyring,
					    r->keyring_at.path, (long long)r->keyring_at.line);
		look_setting(r->look, "rauc", "keyring-file", n->path, r->keyring_at, "file");
	}
}

static bool rauc_read(struct rauc *r)
{
	for (size_t i = 0; i < COUNT(confs); i++) {
		struct conf_line l = { 0 };

		if (!look_exists(r->look, confs[i]))
			continue;
		r->path = confs[i];
		if (!look_text(r->look, r->path, &l.rest))
			return false;
		while (conf_ini(&l))
			rauc_entry(r, &l);
		return true;
	}
	facts_looked(r->look->facts, r->look->probe, confs[0], "absent");
	return false;
}

/* It polls in the service alone, and installs by itself what install-criteria name. */
static void rauc_polling(const struct rauc *r, struct wired w, struct fact_updater *u)
{
	u->source = r->poll;
	u->transport = url_transport(bytes_of(r->poll));
	u->interval = r->interval;
	u->jitter = FLAG_YES;		/* the first poll comes at a random part of the interval */
	u->automatic = FLAG_OF(r->install_at.path);
	u->enabled = r->install_at.path ? wired_on(w) : FLAG_NO;
	u->enabled_why = !r->install_at.path ? "it polls, and without install-criteria somebody has to confirm" :
			 u->enabled == FLAG_YES ? "it polls, and rauc's service is started" :
			 u->enabled == FLAG_NO ? "it would poll, but nothing starts rauc's service" : w.why;
	u->trigger = u->enabled == FLAG_YES ? w.at.path : NULL;
}

static void rauc_run(struct look *look)
{
	struct rauc r = { .look = look };
	struct wired w = wired_daemon(look, "rauc");
	struct fact_updater u = {
		.mechanism = "rauc", .automatic = FLAG_NO, .enabled = FLAG_NO, .enabled_why = "rauc installs what it is given",
	};
	struct node *program = look_program(look, "rauc");

	if (!rauc_read(&r)) {
		if (!program && !r.path)
			return;
		u.at = place_file(r.path ? r.path : program->path);
		u.enabled_why = r.path ? "system.conf could not be read" : "there is no system.conf: rauc cannot start";
		facts_add(look->facts, TABLE_updater, &u);
		return;
	}
	u.at = r.poll ? r.poll_at : r.keyring ? r.keyring_at : place_file(r.path);
	if (r.poll)
		rauc_polling(&r, w, &u);
	rauc_authentic(&r, &u);
	look_setting(look, "rauc", "slots", look_fmt(look, "%ld", r.slots), place_line(r.path, r.slot_line), "file");
	facts_add(look->facts, TABLE_updater, &u);
}

/* --- rauc-hawkbit-updater --- */

static const struct known { const char *key, *otherwise; bool secret; } hawkbit_keys[] = {
	{ "hawkbit_server", NULL, false }, { "ssl", "true", false }, { "ssl_verify", "true", false },
	{ "auth_token", NULL, true }, { "gateway_token", NULL, true },
};

/* the client has no path of its own: -c or --config-file names it, in Debian's and Yocto's units this one */
static const char *hawkbit_path(struct look *look)
{
	static const char *const options[] = { "-c", "--config-file" };
	const struct fact_service *s = NULL;
	struct bytes value;

	while ((s = look_service(look, "hawkbit", false, s)))
		for (size_t i = 0; i < COUNT(options); i++)
			if (look_option(look, s->exec, options[i], &value) && value.n > 1 && value.at[0] == '/')
				return look_str(look, bytes_skip(value, 1));
	return "etc/rauc-hawkbit-updater/config.conf";
}

static void hawkbit_settings(struct look *look, struct bytes file, struct fact_updater *u)
{
	const char *path = u->at.path;
	bool seen[COUNT(hawkbit_keys)] = { 0 }, ssl = true;
	struct conf_line l = { .rest = file };

	while (conf_ini(&l))
		for (size_t i = 0; i < COUNT(hawkbit_keys); i++) {
			const struct known *k = &hawkbit_keys[i];
			const char *value = look_str(look, l.value);

			if (!bytes_are(l.key, k->key))
				continue;
			seen[i] = true;
			look_setting(look, "hawkbit", k->key, k->secret ? "set" : value, place_line(path, l.line), "file");
			if (strcmp(k->key, "ssl") == 0)
				ssl = conf_bool(l.value, true);
			if (strcmp(k->key, "hawkbit_server") != 0)
				continue;
			u->source = value;
			u->at = place_line(path, l.line);
		}
	for (size_t i = 0; i < COUNT(hawkbit_keys); i++)
		if (!seen[i] && hawkbit_keys[i].otherwise)
			look_default(look, "hawkbit", hawkbit_keys[i].key, hawkbit_keys[i].otherwise);
	u->transport = ssl ? "https" : "http";
}

static void hawkbit_run(struct look *look)
{
	struct wired w = wired_daemon(look, "hawkbit");
	struct fact_updater u = {
		.at = place_file(hawkbit_path(look)), .mechanism = "hawkbit", .automatic = FLAG_YES,
		.authentic = FLAG_UNKNOWN, .authentic_why = "bundles are handed to rauc, which verifies them",
	};
	struct bytes file;

	if (wired_on(w) == FLAG_NO)
		w = wired_unit(look, "rauc-hawkbit-updater.service");
	if (!look_text(look, u.at.path, &file))
		return;
	hawkbit_settings(look, file, &u);
	u.enabled = wired_on(w);
	u.enabled_why = u.enabled == FLAG_YES ? "its service is started" :
			u.enabled == FLAG_NO ? "nothing starts it" : w.why;
	u.trigger = w.on == FLAG_YES ? w.at.path : NULL;
	facts_add(look->facts, TABLE_updater, &u);
}

static void updates_rauc_run(struct look *look)
{
	rauc_run(look);
	hawkbit_run(look);
}

const struct probe probe_updates_rauc = {
	.name = "updates-rauc",
	.about = "RAUC's keyring, slots and polling, and its hawkBit client",
	.reads = (const char *const[]){
		"etc/rauc/system.conf", "usr/lib/rauc/system.conf", "run/rauc/system.conf", "etc/rauc-hawkbit-updater/*",
		"**/*hawkbit*.conf", NULL
	},
	.run = updates_rauc_run,
};
