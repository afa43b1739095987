/*
 * worker.h - one thread of the server: an event loop, a site, its clients.
 *
 *	worker_open(&worker, &options, &replies, most, err);
 *	worker_start(&worker, err);
 *	worker_hand(&worker, fd);	(from another thread: a socket that was accepted)
 *	...
 *	worker_stop(&worker);		(waits for it)
 *	worker_close(&worker);
 *
 * Threads share what is kept (reply.h) and nothing else: sockets come through a pipe, and when that is closed the
 * thread ends. Once it runs it is locked (contain/lock.h): what is open stays open,
 * and nothing else can be opened, started or connected to.
 */
#ifndef CRADLE_WEB_WORKER_H
#define CRADLE_WEB_WORKER_H

#include <pthread.h>
#include <sys/queue.h>
#include <time.h>

#include "base/limits.h"
#include "web/reply.h"
#include "web/serve.h"

struct client;
struct event;
struct event_base;

struct worker {
	const struct serve_options *options;
	struct event_base *base;
	struct event *arrivals, *sweep;
	int pipe[2];
	pthread_t thread;
	bool runs, answers;			/* the thread; the site */
	struct site site;
	struct replies *replies;		/* shared */
	TAILQ_HEAD(clients, client) clients;	/* the one answered longest ago is first */
	size_t count, most;
	size_t owned;				/* bytes of answers that wait and are not kept ones */
	struct text lines;			/* scratch */
	time_t date_of;
	char date[40];				/* of date_of, as in RFC 9110, 5.6.7 */
	unsigned char input[2 * LIMIT_SERVE_HEAD];
};

int worker_open(struct worker *w, const struct serve_options *options, struct replies *replies, size_t most,
		struct err *err);
int worker_start(struct worker *w, struct err *err);

/* Takes the socket, also when it cannot be served. */
void worker_hand(struct worker *w, int fd);
void worker_stop(struct worker *w);
void worker_close(struct worker *w);

#endif
