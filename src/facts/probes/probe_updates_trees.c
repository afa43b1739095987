/*
 * Whole trees and partitions: OSTree (ostree.repo-config(5)), systemd-sysupdate
 * (sysupdate.d(5)) and fwupd (fwupd-remotes.d(5)).
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "facts/conf.h"
#include "facts/url.h"
#include "facts/wired.h"

/* --- ostree --- */

struct remote {
	struct bytes name, url;
	struct place at, off_at;
	bool gpg, sign;			/* gpg-verify is on by default, sign-verify is not */
};

struct ostree {
	struct look *look;
	struct fact_updater u;
	size_t remotes;
};

static void remote_end(struct ostree *o, const struct remote *r)
{
	struct look *look = o->look;
	bool checked = r->gpg || r->sign;
	struct place at = checked ? r->at : r->off_at;

	if (r->name.n == 0 || r->url.n == 0)
		return;
	FACT(look->facts, setting, .at = at, .daemon = "ostree", .scope = look_str(look, r->name), .key = "verify",
	     .value = checked ? "yes" : "no", .state = r->off_at.path ? "effective" : "default", .source = "file");
	if (o->remotes++ && (checked || o->u.authentic == FLAG_NO))
		return;
	o->u.at = at;
	o->u.source = url_clean(look->mem, r->url);
	o->u.transport = url_transport(r->url);
	o->u.authentic = FLAG_OF(checked);
	o->u.authentic_why = checked ? "commits are verified (gpg-verify's default, or sign-verify)" :
			     look_fmt(look, "gpg-verify=false and no sign-verify for %s", look_str(look, r->name));
}

static void ostree_file(struct ostree *o, const char *path)
{
	struct conf_line l = { 0 };
	struct remote r = { 0 };

	if (!look_text(o->look, path, &l.rest))
		return;
	while (conf_ini(&l)) {
		if (r.name.at != l.section.at) {
			remote_end(o, &r);
			r = (struct remote){ .at = place_line(path, l.line), .gpg = true };
			if (bytes_begin(l.section, "remote "))
				r.name = l.section;
		}
		if (bytes_are(l.key, "url"))
			r.url = l.value;
		if (bytes_are(l.key, "gpg-verify") && !(r.gpg = conf_bool(l.value, true)))
			r.off_at = place_line(path, l.line);
		if (bytes_are(l.key, "sign-verify"))
			r.sign = !bytes_are(l.value, "false");
	}
	remote_end(o, &r);
}

static void ostree_automatic(struct ostree *o)
{
	static const char *const units[] = {
		"zincati.service", "eos-autoupdater.timer", "rpm-ostreed-automatic.timer", "ostree-upgrade.timer", NULL
	};
	struct wired w = wired_first(o->look, units);

	o->u.automatic = FLAG_OF(w.on != FLAG_UNKNOWN);
	o->u.enabled = FLAG_OF(w.on == FLAG_YES);
	o->u.enabled_why = w.on == FLAG_YES ? "the unit that upgrades by itself is enabled" :
			   "no unit that upgrades by itself is enabled";
	o->u.trigger = w.on == FLAG_YES ? w.at.path : NULL;
}

static void ostree_run(struct look *look)
{
	static const char *const files[] = { "ostree/repo/config", "sysroot/ostree/repo/config" };
	struct ostree o = { .look = look, .u = { .mechanism = "ostree" } };

	for (size_t i = 0; i < COUNT(files); i++)
		if (look_exists(look, files[i]))
			ostree_file(&o, files[i]);
	for (struct node **part = look_glob(look, "etc/ostree/remotes.d/*.conf"); *part; part++)
		ostree_file(&o, (*part)->path);
	if (o.remotes == 0)
		return;
	ostree_automatic(&o);
	facts_add(look->facts, TABLE_updater, &o.u);
}

/* --- systemd-sysupdate --- */

static void sysupdate_file(struct look *look, const char *path, struct fact_updater *u)
{
	struct conf_line l = { 0 };

	if (!look_text(look, path, &l.rest))
		return;
	if (!u->at.path) {
		u->at = place_file(path);
		u->authentic = FLAG_YES;
		u->authentic_why = "the manifest's signature is verified (Verify=yes is the default)";
	}
	while (conf_ini(&l)) {
		if (bytes_are(l.section, "Source") && bytes_are(l.key, "Path") && !u->source && url_transport(l.value)) {
			u->source = url_clean(look->mem, l.value);
			u->transport = url_transport(l.value);
		}
		if (bytes_are(l.key, "Verify") && !conf_bool(l.value, true)) {
			u->authentic = FLAG_NO;
			u->authentic_why = look_fmt(look, "Verify=no (%s:%ld)", path, l.line);
			u->at = place_line(path, l.line);
		}
	}
}

static void sysupdate_run(struct look *look)
{
	static const char *const globs[] = {
		"etc/sysupdate.d/*.conf", "etc/sysupdate.d/*.transfer", "usr/lib/sysupdate.d/*.conf",
		"usr/lib/sysupdate.d/*.transfer",
	};
	struct fact_updater u = { .mechanism = "sysupdate", .automatic = FLAG_YES };
	struct wired w = wired_unit(look, "systemd-sysupdate.timer");

	for (size_t i = 0; i < COUNT(globs); i++)
		for (struct node **part = look_glob(look, globs[i]); *part; part++)
			sysupdate_file(look, (*part)->path, &u);
	if (!u.at.path)
		return;
	u.enabled = FLAG_OF(w.on == FLAG_YES);
	u.enabled_why = w.on == FLAG_YES ? "systemd-sysupdate.timer is enabled" : "systemd-sysupdate.timer is not enabled";
	u.trigger = w.on == FLAG_YES ? w.at.path : NULL;
	u.jitter = wired_jitter(look, "systemd-sysupdate.timer");
	facts_add(look->facts, TABLE_updater, &u);
}

/* --- fwupd: its timer fetches lists; a user decides about the firmware --- */

static void fwupd_remote(struct look *look, const char *path, struct fact_updater *u)
{
	struct conf_line l = { 0 };
	struct bytes url = { 0 };
	bool enabled = false;
	long line = 0;

	if (!look_text(look, path, &l.rest))
		return;
	while (conf_ini(&l)) {
		if (bytes_are(l.key, "Enabled"))
			enabled = conf_bool(l.value, false);
		if (bytes_are(l.key, "MetadataURI")) {
			url = l.value;
			line = l.line;
		}
	}
	if (!enabled || url.n == 0 || u->source)
		return;
	u->source = url_clean(look->mem, url);
	u->transport = url_transport(url);
	u->at = place_line(path, line);
}

static void fwupd_run(struct look *look)
{
	static const char *const trust[] = { "etc/fwupd/fwupd.conf", "etc/fwupd/daemon.conf" };
	struct wired w = wired_unit(look, "fwupd-refresh.timer");
	struct fact_updater u = {
		.mechanism = "fwupd", .automatic = FLAG_NO, .enabled = FLAG_NO,
		.enabled_why = "fwupd fetches lists; a user installs",
		.authentic = FLAG_YES, .authentic_why = "only signed firmware is trusted (OnlyTrusted's default)",
		.notice = w.on == FLAG_YES ? "fwupd-refresh writes the message of the day" : NULL,
	};

	if (!look_program(look, "fwupdmgr") && !look_exists(look, "etc/fwupd"))
		return;
	for (struct node **part = look_glob(look, "etc/fwupd/remotes.d/*.conf"); *part; part++)
		fwupd_remote(look, (*part)->path, &u);
	for (size_t i = 0; i < COUNT(trust); i++) {
		struct conf_line l = { 0 };

		if (!look_exists(look, trust[i]) || !look_text(look, trust[i], &l.rest))
			continue;
		while (conf_ini(&l))
			if (bytes_are(l.key, "OnlyTrusted") && !conf_bool(l.value, true)) {
				u.authentic = FLAG_NO;
				u.authentic_why = look_fmt(look, "OnlyTrusted=false (%s:%ld)", trust[i], l.line);
			}
	}
	if (!u.at.path)
		u.at = place_file("etc/fwupd");
	facts_add(look->facts, TABLE_updater, &u);
}

static void updates_trees_run(struct look *look)
{
	ostree_run(look);
	sysupdate_run(look);
	fwupd_run(look);
	facts_looked(look->facts, look->probe, "etc", look_exists(look, "etc") ? "read" : "absent");
}

const struct probe probe_updates_trees = {
	.name = "updates-trees",
	.about = "OSTree remotes, systemd-sysupdate transfers and fwupd remotes",
	.reads = (const char *const[]){
		"ostree/repo/config", "sysroot/ostree/repo/config", "etc/ostree/remotes.d/*", "etc/sysupdate.d/*",
		"usr/lib/sysupdate.d/*", "etc/fwupd/**", "**/systemd/system/systemd-sysupdate*", NULL
	},
	.run = updates_trees_run,
};
