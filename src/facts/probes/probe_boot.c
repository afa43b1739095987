/*
 * Whether it can be seen at all what starts. Without an init that we can read,
 * "nothing starts telnetd" is what we failed to see, not what the image does.
 */
#include "facts/look.h"

#include "base/auto.h"
#include "facts/shell.h"

static const char *const places[] = { "sbin/init", "usr/sbin/init", "init", "etc/init", "bin/init", "linuxrc" };

static struct node *init_program(struct look *look)
{
	for (size_t i = 0; i < COUNT(places); i++) {
		struct node *n = look_find(look, places[i]);

		if (n && n->type == NODE_FILE)
			return n;
	}
	return NULL;
}

static bool anything_starts(struct look *look)
{
	FACT_EACH(look->facts, service, s)
		if (s->starts == FLAG_YES)
			return true;
	return false;
}

static void boot_run(struct look *look)
{
	struct node *program = init_program(look);
	enum init init = start_init(look);
	struct bytes text;

	/* a rule's example is a part of an image on purpose */
	if (!look->forced && !program && !look_exists(look, "etc"))
		facts_unreadable(look->facts, "image", NULL, "has neither etc nor an init: it is no whole root file system");
	if (init == INIT_VENDOR && program && !shell_text(look, program, &text))
		look_unreadable(look, program->path, "is an init of the vendor's own: what else it starts cannot be seen");
	else if (init == INIT_UNKNOWN && !anything_starts(look))
		look_unreadable(look, NULL, "has no init that we know, so what starts cannot be seen");
	facts_looked(look->facts, look->probe, "sbin/init", program ? "read" : "absent");
}

const struct probe probe_boot = {
	.name = "boot",
	.about = "whether the init is one whose ways we know",
	.reads = (const char *const[]){ "sbin/init", "usr/sbin/init", "init", "etc/init", "bin/init", "linuxrc", NULL },
	.run = boot_run,
};
