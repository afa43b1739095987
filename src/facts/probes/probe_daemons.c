/*
 * Which of the programs we know are in the image, and which of them start.
 * Joins services (found before) with programs and packages; without a package,
 * a version is what the program says itself. A daemon's own
 * probe asks look_daemon() for the answer.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "facts/daemons.h"
#include "facts/version.h"

static const struct fact_package *package_of(struct look *look, const char *packages)
{
	struct bytes rest = bytes_of(packages), pattern;

	while (bytes_word(&rest, &pattern)) {
		const char *p = look_str(look, pattern);

		FACT_EACH(look->facts, package, k)
			if (path_match(p, k->name))
				return k;
	}
	return NULL;
}

/* What the program says itself: busybox's version for its applets. */
static const char *version_of(struct look *look, const struct node *program)
{
	FACT_EACH(look->facts, binary_version, v)
		if (strcmp(v->at.path, program->path) == 0)
			return v->version;
	return NULL;
}

static struct node *program_of(struct look *look, const char *programs)
{
	struct bytes rest = bytes_of(programs), name;

	while (bytes_word(&rest, &name)) {
		struct node *n = look_program(look, look_str(look, name));

		if (n)
			return n;
	}
	return NULL;
}

static bool is_forced(struct look *look, const char *name)
{
	for (const char *const *f = look->forced; f && *f; f++)
		if (strcmp(*f, name) == 0)
			return true;
	return false;
}

/* How early the service's program stands in the daemon's list: sshd before its helpers. */
static size_t rank_of(const struct daemon_info *info, const struct fact_service *s)
{
	struct bytes rest = bytes_of(info->programs), name;
	const char *slash = s->program ? strrchr(s->program, '/') : NULL;
	size_t rank = 0;

	while (bytes_word(&rest, &name) && !(slash && bytes_are(name, slash + 1)))
		rank++;
	return rank;
}

/* The service that stands for the daemon: of those that start it, the one with its main program. */
static const struct fact_service *service_of(struct look *look, const struct daemon_info *info, bool starting)
{
	const struct fact_service *best = NULL, *s = NULL;

	while ((s = look_service(look, info->name, starting, s)))
		if (!best || rank_of(info, s) < rank_of(info, best))
			best = s;
	return best;
}

/* The boot probe could not see what starts. Where a rule's example says who does, nothing is left open. */
static bool starts_unseen(struct look *look)
{
	FACT_EACH(look->facts, unreadable, u)
		if (!look->forced && strcmp(u->probe, "boot") == 0)
			return true;
	return false;
}

static void daemon_add(struct look *look, const struct daemon_info *info, bool unseen)
{
	const struct fact_service *starts = service_of(look, info, true);
	const struct fact_service *known = starts ? starts : service_of(look, info, false);
	const struct fact_package *package = package_of(look, info->packages);
	struct node *program = program_of(look, info->programs);
	bool forced = is_forced(look, info->name);
	struct fact_daemon d = { .name = info->name };

	if (!starts && !known && !program && !forced)
		return;
	if (program)
		d.program = program->path;
	else if (known)
		d.program = known->program;
	if (package) {
		d.package = package->name;
		d.version = look_str(look, version_upstream(bytes_of(package->version ? package->version : "")));
	} else if (program) {
		d.version = version_of(look, program);
	}
	d.state = starts || forced ? "enabled" : unseen ? "unknown" : "installed";
	d.enabled = starts || forced ? FLAG_YES : unseen ? FLAG_UNKNOWN : FLAG_NO;
	if (d.enabled == FLAG_UNKNOWN)
		facts_unreadable(look->facts, info->name, d.program, "is in the image, and whether it starts cannot be seen");
	if (known) {
		d.service = known->name;
		d.at = (struct place){ known->because_path ? known->because_path : known->at.path,
				       known->because_path ? known->because_line : known->at.line };
	} else if (program) {
		d.at = place_file(program->path);
	}
	facts_add(look->facts, TABLE_daemon, &d);
}

static void daemons_run(struct look *look)
{
	bool unseen = starts_unseen(look);

	for (const struct daemon_info *info = daemons; info->name; info++)
		daemon_add(look, info, unseen);
	facts_looked(look->facts, look->probe, "usr/sbin", look_exists(look, "usr/sbin") ? "read" : "absent");
}

const struct probe probe_daemons = {
	.name = "daemons",
	.about = "which known programs are installed, and which start",
	.run = daemons_run,
};
