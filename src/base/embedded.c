#include "base/embedded.h"

#include <string.h>

struct bytes embedded_find(const char *path)
{
	for (const struct embedded *e = embedded_files; e->path; e++)
		if (strcmp(e->path, path) == 0)
			return e->text;
	return (struct bytes){ 0 };
}
