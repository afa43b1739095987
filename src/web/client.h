/*
 * client.h - one connection: requests in, answers out, in order.
 *
 *	client_open(worker, fd);
 *
 * It frees itself when it is over: the other side has closed, an answer was its
 * last one, or it was late (client_late(); the times are in limits.h). What it
 * reads goes into the worker's buffer and only what is not whole yet is kept, so
 * ten thousand that wait cost a few hundred bytes each.
 *
 * Before a connection with an error on it is closed, what still comes is read and
 * dropped for a moment (RFC 9112, 9.6): else the client may lose the answer.
 */
#ifndef CRADLE_WEB_CLIENT_H
#define CRADLE_WEB_CLIENT_H

#include "web/worker.h"

/* Takes the socket; closes it when there is no memory. */
void client_open(struct worker *w, int fd);
void client_close(struct client *c);

/* Its time is up: a head that began is answered 408, everything else is closed. */
void client_late(struct client *c);

time_t client_deadline(const struct client *c);
struct client *client_next(const struct client *c);
time_t client_now(void);			/* the clock of deadlines, in seconds */

#endif
