/*
 * decisive.h - how many verdicts an answer can decide: which question to ask first.
 *
 *	size_t *count = decisive_count(&mem, &tables);
 *
 *	count[schema_find(&schema, "scope.kind")->index]	68
 *
 * A key counts for a limb when a row of the limb's table asks for it, or when
 * one asks for the verdict on another limb for which it counts.
 */
#ifndef CRADLE_JUDGE_DECISIVE_H
#define CRADLE_JUDGE_DECISIVE_H

#include "judge/table.h"

/* [schema.key_count], in the arena. */
size_t *decisive_count(struct arena *mem, const struct decision_tables *tables);

#endif
