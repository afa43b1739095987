/*
 * guess.h - what something is that we do not read, said so that it helps.
 */
#ifndef CRADLE_IMAGE_GUESS_H
#define CRADLE_IMAGE_GUESS_H

#include "base/bytes.h"
#include "base/err.h"

/* Sets "is an ELF program, not an image; cradle reads ..." (ERR_UNSUPPORTED) and returns -1. */
int guess_unsupported(struct bytes head, struct err *err);

#endif
