#include "web/serve.h"

#include <errno.h>
#include <event2/event.h>
#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/limits.h"
#include "contain/lock.h"
#include "web/worker.h"

/* --- the socket --- */

static int open_socket(struct server *s, struct err *err)
{
	const char *text = s->options.listen ? s->options.listen : SERVE_LISTEN;
	int on = 1;

	if (host_listen(&s->address, text, err) != 0)
		return -1;
	if (!s->address.loopback && !s->options.public)
		return err_set(err, ERR_USAGE, "%s can be reached from other machines: that takes --public, and a reverse "
			       "proxy for TLS and logins", text);
	s->fd = socket(s->address.at.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (s->fd < 0)
		return err_set(err, ERR_SYSTEM, "no socket: %s", strerror(errno));
	setsockopt(s->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(s->fd, (struct sockaddr *)&s->address.at, s->address.size) != 0 || listen(s->fd, SOMAXCONN) != 0) {
		if (errno == EADDRINUSE)
			return err_set(err, ERR_SYSTEM, "%s is in use by another program; --listen with port 0 takes a free one",
				       text);
		return err_set(err, ERR_SYSTEM, "cannot listen on %s: %s", text, strerror(errno));
	}
	if (getsockname(s->fd, (struct sockaddr *)&s->address.at, &s->address.size) != 0)
		return err_set(err, ERR_SYSTEM, "no address: %s", strerror(errno));
	host_url(&s->address, s->url, sizeof(s->url));
	return 0;
}

/* As many as we want and the machine lets us have; some are left for what else is open. */
static size_t connections_allowed(void)
{
	struct rlimit files = { 0 };
	size_t most = LIMIT_SERVE_CONNECTIONS;

	if (getrlimit(RLIMIT_NOFILE, &files) != 0)
		return 256;
	files.rlim_cur = files.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &files) != 0)
		getrlimit(RLIMIT_NOFILE, &files);
	if (files.rlim_cur < most + LIMIT_SERVE_FILES)
		most = files.rlim_cur > 2 * LIMIT_SERVE_FILES ? files.rlim_cur - LIMIT_SERVE_FILES : LIMIT_SERVE_FILES;
	return most;
}

static size_t cores(void)
{
	cpu_set_t set;
	int n = sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;

	return n < 1 ? 1 : n > SERVE_THREADS ? SERVE_THREADS : (size_t)n;
}

/* --- the main thread's loop --- */

static void on_accept(evutil_socket_t listening, short what, void *self)
{
	struct server *s = self;

	(void)what;
	for (int i = 0; i < LIMIT_SERVE_TURN; i++) {
		int fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd >= 0) {
			worker_hand(&s->workers[s->next++ % s->count], fd);
		} else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
			/* those who wait stay in the kernel's queue */
			event_del(s->accepts);
			event_add(s->pause, &(struct timeval){ .tv_usec = 100000 });
			return;
		} else if (errno != ECONNABORTED && errno != EINTR) {
			return;
		}
	}
}

static void on_pause(evutil_socket_t fd, short what, void *self)
{
	struct server *s = self;

	(void)fd;
	(void)what;
	event_add(s->accepts, NULL);
}

static void on_signal(evutil_socket_t fd, short what, void *self)
{
	struct server *s = self;

	(void)fd;
	(void)what;
	event_base_loopbreak(s->base);
}

static int open_loop(struct server *s, struct err *err)
{
	s->base = event_base_new();
	if (!s->base)
		return err_set(err, ERR_SYSTEM, "no event loop");
	s->accepts = event_new(s->base, s->fd, EV_READ | EV_PERSIST, on_accept, s);
	s->pause = evtimer_new(s->base, on_pause, s);
	s->signals[0] = evsignal_new(s->base, SIGINT, on_signal, s);
	s->signals[1] = evsignal_new(s->base, SIGTERM, on_signal, s);
	if (!s->accepts || !s->pause || event_add(s->accepts, NULL) != 0)
		return err_set(err, ERR_SYSTEM, "no event loop");
	for (size_t i = 0; i < COUNT(s->signals); i++)
		if (!s->signals[i] || event_add(s->signals[i], NULL) != 0)
			return err_set(err, ERR_SYSTEM, "no event loop");
	return 0;
}

/* --- the whole --- */

int serve_open(struct server *s, const struct serve_options *options, struct err *err)
{
	size_t most = connections_allowed(), count = cores();

	*s = (struct server){ .options = *options, .fd = -1 };
	if (options->site.origin && !host_of_origin(options->site.origin).n)
		return err_set(err, ERR_USAGE, "'%s' is no origin, as https://cra.example.org is", options->site.origin);
	signal(SIGPIPE, SIG_IGN);
	/* SQLite's counters of memory are one lock for all threads; must come before its first use */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	if (open_socket(s, err) != 0 || open_loop(s, err) != 0)
		return -1;
	s->workers = calloc(count, sizeof(*s->workers));
	s->replies = calloc(1, sizeof(*s->replies));
	if (!s->workers || !s->replies)
		return err_set(err, ERR_SYSTEM, "out of memory");
	replies_open(s->replies);
	while (s->count < count)
		if (worker_open(&s->workers[s->count++], &s->options, s->replies, most / count, err) != 0)
			return -1;
	return 0;
}

/* Signals are the main thread's alone. */
static int start_workers(struct server *s, struct err *err)
{
	sigset_t all, before;
	int code = 0;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	for (size_t i = 0; code == 0 && i < s->count; i++)
		code = worker_start(&s->workers[i], err);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return code;
}

int serve_run(struct server *s, struct err *err)
{
	char lacks[256];

	if (!s->address.loopback)
		s->options.warn("other machines can connect: TLS and logins are left to a reverse proxy");
	if (start_workers(s, err) != 0 || lock_serving(lacks, sizeof(lacks), err) != 0)
		return -1;
	if (lacks[0])
		s->options.warn(lacks);
	event_base_dispatch(s->base);
	for (size_t i = 0; i < s->count; i++)
		worker_stop(&s->workers[i]);
	return 0;
}

void serve_close(struct server *s)
{
	struct event *events[] = { s->accepts, s->pause, s->signals[0], s->signals[1] };

	for (size_t i = 0; i < s->count; i++)
		worker_close(&s->workers[i]);
	free(s->workers);
	if (s->replies)
		replies_close(s->replies);
	free(s->replies);
	for (size_t i = 0; i < COUNT(events); i++)
		if (events[i])
			event_free(events[i]);
	if (s->base)
		event_base_free(s->base);
	auto_close(&s->fd);
}
