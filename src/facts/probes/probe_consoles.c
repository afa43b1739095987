/*
 * Who may log in on a terminal, and where a shell waits without asking: on a
 * terminal, on a port, or in a file that others can write. Runs behind the start systems: their services are what it looks at.
 */
#include "facts/look.h"

#include <string.h>

#include "facts/consoles.h"
#include "facts/doors.h"

static void consoles_run(struct look *look)
{
	FACT_EACH(look->facts, service, s) {
		console_note(look, s);
		door_note(look, s);
	}
	facts_looked(look->facts, look->probe, "etc", look_exists(look, "etc") ? "read" : "absent");
}

const struct probe probe_consoles = {
	.name = "consoles",
	.about = "logins and shells on consoles and serial lines",
	.run = consoles_run,
};
