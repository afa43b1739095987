#include "web/request.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"

/* Where decoded text goes. */
struct room {
	char *at;
	size_t n;
};

static int hex_digit(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 32;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "%41" is one byte; a '%' that two digits do not follow is itself. */
static size_t decode(struct bytes s, bool plus, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = s.at[i];

		if (c == '%' && i + 2 < s.n && hex_digit(s.at[i + 1]) >= 0 && hex_digit(s.at[i + 2]) >= 0) {
			c = (unsigned char)(hex_digit(s.at[i + 1]) * 16 + hex_digit(s.at[i + 2]));
			i += 2;
		} else if (plus && c == '+') {
			c = ' ';
		}
		out[n++] = (char)c;
	}
	return n;
}

/* Each character that could not be shown becomes a blank. */
static void make_clean(char *s, size_t n)
{
	for (size_t i = 0; i < n;) {
		size_t length = utf8_length((const unsigned char *)s + i, n - i);

		if (length && utf8_is_clean(s + i, length)) {
			i += length;
			continue;
		}
		length = length ? length : 1;
		memset(s + i, ' ', length);
		i += length;
	}
}

/* A decoded copy; NULL where there is no room. */
static const char *take(struct room *room, struct bytes s, bool plus)
{
	char *out = room->at;
	size_t n;

	if (s.n + 1 > room->n)
		return NULL;
	n = decode(s, plus, out);
	make_clean(out, n);
	out[n] = '\0';
	room->at += n + 1;
	room->n -= n + 1;
	return out;
}

/* --- the query --- */

/* More parameters than there is room for are left out. */
static void query_read(struct visit *v, struct room *room, struct bytes query)
{
	struct bytes field;

	while (v->query_count < VISIT_QUERY && bytes_field(&query, '&', &field)) {
		long at = bytes_find(field, "=");
		const char *name = take(room, bytes_first(field, at < 0 ? field.n : (size_t)at), true);
		const char *value = take(room, at < 0 ? BYTES("") : bytes_skip(field, (size_t)at + 1), true);

		if (!name || !value)
			return;
		if (*name)
			v->query[v->query_count++] = (struct visit_field){ name, value };
	}
}

const char *visit_get(const struct visit *v, const char *name)
{
	for (size_t i = 0; i < v->query_count; i++)
		if (strcmp(v->query[i].name, name) == 0)
			return *v->query[i].value ? v->query[i].value : NULL;
	return NULL;
}

size_t visit_number(const char *s)
{
	long n;

	return *s != '0' && bytes_number(bytes_of(s), &n) && n > 0 && n < 100000 ? (size_t)n : 0;
}

/* --- the path --- */

static const struct { enum form form; const char *suffix; } suffixes[] = {
	{ FORM_JSON, ".json" }, { FORM_MARKDOWN, ".md" }, { FORM_HTML, "" },
};

const char *form_suffix(enum form form)
{
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++)
		if (suffixes[i].form == form)
			return suffixes[i].suffix;
	return "";
}

static bool has_form(const struct route *route, enum form form)
{
	return form == FORM_JSON ? route->json : form == FORM_MARKDOWN ? route->markdown : route->html;
}

/* Is 'path' this pattern? Its parts are decoded into the visit. */
static bool fits(struct visit *v, const char *pattern, struct bytes path)
{
	struct room room = { v->text, sizeof(v->text) };
	struct bytes want = bytes_of(pattern + 1), is = bytes_skip(path, 1), piece, part;
	size_t n = 0;

	memset(v->parts, 0, sizeof(v->parts));
	while (bytes_field(&want, '/', &piece)) {
		if (!bytes_field(&is, '/', &part) || part.n == 0)
			return false;
		if (!bytes_are(piece, "{}")) {
			if (!bytes_same(piece, part))
				return false;
			continue;
		}
		if (n == VISIT_PARTS || !(v->parts[n] = take(&room, part, false)) || strchr(v->parts[n], '/'))
			return false;
		n++;
	}
	return is.n == 0;
}

/* "/index.json" is the JSON of "/". */
static bool fits_form(struct visit *v, const struct route *route, struct bytes path, enum form form, const char *suffix)
{
	struct bytes rest;

	if (!has_form(route, form) || !bytes_end(path, suffix))
		return false;
	rest = bytes_first(path, path.n - strlen(suffix));
	if (route->pattern[1] == '\0')
		return bytes_are(rest, form == FORM_HTML ? "/" : "/index");
	return fits(v, route->pattern, rest);
}

static bool route_find(struct visit *v, struct bytes path)
{
	for (const struct route *r = routes; r->pattern; r++)
		for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++)
			if (r->file ? fits(v, r->pattern, path)
				    : fits_form(v, r, path, suffixes[i].form, suffixes[i].suffix)) {
				v->route = r;
				v->form = r->file ? FORM_FILE : suffixes[i].form;
				return true;
			}
	return false;
}

/* The path as it can be shown, without its form. */
static void path_keep(struct visit *v, struct bytes path)
{
	size_t suffix = v->form == FORM_FILE ? 0 : strlen(form_suffix(v->form));
	struct bytes shown = bytes_first(path, path.n - suffix);
	char decoded[VISIT_TARGET + 1];
	size_t n;

	if (v->route && v->route->pattern[1] == '\0')
		shown = BYTES("/");
	n = decode(bytes_first(shown, VISIT_TARGET), false, decoded);
	make_clean(decoded, n);
	if (n > sizeof(v->path) - 1)
		for (n = sizeof(v->path) - 1; n > 0 && ((unsigned char)decoded[n] & 0xc0) == 0x80;)
			n--;
	memcpy(v->path, decoded, n);
	v->path[n] = '\0';
}

static bool is_target(struct bytes target)
{
	if (target.n == 0 || target.at[0] != '/')
		return false;
	for (size_t i = 0; i < target.n; i++)
		if (target.at[i] <= ' ' || target.at[i] == 0x7f || target.at[i] == '#')
			return false;
	return true;
}

static size_t texts_end(const struct visit *v)
{
	const char *end = v->text;

	for (size_t i = 0; i < VISIT_PARTS; i++)
		if (v->parts[i] && v->parts[i] + strlen(v->parts[i]) + 1 > end)
			end = v->parts[i] + strlen(v->parts[i]) + 1;
	return (size_t)(end - v->text);
}

int request_read(struct visit *v, struct bytes target)
{
	struct bytes path = target;
	struct room room;
	long at;

	v->form = FORM_HTML;
	if (target.n > LIMIT_SERVE_TARGET)
		return 414;
	if (!is_target(target))
		return 400;
	at = bytes_find(target, "?");
	if (at >= 0)
		path = bytes_first(target, (size_t)at);
	if (path.n > 1 && path.at[path.n - 1] == '/') {
		struct bytes without = bytes_first(path, path.n - 1);

		/* no page has an escape in its path: what has one is led nowhere */
		if (without.n == 1 || without.n >= VISIT_PATH || bytes_have(without, "%") || !route_find(v, without)) {
			path_keep(v, path);
			return 404;
		}
		path_keep(v, without);
		return v->form == FORM_HTML || v->path[1] ? 301 : 404;
	}
	if (!route_find(v, path)) {
		path_keep(v, path);
		return 404;
	}
	path_keep(v, path);
	room = (struct room){ v->text + texts_end(v), sizeof(v->text) - texts_end(v) };
	if (at >= 0)
		query_read(v, &room, bytes_skip(target, (size_t)at + 1));
	return 200;
}
