#include "law/load.h"

#include <string.h>

#include "base/auto.h"
#include "base/embedded.h"
#include "base/yaml.h"

static const char *const weights[] = { "law", "faq", "guidance", "standard", "none" };
static const struct { const char *status; bool current; } states[] = {
	{ "in force", true },	 { "adopted", true }, { "published", true },
	{ "superseded", false }, { "draft", false },  { "proposal", false },
};

static bool weight_known(const char *weight)
{
	for (size_t i = 0; i < COUNT(weights); i++)
		if (strcmp(weights[i], weight) == 0)
			return true;
	return false;
}

static int source_read(struct law_source *s, const struct yaml *at, struct err *err)
{
	const struct { const char *key, **to; } texts[] = {
		{ "id", &s->id },	    { "citation", &s->citation }, { "title", &s->title },
		{ "version", &s->version }, { "date", &s->date },	  { "licence", &s->licence },
		{ "about", &s->about },	    { "weight", &s->weight },	  { "status", &s->status },
	};
	const char *known = yaml_text(at, "known");

	for (size_t i = 0; i < COUNT(texts); i++) {
		*texts[i].to = yaml_text(at, texts[i].key);
		if (!*texts[i].to)
			return yaml_error(err, at, "a source has '%s'", texts[i].key);
	}
	if (!weight_known(s->weight))
		return yaml_error(err, at, "no such weight: '%s'", s->weight);
	for (size_t i = 0; i < COUNT(states); i++)
		if (strcmp(states[i].status, s->status) == 0) {
			s->current = states[i].current;
			s->secondary = known && strcmp(known, "secondary") == 0;
			return 0;
		}
	return yaml_error(err, at, "no such status: '%s'", s->status);
}

/* Those that replaced others may stand anywhere in the list: looked up when all are read. */
static int sources_link(struct law *law, const struct yaml *list, struct err *err)
{
	size_t i = 0;

	for (const struct yaml *at = list->child; at; at = at->next, i++) {
		const char *by = yaml_text(at, "superseded_by");
		struct law_source *s = &law->sources[i];

		s->superseded_by = by ? law_source_find(law, by) : NULL;
		if (by && (!s->superseded_by || s->current))
			return yaml_error(err, at, "'%s' cannot be superseded by '%s'", s->id, by);
		if (strcmp(s->status, "superseded") == 0 && !by)
			return yaml_error(err, at, "'%s' is superseded: by what?", s->id);
	}
	return 0;
}

int sources_load(struct law *law, struct err *err)
{
	const struct yaml *doc = embedded_yaml(&law->mem, "law/sources.yaml", err);
	const struct yaml *list = yaml_get(doc, "sources");

	if (!doc)
		return -1;
	law->as_of = yaml_text(doc, "as_of");
	if (!law->as_of || !list || list->kind != YAML_LIST)
		return yaml_error(err, doc, "expected 'as_of' and the list 'sources'");
	law->sources = arena_alloc(&law->mem, (list->count + 1) * sizeof(*law->sources));
	for (const struct yaml *at = list->child; at; at = at->next) {
		if (source_read(&law->sources[law->source_count], at, err) != 0)
			return -1;
		if (law_source_find(law, law->sources[law->source_count].id))
			return yaml_error(err, at, "'%s' stands here twice", law->sources[law->source_count].id);
		law->source_count++;
	}
	return sources_link(law, list, err);
}

const struct law_source *law_source_find(const struct law *law, const char *id)
{
	for (size_t i = 0; i < law->source_count; i++)
		if (strcmp(law->sources[i].id, id) == 0)
			return &law->sources[i];
	return NULL;
}
