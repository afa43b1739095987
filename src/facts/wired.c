#include "facts/wired.h"

#include <string.h>

#include "base/auto.h"
#include "base/names.h"
#include "facts/conf.h"

static const char *const folders[] = {
	"etc/systemd/system", "run/systemd/system", "usr/local/lib/systemd/system",
	"usr/lib/systemd/system", "lib/systemd/system",
};

static bool name_is(const char *service, const char *unit)
{
	size_t n = strlen(service);

	return strncmp(service, unit, n) == 0 && (unit[n] == '\0' || strcmp(unit + n, ".service") == 0);
}

static struct wired of_service(const struct fact_service *s)
{
	struct wired w = { .on = s->starts, .at = s->at, .why = s->why };

	if (s->because_path)
		w.at = place_line(s->because_path, s->because_line);
	return w;
}

/* Masked: a link to /dev/null, or an empty file (systemd.unit(5)). */
static bool is_mask(const struct node *n)
{
	if (n->type == NODE_LINK)
		return n->link && strcmp(n->link, "/dev/null") == 0;
	return n->type == NODE_FILE && n->size == 0;
}

struct node *wired_file(struct look *look, const char *unit)
{
	for (size_t i = 0; i < COUNT(folders); i++) {
		struct node *n = look_find(look, look_fmt(look, "%s/%s", folders[i], unit));

		if (n && n->type == NODE_FILE)
			return n;
	}
	return NULL;
}

static struct wired of_links(struct look *look, const char *unit)
{
	bool exists = false;

	for (size_t i = 0; i < COUNT(folders); i++) {
		const char *path = look_fmt(look, "%s/%s", folders[i], unit);
		const struct node *n = tree_find(look->tree, path);

		if (n && is_mask(n))
			return (struct wired){ FLAG_NO, place_file(n->path), "it is masked" };
		exists = exists || n || look_exists(look, path);
	}
	if (!exists)
		return (struct wired){ 0 };
	for (size_t i = 0; i < 2 * COUNT(folders); i++) {
		struct node **links = look_glob(look, look_fmt(look, "%s/*.%s/%s", folders[i / 2],
							       i % 2 ? "requires" : "wants", unit));

		if (links[0])
			return (struct wired){ FLAG_YES, place_file(links[0]->path), "it is enabled" };
	}
	return (struct wired){ FLAG_NO, { 0 }, "it is not enabled" };
}

/* A timer or path unit has no service of its own: the service it starts names it as the reason. */
static bool starts_by(const struct fact_service *s, const char *unit)
{
	const char *slash = s->because_path ? strrchr(s->because_path, '/') : NULL;

	return slash && strcmp(slash + 1, unit) == 0;
}

struct wired wired_unit(struct look *look, const char *unit)
{
	const struct fact_service *found = NULL;

	FACT_EACH(look->facts, service, s)
		if (((s->name && name_is(s->name, unit)) || starts_by(s, unit)) && (!found || s->starts == FLAG_YES))
			found = s;
	return found ? of_service(found) : of_links(look, unit);
}

enum flag wired_on(struct wired w)
{
	return w.on == FLAG_UNKNOWN && !w.why ? FLAG_NO : w.on;
}

struct wired wired_daemon(struct look *look, const char *daemon)
{
	const struct fact_daemon *d = look_daemon(look, daemon);

	if (d->enabled == FLAG_YES)
		return (struct wired){ FLAG_YES, d->at, "it is started" };
	if (d->enabled == FLAG_UNKNOWN)
		return (struct wired){ FLAG_UNKNOWN, d->at, "whether it starts cannot be seen" };
	return wired_unit(look, look_fmt(look, "%s.service", daemon));
}

struct wired wired_first(struct look *look, const char *const *units)
{
	struct wired first = { 0 };

	for (size_t i = 0; units[i]; i++) {
		struct wired w = wired_unit(look, units[i]);

		if (w.on == FLAG_YES)
			return w;
		if (first.on == FLAG_UNKNOWN)
			first = w;
	}
	return first;
}

/* scripts that init runs by their name or place alone */
static const char *const by_place[] = {
	"etc/init.d/rcS", "etc/rcS", "etc/rc.local", "etc/rc.d/rcS", "etc/rc.sysinit", "etc/rc", "init", "sbin/init",
	"etc/init.d/S[0-9][0-9]*", "etc/preinit", "lib/preinit/*", "etc/profile", "etc/profile.d/*.sh", "etc/cron.d/*",
	"etc/cron.hourly/*", "etc/cron.daily/*", "etc/cron.weekly/*", "etc/cron.monthly/*", "etc/crontab", "etc/crontabs/*",
	"var/spool/cron/**", "etc/hotplug.d/**", "etc/uci-defaults/*", "etc/rc.button/*",
};

static bool in_name(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' ||
	       c == '/';
}

/* "/usr/local/bin/update.sh" in "sh -c '/usr/local/bin/update.sh; reboot'", and not in "/old/usr/local/bin/update.sh.d" */
static bool is_named(const char *exec, const char *path)
{
	size_t n = strlen(path);

	for (const char *at = strstr(exec, path); at; at = strstr(at + 1, path))
		if (at > exec && at[-1] == '/' && (at - 1 == exec || !in_name((unsigned char)at[-2])) &&
		    !in_name((unsigned char)at[n]))
			return true;
	return false;
}

bool wired_runs(const struct fact_service *s, const char *path)
{
	return (s->at.path && strcmp(s->at.path, path) == 0) || (s->program && strcmp(s->program, path) == 0) ||
	       (s->exec && is_named(s->exec, path));
}

struct wired wired_call(struct look *look, const char *path)
{
	const struct fact_service *s = look->called ? names_find(look->called, bytes_of(path)) : NULL;

	if (!s)
		return (struct wired){ 0 };
	return (struct wired){ s->starts, place_line(s->because_path, s->because_line),
			       look_fmt(look, "called by %s:%ld", s->because_path, (long)s->because_line) };
}

struct wired wired_script(struct look *look, const char *path)
{
	static const char *const folders_of_links[] = { "etc/rc[S2345].d", "etc/rc.d", "etc/rc.d/rc[S2345].d" };
	const char *name = path_name(path);
	struct wired called;

	FACT_EACH(look->facts, service, s)
		if (s->starts == FLAG_YES && wired_runs(s, path))
			return of_service(s);
	for (size_t i = 0; i < COUNT(by_place); i++)
		if (path_match(by_place[i], path))
			return (struct wired){ FLAG_YES, place_file(path), "it is run for where it lies" };
	called = wired_call(look, path);
	if (called.on != FLAG_UNKNOWN)
		return called;
	/* a unit of the same name is started in the script's place */
	if (strncmp(path, "etc/init.d/", 11) != 0 || wired_file(look, look_fmt(look, "%s.service", name)))
		return (struct wired){ FLAG_NO, place_file(path), "nobody is seen to start it" };
	for (size_t i = 0; i < COUNT(folders_of_links); i++) {
		struct node **hit = look_glob(look, look_fmt(look, "%s/S[0-9][0-9]%s", folders_of_links[i], name));

		if (hit[0])
			return (struct wired){ FLAG_YES, place_file(hit[0]->path), "it is linked from an rc folder" };
	}
	return (struct wired){ FLAG_NO, place_file(path), "nobody is seen to start it" };
}

static enum flag jitter_in(struct look *look, struct node *n, enum flag before)
{
	struct conf_line l = { 0 };

	if (!n || !look_text_node(look, n, &l.rest))
		return before;
	while (conf_ini(&l))
		if (bytes_are(l.key, "RandomizedDelaySec"))
			before = FLAG_OF(l.value.n && !bytes_are(l.value, "0"));
	return before;
}

enum flag wired_jitter(struct look *look, const char *timer)
{
	struct node *file = wired_file(look, timer);
	enum flag jitter = FLAG_NO;

	if (!file)
		return FLAG_UNKNOWN;
	jitter = jitter_in(look, file, jitter);
	for (size_t i = COUNT(folders); i-- > 0;)
		for (struct node **d = look_glob(look, look_fmt(look, "%s/%s.d/*.conf", folders[i], timer)); *d; d++)
			jitter = jitter_in(look, *d, jitter);
	return jitter;
}
