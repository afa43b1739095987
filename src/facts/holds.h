/*
 * holds.h - what an image decides about a condition: it holds, it does not, or
 * that is decided on the device.
 */
#ifndef CRADLE_FACTS_HOLDS_H
#define CRADLE_FACTS_HOLDS_H

#include "facts/look.h"

enum holds { HOLDS_UNKNOWN = 0, HOLDS_NO, HOLDS_YES };

static inline enum holds holds_of(bool yes)
{
	return yes ? HOLDS_YES : HOLDS_NO;
}

static inline enum holds holds_not(enum holds h)
{
	return h == HOLDS_UNKNOWN ? h : holds_of(h == HOLDS_NO);
}

/* Both must hold. */
static inline enum holds holds_both(enum holds a, enum holds b)
{
	if (a == HOLDS_NO || b == HOLDS_NO)
		return HOLDS_NO;
	return a == HOLDS_YES && b == HOLDS_YES ? HOLDS_YES : HOLDS_UNKNOWN;
}

/* A path that is filled while the machine runs: that the image has nothing there says nothing. */
bool path_is_runtime(const char *path);

/*
 * test(1) in words: "-f /etc/x", "! -x /usr/sbin/y", "a = b", "-n text".
 * Anything longer, and words that still hold a '$' or a '`', are unknown.
 */
enum holds holds_test(struct look *look, const char *const *words, size_t count);

#endif
