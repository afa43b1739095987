/*
 * uuid.h - UUIDs made from names (RFC 9562, 5.5: version 5), so that the same
 * thing has the same one in every run.
 *
 *	char id[UUID_TEXT];
 *
 *	uuid_name(UUID_CRADLE, "finding I.2.d", id);
 *
 * SHA-1 here tells names apart; nothing rests on it being hard to break.
 */
#ifndef CRADLE_BASE_UUID_H
#define CRADLE_BASE_UUID_H

enum { UUID_TEXT = 37 };		/* 36 characters and a NUL */

/* The namespace of all that cradle names: chosen once, never to be changed. */
#define UUID_CRADLE "5c0e6f1d-8a0b-4f0e-9d54-3c7b1e2a9f60"

/* 'space' is a UUID as text; ends the process when SHA-1 is not available. */
void uuid_name(const char *space, const char *name, char out[UUID_TEXT]);

#endif
