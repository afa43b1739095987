/* The JSON of a product's pages. */
#include "web/twin.h"

#include <stdio.h>
#include <string.h>

#include "web/inventory.h"
#include "web/findings.h"

/* 'report' is what 'cradle check --json' says of it. */
bool dossier_json(struct visit *v)
{
	const struct report_options options = { 0 };
	const struct site_dossier *d = visit_dossier(v);
	struct text report = { 0 };
	struct json j;

	if (!d)
		return false;
	report_write(report_find("json"), &d->side.results, &options, &report, &(struct err){ 0 });
	j = twin_json(v, "dossier", d->name);
	json_int(&j, "number", (int64_t)d->number);
	json_raw(&j, "report", report.n ? report.at : "null");
	v->page->body.failed |= report.failed;
	text_free(&report);
	return twin_end(v, &j);
}

/* --- verdicts --- */

static void verdict_json(struct visit *v, struct json *j, const struct result_verdict *at)
{
	json_open(j, NULL, '{');
	json_text(j, "key", at->key);
	json_text(j, "part", *at->part ? at->part : NULL);
	json_text(j, "division", result_group(at));
	json_text(j, "title", at->title);
	json_text(j, "verdict", at->verdict);
	json_text(j, "reason", at->reason);
	json_text(j, "needs", at->needs);
	json_text(j, "needs_key", at->needs_key);
	json_bool(j, "sum", at->sum);
	if (at->limb)
		twin_path(j, "limb", "/limb/%s", at->limb->key);
	else
		json_null(j, "limb");
	twin_item(j, "item", product_limb_item(v->site, at->limb));
	json_open(j, "citations", '[');
	for (size_t i = 0; i < at->source_count; i++) {
		json_open(j, NULL, '{');
		json_text(j, "id", at->sources[i].provision->id);
		json_text(j, "citation", at->sources[i].provision->citation);
		json_text(j, "weight", at->sources[i].weight);
		json_close(j);
	}
	json_close(j);
	json_close(j);
}

bool verdicts_json(struct visit *v)
{
	const struct site_dossier *d = visit_dossier(v);
	struct json j;

	if (!d)
		return false;
	j = twin_json(v, "verdicts", d->title);
	json_int(&j, "number", (int64_t)d->number);
	json_text(&j, "gate", d->side.results.gate);
	json_open(&j, "verdicts", '[');
	for (size_t i = 0; i < d->side.results.verdict_count; i++)
		verdict_json(v, &j, &d->side.results.verdicts[i]);
	json_close(&j);
	return twin_end(v, &j);
}

/* --- findings --- */

static void finding_json(struct json *j, const struct result_finding *f)
{
	json_open(j, NULL, '{');
	json_text(j, "rule", f->rule);
	json_text(j, "title", f->title);
	json_text(j, "limb", f->limb);
	json_text(j, "severity", f->severity);
	json_text(j, "state", f->state);
	json_text(j, "path", f->path);
	if (f->line > 0)
		json_int(j, "line", f->line);
	else
		json_null(j, "line");
	json_text(j, "detail", f->detail);
	json_text(j, "fix", f->fix);
	json_text(j, "accepted", f->accepted);
	json_text(j, "until", f->until);
	json_close(j);
}

static void page_json(struct json *j, const struct pager *p, size_t total)
{
	json_int(j, "total", (int64_t)total);
	json_int(j, "page", (int64_t)p->page);
	json_int(j, "pages", (int64_t)p->pages);
}

static bool choice_json(struct visit *v, const struct site_dossier *d, struct finding_choice *c)
{
	struct json j;

	if (v->parts[1] && c->pager.page == 1)
		return false;
	j = twin_json(v, "findings", d->title);
	json_int(&j, "number", (int64_t)d->number);
	json_open(&j, "asked", '{');
	for (size_t i = 0; i < FINDING_FIELDS; i++)
		json_text(&j, finding_choice_name(i), c->values[i]);
	json_text(&j, "q", c->words);
	json_close(&j);
	page_json(&j, &c->pager, c->count);
	json_open(&j, "findings", '[');
	while (finding_choice_next(c, &d->side.results))
		finding_json(&j, c->finding);
	json_close(&j);
	return twin_end(v, &j);
}

bool findings_json(struct visit *v)
{
	const struct site_dossier *d = visit_dossier(v);
	struct finding_choice c = { 0 };
	bool is = d && d->side.results.image && finding_choice_fill(&c, v, &d->side.results) && choice_json(v, d, &c);

	finding_choice_free(&c);
	return is;
}

/* --- the inventory --- */

bool inventory_json(struct visit *v)
{
	const struct site_dossier *d = visit_dossier(v);
	struct json j;

	if (!d || !d->side.results.image)
		return false;
	j = twin_json(v, "inventory", d->title);
	json_int(&j, "number", (int64_t)d->number);
	json_open(&j, "tables", '[');
	for (size_t i = 0; i < INVENTORY_TABLES; i++) {
		const struct inventory *t = &d->side.results.inventory[i];

		json_open(&j, NULL, '{');
		json_text(&j, "name", t->kind->name);
		json_text(&j, "title", t->kind->title);
		json_text(&j, "limb", t->kind->limb);
		json_int(&j, "rows", (int64_t)t->count);
		if (t->count)
			twin_path(&j, "path", "/dossier/%zu/inventory/%s", d->number, t->kind->name);
		else
			json_null(&j, "path");
		json_close(&j);
	}
	json_close(&j);
	return twin_end(v, &j);
}

static void row_json(struct json *j, const struct results *r, const struct inventory *t, const struct inventory_row *row,
		     bool declared)
{
	json_open(j, NULL, '{');
	json_open(j, "cells", '[');
	for (size_t i = 0; i < t->column_count; i++)
		json_text(j, NULL, row->cells[i]);
	json_close(j);
	json_text(j, "path", row->path);
	if (row->line > 0)
		json_int(j, "line", row->line);
	else
		json_null(j, "line");
	json_text(j, "reason", declared ? inventory_reason(r, t, row) : NULL);
	json_close(j);
}

bool inventory_table_json(struct visit *v)
{
	const struct site_dossier *d = visit_dossier(v);
	const struct inventory *t = inventory_asked(v, d);
	struct pager p = { 0 };
	struct json j;

	if (!t || t->count == 0 || !pager_fill(&p, v->parts[2], t->count, INVENTORY_SHOWN) || (v->parts[2] && p.page == 1))
		return false;
	j = twin_json(v, "inventory_table", t->kind->title);
	json_int(&j, "number", (int64_t)d->number);
	json_text(&j, "limb", t->kind->limb);
	json_open(&j, "columns", '[');
	for (size_t i = 0; i < t->column_count; i++)
		json_text(&j, NULL, t->kind->columns[i]);
	json_close(&j);
	page_json(&j, &p, t->count);
	json_open(&j, "rows", '[');
	for (size_t i = (p.page - 1) * INVENTORY_SHOWN; i < t->count && i < p.page * INVENTORY_SHOWN; i++)
		row_json(&j, &d->side.results, t, &t->rows[i], inventory_declares(&d->side.results, t));
	json_close(&j);
	return twin_end(v, &j);
}

/* --- two, and all --- */

/* 'diff' is what 'cradle diff --json' says of them. */
bool compare_json(struct visit *v)
{
	const struct site_dossier *before, *after;
	const struct report_options options = { 0 };
	struct text text = { 0 };
	struct diff diff;
	struct json j;

	if (!product_pair(v, &before, &after))
		return false;
	diff_make(&diff, &before->side, &after->side);
	diff_format_find("json")->write(&diff, &options, &text, &(struct err){ 0 });
	diff_free(&diff);
	j = twin_json(v, "compare", after->title);
	json_int(&j, "before", (int64_t)before->number);
	json_int(&j, "after", (int64_t)after->number);
	json_raw(&j, "diff", text.n ? text.at : "null");
	v->page->body.failed |= text.failed;
	text_free(&text);
	return twin_end(v, &j);
}

/* 'portfolio' is what 'cradle portfolio --json' says of them. */
bool products_json(struct visit *v)
{
	const struct portfolio *p = v->site->portfolio;
	const struct portfolio_options options = { 0 };
	struct text text = { 0 };
	struct json j;

	if (!p || v->site->dossier_count < 2)
		return false;
	portfolio_format_for("json", NULL)->write(p, &options, &text, &(struct err){ 0 });
	j = twin_json(v, "portfolio", "Products");
	json_open(&j, "dossiers", '[');
	for (size_t i = 0; i < v->site->dossier_count; i++) {
		const struct site_dossier *d = &v->site->dossiers[i];

		json_open(&j, NULL, '{');
		json_int(&j, "number", (int64_t)d->number);
		json_text(&j, "title", d->title);
		twin_path(&j, "path", "/dossier/%zu", d->number);
		json_int(&j, "release", d->release ? d->release - p->releases + 1 : 0);
		if (d->before)
			twin_path(&j, "since", "/compare/%zu/%zu", d->before->number, d->number);
		else
			json_null(&j, "since");
		json_close(&j);
	}
	json_close(&j);
	json_raw(&j, "portfolio", text.n ? text.at : "null");
	v->page->body.failed |= text.failed;
	text_free(&text);
	return twin_end(v, &j);
}
