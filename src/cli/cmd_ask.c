#include <string.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "cli/card.h"
#include "cli/cli.h"
#include "faq/item_json.h"
#include "faq/search.h"
#include "law/citation.h"

/* What one run of the command works with. */
struct asking {
	const struct call *call;
	struct law law;
	struct faq faq;
	struct search search;
	struct search_filter filter;
	struct search_result found;
	struct results results;		/* of --for */
	bool json, has_product;
	char query[LIMIT_QUERY + 2];
	char shown[4 * LIMIT_QUERY + 8], corrected[4 * 512];	/* what of it can be shown: UTF-8 without controls */
};

/* The words of the command line are one question. */
static int query_join(struct asking *a, struct err *err)
{
	size_t at = 0;

	for (int i = 0; i < a->call->count; i++) {
		size_t n = strlen(a->call->args[i]);

		if (at + n + 2 > sizeof(a->query))
			return err_set(err, ERR_USAGE, "the question is longer than %llu bytes", LIMIT_QUERY);
		if (at)
			a->query[at++] = ' ';
		memcpy(a->query + at, a->call->args[i], n);
		at += n;
	}
	if (at == 0)
		return err_set(err, ERR_USAGE, "ask needs a question: cradle ask \"can users turn off automatic updates?\"");
	a->query[at] = '\0';
	utf8_clean(a->shown, sizeof(a->shown), a->query, at);
	return 0;
}

/* --provision takes an id or a citation as people write it. */
static int provision_read(struct asking *a, struct err *err)
{
	const char *text = a->call->provision;
	struct citation c;

	if (!text)
		return 0;
	if (law_provision(&a->law, text)) {
		a->filter.provision = law_provision(&a->law, text)->id;
		return 0;
	}
	if (citation_read(&a->law, bytes_of(text), &c, err) != 0)
		return -1;
	if (c.count != 1 || !law_provision(&a->law, c.ids[0]))
		return err_set(err, ERR_USAGE, "'%s' is no single provision", text);
	a->filter.provision = law_provision(&a->law, c.ids[0])->id;
	return 0;
}

static int filter_read(struct asking *a, struct err *err)
{
	const struct call *c = a->call;

	a->filter = (struct search_filter){ .module = c->module, .weight = c->weight, .verdict = c->verdict, .role = c->role };
	a->filter.limit = c->limit ? (size_t)c->limit : a->json ? 10 : 5;
	if (c->module && !faq_module(&a->faq, bytes_of(c->module)))
		return err_set(err, ERR_USAGE, "no module '%s'; 'cradle faq list' names them", c->module);
	return provision_read(a, err);
}

static int product_read_in(struct asking *a, struct err *err)
{
	struct dossier d;
	int code;

	if (!a->call->for_dossier)
		return 0;
	if (dossier_open(&d, a->call->for_dossier, err) != 0)
		return -1;
	code = results_read(&a->results, &d, &a->law, err);
	dossier_close(&d);
	a->has_product = code == 0;
	return code;
}

/* --- on a terminal --- */

static void none_show(struct asking *a, struct screen *s)
{
	const struct search_result *f = &a->found;

	screen_word(s, "bold", "No answer.");
	screen_wrap(s, 10, 0, " No card of the knowledge base supports one, and none is made up.");
	text_char(s->out, '\n');
	if (f->near_count)
		screen_heading(s, "The nearest provisions");
	for (size_t i = 0; i < f->near_count; i++) {
		text_add(s->out, "  ");
		screen_column(s, "bold", f->near[i]->citation, 34);
		screen_wrap(s, 36, 4, f->near[i]->about);
		text_char(s->out, '\n');
	}
	if (f->near_count)
		screen_paragraph(s, 0, "\n'cradle law show ID' has them.");
}

static void answers_show(struct asking *a, struct text *out)
{
	bool to_screen = !a->call->output || strcmp(a->call->output, "-") == 0;
	const struct report_options options = { .color = to_screen && cli_color(a->call, STDOUT_FILENO),
						.columns = to_screen ? cli_columns() : 80 };
	struct screen s = screen_on(out, &options);
	const struct search_result *f = &a->found;

	if (f->corrected)
		screen_paragraph(&s, 0, "Understood as: %s\n", a->corrected);
	if (!f->supported) {
		none_show(a, &s);
		return;
	}
	card_show(&s, &a->law, f->hits[0].item);
	if (a->has_product)
		card_product(&s, f->hits[0].item, &a->results);
	if (f->count > 1)
		screen_heading(&s, "Near to it");
	for (size_t i = 1; i < f->count; i++)
		card_title(&s, f->hits[i].item);
	if (!a->call->quiet)
		screen_paragraph(&s, 0, "\nThe answer is our reading of the sources named; it is no legal advice.");
}

/* --- as JSON --- */

static void answers_json(struct asking *a, struct text *out)
{
	const struct search_result *f = &a->found;
	struct json j = { .out = out };

	json_open(&j, NULL, '{');
	json_text(&j, "query", a->shown);
	json_text(&j, "corrected", f->corrected ? a->corrected : NULL);
	json_bool(&j, "supported", f->supported);
	json_int(&j, "total", (int64_t)f->total);
	json_open(&j, "answers", '[');
	for (size_t i = 0; i < f->count; i++) {
		json_open(&j, NULL, '{');
		faq_item_json(&j, &a->law, f->hits[i].item);
		json_real(&j, "score", f->hits[i].score);
		if (a->has_product)
			card_product_json(&j, f->hits[i].item, &a->results);
		json_close(&j);
	}
	json_close(&j);
	json_open(&j, "near", '[');
	for (size_t i = 0; i < f->near_count; i++) {
		json_open(&j, NULL, '{');
		json_text(&j, "id", f->near[i]->id);
		json_text(&j, "citation", f->near[i]->citation);
		json_text(&j, "about", f->near[i]->about);
		json_text(&j, "weight", f->near[i]->weight);
		json_close(&j);
	}
	json_close(&j);
	json_text(&j, "knowledge", a->faq.digest);
	json_text(&j, "as_of", a->faq.updated);
	json_close(&j);
	text_char(out, '\n');
}

static int ask(struct asking *a, struct err *err)
{
	struct text out = { 0 };
	int code;

	if (filter_read(a, err) != 0 || product_read_in(a, err) != 0 ||
	    search_ask(&a->search, bytes_of(a->query), &a->filter, &a->found, err) != 0)
		return -1;
	if (a->found.corrected)
		utf8_clean(a->corrected, sizeof(a->corrected), a->found.corrected, strlen(a->found.corrected));
	(a->json ? answers_json : answers_show)(a, &out);
	code = text_write(&out, a->call->output, err);
	text_free(&out);
	return code;
}

static int ask_run(const struct call *call, struct err *err)
{
	struct asking a = { .call = call };
	int code = cli_json(call, &a.json, err);

	if (code == 0)
		code = query_join(&a, err);
	if (code == 0)
		code = law_load(&a.law, err);
	if (code == 0)
		code = faq_open(&a.faq, &a.law, faq_builtin(), err);
	if (code == 0)
		code = search_open(&a.search, &a.faq, err);
	if (code == 0)
		code = ask(&a, err);
	if (a.has_product)
		results_free(&a.results);
	search_close(&a.search);
	faq_close(&a.faq);
	law_free(&a.law);
	return code;
}

const struct command command_ask = {
	.name = "ask",
	.usage = "ask QUESTION... [OPTION...]",
	.about = "Answers a question from the knowledge base, with its provisions",
	.detail = "Prints the best card whole and the next ones as titles. A citation is a question, too:\n"
		  "cradle ask \"13(8)\". Where no card supports an answer it says so, and names the nearest provisions.",
	.options = (const char *const[]){ "--module", "--provision", "--weight", "--verdict", "--role", "--limit", "--for",
					  "--format", "--json", "--output", "--color", "--quiet", NULL },
	.run = ask_run,
};
