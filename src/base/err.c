#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

int err_set(struct err *err, enum err_kind kind, const char *format, ...)
{
	va_list args;

	err->kind = kind;
	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	return -1;
}

int err_wrap(struct err *err, const char *format, ...)
{
	char old[sizeof(err->text)];
	va_list args;
	size_t n;

	memcpy(old, err->text, sizeof(old));
	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	n = strlen(err->text);
	snprintf(err->text + n, sizeof(err->text) - n, ": %s", old);
	return -1;
}

void err_print(const struct err *err)
{
	char clean[4 * sizeof(err->text) + 1];

	utf8_clean(clean, sizeof(clean), err->text, strlen(err->text));
	fprintf(stderr, "cradle: %s\n", clean);
}

int err_exit(const struct err *err)
{
	return err->kind == ERR_USAGE ? 2 : 3;
}
