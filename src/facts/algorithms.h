/*
 * algorithms.h - SSH algorithm lists: how a configured one changes the built-in
 * one, and what in it is weak.
 */
#ifndef CRADLE_FACTS_ALGORITHMS_H
#define CRADLE_FACTS_ALGORITHMS_H

#include "facts/look.h"

/*
 * "a,b" replaces the built-in list, "+a" adds behind, "^a" in front, "-a*"
 * removes (ssh_config(5), sshd_config(5)). 'builtin' NULL is not known: then a
 * list that only changes it gives NULL.
 */
const char *algorithms_merge(struct look *look, const char *builtin, struct bytes list);

/* The weak ones of a list with commas between them, or NULL. */
const char *algorithms_weak(struct look *look, const char *list);

#endif
