/*
 * err.h - why something failed, in one sentence.
 *
 *	if (fd < 0)
 *		return err_set(err, ERR_SYSTEM, "cannot open '%s': %s", path, strerror(errno));
 *	if (header_read(&h, fd, err) != 0)
 *		return err_wrap(err, "image '%s'", path);
 *
 * The deepest function sets the sentence, callers put where before it. Both
 * return -1 so that they can stand behind 'return'. Bytes of others that get
 * into the text are made printable by err_print().
 */
#ifndef CRADLE_BASE_ERR_H
#define CRADLE_BASE_ERR_H

enum err_kind {
	ERR_NONE = 0,
	ERR_USAGE,		/* the call is wrong: exit 2 */
	ERR_SYSTEM,		/* the machine said no: exit 3 */
	ERR_DAMAGED,		/* the input contradicts itself or ends early: exit 3 */
	ERR_UNSUPPORTED,	/* the input is of a kind we do not read: exit 3 */
	ERR_LIMIT,		/* the input is larger than limits.h allows: exit 3 */
};

struct err {
	enum err_kind kind;
	char text[600];
};

int err_set(struct err *err, enum err_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
int err_wrap(struct err *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Writes "cradle: TEXT" and a newline to stderr, control characters escaped. */
void err_print(const struct err *err);

/* The exit code for this kind of failure: 2 or 3. */
int err_exit(const struct err *err);

#endif
