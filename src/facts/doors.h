/*
 * doors.h - services that are a back door: a shell bound to a port, code run
 * from a place that others can write.
 */
#ifndef CRADLE_FACTS_DOORS_H
#define CRADLE_FACTS_DOORS_H

#include "facts/starts.h"

/* Rows of 'debug' for what the service's command line opens. */
void door_note(struct look *look, const struct fact_service *s);

/* The file below /tmp, /mnt, /media ... that a command runs as code, or NULL. */
const char *door_writable(const struct command *cmd);

#endif
