#include "web/web.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "base/sha256.h"
#include "web/pages.h"
#include "web/request.h"

static const struct { enum form form; const char *type; } types[] = {
	{ FORM_HTML, "text/html; charset=utf-8" },
	{ FORM_JSON, "application/json" },
	{ FORM_MARKDOWN, "text/markdown; charset=utf-8" },
};

static const char *form_type(enum form form)
{
	for (size_t i = 0; i < COUNT(types); i++)
		if (types[i].form == form)
			return types[i].type;
	return types[0].type;
}

bool visit_move(struct visit *v, const char *path)
{
	struct text to = { .limit = sizeof(v->page->location) - 1 };

	if (v->site->options.files)
		href_path(&to, &(struct visit){ .site = v->site, .form = FORM_FILE }, path, NULL);
	else
		text_printf(&to, "%s%s", path, form_suffix(v->form));
	v->page->status = to.failed ? 404 : 301;
	snprintf(v->page->location, sizeof(v->page->location), "%s", to.failed ? "" : to.at);
	text_free(&to);
	return true;
}

static bool write_form(struct visit *v)
{
	switch (v->form) {
	case FORM_FILE: return v->route->file(v);
	case FORM_JSON: return v->route->json(v);
	case FORM_MARKDOWN: return v->route->markdown(v);
	default: return v->route->html(v);
	}
}

/* Does it depend on the query? */
static bool asks(const struct visit *v)
{
	for (size_t i = 0; v->route->asks && i < v->query_count; i++)
		if (bytes_among(bytes_of(v->query[i].name), v->route->asks))
			return true;
	return false;
}

static void set_etag(struct page *page)
{
	char hex[SHA256_HEX];

	sha256_of(page->body.at, page->body.n, hex);
	snprintf(page->etag, sizeof(page->etag), "\"%.32s\"", hex);
}

/* What cannot be answered is a page as well. */
static void refuse(struct visit *v, int status)
{
	page_free(v->page);
	v->page->status = status;
	v->page->type = form_type(FORM_HTML);
	v->form = FORM_FILE;			/* it may stand at any depth */
	refusal_html(v);
}

void site_answer(struct site *site, struct bytes target, struct page *page)
{
	struct visit v = { .site = site, .page = page };
	int status = request_read(&v, target);

	*page = (struct page){ .body = { .limit = LIMIT_REPORT } };
	if (status == 301)
		visit_move(&v, v.path);
	if (status != 200 && status != 301) {
		refuse(&v, status);
		return;
	}
	if (status == 200) {
		page->status = 200;
		page->type = form_type(v.form);
		if (!write_form(&v) || page->body.failed || page->status == 404) {
			refuse(&v, 404);
			return;
		}
		page->fixed = !v.route->live && !asks(&v);
	}
	if (page->status == 301) {
		page->type = form_type(FORM_HTML);
		moved_html(&v);
	} else if (page->fixed) {
		set_etag(page);
	}
}

void page_free(struct page *page)
{
	text_free(&page->body);
	*page = (struct page){ 0 };
}

/* --- every page there is --- */

struct paths {
	char **list;
	size_t count, room;
	const struct route *route;
	struct arena mem;
};

static void paths_add(struct paths *p, const char *path, const char *suffix)
{
	ARENA_ROOM(&p->mem, p->list, p->count, p->room);
	p->list[p->count++] = arena_printf(&p->mem, "%s%s", path, suffix);
}

static int on_path(void *self, const char *path, struct err *err)
{
	struct paths *p = self;
	const char *twin = path[1] ? path : "/index";

	(void)err;
	if (p->route->html || p->route->file)
		paths_add(p, path, "");
	if (p->route->json)
		paths_add(p, twin, ".json");
	if (p->route->markdown)
		paths_add(p, twin, ".md");
	return 0;
}

int route_path(const struct route_paths *to, struct err *err, const char *format, ...)
{
	char path[VISIT_PATH];
	va_list args;

	va_start(args, format);
	vsnprintf(path, sizeof(path), format, args);
	va_end(args);
	return to->path(to->self, path, err);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int paths_collect(struct site *site, struct paths *p, struct err *err)
{
	const struct route_paths to = { on_path, p };

	for (p->route = routes; p->route->pattern; p->route++) {
		if (p->route->live)
			continue;
		if (p->route->each ? p->route->each(site, &to, err) != 0
				   : !strchr(p->route->pattern, '{') && on_path(p, p->route->pattern, err) != 0)
			return -1;
	}
	qsort(p->list, p->count, sizeof(*p->list), by_name);
	return 0;
}

int site_each(struct site *site, int (*path)(void *self, const char *path, struct err *err), void *self,
	      struct err *err)
{
	struct paths p = { .mem = { .about = "the site's paths" } };
	int code = paths_collect(site, &p, err);

	for (size_t i = 0; code == 0 && i < p.count; i++)
		code = path(self, p.list[i], err);
	arena_free(&p.mem);
	return code;
}
