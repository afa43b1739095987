/*
 * Doors left by development, as far as the kernel's command line, limits and
 * started programs show them.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "facts/conf.h"

static void say(struct look *look, const char *kind, const char *detail, enum flag enabled, struct place at)
{
	FACT(look->facts, debug, .at = at, .kind = kind, .detail = detail, .enabled = enabled);
}

/* words of the command line; 'value' is a pattern, NULL is any */
static const struct word { const char *name, *value, *kind; } words[] = {
	{ "init", "/**sh", "init-shell" }, { "rdinit", "/**sh", "init-shell" }, { "systemd.debug-shell", NULL, "debug-shell" },
	{ "systemd.debug_shell", NULL, "debug-shell" }, { "kgdboc", NULL, "uart" }, { "kgdbwait", NULL, "uart" },
	{ "earlyprintk", NULL, "uart" }, { "earlycon", NULL, "uart" }, { "single", NULL, "shell" }, { "rescue", NULL, "shell" },
	{ "systemd.unit", "rescue.target", "shell" }, { "systemd.unit", "emergency.target", "shell" },
};

static void cmdline_run(struct look *look)
{
	FACT_EACH(look->facts, kernel, k) {
		if (strcmp(k->kind, "cmdline") != 0 || strcmp(k->state, "effective") != 0)
			continue;
		for (size_t i = 0; i < COUNT(words); i++)
			if (strcmp(k->name, words[i].name) == 0 && (!words[i].value || path_match(words[i].value, k->value)))
				say(look, words[i].kind, look_fmt(look, "%s%s%s", k->name, *k->value ? "=" : "", k->value), FLAG_YES,
				    k->at);
	}
}

static void daemons_run(struct look *look)
{
	static const struct { const char *daemon, *kind; } known[] = { { "gdbserver", "gdbserver" }, { "adbd", "adb" } };

	for (size_t i = 0; i < COUNT(known); i++) {
		const struct fact_daemon *d = look_daemon(look, known[i].daemon);

		if (strcmp(d->state, "absent") != 0)
			say(look, known[i].kind, look_fmt(look, "%s is %s", known[i].daemon, d->state), d->enabled, d->at);
	}
}

/* A core file needs a limit that lets it be written; systemd-coredump stores by itself. */
static void core_run(struct look *look)
{
	struct conf_line l = { 0 };
	struct conf_row r = { 0 };
	const char *storage = "external";
	struct place at = place_file("etc/systemd/coredump.conf");

	if (look_text(look, at.path, &l.rest))
		while (conf_ini(&l))
			if (bytes_are(l.key, "Storage")) {
				storage = look_str(look, l.value);
				at.line = l.line;
			}
	if (look_exists(look, "usr/lib/systemd/systemd-coredump"))
		say(look, "core", look_fmt(look, "systemd-coredump, Storage=%s", storage), FLAG_OF(strcmp(storage, "none") != 0), at);
	if (!look_text(look, "etc/security/limits.conf", &r.rest))
		return;
	while (conf_row(&r))
		if (r.count == 4 && bytes_are(r.f[2], "core") && !bytes_are(r.f[3], "0"))
			say(look, "core", look_fmt(look, "limits.conf: core %s for %s", look_str(look, r.f[3]), look_str(look, r.f[0])),
			    FLAG_YES, place_line("etc/security/limits.conf", r.line));
}

static void preload_run(struct look *look)
{
	struct bytes file, line;

	if (!look_text(look, "etc/ld.so.preload", &file))
		return;
	for (long number = 1; bytes_line(&file, &line); number++) {
		line = bytes_trim(line);
		if (line.n && line.at[0] != '#')
			say(look, "leftover", look_fmt(look, "ld.so.preload: %s", look_str(look, line)), FLAG_YES,
			    place_line("etc/ld.so.preload", number));
	}
}

static void debug_run(struct look *look)
{
	cmdline_run(look);
	daemons_run(look);
	core_run(look);
	preload_run(look);
}

const struct probe probe_debug = {
	.name = "debug",
	.about = "shells and debuggers that start, core files, preloaded libraries",
	.reads = (const char *const[]){
		"etc/systemd/coredump.conf", "etc/security/limits.conf", "etc/ld.so.preload", NULL
	},
	.run = debug_run,
};
