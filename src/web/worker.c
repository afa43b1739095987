#include "web/worker.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/auto.h"
#include "contain/lock.h"
#include "web/client.h"

static void on_arrivals(evutil_socket_t fd, short what, void *self)
{
	struct worker *w = self;
	int sockets[64];
	ssize_t n = read(fd, sockets, sizeof(sockets));

	(void)what;
	if (n == 0)
		event_base_loopbreak(w->base);
	for (ssize_t i = 0; i < n / (ssize_t)sizeof(*sockets); i++) {
		/* full: the one that was answered longest ago has had its turn */
		if (w->count >= w->most)
			client_close(TAILQ_FIRST(&w->clients));
		client_open(w, sockets[i]);
	}
	if (w->count)
		event_add(w->sweep, &(struct timeval){ .tv_sec = 1 });
}

/* Once a second, while there are clients: who is late? */
static void on_sweep(evutil_socket_t fd, short what, void *self)
{
	struct worker *w = self;
	time_t now = client_now();

	(void)fd;
	(void)what;
	for (struct client *c = TAILQ_FIRST(&w->clients), *next; c; c = next) {
		next = client_next(c);
		if (client_deadline(c) <= now)
			client_late(c);
	}
	if (w->count)
		event_add(w->sweep, &(struct timeval){ .tv_sec = 1 });
}

int worker_open(struct worker *w, const struct serve_options *options, struct replies *replies, size_t most,
		struct err *err)
{
	*w = (struct worker){ .options = options, .replies = replies, .most = most, .pipe = { -1, -1 } };
	TAILQ_INIT(&w->clients);
	if (pipe2(w->pipe, O_CLOEXEC | O_NONBLOCK) != 0)
		return err_set(err, ERR_SYSTEM, "no pipe: %s", strerror(errno));
	w->base = event_base_new();
	w->arrivals = w->base ? event_new(w->base, w->pipe[0], EV_READ | EV_PERSIST, on_arrivals, w) : NULL;
	w->sweep = w->base ? evtimer_new(w->base, on_sweep, w) : NULL;
	if (!w->arrivals || !w->sweep || event_add(w->arrivals, NULL) != 0)
		return err_set(err, ERR_SYSTEM, "no event loop");
	w->answers = site_open(&w->site, &options->site, err) == 0;
	return w->answers ? 0 : -1;
}

static void *run(void *self)
{
	struct worker *w = self;
	char lacks[256];
	struct err err;

	if (lock_serving(lacks, sizeof(lacks), &err) != 0)
		w->options->warn(err.text);
	event_base_dispatch(w->base);
	return NULL;
}

int worker_start(struct worker *w, struct err *err)
{
	int code = pthread_create(&w->thread, NULL, run, w);

	if (code != 0)
		return err_set(err, ERR_SYSTEM, "no thread: %s", strerror(code));
	w->runs = true;
	return 0;
}

void worker_hand(struct worker *w, int fd)
{
	if (write(w->pipe[1], &fd, sizeof(fd)) != sizeof(fd))
		close(fd);
}

void worker_stop(struct worker *w)
{
	auto_close(&w->pipe[1]);
	w->pipe[1] = -1;
	if (w->runs)
		pthread_join(w->thread, NULL);
	w->runs = false;
}

void worker_close(struct worker *w)
{
	worker_stop(w);
	while (!TAILQ_EMPTY(&w->clients))
		client_close(TAILQ_FIRST(&w->clients));
	if (w->arrivals)
		event_free(w->arrivals);
	if (w->sweep)
		event_free(w->sweep);
	if (w->base)
		event_base_free(w->base);
	auto_close(&w->pipe[0]);
	text_free(&w->lines);
	if (w->answers)
		site_close(&w->site);
}
