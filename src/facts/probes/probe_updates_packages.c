/*
 * Package managers besides apt: opkg, apk, dnf and rpm, swupd, snap.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "facts/conf.h"
#include "facts/url.h"
#include "facts/wired.h"

/* --- opkg: /etc/opkg.conf and /etc/opkg/X.conf, in that order --- */

struct opkg {
	struct look *look;
	struct place feed_at, check_at;
	const char *feed, *transport, *check;	/* check: the option's value, "" for the bare word */
	bool unreadable;
};

static void opkg_file(struct opkg *o, struct node *n)
{
	struct conf_line l = { 0 };

	if (!look_text_node(o->look, n, &l.rest)) {
		o->unreadable = true;
		return;
	}
	while (conf_words(&l)) {
		struct bytes rest = l.whole, kind, name, value = { 0 };

		if (!bytes_word(&rest, &kind) || !bytes_word(&rest, &name))
			continue;
		bytes_word(&rest, &value);
		if (bytes_are(kind, "option") && bytes_are(name, "check_signature")) {
			o->check = look_str(o->look, value);
			o->check_at = place_line(n->path, l.line);
		} else if ((bytes_are(kind, "src") || bytes_are(kind, "src/gz")) && value.n && !o->feed) {
			o->feed = url_clean(o->look->mem, value);
			o->transport = url_transport(value);
			o->feed_at = place_line(n->path, l.line);
		}
	}
}

/* the word alone switches it on; what a "0" behind it does differs between versions */
static void opkg_authentic(struct opkg *o, struct fact_updater *u)
{
	if (o->unreadable)
		return;
	if (!o->check) {
		u->authentic = FLAG_NO;
		u->authentic_why = "no 'option check_signature': opkg installs whatever the feed gives";
	} else if (strcmp(o->check, "0") == 0) {
		u->authentic_why = "'option check_signature 0': versions of opkg differ in what this does";
	} else {
		u->authentic = FLAG_YES;
		u->authentic_why = look_fmt(o->look, "option check_signature (%s:%lld)%s", o->check_at.path,
					    (long long)o->check_at.line,
					    *look_folder(o->look, "etc/opkg/keys") ? "" : ", with no key that is trusted");
	}
}

static void opkg_run(struct look *look)
{
	struct opkg o = { .look = look };
	struct fact_updater u = {
		.mechanism = "opkg", .automatic = FLAG_NO, .enabled = FLAG_NO, .enabled_why = "opkg by itself installs nothing",
	};
	struct node *n = look_find(look, "etc/opkg.conf"), *program = look_program(look, "opkg");

	if (n)
		opkg_file(&o, n);
	else
		facts_looked(look->facts, look->probe, "etc/opkg.conf", "absent");
	for (struct node **part = look_glob(look, "etc/opkg/*.conf"); *part; part++) {
		struct node *file = look_find(look, (*part)->path);

		if (file)
			opkg_file(&o, file);
	}
	if (!o.feed && !program)
		return;
	u.at = o.feed ? o.feed_at : place_file(program->path);
	u.source = o.feed;
	u.transport = o.transport;
	opkg_authentic(&o, &u);
	facts_add(look->facts, TABLE_updater, &u);
}

/* --- apk --- */

static const struct fact_script *untrusted(struct look *look, const char *command)
{
	FACT_EACH(look->facts, script, s)
		if (strcmp(s->does, "untrusted") == 0 && bytes_have(bytes_of(s->text), command))
			return s;
	return NULL;
}

static void apk_repositories(struct look *look, const char *path, struct fact_updater *u)
{
	struct bytes file, line, url;

	if (u->source || !look_text(look, path, &file))
		return;
	for (long number = 1; bytes_line(&file, &line); number++) {
		if (bytes_begin(bytes_trim(line), "#"))
			continue;
		/* "@tag url" and "v3 url" name the repository at the end */
		for (url = (struct bytes){ 0 }; bytes_word(&line, &url);)
			;
		if (url.n == 0)
			continue;
		u->source = url_clean(look->mem, url);
		u->transport = url_transport(url);
		u->transport = u->transport ? u->transport : "file";
		u->at = place_line(path, number);
		return;
	}
}

static void apk_authentic(struct look *look, struct fact_updater *u)
{
	const struct fact_script *s = untrusted(look, "apk");
	struct bytes file, line;

	u->authentic = FLAG_YES;
	u->authentic_why = "apk asks for a signature of the index (its default)";
	if (s) {
		u->authentic = FLAG_NO;
		u->authentic_why = look_fmt(look, "%s (%s:%lld)", s->text, s->at.path, (long long)s->at.line);
	}
	if (!look_text(look, "etc/apk/config", &file))
		return;
	for (long number = 1; bytes_line(&file, &line); number++)
		if (bytes_are(bytes_trim(line), "allow-untrusted")) {
			u->authentic = FLAG_NO;
			u->authentic_why = look_fmt(look, "allow-untrusted (etc/apk/config:%ld)", number);
		}
}

static void apk_run(struct look *look)
{
	struct fact_updater u = {
		.mechanism = "apk", .automatic = FLAG_NO, .enabled = FLAG_NO, .enabled_why = "apk by itself installs nothing",
	};

	if (!look_exists(look, "etc/apk") && !look_program(look, "apk"))
		return;
	apk_repositories(look, "etc/apk/repositories", &u);
	for (struct node **part = look_glob(look, "etc/apk/repositories.d/*.list"); *part; part++)
		apk_repositories(look, (*part)->path, &u);
	apk_authentic(look, &u);
	if (!u.at.path)
		u.at = place_file("etc/apk");
	facts_add(look->facts, TABLE_updater, &u);
}

/* --- dnf and yum: /etc/dnf/dnf.conf, /etc/yum.repos.d/X.repo --- */

struct repo {
	struct bytes name, url;
	bool enabled, check_set, check;
	struct place at, check_at;
};

struct dnf {
	struct look *look;
	bool main_check;		/* gpgcheck of [main]; upstream's default is off */
	struct place main_at;
	struct fact_updater u;
	size_t repos;
};

static void dnf_main(struct dnf *d)
{
	static const char *const files[] = { "etc/dnf/dnf.conf", "etc/yum.conf" };

	for (size_t i = 0; i < COUNT(files); i++) {
		struct conf_line l = { 0 };

		if (!look_exists(d->look, files[i]) || !look_text(d->look, files[i], &l.rest))
			continue;
		while (conf_ini(&l))
			if (bytes_are(l.section, "main") && bytes_are(l.key, "gpgcheck")) {
				d->main_check = conf_bool(l.value, false);
				d->main_at = place_line(files[i], l.line);
			}
		return;
	}
}

static void repo_end(struct dnf *d, const struct repo *r)
{
	struct look *look = d->look;
	bool check = r->check_set ? r->check : d->main_check;
	struct place at = r->check_set ? r->check_at : d->main_at.path ? d->main_at : r->at;

	if (r->name.n == 0 || !r->enabled)
		return;
	FACT(look->facts, setting, .at = at, .daemon = "dnf", .scope = look_str(look, r->name), .key = "gpgcheck",
	     .value = check ? "1" : "0", .state = r->check_set || d->main_at.path ? "effective" : "default", .source = "file");
	if (d->repos++ == 0) {
		d->u.at = r->at;
		d->u.source = r->url.n ? url_clean(look->mem, r->url) : NULL;
		d->u.transport = url_transport(r->url);
		d->u.authentic = FLAG_YES;
		d->u.authentic_why = "gpgcheck is on for every repository that is enabled";
	}
	if (!check && d->u.authentic == FLAG_YES) {
		d->u.authentic = FLAG_NO;
		d->u.authentic_why = look_fmt(look, "gpgcheck is off for %s (%s:%lld)", look_str(look, r->name), at.path,
					      (long long)at.line);
	}
}

static void dnf_repos(struct dnf *d, const char *path)
{
	struct conf_line l = { 0 };
	struct repo r = { 0 };

	if (!look_text(d->look, path, &l.rest))
		return;
	while (conf_ini(&l)) {
		if (r.name.at != l.section.at) {
			repo_end(d, &r);
			r = (struct repo){ .name = l.section, .enabled = true, .at = place_line(path, l.line) };
		}
		if (bytes_are(l.key, "enabled"))
			r.enabled = conf_bool(l.value, true);
		if (bytes_are(l.key, "baseurl") || bytes_are(l.key, "metalink") || bytes_are(l.key, "mirrorlist"))
			r.url = l.value;
		if (bytes_are(l.key, "gpgcheck")) {
			r.check_set = true;
			r.check = conf_bool(l.value, false);
			r.check_at = place_line(path, l.line);
		}
	}
	repo_end(d, &r);
}

static const char *const dnf_timers[] = { "dnf-automatic-install.timer", "dnf5-automatic.timer", "dnf-automatic.timer", NULL };

/* The -install timer installs whatever the file says; the plain one asks apply_updates (dnf-automatic(8)). */
static void dnf_automatic(struct dnf *d)
{
	struct look *look = d->look;
	struct wired install = wired_unit(look, dnf_timers[0]), timer = wired_first(look, dnf_timers + 1);
	struct conf_line l = { 0 };
	struct fact_updater u = d->u;
	bool apply = false, security = false;
	struct place apply_at = { 0 };
	const char *path = "etc/dnf/automatic.conf";

	if (!look_exists(look, path) && install.on == FLAG_UNKNOWN && timer.on == FLAG_UNKNOWN)
		return;
	if (look_text(look, path, &l.rest))
		while (conf_ini(&l)) {
			if (bytes_are(l.key, "apply_updates")) {
				apply = conf_bool(l.value, false);
				apply_at = place_line(path, l.line);
			} else if (bytes_are(l.key, "upgrade_type")) {
				security = bytes_are(l.value, "security");
			} else if (bytes_are(l.key, "emit_via") && l.value.n) {
				u.notice = look_fmt(look, "emit_via = %s (%s:%ld)", look_str(look, l.value), path, l.line);
			}
		}
	u.mechanism = "dnf-automatic";
	u.automatic = FLAG_YES;
	u.security_only = FLAG_OF(security);
	u.enabled = FLAG_OF(install.on == FLAG_YES || (timer.on == FLAG_YES && apply));
	u.enabled_why = install.on == FLAG_YES ? "dnf-automatic-install.timer is enabled" :
			timer.on != FLAG_YES ? "no timer of dnf-automatic is enabled" :
			apply ? "the timer is enabled and apply_updates is on" : "apply_updates is off: updates are not installed";
	u.at = install.on == FLAG_YES ? install.at : apply_at.path ? apply_at : timer.at.path ? timer.at : place_file(path);
	u.trigger = install.on == FLAG_YES ? install.at.path : timer.on == FLAG_YES ? timer.at.path : NULL;
	u.opt_out = apply_at.path ? look_fmt(look, "apply_updates = no in %s", path) : NULL;
	u.jitter = install.on == FLAG_YES ? wired_jitter(look, dnf_timers[0]) : wired_jitter(look, "dnf-automatic.timer");
	facts_add(look->facts, TABLE_updater, &u);
}

static void dnf_run(struct look *look)
{
	struct dnf d = { .look = look, .u = {
		.mechanism = "dnf", .automatic = FLAG_NO, .enabled = FLAG_NO, .enabled_why = "dnf by itself installs nothing",
	} };

	dnf_main(&d);
	for (struct node **part = look_glob(look, "etc/yum.repos.d/*.repo"); *part; part++)
		dnf_repos(&d, (*part)->path);
	if (d.repos)
		facts_add(look->facts, TABLE_updater, &d.u);
	dnf_automatic(&d);
}

/* --- those that update by themselves and check signatures by design --- */

static const struct simple {
	const char *mechanism, *program;
	const char *units[4];
	const char *authentic, *opt_out, *postpone;
} simple[] = {
	{ "snap", "snap", { "snapd.service", "snapd.socket" }, "snapd verifies assertions signed by the store",
	  NULL, "snap refresh --hold" },
	{ "swupd", "swupd", { "swupd-update.timer", "swupd-update.service" },
	  "swupd verifies the signed manifest of manifests", "swupd autoupdate --disable", NULL },
};

static void simple_run(struct look *look)
{
	for (size_t i = 0; i < COUNT(simple); i++) {
		const struct simple *s = &simple[i];
		struct wired w = wired_first(look, s->units);
		struct node *program = look_program(look, s->program);

		if (!program)
			continue;
		FACT(look->facts, updater, .at = w.at.path ? w.at : place_file(program->path), .mechanism = s->mechanism,
		     .automatic = FLAG_YES, .enabled = FLAG_OF(w.on == FLAG_YES),
		     .enabled_why = w.on == FLAG_YES ? "its unit is enabled" : "none of its units is enabled",
		     .trigger = w.on == FLAG_YES ? w.at.path : NULL, .authentic = FLAG_YES, .authentic_why = s->authentic,
		     .opt_out = s->opt_out, .postpone = s->postpone, .transport = "https");
	}
}

static void updates_packages_run(struct look *look)
{
	opkg_run(look);
	apk_run(look);
	dnf_run(look);
	simple_run(look);
	facts_looked(look->facts, look->probe, "etc", look_exists(look, "etc") ? "read" : "absent");
}

const struct probe probe_updates_packages = {
	.name = "updates-packages",
	.about = "opkg, apk, dnf, swupd and snap: where packages come from and whether signatures are asked for",
	.reads = (const char *const[]){
		"etc/opkg.conf", "etc/opkg/*.conf", "etc/apk/repositories", "etc/apk/repositories.d/*", "etc/apk/config",
		"etc/dnf/*.conf", "etc/yum.conf", "etc/yum.repos.d/*.repo", "**/systemd/system/dnf*", NULL
	},
	.run = updates_packages_run,
};
