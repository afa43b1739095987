/*
 * What is mounted where: fstab(5), mount units, crypttab(5), and the mount
 * commands of scripts that are started.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "facts/conf.h"
#include "facts/wired.h"

static bool has_option(struct bytes options, const char *name)
{
	struct bytes one;

	while (bytes_field(&options, ',', &one))
		if (bytes_are(one, name))
			return true;
	return false;
}

static void say(struct look *look, struct bytes device, struct bytes point, struct bytes type, struct bytes options,
		struct place at)
{
	static const char *const read_only[] = { "squashfs", "iso9660", "erofs", "cramfs", "romfs" };
	bool writable = !has_option(options, "ro");

	for (size_t i = 0; i < COUNT(read_only); i++)
		writable = writable && !bytes_are(type, read_only[i]);
	FACT(look->facts, mount, .at = at, .device = look_str(look, device), .point = look_str(look, point),
	     .type = look_str(look, type), .options = look_str(look, options), .writable = FLAG_OF(writable));
}

static void fstab_run(struct look *look)
{
	struct conf_row r = { 0 };

	if (!look_text(look, "etc/fstab", &r.rest))
		return;
	while (conf_row(&r))
		if (r.count >= 3)
			say(look, r.f[0], r.f[1], r.f[2], r.f[3], place_line("etc/fstab", r.line));
}

/* name, device, key file, options: what the mapper makes of it is encrypted */
static void crypttab_run(struct look *look)
{
	struct conf_row r = { 0 };

	if (!look_exists(look, "etc/crypttab") || !look_text(look, "etc/crypttab", &r.rest))
		return;
	while (conf_row(&r))
		if (r.count >= 2)
			say(look, r.f[1], bytes_of(look_fmt(look, "/dev/mapper/%s", look_str(look, r.f[0]))), BYTES("crypt"),
			    (struct bytes){ 0 }, place_line("etc/crypttab", r.line));
}

static void unit_file(struct look *look, struct node *n)
{
	struct bytes what = { 0 }, where = { 0 }, type = { 0 }, options = { 0 };
	struct conf_line l = { 0 };
	long line = 0;

	if (!n || n->type != NODE_FILE || !look_text_node(look, n, &l.rest))
		return;
	while (conf_ini(&l)) {
		if (!bytes_are(l.section, "Mount"))
			continue;
		if (bytes_are(l.key, "What"))
			what = l.value;
		else if (bytes_are(l.key, "Type"))
			type = l.value;
		else if (bytes_are(l.key, "Options"))
			options = l.value;
		else if (bytes_are(l.key, "Where")) {
			where = l.value;
			line = l.line;
		}
	}
	if (where.n && wired_unit(look, n->name).on == FLAG_YES)
		say(look, what, where, type, options, place_line(n->path, line));
}

/* mount [-n] [-t type] [-o options] device point */
static void script_line(struct look *look, const struct fact_script *s)
{
	struct bytes rest = bytes_of(s->text), word, type = { 0 }, options = { 0 }, f[2] = { 0 };
	long at = bytes_find(rest, "mount ");
	size_t n = 0;

	if (at < 0 || s->enabled != FLAG_YES)
		return;
	rest = bytes_skip(rest, (size_t)at + 6);
	while (n < 2 && bytes_word(&rest, &word)) {
		if (bytes_are(word, "-t"))
			bytes_word(&rest, &type);
		else if (bytes_are(word, "-o"))
			bytes_word(&rest, &options);
		else if (bytes_begin(word, "-"))
			continue;
		else if (strchr(";&|>", word.at[0]))
			break;
		else
			f[n++] = bytes_unquote(bytes_end(word, ";") ? bytes_first(word, word.n - 1) : word);
	}
	if (n == 2 && f[1].at[0] == '/')
		say(look, f[0], f[1], type, options, s->at);
}

static void mounts_run(struct look *look)
{
	fstab_run(look);
	crypttab_run(look);
	for (struct node **n = look_glob(look, "etc/systemd/system/*.mount"); *n; n++)
		unit_file(look, look_find(look, (*n)->path));
	for (struct node **n = look_glob(look, "usr/lib/systemd/system/*.mount"); *n; n++)
		unit_file(look, look_find(look, (*n)->path));
	FACT_EACH(look->facts, script, s)
		if (strcmp(s->does, "mount") == 0)
			script_line(look, s);
}

const struct probe probe_mounts = {
	.name = "mounts",
	.about = "file systems by fstab, mount units, crypttab and boot scripts",
	.reads = (const char *const[]){ "etc/fstab", "etc/crypttab", "**/systemd/system/*.mount", NULL },
	.run = mounts_run,
};
