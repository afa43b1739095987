/*
 * authkeys.h - authorized_keys files: who may log in with a key that is part of
 * the image. Rows of the table 'grant' of kind 'authorized-key'.
 */
#ifndef CRADLE_FACTS_AUTHKEYS_H
#define CRADLE_FACTS_AUTHKEYS_H

#include "facts/look.h"

/* The keys of one file; user NULL is any. */
void authkeys_file(struct look *look, struct node *n, const char *user);

/* The usual places: .ssh of every home, etc/dropbear. */
void authkeys_usual(struct look *look);

/* The files sshd's AuthorizedKeysFile names, with %h, %u and %% filled in for each account. */
void authkeys_elsewhere(struct look *look, const char *names);

#endif
