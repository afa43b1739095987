#include "pipeline/knowledge.h"

#include <string.h>

#include "law/import.h"

/* Each rule of the program leads to the item that explains it. */
static void rules_link(struct knowledge *k, struct faq_problems *problems)
{
	for (size_t i = 0; i < k->rules.count; i++) {
		const struct rule *r = &k->rules.list[i];
		const struct yaml *at = yaml_get(r->doc, "faq");
		struct faq_rest rest = { r->id, r->title, r->severity, law_limb(&k->law, r->limbs[0]) };

		if (!r->faq)
			faq_problem(problems, r->doc->file, r->doc->line, r->doc->column, "no item explains it: add 'faq'");
		else if (!faq_rest_add(&k->faq, r->faq, &rest))
			faq_problem(problems, at->file, at->line, at->column, "no item '%s'", r->faq);
	}
}

/* A key of product.yaml, a section of keys, or a list. */
static bool key_exists(const struct schema *schema, const char *name)
{
	for (size_t i = 0; i < schema->section_count; i++)
		if (strcmp(schema->sections[i].name, name) == 0)
			return true;
	return schema_find(schema, name) || schema_begins(schema, name);
}

/* What shows a task done stands in product.yaml. */
static void keys_check(const struct knowledge *k, const struct faq_module *m, struct faq_problems *problems)
{
	const struct yaml *at = yaml_get(m->doc, "workflow");

	for (size_t i = 0; i < m->task_count; i++)
		for (size_t n = 0; n < m->tasks[i].key_count; n++) {
			const char *key = m->tasks[i].keys[n];

			if (!key_exists(&k->schema, key))
				faq_problem(problems, m->file, at->line, at->column, "task '%s': product.yaml has no key '%s'",
					    m->tasks[i].id, key);
		}
}

static int concepts_read(struct knowledge *k, const char *dir, struct err *err)
{
	const char *path = arena_printf(&k->faq.mem, "%s/concepts.yaml", dir);
	struct bytes file;

	if (law_file_read(&k->faq.mem, path, &file, err) != 0)
		return -1;
	k->concepts = yaml_load(&k->faq.mem, path, file, err);
	return k->concepts ? 0 : -1;
}

int knowledge_read(struct knowledge *k, const char *dir, struct faq_problems *problems, struct err *err)
{
	*k = (struct knowledge){ 0 };
	if (law_load(&k->law, err) != 0 || schema_load(&k->schema, &k->law, err) != 0 ||
	    rules_load(&k->rules, &k->law, NULL, err) != 0 || faq_read(&k->faq, &k->law, dir, problems, err) != 0 ||
	    concepts_read(k, dir, err) != 0) {
		knowledge_free(k);
		return -1;
	}
	rules_link(k, problems);
	for (size_t i = 0; i < k->faq.module_count; i++)
		keys_check(k, &k->faq.modules[i], problems);
	return 0;
}

void knowledge_free(struct knowledge *k)
{
	faq_close(&k->faq);
	rules_free(&k->rules);
	schema_free(&k->schema);
	law_free(&k->law);
	*k = (struct knowledge){ 0 };
}
