/*
 * What the rules found in an image, the worst first, 50 on a page. A query
 * narrows it down by state, severity, limb, rule and by words; static files have
 * all of it.
 */
#include "web/findings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "web/pages.h"
#include "web/product.h"

/* --- what is asked for --- */

static const char *state_of(const struct result_finding *f)
{
	return f->state;
}

static const char *severity_of(const struct result_finding *f)
{
	return f->severity;
}

static const char *limb_of(const struct result_finding *f)
{
	return f->limb;
}

static const char *rule_of(const struct result_finding *f)
{
	return f->rule;
}

static int by_severity(const void *a, const void *b);
static int by_name(const void *a, const void *b);

/* By what findings are narrowed down: as parameters of a query, in this order. States come as findings do. */
static const struct field {
	const char *name, *title;
	const char *(*of)(const struct result_finding *f);
	int (*order)(const void *a, const void *b);	/* of its values, or NULL */
} fields[] = {
	{ "state", "State", state_of, NULL }, { "severity", "Severity", severity_of, by_severity },
	{ "limb", "Limb", limb_of, by_name }, { "rule", "Rule", rule_of, by_name },
};

_Static_assert(COUNT(fields) == FINDING_FIELDS, "FINDING_FIELDS counts the rows");

static bool has_words(const struct result_finding *f, const char *words)
{
	return (f->path && strcasestr(f->path, words)) || strcasestr(f->title, words) || strcasestr(f->rule, words) ||
	       (f->detail && strcasestr(f->detail, words));
}

/* Does it fit all that is asked, but for the field 'free'? */
static bool fits(const struct finding_choice *c, const struct results *r, size_t at, size_t free)
{
	const struct result_finding *f = &r->findings[at];

	for (size_t i = 0; i < COUNT(fields); i++) {
		const char *value = fields[i].of(f);

		if (i != free && c->values[i] && !(value && strcmp(value, c->values[i]) == 0))
			return false;
	}
	return !c->worded || c->worded[at];
}

bool finding_choice_fill(struct finding_choice *c, const struct visit *v, const struct results *r)
{
	const char *page = v->parts[1] ? v->parts[1] : visit_get(v, "page");

	*c = (struct finding_choice){ .words = visit_get(v, "q") };
	for (size_t i = 0; i < COUNT(fields); i++)
		c->values[i] = visit_get(v, fields[i].name);
	/* each text is searched once, and asked about again for each facet */
	c->worded = c->words ? calloc(r->finding_count + 1, sizeof(*c->worded)) : NULL;
	for (size_t i = 0; c->worded && i < r->finding_count; i++)
		c->worded[i] = has_words(&r->findings[i], c->words);
	for (size_t i = 0; i < r->finding_count; i++)
		c->count += fits(c, r, i, COUNT(fields));
	return pager_fill(&c->pager, page, c->count, FINDINGS_SHOWN);
}

void finding_choice_free(struct finding_choice *c)
{
	free(c->worded);
}

bool finding_choice_next(struct finding_choice *c, const struct results *r)
{
	size_t from = (c->pager.page - 1) * FINDINGS_SHOWN;

	while (c->next < r->finding_count && c->met < from + FINDINGS_SHOWN) {
		size_t at = c->next++;

		if (fits(c, r, at, COUNT(fields)) && c->met++ >= from) {
			c->finding = &r->findings[at];
			return true;
		}
	}
	return false;
}

const char *finding_choice_name(size_t field)
{
	return fields[field].name;
}

/* --- addresses --- */

/* All that is chosen as a query, with 'value' (NULL: nothing) instead of what is chosen of 'other'. */
static void choice_query(struct text *out, const struct finding_choice *c, size_t other, const char *value)
{
	for (size_t i = 0; i <= COUNT(fields); i++) {
		const char *name = i < COUNT(fields) ? fields[i].name : "q";
		const char *is = i == other ? value : i < COUNT(fields) ? c->values[i] : c->words;

		if (!is)
			continue;
		text_printf(out, "%s%s=", out->n ? "&" : "", name);
		query_write(out, is);
	}
}

static void choice_open(struct visit *v, const struct finding_choice *c, size_t other, const char *value)
{
	struct text *out = &v->page->body, query = { 0 };

	choice_query(&query, c, other, value);
	markup(out, "<a href=\"");
	href_path(out, v, c->pager.path, NULL);
	if (query.n)
		markup(out, "?%s", query.at);
	text_char(out, '"');
	text_free(&query);
}

/* --- the parts of the page --- */

static void write_chosen(struct visit *v, const struct finding_choice *c)
{
	struct text *out = &v->page->body;
	size_t n = 0;

	for (size_t i = 0; i <= COUNT(fields); i++) {
		const char *title = i < COUNT(fields) ? fields[i].title : "Words";
		const char *value = i < COUNT(fields) ? c->values[i] : c->words;

		if (!value)
			continue;
		text_add(out, n++ ? "" : "<ul class=\"chosen\">\n");
		markup(out, "<li>%s: <b>%s</b> ", title, value);
		choice_open(v, c, i, NULL);
		markup(out, ">Remove<span class=\"hid\"> %s</span></a>\n", title);
	}
	text_add(out, n ? "</ul>\n" : "");
}

/* What else is chosen goes along. */
static void write_form(struct visit *v, const struct finding_choice *c)
{
	struct text *out = &v->page->body;

	text_add(out, "<form class=\"filter\" action=\"");
	href_path(out, v, c->pager.path, NULL);
	markup(out, "\"><label for=\"words\">Search in paths, rules and titles</label><div><input type=\"search\" id=\"words\" "
		    "name=\"q\" maxlength=\"200\" value=\"%s\"><button>Show</button></div>", c->words ? c->words : "");
	for (size_t i = 0; i < COUNT(fields); i++)
		if (c->values[i])
			markup(out, "<input type=\"hidden\" name=\"%s\" value=\"%s\">", fields[i].name, c->values[i]);
	text_add(out, "</form>\n");
}

/* "not_effective" in words */
static const char *state_words(const char *state, char out[40])
{
	snprintf(out, 40, "%s", state);
	for (char *p = out; *p; p++)
		if (*p == '_')
			*p = ' ';
	return out;
}

/* The values that there are, each with how many fit it and all else that is chosen. */
struct tally {
	struct tally_value { const char *value; size_t count; } list[512];
	size_t count;
};

static void tally_add(struct tally *t, const char *value)
{
	size_t i = t->count;

	/* findings are sorted: it is mostly one of the last */
	while (i > 0 && strcmp(t->list[i - 1].value, value) != 0)
		i--;
	if (i == 0) {
		if (t->count == COUNT(t->list))
			return;
		i = ++t->count;
		t->list[i - 1].value = value;
		t->list[i - 1].count = 0;
	}
	t->list[i - 1].count++;
}

/* Severities as they rank; what isn't one is behind them. */
static size_t severity_place(const char *value)
{
	static const char *const severities[] = { "critical", "high", "medium", "low" };
	size_t i = 0;

	while (i < COUNT(severities) && strcmp(severities[i], value) != 0)
		i++;
	return i;
}

static int by_severity(const void *a, const void *b)
{
	size_t x = severity_place(((const struct tally_value *)a)->value), y = severity_place(((const struct tally_value *)b)->value);

	return (x > y) - (x < y);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct tally_value *)a)->value, ((const struct tally_value *)b)->value);
}

static void write_facet(struct visit *v, const struct results *r, const struct finding_choice *c, size_t field)
{
	enum { OPEN = 12 };
	struct text *out = &v->page->body;
	struct tally t;
	char words[40];

	t.count = 0;
	for (size_t i = 0; i < r->finding_count; i++)
		if (fields[field].of(&r->findings[i]) && fits(c, r, i, field))
			tally_add(&t, fields[field].of(&r->findings[i]));
	if (t.count == 0)
		return;
	if (fields[field].order)
		qsort(t.list, t.count, sizeof(t.list[0]), fields[field].order);
	markup(out, "<h3>%s</h3>\n", fields[field].title);
	if (t.count > OPEN)
		markup(out, "<details><summary>%zu of them</summary>", t.count);
	text_add(out, "<ul>\n");
	for (size_t i = 0; i < t.count; i++) {
		bool is = c->values[field] && strcmp(c->values[field], t.list[i].value) == 0;

		text_add(out, "<li>");
		choice_open(v, c, field, t.list[i].value);
		markup_if(out, is, " aria-current=\"true\"");
		markup(out, ">%s</a> <span>%zu</span>\n", field == 0 ? state_words(t.list[i].value, words) : t.list[i].value,
		       t.list[i].count);
	}
	text_add(out, t.count > OPEN ? "</ul></details>\n" : "</ul>\n");
}

static void write_facets(struct visit *v, const struct results *r, const struct finding_choice *c)
{
	struct text *out = &v->page->body;

	text_add(out, "<aside class=\"side narrowed\" aria-labelledby=\"narrow\"><h2 id=\"narrow\">Narrow down</h2>\n");
	for (size_t i = 0; i < COUNT(fields); i++)
		write_facet(v, r, c, i);
	text_add(out, "</aside>\n");
}

/* --- a finding --- */

/* How bad it is has a colour only where it fails. */
static void write_words(struct text *out, const struct result_finding *f)
{
	char state[40];

	if (strcmp(f->state, "fail") == 0) {
		product_word(out, f->severity);
		return;
	}
	markup(out, "<b class=\"o %s\">%s</b> %s:", result_style(f->state), state_words(f->state, state), f->severity);
}

static void write_accepted(struct text *out, const struct result_finding *f)
{
	const char *words = result_accepted(f);

	if (!words)
		return;
	markup(out, "<br><span class=\"note\">%c%s ", *words >= 'a' ? *words - 32 : *words, words + 1);
	date_write(out, f->until);
	text_add(out, "</span>");
}

static void write_finding(struct visit *v, const struct result_finding *f)
{
	const struct faq_item *item = product_rule_item(v->site, f->rule);
	const struct limb *limb = f->limb ? law_limb(&v->site->law, f->limb) : NULL;
	struct text *out = &v->page->body;

	text_add(out, "<li>");
	write_words(out, f);
	markup(out, " %s ", f->title);
	product_rule(v, f->rule);
	if (f->path || f->detail)
		text_add(out, "<br>");
	product_place(out, f->path, f->line);
	markup(out, " %s", f->detail ? f->detail : "");
	write_accepted(out, f);
	text_add(out, "<br><span>");
	if (f->fix && *f->fix)
		markup(out, "Fix: %s ", f->fix);
	if (limb)
		link_limb(v, limb);
	text_add(out, limb && item ? " · " : "");
	if (item)
		link_item(v, item);
	text_add(out, "</span>\n");
}

/* --- the page --- */

static void write_lead(struct text *out, const struct results *r)
{
	size_t fails = 0, unknown = 0;

	for (size_t i = 0; i < r->finding_count; i++) {
		fails += strcmp(r->findings[i].state, "fail") == 0;
		unknown += strcmp(r->findings[i].state, "unknown") == 0 || strcmp(r->findings[i].state, "contended") == 0;
	}
	markup(out, "<p class=\"lead\">%zu of %zu fail, %zu could not be decided. ", fails, r->finding_count, unknown);
	if (r->accepted)
		markup(out, "%zu are accepted for now. ", r->accepted);
	text_add(out, "The worst come first.</p>\n");
}

static void write_list(struct visit *v, const struct results *r, struct finding_choice *c)
{
	size_t from = (c->pager.page - 1) * FINDINGS_SHOWN, to = from + FINDINGS_SHOWN < c->count ? from + FINDINGS_SHOWN : c->count;
	struct text *out = &v->page->body;

	if (c->count == 0)
		text_add(out, "<p class=\"lead\">No finding fits all of this.</p>\n");
	else
		markup(out, "<p class=\"soft\" id=\"shown\">Findings %zu to %zu of %zu. Page %zu of %zu.</p>\n<ul class=\"lines\">\n",
		       from + 1, to, c->count, c->pager.page, c->pager.pages);
	while (finding_choice_next(c, r))
		write_finding(v, c->finding);
	text_add(out, c->count ? "</ul>\n" : "");
	pager_write(v, &c->pager);
}

static bool choice_page(struct visit *v, const struct site_dossier *d, struct finding_choice *c)
{
	struct text *out = &v->page->body, query = { 0 };
	char path[VISIT_PATH], about[60] = "findings";

	snprintf(path, sizeof(path), "/dossier/%zu/findings", d->number);
	if (v->parts[1] && c->pager.page == 1)
		return visit_move(v, path);
	choice_query(&query, c, COUNT(fields) + 1, NULL);
	c->pager.path = path;
	c->pager.query = query.n ? query.at : NULL;
	if (c->pager.page > 1)
		snprintf(about, sizeof(about), "findings, page %zu", c->pager.page);
	product_open(v, d, PRODUCT_FINDINGS, about);
	write_lead(out, &d->side.results);
	text_add(out, "<div class=\"cols\">\n<div class=\"text\">\n");
	write_chosen(v, c);
	if (!v->site->options.files)
		write_form(v, c);
	write_list(v, &d->side.results, c);
	text_add(out, "</div>\n");
	if (!v->site->options.files)
		write_facets(v, &d->side.results, c);
	text_add(out, "</div>\n");
	frame_close(v);
	text_free(&query);
	return true;
}

bool findings_html(struct visit *v)
{
	const struct site_dossier *d = visit_dossier(v);
	struct finding_choice c = { 0 };
	bool is = d && d->side.results.image && finding_choice_fill(&c, v, &d->side.results) && choice_page(v, d, &c);

	finding_choice_free(&c);
	return is;
}

int findings_each(struct site *site, const struct route_paths *to, struct err *err)
{
	for (size_t i = 0; i < site->dossier_count; i++)
		if (site->dossiers[i].side.results.image && route_path(to, err, "/dossier/%zu/findings", site->dossiers[i].number) != 0)
			return -1;
	return 0;
}

int findings_page_each(struct site *site, const struct route_paths *to, struct err *err)
{
	for (size_t i = 0; i < site->dossier_count; i++) {
		const struct results *r = &site->dossiers[i].side.results;

		for (size_t page = 2; r->image && page <= (r->finding_count + FINDINGS_SHOWN - 1) / FINDINGS_SHOWN; page++)
			if (route_path(to, err, "/dossier/%zu/findings/page/%zu", site->dossiers[i].number, page) != 0)
				return -1;
	}
	return 0;
}
