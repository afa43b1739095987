/*
 * The reports of a product as files: every format of reports[] but those that a
 * server cannot print (a PDF embeds fonts, and a server opens no file).
 */
#include "web/pages.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "web/product.h"

static const struct { const char *suffix, *type; } types[] = {
	{ "txt", "text/plain; charset=utf-8" }, { "json", "application/json" }, { "html", "text/html; charset=utf-8" },
	{ "md", "text/markdown; charset=utf-8" }, { "csv", "text/csv; charset=utf-8" }, { "xml", "application/xml" },
	{ "sarif", "application/sarif+json" },
};

static const char *type_of(const struct report *report)
{
	for (size_t i = 0; i < COUNT(types); i++)
		if (strcmp(types[i].suffix, report->suffix) == 0)
			return types[i].type;
	return "application/octet-stream";
}

/* "techdoc.html", of techdoc-html, too. */
static const char *file_of(const struct report *report, char out[80])
{
	size_t n = strlen(report->name);

	if (report_medium(report))
		n -= strlen(report->suffix) + 1;
	snprintf(out, 80, "%.*s.%s", (int)n, report->name, report->suffix);
	return out;
}

/* The first with this name is the one: techdoc prints a medium of its own, too. */
static const struct report *report_of(const char *file)
{
	char name[80];

	for (const struct report *r = reports; r->name; r++)
		if (strcmp(file_of(r, name), file) == 0)
			return r;
	return NULL;
}

static bool is_for_serving(const struct report *report)
{
	char name[80];

	return strcmp(report->suffix, "pdf") != 0 && report_of(file_of(report, name)) == report;
}

static int written(const struct site_dossier *d, const struct report *report, struct text *out)
{
	const struct report_options options = { .columns = 80 };
	struct err err = { 0 };

	out->limit = LIMIT_REPORT;
	return report_write(report, &d->side.results, &options, out, &err) != 0 || out->failed ? -1 : 0;
}

/*
 * In static files a link must lead to a file, so it is tried; and so it is where there is no image, because formats
 * about one don't say before that they want it. Nobody else sees what is kept: each thread has its site.
 */
static bool is_offered(const struct site *site, const struct site_dossier *d, const struct report *report, struct text *why)
{
	signed char *offer = &d->offers[report - reports];
	struct text out = { 0 };

	if (!is_for_serving(report) || (report->refuse && report->refuse(&d->side.results, why)))
		return false;
	if (!site->options.files && d->side.results.image)
		return true;
	if (*offer == 0)
		*offer = written(d, report, &out) == 0 ? 1 : -1;
	text_free(&out);
	return *offer > 0;
}

/* --- the list --- */

static void write_refusal(struct text *out, const struct report *report, struct text *why)
{
	struct bytes rest = bytes_of(why->at ? why->at : ""), line;

	markup(out, "<li><b>%s</b> %s<br><span>Not written for this product:", report->name, report->about);
	while (bytes_line(&rest, &line)) {
		text_add(out, " ");
		markup_bytes(out, line);
	}
	text_add(out, "</span>\n");
}

static void write_download(struct visit *v, const struct site_dossier *d, const struct report *report)
{
	struct text *out = &v->page->body, why = { 0 };
	char name[80], path[VISIT_PATH];

	if (is_offered(v->site, d, report, &why)) {
		snprintf(path, sizeof(path), "/dossier/%zu/report/%s", d->number, file_of(report, name));
		text_add(out, "<li>");
		link_open(v, path, NULL);
		markup(out, " download>%s</a> %s\n", name, report->about);
	} else if (why.n) {
		write_refusal(out, report, &why);
	}
	text_free(&why);
}

static bool prints_pdf(void)
{
	for (const struct report *r = reports; r->name; r++)
		if (strcmp(r->suffix, "pdf") == 0)
			return true;
	return false;
}

void product_downloads(struct visit *v, const struct site_dossier *d)
{
	struct text *out = &v->page->body;

	text_add(out, "<section><h2 id=\"files\">Documents and data to keep</h2>\n<ul class=\"lines\">\n");
	for (const struct report *r = reports; r->name; r++)
		write_download(v, d, r);
	text_add(out, "</ul>\n");
	if (prints_pdf())
		text_add(out, "<p class=\"soft\">PDFs are printed by the command line: <code>cradle report FORMAT DOSSIER -o "
			      "FILE.pdf</code></p>\n");
	text_add(out, "</section>\n");
}

/* --- a file --- */

/* "Gateway-2.1-techdoc.html": nothing in it means anything to a header, a shell or a disk. */
static void name_write(char out[80], const struct site_dossier *d, const char *file)
{
	size_t n = 0;

	for (const char *p = d->title; *p && n < 30; p++)
		if (isalnum((unsigned char)*p) || (n && (*p == '.' || *p == '-')))
			out[n++] = *p;
		else if (n && out[n - 1] != '-')
			out[n++] = '-';
	while (n && (out[n - 1] == '-' || out[n - 1] == '.'))
		n--;
	snprintf(out + n, 80 - n, "%s%.40s", n ? "-" : "", file);
}

bool download_file(struct visit *v)
{
	const struct site_dossier *d = visit_dossier(v);
	const struct report *report = d ? report_of(v->parts[1]) : NULL;
	struct text why = { 0 };
	bool is = report && is_offered(v->site, d, report, &why);

	text_free(&why);
	if (!is || written(d, report, &v->page->body) != 0)
		return false;
	v->page->type = type_of(report);
	name_write(v->page->save_as, d, v->parts[1]);
	return true;
}

int download_each(struct site *site, const struct route_paths *to, struct err *err)
{
	char name[80];

	for (size_t i = 0; i < site->dossier_count; i++)
		for (const struct report *r = reports; r->name; r++) {
			struct text why = { 0 };
			bool is = is_offered(site, &site->dossiers[i], r, &why);

			text_free(&why);
			if (is && route_path(to, err, "/dossier/%zu/report/%s", site->dossiers[i].number, file_of(r, name)) != 0)
				return -1;
		}
	return 0;
}
