#include "facts/control.h"

#include <string.h>

bool control_next(struct control *c)
{
	struct bytes line, from = { 0 };

	while (bytes_line(&c->rest, &line)) {
		c->next++;
		if (bytes_trim(line).n) {
			if (!from.at) {
				from.at = line.at;
				c->line = c->next;
			}
			from.n = (size_t)(line.at + line.n - from.at);
		} else if (from.at) {
			break;
		}
	}
	c->stanza = from;
	return from.at != NULL;
}

struct bytes control_field(const struct control *c, const char *name)
{
	struct bytes rest = c->stanza, line;
	size_t n = strlen(name);

	while (bytes_line(&rest, &line))
		if (line.n > n && line.at[n] == ':' && bytes_begin_nocase(line, name))
			return bytes_trim(bytes_skip(line, n + 1));
	return (struct bytes){ 0 };
}
