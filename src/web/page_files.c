/* What the pages load: the style sheet, the script, the icon. */
#include "web/pages.h"

#include "base/embedded.h"

static bool embedded_file(struct visit *v, const char *path, const char *type)
{
	struct bytes file = embedded_find(path);

	v->page->type = type;
	text_add_bytes(&v->page->body, file.at, file.n);
	return file.n > 0;
}

bool style_file(struct visit *v)
{
	return embedded_file(v, "web/site.css", "text/css; charset=utf-8");
}

bool script_file(struct visit *v)
{
	return embedded_file(v, "web/site.js", "text/javascript; charset=utf-8");
}

bool icon_file(struct visit *v)
{
	return embedded_file(v, "web/icon.svg", "image/svg+xml");
}
