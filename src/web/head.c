#include "web/head.h"

#include "base/auto.h"
#include "base/limits.h"

static int refuse(struct head *h, int status, const char *why)
{
	h->why = why;
	return status;
}

/* --- bytes --- */

/* RFC 9110, 5.6.2: what names of methods and fields are made of. */
static bool is_token(struct bytes s)
{
	static const char marks[] = "!#$%&'*+-.^_`|~";

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = s.at[i], small = c | 0x20;
		bool good = (c >= '0' && c <= '9') || (small >= 'a' && small <= 'z');

		for (size_t k = 0; !good && k < sizeof(marks) - 1; k++)
			good = c == (unsigned char)marks[k];
		if (!good)
			return false;
	}
	return s.n > 0;
}

/* Visible ASCII, and blanks where 'blanks' says so. */
static bool is_plain(struct bytes s, bool blanks)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.at[i] <= ' ' ? !blanks || (s.at[i] != ' ' && s.at[i] != '\t') : s.at[i] == 0x7f)
			return false;
	return true;
}

/*
 * Takes a line off 'rest': true when it is whole. What cannot be part of one (a NUL,
 * a CR or LF alone) is seen as soon as it comes: 'bad' is set.
 */
static bool take_line(struct bytes *rest, struct bytes *line, bool *bad)
{
	for (size_t i = 0; i < rest->n; i++) {
		unsigned char c = rest->at[i];

		if (c == '\r' && i + 1 == rest->n)
			return false;
		if (c == '\r' && rest->at[i + 1] == '\n') {
			*line = bytes_first(*rest, i);
			*rest = bytes_skip(*rest, i + 2);
			return true;
		}
		if ((c < ' ' && c != '\t') || c == 0x7f) {
			*bad = true;
			return false;
		}
	}
	return false;
}

/* --- the request line: METHOD SP target SP HTTP/1.x --- */

static int read_version(struct head *h, struct bytes version)
{
	if (bytes_are(version, "HTTP/1.0"))
		h->last = true;
	else if (!bytes_are(version, "HTTP/1.1"))
		return bytes_begin(version, "HTTP/") ? refuse(h, 505, "HTTP/1.0 and HTTP/1.1 only")
						     : refuse(h, 400, "no request line");
	return HEAD_WHOLE;
}

static int read_first_line(struct head *h, struct bytes line)
{
	struct bytes method, target, version;
	int status;

	if (!bytes_field(&line, ' ', &method) || !bytes_field(&line, ' ', &target) || !is_token(method))
		return refuse(h, 400, "no request line");
	version = line;
	status = read_version(h, version);
	if (status != HEAD_WHOLE)
		return status;
	h->method = method;
	h->bodiless = bytes_are(method, "HEAD");
	if (!h->bodiless && !bytes_are(method, "GET"))
		return refuse(h, 405, "GET and HEAD only");
	if (target.n > LIMIT_SERVE_TARGET)
		return refuse(h, 414, "the target is too long");
	if (!bytes_begin(target, "/"))
		return refuse(h, 400, "the target must begin with a slash");
	for (size_t i = 0; i < target.n; i++)
		if (target.at[i] <= ' ' || target.at[i] >= 0x7f || target.at[i] == '#')
			return refuse(h, 400, "bytes in the target that must be percent-encoded");
	h->target = target;
	return HEAD_WHOLE;
}

/* --- the fields --- */

static int take_host(struct head *h, struct bytes value)
{
	h->host = value;
	return value.n && is_plain(value, false) ? HEAD_WHOLE : refuse(h, 400, "no host in Host");
}

static int take_length(struct head *h, struct bytes value)
{
	bool zero = true;

	for (size_t i = 0; i < value.n; i++) {
		if (value.at[i] < '0' || value.at[i] > '9')
			return refuse(h, 400, "Content-Length is no number");
		zero = zero && value.at[i] == '0';
	}
	if (!value.n)
		return refuse(h, 400, "Content-Length is no number");
	return zero ? HEAD_WHOLE : refuse(h, 413, "a request has no body here");
}

static int take_coding(struct head *h, struct bytes value)
{
	(void)value;
	return refuse(h, 400, "Transfer-Encoding is not taken");
}

static int take_expect(struct head *h, struct bytes value)
{
	(void)value;
	return refuse(h, 417, "Expect is not taken");
}

static int take_connection(struct head *h, struct bytes value)
{
	struct bytes word;

	while (bytes_field(&value, ',', &word))
		if (bytes_are_nocase(bytes_trim(word), "close"))
			h->last = true;
	return HEAD_WHOLE;
}

static int take_encodings(struct head *h, struct bytes value)
{
	if (!h->encodings.n)
		h->encodings = value;
	return HEAD_WHOLE;
}

static int take_known(struct head *h, struct bytes value)
{
	if (!h->known.n)
		h->known = value;
	return HEAD_WHOLE;
}

static const struct field {
	const char *name;
	bool once;
	int (*take)(struct head *h, struct bytes value);
} fields[] = {
	{ "Host",              true,  take_host },
	{ "Content-Length",    true,  take_length },
	{ "Transfer-Encoding", true,  take_coding },
	{ "Expect",            true,  take_expect },
	{ "Connection",        false, take_connection },
	{ "Accept-Encoding",   false, take_encodings },
	{ "If-None-Match",     false, take_known },
};

static int read_field(struct head *h, struct bytes line)
{
	struct bytes name;

	/* a blank in front (a folded line) or before the colon is no token */
	if (!bytes_have(line, ":") || !bytes_field(&line, ':', &name) || !is_token(name))
		return refuse(h, 400, "a line that is no field");
	for (size_t i = 0; i < COUNT(fields); i++) {
		if (!bytes_are_nocase(name, fields[i].name))
			continue;
		if (fields[i].once && h->seen & 1u << i)
			return refuse(h, 400, "a field that may come once came twice");
		h->seen |= 1u << i;
		return fields[i].take(h, bytes_trim(line));
	}
	return HEAD_WHOLE;
}

/* --- the whole --- */

static int read_lines(struct head *h, struct bytes *rest)
{
	struct bytes line = { 0 };
	bool bad = false, first = true;
	int status = HEAD_WHOLE;

	/* RFC 9112, 2.2: an empty line before the request is passed over */
	if (bytes_begin(*rest, "\r\n"))
		*rest = bytes_skip(*rest, 2);
	while (status == HEAD_WHOLE) {
		if (!take_line(rest, &line, &bad))
			return bad ? refuse(h, 400, "a control character, or a line without CR LF") : HEAD_MORE;
		if (!first && !line.n)
			return h->host.n ? HEAD_WHOLE : refuse(h, 400, "no Host");
		status = first ? read_first_line(h, line) : read_field(h, line);
		first = false;
	}
	return status;
}

int head_read(struct head *h, struct bytes in)
{
	struct bytes rest = bytes_first(in, LIMIT_SERVE_HEAD);
	size_t all = rest.n;
	int status;

	*h = (struct head){ 0 };
	status = read_lines(h, &rest);
	if (status == HEAD_MORE && in.n >= LIMIT_SERVE_HEAD)
		return h->target.n ? refuse(h, 431, "the head is too long") : refuse(h, 414, "the target is too long");
	h->n = all - rest.n;
	return status;
}

/* --- what a client says it can take --- */

/* "q=0", "q=0.0": not at all (RFC 9110, 12.4.2). */
static bool is_refused(struct bytes parameters)
{
	struct bytes one;

	while (bytes_field(&parameters, ';', &one)) {
		one = bytes_trim(one);
		if (!bytes_begin_nocase(one, "q="))
			continue;
		one = bytes_skip(one, 2);
		for (size_t i = 0; i < one.n; i++)
			if (one.at[i] != '0' && one.at[i] != '.')
				return false;
		return true;
	}
	return false;
}

bool head_takes_gzip(const struct head *h)
{
	struct bytes rest = h->encodings, one, name;
	bool any = false;

	while (bytes_field(&rest, ',', &one)) {
		name = (struct bytes){ 0 };
		bytes_field(&one, ';', &name);
		name = bytes_trim(name);
		if (bytes_are_nocase(name, "gzip") || bytes_are_nocase(name, "x-gzip"))
			return !is_refused(one);
		if (bytes_are(name, "*"))
			any = !is_refused(one);
	}
	return any;
}

bool head_knows(const struct head *h, const char *etag)
{
	struct bytes rest = h->known, one;

	while (*etag && bytes_field(&rest, ',', &one)) {
		one = bytes_trim(one);
		if (bytes_begin(one, "W/"))
			one = bytes_skip(one, 2);
		if (bytes_are(one, etag) || bytes_are(one, "*"))
			return true;
	}
	return false;
}
