/*
 * look.h - which changes ask for a look at substantial modification.
 *
 * Article 3(30) of the Regulation has two ways to it: a change that affects
 * whether the essential requirements of Part I of Annex I are met, and one that
 * alters the intended purpose that was assessed. Recital 39 and points 103 to 112
 * of the Commission's guidance (its view, not binding) say when an update is one:
 * what counts is new or higher risk that the risk assessment does not cover. No
 * image shows what was assessed, so all that is said here is: look. A newer
 * version of a package alone, and whatever only got better, do not ask for it.
 *
 * To mark another kind of change: a row in looks[] (look.c).
 */
#ifndef CRADLE_DIFF_LOOK_H
#define CRADLE_DIFF_LOOK_H

#include "diff/weigh.h"

/* Of a default, with what weigh() made of it. */
void look_at_default(struct diff_change *c, const struct weighing *w, const struct law *law);

/* Of a finding or a verdict: worse, about a limb of Part I. */
void look_at_part_one(struct diff_change *c, const struct law *law);

/* Of an answer before all others: scope, role, time, class, route. */
void look_at_answer(struct diff_change *c, const struct law *law);

/* Of a key of the declaration. */
void look_at_declared(struct diff_change *c, const char *name, const struct law *law);

#endif
