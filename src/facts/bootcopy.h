/*
 * bootcopy.h - passwd and shadow that a boot script puts into place.
 *
 * Where etc is read-only, etc/passwd is a link into a tmpfs and a script fills
 * it at boot: "cp /usr/etc/passwd /var/passwd", "cat A > B", "ln -s A B" or
 * "echo 'root::0:0::/:/bin/sh' > B". Whoever reads only etc/passwd sees nothing.
 *
 *	for (const struct bootcopy *c = bootcopy_find(look); c->target; c++)
 *		... c->source ...
 */
#ifndef CRADLE_FACTS_BOOTCOPY_H
#define CRADLE_FACTS_BOOTCOPY_H

#include "facts/look.h"

struct bootcopy {
	const char *file;		/* "passwd" or "shadow" */
	const char *target;		/* NULL ends the list */
	const char *source;		/* a file of the image, or NULL */
	struct bytes text;		/* the lines that are written, where the script has them itself */
	struct place at;		/* the line of the script */
};

/* Where such scripts are: patterns for a probe's .reads and for look_glob(). */
#define BOOTCOPY_READS \
	"etc/init.d/*", "etc/rc.d/*", "etc/rc*", "etc/rcS.d/*", "etc/init/*.sh", "etc/*.sh", "etc_ro/*", \
	"etc_ro/init.d/*", "usr/etc/rc*", "usr/etc/init.d/*", "sbin/rc*", "sbin/*.sh", "usr/sbin/*.sh", \
	"usr/bin/*.sh", "bin/*.sh", "etc/preinit", "lib/preinit/*", "etc/uci-defaults/*", "init", "linuxrc", \
	"app/*.sh", "home/*.sh", "mnt/*.sh", "opt/*.sh", "usr/*.sh"

const struct bootcopy *bootcopy_find(struct look *look);

#endif
