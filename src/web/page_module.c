/*
 * A module: what it is about, its cards by section, what it rests on, and its
 * workflow. A long one is divided (route.h); /all has it whole, and so has
 * ?q=, which leaves only the cards that answer.
 */
#include "web/pages.h"

#include <stdio.h>
#include <string.h>

#include "web/card.h"
#include "web/facet.h"

/* What of the module this page shows. */
struct view {
	const struct faq_module *module;
	const struct site_module *about;
	size_t part;			/* from 1; 0: all of it */
	const char *query;		/* or NULL */
	const struct search_result *found;
};

static bool is_shown(const struct view *w, size_t section)
{
	const struct site_part *part;

	if (w->part == 0)
		return true;
	part = &w->about->parts[w->part - 1];
	return section >= part->first && section < part->first + part->count;
}

/* Path of the page on which a section stands. */
static const char *section_path(const struct view *w, const struct faq_section *section, char path[VISIT_PATH])
{
	size_t at = (size_t)(section - w->module->sections), part = w->about->part_count;

	while (part > 1 && w->about->parts[part - 1].first > at)
		part--;
	if (w->part == 0)
		snprintf(path, VISIT_PATH, "/faq/%s/all", w->module->id);
	else if (part > 1)
		snprintf(path, VISIT_PATH, "/faq/%s/part/%zu", w->module->id, part);
	else
		snprintf(path, VISIT_PATH, "/faq/%s", w->module->id);
	return path;
}

/* --- the top --- */

static void write_tags(struct visit *v, const struct view *w)
{
	struct text *out = &v->page->body;

	text_add(out, "<nav class=\"tags\" aria-label=\"Filed under\">");
	link_path(v, "/faq", "FAQ");
	link_path(v, "/faq/jurisdiction/eu", "European Union");
	link_path(v, "/faq/source/cra-2024-2847", "Cyber Resilience Act");
	text_add(out, "</nav>\n");
}

static void write_facts(struct visit *v, const struct view *w)
{
	struct text *out = &v->page->body;

	text_add(out, "<dl class=\"facts\"><div><dt>Author</dt><dd itemprop=\"author\">The cradle project</dd></div>"
		      "<div><dt>Reviewer</dt><dd>not yet reviewed by a named "
		      "person</dd></div><div><dt>Published</dt><dd>");
	date_write(out, w->module->published);
	text_add(out, "</dd></div><div><dt>Updated</dt><dd>");
	date_write(out, w->module->updated);
	markup(out,
	       "</dd></div><div><dt>Sections</dt><dd><b>%zu</b></dd></div><div><dt>Questions</dt><dd><b>%zu</b></dd></div>"
		    "<div><dt>Primary sources</dt><dd>", w->module->section_count, w->module->item_count);
	markup(out, "<a href=\"#_sources\"><b>%zu</b></a></dd></div></dl>\n", w->about->source_count);
}

static void write_top(struct visit *v, const struct view *w, const char *title)
{
	struct text *out = &v->page->body;

	markup(out, "<h1 itemprop=\"name\">%s</h1>\n<p class=\"lead\" itemprop=\"description\">%s</p>\n<p "
		    "class=\"for\">Built for ",
	       title, w->module->lead);
	roles_write(v, w->module->roles, w->module->role_count);
	text_add(out, " teams.</p>\n");
	write_facts(v, w);
}

static void write_overview(struct visit *v, const struct view *w)
{
	text_add(&v->page->body, "<section><h2 id=\"_overview\">Overview</h2>\n");
	prose_write(v, w->module->overview);
	cites_write(v, w->module->cites, w->module->cite_count);
	text_add(&v->page->body, "</section>\n");
}

/* --- search in it --- */

static void write_count(struct text *out, const struct view *w)
{
	size_t n = w->found ? w->found->count : w->module->item_count;

	markup(out, "<p id=\"_count\" role=\"status\">%zu of %zu questions</p>\n", n, w->module->item_count);
}

static void write_filter(struct visit *v, const struct view *w)
{
	struct text *out = &v->page->body;
	char path[VISIT_PATH];

	snprintf(path, sizeof(path), "/faq/%s", w->module->id);
	text_add(out, "<form class=\"filter\" id=\"_filter\" action=\"");
	href_path(out, v, path, NULL);
	if (w->about->part_count > 1 && w->part) {
		text_add(out, "\" data-all=\"");
		snprintf(path, sizeof(path), "/faq/%s/all", w->module->id);
		href_path(out, v, path, NULL);
	}
	markup(out, "\"><label for=\"in\">Search this module</label>\n<div><input type=\"search\" id=\"in\" "
		    "name=\"q\" maxlength=\"300\" autocomplete=\"off\" "
		    "value=\"%s\"><button>Filter</button></div>\n", w->query ? w->query : "");
	write_count(out, w);
	text_add(out, "</form>\n");
}

/* --- contents --- */

static void write_contents(struct visit *v, const struct view *w)
{
	struct text *out = &v->page->body;

	text_add(out, "<nav class=\"side\" aria-labelledby=\"_contents\"><h2 id=\"_contents\">Contents</h2>\n<ol>\n");
	for (size_t i = 0; i < w->module->section_count; i++) {
		char path[VISIT_PATH], anchor[24];

		snprintf(anchor, sizeof(anchor), "s%zu", i + 1);
		if (is_shown(w, i))
			markup(out, "<li><a href=\"#%s\">", anchor);
		else {
			text_add(out, "<li>");
			link_open(v, section_path(w, &w->module->sections[i], path), anchor);
			text_add(out, ">");
		}
		markup(out, "%s</a> <span>%zu</span>\n", w->module->sections[i].title,
		       w->module->sections[i].item_count);
	}
	text_add(out, "</ol>\n<ul><li><a href=\"#_next\">What to do next</a>\n<li><a href=\"#_sources\">Primary "
		      "sources</a>\n"
		      "<li><a href=\"#_provisions\">Referenced provisions</a>\n<li><a href=\"#_related\">Related "
		      "modules</a></ul>\n</nav>\n");
}

/* --- cards --- */

static bool is_found(const struct view *w, const struct faq_item *item)
{
	for (size_t i = 0; w->found && i < w->found->count; i++)
		if (w->found->hits[i].item == item)
			return true;
	return !w->found;
}

static void write_section(struct visit *v, const struct view *w, size_t i)
{
	const struct faq_section *section = &w->module->sections[i];
	struct text *out = &v->page->body;
	size_t n = 0;

	for (size_t k = 0; k < section->item_count; k++)
		n += is_found(w, section->items[k]);
	if (n == 0)
		return;
	markup(out, "<section class=\"s\"><h2 id=\"s%zu\"><span>Section %zu</span> %s</h2>\n", i + 1, i + 1,
	       section->title);
	for (size_t k = 0; k < section->item_count; k++)
		if (is_found(w, section->items[k]))
			card_whole(v, section->items[k]);
	text_add(out, "</section>\n");
}

/* Part 1 · Part 2 · All on one page */
static void write_parts(struct visit *v, const struct view *w)
{
	struct text *out = &v->page->body;
	char path[VISIT_PATH];

	text_add(out, "<p>");
	for (size_t i = 1; i <= w->about->part_count; i++) {
		section_path(w, &w->module->sections[w->about->parts[i - 1].first], path);
		if (i == w->part) {
			markup(out, "<b>Part %zu</b> · ", i);
			continue;
		}
		link_open(v, path, NULL);
		markup_if(out, i == w->part + 1, " rel=\"next\"");
		markup(out, ">Part %zu</a> · ", i);
	}
	snprintf(path, sizeof(path), "/faq/%s/all", w->module->id);
	link_path(v, path, "All on one page");
	text_add(out, "</p>\n");
}

static void write_questions(struct visit *v, const struct faq_section *section)
{
	struct text *out = &v->page->body;

	for (size_t k = 0; k < section->item_count; k++) {
		const struct faq_item *item = section->items[k];

		markup(out, "<li id=\"%s\"><a href=\"", item->slug);
		href_card(out, v, item);
		markup(out, "\">%s</a> <b class=\"v %s\">%s</b>\n", item->question, item->verdict,
		       faq_verdict_text(item->verdict));
	}
}

/* The questions of the other parts: their anchors lead on. */
static void write_others(struct visit *v, const struct view *w)
{
	struct text *out = &v->page->body;

	if (w->part == 0 || w->about->part_count == 1)
		return;
	text_add(out, "<section class=\"rest\"><h2 id=\"_more\">The other sections</h2>\n");
	write_parts(v, w);
	for (size_t i = 0; i < w->module->section_count; i++) {
		if (is_shown(w, i))
			continue;
		markup(out, "<h3 id=\"s%zu\">%zu %s</h3>\n<ul class=\"lines\">\n", i + 1, i + 1,
		       w->module->sections[i].title);
		write_questions(v, &w->module->sections[i]);
		text_add(out, "</ul>\n");
	}
	text_add(out, "</section>\n");
}

static void write_unanswered(struct visit *v, const struct view *w)
{
	struct text *out = &v->page->body;

	if (!w->found || w->found->count)
		return;
	text_add(out, "<p class=\"lead\">Nothing in this module answers that. ");
	link_search(v, w->query, "Search all modules");
	text_add(out, "</p>\n");
}

/* --- the end --- */

static void write_next(struct visit *v, const struct view *w)
{
	struct text *out = &v->page->body;
	char path[VISIT_PATH];

	if (w->module->task_count == 0)
		return;
	snprintf(path, sizeof(path), "/workflow/%s", w->module->id);
	markup(out, "<section class=\"next\"><h2 id=\"_next\">What to do next</h2>\n<p>This module as a workflow: %zu "
		    "tasks, each with its role, output, evidence and the provisions behind "
		    "it.</p>\n<ol>\n", w->module->task_count);
	for (size_t i = 0; i < w->module->task_count; i++) {
		text_add(out, "<li>");
		link_open(v, path, w->module->tasks[i].id);
		markup(out, ">%s</a>\n", w->module->tasks[i].title);
	}
	markup(out, "</ol>\n<p>As a file for your own product: <code>cradle workflow %s -o "
		    "plan.yaml</code></p></section>\n",
	       w->module->id);
}

static void write_sources(struct visit *v, const struct view *w)
{
	struct text *out = &v->page->body;

	text_add(out, "<section><h2 id=\"_sources\">Primary sources</h2>\n<ul class=\"src\">\n");
	for (size_t i = 0; i < w->about->source_count; i++) {
		const struct law_source *s = w->about->sources[i].source;

		text_add(out, "<li>");
		link_source(v, s);
		text_add(out, " ");
		weight_write(out, s->weight);
		markup(out, " <span>%s; %s; ", s->citation, s->version);
		date_write(out, s->date);
		markup(out, "; %s; %s; <b>", s->status, s->licence);
		count_write(out, w->about->sources[i].uses, "citation", "citations");
		text_add(out, "</b></span>\n");
	}
	text_add(out, "</ul></section>\n");
}

static void write_provisions(struct visit *v, const struct view *w)
{
	struct text *out = &v->page->body;

	markup(out, "<section><h2 id=\"_provisions\">Referenced provisions</h2>\n<p>All %zu, each with every answer, "
		    "limb and rule that rests on it.</p>\n<ul class=\"provs\">\n", w->about->provision_count);
	for (size_t i = 0; i < w->about->provision_count; i++) {
		text_add(out, "<li>");
		link_provision(v, w->about->provisions[i]);
		text_add(out, "\n");
	}
	text_add(out, "</ul></section>\n");
}

static void write_related(struct visit *v, const struct view *w)
{
	struct text *out = &v->page->body;

	text_add(out, "<section><h2 id=\"_related\">Related modules</h2>\n<ul class=\"mods\">\n");
	for (size_t i = 0; i < w->module->related_count; i++) {
		text_add(out, "<li>");
		link_module(v, w->module->related[i]);
		markup(out, " %s\n", w->module->related[i]->use);
	}
	text_add(out, "</ul></section>\n");
}

/* --- the page --- */

/* No two pages have the same title; the first one has the module's own. */
static void title_write(char title[300], const struct view *w)
{
	if (w->part > 1)
		snprintf(title, 300, "%s, part %zu of %zu", w->module->title, w->part, w->about->part_count);
	else
		snprintf(title, 300, "%s%s", w->module->title, w->part == 0 && !w->found ? ", all on one page" : "");
}

static bool module_page(struct visit *v, const struct view *w)
{
	const struct faq_module *m = w->module;
	struct text *out = &v->page->body;
	char title[300];

	title_write(title, w);
	frame_open(v, &(struct frame){ .title = title, .about = m->lead, .nav = "/faq", .published = m->published,
				       .updated = m->updated, .look = "wide", .own_heading = true });
	text_add(out, "<div itemscope itemtype=\"https://schema.org/FAQPage\">\n");
	markup(out, "<meta itemprop=\"datePublished\" content=\"%s\"><meta itemprop=\"dateModified\" "
		    "content=\"%s\">\n", m->published,
	       m->updated);
	write_tags(v, w);
	write_top(v, w, title);
	text_add(out, "<div class=\"cols\">\n");
	write_contents(v, w);
	text_add(out, "<div class=\"text\">\n");
	if (w->part <= 1 && !w->found)
		write_overview(v, w);
	write_filter(v, w);
	write_unanswered(v, w);
	for (size_t i = 0; i < m->section_count; i++)
		if (is_shown(w, i))
			write_section(v, w, i);
	write_others(v, w);
	write_next(v, w);
	write_sources(v, w);
	write_provisions(v, w);
	write_related(v, w);
	text_add(out, "</div>\n</div>\n</div>\n");
	frame_close(v);
	return true;
}

static bool view_open(struct visit *v, struct view *w, size_t part)
{
	const struct faq_module *module = faq_module(&v->site->faq, bytes_of(v->parts[0]));

	if (!module)
		return false;
	*w = (struct view){ .module = module, .about = site_module(v->site, module), .part = part };
	return part <= w->about->part_count;
}

bool module_html(struct visit *v)
{
	struct search_filter filter = { .limit = SEARCH_HITS };
	struct search_result found;
	struct err ignored;
	struct view w;

	if (!view_open(v, &w, 1))
		return false;
	w.query = visit_get(v, "q");
	filter.module = w.module->id;
	if (w.query && search_ask(&v->site->search, bytes_of(w.query), &filter, &found, &ignored) == 0) {
		w.found = &found;
		w.part = 0;
	}
	return module_page(v, &w);
}

bool module_part_html(struct visit *v)
{
	char path[VISIT_PATH];
	size_t part = visit_number(v->parts[1]);
	struct view w;

	if (part == 0 || !view_open(v, &w, part))
		return false;
	snprintf(path, sizeof(path), "/faq/%s", w.module->id);
	return part == 1 ? visit_move(v, path) : module_page(v, &w);
}

bool module_all_html(struct visit *v)
{
	struct view w;

	return view_open(v, &w, 0) && module_page(v, &w);
}

/* --- its workflow --- */

static void write_task(struct visit *v, const struct faq_task *task, size_t number)
{
	struct text *out = &v->page->body;

	markup(out, "<article class=\"c task\" id=\"%s\"><h2><i>%zu</i> %s</h2>\n<dl "
		    "class=\"facts\"><div><dt>Role</dt><dd>", task->id,
	       number, task->title);
	roles_write(v, &task->role, 1);
	markup(out,
	       "</dd></div><div><dt>Output</dt><dd>%s</dd></div><div><dt>Evidence</dt><dd><code>%s</code></dd></div></dl>\n"
		    "<p><b>Done when</b> %s</p>\n", task->output, task->evidence ? task->evidence : "", task->done);
	if (task->limb_count)
		text_add(out, "<p><b>Serves</b> ");
	for (size_t i = 0; i < task->limb_count; i++) {
		text_add(out, i ? ", " : "");
		link_limb(v, task->limbs[i]);
		markup(out, " %s", task->limbs[i]->title);
	}
	text_add(out, task->limb_count ? "</p>\n" : "");
	if (task->key_count)
		text_add(out, "<p><b>Declared as</b> ");
	for (size_t i = 0; i < task->key_count; i++)
		markup(out, "%s<code>%s</code>", i ? ", " : "", task->keys[i]);
	text_add(out, task->key_count ? "</p>\n" : "");
	cites_write(v, task->cites, task->cite_count);
	text_add(out, "<p><b>Explained by</b></p><ul class=\"lines\">\n");
	for (size_t i = 0; i < task->item_count; i++)
		item_line(v, task->items[i]);
	text_add(out, "</ul></article>\n");
}

bool workflow_html(struct visit *v)
{
	const struct faq_module *m = faq_module(&v->site->faq, bytes_of(v->parts[0]));
	struct text *out = &v->page->body;
	char title[200];

	if (!m || m->task_count == 0)
		return false;
	snprintf(title, sizeof(title), "Workflow: %s", m->title);
	frame_open(v, &(struct frame){ .title = title, .nav = "/faq", .published = m->published, .updated = m->updated,
				       .about = m->use });
	markup(out, "<p class=\"lead\">%s</p>\n<p>%zu tasks in order, from the module ", m->use, m->task_count);
	link_module(v, m);
	markup(out, ". As a file that ticks what your product already shows: <code>cradle workflow %s --product "
		    "product.yaml -o plan.yaml</code></p>\n", m->id);
	for (size_t i = 0; i < m->task_count; i++)
		write_task(v, &m->tasks[i], i + 1);
	frame_close(v);
	return true;
}

/* --- which there are --- */

int module_each(struct site *site, const struct route_paths *to, struct err *err)
{
	for (size_t i = 0; i < site->faq.module_count; i++)
		if (route_path(to, err, "/faq/%s", site->faq.modules[i].id) != 0)
			return -1;
	return 0;
}

int module_part_each(struct site *site, const struct route_paths *to, struct err *err)
{
	for (size_t i = 0; i < site->faq.module_count; i++)
		for (size_t part = 2; part <= site->index->modules[i].part_count; part++)
			if (route_path(to, err, "/faq/%s/part/%zu", site->faq.modules[i].id, part) != 0)
				return -1;
	return 0;
}

int module_all_each(struct site *site, const struct route_paths *to, struct err *err)
{
	for (size_t i = 0; i < site->faq.module_count; i++)
		if (route_path(to, err, "/faq/%s/all", site->faq.modules[i].id) != 0)
			return -1;
	return 0;
}

int workflow_each(struct site *site, const struct route_paths *to, struct err *err)
{
	for (size_t i = 0; i < site->faq.module_count; i++)
		if (site->faq.modules[i].task_count &&
		    route_path(to, err, "/workflow/%s", site->faq.modules[i].id) != 0)
			return -1;
	return 0;
}
