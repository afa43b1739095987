#include "facts/daemons.h"

#include <stddef.h>

const struct daemon_info daemons[] = {
#define DAEMON(name, programs, packages) { #name, programs, packages },
#include "facts/daemons.def"
#undef DAEMON
	{ NULL, NULL, NULL },
};

const char *daemon_of_program(struct bytes name)
{
	for (const struct daemon_info *d = daemons; d->name; d++) {
		struct bytes rest = bytes_of(d->programs), word;

		while (bytes_word(&rest, &word))
			if (bytes_same(word, name))
				return d->name;
	}
	return NULL;
}
