#include <string.h>
#include <unistd.h>

#include "base/auto.h"
#include "cli/card.h"
#include "cli/cli.h"
#include "faq/item_json.h"
#include "pipeline/knowledge.h"

struct faq_job {
	const struct call *call;
	struct law law;
	struct faq faq;
	struct text out;
	bool json;
};

/* --- list --- */

static struct report_options looks(const struct call *call)
{
	bool to_screen = !call->output || strcmp(call->output, "-") == 0;

	return (struct report_options){ .color = to_screen && cli_color(call, STDOUT_FILENO), .columns = to_screen ? cli_columns() : 80 };
}

static void module_list(struct faq_job *job, struct screen *s, const struct faq_module *m)
{
	text_printf(&job->out, "%s  %s\n", m->id, m->title);
	for (size_t i = 0; i < m->item_count; i++) {
		text_printf(&job->out, "\n  %-12s%s\n  ", m->items[i]->verdict, m->items[i]->slug);
		screen_wrap(s, 2, 2, m->items[i]->question);
		text_char(&job->out, '\n');
	}
}

static void modules_list(struct faq_job *job, struct screen *s)
{
	text_printf(&job->out, "%zu items in %zu modules, as of %s\n\n", job->faq.item_count, job->faq.module_count,
		    job->faq.updated);
	for (size_t i = 0; i < job->faq.module_count; i++) {
		const struct faq_module *m = &job->faq.modules[i];

		text_printf(&job->out, "%-27s%4zu  ", m->id, m->item_count);
		screen_wrap(s, 33, 33, m->use);
		text_char(&job->out, '\n');
	}
}

static void list_json(struct faq_job *job, const struct faq_module *only)
{
	struct json j = { .out = &job->out };

	json_open(&j, NULL, '{');
	json_int(&j, "total", (int64_t)job->faq.item_count);
	json_text(&j, "as_of", job->faq.updated);
	json_text(&j, "knowledge", job->faq.digest);
	json_open(&j, "modules", '[');
	for (size_t i = 0; i < job->faq.module_count; i++) {
		const struct faq_module *m = &job->faq.modules[i];

		if (only && only != m)
			continue;
		json_open(&j, NULL, '{');
		json_text(&j, "id", m->id);
		json_text(&j, "title", m->title);
		json_text(&j, "use", m->use);
		json_open(&j, "items", '[');
		for (size_t k = 0; k < m->item_count; k++) {
			json_open(&j, NULL, '{');
			json_text(&j, "id", m->items[k]->id);
			json_text(&j, "question", m->items[k]->question);
			json_text(&j, "verdict", m->items[k]->verdict);
			json_text(&j, "as_of", m->items[k]->as_of);
			json_close(&j);
		}
		json_close(&j);
		json_close(&j);
	}
	json_close(&j);
	json_close(&j);
	text_char(&job->out, '\n');
}

static int faq_list(struct faq_job *job, struct err *err)
{
	const char *id = job->call->count > 1 ? job->call->args[1] : NULL;
	const struct faq_module *m = id ? faq_module(&job->faq, bytes_of(id)) : NULL;
	const struct report_options options = looks(job->call);
	struct screen s = screen_on(&job->out, &options);

	if (job->call->count > 2)
		return err_set(err, ERR_USAGE, "faq list takes one module at most");
	if (id && !m)
		return err_set(err, ERR_USAGE, "no module '%s'; 'cradle faq list' names them", id);
	if (job->json)
		list_json(job, m);
	else if (m)
		module_list(job, &s, m);
	else
		modules_list(job, &s);
	return 0;
}

/* --- show --- */

static int faq_show(struct faq_job *job, struct err *err)
{
	const struct report_options options = looks(job->call);
	struct screen s = screen_on(&job->out, &options);
	struct json j = { .out = &job->out };
	const struct faq_item *item = job->call->count == 2 ? faq_item(&job->faq, bytes_of(job->call->args[1])) : NULL;

	if (job->call->count != 2)
		return err_set(err, ERR_USAGE, "faq show takes one item: cradle faq show secure-by-default/reset");
	if (!item)
		return err_set(err, ERR_USAGE, "no item '%s'; 'cradle faq list MODULE' names them, 'cradle ask' finds them",
			       job->call->args[1]);
	if (!job->json) {
		card_show(&s, &job->law, item);
		return 0;
	}
	json_open(&j, NULL, '{');
	faq_item_json(&j, &job->law, item);
	json_close(&j);
	text_char(&job->out, '\n');
	return 0;
}

/* --- check --- */

static int faq_check(struct faq_job *job, struct err *err)
{
	struct faq_problems problems = { .out = &job->out };
	struct knowledge k;

	if (job->call->count != 2)
		return err_set(err, ERR_USAGE, "faq check takes one folder: cradle faq check data/faq");
	if (knowledge_read(&k, job->call->args[1], &problems, err) != 0)
		return -1;
	if (problems.count)
		text_printf(&job->out, "%zu problems\n", problems.count);
	else
		text_printf(&job->out, "%zu items in %zu modules: every citation resolves, every link leads somewhere\n",
			    k.faq.item_count, k.faq.module_count);
	knowledge_free(&k);
	return problems.count ? EXIT_FAIL : EXIT_OK;
}

static const struct { const char *name; int (*run)(struct faq_job *job, struct err *err); } actions[] = {
	{ "list", faq_list }, { "show", faq_show }, { "check", faq_check },
};

static int faq_run(const struct call *call, struct err *err)
{
	struct faq_job job = { .call = call };
	const char *action = call->count ? call->args[0] : "list";
	int code = cli_json(call, &job.json, err), written = 0;

	if (code == 0)
		code = law_load(&job.law, err);
	if (code == 0)
		code = faq_open(&job.faq, &job.law, faq_builtin(), err);
	if (code == 0)
		code = err_set(err, ERR_USAGE, "faq takes list [MODULE], show ID or check FOLDER");
	for (size_t i = 0; job.faq.db && i < COUNT(actions); i++)
		if (strcmp(action, actions[i].name) == 0)
			code = actions[i].run(&job, err);
	if (code >= 0)
		written = text_write(&job.out, call->output, err);
	text_free(&job.out);
	faq_close(&job.faq);
	law_free(&job.law);
	return written != 0 ? -1 : code;
}

const struct command command_faq = {
	.name = "faq",
	.usage = "faq [list [MODULE] | show ID | check FOLDER] [OPTION...]",
	.about = "Lists and shows cards of the knowledge base, checks folders of them",
	.detail = "check says of each citation, link, date and count of the folder what is wrong with it, with file and\n"
		  "line, and exits 1 when something is. docs/faq.md says how a card is written.",
	.options = (const char *const[]){ "--format", "--json", "--output", "--color", NULL },
	.run = faq_run,
};
