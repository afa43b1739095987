#include "facts/daemons.h"

#include <stddef.h>
#include <stdint.h>

#include "base/names.h"

const struct daemon_info daemons[] = {
#define DAEMON(name, programs, packages) { #name, programs, packages },
#include "facts/daemons.def"
#undef DAEMON
	{ NULL, NULL, NULL },
};

/* Every program's daemon. Scripts of an image ask for each of their words, so it is not searched. */
static const struct names *programs(void)
{
	static struct arena mem = { .about = "known programs" };
	static struct names known = { .mem = &mem };

	for (const struct daemon_info *d = known.count ? NULL : daemons; d && d->name; d++) {
		struct bytes rest = bytes_of(d->programs), word;

		while (bytes_word(&rest, &word)) {
			void **at = names_at(&known, word);

			if (!*at)
				*at = (void *)(uintptr_t)d;
		}
	}
	return &known;
}

const char *daemon_of_program(struct bytes name)
{
	const struct daemon_info *d = names_find(programs(), name);

	return d ? d->name : NULL;
}
