/* The first page, what the whole is about, and what is said where there is no page. */
#include "web/pages.h"

#include <stdio.h>
#include <string.h>

#include "web/frame.h"

enum { NEWEST = 5, AHEAD = 4 };

/* --- home --- */

static void write_products(struct visit *v)
{
	struct text *out = &v->page->body;

	for (size_t i = 0; i < v->site->dossier_count; i++) {
		const struct site_dossier *d = &v->site->dossiers[i];
		char path[40];

		snprintf(path, sizeof(path), "/dossier/%zu", d->number);
		markup(out, "<div class=\"gate %s\"><strong>%s</strong> <span>", result_style(d->side.results.gate),
		       d->side.results.gate);
		link_path(v, path, d->title);
		markup(out, ": %zu of %zu points not met, %zu need input</span></div>\n", d->side.results.not_met,
		       d->side.results.points, d->side.results.needs_input);
	}
	if (v->site->dossier_count > 1) {
		text_add(out, "<p>");
		link_path(v, "/portfolio", "All products side by side");
		text_add(out, "</p>\n");
	}
}

static void write_modules(struct visit *v)
{
	struct text *out = &v->page->body;

	markup(out, "<section><h2>%zu modules, %zu questions</h2>\n<ul class=\"tiles\">\n", v->site->faq.module_count,
	       v->site->faq.item_count);
	for (size_t i = 0; i < v->site->faq.module_count; i++) {
		const struct faq_module *m = &v->site->faq.modules[i];

		text_add(out, "<li>");
		link_module(v, m);
		markup(out, "<p>%s</p><span>", m->use);
		count_write(out, m->item_count, "question", "questions");
		text_add(out, "</span>\n");
	}
	text_add(out, "</ul></section>\n");
}

static void write_ahead(struct visit *v)
{
	struct text *out = &v->page->body;
	size_t n = 0;

	text_add(out, "<section><h2>Dates ahead</h2>\n<ul class=\"brief\">\n");
	for (const struct deadline *d = deadlines; d->key && n < AHEAD; d++) {
		if (strcmp(d->date, v->site->law.as_of) <= 0)
			continue;
		n++;
		text_add(out, "<li>");
		date_write(out, d->date);
		text_add(out, " ");
		link_open(v, "/deadlines", d->key);
		markup(out, ">%s</a>\n", d->title);
	}
	text_add(out, "</ul></section>\n");
}

static void write_newest(struct visit *v)
{
	const struct faq *faq = &v->site->faq;
	struct text *out = &v->page->body;
	size_t n = 0;

	text_add(out, "<section><h2>Newest changes</h2>\n<ul class=\"brief\">\n");
	for (size_t i = 0; i < faq->change_count && n < NEWEST; i++) {
		if (!faq->changes[i].item)
			continue;
		n++;
		text_add(out, "<li>");
		date_write(out, faq->changes[i].date);
		text_add(out, " ");
		link_item(v, faq->changes[i].item);
		text_add(out, "\n");
	}
	text_add(out, "</ul><p>");
	link_path(v, "/changes", "All changes");
	text_add(out, "</p></section>\n");
}

bool home_html(struct visit *v)
{
	struct text *out = &v->page->body;

	frame_open(v, &(struct frame){ .title = "Is it secure by default?", .look = "home", .own_heading = true,
				      .own_search = true,
				       .about = "Answers on the EU Cyber Resilience Act, each with the provisions it rests on.",
				       .updated = v->site->faq.updated });
	write_products(v);
	text_add(out, "<h1>Is it secure by default?</h1>\n<p class=\"lead\">Answers on the EU Cyber Resilience Act "
		      "for those who make products: each with its verdict first and the provisions it rests on, law "
		      "before opinion.</p>\n");
	search_box(v, NULL, true);
	write_modules(v);
	text_add(out, "<div class=\"two\">\n");
	write_ahead(v);
	write_newest(v);
	text_add(out, "</div>\n");
	frame_close(v);
	return true;
}

/* --- about --- */

static const struct { const char *weight, *about; } weights[] = {
	{ "law", "binds: the Regulation and the acts based on it." },
	{ "recital", "stands in the Regulation and helps to read it; it does not bind by itself." },
	{ "faq", "is the Commission services' view; it does not bind." },
	{ "guidance", "is the Commission's adopted view under Article 26; it does not bind, but authorities look at "
		      "it." },
	{ "standard", "gives a presumption of conformity once it is cited in the Official Journal." },
};

static const struct { const char *keys, *about; } keys[] = {
	{ "/", "goes to the search box" }, { "↑ ↓", "move through the answers" },
	{ "Enter", "opens the one that is marked, or searches" },
	{ "Esc", "closes the list, then clears the box" },
};

static void write_weights(struct text *out)
{
	text_add(out, "<h2 id=\"weights\">What a citation weighs</h2>\n<dl class=\"words\">\n");
	for (size_t i = 0; i < sizeof(weights) / sizeof(*weights); i++) {
		text_add(out, "<dt>");
		weight_write(out, weights[i].weight);
		markup(out, "</dt><dd>%s</dd>\n", weights[i].about);
	}
	text_add(out, "</dl>\n<p>Drafts and superseded versions are never cited as current. What is marked as our "
		      "reading is ours.</p>\n");
}

static void write_verdicts(struct text *out)
{
	static const char *const about[] = { "The question has this answer for every product.", NULL,
					     "A fact decides; the answer names it.", "Yes, but in few cases.",
					     "Not a question of yes or no." };

	text_add(out, "<h2 id=\"verdicts\">What a verdict means</h2>\n<dl class=\"words\">\n");
	for (size_t i = 0; faq_verdicts[i]; i++)
		markup(out, "<dt><b class=\"v %s\">%s</b></dt><dd>%s</dd>\n", faq_verdicts[i],
		       faq_verdict_text(faq_verdicts[i]),
		       about[i] ? about[i] : about[0]);
	text_add(out, "</dl>\n");
}

static void write_keys(struct text *out)
{
	text_add(out, "<h2 id=\"keyboard\">Keyboard</h2>\n<dl class=\"words\">\n");
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		markup(out, "<dt><kbd>%s</kbd></dt><dd>%s</dd>\n", keys[i].keys, keys[i].about);
	text_add(out, "</dl>\n");
}

bool about_html(struct visit *v)
{
	struct text *out = &v->page->body;

	frame_open(v, &(struct frame){ .title = "About", .nav = "/about",
				       .about = "What cradle decides and what it does not, and how to read its answers." });
	text_add(out, "<p class=\"lead\">cradle tells a manufacturer whether a product is secure by default under the "
		      "EU Cyber Resilience Act, from evidence.</p>\n<h2 id=\"decides\">What it decides</h2>\n<p>The "
		      "law is taken apart into ");
	link_path(v, "/limb", "limbs");
	text_add(out, " that have one answer each. What an image shows and what its maker declares is held against "
		      "them: met, not met, not applicable with a ground that counts, or open with the missing fact "
		      "named.</p>\n"
		      "<h2 id=\"not\">What it does not decide</h2>\n<p>It does not say that a product conforms: the "
		      "assessment of conformity is the maker's, or a notified body's. It looks for no known "
		      "vulnerabilities. Nothing here is legal advice, and no answer has been reviewed by a named "
		      "person yet.</p>\n");
	write_weights(out);
	write_verdicts(out);
	text_add(out, "<h2 id=\"text\">Where the text is</h2>\n<p>The law's text is not part of this site; each "
		      "provision is described in our own words and leads to EUR-Lex. Answers are written from the "
		      "Regulation, the Commission's FAQ and its guidance, each in the version that ");
	link_path(v, "/sources", "the sources");
	text_add(out, " name.</p>\n");
	write_keys(out);
	text_add(out, "<h2 id=\"accessibility\">Accessibility</h2>\n<p>The pages are made to meet WCAG 2.2 at level "
		      "AA. They work without script, with the keyboard alone, at 320 pixels, in print, and in a dark "
		      "colour scheme. Nothing is loaded from elsewhere, and nothing is stored about you.</p>\n");
	frame_close(v);
	return true;
}

/* --- where there is no page --- */

void refusal_html(struct visit *v)
{
	static const struct { int status; const char *title, *text; } refusals[] = {
		{ 400, "That is no address", "The address could not be read." },
		{ 414, "That address is too long", "Ask with fewer words." },
		{ 404, "There is no such page", "It may have been misspelt. Search for it, or look through all "
						"questions." },
	};
	struct text *out = &v->page->body;
	size_t i = 0;

	while (refusals[i].status != v->page->status && refusals[i].status != 404)
		i++;
	frame_open(v, &(struct frame){ .title = refusals[i].title, .own_search = true });
	markup(out, "<p class=\"lead\">%s</p>\n", refusals[i].text);
	if (v->path[0])
		markup(out, "<p class=\"soft\">Asked for: <code>%s</code></p>\n", v->path);
	search_box(v, NULL, true);
	text_add(out, "<p>");
	link_path(v, "/faq", "All questions");
	text_add(out, " · ");
	link_path(v, "/law", "The law, provision by provision");
	text_add(out, "</p>\n");
	frame_close(v);
}

bool missing_file(struct visit *v)
{
	v->page->type = "text/html; charset=utf-8";
	v->path[0] = '\0';
	refusal_html(v);
	return true;
}

void moved_html(struct visit *v)
{
	markup(&v->page->body, "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Moved</title>"
			       "<link rel=\"canonical\" href=\"%s\"></head>\n<body><p>This stands <a "
			       "href=\"%s\">here</a> now.</p></body>\n"
			       "</html>\n", v->page->location, v->page->location);
}
