#include "diff/look.h"

#include <string.h>

#include "base/auto.h"

enum look {
	LOOK_PURPOSE, LOOK_CLASS, LOOK_ANSWER, LOOK_INTERFACE, LOOK_LOGIN, LOOK_FUNCTION, LOOK_UPDATES, LOOK_RESET,
	LOOK_PART_ONE,
};

static const struct { const char *why, *provision; } looks[] = {
	[LOOK_PURPOSE] = { "what it is for or where it is used is declared otherwise: is that still the purpose assessed?", "art-3-30" },
	[LOOK_CLASS] = { "its core function is declared otherwise: is that still the purpose assessed?", "art-3-30" },
	[LOOK_ANSWER] = { "an answer that all others rest on changed: is it still the product that was assessed?", "art-3-30" },
	[LOOK_INTERFACE] = { "an interface to the outside is new or open to more: was it foreseen in the risk assessment?", "guidance-109" },
	[LOOK_LOGIN] = { "a new way in: does it open an attack that the risk assessment does not cover?", "guidance-110" },
	[LOOK_FUNCTION] = { "something runs by default that did not: does the risk assessment cover it?", "guidance-104" },
	[LOOK_UPDATES] = { "updates come another way: do the assumptions of the risk assessment still hold?", "guidance-110" },
	[LOOK_RESET] = { "the way back to the original state changed: do the assumptions still hold?", "guidance-110" },
	[LOOK_PART_ONE] = { "it bears on whether a requirement of Annex I, Part I is met", "art-3-30" },
};

static void set(struct diff_change *c, enum look look, const struct law *law)
{
	c->look = true;
	c->look_why = looks[look].why;
	c->look_at = law_provision(law, looks[look].provision);
}

static bool of_part_one(const struct diff_change *c)
{
	return c->limb && strncmp(c->limb, "I.", 2) == 0;
}

/* Did the thing come or go, or something about it that is judged or says where it leads? */
static bool mechanism_changed(const struct diff_change *c)
{
	static const char *const telling[] = { "mechanism", "source", "trigger", "erases", "transport" };

	if (c->what != DIFF_CHANGED)
		return true;
	for (size_t i = 0; i < c->cell_count; i++) {
		if (c->cells[i].direction != DIFF_NEUTRAL)
			return true;
		for (size_t k = 0; k < COUNT(telling); k++)
			if (strcmp(c->cells[i].column, telling[k]) == 0)
				return true;
	}
	return false;
}

static bool from_outside(const struct weighing *w)
{
	const char *reach = w->now ? inventory_cell(w->table, w->now, "reach") : NULL;

	return !reach || strcmp(reach, "loopback") != 0;
}

void look_at_default(struct diff_change *c, const struct weighing *w, const struct law *law)
{
	if (strcmp(c->table, "listener") == 0 && from_outside(w) && (w->starts || c->direction == DIFF_WORSE))
		set(c, LOOK_INTERFACE, law);
	else if ((strcmp(c->table, "login") == 0 || strcmp(c->table, "grant") == 0) && w->starts)
		set(c, LOOK_LOGIN, law);
	else if (strcmp(c->table, "service") == 0 && w->starts)
		set(c, LOOK_FUNCTION, law);
	else if (strcmp(c->table, "updater") == 0 && mechanism_changed(c))
		set(c, LOOK_UPDATES, law);
	else if (strcmp(c->table, "reset") == 0 && mechanism_changed(c))
		set(c, LOOK_RESET, law);
	/* an older package is for the vulnerabilities it has; whether they bear on Part I is not seen here */
	else if (strcmp(c->table, "package") != 0)
		look_at_part_one(c, law);
}

void look_at_part_one(struct diff_change *c, const struct law *law)
{
	if (c->direction == DIFF_WORSE && of_part_one(c))
		set(c, LOOK_PART_ONE, law);
}

void look_at_answer(struct diff_change *c, const struct law *law)
{
	set(c, LOOK_ANSWER, law);
}

void look_at_declared(struct diff_change *c, const char *name, const struct law *law)
{
	static const struct { const char *begins; enum look look; } keys[] = {
		{ "purpose.", LOOK_PURPOSE }, { "class.core_function", LOOK_CLASS },
	};

	for (size_t i = 0; i < COUNT(keys); i++)
		if (strncmp(name, keys[i].begins, strlen(keys[i].begins)) == 0) {
			set(c, keys[i].look, law);
			return;
		}
}
