#include "web/reply.h"

#include <string.h>
#include <zlib.h>

#include "base/auto.h"
#include "base/limits.h"

static const struct { int status; const char *text; } statuses[] = {
	{ 200, "200 OK" },
	{ 301, "301 Moved Permanently" },
	{ 304, "304 Not Modified" },
	{ 400, "400 Bad Request" },
	{ 404, "404 Not Found" },
	{ 405, "405 Method Not Allowed" },
	{ 408, "408 Request Timeout" },
	{ 413, "413 Content Too Large" },
	{ 414, "414 URI Too Long" },
	{ 417, "417 Expectation Failed" },
	{ 421, "421 Misdirected Request" },
	{ 431, "431 Request Header Fields Too Large" },
	{ 505, "505 HTTP Version Not Supported" },
};

const char *reply_status(int status)
{
	for (size_t i = 0; i < COUNT(statuses); i++)
		if (statuses[i].status == status)
			return statuses[i].text;
	return "500 Internal Server Error";
}

/* On every answer. */
static const char careful[] =
	"Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
	"img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'\r\n"
	"X-Content-Type-Options: nosniff\r\n"
	"Referrer-Policy: no-referrer\r\n"
	"Cross-Origin-Opener-Policy: same-origin\r\n"
	"Cross-Origin-Resource-Policy: same-origin\r\n"
	"Cache-Control: no-cache\r\n"
	"Vary: Accept-Encoding\r\n";

/* A path on this site, in plain ASCII: "//" would be somebody else's. */
static bool leads_here(const char *location)
{
	for (const char *p = location; *p; p++)
		if (*p <= ' ' || *p >= 0x7f || *p == '\\')
			return false;
	return location[0] == '/' && location[1] != '/';
}

void reply_lines(struct text *out, const struct page *page, const char *etag, size_t n, bool gzip)
{
	text_add(out, careful);
	if (page->type)
		text_printf(out, "Content-Type: %s\r\n", page->type);
	text_printf(out, "Content-Length: %zu\r\n", n);
	if (gzip)
		text_add(out, "Content-Encoding: gzip\r\n");
	if (*etag)
		text_printf(out, "ETag: %s\r\n", etag);
	if (*page->save_as)
		text_printf(out, "Content-Disposition: attachment; filename=\"%s\"\r\n", page->save_as);
	if (leads_here(page->location))
		text_printf(out, "Location: %s\r\n", page->location);
	if (page->status == 405)
		text_add(out, "Allow: GET, HEAD\r\n");
	text_add(out, "\r\n");
}

void reply_unchanged(struct text *out, const char *etag)
{
	text_add(out, careful);
	text_printf(out, "ETag: %s\r\n\r\n", etag);
}

/* --- what is kept --- */

/* RFC 1952, without a time or a name: same page, same bytes. Empty when it saves nothing. */
static void compress_body(struct text *out, const struct text *body)
{
	z_stream z = { .next_in = (Bytef *)body->at, .avail_in = (uInt)body->n };
	size_t room = compressBound(body->n) + 32;

	out->at = malloc(room);
	if (!out->at || deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY) != Z_OK)
		return;
	z.next_out = (Bytef *)out->at;
	z.avail_out = (uInt)room;
	if (deflate(&z, Z_FINISH) == Z_STREAM_END && z.total_out < body->n)
		out->n = z.total_out;
	deflateEnd(&z);
}

static void form_make(struct replies *replies, struct form *form, const struct page *page, const struct text *body,
		      bool gzip)
{
	struct text lines = { 0 };

	/* two forms of a page are two versions (RFC 9110, 8.8.3.3) */
	if (gzip && *page->etag)
		snprintf(form->etag, sizeof(form->etag), "%.*s.gz\"", (int)strlen(page->etag) - 1, page->etag);
	else
		snprintf(form->etag, sizeof(form->etag), "%s", page->etag);
	reply_lines(&lines, page, form->etag, body->n, gzip);
	form->lines = (struct bytes){ arena_copy(&replies->mem, lines.at, lines.n), lines.n };
	form->body = (struct bytes){ arena_copy(&replies->mem, body->at, body->n), body->n };
	text_free(&lines);
}

static bool has_room(const struct replies *replies, struct bytes path, size_t n)
{
	return !bytes_have(path, "%") && replies->count < LIMIT_SERVE_KEPT &&
	       replies->mem.used + n + 4 * KIB < LIMIT_SERVE_KEPT_BYTES;
}

void replies_open(struct replies *replies)
{
	*replies = (struct replies){ .mem.about = "kept answers" };
	replies->names.mem = &replies->mem;
	pthread_rwlock_init(&replies->lock, NULL);
}

static struct reply *find_locked(struct replies *replies, struct bytes path)
{
	struct reply *r;

	pthread_rwlock_rdlock(&replies->lock);
	r = names_find(&replies->names, path);
	pthread_rwlock_unlock(&replies->lock);
	return r;
}

const struct reply *replies_find(struct replies *replies, struct bytes target)
{
	/* only the site knows whether a query changes the page */
	return bytes_have(target, "?") ? NULL : find_locked(replies, target);
}

/* With the lock held: another thread may have been faster. */
static struct reply *keep(struct replies *replies, struct bytes path, const struct page *page, const struct text *gzip)
{
	struct reply *r = names_find(&replies->names, path);

	if (r || !has_room(replies, path, page->body.n + gzip->n))
		return r;
	r = ARENA_NEW(&replies->mem, struct reply);
	r->status = page->status;
	form_make(replies, &r->plain, page, &page->body, false);
	if (gzip->n)
		form_make(replies, &r->gzip, page, gzip, true);
	*names_at(&replies->names, path) = r;
	replies->count++;
	return r;
}

const struct reply *replies_keep(struct replies *replies, struct bytes target, const struct page *page)
{
	struct bytes path = { 0 };
	struct text gzip = { 0 };
	struct reply *r;

	bytes_field(&target, '?', &path);
	r = find_locked(replies, path);
	if (r || page->status != 200 || page->body.n > LIMIT_SERVE_KEPT_PAGE)
		return r;
	compress_body(&gzip, &page->body);
	pthread_rwlock_wrlock(&replies->lock);
	r = keep(replies, path, page, &gzip);
	pthread_rwlock_unlock(&replies->lock);
	text_free(&gzip);
	return r;
}

void replies_close(struct replies *replies)
{
	arena_free(&replies->mem);
	pthread_rwlock_destroy(&replies->lock);
}
