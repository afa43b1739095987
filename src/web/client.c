#include "web/client.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/utf8.h"
#include "web/head.h"
#include "web/host.h"

enum client_state { CLIENT_IDLE, CLIENT_HEAD, CLIENT_WRITING, CLIENT_LEAVING };

/* How long a client may be in a state: seconds. */
static const time_t patience[] = {
	[CLIENT_IDLE] = LIMIT_SERVE_IDLE,
	[CLIENT_HEAD] = LIMIT_SERVE_HEAD_SECONDS,
	[CLIENT_WRITING] = LIMIT_SERVE_WRITE,
	[CLIENT_LEAVING] = LIMIT_SERVE_LEAVE,
};

struct client {
	struct worker *worker;
	TAILQ_ENTRY(client) link;
	struct event event;
	struct evbuffer *out;
	unsigned char *rest;		/* read, and not answered yet */
	size_t rest_n;
	size_t owned;			/* of the worker's */
	size_t dropped;			/* bytes read while it leaves */
	enum client_state state;
	time_t deadline;
	unsigned answers;
	bool last;			/* nothing is answered after what is in 'out' */
};

time_t client_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	return t.tv_sec;
}

time_t client_deadline(const struct client *c)
{
	return c->deadline;
}

struct client *client_next(const struct client *c)
{
	return TAILQ_NEXT(c, link);
}

/* --- answers --- */

static const char *date_now(struct worker *w)
{
	time_t now = time(NULL);
	struct tm tm;

	if (now != w->date_of && gmtime_r(&now, &tm) &&
	    strftime(w->date, sizeof(w->date), "%a, %d %b %Y %H:%M:%S GMT", &tm))
		w->date_of = now;
	return w->date;
}

/* Starts the lines of an answer in the worker's scratch. */
static struct text *begin(struct client *c, const struct head *h, int status)
{
	struct text *lines = &c->worker->lines;

	c->last = h->last || ++c->answers >= LIMIT_SERVE_REQUESTS;
	lines->n = 0;
	text_add(lines, "HTTP/1.1 ");
	text_add(lines, reply_status(status));
	text_add(lines, "\r\nDate: ");
	text_add(lines, date_now(c->worker));
	text_add(lines, c->last ? "\r\nConnection: close\r\n" : "\r\n");
	return lines;
}

/* False: out of memory. What is already in 'out' is still sent, then it is over. */
static bool end(struct client *c, const struct text *lines)
{
	if (!lines->failed && evbuffer_add(c->out, lines->at, lines->n) == 0)
		return true;
	c->last = true;
	return false;
}

static void answer_unchanged(struct client *c, const struct head *h, const char *etag)
{
	struct text *lines = begin(c, h, 304);

	reply_unchanged(lines, etag);
	end(c, lines);
}

static size_t answer_kept(struct client *c, const struct head *h, const struct reply *reply)
{
	const struct form *form = reply->gzip.body.n && head_takes_gzip(h) ? &reply->gzip : &reply->plain;
	struct text *lines;

	if (head_knows(h, form->etag)) {
		answer_unchanged(c, h, form->etag);
		return 0;
	}
	lines = begin(c, h, reply->status);
	text_add_bytes(lines, form->lines.at, form->lines.n);
	if (end(c, lines) && !h->bodiless &&
	    evbuffer_add_reference(c->out, form->body.at, form->body.n, NULL, NULL) != 0)
		c->last = true;
	return form->body.n;
}

static void free_body(const void *at, size_t n, void *body)
{
	(void)at;
	(void)n;
	free(body);
}

/* Takes the body out of the page: it is freed when it was sent. */
static void answer_body(struct client *c, struct page *page)
{
	char *body = take_ptr(&page->body.at);

	if (evbuffer_add_reference(c->out, body, page->body.n, free_body, body) != 0) {
		free(body);
		c->last = true;
		return;
	}
	c->owned += page->body.n;
	c->worker->owned += page->body.n;
}

static size_t answer_page(struct client *c, const struct head *h, struct page *page)
{
	size_t n = page->body.n;
	struct text *lines;

	if (page->status == 200 && head_knows(h, page->etag)) {
		answer_unchanged(c, h, page->etag);
		return 0;
	}
	lines = begin(c, h, page->status);
	reply_lines(lines, page, page->etag, n, false);
	if (end(c, lines) && !h->bodiless && n)
		answer_body(c, page);
	return n;
}

/* A line on what was asked and what became of it. */
static void log_answer(struct client *c, struct bytes asked, int status, size_t n)
{
	char clean[600], line[700];
	struct bytes first = { 0 };

	if (!c->worker->options->log)
		return;
	while (!first.n && bytes_line(&asked, &first))
		;
	utf8_clean(clean, sizeof(clean), first.at, first.n);
	snprintf(line, sizeof(line), "%d %zu %s", status, n, clean);
	c->worker->options->log(line);
}

static void answer_refusal(struct client *c, struct head *h, struct bytes asked, int status)
{
	struct page page = { .status = status, .type = "text/plain; charset=utf-8" };
	size_t n;

	text_printf(&page.body, "%s: %s\n", reply_status(status), h->why);
	h->last = true;
	n = answer_page(c, h, &page);
	log_answer(c, asked, status, n);
	text_free(&page.body);
}

/* True when it was kept: that cost next to nothing. */
static bool answer(struct client *c, struct head *h, struct bytes asked)
{
	struct worker *w = c->worker;
	const struct reply *kept = replies_find(w->replies, h->target);
	bool quick = kept;
	struct page page = { 0 };
	size_t n;

	if (!host_is_ours(h->host, w->options->site.origin)) {
		h->why = "this server answers to IP addresses, localhost and the host of --origin";
		answer_refusal(c, h, asked, 421);
		return true;
	}
	if (!kept) {
		site_answer(&w->site, h->target, &page);
		kept = page.fixed ? replies_keep(w->replies, h->target, &page) : NULL;
	}
	n = kept ? answer_kept(c, h, kept) : answer_page(c, h, &page);
	log_answer(c, asked, kept ? kept->status : page.status, n);
	page_free(&page);
	return quick;
}

/* --- its turn --- */

/* Answers what is whole in 'in', until one had to be made or enough waits to be sent. True: there may be more. */
static bool answer_all(struct client *c, struct bytes *in)
{
	bool quick = true;

	for (int i = 0; quick && i < LIMIT_SERVE_TURN && evbuffer_get_length(c->out) < LIMIT_SERVE_PENDING; i++) {
		struct head h;
		int status = head_read(&h, *in);

		if (status == HEAD_MORE)
			return false;
		if (status == HEAD_WHOLE)
			quick = answer(c, &h, *in);
		else
			answer_refusal(c, &h, *in, status);
		*in = bytes_skip(*in, h.n);
		if (c->last)
			return false;
	}
	return in->n > 0;
}

/* Memory is taken anew only when the length changes. False: there is none. */
static bool keep_rest(struct client *c, struct bytes in)
{
	unsigned char *rest = in.n ? realloc(c->rest, in.n) : NULL;

	if (in.n && !rest)
		return false;
	if (in.n)
		memcpy(rest, in.at, in.n);
	else
		free(c->rest);
	c->rest = rest;
	c->rest_n = in.n;
	return true;
}

static void on_ready(evutil_socket_t fd, short what, void *self);

static void enter(struct client *c, enum client_state state)
{
	short what = state == CLIENT_WRITING ? EV_WRITE : EV_READ;

	if (!(event_get_events(&c->event) & what)) {
		int fd = event_get_fd(&c->event);

		event_del(&c->event);
		event_assign(&c->event, c->worker->base, fd, what | EV_PERSIST, on_ready, c);
		event_add(&c->event, NULL);
	}
	c->state = state;
	c->deadline = client_now() + patience[state];
}

/* Sends what can be sent. False: the connection is gone. */
static bool flush(struct client *c)
{
	while (evbuffer_get_length(c->out) > 0)
		if (evbuffer_write(c->out, event_get_fd(&c->event)) <= 0)
			return errno == EAGAIN || errno == EINTR;
	c->worker->owned -= c->owned;
	c->owned = 0;
	return true;
}

/* What comes next for it, after 'answers' of its answers. False: it is over. */
static bool settle(struct client *c, unsigned answers, bool more)
{
	if (!flush(c))
		return false;
	if (c->answers != answers) {
		TAILQ_REMOVE(&c->worker->clients, c, link);
		TAILQ_INSERT_TAIL(&c->worker->clients, c, link);
	}
	if (evbuffer_get_length(c->out) > 0 || more) {
		/* time runs from when it began to wait */
		if (c->state != CLIENT_WRITING || c->answers != answers)
			enter(c, CLIENT_WRITING);
	} else if (c->last) {
		shutdown(event_get_fd(&c->event), SHUT_WR);
		enter(c, CLIENT_LEAVING);
	} else if (!c->rest_n) {
		enter(c, CLIENT_IDLE);
	} else if (c->state != CLIENT_HEAD || c->answers != answers) {
		enter(c, CLIENT_HEAD);
	}
	return true;
}

/* False: it is over. */
static bool turn(struct client *c, bool reads)
{
	unsigned char *input = c->worker->input;
	struct bytes in = { input, c->rest_n };
	unsigned answers = c->answers;
	bool more = false;

	if (c->rest_n)
		memcpy(input, c->rest, c->rest_n);
	if (reads) {
		ssize_t n = recv(event_get_fd(&c->event), input + in.n, sizeof(c->worker->input) - in.n, 0);

		if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
			return false;
		in.n += n > 0 ? (size_t)n : 0;
	}
	if (!c->last)
		more = answer_all(c, &in);
	if (c->last)
		in.n = 0;
	return keep_rest(c, in) && settle(c, answers, more);
}

/* Reads and drops what comes after the last answer. False: it is over. */
static bool leave(struct client *c)
{
	ssize_t n = recv(event_get_fd(&c->event), c->worker->input, sizeof(c->worker->input), 0);

	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		return false;
	c->dropped += n > 0 ? (size_t)n : 0;
	return c->dropped <= LIMIT_SERVE_DROPPED;
}

/* Who takes answers too slowly pays for the memory: the one answered longest ago first. */
static void spare_memory(struct worker *w)
{
	for (struct client *c = TAILQ_FIRST(&w->clients), *next; c && w->owned > LIMIT_SERVE_WAITING; c = next) {
		next = TAILQ_NEXT(c, link);
		if (c->owned)
			client_close(c);
	}
}

static void on_ready(evutil_socket_t fd, short what, void *self)
{
	struct client *c = self;
	struct worker *w = c->worker;

	(void)fd;
	if (!(c->state == CLIENT_LEAVING ? leave(c) : turn(c, what & EV_READ)))
		client_close(c);
	spare_memory(w);
}

void client_open(struct worker *w, int fd)
{
	struct client *c = calloc(1, sizeof(*c));
	int on = 1;

	if (c)
		c->out = evbuffer_new();
	if (!c || !c->out || event_assign(&c->event, w->base, fd, EV_READ | EV_PERSIST, on_ready, c) != 0 ||
	    event_add(&c->event, NULL) != 0) {
		if (c && c->out)
			evbuffer_free(c->out);
		free(c);
		close(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	c->worker = w;
	/* the first head must come at once */
	c->deadline = client_now() + LIMIT_SERVE_HEAD_SECONDS;
	TAILQ_INSERT_TAIL(&w->clients, c, link);
	w->count++;
}

void client_close(struct client *c)
{
	int fd = event_get_fd(&c->event);

	event_del(&c->event);
	TAILQ_REMOVE(&c->worker->clients, c, link);
	c->worker->count--;
	c->worker->owned -= c->owned;
	evbuffer_free(c->out);
	free(c->rest);
	free(c);
	close(fd);
}

void client_late(struct client *c)
{
	struct head h = { .why = "the head took too long" };
	unsigned answers = c->answers;

	if (c->state == CLIENT_HEAD) {
		answer_refusal(c, &h, (struct bytes){ c->rest, c->rest_n }, 408);
		if (keep_rest(c, (struct bytes){ 0 }) && settle(c, answers, false))
			return;
	}
	client_close(c);
}
