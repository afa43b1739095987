#include "law/law.h"

#include <string.h>

#include "base/auto.h"
#include "base/embedded.h"
#include "base/yaml.h"
#include "law/load.h"

static int limb_refs(struct law *law, struct limb *limb, const struct yaml *list, struct err *err)
{
	for (const struct yaml *at = list ? list->child : NULL; at; at = at->next) {
		const char *id = yaml_text(at, "id"), *weight = yaml_text(at, "weight");
		const struct provision *p = id ? law_provision(law, id) : NULL;

		if (!p)
			return yaml_error(err, at, "no such provision: '%s'", id ? id : "");
		if (!weight || strcmp(weight, p->weight) != 0)
			return yaml_error(err, at, "the weight of '%s' is %s", id, p->weight);
		if (limb->ref_count == COUNT(limb->refs))
			return yaml_error(err, at, "more than %zu provisions", COUNT(limb->refs));
		limb->refs[limb->ref_count++] = (struct source_ref){ p, weight };
	}
	return 0;
}

/* The texts of a list, or none. */
static const char *const *words_of(struct law *law, const struct yaml *list, size_t *count)
{
	const char **words = arena_alloc(&law->mem, (list ? list->count + 1 : 1) * sizeof(*words));

	*count = 0;
	for (const struct yaml *at = list ? list->child : NULL; at; at = at->next)
		if (at->text)
			words[(*count)++] = at->text;
	return words;
}

static int limb_kind(struct law *law, struct limb *limb, const struct yaml *at, struct err *err)
{
	const char *from = yaml_text(at, "from"), *of = yaml_text(at, "of");

	if (!from || (strcmp(from, "both") != 0 && strcmp(from, "declaration") != 0))
		return yaml_error(err, at, "'from' is 'both' or 'declaration'");
	if (!of || (strcmp(of, "part") != 0 && strcmp(of, "product") != 0))
		return yaml_error(err, at, "'of' is 'part' or 'product'");
	limb->from_image = strcmp(from, "both") == 0;
	limb->of_part = strcmp(of, "part") == 0;
	limb->sums = words_of(law, yaml_get(at, "sums"), &limb->sum_count);
	limb->answers = words_of(law, yaml_get(at, "answers"), &limb->answer_count);
	return 0;
}

static int limbs_load(struct law *law, struct err *err)
{
	const struct yaml *doc = embedded_yaml(&law->mem, "law/requirements.yaml", err);
	const struct yaml *list = yaml_get(doc, "limbs");

	if (!doc)
		return -1;
	if (!list || list->kind != YAML_LIST)
		return yaml_error(err, doc, "expected the list 'limbs'");
	law->limbs = arena_alloc(&law->mem, (list->count + 1) * sizeof(*law->limbs));
	for (const struct yaml *at = list->child; at; at = at->next) {
		struct limb *limb = &law->limbs[law->limb_count++];

		limb->key = yaml_text(at, "key");
		limb->title = yaml_text(at, "title");
		limb->missing = yaml_text(at, "missing");
		limb->faq = yaml_text(at, "faq");
		limb->line = at->line;
		if (!limb->key || !limb->title || !limb->missing)
			return yaml_error(err, at, "a limb has 'key', 'title' and 'missing'");
		if (limb_refs(law, limb, yaml_get(at, "provisions"), err) != 0 || limb_kind(law, limb, at, err) != 0)
			return -1;
		if (limb->ref_count == 0)
			return yaml_error(err, at, "limb '%s' cites nothing", limb->key);
	}
	return 0;
}

int law_load(struct law *law, struct err *err)
{
	*law = (struct law){ .mem = { .about = "the law's index" } };
	if (sources_load(law, err) != 0 || provisions_load(law, err) != 0 || limbs_load(law, err) != 0) {
		law_free(law);
		return -1;
	}
	return 0;
}

void law_free(struct law *law)
{
	law_texts_free(law);
	arena_free(&law->mem);
	*law = (struct law){ 0 };
}

const struct limb *law_limb(const struct law *law, const char *key)
{
	for (size_t i = 0; i < law->limb_count; i++)
		if (strcmp(law->limbs[i].key, key) == 0)
			return &law->limbs[i];
	return NULL;
}
