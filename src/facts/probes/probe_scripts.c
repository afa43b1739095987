/*
 * Which of the scripts are started, and which of those fetch and install by
 * themselves: a vendor's own updater, OpenWrt's sysupgrade.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "facts/script.h"
#include "facts/url.h"
#include "facts/wired.h"

/* Rows of one file lie next to each other. */
static void mark_started(struct look *look)
{
	struct wired w = { 0 };
	const char *path = NULL;

	FACT_EACH(look->facts, script, s) {
		if (!path || strcmp(path, s->at.path) != 0) {
			path = s->at.path;
			w = wired_script(look, path);
		}
		s->enabled = w.on;
		s->enabled_why = w.why;
	}
}

struct job {
	const struct fact_script *fetch, *upgrade;
	bool is_cron;
};

static bool is_cron(const char *path)
{
	return path_match("etc/cron*/**", path) || path_match("etc/crontab", path) || path_match("var/spool/cron/**", path);
}

/* A script that fetches and flashes is an updater; whether it checks what it fetched is not told by two lines. */
static void job_end(struct look *look, const struct job *j)
{
	struct bytes url;

	if (!j->fetch || !j->upgrade)
		return;
	url = script_url(bytes_of(j->fetch->text));
	FACT(look->facts, updater, .at = j->fetch->at, .mechanism = j->is_cron ? "cron" : "script", .automatic = j->fetch->enabled,
	     .enabled = j->fetch->enabled, .enabled_why = j->fetch->enabled_why, .trigger = j->fetch->enabled_why,
	     .source = url.n ? url_clean(look->mem, url) : NULL, .transport = url_transport(url),
	     .jitter = FLAG_UNKNOWN);
}

static void jobs(struct look *look)
{
	struct job j = { 0 };
	const char *path = NULL;

	FACT_EACH(look->facts, script, s) {
		if (!path || strcmp(path, s->at.path) != 0) {
			job_end(look, &j);
			path = s->at.path;
			j = (struct job){ .is_cron = is_cron(path) };
		}
		if (strcmp(s->does, "fetch") == 0 && !j.fetch)
			j.fetch = s;
		if (strcmp(s->does, "upgrade") == 0 && !j.upgrade)
			j.upgrade = s;
	}
	job_end(look, &j);
}

/* REQUIRE_IMAGE_SIGNATURE is a variable of lib/upgrade; OpenWrt leaves it empty */
static void sysupgrade(struct look *look)
{
	struct fact_updater u = {
		.mechanism = "sysupgrade", .automatic = FLAG_NO, .enabled = FLAG_NO,
		.enabled_why = "sysupgrade installs what it is given", .authentic = FLAG_NO,
		.authentic_why = "REQUIRE_IMAGE_SIGNATURE is not set: only the name of the board is compared",
	};
	struct node *program = look_find(look, "sbin/sysupgrade");
	struct bytes file, line;

	if (!program)
		return;
	u.at = place_file(program->path);
	for (struct node **n = look_glob(look, "lib/upgrade/*.sh"); *n; n++) {
		if (!look_text(look, (*n)->path, &file))
			continue;
		for (long number = 1; bytes_line(&file, &line); number++) {
			struct bytes value = script_command(bytes_trim(line), "REQUIRE_IMAGE_SIGNATURE");

			if (!bytes_begin(value, "=1") && !bytes_begin(value, "=\"1"))
				continue;
			u.authentic = FLAG_YES;
			u.authentic_why = look_fmt(look, "REQUIRE_IMAGE_SIGNATURE=1 (%s:%ld)", (*n)->path, number);
		}
	}
	facts_add(look->facts, TABLE_updater, &u);
}

static void scripts_run(struct look *look)
{
	mark_started(look);
	jobs(look);
	sysupgrade(look);
	facts_looked(look->facts, look->probe, "etc", look_exists(look, "etc") ? "read" : "absent");
}

const struct probe probe_scripts = {
	.name = "scripts",
	.about = "scripts: who starts them, and which of them update the product",
	.reads = (const char *const[]){ "lib/upgrade/*.sh", NULL },
	.run = scripts_run,
};
