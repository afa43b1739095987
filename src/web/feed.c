/*
 * What changed, as Atom (RFC 4287). The id of an entry is a UUID (RFC 9562,
 * version 8) made from the item's id and the hash of that version: the same on
 * every site, and nobody's domain is claimed for it.
 */
#include <stdio.h>
#include <string.h>

#include "base/sha256.h"
#include "web/twin.h"

enum { ENTRIES = 200 };			/* of the feed of everything; /changes.json has them all */

static void uuid_write(struct text *out, const char *what, const char *id, const char *hash)
{
	struct text name = { 0 };
	char hex[SHA256_HEX];

	text_printf(&name, "cradle %s\n%s\n%s\n", what, id, hash);
	sha256_of(name.at, name.n, hex);
	text_printf(out, "<id>urn:uuid:%.8s-%.4s-8%.3s-a%.3s-%.12s</id>\n", hex, hex + 8, hex + 12, hex + 15, hex + 18);
	text_free(&name);
}

static void element(struct text *out, const char *name, const char *value)
{
	text_printf(out, "<%s>", name);
	text_html(out, value);
	text_printf(out, "</%s>\n", name);
}

static void date_element(struct text *out, const char *name, const char *date)
{
	text_printf(out, "<%s>%sT00:00:00Z</%s>\n", name, date, name);
}

/* Absolute where there is an origin, else relative to the feed. */
static void address(struct visit *v, const char *path)
{
	struct text *out = &v->page->body;

	if (v->site->options.origin)
		text_html(out, v->site->options.origin);
	else
		twin_top(out, v);
	text_html(out, v->site->options.origin ? path : path[1] ? path + 1 : "./");
}

static void link_element(struct visit *v, const char *rel, const char *type, const char *path)
{
	struct text *out = &v->page->body;

	text_printf(out, "<link rel=\"%s\" type=\"%s\" href=\"", rel, type);
	address(v, path);
	text_add(out, "\"/>\n");
}

static bool wanted(const struct faq_change *c, const struct faq_module *only)
{
	size_t n = only ? strlen(only->id) : 0;

	return !only || (strncmp(c->id, only->id, n) == 0 && c->id[n] == '/');
}

static void entry(struct visit *v, const struct faq_change *c)
{
	struct text *out = &v->page->body;
	char path[VISIT_PATH];

	text_add(out, "<entry>\n");
	element(out, "title", c->item ? c->item->question : c->id);
	uuid_write(out, "item", c->id, c->hash);
	date_element(out, "updated", c->date);
	if (c->item) {
		date_element(out, "published", c->item->published);
		snprintf(path, sizeof(path), "/faq/%s", c->item->id);
		link_element(v, "alternate", "text/html", path);
		text_printf(out, "<category term=\"%s\"/>\n<category term=\"%s\"/>\n", c->item->module->id, c->item->verdict);
	}
	text_add(out, "<summary>");
	text_html(out, c->what);
	text_add(out, c->item ? ": " : "");
	text_html(out, c->item ? c->item->brief : "");
	text_add(out, "</summary>\n</entry>\n");
}

static bool feed(struct visit *v, const struct faq_module *only, const char *title, const char *of)
{
	const struct faq *faq = &v->site->faq;
	struct text *out = &v->page->body;
	size_t count = 0;

	v->page->type = "application/atom+xml; charset=utf-8";
	text_add(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\n");
	element(out, "title", title);
	uuid_write(out, "feed", only ? only->id : "", "");
	date_element(out, "updated", only ? only->updated : faq->updated);
	text_add(out, "<author><name>The cradle project</name></author>\n<generator version=\"" CRADLE_VERSION "\">cradle</generator>\n");
	link_element(v, "self", "application/atom+xml", v->path);
	link_element(v, "alternate", "text/html", of);
	for (size_t i = 0; i < faq->change_count && count < ENTRIES; i++)
		if (wanted(&faq->changes[i], only)) {
			entry(v, &faq->changes[i]);
			count++;
		}
	text_add(out, "</feed>\n");
	return true;
}

bool changes_feed(struct visit *v)
{
	return feed(v, NULL, "cradle: changes of the answers", "/changes");
}

bool module_feed(struct visit *v)
{
	const struct faq_module *m = faq_module(&v->site->faq, bytes_of(v->parts[0]));
	char title[256], of[VISIT_PATH];

	if (!m)
		return false;
	snprintf(title, sizeof(title), "cradle: changes of %s", m->title);
	snprintf(of, sizeof(of), "/faq/%s", m->id);
	return feed(v, m, title, of);
}

int module_feed_each(struct site *site, const struct route_paths *to, struct err *err)
{
	for (size_t i = 0; i < site->faq.module_count; i++)
		if (route_path(to, err, "/faq/%s/changes.atom", site->faq.modules[i].id) != 0)
			return -1;
	return 0;
}
