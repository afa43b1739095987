/*
 * One self-contained page: a manager reads its top, an engineer clicks from a
 * verdict to what it rests on. No script, nothing loaded from elsewhere; prints,
 * and follows the reader's light or dark setting.
 */
#include "report/formats.h"

#include <inttypes.h>
#include <string.h>

#include "base/embedded.h"
#include "report/html_parts.h"

void html_word(struct text *out, const char *tag, const char *style, const char *text)
{
	text_printf(out, "<%s class=\"%s\">", tag, style);
	text_html(out, text);
	text_printf(out, "</%s>", tag);
}

void html_place(struct text *out, const char *path, int64_t line)
{
	if (!path)
		return;
	text_add(out, "<code>");
	text_html(out, path);
	if (line > 0)
		text_printf(out, ":%" PRId64, line);
	text_add(out, "</code>");
}

void html_term(struct text *out, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	text_printf(out, "<dt>%s</dt><dd>", name);
	text_html(out, value);
	text_add(out, "</dd>\n");
}

static void term_number(struct text *out, const char *name, int64_t value, const char *unit)
{
	text_printf(out, "<dt>%s</dt><dd>%" PRId64 "%s</dd>\n", name, value, unit);
}

/* --- the top --- */

/* What the page is about: the product, else the image. */
static void subject(struct text *out, const struct results *r)
{
	if (!r->declaration) {
		text_html(out, r->image);
		return;
	}
	text_html(out, r->product && *r->product ? r->product : "A product without a name");
	text_add(out, r->product_version && *r->product_version ? " " : "");
	text_html(out, r->product_version ? r->product_version : "");
}

static void write_head(struct text *out, const struct results *r)
{
	struct bytes css = embedded_find("web/report.css");

	text_add(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
		      "<title>");
	subject(out, r);
	text_add(out, ": secure by default?</title>\n<style>\n");
	text_add_bytes(out, css.at, css.n);
	text_add(out, "</style>\n</head>\n<body>\n<header>\n<h1>");
	subject(out, r);
	text_printf(out, "</h1>\n<p class=\"soft\">Is it secure by default? Regulation (EU) 2024/2847, %s</p>\n</header>\n<main>\n",
		    r->declaration ? r->image ? "as far as its declaration and its image show"
					      : "as far as its declaration shows"
				   : "Annex I, Part I, point (2), as far as its image shows");
}

static void write_counts(struct text *out, const struct results *r)
{
	if (r->declaration)
		text_printf(out, "%zu of %zu points are not met, %zu need input, %zu are met, %zu are not owed.", r->not_met,
			    r->points, r->needs_input, r->met, r->exempt);
	else
		text_printf(out, "%zu of %zu limbs are not met, %zu need input.", r->not_met, r->points, r->needs_input);
	if (r->image)
		text_printf(out, "<br>Findings: %zu critical, %zu high, %zu medium, %zu low.", r->fails[4], r->fails[3],
			    r->fails[2], r->fails[1]);
	if (r->accepted)
		text_printf(out, " Accepted for now: %zu.", r->accepted);
}

static void write_gate(struct text *out, const struct results *r)
{
	text_printf(out, "<div class=\"gate %s\"><strong class=\"%s\">%s</strong><div>", result_style(r->gate),
		    result_style(r->gate), r->gate);
	write_counts(out, r);
	text_add(out, "</div></div>\n");
}

static void write_image(struct text *out, const struct results *r)
{
	if (!r->image)
		return;
	text_add(out, "<dl>\n");
	if (r->declaration)
		html_term(out, "Image", r->image);
	html_term(out, r->declaration ? "Format" : "Image", r->format);
	html_term(out, "System", r->os);
	html_term(out, "SHA-256", r->image_sha256);
	term_number(out, "Entries", r->entries, "");
	term_number(out, "Packages", (int64_t)r->counted.packages, "");
	text_printf(out, "<dt>Services</dt><dd>%zu, of which %zu start by default</dd>\n", r->counted.services,
		    r->counted.starting);
	text_printf(out, "<dt>Open addresses</dt><dd>%zu beyond loopback</dd>\n", r->counted.open);
	html_term(out, "Assessed as of", r->as_of);
	html_term(out, "Note", r->note);
	if (r->refused)
		term_number(out, "Left out", r->refused, " entries whose path leads out of the image");
	text_add(out, "</dl>\n");
}

static void write_declaration(struct text *out, const struct results *r)
{
	html_answers(out, r);
	html_against(out, r);
	html_questions(out, r);
	html_apart(out, r);
	html_table(out, r);
	text_add(out, "<h2 id=\"about\">What was looked at</h2>\n<dl>\n");
	html_term(out, "Declaration", r->declaration);
	if (!r->image)
		html_term(out, "Assessed as of", r->as_of);
	text_add(out, "</dl>\n");
	write_image(out, r);
}

int report_html(const struct results *r, const struct report_options *o, struct text *out, struct err *err)
{
	(void)o;
	write_head(out, r);
	write_gate(out, r);
	if (r->declaration) {
		write_declaration(out, r);
	} else {
		write_image(out, r);
		html_limbs(out, r);
	}
	if (r->image)
		html_listeners(out, r);
	html_cards(out, r);
	html_declared(out, r);
	if (r->image) {
		html_others(out, r);
		text_add(out, "<h2 id=\"passed\">Rules that found nothing</h2>\n");
		html_passed(out, r);
	}
	text_add(out, "</main>\n<footer class=\"notice\"><p>cradle decides about facts. A pass is not conformity, and nothing "
		      "here is legal advice. “Law” is binding text; a recital helps to read it; FAQ and guidance are the "
		      "Commission's view; the reasons are our reading.</p>\n<p>cradle ");
	text_html(out, r->tool);
	if (r->rules)
		text_printf(out, ", rules %.16s", r->rules);
	if (r->decisions)
		text_printf(out, ", decisions %.16s", r->decisions);
	text_add(out, "</p></footer>\n</body>\n</html>\n");
	return 0;
}
