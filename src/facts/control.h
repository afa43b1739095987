/*
 * control.h - stanzas of "Field: value" lines with an empty line between them
 * (deb-control(5)): dpkg, opkg, apk's installed database, Yocto's manifests.
 *
 *	struct control c = { .rest = file };
 *
 *	while (control_next(&c))
 *		... control_field(&c, "Package"), c.line ...
 */
#ifndef CRADLE_FACTS_CONTROL_H
#define CRADLE_FACTS_CONTROL_H

#include "base/bytes.h"

struct control {
	struct bytes rest;		/* set it to the file, once */
	struct bytes stanza;
	long line;			/* the stanza's first */
	long next;			/* its own: line that 'rest' begins with, less one */
};

bool control_next(struct control *c);

/* The value on the field's line, trimmed; its folded lines are left out. Empty when there is none. */
struct bytes control_field(const struct control *c, const char *name);

#endif
