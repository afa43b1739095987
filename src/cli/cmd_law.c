#include <string.h>

#include "base/auto.h"
#include "base/json.h"
#include "cli/cli.h"
#include "judge/rule.h"
#include "law/check.h"
#include "law/citation.h"
#include "law/import.h"

/* What one run of the command works with. */
struct job {
	const struct call *call;
	struct law law;
	struct text out;
	bool json;
};

/* --- show --- */

static bool limb_rests_on(const struct limb *limb, const struct provision *p)
{
	for (size_t i = 0; i < limb->ref_count; i++)
		if (limb->refs[i].provision == p)
			return true;
	return false;
}

static bool rule_rests_on(const struct law *law, const struct rule *rule, const struct provision *p)
{
	for (size_t i = 0; i < rule->limb_count; i++)
		if (limb_rests_on(law_limb(law, rule->limbs[i]), p))
			return true;
	return false;
}

/* Words after a label, folded at the width of the screen. */
static void fold(struct text *out, const char *label, const char *words)
{
	enum { INDENT = 14 };
	size_t columns = (size_t)cli_columns(), at = INDENT;
	struct bytes lines = bytes_of(words), rest, word;

	text_printf(out, "%-*s", INDENT, label);
	while (bytes_line(&lines, &rest)) {
		while (bytes_word(&rest, &word)) {
			if (at > INDENT && at + 1 + word.n > columns) {
				text_char(out, '\n');
				text_fill(out, ' ', INDENT);
				at = INDENT;
			} else if (at > INDENT) {
				text_char(out, ' ');
				at++;
			}
			text_add_bytes(out, word.at, word.n);
			at += word.n;
		}
		if (lines.n) {
			text_char(out, '\n');
			text_fill(out, ' ', INDENT);
			at = INDENT;
		}
	}
	text_char(out, '\n');
}

/* "FAQs on the Cyber Resilience Act (Commission FAQ): version 1.4, 2026-09-04" */
static const char *source_text(struct law *law, const struct law_source *s)
{
	return arena_printf(&law->mem, "%s (%s): %s%s%s%s", s->title, s->citation, s->version, *s->date ? ", " : "",
			    s->date, s->secondary ? ", known from what others say of it" : "");
}

static void show_uses(struct job *job, const struct rules *rules, const struct provision *p)
{
	struct law *law = &job->law;
	struct text ids = { 0 };

	for (size_t i = 0; i < law->limb_count; i++)
		if (limb_rests_on(&law->limbs[i], p))
			text_printf(&job->out, "%-14s%s: %s\n", "limb", law->limbs[i].key, law->limbs[i].title);
	for (size_t i = 0; i < rules->count; i++)
		if (rule_rests_on(law, &rules->list[i], p))
			text_printf(&ids, "%s ", rules->list[i].id);
	if (ids.n)
		fold(&job->out, "rules", ids.at);
	text_free(&ids);
}

static void show_around(struct job *job, const struct provision *p)
{
	struct law *law = &job->law;

	if (*p->rests_on)
		fold(&job->out, "rests on", p->rests_on);
	for (size_t i = 0; i < law->change_count; i++)
		if (law->changes[i].provision == p)
			fold(&job->out, "changed", arena_printf(&law->mem, "from %s by %s: %s", law->changes[i].from,
							       law->changes[i].act->citation, law->changes[i].about));
	for (size_t i = 0; i < law->provision_count; i++)
		if (law_parent(law, &law->provisions[i]) == p)
			text_printf(&job->out, "  %-26s  %s\n", law->provisions[i].id, law->provisions[i].about);
}

static void show_text(struct job *job, const struct rules *rules, const struct provision *p)
{
	const char *note = law_note(&job->law, p, job->call->as_of), *text = law_text(&job->law, p->id);
	struct text *out = &job->out;

	text_printf(out, "%s  %s\n", p->id, p->citation);
	if (*note)
		fold(out, "attention", note);
	if (*p->heading)
		fold(out, "heading", p->heading);
	fold(out, "description", p->about);
	fold(out, "weight", p->weight);
	fold(out, "source", source_text(&job->law, p->source));
	fold(out, "status", p->source->status);
	if (p->hash)
		fold(out, "sha256", p->hash);
	show_uses(job, rules, p);
	show_around(job, p);
	if (text)
		fold(out, "text", text);
}

static void json_source(struct json *j, const struct law_source *s)
{
	json_open(j, "source", '{');
	json_text(j, "id", s->id);
	json_text(j, "citation", s->citation);
	json_text(j, "version", s->version);
	json_text(j, "date", *s->date ? s->date : NULL);
	json_text(j, "status", s->status);
	json_text(j, "superseded_by", s->superseded_by ? s->superseded_by->id : NULL);
	json_text(j, "licence", s->licence);
	json_close(j);
}

static void show_json(struct job *job, const struct rules *rules, const struct provision *p, struct json *j)
{
	struct law *law = &job->law;
	const char *note = law_note(law, p, job->call->as_of);

	json_open(j, NULL, '{');
	json_text(j, "id", p->id);
	json_text(j, "citation", p->citation);
	json_text(j, "heading", *p->heading ? p->heading : NULL);
	json_text(j, "description", p->about);
	json_text(j, "weight", p->weight);
	json_text(j, "note", *note ? note : NULL);
	json_text(j, "sha256", p->hash);
	json_source(j, p->source);
	json_open(j, "limbs", '[');
	for (size_t i = 0; i < law->limb_count; i++)
		if (limb_rests_on(&law->limbs[i], p))
			json_text(j, NULL, law->limbs[i].key);
	json_close(j);
	json_open(j, "rules", '[');
	for (size_t i = 0; i < rules->count; i++)
		if (rule_rests_on(law, &rules->list[i], p))
			json_text(j, NULL, rules->list[i].id);
	json_close(j);
	json_open(j, "children", '[');
	for (size_t i = 0; i < law->provision_count; i++)
		if (law_parent(law, &law->provisions[i]) == p)
			json_text(j, NULL, law->provisions[i].id);
	json_close(j);
	json_text(j, "text", law_text(law, p->id));
	json_close(j);
}

/* The words of the command line as one citation, quoted or not; an id is one too. */
static int show_find(struct job *job, struct citation *c, struct err *err)
{
	struct text words = { 0 };
	const struct provision *near;
	int code = 0;

	for (int i = 1; i < job->call->count; i++)
		text_printf(&words, "%s%s", i > 1 ? " " : "", job->call->args[i]);
	*c = (struct citation){ .count = 1 };
	if (words.n < CITATION_ID && law_provision(&job->law, words.at))
		memcpy(c->ids[0], words.at, words.n + 1);
	else
		code = citation_read(&job->law, bytes_of(words.at), c, err);
	text_free(&words);
	for (size_t i = 0; code == 0 && i < c->count; i++) {
		if (law_provision(&job->law, c->ids[i]))
			continue;
		near = citation_nearest(&job->law, c->ids[i]);
		return err_set(err, ERR_USAGE, "no provision '%s'%s%s%s", c->ids[i], near ? "; did you mean " : "",
			       near ? near->citation : "", near ? "?" : "");
	}
	return code;
}

static int law_show(struct job *job, struct err *err)
{
	struct json j = { .out = &job->out };
	struct rules rules;
	struct citation c;

	if (job->call->count < 2)
		return err_set(err, ERR_USAGE, "law show needs an id or a citation: cradle law show \"Article 13(8)\"");
	if (show_find(job, &c, err) != 0 || rules_load(&rules, &job->law, NULL, err) != 0)
		return -1;
	if (job->json && c.count > 1)
		json_open(&j, NULL, '[');
	for (size_t i = 0; i < c.count; i++) {
		const struct provision *p = law_provision(&job->law, c.ids[i]);

		if (job->json)
			show_json(job, &rules, p, &j);
		else
			show_text(job, &rules, p);
		if (!job->json && i + 1 < c.count)
			text_char(&job->out, '\n');
	}
	if (job->json && c.count > 1)
		json_close(&j);
	rules_free(&rules);
	return EXIT_OK;
}

/* --- check --- */

static void check_text(struct text *out, const char *path, const struct check *check)
{
	for (size_t i = 0; i < check->count; i++) {
		const struct remark *r = &check->remarks[i];

		text_printf(out, "%s:%ld:%ld: %s: %s", path, r->line, r->column, r->cited, r->message);
		if (r->nearest)
			text_printf(out, "; did you mean %s?", r->nearest->citation);
		text_char(out, '\n');
	}
	if (check->more)
		text_printf(out, "%s: and %zu more\n", path, check->more);
}

static void check_json(struct json *j, const char *path, const struct check *check)
{
	json_open(j, NULL, '{');
	json_text(j, "file", path);
	json_int(j, "citations", (int64_t)check->citations);
	json_int(j, "of_other_acts", (int64_t)check->foreign);
	json_int(j, "not_listed", (int64_t)check->more);
	json_open(j, "remarks", '[');
	for (size_t i = 0; i < check->count; i++) {
		const struct remark *r = &check->remarks[i];

		json_open(j, NULL, '{');
		json_int(j, "line", r->line);
		json_int(j, "column", r->column);
		json_text(j, "problem", problem_name(r->problem));
		json_text(j, "cited", r->cited);
		json_text(j, "id", r->id);
		json_text(j, "message", r->message);
		json_text(j, "nearest", r->nearest ? r->nearest->id : NULL);
		json_close(j);
	}
	json_close(j);
	json_close(j);
}

static int law_check_files(struct job *job, struct err *err)
{
	const struct call *call = job->call;
	struct json j = { .out = &job->out };
	size_t citations = 0, wrong = 0;

	if (call->count < 2)
		return err_set(err, ERR_USAGE, "law check needs files: cradle law check FILE...");
	if (job->json)
		json_open(&j, NULL, '[');
	for (int i = 1; i < call->count; i++) {
		struct arena mem = { .about = "the text to check" };
		struct check check;
		struct bytes text;

		if (law_file_read(&mem, call->args[i], &text, err) != 0) {
			arena_free(&mem);
			return -1;
		}
		law_check(&job->law, text, call->as_of, &check);
		if (job->json)
			check_json(&j, call->args[i], &check);
		else
			check_text(&job->out, call->args[i], &check);
		citations += check.citations;
		wrong += check.count + check.more;
		arena_free(&mem);
	}
	if (job->json)
		json_close(&j);
	else
		text_printf(&job->out, "%zu citations, %zu remarks\n", citations, wrong);
	return wrong ? EXIT_FAIL : EXIT_OK;
}

/* --- import --- */

static int law_import_file(struct job *job, struct err *err)
{
	const char *path = job->call->count == 2 ? job->call->args[1] : NULL;
	struct arena mem = { .about = "the file to import" };
	struct import result = { 0 };
	size_t changed = 0;
	struct bytes file;
	int code;

	if (!path)
		return err_set(err, ERR_USAGE, "law import needs one file: cradle law import FILE");
	code = law_file_read(&mem, path, &file, err);
	if (code == 0 && law_import(&job->law, file, &result, err) != 0)
		code = err_wrap(err, "'%s'", path);
	arena_free(&mem);
	if (code != 0)
		return -1;
	for (size_t i = 0; i < result.refused_count; i++) {
		const struct refused *r = &result.refused[i];

		changed += !r->before;
		if (r->before)
			text_printf(&job->out, "left out: %s is the text before %s: %s\n", r->provision->citation,
				    r->before->act->citation, r->before->about);
		else
			text_printf(&job->out, "left out: %s is not the text that has the hash %.8s\n",
				    r->provision->citation, r->provision->hash);
	}
	text_printf(&job->out, "%zu of %zu clauses match their hash and are in %s\n", result.matched, result.expected,
		    result.path);
	return changed ? EXIT_FAIL : EXIT_OK;
}

/* --- the command --- */

static const struct { const char *name; int (*run)(struct job *job, struct err *err); } actions[] = {
	{ "show", law_show }, { "check", law_check_files }, { "import", law_import_file },
};

static int law_run(const struct call *call, struct err *err)
{
	struct job job = { .call = call, .json = call->format && strcmp(call->format, "json") == 0 };
	int code = -1, written = 0;

	if (law_load(&job.law, err) != 0)
		return -1;
	err_set(err, ERR_USAGE, "law takes show ID|CITATION, check FILE... or import FILE");
	for (size_t i = 0; call->count && i < COUNT(actions); i++)
		if (strcmp(call->args[0], actions[i].name) == 0)
			code = actions[i].run(&job, err);
	if (code >= 0)
		written = text_write(&job.out, call->output, err);
	text_free(&job.out);
	law_free(&job.law);
	return written != 0 ? -1 : code;
}

const struct command command_law = {
	.name = "law",
	.usage = "law show ID|CITATION | check FILE... | import FILE [OPTION...]",
	.about = "Shows provisions, checks citations in texts, imports the law's text",
	.detail = "show explains a provision by its id or any usual citation. check lints the citations of text files\n"
		  "('-' is standard input) and exits 1 when one is wrong. import takes the text from a file you\n"
		  "downloaded (EUR-Lex HTML or Markdown), clause by clause as far as the hashes agree.",
	.options = (const char *const[]){ "--format", "--json", "--output", "--as-of", NULL },
	.reads = true,
	.run = law_run,
};
