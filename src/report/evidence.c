#include "report/evidence.h"

#include <inttypes.h>
#include <string.h>

/* Each kind of text ends with a NUL, so that no two places look the same. */
static void place_key(struct text *key, const char *rule, const char *path, int64_t line)
{
	key->n = 0;
	text_add_bytes(key, rule, strlen(rule) + 1);
	text_add_bytes(key, path ? path : "", path ? strlen(path) + 1 : 1);
	text_printf(key, "%" PRId64, line);
}

static struct bytes view(const struct text *key)
{
	return (struct bytes){ (const unsigned char *)key->at, key->n };
}

void evidence_index(struct evidence *e, struct arena *mem, const struct results *r)
{
	struct text key = { 0 };

	*e = (struct evidence){ .results = r, .mem = mem, .places = { .mem = mem } };
	e->next = arena_alloc(mem, (r->finding_count + 1) * sizeof(*e->next));
	e->of = arena_alloc(mem, (r->finding_count + 1) * sizeof(*e->of));
	/* backwards, so that each chain runs forwards; numbers are kept with 1 added, for NULL is none */
	for (size_t i = r->finding_count; i-- > 0;) {
		void **at;

		place_key(&key, r->findings[i].rule, r->findings[i].path, r->findings[i].line);
		at = names_at(&e->places, view(&key));
		e->next[i] = *at ? (size_t)(uintptr_t)*at - 1 : EVIDENCE_NONE;
		*at = (void *)(uintptr_t)(i + 1);
	}
	text_free(&key);
}

size_t evidence_first(struct evidence *e, const struct result_fact *fact)
{
	struct text key = { 0 };
	void *at;

	if (!fact->rule)
		return EVIDENCE_NONE;
	place_key(&key, fact->rule, fact->path, fact->line);
	at = names_find(&e->places, view(&key));
	text_free(&key);
	return at ? (size_t)(uintptr_t)at - 1 : EVIDENCE_NONE;
}

size_t evidence_next(const struct evidence *e, size_t finding)
{
	return e->next[finding];
}

size_t evidence_of_verdict(struct evidence *e, const struct result_verdict *v, const size_t **list)
{
	size_t *out = NULL, count = 0, room = 0;

	e->round++;
	for (size_t i = 0; i < v->fact_count; i++)
		for (size_t f = evidence_first(e, &v->facts[i]); f != EVIDENCE_NONE; f = evidence_next(e, f)) {
			if (e->of[f] == e->round)
				continue;
			e->of[f] = e->round;
			ARENA_ROOM(e->mem, out, count, room);
			out[count++] = f;
		}
	*list = out;
	return count;
}
