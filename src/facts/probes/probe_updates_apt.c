/*
 * apt and unattended-upgrades: apt.conf(5), sources.list(5), and the switches
 * that /usr/lib/apt/apt.systemd.daily asks for before it does anything.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "facts/apt_sources.h"
#include "facts/aptconf.h"
#include "facts/url.h"
#include "facts/wired.h"

struct apt {
	struct look *look;
	struct aptconf conf;
	bool unknown;			/* a file could not be read: nothing is known for sure */
	size_t sources;
	const char *uri;		/* of the first source, or of the worst one */
	const char *transport;
	struct place uri_at;
	const char *exempt;		/* what lets an unsigned package in; NULL: nothing seen */
	struct place exempt_at;
	bool security_source;
};

/* What is worth a row of its own in 'setting'; the value apt uses when nobody says anything. */
static const struct known { const char *name, *value; } known[] = {
	{ "APT::Periodic::Enable", "1" },
	{ "APT::Periodic::Update-Package-Lists", "0" },
	{ "APT::Periodic::Unattended-Upgrade", "0" },
	{ "APT::Get::AllowUnauthenticated", "false" },
	{ "Acquire::AllowInsecureRepositories", "false" },
	{ "Acquire::AllowWeakRepositories", "false" },
	{ "Acquire::Check-Valid-Until", "true" },
	{ "Acquire::https::Verify-Peer", "true" },
	{ "Unattended-Upgrade::Automatic-Reboot", "false" },
	{ "Unattended-Upgrade::Automatic-Reboot-Time", "now" },
	{ "Unattended-Upgrade::InstallOnShutdown", "false" },
};

/* apt.conf(5): no ending or ".conf", and nothing but letters, digits, '-', '_' and '.' */
static bool is_part(const char *name, const char *ending)
{
	const char *dot = strrchr(name, '.');

	for (const char *c = name; *c; c++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.", *c))
			return false;
	return dot ? strcmp(dot, ending) == 0 : strcmp(ending, ".conf") == 0;
}

static void read_conf(struct apt *apt, struct node *n)
{
	struct bytes file;

	if (!look_text_node(apt->look, n, &file)) {
		apt->unknown = true;
		return;
	}
	if (!aptconf_read(&apt->conf, file, n->path)) {
		apt->unknown = true;
		look_unreadable(apt->look, n->path, "goes beyond the number of settings we are willing to compare");
	}
}

static void read_parts(struct apt *apt)
{
	struct look *look = apt->look;
	struct node *n;

	for (struct node **part = look_folder(look, "etc/apt/apt.conf.d"); *part; part++) {
		n = look_find(look, (*part)->path);
		if (n && n->type == NODE_FILE && is_part((*part)->name, ".conf"))
			read_conf(apt, n);
	}
	n = look_find(look, "etc/apt/apt.conf");
	if (n && n->type == NODE_FILE)
		read_conf(apt, n);
	else
		facts_looked(look->facts, look->probe, "etc/apt/apt.conf", "absent");
}

static void say_settings(struct apt *apt)
{
	for (size_t i = 0; i < COUNT(known); i++) {
		const struct aptconf_entry *e = aptconf_find(&apt->conf, known[i].name);

		if (e)
			look_setting(apt->look, "apt", known[i].name, e->value, e->at, "file");
		else
			look_default(apt->look, "apt", known[i].name, known[i].value);
	}
}

/* --- sources --- */

static void exempted(struct apt *apt, const char *why, struct place at)
{
	if (apt->exempt)
		return;
	apt->exempt = why;
	apt->exempt_at = at;
}

static void source_add(struct apt *apt, const char *path, const struct apt_source *s)
{
	struct look *look = apt->look;
	struct bytes uris = s->uris, uri;
	struct place at = place_line(path, s->line), switch_at = place_line(path, s->switch_line);

	if (bytes_have(s->suites, "security"))
		apt->security_source = true;
	while (bytes_word(&uris, &uri)) {
		const char *clean = url_clean(look->mem, uri);
		const char *what = s->trusted ? "trusted" : "allow-insecure";

		if (bytes_have(uri, "security."))
			apt->security_source = true;
		if (apt->sources++ == 0 || (s->trusted && !apt->exempt)) {
			apt->uri = clean;
			apt->transport = url_transport(uri);
			apt->uri_at = at;
		}
		FACT(look->facts, setting, .at = at, .daemon = "apt", .scope = look_str(look, s->suites), .key = "URI",
		     .value = clean, .state = "effective", .source = "file");
		if (!s->trusted && !s->insecure)
			continue;
		FACT(look->facts, setting, .at = switch_at, .daemon = "apt", .scope = clean, .key = what, .value = "yes",
		     .state = "effective", .source = "file");
		if (s->trusted)
			exempted(apt, look_fmt(look, "%s is trusted without a signature", clean), switch_at);
	}
}

static void read_sources(struct apt *apt, const char *path)
{
	struct apt_sources list = { .deb822 = bytes_end(bytes_of(path), ".sources") };
	struct apt_source s;

	if (!look_text(apt->look, path, &list.rest)) {
		apt->unknown = apt->unknown || look_exists(apt->look, path);
		return;
	}
	while (apt_source_next(&list, &s))
		source_add(apt, path, &s);
}

static void all_sources(struct apt *apt)
{
	read_sources(apt, "etc/apt/sources.list");
	for (struct node **part = look_folder(apt->look, "etc/apt/sources.list.d"); *part; part++)
		if (is_part((*part)->name, ".list") || is_part((*part)->name, ".sources"))
			read_sources(apt, (*part)->path);
}

static void global_exemptions(struct apt *apt)
{
	static const char *const names[] = { "APT::Get::AllowUnauthenticated", "Acquire::AllowInsecureRepositories" };

	for (size_t i = 0; i < COUNT(names); i++) {
		const struct aptconf_entry *e = aptconf_find(&apt->conf, names[i]);

		if (e && aptconf_true(e->value))
			exempted(apt, look_fmt(apt->look, "%s %s", names[i], e->value), e->at);
	}
}

static void set_source(const struct apt *apt, struct fact_updater *u)
{
	u->source = apt->uri;
	u->transport = apt->transport;
	if (apt->unknown)
		return;
	u->authentic = FLAG_OF(!apt->exempt);
	if (apt->exempt)
		u->authentic_why = look_fmt(apt->look, "%s (%s:%lld)", apt->exempt, apt->exempt_at.path,
					    (long long)apt->exempt_at.line);
	else
		u->authentic_why = "the signature of the repository's index is asked for (apt's default) and no source is exempt";
}

static void say_apt(struct apt *apt)
{
	struct fact_updater u = {
		.at = apt->uri_at, .mechanism = "apt", .automatic = FLAG_NO, .enabled = FLAG_NO,
		.enabled_why = "apt by itself installs nothing",
		.security_only = apt->sources && !apt->unknown ? FLAG_OF(apt->security_source) : FLAG_UNKNOWN,
	};

	set_source(apt, &u);
	if (!u.at.path)
		u.at = place_file(look_program(apt->look, "apt-get") ? look_program(apt->look, "apt-get")->path : "etc/apt");
	facts_add(apt->look->facts, TABLE_updater, &u);
}

/* --- unattended-upgrades --- */

/* the interval in days; "0" and what is not a number is never, "always" is at each run */
static bool is_due(const struct aptconf_entry *e)
{
	struct bytes s = bytes_of(e ? e->value : "");
	size_t n = 0;

	if (bytes_are(s, "always"))
		return true;
	while (n < s.n && s.at[n] >= '0' && s.at[n] <= '9')
		n++;
	for (size_t i = 0; i < n; i++)
		if (s.at[i] != '0')
			return true;
	return false;
}

/* apt-daily-upgrade.timer, or cron.daily's stand-in where systemd is not what boots */
static struct wired daily(struct apt *apt, const char *timer)
{
	struct wired w = wired_unit(apt->look, timer), cron = wired_daemon(apt->look, "crond");
	const struct node *script = look_find(apt->look, "etc/cron.daily/apt-compat");

	if (w.on == FLAG_UNKNOWN && script && cron.on == FLAG_YES)
		return (struct wired){ FLAG_YES, place_file(script->path), "cron runs it every day" };
	return w;
}

struct condition {
	bool holds;
	const char *why;
	struct place at;
};

static struct condition of_wired(struct apt *apt, struct wired w, const char *unit)
{
	if (w.on == FLAG_YES)
		return (struct condition){ true, NULL, w.at };
	return (struct condition){ false, look_fmt(apt->look, "%s %s", unit, w.on == FLAG_UNKNOWN ? "is not in the image" :
						   w.why ? w.why : "does not start"), w.at };
}

static struct condition of_entry(struct apt *apt, const char *name, bool holds, const char *otherwise)
{
	const struct aptconf_entry *e = aptconf_find(&apt->conf, name);

	return (struct condition){ holds, look_fmt(apt->look, "%s is %s", name, e ? look_fmt(apt->look, "\"%s\"", e->value)
						   : otherwise), e ? e->at : (struct place){ 0 } };
}

/* FLAG_UNKNOWN: no source is named at all. */
static enum flag names_security(struct apt *apt)
{
	static const char *const lists[] = { "Unattended-Upgrade::Origins-Pattern", "Unattended-Upgrade::Allowed-Origins" };
	bool any = false;

	for (size_t i = 0; i < COUNT(lists); i++)
		for (const struct aptconf_entry *e = NULL; (e = aptconf_each(&apt->conf, lists[i], e));) {
			any = true;
			if (bytes_have(bytes_of(e->value), "security") || bytes_have(bytes_of(e->value), "Security"))
				return FLAG_YES;
		}
	return any ? FLAG_NO : FLAG_UNKNOWN;
}

/* All of these must hold; the first that does not is the reason. */
static struct condition unattended(struct apt *apt)
{
	const struct aptconf_entry *enable = aptconf_find(&apt->conf, "APT::Periodic::Enable");
	const struct aptconf_entry *upgrade = aptconf_find(&apt->conf, "APT::Periodic::Unattended-Upgrade");
	const struct aptconf_entry *lists = aptconf_find(&apt->conf, "APT::Periodic::Update-Package-Lists");
	const struct condition all[] = {
		of_entry(apt, "APT::Periodic::Enable", !enable || is_due(enable), "on"),
		of_entry(apt, "APT::Periodic::Unattended-Upgrade", is_due(upgrade), "not set (0)"),
		of_entry(apt, "APT::Periodic::Update-Package-Lists", is_due(lists), "not set (0): nothing is ever looked for"),
		{ names_security(apt) != FLAG_UNKNOWN, "neither Unattended-Upgrade::Origins-Pattern nor Allowed-Origins "
		  "names a source: nothing may be installed", { 0 } },
		of_wired(apt, daily(apt, "apt-daily.timer"), "apt-daily.timer"),
		of_wired(apt, daily(apt, "apt-daily-upgrade.timer"), "apt-daily-upgrade.timer"),
	};

	for (size_t i = 0; i < COUNT(all); i++)
		if (!all[i].holds)
			return all[i];
	return (struct condition){ true, "lists and upgrades are due, and both timers are enabled", upgrade->at };
}

static const char *said(struct apt *apt, const char *name)
{
	const struct aptconf_entry *e = aptconf_find(&apt->conf, name);

	if (!e || !*e->value || strcmp(e->value, "false") == 0)
		return NULL;
	return look_fmt(apt->look, "%s \"%s\" (%s:%lld)", name, e->value, e->at.path, (long long)e->at.line);
}

/* a time for the restart puts something off only where a restart is made at all */
static const char *postponed(struct apt *apt)
{
	return said(apt, "Unattended-Upgrade::Automatic-Reboot") ? said(apt, "Unattended-Upgrade::Automatic-Reboot-Time")
								 : NULL;
}

static const char *notice(struct apt *apt)
{
	static const char *const programs[] = { "update-notifier", "gnome-software", "plasma-discover" };
	const struct node *motd;

	if (said(apt, "Unattended-Upgrade::Mail"))
		return look_fmt(apt->look, "mail (%s:%lld)", aptconf_find(&apt->conf, "Unattended-Upgrade::Mail")->at.path,
				(long long)aptconf_find(&apt->conf, "Unattended-Upgrade::Mail")->at.line);
	for (size_t i = 0; i < COUNT(programs); i++)
		if (look_program(apt->look, programs[i]))
			return programs[i];
	motd = look_glob(apt->look, "etc/update-motd.d/*updates*")[0];
	return motd ? look_fmt(apt->look, "message at login (%s)", motd->path) : NULL;
}

static void say_unattended(struct apt *apt)
{
	struct look *look = apt->look;
	const struct fact_daemon *d = look_daemon(look, "unattended-upgrades");
	const struct aptconf_entry *e = aptconf_find(&apt->conf, "APT::Periodic::Unattended-Upgrade");
	const struct condition on = unattended(apt);
	struct wired timer = daily(apt, "apt-daily-upgrade.timer");
	struct fact_updater u = {
		.mechanism = "unattended-upgrades", .automatic = FLAG_YES,
		.trigger = timer.on == FLAG_YES ? look_fmt(look, "apt-daily-upgrade.timer (%s)", timer.at.path) : NULL,
		.jitter = wired_jitter(look, "apt-daily-upgrade.timer"),
		.security_only = names_security(apt),
		.opt_out = e ? look_fmt(look, "APT::Periodic::Unattended-Upgrade \"0\" in %s", e->at.path) : NULL,
		.postpone = postponed(apt), .notice = notice(apt),
		.interval = e ? look_fmt(look, "APT::Periodic::Unattended-Upgrade \"%s\"", e->value) : NULL,
	};

	if (strcmp(d->state, "absent") == 0)
		return;
	u.at = on.at.path ? on.at : d->at;
	if (!apt->unknown) {
		u.enabled = FLAG_OF(on.holds);
		u.enabled_why = on.why;
	}
	set_source(apt, &u);
	facts_add(look->facts, TABLE_updater, &u);
}

static void updates_apt_run(struct look *look)
{
	struct apt apt = { .look = look, .conf = { .mem = look->mem } };

	if (!look_program(look, "apt-get") && !look_exists(look, "etc/apt")) {
		facts_looked(look->facts, look->probe, "etc/apt", "absent");
		return;
	}
	read_parts(&apt);
	all_sources(&apt);
	global_exemptions(&apt);
	say_settings(&apt);
	say_apt(&apt);
	say_unattended(&apt);
}

const struct probe probe_updates_apt = {
	.name = "updates-apt",
	.about = "apt's sources and whether unattended-upgrades installs by itself",
	.reads = (const char *const[]){
		"etc/apt/apt.conf", "etc/apt/apt.conf.d/*", "etc/apt/sources.list", "etc/apt/sources.list.d/*",
		"**/systemd/system/apt-daily*", "**/systemd/system/apt-daily*/*", NULL
	},
	.run = updates_apt_run,
};
