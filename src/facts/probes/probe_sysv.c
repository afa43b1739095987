/*
 * Start scripts of init.d: which runlevel links start them (sysvinit, and what
 * systemd's generator takes over), OpenRC's runlevels.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "facts/shell.h"
#include "facts/unit.h"

struct sysv {
	struct look *look;
	struct units units;
	enum init init;
	char runlevel;			/* '2'..'5' */
	struct names starts, kills;	/* script name -> struct node * of its S or K link */
	bool links;			/* there are rc?.d folders at all */
};

/* "id:2:initdefault:" of inittab; else Debian's 2, or the one that has links */
static char default_runlevel(struct look *look)
{
	static const char usual[] = "2354";
	struct bytes rest, line;

	if (look_exists(look, "etc/inittab") && look_text(look, "etc/inittab", &rest))
		while (bytes_line(&rest, &line)) {
			struct bytes id, level, action;

			line = bytes_trim(line);
			if (line.n && line.at[0] != '#' && bytes_field(&line, ':', &id) &&
			    bytes_field(&line, ':', &level) && bytes_field(&line, ':', &action) &&
			    bytes_are(action, "initdefault") && level.n)
				return (char)level.at[0];
		}
	for (const char *level = usual; *level; level++)
		if (look_folder(look, look_fmt(look, "etc/rc%c.d", *level))[0] ||
		    look_folder(look, look_fmt(look, "etc/rc.d/rc%c.d", *level))[0])
			return *level;
	return '2';
}

/* "S20ssh" or "K01ssh" -> "ssh", or the name of the script it leads to */
static const char *link_script(struct look *look, struct node *link)
{
	struct node *to = tree_resolve(look->tree, link->path);

	return to && to->type == NODE_FILE ? to->name : link->name + 3;
}

static void links_read(struct sysv *s, const char *folder)
{
	struct node **list = look_folder(s->look, folder);

	for (; *list; list++) {
		const char *name = (*list)->name;
		struct names *to = name[0] == 'S' ? &s->starts : name[0] == 'K' ? &s->kills : NULL;
		void **at;

		if (!to || strlen(name) < 4)
			continue;
		s->links = true;
		at = names_at(to, bytes_of(link_script(s->look, *list)));
		if (!*at)
			*at = *list;
	}
}

/* systemd looks into rc2.d .. rc5.d and no more into rcS.d (systemd-sysv-generator(8)) */
static void runlevels_read(struct sysv *s)
{
	static const char *const roots[] = { "etc", "etc/rc.d" };
	const char levels[] = { s->runlevel, 0 }, *all = s->init == INIT_SYSTEMD ? "2345" : levels;

	for (size_t i = 0; i < COUNT(roots); i++) {
		for (const char *level = all; *level; level++)
			links_read(s, look_fmt(s->look, "%s/rc%c.d", roots[i], *level));
		if (s->init != INIT_SYSTEMD)
			links_read(s, look_fmt(s->look, "%s/rcS.d", roots[i]));
	}
}

static void decide_links(struct sysv *s, struct node *script, struct fact_service *row)
{
	struct node *start = names_find(&s->starts, bytes_of(script->name));
	struct node *stop = names_find(&s->kills, bytes_of(script->name));
	struct node *link = start ? start : stop;

	row->starts = FLAG_OF(start != NULL);
	row->state = !start ? "disabled" : s->init == INIT_SYSTEMD ? "generated" : "enabled";
	row->why = start ? look_fmt(s->look, "start link in %s", start->parent->name) :
		   stop ? look_fmt(s->look, "only a stop link in %s", stop->parent->name) : "no runlevel links to it";
	row->because_path = link ? link->path : script->path;
}

/* The native unit of the same name, masked or not, takes the script's place. */
static bool has_unit(struct sysv *s, struct node *script)
{
	struct bytes name = bytes_of(script->name);

	if (s->init != INIT_SYSTEMD)
		return false;
	if (bytes_end(name, ".sh"))
		name.n -= 3;
	return units_get(&s->units, look_fmt(s->look, "%.*s.service", (int)name.n, (const char *)name.at))->load !=
	       UNIT_ABSENT;
}

/* What the script itself decides: it may give up before it starts anything. */
static void decide_script(struct sysv *s, struct node *script, struct fact_service *row)
{
	const char *off = NULL;
	struct place off_at = { 0 };

	shell_daemon(s->look, script, row, &off, &off_at);
	if (!off || row->starts != FLAG_YES) {
		start_missing(s->look, row);
		return;
	}
	row->starts = FLAG_NO;
	row->state = "condition";
	row->why = look_fmt(s->look, "the script ends before it starts anything: %s", off);
	row->because_path = off_at.path;
	row->because_line = off_at.line;
}

static void script_add(struct sysv *s, struct node *n)
{
	static const char *const helpers[] = { "README", "skeleton", "rc", "rcS", "functions", "rc.local", "rcK" };
	struct fact_service row = { .at = place_file(n->path), .name = n->name, .manager = "sysv" };

	for (size_t i = 0; i < COUNT(helpers); i++)
		if (strcmp(n->name, helpers[i]) == 0)
			return;
	if (n->type != NODE_FILE || (!s->look->tree->no_modes && !(n->mode & 0111)) || has_unit(s, n))
		return;
	decide_links(s, n, &row);
	decide_script(s, n, &row);
	facts_add(s->look->facts, TABLE_service, &row);
}

/* --- OpenRC: links in runlevels, 'command' in the script (openrc-run(8)) --- */

static void openrc_add(struct sysv *s, struct node *link)
{
	struct node *n = tree_resolve(s->look->tree, link->path);
	struct fact_service row = {
		.name = link->name, .manager = "openrc", .state = "enabled", .starts = FLAG_YES,
		.why = look_fmt(s->look, "in runlevel %s", link->parent->name), .because_path = link->path,
	};

	if (!n || n->type != NODE_FILE)
		return;
	row.at = place_file(n->path);
	decide_script(s, n, &row);
	facts_add(s->look->facts, TABLE_service, &row);
	*names_at(&s->starts, bytes_of(n->name)) = link;
}

static void openrc_run(struct sysv *s)
{
	static const char *const levels[] = { "sysinit", "boot", "default" };

	for (size_t i = 0; i < COUNT(levels); i++)
		for (struct node **list = look_folder(s->look, look_fmt(s->look, "etc/runlevels/%s", levels[i])); *list;
		     list++)
			openrc_add(s, *list);
	for (struct node **list = look_folder(s->look, "etc/init.d"); *list; list++) {
		struct fact_service row = {
			.at = place_file((*list)->path), .name = (*list)->name, .manager = "openrc",
			.state = "disabled", .starts = FLAG_NO, .why = "in no runlevel that is entered",
			.because_path = (*list)->path,
		};

		if ((*list)->type != NODE_FILE || names_find(&s->starts, bytes_of((*list)->name)))
			continue;
		decide_script(s, *list, &row);
		facts_add(s->look->facts, TABLE_service, &row);
	}
}

static void sysv_run(struct look *look)
{
	static const char *const folders[] = { "etc/init.d", "etc/rc.d/init.d" };
	struct sysv s = { .look = look, .init = start_init(look), .starts.mem = look->mem, .kills.mem = look->mem };

	facts_looked(look->facts, look->probe, "etc/init.d", look_exists(look, "etc/init.d") ? "read" : "absent");
	if (s.init == INIT_PROCD)
		return;
	if (look_exists(look, "etc/runlevels") && s.init != INIT_SYSTEMD) {
		openrc_run(&s);
		return;
	}
	units_init(&s.units, look);
	if (s.init == INIT_UNKNOWN && s.units.any)
		s.init = INIT_SYSTEMD;
	s.runlevel = default_runlevel(look);
	runlevels_read(&s);
	/* busybox init knows no runlevels: its rcS decides, in the inittab probe */
	if (s.init == INIT_BUSYBOX && !s.links)
		return;
	for (size_t i = 0; i < COUNT(folders); i++)
		for (struct node **list = look_folder(look, folders[i]); *list; list++)
			script_add(&s, *list);
}

const struct probe probe_sysv = {
	.name = "sysv",
	.about = "start scripts of init.d and OpenRC, and the links that start them",
	.reads = (const char *const[]){ "etc/init.d/*", "etc/rc.d/init.d/*", "etc/default/*", "etc/sysconfig/*",
					"etc/conf.d/*", "etc/inittab", "etc/rc.conf", NULL },
	.run = sysv_run,
};
