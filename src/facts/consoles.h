/*
 * consoles.h - terminals on which somebody may log in, or be in without that.
 */
#ifndef CRADLE_FACTS_CONSOLES_H
#define CRADLE_FACTS_CONSOLES_H

#include "facts/look.h"

/*
 * What a service that sits on a terminal lets in: rows of 'login', and of
 * 'debug' when nobody asks for a password. Services that have no terminal give
 * none.
 */
void console_note(struct look *look, const struct fact_service *s);

#endif
