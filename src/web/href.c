#include "web/route.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/auto.h"

/* How many folders the file of this page lies below the top. */
static size_t depth(const char *path)
{
	size_t n = 0;

	for (; *path; path++)
		n += *path == '/' && path[1];
	return n;
}

/* Does the path name a file? Keys of limbs have dots, too. */
static bool is_named(const char *path)
{
	static const char *const ends[] = { ".json", ".md", ".css", ".js", ".svg", ".xml", ".atom", ".ics", ".txt",
					   ".html" };

	for (size_t i = 0; i < COUNT(ends); i++)
		if (bytes_end(bytes_of(path), ends[i]))
			return true;
	return strncmp(path, "/dossier/", 9) == 0 && strstr(path, "/report/");
}

/* "/faq/x" of a page at "/law" is "../faq/x/index.html". */
static void href_file(struct text *out, const struct visit *v, const char *path)
{
	bool absolute = v->form != FORM_HTML;

	for (size_t i = depth(v->path); !absolute && i > 0; i--)
		text_add(out, "../");
	text_html(out, absolute ? path : path + 1);
	if (!is_named(path))
		text_printf(out, "%sindex.html", path[1] ? "/" : "");
}

void href_path(struct text *out, const struct visit *v, const char *path, const char *fragment)
{
	if (v->site->options.files)
		href_file(out, v, path);
	else
		text_html(out, path);
	if (fragment) {
		text_char(out, '#');
		text_html(out, fragment);
	}
}

__attribute__((format(printf, 4, 5)))
static void href_to(struct text *out, const struct visit *v, const char *fragment, const char *format, ...)
{
	char path[VISIT_PATH];
	va_list args;

	va_start(args, format);
	vsnprintf(path, sizeof(path), format, args);
	va_end(args);
	href_path(out, v, path, fragment);
}

void href_item(struct text *out, const struct visit *v, const struct faq_item *item)
{
	href_to(out, v, NULL, "/faq/%s", item->id);
}

void href_card(struct text *out, const struct visit *v, const struct faq_item *item)
{
	size_t part = site_part(v->site, item);

	if (part > 1)
		href_to(out, v, item->slug, "/faq/%s/part/%zu", item->module->id, part);
	else
		href_to(out, v, item->slug, "/faq/%s", item->module->id);
}

void href_module(struct text *out, const struct visit *v, const struct faq_module *module)
{
	href_to(out, v, NULL, "/faq/%s", module->id);
}

void href_provision(struct text *out, const struct visit *v, const struct provision *p)
{
	href_to(out, v, NULL, "/law/%s", p->id);
}

void href_limb(struct text *out, const struct visit *v, const struct limb *limb)
{
	href_to(out, v, NULL, "/limb/%s", limb->key);
}

void path_item(struct text *out, const struct faq_item *item)
{
	text_printf(out, "/faq/%s", item->id);
}

void path_provision(struct text *out, const struct provision *p)
{
	text_printf(out, "/law/%s", p->id);
}

void path_limb(struct text *out, const struct limb *limb)
{
	text_printf(out, "/limb/%s", limb->key);
}

/* --- where the text itself is --- */

/* "art-13-8" is "art_13", "recital-56" "rct_56", "annex-1-part-1-2" "anx_I" */
static bool eurlex_anchor(struct text *out, const char *id)
{
	static const char *const roman[] = { "", "I", "II", "III", "IV", "V", "VI", "VII", "VIII" };
	unsigned n;

	if (sscanf(id, "art-%u", &n) == 1)
		text_printf(out, "#art_%u", n);
	else if (sscanf(id, "recital-%u", &n) == 1)
		text_printf(out, "#rct_%u", n);
	else if (sscanf(id, "annex-%u", &n) == 1 && n < COUNT(roman))
		text_printf(out, "#anx_%s", roman[n]);
	else
		return false;
	return true;
}

bool provision_official(struct text *out, const struct provision *p)
{
	static const struct { const char *source, *address; } acts[] = {
		{ "cra-2024-2847", "https://eur-lex.europa.eu/eli/reg/2024/2847/oj/eng" },
		{ "reg-2025-327", "https://eur-lex.europa.eu/eli/reg/2025/327/oj/eng" },
		{ "dr-2025-1535", "https://eur-lex.europa.eu/eli/reg_del/2025/1535/oj/eng" },
		{ "ir-2025-2392", "https://eur-lex.europa.eu/eli/reg_impl/2025/2392/oj/eng" },
		{ "dr-2026-881", "https://eur-lex.europa.eu/eli/reg_del/2026/881/oj/eng" },
	};

	for (size_t i = 0; i < COUNT(acts); i++)
		if (strcmp(acts[i].source, p->source->id) == 0) {
			text_add(out, acts[i].address);
			if (i == 0)
				eurlex_anchor(out, p->id);
			return true;
		}
	return false;
}
