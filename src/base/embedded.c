#include "base/embedded.h"

#include <string.h>

struct bytes embedded_find(const char *path)
{
	for (const struct embedded *e = embedded_files; e->path; e++)
		if (strcmp(e->path, path) == 0)
			return e->text;
	return (struct bytes){ 0 };
}

const struct yaml *embedded_yaml(struct arena *mem, const char *path, struct err *err)
{
	for (const struct embedded *e = embedded_files; e->path; e++)
		if (strcmp(e->path, path) == 0)
			return e->tree ? e->tree : yaml_load(mem, path, e->text, err);
	err_set(err, ERR_SYSTEM, "'%s' is not part of the program", path);
	return NULL;
}
