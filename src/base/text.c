#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wchar.h>

#include "base/auto.h"
#include "base/limits.h"
#include "base/utf8.h"

static size_t text_limit(const struct text *out)
{
	return out->limit ? out->limit : LIMIT_REPORT;
}

static bool text_grow(struct text *out, size_t more)
{
	size_t limit = text_limit(out);
	size_t room = out->room ? out->room : 256;
	char *at;

	if (out->failed)
		return false;
	if (more > limit || out->n > limit - more) {
		out->failed = true;
		return false;
	}
	if (out->n + more < out->room)
		return true;
	while (room <= out->n + more)
		room *= 2;
	at = realloc(out->at, room);
	if (!at) {
		out->failed = true;
		return false;
	}
	out->at = at;
	out->room = room;
	return true;
}

void text_add_bytes(struct text *out, const void *s, size_t n)
{
	if (!text_grow(out, n))
		return;
	if (n)
		memcpy(out->at + out->n, s, n);
	out->n += n;
	out->at[out->n] = '\0';
}

void text_add(struct text *out, const char *s)
{
	text_add_bytes(out, s, strlen(s));
}

void text_char(struct text *out, char c)
{
	text_add_bytes(out, &c, 1);
}

void text_fill(struct text *out, char c, size_t times)
{
	if (!text_grow(out, times))
		return;
	memset(out->at + out->n, c, times);
	out->n += times;
	out->at[out->n] = '\0';
}

/* Most of what is printed fits into the room there is: only what does not is printed twice. */
void text_printf(struct text *out, const char *format, ...)
{
	size_t room = out->at && !out->failed ? out->room - out->n : 0;
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(room ? out->at + out->n : NULL, room, format, args);
	va_end(args);
	if (n >= 0 && (size_t)n < room && out->n + (size_t)n <= text_limit(out)) {
		out->n += (size_t)n;
		return;
	}
	if (room)
		out->at[out->n] = '\0';
	if (n < 0 || !text_grow(out, (size_t)n))
		return;
	va_start(args, format);
	vsnprintf(out->at + out->n, (size_t)n + 1, format, args);
	va_end(args);
	out->n += (size_t)n;
}

void text_free(struct text *out)
{
	free(out->at);
	*out = (struct text){ .limit = out->limit };
}

void text_html(struct text *out, const char *s)
{
	static const char *const entity[128] = {
		['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;",
	};
	const char *from = s;

	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c >= 128 || !entity[c])
			continue;
		text_add_bytes(out, from, (size_t)(s - from));
		text_add(out, entity[c]);
		from = s + 1;
	}
	text_add_bytes(out, from, (size_t)(s - from));
}

size_t text_width(const char *s)
{
	size_t width = 0, left = strlen(s);

	while (left) {
		size_t n = utf8_length((const unsigned char *)s, left);
		wchar_t c = 0;
		int columns = 1;

		n = n ? n : 1;
		if (n > 1 && mbrtowc(&c, s, n, &(mbstate_t){ 0 }) == n)
			columns = wcwidth(c);
		width += columns > 0 ? (size_t)columns : n > 1 && columns == 0 ? 0 : 1;
		s += n;
		left -= n;
	}
	return width;
}

static int write_all(int fd, const char *at, size_t n)
{
	while (n) {
		ssize_t done = write(fd, at, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return -1;
		at += done;
		n -= (size_t)done;
	}
	return 0;
}

static int write_renamed(const struct text *out, const char *path, struct err *err)
{
	AUTO(auto_free) char *temp = malloc(strlen(path) + 8);
	AUTO(auto_close) int fd = -1;
	mode_t mask;

	if (!temp)
		return err_set(err, ERR_SYSTEM, "out of memory");
	sprintf(temp, "%s.XXXXXX", path);
	umask(mask = umask(0));
	fd = mkstemp(temp);
	if (fd < 0)
		return err_set(err, ERR_SYSTEM, "cannot write '%s': %s", path, strerror(errno));
	if (write_all(fd, out->at, out->n) != 0 || fchmod(fd, 0666 & ~mask) != 0 || fsync(fd) != 0 ||
	    rename(temp, path) != 0) {
		int why = errno;

		unlink(temp);
		return err_set(err, ERR_SYSTEM, "cannot write '%s': %s", path, strerror(why));
	}
	return 0;
}

int text_write(const struct text *out, const char *path, struct err *err)
{
	struct stat st;

	if (out->failed)
		return err_set(err, ERR_LIMIT, "the output is larger than %llu MiB",
			       LIMIT_REPORT / MIB);
	if (!path || strcmp(path, "-") == 0) {
		if (write_all(STDOUT_FILENO, out->at, out->n) != 0)
			return err_set(err, ERR_SYSTEM, "cannot write to standard output: %s",
				       strerror(errno));
		return 0;
	}
	/* a device such as /dev/null or /dev/stdout is written to, not replaced */
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		AUTO(auto_close) int fd = open(path, O_WRONLY | O_CLOEXEC);

		if (fd < 0 || write_all(fd, out->at, out->n) != 0)
			return err_set(err, ERR_SYSTEM, "cannot write '%s': %s", path,
				       strerror(errno));
		return 0;
	}
	return write_renamed(out, path, err);
}

const char *path_last(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}
