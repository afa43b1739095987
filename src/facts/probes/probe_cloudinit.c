/*
 * cloud-init makes accounts at first boot from files of the image: passwords
 * in them are the same on every unit. Later files of cloud.cfg.d win.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "facts/conf.h"

static const char *const patterns[] = {
	"etc/cloud/cloud.cfg", "etc/cloud/cloud.cfg.d/*.cfg", "var/lib/cloud/seed/*/user-data", "boot/user-data",
	"boot/firmware/user-data",
};

/* The value of a secret is not kept; the others are booleans. */
static const struct { const char *key; bool secret; } keys[] = {
	{ "plain_text_passwd", true }, { "hashed_passwd", true }, { "passwd", true }, { "chpasswd", true },
	{ "password", true }, { "lock_passwd", false }, { "ssh_pwauth", false },
};

static void line_read(struct look *look, struct bytes line, struct place at)
{
	struct bytes key, value;

	line = bytes_trim(line);
	if (bytes_begin(line, "- "))
		line = bytes_trim(bytes_skip(line, 2));
	if (line.n == 0 || line.at[0] == '#' || !bytes_cut(line, ':', &key, &value))
		return;
	value = bytes_unquote(value);
	for (size_t i = 0; i < COUNT(keys); i++) {
		if (!bytes_are(key, keys[i].key))
			continue;
		FACT(look->facts, setting, .at = at, .daemon = "cloud-init", .scope = "", .key = keys[i].key,
		     .value = keys[i].secret ? "(set)" : conf_bool(value, false) ? "yes" : "no", .state = "effective",
		     .source = "file");
	}
}

/* A later file's ssh_pwauth replaces the earlier one's. */
static void overrule(struct look *look)
{
	struct fact_setting *last = NULL;

	FACT_EACH(look->facts, setting, s) {
		if (strcmp(s->daemon, "cloud-init") != 0 || strcmp(s->key, "ssh_pwauth") != 0)
			continue;
		if (last)
			last->state = "overridden";
		last = s;
	}
}

static void cloudinit_run(struct look *look)
{
	for (size_t i = 0; i < COUNT(patterns); i++) {
		struct node **n = look_glob(look, patterns[i]);

		if (!*n)
			facts_looked(look->facts, look->probe, patterns[i], "absent");
		for (; *n; n++) {
			struct node *file = look_find(look, (*n)->path);
			struct bytes text, line;
			long number = 0;

			if (!file || file->type != NODE_FILE || !look_text_node(look, file, &text))
				continue;
			while (bytes_line(&text, &line))
				line_read(look, line, place_line(file->path, ++number));
		}
	}
	overrule(look);
}

const struct probe probe_cloudinit = {
	.name = "cloud-init",
	.about = "accounts and passwords that cloud-init makes at first boot",
	.reads = (const char *const[]){
		"etc/cloud/**", "var/lib/cloud/seed/**", "boot/user-data", "boot/firmware/user-data", NULL,
	},
	.run = cloudinit_run,
};
