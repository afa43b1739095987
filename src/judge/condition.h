/*
 * condition.h - a condition of a decision table: true, false or unknown.
 *
 *	struct condition *when = condition_read(&reader, yaml, err);
 *	struct asked asked = { 0 };
 *
 *	if (condition_holds(when, &scene, &asked) == TRUTH_UNKNOWN)
 *		... asked.missing is what nobody said
 *
 * table.h says what may be written. Three values as Kleene had them: "and" is
 * false when one is false, "or" is true when one is true, and what is not said
 * is unknown. So saying less never makes a condition true or false that was
 * the other: it can only make it unknown.
 */
#ifndef CRADLE_JUDGE_CONDITION_H
#define CRADLE_JUDGE_CONDITION_H

#include "base/yaml.h"
#include "judge/found.h"
#include "product/product.h"

enum truth { TRUTH_UNKNOWN = 0, TRUTH_FALSE, TRUTH_TRUE };

struct condition;

struct condition_reader {
	struct arena *mem;
	const struct schema *schema;
	const struct law *law;
	const struct schema_section *list;	/* inside some, every, none: whose keys are meant */
};

/* NULL with *err set: what is wrong, with file, line and column. */
struct condition *condition_read(const struct condition_reader *reader, const struct yaml *when, struct err *err);

/* What a condition is asked about. */
struct scene {
	const struct part *part;
	const struct limb *limb;	/* 'this' */
	const struct found *found;
	const struct entry *entry;	/* inside some, every, none */
	/* the verdict on another limb of the same part; NULL is unknown, *needs then what would decide it */
	const char *(*verdict)(void *self, const struct limb *limb, const char **needs);
	void *self;
};

/* What was said that the answer rests on, and what was not. */
struct asked {
	const struct fact *facts[32];
	size_t fact_count;
	const struct limb *limbs[8];	/* whose verdicts it rests on */
	size_t limb_count;
	const char *missing;		/* the first key nobody said, as in product.yaml; NULL: none */
	const struct schema_key *missing_key;	/* NULL where it is a list or the command line */
	const struct limb *missing_limb;	/* it is missing for that one's verdict; 'missing' may be NULL then */
};

/* 'when' NULL always holds. Adds to *asked. */
enum truth condition_holds(const struct condition *when, const struct scene *scene, struct asked *asked);

/* Calls 'use' for every limb whose verdict the condition asks for. */
void condition_limbs(const struct condition *when, void (*use)(void *self, const struct limb *limb), void *self);

/* The entry of claims[], tailor_made[] or essential[] for this limb: the one that names it most closely. */
const struct entry *part_entry_for(const struct part *part, const char *list, const char *limb);

/* Is each {key} in it one that stands for something? */
int condition_text_check(const struct condition_reader *reader, const struct yaml *because, struct err *err);

/* 'because' with {key} replaced by what was said, into the arena. */
const char *condition_text(struct arena *mem, const struct schema *schema, const char *because,
			   const struct scene *scene);

#endif
