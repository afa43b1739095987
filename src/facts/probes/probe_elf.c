/*
 * The headers were read while the files went by (sniff_elf.c); here each
 * program gets its part in the product: a daemon that listens, something that
 * is started, a setuid program. The order of the image's files is not that of
 * their names, so rows are found by a sorted list.
 */
#include "facts/look.h"

#include <stdlib.h>
#include <string.h>

struct programs {
	struct fact_elf **list;
	size_t count;
};

static int by_path(const void *a, const void *b)
{
	const struct fact_elf *const *x = a, *const *y = b;

	return strcmp((*x)->at.path, (*y)->at.path);
}

static struct programs programs_sorted(struct look *look)
{
	struct programs p = { .count = FACT_COUNT(look->facts, elf) };

	p.list = arena_alloc(look->mem, (p.count + 1) * sizeof(*p.list));
	for (size_t i = 0; i < p.count; i++)
		p.list[i] = FACT_AT(look->facts, elf, i);
	if (p.count)
		qsort(p.list, p.count, sizeof(*p.list), by_path);
	return p;
}

static void give_role(struct look *look, const struct programs *p, const char *path, const char *role)
{
	struct fact_elf key = { 0 }, *at = &key, **hit;
	const struct node *n = path ? look_find(look, path) : NULL;

	if (!n || p->count == 0)
		return;
	key.at.path = n->path;
	hit = bsearch(&at, p->list, p->count, sizeof(*p->list), by_path);
	if (hit)
		(*hit)->role = role;
}

static void roles_from_modes(struct look *look)
{
	FACT_EACH(look->facts, elf, e) {
		const struct node *n = look->tree->no_modes ? NULL : tree_find(look->tree, e->at.path);

		e->role = n && (n->mode & 06000) ? "setuid" : "other";
	}
}

/* Weakest first: what listens is named so, whatever else it is. */
static void elf_run(struct look *look)
{
	struct programs p = programs_sorted(look);

	roles_from_modes(look);
	FACT_EACH(look->facts, service, s)
		if (s->starts == FLAG_YES)
			give_role(look, &p, s->program, "started");
	FACT_EACH(look->facts, daemon, d)
		if (d->enabled == FLAG_YES)
			give_role(look, &p, d->program, "started");
	FACT_EACH(look->facts, listener, l)
		if (l->state && strcmp(l->state, "off") != 0)
			give_role(look, &p, look_daemon(look, l->daemon)->program, "listens");
	facts_looked(look->facts, look->probe, "usr/bin", look_exists(look, "usr/bin") ? "read" : "absent");
}

const struct probe probe_elf = {
	.name = "elf",
	.about = "how programs were hardened, and which of them matter most",
	.run = elf_run,
};
