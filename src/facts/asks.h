/*
 * asks.h - does the program that a terminal or telnetd runs ask for a password?
 *
 *	if (asks_of(look, "/usr/sbin/autologin") == ASKS_NOBODY)
 *		... whoever is there is in
 *
 * login asks, login -f and shells do not; of a script its lines tell.
 */
#ifndef CRADLE_FACTS_ASKS_H
#define CRADLE_FACTS_ASKS_H

#include "facts/look.h"

enum asks { ASKS_UNKNOWN = 0, ASKS_YES, ASKS_NOBODY };

/* 'login' is the program with the words behind it; "" is the usual login. */
enum asks asks_of(struct look *look, const char *login);

/* Root has no password, or it is not known whether. */
bool root_is_open(struct look *look);

#endif
