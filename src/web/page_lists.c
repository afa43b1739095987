/* Sources, deadlines, changes. */
#include "web/pages.h"

#include <string.h>

#include "web/frame.h"

/* --- sources --- */

static void write_source(struct visit *v, const struct site_source *at)
{
	const struct law_source *s = at->source;
	struct text *out = &v->page->body;

	markup(out, "<article class=\"c\" id=\"%s\"><h2>%s</h2>\n<p>%s</p>\n<dl class=\"facts\"><div><dt>Cited "
		    "as</dt><dd>", s->id, s->title,
	       s->about);
	if (law_provision(&v->site->law, s->id))
		link_provision(v, law_provision(&v->site->law, s->id));
	else
		markup(out, "%s", s->citation);
	text_add(out, "</dd></div><div><dt>Weight</dt><dd>");
	weight_write(out, s->weight);
	markup(out, "</dd></div><div><dt>Version</dt><dd>%s</dd></div><div><dt>Date</dt><dd>", s->version);
	date_write(out, s->date);
	markup(out, "</dd></div><div><dt>Status</dt><dd>%s%s", s->status, s->secondary ? ", known from others" : "");
	if (s->superseded_by) {
		text_add(out, " by ");
		link_source(v, s->superseded_by);
	}
	markup(out, "</dd></div><div><dt>Licence</dt><dd>%s</dd></div><div><dt>Used</dt><dd>", s->licence);
	count_write(out, at->uses, "citation", "citations");
	text_add(out, "</dd></div></dl></article>\n");
}

bool sources_html(struct visit *v)
{
	struct text *out = &v->page->body;

	frame_open(v, &(struct frame){ .title = "Sources", .nav = "/sources", .updated = v->site->law.as_of,
				       .about = "Every source with its version, date, weight, status, licence and use." });
	markup(out, "<p class=\"lead\">%zu sources, each with the version that is cited. What is superseded or a "
		    "draft is listed so that citations of it can be understood, and says so wherever it is "
		    "shown.</p>\n", v->site->law.source_count);
	for (size_t i = 0; i < v->site->law.source_count; i++)
		write_source(v, &v->site->index->sources[i]);
	frame_close(v);
	return true;
}

/* --- deadlines --- */

bool deadlines_html(struct visit *v)
{
	struct text *out = &v->page->body;

	frame_open(v, &(struct frame){ .title = "Deadlines", .nav = "/deadlines", .updated = v->site->law.as_of,
				       .about = "The dates of the Cyber Resilience Act, each with the provision that sets it." });
	text_add(out, "<p class=\"lead\">The dates of the Regulation, each with the provision that sets it.");
	for (const struct route *r = routes; r->pattern; r++)
		if (strcmp(r->pattern, "/deadlines.ics") == 0) {
			text_add(out, " ");
			link_path(v, r->pattern, "As a calendar");
		}
	text_add(out, "</p>\n<ol class=\"dates\">\n");
	for (const struct deadline *d = deadlines; d->key; d++) {
		const struct provision *p = law_provision(&v->site->law, d->provision);

		markup(out, "<li id=\"%s\"", d->key);
		markup_if(out, strcmp(d->date, v->site->law.as_of) > 0, " class=\"ahead\"");
		text_add(out, "><div>");
		date_write(out, d->date);
		markup(out, "</div><div><h2>%s</h2><p>%s ", d->title, d->about);
		if (p)
			link_provision(v, p);
		text_add(out, "</p></div>\n");
	}
	text_add(out, "</ol>\n<p>What is still ahead of the knowledge of ");
	date_write(out, v->site->law.as_of);
	text_add(out, " is marked. The 24 and 72 hours of Article 14 for a case of your own: <code>cradle "
		      "clock</code></p>\n");
	frame_close(v);
	return true;
}

/* --- changes --- */

bool changes_html(struct visit *v)
{
	const struct faq *faq = &v->site->faq;
	struct text *out = &v->page->body;

	frame_open(v, &(struct frame){ .title = "Changes", .nav = "/changes", .updated = faq->updated,
				       .about = "Every version of every answer, newest first." });
	markup(out, "<p class=\"lead\">Every version of every answer, newest first. A date moves when, and only when, "
		    "the content does: each line carries the hash of what it says.</p>\n<p>%zu "
		    "versions.</p>\n", faq->change_count);
	for (size_t i = 0; i < faq->change_count; i++) {
		const struct faq_change *c = &faq->changes[i];

		if (i == 0 || strcmp(faq->changes[i - 1].date, c->date) != 0) {
			text_add(out, i ? "</ul>\n<h2>" : "<h2>");
			date_write(out, c->date);
			text_add(out, "</h2>\n<ul class=\"lines\">\n");
		}
		text_add(out, "<li>");
		if (c->item)
			link_item(v, c->item);
		else
			markup(out, "%s (gone)", c->id);
		markup(out, " <span>%s <code>", c->what);
		markup_bytes(out, bytes_first(bytes_of(c->hash), 12));
		text_add(out, "</code></span>\n");
	}
	text_add(out, faq->change_count ? "</ul>\n" : "");
	frame_close(v);
	return true;
}
