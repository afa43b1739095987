#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "cli/cli.h"
#include "faq/faq.h"
#include "judge/rule.h"
#include "pipeline/example.h"

static void rules_list(const struct rules *rules, struct text *out)
{
	for (size_t i = 0; i < rules->count; i++) {
		const struct rule *r = &rules->list[i];

		text_printf(out, "%-20s %-8s %-13s %s\n", r->id, r->severity, r->limbs[0], r->title);
	}
}

static void rule_show(const struct rule *r, const struct law *law, struct text *out)
{
	static const char *const queries[] = { "declared", "applies", "looked", "finds", "not_effective", "contended", "unknown" };

	text_printf(out, "%s  %s\n\nseverity  %s\n", r->id, r->title, r->severity);
	for (size_t i = 0; i < r->limb_count; i++) {
		const struct limb *limb = law_limb(law, r->limbs[i]);

		text_printf(out, "%s  %s: %s\n", i ? "        " : "limb    ", limb->key, limb->title);
		for (size_t k = 0; k < limb->ref_count; k++)
			text_printf(out, "            %s (%s)\n", limb->refs[k].provision->citation,
				    limb->refs[k].weight);
	}
	text_printf(out, "why       %s\nfix       %s\nfile      %s:%ld\n", r->why, r->fix, r->doc->file, r->doc->line);
	if (r->faq)
		text_printf(out, "explained %s\n", r->faq);
	for (size_t i = 0; i < COUNT(queries); i++) {
		const char *sql = yaml_text(r->doc, queries[i]);

		if (sql)
			text_printf(out, "\n%s:\n%s%s", queries[i], sql, bytes_end(bytes_of(sql), "\n") ? "" : "\n");
	}
}

/* Each rule that names an item of the knowledge base leads to one. */
static int links_check(const struct rules *rules, const struct law *law, struct err *err)
{
	struct faq faq;
	int code = faq_open(&faq, law, faq_builtin(), err);

	for (size_t i = 0; i < rules->count && code == 0; i++) {
		const struct rule *r = &rules->list[i];

		if (r->faq && rules_concern(rules, r) && !faq_item(&faq, bytes_of(r->faq)))
			code = yaml_error(err, yaml_get(r->doc, "faq"), "no item '%s' in the knowledge base; 'cradle ask' finds them",
					  r->faq);
	}
	faq_close(&faq);
	return code;
}

static int rules_say(const struct call *call, const struct rules *rules, const struct law *law,
		     struct text *out, struct err *err)
{
	const char *what = call->count ? call->args[0] : "list";
	const struct rule *rule;
	size_t examples, concerned = 0;

	if (strcmp(what, "list") == 0 && call->count <= 1) {
		rules_list(rules, out);
		return 0;
	}
	if (strcmp(what, "check") == 0 && call->count <= 2) {
		if (rules_check(rules, err) != 0 || links_check(rules, law, err) != 0 || examples_run(rules, law, &examples, err) != 0)
			return -1;
		for (size_t i = 0; i < rules->count; i++)
			concerned += rules_concern(rules, &rules->list[i]);
		text_printf(out, "%zu rules are well formed, their %zu examples give what they say\n", concerned,
			    examples);
		return 0;
	}
	if (strcmp(what, "show") != 0 || call->count != 2)
		return err_set(err, ERR_USAGE, "rules takes one of: list, show ID, check [DIR]");
	rule = rules_find(rules, call->args[1]);
	if (!rule)
		return err_set(err, ERR_USAGE, "no rule '%s'; 'cradle rules list' names them", call->args[1]);
	rule_show(rule, law, out);
	return 0;
}

static int rules_run(const struct call *call, struct err *err)
{
	bool check = call->count == 2 && strcmp(call->args[0], "check") == 0;
	struct text out = { 0 };
	struct rules rules;
	struct law law;
	int code = law_load(&law, err);

	if (code != 0)
		return -1;
	code = rules_load(&rules, &law, check ? call->args[1] : call->rules_dir, err);
	if (code == 0)
		code = rules_say(call, &rules, &law, &out, err);
	if (code == 0)
		code = text_write(&out, call->output, err);
	text_free(&out);
	rules_free(&rules);
	law_free(&law);
	return code;
}

const struct command command_rules = {
	.name = "rules",
	.usage = "rules [list | show ID | check [DIR]] [OPTION...]",
	.about = "Lists rules, shows one with its law and SQL, checks a team's own",
	.options = (const char *const[]){ "--rules", "--output", NULL },
	.run = rules_run,
};
