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
static struct bytes compress_body(struct arena *mem, const struct text *body)
{
	z_stream z = { .next_in = (Bytef *)body->at, .avail_in = (uInt)body->n };
	size_t room = compressBound(body->n) + 32, n = 0;
	AUTO(auto_free) unsigned char *out = malloc(room);

	if (!out || deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY) != Z_OK)
		return (struct bytes){ 0 };
	z.next_out = out;
	z.avail_out = (uInt)room;
	if (deflate(&z, Z_FINISH) == Z_STREAM_END)
		n = z.total_out;
	deflateEnd(&z);
	if (n == 0 || n >= body->n)
		return (struct bytes){ 0 };
	return (struct bytes){ arena_copy(mem, out, n), n };
}

static void form_lines(struct replies *replies, struct form *form, const struct page *page, bool gzip)
{
	struct text lines = { 0 };

	/* two forms of a page are two versions (RFC 9110, 8.8.3.3) */
	if (gzip && *page->etag)
		snprintf(form->etag, sizeof(form->etag), "%.*s.gz\"", (int)strlen(page->etag) - 1, page->etag);
	else
		snprintf(form->etag, sizeof(form->etag), "%s", page->etag);
	reply_lines(&lines, page, form->etag, form->body.n, gzip);
	form->lines = (struct bytes){ arena_copy(&replies->mem, lines.at, lines.n), lines.n };
	text_free(&lines);
}

static bool has_room(const struct replies *replies, struct bytes path, const struct page *page)
{
	/* twice the body: the second form may be as large */
	return page->status == 200 && !bytes_have(path, "%") && replies->count < LIMIT_SERVE_KEPT &&
	       replies->mem.used + 2 * page->body.n + 4 * KIB < LIMIT_SERVE_KEPT_BYTES;
}

const struct reply *replies_find(const struct replies *replies, struct bytes target)
{
	/* only the site knows whether a query changes the page */
	return bytes_have(target, "?") ? NULL : names_find(&replies->names, target);
}

const struct reply *replies_keep(struct replies *replies, struct bytes target, const struct page *page)
{
	struct bytes path = { 0 };
	struct reply *r;

	bytes_field(&target, '?', &path);
	r = names_find(&replies->names, path);
	if (r)
		return r;
	if (!has_room(replies, path, page))
		return NULL;
	replies->mem.about = "kept answers";
	replies->names.mem = &replies->mem;
	r = ARENA_NEW(&replies->mem, struct reply);
	r->status = page->status;
	r->plain.body = (struct bytes){ arena_copy(&replies->mem, page->body.at, page->body.n), page->body.n };
	r->gzip.body = compress_body(&replies->mem, &page->body);
	form_lines(replies, &r->plain, page, false);
	if (r->gzip.body.n)
		form_lines(replies, &r->gzip, page, true);
	*names_at(&replies->names, path) = r;
	replies->count++;
	return r;
}

void replies_free(struct replies *replies)
{
	arena_free(&replies->mem);
	*replies = (struct replies){ 0 };
}
