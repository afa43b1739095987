/*
 * serve.h - the site over HTTP/1.1, for a browser on this machine or a reverse proxy.
 *
 *	struct serve_options options = { .listen = "127.0.0.1:0", .warn = say };
 *	struct server server;
 *
 *	if (serve_open(&server, &options, err) == 0) {
 *		printf("%s\n", server.url);
 *		code = serve_run(&server, err);		(until SIGINT or SIGTERM)
 *	}
 *	serve_close(&server);
 *
 * Sockets, loops and buffers are libevent's; the heads of requests are read by
 * head.h, which says why. The main thread accepts and deals the sockets out in
 * turn, so that each of the threads (worker.h) has as many as the next: sockets of
 * their own (SO_REUSEPORT) are filled by a hash, and sixteen browsers may all fall
 * to one.
 *
 * TLS and logins are a reverse proxy's. Without .public only this machine is
 * listened to.
 *
 *	head.h	a head, read strictly		reply.h		a page as an answer
 *	host.h		names and addresses		client.h	a connection
 *	worker.h	a thread
 */
#ifndef CRADLE_WEB_SERVE_H
#define CRADLE_WEB_SERVE_H

#include "web/host.h"
#include "web/web.h"

struct serve_options {
	struct site_options site;
	const char *listen;		/* NULL: SERVE_LISTEN */
	bool public;			/* other machines may connect */
	void (*log)(const char *line);	/* a printable line for each request, from any thread; NULL: none */
	void (*warn)(const char *text);	/* what this kernel lacks, and that others may connect */
};

#define SERVE_LISTEN "127.0.0.1:8080"

enum { SERVE_THREADS = 4 };

struct replies;
struct worker;
struct event;
struct event_base;

struct server {
	struct serve_options options;
	struct host_address address;
	char url[80];
	int fd;
	struct event_base *base;
	struct event *accepts, *pause, *signals[2];
	struct replies *replies;
	struct worker *workers;
	size_t count, next;
};

int serve_open(struct server *server, const struct serve_options *options, struct err *err);
int serve_run(struct server *server, struct err *err);
void serve_close(struct server *server);

#endif
