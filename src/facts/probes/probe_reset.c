/*
 * The way back to the original state: what does it, what starts it, and which
 * folders it names. A target or a program that nothing reaches is no reset.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "facts/conf.h"
#include "facts/wired.h"

/* a script of this kind by its name; what it does is read from its lines */
static const char *const names[] = {
	"*factory*reset*", "*factory*default*", "*factoryreset*", "*reset*factory*", "*reset*default*", "*restore*default*",
	"*reset*button*", "*default*restore*", "firstboot", "jffs2reset",
};

static bool is_reset_name(const char *path)
{
	const char *name = path_name(path);

	for (size_t i = 0; i < COUNT(names); i++)
		if (path_match(names[i], name))
			return true;
	return false;
}

/* --- OpenWrt: the overlay is formatted; a button or a user starts it --- */

static void openwrt_run(struct look *look)
{
	const struct node *program = look_find(look, "sbin/firstboot"), *button = look_find(look, "etc/rc.button/reset");

	program = program ? program : look_find(look, "sbin/jffs2reset");
	if (!program)
		return;
	FACT(look->facts, reset, .at = place_file(program->path), .mechanism = "openwrt",
	     .trigger = button ? "the reset button (etc/rc.button/reset)" : "firstboot on the command line",
	     .erases = "/overlay rootfs_data", .enabled = FLAG_OF(button));
}

/* --- systemd: partitions that are made anew, and a unit that the target wants --- */

static void repart_file(struct look *look, struct node *n)
{
	struct conf_line l = { 0 };
	const char *label = NULL, *type = NULL;
	long line = 0;

	if (!n || n->type != NODE_FILE || !look_text_node(look, n, &l.rest))
		return;
	while (conf_ini(&l)) {
		if (bytes_are(l.key, "FactoryReset") && conf_bool(l.value, false))
			line = l.line;
		else if (bytes_are(l.key, "Label"))
			label = look_str(look, l.value);
		else if (bytes_are(l.key, "Type"))
			type = look_str(look, l.value);
	}
	if (line)
		FACT(look->facts, reset, .at = place_line(n->path, line), .mechanism = "systemd",
		     .trigger = "systemd.factory_reset or the EFI variable FactoryReset", .erases = label ? label : type,
		     .enabled = FLAG_YES);
}

static void systemd_run(struct look *look)
{
	static const char *const globs[] = { "etc/repart.d/*.conf", "usr/lib/repart.d/*.conf" };
	static const char *const wants[] = {
		"etc/systemd/system/factory-reset.target.wants/*", "usr/lib/systemd/system/factory-reset.target.wants/*",
		"etc/systemd/system/factory-reset.target.requires/*",
	};

	for (size_t i = 0; i < COUNT(globs); i++)
		for (struct node **n = look_glob(look, globs[i]); *n; n++)
			repart_file(look, look_find(look, (*n)->path));
	for (size_t i = 0; i < COUNT(wants); i++)
		for (struct node **n = look_glob(look, wants[i]); *n; n++)
			FACT(look->facts, reset, .at = place_file((*n)->path), .mechanism = "systemd",
			     .trigger = "factory-reset.target", .enabled = FLAG_YES);
}

/* --- a root file system whose changes are gone after each start --- */

static void overlay_run(struct look *look)
{
	struct conf_line l = { 0 };

	if (!look_exists(look, "etc/overlayroot.conf") || !look_text(look, "etc/overlayroot.conf", &l.rest))
		return;
	while (conf_shell(&l))
		if (bytes_are(l.key, "overlayroot") && bytes_begin(l.value, "tmpfs"))
			FACT(look->facts, reset, .at = place_line("etc/overlayroot.conf", l.line), .mechanism = "overlay",
			     .trigger = "each start", .erases = "/", .enabled = FLAG_YES);
}

/* --- scripts --- */

static const char *joined(struct look *look, const char *before, const char *more)
{
	if (!before)
		return more;
	return strlen(before) < 400 ? look_fmt(look, "%s; %s", before, more) : before;
}

/* One row for a script; its lines lie next to each other in the table. */
static void script_end(struct look *look, const char *path, long line, const char *erases, bool resets)
{
	struct wired w;

	if (!path || (!resets && !is_reset_name(path)) || path_match("lib/upgrade/**", path) ||
	    path_match("lib/preinit/*", path))
		return;
	w = wired_script(look, path);
	FACT(look->facts, reset, .at = place_line(path, line), .mechanism = path_match("etc/*button*/**", path) ? "button" : "script",
	     .trigger = w.why, .erases = erases, .enabled = w.on);
}

static void scripts_run(struct look *look)
{
	const char *path = NULL, *erases = NULL;
	bool resets = false;
	long line = 0;

	FACT_EACH(look->facts, script, s) {
		bool wipes = strcmp(s->does, "wipe") == 0 || strcmp(s->does, "delete") == 0;
		bool reset = strcmp(s->does, "reset") == 0;

		if (!wipes && !reset)
			continue;
		if (!path || strcmp(path, s->at.path) != 0) {
			script_end(look, path, line, erases, resets);
			path = s->at.path;
			line = (long)s->at.line;
			erases = NULL;
			resets = false;
		}
		resets = resets || reset;
		erases = joined(look, erases, s->text);
	}
	script_end(look, path, line, erases, resets);
}

/* --- what OpenWrt's backup carries away: lists of paths --- */

static void keep_run(struct look *look)
{
	static const char *const globs[] = { "lib/upgrade/keep.d/*", "etc/sysupgrade.conf" };

	for (size_t i = 0; i < COUNT(globs); i++)
		for (struct node **n = look_glob(look, globs[i]); *n; n++) {
			struct bytes file, line;

			if (!look_text(look, (*n)->path, &file))
				continue;
			for (long number = 1; bytes_line(&file, &line); number++) {
				line = bytes_trim(line);
				if (line.n && line.at[0] == '/')
					look_setting(look, "sysupgrade", "keep", look_str(look, line),
						     place_line((*n)->path, number), "file");
			}
		}
}

static void reset_run(struct look *look)
{
	openwrt_run(look);
	systemd_run(look);
	overlay_run(look);
	scripts_run(look);
	keep_run(look);
	facts_looked(look->facts, look->probe, "etc", look_exists(look, "etc") ? "read" : "absent");
}

const struct probe probe_reset = {
	.name = "reset",
	.about = "what brings back the original state, what starts it and what it erases",
	.reads = (const char *const[]){
		"**/repart.d/*.conf", "etc/overlayroot.conf", "lib/upgrade/keep.d/*", "etc/sysupgrade.conf", NULL
	},
	.run = reset_run,
};
